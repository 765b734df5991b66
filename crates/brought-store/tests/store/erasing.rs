//! Erasing: nothing of the person is left in the file, the tree stays as it is, and the record says who erased it, when and why.

use crate::sealed::{CANARIES, family, found_in, sealed};
use crate::support::*;
use brought_domain::work::Role;
use brought_store::{Erased, Erasing, Finding, OpenMode, RetentionEntry, RetentionStep, Store, StoreProblem};

pub(crate) fn signed(about: &str, step: RetentionStep, reason: &str, when: &str) -> RetentionEntry {
    RetentionEntry {
        person: person(about),
        step,
        by: practitioner("lead"),
        signed_as: Role::SafeguardingLead,
        reason: reason.into(),
        at: at(when),
    }
}

fn erase(about: &str) -> RetentionEntry {
    signed(about, RetentionStep::Erased, "Kept until the 25th birthday.", "2051-07-02T09:00:00Z")
}

async fn erased(store: &Store, about: &str) -> Result<Erasing, StoreProblem> {
    store.erase(&erase(about), store.worklist_revision(&person(about)).await.unwrap()).await
}

/// H37, S10: nothing of hers in any page, free or used, nor in the log beside the file; every checkpoint goes on being held.
#[tokio::test]
async fn nothing_of_the_person_is_left_and_every_checkpoint_is_still_held() {
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    let before = store.checkpoint().await.unwrap();
    let shown = store.prove_inclusion(&"m1".parse().unwrap(), before.size).await.unwrap().unwrap();
    assert_eq!(erased(&store, "ann").await.unwrap(), Erasing::Done);
    assert_eq!(found_in(&path, &CANARIES), Vec::<String>::new());
    let verified = store.verify(&[before]).await.unwrap();
    assert_eq!(
        (verified.findings, verified.erased, verified.checkpoint.size),
        (vec![], 1, before.size + 2),
        "that it was erased, and that its key is gone"
    );
    assert_eq!(store.prove_inclusion(&"m1".parse().unwrap(), before.size).await.unwrap().unwrap(), shown);
    store.close().await;
    assert_eq!(findings(&path, &[before]).await, [], "without the main key too");
    assert_eq!(found_in(&path, &CANARIES), Vec::<String>::new());
}

#[tokio::test]
async fn an_erased_record_says_by_whom_and_when_and_nothing_else() {
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    erased(&store, "ann").await.unwrap();
    let erased = Erased {
        by: practitioner("lead"),
        signed_as: Role::SafeguardingLead,
        reason: "Kept until the 25th birthday.".into(),
        at: at("2051-07-02T09:00:00Z"),
    };
    let told = StoreProblem::Erased(erased.clone());
    assert_eq!(store.erased(&person("ann")).await.unwrap(), Some(erased));
    assert_eq!(store.events_of(&person("ann")).await.unwrap_err(), told);
    assert_eq!(store.event(&"a2".parse().unwrap()).await.unwrap_err(), told);
    assert_eq!(store.issued(&"a2".parse().unwrap(), "letter.html").await.unwrap_err(), told);
    assert!(told.to_string().contains("erased on 2051-07-02T09:00:00Z by lead"), "{told}");
    assert_eq!(store.person(&person("ann")).await.unwrap(), None);
    assert_eq!(store.accesses_of(&person("ann"), 9).await.unwrap()[0].access.seen, "", "who read it stands, why they had to does not");
    // The others are as they were, and lists go on without her.
    let of_both = store.events_of_many(&[person("ann"), person("mum")]).await.unwrap();
    assert_eq!(of_both.keys().map(|whose| whose.as_str()).collect::<Vec<_>>(), ["mum"]);
    store.mark_whole_worklist_stale().await.unwrap();
    let stale = store.people_with_stale_worklist(at("2060-01-01T00:00:00Z"), 9).await.unwrap();
    assert_eq!(stale.iter().map(|stale| stale.person.as_str()).collect::<Vec<_>>(), ["mum"]);
    assert_eq!(store.person_ids(None, 9).await.unwrap(), [person("mum")]);
    store.rebuild_people_and_relations(|_| {}).await.unwrap();
    assert_eq!(store.verify(&[]).await.unwrap().findings, []);
}

