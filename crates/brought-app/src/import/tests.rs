//! Imports, as an administrator meets them.

use super::apply::store;
use super::prepare::Preparing;
use super::source::rows;
use super::*;
use crate::testing::{add, at, brought, nurse, the_id};
use crate::{Brought, ListFilter, Problem, my_list, review_list};
use brought_domain::PersonId;
use brought_interop::Map;
use brought_testkit::Family;

const NOW: &str = "2026-01-12T09:00:00Z";

const MAP: &str = r#"
name = "Appointment book"
system = "book"
kind = "contacts"
date_formats = ["iso"]
setting = "clinic"

[service]
id = "health-visiting"
name = "Health visiting"
audience = "children"

[subject]
default = "child"

[columns]
person_id = "person"
contact_id = "id"
nhs_number = { column = "number", optional = true }
given_name = { column = "given", optional = true }
family_name = { column = "family", optional = true }
date_of_birth = { column = "born", optional = true }
planned_at = "when"
status = "status"
version = { column = "version", optional = true }

[statuses]
booked = "not_yet"
came = { outcome = "seen" }
missed = { outcome = "was_not_brought" }
"#;

const HEADING: &str = "person,id,number,given,family,born,when,status,version";

fn map() -> Map {
    Map::parse(MAP, "map.toml").unwrap()
}

fn file(rows: &[&str]) -> String {
    format!("{HEADING}\n{}\n", rows.join("\n"))
}

fn context(batch: &str) -> ImportContext {
    ImportContext { batch: batch.into(), file_name: "book.csv".into(), started_by: None, now: at(NOW) }
}

async fn apply(brought: &Brought, batch: &str, rows: &[&str]) -> ImportResult {
    apply_at(brought, batch, rows, NOW).await
}

pub(super) async fn apply_at(brought: &Brought, batch: &str, rows: &[&str], now: &str) -> ImportResult {
    apply_in(brought, &ImportContext { now: at(now), ..context(batch) }, rows).await
}

pub(super) async fn apply_in(brought: &Brought, context: &ImportContext, rows: &[&str]) -> ImportResult {
    apply_import(brought, file(rows).as_bytes(), Some(&map()), context, |_| {}).await.unwrap()
}

async fn plan(brought: &Brought, rows: &[&str]) -> ImportPlan {
    plan_import(brought, file(rows).as_bytes(), Some(&map()), &context("plan")).await.unwrap()
}

async fn events(brought: &Brought) -> u64 {
    brought.store.counts().await.unwrap().events
}

async fn reviews(brought: &Brought) -> Vec<String> {
    review_list(brought, &nurse(), true, 0).await.unwrap().lines.into_iter().map(|line| line.reason).collect()
}

pub(super) fn book(person: &str) -> PersonId {
    let imported = file(&[&format!("{person},x,,A,B,2023-05-01,2026-01-05T10:00,missed,1")]);
    let (map, context) = (map(), context("x").reading());
    let (mut rows, _) = rows(imported.as_bytes(), Some(&map), &context).unwrap();
    match rows.next() {
        Some(brought_interop::Read::Record(record)) => record.person.id.clone(),
        other => panic!("{other:?}"),
    }
}

pub(super) const ANA: &str = "p-ana,a1,9990000018,Ana,Example,2023-05-01,2026-01-05T10:00,missed,1";
pub(super) const BEN: &str = "p-ben,b1,,Ben,Other,2022-02-02,2026-01-05T11:00,came,1";

#[tokio::test]
async fn a_dry_run_says_what_would_change_and_changes_nothing() {
    let brought = brought().await;
    let plan = plan(&brought, &[ANA, BEN, "p-cy,c1,,Cy,Third,2021-01-01,not a day,missed,1"]).await;
    assert_eq!((plan.counts.new, plan.counts.problems, plan.counts.new_people, plan.counts.rows()), (2, 1, 2, 3));
    assert_eq!(plan.new_services, ["Health visiting"]);
    assert_eq!((plan.affected, plan.affected_is_at_least), (1, false));
    assert_eq!(
        (plan.first_affected[0].name.as_str(), plan.first_affected[0].second_identifier.as_str()),
        ("Ana Example", "born 1 May 2023")
    );
    assert!(!plan.first_affected[0].raised.is_empty());
    assert_eq!(plan.first_reviews[0].0, 4);
    assert_eq!(events(&brought).await, 0);
    assert_eq!(reviews(&brought).await, [] as [&str; 0]);
}

