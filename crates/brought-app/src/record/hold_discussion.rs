//! Recording a discussion with a manager, supervisor, lead or key worker (NAF-11, NAF-20, NAF-26, NAF-27).

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::work::{DiscussionHeld, DiscussionTopic, ReferralDecision, Role};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldDiscussion {
    /// What every form carries.
    pub head: EntryHead,
    /// The role of the person it was held with.
    pub with: Role,
    /// Their name.
    pub with_person: Option<String>,
    /// What it was about.
    pub topic: DiscussionTopic,
    /// What was decided about a referral.
    pub decision: ReferralDecision,
    /// What was said.
    pub summary: String,
}

impl Entry for HoldDiscussion {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let summary = checks.text("summary", &self.summary, "Say what was said");
        match &self.decision {
            ReferralDecision::NotAsked if self.topic == DiscussionTopic::Concerns => {
                checks.refuse_by("NAF-20", "decision", "Say whether to refer to children’s social care, and if not, why not");
            }
            ReferralDecision::DoNotRefer { reasons } => drop(checks.text("decision.reasons", reasons, "Say why there is no referral")),
            ReferralDecision::NotAsked | ReferralDecision::Refer => {}
        }
        Some(Fact::DiscussionHeld(DiscussionHeld {
            with: self.with,
            person: said(self.with_person.as_ref()),
            topic: self.topic,
            decision: self.decision.clone(),
            summary,
        }))
    }
}
