//! The figures of one pack over a history.

use super::days::Measure;
use super::weeks::{Load, Peak, own, peak};
use super::{Measured, Side};
use crate::standing::{ObligationStateKind, PackReference};
use brought_domain::person::PersonKind;
use brought_domain::work::Role;
use brought_domain::{Chronology, Fact, vocabulary};
use jiff::{ToSpan as _, civil::Date};
use std::collections::BTreeMap;

vocabulary! {
    /// Of whom a figure speaks.
    pub enum Group ("group of people") {
        /// Children, unborn children, and everybody of whom nobody recorded that they are a carer.
        Children = "children", "children";
        /// Parents and carers, with contacts of their own.
        Carers = "carers", "parents and carers";
    }
}

impl Group {
    /// Of whom a chronology is.
    pub fn of(chronology: &Chronology) -> Self {
        let kind = |event: &brought_domain::Event| match &event.fact {
            Fact::PersonRecorded(kind, _) if event.about == chronology.subject => Some(*kind),
            _ => None,
        };
        // Taken for a child unless everything on record says otherwise.
        let mut kinds = chronology.events.iter().filter_map(kind).peekable();
        if kinds.peek().is_some() && kinds.all(|kind| kind == PersonKind::Carer) { Self::Carers } else { Self::Children }
    }
}

/// How many people there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// All.
    pub all: usize,
    /// With a failed contact; in a comparison, with one that either pack counts.
    pub with_failed_contact: usize,
}

impl People {
    /// Counted apart: nothing but how many they are is said of them.
    pub fn without_failed_contact(&self) -> usize {
        self.all.saturating_sub(self.with_failed_contact)
    }
}

/// What had become of everything asked, at the end of the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// Answered in time.
    pub done: usize,
    /// Answered late.
    pub done_late: usize,
    /// Another step took its place.
    pub replaced: usize,
    /// Waived.
    pub waived: usize,
    /// Open, and not overdue.
    pub open: usize,
    /// Open, and overdue.
    pub overdue: usize,
}

impl Settlement {
    /// Everything asked that stands at the end of the history.
    pub fn asked(&self) -> usize {
        self.done + self.done_late + self.replaced + self.waived + self.open + self.overdue
    }
}

/// How days are spread over people. Those for whom it had not come by the end of the history stand behind all others, so that a quartile
/// can be "not by the end": leaving them out would make a pack look the quicker the fewer it reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Of how many people it speaks.
    pub of: usize,
    /// For how many it had not come by the end of the history.
    pub not_by_the_end: usize,
    /// The fewest days.
    pub least: Option<i64>,
    /// A quarter of the people, rounded up, in so many days or fewer.
    pub lower_quartile: Option<i64>,
    /// Half of them, rounded up.
    pub median: Option<i64>,
    /// Three quarters of them, rounded up.
    pub upper_quartile: Option<i64>,
    /// The most days, of those for whom it had come.
    pub most: Option<i64>,
}

impl Spread {
    /// Of everybody's days; nothing stands for "not by the end of the history".
    pub fn of(days: &[Option<i64>]) -> Self {
        let mut known: Vec<i64> = days.iter().copied().flatten().collect();
        known.sort_unstable();
        let at = |quarters: usize| (days.len() * quarters).div_ceil(4).checked_sub(1).and_then(|rank| known.get(rank)).copied();
        Self {
            of: days.len(),
            not_by_the_end: days.len() - known.len(),
            least: known.first().copied(),
            lower_quartile: at(1),
            median: at(2),
            upper_quartile: at(3),
            most: known.last().copied(),
        }
    }
}

/// What one pack asks for over a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The pack.
    pub pack: PackReference,
    /// How many people, by group.
    pub people: BTreeMap<Group, People>,
    /// By the Monday of the week, without gaps: from the first week in which anything was asked to the last.
    pub weeks: BTreeMap<Date, Load>,
    /// When most was open, over all roles.
    pub peak: Option<Peak>,
    /// When most was open, for each role.
    pub peaks: BTreeMap<Role, Peak>,
    /// What had become of what each role was asked.
    pub settled: BTreeMap<Role, Settlement>,
    /// Days from the first failed contact. That a child was seen is not measured for carers.
    pub days: BTreeMap<(Group, Measure), Spread>,
}

