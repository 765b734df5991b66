//! Recording who saw a child: when, where, and what they are to the child (STW-16, NAF-17).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::work::Sighting;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordSighting {
    /// What every form carries.
    pub head: EntryHead,
    /// Who saw whom, when, where and how.
    pub sighting: Sighting,
}

impl Entry for RecordSighting {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        Some(Fact::SightingRecorded(checked(&self.sighting, "sighting", basis, checks)))
    }
}

/// A sighting with everything it has to say. `field` is where it stands in the form.
pub(super) fn checked(sighting: &Sighting, field: &str, basis: &Basis<'_>, checks: &mut Checks) -> Sighting {
    checks.child(format!("{field}.child"), &sighting.child, basis);
    checks.past(format!("{field}.seen_at"), sighting.seen_at, basis.now);
    Sighting {
        place: checks.text(format!("{field}.place"), &sighting.place, "Say where the child was seen"),
        by: checks.text(format!("{field}.by"), &sighting.by, "Say who saw the child"),
        relation: checks.text(format!("{field}.relation"), &sighting.relation, "Say what that person is to the child"),
        ..sighting.clone()
    }
}
