//! Which events stand, and in what order: corrections are resolved here, once, before anything is worked out (S5, S7).

use crate::standing::SetAside;
use brought_domain::contact::{Certainty, Outcome};
use brought_domain::{ContactId, Corrections, Event, EventId, Fact, Happened, PersonId, Source};
use jiff::{Timestamp, tz::TimeZone};
use std::collections::BTreeMap;

/// The events that stand at a moment, in the order in which they happened.
pub(super) struct Ledger<'a> {
    /// Events in order.
    pub(super) events: Vec<&'a Event>,
    /// What was not taken, and why.
    pub(super) set_aside: Vec<SetAside>,
    /// The outcome that stands for each contact of each person, and the first event that reported it as failed.
    pub(super) outcomes: BTreeMap<(&'a PersonId, &'a ContactId), StandingOutcome<'a>>,
}

/// What came of a contact, when several events speak about it.
#[derive(Clone, Copy)]
pub(super) struct StandingOutcome<'a> {
    /// The event that decides.
    pub(super) decided_by: &'a Event,
    /// The first event that reported this contact as not having succeeded.
    pub(super) first_reported: &'a Event,
}

impl<'a> Ledger<'a> {
    /// Everything recorded by `as_of` that stands.
    pub(super) fn new(events: &'a [Event], as_of: Timestamp, zone: &TimeZone) -> Self {
        let mut set_aside = Vec::new();
        let known = unique(events, as_of, &mut set_aside);
        let standing = once_each(without_corrected(&known, &mut set_aside), &mut set_aside);
        let outcomes = decide_outcomes(&standing);
        set_aside.extend(contradictions(&standing, &outcomes));
        let mut events = standing;
        events.sort_by_cached_key(|event| order(event, &outcomes, zone));
        set_aside.sort_by(|left, right| left.event.cmp(&right.event));
        Self { events, set_aside, outcomes }
    }
}

/// The events known by then, each id once.
fn unique<'a>(events: &'a [Event], as_of: Timestamp, set_aside: &mut Vec<SetAside>) -> Vec<&'a Event> {
    let mut by_id: BTreeMap<&EventId, Vec<&Event>> = BTreeMap::new();
    for event in events.iter().filter(|event| event.recorded_at <= as_of) {
        let same = by_id.entry(&event.id).or_default();
        if !same.contains(&event) {
            same.push(event);
        }
    }
    let mut known = Vec::with_capacity(by_id.len());
    for (id, mut same) in by_id {
        // Two different events under one id: the one recorded first is taken, and the doubt is told.
        same.sort_by_cached_key(|event| (event.recorded_at, format!("{event:?}")));
        if same.len() > 1 {
            set_aside.push(SetAside {
                event: id.clone(),
                why: "another entry with the same id says something else; the one recorded first was taken".into(),
            });
        }
        known.extend(same.first());
    }
    known
}

/// The events that no standing correction has replaced or withdrawn.
fn without_corrected<'a>(known: &[&'a Event], set_aside: &mut Vec<SetAside>) -> Vec<&'a Event> {
    let corrections = Corrections::among(known.iter().copied());
    set_aside.extend(corrections.refused.iter().map(|(event, why)| SetAside { event: (*event).clone(), why: (*why).to_owned() }));
    known.iter().copied().filter(|event| corrections.leaves(event)).collect()
}

/// The same version of the same entry of another system is the same event, whatever id it was given here (H9): of several that say the same,
/// the one recorded first is taken. Corrections come before this, so that withdrawing one of them as entered twice leaves the other.
fn once_each<'a>(standing: Vec<&'a Event>, set_aside: &mut Vec<SetAside>) -> Vec<&'a Event> {
    let mut sent: BTreeMap<_, Vec<&'a Event>> = BTreeMap::new();
    for event in &standing {
        if let Source::Imported { system, id, version } = &event.source {
            sent.entry((system, id, version, &event.about)).or_default().push(event);
        }
    }
    let mut repeated: BTreeMap<&EventId, &EventId> = BTreeMap::new();
    for same in sent.values_mut() {
        same.sort_by(|left, right| (left.recorded_at, &left.id).cmp(&(right.recorded_at, &right.id)));
        for (index, event) in same.iter().enumerate() {
            // One entry can say several things; only what says the very same is a repetition.
            if let Some(first) = same.iter().take(index).find(|earlier| says_the_same(earlier, event)) {
                repeated.insert(&event.id, &first.id);
            }
        }
    }
    set_aside.extend(repeated.iter().map(|(event, first)| SetAside {
        event: (*event).clone(),
        why: format!("this entry of another system came in twice, and counts once: {first}, which was recorded first, was taken"),
    }));
    standing.into_iter().filter(|event| !repeated.contains_key(&event.id)).collect()
}

/// Whether two events differ only in ids given here and in when they were recorded.
fn says_the_same(left: &Event, right: &Event) -> bool {
    let apart_from_contact = |event: &Event, contact: &ContactId| {
        let mut fact = event.fact.clone();
        match &mut fact {
            Fact::ContactPlanned(planned) => planned.contact = contact.clone(),
            Fact::OutcomeRecorded(recorded) => recorded.contact = contact.clone(),
            _ => {}
        }
        fact
    };
    let contact = match &left.fact {
        Fact::ContactPlanned(planned) => Some(&planned.contact),
        Fact::OutcomeRecorded(recorded) => Some(&recorded.contact),
        _ => None,
    };
    (left.happened, &left.service, &left.author, &left.corrects) == (right.happened, &right.service, &right.author, &right.corrects)
        && contact.map_or_else(|| left.fact == right.fact, |contact| left.fact == apart_from_contact(right, contact))
}

