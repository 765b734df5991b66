//! Writing a note: anything worth writing down that no other form is for.

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteNote {
    /// What every form carries.
    pub head: EntryHead,
    /// The note.
    pub note: String,
}

impl Entry for WriteNote {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        Some(Fact::NoteWritten(checks.text("note", &self.note, "Write the note")))
    }
}
