//! An ending is judged by what had been recorded when it was signed. What is written down afterwards about the time before was in front of nobody
//! who signed: it does not make good an ending that was refused (S1, S3). Somebody has to look again, and to sign again.
//!
//! Corrections are the exception: everything is worked out as if what they put right had been right from the first (S7).

use super::How;
use crate::clock::UkClock;
use crate::pack::Pack;
use brought_calendar::Calendar;
use brought_domain::{Chronology, Event, EventId, Fact, Happened};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The endings that were refused when they were signed, each with what was missing then.
pub(super) fn refused(pack: &Pack, calendar: &Calendar, chronology: &Chronology, as_of: Timestamp, how: How) -> BTreeMap<EventId, String> {
    let mut refused = BTreeMap::new();
    for ending in in_doubt(chronology, as_of) {
        let then = as_signed(chronology, ending.recorded_at);
        let (_, set_aside) = super::replay_without(pack, calendar, &then, as_of, How { in_words: true, ..how }, refused.clone());
        if let Some(aside) = set_aside.into_iter().find(|aside| aside.refuses(&ending.id)) {
            refused.insert(ending.id.clone(), format!("{} (what was recorded since does not count for it: sign again)", aside.why));
        }
    }
    refused
}

/// The endings before which something stands that was recorded only after them, those signed first at the front. Nearly always there are none.
fn in_doubt(chronology: &Chronology, as_of: Timestamp) -> Vec<&Event> {
    let zone = UkClock;
    let known = || chronology.events.iter().filter(|event| event.recorded_at <= as_of);
    let is_in_doubt = |ending: &&Event| {
        let until = ending.happened.latest(&zone);
        let until_day = ending.happened.day(&zone);
        known().any(|event| {
            let begins_before = || match event.happened {
                Happened::At(instant) => instant <= until,
                Happened::On(day) => day <= until_day,
            };
            event.recorded_at > ending.recorded_at && begins_before()
        })
    };
    let mut endings: Vec<&Event> = known().filter(|event| matches!(event.fact, Fact::FollowUpEnded(_))).filter(is_in_doubt).collect();
    endings.sort_by_key(|ending| (ending.recorded_at, &ending.id));
    endings
}

/// The record as it was at this moment, with all that has been put right in it since.
fn as_signed(chronology: &Chronology, signed_at: Timestamp) -> Chronology {
    let by_id: BTreeMap<&EventId, &Event> = chronology.events.iter().map(|event| (&event.id, event)).collect();
    let was_there = |event: &&Event| event.recorded_at <= signed_at || puts_right(event, &by_id, signed_at);
    let events = chronology.events.iter().filter(was_there).cloned().collect();
    Chronology {
        subject: chronology.subject.clone(),
        services: chronology.services.clone(),
        practitioners: chronology.practitioners.clone(),
        events,
        links: chronology.links.clone(),
    }
}

/// Whether an entry withdraws another, or says the same kind of thing in place of one that was there.
fn puts_right(event: &Event, by_id: &BTreeMap<&EventId, &Event>, signed_at: Timestamp) -> bool {
    if matches!(event.fact, Fact::CorrectionOnly) {
        return true;
    }
    let mut first = event;
    // A correction reaches only what was recorded before it, so this comes to an end.
    while let Some(earlier) = first.corrects.as_ref().and_then(|correction| by_id.get(&correction.event)) {
        if (earlier.recorded_at, &earlier.id) >= (first.recorded_at, &first.id) {
            break;
        }
        first = *earlier;
    }
    first.recorded_at <= signed_at && std::mem::discriminant(&first.fact) == std::mem::discriminant(&event.fact)
}
