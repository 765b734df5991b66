//! What was told: which entries stand, in which order, and what came of each contact.

use crate::policy::Policy;
use brought_domain::circumstances::StandingNow;
use brought_domain::contact::{Arranged, Certainty, ContactPlanned, Outcome, OutcomeKind, OutcomeRecorded, Setting};
use brought_domain::event::{Event, Fact, Source};
use brought_domain::person::Audience;
use brought_domain::work::Role;
use brought_domain::{Author, Chronology, ContactId, CorrectionKind, EventId, Happened, PersonId, PractitionerId, ServiceId};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

/// What is known at a moment.
pub struct Told<'a> {
    /// Everything there was to read.
    pub chronology: &'a Chronology,
    /// The entries that stand, in the order in which they happened.
    pub entries: Vec<&'a Event>,
    /// What the clock shows at each of them.
    pub clock: Vec<Timestamp>,
    /// Entries not taken as they stand.
    pub set_aside: Vec<EventId>,
    /// Contacts of one person each.
    pub contacts: Vec<Contact<'a>>,
    /// Whose day it is.
    pub zone: TimeZone,
}

/// One contact of one person.
#[derive(Clone, Debug)]
pub struct Contact<'a> {
    /// Its id.
    pub id: &'a ContactId,
    /// Whose.
    pub person: &'a PersonId,
    /// Of which service.
    pub service: Option<&'a ServiceId>,
    /// Its plans, by their place among the entries.
    pub plans: Vec<Plan<'a>>,
    /// What came of it.
    pub verdict: Option<Verdict<'a>>,
    /// Every outcome recorded for it, by its place among the entries.
    pub outcomes: Vec<(usize, &'a OutcomeRecorded)>,
}

/// One plan of a contact.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The place of the entry.
    pub index: usize,
    /// The entry.
    pub by: &'a Event,
    /// What it says.
    pub says: &'a ContactPlanned,
    /// Written down after the failure was, by somebody who does not sign work: it takes nothing away.
    pub too_late: bool,
}

impl Plan<'_> {
    fn recorded(&self) -> (Timestamp, &EventId) {
        (self.by.recorded_at, &self.by.id)
    }

    /// Whether another version of what the same system sends makes this one old.
    fn is_made_old_by(&self, other: &Self) -> bool {
        let (Source::Imported { system: here, .. }, Source::Imported { system: there, .. }) = (&self.by.source, &other.by.source) else {
            return false;
        };
        let numbered =
            |plan: &Self| version(plan.by).filter(|text| text.as_bytes().first().is_some_and(u8::is_ascii_digit)).map(str::to_owned);
        here == there && numbered(other).is_some() && numbered(self) < numbered(other)
    }
}

/// What came of a contact, all words considered.
#[derive(Clone, Debug)]
pub struct Verdict<'a> {
    /// What stands.
    pub recorded: &'a OutcomeRecorded,
    /// The entry that says so.
    pub by: usize,
    /// The entry that first reported it, which gives the contact its time.
    pub first: usize,
    /// Whether a practitioner confirmed it.
    pub confirmed: bool,
}

impl Verdict<'_> {
    /// The kind of outcome.
    pub fn kind(&self) -> OutcomeKind {
        self.recorded.outcome.kind()
    }
}

