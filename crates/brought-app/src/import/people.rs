//! Whose record an imported person's events belong to (H12).
//!
//! Two people are taken for one only when both the NHS number and the date of birth agree. When only one of them does, the record stays on
//! its own and a person decides: twins share a date of birth and a name may be mistyped, but nobody shares an NHS number.

use crate::brought::Brought;
use crate::failure::Failure;
use crate::linked::each_once;
use brought_domain::{Fact, NhsNumber, PersonId};
use brought_interop::{ImportedPerson, SourceRef};
use brought_store::{FindPeople, PersonRow};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How many people of one name and birthday are looked at.
const MOST: u32 = 20;

/// Whose record it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Whose {
    /// The id under which the events are written.
    pub(super) person: PersonId,
    /// Whether they had no record before this file.
    pub(super) is_new: bool,
    /// Whether this is the first that the file tells of them.
    pub(super) is_first: bool,
    /// Who may be the same person, in words, for a person to decide.
    pub(super) may_be: Option<String>,
}

/// Finds out whose records imported people's are, and remembers it for the rest of the file.
#[derive(Debug, Default)]
pub(super) struct People {
    decided: BTreeMap<PersonId, (PersonId, bool)>,
    /// Those of this file whom the store does not have yet.
    by_number: BTreeMap<(NhsNumber, Date), PersonId>,
}

impl People {
    /// Whose record it is.
    pub(super) async fn whose(&mut self, brought: &Brought, imported: &ImportedPerson, source: &SourceRef) -> Result<Whose, Failure> {
        if let Some((person, is_new)) = self.decided.get(&imported.id) {
            return Ok(Whose { person: person.clone(), is_new: *is_new, is_first: false, may_be: None });
        }
        let whose = self.decide(brought, imported, source).await?;
        self.decided.insert(imported.id.clone(), (whose.person.clone(), whose.is_new));
        if let Some(key) = strong(imported) {
            self.by_number.entry(key).or_insert_with(|| whose.person.clone());
        }
        Ok(whose)
    }

    async fn decide(&self, brought: &Brought, imported: &ImportedPerson, source: &SourceRef) -> Result<Whose, Failure> {
        let known = |person: PersonId| Whose { person, is_new: false, is_first: true, may_be: None };
        if brought.store.person(&imported.id).await?.is_some_and(|row| row.kind.is_some()) {
            return Ok(known(imported.id.clone()));
        }
        // Found to be somebody else's record in an earlier import, whatever has become of the number since.
        let earlier = brought.store.events_from(&source.system, &imported.source_id).await?;
        if let Some(event) = earlier.iter().find(|event| matches!(event.fact, Fact::PersonRecorded(..))) {
            return Ok(known(event.about.clone()));
        }
        if let Some(key) = strong(imported) {
            if let Some(person) = self.by_number.get(&key) {
                return Ok(known(person.clone()));
            }
            let find = FindPeople { nhs_number: Some(key.0), born_on: Some(key.1), ..FindPeople::default() };
            // Two records with one number and birthday are for a person to look into first: neither is chosen.
            if let [only] = each_once(brought, brought.store.find_people(&find, MOST).await?).await?.as_slice() {
                return Ok(known(only.id.clone()));
            }
        }
        Ok(Whose { person: imported.id.clone(), is_new: true, is_first: true, may_be: may_be(brought, imported).await? })
    }
}

/// The two identifiers that together make one person of two records. A filler number is none.
fn strong(imported: &ImportedPerson) -> Option<(NhsNumber, Date)> {
    Some((imported.details.nhs_number.filter(|number| !number.is_filler())?, imported.details.born_on?))
}

/// Somebody of whom one identifier agrees and nothing speaks against it.
async fn may_be(brought: &Brought, imported: &ImportedPerson) -> Result<Option<String>, Failure> {
    let number = imported.details.nhs_number.filter(|number| !number.is_filler());
    if let Some(number) = number {
        let find = FindPeople { nhs_number: Some(number), ..FindPeople::default() };
        // That a restricted record is of somebody is not for a list to tell.
        if let Some(row) = each_once(brought, brought.store.find_people(&find, MOST).await?).await?.iter().find(|row| is_open(row)) {
            return Ok(Some(said(row, "has the same NHS number, and another date of birth or none")));
        }
    }
    let (Some(name), Some(born_on)) = (imported.details.name.as_ref(), imported.details.born_on) else { return Ok(None) };
    let find = FindPeople { name: Some(format!("{} {}", name.given, name.family)), born_on: Some(born_on), ..FindPeople::default() };
    let found = each_once(brought, brought.store.find_people(&find, MOST).await?).await?;
    // Two people with two different numbers are two people, whatever they are called.
    let same = found.iter().filter(|row| is_open(row)).find(|row| row.nhs_number.is_none() || number.is_none());
    Ok(same.map(|row| said(row, "has the same name and date of birth, and not both have an NHS number")))
}

fn is_open(row: &PersonRow) -> bool {
    row.restricted_to.is_none()
}

/// Nothing but the id: whoever reads the review list may not be let open the record, and then does not learn whose it is (S14).
fn said(row: &PersonRow, why: &str) -> String {
    format!("This may be the same person as the one of record {}, who {why}", row.id)
}
