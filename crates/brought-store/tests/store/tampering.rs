//! Nothing recorded can be changed or taken out by way of the store; what is done to the file behind its back is found (S8, S10, T11).

use crate::support::*;
use brought_domain::Fact;
use brought_store::{Access, Checkpoint, Finding, OpenMode, Store, StoreProblem, Verified};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::path::{Path, PathBuf};

/// A store with two children: events 1, 3 and 5 are Ann's, 2 and 4 are Ben's.
async fn two_children() -> (tempfile::TempDir, PathBuf, Checkpoint) {
    let (folder, path) = place();
    let store = create(&path).await;
    for (id, about) in [("e1", "ann"), ("e2", "ben"), ("e3", "ann"), ("e4", "ben"), ("e5", "ann")] {
        store.append(vec![any(vec![note(id, about)])]).await.unwrap();
    }
    let checkpoint = store.checkpoint().await.unwrap();
    store.close().await;
    (folder, path, checkpoint)
}

async fn attempt(path: &Path, sql: &str) -> Result<(), sqlx::Error> {
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", path.display())).await?;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
    connection.close().await
}

/// Does something to the file as somebody with full power over it could: without the guards, which are put back afterwards.
async fn tamper(path: &Path, sql: &str) {
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    let guards: Vec<(String, String)> =
        sqlx::query_as("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetch_all(&mut connection).await.unwrap();
    let without: String = guards.iter().map(|(name, _)| format!("DROP TRIGGER {name};")).collect();
    let with: String = guards.iter().map(|(_, sql)| format!("{sql};")).collect();
    sqlx::raw_sql(AssertSqlSafe(format!("{without} {sql}; {with}"))).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Opens the store if it lets itself be opened: damage at the very end is refused at once.
async fn verify(path: &Path, against: Option<&Checkpoint>) -> Verified {
    Store::open(path, OpenMode::Existing).await.unwrap().verify(against).await.unwrap()
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_or_delete_an_event() {
    let (_folder, path, checkpoint) = two_children().await;
    for (sql, words) in [
        ("UPDATE events SET body = '{}' WHERE seq = 1", "never changed"),
        ("UPDATE events SET recorded_at = recorded_at", "never changed"),
        ("DELETE FROM events WHERE seq = 5", "never deleted"),
        ("DELETE FROM events", "never deleted"),
        ("INSERT OR REPLACE INTO events SELECT * FROM events WHERE seq = 5", "must come next in the store"),
        (
            "INSERT INTO events SELECT 7, 'e7', person, 4, service, happened, happened_to, recorded_at, kind, NULL, NULL, NULL, 1, body, digest, digest FROM events WHERE seq = 5",
            "must come next in the store",
        ),
        (
            "INSERT INTO events SELECT 6, 'e6', person, 5, service, happened, happened_to, recorded_at, kind, NULL, NULL, NULL, 1, body, digest, digest FROM events WHERE seq = 5",
            "must come next in its person",
        ),
        (
            "INSERT OR REPLACE INTO events SELECT 6, 'e1', person, 4, service, happened, happened_to, recorded_at, kind, NULL, NULL, NULL, 1, body, digest, digest FROM events WHERE seq = 5",
            "stored already",
        ),
    ] {
        let refusal = attempt(&path, sql).await.unwrap_err().to_string();
        assert!(refusal.contains(words), "{sql}: {refusal}");
    }
    assert_eq!(verify(&path, Some(&checkpoint)).await.findings, []);
}

#[tokio::test]
async fn an_untouched_store_verifies_against_its_checkpoints() {
    let (_folder, path, checkpoint) = two_children().await;
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    store.append(vec![any(vec![note("e6", "cat")])]).await.unwrap();
    let verified = store.verify(Some(&checkpoint)).await.unwrap();
    assert_eq!((verified.events, verified.people, verified.findings), (6, 3, vec![]));
    assert_eq!(verified.checkpoint, store.checkpoint().await.unwrap());
    assert_eq!(store.verify(Some(&verified.checkpoint)).await.unwrap().findings, []);
}

#[tokio::test]
async fn an_edited_event_is_found_and_its_record_is_not_read_as_if_it_were_whole() {
    let (_folder, path, _) = two_children().await;
    tamper(&path, "UPDATE events SET body = replace(body, 'Note e1', 'Note E1') WHERE seq = 1").await;
    // Five events fit in what opening looks at, so opening already refuses; a long store is opened and refuses to read the record.
    assert_eq!(Store::open(&path, OpenMode::Existing).await.unwrap_err(), StoreProblem::Damaged { seq: 1 });
}

/// The same in a store too long for opening to look at all of it: with a hundred events after those of the two children.
async fn long_and_tampered(sql: &str) -> (tempfile::TempDir, PathBuf, Checkpoint) {
    let (folder, path, checkpoint) = two_children().await;
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    store.append(vec![any((0..100).map(|number| note(&format!("z{number}"), "zoe")).collect())]).await.unwrap();
    store.close().await;
    tamper(&path, sql).await;
    (folder, path, checkpoint)
}

#[tokio::test]
async fn an_edited_column_of_any_kind_is_found() {
    for change in [
        "body = replace(body, 'Note e3', 'Note E3')",
        "id = 'e33'",
        "service = NULL",
        "happened = '2026-06-01'",
        "happened_to = 'day'",
        "recorded_at = '2026-06-01T00:00:00.000000000Z'",
        "kind = 'born'",
        "source_system = 'clinic-system'",
        "source_id = '1'",
        "source_version = '1'",
        "form_version = 2",
        "digest = zeroblob(32)",
    ] {
        let (_folder, path, _) = long_and_tampered(&format!("UPDATE events SET {change} WHERE seq = 3")).await;
        let store = Store::open(&path, OpenMode::Existing).await.unwrap();
        let findings = store.verify(None).await.unwrap().findings;
        assert!(findings.contains(&Finding::Altered { person: person("ann"), seq: 3 }), "{change}: {findings:?}");
        assert_eq!(store.events_of(&person("ann")).await, Err(StoreProblem::Damaged { seq: 3 }), "{change}");
        assert_eq!(store.events_of(&person("ben")).await.unwrap().version, 2, "{change}");
    }
}

#[tokio::test]
async fn an_event_moved_to_another_childs_record_is_found() {
    let (_folder, path, _) = long_and_tampered("UPDATE events SET person = 'ben', person_version = 3 WHERE seq = 5").await;
    let findings = verify(&path, None).await.findings;
    assert!(findings.contains(&Finding::Altered { person: person("ben"), seq: 5 }), "{findings:?}");
    assert!(findings.contains(&Finding::ColumnsDisagree { seq: 5 }), "{findings:?}");
}

#[tokio::test]
async fn a_deleted_event_is_found() {
    let (_folder, path, _) = long_and_tampered("DELETE FROM events WHERE seq = 3").await;
    let findings = verify(&path, None).await.findings;
    assert!(findings.contains(&Finding::Gap { expected: 3, found: 4 }), "{findings:?}");
    assert!(findings.contains(&Finding::GapInRecord { person: person("ann"), seq: 5 }), "{findings:?}");
}

#[tokio::test]
async fn swapped_events_are_found() {
    let swap =
        "UPDATE events SET seq = 1000 WHERE seq = 2; UPDATE events SET seq = 2 WHERE seq = 3; UPDATE events SET seq = 3 WHERE seq = 1000";
    let (_folder, path, _) = long_and_tampered(swap).await;
    let findings = verify(&path, None).await.findings;
    assert!(findings.contains(&Finding::LogAltered { seq: 2 }), "{findings:?}");
}

/// The end can be cut off without a trace inside the file: that is what checkpoints kept elsewhere are for.
#[tokio::test]
async fn a_cut_off_end_is_found_by_a_checkpoint() {
    let (_folder, path, checkpoint) = two_children().await;
    tamper(&path, "DELETE FROM events WHERE seq = 5").await;
    assert_eq!(verify(&path, None).await.findings, []);
    assert_eq!(verify(&path, Some(&checkpoint)).await.findings, [Finding::NotAsTheCheckpoint { seq: 5 }]);
}

/// Somebody who writes the whole store anew, digests and all, cannot make it agree with a checkpoint kept elsewhere.
#[tokio::test]
async fn a_rewritten_store_is_found_by_a_checkpoint() {
    let (_folder, _path, checkpoint) = two_children().await;
    let forged = Store::in_memory().await.unwrap();
    for (id, about) in [("e1", "ann"), ("e2", "ben"), ("e3", "ann"), ("e4", "ben")] {
        forged.append(vec![any(vec![note(id, about)])]).await.unwrap();
    }
    forged.append(vec![any(vec![event("e5", "ann", Fact::NoteWritten("Seen and well.".into()))])]).await.unwrap();
    assert_eq!(forged.verify(None).await.unwrap().findings, []);
    assert_eq!(forged.verify(Some(&checkpoint)).await.unwrap().findings, [Finding::NotAsTheCheckpoint { seq: 5 }]);
}

#[tokio::test]
async fn a_missing_guard_is_found() {
    let (_folder, path, _) = two_children().await;
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    attempt(&path, "DROP TRIGGER events_are_never_changed").await.unwrap();
    assert_eq!(store.verify(None).await.unwrap().findings, [Finding::GuardMissing { guard: "events_are_never_changed" }]);
}

/// H41: a byte of a page that was flipped on the disk is found by verifying, wherever an event's text is.
#[tokio::test]
async fn a_flipped_bit_on_the_disk_is_found() {
    let (_folder, path, _) = long_and_tampered("SELECT 1").await;
    let mut bytes = std::fs::read(&path).unwrap();
    // Pages that were split keep leftovers in their free space: every copy is flipped, and one of them is the living one.
    let places: Vec<usize> = bytes.windows(7).enumerate().filter(|(_, window)| window == b"Note e3").map(|(place, _)| place).collect();
    assert!(!places.is_empty());
    places.into_iter().for_each(|place| bytes[place] ^= 1);
    std::fs::write(&path, bytes).unwrap();
    let findings = verify(&path, None).await.findings;
    assert!(findings.contains(&Finding::Altered { person: person("ann"), seq: 3 }), "{findings:?}");
}

/// S10, H37: the same holds for the record of who read what.
#[tokio::test]
async fn the_record_of_who_read_what_is_guarded_too() {
    let (_folder, path, _) = two_children().await;
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    let access = |seen: &str| Access {
        person: person("ann"),
        reader: practitioner("hv-1"),
        purpose: "direct care".into(),
        seen: seen.into(),
        at: at("2026-07-01T11:00:00Z"),
    };
    store.record_accesses(&[access("chronology"), access("address"), access("letters")]).await.unwrap();
    for sql in ["UPDATE accesses SET reader = 'hv-2'", "DELETE FROM accesses", "INSERT OR REPLACE INTO accesses SELECT * FROM accesses"] {
        assert!(attempt(&path, sql).await.is_err(), "{sql}");
    }
    assert_eq!(store.verify(None).await.unwrap().findings, []);
    store.close().await;
    tamper(&path, "UPDATE accesses SET reader = 'hv-2' WHERE seq = 2").await;
    assert_eq!(verify(&path, None).await.findings, [Finding::AccessesAltered { seq: 2 }]);
}
