//! The core layer of closing: what it takes to end a follow-up. No pack can loosen it (invariant 7, S1, S3).

use super::facts::View;
use super::ledger::{certainly_after, certainly_since, not_before};
use super::names::Who;
use super::work::{Raised, Work};
use super::world::World;
use crate::duty::{Action, Detail, Duty};
use crate::expression::{FactValue, Facts, evaluate};
use crate::fact::FactName;
use crate::standing::{Missing, MissingKind};
use brought_domain::contact::Answer;
use brought_domain::ending::{Assurance, Ending, EndingLayer};
use brought_domain::steps::InformTopic;
use brought_domain::work::{DiscussionTopic, HowSeen, Role, SeenBy, VulnerabilityAssessed};
use brought_domain::{EventId, Fact, Happened, OrganisationId};
use std::collections::BTreeSet;
use std::fmt::Arguments;

/// The layers a pathway may use when it names none: those that need no local choice.
pub(super) const CORE_LAYERS: &[EndingLayer] =
    &[EndingLayer::Assured, EndingLayer::HandedOver, EndingLayer::Withdrawn, EndingLayer::Died, EndingLayer::PregnancyEnded];

/// An ending that somebody has signed, or wants to.
pub(super) struct Proposed<'e> {
    pub(super) ending: &'e Ending,
    /// The role in which it is signed; nothing when nobody signed.
    pub(super) role: Option<Role>,
    pub(super) at: Happened,
}

/// Takes what is missing. Whoever only asks whether anything is has nothing put into words.
trait Lacks {
    fn lacks(&mut self, missing: impl FnOnce() -> Missing);
}

impl Lacks for Vec<Missing> {
    fn lacks(&mut self, missing: impl FnOnce() -> Missing) {
        self.push(missing());
    }
}

impl Lacks for bool {
    fn lacks(&mut self, _: impl FnOnce() -> Missing) {
        *self = true;
    }
}

/// What is missing before the work may end as proposed; with no proposal, before it may end as assured.
pub(super) fn missing<'a>(world: &World<'a>, work: &Work<'a>, proposed: Option<&Proposed<'_>>) -> Vec<Missing> {
    let mut list = Vec::new();
    look_for_missing(world, work, proposed, &mut list);
    list
}

/// Whether anything is missing before the work may end as proposed.
pub(super) fn is_missing<'a>(world: &World<'a>, work: &Work<'a>, proposed: &Proposed<'_>) -> bool {
    let mut anything = false;
    look_for_missing(world, work, Some(proposed), &mut anything);
    anything
}

fn look_for_missing<'a>(world: &World<'a>, work: &Work<'a>, proposed: Option<&Proposed<'_>>, list: &mut impl Lacks) {
    if let Some(proposed) = proposed {
        signature(world, work, proposed, list);
        if let Ending::Died | Ending::PregnancyEnded = proposed.ending {
            recorded_by_person(world, work, proposed.ending, list);
            return;
        }
    }
    let children = &work.family.children;
    if children.is_empty() {
        list.lacks(|| {
            missing_for(
                MissingKind::Dependants,
                None,
                "Record which children depend on this carer, or settle that question as done with how it is known that there are none",
                "NAF-23",
            )
        });
    }
    match proposed.map(|proposed| proposed.ending) {
        None => on_record(world, work, children, list),
        Some(Ending::Assured(assurance)) => assured(world, work, assurance, proposed, children, list),
        Some(other) => {
            layer_evidence(other, proposed.map(|proposed| proposed.at), world, work, list);
            not_safe_for(world, work, other.layer(), list);
        }
    }
    vulnerability(world, work, children, list);
    let layer = proposed.map(|proposed| proposed.ending.layer());
    let waits_for = |raised: &&Raised<'_>| raised.duty.keeps_open() || is_part_of(layer, raised.duty);
    for raised in work.raised.iter().filter(|raised| raised.settled.is_none()).filter(waits_for) {
        list.lacks(|| {
            let words = raised.duty.words(raised.asked.agency);
            missing_for(
                MissingKind::OpenObligation,
                raised.asked.child.map(|child| world.id(child).clone()),
                format!("Answer this first: {}", words.to_lowercase_first()),
                clause_of(raised.duty),
            )
        });
    }
}

