//! The facts, worked out from what is known at one point of the replay, each with the events it rests on.

use super::ledger::{certainly_after, not_before};
use super::work::Work;
use super::world::{SignKind, World};
use crate::expression::{FactValue, Facts};
use crate::fact::FactName;
use brought_domain::circumstances::{FactorKind, PlanKind, StandingNow};
use brought_domain::contact::{Answer, OutcomeKind, Setting};
use brought_domain::work::{Ask, HowSeen, LiaisonRecorded, ReferralDecision, SeenAnswer};
use brought_domain::{Event, EventId, Fact, PersonId};
use jiff::ToSpan;
use std::collections::BTreeSet;

/// The facts about one piece of work.
pub(super) struct View<'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) work: &'w Work<'a>,
    pub(super) children: Vec<PersonId>,
}

/// A fact with the events it rests on.
pub(super) type Rested = (FactValue, Vec<EventId>);

impl Facts for View<'_, '_> {
    fn value(&self, fact: FactName) -> FactValue {
        self.rested(fact).0
    }
}

impl<'w, 'a> View<'w, 'a> {
    pub(super) fn new(world: &'w World<'a>, work: &'w Work<'a>) -> Self {
        Self { world, work, children: world.children_of(work) }
    }

    /// The fact and the events it rests on.
    pub(super) fn rested(&self, fact: FactName) -> Rested {
        use FactName as F;
        match fact {
            F::FailedContacts => (self.work.failed.len().into(), self.work.failed.iter().map(|failed| failed.event.id.clone()).collect()),
            F::LatestOutcome
            | F::LatestKind
            | F::LatestSetting
            | F::ResponseRecorded
            | F::ActivelyPrevented
            | F::EssentialToPlan
            | F::ServiceDeclined => self.latest(fact),
            F::WelfareConcern => self.any_factor(&self.household(), KNOWN_CONCERNS),
            F::SevereHealthCondition => self.factor(&self.children, FactorKind::SevereHealthCondition),
            F::WorryingParentalPresentation => self.factor(&self.household(), FactorKind::WorryingParentalPresentation),
            F::ChildProtectionPlan => self.plans(&[PlanKind::ChildProtection]),
            F::StatutoryPlan => self.plans(&[PlanKind::ChildProtection, PlanKind::ChildInNeed, PlanKind::LookedAfter]),
            F::LookedAfter => self.plans(&[PlanKind::LookedAfter]),
            F::MultiAgencyPlan => self.plans(PlanKind::ALL),
            F::CarerFactor => self.carer_factor(),
            F::AgeMonths => self.age_months(),
            F::SeenByOthers => self.seen_by_others(),
            F::SeenByNobody => self.seen_by_nobody(),
            F::ConcernFound => self.since(|event| match &event.fact {
                Fact::ConcernsDecided(decided) => decided.any_yes(),
                Fact::FactorRecorded(factor) => factor.state != StandingNow::Ended && KNOWN_CONCERNS.contains(&factor.factor),
                Fact::NeedsConsidered(needs) => needs.met == Answer::No || needs.family_vulnerable == Answer::Yes,
                Fact::VulnerabilityAssessed(assessed) => assessed.vulnerable == Answer::Yes,
                // An answer that the referrer does not accept leaves the concern where it was (H32).
                Fact::ReferralAnswered(answered) => answered.accepted_by_referrer == Answer::No,
                _ => false,
            }),
            F::ReferralDecided => {
                self.since(|event| matches!(&event.fact, Fact::DiscussionHeld(held) if held.decision == ReferralDecision::Refer))
            }
            F::ReferralMade => self.since(|event| matches!(event.fact, Fact::ReferralMade(_))),
            F::FurtherVisitSet => self.since(|event| matches!(event.fact, Fact::FurtherVisitSet(_))),
            F::DischargeReported => self.since(|event| matches!(event.fact, Fact::DischargeReported(_))),
            F::DependantsKnown if self.children.is_empty() => (FactValue::NotRecorded, Vec::new()),
            F::DependantsKnown => (true.into(), Vec::new()),
            F::CarerMissedOwnHealthContact => self.carer_missed_health(),
            F::ClosureSigns
            | F::CalledOff
            | F::Moves
            | F::UnreportedMoves
            | F::FailedContactsInWindow
            | F::AgreedThenFailed
            | F::SeenAtADistance => {
                let events = self.signs(fact);
                (events.len().into(), events)
            }
            F::ClosureKinds => {
                let kinds: BTreeSet<_> = self.window(is_closure).map(|sign| sign.kind).collect();
                (kinds.len().into(), self.signs(F::ClosureSigns))
            }
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
            | F::EngagementClass => self.progress(fact),
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
            | F::PatternActive => self.family(fact),
        }
    }