impl<'a> Contact<'a> {
    /// The plan that holds, of those before this entry: the one written down last, old versions apart. Plans that came too late count only when
    /// there is no other, and then the first.
    pub fn plan_before(&self, upto: usize) -> Option<Plan<'a>> {
        let reached: Vec<Plan<'a>> = self.plans.iter().filter(|plan| plan.index < upto).copied().collect();
        let mut sound: Vec<Plan<'a>> = reached.iter().filter(|plan| !plan.too_late).copied().collect();
        sound = sound.iter().filter(|plan| !sound.iter().any(|other| plan.is_made_old_by(other))).copied().collect();
        sound.sort_by_key(|plan| (plan.by.recorded_at, plan.by.id.clone()));
        sound.pop().or_else(|| reached.into_iter().min_by_key(|plan| (plan.by.recorded_at, plan.by.id.clone())))
    }

    /// The same, when something came of it.
    fn plan_then(&self) -> Option<Plan<'a>> {
        self.plan_before(self.verdict.as_ref().map_or(usize::MAX, |verdict| verdict.first))
    }

    /// What the plan said when something came of it.
    pub fn plan(&self) -> Option<&'a ContactPlanned> {
        self.plan_then().map(|plan| plan.says)
    }

    /// Where it was to be.
    pub fn setting(&self) -> Setting {
        self.plan().map_or(Setting::NotKnown, |plan| plan.setting)
    }

    /// Whether nobody had arranged it. Whoever says later that somebody had is believed; that nobody had takes a signature.
    pub fn unarranged(&self) -> bool {
        let Some(then) = self.plan_then().filter(|plan| !plan.too_late) else { return false };
        let until = self.verdict.as_ref().map_or(usize::MAX, |verdict| verdict.first);
        let later = self.plans.iter().filter(|plan| plan.index < until && plan.recorded() > then.recorded() && !plan.is_made_old_by(&then));
        let mut words = later.chain([&then]);
        words.all(|plan| plan.says.arranged == Arranged::Opportunistic)
    }

    /// The service whose contact it was: as the plan says, else the entry that first told what came of it, else anybody.
    fn whose(&self, entries: &[&'a Event]) -> Option<&'a ServiceId> {
        let then = self.plan_then();
        let planned = then.filter(|plan| !plan.too_late).map(|plan| &plan.says.service);
        let told = self.verdict.as_ref().and_then(|verdict| entries[verdict.first].service.as_ref());
        let filled_in = then.map(|plan| &plan.says.service);
        planned.or(told).or(filled_in).or_else(|| self.outcomes.iter().find_map(|(index, _)| entries[*index].service.as_ref()))
    }
}

/// Takes in a chronology as it was known at a moment.
pub fn listen<'a>(chronology: &'a Chronology, as_of: Timestamp, policy: &Policy) -> Told<'a> {
    let zone = brought_calendar::uk_time_zone();
    let mut known: Vec<&Event> = Vec::new();
    for event in &chronology.events {
        if event.recorded_at <= as_of && !known.iter().any(|earlier| earlier.id == event.id) {
            known.push(event);
        }
    }
    let mut set_aside = Vec::new();
    let standing = corrected(&known, &mut set_aside);
    let mut entries = once_each(standing, &mut set_aside);
    let plans: Vec<&Event> = entries.iter().copied().filter(|event| matches!(event.fact, Fact::ContactPlanned(_))).collect();
    // Which word gives a contact its time does not depend on the order of the entries.
    let verdicts = contacts(&entries, &mut Vec::new(), policy).into_iter().filter_map(|contact| contact.verdict);
    let firsts: BTreeSet<&EventId> = verdicts.map(|verdict| &entries[verdict.first].id).collect();
    entries.sort_by_cached_key(|event| order(event, &plans, &firsts, &zone));
    let clock = entries.iter().map(|event| later_word(event, &firsts).max(event.happened.earliest(&zone))).collect();
    let contacts = contacts(&entries, &mut set_aside, policy);
    set_aside.sort();
    Told { chronology, entries, clock, set_aside, contacts, zone }
}

/// A word about a contact that another word has already given its time stands where it was recorded: nobody had it before. And so does the word
/// of another system or an administrator that something which called for work is over.
fn later_word(event: &Event, firsts: &BTreeSet<&EventId>) -> Timestamp {
    let later = match &event.fact {
        Fact::OutcomeRecorded(_) => !firsts.contains(&event.id),
        Fact::PlanRecorded(plan) => plan.state == StandingNow::Ended && !may_sign_work(&event.author),
        Fact::FactorRecorded(factor) => factor.state == StandingNow::Ended && !may_sign_work(&event.author),
        _ => false,
    };
    if later { event.recorded_at } else { Timestamp::MIN }
}

/// The last instant at which work can have been done: the end of its day, or when it was written down on that day.
pub fn done_by(event: &Event, zone: &TimeZone) -> Timestamp {
    let (begins, ends) = (event.happened.earliest(zone), event.happened.latest(zone));
    if (begins..ends).contains(&event.recorded_at) && event.recorded_at != begins { event.recorded_at } else { ends }
}

