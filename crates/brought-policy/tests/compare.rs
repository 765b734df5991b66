//! Two packs over the same history, with packs of one rule.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;
mod tiny;

use brought_calendar::{Calendar, end_of_day};
use brought_domain::Chronology;
use brought_domain::work::Role;
use brought_forms::chronology_file::{read_json, write_json};
use brought_policy::Pack;
use brought_policy::compare::{Comparison, Group, Measure, Question, Side, backtest, compare, difference, monday_of, shrink, story};
use brought_policy::proof::{OneAfterTheOther, Workers};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;
use tiny::{child, pack, with};

const FAMILY: &str = "do = \"follow_up_family\", owner = \"practitioner\"";

/// Ask for the family to be followed up within two working days of each failed contact.
fn soon() -> Pack {
    pack("failed_contacts >= 1", &format!("{FAMILY}, due = \"$soon\""))
}

/// The same, within two weeks.
fn later() -> Pack {
    pack("failed_contacts >= 1", &format!("{FAMILY}, due = \"$later\""))
}

/// The same as soon, but only from the second failed contact on.
fn from_the_second() -> Pack {
    pack("failed_contacts >= 2", &format!("{FAMILY}, due = \"$soon\""))
}

const MISSED: &str = "was_not_brought";

fn compared(left: &Pack, right: &Pack, chronologies: &[Chronology], until: Date, open_on: Option<Date>) -> Comparison {
    let calendar = Calendar::bundled(left.division);
    let question = Question { until: end_of_day(until), open_on, shrink: 3 };
    let side = |pack| Side { pack, calendar: &calendar };
    compare(side(left), side(right), chronologies, &question, &OneAfterTheOther)
}

#[test]
fn a_pack_compared_with_itself_shows_no_difference() {
    let found = compared(&soon(), &soon(), &[child("sam", &[("2026-01-05", MISSED)])], date(2026, 2, 1), Some(date(2026, 1, 6)));
    assert_eq!(found.left, found.right);
    assert_eq!((found.told_apart, found.smallest), (0, None));
    let open = found.open.unwrap();
    assert!(open.removed.is_empty() && open.added.is_empty() && open.moved.is_empty() && open.reassigned.is_empty(), "{open:?}");
    assert!(open.unchanged > 0);
}

#[test]
fn every_child_is_in_one_number_of_reach_and_those_without_a_failed_contact_apart() {
    let history = [
        child("one", &[("2026-01-05", MISSED)]),
        child("two", &[("2026-01-05", MISSED), ("2026-01-12", MISSED)]),
        child("seen", &[("2026-01-05", "seen")]),
    ];
    let until = date(2026, 3, 1);
    let reach = compared(&soon(), &later(), &history, until, None).reach[&Group::Children];
    assert_eq!((reach.earlier, reach.same_day, reach.later, reach.without_failed_contact), (0, 0, 2, 1));
    let reach = compared(&later(), &soon(), &history, until, None).reach[&Group::Children];
    assert_eq!((reach.earlier, reach.with_failed_contact()), (2, 2));
    let reach = compared(&soon(), &from_the_second(), &history, until, None).reach[&Group::Children];
    assert_eq!((reach.later, reach.never_right, reach.with_failed_contact()), (1, 1, 2));
    let reach = compared(&from_the_second(), &soon(), &history, until, None).reach[&Group::Children];
    assert_eq!((reach.earlier, reach.only_right), (1, 1));
}

#[test]
fn days_are_counted_from_the_first_failed_contact_with_all_children_as_their_number() {
    let done = "[[events]]\nhappened = 2026-01-08T09:00:00\nfamily_followed_up = { how = \"spoke_to_family\", result = \"answered\" }\n";
    let history = [
        with("one", &[("2026-01-05", MISSED)], done),
        child("two", &[("2026-01-05", MISSED), ("2026-01-20", "seen")]),
        child("three", &[("2026-01-05", MISSED)]),
        child("seen", &[("2026-01-05", "seen")]),
    ];
    let found = compared(&soon(), &later(), &history, date(2026, 3, 1), None);
    let days = |side: &brought_policy::compare::Figures, measure| side.days[&(Group::Children, measure)];
    let due = days(&found.left, Measure::FirstStepDue);
    assert_eq!((due.of, due.not_by_the_end, due.median), (3, 0, Some(2)));
    assert_eq!(days(&found.right, Measure::FirstStepDue).median, Some(14));
    let done = days(&found.left, Measure::FirstStepDone);
    assert_eq!((done.of, done.not_by_the_end, done.least), (3, 1, Some(3)), "meeting the family follows it up as well");
    let seen = days(&found.left, Measure::ChildSeen);
    assert_eq!((seen.of, seen.not_by_the_end, seen.least, seen.median), (3, 2, Some(15), None));
    let people = found.left.people[&Group::Children];
    assert_eq!((people.all, people.with_failed_contact, people.without_failed_contact()), (4, 3, 1));
}

