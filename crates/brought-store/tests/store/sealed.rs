//! Entries that are sealed, each with the key of its person: what is read is what was written, nothing of it stands in the file, and whoever alters,
//! swaps or exchanges anything is found out.

use crate::support::*;
use brought_domain::EventId;
use brought_domain::person::RelationKind;
use brought_store::merkle::{leaf_hash, root_by_inclusion};
use brought_store::{Access, BROKE_GLASS, Finding, IssuedDocument, Keyring, MainKey, OpenMode, Randomness, Store, StoreProblem, open_leaf};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that anybody can guess and that never come twice: for tests.
pub(crate) struct Counting(AtomicU64);

impl Randomness for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
            part.copy_from_slice(&next[..part.len()]);
        }
    }
}

pub(crate) fn keyring(seed: u64) -> Keyring {
    let randomness = Arc::new(Counting(AtomicU64::new(seed)));
    Keyring::new(MainKey::random(&*randomness), randomness)
}

pub(crate) async fn sealed(path: &Path) -> Store {
    Store::open_with(path, OpenMode::Create, Some(&keyring(1))).await.unwrap()
}

/// Words that would be found if they stood anywhere.
pub(crate) const CANARIES: [&str; 7] =
    ["Philomena", "Quillfeather", "Marmaduke", "waiting-room-zebra", "letter-of-zanzibar", "said-on-telephone", "MRN-998877"];

/// Whether any of the words stands in the file or in one beside it.
pub(crate) fn found_in(path: &Path, words: &[&str]) -> Vec<String> {
    let beside = ["", "-wal", "-shm", "-journal"].map(|end| format!("{}{end}", path.display()));
    let bytes: Vec<u8> = beside.iter().filter_map(|file| std::fs::read(file).ok()).flatten().collect();
    let stands = |word: &&&str| bytes.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()));
    words.iter().filter(stands).map(|word| (*word).to_owned()).collect()
}

/// A child with a name, notes, a letter, something from another system and a reason for opening the record; and her mother.
pub(crate) async fn family(store: &Store) {
    let letter = IssuedDocument {
        event: EventId::new("a2").unwrap(),
        name: "letter.html".into(),
        media_type: "text/html".into(),
        recipient: person("mum"),
        content: b"letter-of-zanzibar".to_vec(),
    };
    let said = event("a2", "ann", brought_domain::Fact::NoteWritten("Marmaduke said-on-telephone".into()));
    let child = vec![
        child("a1", "ann", "Philomena", "Quillfeather"),
        said,
        imported(note("a3", "ann"), "MRN-998877", "1"),
        related("a4", "ann", "mum", RelationKind::Mother),
    ];
    store.append_with(vec![any(child)], vec![letter]).await.unwrap();
    store.append(vec![any(vec![named("m1", "mum", brought_domain::person::PersonKind::Carer, "Ada", "Byron")])]).await.unwrap();
    let access = Access {
        person: person("ann"),
        reader: practitioner("hv-1"),
        purpose: BROKE_GLASS.into(),
        seen: "waiting-room-zebra".into(),
        at: at("2026-07-02T09:00:00Z"),
    };
    store.record_accesses(&[access]).await.unwrap();
}

#[tokio::test]
async fn what_is_read_is_what_was_written() {
    let (_folder, path) = place();
    let (store, plain) = (sealed(&path).await, Store::in_memory().await.unwrap());
    family(&store).await;
    family(&plain).await;
    for whose in ["ann", "mum"] {
        let whose = person(whose);
        assert_eq!(store.events_of(&whose).await.unwrap(), plain.events_of(&whose).await.unwrap());
        assert_eq!(store.person(&whose).await.unwrap(), plain.person(&whose).await.unwrap());
    }
    let of_both = [person("ann"), person("mum")];
    assert_eq!(store.events_of_many(&of_both).await.unwrap(), plain.events_of_many(&of_both).await.unwrap());
    assert_eq!(store.events_from("clinic-system", "MRN-998877").await.unwrap().len(), 1);
    let letter = store.issued(&"a2".parse().unwrap(), "letter.html").await.unwrap().unwrap();
    assert_eq!(letter.content, b"letter-of-zanzibar");
    assert_eq!(store.accesses_of(&person("ann"), 9).await.unwrap()[0].access.seen, "waiting-room-zebra");
    let verified = store.verify(&[]).await.unwrap();
    assert_eq!((verified.findings, verified.contents, verified.erased), (vec![], true, 0));
    // The same again is skipped, though its sealed form would be another; other content under the id is refused.
    let again = store.append(vec![any(vec![note("a9", "ann")])]).await.unwrap();
    let twice = store.append(vec![any(vec![note("a9", "ann")])]).await.unwrap();
    assert_eq!((again.appended, twice.skipped), (1, 1));
    let other = event("a9", "ann", brought_domain::Fact::NoteWritten("Other.".into()));
    assert!(matches!(store.append(vec![any(vec![other])]).await, Err(StoreProblem::SameIdOtherContent { .. })));
}

