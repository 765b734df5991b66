//! Immediate danger: one field, because everything else can follow (J3).

use super::{Opened, RecordForm};
use crate::form::Reading;
use brought_app::{EntryHead, TellDanger};

pub(crate) struct DangerForm;

impl RecordForm for DangerForm {
    type Entry = TellDanger;
    const TEMPLATE: &'static str = "pages/record/danger.jinja";
    const BUTTON: &'static str = "Save, and ask for a referral now";

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> TellDanger {
        TellDanger { head, what: form.text("what") }
    }
}