fn signature<'a>(world: &World<'a>, work: &Work<'a>, proposed: &Proposed<'_>, list: &mut impl Lacks) {
    if !proposed.role.is_some_and(Role::may_end) {
        list.lacks(|| {
            missing_for(
                MissingKind::Signature,
                None,
                "A practitioner has to sign: neither another system nor an administrator can end a follow-up",
                "NAF-10",
            )
        });
    }
    let allowed = work.pathway().map_or_else(|| CORE_LAYERS.to_vec(), crate::pack::Pathway::layers);
    if !allowed.contains(&proposed.ending.layer()) {
        list.lacks(|| {
            let allowed = allowed.iter().map(|layer| layer.words()).collect::<Vec<_>>().join("; ");
            let words = format!("This policy does not allow a follow-up to end as \"{}\". It allows: {allowed}", proposed.ending.layer());
            missing_for(MissingKind::NotAllowed, None, words, "NAF-17")
        });
    }
    condition_of_layer(world, work, proposed.ending.layer(), list);
    if let Some(accountable) = proposed.ending.accountable() {
        for problem in accountable.problems() {
            let kind =
                if problem == brought_domain::ending::AssuranceProblem::NobodyTold { MissingKind::Told } else { MissingKind::Reasons };
            list.lacks(|| missing_for(kind, None, sentence(&problem.to_string()), "NAF-10"));
        }
    }
}

/// The condition under which the policy allows this layer has to hold for certain: unknown never means safe.
fn condition_of_layer<'a>(world: &World<'a>, work: &Work<'a>, layer: EndingLayer, list: &mut impl Lacks) {
    let allowed = work.pathway().and_then(|pathway| pathway.endings.iter().find(|allowed| allowed.layer == layer));
    let Some((allowed, condition)) = allowed.and_then(|allowed| Some((allowed, allowed.when.as_ref()?))) else { return };
    let view = View::new(world, work);
    let holds = evaluate(&condition.when, &view);
    if holds == Answer::Yes {
        return;
    }
    list.lacks(|| {
        let holds = if holds == Answer::No { "does not hold" } else { "is not known to hold" };
        let facts = condition.when.facts().into_iter().map(|fact| format!("{}: {}", fact.words(), view.value(fact).words()));
        let clauses =
            allowed.clauses.iter().map(|id| world.pack.clauses.get(id).map_or(id.clone(), |clause| format!("{id}: {}", clause.says)));
        let words = format!(
            "This policy allows a follow-up to end as \"{layer}\" only when `{}`, and that {holds} ({}). {}",
            condition.text,
            facts.collect::<Vec<_>>().join(", "),
            clauses.collect::<Vec<_>>().join(" ")
        );
        missing_for(MissingKind::NotAllowed, None, words.trim_end(), "NAF-17")
    });
}

/// Without a proposal: is there anything on the record that an assurance could rest on?
fn on_record<'a>(world: &World<'a>, work: &Work<'a>, children: &[Who], list: &mut impl Lacks) {
    let Some(latest) = work.latest() else { return };
    for child in children.iter().copied() {
        let since = world
            .sightings
            .iter()
            .filter(|seen| seen.is_of(child) && seen.how == HowSeen::InPerson && certainly_after(&seen.seen_at, &latest.at, &world.zone));
        let id = world.id(child);
        // The order of the list is that of weight: what counts, then what is nearest to it.
        let seen_by: BTreeSet<SeenBy> = since.map(|seen| seen.seen_by).collect();
        match seen_by.first() {
            Some(seen_by) => not_professional(*seen_by, id, list),
            None => list.lacks(|| {
                missing_for(
                    MissingKind::SeenInPerson,
                    Some(id.clone()),
                    "Nobody is recorded as having seen the child in person since the last failed contact: say who, when and where",
                    "NAF-17",
                )
            }),
        }
        if needs_last_considered(world, work, child) != Some(Answer::Yes) {
            list.lacks(|| {
                missing_for(
                    MissingKind::NeedsMet,
                    Some(id.clone()),
                    "It is not recorded how the child's needs are known to be met",
                    "NAF-17",
                )
            });
        }
    }
}

