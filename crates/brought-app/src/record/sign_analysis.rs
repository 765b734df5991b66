//! Signing what failed contacts mean for the child: impact, what is known and not known, and the decision (NAF-13, NAF-24, BOL-04).

use super::checks::{Checks, said};
use super::entry::{Basis, Entry, EntryHead};
use brought_domain::Fact;
use brought_domain::work::{AnalysisSigned, Decision, EngagementPrompt, PromptAnswer, ReasonKind};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignAnalysis {
    /// What every form carries.
    pub head: EntryHead,
    /// What it means for this child.
    pub impact: String,
    /// What is known.
    pub known: Option<String>,
    /// What is not known: its own field, because a blank reads as "nothing".
    pub not_known: Option<String>,
    /// What is decided. Nothing: nobody has chosen yet, which is refused.
    pub decision: Option<Decision>,
    /// Why the contact failed, as far as is known.
    pub reasons: Vec<ReasonKind>,
    /// The prompts that were gone through: answered, or consciously left.
    pub prompts: Vec<(EngagementPrompt, PromptAnswer)>,
    /// What the child wishes and feels.
    pub child_wishes: Option<String>,
    /// What the parents wish and feel.
    pub parent_wishes: Option<String>,
}

impl Entry for SignAnalysis {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn plan(&self, _basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let impact = checks.text("impact", &self.impact, "Say what the failed contact means for this child");
        let decision = decision(self.decision.as_ref(), checks);
        for (prompt, answer) in &self.prompts {
            if matches!(answer, PromptAnswer::Answered(words) if words.trim().is_empty()) {
                checks.refuse(format!("prompts.{}", prompt.code()), format!("Answer this prompt, or choose to leave it: {prompt}"));
            }
        }
        Some(Fact::AnalysisSigned(AnalysisSigned {
            impact,
            known: said(self.known.as_ref()),
            not_known: said(self.not_known.as_ref()),
            decision: decision?,
            reasons: self.reasons.clone(),
            prompts: self.prompts.clone(),
            child_wishes: said(self.child_wishes.as_ref()),
            parent_wishes: said(self.parent_wishes.as_ref()),
            information_given: None,
            shared_understanding: None,
            parents_views: None,
            reflection: None,
            competent_to_decide: None,
            confidentiality: None,
        }))
    }
}

fn decision(decision: Option<&Decision>, checks: &mut Checks) -> Option<Decision> {
    match decision {
        None => {
            checks.refuse_by("NAF-13", "decision", "Decide what to do, or that no further step is needed and why");
            None
        }
        Some(Decision::NoFurtherStep { reason }) => {
            let reason = checks.text("decision", reason, "Say why no further step is needed");
            Some(Decision::NoFurtherStep { reason })
        }
        Some(Decision::Steps(steps)) => Some(Decision::Steps(checks.text("decision", steps, "Say what is to be done"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::record;
    use crate::testing::{at, head, open, the_id, with};
    use brought_testkit::Family;
    use brought_testkit::builders::was_not_brought;

    const NOW: &str = "2026-01-06T09:00:00Z";

    async fn blank(brought: &crate::Brought) -> SignAnalysis {
        SignAnalysis {
            head: head(brought, "ana", NOW).await,
            impact: String::new(),
            known: None,
            not_known: None,
            decision: None,
            reasons: Vec::new(),
            prompts: vec![(EngagementPrompt::AddressRight, PromptAnswer::Answered(" ".into()))],
            child_wishes: None,
            parent_wishes: None,
        }
    }

    async fn ana() -> crate::Brought {
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01"));
        with(&family.clinic("2026-01-05T10:00", was_not_brought()).chronology()).await
    }

    /// NAF-13, NAF-24.
    #[tokio::test]
    async fn impact_and_decision_are_asked_for_and_a_prompt_is_answered_or_left() {
        let brought = ana().await;
        let grant = open(&brought, "ana", NOW).await;
        let refused = record(&brought, &grant, the_id("new-1"), at(NOW), &blank(&brought).await).await;
        let Err(crate::Failure::Refused(refusal)) = refused else { panic!("{refused:?}") };
        let fields: Vec<&str> = refusal.problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["impact", "decision", "prompts.address_right"]);
        assert_eq!(refusal.problems[1].clause.as_deref(), Some("NAF-13"));
    }

    #[tokio::test]
    async fn a_signed_analysis_takes_the_first_obligation_off_the_list() {
        let brought = ana().await;
        let grant = open(&brought, "ana", NOW).await;
        let analysis = SignAnalysis {
            impact: "The hearing test is still to come".into(),
            decision: Some(Decision::Steps("Ring, and offer a home visit".into())),
            prompts: vec![(EngagementPrompt::AddressRight, PromptAnswer::Left)],
            ..blank(&brought).await
        };
        let saved = record(&brought, &grant, the_id("new-1"), at(NOW), &analysis).await.unwrap();
        assert_eq!(saved.settled, ["Record the impact on the child and decide what to do"]);
        assert_eq!(saved.raised, ["Decide the next step"], "an open follow-up always asks for something (S2)");
    }
}
