//! What practitioners do about failed contacts.

use super::{Family, happened, person};
use brought_domain::circumstances::{ConcernQuestion, ConcernsDecided};
use brought_domain::contact::{Answer, ResponseKind};
use brought_domain::ending::{Accountable, Assurance, ChildAssured, Ending, NeedsMet};
use brought_domain::work::{
    Agency, AgencyKind, AnalysisSigned, Ask, Decision, DischargeReported, DiscussionHeld, DiscussionTopic, FamilyFollowedUp, HowSeen,
    LetterSent, LiaisonRecorded, NeedsConsidered, ObligationSettled, ObligationSettlement, PlanAction, PlanAgreed, ReferralAnswered,
    ReferralDecision, ReferralMade, Role, SeenAnswer, SeenBy, Sighting, VulnerabilityAssessed,
};
use brought_domain::{Fact, ObligationId, PersonId};

/// A liaison with another agency. [`liaison_with`] makes one.
#[derive(Clone, Debug)]
pub struct Liaison {
    record: LiaisonRecorded,
    seen: Option<(String, HowSeen)>,
    child: Option<PersonId>,
}

/// A liaison with an agency of this kind: asked about the address, the contact details and when they last saw the child; the first
/// two were confirmed; whether they saw the child is not known until the test says so.
pub fn liaison_with(kind: AgencyKind) -> Liaison {
    let record = LiaisonRecorded {
        agency: Agency { kind, name: None },
        person: Some("A. Colleague".into()),
        asked: vec![Ask::Address, Ask::ContactDetails, Ask::LastSeen],
        address_confirmed: Answer::Yes,
        contact_details_confirmed: Answer::Yes,
        seen: SeenAnswer::NotKnown,
        learnt: "address and telephone number are the same as ours".into(),
    };
    Liaison { record, seen: None, child: None }
}

impl Liaison {
    /// The agency by name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.record.agency.name = Some(name.to_owned());
        self
    }

    /// Asked these things only.
    #[must_use]
    pub fn asking(mut self, asked: &[Ask]) -> Self {
        self.record.asked = asked.to_vec();
        self
    }

    /// What they said about the address and the contact details.
    #[must_use]
    pub fn confirmed(mut self, address: Answer, contact_details: Answer) -> Self {
        self.record.address_confirmed = address;
        self.record.contact_details_confirmed = contact_details;
        self
    }

    /// They saw the child in person then.
    #[must_use]
    pub fn seen(self, when: &str) -> Self {
        self.seen_how(when, HowSeen::InPerson)
    }

    /// They saw the child then, in this way.
    #[must_use]
    pub fn seen_how(mut self, when: &str, how: HowSeen) -> Self {
        self.seen = Some((when.to_owned(), how));
        self
    }

    /// They have not seen the child.
    #[must_use]
    pub fn not_seen(mut self) -> Self {
        self.record.seen = SeenAnswer::NotSeen;
        self
    }

    /// They were not asked whether they saw the child.
    #[must_use]
    pub fn not_asked_about_seeing(mut self) -> Self {
        self.record.seen = SeenAnswer::NotAsked;
        self.record.asked.retain(|ask| *ask != Ask::LastSeen);
        self
    }

    /// It was about this child, not about the one events are about.
    #[must_use]
    pub fn child(mut self, child: &str) -> Self {
        self.child = Some(person(child));
        self
    }
}

/// A sighting of this child by a nursery teacher.
pub fn sighting(child: &str, when: &str, how: HowSeen) -> Sighting {
    Sighting {
        child: person(child),
        seen_at: happened(when),
        place: "Example Nursery".into(),
        by: "N. Teacher".into(),
        seen_by: SeenBy::OtherProfessional,
        relation: "nursery teacher".into(),
        how,
    }
}