    fn latest(&self, fact: FactName) -> Rested {
        let Some(latest) = self.work.latest() else { return (unknown(fact), Vec::new()) };
        let value = match fact {
            FactName::LatestOutcome => FactValue::Code(Some(latest.outcome.code())),
            // A failed contact outside the three kinds has none: that is known, and is not one of them.
            FactName::LatestKind => FactValue::Code(Some(latest.outcome.failed_contact().map_or("", |kind| kind.code()))),
            FactName::LatestSetting => {
                FactValue::Code(Some(latest.setting).filter(|setting| *setting != Setting::NotKnown).map(Setting::code))
            }
            FactName::ResponseRecorded => (latest.confirmed && latest.responded).into(),
            FactName::ActivelyPrevented => FactValue::Truth(latest.actively_prevented),
            FactName::ServiceDeclined => matches!(latest.outcome, OutcomeKind::Declined | OutcomeKind::Withdrew).into(),
            // Whoever planned the contact knew of the plan: only that the plan has ended takes it away, not that nobody recorded the plan.
            _ => FactValue::Code(latest.essential_to.filter(|plan| self.plans(&[*plan]).0 != FactValue::from(false)).map(PlanKind::code)),
        };
        (value, vec![latest.event.id.clone()])
    }

    /// The children, their brothers and sisters, and their carers.
    pub(super) fn household(&self) -> Vec<PersonId> {
        let mut people: BTreeSet<PersonId> = self.children.iter().cloned().collect();
        for child in &self.children {
            people.extend(self.world.siblings_of(child).into_iter().cloned());
            people.extend(self.world.carers_of(child).into_iter().cloned());
        }
        people.insert(self.work.person.clone());
        people.into_iter().collect()
    }

    fn factor(&self, people: &[PersonId], factor: FactorKind) -> Rested {
        self.any_factor(people, &[factor])
    }

    pub(super) fn any_factor(&self, people: &[PersonId], factors: &[FactorKind]) -> Rested {
        join(self.states(people, factors))
    }

    /// What was last said of each of these factors of each of these people.
    pub(super) fn states(&self, people: &[PersonId], factors: &[FactorKind]) -> impl Iterator<Item = (StandingNow, &'w EventId)> {
        let known = people.iter().filter_map(|person| self.world.people.get(person));
        known.flat_map(move |person| factors.iter().filter_map(|factor| person.factors.get(factor).copied()))
    }

    pub(super) fn plans(&self, plans: &[PlanKind]) -> Rested {
        let known = self.children.iter().filter_map(|child| self.world.people.get(child));
        join(known.flat_map(|child| plans.iter().filter_map(|plan| child.plans.get(plan).map(|(plan, event)| (plan.state, *event)))))
    }

    fn carer_factor(&self) -> Rested {
        let four = [FactorKind::MentalIllness, FactorKind::DomesticAbuse, FactorKind::LearningDifficulties, FactorKind::SubstanceMisuse];
        self.any_factor(&self.household(), &four)
    }

    fn age_months(&self) -> Rested {
        let today = self.world.zone.to_datetime(self.world.now).date();
        // With several children the youngest decides, because a younger child depends the more; one unknown age leaves it unknown.
        let ages: Option<Vec<i64>> = self
            .children
            .iter()
            .map(|child| {
                let born = self.world.people.get(child)?.details.born_on?;
                let months = i64::from(today.year() - born.year()) * 12 + i64::from(today.month() - born.month());
                Some(months - i64::from(today.day() < born.day()))
            })
            .collect();
        (FactValue::Number(ages.and_then(|ages| ages.into_iter().min())), Vec::new())
    }

    fn seen_by_others(&self) -> Rested {
        let Some(latest) = self.work.latest() else { return found(Vec::new()) };
        let seen = self.world.sightings.iter().filter(|seen| {
            self.children.contains(&seen.sighting.child)
                && seen.sighting.counts_as_seen()
                && (seen.service.is_none() || seen.service.as_ref() != self.work.service)
                // Firing too often only asks a question once more, so the same day counts here, as it does not for an ending.
                && seen.sighting.seen_at.is_not_before(&latest.at, &self.world.zone)
        });
        found(seen.map(|seen| seen.event.clone()).collect())
    }

    /// For one child at least: somebody was asked, everybody asked has answered, and no professional has seen that child since.
    fn seen_by_nobody(&self) -> Rested {
        let Some(latest) = self.work.latest() else { return found(Vec::new()) };
        let zone = &self.world.zone;
        let mut events = Vec::new();
        for child in &self.children {
            let still_asked = self.work.raised.iter().any(|raised| {
                raised.settled.is_none() && raised.duty.ask.contains(&Ask::LastSeen) && raised.child.as_ref().is_none_or(|of| of == child)
            });
            let answers = self.work.since.iter().filter(|event| not_before(event, &latest.at, zone)).filter(
                |event| matches!(&event.fact, Fact::LiaisonRecorded(liaison) if speaks_of(liaison, event, child, self.work.person)),
            );
            let answers: Vec<_> = answers.map(|event| event.id.clone()).collect();
            let seen_since = self.world.sightings.iter().any(|seen| {
                &seen.sighting.child == child && seen.sighting.counts_as_seen() && certainly_after(&seen.sighting.seen_at, &latest.at, zone)
            });
            if !answers.is_empty() && !seen_since && !still_asked {
                events.extend(answers);
            }
        }
        found(events)
    }

