//! A step that was taken, and what came of it (STW-09, STW-12, SWI-04, SWI-05, SWI-11).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices};
use crate::templating::shown;
use brought_app::{EntryHead, TakeStep};
use brought_domain::steps::Step;
use brought_policy::duty::Detail;
use minijinja::Value;

pub(crate) struct StepForm;

impl RecordForm for StepForm {
    type Entry = TakeStep;
    const TEMPLATE: &'static str = "pages/record/step.jinja";
    const BUTTON: &'static str = "Save the step";
    const ASKS_WHEN: bool = true;

    fn fill(opened: &Opened, values: &mut Values) {
        if let Some(Detail::Step(step)) = opened.obligation().map(|obligation| &obligation.detail) {
            values.set("step", step.code());
        }
    }

    fn shown(_opened: &Opened) -> Value {
        shown! { steps => choices::<Step>() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> TakeStep {
        TakeStep { head, step: form.word("step", "Choose the step that was taken"), outcome: form.text("outcome") }
    }
}
