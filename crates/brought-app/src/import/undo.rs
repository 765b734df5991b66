//! Undoing an import: everything that it brought in is withdrawn, by somebody who signs for it and says why.
//!
//! Nothing is taken out of the record: each entry stays readable with its correction (S7, STW-14). What somebody else's entry rests on is left, and put
//! on the review list for a person: a contact of which a nurse has recorded the outcome, or the name of a child in whose record others have written.
//! When a file says again what was undone, it comes in again: an undone import is no reason for a child to stay off the list.

use super::apply::work_out;
use super::list::{ImportState, state_of};
use crate::access;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::directory;
use crate::failure::{Denied, Failure, Refusal, Trouble};
use brought_access::{EverythingDeed, roles_that_may};
use brought_domain::person::Service;
use brought_domain::work::Role;
use brought_domain::{
    Author, ContactId, Correction, CorrectionKind, Corrections, Event, EventId, Fact, Happened, PersonId, ServiceId, Source,
};
use brought_store::{Expected, ImportBatch, NewReviewItem, PersonAppend, StoreProblem};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How many people are read, and written to, at once.
const PEOPLE_AT_ONCE: usize = 200;

/// What undoing an import would come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UndoPlan {
    /// Entries that would be withdrawn.
    pub entries: u64,
    /// In how many people's records.
    pub people: u64,
    /// How many of these entries report a failed contact.
    pub failed_contacts: u64,
    /// Entries that would be left, because an entry from elsewhere rests on them.
    pub left: u64,
    /// Entries that have been put right already, one by one.
    pub put_right_already: u64,
}

/// What undoing an import came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undone {
    /// What was withdrawn and what was left.
    pub what: UndoPlan,
    /// How many people's lists were worked out anew.
    pub worked_out: u64,
}

/// Says what [`undo_import`] would do now.
///
/// # Errors
/// [`Failure::Denied`] for whoever may not; [`Failure::NotThere`]; [`Failure::Refused`] when it cannot be undone as a whole; [`Failure::Trouble`].
pub async fn plan_undo(brought: &Brought, actor: &Actor, batch: &str) -> Result<UndoPlan, Failure> {
    let (actor, _) = signing(brought, actor).await?;
    let batch = undoable(brought, batch).await?;
    let (mut plan, mut services) = (UndoPlan::default(), BTreeSet::new());
    for people in of_batch(brought, &batch).await?.chunks(PEOPLE_AT_ONCE) {
        for (_, _, sorted) in sorted(brought, people).await? {
            plan.count(&sorted);
            services.extend(sorted.withdrawn.iter().filter_map(|event| event.service.clone()));
        }
    }
    if directory::those_elsewhere(brought, &actor).await?.iter().any(|other| batch.started_by.as_ref() == Some(other)) {
        return Err(
            Refusal::one("reason", "Somebody of another organisation brought it in: ask the safeguarding lead there to undo it").into()
        );
    }
    of_their_organisation(brought, &actor, &services).await?;
    Ok(plan)
}

/// Withdraws everything that an import brought in, but for what others rest on. May be asked for again after it was cut off: what is withdrawn by then
/// stays withdrawn.
///
/// # Errors
/// As [`plan_undo`]; [`Failure::Refused`] without a reason, or when somebody writes in one of the records at this very moment.
pub async fn undo_import(brought: &Brought, actor: &Actor, batch: &str, reason: &str, now: Timestamp) -> Result<Undone, Failure> {
    plan_undo(brought, actor, batch).await?;
    let (actor, role) = signing(brought, actor).await?;
    let mut batch = undoable(brought, batch).await?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::one("reason", "Say why the import is undone").into());
    }
    let author = Author::Signed { by: actor.practitioner.clone(), role };
    let said = format!("The import of {} was undone: {reason}", batch.file_name);
    let mut what = UndoPlan::default();
    for people in of_batch(brought, &batch).await?.chunks(PEOPLE_AT_ONCE) {
        let (mut appends, mut left) = (Vec::new(), Vec::new());
        for (person, version, sorted) in sorted(brought, people).await? {
            what.count(&sorted);
            left.extend(sorted.left.iter().map(for_review));
            let withdrawals = sorted.withdrawn.iter().map(|event| withdrawal(event, &batch, &author, &said, now));
            let events = withdrawals.collect::<Result<Vec<Event>, Failure>>()?;
            if !events.is_empty() {
                appends.push(PersonAppend { person, expected: Expected::Version(version), events });
            }
        }
        match brought.store.append(appends).await {
            Ok(_) => {}
            // What they write may rest on what is withdrawn here.
            Err(StoreProblem::Conflict { .. }) => {
                let words = "Somebody wrote in one of these records at this moment. What was withdrawn so far stays withdrawn: undo the import once more to complete it";
                return Err(Refusal::one("reason", words).into());
            }
            Err(other) => return Err(other.into()),
        }
        brought.store.add_review_items(&batch.id, &left).await?;
    }
    batch.state = ImportState::Undone.code().to_owned();
    brought.store.put_import(&batch).await?;
    let worked_out = work_out(brought, now, &mut |_| {}).await?;
    Ok(Undone { what, worked_out })
}

