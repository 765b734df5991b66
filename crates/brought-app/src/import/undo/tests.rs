//! Imports that were wrong, and what undoing them leaves.

use super::super::ImportContext;
use super::super::tests::{ANA, BEN, apply_at, apply_in, book};
use super::*;
use crate::record::{RecordOutcome, record};
use crate::testing::{actor, at, brought, head, lead, open, the_id};
use crate::{ListFilter, my_list, review_list};
use brought_domain::contact::{Outcome, OutcomeKind, ResponseKind};
use brought_domain::person::Practitioner;

const NOW: &str = "2026-01-12T09:00:00Z";
const LATER: &str = "2026-01-12T15:00:00Z";
const NEXT_DAY: &str = "2026-01-13T09:00:00Z";

async fn owed(brought: &Brought, now: &str) -> usize {
    let filter = ListFilter { whole_services: true, ..ListFilter::default() };
    my_list(brought, &crate::testing::nurse(), &filter, at(now)).await.unwrap().lines.len()
}

async fn undo(brought: &Brought, batch: &str, now: &str) -> Undone {
    undo_import(brought, &lead(), batch, "It was the list of another clinic", at(now)).await.unwrap()
}

#[tokio::test]
async fn everything_that_it_brought_in_is_withdrawn_with_name_and_reason_and_nothing_is_owed_any_more() {
    let brought = brought().await;
    let added = apply_at(&brought, "b1", &[ANA, BEN], NOW).await.counts.events;
    assert!(owed(&brought, NOW).await > 0);
    let plan = plan_undo(&brought, &lead(), "b1").await.unwrap();
    assert_eq!(plan, UndoPlan { entries: added, people: 2, failed_contacts: 1, left: 0, put_right_already: 0 });
    let undone = undo(&brought, "b1", LATER).await;
    assert_eq!((undone.what, undone.worked_out), (plan, 2));
    assert_eq!(owed(&brought, LATER).await, 0);
    let record = brought.store.events_of(&book("p-ana")).await.unwrap().events;
    let withdrawal = record.last().unwrap();
    let correction = withdrawal.corrects.as_ref().unwrap();
    assert_eq!(correction.reason, "The import of book.csv was undone: It was the list of another clinic");
    assert_eq!(withdrawal.author, Author::Signed { by: the_id("lead"), role: Role::SafeguardingLead });
    assert_eq!(record.iter().filter(|event| event.corrects.is_none()).count() * 2, record.len(), "and nothing is taken out");
}

/// Two organisations: Ana's health visiting is of the one elsewhere, and so is the clerk who brings in its file; the lead works here, or for both.
async fn brought_in_elsewhere(started_by: Option<&str>) -> Brought {
    use brought_domain::person::{Audience, Organisation, Service};
    let brought = brought().await;
    let of = |id: &str| Organisation { id: the_id(id), name: id.to_owned() };
    brought.store.put_organisations(&[of("here"), of("elsewhere")]).await.unwrap();
    let service = |id: &str, of: &str| Service {
        id: the_id(id),
        name: id.to_owned(),
        audience: Audience::Children,
        health: true,
        organisation: Some(the_id(of)),
    };
    works_in(&brought, "clerk", &["health-visiting"]).await;
    works_in(&brought, "lead", &["camhs"]).await;
    let context = ImportContext { batch: "b1".into(), file_name: "book.csv".into(), started_by: started_by.map(the_id), now: at(NOW) };
    apply_in(&brought, &context, &[ANA, "p-cy,c1,,Cy,Third,2021-01-01,not a day,missed,1"]).await;
    brought.store.put_services(&[service("health-visiting", "elsewhere"), service("camhs", "here")]).await.unwrap();
    brought
}

async fn works_in(brought: &Brought, id: &str, services: &[&str]) {
    let services = services.iter().map(|id| the_id(id)).collect();
    let of = Practitioner { id: the_id(id), name: id.to_owned(), roles: vec![Role::SafeguardingLead], services };
    brought.store.put_practitioners(&[of]).await.unwrap();
}

