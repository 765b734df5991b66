//! The facts, worked out from what is known at one point of the replay, each with the events it rests on.

use super::few::Few;
use super::ledger::not_before;
use super::memory::Moment;
use super::names::{Entry, Who};
use super::reason::{Grounds, is_same};
use super::seen::Seen;
use super::work::Work;
use super::world::{Contact, Reckoned, Sign, SignKind, World};
use crate::expression::{FactValue, Facts, ManyFacts, Truth};
use crate::fact::{FactName, FactSet};
use crate::fact_code::FactCode;
use brought_domain::circumstances::{FactorKind, PlanKind, StandingNow};
use brought_domain::contact::{Answer, OutcomeKind, Setting};
use brought_domain::work::{Ask, HowSeen, LiaisonRecorded, ReferralDecision, SeenAnswer, SeenBy};
use brought_domain::{EventId, Fact, ServiceId};
use jiff::civil::Date;

/// Takes in that another day may have made the age another.
pub(super) fn grow_older<'a>(world: &World<'a>, work: &Work<'a>) {
    if work.facts.knows(FactName::AgeMonths) {
        work.facts.becomes(FactName::AgeMonths, View::new(world, work).age_months());
    }
}

/// The facts about one piece of work.
pub(super) struct View<'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) work: &'w Work<'a>,
}

impl Facts for View<'_, '_> {
    #[inline]
    fn value(&self, fact: FactName) -> FactValue {
        self.work.facts.known(fact).unwrap_or_else(|| self.find_out(fact))
    }
}

impl ManyFacts for View<'_, '_> {
    #[inline]
    fn any(&self, facts: FactSet) -> Truth {
        let memory = &self.work.facts;
        if facts.shares(memory.known_for_yes()) {
            return Answer::Yes;
        }
        for fact in memory.not_known(facts) {
            if self.find_out(fact).truth() == Answer::Yes {
                return Answer::Yes;
            }
        }
        if memory.are_no(facts) { Answer::No } else { Answer::NotKnown }
    }
}

impl<'w, 'a> View<'w, 'a> {
    pub(super) fn new(world: &'w World<'a>, work: &'w Work<'a>) -> Self {
        Self { world, work }
    }

