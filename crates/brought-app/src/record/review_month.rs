//! The monthly review of a child’s attendance, by its five questions (BOL-06).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::steps::MonthlyReviewed;

/// The form: each question answered in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewMonth {
    /// What every form carries.
    pub head: EntryHead,
    /// Why was the child not brought?
    pub why: String,
    /// Is it the first time, or has it happened before?
    pub first_or_repeated: String,
    /// What does missing this one, or the series, put at risk?
    pub risk: String,
    /// How do the parents see these appointments?
    pub parents_view: String,
    /// What must be done?
    pub action: String,
}

impl Entry for ReviewMonth {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        Some(Fact::MonthlyReviewed(MonthlyReviewed {
            why: checks.text("why", &self.why, "Say why the child was not brought, or that it is not known"),
            first_or_repeated: checks.text("first_or_repeated", &self.first_or_repeated, "Say whether it has happened before"),
            risk: checks.text("risk", &self.risk, "Say what missing it puts at risk"),
            parents_view: checks.text("parents_view", &self.parents_view, "Say how the parents see it, or that it is not known"),
            action: checks.text("action", &self.action, "Say what must be done"),
        }))
    }
}
