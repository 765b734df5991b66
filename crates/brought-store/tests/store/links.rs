//! Two records of one person: linked, taken apart, barred; and neither is touched by any of it (S16, S17).

use crate::sealed::sealed;
use crate::support::*;
use brought_domain::person::RelationKind;
use brought_domain::work::Role;
use brought_domain::{LinkDecision, LinkProblem, LinkStep, PersonId};
use brought_store::{Finding, OpenMode, RetentionStep, Store, StoreProblem, WorkedOut};

pub(crate) fn decision(step: LinkStep, record: &str, other: &str, when: &str) -> LinkDecision {
    LinkDecision {
        step,
        record: person(record),
        other: person(other),
        by: practitioner("lead"),
        signed_as: Role::SafeguardingLead,
        reason: format!("Confirmed with the GP of {other}."),
        at: at(when),
    }
}

const MONDAY: &str = "2026-07-06T09:00:00Z";
const TUESDAY: &str = "2026-07-07T09:00:00Z";
const WEDNESDAY: &str = "2026-07-08T09:00:00Z";

async fn ann_twice(store: &Store) {
    store
        .append(vec![any(vec![child("a1", "ann", "Ann", "Example"), note("a2", "ann")]), any(vec![child("b1", "ann-2", "Ann", "Example")])])
        .await
        .unwrap();
    store
        .append(vec![any(vec![child("c1", "cal", "Cal", "Example"), related("c2", "cal", "ann-2", RelationKind::Sibling)])])
        .await
        .unwrap();
}

async fn together(store: &Store, about: &str, until: Option<&str>) -> Vec<String> {
    let links = store.links(&[person(about)], until.map(at)).await.unwrap();
    links.read_together(&person(about)).into_iter().map(PersonId::to_string).collect()
}

#[tokio::test]
async fn what_was_decided_is_kept_in_order_and_neither_record_changes() {
    let store = Store::in_memory().await.unwrap();
    ann_twice(&store).await;
    let before = (store.events_of(&person("ann")).await.unwrap(), store.events_of(&person("ann-2")).await.unwrap());
    let linked = decision(LinkStep::Linked, "ann", "ann-2", MONDAY);
    let unlinked = decision(LinkStep::Unlinked, "ann", "ann-2", WEDNESDAY);
    store.decide_link(&linked).await.unwrap();
    assert_eq!(together(&store, "ann-2", None).await, ["ann", "ann-2"]);
    assert_eq!(store.link_decisions(&person("ann-2")).await.unwrap(), std::slice::from_ref(&linked));
    store.decide_link(&unlinked).await.unwrap();
    assert_eq!(together(&store, "ann-2", None).await, ["ann-2"]);
    assert_eq!(store.link_decisions(&person("ann")).await.unwrap(), [linked, unlinked]);
    // As it stood at the end of a moment.
    assert_eq!(together(&store, "ann", Some(TUESDAY)).await, ["ann", "ann-2"]);
    assert_eq!(together(&store, "ann", Some("2026-07-05T09:00:00Z")).await, ["ann"]);
    assert_eq!((store.events_of(&person("ann")).await.unwrap(), store.events_of(&person("ann-2")).await.unwrap()), before);
    assert_eq!(store.all_links().await.unwrap().read_as_another().count(), 0);
}

#[tokio::test]
async fn what_cannot_be_decided_is_refused_and_leaves_nothing() {
    let store = Store::in_memory().await.unwrap();
    ann_twice(&store).await;
    store.decide_link(&decision(LinkStep::Barred, "ann", "cal", MONDAY)).await.unwrap();
    store.decide_link(&decision(LinkStep::Linked, "ann-2", "cal", MONDAY)).await.unwrap();
    for (step, record, other, problem) in [
        (LinkStep::Linked, "ann", "ann-2", LinkProblem::Barred),
        (LinkStep::Linked, "ann", "cal", LinkProblem::NotKept),
        (LinkStep::Unlinked, "ann", "ann-2", LinkProblem::NotLinked),
        (LinkStep::Barred, "cal", "ann", LinkProblem::AsItStands),
    ] {
        let outcome = store.decide_link(&decision(step, record, other, TUESDAY)).await;
        assert_eq!(outcome, Err(StoreProblem::Link(problem)), "{step} {record} {other}");
    }
    assert_eq!(store.link_decisions(&person("ann")).await.unwrap().len(), 2);
}

/// S21: what is read as one was shown as one.
#[tokio::test]
async fn an_entry_in_any_of_the_records_is_one_more() {
    let store = Store::in_memory().await.unwrap();
    ann_twice(&store).await;
    store.decide_link(&decision(LinkStep::Linked, "ann", "ann-2", MONDAY)).await.unwrap();
    store.append(vec![at_version(3, vec![note("a3", "ann")])]).await.unwrap();
    store.append(vec![any(vec![note("b2", "ann-2")])]).await.unwrap();
    let stale = store.append(vec![at_version(4, vec![note("a4", "ann")])]).await;
    assert_eq!(stale, Err(StoreProblem::Conflict { person: person("ann"), expected: 4, found: 5 }));
    store.decide_link(&decision(LinkStep::Unlinked, "ann", "ann-2", TUESDAY)).await.unwrap();
    store.append(vec![at_version(3, vec![note("a4", "ann")])]).await.unwrap();
}

