//! `brought standing`: the answer for a chronology file and for somebody in the store, and what is said of files that cannot be used.

use crate::support::{Folder, Ran, assert_fits, brought, data, program};
use serde_json::json;
use std::process::Stdio;

const AS_OF: &[&str] = &["--as-of", "2026-01-09T14:30"];

fn of_sam(more: &[&str]) -> crate::support::Ran {
    let sam = data("sam.toml");
    brought(&[&["standing", "--chronology", &sam], AS_OF, more].concat())
}

#[test]
fn the_text_for_a_child_not_brought_once() {
    let ran = of_sam(&[]).ends_with(0);
    let expected = std::fs::read_to_string(data("sam.txt")).unwrap();
    assert!(ran.out == expected, "{}\n--- expected:\n{expected}", ran.out);
}

#[test]
fn the_json_says_what_is_owed_and_fits_its_schema() {
    let answer = of_sam(&["--json"]).ends_with(0).json();
    assert_fits("standing", &answer);
    assert_eq!(answer["subject"], "sam");
    assert_eq!(answer["follow_ups"][0]["state"], "open");
    let owed = answer["obligations"].as_array().unwrap();
    let impact = owed.iter().find(|owed| owed["because"]["rule"] == "NAF-R13").unwrap();
    assert_eq!((&impact["state"], &impact["because"]["clauses"][0]), (&json!("overdue"), &json!("NAF-13")));
}

#[test]
fn the_same_question_has_the_same_bytes_for_an_answer() {
    assert_eq!(of_sam(&["--json"]).out, of_sam(&["--json"]).out);
}

#[test]
fn before_the_clinic_nothing_is_owed() {
    let sam = data("sam.toml");
    let ran = brought(&["standing", "--chronology", &sam, "--as-of", "2026-01-04"]).ends_with(0);
    assert!(ran.out.contains("No follow-up."), "{}", ran.out);
    assert!(ran.out.contains("Left out: 2 entries were recorded only later, the first on Monday 5 January 2026 at 10am"), "{}", ran.out);
}

#[test]
fn every_slip_in_a_file_is_told_with_its_line_and_nothing_is_answered() {
    let folder = Folder::new();
    let slips = std::fs::read_to_string(data("sam.toml"))
        .unwrap()
        .replace("was_not_brought", "was_not_brung")
        .replace("setting = \"home\"", "setting = \"hoem\"");
    let file = folder.write("slips.toml", slips);
    let ran = brought(&["standing", "--chronology", &file]).ends_with(2).says(&[
        "2 problems",
        "slips.toml:",
        "was_not_brought",
        "brought schema chronology",
    ]);
    assert_eq!(ran.out, "");
}

#[test]
fn a_file_that_is_missing_or_no_text_is_said_plainly() {
    let folder = Folder::new();
    brought(&["standing", "--chronology", &folder.at("none.json")]).ends_with(2).says(&["none.json could not be read"]);
    let picture = folder.write("picture.json", [0xff, 0xd8, 0xff, 0x00]);
    brought(&["standing", "--chronology", &picture]).ends_with(2).says(&["is not UTF-8 text"]);
}

#[test]
fn moments_nations_and_packs_that_do_not_exist_are_refused_with_those_that_do() {
    let sam = data("sam.toml");
    let ask = |more: &[&str]| brought(&[&["standing", "--chronology", &sam], more].concat()).ends_with(2);
    ask(&["--as-of", "next Friday"]).says(&["2026-01-09T14:30"]);
    ask(&["--nation", "france"]).says(&["england-and-wales", "scotland"]);
    ask(&["--pack", "no-acess"]).says(&["no-access"]);
}

#[test]
fn in_the_store_it_is_the_same_question_and_who_asked_is_written_down() {
    let folder = Folder::new();
    let (clinics, map, record) = (data("clinics.csv"), data("clinics.toml"), folder.at("record.sqlite"));
    brought(&["import", &clinics, "--map", &map, "--data", &record, "--yes"]).ends_with(1);
    let answer = brought(&["standing", "hill-clinic/C1", "--data", &record, "--json"]).ends_with(0).json();
    assert_fits("standing", &answer);
    assert_eq!(answer["follow_ups"][0]["state"], "open");
    assert_eq!(readers(&record, "hill-clinic/C1"), ["operator-tester"]);
}

#[test]
fn whoever_is_not_known_reads_nothing() {
    let folder = Folder::new();
    let (clinics, map, record) = (data("clinics.csv"), data("clinics.toml"), folder.at("record.sqlite"));
    brought(&["import", &clinics, "--map", &map, "--data", &record, "--yes"]).ends_with(1);
    let ran = brought(&["standing", "hill-clinic/C1", "--data", &record, "--as", "nurse-8"])
        .ends_with(2)
        .says(&["nurse-8", "brought account add"]);
    assert_eq!(ran.out, "");
    assert!(readers(&record, "hill-clinic/C1").is_empty());
    brought(&["standing", "hill-clinic/C9", "--data", &record]).ends_with(2).says(&["not on record"]);
}

