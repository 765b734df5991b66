//! `brought import`: what goes in, what does not, and that the same file twice changes nothing.

use crate::support::{Folder, assert_fits, brought, counts, data, dump, program};
use serde_json::json;

/// Brings files in and returns the run with its JSON report.
fn import(files: &[&str], map: Option<&str>, record: &str, more: &[&str]) -> crate::support::Ran {
    let map = map.map(|map| vec!["--map", map]).unwrap_or_default();
    brought(&[&["import"], files, &map[..], &["--data", record, "--json"], more].concat())
}

/// The file without the rows that need a person.
fn good_rows() -> String {
    let all = std::fs::read_to_string(data("clinics.csv")).unwrap();
    all.lines().filter(|line| !["S3", "S5", "S6"].iter().any(|bad| line.starts_with(bad))).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_file_with_good_rows_goes_in_and_the_second_time_nothing_changes() {
    let folder = Folder::new();
    let (file, map, record) = (folder.write("good.csv", good_rows()), data("clinics.toml"), folder.at("record.sqlite"));
    let first = import(&[&file], Some(&map), &record, &["--yes"]).ends_with(0);
    assert_fits("import-report", &first.json());
    let (of_first, before) = (counts(&first), dump(&record));
    assert_eq!((&of_first["rows"], &of_first["new"], &of_first["new_people"]), (&json!(3), &json!(3), &json!(2)));
    let second = import(&[&file], Some(&map), &record, &[]).ends_with(0);
    let of_second = counts(&second);
    for (count, expected) in [("unchanged", 3), ("new", 0), ("changed", 0), ("events", 0), ("new_people", 0), ("problems", 0)] {
        assert_eq!(of_second[count], expected, "{count}");
    }
    assert!(dump(&record) == before);
    assert!(second.json()["files"][0]["plan"]["came_before"].is_string());
}

#[test]
fn messages_need_no_map_and_the_second_time_nothing_changes() {
    let folder = Folder::new();
    let (file, record) = (data("booked-moved-missed.hl7"), folder.at("record.sqlite"));
    let first = import(&[&file], None, &record, &["--yes"]);
    assert_eq!(counts(&first)["problems"], 0, "{first:?}");
    assert_eq!(counts(&first)["new_people"], 1);
    let before = dump(&record);
    let second = import(&[&file], None, &record, &["--yes"]);
    assert_eq!((&counts(&second)["events"], &counts(&second)["unchanged"]), (&json!(0), &json!(3)));
    assert!(dump(&record) == before);
}

#[test]
fn a_row_that_cannot_be_used_is_told_and_keeps_no_other_out() {
    let folder = Folder::new();
    let (file, map, record) = (data("clinics.csv"), data("clinics.toml"), folder.at("record.sqlite"));
    let ran = brought(&["import", &file, "--map", &map, "--data", &record, "--yes"]).ends_with(1);
    assert!(ran.out.contains("6 rows: 4 new"), "{}", ran.out);
    assert!(ran.out.contains(&format!("{file}:4: column \"Born\" value \"30/02/2016\": ")), "{}", ran.out);
    assert!(ran.out.contains(&format!("{file}:7: column \"Result\" value \"Vanished\": ")), "{}", ran.out);
    assert!(ran.out.contains("review list"), "{}", ran.out);
    let report = import(&[&file], Some(&map), &record, &["--yes"]).ends_with(1).json();
    assert_fits("import-report", &report);
    let rows: Vec<_> = report["files"][0]["to_review"].as_array().unwrap().iter().map(|review| review["row"].clone()).collect();
    assert_eq!(rows, [4, 6, 7]);
    assert_eq!(report["files"][0]["stored"]["new_review_items"], 0, "they are on the list already");
}

#[test]
fn of_many_problems_the_first_twenty_are_shown_and_the_rest_counted() {
    let folder = Folder::new();
    let rows: String = (1..=30).map(|row| format!("S{row},C{row},31/02/2016,14/10/2026,Seen\n")).collect();
    let file = folder.write("bad.csv", format!("Slot,Child,Born,Day,Result\n{rows}"));
    let (map, record) = (data("clinics.toml"), folder.at("record.sqlite"));
    let ran = brought(&["import", &file, "--map", &map, "--data", &record, "--yes"]).ends_with(1);
    assert_eq!(ran.out.matches("value \"31/02/2016\"").count(), 20, "{}", ran.out);
    assert!(ran.out.contains("and 10 more"), "{}", ran.out);
}

#[test]
fn a_dry_run_shows_for_whom_the_policy_would_ask_something_else_and_makes_no_file() {
    let folder = Folder::new();
    let (file, map, record) = (folder.write("good.csv", good_rows()), data("clinics.toml"), folder.at("record.sqlite"));
    let words = ["import", &file, "--map", &map, "--data", &record, "--dry-run"];
    let ran = brought(&words).ends_with(0);
    for said in [
        "3 rows: 3 would be new",
        "2 people would get a record",
        "Eye clinic",
        "For 2 people the policy would ask something else",
        "hill-clinic/C1",
        "to do: ",
    ] {
        assert!(ran.out.contains(said), "`{said}`:\n{}", ran.out);
    }
    assert!(!std::path::Path::new(&record).exists());
    let report = brought(&[&words[..], &["--json"]].concat()).ends_with(0).json();
    assert_fits("import-report", &report);
    assert_eq!((&report["dry_run"], &report["files"][0]["plan"]["affected"]), (&json!(true), &json!(2)));
    assert_eq!(report["files"][0]["stored"], json!(null));
}

#[test]
fn a_dry_run_on_a_record_changes_nothing_in_it() {
    let folder = Folder::new();
    let (file, map, record) = (folder.write("good.csv", good_rows()), data("clinics.toml"), folder.at("record.sqlite"));
    import(&[&data("booked-moved-missed.hl7")], None, &record, &["--yes"]);
    let before = dump(&record);
    let dry = import(&[&file], Some(&map), &record, &["--dry-run"]).ends_with(0);
    assert!(dump(&record) == before);
    let real = import(&[&file], Some(&map), &record, &[]).ends_with(0);
    assert_eq!(counts(&dry), counts(&real), "what was shown is what is done");
}

#[test]
fn a_file_that_was_cut_off_is_completed_by_the_whole_one() {
    let folder = Folder::new();
    let (map, whole) = (data("clinics.toml"), good_rows());
    let (file, record) = (folder.write("clinics.csv", &whole[..whole.len() - 9]), folder.at("record.sqlite"));
    let cut = import(&[&file], Some(&map), &record, &["--yes"]).ends_with(1);
    assert_eq!((&counts(&cut)["new"], &counts(&cut)["problems"]), (&json!(2), &json!(1)));
    folder.write("clinics.csv", &whole);
    let completed = import(&[&file], Some(&map), &record, &["--yes"]).ends_with(0);
    assert_eq!((&counts(&completed)["new"], &counts(&completed)["unchanged"]), (&json!(1), &json!(2)));
    let other = folder.at("other.sqlite");
    import(&[&file], Some(&map), &other, &["--yes"]).ends_with(0);
    assert!(dump(&record) == dump(&other), "not as if it had been whole from the beginning");
}

#[test]
fn several_files_go_in_together_and_one_that_cannot_be_used_keeps_no_other_out() {
    let folder = Folder::new();
    let good = folder.write("good.csv", good_rows());
    let other = folder.write("other.csv", "Name,Telephone\nAda,01632 960101\n");
    let (messages, map, record) = (data("booked-moved-missed.hl7"), data("clinics.toml"), folder.at("record.sqlite"));
    let ran = import(&[&good, &other, &messages], Some(&map), &record, &["--yes"]).ends_with(2);
    let report = ran.json();
    assert_fits("import-report", &report);
    let states: Vec<_> = report["files"].as_array().unwrap().iter().map(|file| file["state"].clone()).collect();
    assert_eq!(states, ["brought_in", "not_usable", "brought_in"]);
    let told = brought(&["import", &other, "--map", &map, "--data", &record]).ends_with(2).says(&[
        "other.csv",
        "Slot",
        "Nothing of it was brought in",
    ]);
    assert_eq!(told.out, "");
}

#[test]
fn files_maps_and_records_that_cannot_be_used_are_said_plainly() {
    let folder = Folder::new();
    let (good, map, record) = (folder.write("good.csv", good_rows()), data("clinics.toml"), folder.at("record.sqlite"));
    let import = |words: &[&str]| brought(&[&["import", "--data", &record], words].concat()).ends_with(2);
    import(&[&folder.at("none.csv"), "--map", &map]).says(&["none.csv could not be read", "Nothing was brought in"]);
    import(&[&good]).says(&["--map"]);
    import(&[&good, "--map", "no-such-map"]).says(&["no-such-map", "hl7-messages"]);
    import(&[&good, "--map", "hl7-messages"]).says(&["HL7"]);
    let slip = folder.write("slip.toml", std::fs::read_to_string(&map).unwrap().replace("\"clinic\"", "\"klinic\""));
    import(&[&good, "--map", &slip]).says(&["1 problem", "slip.toml:5:", "clinic"]);
    import(&[&folder.write("empty.csv", ""), "--map", &map]).says(&["empty.csv", "it is empty"]);
    import(&[&folder.write("book.csv", b"PK\x03\x04 and so on"), "--map", &map]).says(&["workbook"]);
    assert!(!std::path::Path::new(&record).exists(), "nothing was made for files that cannot be used");
    let no_record = folder.write("notes.txt", "not a record");
    brought(&["import", &good, "--map", &map, "--data", &no_record]).ends_with(2).says(&["notes.txt is not a record of brought"]);
    brought(&["import", &good, "--map", &map, "--data", &record, "--as", "nurse-8"]).ends_with(2).says(&["nurse-8"]);
}

#[test]
fn nothing_about_people_is_in_the_logs() {
    let folder = Folder::new();
    let (file, map, record) = (data("clinics.csv"), data("clinics.toml"), folder.at("record.sqlite"));
    let words = ["import", &file, "--map", &map, "--data", &record, "--json"];
    let ran: crate::support::Ran = program().args(words).env("RUST_LOG", "trace").output().unwrap().into();
    assert_eq!(ran.code, 1);
    for secret in ["hill-clinic/C1", "04/03/2015", "2015-03-04", "30/02/2016"] {
        assert!(!ran.err.contains(secret), "`{secret}` is in the logs:\n{}", ran.err);
    }
}