/// What the last consideration of this child's needs since the last failed contact came to.
pub(super) fn needs_last_considered<'a>(world: &World<'a>, work: &Work<'a>, child: Who) -> Option<Answer> {
    let latest = work.latest()?;
    work.since.iter().rev().map(|entry| entry.event).find_map(|event| match &event.fact {
        Fact::NeedsConsidered(needs)
            if &needs.child == world.id(child) && event.author.is_signed() && not_before(event, &latest.at, &world.zone) =>
        {
            Some(needs.met)
        }
        _ => None,
    })
}

/// What is missing when those who saw the child are not known to be professionals (NAF-17).
fn not_professional(seen_by: SeenBy, child: &brought_domain::PersonId, list: &mut impl Lacks) {
    let words = match seen_by {
        SeenBy::ThisService | SeenBy::OtherProfessional => return,
        SeenBy::FamilyOrFriend => {
            "The child has to have been seen by this service or by another professional: that family, a friend or a neighbour saw the child is not enough"
        }
        SeenBy::NotKnown => "It is not known who saw the child: find out, and say whether it was this service or another professional",
    };
    list.lacks(|| missing_for(MissingKind::SeenByProfessional, Some(child.clone()), words, "NAF-17"));
}

fn assured<'a>(
    world: &World<'a>,
    work: &Work<'a>,
    assurance: &Assurance,
    proposed: Option<&Proposed<'_>>,
    children: &[Who],
    list: &mut impl Lacks,
) {
    let Some(latest) = work.latest() else { return };
    for (who, child) in children.iter().map(|child| (*child, world.id(*child))) {
        let mut lacks = |why: Arguments<'_>| {
            list.lacks(|| missing_for(MissingKind::SeenInPerson, Some(child.clone()), why.to_string(), "NAF-17"));
        };
        let Some(evidence) = assurance.child(child) else {
            lacks(format_args!("Say who saw this child in person, when and where: the evidence is needed for each child by name"));
            list.lacks(|| {
                missing_for(MissingKind::NeedsMet, Some(child.clone()), "Say how it is known that this child's needs are met", "NAF-23")
            });
            continue;
        };
        let seen = &evidence.seen;
        if seen.how != HowSeen::InPerson {
            lacks(format_args!("The child has to have been seen in person; this says {}", seen.how));
        }
        if !certainly_after(&seen.seen_at, &latest.at, &world.zone) {
            lacks(format_args!(
                "The child has to have been seen after the last failed contact; give the time as well when both were on the same day"
            ));
        }
        if View::new(world, work).lost_since(who).is_some_and(|lost| !certainly_after(&seen.seen_at, &lost, &world.zone)) {
            lacks(format_args!("Since then nobody knew where the child was: the child has to have been seen after that"));
        }
        if proposed.is_some_and(|proposed| certainly_after(&seen.seen_at, &proposed.at, &world.zone)) {
            lacks(format_args!("The sighting lies after the moment of signing"));
        }
        not_professional(seen.seen_by, child, list);
        if matches!(needs_last_considered(world, work, who), Some(Answer::No | Answer::NotKnown)) {
            let words = "When the child's needs were last considered they were not known to be met: consider them again first";
            list.lacks(|| missing_for(MissingKind::NeedsMet, Some(child.clone()), words, "NAF-18"));
        }
    }
}