#[test]
fn the_peak_is_the_first_week_in_which_most_was_open() {
    let weeks = ["2026-01-05", "2026-01-12", "2026-01-19"];
    let done = |day: &str| {
        format!("[[events]]\nhappened = {day}T09:00:00\nfamily_followed_up = {{ how = \"spoke_to_family\", result = \"answered\" }}\n")
    };
    let history: Vec<_> =
        weeks.iter().enumerate().map(|(number, week)| with(&format!("c{number}"), &[(week, MISSED)], &done("2026-01-23"))).collect();
    let calendar = Calendar::bundled(soon().division);
    let figures = backtest(Side { pack: &soon(), calendar: &calendar }, &history, end_of_day(date(2026, 2, 1)), &OneAfterTheOther);
    let by_role = |week: Date| figures.weeks[&week].get(&Role::Practitioner).copied().unwrap_or_default();
    let (first, second) = (by_role(date(2026, 1, 5)), by_role(date(2026, 1, 12)));
    assert_eq!(second.asked, first.asked, "one child more in each week");
    assert_eq!(second.open, 2 * first.open);
    let all = |week: Date| figures.weeks[&week].values().map(|counts| counts.open).sum::<usize>();
    let (third, fourth) = (date(2026, 1, 19), date(2026, 1, 26));
    assert_eq!(all(third), all(fourth), "nothing is done any more, and time closes nothing");
    let peak = figures.peak.unwrap();
    assert_eq!((peak.week, peak.open), (third, all(third)));
    assert_eq!(figures.peaks[&Role::Practitioner].open, by_role(figures.peaks[&Role::Practitioner].week).open);
    assert!(figures.settled.values().map(|settled| settled.done_late).sum::<usize>() >= 2, "{:?}", figures.settled);
}

/// "Before a new version of a pack is put in force": what would change in what is open now.
#[test]
fn open_obligations_are_told_as_removed_added_or_moved() {
    let history = [child("one", &[("2026-01-05", MISSED)])];
    let (until, on) = (date(2026, 2, 1), Some(date(2026, 1, 5)));
    let open = compared(&soon(), &later(), &history, until, on).open.unwrap();
    assert_eq!((open.moved.len(), open.removed.len(), open.added.len()), (1, 0, 0), "{open:?}");
    let moved = &open.moved[0];
    assert_eq!((moved.left.unwrap().due_on, moved.right.unwrap().due_on), (date(2026, 1, 7), date(2026, 1, 19)));
    let open = compared(&soon(), &from_the_second(), &history, until, on).open.unwrap();
    assert!(open.removed.iter().any(|change| change.what.action.code() == "follow_up_family"), "{open:?}");
    let open = compared(&from_the_second(), &soon(), &history, until, on).open.unwrap();
    assert!(open.added.iter().any(|change| change.what.action.code() == "follow_up_family"), "{open:?}");
    let lead = pack(
        "failed_contacts >= 1",
        "do = \"follow_up_family\", owner = \"safeguarding_lead\", fallback = \"named_nurse\", due = \"$soon\"",
    );
    let open = compared(&soon(), &lead, &history, until, on).open.unwrap();
    assert_eq!((open.reassigned.len(), open.moved.len()), (1, 0), "{open:?}");
}

#[test]
fn what_had_not_happened_by_the_day_is_not_open_on_it() {
    let open =
        compared(&soon(), &later(), &[child("one", &[("2026-01-05", MISSED)])], date(2026, 2, 1), Some(date(2026, 1, 4))).open.unwrap();
    assert_eq!((open.moved.len(), open.unchanged), (0, 0));
}

#[test]
fn the_smallest_chronology_holds_the_contact_that_tells_the_packs_apart_and_no_more() {
    let long = child("sam", &[("2025-10-06", "seen"), ("2025-11-03", "seen"), ("2026-01-05", MISSED), ("2026-01-26", "seen")]);
    let found = compared(&soon(), &later(), std::slice::from_ref(&long), date(2026, 2, 1), None);
    assert_eq!(found.told_apart, 1);
    let smallest = found.smallest.unwrap();
    let kinds: Vec<_> = smallest.chronology.events.iter().map(|event| event.fact.code()).collect();
    assert_eq!(kinds, ["person_recorded", "contact_planned", "outcome_recorded"]);
    assert_eq!(smallest.made_from, long.events.len());
    assert!(!smallest.difference.only_left.is_empty() && !smallest.difference.only_right.is_empty());
    assert_eq!(read_json(&write_json(&smallest.chronology)).unwrap(), smallest.chronology, "it can be kept as a chronology file");
}

#[test]
fn two_failed_contacts_stay_when_it_takes_two() {
    let third = pack("failed_contacts >= 2", &format!("{FAMILY}, due = \"$later\""));
    let long = child("sam", &[("2025-10-06", "seen"), ("2026-01-05", MISSED), ("2026-01-12", MISSED), ("2026-01-19", MISSED)]);
    let smallest = compared(&from_the_second(), &third, &[long], date(2026, 2, 1), None).smallest.unwrap();
    let failed = smallest.chronology.events.iter().filter(|event| event.reports_failure()).count();
    assert_eq!(failed, 2);
}