/// Entries stand in the order in which they happened; then as they were recorded; then by id.
/// At the same instant what was planned and how the family was comes before what came of a contact, and that before what was done about it.
fn order<'e>(event: &'e Event, plans: &[&Event], firsts: &BTreeSet<&EventId>, zone: &TimeZone) -> (Timestamp, u8, Timestamp, &'e EventId) {
    let rank = match event.fact {
        // At one and the same instant it is known who people are before anything else is.
        Fact::PersonRecorded(..) | Fact::RelationRecorded(_) | Fact::Born | Fact::PractitionerAssigned(_) => 0,
        Fact::ContactPlanned(_) => 1,
        Fact::OutcomeRecorded(_) | Fact::SightingRecorded(_) | Fact::UnscheduledAttendance(_) | Fact::DischargeReported(_) => 2,
        Fact::FollowUpEnded(_) | Fact::Died | Fact::PregnancyEnded => 4,
        ref fact => {
            if is_work(fact) {
                3
            } else {
                1
            }
        }
    };
    let instant = if is_work(&event.fact) { done_by(event, zone) } else { event.happened.earliest(zone) };
    // What came of a contact on a day stands after its plan that was written at an hour of that day.
    let of_it = |plan: &&&Event| match (&plan.fact, &event.fact, &event.happened) {
        (Fact::ContactPlanned(planned), Fact::OutcomeRecorded(recorded), Happened::On(day)) => {
            let same = planned.contact == recorded.contact && plan.about == event.about;
            same && plan.happened.day(zone) == *day && firsts.contains(&event.id)
        }
        _ => false,
    };
    let instant = plans.iter().filter(of_it).map(|plan| plan.happened.earliest(zone)).fold(instant, Timestamp::max);
    (instant.max(later_word(event, firsts)), rank, event.recorded_at, &event.id)
}

/// Whether an entry is work about what happened, or a note, and not what happened or what the family's circumstances are. Work of which only the day is known
/// is taken to have been done at the end of it, or by when it was written down on that day.
fn is_work(fact: &Fact) -> bool {
    !matches!(
        fact,
        Fact::PersonRecorded(..)
            | Fact::AddressRecorded(_)
            | Fact::PlaceChanged(_)
            | Fact::CommunicationNeedRecorded(_)
            | Fact::RelationRecorded(_)
            | Fact::Born
            | Fact::ContactPlanned(_)
            | Fact::OutcomeRecorded(_)
            | Fact::UnscheduledAttendance(_)
            | Fact::SightingRecorded(_)
            | Fact::PlanRecorded(_)
            | Fact::FactorRecorded(_)
            | Fact::DischargeReported(_)
    )
}

/// Corrections are looked at from the one recorded last. One that was itself corrected corrects nothing.
fn corrected<'a>(known: &[&'a Event], set_aside: &mut Vec<EventId>) -> Vec<&'a Event> {
    let recorded = |event: &Event| (event.recorded_at, event.id.clone());
    let mut latest_first = known.to_vec();
    latest_first.sort_by_key(|event| std::cmp::Reverse(recorded(event)));
    let mut gone: BTreeSet<&EventId> = BTreeSet::new();
    for event in &latest_first {
        let Some(correction) = &event.corrects else { continue };
        if gone.contains(&event.id) {
            continue;
        }
        let target = known.iter().find(|target| target.id == correction.event);
        let takes = target.is_some_and(|target| {
            let before = recorded(target) < recorded(event);
            // What another system or an administrator thinks better of never takes a failed contact away, nor what a practitioner signed. A
            // system speaks for itself alone.
            let own = event.author.is_signed() || event.author == target.author;
            let may = may_sign_work(&event.author) || !target.reports_failure() && !may_sign_work(&target.author) && own;
            before && target.about == event.about && may
        });
        match target {
            Some(target) if takes => {
                gone.insert(&target.id);
            }
            _ => set_aside.push(event.id.clone()),
        }
    }
    let says_something = |event: &&Event| {
        let withdraws = event.corrects.as_ref().is_some_and(|correction| correction.how == CorrectionKind::Withdraws);
        let says_nothing = withdraws && matches!(event.fact, Fact::CorrectionOnly);
        !gone.contains(&event.id) && !says_nothing
    };
    known.iter().copied().filter(says_something).collect()
}

