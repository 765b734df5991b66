//! Who opened whose record: of one child, and of all those whose record was opened with a reason (H35, H36, J10).

mod unusual;

pub use unusual::{OneRecordLine, Unusual, UnusualLine, unusual_readings};

use crate::access::{AccessGrant, GLASS_HOLDS, Purpose, may_do_with};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::{Denied, Failure};
use crate::linked::read_together;
use crate::lists::access::{ListKind, open_list};
use crate::words::{instant_in_words, second_identifier};
use brought_access::{EverythingDeed, RecordDeed};
use brought_domain::person::{Practitioner, Service};
use brought_domain::{OrganisationId, PersonId, PractitionerId, ServiceId};
use brought_store::{Access, AccessEntry, BROKE_GLASS};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How many are shown at most.
const MOST: u32 = 500;

/// One reading of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccessLine {
    /// When, in words.
    pub when: String,
    /// The name of whoever read it.
    pub reader: String,
    /// What for, in words.
    pub purpose: String,
    /// What was read, or the reason that was given.
    pub seen: String,
    /// Whether a reason had to be given.
    pub with_a_reason: bool,
}

/// Who has opened a record, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccessesPage {
    /// The readings.
    pub lines: Vec<AccessLine>,
    /// Whether there were more than are shown.
    pub more: bool,
}

/// A record that was opened with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenedWithReason {
    /// Whose, by id.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// Who opened it.
    pub reader: String,
    /// When.
    pub when: String,
    /// The reason.
    pub reason: String,
    /// Whether the record is open to them still.
    pub holds: bool,
}

/// Who has opened the record that is open.
///
/// # Errors
/// [`Failure::Denied`] for whom the policies on access do not let see that; [`Failure::Trouble`].
pub async fn accesses_of(brought: &Brought, grant: &AccessGrant, now: Timestamp) -> Result<AccessesPage, Failure> {
    if !may_do_with(brought, grant.actor(), RecordDeed::ReadAccesses, grant.person(), now).await? {
        return Err(Denied::RoleNeeded.into());
    }
    let mut entries = readings_of(brought, grant.person(), MOST + 1).await?;
    let more = entries.len() > MOST as usize;
    entries.truncate(MOST as usize);
    let readers = readers(brought, &entries).await?;
    let line = |entry: AccessEntry| {
        let access = entry.access;
        let with_a_reason = access.purpose == BROKE_GLASS;
        AccessLine {
            when: instant_in_words(access.at),
            reader: name(&readers, &access.reader),
            purpose: match access.purpose.parse::<Purpose>() {
                Ok(purpose) => purpose.words().to_owned(),
                Err(_) if with_a_reason => "opened with a reason".to_owned(),
                Err(_) => access.purpose,
            },
            seen: access.seen,
            with_a_reason,
        }
    };
    Ok(AccessesPage { lines: entries.into_iter().map(line).collect(), more })
}

/// Who read a record or one that is read as one with it, newest first: of each at most so many. Whoever read them as one is written down in each, and told once.
pub(crate) async fn readings_of(brought: &Brought, person: &PersonId, most: u32) -> Result<Vec<AccessEntry>, Failure> {
    let mut entries: Vec<AccessEntry> = Vec::new();
    for record in read_together(brought, person).await? {
        let of_one = brought.store.accesses_of(&record, most).await?;
        let is_told =
            |access: &Access| entries.iter().any(|told| Access { person: access.person.clone(), ..told.access.clone() } == *access);
        // Two readings of one record at one moment are two.
        let fresh: Vec<AccessEntry> = of_one.into_iter().filter(|entry| !is_told(&entry.access)).collect();
        entries.extend(fresh);
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.access.at));
    Ok(entries)
}

