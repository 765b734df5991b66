//! Facts about the child and the household: factors, plans, who else is involved, where the child is.

use super::facts::{View, any, join};
use super::few::Few;
use super::names::Who;
use super::reason::{Grounds, is_same};
use super::seen::Seen;
use crate::expression::FactValue;
use crate::fact::FactName;
use crate::pack::{On, Rule};
use brought_domain::circumstances::{ConcernQuestion, FactorKind, PlanKind, StandingNow};
use brought_domain::contact::Answer;
use brought_domain::work::{AgencyKind, Role};
use brought_domain::{Event, EventId, Fact, Happened};

/// Factors in a carer's capacity to bring the child (STW-06).
const CARER_CAPACITY: Few<FactorKind> = Few::factors(&[
    FactorKind::SocialIssues,
    FactorKind::LowIncome,
    FactorKind::DomesticAbuse,
    FactorKind::SubstanceMisuse,
    FactorKind::MentalIllness,
    FactorKind::PhysicalIllHealth,
    FactorKind::LearningDifficulties,
    FactorKind::LowLiteracy,
    FactorKind::LanguageBarrier,
    FactorKind::CommunicationBarrier,
]);

/// Safeguarding concerns about anybody in the household (STW-05).
const HOUSEHOLD_CONCERNS: Few<FactorKind> = Few::factors(&[
    FactorKind::WelfareConcern,
    FactorKind::DomesticAbuse,
    FactorKind::FamilyViolence,
    FactorKind::Neglect,
    FactorKind::PhysicalAbuse,
    FactorKind::ReligiousOrCulturalRisk,
]);

/// Plans that a child is on because of a concern (NAF-14, STW-05).
const CONCERN_PLANS: Few<PlanKind> =
    Few::plans(&[PlanKind::ChildProtection, PlanKind::ChildInNeed, PlanKind::LookedAfter, PlanKind::Section47Enquiry]);

/// Factors with which failed contacts matter most (STW-02).
const SERIOUS_ABUSE: Few<FactorKind> = Few::factors(&[FactorKind::DomesticAbuse, FactorKind::Neglect, FactorKind::PhysicalAbuse]);