/// For each contact, the outcome that stands: a practitioner's word over another system's, a failure over a success between systems,
/// and then the later version or the later entry.
fn decide_outcomes<'a>(events: &[&'a Event]) -> BTreeMap<(&'a PersonId, &'a ContactId), StandingOutcome<'a>> {
    let mut spoken: BTreeMap<_, Vec<&'a Event>> = BTreeMap::new();
    for event in events {
        if let Fact::OutcomeRecorded(recorded) = &event.fact {
            spoken.entry((&event.about, &recorded.contact)).or_default().push(event);
        }
    }
    let decide = |mut events: Vec<&'a Event>| {
        events.sort_by(|left, right| (left.recorded_at, &left.id).cmp(&(right.recorded_at, &right.id)));
        let decided_by = events.iter().copied().max_by_key(|event| weight(event))?;
        let first_reported = events.iter().copied().find(|event| event.reports_failure()).unwrap_or(decided_by);
        Some(StandingOutcome { decided_by, first_reported })
    };
    spoken.into_iter().filter_map(|(contact, events)| decide(events).map(|outcome| (contact, outcome))).collect()
}

/// Words about a contact that say it succeeded, while it stands as failed: they are told, so that somebody puts one or the other right.
fn contradictions(events: &[&Event], outcomes: &BTreeMap<(&PersonId, &ContactId), StandingOutcome<'_>>) -> Vec<SetAside> {
    let contradicts = |event: &&&Event| match &event.fact {
        Fact::OutcomeRecorded(recorded) => {
            let decided = outcomes.get(&(&event.about, &recorded.contact));
            !event.reports_failure() && decided.is_some_and(|outcome| outcome.decided_by.reports_failure())
        }
        _ => false,
    };
    let why = "the contact stands as failed: to change that, a practitioner corrects the earlier entry, or records the evidence of an administrative error";
    events.iter().filter(contradicts).map(|event| SetAside { event: event.id.clone(), why: why.to_owned() }).collect()
}

/// Whether work was certainly not done before a failed contact. Work known only by its day counts on the day of the failure only if it was
/// also written down after it: the hour at which it was written bounds the hour at which it was done.
pub(super) fn not_before(work: &Event, failed: &Happened, zone: &TimeZone) -> bool {
    match (work.happened, failed) {
        (Happened::On(day), Happened::At(instant)) if day == failed.day(zone) => work.recorded_at >= *instant,
        (happened, failed) => happened.is_not_before(failed, zone),
    }
}

fn weight(event: &Event) -> (bool, u8, String, Timestamp, &EventId) {
    let confirmed =
        event.author.is_signed() && matches!(&event.fact, Fact::OutcomeRecorded(recorded) if recorded.certainty == Certainty::Confirmed);
    // Versions that begin with a digit are made to sort as text by whoever read them; others say nothing about order.
    let version = match &event.source {
        Source::Imported { version, .. } if version.starts_with(|letter: char| letter.is_ascii_digit()) => version.clone(),
        _ => String::new(),
    };
    // A practitioner's signed evidence of an administrative error is the one word that stands over a failure without correcting it by name.
    let shows_error = matches!(&event.fact, Fact::OutcomeRecorded(recorded) if matches!(&recorded.outcome, Outcome::AdministrativeError { evidence } if !evidence.trim().is_empty()));
    let may_show = event.author.role().is_some_and(super::work::may_end);
    let rank = if confirmed && shows_error && may_show { 2 } else { u8::from(event.reports_failure()) };
    (confirmed, rank, if confirmed { String::new() } else { version }, event.recorded_at, &event.id)
}

/// The order of replay. What is known only by its day stands at the beginning of the day when it is something that happened to the
/// family, and at the end of it when it is work in answer to that. A later word about a contact already reported stands where it was recorded.
type Order = (Timestamp, u8, Timestamp, EventId);

fn order(event: &Event, outcomes: &BTreeMap<(&PersonId, &ContactId), StandingOutcome<'_>>, zone: &TimeZone) -> Order {
    let class = class(&event.fact);
    let mut at = if class >= 3 { event.happened.latest(zone) } else { event.happened.earliest(zone) };
    if let Fact::OutcomeRecorded(recorded) = &event.fact {
        let first = outcomes.get(&(&event.about, &recorded.contact)).map(|outcome| &outcome.first_reported.id);
        if first.is_some_and(|first| first != &event.id) {
            at = at.max(event.recorded_at);
        }
    }
    (at, class, event.recorded_at, event.id.clone())
}

fn class(fact: &Fact) -> u8 {
    match fact {
        Fact::PersonRecorded(..) | Fact::RelationRecorded(_) | Fact::Born | Fact::PractitionerAssigned(_) => 0,
        Fact::AddressRecorded(_)
        | Fact::PlaceChanged(_)
        | Fact::CommunicationNeedRecorded(_)
        | Fact::PlanRecorded(_)
        | Fact::FactorRecorded(_)
        | Fact::ContactPlanned(_) => 1,
        Fact::OutcomeRecorded(_) | Fact::UnscheduledAttendance(_) | Fact::SightingRecorded(_) | Fact::DischargeReported(_) => 2,
        Fact::FollowUpEnded(_) | Fact::Died | Fact::PregnancyEnded => 4,
        _ => 3,
    }
}

/// Whether `left` is certainly later than `right`.
pub(super) fn certainly_after(left: &Happened, right: &Happened, zone: &TimeZone) -> bool {
    left.is_certainly_after(right, zone)
}
