//! Considering whether a child's needs are met, also when others have seen the child (NAF-18).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::contact::Answer;
use brought_domain::work::NeedsConsidered;
use brought_domain::{Fact, PersonId};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsiderNeeds {
    /// What every form carries.
    pub head: EntryHead,
    /// The child.
    pub child: PersonId,
    /// Whether the needs are met.
    pub met: Answer,
    /// How that is known.
    pub basis: String,
    /// Whether there are signs of family vulnerability.
    pub family_vulnerable: Answer,
}

impl Entry for ConsiderNeeds {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        checks.child("child", &self.child, basis);
        let known_by = checks.text("basis", &self.basis, "Say how you know whether the child’s needs are met");
        Some(Fact::NeedsConsidered(NeedsConsidered {
            child: self.child.clone(),
            met: self.met,
            basis: known_by,
            family_vulnerable: self.family_vulnerable,
        }))
    }
}
