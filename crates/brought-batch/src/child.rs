//! The rows of one person, or of people who have to be looked at together, made into chronologies as an import makes them.

use brought_domain::contact::OutcomeKind;
use brought_domain::person::Service;
use brought_domain::{Chronology, ContactId, Event, Fact, Links, NhsNumber, PersonId, ServiceId};
use brought_interop::{ImportedPerson, ImportedRecord, relabelled};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What one row told of a contact, for counting.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) contact: ContactId,
    /// The other system's version, where it says what is later.
    pub(crate) version: String,
    pub(crate) provider: Arc<str>,
    pub(crate) service: ServiceId,
    /// The first day of the month for which it was planned.
    pub(crate) month: Date,
    /// The last instant for which it was planned.
    pub(crate) until: Timestamp,
    pub(crate) outcome: Option<OutcomeKind>,
    /// Whether a person must say what came of it.
    pub(crate) is_to_be_decided: bool,
}

/// One person, as the rows tell of them.
#[derive(Debug, Default)]
pub(crate) struct Person {
    pub(crate) events: Vec<Event>,
    pub(crate) told: Vec<Told>,
    /// How many rows about them could not be used.
    pub(crate) rows_not_used: u64,
}

/// The people of a group. Nearly always it is one.
#[derive(Debug, Default)]
pub(crate) struct Group {
    people: BTreeMap<PersonId, Person>,
    /// Under which id the rows of each id go.
    decided: BTreeMap<PersonId, PersonId>,
    by_number: BTreeMap<(NhsNumber, Date), PersonId>,
    /// Whose rows could not be used, by the id in the row.
    not_used: Vec<PersonId>,
}

impl Group {
    pub(crate) fn clear(&mut self) {
        self.not_used.clear();
        self.people.clear();
        self.decided.clear();
        self.by_number.clear();
    }

    /// Takes in a record.
    pub(crate) fn record(&mut self, record: ImportedRecord, provider: &Arc<str>) {
        let target = self.whose(&record.person);
        let told = told(&record, provider);
        let person = self.people.entry(target.clone()).or_default();
        person.told.extend(told);
        person.events.extend(record.events.into_iter().map(|event| relabelled(event, &record.person.id, &target)));
    }

    /// Takes in that a row could not be used.
    pub(crate) fn not_used(&mut self, whose: PersonId) {
        self.not_used.push(whose);
    }

    /// Everybody, when all rows have been taken in.
    pub(crate) fn people(&mut self) -> impl Iterator<Item = (&PersonId, &mut Person)> {
        for whose in self.not_used.drain(..) {
            let target = self.decided.get(&whose).cloned().unwrap_or(whose);
            self.people.entry(target).or_default().rows_not_used += 1;
        }
        self.people.iter_mut()
    }

    /// Whose record it is. Two people are one when both the NHS number and the date of birth agree, as in an import (H12).
    fn whose(&mut self, imported: &ImportedPerson) -> PersonId {
        if let Some(known) = self.decided.get(&imported.id) {
            return known.clone();
        }
        let key = strong(imported);
        let target = key.and_then(|key| self.by_number.get(&key)).unwrap_or(&imported.id).clone();
        if let Some(key) = key {
            self.by_number.entry(key).or_insert_with(|| target.clone());
        }
        self.decided.insert(imported.id.clone(), target.clone());
        target
    }
}

/// The two identifiers that together make one person of two. A filler number is none.
pub(crate) fn strong(imported: &ImportedPerson) -> Option<(NhsNumber, Date)> {
    Some((imported.details.nhs_number.filter(|number| !number.is_filler())?, imported.details.born_on?))
}

impl Person {
    /// What the engine is asked about. The services are those of the contacts, as the map describes them.
    pub(crate) fn chronology(&mut self, subject: &PersonId, services: &BTreeMap<ServiceId, Service>) -> Chronology {
        let events = std::mem::take(&mut self.events);
        let named: BTreeSet<&ServiceId> = events.iter().filter_map(|event| event.service.as_ref()).collect();
        let services = named.into_iter().filter_map(|id| services.get(id)).cloned().collect();
        Chronology { subject: subject.clone(), services, practitioners: Vec::new(), events, links: Links::default() }
    }

    /// What was told of each contact stands together, in the order in which it came.
    pub(crate) fn sort_told(&mut self) {
        self.told.sort_by(|left, right| left.contact.cmp(&right.contact));
    }
}

/// What a record tells of its contact.
fn told(record: &ImportedRecord, provider: &Arc<str>) -> Option<Told> {
    let planned = record.events.iter().find_map(|event| match &event.fact {
        Fact::ContactPlanned(planned) => Some(planned),
        _ => None,
    })?;
    let outcome = record.events.iter().find_map(|event| match &event.fact {
        Fact::OutcomeRecorded(recorded) => Some(recorded.outcome.kind()),
        _ => None,
    });
    let zone = brought_calendar::uk_time_zone();
    let version = &record.source.version;
    Some(Told {
        contact: planned.contact.clone(),
        version: if version.starts_with(|letter: char| letter.is_ascii_digit()) { version.clone() } else { String::new() },
        provider: Arc::clone(provider),
        service: planned.service.clone(),
        month: planned.planned_for.day(&zone).first_of_month(),
        until: planned.planned_for.latest(&zone),
        outcome,
        is_to_be_decided: record.events.iter().any(|event| matches!(event.fact, Fact::NoteWritten(_))),
    })
}
