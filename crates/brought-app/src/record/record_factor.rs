//! Recording a factor that bears on a child's welfare, with how it is known (NAF-14, NAF-25).

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::circumstances::{FactorKind, FactorRecorded, StandingNow};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFactor {
    /// What every form carries. It holds from the day on which it "happened".
    pub head: EntryHead,
    /// Which factor.
    pub factor: FactorKind,
    /// Whether it holds.
    pub state: StandingNow,
    /// What is known about it, and from where.
    pub note: Option<String>,
}

impl Entry for RecordFactor {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let note = said(self.note.as_ref());
        if self.state == StandingNow::Ended && note.is_none() {
            checks.refuse("note", "Say how you know that this no longer holds");
        }
        Some(Fact::FactorRecorded(FactorRecorded { factor: self.factor, state: self.state, note }))
    }
}
