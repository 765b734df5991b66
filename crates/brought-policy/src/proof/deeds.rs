//! What answers an obligation: for each action, the entry that somebody who does it records.

use super::answer::Owed;
use super::letter::{Came, Entry, Letter, Moment};
use crate::duty::{Action, AnalysisPart};
use crate::pack::Follows;
use brought_domain::circumstances::{ConcernQuestion, ConcernsDecided};
use brought_domain::contact::{Answer, FurtherVisitSet, OutcomeKind, ResponseKind, Setting};
use brought_domain::person::{RelationKind, RelationRecorded};
use brought_domain::work::{
    Agency, AgencyKind, AnalysisSigned, Ask, Decision, DiscussionHeld, DiscussionTopic, FamilyFollowedUp, LiaisonRecorded, NeedsConsidered,
    PlanAction, PlanAgreed, ReferralAnswered, ReferralDecision, ReferralMade, Role, SeenAnswer, VulnerabilityAssessed,
};
use brought_domain::{Fact, PersonId};

pub(super) fn analysis() -> Fact {
    Fact::AnalysisSigned(AnalysisSigned {
        impact: "the child may miss care".into(),
        known: None,
        not_known: Some("how the child is".into()),
        decision: Decision::Steps("ask the others who know the family".into()),
        reasons: vec![],
        prompts: vec![],
        child_wishes: None,
        parent_wishes: None,
        information_given: None,
        shared_understanding: None,
        parents_views: None,
        reflection: None,
        competent_to_decide: None,
        confidentiality: None,
    })
}

/// An analysis that says these things as well.
pub(super) fn analysis_that_says(parts: &[AnalysisPart]) -> Fact {
    let Fact::AnalysisSigned(mut analysis) = analysis() else { return analysis() };
    for part in parts {
        let said = match part {
            AnalysisPart::Known => &mut analysis.known,
            AnalysisPart::NotKnown => &mut analysis.not_known,
            AnalysisPart::ChildWishes => &mut analysis.child_wishes,
            AnalysisPart::ParentWishes => &mut analysis.parent_wishes,
            AnalysisPart::InformationGiven => &mut analysis.information_given,
            AnalysisPart::SharedUnderstanding => &mut analysis.shared_understanding,
            AnalysisPart::ParentsViews => &mut analysis.parents_views,
            AnalysisPart::Reflection => &mut analysis.reflection,
            AnalysisPart::Confidentiality => &mut analysis.confidentiality,
        };
        said.get_or_insert_with(|| "as the family and the others say".into());
    }
    Fact::AnalysisSigned(analysis)
}

pub(super) fn liaison(agency: Option<&Agency>, seen: SeenAnswer) -> Fact {
    Fact::LiaisonRecorded(LiaisonRecorded {
        agency: agency.cloned().unwrap_or(Agency { kind: AgencyKind::GpPractice, name: None }),
        person: None,
        asked: Ask::ALL.to_vec(),
        address_confirmed: Answer::Yes,
        contact_details_confirmed: Answer::Yes,
        seen,
        learnt: "the address is right".into(),
    })
}

pub(super) fn needs(child: PersonId, met: Answer) -> Fact {
    Fact::NeedsConsidered(NeedsConsidered {
        child,
        met,
        basis: "talked with those who saw the child".into(),
        family_vulnerable: Answer::No,
    })
}

pub(super) fn assessed(child: PersonId, vulnerable: Answer) -> Fact {
    Fact::VulnerabilityAssessed(VulnerabilityAssessed { children: vec![child], vulnerable, findings: "read the record".into() })
}

pub(super) fn questions(asked: &[ConcernQuestion], answer: Answer) -> Fact {
    Fact::ConcernsDecided(ConcernsDecided {
        answers: asked.iter().map(|question| (*question, answer)).collect(),
        reasons: "as recorded".into(),
    })
}

pub(super) fn discussion(with: Role, topic: DiscussionTopic, decision: ReferralDecision) -> Fact {
    Fact::DiscussionHeld(DiscussionHeld { with, person: None, topic, decision, summary: "talked about the child".into() })
}

pub(super) fn plan_agreed() -> Fact {
    let action = PlanAction { what: "visit".into(), who: "practitioner".into(), by_on: jiff::civil::date(2026, 6, 1) };
    Fact::PlanAgreed(PlanAgreed { members: vec!["practitioner".into(), "GP".into()], actions: vec![action] })
}

pub(super) fn referral(to: AgencyKind) -> Fact {
    Fact::ReferralMade(ReferralMade { to: Agency { kind: to, name: None }, content: "not seen".into(), reference: None })
}