/// The same version of the same entry of another system counts once, as it was recorded first.
fn once_each<'a>(mut known: Vec<&'a Event>, set_aside: &mut Vec<EventId>) -> Vec<&'a Event> {
    known.sort_by_key(|event| (event.recorded_at, &event.id));
    let mut kept: Vec<&Event> = Vec::new();
    for event in known {
        if kept.iter().any(|earlier| came_in_twice(earlier, event)) {
            set_aside.push(event.id.clone());
        } else {
            kept.push(event);
        }
    }
    kept
}

fn came_in_twice(earlier: &Event, later: &Event) -> bool {
    matches!(earlier.source, Source::Imported { .. })
        && earlier.source == later.source
        && earlier.about == later.about
        && earlier.service == later.service
        && earlier.happened == later.happened
        && earlier.author == later.author
        && earlier.corrects == later.corrects
        && says(&earlier.fact) == says(&later.fact)
}

/// What an entry says, whatever id the contact was given here.
fn says(fact: &Fact) -> Fact {
    let mut said = fact.clone();
    let Ok(any) = ContactId::new("any") else { return said };
    match &mut said {
        Fact::ContactPlanned(planned) => planned.contact = any,
        Fact::OutcomeRecorded(recorded) => recorded.contact = any,
        _ => {}
    }
    said
}

fn contacts<'a>(entries: &[&'a Event], set_aside: &mut Vec<EventId>, policy: &Policy) -> Vec<Contact<'a>> {
    let mut found: Vec<Contact<'a>> = Vec::new();
    for (index, event) in entries.iter().enumerate() {
        let id = match &event.fact {
            Fact::ContactPlanned(planned) => &planned.contact,
            Fact::OutcomeRecorded(recorded) => &recorded.contact,
            _ => continue,
        };
        let place = found.iter().position(|contact| contact.id == id && contact.person == &event.about).unwrap_or_else(|| {
            found.push(Contact { id, person: &event.about, service: None, plans: vec![], verdict: None, outcomes: vec![] });
            found.len() - 1
        });
        match &event.fact {
            Fact::ContactPlanned(planned) => {
                found[place].plans.push(Plan { index, by: event, says: planned, too_late: false });
            }
            Fact::OutcomeRecorded(recorded) => found[place].outcomes.push((index, recorded)),
            _ => {}
        }
    }
    for contact in &mut found {
        contact.verdict = verdict(contact, entries, set_aside, policy);
        let failed = contact.verdict.as_ref().filter(|verdict| entries[verdict.by].reports_failure()).map(|verdict| entries[verdict.first]);
        for plan in &mut contact.plans {
            plan.too_late = failed.is_some_and(|failed| failed.recorded_at < plan.by.recorded_at) && !may_sign_work(&plan.by.author);
        }
        contact.service = contact.whose(entries);
    }
    found
}

