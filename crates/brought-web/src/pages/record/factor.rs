//! A factor that bears on a child's welfare, with how it is known (NAF-14, NAF-25).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices};
use crate::templating::shown;
use brought_app::{EntryHead, RecordFactor};
use brought_domain::circumstances::{FactorKind, StandingNow};
use minijinja::Value;

pub(crate) struct FactorForm;

impl RecordForm for FactorForm {
    type Entry = RecordFactor;
    const TEMPLATE: &'static str = "pages/record/factor.jinja";
    const BUTTON: &'static str = "Save";
    const ASKS_WHEN: bool = true;

    fn fill(_opened: &Opened, values: &mut Values) {
        values.set("happened.time", "");
    }

    fn shown(opened: &Opened) -> Value {
        shown! { factors => choices::<FactorKind>(), states => choices::<StandingNow>(), circumstances => opened.page.who.circumstances }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> RecordFactor {
        RecordFactor {
            head,
            factor: form.word("factor", "Choose what you have to record"),
            state: form.word("state", "Say whether it holds"),
            note: form.said("note"),
        }
    }
}