#[tokio::test]
async fn what_the_dry_run_said_is_what_happens_and_the_list_is_right_at_once() {
    let brought = brought().await;
    let planned = plan(&brought, &[ANA, BEN]).await;
    let done = apply(&brought, "b1", &[ANA, BEN]).await;
    assert_eq!(done.counts, planned.counts);
    assert_eq!((events(&brought).await, done.worked_out), (done.counts.events, 2));
    let filter = ListFilter { whole_services: true, ..ListFilter::default() };
    let list = my_list(&brought, &nurse(), &filter, at(NOW)).await.unwrap();
    assert!(list.total > 0 && list.lines.iter().all(|line| line.name == "Ana Example"), "{list:?}");
}

/// S12: what stays of a record that was erased is its id, in the entries themselves and in the list of who read them.
#[tokio::test]
async fn in_a_sealed_record_no_id_is_made_of_a_number_that_can_be_read() {
    let brought = crate::testing::brought_sealed().await;
    let done = apply(&brought, "b1", &[ANA, BEN]).await;
    assert_eq!(done.counts.new_people, 2);
    let people = brought.store.person_ids(None, 10).await.unwrap();
    assert_eq!(people.len(), 2);
    for person in &people {
        let events = brought.store.events_of(person).await.unwrap().events;
        assert!(!events.is_empty());
        for id in events.iter().map(|event| event.id.as_str()).chain([person.as_str()]) {
            assert!(["ana", "ben", "book", "99900"].iter().all(|part| !id.contains(part)), "{id}");
        }
    }
    let again = apply(&brought, "b2", &[ANA, BEN]).await;
    assert_eq!((again.counts.unchanged, again.counts.events), (2, 0));
    let changed = apply(&brought, "b3", &[&ANA.replace(",1", ",2").replace("missed", "came")]).await;
    assert_eq!((changed.counts.changed, changed.counts.new_people), (1, 0));
    assert_eq!(brought.store.person_ids(None, 10).await.unwrap(), people);
    assert_ne!(crate::testing::brought_sealed().await.store.veiled("book/p-ana").unwrap(), None);
}

/// H15: what cannot be read waits on a list that many read, and there the address is withheld too.
#[tokio::test]
async fn of_a_row_whose_address_is_withheld_nothing_is_kept_as_it_came() {
    let map =
        Map::parse(&MAP.replace("[columns]", "[columns]\naddress_line_1 = \"line\"\naddress_withheld = \"hidden\""), "map.toml").unwrap();
    let brought = brought().await;
    let file = format!("{HEADING},line,hidden\np-ana,a1,9990000019,Ana,Example,2023-05-01,2026-01-05T10:00,missed,1,99 Refuge Lane,Y\n");
    apply_import(&brought, file.as_bytes(), Some(&map), &context("b1"), |_| {}).await.unwrap();
    let lines = review_list(&brought, &nurse(), true, 0).await.unwrap().lines;
    assert!(lines.len() == 1 && lines[0].raw_row.contains("withheld"), "{lines:?}");
    assert!(!format!("{lines:?}").contains("Refuge"), "{lines:?}");
}

/// S6, H9.
#[tokio::test]
async fn the_same_file_again_adds_nothing() {
    let brought = brought().await;
    let first = apply(&brought, "b1", &[ANA, BEN]).await;
    let planned = plan(&brought, &[ANA, BEN]).await;
    assert!(planned.came_before.is_some());
    assert_eq!((planned.counts.unchanged, planned.counts.events, planned.affected), (2, 0, 0));
    let again = apply(&brought, "b2", &[ANA, BEN]).await;
    assert_eq!((again.counts.unchanged, again.counts.events, again.worked_out), (2, 0, 0));
    assert_eq!(events(&brought).await, first.counts.events);
}

#[tokio::test]
async fn a_new_version_of_a_record_is_a_change() {
    let brought = brought().await;
    apply(&brought, "b1", &["p-ana,a1,9990000018,Ana,Example,2023-05-01,2026-01-20T10:00,booked,1"]).await;
    let moved = "p-ana,a1,9990000018,Ana,Example,2023-05-01,2026-01-21T10:00,booked,2";
    let done = apply(&brought, "b2", &[moved]).await;
    assert_eq!((done.counts.changed, done.counts.new, done.counts.events), (1, 0, 1));
}

