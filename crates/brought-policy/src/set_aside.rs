//! What was not taken of the record, and why.

use brought_domain::EventId;

/// An event that was not taken as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The event.
    pub event: EventId,
    /// Why, and what to do about it.
    pub why: String,
    /// Whether it is the ending that was not taken. Otherwise it is the whole entry, what it says of another, or what it settles.
    pub is_ending: bool,
}

impl SetAside {
    /// An entry that was not taken, or not all of it.
    pub(crate) fn entry(event: &EventId, why: impl Into<String>) -> Self {
        Self { event: event.clone(), why: why.into(), is_ending: false }
    }

    /// An ending that was not taken.
    pub(crate) fn ending(event: &EventId, why: impl Into<String>) -> Self {
        Self { event: event.clone(), why: why.into(), is_ending: true }
    }

    /// Whether both are about the same of the same entry.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        (&self.event, self.is_ending) == (&other.event, other.is_ending)
    }

    /// Whether it says that the ending of this entry was not taken.
    pub(crate) fn refuses(&self, ending: &EventId) -> bool {
        self.is_ending && self.event == *ending
    }
}