/// It is not begun again, neither by an import that still has it nor past the program.
#[tokio::test]
async fn nothing_is_added_to_an_erased_record_and_it_is_erased_once() {
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    erased(&store, "ann").await.unwrap();
    assert!(matches!(store.append(vec![any(vec![note("a9", "ann")])]).await, Err(StoreProblem::Erased(_))));
    assert!(matches!(erased(&store, "ann").await, Err(StoreProblem::Erased(_))));
    let hold = signed("ann", RetentionStep::Held, "Inquiry.", "2051-07-03T09:00:00Z");
    assert!(matches!(store.hold(&hold).await, Err(StoreProblem::Erased(_))));
    let key = "INSERT INTO person_keys SELECT 'ann', wrapped FROM person_keys";
    assert!(carried_out(&path, key).await.unwrap_err().to_string().contains("gets no other key"));
    tamper(&path, "INSERT INTO person_keys SELECT 'ann', randomblob(72)").await;
    assert!(store.verify(&[]).await.unwrap().findings.contains(&Finding::KeyOfErased { person: "ann".into() }));
}

#[tokio::test]
async fn a_record_that_is_held_is_not_erased_until_it_is_let_go() {
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    let held = signed("ann", RetentionStep::Held, "Asked for by the coroner.", "2051-07-01T09:00:00Z");
    let lifted = signed("ann", RetentionStep::Lifted, "The inquest has ended.", "2051-07-02T08:00:00Z");
    assert!(!store.hold(&lifted).await.unwrap(), "nothing to lift");
    assert!(store.hold(&held).await.unwrap());
    assert!(!store.hold(&held).await.unwrap(), "held already");
    assert_eq!(erased(&store, "ann").await.unwrap_err(), StoreProblem::Held);
    let behind = "INSERT INTO retention SELECT 2, 'ann', 'erased', 'x', 'named_nurse', 'x', '2051-07-01T09:00:00Z'";
    assert!(carried_out(&path, behind).await.unwrap_err().to_string().contains("held is not erased"));
    assert_eq!(found_in(&path, &["coroner"]), Vec::<String>::new());
    assert!(store.hold(&lifted).await.unwrap());
    assert_eq!(store.retention(Some(&person("ann"))).await.unwrap(), [held, lifted]);
    assert_eq!(erased(&store, "ann").await.unwrap(), Erasing::Done);
    let steps: Vec<_> = store.retention(None).await.unwrap().into_iter().map(|entry| (entry.step, entry.reason)).collect();
    let reason = "Kept until the 25th birthday.".to_owned();
    assert_eq!(steps, [(RetentionStep::Held, String::new()), (RetentionStep::Lifted, String::new()), (RetentionStep::Erased, reason)]);
    assert_eq!(store.verify(&[]).await.unwrap().findings, []);
}

/// A key is destroyed with a signature or not at all, and a signature cannot be taken away afterwards.
#[tokio::test]
async fn a_key_is_destroyed_with_a_signature_only() {
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    let refused = carried_out(&path, "DELETE FROM person_keys WHERE person = 'ann'").await.unwrap_err().to_string();
    assert!(refused.contains("signed"), "{refused}");
    erased(&store, "ann").await.unwrap();
    store.close().await;
    tamper(&path, "DELETE FROM retention").await;
    assert!(!findings(&path, &[]).await.is_empty());
}

/// S21: an entry that somebody writes while it is looked at whether the record may be erased keeps it.
#[tokio::test]
async fn a_record_that_has_grown_since_it_was_looked_at_is_not_erased() {
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    let revision = store.worklist_revision(&person("ann")).await.unwrap();
    store.append(vec![any(vec![note("m2", "mum")])]).await.unwrap();
    assert!(matches!(store.erase(&erase("ann"), revision).await, Err(StoreProblem::Conflict { .. })));
    assert_eq!(ids_of(&store, "ann").await.len(), 4);
}