/// An analysis that says what the failed contact means for the child and decides to ring again.
pub fn analysis() -> AnalysisSigned {
    AnalysisSigned {
        impact: "the hearing test is still to come".into(),
        known: Some("well at the last visit".into()),
        not_known: Some("why the appointment was missed".into()),
        decision: Decision::Steps("ring again and offer a home visit".into()),
        reasons: Vec::new(),
        prompts: Vec::new(),
        child_wishes: None,
        parent_wishes: None,
        information_given: None,
        shared_understanding: None,
        parents_views: None,
        reflection: None,
        competent_to_decide: None,
        confidentiality: None,
    }
}

impl Family {
    /// A signed analysis that decides on further steps. `Fact::AnalysisSigned` with [`analysis`] says other things.
    #[must_use]
    pub fn analysis(self, when: &str) -> Self {
        self.fact(when, Fact::AnalysisSigned(analysis()))
    }

    /// A signed analysis that decides on no further step, for this reason.
    #[must_use]
    pub fn analysis_no_further_step(self, when: &str, reason: &str) -> Self {
        let decision = Decision::NoFurtherStep { reason: reason.to_owned() };
        self.fact(when, Fact::AnalysisSigned(AnalysisSigned { decision, ..analysis() }))
    }

    /// The family was followed up by telephone.
    #[must_use]
    pub fn followed_up(self, when: &str) -> Self {
        let fact = FamilyFollowedUp { how: ResponseKind::TelephoneTried, result: "no answer, message left".into() };
        self.fact(when, Fact::FamilyFollowedUp(fact))
    }

    /// A liaison.
    #[must_use]
    pub fn liaison(self, when: &str, liaison: Liaison) -> Self {
        let Liaison { mut record, seen, child } = liaison;
        if let Some((seen_when, how)) = seen {
            let child = child.unwrap_or_else(|| self.current_child());
            let mut sighting = sighting(child.as_str(), &seen_when, how);
            sighting.place = record.agency.words();
            sighting.relation = format!("practitioner of the {}", record.agency.kind);
            record.seen = SeenAnswer::Seen(sighting);
        }
        self.fact(when, Fact::LiaisonRecorded(record))
    }

    /// Somebody saw the current child in this way.
    #[must_use]
    pub fn sighting(self, when: &str, how: HowSeen) -> Self {
        let sighting = sighting(self.current_child().as_str(), when, how);
        self.fact(when, Fact::SightingRecorded(sighting))
    }

    /// Whether the needs of the current child are met was considered; no sign of family vulnerability.
    #[must_use]
    pub fn needs_considered(self, when: &str, met: Answer) -> Self {
        let child = self.current_child();
        let fact = NeedsConsidered { child, met, basis: "growth and play as expected".into(), family_vulnerable: Answer::No };
        self.fact(when, Fact::NeedsConsidered(fact))
    }

    /// The seven questions, answered no but for these.
    #[must_use]
    pub fn concerns_decided(self, when: &str, yes: &[ConcernQuestion]) -> Self {
        let answer = |question: &ConcernQuestion| if yes.contains(question) { Answer::Yes } else { Answer::No };
        let answers = ConcernQuestion::ALL.iter().map(|question| (*question, answer(question))).collect();
        let fact = ConcernsDecided { answers, reasons: "from the record and the mother".into() };
        self.fact(when, Fact::ConcernsDecided(fact))
    }

    /// A discussion on this topic with somebody in this role.
    #[must_use]
    pub fn discussion(self, when: &str, with: Role, topic: DiscussionTopic, decision: ReferralDecision) -> Self {
        let fact = DiscussionHeld { with, person: Some("S. Lead".into()), topic, decision, summary: "what is known so far".into() };
        self.fact(when, Fact::DiscussionHeld(fact))
    }

    /// A referral to children's social care.
    #[must_use]
    pub fn referral(self, when: &str) -> Self {
        let to = Agency { kind: AgencyKind::ChildrensSocialCare, name: None };
        let fact = ReferralMade { to, content: "what happened, what we know, what we ask".into(), reference: None };
        self.fact(when, Fact::ReferralMade(fact))
    }