/// The records that were opened with a reason by somebody of the reader's organisation, or with which their organisation works; newest first. Whose lines are shown is written down first.
///
/// # Errors
/// [`Failure::Denied`] for whom the policies on access do not let see that; [`Failure::Trouble`].
pub async fn opened_with_a_reason(brought: &Brought, actor: &Actor, now: Timestamp) -> Result<Vec<OpenedWithReason>, Failure> {
    let list = open_list(brought, actor, ListKind::OpenedWithReason, Some(EverythingDeed::SeeBrokenGlass), now).await?;
    let entries = answered_for(brought, list.actor(), brought.store.accesses_with_a_reason(MOST).await?).await?;
    let people: BTreeSet<PersonId> = entries.iter().map(|entry| entry.access.person.clone()).collect();
    list.write_down(brought, people.clone()).await?;
    let rows = brought.store.people(&people.into_iter().collect::<Vec<_>>()).await?;
    let readers = readers(brought, &entries).await?;
    let line = |entry: AccessEntry| {
        let access = entry.access;
        let row = rows.iter().find(|row| row.id == access.person);
        OpenedWithReason {
            name: row.map_or_else(|| "Name not known".to_owned(), |row| row.name.words()),
            second_identifier: row.map_or_else(|| "date of birth not known".to_owned(), second_identifier),
            person: access.person.to_string(),
            reader: name(&readers, &access.reader),
            when: instant_in_words(access.at),
            reason: access.seen,
            holds: now.duration_since(access.at) < GLASS_HOLDS,
        }
    };
    Ok(entries.into_iter().map(line).collect())
}

/// Those for which somebody's organisation answers: because it works with the child, or because whoever opened the record works for it.
async fn answered_for(brought: &Brought, actor: &Actor, entries: Vec<AccessEntry>) -> Result<Vec<AccessEntry>, Failure> {
    let all = brought.store.services().await?;
    let ids: BTreeSet<&PractitionerId> = entries.iter().map(|entry| &entry.access.reader).collect();
    let readers = brought.store.practitioners_by_id(&ids.into_iter().collect::<Vec<_>>()).await?;
    let colleagues = colleagues(readers, &answers_for(actor, &all));
    let colleagues: BTreeSet<PractitionerId> = colleagues.into_iter().map(|practitioner| practitioner.id).collect();
    let mut works_with: BTreeMap<PersonId, bool> = BTreeMap::new();
    let mut answered_for = Vec::new();
    for entry in entries {
        let person = &entry.access.person;
        if !works_with.contains_key(person) {
            let ties = brought.store.ties(person, &actor.services).await?;
            works_with.insert(person.clone(), ties.serves || ties.same_organisation);
        }
        if works_with.get(person) == Some(&true) || colleagues.contains(&entry.access.reader) {
            answered_for.push(entry);
        }
    }
    Ok(answered_for)
}

/// The services of the organisations for which somebody works, and those for which they work themselves.
fn answers_for<'a>(actor: &Actor, all: &'a [Service]) -> BTreeSet<&'a ServiceId> {
    let is_own = |service: &&Service| actor.services.contains(&service.id);
    let own: BTreeSet<&OrganisationId> = all.iter().filter(is_own).filter_map(|service| service.organisation.as_ref()).collect();
    let shares =
        |service: &&Service| is_own(service) || service.organisation.as_ref().is_some_and(|organisation| own.contains(organisation));
    all.iter().filter(shares).map(|service| &service.id).collect()
}

/// Those of them who work for one of these services.
fn colleagues(practitioners: Vec<Practitioner>, services: &BTreeSet<&ServiceId>) -> Vec<Practitioner> {
    practitioners.into_iter().filter(|practitioner| practitioner.services.iter().any(|service| services.contains(service))).collect()
}

async fn readers(brought: &Brought, entries: &[AccessEntry]) -> Result<BTreeMap<PractitionerId, String>, Failure> {
    let ids: BTreeSet<&PractitionerId> = entries.iter().map(|entry| &entry.access.reader).collect();
    let known = brought.store.practitioners_by_id(&ids.into_iter().collect::<Vec<_>>()).await?;
    Ok(known.into_iter().map(|practitioner| (practitioner.id, practitioner.name)).collect())
}

/// The name of a reader, or their id when the directory does not know them any more.
fn name(readers: &BTreeMap<PractitionerId, String>, reader: &PractitionerId) -> String {
    readers.get(reader).cloned().unwrap_or_else(|| reader.to_string())
}