/// Names are looked up, and so stand in columns; what was said, sent and given as a reason, and other systems' numbers, do not.
#[tokio::test]
async fn what_was_said_stands_nowhere_in_the_file() {
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    assert_eq!(found_in(&path, &CANARIES[2..]), Vec::<String>::new());
    assert_eq!(found_in(&path, &CANARIES[..2]).len(), 2);
}

#[tokio::test]
async fn a_sealed_record_takes_its_own_main_key_and_is_held_against_its_tree_without_any() {
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    let checkpoint = store.checkpoint().await.unwrap();
    store.close().await;
    let other = Store::open_with(&path, OpenMode::Existing, Some(&keyring(77))).await.unwrap_err();
    assert!(matches!(&other, StoreProblem::OtherKey { .. }) && other.to_string().contains("--main-key"), "{other}");
    let locked = Store::open(&path, OpenMode::Existing).await.unwrap();
    assert_eq!(locked.events_of(&person("ann")).await.unwrap_err(), StoreProblem::KeyNeeded);
    assert_eq!(locked.append(vec![any(vec![note("a9", "ann")])]).await.unwrap_err(), StoreProblem::KeyNeeded);
    let verified = locked.verify(&[checkpoint]).await.unwrap();
    assert_eq!((verified.findings, verified.contents), (vec![], false));
    locked.close().await;
    let opened = Store::open_with(&path, OpenMode::Existing, Some(&keyring(1))).await.unwrap();
    assert_eq!(ids_of(&opened, "ann").await.len(), 4);
}

/// What is altered is found without the key by the tree; what a forger makes agree with the tree is found with the key.
#[tokio::test]
async fn whatever_is_swapped_altered_or_exchanged_is_found() {
    for (tampering, found_without) in [
        // Two bodies change places.
        (
            "CREATE TEMP TABLE t AS SELECT seq, body FROM events;
             UPDATE events SET body = (SELECT body FROM t WHERE t.seq = 5 - events.seq) WHERE seq IN (2, 3)",
            true,
        ),
        // One letter of one.
        (
            "UPDATE events SET body = substr(body, 1, 60) || CASE substr(body, 61, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(body, 62) WHERE seq = 2",
            true,
        ),
        // Two keys change places.
        (
            "CREATE TEMP TABLE t AS SELECT person, wrapped FROM person_keys;
             UPDATE person_keys SET wrapped = (SELECT wrapped FROM t WHERE t.person <> person_keys.person)",
            true,
        ),
        ("UPDATE person_keys SET wrapped = randomblob(72) WHERE person = 'ann'", true),
        ("DELETE FROM person_keys WHERE person = 'ann'", true),
        ("UPDATE issued_documents SET content = randomblob(90)", true),
        ("UPDATE accesses SET seen = 'none'", true),
    ] {
        let (_folder, path) = place();
        let store = sealed(&path).await;
        family(&store).await;
        store.close().await;
        tamper(&path, tampering).await;
        assert_eq!(!findings(&path, &[]).await.is_empty(), found_without, "{tampering}");
        let store = Store::open_with(&path, OpenMode::ToVerify, Some(&keyring(1))).await.unwrap();
        assert!(!store.verify(&[]).await.unwrap().findings.is_empty(), "{tampering}");
    }
}

#[tokio::test]
async fn a_key_that_was_exchanged_is_named_and_opens_nothing() {
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    tamper(&path, "UPDATE person_keys SET wrapped = (SELECT wrapped FROM person_keys WHERE person = 'mum') WHERE person = 'ann'").await;
    assert!(matches!(store.events_of(&person("ann")).await, Err(StoreProblem::DoesNotOpen { .. })));
    let of_the_row = Finding::RowOtherwise { table: "person_keys", key: "[\"ann\"]".into() };
    assert_eq!(store.verify(&[]).await.unwrap().findings, [Finding::KeyAltered { person: "ann".into() }, of_the_row]);
}

/// Whoever writes past the program puts no entry that is not sealed among those that are.
#[tokio::test]
async fn an_entry_that_is_not_sealed_is_not_added() {
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    let sql = "INSERT INTO events SELECT 6, 'x', person, 5, service, happened, happened_to, recorded_at, kind, NULL, NULL, NULL, form_version, '{}', digest
                 FROM events WHERE seq = 4";
    let refused = carried_out(&path, sql).await.unwrap_err().to_string();
    assert!(refused.contains("are sealed"), "{refused}");
}

