//! Settling an obligation by hand: done in another way, replaced, or waived with authority (STW-01). Every way gives a reason (S4).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::work::{ObligationSettled, ObligationSettlement, Role};
use brought_domain::{Fact, ObligationId, ServiceId};
use brought_policy::engine::may_settle_by_hand;

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

impl Entry for SettleObligation {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn service(&self, basis: &Basis<'_>) -> Option<ServiceId> {
        let obligation = basis.standing.obligations.iter().find(|obligation| obligation.id == self.obligation);
        obligation.map_or_else(|| self.head.service.clone(), |obligation| obligation.service.clone())
    }

    /// A step is waived in the role that has the authority to waive it.
    fn role(&self) -> Role {
        match &self.how {
            ObligationSettled::Waived { authority, .. } => *authority,
            _ => self.head.role,
        }
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let known = basis.standing.obligations.iter().find(|obligation| obligation.id == self.obligation);
        match known {
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
                if !basis.actor.holds(*authority) {
                    checks.refuse("authority", format!("You do not hold the role of {authority}: ask somebody who does"));
                }
                ObligationSettled::Waived { authority: *authority, reason: checks.text("reason", reason, "Say why it is waived") }
            }
        };
        // The engine decides who may settle what by hand; asked here, so that nobody signs what would not count.
        let refused = known.and_then(|obligation| may_settle_by_hand(self.role(), &how, obligation).err());
        if let Some(why) = refused.filter(|_| !["evidence", "instead", "reason", "authority"].iter().any(|field| checks.is_about(field))) {
            let field = if matches!(how, ObligationSettled::Waived { .. }) { "authority" } else { "how" };
            checks.refuse(field, why);
        }
        Some(Fact::ObligationSettled(ObligationSettlement { obligation: self.obligation.clone(), how }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Purpose, open_record};
    use crate::actor::Actor;
    use crate::record::{Saved, record};
    use crate::testing::{at, head, lead, nurse, open, the_id, with};
    use crate::{Brought, Failure, standing_of};
    use brought_testkit::Family;
    use brought_testkit::builders::was_not_brought;

    const NOW: &str = "2026-01-06T09:00:00Z";

    async fn settle(brought: &Brought, actor: &Actor, how: ObligationSettled) -> Result<Saved, Failure> {
        let standing = standing_of(brought, &open(brought, "ana", NOW).await, at(NOW)).await.unwrap();
        let grant = open_record(brought, actor, &the_id("ana"), Purpose::Supervision, at(NOW)).await.unwrap();
        let head = EntryHead { role: actor.roles[0], ..head(brought, "ana", NOW).await };
        let form = SettleObligation { head, obligation: standing.obligations[0].id.clone(), how };
        record(brought, &grant, the_id("new-1"), at(NOW), &form).await
    }

    async fn ana() -> Brought {
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01"));
        with(&family.clinic("2026-01-05T10:00", was_not_brought()).chronology()).await
    }

    fn waived(authority: Role) -> ObligationSettled {
        ObligationSettled::Waived { authority, reason: "The family moved in with the grandmother, whose nurse has it in hand".into() }
    }

    #[tokio::test]
    async fn only_somebody_with_the_authority_waives_what_the_policy_asks() {
        let brought = ana().await;
        for (actor, authority) in [(nurse(), Role::Practitioner), (nurse(), Role::SafeguardingLead)] {
            let refused = settle(&brought, &actor, waived(authority)).await;
            assert!(matches!(refused, Err(Failure::Refused(refusal)) if refusal.is_about("authority")), "{authority}");
        }
        let saved = settle(&brought, &lead(), waived(Role::SafeguardingLead)).await.unwrap();
        assert_eq!(saved.settled.len(), 1);
    }

    /// S4.
    #[tokio::test]
    async fn nothing_is_settled_without_saying_how() {
        let brought = ana().await;
        let refused = settle(&brought, &nurse(), ObligationSettled::Done { evidence: " ".into() }).await;
        assert!(matches!(refused, Err(Failure::Refused(refusal)) if refusal.is_about("evidence")));
    }
}
