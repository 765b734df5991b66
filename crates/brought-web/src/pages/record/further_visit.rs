//! A further visit after a failed one under a protection plan (NAF-28).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices_of};
use crate::templating::shown;
use brought_app::{EntryHead, SetFurtherVisit};
use brought_domain::work::Role;
use minijinja::Value;

pub(crate) struct FurtherVisitForm;

impl RecordForm for FurtherVisitForm {
    type Entry = SetFurtherVisit;
    const TEMPLATE: &'static str = "pages/record/further_visit.jinja";
    const BUTTON: &'static str = "Set the visit";

    fn fill(opened: &Opened, values: &mut Values) {
        if let Some(child) = opened.first_child() {
            values.set("child", child);
        }
    }

    fn shown(opened: &Opened) -> Value {
        shown! { children => opened.children(), visitors => choices_of([Role::SocialWorker, Role::DutyWorker]), practitioners => opened.practitioners() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> SetFurtherVisit {
        SetFurtherVisit {
            head,
            child: form.person("child", "Choose the child to be seen"),
            by: form.day("by", "Last day of the visit"),
            visitor: form.word("visitor", "Choose who is to make the visit"),
            visitor_id: form.practitioner("visitor_id"),
        }
    }
}
