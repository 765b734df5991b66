//! Nothing recorded can be changed or taken out by way of the store; what is done to the file behind its back is found (S8, S10, H37, T11).

use crate::support::*;
use brought_domain::Fact;
use brought_domain::person::RelationKind;
use brought_store::{Access, Checkpoint, EntryKind, EntryName, Finding, OpenMode, Store, StoreProblem};
use std::path::{Path, PathBuf};

/// A store with two children: events 1, 3 and 5 are Ann's, 2 and 4 are Ben's; and five accesses, one after each event.
async fn two_children() -> (tempfile::TempDir, PathBuf, Checkpoint) {
    let (folder, path) = place();
    let store = create(&path).await;
    let checkpoint = fill(&store, |_, about| about).await;
    store.close().await;
    (folder, path, checkpoint)
}

/// Fills a store; whoever forges it may say otherwise who read Ann's record third, or what its last entry says.
async fn fill(store: &Store, reader: impl Fn(u64, &'static str) -> &'static str) -> Checkpoint {
    for (number, about) in (1..).zip(["ann", "ben", "ann", "ben", "ann"]) {
        store.append(vec![any(vec![note(&format!("e{number}"), about)])]).await.unwrap();
        store.record_accesses(&[access(about, reader(number, "hv-1"))]).await.unwrap();
    }
    store.checkpoint().await.unwrap()
}

fn access(about: &str, reader: &str) -> Access {
    Access {
        person: person(about),
        reader: practitioner(reader),
        purpose: "direct care".into(),
        seen: "chronology".into(),
        at: at("2026-07-01T11:00:00Z"),
    }
}

/// The same in a store too long for opening to look at all of it: with a hundred events and accesses after those of the two children.
async fn long() -> (tempfile::TempDir, PathBuf, Checkpoint) {
    let (folder, path, checkpoint) = two_children().await;
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    store.append(vec![any((0..100).map(|number| note(&format!("z{number}"), "zoe")).collect())]).await.unwrap();
    store.record_accesses(&vec![access("zoe", "hv-1"); 100]).await.unwrap();
    store.close().await;
    (folder, path, checkpoint)
}

async fn long_and_tampered(sql: &str) -> (tempfile::TempDir, PathBuf, Vec<Finding>) {
    let (folder, path, _) = long().await;
    tamper(&path, sql).await;
    let found = findings(&path, &[]).await;
    (folder, path, found)
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
            "INSERT INTO events SELECT 7, 'e7', person, 4, service, happened, happened_to, recorded_at, kind, NULL, NULL, NULL, 1, body, digest FROM events WHERE seq = 5",
            "must come next in the store",
        ),
        (
            "INSERT INTO events SELECT 6, 'e6', person, 5, service, happened, happened_to, recorded_at, kind, NULL, NULL, NULL, 1, body, digest FROM events WHERE seq = 5",
            "must come next in its person",
        ),
        (
            "INSERT OR REPLACE INTO events SELECT 6, 'e1', person, 4, service, happened, happened_to, recorded_at, kind, NULL, NULL, NULL, 1, body, digest FROM events WHERE seq = 5",
            "stored already",
        ),
        ("UPDATE accesses SET reader = 'hv-2'", "never changed"),
        ("DELETE FROM accesses", "never deleted"),
        ("INSERT OR REPLACE INTO accesses SELECT * FROM accesses", "must come next"),
        ("UPDATE tree_nodes SET hash = zeroblob(32)", "never changed"),
        ("DELETE FROM tree_nodes", "ever deleted"),
        ("INSERT OR REPLACE INTO tree_nodes SELECT place, zeroblob(32) FROM tree_nodes", "must come next"),
        ("UPDATE tree_leaves SET number = 9", "never changed"),
        ("DELETE FROM tree_leaves", "ever deleted"),
        ("INSERT OR REPLACE INTO tree_leaves VALUES (0, 'event', 6)", "must come next"),
        ("INSERT OR REPLACE INTO tree_leaves VALUES (10, 'event', 5)", "must come next"),
    ] {
        let refusal = carried_out(&path, sql).await.unwrap_err().to_string();
        assert!(refusal.contains(words), "{sql}: {refusal}");
    }
    assert_eq!(findings(&path, &[checkpoint]).await, []);
}

