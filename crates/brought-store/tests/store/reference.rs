//! What goes with the events: directory, imports, accounts, and who read what.

use crate::support::*;
use brought_domain::person::{Audience, Organisation, Practitioner, Service};
use brought_domain::work::Role;
use brought_domain::{OrganisationId, ServiceId};
use brought_store::{Access, Account, ImportBatch, NewReviewItem, ReviewFilter, Session, Settled, Store, StoreProblem};

#[tokio::test]
async fn the_directory_says_what_was_last_put_into_it() {
    let store = Store::in_memory().await.unwrap();
    let trust = Organisation { id: OrganisationId::new("RY3").unwrap(), name: "Community trust".into() };
    let mut clinic = Service {
        id: ServiceId::new("eye-clinic").unwrap(),
        name: "Eye clinic".into(),
        audience: Audience::Children,
        health: true,
        organisation: Some(trust.id.clone()),
    };
    let mut nurse = Practitioner {
        id: practitioner("hv-1"),
        name: "A. Nurse".into(),
        roles: vec![Role::Supervisor, Role::Practitioner],
        services: vec![clinic.id.clone(), ServiceId::new("health-visiting").unwrap()],
    };
    let other = Practitioner { id: practitioner("adm-1"), name: "B. Clerk".into(), roles: vec![], services: vec![] };
    store.put_organisations(std::slice::from_ref(&trust)).await.unwrap();
    store.put_services(std::slice::from_ref(&clinic)).await.unwrap();
    store.put_practitioners(&[other.clone(), nurse.clone()]).await.unwrap();
    assert_eq!(store.practitioners_by_id(&[&nurse.id]).await.unwrap(), [nurse.clone()]);
    assert_eq!(store.practitioners_by_id(&[]).await.unwrap(), []);
    assert_eq!(store.practitioners().await.unwrap(), [nurse.clone(), other.clone()]);

    (clinic.health, clinic.organisation) = (false, None);
    (nurse.roles, nurse.services) = (vec![Role::Practitioner], vec![]);
    store.put_services(std::slice::from_ref(&clinic)).await.unwrap();
    store.put_practitioners(std::slice::from_ref(&nurse)).await.unwrap();
    assert_eq!(store.organisations().await.unwrap(), [trust]);
    assert_eq!(store.services().await.unwrap(), [clinic]);
    assert_eq!(store.practitioners().await.unwrap(), [nurse, other]);
}

pub(crate) fn batch(id: &str, started_at: &str) -> ImportBatch {
    ImportBatch {
        id: id.into(),
        file_name: "contacts.csv".into(),
        file_digest: "aa".repeat(32),
        started_at: at(started_at),
        finished_at: None,
        started_by: Some(practitioner("adm-1")),
        counts: serde_json::json!({}),
        state: "running".into(),
    }
}

pub(crate) fn bad_row(row_number: u32, value: &str) -> NewReviewItem {
    NewReviewItem {
        row_number,
        column: Some("nhs_number".into()),
        value: Some(value.into()),
        reason: "The check digit is wrong: look the number up.".into(),
        raw_row: format!("{value},Ann"),
    }
}

#[tokio::test]
async fn an_import_is_written_down_and_then_finished() {
    let store = Store::in_memory().await.unwrap();
    let (first, mut second) = (batch("i1", "2026-07-01T06:00:00Z"), batch("i2", "2026-07-02T06:00:00Z"));
    store.put_import(&first).await.unwrap();
    store.put_import(&second).await.unwrap();
    (second.finished_at, second.state) = (Some(at("2026-07-02T06:01:00Z")), "finished".into());
    second.counts = serde_json::json!({ "appended": 12, "to_review": 1 });
    store.put_import(&second).await.unwrap();
    assert_eq!(store.imports(10).await.unwrap(), [second.clone(), first.clone()]);
    assert_eq!(store.imports(1).await.unwrap(), [second.clone()]);
    assert_eq!(store.import("i1").await.unwrap(), Some(first.clone()));
    assert_eq!(store.imports_of_file(&"aa".repeat(32)).await.unwrap(), [second, first]);
    assert_eq!(store.imports_of_file("bb").await.unwrap(), []);
}

/// S6: the same bad row in tonight's file and in tomorrow's is one thing to look at, and stays settled once settled.
#[tokio::test]
async fn the_same_bad_row_is_one_item_however_often_it_comes() {
    let store = Store::in_memory().await.unwrap();
    store.put_import(&batch("i1", "2026-07-01T06:00:00Z")).await.unwrap();
    store.put_import(&batch("i2", "2026-07-02T06:00:00Z")).await.unwrap();
    assert_eq!(store.add_review_items("i1", &[bad_row(7, "9219068409"), bad_row(8, "9219068409"), bad_row(9, "1")]).await.unwrap(), 2);
    let open = ReviewFilter { open: Some(true), ..ReviewFilter::default() };
    let page = store.review_items(&open, 10, 0).await.unwrap();
    assert_eq!((page.total, page.items[0].item.clone()), (2, bad_row(7, "9219068409")));

    let id = bad_row(7, "9219068409").id();
    let settled = Settled { at: at("2026-07-01T09:00:00Z"), by: practitioner("adm-1"), how: "Number looked up and corrected.".into() };
    store.settle_review_item(&id, &settled).await.unwrap();
    assert_eq!(store.add_review_items("i2", &[bad_row(70, "9219068409")]).await.unwrap(), 0);
    let item = store.review_item(&id).await.unwrap().unwrap();
    assert_eq!((item.batch.as_str(), item.settled.clone()), ("i1", Some(settled.clone())));
    assert_eq!(store.review_items(&open, 10, 0).await.unwrap().total, 1);
    assert_eq!(store.review_items(&ReviewFilter { open: Some(false), ..ReviewFilter::default() }, 10, 0).await.unwrap().items, [item]);
    assert_eq!(store.review_items(&ReviewFilter { batch: Some("i2".into()), ..ReviewFilter::default() }, 10, 0).await.unwrap().total, 0);
    let elsewhere = ReviewFilter { not_begun_by: vec![practitioner("adm-1")], ..ReviewFilter::default() };
    assert_eq!(store.review_items(&elsewhere, 10, 0).await.unwrap().total, 0, "whoever began it works elsewhere");

    // Two people settle the same item: the second is told, and the first one's words stay.
    assert!(matches!(store.settle_review_item(&id, &settled).await, Err(StoreProblem::NotThere { .. })));
}

