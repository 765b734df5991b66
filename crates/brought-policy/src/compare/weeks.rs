//! The standing at the end of each week of a history, as numbers of obligations by role.

use super::Side;
use crate::clock::UkClock;
use crate::standing::{Obligation, ObligationStateKind, Standing};
use brought_calendar::{end_of_day, local_date};
use brought_domain::work::Role;
use brought_domain::{Chronology, Happened, ObligationId};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use std::collections::{BTreeMap, BTreeSet};

/// Obligations of one role in one week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Asked for the first time in this week, also when they were answered in it.
    pub asked: usize,
    /// Open at the end of the week.
    pub open: usize,
    /// Of those open, overdue at the end of the week.
    pub overdue: usize,
}

impl Counts {
    /// Adds another's.
    pub fn add(&mut self, other: Self) {
        self.asked += other.asked;
        self.open += other.open;
        self.overdue += other.overdue;
    }
}

/// The obligations of one week, by the role that owes them.
pub type Load = BTreeMap<Role, Counts>;

/// When most was open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peak {
    /// The Monday of the week; of several, the first.
    pub week: Date,
    /// How many obligations were open at its end.
    pub open: usize,
}

/// The week in which most was open, for one role or for all of them. Nothing when nothing was ever open at the end of a week.
pub(super) fn peak(weeks: &BTreeMap<Date, Load>, role: Option<Role>) -> Option<Peak> {
    let mut peak: Option<Peak> = None;
    for (week, load) in weeks {
        let open = load.iter().filter(|(of, _)| role.is_none_or(|role| role == **of)).map(|(_, counts)| counts.open).sum();
        if open > peak.map_or(0, |peak| peak.open) {
            peak = Some(Peak { week: *week, open });
        }
    }
    peak
}

/// The Monday of the week of a day.
pub fn monday_of(day: Date) -> Date {
    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
}

/// The end of a week, or the moment asked about when the week goes on beyond it.
fn end_of_week(monday: Date, until: Timestamp) -> Timestamp {
    end_of_day(monday.saturating_add(6.days())).min(until)
}

/// One chronology under one pack: its weeks, and how it stands at the end of the history.
pub(super) struct Evaluated {
    /// By the Monday. Weeks in which nothing was asked or open are left out.
    pub(super) weeks: BTreeMap<Date, Load>,
    /// The standing that holds at the end.
    pub(super) last: Standing,
}

impl Evaluated {
    /// The first contact that this pack counts as failed and that still stands at the end of the history.
    pub(super) fn first_failed(&self) -> Option<Happened> {
        let zone = UkClock;
        let own = self.last.follow_ups.iter().filter(|follow_up| follow_up.person == self.last.subject);
        own.flat_map(|follow_up| &follow_up.failed_contacts).map(|failed| failed.at).min_by_key(|at| at.earliest(&zone))
    }
}

/// The obligations in the subject's own record. Those of a carer are counted in the carer's.
pub(super) fn own(standing: &Standing) -> impl Iterator<Item = &Obligation> {
    standing.obligations.iter().filter(|obligation| obligation.person == standing.subject)
}

/// Asks for the standing at the end of each week, from the first entry on.
///
/// Between two weeks in which nothing was recorded the standing is worked out anew only when it says itself that it may have changed.
pub(super) fn evaluate(side: Side<'_>, chronology: &Chronology, until: Timestamp) -> Evaluated {
    let mut recorded: Vec<Timestamp> = chronology.events.iter().map(|event| event.recorded_at).collect();
    recorded.sort_unstable();
    let mut weeks = BTreeMap::new();
    let Some(first) = recorded.first().copied().filter(|first| *first <= until) else {
        return Evaluated { weeks, last: side.standing(chronology, until) };
    };
    let mut known_obligations = BTreeSet::new();
    let mut monday = monday_of(local_date(first));
    let mut ends = end_of_week(monday, until);
    let mut known = recorded.partition_point(|at| *at <= ends);
    let mut last = side.standing(chronology, ends);
    loop {
        let load = load(&last, &mut known_obligations);
        if !load.is_empty() {
            weeks.insert(monday, load);
        }
        let next = monday.saturating_add(7.days());
        if ends >= until || next <= monday {
            return Evaluated { weeks, last };
        }
        monday = next;
        ends = end_of_week(monday, until);
        let known_now = recorded.partition_point(|at| *at <= ends);
        if known_now != known || last.changes_at.is_some_and(|at| at <= ends) {
            known = known_now;
            last = side.standing(chronology, ends);
        }
    }
}

fn load(standing: &Standing, known: &mut BTreeSet<ObligationId>) -> Load {
    let mut load = Load::new();
    for obligation in own(standing) {
        let state = obligation.state.kind();
        let asked = !known.contains(&obligation.id);
        if asked {
            known.insert(obligation.id.clone());
        }
        let counts = Counts {
            asked: usize::from(asked),
            open: usize::from(state.is_open()),
            overdue: usize::from(state == ObligationStateKind::Overdue),
        };
        if counts != Counts::default() {
            load.entry(obligation.owner.role).or_default().add(counts);
        }
    }
    load
}

#[cfg(test)]
mod tests {
    use super::monday_of;
    use jiff::civil::date;

    #[test]
    fn a_week_begins_on_its_monday() {
        assert_eq!(monday_of(date(2026, 1, 5)), date(2026, 1, 5));
        assert_eq!(monday_of(date(2026, 1, 11)), date(2026, 1, 5));
        assert_eq!(monday_of(date(2026, 1, 1)), date(2025, 12, 29));
    }
}
