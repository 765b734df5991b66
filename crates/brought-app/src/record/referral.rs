//! Making a referral, and recording its answer (NAF-20, H32).

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::contact::Answer;
use brought_domain::work::{Agency, ReferralAnswered, ReferralMade};
use brought_domain::{EventId, Fact};

/// The form of a referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MakeReferral {
    /// What every form carries.
    pub head: EntryHead,
    /// To whom.
    pub to: Agency,
    /// What it says.
    pub content: String,
    /// Their reference, when one was given at once.
    pub reference: Option<String>,
}

impl Entry for MakeReferral {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let content = checks.text("content", &self.content, "Say what the referral says");
        Some(Fact::ReferralMade(ReferralMade {
            to: Agency { kind: self.to.kind, name: said(self.to.name.as_ref()) },
            content,
            reference: said(self.reference.as_ref()),
        }))
    }
}

/// The form of the answer to a referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerReferral {
    /// What every form carries.
    pub head: EntryHead,
    /// The entry of the referral.
    pub referral: EventId,
    /// What they said they would do.
    pub answer: String,
    /// Whether the referrer accepts it.
    pub accepted_by_referrer: Answer,
}

impl Entry for AnswerReferral {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let is_a_referral =
            basis.gathered.own_events().any(|event| event.id == self.referral && matches!(event.fact, Fact::ReferralMade(_)));
        if !is_a_referral {
            checks.refuse("referral", "Choose the referral on this record that was answered");
        }
        let answer = checks.text("answer", &self.answer, "Say what they answered");
        Some(Fact::ReferralAnswered(ReferralAnswered {
            referral: self.referral.clone(),
            answer,
            accepted_by_referrer: self.accepted_by_referrer,
        }))
    }
}
