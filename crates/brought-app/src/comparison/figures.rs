//! Two policies over the whole record, in figures.

use super::guarded::Guarded;
use super::{Found, KEPT};
use crate::brought::Brought;
use crate::failure::Failure;
use crate::policy_pages::{PackSummary, exact_key, pack_summary};
use crate::whole_record::{WholeRecordGrant, each_chronology};
use crate::words::capitalised;
use brought_calendar::{Calendar, date_in_words, end_of_day, local_date};
use brought_domain::work::Role;
use brought_policy::Pack;
use brought_policy::compare::{
    Comparison, Figures, Group, Measure, Question, Reach, Side, Smallest, Spread, Told, compare, smallest_made_up, story,
};
use brought_policy::proof::OneAfterTheOther;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

/// How many weeks are shown: the last ones.
const WEEKS: usize = 53;
/// A quartile is told only when so many people lie on the smaller side of it.
const BEHIND_A_QUARTILE: usize = 5;

/// Two policies over the whole record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComparedPolicies {
    /// A.
    pub left: PackSummary,
    /// B.
    pub right: PackSummary,
    /// Until the end of which day, in words.
    pub until: String,
    /// How many people there are, and how many of them with a failed contact.
    pub people: Vec<(&'static str, Guarded, Guarded)>,
    /// What each role would have been asked for, over the whole history.
    pub roles: Vec<RoleCompared>,
    /// What would have been open at the end of each week, over all roles and for each.
    pub weeks: Vec<WeekCompared>,
    /// The roles of the weeks, in order.
    pub week_roles: Vec<String>,
    /// When most would have been open.
    pub peaks: Vec<PeakCompared>,
    /// Days from the first failed contact.
    pub days: Vec<DaysCompared>,
    /// Children by when B asks for the first step towards them, against A.
    pub reach: Vec<ReachLine>,
    /// People of whom the two ask something else.
    pub told_apart: Guarded,
    /// The smallest made-up story that tells them apart.
    pub smallest: Option<SmallestTold>,
}

/// What one role would have been asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleCompared {
    /// The role.
    pub role: String,
    /// Under A.
    pub left: Guarded,
    /// Under B.
    pub right: Guarded,
}

/// One week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WeekCompared {
    /// Its Monday, as 2026-01-05.
    pub week: String,
    /// In words.
    pub words: String,
    /// Asked for the first time in it, under A and under B.
    pub asked: (Guarded, Guarded),
    /// Open at its end, under A and under B.
    pub open: (Guarded, Guarded),
    /// Open at its end for each role, in the order of the roles.
    pub roles: Vec<(Guarded, Guarded)>,
}

/// When most would have been open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeakCompared {
    /// For whom.
    pub role: String,
    /// Under A: how many, in which week.
    pub left: (Guarded, String),
    /// Under B.
    pub right: (Guarded, String),
}

/// Days from the first failed contact until something came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DaysCompared {
    /// Of whom.
    pub group: &'static str,
    /// Until what.
    pub until: String,
    /// Of how many people.
    pub of: Guarded,
    /// A quarter, half and three quarters of them, under A.
    pub left: Quartiles,
    /// Under B.
    pub right: Quartiles,
}

/// A quarter, half and three quarters of the people in so many days or fewer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Quartiles {
    /// In words, each: a number of days, "not by the end", or "too few people".
    pub words: [String; 3],
    /// In days, where there is a number to draw.
    pub days: [Option<i64>; 3],
    /// For how many it had not come by the end of the history.
    pub not_by_the_end: Guarded,
}

/// How many people lie in one place between the two policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReachLine {
    /// In words.
    pub words: &'static str,
    /// Children.
    pub children: Guarded,
    /// Parents and carers.
    pub carers: Guarded,
}

/// A made-up story that tells two policies apart, and what each asks in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SmallestTold {
    /// What happens.
    pub steps: Vec<String>,
    /// What only A asks.
    pub only_left: Vec<String>,
    /// What only B asks.
    pub only_right: Vec<String>,
}

/// Compares two policies over everybody on record, until the end of yesterday: whole days, so that what was worked out this morning holds
/// this afternoon. No number tells of fewer than five people.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read.
pub async fn compare_policies(
    brought: &Brought,
    grant: &WholeRecordGrant,
    left: &Arc<Pack>,
    right: &Arc<Pack>,
) -> Result<ComparedPolicies, Failure> {
    let yesterday = local_date(grant.opened_at()).saturating_sub(1.day());
    let found = found(brought, grant, left, right, yesterday).await?;
    Ok(told(&found, left, right, yesterday))
}

