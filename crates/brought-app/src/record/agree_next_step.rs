//! Agreeing, before the next contact, what follows if that fails too (HAM-07).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::steps::{AgreedStep, AgreementMade};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreeNextStep {
    /// What every form carries.
    pub head: EntryHead,
    /// What follows if the next contact fails.
    pub if_next_fails: AgreedStep,
    /// What exactly, and until when.
    pub what: String,
    /// With whom it was agreed.
    pub agreed_with: Vec<String>,
}

impl Entry for AgreeNextStep {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        Some(Fact::AgreementMade(AgreementMade {
            if_next_fails: self.if_next_fails,
            what: checks.text("what", &self.what, "Say what exactly is to be done, and until when"),
            agreed_with: checks.texts("agreed_with", &self.agreed_with, "Say with whom it was agreed"),
        }))
    }
}
