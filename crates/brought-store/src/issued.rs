//! Letters, cards and leaflets as they were issued, byte for byte, each with the entry that says so.

use crate::erasing;
use crate::keys::seal::Place;
use crate::keys::{Keeping, Keys};
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::unreadable;
use brought_domain::{EventId, PersonId};
use sha2::{Digest as _, Sha256};
use sqlx::SqliteConnection;
use std::collections::BTreeSet;

/// A document as it was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedDocument {
    /// The entry that says that it was issued.
    pub event: EventId,
    /// What the file is called.
    pub name: String,
    /// What kind of file it is, as on the web.
    pub media_type: String,
    /// To whom it was written.
    pub recipient: PersonId,
    /// The file.
    pub content: Vec<u8>,
}

/// Whose record, kind of file, to whom, the file and its digest.
type Row = (String, String, String, Vec<u8>, Vec<u8>);

impl Store {
    /// What the documents are called that were issued with an entry, in order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn issued_names(&self, event: &EventId) -> Result<Vec<String>, StoreProblem> {
        let names = sqlx::query_scalar("SELECT name FROM issued_documents WHERE event = ? ORDER BY name").bind(event.as_str());
        Ok(names.fetch_all(self.readers()).await?)
    }

    /// The entries of a person's record with which documents were issued.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn entries_with_documents(&self, person: &PersonId) -> Result<Vec<EventId>, StoreProblem> {
        let found: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT event FROM issued_documents JOIN events ON events.id = issued_documents.event WHERE person = ? ORDER BY event",
        )
        .bind(person.as_str())
        .fetch_all(self.readers())
        .await?;
        let id = |id| EventId::new(id).map_err(|problem| unreadable("the entry of a document that was issued", &problem));
        found.into_iter().map(id).collect()
    }

    /// A document that was issued with an entry. Nothing: there is no such document.
    ///
    /// # Errors
    /// When the store cannot be read, or the file is not the one that was issued.
    pub async fn issued(&self, event: &EventId, name: &str) -> Result<Option<IssuedDocument>, StoreProblem> {
        let mut reading = self.readers().begin().await?;
        let row: Option<Row> = sqlx::query_as(
            "SELECT person, media_type, recipient, content, issued_documents.digest
               FROM issued_documents JOIN events ON events.id = event WHERE event = ? AND name = ?",
        )
        .bind(event.as_str())
        .bind(name)
        .fetch_optional(&mut *reading)
        .await?;
        let Some((person, media_type, recipient, content, digest)) = row else { return Ok(None) };
        if Sha256::digest(&content).as_slice() != digest {
            return Err(StoreProblem::IssuedDocumentChanged { event: event.clone(), name: name.to_owned() });
        }
        let whose = BTreeSet::from([person.as_str()]);
        if let Some(erased) = erasing::erased(&mut reading, &whose).await?.pop() {
            return Err(StoreProblem::Erased(erased));
        }
        let keys = Keys::of(&mut reading, self.keeping(), &whose).await?;
        let content = keys.file(&place(event.as_str(), &person, name), content)?;
        let recipient = PersonId::new(recipient).map_err(|problem| unreadable("to whom a document was written", &problem))?;
        Ok(Some(IssuedDocument { event: event.clone(), name: name.to_owned(), media_type, recipient, content }))
    }
}

/// Keeps documents in the transaction of their entries.
pub(crate) async fn write(connection: &mut SqliteConnection, keeping: &Keeping, documents: &[IssuedDocument]) -> Result<(), StoreProblem> {
    for document in documents {
        let whose: String = sqlx::query_scalar("SELECT person FROM events WHERE id = ?")
            .bind(document.event.as_str())
            .fetch_optional(&mut *connection)
            .await?
            .ok_or(StoreProblem::NotThere { what: "the entry with which a document was issued" })?;
        let keys = Keys::of(connection, keeping, &BTreeSet::from([whose.as_str()])).await?;
        let content = keys.seal_file(&place(document.event.as_str(), &whose, &document.name), &document.content)?;
        sqlx::query("INSERT INTO issued_documents (event, name, media_type, recipient, content, digest) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(document.event.as_str())
            .bind(&document.name)
            .bind(&document.media_type)
            .bind(document.recipient.as_str())
            .bind(content.as_ref())
            .bind(Sha256::digest(&content).as_slice())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Where a document stands, as what is sealed knows it.
fn place<'a>(event: &'a str, person: &'a str, name: &'a str) -> Place<'a> {
    Place { table: "issued_documents", id: event, person, kind: name }
}

/// The documents that are not as they were issued. They are read one by one: they may be many and large.
pub(crate) async fn altered(connection: &mut SqliteConnection) -> Result<Vec<(EventId, String)>, StoreProblem> {
    let kept: Vec<(String, String)> =
        sqlx::query_as("SELECT event, name FROM issued_documents ORDER BY event, name").fetch_all(&mut *connection).await?;
    let mut altered = Vec::new();
    for (event, name) in kept {
        let (content, digest): (Vec<u8>, Vec<u8>) =
            sqlx::query_as("SELECT content, digest FROM issued_documents WHERE event = ? AND name = ?")
                .bind(&event)
                .bind(&name)
                .fetch_one(&mut *connection)
                .await?;
        if Sha256::digest(&content).as_slice() != digest {
            let event = EventId::new(event).map_err(|problem| unreadable("the entry of a document that was issued", &problem))?;
            altered.push((event, name));
        }
    }
    Ok(altered)
}
