//! Help that was offered to the family (BOL-10, SWI-04).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices};
use crate::templating::shown;
use brought_app::{EntryHead, OfferHelp};
use brought_domain::steps::{HelpKind, OfferAnswer};
use brought_policy::duty::Detail;
use minijinja::Value;

pub(crate) struct HelpForm;

impl RecordForm for HelpForm {
    type Entry = OfferHelp;
    const TEMPLATE: &'static str = "pages/record/help_offered.jinja";
    const BUTTON: &'static str = "Save the offer";
    const ASKS_WHEN: bool = true;

    fn fill(opened: &Opened, values: &mut Values) {
        if let Some(Detail::Help(kinds)) = opened.obligation().map(|obligation| &obligation.detail)
            && let [only] = kinds.as_slice()
        {
            values.set("help", only.code());
        }
    }

    fn shown(_opened: &Opened) -> Value {
        shown! { kinds => choices::<HelpKind>(), answers => choices::<OfferAnswer>() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> OfferHelp {
        OfferHelp {
            head,
            help: form.word("help", "Choose which help was offered"),
            answer: form.word("answer", "Choose what the family answered"),
            note: form.said("note"),
        }
    }
}
