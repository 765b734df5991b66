//! A letter, card or leaflet that was sent; what was sent is kept with it (HAM-07, HAM-09, SWI-14).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices_of};
use crate::templating::shown;
use brought_app::{EntryHead, SendDocument};
use brought_domain::contact::ResponseKind;
use brought_policy::duty::Detail;
use brought_policy::pack::DocumentKind;
use minijinja::Value;

pub(crate) struct SentForm;

impl RecordForm for SentForm {
    type Entry = SendDocument;
    const TEMPLATE: &'static str = "pages/record/sent.jinja";
    const BUTTON: &'static str = "Save what was sent";
    const ASKS_WHEN: bool = true;

    fn fill(opened: &Opened, values: &mut Values) {
        let Some(Detail::Document { id, kind, .. }) = opened.obligation().map(|obligation| &obligation.detail) else { return };
        values.set("document", id.clone());
        let how = match kind {
            DocumentKind::Letter | DocumentKind::Leaflet => ResponseKind::LetterSent,
            DocumentKind::Card => ResponseKind::CardLeft,
        };
        values.set("kind", how.code());
    }

    fn shown(_opened: &Opened) -> Value {
        shown! { kinds => choices_of([ResponseKind::LetterSent, ResponseKind::CardLeft, ResponseKind::MessageSent, ResponseKind::Other]) }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> SendDocument {
        SendDocument {
            head,
            kind: form.word("kind", "Choose whether it was a letter, a card or a message"),
            to: form.text("to"),
            copy: form.text("copy"),
            document: form.said("document"),
        }
    }
}
