//! A relationship between the family and a professional that broke down (SWI-04).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values};
use crate::templating::shown;
use brought_app::{EntryHead, RecordBreakdown};
use minijinja::Value;

pub(crate) struct BreakdownForm;

impl RecordForm for BreakdownForm {
    type Entry = RecordBreakdown;
    const TEMPLATE: &'static str = "pages/record/breakdown.jinja";
    const BUTTON: &'static str = "Save";
    const ASKS_WHEN: bool = true;

    /// At which hour it broke down is seldom known.
    fn fill(_opened: &Opened, values: &mut Values) {
        values.set("happened.time", "");
    }

    fn shown(opened: &Opened) -> Value {
        shown! { practitioners => opened.practitioners() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> RecordBreakdown {
        RecordBreakdown { head, practitioner: form.practitioner("practitioner"), what: form.text("what") }
    }
}