/// Figures in the making.
pub(super) struct Tally {
    pack: PackReference,
    people: BTreeMap<Group, People>,
    weeks: BTreeMap<Date, Load>,
    settled: BTreeMap<Role, Settlement>,
    days: BTreeMap<(Group, Measure), Vec<Option<i64>>>,
}

impl Tally {
    pub(super) fn new(side: Side<'_>) -> Self {
        Self { pack: side.reference(), people: BTreeMap::new(), weeks: BTreeMap::new(), settled: BTreeMap::new(), days: BTreeMap::new() }
    }

    /// Counts one person in.
    pub(super) fn count(&mut self, group: Group, measured: Measured) {
        let people = self.people.entry(group).or_default();
        people.all += 1;
        people.with_failed_contact += usize::from(measured.days.is_some());
        for (week, load) in &measured.evaluated.weeks {
            let week = self.weeks.entry(*week).or_default();
            for (role, counts) in load {
                week.entry(*role).or_default().add(*counts);
            }
        }
        for obligation in own(&measured.evaluated.last) {
            let settled = self.settled.entry(obligation.owner.role).or_default();
            let number = match obligation.state.kind() {
                ObligationStateKind::DueLater | ObligationStateKind::Due => &mut settled.open,
                ObligationStateKind::Overdue => &mut settled.overdue,
                ObligationStateKind::Done => &mut settled.done,
                ObligationStateKind::DoneLate => &mut settled.done_late,
                ObligationStateKind::Replaced => &mut settled.replaced,
                ObligationStateKind::Waived => &mut settled.waived,
            };
            *number += 1;
        }
        let Some(days) = measured.days else { return };
        for measure in Measure::ALL.iter().filter(|measure| group == Group::Children || **measure != Measure::ChildSeen) {
            self.days.entry((group, *measure)).or_default().push(days.0.get(measure).copied());
        }
    }

    pub(super) fn figures(self) -> Figures {
        let mut weeks = self.weeks;
        without_gaps(&mut weeks);
        let roles: std::collections::BTreeSet<Role> = weeks.values().flat_map(|load| load.keys().copied()).collect();
        Figures {
            peak: peak(&weeks, None),
            peaks: roles.into_iter().filter_map(|role| Some((role, peak(&weeks, Some(role))?))).collect(),
            days: self.days.into_iter().map(|(key, days)| (key, Spread::of(&days))).collect(),
            pack: self.pack,
            people: self.people,
            settled: self.settled,
            weeks,
        }
    }
}

/// A week in which nothing was open is shown as such.
fn without_gaps(weeks: &mut BTreeMap<Date, Load>) {
    let (Some(mut week), Some(last)) = (weeks.keys().next().copied(), weeks.keys().next_back().copied()) else { return };
    while week < last {
        weeks.entry(week).or_default();
        week = week.saturating_add(7.days());
    }
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn those_not_reached_stand_behind_all_others() {
        let spread = Spread::of(&[Some(4), None, Some(1), None, Some(2)]);
        assert_eq!((spread.of, spread.not_by_the_end), (5, 2));
        assert_eq!(
            (spread.least, spread.lower_quartile, spread.median, spread.upper_quartile, spread.most),
            (Some(1), Some(2), Some(4), None, Some(4))
        );
    }

    #[test]
    fn of_nobody_nothing_is_said() {
        assert_eq!(Spread::of(&[]), Spread::default());
    }

    #[test]
    fn one_child_is_every_quartile() {
        let spread = Spread::of(&[Some(3)]);
        assert_eq!((spread.lower_quartile, spread.median, spread.upper_quartile), (Some(3), Some(3), Some(3)));
    }
}