/// A failed contact of another organisation leaves nobody's list by the hand of somebody who knows nothing of it.
#[tokio::test]
async fn what_another_organisation_brought_in_is_not_undone() {
    for started_by in [None, Some("clerk")] {
        let brought = brought_in_elsewhere(started_by).await;
        let refused = undo_import(&brought, &lead(), "b1", "because I want to", at(LATER)).await;
        assert!(
            matches!(refused, Err(Failure::Refused(refusal)) if refusal.to_string().contains("another organisation")),
            "{started_by:?}"
        );
        assert!(owed(&brought, LATER).await > 0);
        works_in(&brought, "lead", &["camhs", "health-visiting"]).await;
        undo(&brought, "b1", LATER).await;
    }
}

/// What waits to be looked at holds names and addresses of whoever the other organisation works with, and is not settled away by anybody else.
#[tokio::test]
async fn what_waits_of_another_organisations_import_is_for_those_there() {
    let brought = brought_in_elsewhere(Some("clerk")).await;
    let lines = async || review_list(&brought, &lead(), false, 0).await.unwrap().lines;
    assert_eq!(lines().await, []);
    works_in(&brought, "lead", &["health-visiting"]).await;
    let id = lines().await[0].id.clone();
    works_in(&brought, "lead", &["camhs"]).await;
    let settled = crate::settle_review_item(&brought, &lead(), &id, "nothing", at(LATER)).await;
    assert!(matches!(settled, Err(Failure::NotThere(_))), "{settled:?}");
}

#[tokio::test]
async fn it_is_undone_once_and_with_a_reason() {
    let brought = brought().await;
    apply_at(&brought, "b1", &[ANA], NOW).await;
    let no_reason = undo_import(&brought, &lead(), "b1", " ", at(LATER)).await;
    assert!(matches!(no_reason, Err(Failure::Refused(refusal)) if refusal.is_about("reason")));
    undo(&brought, "b1", LATER).await;
    let again = undo_import(&brought, &lead(), "b1", "again", at(LATER)).await;
    assert!(matches!(again, Err(Failure::Refused(refusal)) if refusal.to_string().contains("undone already")));
    assert!(matches!(plan_undo(&brought, &lead(), "b2").await, Err(Failure::NotThere(_))));
}

/// A failed contact leaves the record by nobody's hand whose correction of it would not stand.
#[tokio::test]
async fn an_administrator_brings_in_and_does_not_undo() {
    let brought = brought().await;
    let clerk = actor("clerk", &[Role::Administrator]);
    let (id, services) = (clerk.practitioner.clone(), clerk.services.clone());
    brought.store.put_practitioners(&[Practitioner { id, name: clerk.name.clone(), roles: clerk.roles.clone(), services }]).await.unwrap();
    assert!(super::super::ImportContext::of(&brought, &clerk, "b1".into(), "book.csv".into(), at(NOW)).await.is_ok());
    apply_at(&brought, "b1", &[ANA], NOW).await;
    assert!(matches!(undo_import(&brought, &clerk, "b1", "wrong", at(LATER)).await, Err(Failure::Denied(Denied::RoleNeeded))));
    assert!(matches!(plan_undo(&brought, &clerk, "b1").await, Err(Failure::Denied(Denied::RoleNeeded))));
    assert!(owed(&brought, LATER).await > 0);
}

/// What came in by other files, before or afterwards, stays as it is.
#[tokio::test]
async fn only_what_this_import_added_is_withdrawn() {
    let brought = brought().await;
    apply_at(&brought, "b1", &[ANA], NOW).await;
    apply_at(&brought, "b2", &[ANA, BEN], LATER).await;
    let undone = undo(&brought, "b2", NEXT_DAY).await;
    assert_eq!(undone.what.people, 1);
    assert!(owed(&brought, NEXT_DAY).await > 0, "Ana was on record before");
}

