//! Which events stand, and in what order: corrections are resolved here, once, before anything is worked out (S5, S7).

use super::names::{Entry, People, Who, contact_of};
use super::world::Contact;
use crate::clock::UkClock;
use crate::pack::Counting;
use crate::standing::SetAside;
use brought_domain::circumstances::{FactorRecorded, PlanRecorded, StandingNow};
use brought_domain::contact::{Certainty, Outcome, OutcomeKind};
use brought_domain::work::Role;
use brought_domain::{Chronology, ContactId, Corrections, Event, EventId, Fact, Happened, PersonId, Source};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

/// The events that stand at a moment, in the order in which they happened.
pub(super) struct Ledger<'a> {
    /// Events in order.
    pub(super) entries: Vec<Entry<'a>>,
    /// What was not taken, and why.
    pub(super) set_aside: Vec<SetAside>,
    /// The people of the chronology.
    pub(super) people: People<'a>,
    /// Every contact of every person, in the order of their ids.
    pub(super) contacts: Vec<Contact<'a>>,
}

/// What came of a contact, when several events speak about it.
#[derive(Clone, Copy)]
pub(super) struct StandingOutcome<'a> {
    /// The event that decides.
    pub(super) decided_by: &'a Event,
    /// The first event that said as much, which gives the contact its time.
    pub(super) first_reported: &'a Event,
    /// The first event that said anything of what came of it.
    pub(super) first_told: &'a Event,
    /// The first event that reported this contact as failed as the policy counts it, whether or not that stands.
    pub(super) first_failed: Option<&'a Event>,
}

impl<'a> Ledger<'a> {
    /// Everything recorded by `as_of` that stands.
    pub(super) fn new(chronology: &'a Chronology, counting: &Counting, as_of: Timestamp, zone: &UkClock) -> Self {
        let mut set_aside = Vec::new();
        let people = People::of(chronology);
        let known = unique(&chronology.events, as_of, &mut set_aside);
        let standing = once_each(without_corrected(known, &mut set_aside), &mut set_aside);
        let (mut entries, mut contacts) = named(&standing, &people, counting, zone);
        note_plans(&entries, &mut contacts);
        put_in_place(&mut entries, &contacts);
        set_aside.extend(contradictions(&entries, &contacts));
        put_in_order(&mut entries, zone);
        set_aside.sort_by(|left, right| left.event.cmp(&right.event));
        Self { entries, set_aside, people, contacts }
    }
}

/// The events known by then, each id once.
fn unique<'a>(events: &'a [Event], as_of: Timestamp, set_aside: &mut Vec<SetAside>) -> Vec<&'a Event> {
    let mut known: Vec<&Event> = Vec::with_capacity(events.len());
    known.extend(events.iter().filter(|event| event.recorded_at <= as_of));
    if !may_repeat_id(&known) {
        return known;
    }
    known.sort_unstable_by(|left, right| left.id.cmp(&right.id));
    let mut taken = Vec::with_capacity(known.len());
    for same in known.chunk_by(|left, right| left.id == right.id) {
        let mut different: Vec<&Event> = Vec::new();
        for event in same {
            if !different.contains(event) {
                different.push(event);
            }
        }
        // Two different events under one id: the one recorded first is taken, and the doubt is told.
        different.sort_by_cached_key(|event| (event.recorded_at, format!("{event:?}")));
        if let [first, _, ..] = different.as_slice() {
            let why = "another entry with the same id says something else; the one recorded first was taken";
            set_aside.push(SetAside::entry(&first.id, why));
        }
        taken.extend(different.first());
    }
    taken
}

/// Whether an id may be there twice: nearly always each is there once, and a digest of each is enough to know it.
fn may_repeat_id(known: &[&Event]) -> bool {
    // Room for four times as many, so that a place that is taken is nearly always taken by the same.
    let mut digests = vec![0_u64; (4 * known.len()).next_power_of_two()];
    let last = digests.len() - 1;
    known.iter().any(|event| {
        let digest = quick_digest(event.id.as_str());
        let mut place = digest as usize & last;
        while digests[place] != 0 && digests[place] != digest {
            place = (place + 1) & last;
        }
        std::mem::replace(&mut digests[place], digest) == digest
    })
}

