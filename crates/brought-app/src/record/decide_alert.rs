//! Deciding whether an alert stands, on this record or on the GP’s (STW-12, STW-20).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::steps::{AlertDecided, AlertPlace};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecideAlert {
    /// What every form carries.
    pub head: EntryHead,
    /// Where.
    pub place: AlertPlace,
    /// Whether the alert stands from now on.
    pub active: bool,
    /// What anybody to whom the child presents has to do.
    pub directions: String,
    /// Why.
    pub reasons: String,
}

impl Entry for DecideAlert {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let directions = self.directions.trim().to_owned();
        if self.active && directions.is_empty() {
            checks.refuse_by("STW-20", "directions", "Say what must be done when the child presents");
        }
        let reasons = checks.text("reasons", &self.reasons, "Give the reasons for the decision");
        Some(Fact::AlertDecided(AlertDecided { place: self.place, active: self.active, directions, reasons }))
    }
}
