//! How the family was followed up, and what came of it (NAF-15).

use super::{Opened, RecordForm};
use crate::form::{Reading, choices_of};
use crate::templating::shown;
use brought_app::{EntryHead, FollowUpFamily};
use brought_domain::contact::ResponseKind;
use minijinja::Value;

pub(crate) struct FamilyForm;

impl RecordForm for FamilyForm {
    type Entry = FollowUpFamily;
    const TEMPLATE: &'static str = "pages/record/family_followed_up.jinja";
    const BUTTON: &'static str = "Save";
    const ASKS_WHEN: bool = true;

    fn shown(_opened: &Opened) -> Value {
        shown! { ways => choices_of(ResponseKind::ALL.iter().copied().filter(|kind| *kind != ResponseKind::NothingYet)) }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> FollowUpFamily {
        FollowUpFamily { head, how: form.word("how", "Choose how you tried to reach the family"), result: form.text("result") }
    }
}