/// H12: both identifiers make one person of two records.
#[tokio::test]
async fn a_child_with_the_same_number_and_birthday_is_the_child_on_record() {
    let brought = brought().await;
    let ana = Family::new().child("ana", |ana| ana.named("Ana", "Example").born("2023-05-01").nhs_number("9990000018"));
    add(&brought, &ana.chronology()).await;
    let done = apply(&brought, "b1", &[ANA]).await;
    assert_eq!((done.counts.new, done.counts.new_people), (1, 0));
    assert!(brought.store.person(&book("p-ana")).await.unwrap().is_none());
    let record = brought.store.events_of(&the_id("ana")).await.unwrap();
    assert!(record.events.iter().any(|event| event.fact.code() == "outcome_recorded"));
    // Once found, found for ever: also in a later file that leaves the number out.
    let later = apply(&brought, "b2", &["p-ana,a2,,Ana,Example,2023-05-01,2026-01-06T10:00,came,1"]).await;
    assert_eq!(later.counts.new_people, 0);
    assert!(brought.store.person(&book("p-ana")).await.unwrap().is_none());
}

/// H35: an appointment opens a record, and a file of appointments is easily written. Who opened a record after their own file brought the child to their
/// service is told to those who answer for them; who was sent a child whom nobody knew is not.
#[tokio::test]
async fn whoever_opens_a_record_that_their_own_file_brought_them_is_asked_about() {
    let brought = brought().await;
    let ana = Family::new().child("ana", |ana| ana.named("Ana", "Example").born("2023-05-01").nhs_number("9990000018"));
    add(&brought, &ana.service("camhs").clinic("2025-11-03T10:00", brought_testkit::builders::was_not_brought()).chronology()).await;
    let own = async || {
        let told = crate::unusual_readings(&brought, &crate::testing::lead(), at("2026-01-13T09:00:00Z")).await.unwrap();
        told.own_import.into_iter().map(|line| (line.reader, line.person)).collect::<Vec<_>>()
    };
    let by = |started_by: &str, batch: &str| ImportContext { started_by: Some(the_id(started_by)), ..context(batch) };
    apply_in(&brought, &by("p1", "b1"), &[ANA, BEN]).await;
    assert_eq!(own().await, [], "nobody has opened it");
    for person in [the_id("ana"), book("p-ben")] {
        crate::testing::open(&brought, person.as_str(), NOW).await;
    }
    let name = brought.store.practitioners_by_id(&[&the_id("p1")]).await.unwrap()[0].name.clone();
    assert_eq!(own().await, [(name, "ana".to_owned())], "nobody knew Ben before");
    // Somebody whom another has brought in, or who was there already, is nothing to ask about.
    let another = with_another_reader().await;
    assert_eq!(another, []);
}

/// Ana was with this service before her nurse brings in a file, and Ben's file is a colleague's.
async fn with_another_reader() -> Vec<crate::OneRecordLine> {
    let brought = brought().await;
    for (id, given, number) in [("ana", "Ana", "9990000018"), ("cy", "Cy", "9990000026")] {
        let child = Family::new().child(id, |child| child.named(given, "Example").born("2023-05-01").nhs_number(number));
        add(&brought, &child.service("camhs").clinic("2025-11-03T10:00", brought_testkit::builders::was_not_brought()).chronology()).await;
    }
    let earlier = ImportContext { started_by: Some(the_id("lead")), now: at("2026-01-10T09:00:00Z"), ..context("b0") };
    apply_in(&brought, &earlier, &["p-ana,a0,9990000018,Ana,Example,2023-05-01,2026-01-02T10:00,missed,1"]).await;
    apply_in(&brought, &ImportContext { started_by: Some(the_id("p1")), ..context("b1") }, &[ANA]).await;
    let later = ImportContext { started_by: Some(the_id("lead")), now: at("2026-01-12T09:30:00Z"), ..context("b2") };
    apply_in(&brought, &later, &["p-cy,c1,9990000026,Cy,Example,2023-05-01,2026-01-05T10:00,missed,1"]).await;
    for person in ["ana", "cy"] {
        crate::testing::open(&brought, person, "2026-01-12T10:00:00Z").await;
    }
    crate::unusual_readings(&brought, &crate::testing::lead(), at("2026-01-13T09:00:00Z")).await.unwrap().own_import
}

/// H12: one identifier alone never does; a person decides.
#[tokio::test]
async fn a_child_with_only_the_same_number_or_only_the_same_name_and_birthday_is_asked_about() {
    for (row, why) in [
        ("p-ana,a1,9990000018,Ana,Example,2023-05-02,2026-01-05T10:00,missed,1", "same NHS number"),
        ("p-ana,a1,,Ana,Example,2023-05-01,2026-01-05T10:00,missed,1", "same name and date of birth"),
    ] {
        let brought = brought().await;
        let ana = Family::new().child("ana", |ana| ana.named("Ana", "Example").born("2023-05-01").nhs_number("9990000018"));
        add(&brought, &ana.chronology()).await;
        let done = apply(&brought, "b1", &[row]).await;
        assert_eq!((done.counts.new_people, done.counts.to_decide), (1, 1), "{row}");
        assert!(reviews(&brought).await[0].contains(why), "{:?}", reviews(&brought).await);
        assert!(brought.store.person(&book("p-ana")).await.unwrap().is_some());
    }
}

