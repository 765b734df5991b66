//! Reads the documents of a pack: the letters, cards and leaflets that its duties send.

use super::PackFiles;
use super::clauses::{Clauses, cited};
use super::include::beside;
use super::places::{Places, Thing};
use super::table::Value;
use crate::problem::Problem;
use brought_domain::vocabulary;
use std::collections::BTreeMap;

vocabulary! {
    /// What a document is.
    pub enum DocumentKind ("kind of document") {
        /// A letter to the family.
        Letter = "letter", "letter";
        /// A card that is left or posted (SWI-14).
        Card = "card", "card";
        /// A leaflet that goes with a letter or lies in a waiting room (HAM-09).
        Leaflet = "leaflet", "leaflet";
    }
}

impl DocumentKind {
    /// What is done with it, as a duty asks for it.
    pub fn asked_in_words(self) -> &'static str {
        match self {
            Self::Letter => "Send the letter",
            Self::Card => "Leave or post the card",
            Self::Leaflet => "Give the leaflet",
        }
    }
}

/// A letter, card or leaflet of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: DocumentKind,
    /// Its file, from the pack's own folder.
    pub file: String,
    /// What the file says.
    pub text: String,
    /// The clauses it serves.
    pub clauses: Vec<String>,
    /// Whether a notice by e-mail, which tells neither who nor why, may go ahead of it. No, unless the policy says so.
    pub notice_by_email: bool,
    /// Anything else worth saying about it.
    pub note: String,
}

/// The documents by id. An id without a document stands for one that could not be read, so that nobody is told it is not there.
pub(super) type Documents = BTreeMap<String, Option<Document>>;

pub(super) fn read(value: Value<'_>, files: &PackFiles, clauses: &Clauses, places: &mut Places, problems: &mut Vec<Problem>) -> Documents {
    let mut documents = Documents::new();
    let Some(fields) = value.fields("the documents", problems) else { return documents };
    for (id, at, value) in fields.entries() {
        places.put(Thing::Document, id, value.source.file, at);
        documents.insert(id.to_owned(), document(id, value, files, clauses, fields.problems));
    }
    documents
}

fn document(id: &str, value: Value<'_>, files: &PackFiles, clauses: &Clauses, problems: &mut Vec<Problem>) -> Option<Document> {
    let mut fields = value.fields("this document", problems)?;
    let title = fields.text("title");
    let kind = fields.word("kind");
    let file = fields.need("file").and_then(|value| file(value, files, fields.problems));
    let clauses = fields.need("clause").map(|value| cited(value, clauses, fields.problems));
    let notice_by_email = fields.boolean_or("notice_by_email", false);
    let note = fields.text_or_nothing("note");
    fields.finish();
    let (file, text) = file?;
    Some(Document {
        id: id.to_owned(),
        title: title?,
        kind: kind?,
        file,
        text,
        clauses: clauses?,
        notice_by_email: notice_by_email?,
        note: note.unwrap_or_default(),
    })
}

/// The path of a file that is there and says something, and what it says.
fn file(value: Value<'_>, files: &PackFiles, problems: &mut Vec<Problem>) -> Option<(String, String)> {
    let path = beside(value.source.file, value.text(problems)?);
    match files.get(&path) {
        None => problems.push(value.error(format!("there is no file `{path}`")).with_help("write it, in plain and kind words")),
        Some(text) if text.trim().is_empty() => problems.push(value.error(format!("the file `{path}` is empty"))),
        Some(text) => return Some((path, text.clone())),
    }
    None
}
