//! Plans, factors and the involvement of others: what was recorded last about each person and kind.

use super::Found;
use crate::policy::{FactName, Value};
use crate::scene::Scene;
use crate::told::may_sign_work;
use brought_domain::PersonId;
use brought_domain::circumstances::{ConcernQuestion, FactorKind as K, PlanKind as P, PlanMember, StandingNow};
use brought_domain::contact::Answer;
use brought_domain::event::Fact;
use brought_domain::work::AgencyKind;

const CONCERNS: &[K] = &[K::WelfareConcern, K::FamilyViolence, K::ReligiousOrCulturalRisk, K::DomesticAbuse, K::Neglect, K::PhysicalAbuse];
const CARER: &[K] = &[K::MentalIllness, K::DomesticAbuse, K::LearningDifficulties, K::SubstanceMisuse];
const CAPACITY: &[K] = &[
    K::MentalIllness,
    K::DomesticAbuse,
    K::LearningDifficulties,
    K::SubstanceMisuse,
    K::CommunicationBarrier,
    K::SocialIssues,
    K::LowIncome,
    K::PhysicalIllHealth,
    K::LowLiteracy,
    K::LanguageBarrier,
];
const ABUSE: &[K] = &[K::DomesticAbuse, K::Neglect, K::PhysicalAbuse];

pub(super) fn find(scene: Scene<'_, '_>, name: FactName) -> Found {
    use FactName as F;
    let children = scene.children();
    let household = scene.household();
    match name {
        F::WelfareConcern => {
            let mut states = factor_states(scene, &household, |kind| CONCERNS.contains(&kind) || kind == K::CareNeededNow);
            states.extend(household.iter().filter_map(|person| last_decided(scene, person)));
            together(&states)
        }
        F::HouseholdSafeguardingConcern => {
            let mut states = factor_states(scene, &household, |kind| CONCERNS.contains(&kind));
            let grave = |plan| matches!(plan, P::ChildProtection | P::ChildInNeed | P::LookedAfter | P::Section47Enquiry);
            states.extend(plan_states(scene, &household, grave));
            together(&states)
        }
        F::CarerFactor => factors(scene, &household, |kind| CARER.contains(&kind)),
        F::CarerCapacityFactor => factors(scene, &household, |kind| CAPACITY.contains(&kind)),
        F::SeriousAbuseFactor => factors(scene, &household, |kind| ABUSE.contains(&kind)),
        F::WorryingParentalPresentation => factors(scene, &household, |kind| kind == K::WorryingParentalPresentation),
        F::MedicallyUnexplainedSymptoms => factors(scene, &household, |kind| kind == K::MedicallyUnexplainedSymptoms),
        F::PossibleFabrication => factors(scene, &household, |kind| kind == K::PossibleFabrication),
        F::SevereHealthCondition => factors(scene, &children, |kind| kind == K::SevereHealthCondition),
        F::PrematureBirth => factors(scene, &children, |kind| kind == K::PrematureBirth),
        F::LowBirthWeight => factors(scene, &children, |kind| kind == K::LowBirthWeight),
        F::AdditionalNeeds => factors(scene, &children, |kind| matches!(kind, K::AdditionalNeeds | K::ChildLearningDisability)),
        F::CommunicationBarrier => factors(scene, &children, |kind| kind == K::CommunicationBarrier),
        F::ChildProtectionPlan => plans(scene, &children, |plan| plan == P::ChildProtection),
        F::StatutoryPlan => plans(scene, &children, |plan| matches!(plan, P::ChildProtection | P::ChildInNeed | P::LookedAfter)),
        F::MultiAgencyPlan => plans(scene, &children, |_| true),
        F::LookedAfter => plans(scene, &children, |plan| plan == P::LookedAfter),
        F::Section47Enquiry => plans(scene, &children, |plan| plan == P::Section47Enquiry),
        F::OpenToSocialCare => involved(scene, &household, AgencyKind::ChildrensSocialCare),
        F::OpenToMentalHealth => involved(scene, &household, AgencyKind::MentalHealth),
        F::OpenToParentingProgramme => involved(scene, &household, AgencyKind::ParentingProgramme),
        _ => vulnerability(scene),
    }
}

/// What stands: the entry of each, and what it says.
type States = Vec<(usize, StandingNow)>;

/// One that holds is enough. Otherwise one of which nobody knows; otherwise all have ended.
fn together(states: &States) -> Found {
    let of = |wanted: StandingNow| states.iter().filter(|(_, state)| *state == wanted).map(|(index, _)| *index).collect::<Vec<_>>();
    let (current, not_known) = (of(StandingNow::Current), of(StandingNow::NotKnown));
    if !current.is_empty() {
        Found::on(Value::Is(true), current)
    } else if !not_known.is_empty() {
        Found::on(Value::NotKnown, not_known)
    } else if states.is_empty() {
        Found::not_recorded()
    } else {
        Found::on(Value::Is(false), vec![])
    }
}

