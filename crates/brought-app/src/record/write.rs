//! Carrying a plan out: append, then work out anew what the policy asks of everybody concerned.

use super::checks::Checks;
use super::conflict::conflict;
use super::entry::{Basis, Entry};
use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::chronology::{Gathered, gather};
use crate::failure::{Failure, Refusal};
use crate::worklist;
use brought_calendar::local_date;
use brought_domain::{Author, Event, EventId, ObligationId, PersonId, Source};
use brought_policy::Standing;
use brought_policy::standing::Obligation;
use brought_store::{Expected, PersonAppend, StoreProblem};
use jiff::Timestamp;

/// What was saved, and what it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The entry.
    pub event: EventId,
    /// Whose record it is in.
    pub person: PersonId,
    /// The version of the record now.
    pub version: u64,
    /// What is no longer owed, in words.
    pub settled: Vec<String>,
    /// What is newly owed, in words.
    pub raised: Vec<String>,
    /// Whether this very entry had been saved before, as when a button is pressed twice. Nothing was added this time.
    pub repeated: bool,
}

/// Records an entry in the record that was opened.
///
/// `id` becomes the id of the event. A form that carries it may be sent twice: the second time nothing is added.
///
/// # Errors
/// [`Failure::Refused`] with everything that has to be put right; [`Failure::Conflict`] when the record has grown since the form was shown;
/// [`Failure::Trouble`]. In every case nothing was saved.
pub async fn record(brought: &Brought, grant: &AccessGrant, id: EventId, now: Timestamp, entry: &dyn Entry) -> Result<Saved, Failure> {
    let gathered = gather(brought, grant.person()).await?;
    if gathered.own_events().any(|event| event.id == id) {
        return Ok(repeated(id, &gathered));
    }
    let pack = brought.pack_for(entry.head().service.as_ref(), local_date(now));
    let before = brought_policy::standing(pack, &brought.calendar, &gathered.chronology, now);
    let basis = Basis { gathered: &gathered, standing: &before, pack, calendar: &brought.calendar, actor: grant.actor(), now };
    let event = plan(entry, &basis, id)?;
    let expected = entry.head().expected_version;
    if gathered.version != expected {
        return Err(conflict(&gathered, expected, &event));
    }
    let append = PersonAppend { person: event.about.clone(), expected: Expected::Version(expected), events: vec![event.clone()] };
    match brought.store.append(vec![append]).await {
        Ok(_) => Ok(saved(brought, &event, &before, now).await),
        Err(StoreProblem::Conflict { .. }) => Err(conflict(&gather(brought, grant.person()).await?, expected, &event)),
        Err(problem) => Err(problem.into()),
    }
}

/// The event, or everything that is wrong with the form. Pure.
pub(super) fn plan(entry: &dyn Entry, basis: &Basis<'_>, id: EventId) -> Result<Event, Refusal> {
    let mut checks = Checks::default();
    let head = entry.head();
    checks.head(head, basis);
    let fact = entry.plan(basis, &mut checks);
    let fact = checks.finish(fact)?;
    Ok(Event {
        id,
        about: basis.gathered.chronology.subject.clone(),
        service: entry.service(basis),
        happened: entry.happened(basis),
        recorded_at: basis.now,
        author: Author::Signed { by: basis.actor.practitioner.clone(), role: head.role },
        source: Source::Entered,
        corrects: entry.corrects(),
        answers: head.answers.clone(),
        fact,
    })
}

fn repeated(id: EventId, gathered: &Gathered) -> Saved {
    let person = gathered.chronology.subject.clone();
    Saved { event: id, person, version: gathered.version, settled: Vec::new(), raised: Vec::new(), repeated: true }
}

/// What the entry changed. The entry is on the disk by now, so nothing in here may fail: a worklist that cannot be brought up to date now
/// is marked as stale since the append, and is brought up to date before it is shown.
async fn saved(brought: &Brought, event: &Event, before: &Standing, now: Timestamp) -> Saved {
    let after = worklist::refresh_around(brought, &event.about, now).await.ok();
    let is_open_in = |standing: &Standing, id: &ObligationId| standing.obligations.iter().any(|other| other.id == *id && other.is_open());
    let words = |obligations: &[Obligation], other: &Standing| -> Vec<String> {
        let changed = obligations.iter().filter(|obligation| obligation.is_open() && !is_open_in(other, &obligation.id));
        changed.map(|obligation| obligation.words.clone()).collect()
    };
    Saved {
        event: event.id.clone(),
        person: event.about.clone(),
        version: after.as_ref().map_or(0, |after| after.version),
        settled: after.as_ref().map(|after| words(&before.obligations, &after.standing)).unwrap_or_default(),
        raised: after.as_ref().map(|after| words(&after.standing.obligations, before)).unwrap_or_default(),
        repeated: false,
    }
}
