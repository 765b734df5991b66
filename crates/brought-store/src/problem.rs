//! What can go wrong with a store, in words that say what happened, whether anything was saved, and what to do.

use crate::erasing::Erased;
use brought_domain::{EventId, LinkProblem, PersonId};
use std::path::PathBuf;

/// Why a store could not do what was asked. Nothing was changed, whichever it is.
///
/// The words name no person: they may end up in a log (H38). The fields do, for pages that may show them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreProblem {
    /// There is no file at the path.
    #[error("there is no record at {}: check the path, or create one", .0.display())]
    Missing(PathBuf),
    /// The file is something else.
    #[error("{} is not a record of brought: check the path", .0.display())]
    NotAStore(PathBuf),
    /// A newer program has written the file.
    #[error(
        "this record was written by a newer version of brought (its form is {found}; this program knows forms up to {known}): start the newer program"
    )]
    Newer {
        /// The file's form.
        found: i64,
        /// The newest form known here.
        known: i64,
    },
    /// A record of an earlier form is not as it was written, so it was not brought to the form of this program.
    #[error(
        "this record was written by an earlier version of brought, and {what} was altered since or is missing: nothing was changed. Keep it as it is, and restore the record from a copy"
    )]
    NotBroughtUp {
        /// What was altered.
        what: String,
    },
    /// The file system cannot keep what is written as safely as a record needs.
    #[error("{path} is on a file system that cannot keep a record safely ({detail}): use a local disk", path = .path.display())]
    UnsafePlace {
        /// The file.
        path: PathBuf,
        /// What was refused.
        detail: String,
    },
    /// Somebody else has added to the person's record since it was read (S21, H44).
    #[error(
        "the record has changed since you read it (you read version {expected}, it is now at {found}): nothing was saved; read it again and repeat what still applies"
    )]
    Conflict {
        /// Whose record.
        person: PersonId,
        /// The version that was expected.
        expected: u64,
        /// The version it is at.
        found: u64,
    },
    /// An event with this id is stored already, and it says something else.
    #[error(
        "an entry with the same id but other content is stored already: nothing was saved; what is meant to put it right needs an id of its own"
    )]
    SameIdOtherContent {
        /// The id.
        event: EventId,
    },
    /// An event was handed over with the record of a person it is not about (S24, H44).
    #[error("an entry is about another person than the record it was to be added to: nothing was saved")]
    WrongPerson {
        /// The event.
        event: EventId,
        /// Whom it is about.
        about: PersonId,
        /// The record it was to be added to.
        person: PersonId,
    },
    /// An event does not survive being written and read back.
    #[error("an entry cannot be kept as it stands ({detail}): nothing was saved")]
    CannotBeWritten {
        /// The event.
        event: EventId,
        /// What is the matter.
        detail: String,
    },
    /// A name that has to be the only one of its kind is taken.
    #[error("{what} is already in use: choose another")]
    Taken {
        /// What is taken.
        what: &'static str,
    },
    /// A thing to be changed is not there.
    #[error("{what} is not there: nothing was changed")]
    NotThere {
        /// What was looked for.
        what: &'static str,
    },
    /// An entry is not as it was written: its digest does not agree.
    #[error("entry {seq} of the record is not as it was written: run `brought verify`, and restore the record from a copy if it says so")]
    Damaged {
        /// The number of the entry in the store.
        seq: u64,
    },
    /// A document is not the one that was issued: its digest does not agree.
    #[error("the document `{name}` is not as it was issued: run `brought verify`, and restore the record from a copy if it says so")]
    IssuedDocumentChanged {
        /// The entry that says that it was issued.
        event: EventId,
        /// What the file is called.
        name: String,
    },
    /// The record is sealed, and there is no main key.
    #[error(
        "the entries of this record are sealed, and there is no main key to open them: say where it is with --main-key or BROUGHT_MAIN_KEY (`brought help main-key`)"
    )]
    KeyNeeded,
    /// The main key is another than the one under which the record is kept.
    #[error(
        "this record is kept under the main key {kept_under}, and the one given is {given}: give the right one with --main-key or BROUGHT_MAIN_KEY (`brought help main-key`)"
    )]
    OtherKey {
        /// The name of the right one.
        kept_under: String,
        /// The name of the one that was given.
        given: String,
    },
    /// Something sealed does not open with its key: it was altered, exchanged or sealed with another.
    #[error(
        "{what} cannot be opened: it, or the key that goes with it, was altered or exchanged. Run `brought verify`, and restore the record from a copy if it says so"
    )]
    DoesNotOpen {
        /// What.
        what: String,
    },
    /// The record was erased.
    #[error("this record was erased on {} by {} ({}): {}", .0.at, .0.by, .0.signed_as, .0.reason)]
    Erased(Erased),
    /// The record is held, so it is not erased.
    #[error("this record is held: nothing was erased. `brought retention` tells by whom and why")]
    Held,
    /// Rows of imports that tell of the person wait to be looked at.
    #[error("rows of an import that tell of this person are on the review list: settle them first. Nothing was erased")]
    InReview,
    /// A letter waits, or nobody knows whether it went.
    #[error(
        "a letter out of this record waits to be sent, or it is unclear whether it went: settle it in the outbox first. Nothing was erased"
    )]
    LetterUnderWay,
    /// What was to be decided about two records cannot be, as things stand.
    #[error("{0}: nothing was changed")]
    Link(LinkProblem),
    /// The record is read as one with another.
    #[error("this record is linked with another: take them apart first, then erase each. Nothing was erased")]
    Linked,
    /// What is not sealed cannot be erased so that the tree stays whole.
    #[error(
        "the entries of this record are not sealed, so none can be erased: nothing was changed. A record is sealed when it is begun with a main key: `brought help main-key`"
    )]
    NotSealed,
    /// A stored text cannot be read.
    #[error("{what} cannot be read ({detail}): run `brought verify`")]
    Unreadable {
        /// What was being read.
        what: String,
        /// Why it cannot be.
        detail: String,
    },
    /// No room.
    #[error("The disk is full: nothing was saved. Free some space, then repeat what you did")]
    DiskFull,
    /// No permission to write.
    #[error("the record cannot be written to (the file, its folder or its disk is read-only): nothing was saved")]
    ReadOnly,
    /// The file cannot be opened.
    #[error("the record cannot be opened ({0}): check that the folder is there and that this program may read and write in it")]
    CannotOpen(String),
    /// The database itself is broken.
    #[error("the record's file is damaged ({0}): stop using it, keep it, and restore the record from a copy")]
    Corrupt(String),
    /// Another program holds the file.
    #[error("another program is using the record and did not finish in time: nothing was saved; repeat what you did")]
    Locked,
    /// The disk reports an error.
    #[error("the disk reports an error ({0}): nothing was saved; check the disk before going on")]
    DiskError(String),
    /// The store was closed.
    #[error("the record has been closed: nothing was saved")]
    Closed,
    /// Something unforeseen.
    #[error("the record could not be used: {0}")]
    Unforeseen(String),
}

