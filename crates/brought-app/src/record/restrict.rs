//! Deciding who may open a record (J10, H14, H15).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use super::write::{Saved, record};
use crate::access::{AccessGrant, may_do_with};
use crate::brought::Brought;
use crate::failure::{Denied, Failure};
use brought_access::RecordDeed;
use brought_domain::steps::AccessDecided;
use brought_domain::work::Role;
use brought_domain::{EventId, Fact, PractitionerId};
use jiff::Timestamp;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restrict {
    /// What every form carries.
    pub head: EntryHead,
    /// Who alone may open it. Nothing: everybody whose work it is may again.
    pub only: Option<Vec<PractitionerId>>,
    /// Why.
    pub reasons: String,
}

impl Entry for Restrict {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        if !decides_on_access(self.head.role) {
            checks.refuse(
                "role",
                "Who may open a record is decided by a safeguarding lead, a named nurse or the designated safeguarding team",
            );
        }
        let reasons = checks.text("reasons", &self.reasons, "Say why");
        match &self.only {
            Some(only) if only.is_empty() => {
                checks.refuse("only", "Choose at least one person who may open the record");
            }
            // Whoever shuts themselves out can neither look after the record nor open it to others.
            Some(only) if !only.contains(&basis.actor.practitioner) => {
                checks.refuse("only", "Choose yourself as well: whoever restricts a record has to be able to open it again");
            }
            _ => {}
        }
        Some(Fact::AccessDecided(AccessDecided { only: self.only.clone(), reasons }))
    }
}

/// Saves who may open a record, when the policies on access let whoever signs decide that of this one.
///
/// # Errors
/// As [`record`], and [`Failure::Denied`].
pub async fn restrict(brought: &Brought, grant: &AccessGrant, id: EventId, now: Timestamp, entry: &Restrict) -> Result<Saved, Failure> {
    if !may_do_with(brought, grant.actor(), RecordDeed::Restrict, grant.person(), now).await? {
        return Err(Denied::RoleNeeded.into());
    }
    record(brought, grant, id, now, entry).await
}

/// Whether somebody in this role decides on access. The policies on access say it of people, whatever their roles; an entry is signed in one.
pub(super) fn decides_on_access(role: Role) -> bool {
    matches!(role, Role::SafeguardingLead | Role::NamedNurse | Role::DesignatedSafeguardingTeam)
}
