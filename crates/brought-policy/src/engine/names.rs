//! Short names for the people and contacts of one chronology: looking one up is an index, comparing two is one instruction.
//!
//! They are given in the order of the ids, so that going through them in order is going through the ids in order, whatever order the events
//! came in (S5).

use brought_domain::{Chronology, ContactId, Event, Fact, PersonId};
use jiff::{Timestamp, civil::Date};
use smallvec::SmallVec;

/// A person of the chronology.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Who(u32);

impl Who {
    /// Where this person stands in a list of all.
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }

    /// The person in this place: there are never so many.
    fn at(place: usize) -> Self {
        Self(u32::try_from(place).unwrap_or(u32::MAX))
    }
}

/// Some people: a family is mostly no larger than has room here.
pub(super) type Whos = SmallVec<[Who; 8]>;

/// The people whom events are about, and those to whom they are related.
pub(super) struct People<'a>(Vec<&'a PersonId>);

impl<'a> People<'a> {
    pub(super) fn of(chronology: &'a Chronology) -> Self {
        let mut people = Vec::with_capacity(16);
        people.push(&chronology.subject);
        for event in &chronology.events {
            // One event after another is mostly about the same person.
            if people.last() != Some(&&event.about) {
                people.push(&event.about);
            }
            if let Fact::RelationRecorded(relation) = &event.fact {
                people.push(&relation.other);
            }
        }
        people.sort_unstable();
        people.dedup();
        Self(people)
    }

    /// The person of this id. Nobody: no event is about them.
    pub(super) fn find(&self, id: &PersonId) -> Option<Who> {
        self.0.binary_search(&id).ok().map(Who::at)
    }

    pub(super) fn id(&self, who: Who) -> &'a PersonId {
        self.0[who.index()]
    }

    pub(super) fn all(&self) -> impl Iterator<Item = Who> + use<> {
        (0..self.0.len()).map(Who::at)
    }
}

/// An event of the replay.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) event: &'a Event,
    /// Whose record it is in.
    pub(super) about: Who,
    /// Where the contact stands that it plans or tells the outcome of.
    pub(super) contact: Option<usize>,
    /// The earliest instant at which it can have happened; when it was recorded, for a later word about a contact.
    pub(super) at: Timestamp,
    /// The local day of that.
    pub(super) day: Date,
    /// The local day on which it happened, wherever it stands.
    pub(super) happened_on: Date,
}

/// The contact that an event plans or tells the outcome of.
pub(super) fn contact_of(event: &Event) -> Option<&ContactId> {
    match &event.fact {
        Fact::ContactPlanned(planned) => Some(&planned.contact),
        Fact::OutcomeRecorded(recorded) => Some(&recorded.contact),
        _ => None,
    }
}
