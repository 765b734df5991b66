//! `brought policy explain`, and `brought standing --known-on`: which fact decided, what comes next, and what a past day knew.

use crate::support::{Folder, Ran, assert_fits, brought, data};
use serde_json::Value;

fn of_sam(more: &[&str]) -> Ran {
    let sam = data("sam.toml");
    brought(&[&["policy", "explain", "--chronology", &sam, "--as-of", "2026-01-09T14:30"], more].concat()).ends_with(0)
}

#[test]
fn every_rule_is_told_with_what_decided_and_the_next_contact_in_three_ways() {
    let out = of_sam(&[]).out;
    for words in [
        "Sam Hartley (sam), as of Friday 9 January 2026 at 2:30pm",
        "number of failed contacts is 1, and the rule asks for at least 2",
        "number of failed contacts rests on Monday 5 January 2026 at 10am, Was not brought",
        "== If the next contact fails: Sam Hartley (sam), health-visiting, at a clinic, Saturday 10 January 2026 (was not brought)",
        "The follow-up goes from \"first failed contact\" to \"proactive follow-up\"",
        "== If the next contact is kept",
        "== If the family cancels the next contact",
    ] {
        assert!(out.contains(words), "{words}\n---\n{out}");
    }
}

#[test]
fn the_json_fits_its_schema_and_is_the_same_every_time() {
    let answer = of_sam(&["--json"]).json();
    assert_fits("explanation", &answer);
    let rules = answer["work"][0]["rules"].as_array().unwrap();
    let rule = |id: &str| rules.iter().find(|rule| rule["rule"] == id).unwrap();
    assert_eq!(rule("NAF-R13")["verdict"], "fired");
    assert_eq!(rule("NAF-R15")["verdict"], "nearly");
    assert_eq!(rule("NAF-R27")["verdict"], "not");
    assert_eq!(answer["imagined"].as_array().unwrap().len(), 3);
    assert_eq!(of_sam(&["--json"]).out, of_sam(&["--json"]).out);
}

/// The calendar of another nation counts other days.
#[test]
fn the_nation_decides_which_days_are_worked() {
    let due = |nation: &str| -> Vec<Value> {
        let answer = of_sam(&["--json", "--nation", nation]).json();
        answer["imagined"][0]["raised"].as_array().unwrap().iter().map(|raised| raised["due_on"].clone()).collect()
    };
    assert!(!due("scotland").is_empty());
    brought(&["policy", "explain", "--chronology", &data("sam.toml"), "--nation", "france"]).ends_with(2).says(&["scotland"]);
}

fn record() -> (Folder, String) {
    let folder = Folder::new();
    let record = folder.at("record.sqlite");
    brought(&["import", &data("clinics.csv"), "--map", &data("clinics.toml"), "--data", &record, "--yes"]).ends_with(1);
    (folder, record)
}

#[test]
fn in_the_store_whoever_asks_is_written_down() {
    let (_folder, record) = record();
    let answer = brought(&["policy", "explain", "hill-clinic/C1", "--data", &record, "--json"]).ends_with(0).json();
    assert_fits("explanation", &answer);
    let answer = brought(&["standing", "hill-clinic/C1", "--data", &record, "--known-on", "2026-01-01", "--json"]).ends_with(0).json();
    assert_fits("as-known-on", &answer);
    assert_eq!(crate::standing::readers(&record, "hill-clinic/C1").len(), 2);
    brought(&["policy", "explain", "hill-clinic/C1", "--data", &record, "--as", "nurse-8"]).ends_with(2).says(&["nurse-8"]);
    assert_eq!(crate::standing::readers(&record, "hill-clinic/C1").len(), 2);
}

const LATE: &str = r#"format = "brought-chronology/1"
author = { practitioner = "jo", role = "practitioner" }
people = [{ id = "sam", born_on = 2023-05-01 }]
events = [
  { happened = "2026-01-05T10:00", contact = { setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" } },
  { id = "late", happened = "2026-01-08T10:00", recorded_at = "2026-01-19T09:00", contact = { setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" } },
  { id = "wrong", happened = "2026-01-06T10:00", note_written = "The neighbour says they moved." },
  { happened = "2026-01-15T10:00", corrects = { event = "wrong", how = "withdraws", reason = "another family" }, correction_only = true },
]
"#;

#[test]
fn a_past_day_is_told_with_what_was_known_only_later_beside_it() {
    let folder = Folder::new();
    let file = folder.write("late.toml", LATE);
    let out = brought(&["standing", "--chronology", &file, "--known-on", "2026-01-09"]).ends_with(0).out;
    for words in [
        "As known on Friday 9 January 2026: from what had been recorded by the end of that day",
        "Policy no-access version 1.0",
        "first failed contact",
        "Known only later: it had happened by then",
        "Thursday 8 January 2026 at 10am: Was not brought; recorded Monday 19 January 2026 at 9am [late]",
        "On record then, and put right later",
        "another family",
    ] {
        assert!(out.contains(words), "{words}\n---\n{out}");
    }
    let answer = brought(&["standing", "--chronology", &file, "--known-on", "2026-01-09", "--json"]).ends_with(0).json();
    assert_fits("as-known-on", &answer);
    assert_eq!(answer["standing"]["follow_ups"][0]["failed_contacts"].as_array().unwrap().len(), 1);
    assert_eq!(answer["known_later"].as_array().unwrap().last().unwrap()["event"], "late");
    assert_eq!(
        (&answer["put_right_later"][0]["entry"]["event"], &answer["put_right_later"][0]["how"]),
        (&"wrong".into(), &"withdraws".into())
    );
}

#[test]
fn a_day_before_the_policy_is_answered_and_says_so() {
    let folder = Folder::new();
    let file = folder.write("late.toml", LATE);
    let ran = brought(&["standing", "--chronology", &file, "--known-on", "2023-06-01"]).ends_with(0);
    assert!(ran.out.contains("This policy is in force from 1 January 2024"), "{}", ran.out);
}

#[test]
fn a_day_that_has_not_come_is_refused() {
    let sam = data("sam.toml");
    brought(&["standing", "--chronology", &sam, "--known-on", "2999-01-01"]).ends_with(2).says(&["has not come"]);
    brought(&["standing", "--chronology", &sam, "--known-on", "2026-01-09", "--as-of", "2026-01-09"]).ends_with(2);
}
