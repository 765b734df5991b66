//! Planning a contact, or changing its plan.

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::circumstances::PlanKind;
use brought_domain::contact::{Arranged, ContactPlanned, Setting};
use brought_domain::{ContactId, Fact, Happened, PractitionerId};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanContact {
    /// What every form carries. "Happened" is when it was arranged; the service is the one that offers the contact.
    pub head: EntryHead,
    /// The contact: a new id, or that of a contact whose plan changes. Siblings to be seen at one visit share it.
    pub contact: ContactId,
    /// When it is to be.
    pub planned_for: Happened,
    /// Where it is to be.
    pub setting: Setting,
    /// How it was arranged.
    pub arranged: Arranged,
    /// Who is to see them.
    pub practitioner: Option<PractitionerId>,
    /// What it is for.
    pub purpose: Option<String>,
    /// The plan that asks for it.
    pub essential_to: Option<PlanKind>,
}

impl Entry for PlanContact {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let Some(service) = self.head.service.clone() else {
            checks.refuse("service", "Choose the service that offers the contact");
            return None;
        };
        Some(Fact::ContactPlanned(ContactPlanned {
            contact: self.contact.clone(),
            service,
            planned_for: self.planned_for,
            setting: self.setting,
            arranged: self.arranged,
            practitioner: self.practitioner.clone(),
            purpose: said(self.purpose.as_ref()),
            essential_to: self.essential_to,
            programme: None,
        }))
    }
}