    pub(super) fn since(&self, wanted: impl Fn(&Event) -> bool) -> Rested {
        found(self.work.since.iter().filter(|event| wanted(event)).map(|event| event.id.clone()).collect())
    }

    fn carer_missed_health(&self) -> Rested {
        // Whether a service that nobody described is a health service is not known: then it is taken for one.
        self.carer_missed(|service| service.and_then(|service| self.world.services.get(service)).is_none_or(|service| service.health))
    }

    pub(super) fn carer_missed(&self, wanted: impl Fn(Option<&brought_domain::ServiceId>) -> bool) -> Rested {
        let carers: BTreeSet<_> = self.children.iter().flat_map(|child| self.world.carers_of(child)).collect();
        let missed = self.world.signs.iter().filter(|sign| {
            sign.kind == SignKind::Missed && carers.contains(sign.about) && wanted(sign.service) && self.within_window(&sign.at)
        });
        found(missed.map(|sign| sign.event.clone()).collect())
    }

    pub(super) fn within_window(&self, at: &brought_domain::Happened) -> bool {
        let today = self.world.zone.to_datetime(self.world.now).date();
        at.day(&self.world.zone) >= today.saturating_sub(i64::from(self.world.pack.pattern_window_days).days())
    }

    /// Signs within the window about the children and their carers, or the person followed.
    fn window(&self, wanted: fn(SignKind) -> bool) -> impl Iterator<Item = &'w super::world::Sign<'a>> {
        let mut people: BTreeSet<PersonId> = self.children.iter().cloned().collect();
        people.insert(self.work.person.clone());
        self.world.signs.iter().filter(move |sign| wanted(sign.kind) && people.contains(sign.about) && self.within_window(&sign.at))
    }

    fn signs(&self, fact: FactName) -> Vec<EventId> {
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
        let mut events: Vec<EventId> = self.window(wanted).map(|sign| sign.event.clone()).collect();
        if fact == FactName::SeenAtADistance {
            let distant = self.world.sightings.iter().filter(|seen| {
                seen.sighting.how == HowSeen::AtADistance
                    && self.children.contains(&seen.sighting.child)
                    && self.within_window(&seen.sighting.seen_at)
            });
            events.extend(distant.map(|seen| seen.event.clone()));
        }
        events.dedup();
        events
    }
}

fn is_closure(kind: SignKind) -> bool {
    matches!(kind, SignKind::NotAnswered | SignKind::Missed | SignKind::Refused | SignKind::Cancelled | SignKind::Withdrawn)
}

/// Whether a liaison says something about having seen this child: what stands in the carer's record without naming one speaks of all.
pub(super) fn speaks_of(liaison: &LiaisonRecorded, event: &Event, child: &PersonId, carer: &PersonId) -> bool {
    match &liaison.seen {
        SeenAnswer::NotAsked => false,
        SeenAnswer::Seen(sighting) => &sighting.child == child,
        SeenAnswer::NotSeen | SeenAnswer::NotKnown => &event.about == child || &event.about == carer,
    }
}

/// Factors that are a known concern about welfare when they are current, and a concern found when they appear (NAF-14, NAF-20, NAF-25).
const KNOWN_CONCERNS: &[FactorKind] = &[
    FactorKind::WelfareConcern,
    FactorKind::CareNeededNow,
    FactorKind::FamilyViolence,
    FactorKind::DomesticAbuse,
    FactorKind::ReligiousOrCulturalRisk,
    FactorKind::Neglect,
    FactorKind::PhysicalAbuse,
];

/// Yes when there is any such event; otherwise nobody has recorded one.
pub(super) fn found(events: Vec<EventId>) -> Rested {
    (if events.is_empty() { FactValue::NotRecorded } else { true.into() }, events)
}

/// Any current state makes it yes; otherwise any that is not known leaves it not known (H30).
pub(super) fn join<'e>(states: impl Iterator<Item = (StandingNow, &'e EventId)>) -> Rested {
    let mut states = states.peekable();
    if states.peek().is_none() {
        return found(Vec::new());
    }
    let mut value = Answer::No;
    let mut events = Vec::new();
    for (state, event) in states {
        match state {
            StandingNow::Current => value = Answer::Yes,
            StandingNow::NotKnown if value == Answer::No => value = Answer::NotKnown,
            _ => continue,
        }
        events.push(event.clone());
    }
    (FactValue::Truth(value), events)
}

pub(super) fn unknown(fact: FactName) -> FactValue {
    match fact.fact_type() {
        crate::fact::FactType::Truth => FactValue::Truth(Answer::NotKnown),
        crate::fact::FactType::Number => FactValue::Number(None),
        crate::fact::FactType::Code(_) => FactValue::Code(None),
    }
}
