//! What cannot be used is told: where, what, and what to do. Nothing is left that looks complete.

use crate::support::{As, Asked, Contact, Files, Made, at, csv, engagement, measure, parquet};
use arrow_array::{ArrayRef, Date32Array, Float64Array, Int64Array, StringArray, TimestampSecondArray};
use std::path::Path;
use std::sync::Arc;

fn made() -> Made {
    let contact = |child: i64, id: i64, outcome: &str| Contact {
        child,
        at: at("2026-06-01T09:00:00") + id * 60,
        id,
        provider: Some("north".to_owned()),
        outcome: outcome.to_owned(),
        service: "HV".to_owned(),
    };
    let contacts = vec![contact(1, 1, "SEEN"), contact(1, 2, "WNB"), contact(2, 3, "SEEN")];
    Made { contacts, children: [(1, Some(true)), (2, Some(false))].into() }
}

/// Fails and leaves nothing, and gives the message.
fn fails(folder: &Files, contacts: &Path, children: &Path) -> String {
    let message = measure(folder, contacts, children, &Asked { threads: 2, ..Asked::default() }).unwrap_err().to_string();
    assert!(!folder.at("measured").exists() && !folder.at("measured.part").exists(), "{message}");
    message
}

fn says(message: &str, words: &[&str]) {
    words.iter().for_each(|word| assert!(message.contains(word), "`{word}` is missing in: {message}"));
}

#[test]
fn an_outcome_that_the_plan_does_not_name_is_an_error_with_its_row() {
    let mut made = made();
    made.contacts[2].outcome = "MOVED_AWAY".to_owned();
    for (how, row) in [(As::Parquet, "row 3"), (As::ParquetTexts, "row 3"), (As::Csv, "row 3 below the heading")] {
        let folder = Files::new();
        let (contacts, children) = folder.made(&made, how, 1);
        says(&fails(&folder, &contacts, &children), &["contacts/0.", row, "outcome", "MOVED_AWAY", "[outcomes]"]);
    }
}

/// The columns of a good file, one of them replaced.
fn with(column: &str, values: ArrayRef) -> (Files, String) {
    let folder = Files::new();
    let (_, children) = folder.made(&made(), As::Parquet, 1);
    let times: ArrayRef = Arc::new(TimestampSecondArray::from(vec![at("2026-06-01T09:00:00"); 3]));
    let texts = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text; 3])) };
    let mut columns = vec![
        ("nhs_number", Arc::new(Int64Array::from(vec![1, 1, 2])) as ArrayRef),
        ("scheduled_at", times),
        ("event_id", Arc::new(Int64Array::from(vec![1, 2, 3]))),
        ("provider", texts("north")),
        ("outcome", texts("SEEN")),
        ("service", texts("HV")),
    ];
    columns.iter_mut().filter(|(name, _)| *name == column).for_each(|(_, old)| *old = Arc::clone(&values));
    let path = folder.at("one.parquet");
    parquet(&path, columns);
    let message = fails(&folder, &path, &children);
    (folder, message)
}

#[test]
fn a_column_of_another_type_is_an_error_with_file_column_and_type() {
    let days: ArrayRef = Arc::new(Date32Array::from(vec![20_000; 3]));
    says(&with("scheduled_at", days).1, &["one.parquet", "scheduled_at", "Date32", "timestamp"]);
    let numbers: ArrayRef = Arc::new(Float64Array::from(vec![1.0; 3]));
    says(&with("nhs_number", Arc::clone(&numbers)).1, &["one.parquet", "nhs_number", "Float64", "whole numbers or texts"]);
    says(&with("outcome", numbers).1, &["column outcome", "Float64"]);
}

#[test]
fn what_is_empty_is_an_error_with_its_row() {
    says(&with("nhs_number", Arc::new(Int64Array::from(vec![Some(1), None, Some(2)]))).1, &["row 2", "nhs_number", "empty"]);
    let times = TimestampSecondArray::from(vec![Some(at("2026-06-01T09:00:00")), Some(at("2026-06-01T09:00:00")), None]);
    says(&with("scheduled_at", Arc::new(times)).1, &["row 3", "scheduled_at", "empty"]);
    says(&with("outcome", Arc::new(StringArray::from(vec![Some("SEEN"), None, None]))).1, &["row 2", "outcome", "empty"]);
    says(&with("service", Arc::new(StringArray::from(vec![Some("HV"), Some("HV"), None]))).1, &["row 3", "service", "ladder needs it"]);
}

#[test]
fn a_time_of_another_century_is_an_error_with_its_row() {
    let times = TimestampSecondArray::from(vec![at("2026-06-01T09:00:00"), at("1826-06-01T09:00:00"), 0]);
    says(&with("scheduled_at", Arc::new(times)).1, &["row 2", "scheduled_at", "before 1990"]);
}

#[test]
fn a_column_that_is_not_there_is_told_with_those_that_are() {
    let folder = Files::new();
    let (contacts, children) = folder.made(&made(), As::Csv, 1);
    let mut asked = Asked::default();
    asked.plans[0].columns.outcome = "result".to_owned();
    let message = measure(&folder, &contacts, &children, &asked).unwrap_err().to_string();
    says(&message, &["0.csv", "no column result", "event_id, nhs_number", "[columns]"]);
    let (contacts, children) = folder.made(&made(), As::Parquet, 1);
    says(&measure(&folder, &contacts, &children, &asked).unwrap_err().to_string(), &["0.parquet", "no column result"]);
}