impl UndoPlan {
    fn count(&mut self, sorted: &Sorted) {
        self.entries += sorted.withdrawn.len() as u64;
        self.people += u64::from(!sorted.withdrawn.is_empty());
        self.failed_contacts += sorted.withdrawn.iter().filter(|event| event.reports_failure()).count() as u64;
        self.left += sorted.left.len() as u64;
        self.put_right_already += sorted.put_right_already;
    }
}

/// Whoever may undo an import, and in which role they sign for it: one whose correction of a failed contact stands.
async fn signing(brought: &Brought, actor: &Actor) -> Result<(Actor, Role), Failure> {
    let actor = access::known(brought, actor).await?;
    if !access::may_do(&actor, EverythingDeed::UndoImports) {
        return Err(Denied::RoleNeeded.into());
    }
    let may = roles_that_may(EverythingDeed::UndoImports);
    let role = actor.roles.iter().find(|role| may.contains(role)).copied().ok_or(Denied::RoleNeeded)?;
    Ok((actor, role))
}

/// What was brought in for a service is undone by those of its organisation: elsewhere nobody knows whether the contacts took place. Where no organisation
/// is known, of the services or of those who ask, there is but one.
async fn of_their_organisation(brought: &Brought, actor: &Actor, services: &BTreeSet<ServiceId>) -> Result<(), Failure> {
    let own = brought.store.services_by_id(&actor.services.iter().collect::<Vec<_>>()).await?;
    let own: BTreeSet<_> = own.into_iter().filter_map(|service| service.organisation).collect();
    let brought_in = brought.store.services_by_id(&services.iter().collect::<Vec<_>>()).await?;
    let is_elsewhere =
        |service: &Service| !actor.services.contains(&service.id) && service.organisation.as_ref().is_some_and(|of| !own.contains(of));
    match brought_in.iter().find(|service| is_elsewhere(service)) {
        None => Ok(()),
        Some(elsewhere) => {
            let words = format!(
                "It brought in contacts of {}, which is of another organisation: ask the safeguarding lead there to undo it",
                elsewhere.name
            );
            Err(Refusal::one("reason", words).into())
        }
    }
}

async fn undoable(brought: &Brought, id: &str) -> Result<ImportBatch, Failure> {
    let batch = brought.store.import(id).await?.ok_or(Failure::NotThere("this import"))?;
    if state_of(&batch) == ImportState::Undone {
        return Err(Refusal::one("reason", "This import has been undone already").into());
    }
    // What an import added is known by the moment at which it began.
    if brought.store.imports_begun_at(batch.started_at).await?.len() > 1 {
        return Err(Refusal::one("reason", "Another import began at the very same moment: withdraw the entries one by one").into());
    }
    Ok(batch)
}

type OfPerson = (PersonId, Vec<EventId>);

async fn of_batch(brought: &Brought, batch: &ImportBatch) -> Result<Vec<OfPerson>, Failure> {
    Ok(brought.store.imported_at(batch.started_at).await?.into_iter().collect())
}

