//! An ending stands only as long as the record holds what it rested on: an entry that told of the child's being seen, or that the needs are met,
//! and that is withdrawn after somebody signed on it, takes the ending with it (NAF-17, S3). It may have been another child.
//!
//! Whatever else an ending waits for, such as an assessment, a discussion or a handover's yes, is looked for on the record itself.

use super::ending::needs_last_considered;
use super::facts::View;
use super::ledger::{Ledger, certainly_after, not_before};
use super::names::{Entry, Who, contact_of};
use super::seen::Seen;
use super::work::Work;
use super::world::{Contact, World};
use crate::clock::UkClock;
use crate::pack::Counting;
use brought_domain::contact::{Answer, OutcomeKind};
use brought_domain::ending::Ending;
use brought_domain::work::{Role, SeenAnswer, Sighting};
use brought_domain::{Chronology, Event, EventId, Fact, Happened, PersonId};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// For each signed ending: the entries that stood when it was signed and stand no more.
pub(super) type Gone<'a> = BTreeMap<&'a EventId, Vec<Lost<'a>>>;

/// An entry that stands no more.
pub(super) struct Lost<'a> {
    entry: Entry<'a>,
    /// The reason given by whoever corrected it. Nothing: another word about that contact stands.
    reason: Option<&'a str>,
}

/// What is gone since each ending was signed. Nearly always nothing is.
pub(super) fn since_signed<'a>(
    now: &Ledger<'a>,
    chronology: &'a Chronology,
    counting: &Counting,
    as_of: Timestamp,
    zone: &UkClock,
) -> Gone<'a> {
    let known = || chronology.events.iter().filter(|event| event.recorded_at <= as_of);
    let mut gone = Gone::new();
    for ending in known().filter(|event| matches!(event.fact, Fact::FollowUpEnded(_))) {
        let signed_at = ending.recorded_at;
        let told_then = |event: &Event| {
            let mut then = known().filter(|earlier| earlier.recorded_at <= signed_at && is_outcome(earlier));
            then.any(|earlier| earlier.about == event.about && contact_of(earlier) == contact_of(event))
        };
        // Only a correction, or another word about a contact, takes from an entry that it stands.
        let may_take_away = |event: &Event| event.corrects.is_some() || is_outcome(event) && told_then(event);
        if !known().any(|event| event.recorded_at > signed_at && may_take_away(event)) {
            continue;
        }
        let then = Ledger::new(chronology, counting, signed_at, zone);
        let stands: BTreeSet<&EventId> = now.entries.iter().map(|entry| &entry.event.id).collect();
        let is_gone = |entry: &Entry<'a>| !stands.contains(&entry.event.id) || is_met(entry, &then) && !is_met_now(entry, now);
        let reason = |entry: &Entry<'a>| {
            let takes = |event: &&Event| now.set_aside.iter().all(|aside| aside.event != event.id);
            let correction = |event: &'a Event| {
                let correction = event.corrects.as_ref().filter(|correction| correction.event == entry.event.id)?;
                Some(((event.recorded_at, &event.id), correction.reason.as_str()))
            };
            known().filter(takes).filter_map(correction).max().map(|(_, reason)| reason)
        };
        let lost = then.entries.iter().filter(|entry| is_gone(entry)).map(|entry| Lost { entry: *entry, reason: reason(entry) });
        gone.insert(&ending.id, lost.collect());
    }
    gone
}

fn is_outcome(event: &Event) -> bool {
    matches!(event.fact, Fact::OutcomeRecorded(_))
}

/// Whether this is the word that stands about a contact at which the child was seen.
fn is_met(entry: &Entry<'_>, ledger: &Ledger<'_>) -> bool {
    let outcome = entry.contact.and_then(|contact| ledger.contacts[contact].standing);
    outcome.is_some_and(|outcome| outcome.decided_by.id == entry.event.id && says_seen(outcome.decided_by))
}

/// Whether the child was still seen at that contact, by whatever word.
fn is_met_now(entry: &Entry<'_>, now: &Ledger<'_>) -> bool {
    let is_it = |contact: &&Contact<'_>| contact.person == entry.about && Some(contact.id) == contact_of(entry.event);
    now.contacts.iter().find(is_it).and_then(|contact| contact.standing).is_some_and(|outcome| says_seen(outcome.decided_by))
}

fn says_seen(event: &Event) -> bool {
    matches!(&event.fact, Fact::OutcomeRecorded(recorded) if recorded.outcome.kind() == OutcomeKind::Seen)
}

/// What an ending that somebody signed rests on no more, in words.
pub(super) fn evidence_gone<'a>(world: &World<'a>, work: &Work<'a>, signed: &Event, ending: &Ending) -> Vec<String> {
    let gone = || gone_since(world, signed).iter().map(|lost| lost.entry);
    match ending {
        _ if gone().next().is_none() => Vec::new(),
        Ending::Assured(assurance) => {
            let named = work.family.children.iter().filter_map(|child| Some((*child, &assurance.child(world.id(*child))?.seen)));
            named
                .flat_map(|(child, seen)| [sighting_gone(world, work, signed, child, seen), needs_gone(world, work, signed, child)])
                .flatten()
                .collect()
        }
        // Had another entry of it stood, that would have ended it.
        Ending::PregnancyEnded => {
            let of_it = |entry: &Entry<'_>| entry.about == work.person || work.family.carers.contains(&entry.about);
            let told = gone().filter(of_it).find(|entry| matches!(entry.event.fact, Fact::PregnancyEnded) && signs(entry.event));
            told.map(|entry| format!("The entry {} that the pregnancy had ended stands no more: sign again if it has", entry.event.id))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Which entries of the family were put right since an ending was signed, each with the reason. Nothing when there are none.
pub(super) fn put_right_since<'a>(world: &World<'a>, work: &Work<'a>, signed: &Event) -> Option<String> {
    let of_family = |lost: &&Lost<'_>| lost.entry.about == work.person || work.family.children.contains(&lost.entry.about);
    let told = gone_since(world, signed)
        .iter()
        .filter(of_family)
        .map(|lost| format!("{} ({})", lost.entry.event.id, lost.reason.unwrap_or("another word about that contact stands")));
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| format!("Withdrawn or put right since this was signed: {}", told.join("; ")))
}