/// What is told of the smallest chronology names nobody: no name, no id, no date.
#[test]
fn the_story_of_the_smallest_names_nobody() {
    let smallest = compared(&soon(), &later(), &[child("sam", &[("2026-01-05", MISSED)])], date(2026, 2, 1), None).smallest.unwrap();
    let (steps, left, right) = story(&smallest);
    let days: Vec<_> = steps.iter().map(|step| step.day).collect();
    assert_eq!(days, [None, Some(0), Some(0)], "the day of the record of who the child is may be that of the birth");
    let words: Vec<_> = steps.iter().map(|step| format!("{} {}", step.about, step.words)).collect();
    let told = words.join("; ");
    assert!(told.contains("was not brought") && told.contains("at a clinic"), "{told}");
    for private in ["sam", "Sam", "Hartley", "2026", "2024", "nurse-7"] {
        assert!(!told.contains(private), "{private}: {told}");
    }
    assert_eq!((left[0].due_day, right[0].due_day), (2, 14));
    assert!(left[0].asked.what.words().contains("follow up the family"));
}

#[test]
fn the_order_of_the_work_does_not_change_the_answer() {
    struct Backwards;
    impl Workers for Backwards {
        fn each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
            // The last piece is left undone altogether.
            (0..pieces.saturating_sub(1)).rev().for_each(work);
        }
    }
    let history =
        [child("one", &[("2026-01-05", MISSED)]), child("two", &[("2026-01-12", MISSED)]), child("three", &[("2026-01-12", "seen")])];
    let (soon, later) = (soon(), later());
    let calendar = Calendar::bundled(soon.division);
    let question = Question { until: end_of_day(date(2026, 2, 1)), open_on: Some(date(2026, 1, 12)), shrink: 2 };
    let side = |pack| Side { pack, calendar: &calendar };
    let forwards = compare(side(&soon), side(&later), &history, &question, &OneAfterTheOther);
    assert_eq!(compare(side(&soon), side(&later), &history, &question, &Backwards), forwards);
}

#[test]
fn of_no_history_at_all_everything_is_nothing() {
    let found = compared(&soon(), &later(), &[], date(2026, 2, 1), Some(date(2026, 1, 12)));
    assert!(found.reach.is_empty() && found.left.weeks.is_empty() && found.left.peak.is_none() && found.smallest.is_none());
}

/// Every week's numbers, worked out anew at the end of each week, whatever may have changed.
fn every_week_anew(side: Side<'_>, chronology: &Chronology, until: Timestamp) -> Vec<(Date, usize, usize)> {
    let first = chronology.events.iter().map(|event| event.recorded_at).min().unwrap();
    let mut monday = monday_of(brought_calendar::local_date(first));
    let mut weeks = Vec::new();
    loop {
        let ends = end_of_day(monday.saturating_add(6.days())).min(until);
        let standing = brought_policy::standing(side.pack, side.calendar, chronology, ends);
        let own = || standing.obligations.iter().filter(|obligation| obligation.person == standing.subject);
        let open = own().filter(|obligation| obligation.is_open()).count();
        let overdue = own().filter(|obligation| obligation.state.kind().code() == "overdue").count();
        if open > 0 {
            weeks.push((monday, open, overdue));
        }
        if ends >= until {
            return weeks;
        }
        monday = monday.saturating_add(7.days());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Weeks in which nothing was recorded are not worked out anew: that must not show.
    #[test]
    fn the_weeks_are_those_of_the_standing_at_the_end_of_each(drawn in prop::collection::vec(support::drawn(), 0..12)) {
        let chronology = support::chronology(&drawn);
        let calendar = Calendar::bundled(support::pack().division);
        let side = Side { pack: support::pack(), calendar: &calendar };
        let until = end_of_day(date(2026, 5, 1));
        let figures = backtest(side, std::slice::from_ref(&chronology), until, &OneAfterTheOther);
        let counted: Vec<_> = figures.weeks.iter().map(|(week, load)| {
            (*week, load.values().map(|counts| counts.open).sum::<usize>(), load.values().map(|counts| counts.overdue).sum::<usize>())
        }).filter(|(_, open, _)| *open > 0).collect();
        prop_assert_eq!(counted, every_week_anew(side, &chronology, until));
    }

    /// What is shrunk still tells the packs apart, and nothing more can be left out by itself.
    #[test]
    fn what_is_shrunk_tells_the_packs_apart(drawn in prop::collection::vec(support::drawn_alone(), 1..10)) {
        let chronology = support::chronology(&drawn);
        let (left, right) = (support::pack(), soon());
        let calendar = Calendar::bundled(left.division);
        let (left, right) = (Side { pack: left, calendar: &calendar }, Side { pack: &right, calendar: &calendar });
        let until = end_of_day(date(2026, 5, 1));
        match shrink(left, right, &chronology, until) {
            None => prop_assert!(difference(left, right, &chronology, until).is_empty()),
            Some(smallest) => {
                prop_assert!(!difference(left, right, &smallest.chronology, until).is_empty());
                let again = shrink(left, right, &smallest.chronology, until).unwrap();
                prop_assert_eq!(again.chronology, smallest.chronology);
            }
        }
    }
}