fn vulnerability<'a>(world: &World<'a>, work: &Work<'a>, children: &[Who], list: &mut impl Lacks) {
    let Some(latest) = work.latest() else { return };
    let assessed = |child: &brought_domain::PersonId| {
        work.since.iter().map(|entry| entry.event).any(|event| match &event.fact {
            Fact::VulnerabilityAssessed(VulnerabilityAssessed { children, vulnerable, .. }) => {
                // "Not known" is not the clear assessment that NAF-10 asks for, and an administrator does not make one.
                let clear = *vulnerable != Answer::NotKnown && event.author.role().is_some_and(Role::may_end);
                clear && certainly_since(event, latest.event, &world.zone) && children.contains(child)
            }
            _ => false,
        })
    };
    for child in children.iter().map(|child| world.id(*child)).filter(|child| !assessed(child)) {
        list.lacks(|| {
            missing_for(
                MissingKind::VulnerabilityAssessment,
                Some(child.clone()),
                "Assess the child's vulnerability and sign it: there is no assessment since the last failed contact",
                "NAF-10",
            )
        });
    }
}

/// The contacts of the programme lie at most a year and a half apart (SWI-01): a day further away than this is written wrongly.
const LONGEST_PAUSE_DAYS: i64 = 2 * 366;

fn layer_evidence<'a>(ending: &Ending, at: Option<Happened>, world: &World<'a>, work: &Work<'a>, list: &mut impl Lacks) {
    let mut lacks = |why: &str, clause| list.lacks(|| missing_for(MissingKind::LayerEvidence, None, why, clause));
    let blank = |text: &str| text.trim().is_empty();
    match ending {
        Ending::OffersPaused { plan, shared_with, next_contact_on, .. } => {
            if blank(plan) || shared_with.iter().all(|name| blank(name)) {
                lacks("Write the plan and say with whom it was shared", "SWI-15");
            }
            if at.is_some_and(|at| *next_contact_on <= at.day(&world.zone)) {
                lacks("The next programme contact has to lie ahead", "SWI-15");
            }
            if at.is_some_and(|at| i64::from((*next_contact_on - at.day(&world.zone)).get_days()) > LONGEST_PAUSE_DAYS) {
                lacks("The next programme contact is never more than two years away: look at the year", "SWI-15");
            }
        }
        Ending::DischargedRiskExcluded { risk_excluded, referrer_and_gp_told, .. } => {
            if blank(risk_excluded) {
                lacks("Say how immediate clinical and safeguarding risk was excluded", "STW-12");
            }
            if !referrer_and_gp_told {
                lacks("Tell the referrer and the GP", "STW-12");
            }
        }
        Ending::HandedOver { accepted_by, .. } if blank(accepted_by) => {
            lacks("Say who accepted in the receiving service: until then the duty stays here", "NAF-17")
        }
        Ending::HandedOver { to, .. } if !is_accepted(work, to) => lacks(
            "The record holds no signed acceptance by those to whom it is handed over: record the offer and their answer; until then the duty stays here",
            "NAF-17",
        ),
        Ending::Withdrawn { .. } => list.lacks(|| {
            missing_for(
                MissingKind::FailedContactStands,
                None,
                "A failed contact still stands: record the evidence that it was an error on the contact itself",
                "STW-08",
            )
        }),
        _ => {}
    }
}

/// Whether those to whom it is handed over have accepted: the latest answer on the record to an offer to them. What the ending itself says of
/// it is the sender's own word and shows nothing. That they accept is signed by somebody who may end; that they do not may come from anywhere.
fn is_accepted(work: &Work<'_>, to: &OrganisationId) -> bool {
    let entries = || work.since.iter().map(|entry| entry.event);
    let offered_to_them = |offer: &EventId| {
        entries().any(|event| &event.id == offer && matches!(&event.fact, Fact::HandoverOffered(offered) if &offered.to == to))
    };
    let answer = entries().rev().find_map(|event| match &event.fact {
        Fact::HandoverAnswered(answered) if offered_to_them(&answered.offer) => {
            let counts = answered.accepted != Answer::Yes || event.author.role().is_some_and(Role::may_end);
            counts.then_some(answered.accepted)
        }
        _ => None,
    });
    answer == Some(Answer::Yes)
}