/// A digest by which different texts nearly always differ, and equal ones never do. It is never nothing.
fn quick_digest(text: &str) -> u64 {
    let mix = |digest: u64, part: u64| (digest ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let text = text.as_bytes();
    let digest = text.as_chunks::<8>().0.iter().fold(text.len() as u64, |digest, part| mix(digest, u64::from_le_bytes(*part)));
    let digest = match text.last_chunk::<8>() {
        Some(end) => mix(digest, u64::from_le_bytes(*end)),
        None => text.iter().fold(digest, |digest, byte| mix(digest, u64::from(*byte))),
    };
    digest | 1
}

/// The events that no standing correction has replaced or withdrawn.
fn without_corrected<'a>(mut known: Vec<&'a Event>, set_aside: &mut Vec<SetAside>) -> Vec<&'a Event> {
    if known.iter().any(|event| event.corrects.is_some()) {
        let corrections = Corrections::among(known.iter().copied());
        set_aside.extend(corrections.refused.iter().map(|(event, why)| SetAside::entry(event, *why)));
        known.retain(|event| corrections.leaves(event));
    }
    known
}

/// The same version of the same entry of another system is the same event, whatever id it was given here (H9): of several that say the same,
/// the one recorded first is taken. Corrections come before this, so that withdrawing one of them as entered twice leaves the other.
fn once_each<'a>(mut standing: Vec<&'a Event>, set_aside: &mut Vec<SetAside>) -> Vec<&'a Event> {
    let mut sent: Vec<_> = standing.iter().filter_map(|event| Some((entry_elsewhere(event)?, event.recorded_at, *event))).collect();
    sent.sort_unstable_by(|(left, first, one), (right, second, other)| (left, first, &one.id).cmp(&(right, second, &other.id)));
    let mut repeated: BTreeMap<&EventId, &EventId> = BTreeMap::new();
    for same in sent.chunk_by(|(left, ..), (right, ..)| left == right) {
        for (index, (.., event)) in same.iter().enumerate() {
            // One entry can say several things; only what says the very same is a repetition.
            if let Some((.., first)) = same.iter().take(index).find(|(.., earlier)| says_the_same(earlier, event)) {
                repeated.insert(&event.id, &first.id);
            }
        }
    }
    let why = |first| format!("this entry of another system came in twice, and counts once: {first}, which was recorded first, was taken");
    set_aside.extend(repeated.iter().map(|(event, first)| SetAside::entry(event, why(first))));
    if !repeated.is_empty() {
        standing.retain(|event| !repeated.contains_key(&event.id));
    }
    standing
}

/// What another system calls the entry that an event came from, and whose record it is in.
fn entry_elsewhere(event: &Event) -> Option<(&str, &str, &str, &PersonId)> {
    match &event.source {
        Source::Imported { system, id, version } => Some((system, id, version, &event.about)),
        Source::Entered => None,
    }
}

/// A word about a contact: that it is planned, or what came of it.
#[derive(Clone, Copy)]
struct Word<'a> {
    person: Who,
    contact: &'a ContactId,
    event: &'a Event,
    /// Which of the entries it is.
    entry: usize,
}