/// The letter by which everything that is owed is done at once, each by its own entry.
///
/// It takes a search deep into a pathway, and it shows of every obligation whether there is an entry that answers it at all.
pub(super) fn everything_done() -> Letter {
    Letter::new("Everything that is asked is done and recorded", |moment| {
        let mut entries: Vec<Entry> = Vec::new();
        for owed in moment.says.open() {
            if let Some(entry) = done(owed, moment) {
                // One entry may answer several obligations, and somebody who works records it once.
                if !entries.iter().any(|known| known.fact == entry.fact && known.about == entry.about) {
                    entries.push(entry);
                }
            }
        }
        entries
    })
}

/// The entry that answers this obligation by its nature. None: there is nothing to record it by at this moment.
///
/// A new action has to be given its entry here, so that a pack that asks for it can be proved.
pub(super) fn done(owed: &Owed, moment: &Moment<'_>) -> Option<Entry> {
    let child = owed.child.clone().unwrap_or_else(|| moment.child());
    let mut role = owed.owner.0;
    let mut about = owed.person.clone();
    let fact = match owed.action {
        Action::RecordResponse => {
            let failed = super::scene::failed(moment.pack, moment.scene, moment.events);
            let of_this = failed.iter().rev().find(|failed| owed.events.contains(failed.event)).or(failed.last())?;
            let said = moment.events.iter().find_map(|event| match &event.fact {
                Fact::OutcomeRecorded(recorded) if &recorded.contact == of_this.contact => Some(recorded.clone()),
                _ => None,
            })?;
            Fact::OutcomeRecorded(brought_domain::contact::OutcomeRecorded {
                certainty: brought_domain::contact::Certainty::Confirmed,
                responses: vec![ResponseKind::TelephoneTried],
                ..said
            })
        }
        Action::RecordImpactAndDecision => super::steps::done(owed, moment).unwrap_or_else(analysis),
        Action::DecideNextStep => analysis(),
        Action::FollowUpFamily => {
            Fact::FamilyFollowedUp(FamilyFollowedUp { how: ResponseKind::LetterSent, result: "no answer yet".into() })
        }
        Action::Liaise => liaison(owed.agency.as_ref(), SeenAnswer::NotSeen),
        Action::ConsiderNeeds => needs(child, Answer::Yes),
        Action::AgreePlan | Action::ContributeToPlan => plan_agreed(),
        Action::DecideConcerns => questions(ConcernQuestion::ALL, Answer::No),
        Action::Discuss => {
            let decision = ReferralDecision::DoNotRefer { reasons: "help is in place".into() };
            discussion(*owed.with_roles.first()?, owed.topic?, decision)
        }
        Action::Refer => referral(owed.agency.as_ref().map_or(AgencyKind::ChildrensSocialCare, |agency| agency.kind)),
        Action::ObtainAnswerToReferral => answer_to_referral(moment, Answer::Yes)?,
        Action::SetFurtherVisit => {
            role = Role::SocialWorkManager;
            let by = brought_calendar::local_date(moment.now).saturating_add(jiff::Span::new().days(5));
            Fact::FurtherVisitSet(FurtherVisitSet { by, visitor: Role::SocialWorker, visitor_id: None, child })
        }
        Action::MakeFurtherVisit => {
            about = moment.child();
            let contact = super::scene::contact_id(moment.events.len() + 500);
            Fact::OutcomeRecorded(Came::of(OutcomeKind::Seen, Setting::Home).outcome(contact))
        }
        Action::AssessVulnerability => assessed(child, Answer::No),
        Action::EstablishDependants => Fact::RelationRecorded(RelationRecorded {
            other: moment.child(),
            relation: RelationKind::DependentChild,
            same_household: Answer::Yes,
        }),
        Action::RecordOutcome => {
            let planned = moment.planned_contact()?;
            let kind = if moment.scene.follows == Follows::Carers { OutcomeKind::Attended } else { OutcomeKind::Seen };
            Fact::OutcomeRecorded(Came::of(kind, planned.setting).outcome(planned.contact.clone()))
        }
        Action::Inform
        | Action::ReviewRecords
        | Action::Send
        | Action::OfferHelp
        | Action::MonthlyReview
        | Action::EstablishLastSeen
        | Action::EstablishReason
        | Action::TakeStep
        | Action::DecideAlert
        | Action::AgreeNextStep
        | Action::PlanContact => super::steps::done(owed, moment)?,
    };
    if role == Role::Administrator {
        role = Role::Practitioner;
    }
    Some(Entry { about, role: Some(role), fact })
}

pub(super) fn answer_to_referral(moment: &Moment<'_>, accepted: Answer) -> Option<Fact> {
    let referral = moment.latest_referral()?;
    Some(Fact::ReferralAnswered(ReferralAnswered { referral, answer: "an assessment".into(), accepted_by_referrer: accepted }))
}