#[tokio::test]
async fn an_untouched_store_verifies_against_its_checkpoints() {
    let (_folder, path, first) = two_children().await;
    let empty = Store::in_memory().await.unwrap().checkpoint().await.unwrap();
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    store.append(vec![any(vec![note("e6", "cat")])]).await.unwrap();
    let verified = store.verify(&[first, empty]).await.unwrap();
    assert_eq!((verified.events, verified.people, verified.findings), (6, 3, vec![]));
    assert_eq!((empty.size, first.size, verified.checkpoint.size), (0, 10, 11));
    assert_eq!(verified.checkpoint, store.checkpoint().await.unwrap());
    assert_eq!(store.verify(&[verified.checkpoint, first]).await.unwrap().findings, []);
    assert!(store.holds(&first).await.unwrap() && store.holds(&empty).await.unwrap());
    assert!(!store.holds(&Checkpoint { size: 9, ..first }).await.unwrap());
    assert!(!store.holds(&Checkpoint { size: 12, ..first }).await.unwrap());
}

#[tokio::test]
async fn an_edited_event_at_the_end_is_found_on_opening() {
    let (_folder, path, _) = two_children().await;
    tamper(&path, "UPDATE events SET body = replace(body, 'Note e1', 'Note E1') WHERE seq = 1").await;
    // Ten entries fit in what opening looks at, so opening already refuses; a long store is opened and refuses to read the record.
    assert_eq!(Store::open(&path, OpenMode::Existing).await.unwrap_err(), StoreProblem::Damaged { seq: 1 });
}

#[tokio::test]
async fn an_edited_column_of_any_kind_is_found_by_the_name_of_its_entry() {
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
    ] {
        let (_folder, path, found) = long_and_tampered(&format!("UPDATE events SET {change} WHERE seq = 3")).await;
        assert_eq!(altered(&found), [(EntryKind::Event, 3)], "{change}: {found:?}");
        let store = Store::open(&path, OpenMode::Existing).await.unwrap();
        assert_eq!(store.events_of(&person("ann")).await, Err(StoreProblem::Damaged { seq: 3 }), "{change}");
        assert_eq!(store.events_of(&person("ben")).await.unwrap().version, 2, "{change}");
    }
    let (_folder, _path, found) = long_and_tampered("UPDATE events SET body = replace(body, 'Note e3', 'Note E3') WHERE seq = 3").await;
    let entry = EntryName {
        kind: EntryKind::Event,
        number: 3,
        person: Some("ann".into()),
        what: "note_written".into(),
        at: Some("2026-07-01T11:00:00.000000000Z".into()),
    };
    assert_eq!(found, [Finding::Altered { entry }]);
}

/// The digest of an event goes through its person's record, and is no part of the leaf.
#[tokio::test]
async fn an_edited_digest_is_found() {
    let (_folder, _path, found) = long_and_tampered("UPDATE events SET digest = zeroblob(32) WHERE seq = 3").await;
    assert!(matches!(&found[0], Finding::RecordBroken { entry } if entry.number == 3), "{found:?}");
}

#[tokio::test]
async fn an_edited_access_is_found() {
    for change in ["reader = 'hv-2'", "person = 'ben'", "purpose = 'other'", "seen = 'address'", "at = '2026-07-01'"] {
        let (_folder, _path, found) = long_and_tampered(&format!("UPDATE accesses SET {change} WHERE seq = 3")).await;
        assert_eq!(altered(&found), [(EntryKind::Access, 3)], "{change}: {found:?}");
        assert_eq!(found.len(), 1, "{change}: {found:?}");
    }
}

#[tokio::test]
async fn an_event_moved_to_another_childs_record_is_found() {
    for sql in ["UPDATE events SET person = 'ben', person_version = 3 WHERE seq = 5", "UPDATE events SET person_version = 7 WHERE seq = 5"]
    {
        let (_folder, _path, found) = long_and_tampered(sql).await;
        assert_eq!(altered(&found), [(EntryKind::Event, 5)], "{sql}: {found:?}");
    }
}