/// What is known of one person besides plans and factors.
#[derive(Default)]
pub(super) struct Circumstances<'a> {
    /// Whether anybody knows where the person is, by the latest word.
    whereabouts: Option<(Answer, Happened, &'a EventId)>,
    /// Times when the relationship with a professional broke down (SWI-04).
    pub(super) broken_down: Vec<(Happened, &'a EventId)>,
    /// Which services are involved, by the latest word about each.
    involved: std::collections::BTreeMap<(AgencyKind, Option<&'a str>), (StandingNow, &'a EventId)>,
    /// What the latest assessment and the latest consideration found (NAF-10, NAF-18).
    vulnerable: std::collections::BTreeMap<&'static str, (StandingNow, &'a EventId)>,
    /// Visits without an appointment (STW-17).
    pub(super) unscheduled: Vec<(Happened, &'a EventId)>,
    /// What the seven questions came to each time, as somebody signed (NAF-25).
    pub(super) concerns: Vec<(StandingNow, &'a EventId)>,
    /// The latest signed decision about an alert on this record (STW-20).
    pub(super) alert: Option<(&'a brought_domain::steps::AlertDecided, &'a Event)>,
}

impl<'a> Circumstances<'a> {
    /// Takes in what an event says about its person.
    pub(super) fn learn(&mut self, event: &'a Event) {
        let signed = event.author.role().is_some_and(Role::may_end);
        match &event.fact {
            // That a child has been found is somebody's signed word; that nobody knows where it is may come from anywhere (STW-16).
            Fact::WhereaboutsRecorded(recorded) if signed || recorded.known != Answer::Yes => {
                self.whereabouts = Some((recorded.known, event.happened, &event.id));
            }
            Fact::RelationshipBrokenDown(_) => self.broken_down.push((event.happened, &event.id)),
            Fact::InvolvementRecorded(involved) => {
                self.involved.insert((involved.agency.kind, involved.agency.name.as_deref()), (involved.state, &event.id));
            }
            Fact::UnscheduledAttendance(_) => self.unscheduled.push((event.happened, &event.id)),
            // A question that is left open leaves it open whether there is a concern.
            Fact::ConcernsDecided(decided) if signed => {
                let is_no = |question: &ConcernQuestion| decided.answer(*question) == Answer::No;
                let state = match decided.any_yes() {
                    true => StandingNow::Current,
                    false if ConcernQuestion::ALL.iter().all(is_no) => StandingNow::Ended,
                    false => StandingNow::NotKnown,
                };
                self.concerns.push((state, &event.id));
            }
            Fact::AlertDecided(alert) if signed && alert.place == brought_domain::steps::AlertPlace::ThisRecord => {
                self.alert = Some((alert, event));
            }
            _ => {}
        }
    }

    /// A contact came to nobody knowing where the child is.
    pub(super) fn lost(&mut self, event: &'a Event) {
        self.whereabouts = Some((Answer::No, event.happened, &event.id));
    }

    /// Somebody said whether this child is vulnerable.
    pub(super) fn assessed(&mut self, how: &'static str, vulnerable: Answer, event: &'a EventId) {
        let state = match vulnerable {
            Answer::Yes => StandingNow::Current,
            Answer::No => StandingNow::Ended,
            Answer::NotKnown => StandingNow::NotKnown,
        };
        self.vulnerable.insert(how, (state, event));
    }
}

impl<'w, 'a> View<'w, 'a> {
    /// Facts about the child and the household.
    pub(super) fn family(&self, fact: FactName, on: &mut impl Grounds<'a>) -> FactValue {
        use FactName as F;
        match fact {
            F::WhereaboutsUnknown => self.whereabouts_unknown(on),
            F::RelationshipBrokenDown => {
                let broken = self.circumstances().flat_map(|known| &known.broken_down);
                any(broken.filter(|(at, _)| self.within_window(at.day(&self.world.zone))).map(|(_, event)| *event), on)
            }
            F::OpenToMentalHealth => self.open_to(AgencyKind::MentalHealth, Few::NONE, on),
            F::OpenToParentingProgramme => self.open_to(AgencyKind::ParentingProgramme, Few::NONE, on),
            F::OpenToSocialCare => self.open_to(AgencyKind::ChildrensSocialCare, CONCERN_PLANS, on),
            F::Section47Enquiry => self.plans(Few::plans(&[PlanKind::Section47Enquiry]), on),
            F::Unborn => self.children().iter().any(|child| self.world.is_unborn(*child)).into(),
            F::PrematureBirth => self.factors(self.children(), Few::factors(&[FactorKind::PrematureBirth]), on),
            F::LowBirthWeight => self.factors(self.children(), Few::factors(&[FactorKind::LowBirthWeight]), on),
            F::AdditionalNeeds => {
                self.factors(self.children(), Few::factors(&[FactorKind::AdditionalNeeds, FactorKind::ChildLearningDisability]), on)
            }
            F::CommunicationBarrier => self.factors(self.children(), Few::factors(&[FactorKind::CommunicationBarrier]), on),
            F::CarerCapacityFactor => self.factors(self.household(), CARER_CAPACITY, on),
            F::HouseholdSafeguardingConcern => self.household_concern(on),
            F::SeriousAbuseFactor => self.factors(self.household(), SERIOUS_ABUSE, on),
            F::MedicallyUnexplainedSymptoms => {
                self.factors(self.household(), Few::factors(&[FactorKind::MedicallyUnexplainedSymptoms]), on)
            }
            F::PossibleFabrication => self.factors(self.household(), Few::factors(&[FactorKind::PossibleFabrication]), on),
            F::VulnerabilityKnown => self.vulnerability_known(on),
            F::AlertStands => {
                let state = |active| if active { StandingNow::Current } else { StandingNow::Ended };
                let decided = self.circumstances().filter_map(|known| known.alert);
                join(decided.map(|(alert, event)| (state(alert.active), &event.id)), on)
            }
            _ => self.pattern_active(on),
        }
    }

    /// A concern about the welfare of anybody at home that is known already: a factor, or what the seven questions came to before the follow-up was
    /// opened, or in another service (NAF-14, NAF-20, NAF-25). What they come to in the follow-up itself is what was asked.
    pub(super) fn welfare_concern(&self, concerns: Few<FactorKind>, on: &mut impl Grounds<'a>) -> FactValue {
        let is_own = |event: &EventId| self.work.since.iter().any(|entry| is_same(&entry.event.id, event));
        let known = self.household().iter().map(|who| &self.world.person(*who).circumstances.concerns);
        let decided = known.filter_map(|known| known.iter().rev().find(|(_, event)| !is_own(event)).copied());
        join(self.states(self.household(), concerns).chain(decided), on)
    }

    /// A concern about anybody at home: a factor, or a plan of the child or of a brother or sister, which is there because of one (STW-05).
    fn household_concern(&self, on: &mut impl Grounds<'a>) -> FactValue {
        let plans = self.household().iter().map(|who| &self.world.person(*who).plans).filter(|known| !known.is_empty());
        let plans = plans.flatten().filter(|(kind, _)| CONCERN_PLANS.have(**kind)).map(|(_, (plan, event))| (plan.state, *event));
        join(self.states(self.household(), HOUSEHOLD_CONCERNS).chain(plans), on)
    }

    /// What is known of the children, and of the person followed when that is a carer.
    fn circumstances(&self) -> impl Iterator<Item = &'w Circumstances<'a>> + Clone {
        let followed = Some(self.work.person).filter(|person| !self.children().contains(person));
        self.children().iter().copied().chain(followed).map(|who| &self.world.person(who).circumstances)
    }

    /// Since when nobody knows where a child is, whom nobody outside the family has been found to have seen since. That is somebody's signed word: what
    /// another system tells of an attendance does not say that the child is still known to be anywhere (STW-16, STW-20).
    pub(super) fn lost_since(&self, child: Who) -> Option<Happened> {
        let (known, since, _) = self.world.person(child).circumstances.whereabouts?;
        let signed = |seen: &&Seen<'_>| seen.event.author.role().is_some_and(Role::may_end);
        let seen = || self.seen(child).filter(signed).any(|seen| seen.seen_at.is_certainly_after(&since, &self.world.zone));
        (known != Answer::Yes && !seen()).then_some(since)
    }

    fn whereabouts_unknown(&self, on: &mut impl Grounds<'a>) -> FactValue {
        let of_child = |child: &Who| {
            let (known, _, event) = self.world.person(*child).circumstances.whereabouts?;
            // Seen in person by somebody who is not of the family: until then the word of those who may hide the child changes nothing.
            let state = match known {
                _ if self.lost_since(*child).is_none() => StandingNow::Ended,
                Answer::Yes => StandingNow::Ended,
                Answer::No => StandingNow::Current,
                Answer::NotKnown => StandingNow::NotKnown,
            };
            Some((state, event))
        };
        join(self.children().iter().filter_map(of_child), on)
    }

    /// Whether a service is open to the family: somebody said so, it is on a plan, or one of these plans stands.
    fn open_to(&self, agency: AgencyKind, plans: Few<PlanKind>, on: &mut impl Grounds<'a>) -> FactValue {
        if !self.world.agencies_known.have(agency) && !self.world.plans_known.shares(plans) {
            return FactValue::NotRecorded;
        }
        let people = || self.household().iter().map(|who| self.world.person(*who));
        let said = people().flat_map(|known| known.circumstances.involved.iter()).filter(|((kind, _), _)| *kind == agency);
        let on_plan = people().flat_map(|known| known.plans.values().map(move |(plan, event)| (known, *plan, *event)));
        let on_plan = on_plan.filter(|(known, plan, _)| {
            let member = |members: &&[brought_domain::circumstances::PlanMember]| members.iter().any(|member| member.agency.kind == agency);
            plans.have(plan.plan) || known.on_plans.get(&plan.plan).is_some_and(member)
        });
        join(said.map(|(_, state)| *state).chain(on_plan.map(|(_, plan, event)| (plan.state, event))), on)
    }

    /// Anything at all that makes the child more vulnerable: a plan, a factor, or what somebody assessed (SWI-08, SWI-10).
    fn vulnerability_known(&self, on: &mut impl Grounds<'a>) -> FactValue {
        let factors = self.household().iter().map(|who| &self.world.person(*who).factors).filter(|known| !known.is_empty());
        let factors = factors.flat_map(|known| known.values().copied());
        let children = || self.children().iter().map(|child| self.world.person(*child));
        let plans = children().map(|child| &child.plans).filter(|known| !known.is_empty());
        let plans = plans.flat_map(|known| known.values().map(|(plan, event)| (plan.state, *event)));
        let assessed = children().map(|child| &child.circumstances.vulnerable).filter(|known| !known.is_empty());
        let assessed = assessed.flat_map(|known| known.values().copied());
        join(factors.chain(plans).chain(assessed), on)
    }

    /// Whether any pattern that this pathway recognises holds now. A rule that recognises one cannot ask this (checked).
    fn pattern_active(&self, on: &mut impl Grounds<'a>) -> FactValue {
        let mut value = Answer::No;
        for rule in self.pattern_rules() {
            match rule.watches.condition.holds(self) {
                Answer::No => continue,
                Answer::NotKnown if value == Answer::Yes => {}
                found => value = found,
            }
            rule.watches.of_condition.iter().for_each(|fact| self.add_grounds(*fact, on));
        }
        FactValue::Truth(value)
    }

    /// The rules that recognise a pattern in this piece of work.
    fn pattern_rules(&self) -> impl Iterator<Item = &'a Rule> {
        let rules = self.work.pathway().into_iter().flat_map(|pathway| &pathway.rules).filter(|rule| rule.pattern.is_some());
        rules.filter(|rule| rule.on == On::Child || self.work.service.is_some())
    }
}