    /// The referral of this label or event id was answered, and the referrer accepts the answer.
    #[must_use]
    pub fn referral_answered(self, when: &str, referral: &str) -> Self {
        let referral = self.event_called(referral);
        let answer = "an assessment begins this week".to_owned();
        self.fact(when, Fact::ReferralAnswered(ReferralAnswered { referral, answer, accepted_by_referrer: Answer::Yes }))
    }

    /// A plan with one action was agreed with the health visitor and the GP.
    #[must_use]
    pub fn plan_agreed(self, when: &str, by_on: &str) -> Self {
        let action = PlanAction { what: "visit together".into(), who: "health visitor".into(), by_on: super::on(by_on) };
        let fact = PlanAgreed { members: vec!["health visitor".into(), "GP".into()], actions: vec![action] };
        self.fact(when, Fact::PlanAgreed(fact))
    }

    /// A signed assessment of the vulnerability of every child it is about: the current child, or every child of the carer.
    #[must_use]
    pub fn vulnerability_assessed(self, when: &str, vulnerable: Answer) -> Self {
        let fact = VulnerabilityAssessed { children: self.children_at_hand(), vulnerable, findings: "as recorded".into() };
        self.fact(when, Fact::VulnerabilityAssessed(fact))
    }

    /// A discharge reported by another system.
    #[must_use]
    pub fn discharge_reported(self, when: &str) -> Self {
        let reported = self.reported_by("other-system");
        reported.fact(when, Fact::DischargeReported(DischargeReported { reason: Some("not brought twice".into()) }))
    }

    /// A letter to the parents, kept as sent.
    #[must_use]
    pub fn letter(self, when: &str) -> Self {
        let copy = "We were sorry not to see you. Please ring us to find a time that suits you.".to_owned();
        let fact = LetterSent { kind: ResponseKind::LetterSent, to: "the parents".into(), copy, document: None };
        self.fact(when, Fact::LetterSent(fact))
    }

    /// An obligation settled by hand.
    #[must_use]
    pub fn settled(self, when: &str, obligation: &ObligationId, how: ObligationSettled) -> Self {
        let fact = ObligationSettlement { obligation: obligation.clone(), how };
        self.fact(when, Fact::ObligationSettled(fact))
    }

    /// A note.
    #[must_use]
    pub fn note(self, when: &str, words: &str) -> Self {
        self.fact(when, Fact::NoteWritten(words.to_owned()))
    }

    /// The follow-up ended as assured: every child it is about was seen in person at `seen` and the needs are met.
    /// It does not record the vulnerability assessment, which [`Family::vulnerability_assessed`] does.
    #[must_use]
    pub fn assurance(self, when: &str, seen: &str) -> Self {
        let assured = |child: &PersonId| ChildAssured {
            seen: sighting(child.as_str(), seen, HowSeen::InPerson),
            needs: NeedsMet { basis: "growth checked, inhaler in use".into() },
        };
        let children = self.children_at_hand().iter().map(assured).collect();
        let assurance = Assurance::new(children, accountable()).unwrap_or_else(|problems| panic!("{problems:?}"));
        self.ended(when, Ending::Assured(assurance))
    }

    /// The follow-up ended like this.
    #[must_use]
    pub fn ended(self, when: &str, ending: Ending) -> Self {
        self.fact(when, Fact::FollowUpEnded(ending))
    }

    fn current_child(&self) -> PersonId {
        self.children_at_hand().into_iter().next().unwrap_or_else(|| panic!("there is no child in the family"))
    }

    /// The child events are about, or every child of the carer they are about.
    fn children_at_hand(&self) -> Vec<PersonId> {
        let current = self.current();
        if self.children.contains(&current) { vec![current] } else { self.children.clone() }
    }
}

/// Reasons and who was told, for an ending in a test.
fn accountable() -> Accountable {
    Accountable { reasons: "seen and well".into(), told: vec!["the mother".into(), "GP".into()] }
}