impl StoreProblem {
    /// Whether it says nothing of what is in the store, but that it could not be looked at here and now.
    pub(crate) fn is_of_the_machine(&self) -> bool {
        matches!(
            self,
            Self::DiskFull
                | Self::ReadOnly
                | Self::CannotOpen(_)
                | Self::Locked
                | Self::DiskError(_)
                | Self::UnsafePlace { .. }
                | Self::Closed
                | Self::KeyNeeded
                | Self::OtherKey { .. }
        )
    }

    /// Whether one request or one person's record is at fault, so that other requests in the same transaction are not touched by it.
    pub(crate) fn is_about_the_request(&self) -> bool {
        matches!(
            self,
            Self::Conflict { .. }
                | Self::SameIdOtherContent { .. }
                | Self::WrongPerson { .. }
                | Self::Damaged { .. }
                | Self::Unreadable { .. }
                | Self::DoesNotOpen { .. }
                | Self::Erased(_)
        )
    }
}

// The primary result codes of SQLite (sqlite.org/rescode.html).
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const NO_MEMORY: i32 = 7;
const READ_ONLY: i32 = 8;
const IO_ERROR: i32 = 10;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const CANNOT_OPEN: i32 = 14;
const NOT_A_DATABASE: i32 = 26;

impl From<sqlx::Error> for StoreProblem {
    fn from(error: sqlx::Error) -> Self {
        let sqlx::Error::Database(database) = &error else {
            return match error {
                sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::Closed,
                sqlx::Error::PoolTimedOut => Self::Locked,
                sqlx::Error::Io(error) => Self::DiskError(error.to_string()),
                // The columns have the types that this program gave them, so what cannot be read as such is no longer what was written.
                sqlx::Error::ColumnDecode { index, source } => Self::Corrupt(format!("column {index}: {source}")),
                other => Self::Unforeseen(other.to_string()),
            };
        };
        let words = database.message().to_owned();
        // The low byte of an extended code is the primary one.
        match database.code().and_then(|code| code.parse::<i32>().ok()).map(|code| code & 0xff) {
            Some(FULL) => Self::DiskFull,
            Some(READ_ONLY) => Self::ReadOnly,
            Some(CORRUPT | NOT_A_DATABASE) => Self::Corrupt(words),
            Some(BUSY | LOCKED) => Self::Locked,
            Some(IO_ERROR) => Self::DiskError(words),
            Some(CANNOT_OPEN) => Self::CannotOpen(words),
            Some(NO_MEMORY) => Self::Unforeseen("the machine has no memory left".to_owned()),
            _ => Self::Unforeseen(words),
        }
    }
}

/// Whether a statement wrote what it was given: a database that was made to pass something over in silence has to be told from one that keeps everything.
///
/// # Errors
/// [`StoreProblem::Corrupt`] when it did not.
pub(crate) fn all_written(written: u64, given: usize) -> Result<(), StoreProblem> {
    if usize::try_from(written) == Ok(given) {
        return Ok(());
    }
    Err(StoreProblem::Corrupt(format!("of {given} rows that were to be written it took {written}")))
}
