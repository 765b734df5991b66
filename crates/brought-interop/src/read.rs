//! What reading a file gives: records, rows set aside, rows that need a person.

use crate::person::ImportedPerson;
use brought_domain::person::Service;
use brought_domain::{ContactId, Event};
use jiff::Timestamp;
use std::fmt;
use std::sync::Arc;

/// What a reader is told about the reading itself, because it has no clock and opens no files.
#[derive(Clone, Debug)]
pub struct ReadContext {
    /// When the file is read: the `recorded_at` of every event.
    pub recorded_at: Timestamp,
    /// The name of the file, for messages.
    pub file_name: String,
}

/// Where something stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowRef {
    /// The file.
    pub file: Arc<str>,
    /// The row as a spreadsheet numbers it, the heading being row 1; for HL7, which message of the file it is, from 1.
    pub row: u64,
    /// The line of text on which it begins. Differs from the row when a cell contains line ends.
    pub line: u64,
    /// The message control id (MSH-10), for HL7.
    pub message: Option<String>,
}

impl fmt::Display for RowRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            Some(id) => write!(f, "{}, message {} ({id})", self.file, self.row),
            None => write!(f, "{}, row {}", self.file, self.row),
        }
    }
}

/// What came of one row or message. Every row gives exactly one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// It was understood whole, and these are its events.
    Record(Box<ImportedRecord>),
    /// It was understood, and holds nothing to record.
    SetAside(SetAside),
    /// It was not understood whole, so nothing of it was used. A person must look.
    Problem(Box<RowProblem>),
}

impl Read {
    /// Where it stands in the file.
    pub fn row(&self) -> &RowRef {
        match self {
            Self::Record(record) => &record.row,
            Self::SetAside(set_aside) => &set_aside.row,
            Self::Problem(problem) => &problem.row,
        }
    }
}

/// A row or message that was understood whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRecord {
    /// Where it stands.
    pub row: RowRef,
    /// The other system's name for it: the same id and version is the same record, however often it comes (H9).
    pub source: SourceRef,
    /// A digest of what it says, leaving out the version: equal for two versions that say the same.
    pub content: String,
    /// The person it is about, in full, whether or not this record is the first to tell of them. Records that say the same share it.
    pub person: Arc<ImportedPerson>,
    /// The contact it is about, when it is about one.
    pub contact: Option<ContactId>,
    /// The service of that contact, as the map describes it.
    pub service: Option<Arc<Service>>,
    /// Its events. Events about the person come once for each (person, content) in a file: in the first record that tells it.
    pub events: Vec<Event>,
    /// What a person must decide. The record itself is whole; nothing was guessed for these.
    pub reviews: Vec<Review>,
    /// What is worth knowing about how it was read.
    pub notes: Vec<String>,
}

/// The other system's name for a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRef {
    /// The other system.
    pub system: String,
    /// Its id for the thing.
    pub id: String,
    /// Its version of the thing: a time such as `20210924T071500Z`, or `row-` and a digest of what it says.
    pub version: String,
}

/// A decision that a record leaves to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The column or field in question.
    pub column: Option<String>,
    /// What stands there.
    pub value: Option<String>,
    /// Why a person must decide.
    pub reason: String,
    /// What they should do.
    pub what_to_do: String,
}

/// A row or message that holds nothing to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Where it stands.
    pub row: RowRef,
    /// What it is.
    pub what: String,
    /// Why it was not used.
    pub reason: String,
}

/// A row or message that could not be used. Nothing of it is in any record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// Where it stands.
    pub row: RowRef,
    /// The column or field that is wrong, when it is one.
    pub column: Option<String>,
    /// What stands there.
    pub value: Option<String>,
    /// What is wrong.
    pub reason: String,
    /// What to do about it.
    pub what_to_do: String,
    /// The row or message as it came, for the person who looks. Of a restricted message only what identifies it.
    pub raw: String,
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.row)?;
        if let Some(column) = &self.column {
            write!(f, ", {column}")?;
        }
        write!(f, ": {}. {}", self.reason, self.what_to_do)
    }
}

/// Why a whole file could not be read. Nothing of it was used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {reason}. {what_to_do}")]
pub struct FileProblem {
    /// The file.
    pub file: String,
    /// Which sort of problem.
    pub kind: FileProblemKind,
    /// What is wrong.
    pub reason: String,
    /// What to do about it.
    pub what_to_do: String,
}

/// Sorts of problems with whole files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblemKind {
    /// There is nothing in it.
    Empty,
    /// Its letters cannot be read.
    Unreadable,
    /// It is another kind of file than the one asked for.
    OtherKind,
    /// Columns that the map requires are not in it.
    ColumnsMissing {
        /// Each missing column, with the nearest column of the file.
        missing: Vec<MissingColumn>,
        /// The columns of the file.
        found: Vec<String>,
    },
    /// A column that the map uses is in it twice.
    ColumnTwice,
    /// The map is for another kind of file.
    WrongMap,
}

/// A column that a map requires and a file does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingColumn {
    /// What the map calls it.
    pub column: String,
    /// The nearest column of the file, when one is near.
    pub nearest: Option<String>,
}
