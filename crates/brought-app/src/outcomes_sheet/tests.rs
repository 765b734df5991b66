//! A sheet that goes out, is filled in and comes back.

use super::*;
use crate::testing::{at, nurse, the_id, with};
use brought_domain::contact::Setting;
use brought_domain::steps::AccessDecided;
use brought_domain::{Event, Fact};
use brought_store::{Expected, PersonAppend};
use brought_testkit::builders::Family;

const NOW: &str = "2026-01-14T10:00:00Z";

async fn sam() -> Brought {
    let family = Family::new()
        .child("sam", |child| child.born("2023-05-01"))
        .planned(Setting::Clinic, "2026-01-12T10:20")
        .planned(Setting::Clinic, "2026-01-13T10:20");
    with(&family.chronology()).await
}

async fn sheet(brought: &Brought) -> String {
    outcomes_sheet(brought, &nurse(), true, at(NOW)).await.unwrap()
}

/// S9, J10: a file that leaves the program is read by whoever has it.
#[tokio::test]
async fn whose_rows_leave_is_written_down_and_a_restricted_record_is_neither_on_the_sheet_nor_on_the_page() {
    let brought = sam().await;
    sheet(&brought).await;
    let accesses = brought.store.accesses_of(&the_id("sam"), 10).await.unwrap();
    assert!(accesses.iter().any(|entry| entry.access.seen.contains("on a sheet")), "{accesses:?}");
    let decided = AccessDecided { only: Some(vec![the_id("lead")]), reasons: "an uncle works here".to_owned() };
    let template = brought.store.events_of(&the_id("sam")).await.unwrap().events.remove(0);
    let restricted = Event { id: the_id("restricted"), service: None, corrects: None, fact: Fact::AccessDecided(decided), ..template };
    brought.store.append(vec![PersonAppend { person: the_id("sam"), expected: Expected::Any, events: vec![restricted] }]).await.unwrap();
    let text = sheet(&brought).await;
    assert!(!text.contains("sam"), "{text}");
    let list = awaiting_outcome(&brought, &nurse(), true, 0, at(NOW)).await.unwrap();
    assert_eq!((list.lines.len(), list.restricted, list.total), (0, 2, 2));
}

/// The sheet with these words at the end of its rows, one after another.
fn filled(sheet: &str, ends: &[&str]) -> String {
    let mut ends = ends.iter();
    let rows = sheet.lines().map(|line| match line.strip_suffix(",,,") {
        Some(row) => ends.next().map_or_else(|| line.to_owned(), |end| format!("{row},{end}")),
        None => line.to_owned(),
    });
    rows.collect::<Vec<_>>().join("\r\n")
}

async fn plan(brought: &Brought, text: &str) -> SheetRead {
    plan_outcomes_sheet(brought, &nurse(), text.as_bytes(), at(NOW)).await.unwrap()
}

async fn recorded(brought: &Brought, text: &str) -> SheetRead {
    let mut number = 0;
    let ids = || {
        number += 1;
        EventId::new(format!("new-{number}")).ok()
    };
    record_outcomes_sheet(brought, &nurse(), text.as_bytes(), at(NOW), ids).await.unwrap()
}

#[tokio::test]
async fn the_sheet_has_a_row_for_each_contact_and_says_what_may_be_written() {
    let brought = sam().await;
    let text = sheet(&brought).await;
    assert!(text.starts_with("Contact,Record,Version,Child,Born,When,Service,What happened,What was done,Note\r\n"), "{text}");
    assert_eq!(text.matches("sam Example").count(), 2, "{text}");
    assert!(text.contains("You may write under What happened: ") && text.contains("was not brought; "), "{text}");
    assert_eq!(plan(&brought, &text).await, SheetRead { lines: vec![], empty: 2 });
}

