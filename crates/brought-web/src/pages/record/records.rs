//! Looking through records, and what they showed (SWI-01, SWI-12, STW-12, STW-14).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices};
use crate::templating::shown;
use brought_app::{EntryHead, ReviewRecords};
use brought_domain::steps::RecordKind;
use brought_policy::duty::Detail;
use minijinja::Value;

pub(crate) struct RecordsForm;

impl RecordForm for RecordsForm {
    type Entry = ReviewRecords;
    const TEMPLATE: &'static str = "pages/record/records.jinja";
    const BUTTON: &'static str = "Save what the records show";
    const ASKS_WHEN: bool = true;

    fn fill(opened: &Opened, values: &mut Values) {
        if let Some(Detail::Records(kinds)) = opened.obligation().map(|obligation| &obligation.detail) {
            values.set_all("which", kinds.iter().map(|kind| kind.code()));
        }
    }

    fn shown(_opened: &Opened) -> Value {
        shown! { kinds => choices::<RecordKind>() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> ReviewRecords {
        ReviewRecords { head, which: form.words("which"), found: form.text("found") }
    }
}
