//! What can be wrong with a store.

use crate::entries::{EntryKind, EntryName};
use crate::tree::Checkpoint;
use brought_domain::EventId;

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The database file is broken.
    Broken {
        /// In SQLite's words.
        detail: String,
    },
    /// A guard against changing or deleting entries is missing or was altered.
    GuardMissing {
        /// Its name.
        guard: &'static str,
    },
    /// A table or an index is missing or was altered.
    PartOtherwise {
        /// What it is, in SQLite's word.
        kind: &'static str,
        /// Its name.
        name: &'static str,
    },
    /// The database has a part that this program did not make.
    ForeignPart {
        /// Its name.
        name: String,
    },
    /// A row of a table that is not only added to is not as the program left it: altered, put in, or taken out.
    RowOtherwise {
        /// The table.
        table: &'static str,
        /// What tells the row from the others of its table, as a JSON list.
        key: String,
    },
    /// An entry is not as it was written, or not where it was written; or, of an event, a document that was issued with it was added, altered or
    /// taken out.
    Altered {
        /// The entry, as it now stands.
        entry: EntryName,
    },
    /// An entry that was written is gone.
    Missing {
        /// Its kind.
        kind: EntryKind,
        /// Its number.
        number: u64,
    },
    /// An entry was put in past the program: the tree knows nothing of it.
    PutIn {
        /// The entry.
        entry: EntryName,
    },
    /// Before this event of a person's record, one of theirs is missing or was altered.
    RecordBroken {
        /// The event.
        entry: EntryName,
    },
    /// An event cannot be read.
    Unreadable {
        /// The event.
        entry: EntryName,
        /// Why not.
        detail: String,
    },
    /// The columns that the store looks an event up by do not say what the event says.
    ColumnsDisagree {
        /// The event.
        entry: EntryName,
    },
    /// A document is not the one that was issued.
    IssuedDocumentAltered {
        /// The event that says that it was issued.
        event: EventId,
        /// What the file is called.
        name: String,
    },
    /// Somebody's key is gone, and nobody signed that their record is erased: what is recorded about them can no longer be read.
    KeyMissing {
        /// Whose.
        person: String,
    },
    /// Somebody's key does not open with the main key: it was altered, or exchanged for another.
    KeyAltered {
        /// Whose.
        person: String,
    },
    /// There is a key of somebody whose record was erased.
    KeyOfErased {
        /// Whose.
        person: String,
    },
    /// What people are looked up by, which is worked out from entries, is not complete, so that it could not be compared with them.
    NotWorkedOut,
    /// The store could not be looked through to its end.
    CutShort {
        /// Why not.
        detail: String,
    },
    /// What people are looked up by, which is worked out from entries, does not say of somebody what their entries say.
    WorkedOutOtherwise {
        /// Of whom.
        person: String,
    },
    /// The tree itself was altered.
    TreeAltered {
        /// From which position on: how many entries before it can still be told from the tree.
        position: u64,
    },
    /// The store does not hold what the checkpoint vouches for: entries were cut off, or the store was written anew.
    NotAsTheCheckpoint {
        /// The checkpoint.
        checkpoint: Checkpoint,
    },
}

/// What looking through the store came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many events were looked at.
    pub events: u64,
    /// How many people's records.
    pub people: u64,
    /// What is not as it should be. Nothing: all is well.
    pub findings: Vec<Finding>,
    /// Whether what entries say was looked at too: not so in a sealed store without its main key, where the tree and every hash are held all the same.
    pub contents: bool,
    /// How many records were erased.
    pub erased: u64,
    /// What vouches for the store as it is now: keep it somewhere else.
    pub checkpoint: Checkpoint,
}

impl Verified {
    /// Whether everything that was recorded is as it was written. What is worked out from it may say otherwise all the same, and can be worked out anew.
    pub fn is_as_written(&self) -> bool {
        self.findings.iter().all(|finding| matches!(finding, Finding::WorkedOutOtherwise { .. } | Finding::NotWorkedOut))
    }
}