/// H2: what is owed to the record that is kept rests on the other, and on those around it.
#[tokio::test]
async fn whoever_an_entry_bears_on_by_way_of_a_link_is_worked_out_anew() {
    let store = Store::in_memory().await.unwrap();
    ann_twice(&store).await;
    store.decide_link(&decision(LinkStep::Linked, "ann", "ann-2", MONDAY)).await.unwrap();
    for event in [note("b2", "ann-2"), note("c3", "cal"), note("a5", "ann")] {
        for about in ["ann", "ann-2", "cal"] {
            let revision = store.worklist_revision(&person(about)).await.unwrap();
            store.replace_worklist(&[nothing_owed(about, revision)]).await.unwrap();
        }
        assert_eq!(store.people_with_stale_worklist(at(TUESDAY), 10).await.unwrap(), []);
        store.append(vec![any(vec![event.clone()])]).await.unwrap();
        let stale = store.people_with_stale_worklist(at(TUESDAY), 10).await.unwrap();
        let stale: Vec<&str> = stale.iter().map(|stale| stale.person.as_str()).collect();
        assert_eq!(stale, ["ann", "ann-2", "cal"], "after {}", event.id);
    }
}

fn nothing_owed(about: &str, revision: u64) -> WorkedOut {
    WorkedOut {
        person: person(about),
        revision,
        computed_at: at(MONDAY),
        valid_until: None,
        pack: "pack".into(),
        pack_version: "1".into(),
        basis: String::new(),
        rows: Vec::new(),
    }
}

/// S10: a decision that was altered, added or taken out past the program is found.
#[tokio::test]
async fn what_is_done_to_a_decision_past_the_program_is_found() {
    for harm in [
        "UPDATE link_decisions SET other = 'cal'",
        "DELETE FROM link_decisions WHERE seq = 2",
        "INSERT INTO link_decisions SELECT 3, 'linked', 'cal', 'dee', by, signed_as, reason, at FROM link_decisions WHERE seq = 1",
    ] {
        let (_folder, path) = place();
        let store = create(&path).await;
        ann_twice(&store).await;
        store.decide_link(&decision(LinkStep::Linked, "ann", "ann-2", MONDAY)).await.unwrap();
        store.decide_link(&decision(LinkStep::Unlinked, "ann", "ann-2", TUESDAY)).await.unwrap();
        let checkpoint = store.checkpoint().await.unwrap();
        store.close().await;
        tamper(&path, harm).await;
        let findings: Vec<Finding> = findings(&path, &[checkpoint]).await;
        assert!(!findings.is_empty(), "{harm}");
    }
}

/// H37: a reason is about somebody, and goes with the key of the record.
#[tokio::test]
async fn a_reason_is_sealed_and_a_linked_record_is_not_erased_by_itself() {
    let (_folder, path) = place();
    let store = sealed(&path).await;
    ann_twice(&store).await;
    let linked = decision(LinkStep::Linked, "ann", "ann-2", MONDAY);
    store.decide_link(&linked).await.unwrap();
    assert_eq!(crate::sealed::found_in(&path, &["Confirmed with the GP"]), Vec::<String>::new());
    let erase = crate::erasing::signed("ann-2", RetentionStep::Erased, "Kept until the 25th birthday.", "2051-07-02T09:00:00Z");
    let revision = store.worklist_revision(&person("ann-2")).await.unwrap();
    assert_eq!(store.erase(&erase, revision).await, Err(StoreProblem::Linked));
    let unlinked = decision(LinkStep::Unlinked, "ann", "ann-2", TUESDAY);
    store.decide_link(&unlinked).await.unwrap();
    assert_eq!(store.link_decisions(&person("ann")).await.unwrap(), [linked, unlinked]);
    for about in ["ann", "ann-2"] {
        let erase = crate::erasing::signed(about, RetentionStep::Erased, "Kept until the 25th birthday.", "2051-07-02T09:00:00Z");
        store.erase(&erase, store.worklist_revision(&person(about)).await.unwrap()).await.unwrap();
    }
    let reasons: Vec<String> = store.link_decisions(&person("ann")).await.unwrap().into_iter().map(|decision| decision.reason).collect();
    assert_eq!(reasons, ["", ""]);
    let outcome = store.decide_link(&decision(LinkStep::Linked, "ann", "cal", WEDNESDAY)).await;
    assert!(matches!(outcome, Err(StoreProblem::Erased(_))), "{outcome:?}");
    store.close().await;
    assert!(Store::open(&path, OpenMode::Existing).await.is_ok());
}