/// What somebody last signed about the seven questions before the follow-up opened, or elsewhere: a yes is a concern, and none is only where each was
/// answered no.
fn last_decided(scene: Scene<'_, '_>, person: &PersonId) -> Option<(usize, StandingNow)> {
    let signed = scene
        .entries()
        .filter(|(index, event)| &event.about == person && may_sign_work(&event.author) && !super::work::is_since_opened(scene, *index));
    let mut decided = signed.filter_map(|(index, event)| match &event.fact {
        Fact::ConcernsDecided(decided) => Some((index, decided)),
        _ => None,
    });
    let (index, last) = decided.next_back()?;
    let answers: Vec<Answer> = ConcernQuestion::ALL.iter().map(|question| last.answer(*question)).collect();
    let state = if answers.contains(&Answer::Yes) {
        StandingNow::Current
    } else if answers.contains(&Answer::NotKnown) {
        StandingNow::NotKnown
    } else {
        StandingNow::Ended
    };
    Some((index, state))
}

/// The last that was recorded about each person and factor.
fn factor_states(scene: Scene<'_, '_>, people: &[&PersonId], wanted: impl Fn(K) -> bool) -> States {
    let mut latest: Vec<(&PersonId, K, usize, StandingNow)> = Vec::new();
    for (index, event) in scene.entries() {
        let Fact::FactorRecorded(recorded) = &event.fact else { continue };
        if people.contains(&&event.about) && wanted(recorded.factor) {
            latest.retain(|(person, kind, ..)| (*person, *kind) != (&event.about, recorded.factor));
            latest.push((&event.about, recorded.factor, index, recorded.state));
        }
    }
    latest.into_iter().map(|(_, _, index, state)| (index, state)).collect()
}

fn factors(scene: Scene<'_, '_>, people: &[&PersonId], wanted: impl Fn(K) -> bool) -> Found {
    together(&factor_states(scene, people, wanted))
}

fn plan_states(scene: Scene<'_, '_>, people: &[&PersonId], wanted: impl Fn(P) -> bool) -> States {
    let mut latest: Vec<(&PersonId, P, usize, StandingNow)> = Vec::new();
    for (index, event) in scene.entries() {
        let Fact::PlanRecorded(recorded) = &event.fact else { continue };
        if people.contains(&&event.about) && wanted(recorded.plan) {
            latest.retain(|(person, plan, ..)| (*person, *plan) != (&event.about, recorded.plan));
            latest.push((&event.about, recorded.plan, index, recorded.state));
        }
    }
    latest.into_iter().map(|(_, _, index, state)| (index, state)).collect()
}

fn plans(scene: Scene<'_, '_>, people: &[&PersonId], wanted: impl Fn(P) -> bool) -> Found {
    together(&plan_states(scene, people, wanted))
}

/// A service is open to the family when somebody recorded so of anybody in the household, when it is on a plan, and, for social care, when there is
/// a plan that only social care holds.
fn involved(scene: Scene<'_, '_>, household: &[&PersonId], agency: AgencyKind) -> Found {
    let mut states: Vec<(&PersonId, usize, StandingNow)> = Vec::new();
    for (index, event) in scene.entries() {
        let Fact::InvolvementRecorded(recorded) = &event.fact else { continue };
        if household.contains(&&event.about) && recorded.agency.kind == agency {
            states.retain(|(person, ..)| *person != &event.about);
            states.push((&event.about, index, recorded.state));
        }
    }
    let mut states: States = states.into_iter().map(|(_, index, state)| (index, state)).collect();
    for (index, state) in plan_states(scene, household, |_| true) {
        let Fact::PlanRecorded(recorded) = &scene.told.entries[index].fact else { continue };
        let social_care = matches!(recorded.plan, P::ChildProtection | P::ChildInNeed | P::LookedAfter | P::Section47Enquiry);
        let on_it = members(scene, index).iter().any(|member| member.agency.kind == agency);
        if on_it && state != StandingNow::Ended || social_care && agency == AgencyKind::ChildrensSocialCare {
            states.push((index, state));
        }
    }
    together(&states)
}

/// The members of a plan, as they were last written down. One that ended takes them with it.
fn members<'a>(scene: Scene<'_, 'a>, latest: usize) -> &'a [PlanMember] {
    let entry = scene.told.entries[latest];
    let Fact::PlanRecorded(plan) = &entry.fact else { return &[] };
    for event in scene.told.entries[..=latest].iter().rev().filter(|event| event.about == entry.about) {
        if let Fact::PlanRecorded(recorded) = &event.fact
            && recorded.plan == plan.plan
            && (recorded.state == StandingNow::Ended || !recorded.members.is_empty())
        {
            return if recorded.state == StandingNow::Ended { &[] } else { &recorded.members };
        }
    }
    &[]
}

/// Any plan, any factor of anybody in the household, or an assessment that found the child or family vulnerable.
fn vulnerability(scene: Scene<'_, '_>) -> Found {
    let mut states = plan_states(scene, &scene.children(), |_| true);
    states.extend(factor_states(scene, &scene.household(), |_| true));
    for child in scene.children() {
        let (mut assessed, mut considered) = (None, None);
        for (index, event) in scene.entries().filter(|(_, event)| may_sign_work(&event.author)) {
            match &event.fact {
                Fact::VulnerabilityAssessed(found) if found.children.contains(child) => assessed = Some((index, found.vulnerable)),
                Fact::NeedsConsidered(found) if found.child == *child && found.family_vulnerable != Answer::NotKnown => {
                    considered = Some((index, found.family_vulnerable));
                }
                _ => {}
            }
        }
        for (index, found) in assessed.into_iter().chain(considered) {
            let state = match found {
                Answer::Yes => StandingNow::Current,
                Answer::No => StandingNow::Ended,
                Answer::NotKnown => StandingNow::NotKnown,
            };
            states.push((index, state));
        }
    }
    together(&states)
}
