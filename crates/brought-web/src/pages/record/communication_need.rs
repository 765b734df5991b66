//! What may stand in the way of understanding a letter or of answering a door (NAF-24, STW-04, STW-06).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices};
use crate::templating::shown;
use brought_app::{EntryHead, RecordCommunicationNeed};
use brought_domain::person::CommunicationNeedKind;
use minijinja::Value;

pub(crate) struct CommunicationNeedForm;

impl RecordForm for CommunicationNeedForm {
    type Entry = RecordCommunicationNeed;
    const TEMPLATE: &'static str = "pages/record/communication_need.jinja";
    const BUTTON: &'static str = "Save the need";
    const ASKS_WHEN: bool = true;
    /// It concerns every service.
    const ASKS_SERVICE: bool = false;

    fn fill(_opened: &Opened, values: &mut Values) {
        values.set("happened.time", "");
    }

    fn shown(opened: &Opened) -> Value {
        shown! { needs => choices::<CommunicationNeedKind>(), so_far => opened.page.who.communication_needs }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> RecordCommunicationNeed {
        RecordCommunicationNeed { head, kind: form.word("kind", "Choose what is needed"), note: form.said("note") }
    }
}
