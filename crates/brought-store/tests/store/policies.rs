//! Which policy was put in force: appended, read back, and guarded as events are.

use crate::support::*;
use brought_domain::ServiceId;
use brought_domain::work::Role;
use brought_store::{EntryKind, Expected, PersonAppend, PolicyEntry, Store};

pub(crate) fn entry(version: &str, service: Option<&str>, from: Option<&str>) -> PolicyEntry {
    PolicyEntry {
        pack: "no-access".into(),
        version: version.into(),
        pack_digest: format!("digest of {version}"),
        service: service.map(|service| ServiceId::new(service).unwrap()),
        from: from.map(at),
        put_at: at("2026-07-01T11:00:00Z"),
        signed_by: practitioner("named-nurse"),
        signed_as: Role::NamedNurse,
        reason: "The board agreed it.".into(),
        shown: from.map(|_| "digest of what was shown".into()),
    }
}

pub(crate) fn with_files(entry: &PolicyEntry) -> (PolicyEntry, String) {
    (entry.clone(), format!("files of {}", entry.version))
}

#[tokio::test]
async fn what_was_put_in_force_reads_back_with_its_files() {
    let store = Store::in_memory().await.unwrap();
    let entries = [entry("1.0", None, None), entry("2.0", Some("health-visiting"), Some("2026-08-01T00:00:00Z"))];
    assert!(store.put_policies_in_force(0, &entries.clone().map(|entry| with_files(&entry))).await.unwrap());
    assert_eq!(store.policies_in_force().await.unwrap(), entries);
    assert_eq!(store.count_policies_in_force().await.unwrap(), 2);
    assert_eq!(store.policy_files("digest of 2.0").await.unwrap().as_deref(), Some("files of 2.0"));
    assert_eq!(store.policy_files("another").await.unwrap(), None);
    assert_eq!(store.verify(&[]).await.unwrap().findings, []);
}

/// Two who sign at once have not seen what the other changes.
#[tokio::test]
async fn whoever_has_not_read_the_last_entry_puts_nothing_in_force() {
    let store = Store::in_memory().await.unwrap();
    assert!(store.put_policies_in_force(0, &[with_files(&entry("1.0", None, None))]).await.unwrap());
    assert!(!store.put_policies_in_force(0, &[with_files(&entry("2.0", None, None))]).await.unwrap());
    assert_eq!(store.count_policies_in_force().await.unwrap(), 1);
    // The same text a second time is kept once.
    assert!(store.put_policies_in_force(1, &[with_files(&entry("1.0", Some("eyes"), None))]).await.unwrap());
}

#[tokio::test]
async fn everybodys_list_is_worked_out_again() {
    let store = Store::in_memory().await.unwrap();
    let append = PersonAppend { person: person("ann"), expected: Expected::Any, events: vec![note("e1", "ann")] };
    store.append(vec![append]).await.unwrap();
    let before = store.worklist_revision(&person("ann")).await.unwrap();
    store.put_policies_in_force(0, &[with_files(&entry("1.0", None, None))]).await.unwrap();
    assert!(store.worklist_revision(&person("ann")).await.unwrap() > before);
}

#[tokio::test]
async fn the_history_of_policies_is_guarded_and_what_is_done_behind_its_back_is_found() {
    let (_folder, path) = place();
    let store = create(&path).await;
    let entries = [entry("1.0", None, None), entry("2.0", None, Some("2026-08-01T00:00:00Z"))];
    store.put_policies_in_force(0, &entries.map(|entry| with_files(&entry))).await.unwrap();
    store.close().await;
    for sql in [
        "UPDATE policies_in_force SET reason = 'x'",
        "DELETE FROM policies_in_force",
        "UPDATE policy_texts SET files = 'x'",
        "DELETE FROM policy_texts",
        "INSERT OR REPLACE INTO policy_texts SELECT pack_digest, 'x' FROM policy_texts",
    ] {
        assert!(carried_out(&path, sql).await.is_err(), "{sql}");
    }
    let (first, second) = ("policies_in_force_are_never_changed", "policy_texts_are_never_changed");
    for (guard, sql, seq) in [
        (first, "UPDATE policies_in_force SET from_at = '2027-01-01T00:00:00.000000000Z' WHERE seq = 2", 2),
        (second, "UPDATE policy_texts SET files = 'another text' WHERE pack_digest = 'digest of 1.0'", 1),
    ] {
        behind_its_back(&path, guard, sql).await;
        let found = findings(&path, &[]).await;
        assert!(altered(&found).contains(&(EntryKind::Policy, seq)), "{found:?}");
    }
}