/// What was being worked out while the record was erased does not bring her name back.
#[tokio::test]
async fn a_list_that_was_being_worked_out_does_not_come_back() {
    use brought_store::WorkedOut;
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    let revision = store.worklist_revision(&person("ann")).await.unwrap();
    erased(&store, "ann").await.unwrap();
    let late = WorkedOut {
        person: person("ann"),
        revision,
        computed_at: at("2051-07-02T09:00:00Z"),
        valid_until: None,
        pack: "p".into(),
        pack_version: "1".into(),
        basis: String::new(),
        rows: Vec::new(),
    };
    assert_eq!(store.replace_worklist(&[late]).await.unwrap(), [person("ann")]);
    store.mark_worklist_stale(&[person("ann")]).await.unwrap();
    assert_eq!(store.worklist_revision(&person("ann")).await.unwrap(), 0);
}

/// Rows of imports stand as they came: what is settled goes too, and what is not keeps the record.
#[tokio::test]
async fn a_row_of_an_import_that_tells_of_the_person_is_settled_first_and_goes_with_the_record() {
    use brought_store::{ImportBatch, NewReviewItem, ReviewFilter, Settled};
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    let batch = ImportBatch {
        id: "b1".into(),
        file_name: "clinics.csv".into(),
        file_digest: "00".into(),
        started_at: at("2026-07-01T09:00:00Z"),
        finished_at: None,
        started_by: None,
        counts: serde_json::json!({}),
        state: "running".into(),
    };
    store.put_import(&batch).await.unwrap();
    let row = |raw: &str| NewReviewItem { row_number: 2, column: None, value: None, reason: "Who is this?".into(), raw_row: raw.into() };
    store.add_review_items("b1", &[row("PHILOMENA;Quillfeather;clinic"), row("Ada;Byron;clinic")]).await.unwrap();
    assert_eq!(erased(&store, "ann").await.unwrap_err(), StoreProblem::InReview);
    let items = store.review_items(&ReviewFilter::default(), 9, 0).await.unwrap().items;
    let hers = items.iter().find(|item| item.item.raw_row.starts_with("PHIL")).unwrap();
    let settled = Settled { at: at("2026-07-02T09:00:00Z"), by: practitioner("hv-1"), how: "Known.".into() };
    store.settle_review_item(&hers.id, &settled).await.unwrap();
    assert_eq!(erased(&store, "ann").await.unwrap(), Erasing::Done);
    assert_eq!(found_in(&path, &CANARIES), Vec::<String>::new());
    assert_eq!(store.review_items(&ReviewFilter::default(), 9, 0).await.unwrap().total, 1);
}

#[tokio::test]
async fn what_is_not_sealed_is_not_erased() {
    let store = Store::in_memory().await.unwrap();
    family(&store).await;
    assert_eq!(erased(&store, "ann").await.unwrap_err(), StoreProblem::NotSealed);
    assert_eq!(ids_of(&store, "ann").await.len(), 4);
}

/// Another program that goes on reading keeps the log from being emptied: that is told, and can be made good.
#[tokio::test]
async fn a_file_that_could_not_be_cleaned_is_told_and_cleaned_later() {
    use sqlx::Connection as _;
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    let mut reader = sqlx::SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT count(*) FROM events").execute(&mut reader).await.unwrap();
    let outcome = erased(&store, "ann").await.unwrap();
    assert_eq!(outcome, Erasing::NotCleaned);
    assert!(matches!(store.events_of(&person("ann")).await, Err(StoreProblem::Erased(_))));
    reader.close().await.unwrap();
    assert_eq!(store.clean_file().await.unwrap(), Erasing::Done);
    assert_eq!(found_in(&path, &CANARIES), Vec::<String>::new());
    let other = Store::open_with(&path, OpenMode::Existing, None).await.unwrap();
    assert_eq!(other.verify(&[]).await.unwrap().findings, []);
}