async fn found(
    brought: &Brought,
    grant: &WholeRecordGrant,
    left: &Arc<Pack>,
    right: &Arc<Pack>,
    yesterday: Date,
) -> Result<Arc<Found>, Failure> {
    let until = end_of_day(yesterday);
    let key = (left.digest.clone(), right.digest.clone(), until);
    let known = brought.compared.lock().unwrap_or_else(PoisonError::into_inner).get(&key).map(Arc::clone);
    if let Some(known) = known {
        return Ok(known);
    }
    let mut chronologies = Vec::new();
    each_chronology(brought, grant, |chronology| chronologies.push(chronology)).await?;
    let (left, right) = (Arc::clone(left), Arc::clone(right));
    // Away from the threads that answer requests: this takes seconds.
    let working = tokio::task::spawn_blocking(move || {
        let (of_left, of_right) = (Calendar::bundled(left.division), Calendar::bundled(right.division));
        let (left, right) = (Side { pack: &left, calendar: &of_left }, Side { pack: &right, calendar: &of_right });
        let question = Question { until, open_on: None, shrink: 0 };
        Found { comparison: compare(left, right, &chronologies, &question, &OneAfterTheOther), smallest: smallest_made_up(left, right) }
    });
    let found = Arc::new(working.await.map_err(|problem| Failure::unforeseen(format!("the policies could not be compared: {problem}")))?);
    let mut all = brought.compared.lock().unwrap_or_else(PoisonError::into_inner);
    all.retain(|(_, _, other), _| *other == until);
    while all.len() >= KEPT {
        all.pop_first();
    }
    all.insert(key, Arc::clone(&found));
    Ok(found)
}

fn told(found: &Found, left: &Pack, right: &Pack, until: Date) -> ComparedPolicies {
    let Comparison { left: of_left, right: of_right, reach, told_apart, .. } = &found.comparison;
    let roles = roles(of_left, of_right);
    let summary = |pack: &Pack| PackSummary { key: exact_key(pack), ..pack_summary(pack) };
    ComparedPolicies {
        left: summary(left),
        right: summary(right),
        until: date_in_words(until),
        people: of_left
            .people
            .iter()
            .map(|(group, people)| (group.words(), Guarded::of(people.all), Guarded::of(people.with_failed_contact)))
            .collect(),
        roles: roles
            .iter()
            .map(|role| {
                let asked = |figures: &Figures| Guarded::of(figures.settled.get(role).map_or(0, |settled| settled.asked()));
                RoleCompared { role: capitalised(role.words()), left: asked(of_left), right: asked(of_right) }
            })
            .collect(),
        weeks: weeks(of_left, of_right, &roles),
        week_roles: roles.iter().map(|role| capitalised(role.words())).collect(),
        peaks: peaks(of_left, of_right, &roles),
        days: days(of_left, of_right),
        reach: reach_lines(reach.get(&Group::Children), reach.get(&Group::Carers)),
        told_apart: Guarded::of(*told_apart),
        smallest: found.smallest.as_ref().map(smallest),
    }
}

fn roles(left: &Figures, right: &Figures) -> Vec<Role> {
    let all: BTreeSet<Role> = left.settled.keys().chain(right.settled.keys()).copied().collect();
    all.into_iter().collect()
}

fn weeks(left: &Figures, right: &Figures, roles: &[Role]) -> Vec<WeekCompared> {
    let all: BTreeSet<Date> = left.weeks.keys().chain(right.weeks.keys()).copied().collect();
    let count = |figures: &Figures, week: Date, of: Option<Role>, open: bool| {
        let load = figures.weeks.get(&week).into_iter().flatten().filter(|(role, _)| of.is_none_or(|of| of == **role));
        Guarded::of(load.map(|(_, counts)| if open { counts.open } else { counts.asked }).sum())
    };
    let skipped = all.len().saturating_sub(WEEKS);
    let week = |week: Date| WeekCompared {
        week: week.to_string(),
        words: date_in_words(week),
        asked: (count(left, week, None, false), count(right, week, None, false)),
        open: (count(left, week, None, true), count(right, week, None, true)),
        roles: roles.iter().map(|role| (count(left, week, Some(*role), true), count(right, week, Some(*role), true))).collect(),
    };
    all.into_iter().skip(skipped).map(week).collect()
}

