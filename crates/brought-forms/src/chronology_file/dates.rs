//! Dates that cannot be so. A day is as fine as it goes: within one day clocks and memories differ, and that is no mistake worth refusing.
//!
//! Only files written by hand are held to this. What another system sent or what is stored already is taken as it is.

use super::draft::Placed;
use crate::leaf::london;
use crate::reader::Reader;
use brought_domain::{ContactId, Event, Fact, PersonId};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

const UNBORN: &str = "an unborn child has `due_on` and the kind `unborn_child`";

/// Notes everything recorded before it happened, born after it was recorded, or come of a contact that was not planned yet.
///
/// The people at the head of a file are described as they are known when it is written, which may be long after its last entry: a child who was
/// unborn in all of it has a date of birth there.
pub(super) fn possible(events: &Placed<Event>, reader: &mut Reader) {
    recorded_afterwards(events, reader);
    born_before_recorded(events, reader);
    planned_before_outcome(events, reader);
}

fn recorded_on(event: &Event) -> Date {
    day(event.recorded_at)
}

fn day(instant: Timestamp) -> Date {
    london().to_datetime(instant).date()
}

fn at(place: usize, field: &'static str, problem: String, reader: &mut Reader) {
    reader.within("events", |reader| {
        reader.within_index(place, |reader| reader.within(field, |reader| reader.problem::<()>(problem)));
    });
}

fn recorded_afterwards(events: &Placed<Event>, reader: &mut Reader) {
    // A contact and its outcome in one make two events at one place.
    let mut told = BTreeSet::new();
    for (place, event) in events {
        let (recorded, happened) = (recorded_on(event), event.happened.day(&london()));
        if recorded < happened && told.insert(*place) {
            let problem = format!(
                "is on {recorded}, before the day on which it happened, {happened}; put one of the two right, or leave `recorded_at` out"
            );
            at(*place, "recorded_at", problem, reader);
        }
    }
}

fn born_before_recorded(events: &Placed<Event>, reader: &mut Reader) {
    for (place, event) in events {
        let Fact::PersonRecorded(_, details) = &event.fact else { continue };
        let recorded = recorded_on(event);
        if let Some(born) = details.born_on.filter(|born| *born > recorded) {
            let problem = format!("is {born}, after it was recorded on {recorded}; {UNBORN}");
            reader.within("events", |reader| {
                reader.within_index(*place, |reader| {
                    reader.within("person_recorded", |reader| reader.within("born_on", |reader| reader.problem::<()>(problem)))
                });
            });
        }
    }
}

fn planned_before_outcome(events: &Placed<Event>, reader: &mut Reader) {
    let london = london();
    let mut first_planned: BTreeMap<(&PersonId, &ContactId), Date> = BTreeMap::new();
    for (_, event) in events {
        if let Fact::ContactPlanned(planned) = &event.fact {
            let day = event.happened.day(&london);
            first_planned.entry((&event.about, &planned.contact)).and_modify(|first| *first = day.min(*first)).or_insert(day);
        }
    }
    for (place, event) in events {
        let Fact::OutcomeRecorded(recorded) = &event.fact else { continue };
        let happened = event.happened.day(&london);
        if let Some(planned) = first_planned.get(&(&event.about, &recorded.contact)).filter(|planned| **planned > happened) {
            let problem = format!("is on {happened}, before the contact was planned, on {planned}; put one of the two right");
            at(*place, "happened", problem, reader);
        }
    }
}
