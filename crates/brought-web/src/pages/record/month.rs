//! The monthly review of a child’s attendance, by its five questions (BOL-06).

use super::{Opened, RecordForm};
use crate::form::Reading;
use brought_app::{EntryHead, ReviewMonth};

pub(crate) struct MonthForm;

impl RecordForm for MonthForm {
    type Entry = ReviewMonth;
    const TEMPLATE: &'static str = "pages/record/month.jinja";
    const BUTTON: &'static str = "Sign the review";
    const ASKS_WHEN: bool = true;

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> ReviewMonth {
        ReviewMonth {
            head,
            why: form.text("why"),
            first_or_repeated: form.text("first_or_repeated"),
            risk: form.text("risk"),
            parents_view: form.text("parents_view"),
            action: form.text("action"),
        }
    }
}