fn peaks(left: &Figures, right: &Figures, roles: &[Role]) -> Vec<PeakCompared> {
    let peak = |figures: &Figures, role: Option<Role>| {
        let peak = role.map_or(figures.peak, |role| figures.peaks.get(&role).copied());
        // The week of a number that is not told would tell something of the few.
        let week = peak.filter(|peak| Guarded::of(peak.open).drawn >= BEHIND_A_QUARTILE).map(|peak| date_in_words(peak.week));
        (Guarded::of(peak.map_or(0, |peak| peak.open)), week.unwrap_or_default())
    };
    let line = |role: Option<Role>| PeakCompared {
        role: role.map_or_else(|| "All roles".to_owned(), |role| capitalised(role.words())),
        left: peak(left, role),
        right: peak(right, role),
    };
    std::iter::once(None).chain(roles.iter().map(|role| Some(*role))).map(line).collect()
}

fn days(left: &Figures, right: &Figures) -> Vec<DaysCompared> {
    let of = |key: &(Group, Measure)| -> DaysCompared {
        let (under_left, under_right) = (left.days.get(key).copied().unwrap_or_default(), right.days.get(key).copied().unwrap_or_default());
        DaysCompared {
            group: key.0.words(),
            until: capitalised(key.1.words()),
            of: Guarded::of(under_left.of),
            left: quartiles(&under_left),
            right: quartiles(&under_right),
        }
    };
    let keys: BTreeSet<&(Group, Measure)> = left.days.keys().chain(right.days.keys()).collect();
    keys.into_iter().map(of).collect()
}

/// A quartile lies between people: with fewer than five on the smaller side of it, it would tell of one of them.
fn quartiles(spread: &Spread) -> Quartiles {
    let mut told = Quartiles { not_by_the_end: Guarded::part_of(spread.not_by_the_end, spread.of), ..Quartiles::default() };
    let all = [(1, spread.lower_quartile), (2, spread.median), (1, spread.upper_quartile)];
    for ((quarters, days), (words, drawn)) in all.into_iter().zip(told.words.iter_mut().zip(told.days.iter_mut())) {
        let is_told = spread.of * quarters / 4 >= BEHIND_A_QUARTILE;
        *words = match days {
            _ if !is_told => "too few people".to_owned(),
            Some(days) => days.to_string(),
            None => "not by the end".to_owned(),
        };
        *drawn = days.filter(|_| is_told);
    }
    told
}

fn reach_lines(children: Option<&Reach>, carers: Option<&Reach>) -> Vec<ReachLine> {
    type Of = fn(&Reach) -> usize;
    let lines: [(&'static str, Of); 7] = [
        ("Earlier under B", |reach| reach.earlier),
        ("The same day", |reach| reach.same_day),
        ("Later under B", |reach| reach.later),
        ("Only under B", |reach| reach.only_right),
        ("Never under B, though under A", |reach| reach.never_right),
        ("Under neither, though a contact failed", |reach| reach.neither),
        ("No contact failed: counted apart", |reach| reach.without_failed_contact),
    ];
    let number = |reach: Option<&Reach>, of: Of| Guarded::of(reach.map_or(0, of));
    lines.into_iter().map(|(words, of)| ReachLine { words, children: number(children, of), carers: number(carers, of) }).collect()
}

fn smallest(smallest: &Smallest) -> SmallestTold {
    let (steps, left, right) = story(smallest);
    let told = |told: &Told| {
        let asked = &told.asked;
        format!(
            "{}: the {}, due on day {} ({:?}), {}",
            capitalised(&asked.what.words()),
            asked.owner.words(),
            told.due_day,
            told.weekday,
            asked.state
        )
    };
    let step = |step: &brought_policy::compare::StoryStep| {
        let when = step.day.map_or_else(|| "Known before".to_owned(), |day| format!("Day {day} ({:?})", step.weekday));
        format!("{when}: {}: {}", step.about, step.words)
    };
    SmallestTold {
        steps: steps.iter().map(step).collect(),
        only_left: left.iter().map(told).collect(),
        only_right: right.iter().map(told).collect(),
    }
}