    /// The children whom the work is about.
    pub(super) fn children(&self) -> &'w [Who] {
        &self.work.family.children
    }

    /// The children, their brothers and sisters, and their carers.
    pub(super) fn household(&self) -> &'w [Who] {
        &self.work.family.household
    }

    /// Works out those of these facts that are not known. The moment at which they are.
    pub(super) fn know(&self, facts: FactSet) -> Moment {
        self.work.facts.not_known(facts).into_iter().for_each(|fact| {
            self.value(fact);
        });
        self.work.facts.now()
    }

    /// Whether a fact rests on this event.
    pub(super) fn rests_on(&self, fact: FactName, wanted: &EventId) -> bool {
        self.value(fact);
        self.work.facts.is_among(self.work.facts.grounds(fact), wanted)
    }

    /// Adds the entries on which a fact rests.
    pub(super) fn add_grounds(&self, fact: FactName, on: &mut impl Grounds<'a>) {
        self.value(fact);
        self.work.facts.for_each_ground(self.work.facts.grounds(fact), |event| on.rests_on(event));
    }

    /// The value of a fact that is not known. It stands apart because most are: asking for one of those is a look at two words.
    #[inline(never)]
    fn find_out(&self, fact: FactName) -> FactValue {
        self.work.facts.find_out(fact, |on| self.work_out(fact, on))
    }

    /// The fact, and the events it rests on.
    fn work_out(&self, fact: FactName, on: &mut impl Grounds<'a>) -> FactValue {
        use FactName as F;
        match fact {
            F::FailedContacts => count(self.work.failed.iter().map(|failed| &failed.event.id), on),
            F::LatestOutcome
            | F::LatestKind
            | F::LatestSetting
            | F::ResponseRecorded
            | F::ActivelyPrevented
            | F::EssentialToPlan
            | F::ServiceDeclined => self.latest(fact, on),
            F::WelfareConcern => self.welfare_concern(KNOWN_CONCERNS, on),
            F::SevereHealthCondition => self.factors(self.children(), Few::factors(&[FactorKind::SevereHealthCondition]), on),
            F::WorryingParentalPresentation => {
                self.factors(self.household(), Few::factors(&[FactorKind::WorryingParentalPresentation]), on)
            }
            F::ChildProtectionPlan => self.plans(Few::plans(&[PlanKind::ChildProtection]), on),
            F::StatutoryPlan => self.plans(Few::plans(&[PlanKind::ChildProtection, PlanKind::ChildInNeed, PlanKind::LookedAfter]), on),
            F::LookedAfter => self.plans(Few::plans(&[PlanKind::LookedAfter]), on),
            F::MultiAgencyPlan => self.plans(Few::plans(PlanKind::ALL), on),
            F::CarerFactor => self.factors(self.household(), CARER_FACTORS, on),
            F::AgeMonths => self.age_months(),
            F::SeenByOthers => self.seen_by_others(on),
            F::SeenByNobody => self.seen_by_nobody(on),
            F::ConcernFound => self.since(on, |entry| finds_concern(&entry.event.fact)),
            F::ReferralDecided => {
                self.since(on, |entry| matches!(&entry.event.fact, Fact::DiscussionHeld(held) if held.decision == ReferralDecision::Refer))
            }
            F::ReferralMade => self.since(on, |entry| matches!(entry.event.fact, Fact::ReferralMade(_))),
            F::FurtherVisitSet => self.since(on, |entry| matches!(entry.event.fact, Fact::FurtherVisitSet(_))),
            F::DischargeReported => self.since(on, |entry| matches!(entry.event.fact, Fact::DischargeReported(_))),
            F::DependantsKnown if self.children().is_empty() => FactValue::NotRecorded,
            F::DependantsKnown => true.into(),
            F::CarerMissedOwnHealthContact => self.carer_missed_health(on),
            F::ClosureSigns
            | F::CalledOff
            | F::Moves
            | F::UnreportedMoves
            | F::FailedContactsInWindow
            | F::AgreedThenFailed
            | F::SeenAtADistance => self.signs(fact, on),
            F::ClosureKinds => self.closure_kinds(on),
            F::AgreementBroken
            | F::AgreedStep
            | F::ReferralUnsatisfactory
            | F::ReferralUnanswered
            | F::ReasonKnown
            | F::LatestProgrammeContact
            | F::AttemptsAtThisContact
            | F::ImmediateConcern
            | F::ReportedToRefuse
            | F::ClashingContacts
            | F::LiaisonComplete
            | F::StillUnseen
            | F::HomeVisitOffered
            | F::CarerMissedOwnContact
            | F::CarersFailedContacts
            | F::FailedContactsAllServices
            | F::UnscheduledAttendances
            | F::EngagementClass => self.progress(fact, on),
            F::WhereaboutsUnknown
            | F::AlertStands
            | F::RelationshipBrokenDown
            | F::OpenToMentalHealth
            | F::OpenToParentingProgramme
            | F::OpenToSocialCare
            | F::Section47Enquiry
            | F::Unborn
            | F::PrematureBirth
            | F::LowBirthWeight
            | F::AdditionalNeeds
            | F::CommunicationBarrier
            | F::CarerCapacityFactor
            | F::HouseholdSafeguardingConcern
            | F::SeriousAbuseFactor
            | F::VulnerabilityKnown
            | F::MedicallyUnexplainedSymptoms
            | F::PossibleFabrication
            | F::PatternActive => self.family(fact, on),
        }
    }

    fn latest(&self, fact: FactName, on: &mut impl Grounds<'a>) -> FactValue {
        // Of a child of whom no contact has failed there is no latest one.
        let Some(latest) = self.work.latest() else { return FactValue::NotRecorded };
        on.rests_on(&latest.event.id);
        match fact {
            FactName::LatestOutcome => FactValue::Code(Some(latest.outcome.into())),
            // A failed contact outside the three kinds has none: that is known, and is not one of them.
            FactName::LatestKind => FactValue::Code(Some(latest.outcome.failed_contact().map_or(FactCode::NoneOfThem, FactCode::from))),
            FactName::LatestSetting => {
                FactValue::Code(Some(latest.setting).filter(|setting| *setting != Setting::NotKnown).map(FactCode::from))
            }
            FactName::ResponseRecorded => latest.responded.into(),
            FactName::ActivelyPrevented => FactValue::Truth(latest.actively_prevented),
            FactName::ServiceDeclined => matches!(latest.outcome, OutcomeKind::Declined | OutcomeKind::Withdrew).into(),
            // Whoever planned the contact knew of the plan: only that the plan has ended takes it away, not that nobody recorded the plan.
            _ => FactValue::Code(
                latest.essential_to.filter(|plan| self.plans(Few::plans(&[*plan]), &mut ()) != FactValue::from(false)).map(FactCode::from),
            ),
        }
    }

    pub(super) fn factors(&self, people: &[Who], factors: Few<FactorKind>, on: &mut impl Grounds<'a>) -> FactValue {
        // Most kinds have never been recorded of anybody.
        if !self.world.factors_known.shares(factors) {
            return FactValue::NotRecorded;
        }
        join(self.states(people, factors), on)
    }

    /// What was last said of each of these factors of each of these people.
    pub(super) fn states(&self, people: &[Who], factors: Few<FactorKind>) -> impl Iterator<Item = (StandingNow, &'a EventId)> + Clone {
        let known = people.iter().map(|who| &self.world.person(*who).factors).filter(|known| !known.is_empty());
        known.flat_map(move |known| known.iter().filter(move |(factor, _)| factors.have(**factor)).map(|(_, state)| *state))
    }

    pub(super) fn plans(&self, plans: Few<PlanKind>, on: &mut impl Grounds<'a>) -> FactValue {
        if !self.world.plans_known.shares(plans) {
            return FactValue::NotRecorded;
        }
        let known = self.children().iter().map(|child| &self.world.person(*child).plans).filter(|known| !known.is_empty());
        let known = known.flat_map(|known| known.iter().filter(|(plan, _)| plans.have(**plan)));
        join(known.map(|(_, (plan, event))| (plan.state, *event)), on)
    }

    fn age_months(&self) -> FactValue {
        let today = self.world.today;
        // With several children the youngest decides, because a younger child depends the more; one unknown age leaves it unknown.
        let mut youngest = None;
        for child in self.children() {
            let Some(born) = self.world.person(*child).born_on else { return FactValue::Number(None) };
            let months = i32::from(today.year() - born.year()) * 12 + i32::from(today.month() - born.month());
            let months = months - i32::from(today.day() < born.day());
            youngest = Some(youngest.map_or(months, |known: i32| known.min(months)));
        }
        FactValue::Number(youngest)
    }

    /// The sightings of a child that are evidence.
    pub(super) fn seen(&self, child: Who) -> impl Iterator<Item = &'w Seen<'a>> {
        self.world.sightings.iter().filter(move |seen| seen.is_of(child) && seen.counts_as_seen())
    }

    fn seen_by_others(&self, on: &mut impl Grounds<'a>) -> FactValue {
        let Some(latest) = self.work.latest() else { return FactValue::NotRecorded };
        let seen = self.world.sightings.iter().filter(|seen| {
            seen.child.is_some_and(|child| self.children().contains(&child))
                && seen.counts_as_seen()
                && (seen.seen_by == SeenBy::OtherProfessional || seen.service.is_none() || seen.service != self.work.service)
                // Firing too often only asks a question once more, so the same day counts here, as it does not for an ending.
                && seen.seen_at.is_not_before(&latest.at, &self.world.zone)
        });
        any(seen.map(|seen| &seen.event.id), on)
    }

    /// For one child at least: somebody was asked, everybody asked has answered, and no professional has seen that child since.
    fn seen_by_nobody(&self, on: &mut impl Grounds<'a>) -> FactValue {
        let Some(latest) = self.work.latest() else { return FactValue::NotRecorded };
        let zone = &self.world.zone;
        if !self.work.since.iter().any(|entry| matches!(entry.event.fact, Fact::LiaisonRecorded(_))) {
            return FactValue::NotRecorded;
        }
        let answers = |child: Who| {
            let said = self.work.since.iter().filter(move |entry| match &entry.event.fact {
                Fact::LiaisonRecorded(liaison) => self.speaks_of(liaison, entry, child) && not_before(entry.event, &latest.at, zone),
                _ => false,
            });
            said.map(|entry| &entry.event.id)
        };
        let still_asked = |child: Who| {
            self.work.raised.iter().any(|raised| {
                let of_child = raised.asked.child.is_none_or(|of| of == child);
                raised.settled.is_none() && of_child && raised.duty.ask.contains(&Ask::LastSeen)
            })
        };
        let seen_since = |child: Who| self.seen(child).any(|seen| seen.seen_at.is_certainly_after(&latest.at, zone));
        let unseen = self.children().iter().copied().filter(|child| !still_asked(*child) && !seen_since(*child));
        any(unseen.flat_map(answers), on)
    }

    /// Whether a liaison says something about having seen this child: what stands in the carer's record without naming one speaks of all.
    fn speaks_of(&self, liaison: &LiaisonRecorded, entry: &Entry<'_>, child: Who) -> bool {
        speaks_of(self.world, liaison, entry, child, self.work.person)
    }

    /// Whether there is such an entry since the follow-up was opened.
    pub(super) fn since(&self, on: &mut impl Grounds<'a>, wanted: impl Fn(&Entry<'a>) -> bool) -> FactValue {
        any(self.work.since.iter().filter(|entry| wanted(entry)).map(|entry| &entry.event.id), on)
    }

    fn carer_missed_health(&self, on: &mut impl Grounds<'a>) -> FactValue {
        // Whether a service that nobody described is a health service is not known: then it is taken for one.
        let health = |service: &ServiceId| self.world.service(service).is_none_or(|service| service.health);
        any(self.carers_missed().filter(|sign| sign.service.is_none_or(health)).map(|sign| sign.event), on)
    }

    /// The carers' missed contacts within the window.
    pub(super) fn carers_missed(&self) -> impl Iterator<Item = &'w Sign<'a>> {
        let carers = &self.work.family.carers;
        let missed = self.world.signs.iter().filter(|sign| sign.kind == SignKind::Missed && carers.contains(&sign.about));
        missed.filter(|sign| self.within_window(sign.day))
    }

    pub(super) fn within_window(&self, day: Date) -> bool {
        self.world.is_within_window(day)
    }

    /// Whether somebody is one of the children or the person followed.
    pub(super) fn is_followed(&self, who: Who) -> bool {
        who == self.work.person || self.children().contains(&who)
    }

    /// Contacts of these people that the pack counts as failed, within the window. People who were to come together missed one contact: the
    /// last of them stands for all.
    pub(super) fn failed_within_window(&self, of: impl Fn(Who) -> bool) -> impl Iterator<Item = &'a EventId> {
        let failed = move |contact: &Contact<'a>| {
            let reckoned: &Reckoned<'a> = contact.reckoned.as_ref()?;
            (reckoned.counts && of(contact.person) && self.within_window(reckoned.day)).then_some(reckoned.event)
        };
        let contacts = &self.world.contacts;
        contacts.iter().enumerate().filter_map(move |(index, contact)| {
            let event = failed(contact)?;
            let another = || contacts[index + 1..].iter().any(|other| other.id == contact.id && failed(other).is_some());
            (!contact.is_shared || !another()).then_some(event)
        })
    }

    /// Signs within the window about the children, or the person followed.
    fn window(&self, wanted: fn(SignKind) -> bool) -> impl Iterator<Item = &'w Sign<'a>> {
        let signs = self.world.signs.iter();
        signs.filter(move |sign| wanted(sign.kind) && self.within_window(sign.day) && self.is_followed(sign.about))
    }

    fn signs(&self, fact: FactName, on: &mut impl Grounds<'a>) -> FactValue {
        let wanted: fn(SignKind) -> bool = match fact {
            FactName::ClosureSigns => is_closure,
            FactName::CalledOff => |kind| kind == SignKind::CalledOff,
            FactName::Moves => |kind| matches!(kind, SignKind::MovedAndTold | SignKind::MovedWithoutTelling),
            FactName::UnreportedMoves => |kind| kind == SignKind::MovedWithoutTelling,
            FactName::AgreedThenFailed => |kind| kind == SignKind::AgreedThenFailed,
            FactName::SeenAtADistance => |kind| kind == SignKind::AtADistance,
            _ => |kind| {
                matches!(
                    kind,
                    SignKind::NotAnswered | SignKind::Missed | SignKind::Refused | SignKind::AtADistance | SignKind::OtherFailure
                )
            },
        };
        let distant = self.world.sightings.iter().filter(|seen| {
            fact == FactName::SeenAtADistance
                && seen.how == HowSeen::AtADistance
                && seen.child.is_some_and(|child| self.children().contains(&child))
                && self.within_window(seen.seen_at.day(&self.world.zone))
        });
        let events = self.window(wanted).map(|sign| sign.event).chain(distant.map(|seen| &seen.event.id));
        // Two signs of one entry, one after the other, are one.
        let mut before: Option<&EventId> = None;
        count(events.filter(move |event| !before.replace(event).is_some_and(|before| is_same(before, event))), on)
    }

    fn closure_kinds(&self, on: &mut impl Grounds<'a>) -> FactValue {
        self.signs(FactName::ClosureSigns, on);
        let is_first = |(index, sign): &(usize, &Sign<'_>)| !self.window(is_closure).take(*index).any(|before| before.kind == sign.kind);
        self.window(is_closure).enumerate().filter(is_first).count().into()
    }
}

