//! One visit, as whoever makes it needs it: as little as goes into a bag that can be left on a bus.

use super::place::{Place, place_of};
use crate::child_page::{corrections, who};
use crate::chronology::Gathered;
use crate::words::{capitalised, due_in_words, happened_in_words};
use brought_calendar::{Calendar, local, time_in_words};
use brought_domain::circumstances::{FactorKind, StandingNow};
use brought_domain::contact::ContactPlanned;
use brought_domain::{Fact, Happened, PersonId};
use brought_policy::Action;
use brought_policy::standing::{Obligation, Standing};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// What can be done at the door or inside. Everything else that is owed is counted, and not carried about.
const AT_A_VISIT: &[Action] = &[
    Action::RecordResponse,
    Action::RecordOutcome,
    Action::MakeFurtherVisit,
    Action::FollowUpFamily,
    Action::ConsiderNeeds,
    Action::AssessVulnerability,
    Action::EstablishDependants,
    Action::EstablishLastSeen,
    Action::EstablishReason,
    Action::OfferHelp,
    Action::AgreeNextStep,
];

/// A visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VisitLine {
    /// Whose record, by id.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// The contact, by id.
    pub contact: String,
    /// "10:20am", or that only the day is known.
    pub time: String,
    /// For ordering: empty when only the day is known.
    pub(crate) time_of_day: String,
    /// Where, in words: at home, or that nobody recorded where.
    pub setting: &'static str,
    /// What for, in the service's words.
    pub purpose: Option<String>,
    /// Of which service.
    pub service_name: String,
    /// Who is to make it.
    pub practitioner: Option<String>,
    /// The address; that it is withheld; or that it is not known.
    pub address: String,
    /// `known`, `withheld` or `not_known`.
    pub address_state: &'static str,
    /// What everybody must see who meets the family.
    pub markers: Vec<String>,
    /// What may stand in the way of answering the door or of understanding.
    pub communication_needs: Vec<String>,
    /// What is owed that can be done at the visit, each with when it is due.
    pub owed: Vec<String>,
    /// How many other things are owed.
    pub owed_elsewhere: u64,
    /// What to find out at the door, in words that tell nothing of anybody: these alone go on paper.
    pub to_find_out: Vec<&'static str>,
    /// Whether something is recorded that whoever goes there has to read first, for their own safety or the family's sake.
    pub read_first: bool,
    /// When the child was last seen in person, and by whom. Nothing: not known.
    pub last_seen: Option<String>,
    /// What came of it, once that is recorded.
    pub outcome: Option<String>,
    /// Why nobody should go there as if nothing had happened: a death, or the end of a pregnancy (H19).
    pub not_as_planned: Option<&'static str>,
}

/// What is shown of a visit. Pure.
pub(crate) fn visit(plan: &ContactPlanned, gathered: &Gathered, standing: &Standing, calendar: &Calendar, now: Timestamp) -> VisitLine {
    let who = who(gathered, now);
    let is_open = |obligation: &&Obligation| obligation.is_open() && obligation.person == standing.subject;
    let open: Vec<&Obligation> = standing.obligations.iter().filter(is_open).collect();
    let (here, elsewhere): (Vec<_>, Vec<_>) = open.into_iter().partition(|obligation| AT_A_VISIT.contains(&obligation.action));
    let (not_as_planned, to_find_out) = (not_as_planned(who.dead, gathered), to_find_out(&here));
    let read_first = !standing.alerts.is_empty()
        || not_as_planned.is_some()
        || !who.communication_needs.is_empty()
        || FOR_THE_SAFETY_OF_STAFF.iter().any(|factor| may_hold(*factor, gathered));
    let (address, address_state) = match place_of(gathered) {
        Place::Withheld => ("Address withheld: it is not shown here. Ask whoever looks after the family".to_owned(), "withheld"),
        _ => (who.address.words, who.address.state),
    };
    VisitLine {
        person: gathered.chronology.subject.to_string(),
        name: who.name,
        second_identifier: who.second_identifier,
        contact: plan.contact.to_string(),
        time: time(plan.planned_for).map_or_else(|| "Time not known".to_owned(), time_in_words),
        time_of_day: time(plan.planned_for).map(|time| time.to_string()).unwrap_or_default(),
        setting: plan.setting.words(),
        purpose: plan.purpose.clone(),
        service_name: gathered.service_name(&plan.service),
        practitioner: plan.practitioner.as_ref().map(|practitioner| gathered.practitioner_name(practitioner)),
        address,
        address_state,
        markers: standing.alerts.iter().map(|alert| alert.words.clone()).collect(),
        communication_needs: who.communication_needs,
        owed: here.into_iter().map(|obligation| owed(obligation, calendar, now)).collect(),
        owed_elsewhere: elsewhere.len() as u64,
        to_find_out,
        read_first,
        last_seen: standing.last_seen.as_ref().map(|seen| {
            let sighting = &seen.sighting;
            format!("{}, by {}, {}", happened_in_words(sighting.seen_at), sighting.by, sighting.relation)
        }),
        outcome: outcome(plan, gathered),
        not_as_planned,
    }
}

