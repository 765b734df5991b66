//! What every entry has in common.

use super::checks::Checks;
use crate::actor::Actor;
use crate::chronology::Gathered;
use crate::documents::Making;
use brought_calendar::Calendar;
use brought_domain::work::Role;
use brought_domain::{Correction, Fact, Happened, ObligationId, PersonId, ServiceId};
use brought_policy::{PoliciesInForce, Standing};
use jiff::Timestamp;

/// What every form carries besides its own fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryHead {
    /// The person whose page the form was shown on: it has to be the one whose record is open (S24).
    pub person: PersonId,
    /// The version of the record that the form was shown with (S21).
    pub expected_version: u64,
    /// The service it is recorded for. Nothing: it concerns every service.
    pub service: Option<ServiceId>,
    /// The role in which the actor signs.
    pub role: Role,
    /// When it happened.
    pub happened: Happened,
    /// The obligations it says it answers. Empty: those that it answers by its nature.
    pub answers: Vec<ObligationId>,
}

/// Something a practitioner records.
pub trait Entry: Sync {
    /// What every entry says.
    fn head(&self) -> &EntryHead;

    /// The role in which it is signed.
    fn role(&self) -> Role {
        self.head().role
    }

    /// What is to be recorded. Notes everything that is wrong; what comes back then is not used. Pure.
    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact>;

    /// The service it is recorded for: the form's, unless the content itself says which.
    fn service(&self, _basis: &Basis<'_>) -> Option<ServiceId> {
        self.head().service.clone()
    }

    /// When it happened: as the form says, unless it is something that can only happen now.
    fn happened(&self, _basis: &Basis<'_>) -> Happened {
        self.head().happened
    }

    /// What is issued with it and kept byte for byte.
    fn issues(&self, _basis: &Basis<'_>) -> Option<Making> {
        None
    }

    /// Which earlier entry it puts right.
    fn corrects(&self) -> Option<Correction> {
        None
    }
}

/// What a plan may look at.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    /// The record and the family.
    pub(crate) gathered: &'a Gathered,
    /// What the policy asks for now.
    pub(crate) standing: &'a Standing,
    /// The policies in force.
    pub(crate) policies: &'a PoliciesInForce,
    /// The calendar.
    pub(crate) calendar: &'a Calendar,
    /// Who signs.
    pub(crate) actor: &'a Actor,
    /// When.
    pub(crate) now: Timestamp,
}
