//! What people do, in the words of a story: each verb writes one or a few events about one person for one service.

use super::directory::{Team, Who};
use super::household::{Child, Household};
use super::scribe::{CameTo, Scribe, Visit, outcome_record};
use brought_domain::circumstances::{
    ConcernQuestion, ConcernsDecided, FactorKind, FactorRecorded, PlanKind, PlanMember, PlanRecorded, StandingNow,
};
use brought_domain::contact::{Answer, Arranged, Certainty, Outcome, OutcomeKind, ResponseKind, Setting};
use brought_domain::ending::{Accountable, Assurance, ChildAssured, Ending, NeedsMet};
use brought_domain::work::{
    Agency, AgencyKind, AnalysisSigned, Ask, Decision, DiscussionHeld, DiscussionTopic, EngagementPrompt, FamilyFollowedUp, HowSeen,
    LetterSent, LiaisonRecorded, NeedsConsidered, PlanAction, PlanAgreed, PromptAnswer, ReasonKind, ReferralAnswered, ReferralDecision,
    ReferralMade, Role, SeenAnswer, SeenBy, Sighting, VulnerabilityAssessed,
};
use brought_domain::{ContactId, EventId, Fact, Happened, PersonId};
use jiff::Timestamp;
use jiff::civil::Date;

/// A moment of a story: working days before today, hour, minute.
pub(super) type Moment = (usize, i8, i8);

/// A story about one child of a family, told by one service.
pub(super) struct Story<'s, 'a> {
    pub(super) scribe: &'s mut Scribe<'a>,
    pub(super) home: &'s Household,
    pub(super) child: &'s Child,
    /// Whose record the events go into: the child, unless a parent's own service tells the story.
    pub(super) about: PersonId,
    pub(super) team: Team,
    pub(super) who: Who,
    /// So many working days earlier than it is written, so that one plot can happen at many times.
    pub(super) shift: usize,
}

/// What an agency said about having seen the child.
pub(super) enum Saw<'t> {
    /// Seen in person then, at this place, by this person, who is this to the child.
    InPerson(Moment, &'t str, &'t str, &'t str),
    /// Seen only at a distance.
    AtADistance(Moment, &'t str, &'t str, &'t str),
    /// Not seen.
    No,
    /// They do not know, or will look.
    NotKnown,
    /// They were asked about the address and the circumstances only.
    NotAsked,
}

/// An analysis in a few words.
pub(super) struct Thought<'t> {
    pub(super) impact: &'t str,
    pub(super) known: &'t str,
    pub(super) not_known: &'t str,
    pub(super) decision: Decision,
    pub(super) reasons: &'t [ReasonKind],
    pub(super) wishes: &'t str,
}

/// Further steps, in words.
pub(super) fn steps(words: &str) -> Decision {
    Decision::Steps(words.to_owned())
}

/// An agency by kind and name.
pub(super) fn agency(kind: AgencyKind, name: &str) -> Agency {
    Agency { kind, name: Some(name.to_owned()) }
}

impl Story<'_, '_> {
    /// The instant of a moment.
    pub(super) fn instant(&self, (days, hour, minute): Moment) -> Timestamp {
        self.scribe.at(self.day(days), hour, minute)
    }

    /// The working day so many working days before today.
    pub(super) fn day(&self, days: usize) -> Date {
        self.scribe.dates.ago(days + self.shift)
    }

    /// Tells the next part for another service.
    pub(super) fn told_by(&mut self, team: Team, who: Who) -> &mut Self {
        (self.team, self.who) = (team, who);
        self
    }

    pub(super) fn write(&mut self, moment: Moment, fact: Fact) -> EventId {
        self.write_as(self.who, moment, fact)
    }

    pub(super) fn write_as(&mut self, who: Who, moment: Moment, fact: Fact) -> EventId {
        let (about, at) = (self.about.clone(), Happened::At(self.instant(moment)));
        self.scribe.write(&about, Some(self.team), at, who, fact)
    }

    /// A fact that concerns every service.
    pub(super) fn write_for_all(&mut self, days: usize, fact: Fact) -> EventId {
        let (about, on) = (self.about.clone(), Happened::On(self.day(days)));
        self.scribe.write(&about, None, on, self.who, fact)
    }

