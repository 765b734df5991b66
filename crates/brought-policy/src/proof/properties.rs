//! What must hold in every state, judged by the entries alone.
//!
//! Nothing here uses the engine's own code for endings: who saw the child, when, how the needs are known to be met, the assessment, the
//! reasons, who was told and who signed are read from the entries, so that a mistake of the engine is not repeated by its proof.

use super::answer::{EndedBy, Following, Owed, Policy, Says};
use super::scene::{Scene, children, failed, instant};
use crate::duty::{Action, Detail};
use brought_domain::circumstances::{ConcernQuestion, StandingNow};
use brought_domain::contact::{Answer, Outcome};
use brought_domain::ending::{Accountable, Assurance, Ending, EndingLayer};
use brought_domain::person::PersonKind;
use brought_domain::steps::InformTopic;
use brought_domain::vocabulary;
use brought_domain::work::{HowSeen, ObligationSettled, Role};
use brought_domain::{Event, EventId, Fact, OrganisationId, PersonId};
use jiff::Timestamp;

vocabulary! {
    /// What a proof shows of a pack, and what else it finds.
    pub enum Property ("property of a pack") {
        /// No end is reached without the evidence of its layer (S1, S3).
        EndsOnlyWithEvidence = "ends_only_with_evidence", "no follow-up ends without the evidence that its way of ending takes";
        /// No failed contact is left without an obligation (S2).
        SomethingIsOwed = "something_is_owed", "no failed contact is left with nothing asked of anybody";
        /// An obligation leaves the open list only by an entry (S4).
        LeavesByAnEntry = "leaves_by_an_entry", "an obligation leaves the list only by somebody's entry";
        /// Stages never go back.
        StagesGoForward = "stages_go_forward", "a stage never goes back";
        /// A withdrawn entry leaves no trace in what is owed (S7).
        WithdrawnAsIfNever = "withdrawn_as_if_never", "after an entry is withdrawn everything is owed as if it had never been made";
        /// Somebody else is named for every obligation (S22).
        SomebodyElse = "somebody_else", "every obligation names somebody else for when its owner cannot";
        /// Every stage can be reached.
        StageReached = "stage_reached", "every stage can be reached";
        /// Every rule fires somewhere.
        RuleFires = "rule_fires", "every rule fires somewhere";
        /// Whatever is asked can be answered.
        CanBeAnswered = "can_be_answered", "nothing is asked that no entry can answer";
        /// Two rules never differ and ask the same.
        NeverDiffer = "never_differ", "no two rules always fire together and ask the same";
        /// A failed contact of which no rule says anything.
        Gap = "gap", "of every outcome some rule says what happens";
        /// A failed contact of which two rules ask the same.
        Overlap = "overlap", "no two rules ask the same of one failed contact";
    }
}

impl Property {
    /// What is so when it does not hold.
    pub fn when_broken(self) -> &'static str {
        match self {
            Self::EndsOnlyWithEvidence => "a follow-up ends without the evidence that its way of ending takes",
            Self::SomethingIsOwed => "a failed contact is left with nothing asked of anybody",
            Self::LeavesByAnEntry => "an obligation leaves the list without anybody's entry",
            Self::StagesGoForward => "a stage goes back",
            Self::WithdrawnAsIfNever => "a withdrawn entry leaves a trace in what is asked",
            Self::SomebodyElse => "an obligation names nobody else for when its owner cannot",
            Self::StageReached => "a stage is reached by nothing",
            Self::RuleFires => "a rule never fires",
            Self::CanBeAnswered => "something is asked that no entry answers",
            Self::NeverDiffer => "two rules always hold together, and ask the same",
            Self::Gap => "no rule says what happens",
            Self::Overlap => "two rules ask the same of one failed contact",
        }
    }
}

/// A state that breaks a property, with what is wrong in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) property: Property,
    pub(super) words: String,
}

