//! What was agreed to follow if the next contact fails too (HAM-07).

use super::{Opened, RecordForm};
use crate::form::{Reading, choices};
use crate::templating::shown;
use brought_app::{AgreeNextStep, EntryHead};
use brought_domain::steps::AgreedStep;
use minijinja::Value;

pub(crate) struct AgreementForm;

impl RecordForm for AgreementForm {
    type Entry = AgreeNextStep;
    const TEMPLATE: &'static str = "pages/record/agreement.jinja";
    const BUTTON: &'static str = "Save the agreement";
    const ASKS_WHEN: bool = true;

    fn shown(_opened: &Opened) -> Value {
        shown! { steps => choices::<AgreedStep>() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> AgreeNextStep {
        AgreeNextStep {
            head,
            if_next_fails: form.word("if_next_fails", "Choose what follows if the next contact fails"),
            what: form.text("what"),
            agreed_with: form.lines("agreed_with"),
        }
    }
}