fn gone_since<'w, 'a>(world: &'w World<'a>, signed: &Event) -> &'w [Lost<'a>] {
    world.gone.get(&signed.id).map_or(&[], Vec::as_slice)
}

/// The sighting that an ending tells, when an entry told of it and does so no more.
fn sighting_gone<'a>(world: &World<'a>, work: &Work<'a>, signed: &Event, child: Who, told: &Sighting) -> Option<String> {
    let day = told.seen_at.day(&world.zone);
    let is_it = |entry: &Entry<'_>| {
        tells_of_seeing(entry.event).is_some_and(|(of, seen_at, counts)| counts && of == world.id(child) && seen_at.day(&world.zone) == day)
    };
    let latest = work.latest()?;
    let lost = View::new(world, work).lost_since(child);
    let counts = |seen: &&Seen<'_>| {
        let since = |moment: &Happened| certainly_after(&seen.seen_at, moment, &world.zone);
        let is_evidence = seen.is_of(child) && seen.counts_as_seen() && !matches!(seen.event.fact, Fact::FollowUpEnded(_));
        is_evidence && since(&latest.at) && lost.is_none_or(|lost| since(&lost)) && !since(&signed.happened)
    };
    // Put right, and still saying as much; or told by another entry that was there, of the same contact or by the same person.
    let says_as_much = |gone: &Event, seen: &Seen<'_>| {
        let same_person = || seen.seen_at.day(&world.zone) == day && same_name(&seen.in_words(world).by, &told.by);
        let same_contact = || contact_of(gone).is_some() && contact_of(gone) == contact_of(seen.event);
        stands_for(world.chronology, seen.event, gone) || seen.event.recorded_at <= signed.recorded_at && (same_contact() || same_person())
    };
    let still_told = |entry: &Entry<'_>| world.sightings.iter().filter(counts).any(|seen| says_as_much(entry.event, seen));
    let gone = gone_since(world, signed).iter().map(|lost| lost.entry).filter(is_it).find(|entry| !still_told(entry))?;
    Some(format!(
        "The entry {} that {} was seen then stands no more: find out who has seen the child, and sign again",
        gone.event.id,
        world.id(child)
    ))
}

/// That the needs of a child were known to be met, when an entry said so and nothing does any more.
fn needs_gone<'a>(world: &World<'a>, work: &Work<'a>, signed: &Event, child: Who) -> Option<String> {
    let latest = work.latest()?;
    let says_met = |entry: &Entry<'_>| {
        let met = matches!(&entry.event.fact, Fact::NeedsConsidered(needs) if &needs.child == world.id(child) && needs.met == Answer::Yes);
        met && entry.event.author.is_signed() && work.is_spoken_of(*entry) && not_before(entry.event, &latest.at, &world.zone)
    };
    let gone = gone_since(world, signed).iter().map(|lost| lost.entry).find(says_met)?;
    let stands = needs_last_considered(world, work, child) == Some(Answer::Yes);
    let id = &gone.event.id;
    (!stands).then(|| {
        format!("The entry {id} that the needs of {} are met stands no more: consider them again, and sign again", world.id(child))
    })
}

/// Of whom an entry tells that somebody saw the child, when, and whether that is evidence.
fn tells_of_seeing(event: &Event) -> Option<(&PersonId, Happened, bool)> {
    fn told(sighting: &Sighting) -> (&PersonId, Happened, bool) {
        (&sighting.child, sighting.seen_at, sighting.counts_as_seen())
    }
    match &event.fact {
        Fact::SightingRecorded(sighting) => Some(told(sighting)),
        Fact::LiaisonRecorded(liaison) => match &liaison.seen {
            SeenAnswer::Seen(sighting) => Some(told(sighting)),
            _ => None,
        },
        Fact::UnscheduledAttendance(attendance) if attendance.seen == Answer::Yes => Some((&event.about, event.happened, true)),
        Fact::OutcomeRecorded(_) if says_seen(event) => Some((&event.about, event.happened, true)),
        _ => None,
    }
}

/// Whether an entry stands in the place of another, by however many corrections.
fn stands_for(chronology: &Chronology, event: &Event, gone: &Event) -> bool {
    let mut one = event;
    while let Some(correction) = &one.corrects {
        if correction.event == gone.id {
            return true;
        }
        let Some(earlier) = chronology.events.iter().find(|earlier| earlier.id == correction.event) else { return false };
        // A correction reaches only what was recorded before it, so this comes to an end.
        if (earlier.recorded_at, &earlier.id) >= (one.recorded_at, &one.id) {
            return false;
        }
        one = earlier;
    }
    false
}

fn same_name(left: &str, right: &str) -> bool {
    left.trim().to_lowercase() == right.trim().to_lowercase()
}

fn signs(event: &Event) -> bool {
    event.author.role().is_some_and(Role::may_end)
}