fn broken(property: Property, words: impl Into<String>) -> Broken {
    Broken { property, words: words.into() }
}

/// Everything wrong with one step: from what was said before the entries of the step to what is said after them.
pub(super) fn check(policy: &Policy<'_>, scene: &Scene, events: &[Event], before: &Says, after: &Says) -> Vec<Broken> {
    let mut found = Vec::new();
    let following = after.following(&scene.person);
    let failures = failed(policy.pack, scene, events);
    let nothing_asked = if after.open().next().is_none() { ", and nothing is asked of anybody" } else { "" };
    if let Some((following, ended)) = following.and_then(|following| Some((following, following.ended.as_ref()?))) {
        let lacks = lacking(scene, events, failures.last().map(|failed| failed.at), before, ended);
        if !lacks.is_empty() {
            let times = match following.failed {
                1 => "After a failed contact".to_owned(),
                times => format!("After {times} failed contacts"),
            };
            let by = match ended {
                EndedBy::Entry(_, layer) => format!("the follow-up has ended ({layer}){nothing_asked}"),
                EndedBy::Rule(rule) => format!("the policy ends the follow-up by itself (rule {rule}){nothing_asked}"),
            };
            found.push(broken(Property::EndsOnlyWithEvidence, format!("{times} {by}. {}", lacks.join(". "))));
        }
    }
    let open = following.is_some_and(|following| following.ended.is_none());
    let asked = after.open().any(|owed| owed.of_follow_up && owed.person == scene.person);
    if !failures.is_empty() && (open || following.is_none()) && !asked {
        found.push(broken(
            Property::SomethingIsOwed,
            "A failed contact stands, nobody has ended its follow-up, and nothing is asked of anybody",
        ));
    }
    found.extend(leaves(scene, events, before, after));
    if !taken_away(events) {
        found.extend(stages(policy, scene, before, following));
    }
    for owed in after.open().filter(|owed| owed.owner.0 == owed.owner.1) {
        let words = format!("“{}” falls to the {} and, when they cannot, to the same role", owed.words, owed.owner.0);
        found.push(broken(Property::SomebodyElse, words));
    }
    found
}

/// Whether an entry took away what others rest on: then everything stands as if that had never been recorded (S7).
fn taken_away(events: &[Event]) -> bool {
    let shown_error =
        |event: &Event| matches!(&event.fact, Fact::OutcomeRecorded(said) if matches!(said.outcome, Outcome::AdministrativeError { .. }));
    events.iter().any(|event| event.corrects.is_some() || shown_error(event))
}

/// What was open stays open, unless an entry settled it, or an entry took away what it rested on.
fn leaves(scene: &Scene, events: &[Event], before: &Says, after: &Says) -> Option<Broken> {
    let taken_away = taken_away(events);
    let entry = |id: &brought_domain::EventId| scene.before.iter().chain(events).any(|event| &event.id == id);
    before.open().find_map(|owed| {
        let now = after.owed.iter().find(|now| now.id == owed.id);
        let words = match now {
            Some(now) if now.is_open() || now.settled_by.as_ref().is_some_and(entry) => return None,
            Some(_) => "is gone, and no entry settled it",
            None if taken_away => return None,
            None => "is gone without a trace",
        };
        Some(broken(Property::LeavesByAnEntry, format!("“{}” {words}", owed.words)))
    })
}

fn stages(policy: &Policy<'_>, scene: &Scene, before: &Says, after: Option<&Following>) -> Option<Broken> {
    let (before, after) = (before.following(&scene.person)?, after?);
    let place = |stage: &str| {
        policy.pack.pathways.iter().flat_map(|pathway| pathway.stages.iter().enumerate()).find(|(_, known)| known.id == stage)
    };
    let ((was, from), (is, to)) = (place(&before.stage)?, place(&after.stage)?);
    (is < was).then(|| broken(Property::StagesGoForward, format!("The stage goes back from “{}” to “{}”", from.words, to.words)))
}

