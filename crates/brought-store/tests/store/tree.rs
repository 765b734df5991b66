//! The tree over all entries: what vouches for them, what shows that one is among them, and records from before there was one.

use crate::support::*;
use brought_store::merkle::{is_consistent, leaf_hash, root_by_inclusion};
use brought_store::{Checkpoint, OpenMode, Store, StoreProblem};
use std::path::Path;

async fn grown(store: &Store, events: usize) -> Vec<Checkpoint> {
    let mut checkpoints = vec![store.checkpoint().await.unwrap()];
    for number in 0..events {
        store.append(vec![any(vec![note(&format!("e{number}"), ["ann", "ben"][number % 2])])]).await.unwrap();
        checkpoints.push(store.checkpoint().await.unwrap());
    }
    checkpoints
}

#[tokio::test]
async fn every_checkpoint_of_the_past_goes_on_being_held() {
    let store = Store::in_memory().await.unwrap();
    let checkpoints = grown(&store, 20).await;
    for checkpoint in &checkpoints {
        assert!(store.holds(checkpoint).await.unwrap(), "{}", checkpoint.size);
    }
    assert_eq!(store.verify(&checkpoints).await.unwrap().findings, []);
}

#[tokio::test]
async fn an_event_is_shown_to_be_in_the_record_to_somebody_who_has_the_root_only() {
    let store = Store::in_memory().await.unwrap();
    let checkpoints = grown(&store, 20).await;
    for (position, size) in [(0, 1), (0, 20), (7, 8), (19, 20), (11, 13)] {
        let event = format!("e{position}").parse().unwrap();
        let shown = store.prove_inclusion(&event, size).await.unwrap().unwrap();
        assert_eq!(shown.position, position);
        assert!(shown.leaf.contains(&format!("Note e{position}.")), "{}", shown.leaf);
        let root = root_by_inclusion(position, size, leaf_hash(shown.leaf.as_bytes()), &shown.path);
        assert_eq!(root, Some(checkpoints[size as usize].root));
    }
    assert_eq!(store.prove_inclusion(&"e7".parse().unwrap(), 7).await.unwrap(), None, "it came later");
    assert_eq!(store.prove_inclusion(&"e7".parse().unwrap(), 21).await.unwrap(), None, "there are not so many");
    assert_eq!(store.prove_inclusion(&"nothing".parse().unwrap(), 20).await.unwrap(), None);
}

#[tokio::test]
async fn a_longer_record_is_shown_to_begin_with_a_shorter_one() {
    let store = Store::in_memory().await.unwrap();
    let checkpoints = grown(&store, 20).await;
    for (old, new) in [(0, 20), (1, 20), (8, 13), (13, 20), (20, 20)] {
        let path = store.prove_consistency(old, new).await.unwrap().unwrap();
        assert!(is_consistent((old, &checkpoints[old as usize].root), (new, &checkpoints[new as usize].root), &path));
    }
    assert_eq!(store.prove_consistency(5, 4).await.unwrap(), None);
    assert_eq!(store.prove_consistency(5, 21).await.unwrap(), None);
}

/// What the leaves are made of can never change: this is what others hash.
#[tokio::test]
async fn a_leaf_is_the_line_of_json_that_it_always_was() {
    let (_folder, path) = place();
    of_form_13(&path, "").await;
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    let leaf = store.prove_inclusion(&"e5".parse().unwrap(), 13).await.unwrap().unwrap().leaf;
    assert_eq!(leaf, include_str!("../data/leaf-of-an-event.json").trim_end());
    // Over every kind of entry.
    let root = store.checkpoint().await.unwrap().root.map(|byte| format!("{byte:02x}")).concat();
    assert_eq!(root, include_str!("../data/root-of-form-13.txt").trim_end());
}

/// A record as the program before the tree left it, and something done to it.
async fn of_form_13(path: &Path, tampering: &str) {
    let made = include_str!("../data/form-13.sql");
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let mut connection = <sqlx::SqliteConnection as sqlx::Connection>::connect(&url).await.unwrap();
    sqlx::raw_sql(made).execute(&mut connection).await.unwrap();
    sqlx::Connection::close(connection).await.unwrap();
    if !tampering.is_empty() {
        tamper(path, tampering).await;
    }
}

#[tokio::test]
async fn a_record_from_before_the_tree_is_covered_by_it() {
    let (_folder, path) = place();
    of_form_13(&path, "").await;
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    let before = store.checkpoint().await.unwrap();
    assert_eq!(before.size, 5 + 3 + 2 + 3 + 2);
    store.append(vec![any(vec![note("e6", "ann")])]).await.unwrap();
    let verified = store.verify(&[before]).await.unwrap();
    assert_eq!((verified.events, verified.people, verified.findings), (6, 2, vec![]));
    assert_eq!(ids_of(&store, "ann").await, ["e1", "e2", "e5", "e6"]);
}

/// What was altered before there was a tree must not be vouched for by it.
#[tokio::test]
async fn a_record_that_was_altered_before_the_tree_is_not_brought_up() {
    for (sql, words) in [
        ("UPDATE events SET body = replace(body, 'Note e2', 'Note E2') WHERE seq = 2", "entry 2"),
        ("UPDATE events SET log_digest = zeroblob(32) WHERE seq = 4", "entry 4"),
        ("DELETE FROM events WHERE seq = 4", "entry 5"),
        ("UPDATE accesses SET reader = 'hv-2' WHERE seq = 2", "access 2"),
        ("DELETE FROM accesses WHERE seq = 1", "access 2"),
        ("UPDATE policies_in_force SET reason = 'x' WHERE seq = 1", "policy put in force 1"),
        ("UPDATE policy_texts SET files = 'x'", "policy put in force 1"),
        ("UPDATE outbox SET recipient = 'dad'", "step of a message 1"),
        ("UPDATE outbox_entries SET step = 'handed_over' WHERE seq = 2", "step of a message 2"),
        ("UPDATE restores SET why = 'x' WHERE seq = 2", "note of a restore 2"),
        ("UPDATE issued_documents SET content = CAST('x' AS BLOB)", "the document letter.html of the entry e5"),
    ] {
        let (_folder, path) = place();
        of_form_13(&path, sql).await;
        for mode in [OpenMode::Existing, OpenMode::ToVerify] {
            let problem = Store::open(&path, mode).await.unwrap_err();
            assert!(matches!(&problem, StoreProblem::NotBroughtUp { what } if what.contains(words)), "{sql}: {problem}");
        }
        let mut connection = <sqlx::SqliteConnection as sqlx::Connection>::connect(&format!("sqlite://{}", path.display())).await.unwrap();
        let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut connection).await.unwrap();
        assert_eq!(version, 13, "it was left as it is");
    }
}