/// What else has to be answered before an end under this layer: analysis and sharing are part of pausing offers (SWI-15), and the question
/// whether there are concerns is part of excluding risk (STW-12).
fn is_part_of(layer: Option<EndingLayer>, duty: &Duty) -> bool {
    let shares = matches!(duty.detail, Detail::Inform { about: InformTopic::PlanAndRationale, .. });
    match layer {
        Some(EndingLayer::OffersPaused) => duty.action == Action::RecordImpactAndDecision || shares,
        Some(EndingLayer::DischargedRiskExcluded) => duty.action == Action::DecideConcerns,
        _ => false,
    }
}

/// What the record says against an end under this layer, whatever is written in the ending itself.
fn not_safe_for<'a>(world: &World<'a>, work: &Work<'a>, layer: EndingLayer, list: &mut impl Lacks) {
    let view = View::new(world, work);
    let paused_or_discharged = matches!(layer, EndingLayer::OffersPaused | EndingLayer::DischargedRiskExcluded);
    if paused_or_discharged && work.family.children.iter().any(|child| view.lost_since(*child).is_some()) {
        let words = "Nobody knows where the child is, and nobody outside the family has seen the child since: find the child first";
        list.lacks(|| missing_for(MissingKind::LayerEvidence, None, words, "STW-16"));
    }
    let (fact, when_yes, when_not_known, clause) = match layer {
        EndingLayer::OffersPaused => (
            FactName::VulnerabilityKnown,
            "Offers can be paused only when no vulnerability is known, and one is known: keep offering, or hand over",
            "Offers can be paused only when no vulnerability is known, and of one it is recorded that nobody knows: find out first",
            "SWI-15",
        ),
        EndingLayer::DischargedRiskExcluded => (
            FactName::ImmediateConcern,
            "The record says that the child is endangered now or needs care now: act on that first",
            "It is not known whether the child is endangered now: find out first",
            "STW-12",
        ),
        _ => return,
    };
    let words = match view.value(fact) {
        FactValue::Truth(Answer::Yes) => when_yes,
        FactValue::Truth(Answer::NotKnown) => when_not_known,
        _ => return,
    };
    list.lacks(|| missing_for(MissingKind::LayerEvidence, None, words, clause));
}

fn recorded_by_person<'a>(world: &World<'a>, work: &Work<'a>, ending: &Ending, list: &mut impl Lacks) {
    let died = world.person(work.person).died;
    if matches!(ending, Ending::Died) && !died {
        list.lacks(|| missing_for(MissingKind::RecordedByPerson, None, "A practitioner has to record the death first", "NAF-10"));
    }
    let unborn = world.is_unborn(work.person);
    if matches!(ending, Ending::PregnancyEnded) && !unborn {
        list.lacks(|| {
            missing_for(MissingKind::RecordedByPerson, None, "Only the follow-up of an unborn child can end with a pregnancy", "NAF-10")
        });
    }
}

fn missing_for(kind: MissingKind, child: Option<brought_domain::PersonId>, words: impl Into<String>, clause: &'static str) -> Missing {
    Missing { kind, child, words: words.into(), clause }
}

fn clause_of(duty: &Duty) -> &'static str {
    match (duty.action, duty.topic) {
        (Action::SetFurtherVisit | Action::MakeFurtherVisit, _) => "NAF-28",
        (Action::RecordResponse, _) => "NAF-21",
        (_, Some(DiscussionTopic::NotSeenUnderProtectionPlan)) => "NAF-27",
        (_, Some(DiscussionTopic::PlanNotMet)) => "NAF-26",
        (Action::RecordImpactAndDecision, _) => "NAF-13",
        (Action::DecideConcerns, _) => "NAF-25",
        (Action::Inform, _) => "SWI-15",
        _ => "NAF-20",
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

trait LowercaseFirst {
    fn to_lowercase_first(&self) -> String;
}

impl LowercaseFirst for String {
    fn to_lowercase_first(&self) -> String {
        let mut letters = self.chars();
        letters.next().map(|first| first.to_lowercase().to_string() + letters.as_str()).unwrap_or_default()
    }
}
