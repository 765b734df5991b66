//! The people of a file become the events that opened their records.

use super::draft::{Draft, Placed};
use crate::form::directory::PersonForm;
use crate::leaf::london;
use crate::reader::Reader;
use brought_domain::person::PersonKind;
use brought_domain::{Author, Event, EventId, Fact, Happened, PersonId, Source};
use jiff::Timestamp;

pub(super) fn person_event_id(person: &str) -> String {
    format!("person-{person}")
}

pub(super) fn relation_event_id(person: &str, other: &str) -> String {
    format!("relation-{person}-{other}")
}

impl PersonForm {
    pub(super) fn is_child(&self) -> bool {
        self.kind.member().is_some_and(PersonKind::is_child)
    }
}

/// The events that open the records of the people: known from the earliest event on, unless the file says since when.
pub(super) fn opening_events(draft: &Draft, events: &Placed<Event>, author: Option<&Author>, reader: &mut Reader) -> Vec<Option<Event>> {
    let london = london();
    let earliest = events.iter().map(|(_, event)| event.recorded_at.min(event.happened.earliest(&london))).min();
    let since = Happened::At(earliest.unwrap_or(Timestamp::UNIX_EPOCH));
    if author.is_none() && !draft.people.is_empty() && draft.author.is_none() && draft.events.is_empty() {
        reader.within("author", |reader| reader.problem::<()>(super::event::NO_AUTHOR));
    }
    let mut opening = Vec::new();
    for (place, person) in &draft.people {
        let read = |reader: &mut Reader| person_events(person, since, author, reader);
        opening.extend(reader.within("people", |reader| reader.within_index(*place, read)));
    }
    opening
}

fn person_events(person: &PersonForm, since: Happened, author: Option<&Author>, reader: &mut Reader) -> Vec<Option<Event>> {
    let id = reader.within("id", |reader| person.id.read_new(reader));
    let kind = reader.field("kind", &person.kind);
    let details = person.read_details(reader);
    let happened = reader.field("since", &person.since).map(|given| given.unwrap_or(since));
    let relations = reader.field("relations", &person.relations);
    let (Some(id), Some(kind), Some(details), Some(happened), Some(relations), Some(author)) =
        (id, kind, details, happened, relations, author)
    else {
        if reader.is_clean() {
            // Nobody may drop out of a record without a word.
            reader.problem::<()>("cannot be read");
        }
        return Vec::new();
    };
    let event = |event_id: String, fact| opening_event(event_id, &id, happened, author, fact);
    let mut events = vec![(person_event_id(id.as_str()), Fact::PersonRecorded(kind, details))];
    events.extend(
        relations.into_iter().map(|relation| (relation_event_id(id.as_str(), relation.other.as_str()), Fact::RelationRecorded(relation))),
    );
    events
        .into_iter()
        .map(|(event_id, fact)| {
            event(event_id, fact).or_else(|| reader.problem("the id is too long to make the id of an event of it; choose a shorter one"))
        })
        .collect()
}

fn opening_event(id: String, about: &PersonId, happened: Happened, author: &Author, fact: Fact) -> Option<Event> {
    Some(Event {
        id: EventId::new(id).ok()?,
        about: about.clone(),
        service: None,
        happened,
        recorded_at: happened.earliest(&london()),
        author: author.clone(),
        source: Source::Entered,
        corrects: None,
        answers: Vec::new(),
        fact,
    })
}
