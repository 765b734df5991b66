//! Finding contacts and what came of them in a chronology.

use brought_domain::contact::{ContactPlanned, OutcomeRecorded};
use brought_domain::{Chronology, ContactId, Event, EventId, Fact};
use std::collections::BTreeSet;

/// The latest plan of a contact in the record of the chronology's subject.
pub(crate) fn planned<'a>(chronology: &'a Chronology, contact: &ContactId) -> Option<&'a ContactPlanned> {
    standing_events(chronology)
        .filter(|event| event.about == chronology.subject)
        .filter_map(|event| plan(event))
        .filter(|plan| plan.contact == *contact)
        .last()
}

/// The contact that an entry is about.
pub(crate) fn contact_of(event: &Event) -> Option<&ContactId> {
    plan(event).map(|plan| &plan.contact).or_else(|| outcome(event).map(|outcome| &outcome.contact))
}

/// The entries that no later one has put right.
pub(crate) fn standing_events(chronology: &Chronology) -> impl Iterator<Item = &Event> {
    let corrected: BTreeSet<&EventId> =
        chronology.events.iter().filter_map(|event| event.corrects.as_ref()).map(|correction| &correction.event).collect();
    chronology.events.iter().filter(move |event| !corrected.contains(&event.id))
}

pub(crate) fn plan(event: &Event) -> Option<&ContactPlanned> {
    match &event.fact {
        Fact::ContactPlanned(plan) => Some(plan),
        _ => None,
    }
}

pub(crate) fn outcome(event: &Event) -> Option<&OutcomeRecorded> {
    match &event.fact {
        Fact::OutcomeRecorded(outcome) => Some(outcome),
        _ => None,
    }
}
