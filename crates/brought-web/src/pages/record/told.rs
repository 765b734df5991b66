//! Who was told what, and how (HAM-07, STW-12, STW-15, STW-18 to STW-20, SWI-06 to SWI-08).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices};
use crate::templating::shown;
use brought_app::{EntryHead, TellSomebody};
use brought_domain::contact::Answer;
use brought_domain::steps::{Channel, InformTopic, Party};
use brought_policy::duty::Detail;
use minijinja::Value;

pub(crate) struct ToldForm;

impl RecordForm for ToldForm {
    type Entry = TellSomebody;
    const TEMPLATE: &'static str = "pages/record/told.jinja";
    const BUTTON: &'static str = "Save whom you told";
    const ASKS_WHEN: bool = true;

    fn fill(opened: &Opened, values: &mut Values) {
        let Some(obligation) = opened.obligation() else { return };
        if let Some(party) = obligation.party {
            values.set("party", party.code());
        }
        if let Detail::Inform { about, .. } = &obligation.detail {
            values.set("about", about.code());
        }
    }

    fn shown(_opened: &Opened) -> Value {
        shown! { parties => choices::<Party>(), topics => choices::<InformTopic>(), channels => choices::<Channel>() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> TellSomebody {
        TellSomebody {
            head,
            party: form.word("party", "Choose who was told"),
            name: form.said("name"),
            about: form.word("about", "Choose what they were told about"),
            how: form.word("how", "Choose how they were told"),
            reference: form.said("reference"),
            understood: form.chosen("understood").unwrap_or(Answer::NotKnown),
            said: form.text("said"),
        }
    }
}
