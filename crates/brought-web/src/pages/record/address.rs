//! Where somebody lives now, whether it is safe to write there, or that it is withheld (H15, H16).

use super::{Opened, RecordForm};
use crate::form::{Choice, Reading, Values};
use crate::templating::shown;
use brought_app::{EntryHead, RecordAddress};
use brought_domain::contact::Answer;
use minijinja::Value;

pub(crate) struct AddressForm;

impl RecordForm for AddressForm {
    type Entry = RecordAddress;
    const TEMPLATE: &'static str = "pages/record/address.jinja";
    const BUTTON: &'static str = "Save the address";
    const ASKS_WHEN: bool = true;
    /// It concerns every service.
    const ASKS_SERVICE: bool = false;

    fn fill(_opened: &Opened, values: &mut Values) {
        values.set("happened.time", "");
    }

    fn shown(opened: &Opened) -> Value {
        let choice = |answer: Answer, text: &str| Choice { value: answer.code().to_owned(), text: text.to_owned() };
        let withheld = [
            choice(Answer::No, "No: it may be seen by those who work with the family"),
            choice(Answer::Yes, "Yes: nobody may learn of it from here"),
        ];
        let safety = [
            choice(Answer::Yes, "Yes: somebody who can know has said so"),
            choice(Answer::No, "No: send nothing there"),
            choice(Answer::NotKnown, "Not known: ask before anything is sent"),
        ];
        shown! { withheld, safety, so_far => opened.page.who.address }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> RecordAddress {
        RecordAddress {
            head,
            is_withheld: form.chosen("is_withheld"),
            lines: form.lines("lines"),
            postcode: form.text("postcode"),
            safe_to_write_to: form.chosen("safe_to_write_to"),
            reported_by_family: form.chosen("reported_by_family").unwrap_or(Answer::NotKnown),
        }
    }
}
