//! Recording the state of a plan that several agencies hold together (NAF-16, NAF-25, NAF-26).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::circumstances::PlanRecorded;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordPlan {
    /// What every form carries.
    pub head: EntryHead,
    /// The plan, its state, its days and its agencies.
    pub plan: PlanRecorded,
}

impl Entry for RecordPlan {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        if let (Some(from), Some(to)) = (self.plan.from_on, self.plan.to_on)
            && to < from
        {
            checks.refuse("to_on", "A plan cannot end before it begins");
        }
        Some(Fact::PlanRecorded(self.plan.clone()))
    }
}
