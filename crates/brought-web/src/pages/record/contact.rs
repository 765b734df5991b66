//! Planning a contact.

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices};
use crate::templating::shown;
use brought_app::{EntryHead, PlanContact};
use brought_domain::circumstances::PlanKind;
use brought_domain::contact::{Arranged, Setting};
use minijinja::Value;

pub(crate) struct ContactForm;

impl RecordForm for ContactForm {
    type Entry = PlanContact;
    const TEMPLATE: &'static str = "pages/record/contact.jinja";
    const BUTTON: &'static str = "Save the contact";

    fn fill(opened: &Opened, values: &mut Values) {
        values.set("practitioner", opened.who.actor.practitioner.to_string());
    }

    fn shown(opened: &Opened) -> Value {
        shown! {
            settings => choices::<Setting>(), ways => choices::<Arranged>(), plans => choices::<PlanKind>(),
            practitioners => opened.practitioners(),
        }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> PlanContact {
        PlanContact {
            contact: form.new_contact(),
            planned_for: form.moment("planned_for", "Date of the contact"),
            setting: form.word("setting", "Choose where the contact is to be"),
            arranged: form.word("arranged", "Choose how the contact was arranged"),
            practitioner: form.practitioner("practitioner"),
            purpose: form.said("purpose"),
            essential_to: form.chosen("essential_to"),
            head,
        }
    }
}