/// A confirmed word of a practitioner stands over another; the evidence of an error over that; a failure over a success; then the later version
/// of another system's entry; then the entry recorded last.
fn verdict<'a>(contact: &Contact<'a>, entries: &[&'a Event], set_aside: &mut Vec<EventId>, policy: &Policy) -> Option<Verdict<'a>> {
    // A failure that the policy counts stands over one that it does not.
    let counts = |recorded: &OutcomeRecorded| policy.counts.contains(&recorded.outcome.kind());
    let weight = |(index, recorded): &(usize, &OutcomeRecorded)| {
        let event = entries[*index];
        let confirmed = is_confirmed(event, recorded);
        (
            confirmed,
            confirmed && is_error(event, recorded),
            event.reports_failure(),
            counts(recorded),
            version(event),
            event.recorded_at,
            event.id.clone(),
        )
    };
    // Whoever says, once a failure was reported, that the service called it off, has to show it or to name the report.
    let recorded_at = |event: &'a Event| (event.recorded_at, &event.id);
    let reported = contact.outcomes.iter().map(|(index, _)| entries[*index]).filter(|event| event.reports_failure()).map(recorded_at).min();
    let excuses = |(index, recorded): &&(usize, &OutcomeRecorded)| {
        let since = reported.is_some_and(|reported| reported < recorded_at(entries[*index]));
        since && (recorded.outcome.kind() == OutcomeKind::CancelledByService || shows_nothing(&recorded.outcome))
    };
    let (by, recorded) = contact.outcomes.iter().filter(|outcome| !excuses(outcome)).max_by_key(|outcome| weight(outcome)).copied()?;
    let fails = entries[by].reports_failure();
    for (index, _) in &contact.outcomes {
        if fails && !entries[*index].reports_failure() && !set_aside.contains(&entries[*index].id) {
            set_aside.push(entries[*index].id.clone());
        }
    }
    // The first word that is at least as grave as the one that stands gives the contact its time.
    let grave = |index: usize, recorded: &OutcomeRecorded| (entries[index].reports_failure(), counts(recorded));
    let as_grave = contact.outcomes.iter().filter(|(index, one)| grave(*index, one) >= grave(by, recorded)).map(|(index, _)| *index);
    let first = if fails { as_grave.min_by_key(|index| (entries[*index].recorded_at, &entries[*index].id)) } else { None };
    let first = first.unwrap_or(by);
    Some(Verdict { recorded, by, first, confirmed: is_confirmed(entries[by], recorded) })
}

fn is_confirmed(event: &Event, recorded: &OutcomeRecorded) -> bool {
    let says_so = may_sign_work(&event.author) || event.author.is_signed() && event.reports_failure();
    says_so && recorded.certainty == Certainty::Confirmed
}

/// Whether it is called an error without any evidence.
fn shows_nothing(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::AdministrativeError { evidence } if evidence.trim().is_empty())
}

/// The evidence of an error takes a person who may sign work.
fn is_error(event: &Event, recorded: &OutcomeRecorded) -> bool {
    may_sign_work(&event.author) && recorded.outcome.kind() == OutcomeKind::AdministrativeError
}

fn version(event: &Event) -> Option<&str> {
    match &event.source {
        Source::Imported { version, .. } => Some(version),
        Source::Entered => None,
    }
}

/// Any role but an administrator may sign work.
pub fn may_sign_work(author: &Author) -> bool {
    author.role().is_some_and(|role| role != Role::Administrator)
}

impl<'a> Told<'a> {
    /// Whom a service is for.
    pub fn audience(&self, service: &ServiceId) -> Option<Audience> {
        self.chronology.services.iter().find(|known| &known.id == service).map(|known| known.audience)
    }

    /// Whether an entry is a word about a failed contact from before the one that gives it its time.
    pub fn is_before_its_contact(&self, index: usize) -> bool {
        let verdicts = self.contacts.iter().filter(|contact| contact.outcomes.iter().any(|(word, _)| *word == index));
        verdicts.filter_map(|contact| contact.verdict.as_ref()).any(|verdict| index < verdict.first)
    }

    /// Whether an entry says that somebody was met at a contact, and that stands.
    pub fn tells_of_a_meeting(&self, index: usize, recorded: &OutcomeRecorded) -> bool {
        let met = |kind: OutcomeKind| matches!(kind, OutcomeKind::Seen | OutcomeKind::Attended);
        let stands = |contact: &Contact<'_>| contact.verdict.as_ref().is_some_and(|verdict| met(verdict.kind()));
        let of_it = |contact: &&Contact<'_>| contact.outcomes.iter().any(|(word, _)| *word == index);
        met(recorded.outcome.kind()) && self.contacts.iter().filter(of_it).any(stands)
    }

    /// The earliest instant at which something can have been.
    pub fn earliest(&self, happened: &Happened) -> Timestamp {
        happened.earliest(&self.zone)
    }

    /// The practitioner who expected to see somebody: whom the plan names, or whoever signed the outcome.
    pub fn expected_by(&self, contact: &Contact<'a>) -> Option<&'a PractitionerId> {
        let named = contact.plan().and_then(|plan| plan.practitioner.as_ref());
        named.or_else(|| contact.verdict.as_ref().and_then(|verdict| self.entries[verdict.first].author.practitioner()))
    }
}