fn is_closure(kind: SignKind) -> bool {
    matches!(kind, SignKind::NotAnswered | SignKind::Missed | SignKind::Refused | SignKind::Cancelled | SignKind::Withdrawn)
}

/// Whether an entry tells of a concern, as long as nothing says that it has passed.
pub(super) fn finds_concern(fact: &Fact) -> bool {
    match fact {
        Fact::ConcernsDecided(decided) => decided.any_yes(),
        Fact::FactorRecorded(factor) => factor.state != StandingNow::Ended && KNOWN_CONCERNS.have(factor.factor),
        Fact::NeedsConsidered(needs) => needs.met == Answer::No || needs.family_vulnerable == Answer::Yes,
        Fact::VulnerabilityAssessed(assessed) => assessed.vulnerable == Answer::Yes,
        // An answer that the referrer does not accept leaves the concern where it was (H32).
        Fact::ReferralAnswered(answered) => answered.accepted_by_referrer == Answer::No,
        _ => false,
    }
}

/// Whether a liaison says something about having seen this child: what stands in the carer's record without naming one speaks of all.
pub(super) fn speaks_of(world: &World<'_>, liaison: &LiaisonRecorded, entry: &Entry<'_>, child: Who, carer: Who) -> bool {
    match &liaison.seen {
        SeenAnswer::NotAsked => false,
        SeenAnswer::Seen(sighting) => &sighting.child == world.id(child),
        SeenAnswer::NotSeen | SeenAnswer::NotKnown => entry.about == child || entry.about == carer,
    }
}