#[test]
fn a_record_that_is_not_there_is_not_made() {
    let folder = Folder::new();
    let record = folder.at("recrod.sqlite");
    brought(&["standing", "anybody", "--data", &record]).ends_with(2).says(&["there is no record at", "recrod.sqlite"]);
    assert!(!std::path::Path::new(&record).exists());
}

/// Who has read somebody's record, newest first.
pub(crate) fn readers(record: &str, person: &str) -> Vec<String> {
    use brought_store::{OpenMode, Store};
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::open(record, OpenMode::Existing).await.unwrap();
        let entries = store.accesses_of(&person.parse().unwrap(), 100).await.unwrap();
        store.close().await;
        entries.into_iter().map(|entry| entry.access.reader.to_string()).collect()
    })
}

#[test]
fn what_is_due_by_the_clock_stands_before_what_has_the_whole_of_the_same_day() {
    let folder = Folder::new();
    let file = folder.write(
        "visit.toml",
        r#"format = "brought-chronology/1"
author = { practitioner = "sw", role = "social_worker" }
people = [{ id = "sam", born_on = 2023-05-01 }]
events = [
  { happened = "2025-12-01", plan_recorded = { plan = "child_protection", state = "current" } },
  { happened = "2026-01-05T10:00", contact = { setting = "home", arranged = "by_letter", outcome = "no_response", responses = ["card_left"] } },
]
"#,
    );
    let ran = brought(&["standing", "--chronology", &file, "--as-of", "2026-01-05T12:00"]).ends_with(0);
    let to_do = ran.out.split("To do").nth(1).unwrap();
    let due_next_day: Vec<&str> = to_do.lines().filter(|line| line.contains("6 January 2026")).collect();
    assert!(due_next_day.len() > 2, "{}", ran.out);
    assert!(due_next_day[0].contains("6 January 2026 at ") && due_next_day[0].contains("NAF-R27"), "{}", ran.out);
    assert!(!due_next_day[1].contains(" at "), "{}", ran.out);
}

/// As with `head`, which closes its input when it has read enough.
#[test]
fn nobody_reading_to_the_end_is_no_failure() {
    let sam = data("sam.toml");
    let words = [&["standing", "--chronology", &sam], AS_OF].concat();
    let mut run = program().args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(run.stdout.take());
    Ran::from(run.wait_with_output().unwrap()).ends_with(0).says_nothing();
}

/// An answer that could not be written does not look like one.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let sam = data("sam.toml");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ran = program().args(["standing", "--chronology", &sam]).args(AS_OF).stdout(full).output().unwrap();
    Ran::from(ran).ends_with(3).says(&["the answer could not be written"]);
}

/// A code says nothing to whoever reads it: the directory has the name.
#[test]
fn a_follow_up_that_was_handed_over_says_to_whom_by_name() {
    use brought_domain::contact::Answer;
    use brought_domain::ending::{Accountable, Ending};
    use brought_domain::person::Organisation;
    use brought_testkit::builders::{Family, was_not_brought};
    let folder = Folder::new();
    let record = folder.at("record.sqlite");
    let handed_over = Ending::HandedOver {
        accountable: Accountable { reasons: "the family has moved".into(), told: vec!["the mother".into()] },
        to: "RX2".parse().unwrap(),
        accepted_by: "P. Colleague".into(),
    };
    let family = Family::new().child("sam", |sam| sam.born("2023-05-01")).clinic("2026-01-05T10:00", was_not_brought());
    let family = family.vulnerability_assessed("2026-01-06T10:00", Answer::No).handover_offered("2026-01-07T10:00", "RX2").label("asked");
    let family = family.handover_answered("2026-01-07T11:00", "asked", Answer::Yes).ended("2026-01-07T12:00", handed_over);
    let hospital = Organisation { id: "RX2".parse().unwrap(), name: "Mill General Hospital".into() };
    put(&record, &family.chronology(), &[hospital]);

    let ran = brought(&["standing", "sam", "--data", &record, "--as-of", "2026-01-08"]).ends_with(0);
    assert!(ran.out.contains("handed over and accepted by Mill General Hospital") && !ran.out.contains("RX2"), "{}", ran.out);
    let then = brought(&["standing", "sam", "--data", &record, "--known-on", "2026-01-06"]).ends_with(0);
    assert!(!then.out.contains("Mill General Hospital"), "nobody knew it on that day: {}", then.out);
}

/// Makes a record that holds one family and a directory.
fn put(record: &str, chronology: &brought_domain::Chronology, organisations: &[brought_domain::person::Organisation]) {
    use brought_store::{Expected, OpenMode, PersonAppend, Store};
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::open(record, OpenMode::Create).await.unwrap();
        store.put_organisations(organisations).await.unwrap();
        store.put_services(&chronology.services).await.unwrap();
        store.put_practitioners(&chronology.practitioners).await.unwrap();
        let (person, events) = (chronology.subject.clone(), chronology.events.clone());
        store.append(vec![PersonAppend { person, expected: Expected::Any, events }]).await.unwrap();
        store.close().await;
    });
}
