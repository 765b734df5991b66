//! Taking a step whose only evidence is that somebody took it and says what came of it (STW-09, STW-12, SWI-04, SWI-05, SWI-11).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::steps::{Step, StepTaken};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakeStep {
    /// What every form carries.
    pub head: EntryHead,
    /// Which step.
    pub step: Step,
    /// What came of it.
    pub outcome: String,
}

impl Entry for TakeStep {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let outcome = checks.text("outcome", &self.outcome, "Say what came of it");
        Some(Fact::StepTaken(StepTaken { step: self.step, outcome }))
    }
}
