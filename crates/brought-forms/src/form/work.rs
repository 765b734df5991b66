//! What practitioners did: analysis, liaison, discussion, referral, letters, and obligations settled by hand.

use super::form;
use super::parts::{AgencyForm, ChildId, ChildIds, Said};
use super::sighting::SeenForm;
use crate::leaf::{Coded, Id, Text, Yes};
use crate::reader::{Form, Reader};
use crate::shape::{Pairs, WordOr};
use brought_domain::EventId;
use brought_domain::contact::{Answer, ResponseKind};
use brought_domain::work::{
    AnalysisSigned, Ask, Decision, DischargeReported, DiscussionHeld, DiscussionTopic, EngagementPrompt, FamilyFollowedUp, LetterSent,
    LiaisonRecorded, NeedsConsidered, PromptAnswer, ReasonKind, ReferralAnswered, ReferralDecision, ReferralMade, Role,
    VulnerabilityAssessed,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A prompt that was consciously left without an answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PromptLeft")]
pub(crate) struct PromptLeft {
    /// Always true.
    left: Yes,
}

/// The answer to a prompt in words, or {"left": true} when it was consciously left.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(rename = "PromptAnswer")]
pub(crate) struct PromptForm(WordOr<Text, PromptLeft>);

impl Form for PromptForm {
    type Domain = PromptAnswer;

    fn read(&self, reader: &mut Reader) -> Option<PromptAnswer> {
        match &self.0 {
            WordOr::Word(text) => text.read(reader).map(PromptAnswer::Answered),
            WordOr::Full(left) => reader.field("left", &left.left).map(|()| PromptAnswer::Left),
        }
    }

    fn write(answer: &PromptAnswer) -> Self {
        Self(match answer {
            PromptAnswer::Answered(text) => WordOr::Word(Text::write(text)),
            PromptAnswer::Left => WordOr::Full(PromptLeft { left: Yes::write(&()) }),
        })
    }
}

/// What an analysis decided: {"no_further_step": "the reason"} or {"steps": "what is to be done"}.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Decision")]
pub(crate) enum DecisionForm {
    /// No further step, with the reason.
    NoFurtherStep(Said),
    /// What is to be done.
    Steps(Said),
}

impl Form for DecisionForm {
    type Domain = Decision;

    fn read(&self, reader: &mut Reader) -> Option<Decision> {
        match self {
            Self::NoFurtherStep(reason) => reader.field("no_further_step", reason).map(|reason| Decision::NoFurtherStep { reason }),
            Self::Steps(steps) => reader.field("steps", steps).map(Decision::Steps),
        }
    }

    fn write(decision: &Decision) -> Self {
        match decision {
            Decision::NoFurtherStep { reason } => Self::NoFurtherStep(Said::write(reason)),
            Decision::Steps(steps) => Self::Steps(Said::write(steps)),
        }
    }
}

form! {
    /// A signed analysis of what the failed contacts mean for the child.
    #[schemars(rename = "AnalysisSigned")]
    struct AnalysisForm for AnalysisSigned {
        required {
            /// What it means for this child.
            impact: Text,
            /// What is decided: {"no_further_step": "the reason"} or {"steps": "what is to be done"}.
            decision: DecisionForm,
        }
        optional {
            /// What is known.
            known: Text,
            /// What is not known.
            not_known: Text,
            /// What the child wishes and feels.
            child_wishes: Text,
            /// What the parents wish and feel.
            parent_wishes: Text,
            /// What the family was told: what happens, why, and what is expected of them.
            information_given: Text,
            /// How far the family and professionals share an understanding of what must change.
            shared_understanding: Text,
            /// How the parents see it, in their own words.
            parents_views: Text,
            /// The practitioner's reflection on their own approach.
            reflection: Text,
            /// Whether the young person is competent to decide for themselves. Leave out when it was not considered.
            competent_to_decide: Coded<Answer>,
            /// What the young person asked to be kept confidential, and what was agreed about it.
            confidentiality: Text,
        }
        lists {
            /// Why the contact failed, as far as is known.
            reasons: Vec<Coded<ReasonKind>>,
            /// The prompts that were gone through: after the code of each, the answer in words, or {"left": true}.
            prompts: Pairs<EngagementPrompt, PromptForm>,
        }
    }
}

form! {
    /// The family was followed up proactively.
    #[schemars(rename = "FamilyFollowedUp")]
    struct FamilyFollowedUpForm for FamilyFollowedUp {
        required {
            /// How: a call, a card, a letter.
            how: Coded<ResponseKind>,
            /// What came of it.
            result: Text,
        }
    }
}

form! {
    /// Another agency was spoken to.
    #[schemars(rename = "LiaisonRecorded")]
    struct LiaisonForm for LiaisonRecorded {
        required {
            /// The agency: the code of its kind, or an object with its kind and name.
            agency: AgencyForm,
            /// What was learnt.
            learnt: Text,
        }
        optional {
            /// The person spoken to.
            person: Text,
        }
        lists {
            /// What was asked.
            asked: Vec<Coded<Ask>>,
        }
        defaulted {
            /// Whether the address was confirmed. Not known if left out.
            address_confirmed: Coded<Answer>,
            /// Whether the contact details were confirmed. Not known if left out.
            contact_details_confirmed: Coded<Answer>,
            /// The sighting, if the agency saw the child; `not_seen` or `not_known` if it did not or does not know. Not asked if left out.
            seen: SeenForm,
        }
    }
}

form! {
    /// Whether a child's needs are met was considered.
    #[schemars(rename = "NeedsConsidered")]
    struct NeedsConsideredForm for NeedsConsidered {
        required {
            /// Whether the needs are met.
            met: Coded<Answer>,
            /// How that is known.
            basis: Text,
        }
        defaulted {
            /// The child. If left out: the child the event is about.
            child: ChildId,
            /// Whether there are signs of family vulnerability. Not known if left out.
            family_vulnerable: Coded<Answer>,
        }
    }
}

/// What a discussion decided about a referral: "refer", {"do_not_refer": "the reasons"} or "not_asked".
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ReferralDecision")]
pub(crate) enum ReferralDecisionForm {
    /// Refer to children's social care.
    Refer,
    /// Do not refer, with the reasons.
    DoNotRefer(Said),
    /// A referral was not the question.
    #[default]
    NotAsked,
}

impl Form for ReferralDecisionForm {
    type Domain = ReferralDecision;

    fn read(&self, reader: &mut Reader) -> Option<ReferralDecision> {
        match self {
            Self::Refer => Some(ReferralDecision::Refer),
            Self::DoNotRefer(reasons) => reader.field("do_not_refer", reasons).map(|reasons| ReferralDecision::DoNotRefer { reasons }),
            Self::NotAsked => Some(ReferralDecision::NotAsked),
        }
    }

    fn write(decision: &ReferralDecision) -> Self {
        match decision {
            ReferralDecision::Refer => Self::Refer,
            ReferralDecision::DoNotRefer { reasons } => Self::DoNotRefer(Said::write(reasons)),
            ReferralDecision::NotAsked => Self::NotAsked,
        }
    }
}

form! {
    /// A discussion with a manager, supervisor, lead or key worker.
    #[schemars(rename = "DiscussionHeld")]
    struct DiscussionForm for DiscussionHeld {
        required {
            /// The role of the person it was held with.
            with: Coded<Role>,
            /// What it was about.
            topic: Coded<DiscussionTopic>,
            /// What was said.
            summary: Text,
        }
        optional {
            /// The name of the person it was held with.
            person: Text,
        }
        defaulted {
            /// What was decided about a referral. Not asked if left out.
            decision: ReferralDecisionForm,
        }
    }
}

form! {
    /// A referral to another agency.
    #[schemars(rename = "ReferralMade")]
    struct ReferralMadeForm for ReferralMade {
        required {
            /// To whom: the code of the kind of agency, or an object with its kind and name.
            to: AgencyForm,
            /// What it says.
            content: Text,
        }
        optional {
            /// Their reference, when one was given at once.
            reference: Text,
        }
    }
}

form! {
    /// The agency that was referred to answered.
    #[schemars(rename = "ReferralAnswered")]
    struct ReferralAnsweredForm for ReferralAnswered {
        required {
            /// The id of the event of the referral.
            referral: Id<EventId>,
            /// What they said they would do.
            answer: Text,
        }
        defaulted {
            /// Whether the referrer accepts it. Not known if left out.
            accepted_by_referrer: Coded<Answer>,
        }
    }
}

form! {
    /// A signed assessment of vulnerability, for each child by name.
    #[schemars(rename = "VulnerabilityAssessed")]
    struct VulnerabilityForm for VulnerabilityAssessed {
        required {
            /// Whether a vulnerability was found.
            vulnerable: Coded<Answer>,
            /// What was found, and on what it rests.
            findings: Text,
        }
        defaulted {
            /// The children it is about. If left out: the child the event is about.
            children: ChildIds,
        }
    }
}

form! {
    /// A letter, card or message was sent.
    #[schemars(rename = "LetterSent")]
    struct LetterSentForm for LetterSent {
        required {
            /// What it was: letter, card, message.
            kind: Coded<ResponseKind>,
            /// To whom.
            to: Text,
            /// The words of it, as sent.
            copy: Text,
        }
        optional {
            /// The id of the document of the policy pack that it was made from.
            document: Text,
        }
    }
}

form! {
    /// Another system, or another service, says that it discharged the child or carer. It ends nothing.
    #[schemars(rename = "DischargeReported")]
    struct DischargeReportedForm for DischargeReported {
        optional {
            /// What it says as the reason.
            reason: Text,
        }
    }
}