#[tokio::test]
async fn rows_of_an_import_that_was_never_begun_are_refused() {
    let store = Store::in_memory().await.unwrap();
    assert!(matches!(store.add_review_items("none", &[bad_row(1, "1")]).await, Err(StoreProblem::NotThere { .. })));
}

pub(crate) fn account(of: &str, name: &str) -> Account {
    Account {
        practitioner: practitioner(of),
        sign_in_name: name.into(),
        password_hash: "$argon2id$secret".into(),
        disabled: false,
        given_until: None,
    }
}

pub(crate) fn session(of: &str, token_hash: &str) -> Session {
    Session {
        token_hash: token_hash.into(),
        practitioner: practitioner(of),
        created_at: at("2026-07-01T08:00:00Z"),
        last_seen_at: at("2026-07-01T08:00:00Z"),
        expires_at: at("2026-07-01T20:00:00Z"),
        at_provider: None,
    }
}

#[tokio::test]
async fn an_account_is_found_however_its_name_is_typed_and_names_are_not_shared() {
    let store = Store::in_memory().await.unwrap();
    store.put_account(&account("hv-1", "A.Nurse")).await.unwrap();
    let found = store.account_by_sign_in_name(" a.NURSE ").await.unwrap().unwrap();
    assert_eq!(found, account("hv-1", "a.nurse"));
    assert!(matches!(store.put_account(&account("hv-2", "a.nurse")).await, Err(StoreProblem::Taken { .. })));
    store.put_account(&account("hv-1", "nurse")).await.unwrap();
    assert_eq!(store.account_by_sign_in_name("a.nurse").await.unwrap(), None);
    assert_eq!(store.account(&practitioner("hv-1")).await.unwrap(), Some(account("hv-1", "nurse")));
    assert_eq!(store.accounts().await.unwrap().len(), 1);
    assert!(!format!("{found:?}").contains("secret"));
}

#[tokio::test]
async fn a_session_lasts_until_it_ends_expires_or_its_account_is_disabled() {
    let store = Store::in_memory().await.unwrap();
    let (during, after) = (at("2026-07-01T12:00:00Z"), at("2026-07-01T20:00:00Z"));
    assert!(matches!(store.begin_session(&session("hv-1", "t0")).await, Err(StoreProblem::NotThere { .. })));
    store.put_account(&account("hv-1", "nurse")).await.unwrap();
    for token in ["t1", "t2", "t3"] {
        store.begin_session(&session("hv-1", token)).await.unwrap();
    }
    store.touch_session("t1", during).await.unwrap();
    assert_eq!(store.session("t1", during).await.unwrap().unwrap().last_seen_at, during);
    assert_eq!(store.session("t1", after).await.unwrap(), None);
    store.end_session("t1").await.unwrap();
    assert_eq!(store.session("t1", during).await.unwrap(), None);
    assert_eq!(store.clear_expired_sessions(during).await.unwrap(), 0);
    store.put_account(&Account { disabled: true, ..account("hv-1", "nurse") }).await.unwrap();
    assert_eq!(store.session("t2", during).await.unwrap(), None);
    store.put_account(&account("hv-1", "nurse")).await.unwrap();
    assert_eq!(store.session("t2", during).await.unwrap(), None, "a session does not come back with its account");
    store.begin_session(&session("hv-1", "t4")).await.unwrap();
    assert_eq!(store.end_sessions_of(&practitioner("hv-1")).await.unwrap(), 1);
    store.begin_session(&session("hv-1", "t5")).await.unwrap();
    assert_eq!(store.clear_expired_sessions(after).await.unwrap(), 1);
}

/// S9, H35: who read a child's record can be told, newest first.
#[tokio::test]
async fn who_read_a_record_is_known() {
    let store = Store::in_memory().await.unwrap();
    let access = |about: &str, reader: &str, seen: &str| Access {
        person: person(about),
        reader: practitioner(reader),
        purpose: "direct care".into(),
        seen: seen.into(),
        at: at("2026-07-01T11:00:00Z"),
    };
    store.record_accesses(&[access("ann", "hv-1", "chronology")]).await.unwrap();
    store.record_accesses(&[access("ben", "hv-1", "chronology"), access("ann", "hv-2", "address")]).await.unwrap();
    let of_ann = store.accesses_of(&person("ann"), 10).await.unwrap();
    assert_eq!(of_ann.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(of_ann[0].access, access("ann", "hv-2", "address"));
    assert_eq!(store.accesses_by(&practitioner("hv-1"), 1).await.unwrap()[0].access, access("ben", "hv-1", "chronology"));
}