/// Factors that are a known concern about welfare when they are current, and a concern found when they appear (NAF-14, NAF-20, NAF-25).
const KNOWN_CONCERNS: Few<FactorKind> = Few::factors(&[
    FactorKind::WelfareConcern,
    FactorKind::CareNeededNow,
    FactorKind::FamilyViolence,
    FactorKind::DomesticAbuse,
    FactorKind::ReligiousOrCulturalRisk,
    FactorKind::Neglect,
    FactorKind::PhysicalAbuse,
]);

/// Factors of carers that matter wherever a policy asks about the carers themselves (BOL-07).
const CARER_FACTORS: Few<FactorKind> =
    Few::factors(&[FactorKind::MentalIllness, FactorKind::DomesticAbuse, FactorKind::LearningDifficulties, FactorKind::SubstanceMisuse]);

/// Yes when there is any such event; otherwise nobody has recorded one.
pub(super) fn any<'a>(events: impl Iterator<Item = &'a EventId>, on: &mut impl Grounds<'a>) -> FactValue {
    let mut value = FactValue::NotRecorded;
    for event in events {
        on.rests_on(event);
        value = true.into();
    }
    value
}

/// How many such events there are.
pub(super) fn count<'a>(events: impl Iterator<Item = &'a EventId>, on: &mut impl Grounds<'a>) -> FactValue {
    events.inspect(|event| on.rests_on(event)).count().into()
}

/// Any current state makes it yes; otherwise any that is not known leaves it not known (H30). It rests on those that decide, in whatever order
/// they stand.
pub(super) fn join<'a, G: Grounds<'a>>(states: impl Iterator<Item = (StandingNow, &'a EventId)> + Clone, on: &mut G) -> FactValue {
    let weight = |state| match state {
        StandingNow::Ended => Answer::No,
        StandingNow::NotKnown => Answer::NotKnown,
        StandingNow::Current => Answer::Yes,
    };
    let mut value = None;
    for (state, _) in states.clone() {
        value = match (value, weight(state)) {
            (Some(Answer::Yes), _) | (_, Answer::Yes) => Some(Answer::Yes),
            (Some(Answer::NotKnown), _) | (_, Answer::NotKnown) => Some(Answer::NotKnown),
            _ => Some(Answer::No),
        };
    }
    if G::TAKES && value != Some(Answer::No) {
        states.filter(|(state, _)| Some(weight(*state)) == value).for_each(|(_, event)| on.rests_on(event));
    }
    value.map_or(FactValue::NotRecorded, FactValue::Truth)
}
