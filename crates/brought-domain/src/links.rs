//! Two records of one person: linked and taken apart again, and never merged (H13, H14, S16, S17).
//!
//! A decision says something about two records and changes neither. While they are linked, both are read as one, under the id of the one that is kept.
//! Taken apart, each is what it was, with what was written in it meanwhile.

use crate::event::Event;
use crate::identity::{PersonId, PractitionerId};
use crate::vocabulary::vocabulary;
use crate::work::Role;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

vocabulary! {
    /// What somebody decided about two records.
    pub enum LinkStep ("decision about two records") {
        /// Both are of one person, and are read as one from now on.
        Linked = "linked", "linked";
        /// They are not read as one any more.
        Unlinked = "unlinked", "taken apart";
        /// They are never to be linked, whatever looks alike: a child who was adopted (H14).
        Barred = "barred", "never to be linked";
        /// They may be linked after all.
        Unbarred = "unbarred", "may be linked";
    }
}

/// A decision about two records, signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkDecision {
    /// What was decided.
    pub step: LinkStep,
    /// The record that is kept: under its id both are read.
    pub record: PersonId,
    /// The other one.
    pub other: PersonId,
    /// Who decided.
    pub by: PractitionerId,
    /// In which role.
    pub signed_as: Role,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// Why a decision about two records cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkProblem {
    /// A record with itself.
    #[error("they are one record already")]
    OneRecord,
    /// They are read as one, directly or by way of a third.
    #[error("the two records are linked already")]
    LinkedAlready,
    /// One of the two is read as another by now.
    #[error("one of the two records is linked with another: decide about the one that is kept")]
    NotKept,
    /// The two, or others that are linked with them, are never to be linked.
    #[error("these records cannot be linked")]
    Barred,
    /// There is no such link.
    #[error("the two records are not linked with each other")]
    NotLinked,
    /// Linked, and so not to be kept apart before they are taken apart.
    #[error("the two records are linked: take them apart first")]
    TakeApartFirst,
    /// That is how it stands.
    #[error("that is how it stands already")]
    AsItStands,
}

/// Which records are read as one, and which may never be, by what was decided so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Each record that is read as another, and as which.
    kept: BTreeMap<PersonId, PersonId>,
    /// The lesser id first.
    barred: BTreeSet<(PersonId, PersonId)>,
}

impl Links {
    /// By these decisions, in the order in which they were taken. What cannot be taken is left out: the record that holds decisions refuses it.
    pub fn of<'a>(decisions: impl IntoIterator<Item = &'a LinkDecision>) -> Self {
        let mut links = Self::default();
        for LinkDecision { step, record, other, .. } in decisions {
            // Refused when it was to be written down: none is among them.
            let _refused = links.decide(*step, record, other);
        }
        links
    }

    /// Takes one more decision.
    ///
    /// # Errors
    /// [`LinkProblem`] when it cannot be taken as things stand; nothing is changed then.
    pub fn decide(&mut self, step: LinkStep, record: &PersonId, other: &PersonId) -> Result<(), LinkProblem> {
        if record == other {
            return Err(LinkProblem::OneRecord);
        }
        let (linked, pair) = (self.record_of(record) == self.record_of(other), pair(record, other));
        match step {
            LinkStep::Linked if linked => return Err(LinkProblem::LinkedAlready),
            LinkStep::Linked if self.kept.contains_key(record) || self.kept.contains_key(other) => return Err(LinkProblem::NotKept),
            LinkStep::Linked if self.are_barred(record, other) => return Err(LinkProblem::Barred),
            LinkStep::Linked => {
                self.kept.insert(other.clone(), record.clone());
            }
            LinkStep::Unlinked if self.kept.get(other) != Some(record) => return Err(LinkProblem::NotLinked),
            LinkStep::Unlinked => {
                self.kept.remove(other);
            }
            LinkStep::Barred if linked => return Err(LinkProblem::TakeApartFirst),
            LinkStep::Barred if !self.barred.insert(pair) => return Err(LinkProblem::AsItStands),
            LinkStep::Unbarred if !self.barred.remove(&self::pair(record, other)) => return Err(LinkProblem::AsItStands),
            LinkStep::Barred | LinkStep::Unbarred => {}
        }
        Ok(())
    }

    /// The record as which somebody's is read: their own, when it is linked with none or is the one that is kept.
    pub fn record_of<'a>(&'a self, person: &'a PersonId) -> &'a PersonId {
        let mut record = person;
        // A record is linked only while it is read as none, so that there is no circle.
        while let Some(kept) = self.kept.get(record) {
            record = kept;
        }
        record
    }

    /// The records that are read as one with somebody's: the one that is kept first, the others in the order of their ids.
    pub fn read_together<'a>(&'a self, person: &'a PersonId) -> Vec<&'a PersonId> {
        let record = self.record_of(person);
        let others = self.kept.keys().filter(|other| self.record_of(other) == record);
        std::iter::once(record).chain(others).collect()
    }

    /// The record that somebody's was linked with, when it is read as another: by way of which it may be read as a third.
    pub fn linked_to(&self, person: &PersonId) -> Option<&PersonId> {
        self.kept.get(person)
    }

    /// Whether two people, with all the records that are read as theirs, may never be taken for one.
    pub fn are_barred(&self, one: &PersonId, two: &PersonId) -> bool {
        let twos = self.read_together(two);
        self.read_together(one).into_iter().any(|one| twos.iter().any(|two| self.barred.contains(&pair(one, two))))
    }

    /// Each record that is read as another, with the one that is kept.
    pub fn read_as_another(&self) -> impl Iterator<Item = (&PersonId, &PersonId)> {
        self.kept.keys().map(|other| (other, self.record_of(other)))
    }

    /// Of what stood at some moment, that which stands now as well; and what may never be linked, as it stands now. Looking back joins nothing that has been taken
    /// apart since, and tells nothing that nobody may know any more.
    #[must_use]
    pub fn that_stand_in(mut self, now: &Self) -> Self {
        self.kept.retain(|other, record| now.record_of(other) == now.record_of(record));
        self.barred.clone_from(&now.barred);
        self
    }

    /// Whether nothing is linked.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Entries as they are read: about whom they are, and whomever they name, under the id that is kept. Nothing else of them changes, nothing is left out, and what is
    /// stored stays as it is.
    pub fn read(&self, events: &mut [Event]) {
        if self.is_empty() {
            return;
        }
        for event in events {
            event.each_person(&mut |person| {
                let kept = self.record_of(person);
                if kept != person {
                    *person = kept.clone();
                }
            });
        }
    }
}

/// Two records whichever comes first.
fn pair(one: &PersonId, two: &PersonId) -> (PersonId, PersonId) {
    let (lesser, greater) = if one <= two { (one, two) } else { (two, one) };
    (lesser.clone(), greater.clone())
}

#[cfg(test)]
mod tests;