/// H12, T7: twins share a birthday, never a number.
#[tokio::test]
async fn twins_stay_two_children_and_nobody_is_asked() {
    let brought = brought().await;
    let twins = [
        "p-1,a1,9990000018,Ana,Example,2023-05-01,2026-01-05T10:00,missed,1",
        "p-2,a2,9990000026,Ann,Example,2023-05-01,2026-01-05T10:00,came,1",
    ];
    let done = apply(&brought, "b1", &twins).await;
    assert_eq!((done.counts.new_people, done.counts.to_decide), (2, 0), "{:?}", reviews(&brought).await);
}

/// Whatever was cut off is completed by running it again, the lists of those already stored included.
#[tokio::test]
async fn an_import_that_was_cut_off_is_completed_by_the_next() {
    let brought = brought().await;
    let (text, map, context) = (file(&[ANA]), map(), context("b1"));
    let reading = context.reading();
    let (mut rows, _) = rows(text.as_bytes(), Some(&map), &reading).unwrap();
    brought.store.put_import(&super::apply::batch(text.as_bytes(), &context)).await.unwrap();
    let mut preparing = Preparing::default();
    let chunk = preparing.next(&brought, &mut rows).await.unwrap().unwrap();
    store(&brought, chunk, "b1", &mut preparing.counts).await.unwrap();
    // Here it was cut off: stored, and nobody worked out.
    let done = apply(&brought, "b2", &[ANA, BEN]).await;
    assert_eq!((done.counts.unchanged, done.counts.new, done.worked_out), (1, 1, 2));
}

/// Two programs with two policies would otherwise mark everybody in turn, and the import never end.
#[tokio::test]
async fn an_import_leaves_lists_to_whoever_shows_them_by_another_policy() {
    let brought = brought().await;
    brought.store.work_out_worklist_with("another policy").await.unwrap();
    let done = apply(&brought, "b1", &[ANA, BEN]).await;
    assert_eq!((done.counts.new, done.worked_out), (2, 0));
    // Nobody is missing from the list when it is shown.
    assert_eq!(crate::sweep_worklist(&brought, at(NOW), 100).await.unwrap(), 2);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_whole() {
    let brought = brought().await;
    let refused = |outcome: Result<ImportPlan, crate::Failure>| match outcome {
        Err(crate::Failure::Refused(refusal)) => refusal.problems.into_iter().map(|Problem { field, .. }| field).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(plan_import(&brought, b"", Some(&map()), &context("b")).await), ["file"]);
    assert_eq!(refused(plan_import(&brought, b"a,b\n1,2\n", Some(&map()), &context("b")).await), ["file"]);
    assert_eq!(refused(plan_import(&brought, b"a,b\n1,2\n", None, &context("b")).await), ["map"]);
}

#[tokio::test]
async fn a_row_for_review_is_settled_once_with_words() {
    let brought = brought().await;
    apply(&brought, "b1", &["p-cy,c1,,Cy,Third,2021-01-01,not a day,missed,1"]).await;
    let item = review_list(&brought, &nurse(), true, 0).await.unwrap().lines.remove(0);
    assert_eq!((item.row, item.value.as_deref()), (2, Some("not a day")));
    let blank = crate::settle_review_item(&brought, &nurse(), &item.id, " ", at(NOW)).await;
    assert!(matches!(blank, Err(crate::Failure::Refused(_))));
    crate::settle_review_item(&brought, &nurse(), &item.id, "Entered by hand", at(NOW)).await.unwrap();
    let again = crate::settle_review_item(&brought, &nurse(), &item.id, "Entered by hand", at(NOW)).await;
    assert!(matches!(again, Err(crate::Failure::NotThere(_))));
    assert_eq!(review_list(&brought, &nurse(), true, 0).await.unwrap().total, 0);
}

/// A server may move the work from one thread to another. Does not compile otherwise.
#[tokio::test]
async fn an_import_may_run_in_a_server() {
    fn movable<F: Future + Send>(work: F) -> F {
        work
    }
    let brought = brought().await;
    let (text, map, context) = (file(&[ANA]), map(), context("b1"));
    movable(plan_import(&brought, text.as_bytes(), Some(&map), &context)).await.unwrap();
    movable(apply_import(&brought, text.as_bytes(), Some(&map), &context, |_| {})).await.unwrap();
    movable(crate::rebuild(&brought, at(NOW), |_| {})).await.unwrap();
}
