//! The definitions of docs/measures.md, written out as they are said, without a thought for speed. It shares the calendar and nothing else.

use crate::support::{Contact, Made};
use brought_calendar::{Calendar, Division};
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What the plan says, in this test's own words.
#[derive(Clone, Debug)]
pub(crate) struct Numbers {
    pub(crate) as_of: Date,
    pub(crate) window: i64,
    pub(crate) working_days: u32,
    pub(crate) firsts: Vec<usize>,
    pub(crate) highest_state: i64,
    pub(crate) ladder: Option<[i64; 4]>,
}

pub(crate) type Table = Vec<Vec<String>>;

fn failed(contact: &Contact) -> bool {
    ["WNB", "NO_ACCESS", "ACCESS_REFUSED", "DOORSTEP", "UNSEEN_CHILD", "LEFT_BEFORE_SEEN"].contains(&contact.outcome.as_str())
}

fn seen(contact: &Contact) -> bool {
    contact.outcome == "SEEN"
}

fn due_on(day: Date, numbers: &Numbers) -> Date {
    Calendar::bundled(Division::EnglandAndWales).add_working_days(day, numbers.working_days).unwrap()
}

/// The table of children, by child.
pub(crate) fn children(made: &Made, numbers: &Numbers) -> Table {
    let mut of_child: BTreeMap<i64, Vec<&Contact>> = BTreeMap::new();
    made.contacts.iter().for_each(|contact| of_child.entry(contact.child).or_default().push(contact));
    let mut table = Vec::new();
    for (child, mut contacts) in of_child {
        contacts.sort_by_key(|contact| (contact.at, contact.id));
        let concern = made.children.get(&child).copied().flatten().unwrap_or(true);
        let mut row = vec![child.to_string()];
        row.extend(figures(&contacts, concern, numbers));
        if let Some(ladder) = numbers.ladder {
            row.extend(of_ladder(&contacts, concern, numbers, ladder).map(|figure| figure.to_string()));
        }
        table.push(row);
    }
    table
}

fn figures(contacts: &[&Contact], concern: bool, numbers: &Numbers) -> Vec<String> {
    let as_of = numbers.as_of;
    let days_before = |day: Date, days: i64| day.checked_sub(days.days()).unwrap();
    let in_window = |day: Date, end: Date| day > days_before(end, numbers.window) && day <= end;
    let of_failed: Vec<(usize, Date)> =
        contacts.iter().enumerate().filter(|(_, contact)| failed(contact)).map(|(place, contact)| (place, contact.day())).collect();
    let rolling = |end: Date| of_failed.iter().filter(|(_, day)| in_window(*day, end)).count();
    // Runs: failed contacts without one between them at which the child was seen.
    let mut runs = vec![Vec::new()];
    for contact in contacts {
        if seen(contact) {
            runs.push(Vec::new());
        } else if failed(contact) {
            runs.last_mut().unwrap().push(contact.day());
        }
    }
    let current = runs.last().unwrap();
    let last_seen = contacts.iter().filter(|contact| seen(contact)).map(|contact| contact.day()).next_back();
    let since = |day: Date| (as_of - day).get_days().to_string();
    let open = current.first().map(|day| due_on(*day, numbers));
    let overdue = open.is_some_and(|due| due < as_of);
    let not_in_time = of_failed.iter().filter(|(place, day)| {
        let due = due_on(*day, numbers);
        let seen_after = contacts.iter().skip(place + 1).any(|contact| seen(contact) && contact.day() <= due);
        !seen_after && due < as_of
    });
    let since_window = |day: Date| day > days_before(as_of, numbers.window);
    let providers: BTreeSet<&str> = contacts
        .iter()
        .filter(|contact| failed(contact) && since_window(contact.day()))
        .filter_map(|contact| contact.provider.as_deref())
        .collect();
    let cancelled = contacts.iter().filter(|contact| contact.outcome == "CANCELLED_FAMILY" && since_window(contact.day()));
    let run = i64::try_from(current.len()).unwrap();
    let state = if run == 0 { 0 } else { (run + i64::from(concern)).min(numbers.highest_state) + i64::from(overdue) };
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    let mut row = vec![
        contacts.iter().filter(|contact| seen(contact) || failed(contact)).count().to_string(),
        of_failed.len().to_string(),
        rolling(as_of).to_string(),
        of_failed.iter().map(|(_, day)| rolling(*day)).max().unwrap_or(0).to_string(),
        run.to_string(),
        runs.iter().map(Vec::len).max().unwrap().to_string(),
        day(last_seen),
        last_seen.map_or_else(String::new, since),
        day(open),
        overdue.to_string(),
        not_in_time.count().to_string(),
        providers.len().to_string(),
        cancelled.count().to_string(),
        state.to_string(),
    ];
    for first in &numbers.firsts {
        row.push(day(of_failed.iter().map(|(_, day)| *day).filter(|day| rolling(*day) >= *first).min()));
    }
    row
}

#[derive(Default)]
struct Stand {
    level: i64,
    due: Option<Date>,
    run: i64,
}

fn of_ladder(contacts: &[&Contact], concern: bool, numbers: &Numbers, [levels, least, run, down]: [i64; 4]) -> [i64; 4] {
    let mut stands: BTreeMap<&str, Stand> = BTreeMap::new();
    let (mut at_the_top, mut repeated, mut overdue) = (0, 0, 0);
    for contact in contacts {
        let stand = stands.entry(&contact.service).or_default();
        let counts = match contact.outcome.as_str() {
            "CANCELLED_FAMILY" => {
                stand.run += 1;
                stand.run >= run
            }
            "CANCELLED_PROVIDER" => continue,
            _ => {
                stand.run = 0;
                failed(contact)
            }
        };
        let due = Some(due_on(contact.day(), numbers));
        if counts {
            if stand.level > 0 && Some(contact.day()) <= stand.due {
                repeated += 1;
                continue;
            }
            overdue += i64::from(stand.level > 0);
            let before = stand.level;
            stand.level = (before + 1).min(levels);
            if concern {
                stand.level = stand.level.max(least);
            }
            at_the_top += i64::from(stand.level == levels && before != levels);
            stand.due = due;
        } else if seen(contact) {
            if stand.level > down {
                stand.level -= down;
                stand.due = due;
            } else {
                stand.level = 0;
            }
        }
    }
    overdue += stands.values().filter(|stand| stand.level > 0 && stand.due < Some(numbers.as_of)).count() as i64;
    [stands.values().map(|stand| stand.level).max().unwrap_or(0), at_the_top, repeated, overdue]
}

/// The table of months, by provider and month.
pub(crate) fn months(made: &Made) -> Table {
    let mut counts: BTreeMap<(String, String), (u32, u32)> = BTreeMap::new();
    for contact in made.contacts.iter().filter(|contact| failed(contact) || seen(contact)) {
        let month = contact.day().first_of_month().to_string();
        let count = counts.entry((contact.provider.clone().unwrap_or_default(), month)).or_default();
        count.0 += 1;
        count.1 += u32::from(failed(contact));
    }
    counts.into_iter().map(|((provider, month), (due, failed))| vec![provider, month, due.to_string(), failed.to_string()]).collect()
}
