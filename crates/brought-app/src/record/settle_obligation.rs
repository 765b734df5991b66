//! Settling an obligation by hand: done in another way, replaced, or waived with authority (STW-01). Every way gives a reason (S4).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::work::{ObligationSettled, ObligationSettlement, Role};
use brought_domain::{Fact, ObligationId, ServiceId};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettleObligation {
    /// What every form carries.
    pub head: EntryHead,
    /// The obligation.
    pub obligation: ObligationId,
    /// What became of it.
    pub how: ObligationSettled,
}

/// The roles with the authority to waive what a policy asks: never the one who owes it, never one who only keeps the system.
const MAY_WAIVE: [Role; 5] = [Role::LineManager, Role::Supervisor, Role::SafeguardingLead, Role::NamedNurse, Role::SocialWorkManager];

impl Entry for SettleObligation {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn service(&self, basis: &Basis<'_>) -> Option<ServiceId> {
        let obligation = basis.standing.obligations.iter().find(|obligation| obligation.id == self.obligation);
        obligation.map_or_else(|| self.head.service.clone(), |obligation| obligation.service.clone())
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        match basis.standing.obligations.iter().find(|obligation| obligation.id == self.obligation) {
            None => checks.refuse("obligation", "This obligation is not on this record. Open the page again"),
            Some(obligation) if !obligation.is_open() => checks.refuse("obligation", "This obligation is settled already"),
            Some(_) => {}
        }
        let how = match &self.how {
            ObligationSettled::Done { evidence } => {
                ObligationSettled::Done { evidence: checks.text("evidence", evidence, "Say how it is known that it was done") }
            }
            ObligationSettled::Replaced { instead, reason } => ObligationSettled::Replaced {
                instead: checks.text("instead", instead, "Say what is done instead"),
                reason: checks.text("reason", reason, "Say why another step takes its place"),
            },
            ObligationSettled::Waived { authority, reason } => {
                self.check_authority(*authority, basis, checks);
                ObligationSettled::Waived { authority: *authority, reason: checks.text("reason", reason, "Say why it is waived") }
            }
        };
        Some(Fact::ObligationSettled(ObligationSettlement { obligation: self.obligation.clone(), how }))
    }
}

impl SettleObligation {
    fn check_authority(&self, authority: Role, basis: &Basis<'_>, checks: &mut Checks) {
        if !MAY_WAIVE.contains(&authority) {
            let may = MAY_WAIVE.map(Role::words).join(", ");
            checks.refuse("authority", format!("Only these may waive what the policy asks: {may}"));
        } else if !basis.actor.holds(authority) {
            checks.refuse("authority", format!("You do not hold the role of {authority}: ask somebody who does"));
        }
    }
}
