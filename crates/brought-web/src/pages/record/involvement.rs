//! Another service that is, was or may be involved with the family (SWI-07, STW-12).

use super::{Opened, RecordForm};
use crate::form::{Choice, Reading, Values, choices};
use crate::templating::shown;
use brought_app::{EntryHead, RecordInvolvement};
use brought_domain::circumstances::StandingNow;
use brought_domain::work::{Agency, AgencyKind};
use minijinja::Value;

pub(crate) struct InvolvementForm;

impl RecordForm for InvolvementForm {
    type Entry = RecordInvolvement;
    const TEMPLATE: &'static str = "pages/record/involvement.jinja";
    const BUTTON: &'static str = "Save";
    const ASKS_WHEN: bool = true;

    fn fill(opened: &Opened, values: &mut Values) {
        values.set("happened.time", "");
        let Some(agency) = opened.obligation().and_then(|obligation| obligation.agency.as_ref()) else { return };
        values.set("agency.kind", agency.kind.code());
        values.set("agency.name", agency.name.clone().unwrap_or_default());
    }

    fn shown(opened: &Opened) -> Value {
        let states =
            [(StandingNow::Current, "Yes, it is involved"), (StandingNow::Ended, "No, or no longer"), (StandingNow::NotKnown, "Not known")];
        let states: Vec<Choice> =
            states.into_iter().map(|(state, text)| Choice { value: state.code().to_owned(), text: text.to_owned() }).collect();
        shown! { agencies => choices::<AgencyKind>(), states, involved => opened.page.who.involved }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> RecordInvolvement {
        let agency = Agency { kind: form.word::<AgencyKind>("agency.kind", "Choose the kind of service"), name: form.said("agency.name") };
        RecordInvolvement {
            head,
            agency,
            state: form.word("state", "Say whether it is involved with the family"),
            person: form.said("person_there"),
        }
    }
}