/// What an import added to one record.
#[derive(Debug, Default)]
struct Sorted {
    withdrawn: Vec<Event>,
    /// What somebody else's entry rests on, and why it is left.
    left: Vec<(Event, &'static str)>,
    put_right_already: u64,
}

async fn sorted(brought: &Brought, people: &[OfPerson]) -> Result<Vec<(PersonId, u64, Sorted)>, Failure> {
    let whose: Vec<PersonId> = people.iter().map(|(person, _)| person.clone()).collect();
    let mut records = brought.store.events_of_many(&whose).await?;
    let record = |(person, ids): &OfPerson| {
        let record = records.remove(person)?;
        Some((person.clone(), record.version, sort(&record.events, &ids.iter().collect())))
    };
    Ok(people.iter().filter_map(record).collect())
}

/// Sorts what an import added to a record. Pure.
fn sort(record: &[Event], added: &BTreeSet<&EventId>) -> Sorted {
    let corrections = Corrections::among(record);
    let stands: Vec<&Event> = record.iter().filter(|event| corrections.leaves(event)).collect();
    let from_elsewhere: Vec<&Event> = stands.iter().filter(|event| !added.contains(&event.id)).copied().collect();
    let contacts_of_others: BTreeSet<&ContactId> = from_elsewhere.iter().filter_map(|event| contact(event)).collect();
    let is_who = |event: &Event| matches!(event.fact, Fact::PersonRecorded(..));
    let is_the_only_name = !from_elsewhere.is_empty() && !from_elsewhere.iter().any(|event| is_who(event));
    let mut sorted = Sorted::default();
    for event in record.iter().filter(|event| added.contains(&event.id)) {
        if !corrections.leaves(event) {
            sorted.put_right_already += 1;
        } else if contact(event).is_some_and(|contact| contacts_of_others.contains(contact)) {
            sorted.left.push((event.clone(), "Somebody else has an entry about this contact"));
        } else if is_who(event) && is_the_only_name {
            sorted.left.push((event.clone(), "Others have written in this record, and nothing else says whose it is"));
        } else {
            sorted.withdrawn.push(event.clone());
        }
    }
    sorted
}

fn contact(event: &Event) -> Option<&ContactId> {
    match &event.fact {
        Fact::ContactPlanned(planned) => Some(&planned.contact),
        Fact::OutcomeRecorded(recorded) => Some(&recorded.contact),
        _ => None,
    }
}

fn withdrawal(event: &Event, batch: &ImportBatch, author: &Author, said: &str, now: Timestamp) -> Result<Event, Failure> {
    Ok(Event {
        id: id_of(&["undone", &batch.id, event.id.as_str()])?,
        about: event.about.clone(),
        service: event.service.clone(),
        happened: Happened::At(now),
        recorded_at: now,
        author: author.clone(),
        source: Source::Entered,
        corrects: Some(Correction { event: event.id.clone(), how: CorrectionKind::Withdraws, reason: said.to_owned() }),
        answers: Vec::new(),
        fact: Fact::CorrectionOnly,
    })
}

/// An id made of these parts: the same every time, so that what is done again is known to have been done.
fn id_of(parts: &[&str]) -> Result<EventId, Failure> {
    brought_interop::event_id(parts).map_err(|problem| Failure::Trouble(Trouble::Unforeseen(problem.to_string())))
}

fn for_review((event, why): &(Event, &'static str)) -> NewReviewItem {
    NewReviewItem {
        row_number: 0,
        column: None,
        value: None,
        reason: format!(
            "The import was undone and this entry was left ({}). {why}. Look at record {} and withdraw it there if it is wrong",
            event.fact.words(),
            event.about
        ),
        raw_row: event.id.to_string(),
    }
}

/// What undone imports had brought in, as long as it stays withdrawn: when a file says it again, it comes in again.
#[derive(Debug, Default)]
pub(super) struct WasUndone {
    /// Whose record it is in, and in which batch it came.
    events: BTreeMap<EventId, (PersonId, String)>,
}

impl WasUndone {
    /// All of them.
    pub(super) async fn of(brought: &Brought) -> Result<Self, Failure> {
        let mut events = BTreeMap::new();
        for batch in brought.store.imports_in_state(ImportState::Undone.code()).await? {
            for (person, ids) in brought.store.imported_at(batch.started_at).await? {
                events.extend(ids.into_iter().map(|id| (id, (person.clone(), batch.id.clone()))));
            }
        }
        Ok(Self { events })
    }

    /// The id under which a stored event comes in again. Nothing: it stands, under its own id or a later one, or somebody put it right by hand.
    pub(super) async fn again(&self, brought: &Brought, id: &EventId) -> Result<Option<EventId>, Failure> {
        let Some((person, _)) = self.events.get(id) else { return Ok(None) };
        let record = brought.store.events_of(person).await?.events;
        let gone = Corrections::among(&record).gone;
        let stands = |id: &EventId| !gone.contains(id) && record.iter().any(|event| event.id == *id);
        let mut next = id.clone();
        for time in 2_u32.. {
            if !record.iter().any(|event| event.id == next) {
                return Ok(Some(next));
            }
            let Some((_, batch)) = self.events.get(&next) else { break };
            if !stands(&id_of(&["undone", batch, next.as_str()])?) {
                break;
            }
            next = id_of(&[id.as_str(), &format!("again-{time}")])?;
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
