//! Setting a further visit after a failed one under a protection plan (NAF-28).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_calendar::local_date;
use brought_domain::contact::FurtherVisitSet;
use brought_domain::work::Role;
use brought_domain::{Fact, PersonId, PractitionerId};
use jiff::civil::Date;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetFurtherVisit {
    /// What every form carries.
    pub head: EntryHead,
    /// The child to be seen.
    pub child: PersonId,
    /// The last day on which it may be made.
    pub by: Date,
    /// Who is to make it: the social worker or a duty worker.
    pub visitor: Role,
    /// The visitor by name, when one is named.
    pub visitor_id: Option<PractitionerId>,
}

impl Entry for SetFurtherVisit {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        checks.child("child", &self.child, basis);
        if self.by < local_date(basis.now) {
            checks.refuse("by", "The last day of a further visit must not be in the past");
        }
        if !matches!(self.visitor, Role::SocialWorker | Role::DutyWorker) {
            checks.refuse_by("NAF-28", "visitor", "The further visit is made by the social worker or a duty worker");
        }
        Some(Fact::FurtherVisitSet(FurtherVisitSet {
            by: self.by,
            visitor: self.visitor,
            visitor_id: self.visitor_id.clone(),
            child: self.child.clone(),
        }))
    }
}
