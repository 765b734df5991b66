//! Agreeing a plan to establish the child's safety and welfare: members, actions and dates (NAF-19, NAF-23).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::work::{PlanAction, PlanAgreed};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreePlan {
    /// What every form carries.
    pub head: EntryHead,
    /// Who agreed it.
    pub members: Vec<String>,
    /// What is to be done, by whom, by when.
    pub actions: Vec<PlanAction>,
}

impl Entry for AgreePlan {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let members = checks.texts("members", &self.members, "Say who agreed the plan");
        if self.actions.is_empty() {
            checks.refuse_by("NAF-19", "actions", "A plan has at least one action, with who does it and by when");
        }
        let mut actions = Vec::with_capacity(self.actions.len());
        for (place, action) in self.actions.iter().enumerate() {
            actions.push(PlanAction {
                what: checks.text(format!("actions.{place}.what"), &action.what, "Say what is to be done"),
                who: checks.text(format!("actions.{place}.who"), &action.who, "Say who does it"),
                by_on: action.by_on,
            });
        }
        Some(Fact::PlanAgreed(PlanAgreed { members, actions }))
    }
}
