//! Recording that another service is, was or may be involved with a family (SWI-07, STW-12).

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::circumstances::StandingNow;
use brought_domain::steps::InvolvementRecorded;
use brought_domain::work::{Agency, AgencyKind};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordInvolvement {
    /// What every form carries. It holds from the day on which it "happened".
    pub head: EntryHead,
    /// Which service.
    pub agency: Agency,
    /// Whether it is involved with the family.
    pub state: StandingNow,
    /// The person there.
    pub person: Option<String>,
}

impl Entry for RecordInvolvement {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let agency = Agency { kind: self.agency.kind, name: said(self.agency.name.as_ref()) };
        if agency.kind == AgencyKind::Other && agency.name.is_none() {
            checks.refuse("agency.name", "Say which service it is");
        }
        Some(Fact::InvolvementRecorded(InvolvementRecorded { agency, state: self.state, person: said(self.person.as_ref()) }))
    }
}