/// The events with the short names of their people and contacts, and every contact that they speak about, with what came of it.
fn named<'a>(standing: &[&'a Event], people: &People<'a>, counting: &Counting, zone: &UkClock) -> (Vec<Entry<'a>>, Vec<Contact<'a>>) {
    let mut last: Option<(&PersonId, Who)> = None;
    let mut about = |event: &'a Event| {
        // One event after another is mostly about the same person.
        let known = last.filter(|(id, _)| **id == event.about).map(|(_, who)| who);
        let who = known.or_else(|| people.find(&event.about))?;
        last = Some((&event.about, who));
        Some(who)
    };
    let mut entries = Vec::with_capacity(standing.len());
    let mut words: Vec<Word<'a>> = Vec::with_capacity(standing.len());
    let mut before: Option<(Happened, Timestamp, Date)> = None;
    for event in standing.iter().copied() {
        let Some(about) = about(event) else { continue };
        if let Some(contact) = contact_of(event) {
            words.push(Word { person: about, contact, event, entry: entries.len() });
        }
        let happened = event.happened;
        // Much of what is recorded of a family happened at one moment: asking the clock once is enough.
        let known = before.filter(|(known, ..)| *known == happened);
        let (_, at, day) = *before.insert(known.unwrap_or_else(|| (happened, happened.earliest(zone), local_day(happened))));
        entries.push(Entry { event, about, contact: None, at, day, happened_on: day });
    }
    words.sort_unstable_by(|left, right| {
        let key = |word: &Word<'a>| (word.person, word.contact, word.event.recorded_at, &word.event.id);
        key(left).cmp(&key(right))
    });
    let mut contacts: Vec<Contact<'a>> = Vec::with_capacity(words.len());
    let mut told: Vec<&Event> = Vec::new();
    for same in words.chunk_by(|left, right| left.person == right.person && left.contact == right.contact) {
        let Some(Word { person, contact: id, .. }) = same.first().copied() else { continue };
        same.iter().for_each(|word| entries[word.entry].contact = Some(contacts.len()));
        told.clear();
        told.extend(same.iter().map(|word| word.event).filter(|event| matches!(event.fact, Fact::OutcomeRecorded(_))));
        contacts.push(Contact::new(person, id, decide_outcome(&told, counting)));
    }
    note_shared(&mut contacts);
    (entries, contacts)
}

fn local_day(happened: Happened) -> Date {
    match happened {
        Happened::At(instant) => brought_calendar::local_date(instant),
        Happened::On(day) => day,
    }
}

/// Notes which are contacts of more than one person.
fn note_shared(contacts: &mut [Contact<'_>]) {
    if contacts.first().map(|contact| contact.person) == contacts.last().map(|contact| contact.person) {
        return;
    }
    let mut ids: Vec<&ContactId> = contacts.iter().map(|contact| contact.id).collect();
    ids.sort_unstable();
    let shared: Vec<&ContactId> = ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    contacts.iter_mut().for_each(|contact| contact.is_shared = shared.contains(&contact.id));
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

/// Whether a word says that the contact was the service's own doing, and shows nothing for it. Of a contact already reported as failed, by whomever,
/// that takes evidence of an error, or a correction that names the report (STW-08).
fn calls_off_without_evidence(event: &Event) -> bool {
    let Fact::OutcomeRecorded(recorded) = &event.fact else { return false };
    match &recorded.outcome {
        Outcome::AdministrativeError { evidence } => evidence.trim().is_empty(),
        outcome => outcome.kind() == OutcomeKind::CancelledByService,
    }
}

/// Of all that was told of one contact, in the order in which it was written down, the outcome that stands: a practitioner's word over another
/// system's; then a failure that counts over one that does not, and that over a success; and then the later version or the later entry.
fn decide_outcome<'a>(told: &[&'a Event], counting: &Counting) -> Option<StandingOutcome<'a>> {
    let events = || told.iter().copied();
    let decided_by = match told {
        [only] => only,
        _ => {
            let failed = events().position(Event::reports_failure).unwrap_or(told.len());
            let may_stand = events().enumerate().filter(|(place, event)| *place < failed || !calls_off_without_evidence(event));
            may_stand.map(|(_, event)| event).max_by_key(|event| weight(event, counting))?
        }
    };
    let failed = || events().filter(|event| event.reports_failure());
    // A failure that stands began with the first word that says as much: a contact called off first and failed afterwards failed
    // afterwards. What did not fail was when the word that stands says so.
    let as_bad = |event: &&Event| gravity(event, counting) >= gravity(decided_by, counting);
    let first_reported = if decided_by.reports_failure() { failed().find(as_bad)? } else { decided_by };
    Some(StandingOutcome {
        decided_by,
        first_reported,
        first_told: events().next()?,
        first_failed: events().find(|event| gravity(event, counting) == COUNTS),
    })
}

