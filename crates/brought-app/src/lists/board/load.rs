//! How much each owes, and how late: counts that add up to those of the team list.

use super::super::arrange::Whose;
use super::super::holders::Holders;
use super::super::owed::Owed;
use brought_calendar::Calendar;
use brought_policy::standing::ObligationStateKind;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// How many of something there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// What.
    pub words: String,
    /// How many.
    pub count: u64,
}

/// What somebody owes. `open` is the sum of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LoadLine {
    /// Who.
    pub who: String,
    /// How an address of the team list says it.
    pub whose: String,
    /// All that is open.
    pub open: u64,
    /// What is overdue.
    pub overdue: u64,
    /// What is due today or later this week, Sunday included.
    pub due_this_week: u64,
    /// What is due after this week.
    pub due_later: u64,
    /// What is only offered, and has no deadline.
    pub offered: u64,
}

impl LoadLine {
    fn add(&mut self, owed: &Owed, sunday: Date) {
        self.open += 1;
        match (owed.state, owed.due_at, owed.due_on) {
            (ObligationStateKind::Overdue, ..) => self.overdue += 1,
            (_, None, _) => self.offered += 1,
            (_, _, Some(due_on)) if due_on > sunday => self.due_later += 1,
            // A row whose day cannot be read counts as soon, not as late.
            _ => self.due_this_week += 1,
        }
    }
}

/// Of each, in the order of their names. What nobody is known to owe comes first, then what a role owes.
pub(super) fn of_each(all: &[Owed], holders: &Holders, today: Date) -> Vec<LoadLine> {
    let sunday = sunday(today);
    let mut lines: BTreeMap<Whose, LoadLine> = BTreeMap::new();
    for owed in all {
        let whose = Whose::of(owed);
        let fresh = || LoadLine { who: who(&whose, holders), whose: whose.code(), ..LoadLine::default() };
        lines.entry(whose.clone()).or_insert_with(fresh).add(owed, sunday);
    }
    let place = |whose: &Whose| match whose {
        Whose::NobodyKnown => 0,
        Whose::ARole => 1,
        _ => 2,
    };
    let mut lines: Vec<(u8, LoadLine)> = lines.into_iter().map(|(whose, line)| (place(&whose), line)).collect();
    lines.sort_by(|left, right| (left.0, &left.1.who, &left.1.whose).cmp(&(right.0, &right.1.who, &right.1.whose)));
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Of all together.
pub(super) fn of_all(all: &[Owed], today: Date) -> LoadLine {
    let mut line = LoadLine { who: "All together".to_owned(), ..LoadLine::default() };
    all.iter().for_each(|owed| line.add(owed, sunday(today)));
    line
}

fn who(whose: &Whose, holders: &Holders) -> String {
    match whose {
        Whose::Of(owner) => holders.name(owner),
        Whose::NobodyKnown => "Nobody known".to_owned(),
        Whose::ARole | Whose::Anybody => "A role, nobody by name".to_owned(),
    }
}

fn sunday(today: Date) -> Date {
    let left = 7 - i64::from(today.weekday().to_monday_one_offset());
    today.checked_add(left.days()).unwrap_or(Date::MAX)
}

/// What is overdue, by how many working days have gone since the day on which it was due.
pub(super) fn overdue_by_age(all: &[Owed], calendar: &Calendar, today: Date) -> Vec<Count> {
    const AGES: [&str; 6] = [
        "No working day yet",
        "1 to 2 working days",
        "3 to 5 working days",
        "6 to 10 working days",
        "More than 10 working days",
        "Not known",
    ];
    let age = |owed: &Owed| match owed.due_on.map(|due_on| calendar.working_days_between(due_on, today)) {
        Some(Ok(..=0)) => 0,
        Some(Ok(1..=2)) => 1,
        Some(Ok(3..=5)) => 2,
        Some(Ok(6..=10)) => 3,
        Some(Ok(_)) => 4,
        Some(Err(_)) | None => 5,
    };
    let mut counts = [0; AGES.len()];
    for owed in all.iter().filter(|owed| owed.state == ObligationStateKind::Overdue) {
        counts[age(owed)] += 1;
    }
    AGES.iter().zip(counts).map(|(words, count)| Count { words: (*words).to_owned(), count }).collect()
}

/// How many of each member of a list there are, in the order of the list. Those of which there are none are left out.
pub(super) fn in_order<T: Copy + PartialEq>(members: &[T], found: impl Iterator<Item = T>, words: impl Fn(T) -> String) -> Vec<Count> {
    let found: Vec<T> = found.collect();
    let count = |member: T| found.iter().filter(|other| **other == member).count() as u64;
    let counts = members.iter().map(|member| Count { words: words(*member), count: count(*member) });
    counts.filter(|count| count.count > 0).collect()
}