/// A nurse has recorded what came of a contact that was brought in: her entry would speak of nothing.
#[tokio::test]
async fn what_somebody_has_written_about_is_left_and_a_person_is_asked() {
    let brought = brought().await;
    let booked = "p-ana,a1,9990000018,Ana,Example,2023-05-01,2026-01-05T10:00,booked,1";
    apply_at(&brought, "b1", &[booked, BEN], NOW).await;
    let ana = book("p-ana");
    let planned = brought.store.events_of(&ana).await.unwrap().events;
    let contact = planned.iter().find_map(contact).unwrap().clone();
    let form = RecordOutcome {
        head: head(&brought, ana.as_str(), LATER).await,
        contact,
        outcome: Outcome::Plain(OutcomeKind::WasNotBrought),
        responses: vec![ResponseKind::NothingYet],
        note: None,
        over_failure: None,
    };
    record(&brought, &open(&brought, ana.as_str(), LATER).await, the_id("e-1"), at(LATER), &form).await.unwrap();
    let plan = plan_undo(&brought, &lead(), "b1").await.unwrap();
    // The contact, and who Ana is: nothing else says so.
    assert_eq!(plan.left, 2);
    undo(&brought, "b1", NEXT_DAY).await;
    assert!(owed(&brought, NEXT_DAY).await > 0, "Ana stays on the list");
    let items = review_list(&brought, &lead(), true, 0).await.unwrap().lines;
    assert_eq!(items.len(), 2, "{items:?}");
    assert!(items.iter().all(|item| item.reason.contains(&format!("Look at record {ana}"))), "{items:?}");
}

/// The list that a child cannot fall off: an undone import is no reason to pass over a row that comes once more.
#[tokio::test]
async fn what_a_file_says_again_comes_in_again_once() {
    let brought = brought().await;
    apply_at(&brought, "b1", &[ANA], NOW).await;
    undo(&brought, "b1", LATER).await;
    let again = apply_at(&brought, "b2", &[ANA], NEXT_DAY).await;
    assert!(again.counts.events > 0 && again.counts.unchanged == 0);
    assert!(owed(&brought, NEXT_DAY).await > 0);
    let third = apply_at(&brought, "b3", &[ANA], "2026-01-14T09:00:00Z").await;
    assert_eq!((third.counts.events, third.counts.unchanged), (0, 1));
    undo(&brought, "b2", "2026-01-15T09:00:00Z").await;
    assert_eq!(owed(&brought, "2026-01-15T09:00:00Z").await, 0);
    assert!(apply_at(&brought, "b4", &[ANA], "2026-01-16T09:00:00Z").await.counts.events > 0);
    assert!(owed(&brought, "2026-01-16T09:00:00Z").await > 0);
}

/// What a practitioner took back by hand is not what the undoing took back.
#[tokio::test]
async fn what_was_put_right_by_hand_does_not_come_in_again() {
    let brought = brought().await;
    apply_at(&brought, "b1", &[ANA], NOW).await;
    let ana = book("p-ana");
    let outcome = brought.store.events_of(&ana).await.unwrap().events.iter().find(|event| event.reports_failure()).unwrap().id.clone();
    let form = crate::WithdrawEvent { head: head(&brought, ana.as_str(), LATER).await, event: outcome, reason: "She was brought".into() };
    record(&brought, &open(&brought, ana.as_str(), LATER).await, the_id("e-1"), at(LATER), &form).await.unwrap();
    let undone = undo(&brought, "b1", NEXT_DAY).await;
    assert_eq!(undone.what.put_right_already, 1);
    apply_at(&brought, "b2", &[ANA], "2026-01-14T09:00:00Z").await;
    assert_eq!(owed(&brought, "2026-01-14T09:00:00Z").await, 0);
}

/// Two people who bring in files at one moment: what each added is known apart.
#[tokio::test]
async fn two_imports_of_one_moment_are_told_apart() {
    let brought = brought().await;
    let context =
        async |batch: &str| super::super::ImportContext::of(&brought, &lead(), batch.into(), "book.csv".into(), at(NOW)).await.unwrap();
    let first = context("b1").await;
    apply_in(&brought, &first, &[ANA]).await;
    let second = context("b2").await;
    apply_in(&brought, &second, &[BEN]).await;
    assert_ne!(first.now, second.now);
    assert_eq!(undo(&brought, "b2", LATER).await.what.people, 1);
    assert!(owed(&brought, LATER).await > 0, "Ana stays");
    // At the machine nothing keeps them apart, and neither is undone as a whole.
    apply_at(&brought, "b3", &[BEN], NEXT_DAY).await;
    apply_at(&brought, "b4", &[ANA], NEXT_DAY).await;
    let refused = plan_undo(&brought, &lead(), "b3").await;
    assert!(matches!(refused, Err(Failure::Refused(refusal)) if refusal.to_string().contains("at the very same moment")));
}
