//! Recording that the relationship between a family and a professional broke down (SWI-04).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::steps::RelationshipBrokenDown;
use brought_domain::{Fact, PractitionerId};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordBreakdown {
    /// What every form carries.
    pub head: EntryHead,
    /// With whom, when it is one of our practitioners.
    pub practitioner: Option<PractitionerId>,
    /// What happened, and with whom when it is somebody else.
    pub what: String,
}

impl Entry for RecordBreakdown {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let words = "Say what happened, how the family sees it and, when it is nobody in the list, with whom";
        let what = checks.text("what", &self.what, words);
        Some(Fact::RelationshipBrokenDown(RelationshipBrokenDown { practitioner: self.practitioner.clone(), what }))
    }
}
