//! How somebody is reached, and in which language.

use super::{Opened, RecordForm};
use crate::form::{Reading, Values};
use brought_app::{EntryHead, RecordDetails, known_details};

pub(crate) struct DetailsForm;

impl RecordForm for DetailsForm {
    type Entry = RecordDetails;
    const TEMPLATE: &'static str = "pages/record/details.jinja";
    const BUTTON: &'static str = "Save";
    /// It concerns every service.
    const ASKS_SERVICE: bool = false;

    fn fill(opened: &Opened, values: &mut Values) {
        let known = known_details(&opened.chronology, opened.grant.person());
        values.set("telephones", known.telephones.join("\n"));
        values.set("emails", known.emails.join("\n"));
        values.set("language", known.language.unwrap_or_default());
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> RecordDetails {
        RecordDetails { head, telephones: form.lines("telephones"), emails: form.lines("emails"), language: form.said("language") }
    }
}