    /// The contact that is to be at this moment.
    pub(super) fn visit<'v>(&self, moment: Moment, setting: Setting, purpose: &'v str) -> Visit<'v> {
        Visit {
            team: self.team,
            who: self.who,
            setting,
            at: self.instant(moment),
            arranged: Arranged::ByLetter,
            purpose,
            essential_to: None,
        }
    }

    /// Plans a contact and records what came of it.
    pub(super) fn came_to(&mut self, visit: &Visit<'_>, came_to: CameTo<'_>) -> ContactId {
        let about = self.about.clone();
        let contact = self.scribe.plan(&[&about], visit);
        self.scribe.came_to(&about, &contact, visit, came_to);
        contact
    }

    /// A contact that took place.
    pub(super) fn kept(&mut self, moment: Moment, setting: Setting, purpose: &str, note: &str) {
        let kind = match setting {
            Setting::Telephone | Setting::Video => OutcomeKind::SpokenTo,
            _ if self.about != self.child.id => OutcomeKind::Attended,
            _ => OutcomeKind::Seen,
        };
        let visit = self.visit(moment, setting, purpose);
        self.came_to(&visit, CameTo { outcome: Outcome::Plain(kind), responses: &[], note });
    }

    /// A contact that failed, with what the practitioner did about it.
    pub(super) fn failed(
        &mut self,
        moment: Moment,
        setting: Setting,
        purpose: &str,
        kind: OutcomeKind,
        responses: &[ResponseKind],
        note: &str,
    ) {
        let visit = self.visit(moment, setting, purpose);
        self.came_to(&visit, CameTo { outcome: Outcome::Plain(kind), responses, note });
    }

    /// Was not brought to a clinic appointment; a message was left on the telephone.
    pub(super) fn not_brought(&mut self, moment: Moment, purpose: &str, note: &str) {
        self.failed(moment, Setting::Clinic, purpose, OutcomeKind::WasNotBrought, &[ResponseKind::TelephoneTried], note);
    }

    /// Nobody answered the door; a card was left.
    pub(super) fn no_answer(&mut self, moment: Moment, purpose: &str, note: &str) {
        let responses = [ResponseKind::CardLeft, ResponseKind::TelephoneTried];
        self.failed(moment, Setting::Home, purpose, OutcomeKind::NoResponse, &responses, note);
    }

    /// A contact that is still to come, so many working days ahead.
    pub(super) fn planned_ahead(&mut self, days: usize, setting: Setting, purpose: &str) {
        let at = self.scribe.dates.ahead(days);
        let visit = Visit { at: self.scribe.at(at, 10, 30), ..self.visit((1, 9, 0), setting, purpose) };
        let about = self.about.clone();
        self.scribe.plan(&[&about], &visit);
    }

    /// An outcome that only the booking system knows of.
    pub(super) fn imported_not_brought(&mut self, moment: Moment, purpose: &str, code: &str) {
        let (about, visit) = (self.about.clone(), self.visit(moment, Setting::Clinic, purpose));
        let contact = self.scribe.plan(&[&about], &visit);
        let came_to = CameTo { outcome: Outcome::Plain(OutcomeKind::WasNotBrought), responses: &[], note: "" };
        let mut record = outcome_record(&contact, Certainty::Unconfirmed, came_to);
        record.original_code = Some(code.to_owned());
        self.scribe.import(&about, self.team, Happened::At(visit.at), Fact::OutcomeRecorded(record));
    }

    /// A signed analysis.
    pub(super) fn analysed(&mut self, moment: Moment, thought: Thought<'_>) {
        let text = |words: &str| (!words.is_empty()).then(|| words.to_owned());
        let answered = |words: &str| PromptAnswer::Answered(words.to_owned());
        let prompts = vec![
            (EngagementPrompt::AddressRight, answered("Same address on our record and the GP's.")),
            (EngagementPrompt::TimeAndPlace, answered("Asked which day and place would suit; mornings are easier.")),
            (EngagementPrompt::OtherTeamMember, PromptAnswer::Left),
        ];
        let fact = AnalysisSigned {
            impact: thought.impact.to_owned(),
            known: text(thought.known),
            not_known: text(thought.not_known),
            decision: thought.decision,
            reasons: thought.reasons.to_vec(),
            prompts,
            child_wishes: None,
            parent_wishes: text(thought.wishes),
            information_given: None,
            shared_understanding: None,
            parents_views: None,
            reflection: None,
            competent_to_decide: None,
            confidentiality: None,
        };
        self.write(moment, Fact::AnalysisSigned(fact));
    }

    /// The family was followed up.
    pub(super) fn followed_up(&mut self, moment: Moment, how: ResponseKind, result: &str) {
        self.write(moment, Fact::FamilyFollowedUp(FamilyFollowedUp { how, result: result.to_owned() }));
    }

    /// A letter to the family, kept as sent.
    pub(super) fn wrote(&mut self, moment: Moment, copy: &str) {
        let to = format!("The parents or carers of {}", self.child_name());
        self.write(moment, Fact::LetterSent(LetterSent { kind: ResponseKind::LetterSent, to, copy: copy.to_owned(), document: None }));
    }

    /// A liaison about the address, the contact details and when they last saw the child, all about this child.
    pub(super) fn asked(&mut self, moment: Moment, agency: Agency, person: &str, saw: Saw<'_>, learnt: &str) {
        let child = self.child.id.clone();
        self.asked_about(moment, agency, person, &child, saw, learnt);
    }

    /// The same about any child.
    pub(super) fn asked_about(&mut self, moment: Moment, agency: Agency, person: &str, child: &PersonId, saw: Saw<'_>, learnt: &str) {
        let mut asked = vec![Ask::Address, Ask::ContactDetails, Ask::LastSeen, Ask::Circumstances];
        if matches!(saw, Saw::NotAsked) {
            asked.retain(|ask| *ask != Ask::LastSeen);
        }
        let seen = match saw {
            Saw::NotAsked => SeenAnswer::NotAsked,
            Saw::No => SeenAnswer::NotSeen,
            Saw::NotKnown => SeenAnswer::NotKnown,
            Saw::InPerson(when, place, by, relation) => {
                SeenAnswer::Seen(self.seen(child, when, place, (by, SeenBy::OtherProfessional, relation), HowSeen::InPerson))
            }
            Saw::AtADistance(when, place, by, relation) => {
                SeenAnswer::Seen(self.seen(child, when, place, (by, SeenBy::OtherProfessional, relation), HowSeen::AtADistance))
            }
        };
        let fact = LiaisonRecorded {
            agency,
            person: Some(person.to_owned()),
            asked,
            address_confirmed: Answer::Yes,
            contact_details_confirmed: Answer::Yes,
            seen,
            learnt: learnt.to_owned(),
        };
        self.write(moment, Fact::LiaisonRecorded(fact));
    }

    /// A sighting: of whom, when, where, by whom (name, who that is and what they are to the child) and how.
    pub(super) fn seen(&self, child: &PersonId, when: Moment, place: &str, by: (&str, SeenBy, &str), how: HowSeen) -> Sighting {
        let (by, seen_by, relation) = by;
        let seen_at = Happened::At(self.instant(when));
        Sighting { child: child.clone(), seen_at, place: place.into(), by: by.into(), seen_by, relation: relation.into(), how }
    }

    /// Whether the child's needs are met was considered.
    pub(super) fn needs(&mut self, moment: Moment, met: Answer, family_vulnerable: Answer, basis: &str) {
        let fact = NeedsConsidered { child: self.child.id.clone(), met, basis: basis.to_owned(), family_vulnerable };
        self.write(moment, Fact::NeedsConsidered(fact));
    }

    /// The seven questions, answered no but for these.
    pub(super) fn questions(&mut self, moment: Moment, yes: &[ConcernQuestion], reasons: &str) {
        let answer = |question: &ConcernQuestion| if yes.contains(question) { Answer::Yes } else { Answer::No };
        let answers = ConcernQuestion::ALL.iter().map(|question| (*question, answer(question))).collect();
        self.write(moment, Fact::ConcernsDecided(ConcernsDecided { answers, reasons: reasons.to_owned() }));
    }

    /// A discussion with somebody of the directory.
    pub(super) fn discussed(&mut self, moment: Moment, with: Who, topic: DiscussionTopic, decision: ReferralDecision, summary: &str) {
        let fact = DiscussionHeld { with: with.role(), person: Some(with.name().to_owned()), topic, decision, summary: summary.to_owned() };
        self.write(moment, Fact::DiscussionHeld(fact));
    }

    /// A referral to children's social care.
    pub(super) fn referred(&mut self, moment: Moment, content: &str) -> EventId {
        let to = agency(AgencyKind::ChildrensSocialCare, "Harrowmere Council front door");
        self.write(moment, Fact::ReferralMade(ReferralMade { to, content: content.to_owned(), reference: None }))
    }

    /// The answer to a referral.
    pub(super) fn answered(&mut self, moment: Moment, referral: &EventId, answer: &str, accepted: Answer) {
        let fact = ReferralAnswered { referral: referral.clone(), answer: answer.to_owned(), accepted_by_referrer: accepted };
        self.write(moment, Fact::ReferralAnswered(fact));
    }

    /// A plan was agreed: what, by whom, within so many working days from today.
    pub(super) fn agreed(&mut self, moment: Moment, members: &[&str], actions: &[(&str, &str, usize)]) {
        let action = |(what, who, ahead): &(&str, &str, usize)| PlanAction {
            what: (*what).to_owned(),
            who: (*who).to_owned(),
            by_on: self.scribe.dates.ahead(*ahead),
        };
        let actions = actions.iter().map(action).collect();
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        self.write(moment, Fact::PlanAgreed(PlanAgreed { members, actions }));
    }

    /// Vulnerability was assessed, for these children by name.
    pub(super) fn assessed(&mut self, moment: Moment, children: &[PersonId], vulnerable: Answer, findings: &str) {
        let fact = VulnerabilityAssessed { children: children.to_vec(), vulnerable, findings: findings.to_owned() };
        self.write(moment, Fact::VulnerabilityAssessed(fact));
    }

    /// The follow-up ended: this child was seen, and the needs are known to be met.
    pub(super) fn assured(&mut self, moment: Moment, sightings: Vec<Sighting>, basis: &str, reasons: &str, told: &[&str]) {
        let needs = NeedsMet { basis: basis.to_owned() };
        let children = sightings.into_iter().map(|seen| ChildAssured { seen, needs: needs.clone() }).collect();
        let assurance = Assurance::new(children, accountable(reasons, told)).expect("the story names who saw the child and why");
        self.write(moment, Fact::FollowUpEnded(Ending::Assured(assurance)));
    }

    /// A plan that several agencies hold is in force since then.
    pub(super) fn plan(&mut self, days: usize, plan: PlanKind, members: &[(AgencyKind, &str, &str, Role)]) {
        let member = |(kind, name, person, role): &(AgencyKind, &str, &str, Role)| PlanMember {
            agency: agency(*kind, name),
            person: Some((*person).to_owned()),
            role: Some(*role),
        };
        let members = members.iter().map(member).collect();
        let fact = PlanRecorded { plan, state: StandingNow::Current, from_on: Some(self.day(days)), to_on: None, members };
        self.write_for_all(days, Fact::PlanRecorded(fact));
    }

    /// A factor holds since then.
    pub(super) fn factor(&mut self, days: usize, factor: FactorKind, note: &str) {
        let fact = FactorRecorded { factor, state: StandingNow::Current, note: Some(note.to_owned()) };
        self.write_for_all(days, Fact::FactorRecorded(fact));
    }

    /// How the child is called in a note: by name, or as the baby who is expected.
    pub(super) fn child_name(&self) -> &'static str {
        if self.child.age == super::household::Age::Unborn { "the baby" } else { self.child.given }
    }

    /// How the first carer is called in a note.
    pub(super) fn carer_name(&self) -> &'static str {
        self.home.carers.first().map_or("The carer", |carer| carer.given)
    }
}

/// Reasons, and who was told.
pub(super) fn accountable(reasons: &str, told: &[&str]) -> Accountable {
    Accountable { reasons: reasons.to_owned(), told: told.iter().map(|name| (*name).to_owned()).collect() }
}
