//! What only the whole file shows: ids given twice, and outcomes that cannot have come of their contacts.

use super::draft::{Draft, Placed};
use super::known::{Kinds, event_id, planned_id};
use super::people::{person_event_id, relation_event_id};
use crate::reader::Reader;
use brought_domain::contact::{ContactSubject, DoesNotFit, OutcomeRecorded, Setting};
use brought_domain::{ContactId, Event, Fact};
use std::collections::BTreeMap;

/// Notes each id that is given twice, where it is given again.
pub(super) fn each_id_once(draft: &Draft, reader: &mut Reader) {
    let people = draft.people.iter().filter_map(|(place, person)| Some((*place, person.id.as_text()?.to_owned())));
    note_repeated("people", "person", people, reader);
    let services = draft.services.iter().flatten().filter_map(|(place, service)| Some((*place, service.id.as_text()?.to_owned())));
    note_repeated("services", "service", services, reader);
    let practitioners = draft.practitioners.iter().filter_map(|(place, one)| Some((*place, one.id.as_text()?.to_owned())));
    note_repeated("practitioners", "practitioner", practitioners, reader);

    let mut opening = BTreeMap::new();
    for (place, person) in &draft.people {
        let Some(id) = person.id.as_text() else { continue };
        opening.insert(person_event_id(id), format!("people[{place}]"));
        for (index, relation) in person.relations.iter().enumerate() {
            let Some(other) = relation.other.as_text() else { continue };
            let here = format!("people[{place}].relations[{index}]");
            if opening.insert(relation_event_id(id, other), here).is_some() {
                let what = format!("the relation to `{other}` is given twice");
                reader.within("people", |r| {
                    r.within_index(*place, |r| r.within("relations", |r| r.within_index(index, |r| r.problem::<()>(what))))
                });
            }
        }
    }
    let events = draft.events.iter().flat_map(|(place, event)| {
        let id = event_id(*place, event.id.as_ref().and_then(|id| id.as_text()));
        let planned = event.contact.as_ref().filter(|contact| contact.outcome.is_some()).map(|_| planned_id(&id));
        std::iter::once((*place, id)).chain(planned.map(|id| (*place, id)))
    });
    note_repeated_after(opening, "events", "event", events, reader);
}

fn note_repeated(list: &'static str, what: &str, ids: impl Iterator<Item = (usize, String)>, reader: &mut Reader) {
    note_repeated_after(BTreeMap::new(), list, what, ids, reader);
}

fn note_repeated_after(
    mut seen: BTreeMap<String, String>,
    list: &'static str,
    what: &str,
    ids: impl Iterator<Item = (usize, String)>,
    reader: &mut Reader,
) {
    for (place, id) in ids {
        match seen.get(&id) {
            Some(earlier) => {
                let problem = format!("`{id}` is the id of another {what}, at {earlier}; give this one another id");
                reader.within(list, |reader| {
                    reader.within_index(place, |reader| reader.within("id", |reader| reader.problem::<()>(problem)))
                });
            }
            None => {
                seen.insert(id, format!("{list}[{place}]"));
            }
        }
    }
}

/// Notes each outcome that cannot have come of the contact as the file plans it, in any of its versions.
pub(super) fn outcomes_fit(events: &Placed<Event>, kinds: &Kinds, reader: &mut Reader) {
    let mut settings: BTreeMap<&ContactId, Vec<Setting>> = BTreeMap::new();
    for (_, event) in events {
        if let Fact::ContactPlanned(planned) = &event.fact {
            settings.entry(&planned.contact).or_default().push(planned.setting);
        }
    }
    for (place, event) in events {
        let Fact::OutcomeRecorded(recorded) = &event.fact else { continue };
        let Some(kind) = kinds.get(event.about.as_str()) else { continue };
        let subject = if kind.is_child() { ContactSubject::Child } else { ContactSubject::Carer };
        let planned = settings.get(&recorded.contact).map(Vec::as_slice).unwrap_or_default();
        if let Some(misfit) = misfit(recorded, planned, subject) {
            reader.within("events", |reader| reader.within_index(*place, |reader| reader.problem::<()>(misfit.to_string())));
        }
    }
}

fn misfit(recorded: &OutcomeRecorded, planned: &[Setting], subject: ContactSubject) -> Option<DoesNotFit> {
    let misfits: Result<Vec<_>, ()> = planned.iter().map(|setting| recorded.outcome.fits(*setting, subject).err().ok_or(())).collect();
    misfits.ok().and_then(|misfits| misfits.into_iter().next())
}
