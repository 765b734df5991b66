//! Following the family up proactively, and what came of it (NAF-15).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::contact::ResponseKind;
use brought_domain::work::FamilyFollowedUp;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpFamily {
    /// What every form carries.
    pub head: EntryHead,
    /// How: a call, a card, a letter.
    pub how: ResponseKind,
    /// What came of it.
    pub result: String,
}

impl Entry for FollowUpFamily {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        if self.how == ResponseKind::NothingYet {
            checks.refuse("how", "Say how you tried to reach the family");
        }
        let result = checks.text("result", &self.result, "Say what came of it, also when nobody answered");
        Some(Fact::FamilyFollowedUp(FamilyFollowedUp { how: self.how, result }))
    }
}