#[tokio::test]
async fn a_deleted_entry_is_found() {
    let (_folder, _path, found) = long_and_tampered("DELETE FROM events WHERE seq = 3").await;
    assert!(found.contains(&Finding::Missing { kind: EntryKind::Event, number: 3 }), "{found:?}");
    assert!(found.iter().any(|finding| matches!(finding, Finding::RecordBroken { entry } if entry.number == 5)), "{found:?}");
    let (_folder, _path, found) = long_and_tampered("DELETE FROM accesses WHERE seq = 3").await;
    assert_eq!(found, [Finding::Missing { kind: EntryKind::Access, number: 3 }]);
}

#[tokio::test]
async fn swapped_entries_are_found() {
    for (table, kind) in [("events", EntryKind::Event), ("accesses", EntryKind::Access)] {
        let to = |from: u64, to: u64| format!("UPDATE {table} SET seq = {to} WHERE seq = {from};");
        let (_folder, _path, found) = long_and_tampered(&[to(2, 1000), to(3, 2), to(1000, 3)].concat()).await;
        assert_eq!(altered(&found), [(kind, 2), (kind, 3)], "{found:?}");
    }
}

#[tokio::test]
async fn what_was_put_in_past_the_program_is_found() {
    let event = "INSERT INTO events SELECT seq + 1, 'x', person, person_version + 1, service, happened, happened_to, recorded_at, kind, NULL, NULL, NULL, 1, body, digest FROM events WHERE seq = 105";
    let access = "INSERT INTO accesses SELECT seq + 1, person, reader, purpose, seen, at FROM accesses WHERE seq = 105";
    for (sql, kind) in [(event, EntryKind::Event), (access, EntryKind::Access)] {
        let (_folder, path, found) = long_and_tampered(sql).await;
        assert!(matches!(&found[..], [Finding::PutIn { entry }] if (entry.kind, entry.number) == (kind, 106)), "{found:?}");
        // It shows at once, or the next entry would make it look as if it belonged.
        assert!(Store::open(&path, OpenMode::Existing).await.is_err());
    }
}

/// The last entries without what covers them.
const CUT_OFF: &str = "DELETE FROM tree_nodes WHERE place >= 16; DELETE FROM tree_leaves WHERE position >= 9";

/// The end that is cut off with the tree over it leaves no trace inside the file: that is what checkpoints kept elsewhere are for.
#[tokio::test]
async fn a_cut_off_end_is_found() {
    for (sql, kind) in [("DELETE FROM accesses WHERE seq = 5", EntryKind::Access), ("DELETE FROM events WHERE seq = 5", EntryKind::Event)] {
        let (_folder, path, checkpoint) = two_children().await;
        tamper(&path, sql).await;
        assert_eq!(findings(&path, &[]).await, [Finding::Missing { kind, number: 5 }]);
        if kind == EntryKind::Access {
            tamper(&path, CUT_OFF).await;
            assert_eq!(findings(&path, &[]).await, []);
            assert_eq!(findings(&path, &[checkpoint]).await, [Finding::NotAsTheCheckpoint { checkpoint }]);
        }
    }
    let (_folder, path, checkpoint) = two_children().await;
    tamper(&path, CUT_OFF).await;
    assert!(matches!(&findings(&path, &[]).await[..], [Finding::PutIn { .. }]));
    tamper(&path, "DELETE FROM accesses WHERE seq = 5; DELETE FROM events WHERE seq = 5; DELETE FROM tree_leaves WHERE position >= 8; DELETE FROM tree_nodes WHERE place >= 15").await;
    assert_eq!(findings(&path, &[]).await, []);
    assert_eq!(findings(&path, &[checkpoint]).await, [Finding::NotAsTheCheckpoint { checkpoint }]);
}

