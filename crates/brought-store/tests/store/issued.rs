//! Documents that were issued: kept with their entry or not at all, never changed, and the very bytes come back.

use crate::support::*;
use brought_domain::EventId;
use brought_store::{EntryKind, Expected, Finding, IssuedDocument, OpenMode, PersonAppend, Store, StoreProblem};

fn letter(content: &[u8]) -> IssuedDocument {
    IssuedDocument {
        event: EventId::new("e1").unwrap(),
        name: "letter.pdf".into(),
        media_type: "application/pdf".into(),
        recipient: person("mum"),
        content: content.to_vec(),
    }
}

fn append(expected: u64) -> Vec<PersonAppend> {
    vec![PersonAppend { person: person("ann"), expected: Expected::Version(expected), events: vec![note("e1", "ann")] }]
}

#[tokio::test]
async fn a_document_is_kept_with_its_entry_and_comes_back_byte_for_byte() {
    let store = Store::in_memory().await.unwrap();
    store.append_with(append(0), vec![letter(b"%PDF \0 the letter")]).await.unwrap();
    let event = EventId::new("e1").unwrap();
    assert_eq!(store.issued_names(&event).await.unwrap(), ["letter.pdf"]);
    assert_eq!(store.entries_with_documents(&person("ann")).await.unwrap(), std::slice::from_ref(&event));
    assert_eq!(store.entries_with_documents(&person("ben")).await.unwrap(), []);
    assert_eq!(store.issued(&event, "letter.pdf").await.unwrap(), Some(letter(b"%PDF \0 the letter")));
    assert_eq!(store.issued(&event, "other.pdf").await.unwrap(), None);
    assert_eq!(store.verify(&[]).await.unwrap().findings, []);
}

/// H44: an entry that is not saved leaves no letter behind, and one that was saved before has the letter that was issued then.
#[tokio::test]
async fn without_its_entry_a_document_is_not_kept_and_the_first_one_stays() {
    let store = Store::in_memory().await.unwrap();
    let event = EventId::new("e1").unwrap();
    let refused = store.append_with(append(7), vec![letter(b"first")]).await;
    assert!(matches!(refused, Err(StoreProblem::Conflict { .. })), "{refused:?}");
    assert_eq!(store.issued_names(&event).await.unwrap(), [""; 0]);
    store.append_with(append(0), vec![letter(b"first")]).await.unwrap();
    let again = store.append_with(append(0), vec![letter(b"second")]).await.unwrap();
    assert_eq!((again.appended, again.skipped), (0, 1));
    assert_eq!(store.issued(&event, "letter.pdf").await.unwrap(), Some(letter(b"first")));
}

#[tokio::test]
async fn a_document_that_was_changed_behind_the_stores_back_is_found_and_not_handed_out() {
    let (_folder, path) = place();
    let store = create(&path).await;
    store.append_with(append(0), vec![letter(b"first")]).await.unwrap();
    store.close().await;
    for sql in [
        "UPDATE issued_documents SET content = 'x'",
        "DELETE FROM issued_documents",
        "INSERT OR REPLACE INTO issued_documents SELECT event, name, media_type, recipient, 'x', digest FROM issued_documents",
    ] {
        assert!(carried_out(&path, sql).await.is_err(), "{sql}");
    }
    behind_its_back(&path, "issued_documents_are_never_changed", "UPDATE issued_documents SET content = CAST('other' AS BLOB)").await;
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    let event = EventId::new("e1").unwrap();
    let findings = store.verify(&[]).await.unwrap().findings;
    assert!(findings.contains(&Finding::IssuedDocumentAltered { event: event.clone(), name: "letter.pdf".into() }), "{findings:?}");
    let handed_out = store.issued(&event, "letter.pdf").await;
    assert!(matches!(handed_out, Err(StoreProblem::IssuedDocumentChanged { .. })), "{handed_out:?}");
}

/// The tree covers with an entry what was issued with it: exchanged with its digest, taken out or put in, it shows.
#[tokio::test]
async fn a_document_cannot_be_exchanged_taken_out_or_put_in_unseen() {
    for sql in [
        "UPDATE issued_documents SET content = CAST('other' AS BLOB), digest = zeroblob(32)",
        "UPDATE issued_documents SET recipient = 'dad'",
        "DELETE FROM issued_documents",
        "INSERT INTO issued_documents SELECT event, 'card.pdf', media_type, recipient, content, digest FROM issued_documents",
    ] {
        let (_folder, path) = place();
        let store = create(&path).await;
        store.append_with(append(0), vec![letter(b"first")]).await.unwrap();
        store.close().await;
        tamper(&path, sql).await;
        let found = findings(&path, &[]).await;
        assert_eq!(altered(&found), [(EntryKind::Event, 1)], "{sql}: {found:?}");
    }
}