#[test]
fn bad_rows_of_csv_are_told_with_their_row() {
    let good = csv(&made().contacts);
    for (from, to, words) in [
        ("2026-06-01 09:02:00", "2026-06-31 09:02:00", ["row 2 below", "2026-06-31", "no time that can be read"]),
        ("2026-06-01 09:03:00", "2026-06-01 09:03:00Z", ["row 3 below", "universal", "alike"]),
        ("3,2,2026", "3,,2026", ["row 3 below", "nhs_number", "empty"]),
        ("WNB,\"HV\"", "WNB", ["row 2 below", "6 cells", "7"]),
        ("SEEN,\"HV\"\r\n2", "SEEN,\"HV\"x\r\n2", ["row 1 below", "closing quotation mark", "Correct"]),
    ] {
        let folder = Files::new();
        let (_, children) = folder.made(&made(), As::Csv, 1);
        let broken = good.replacen(from, to, 1);
        assert_ne!(broken, good, "{from}");
        says(&fails(&folder, &folder.write("bad.csv", &broken), &children), &words);
    }
}

#[test]
fn two_outcomes_at_one_time_with_one_id_are_not_guessed_about() {
    let mut made = made();
    made.contacts[1] = Contact { at: made.contacts[0].at, id: 1, ..made.contacts[1].clone() };
    let mut any_order = made.clone();
    any_order.contacts.rotate_left(1);
    for how in [As::Parquet, As::ParquetTexts, As::Csv] {
        let folder = Files::new();
        let (contacts, children) = folder.made(&made, how, 1);
        says(&fails(&folder, &contacts, &children), &["row 1", "row 2", "which came first cannot be known"]);
        let (contacts, children) = folder.made(&any_order, how, 1);
        says(&fails(&folder, &contacts, &children), &["of the child", "which came first cannot be known"]);
    }
}

#[test]
fn a_child_that_stands_twice_in_the_list_is_an_error_and_an_order_is_not_needed() {
    let folder = Files::new();
    let (contacts, _) = folder.made(&made(), As::Csv, 1);
    let twice = folder.write("twice.csv", "nhs_number,known_concern\n1,1\n2,0\n2,1\n");
    says(&fails(&folder, &contacts, &twice), &["twice.csv", "the child 2 stands in it twice"]);
    let apart = folder.write("apart.csv", "nhs_number,known_concern\n2,0\n1,1\n7,no\n2,1\n");
    says(&fails(&folder, &contacts, &apart), &["the child 2 stands in it twice"]);
    let backwards = folder.write("backwards.csv", "nhs_number,known_concern\n2,0\n1,yes\n");
    let (summary, _) = measure(&folder, &contacts, &backwards, &Asked::default()).unwrap();
    assert_eq!((summary.were_put_in_order, summary.concern_not_said), (true, 0));
    let unclear = folder.write("unclear.csv", "nhs_number,known_concern\n1,1\n2,perhaps\n");
    says(&fails(&folder, &contacts, &unclear), &["row 2 below the heading", "`perhaps` is neither yes nor no"]);
}

#[test]
fn ids_of_two_kinds_would_find_nobody_and_are_refused() {
    let folder = Files::new();
    let (_, texts) = folder.made(&made(), As::ParquetTexts, 1);
    let texts = std::fs::copy(&texts, folder.at("texts.parquet")).map(|_| folder.at("texts.parquet")).unwrap();
    let (contacts, _) = folder.made(&made(), As::Parquet, 1);
    says(&fails(&folder, &contacts, &texts), &["texts.parquet", "texts, and in the contacts they are whole numbers"]);
}

#[test]
fn files_that_are_not_alike_or_not_there_or_cut_off_are_refused() {
    let folder = Files::new();
    let (contacts, children) = folder.made(&made(), As::Parquet, 1);
    std::fs::write(contacts.join("1.csv"), csv(&made().contacts)).unwrap();
    says(&fails(&folder, &contacts, &children), &["not all Parquet"]);
    std::fs::remove_file(contacts.join("1.csv")).unwrap();
    let whole = std::fs::read(contacts.join("0.parquet")).unwrap();
    std::fs::write(contacts.join("0.parquet"), &whole[..whole.len() / 2]).unwrap();
    says(&fails(&folder, &contacts, &children), &["0.parquet", "could not be read as Parquet"]);
    says(&fails(&folder, &folder.at("nowhere.parquet"), &children), &["nowhere.parquet", "could not be read"]);
    std::fs::remove_file(contacts.join("0.parquet")).unwrap();
    says(&fails(&folder, &contacts, &children), &["there is no file in it"]);
}

#[test]
fn two_plans_have_to_name_the_same_outcomes() {
    let folder = Files::new();
    let (contacts, children) = folder.made(&made(), As::Csv, 1);
    let mut second = engagement();
    second.outcomes.remove("DOORSTEP");
    let asked = Asked { plans: vec![engagement(), second], ..Asked::default() };
    says(&measure(&folder, &contacts, &children, &asked).unwrap_err().to_string(), &["DOORSTEP", "Name the same outcomes in both"]);
}

/// Ids with zeros in front, or with letters, are texts, from whichever row on.
#[test]
fn ids_in_csv_that_are_no_whole_numbers_are_kept_letter_for_letter() {
    let folder = Files::new();
    let text = csv(&made().contacts).replace("3,2,2026", "x3,007,2026").replace("1,1,2026", "1,001,2026").replace("2,1,2026", "2,001,2026");
    let contacts = folder.write("letters.csv", &text);
    let children = folder.write("list.csv", "nhs_number,known_concern\n001,yes\n007,no\n");
    let (summary, out) = measure(&folder, &contacts, &children, &Asked::default()).unwrap();
    assert_eq!((summary.children, summary.concern_not_said, summary.were_put_in_order), (2, 0, false));
    let rows = crate::support::table(&out, "children");
    assert_eq!(rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["001", "007"]);
}