#[tokio::test]
async fn under_another_main_key_everything_is_read_and_the_old_one_opens_nothing() {
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    let before = store.checkpoint().await.unwrap();
    let going_on = Store::open_with(&path, OpenMode::Existing, Some(&keyring(1))).await.unwrap();
    assert_eq!(store.change_main_key(&keyring(5000)).await.unwrap(), 2);
    store.close().await;
    let stale = going_on.events_of(&person("ann")).await.unwrap_err();
    assert!(matches!(stale, StoreProblem::OtherKey { .. }), "{stale}");
    going_on.close().await;
    assert!(Store::open_with(&path, OpenMode::Existing, Some(&keyring(1))).await.is_err());
    let store = Store::open_with(&path, OpenMode::Existing, Some(&keyring(5000))).await.unwrap();
    assert_eq!(ids_of(&store, "ann").await.len(), 4);
    assert_eq!(store.checkpoint().await.unwrap().size, before.size + 3, "of the record and of two people, that their keys are others");
    assert_eq!(store.verify(&[before]).await.unwrap().findings, []);
}

/// A proof shows one entry, and its key opens no other.
#[tokio::test]
async fn one_entry_is_shown_with_its_own_key() {
    let (_folder, path) = place();
    let store = sealed(&path).await;
    family(&store).await;
    let checkpoint = store.checkpoint().await.unwrap();
    let shown = async |id: &str| store.prove_inclusion(&id.parse().unwrap(), checkpoint.size).await.unwrap().unwrap();
    let (one, other) = (shown("a2").await, shown("a3").await);
    let root = root_by_inclusion(one.position, checkpoint.size, leaf_hash(one.leaf.as_bytes()), &one.path);
    assert_eq!(root, Some(checkpoint.root));
    assert!(!one.leaf.contains("Marmaduke"));
    assert!(open_leaf(&one.leaf, one.key.as_ref().unwrap()).unwrap().contains("Marmaduke"));
    assert_eq!(open_leaf(&other.leaf, one.key.as_ref().unwrap()), None);
}

#[tokio::test]
async fn a_record_that_is_not_sealed_goes_on_with_a_main_key_and_without() {
    let (_folder, path) = place();
    let store = create(&path).await;
    family(&store).await;
    store.close().await;
    let store = Store::open_with(&path, OpenMode::Create, Some(&keyring(1))).await.unwrap();
    assert!(!store.is_sealed());
    assert_eq!(ids_of(&store, "ann").await.len(), 4);
    store.append(vec![any(vec![note("a9", "ann")])]).await.unwrap();
    assert_eq!(store.verify(&[]).await.unwrap().findings, []);
}

#[test]
fn keys_are_in_nobodys_words_and_a_line_that_is_no_key_is_refused() {
    let ring = keyring(3);
    let line = ring.main().line();
    let secret = line.trim().rsplit(' ').next().unwrap();
    assert!(!format!("{ring:?} {:?}", ring.main()).contains(&secret[..8]));
    assert_eq!(MainKey::read(&line).unwrap().name(), ring.main().name());
    for (wrong, says) in [
        ("", "begins with"),
        ("AGE-SECRET-KEY-1ABC", "begins with"),
        ("brought-main-key-1 ???", "not whole"),
        ("brought-main-key-1 AAAA", "has 3 bytes, and needs 32"),
    ] {
        assert!(MainKey::read(wrong).unwrap_err().to_string().contains(says), "{wrong}");
    }
}

/// What phones have sealed for this record opens still after a restart and after its main key was changed, and the file alone does not open it.
#[tokio::test]
async fn the_secret_of_drafts_stays_the_same_under_another_main_key_and_does_not_stand_in_the_file() {
    let (_folder, path) = place();
    let store = sealed(&path).await;
    let secret = store.doorstep_secret(&[9; 32]).await.unwrap();
    assert_eq!(store.doorstep_secret(&[8; 32]).await.unwrap(), secret);
    assert_ne!(*secret, [9; 32]);
    store.change_main_key(&keyring(500)).await.unwrap();
    store.close().await;
    let store = Store::open_with(&path, OpenMode::Existing, Some(&keyring(500))).await.unwrap();
    assert_eq!(store.doorstep_secret(&[7; 32]).await.unwrap(), secret);
    store.close().await;
    let locked = Store::open(&path, OpenMode::Existing).await.unwrap();
    assert_eq!(locked.doorstep_secret(&[6; 32]).await.unwrap_err(), StoreProblem::KeyNeeded);
}
