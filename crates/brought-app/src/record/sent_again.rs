//! A form that was saved already and comes again: the same entry, or another one under its id (S21, H44).

use super::conflict::saved_before;
use super::entry::{Basis, Entry};
use super::write::{Saved, event_of, planned};
use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::chronology::Gathered;
use crate::failure::Failure;
use brought_domain::{Event, EventId, Happened, Source};
use jiff::Timestamp;

/// This actor's own entry with this id. Somebody else's with the same id is no repetition: the store refuses that.
pub(super) fn own_entry<'g>(gathered: &'g Gathered, grant: &AccessGrant, id: &EventId) -> Option<&'g Event> {
    let is_by = |event: &Event| event.source == Source::Entered && event.author.practitioner() == Some(&grant.actor().practitioner);
    gathered.own_events().find(|event| event.id == *id && is_by(event))
}

/// Nothing is added, whatever comes of it: the same again is called saved; what says something else is shown beside what was saved.
pub(super) async fn sent_again(
    brought: &Brought,
    grant: &AccessGrant,
    gathered: &Gathered,
    saved: &Event,
    now: Timestamp,
    entry: &dyn Entry,
) -> Result<Saved, Failure> {
    let in_force = brought.in_force().await?;
    // Asked of the record as it was when the form was saved: what the entry itself settled or ended would speak against it by now.
    let then = before(gathered, saved);
    let standing = in_force.policies().answer(&brought.calendar, &then.chronology, saved.recorded_at).standing;
    let (policies, calendar) = (in_force.policies(), &brought.calendar);
    let basis = Basis { gathered: &then, standing: &standing, policies, calendar, actor: grant.actor(), now };
    let (fact, checks) = planned(entry, &basis);
    let event = fact.map(|fact| event_of(entry, &basis, saved.id.clone(), fact));
    if event.as_ref().is_some_and(|event| says_the_same(event, saved)) {
        return Ok(repeated(saved, gathered));
    }
    let event = checks.finish(event)?;
    Err(saved_before(gathered, entry.head().expected_version, saved, &event))
}

/// The record before an entry, and what had been recorded around the person by then.
fn before(gathered: &Gathered, saved: &Event) -> Gathered {
    let mut then = gathered.clone();
    let subject = &then.chronology.subject;
    let mut is_before = true;
    then.chronology.events.retain(|event| {
        is_before &= event.id != saved.id;
        if event.about == *subject { is_before } else { event.recorded_at <= saved.recorded_at }
    });
    then
}

/// Whether two events say the same. When they were recorded is no part of it, nor when they happened if that was set by the clock.
fn says_the_same(event: &Event, saved: &Event) -> bool {
    let is_by_the_clock = |event: &Event| event.happened == Happened::At(event.recorded_at);
    let happened = if is_by_the_clock(event) && is_by_the_clock(saved) { saved.happened } else { event.happened };
    Event { recorded_at: saved.recorded_at, happened, ..event.clone() } == *saved
}

fn repeated(saved: &Event, gathered: &Gathered) -> Saved {
    let (event, person) = (saved.id.clone(), saved.about.clone());
    Saved { event, person, version: gathered.version, settled: Vec::new(), raised: Vec::new(), repeated: true }
}