/// What makes a doorstep unsafe for whoever stands on it.
const FOR_THE_SAFETY_OF_STAFF: &[FactorKind] = &[FactorKind::FamilyViolence, FactorKind::DomesticAbuse, FactorKind::SubstanceMisuse];

/// Whether a factor holds, or it is not known that it has ended, by what is recorded of the person or of anybody around them.
fn may_hold(factor: FactorKind, gathered: &Gathered) -> bool {
    let corrected = corrections(&gathered.chronology.events);
    let zone = brought_calendar::uk_time_zone();
    let mut latest: BTreeMap<&PersonId, (_, StandingNow)> = BTreeMap::new();
    for event in gathered.chronology.events.iter().filter(|event| !corrected.contains_key(&event.id)) {
        let Fact::FactorRecorded(recorded) = &event.fact else { continue };
        let when = (event.happened.earliest(&zone), event.recorded_at, &event.id);
        if recorded.factor == factor && latest.get(&event.about).is_none_or(|(known, _)| *known < when) {
            latest.insert(&event.about, (when, recorded.state));
        }
    }
    latest.values().any(|(_, state)| *state != StandingNow::Ended)
}

/// The questions of a visit, each once, in words that fit every family.
fn to_find_out(owed: &[&Obligation]) -> Vec<&'static str> {
    let usual = ["Who saw the child, and how is the child?", "Are the address and the telephone number right?"];
    let mut questions = usual.to_vec();
    for question in owed.iter().filter_map(|obligation| question(obligation.action)) {
        if !questions.contains(&question) {
            questions.push(question);
        }
    }
    questions
}

fn question(action: Action) -> Option<&'static str> {
    match action {
        Action::EstablishDependants => Some("Which children live here?"),
        Action::EstablishLastSeen => Some("Who saw the child last, and when?"),
        Action::ConsiderNeeds | Action::AssessVulnerability => Some("What do the children need now?"),
        Action::EstablishReason | Action::OfferHelp | Action::FollowUpFamily => Some("What would make it easier to meet?"),
        Action::AgreeNextStep | Action::MakeFurtherVisit => Some("When do we meet next?"),
        _ => None,
    }
}

/// A visit that was planned before may still stand in the diary.
fn not_as_planned(is_dead: bool, gathered: &Gathered) -> Option<&'static str> {
    let corrected = corrections(&gathered.chronology.events);
    let mut standing = gathered.own_events().filter(|event| !corrected.contains_key(&event.id));
    if is_dead {
        return Some("Recorded as having died");
    }
    standing.any(|event| matches!(event.fact, Fact::PregnancyEnded)).then_some("The pregnancy is recorded as having ended")
}

fn time(planned_for: Happened) -> Option<jiff::civil::Time> {
    match planned_for {
        Happened::At(instant) => Some(local(instant).time()),
        Happened::On(_) => None,
    }
}

fn owed(obligation: &Obligation, calendar: &Calendar, now: Timestamp) -> String {
    if obligation.offer {
        return obligation.words.clone();
    }
    format!("{}, {}", obligation.words, due_in_words(&obligation.due, obligation.state.kind(), now, calendar))
}

/// The outcome recorded last, of those that stand.
fn outcome(plan: &ContactPlanned, gathered: &Gathered) -> Option<String> {
    let corrected = corrections(&gathered.chronology.events);
    let standing = gathered.own_events().filter(|event| !corrected.contains_key(&event.id));
    let outcomes = standing.filter_map(|event| match &event.fact {
        Fact::OutcomeRecorded(recorded) if recorded.contact == plan.contact => Some((event.recorded_at, &event.id, recorded)),
        _ => None,
    });
    let latest = outcomes.max_by_key(|(recorded_at, id, _)| (*recorded_at, (*id).clone()))?;
    Some(capitalised(latest.2.outcome.kind().words()))
}