/// What is missing for the end that was reached, each as a sentence without its full stop.
fn lacking(scene: &Scene, events: &[Event], latest: Option<Timestamp>, before: &Says, ended: &EndedBy) -> Vec<String> {
    let children = children(scene, events);
    let mut lacks = Vec::new();
    let (entry, layer) = match ended {
        EndedBy::Rule(_) => {
            lacks.push("Nobody signed that end".to_owned());
            lacks.extend(children.iter().flat_map(|_| unseen(scene, events, latest)));
            lacks.extend(children.iter().filter(|child| !assessed(events, child, latest, None)).map(|_| NOT_ASSESSED.to_owned()));
            return lacks;
        }
        EndedBy::Entry(by, layer) => match events.iter().find(|event| &event.id == by) {
            Some(entry) => (entry, *layer),
            None => return vec!["No entry says so".to_owned()],
        },
    };
    let signed_at = instant(&entry.happened);
    if !may_end(entry) {
        lacks.push("It was signed by no practitioner".to_owned());
    }
    if !matches!(layer, EndingLayer::Withdrawn) && latest.is_some_and(|latest| latest > signed_at) && !is_for_good(layer) {
        lacks.push("A contact has failed since it was signed".to_owned());
    }
    match (&entry.fact, layer) {
        (Fact::FollowUpEnded(ending), _) if ending.layer() == layer => {
            lacks.extend(by_ending(scene, events, latest, ending, signed_at, &children));
            if !is_for_good(layer) {
                lacks.extend(unanswered(before, entry, layer));
            }
        }
        (Fact::Died, EndingLayer::Died) if entry.about == scene.person => {}
        (Fact::PregnancyEnded, EndingLayer::PregnancyEnded) if unborn(scene) => {}
        (Fact::OutcomeRecorded(_), EndingLayer::Withdrawn) if latest.is_none() => {}
        (Fact::ObligationSettled(settled), EndingLayer::NoDependentChild) => {
            let done = matches!(&settled.how, ObligationSettled::Done { evidence } if !evidence.trim().is_empty());
            if !children.is_empty() || !done {
                lacks.push("It is not established that no child depends on the carer".to_owned());
            }
        }
        _ => lacks.push(format!("The entry does not bear out that it has ended so ({layer})")),
    }
    lacks
}

const NOT_ASSESSED: &str = "Nobody has assessed since the last failed contact how vulnerable the child is";

/// Signed, and by nobody who only administers.
fn may_end(event: &Event) -> bool {
    event.author.role().is_some_and(|role| role != Role::Administrator)
}

fn is_for_good(layer: EndingLayer) -> bool {
    matches!(layer, EndingLayer::Died | EndingLayer::PregnancyEnded)
}

fn unborn(scene: &Scene) -> bool {
    scene.before.iter().any(|event| matches!(event.fact, Fact::PersonRecorded(PersonKind::UnbornChild, _)) && event.about == scene.person)
}

/// For an end by nobody: who has seen the child since?
fn unseen(scene: &Scene, events: &[Event], latest: Option<Timestamp>) -> Option<String> {
    let seen = events.iter().any(|event| match &event.fact {
        Fact::LiaisonRecorded(liaison) => match &liaison.seen {
            brought_domain::work::SeenAnswer::Seen(seen) => {
                seen.how == HowSeen::InPerson && latest.is_none_or(|latest| instant(&seen.seen_at) > latest)
            }
            _ => false,
        },
        Fact::SightingRecorded(seen) => seen.how == HowSeen::InPerson && latest.is_none_or(|latest| instant(&seen.seen_at) > latest),
        Fact::OutcomeRecorded(said) => {
            event.about == scene.child
                && said.outcome.kind().met_in_person()
                && latest.is_none_or(|latest| instant(&event.happened) > latest)
        }
        _ => false,
    });
    (!seen).then(|| "Nobody has seen the child since the last failed contact, or knows whether the child's needs are met".to_owned())
}

