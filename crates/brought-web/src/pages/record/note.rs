//! A note: anything worth writing down that no other form is for.

use super::{Opened, RecordForm};
use crate::form::Reading;
use brought_app::{EntryHead, WriteNote};

pub(crate) struct NoteForm;

impl RecordForm for NoteForm {
    type Entry = WriteNote;
    const TEMPLATE: &'static str = "pages/record/note.jinja";
    const BUTTON: &'static str = "Save the note";
    const ASKS_WHEN: bool = true;

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> WriteNote {
        WriteNote { head, note: form.text("note") }
    }
}