/// Puts everything that another store holds in the place of what this one holds, hashes and all.
async fn written_anew(path: &Path, forged: &Path) {
    let tables = ["events", "accesses", "tree_leaves", "tree_nodes"];
    let exchange: String = tables.map(|table| format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM forged.{table};")).concat();
    tamper(path, &format!("ATTACH '{}' AS forged; {exchange} DETACH forged", forged.display())).await;
}

/// Somebody who writes the whole store anew, digests and all, cannot make it agree with a checkpoint kept elsewhere.
#[tokio::test]
async fn a_rewritten_store_is_found_by_a_checkpoint() {
    let (_folder, path, first) = two_children().await;
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    store.append(vec![any(vec![note("e6", "ann")])]).await.unwrap();
    let second = store.checkpoint().await.unwrap();
    store.close().await;

    let (_other_folder, other) = place();
    let forged = create(&other).await;
    assert_eq!(fill(&forged, |_, reader| reader).await, first);
    forged.append(vec![any(vec![event("e6", "ann", Fact::NoteWritten("Seen and well.".into()))])]).await.unwrap();
    forged.close().await;
    written_anew(&path, &other).await;
    assert_eq!(findings(&path, &[]).await, []);
    assert_eq!(findings(&path, &[first, second]).await, [Finding::NotAsTheCheckpoint { checkpoint: second }], "the first five stand");
}

#[tokio::test]
async fn rewritten_accesses_are_found_by_a_checkpoint() {
    let (_folder, path, checkpoint) = two_children().await;
    let (_other_folder, other) = place();
    let forged = create(&other).await;
    fill(&forged, |number, reader| if number == 3 { "hv-2" } else { reader }).await;
    forged.close().await;
    written_anew(&path, &other).await;
    assert_eq!(findings(&path, &[]).await, []);
    assert_eq!(findings(&path, &[checkpoint]).await, [Finding::NotAsTheCheckpoint { checkpoint }]);
}

#[tokio::test]
async fn an_altered_tree_is_found() {
    for (sql, position) in [
        // A hash over two leaves, and one over many.
        ("UPDATE tree_nodes SET hash = zeroblob(32) WHERE place = 2", 1),
        ("UPDATE tree_nodes SET hash = zeroblob(32) WHERE place = 14", 7),
        ("DELETE FROM tree_nodes WHERE place = 14", 7),
        ("DELETE FROM tree_leaves WHERE position = 7", 7),
        ("INSERT INTO tree_nodes VALUES (1000, zeroblob(32))", 210),
    ] {
        let (_folder, _path, found) = long_and_tampered(sql).await;
        assert!(found.contains(&Finding::TreeAltered { position }), "{sql}: {found:?}");
    }
    // With the hash of a leaf altered, the entry and the hashes above it speak against it.
    let (_folder, _path, found) = long_and_tampered("UPDATE tree_nodes SET hash = zeroblob(32) WHERE place = 0").await;
    assert_eq!(altered(&found), [(EntryKind::Event, 1)]);
    assert!(found.contains(&Finding::TreeAltered { position: 1 }), "{found:?}");
    // Entries that changed places in the tree alone.
    let swap = "UPDATE tree_leaves SET number = 1000 WHERE position = 0; UPDATE tree_leaves SET number = 1 WHERE position = 2; UPDATE tree_leaves SET number = 2 WHERE position = 0";
    let (_folder, _path, found) = long_and_tampered(swap).await;
    assert!(found.len() >= 2, "{found:?}");
}

#[tokio::test]
async fn a_missing_guard_is_found() {
    let (_folder, path, _) = two_children().await;
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    carried_out(&path, "DROP TRIGGER events_are_never_changed").await.unwrap();
    assert_eq!(store.verify(&[]).await.unwrap().findings, [Finding::GuardMissing { guard: "events_are_never_changed" }]);
}

/// A trigger of somebody else's could take off a list whatever the program puts on it, and a view could stand in for a table.
#[tokio::test]
async fn a_trigger_or_a_view_of_somebody_elses_is_found() {
    for (sql, name) in [
        ("CREATE TRIGGER forgets AFTER INSERT ON worklist BEGIN DELETE FROM worklist WHERE person = NEW.person; END", "forgets"),
        ("CREATE VIEW seen AS SELECT * FROM accesses", "seen"),
    ] {
        let (_folder, path, _) = two_children().await;
        carried_out(&path, sql).await.unwrap();
        assert_eq!(findings(&path, &[]).await, [Finding::ForeignPart { name: name.into() }], "{sql}");
    }
}

/// A column could let the database pass over what it is given, and a check that is gone lets in what no walk along the numbers meets.
#[tokio::test]
async fn a_table_or_an_index_that_is_not_as_it_was_made_is_found() {
    let silent = "ALTER TABLE accesses ADD COLUMN g INTEGER GENERATED ALWAYS AS (CASE WHEN reader = 'hv-9' THEN NULL ELSE 1 END) VIRTUAL \
                  NOT NULL ON CONFLICT IGNORE";
    let unchecked = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (seq >= 1)', '') WHERE name = 'events'; \
                     PRAGMA writable_schema = RESET";
    for (sql, found) in [
        (silent, Finding::PartOtherwise { kind: "table", name: "accesses" }),
        (unchecked, Finding::PartOtherwise { kind: "table", name: "events" }),
        ("DROP INDEX relations_said_by", Finding::PartOtherwise { kind: "index", name: "relations_said_by" }),
        ("DROP TRIGGER calendar_feeds_are_only_revoked", Finding::GuardMissing { guard: "calendar_feeds_are_only_revoked" }),
        ("CREATE TABLE more (one INTEGER)", Finding::ForeignPart { name: "more".into() }),
    ] {
        let (_folder, path, _) = two_children().await;
        carried_out(&path, sql).await.unwrap();
        assert_eq!(findings(&path, &[]).await, [found], "{sql}");
        assert!(matches!(Store::open(&path, OpenMode::Existing).await, Err(StoreProblem::Corrupt(_))), "{sql}");
    }
}

/// A database that was made to pass over what it is given, while the program was running, is told from one that keeps it: nothing is said to be saved.
#[tokio::test]
async fn what_the_database_passes_over_in_silence_is_not_saved() {
    let (_folder, path, _) = two_children().await;
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    for (table, which) in [("accesses", "reader = 'hv-9'"), ("events", "id = 'n1'")] {
        let nothing = format!("CASE WHEN {which} THEN NULL ELSE 1 END");
        let silent =
            format!("ALTER TABLE {table} ADD COLUMN g INTEGER GENERATED ALWAYS AS ({nothing}) VIRTUAL NOT NULL ON CONFLICT IGNORE");
        carried_out(&path, &silent).await.unwrap();
    }
    assert!(matches!(store.record_accesses(&[access("ann", "hv-9")]).await, Err(StoreProblem::Corrupt(_))));
    assert!(matches!(store.append(vec![any(vec![note("n1", "ann")])]).await, Err(StoreProblem::Corrupt(_))));
}

/// Entries are numbered from 1. What stands before the first is put in, whatever table it is in and however its checks were got round.
#[tokio::test]
async fn an_entry_before_the_first_is_found() {
    let columns = "id || 'x', person, person_version - 100, service, happened, happened_to, recorded_at, kind, source_system, source_id, source_version, \
                   form_version, body, digest";
    for number in ["-1", "0", "-9223372036854775808"] {
        let (_folder, path, _) = two_children().await;
        let put_in =
            format!("PRAGMA ignore_check_constraints = ON; INSERT INTO events SELECT {number}, {columns} FROM events WHERE seq = 1");
        tamper(&path, &put_in).await;
        let found = findings(&path, &[]).await;
        assert!(found.iter().any(|finding| matches!(finding, Finding::PutIn { .. })), "{number}: {found:?}");
    }
}

/// Otherwise whoever says that people are being worked out anew could give them other names and restrictions.
#[tokio::test]
async fn people_who_are_not_worked_out_are_told() {
    for sql in ["DELETE FROM read_models", "UPDATE read_models SET complete = 0"] {
        let (_folder, path, _) = two_children().await;
        carried_out(&path, sql).await.unwrap();
        assert_eq!(findings(&path, &[]).await, [Finding::NotWorkedOut], "{sql}");
        let store = Store::open(&path, OpenMode::Existing).await.unwrap();
        store.rebuild_people_and_relations(|_| ()).await.unwrap();
        assert_eq!(store.verify(&[]).await.unwrap().findings, [], "{sql}");
    }
}

/// What begins to be vouched for when a record is brought to a newer form is no other than what nothing had vouched for: otherwise whoever puts in an account, and
/// waits for the next version of the program, would have it vouched for.
#[tokio::test]
async fn bringing_a_record_up_vouches_for_nothing_that_was_put_in_before() {
    let (_folder, path, _) = two_children().await;
    tamper(&path, "INSERT INTO practitioners (id, name) VALUES ('forged', 'Nobody'); PRAGMA user_version = 23").await;
    let found = findings(&path, &[]).await;
    assert_eq!(found, [Finding::RowOtherwise { table: "practitioners", key: "[\"forged\"]".into() }]);
}

/// An entry that nobody can read hides nothing of what else was done.
#[tokio::test]
async fn an_entry_that_is_none_hides_no_other_finding() {
    let (_folder, path, _) = two_children().await;
    let junk = "INSERT INTO events SELECT max(seq) + 1, 'junk', 'ann', 100 + max(person_version), NULL, '2026', 'day', '2026', 'note_written', NULL, NULL, NULL, \
                1, '{}', zeroblob(32) FROM events";
    tamper(&path, &format!("UPDATE practitioners SET name = 'x'; UPDATE events SET body = '{{}}' WHERE seq = 1; {junk}")).await;
    let found = findings(&path, &[]).await;
    assert!(found.iter().any(|finding| matches!(finding, Finding::Altered { .. })), "{found:?}");
    assert!(found.iter().any(|finding| matches!(finding, Finding::PutIn { .. })), "{found:?}");
}

/// H41: a byte of a page that was flipped on the disk is found by verifying, wherever an event's text is; also when it is no letter any more.
#[tokio::test]
async fn a_flipped_bit_on_the_disk_is_found() {
    for bit in [1, 0x80] {
        let (_folder, path, _) = long().await;
        let mut bytes = std::fs::read(&path).unwrap();
        // Pages that were split keep leftovers in their free space: every copy is flipped, and one of them is the living one.
        let places: Vec<usize> = bytes.windows(7).enumerate().filter(|(_, window)| window == b"Note e3").map(|(place, _)| place).collect();
        assert!(!places.is_empty());
        places.into_iter().for_each(|place| bytes[place] ^= bit);
        std::fs::write(&path, bytes).unwrap();
        let found = findings(&path, &[]).await;
        assert!(altered(&found) == [(EntryKind::Event, 3)] || matches!(found[..], [Finding::Broken { .. }]), "{found:?}");
    }
}

/// Verifying looks at one moment, however much is added meanwhile.
#[tokio::test]
async fn what_is_added_meanwhile_is_not_taken_for_put_in() {
    let (_folder, path, _) = long().await;
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    let adding = tokio::spawn({
        let store = store.clone();
        async move {
            for number in 0..100 {
                store.append(vec![any(vec![note(&format!("m{number}"), "mia")])]).await.unwrap();
            }
        }
    });
    for _ in 0..5 {
        assert_eq!(store.verify(&[]).await.unwrap().findings, []);
    }
    adding.await.unwrap();
}

/// What is worked out from entries is no evidence, but a list must not show another name than the record.
#[tokio::test]
async fn what_people_are_looked_up_by_is_held_against_their_entries() {
    for (sql, whose) in [
        ("UPDATE people SET given = 'Bea' WHERE id = 'cat'", "cat"),
        ("UPDATE people SET nhs_number = '9434765919' WHERE id = 'cat'", "cat"),
        ("DELETE FROM people WHERE id = 'cat'", "cat"),
        (
            "INSERT INTO people (id, kind, given, family, preferred, family_folded, born_on, due_on, nhs_number, dead)
             SELECT 'nobody', kind, given, family, preferred, family_folded, born_on, due_on, nhs_number, dead FROM people WHERE id = 'cat'",
            "nobody",
        ),
        ("UPDATE people SET restricted_to = 'nurse' WHERE id = 'cat'", "cat"),
        ("DELETE FROM name_words WHERE word = 'cat'", "cat"),
        ("INSERT INTO name_words VALUES ('bea', 'cat')", "cat"),
        ("DELETE FROM relations WHERE person = 'mum'", "cat"),
        ("UPDATE relations SET relation = 'father' WHERE person = 'cat'", "cat"),
    ] {
        let (_folder, path) = place();
        let store = create(&path).await;
        let events = vec![child("c1", "cat", "Cat", "Salles"), related("c2", "cat", "mum", RelationKind::Mother)];
        store.append(vec![any(events)]).await.unwrap();
        assert_eq!(store.verify(&[]).await.unwrap().findings, []);
        store.close().await;
        tamper(&path, sql).await;
        assert_eq!(findings(&path, &[]).await, [Finding::WorkedOutOtherwise { person: whose.into() }], "{sql}");
        let store = Store::open(&path, OpenMode::Existing).await.unwrap();
        store.rebuild_people_and_relations(|_| {}).await.unwrap();
        assert_eq!(store.verify(&[]).await.unwrap().findings, [], "{sql}");
    }
}
