//! Makes a chronology on which two answers differ as small and as plain as it can be while they still differ.

use brought_domain::event::{Fact, Source};
use brought_domain::work::Role;
use brought_domain::{Author, Chronology, Event};
use jiff::Timestamp;

/// Whether the two answers still differ.
pub type Differs<'f> = &'f dyn Fn(&Chronology, Timestamp) -> bool;

/// Drops entries and simplifies those that stay, as long as the difference stays.
pub fn shrink(chronology: &Chronology, as_of: Timestamp, differs: Differs<'_>) -> Chronology {
    let mut smallest = chronology.clone();
    loop {
        let before = smallest.clone();
        drop_entries(&mut smallest, as_of, differs);
        plain_entries(&mut smallest, as_of, differs);
        if smallest == before {
            return smallest;
        }
    }
}

/// Drops runs of entries, long ones first.
fn drop_entries(chronology: &mut Chronology, as_of: Timestamp, differs: Differs<'_>) {
    let mut length = chronology.events.len();
    while length > 0 {
        let mut from = 0;
        while from < chronology.events.len() {
            let mut fewer = chronology.clone();
            let mut place = 0;
            // Who somebody is stays: a person without a record is another story.
            fewer.events.retain(|event| {
                place += 1;
                !(from + 1..=from + length).contains(&place) || matches!(event.fact, Fact::PersonRecorded(..))
            });
            if fewer.events.len() == chronology.events.len() {
                from += length;
                continue;
            }
            if differs(&fewer, as_of) {
                *chronology = fewer;
            } else {
                from += length;
            }
        }
        length /= 2;
    }
}

/// Each way of making an entry plainer.
const PLAINER: &[fn(&mut Event)] = &[
    |event| event.corrects = None,
    |event| event.answers.clear(),
    |event| event.source = Source::Entered,
    |event| event.recorded_at = event.happened.earliest(&brought_calendar::uk_time_zone()),
    |event| {
        if let Ok(by) = "nurse".parse() {
            event.author = Author::Signed { by, role: Role::Practitioner };
        }
    },
    |event| {
        if let Fact::ContactPlanned(planned) = &mut event.fact {
            planned.essential_to = None;
            planned.programme = None;
            planned.practitioner = None;
        }
    },
    |event| {
        if let Fact::PlanRecorded(recorded) = &mut event.fact {
            recorded.members.clear();
        }
    },
    |event| {
        if let Fact::OutcomeRecorded(recorded) = &mut event.fact {
            recorded.responses.clear();
        }
    },
];

fn plain_entries(chronology: &mut Chronology, as_of: Timestamp, differs: Differs<'_>) {
    for place in 0..chronology.events.len() {
        for plainer in PLAINER {
            let mut changed = chronology.clone();
            plainer(&mut changed.events[place]);
            if changed != *chronology && differs(&changed, as_of) {
                *chronology = changed;
            }
        }
    }
}