/// Words about a contact that say it succeeded, while it stands as failed: they are told, so that somebody puts one or the other right.
fn contradictions<'l>(entries: &'l [Entry<'_>], contacts: &'l [Contact<'_>]) -> impl Iterator<Item = SetAside> + 'l {
    let why = "the contact stands as failed: to change that, a practitioner corrects the earlier entry, or records the evidence of an administrative error";
    let contradicts = |entry: &&Entry<'_>| {
        let outcome = entry.contact.and_then(|contact| contacts[contact].standing);
        matches!(entry.event.fact, Fact::OutcomeRecorded(_))
            && outcome.is_some_and(|outcome| outcome.decided_by.reports_failure() && !entry.event.reports_failure())
    };
    entries.iter().filter(contradicts).map(move |entry| SetAside::entry(&entry.event.id, why))
}

/// Whether work was certainly not done before a failed contact. Work known only by its day counts on the day of the failure only if it was
/// also written down after it: the hour at which it was written bounds the hour at which it was done.
pub(super) fn not_before(work: &Event, failed: &Happened, zone: &UkClock) -> bool {
    match (work.happened, failed) {
        (Happened::On(day), Happened::At(instant)) if day == failed.day(zone) => work.recorded_at >= *instant,
        (happened, failed) => happened.is_not_before(failed, zone),
    }
}

/// Whether work was certainly done after a contact failed of which perhaps only the day is known: then it had failed when somebody wrote that down.
pub(super) fn certainly_since(work: &Event, failed: &Event, zone: &UkClock) -> bool {
    match failed.happened {
        Happened::On(day) if work.happened.day(zone) == day => not_before(work, &Happened::At(done_by(failed, zone)), zone),
        happened => not_before(work, &happened, zone),
    }
}

/// The gravest word about a contact: it failed as the policy counts it.
const COUNTS: u8 = 2;

/// How much a word about a contact says: nothing failed, it did not take place, it failed as the policy counts it.
fn gravity(event: &Event, counting: &Counting) -> u8 {
    let counts = matches!(&event.fact, Fact::OutcomeRecorded(recorded) if !counting.does_not_count.contains(&recorded.outcome.kind()));
    match (event.reports_failure(), counts) {
        (true, true) => COUNTS,
        (true, false) => 1,
        (false, _) => 0,
    }
}

/// When the plan of a contact was written down, where that is at an hour of the day on which it failed at an hour that nobody knows: the plan
/// came first.
fn note_plans(entries: &[Entry<'_>], contacts: &mut [Contact<'_>]) {
    for entry in entries.iter().filter(|entry| matches!(entry.event.fact, Fact::ContactPlanned(_))) {
        let Some(contact) = entry.contact.map(|contact| &mut contacts[contact]) else { continue };
        let outcome = contact.standing.map(|outcome| outcome.first_reported.happened);
        if matches!(outcome, Some(Happened::On(day)) if day == entry.day) {
            contact.planned_that_day = contact.planned_that_day.max(Some(entry.at));
        }
    }
}

fn weight<'e>(event: &'e Event, counting: &Counting) -> (bool, u8, &'e str, Timestamp, &'e EventId) {
    let may_show = event.author.role().is_some_and(Role::may_end);
    // An administrator may confirm that a contact failed, and not that it did not.
    let may_confirm = may_show || event.author.is_signed() && event.reports_failure();
    let confirmed = may_confirm && matches!(&event.fact, Fact::OutcomeRecorded(recorded) if recorded.certainty == Certainty::Confirmed);
    // Versions that begin with a digit are made to sort as text by whoever read them; others say nothing about order.
    let version = match &event.source {
        Source::Imported { version, .. } if version.starts_with(|letter: char| letter.is_ascii_digit()) => version.as_str(),
        _ => "",
    };
    // A practitioner's signed evidence of an administrative error is the one word that stands over a failure without correcting it by name.
    let shows_error = matches!(&event.fact, Fact::OutcomeRecorded(recorded) if matches!(&recorded.outcome, Outcome::AdministrativeError { evidence } if !evidence.trim().is_empty()));
    let rank = if confirmed && shows_error && may_show { u8::MAX } else { gravity(event, counting) };
    (confirmed, rank, if confirmed { "" } else { version }, event.recorded_at, &event.id)
}

