//! An ending is judged by what whoever signed it could read: entries recorded later do not count for it, however early they say that something
//! happened. What was put right later counts as if it had been right from the first.

use crate::open::Open;
use crate::policy::Policy;
use crate::replay::replay_but;
use crate::story::Names;
use brought_calendar::Calendar;
use brought_domain::event::{Event, Fact};
use brought_domain::{Chronology, EventId};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

/// The endings that did not take as the record was when they were signed.
pub fn refused_then(
    policy: &Policy,
    calendar: &Calendar,
    chronology: &Chronology,
    as_of: Timestamp,
    names: &BTreeMap<EventId, Names>,
    open: &Open,
) -> BTreeSet<EventId> {
    let zone = brought_calendar::uk_time_zone();
    let known: Vec<&Event> = chronology.events.iter().filter(|event| event.recorded_at <= as_of).collect();
    let mut endings: Vec<&Event> = known.iter().copied().filter(|event| matches!(event.fact, Fact::FollowUpEnded(_))).collect();
    endings.sort_by_key(|ending| (ending.recorded_at, &ending.id));
    let mut refused = BTreeSet::new();
    for ending in endings {
        // What happened later does not bear upon it.
        let bears = |event: &&&Event| event.happened.earliest(&zone) <= ending.happened.latest(&zone);
        if known.iter().filter(bears).all(|event| event.recorded_at <= ending.recorded_at) {
            continue;
        }
        let then = readable(chronology, ending.recorded_at);
        let names = &names[&ending.id];
        let played = replay_but(policy, calendar, &then, as_of, names, open, refused.clone());
        let place = played.told.entries.iter().position(|entry| entry.id == ending.id);
        if place.is_some_and(|place| !played.story.took.contains(&place)) {
            refused.insert(ending.id.clone());
        }
    }
    refused
}

/// What somebody who signed at this moment could read.
pub fn readable(chronology: &Chronology, at: Timestamp) -> Chronology {
    let mut then = chronology.clone();
    then.events.retain(|event| could_be_read(event, chronology, at));
    then
}

/// Recorded by then; or a correction that takes something away, or that says the same sort of thing again in place of what was recorded by then. In place
/// of a withdrawal it stands in place of what had been withdrawn.
fn could_be_read(event: &Event, chronology: &Chronology, by: Timestamp) -> bool {
    if event.recorded_at <= by || matches!(event.fact, Fact::CorrectionOnly) {
        return true;
    }
    let mut target = corrected_by(event, chronology);
    while let Some(withdrawal) = target.filter(|target| matches!(target.fact, Fact::CorrectionOnly)) {
        target = corrected_by(withdrawal, chronology);
    }
    target.is_some_and(|target| discriminant(&target.fact) == discriminant(&event.fact) && could_be_read(target, chronology, by))
}

/// The earlier entry that an entry corrects.
fn corrected_by<'c>(event: &Event, chronology: &'c Chronology) -> Option<&'c Event> {
    let correction = event.corrects.as_ref()?;
    let before = |target: &&Event| (target.recorded_at, &target.id) < (event.recorded_at, &event.id);
    chronology.events.iter().filter(before).find(|target| target.id == correction.event)
}