fn assessed(events: &[Event], child: &PersonId, latest: Option<Timestamp>, by: Option<Timestamp>) -> bool {
    events.iter().any(|event| {
        let at = instant(&event.happened);
        let clear = matches!(&event.fact, Fact::VulnerabilityAssessed(assessed) if assessed.vulnerable != Answer::NotKnown && assessed.children.contains(child));
        clear && may_end(event) && latest.is_none_or(|latest| at >= latest) && by.is_none_or(|by| at <= by)
    })
}

fn by_ending(
    scene: &Scene,
    events: &[Event],
    latest: Option<Timestamp>,
    ending: &Ending,
    at: Timestamp,
    children: &[PersonId],
) -> Vec<String> {
    let mut lacks = Vec::new();
    let blank = |text: &str| text.trim().is_empty();
    if is_for_good(ending.layer()) {
        let recorded = |event: &Event| event.about == scene.person && may_end(event) && matches!(event.fact, Fact::Died);
        if matches!(ending, Ending::Died) && !events.iter().any(recorded) {
            lacks.push("Nobody has recorded the death".to_owned());
        }
        if matches!(ending, Ending::PregnancyEnded) && !unborn(scene) {
            lacks.push("There was no pregnancy".to_owned());
        }
        return lacks;
    }
    if children.is_empty() {
        lacks.push("It is not known which children depend on the carer".to_owned());
    }
    if ending.accountable().is_none_or(|Accountable { reasons, .. }| blank(reasons)) {
        lacks.push("No reasons are given".to_owned());
    }
    if ending.accountable().is_none_or(|Accountable { told, .. }| told.iter().all(|name| blank(name))) {
        lacks.push("Nobody was told".to_owned());
    }
    lacks.extend(children.iter().filter(|child| !assessed(events, child, latest, Some(at))).map(|_| NOT_ASSESSED.to_owned()));
    match ending {
        Ending::Assured(assurance) => lacks.extend(children.iter().flat_map(|child| not_assured(assurance, child, events, latest, at))),
        Ending::OffersPaused { plan, shared_with, next_contact_on, .. } => {
            if blank(plan) || shared_with.iter().all(|name| blank(name)) || *next_contact_on <= brought_calendar::local_date(at) {
                lacks.push("There is no shared plan with a next contact that lies ahead".to_owned());
            }
            if vulnerability_stands(scene, events, at) {
                lacks.push("A vulnerability is recorded, or nobody knows whether there is one".to_owned());
            }
        }
        Ending::DischargedRiskExcluded { risk_excluded, referrer_and_gp_told, .. } => {
            if blank(risk_excluded) || !referrer_and_gp_told {
                lacks.push("It is not said how immediate risk was excluded, or the referrer and the GP were not told".to_owned());
            }
            if danger_stands(events, at) {
                lacks.push("The child is endangered now, or nobody knows whether it is".to_owned());
            }
        }
        Ending::HandedOver { accepted_by, .. } if blank(accepted_by) => lacks.push("Nobody has accepted it".to_owned()),
        Ending::HandedOver { to, .. } if !accepted_on_record(events, to, at) => lacks.push("No answer on the record accepts it".to_owned()),
        Ending::Withdrawn { .. } if latest.is_some() => lacks.push("A failed contact still stands".to_owned()),
        Ending::HandedOver { .. } | Ending::Withdrawn { .. } | Ending::Died | Ending::PregnancyEnded => {}
    }
    lacks
}

/// Whether the last answer to an offer to them that was recorded by then is yes, signed by somebody who may end.
fn accepted_on_record(events: &[Event], to: &OrganisationId, by: Timestamp) -> bool {
    let offered = |id: &EventId| {
        events.iter().any(|event| &event.id == id && matches!(&event.fact, Fact::HandoverOffered(offered) if &offered.to == to))
    };
    let mut answers = events.iter().rev().filter(|event| instant(&event.happened) <= by).filter_map(|event| match &event.fact {
        Fact::HandoverAnswered(answered) if offered(&answered.offer) => Some(answered.accepted == Answer::Yes && may_end(event)),
        _ => None,
    });
    answers.next() == Some(true)
}