/// A word about a contact stands after the plan that was written on its day; a later word about a contact already reported stands where it was
/// recorded, and the clock shows that: nobody had it before. So does another system's word that a plan or a factor has ended: what was asked
/// for until then had its reason.
fn put_in_place(entries: &mut [Entry<'_>], contacts: &[Contact<'_>]) {
    for entry in entries {
        let recorded_at = Some(entry.event.recorded_at);
        let not_before = match &entry.event.fact {
            Fact::OutcomeRecorded(_) => {
                let Some(contact) = entry.contact.map(|contact| &contacts[contact]) else { continue };
                let is_first = contact.standing.is_none_or(|outcome| std::ptr::eq(outcome.first_reported, entry.event));
                if is_first { contact.planned_that_day } else { recorded_at }
            }
            Fact::PlanRecorded(PlanRecorded { state: StandingNow::Ended, .. })
            | Fact::FactorRecorded(FactorRecorded { state: StandingNow::Ended, .. })
                if !entry.event.author.role().is_some_and(Role::may_end) =>
            {
                recorded_at
            }
            _ => None,
        };
        if let Some(at) = not_before.filter(|at| *at > entry.at) {
            entry.at = at;
            entry.day = brought_calendar::local_date(at);
        }
    }
}

/// The order of replay. What is known only by its day stands at the beginning of the day when it is something that happened to the
/// family. Work in answer to that stands at the end of it; but where it was written down on that very day, it was done by then.
type Order<'a> = (Timestamp, u8, Timestamp, &'a EventId);

fn order<'a>(entry: &Entry<'a>, zone: &UkClock) -> Order<'a> {
    let event = entry.event;
    let class = class(&event.fact);
    let at = if class >= 3 { done_by(event, zone) } else { entry.at };
    (at, class, event.recorded_at, &event.id)
}

/// Puts the entries in that order.
fn put_in_order(entries: &mut [Entry<'_>], zone: &UkClock) {
    // What is recorded comes mostly in the order in which it happened: then each stands after all before it, or is put in its place among them.
    let mut last: Option<Order<'_>> = None;
    let mut late = 0;
    for index in 0..entries.len() {
        let this = order(&entries[index], zone);
        if last.is_none_or(|last| last <= this) {
            last = Some(this);
            continue;
        }
        late += 1;
        if late > SOME_LATE {
            return entries.sort_by_cached_key(|entry| order(entry, zone));
        }
        let place = entries[..index].partition_point(|known| order(known, zone) <= this);
        entries[place..=index].rotate_right(1);
    }
}

/// As many entries as are put in their places one by one, before all of them are sorted.
const SOME_LATE: usize = 32;

/// The latest instant at which something can have been done, so far as its day and its writing down tell.
fn done_by(event: &Event, zone: &UkClock) -> Timestamp {
    let latest = event.happened.latest(zone);
    // The first instant of a day stands for an hour that nobody gave.
    if event.recorded_at > event.happened.earliest(zone) { latest.min(event.recorded_at) } else { latest }
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
pub(super) fn certainly_after(left: &Happened, right: &Happened, zone: &UkClock) -> bool {
    left.is_certainly_after(right, zone)
}
