//! The ids that a file explains, gathered before anything that refers to them is read.

use super::draft::Draft;
use crate::reader::Known;
use brought_domain::person::PersonKind;
use std::collections::BTreeMap;

/// What kind of person each id is.
pub(super) type Kinds = BTreeMap<String, PersonKind>;

/// The id of an event: its own, or its place in the file, counted from one.
pub(super) fn event_id(place: usize, given: Option<&str>) -> String {
    given.map_or_else(|| format!("event-{}", place + 1), str::to_owned)
}

/// The id of a contact written in shorthand.
pub(super) fn contact_id(place: usize, given: Option<&str>) -> String {
    given.map_or_else(|| format!("contact-{}", place + 1), str::to_owned)
}

/// The id of the plan of a contact, when the event itself is the outcome.
pub(super) fn planned_id(event: &str) -> String {
    format!("{event}/planned")
}

pub(super) fn ids(draft: &Draft) -> Known {
    let mut known = Known::default();
    for ids in [&mut known.people, &mut known.services, &mut known.events, &mut known.contacts] {
        ids.extend(draft.mentioned.iter().filter_map(|(_, text)| text.as_text()).map(str::to_owned));
        ids.extend(draft.broken.iter().cloned());
    }
    known.people.extend(kinds(draft).into_keys());
    match &draft.services {
        Some(services) => known.services.extend(services.iter().filter_map(|(_, service)| service.id.as_text()).map(str::to_owned)),
        None => known.services.extend(["service".to_owned()]),
    }
    for (place, event) in &draft.events {
        let id = event_id(*place, event.id.as_ref().and_then(|id| id.as_text()));
        if let Some(contact) = &event.contact {
            known.contacts.insert(contact_id(*place, contact.id.as_ref().and_then(|id| id.as_text())));
            known.events.insert(planned_id(&id));
        }
        if let Some(planned) = &event.contact_planned {
            known.contacts.extend(planned.contact.as_text().map(str::to_owned));
        }
        known.events.insert(id);
    }
    for (_, person) in &draft.people {
        let Some(id) = person.id.as_text() else { continue };
        known.events.insert(super::people::person_event_id(id));
        let relations = person.relations.iter().filter_map(|relation| relation.other.as_text());
        known.events.extend(relations.map(|other| super::people::relation_event_id(id, other)));
    }
    known
}

/// The kind of each person that the file describes: a later change from unborn child to child matters to nothing here.
pub(super) fn kinds(draft: &Draft) -> Kinds {
    let mut kinds = Kinds::new();
    for (_, event) in &draft.events {
        let about = event.about.as_ref().or(draft.subject.as_ref()).and_then(|about| about.as_text());
        if let (Some(about), Some(recorded)) = (about, &event.person_recorded) {
            kinds.insert(about.to_owned(), recorded.kind.member().unwrap_or(PersonKind::Child));
        }
    }
    for (_, person) in &draft.people {
        if let Some(id) = person.id.as_text() {
            kinds.insert(id.to_owned(), person.kind.member().unwrap_or(PersonKind::Child));
        }
    }
    kinds
}