/// Whether the last word on any plan, factor or assessment of the child leaves a vulnerability standing or not known.
fn vulnerability_stands(scene: &Scene, events: &[Event], by: Timestamp) -> bool {
    let mut last = std::collections::BTreeMap::new();
    for event in scene.before.iter().chain(events).filter(|event| instant(&event.happened) <= by) {
        let practitioner = event.author.role().is_some_and(|role| role != Role::Administrator);
        let said = match &event.fact {
            Fact::FactorRecorded(factor) => Some((format!("{} {}", event.about, factor.factor), factor.state != StandingNow::Ended)),
            Fact::PlanRecorded(plan) if event.about == scene.child => Some((plan.plan.to_string(), plan.state != StandingNow::Ended)),
            Fact::VulnerabilityAssessed(assessed) if practitioner => Some(("assessed".into(), assessed.vulnerable != Answer::No)),
            Fact::NeedsConsidered(needs) if practitioner && needs.family_vulnerable != Answer::NotKnown => {
                Some(("considered".into(), needs.family_vulnerable == Answer::Yes))
            }
            _ => None,
        };
        last.extend(said);
    }
    last.into_values().any(|stands| stands)
}

/// Whether the last answer to the question of danger now is not "no".
fn danger_stands(events: &[Event], by: Timestamp) -> bool {
    let answered = events.iter().rev().filter(|event| instant(&event.happened) <= by).find_map(|event| match &event.fact {
        Fact::ConcernsDecided(decided) => Some(decided.answer(ConcernQuestion::EndangeredNow)),
        _ => None,
    });
    answered.is_some_and(|answer| answer != Answer::No)
}

fn not_assured(assurance: &Assurance, child: &PersonId, events: &[Event], latest: Option<Timestamp>, at: Timestamp) -> Vec<String> {
    let Some(assured) = assurance.child(child) else { return vec!["A child is not spoken for".to_owned()] };
    let mut lacks = Vec::new();
    let seen_at = instant(&assured.seen.seen_at);
    // In this proof nobody is called anything but what they are, so the word itself says who they are.
    let family = assured.seen.relation == "mother";
    if assured.seen.how != HowSeen::InPerson || family || seen_at > at || latest.is_some_and(|latest| seen_at <= latest) {
        lacks.push("No professional has seen the child in person since the last failed contact".to_owned());
    }
    let considered = events.iter().rev().find_map(|event| match &event.fact {
        Fact::NeedsConsidered(needs) if &needs.child == child && event.author.is_signed() => {
            let since = latest.is_none_or(|latest| instant(&event.happened) >= latest);
            since.then_some(needs.met)
        }
        _ => None,
    });
    if assured.needs.basis.trim().is_empty() || considered.is_some_and(|met| met != Answer::Yes) {
        lacks.push("It is not known how the child's needs are met".to_owned());
    }
    lacks
}

/// What cannot be left open was left open.
fn unanswered(before: &Says, entry: &Event, layer: EndingLayer) -> Option<String> {
    let of_layer = |owed: &&Owed| match layer {
        EndingLayer::OffersPaused => {
            owed.action == Action::RecordImpactAndDecision
                || matches!(owed.detail, Detail::Inform { about: InformTopic::PlanAndRationale, .. })
        }
        EndingLayer::DischargedRiskExcluded => owed.action == Action::DecideConcerns,
        _ => false,
    };
    let waits = |owed: &&Owed| owed.of_follow_up && (owed.before_end || of_layer(owed)) && owed.raised < instant(&entry.happened);
    let owed = before.open().find(waits)?;
    Some(format!("“{}” was still to be done", owed.words))
}
