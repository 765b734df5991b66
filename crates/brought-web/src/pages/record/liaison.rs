//! Asking another agency: who, when, what was learnt (NAF-15, NAF-16).

use super::{Opened, RecordForm};
use crate::form::{Reading, Values, choices};
use crate::templating::shown;
use brought_app::{EntryHead, RecordLiaison};
use brought_domain::contact::Answer;
use brought_domain::work::{Agency, AgencyKind, Ask, HowSeen, SeenAnswer, SeenBy};
use minijinja::Value;

pub(crate) struct LiaisonForm;

impl RecordForm for LiaisonForm {
    type Entry = RecordLiaison;
    const TEMPLATE: &'static str = "pages/record/liaison.jinja";
    const BUTTON: &'static str = "Save what you learnt";
    const ASKS_WHEN: bool = true;

    fn fill(opened: &Opened, values: &mut Values) {
        values.set("seen", "not_asked");
        if let Some(child) = opened.first_child() {
            values.set("seen.child", child);
        }
        let Some(obligation) = opened.obligation() else { return };
        values.set_all("asked", obligation.ask.iter().map(|ask| ask.code()));
        if let Some(agency) = &obligation.agency {
            values.set("agency.kind", agency.kind.code());
            values.set("agency.name", agency.name.clone().unwrap_or_default());
        }
    }

    fn shown(opened: &Opened) -> Value {
        shown! { agencies => choices::<AgencyKind>(), asks => choices::<Ask>(), ways_of_seeing => choices::<HowSeen>(), seen_by => choices::<SeenBy>(), children => opened.children() }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> RecordLiaison {
        let seen = match form.text("seen").as_str() {
            "seen" => SeenAnswer::Seen(form.sighting("seen")),
            "not_seen" => SeenAnswer::NotSeen,
            "not_known" => SeenAnswer::NotKnown,
            _ => SeenAnswer::NotAsked,
        };
        let agency = Agency { kind: form.word::<AgencyKind>("agency.kind", "Choose the kind of agency"), name: form.said("agency.name") };
        RecordLiaison {
            head,
            agency,
            person_spoken_to: form.said("person_spoken_to"),
            asked: form.words("asked"),
            address_confirmed: form.chosen("address_confirmed").unwrap_or(Answer::NotKnown),
            contact_details_confirmed: form.chosen("contact_details_confirmed").unwrap_or(Answer::NotKnown),
            seen,
            learnt: form.text("learnt"),
        }
    }
}
