//! Asking another organisation to take over a follow-up (NAF-17). It ends nothing: that takes their answer, and an ending.

use super::{Opened, RecordForm};
use crate::form::{Choice, Reading, Values};
use crate::templating::shown;
use brought_app::{EntryHead, FollowUpView, OfferHandover};
use brought_domain::OrganisationId;
use minijinja::Value;

pub(crate) struct OfferForm;

impl RecordForm for OfferForm {
    type Entry = OfferHandover;
    const TEMPLATE: &'static str = "pages/record/handover.jinja";
    const BUTTON: &'static str = "Save the offer";
    const ASKS_WHEN: bool = true;
    /// The service is that of the follow-up, which the form itself asks for.
    const ASKS_SERVICE: bool = false;

    fn fill(opened: &Opened, values: &mut Values) {
        let follow_ups = own_open(opened);
        let asked = opened.query.said("service");
        let follow_up = follow_ups.iter().find(|follow_up| Some(&follow_up.service) == asked.as_ref()).or(follow_ups.first());
        if let Some(follow_up) = follow_up {
            values.set("service", follow_up.service.clone());
        }
    }

    fn shown(opened: &Opened) -> Value {
        let known = opened.directory.organisations.iter();
        let organisations: Vec<Choice> =
            known.map(|organisation| Choice { value: organisation.id.to_string(), text: organisation.name.clone() }).collect();
        let follow_ups = own_open(opened);
        let services: Vec<Choice> =
            follow_ups.iter().map(|follow_up| Choice { value: follow_up.service.clone(), text: follow_up.service_name.clone() }).collect();
        shown! { organisations, services, follow_ups }
    }

    fn read(head: EntryHead, form: &Reading<'_>, _opened: &Opened) -> OfferHandover {
        if form.said("to").is_some() && form.said("to.other").is_some() {
            form.refuse("to.other", "Choose an organisation from the list or write another one, not both");
        }
        let to = form.said("to").or_else(|| form.said("to.other")).and_then(|to| organisation(&to, form));
        OfferHandover { head, to, service: form.said("to.service"), content: form.text("content") }
    }
}

/// An organisation by its code, or by its name where it has none. What cannot be one is noted.
fn organisation(written: &str, form: &Reading<'_>) -> Option<OrganisationId> {
    OrganisationId::new(written).map_err(|_| form.refuse("to", "Write the organisation’s code or name in fewer than 120 letters")).ok()
}

/// The open follow-ups of the person whose page it is.
fn own_open(opened: &Opened) -> Vec<&FollowUpView> {
    opened.page.follow_ups.iter().filter(|follow_up| follow_up.open && follow_up.person == opened.page.person).collect()
}
