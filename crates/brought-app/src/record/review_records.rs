//! Looking through records, and what they showed (SWI-01, SWI-12, STW-12, STW-14).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::steps::{RecordKind, RecordsReviewed};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRecords {
    /// What every form carries.
    pub head: EntryHead,
    /// Which records.
    pub which: Vec<RecordKind>,
    /// What they showed.
    pub found: String,
}

impl Entry for ReviewRecords {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        if self.which.is_empty() {
            checks.refuse("which", "Choose the records that you looked through");
        }
        let found = checks.text("found", &self.found, "Say what they showed, also when it was nothing new");
        Some(Fact::RecordsReviewed(RecordsReviewed { which: self.which.clone(), found }))
    }
}
