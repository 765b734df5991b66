//! Whether a child's needs are met, also when others have seen the child (NAF-18).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values};
use crate::templating::shown;
use brought_app::{ConsiderNeeds, EntryHead};
use minijinja::Value;

pub(crate) struct NeedsForm;

impl RecordForm for NeedsForm {
    type Entry = ConsiderNeeds;
    const TEMPLATE: &'static str = "pages/record/needs.jinja";
    const BUTTON: &'static str = "Save";

    fn fill(opened: &Opened, values: &mut Values) {
        if let Some(child) = opened.first_child() {
            values.set("child", child);
        }
    }

    fn shown(opened: &Opened) -> Value {
        shown! { children => opened.children(), last_seen => opened.page.last_seen }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> ConsiderNeeds {
        ConsiderNeeds {
            head,
            child: form.person("child", "Choose the child"),
            met: form.word("met", "Say whether the child’s needs are met, or that you do not know"),
            basis: form.text("basis"),
            family_vulnerable: form
                .word("family_vulnerable", "Say whether there are signs that the family is vulnerable, or that you do not know"),
        }
    }
}