#[tokio::test]
async fn what_the_preview_says_is_what_is_recorded_and_nothing_is_before() {
    let brought = sam().await;
    let text = filled(&sheet(&brought).await, &["Seen,,\"Well, and talking\"", "was not brought,letter sent; Nothing yet,"]);
    let entries = brought.store.counts().await.unwrap();
    let planned = plan(&brought, &text).await;
    assert_eq!((planned.good(), planned.empty), (2, 0), "{planned:?}");
    let told: Vec<_> = planned.lines.iter().map(|line| (line.outcome.as_str(), line.details.as_str())).collect();
    assert_eq!(told, [("seen", "Well, and talking"), ("was not brought", "letter sent; nothing yet")]);
    assert_eq!((planned.lines[0].name.as_str(), planned.lines[0].second_identifier.as_str()), ("sam Example", "born 1 May 2023"));
    assert_eq!(brought.store.counts().await.unwrap(), entries);
    let done = recorded(&brought, &text).await;
    assert_eq!(done, planned, "two rows of one child: what the first adds is no change that somebody else made");
    assert_eq!(brought.store.counts().await.unwrap().events, entries.events + 2);
    assert!(awaiting_outcome(&brought, &nurse(), true, 0, at(NOW)).await.unwrap().lines.is_empty());
}

#[tokio::test]
async fn a_row_that_cannot_be_recorded_says_why_and_keeps_no_other_out() {
    let brought = sam().await;
    let empty = sheet(&brought).await;
    for (end, why) in [
        ("was not broght,,", "Did you mean “was not brought”?"),
        ("was not brought,,", "Say what you did about it"),
        ("unseen_child,,", "asks for more than a cell can say"),
        (",card left,", "Say what happened"),
        ("no_response,nothing yet,", "cannot come of a contact"),
    ] {
        let text = filled(&empty, &[end, "seen,,"]);
        let planned = plan(&brought, &text).await;
        assert!(planned.lines[0].problem.as_ref().unwrap().contains(why), "{end}: {planned:?}");
        assert_eq!(planned.good(), 1, "{end}");
    }
    let done = recorded(&brought, &filled(&empty, &["was not broght,,", "seen,,"])).await;
    assert_eq!(done.good(), 1);
    assert_eq!(awaiting_outcome(&brought, &nurse(), true, 0, at(NOW)).await.unwrap().lines.len(), 1);
}

/// S21: the record has grown since the sheet was taken along.
#[tokio::test]
async fn a_sheet_that_was_recorded_already_records_nothing_twice() {
    let brought = sam().await;
    let text = filled(&sheet(&brought).await, &["seen,,", "seen,,"]);
    recorded(&brought, &text).await;
    let again = plan(&brought, &text).await;
    assert_eq!(again.good(), 0);
    assert!(again.lines[0].problem.as_ref().unwrap().contains("since the sheet was made"), "{again:?}");
}

#[tokio::test]
async fn a_row_of_a_record_that_is_not_theirs_says_no_more_than_that() {
    let brought = sam().await;
    let text = "Contact,Record,Version,What happened,What was done,Note\nc1,somebody,1,seen,,\nc1,sam,one,seen,,\n";
    let planned = plan(&brought, text).await;
    assert_eq!((planned.lines[0].person.as_ref(), planned.lines[0].name.as_str()), (None, ""));
    assert!(planned.lines[0].problem.as_ref().unwrap().contains("no such record"), "{planned:?}");
    assert!(planned.lines[1].problem.as_ref().unwrap().contains("take the sheet anew"), "{planned:?}");
    let no_columns = plan_outcomes_sheet(&brought, &nurse(), b"Child\nSam\n", at(NOW)).await;
    assert!(matches!(no_columns, Err(Failure::Refused(refusal)) if refusal.is_about("file")));
}

#[test]
fn a_cell_that_was_kept_from_being_a_formula_reads_as_it_was() {
    for (cell, was) in [("'-c1", "-c1"), ("'=1", "=1"), ("'c1", "'c1"), ("c1", "c1"), ("", "")] {
        assert_eq!(as_it_was(cell), was);
    }
}
