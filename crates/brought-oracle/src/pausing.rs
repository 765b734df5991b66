//! Pauses of offers end by themselves: when the day of the next contact has passed and nobody
//! in the service has met the child since, or said what came of that contact.

use crate::core;
use crate::replay::Replay;
use brought_domain::contact::OutcomeKind as O;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// Opens again whatever was paused until a day that has passed by now.
pub fn pauses_over(replay: &mut Replay<'_, '_>, now: Timestamp) {
    for place in 0..replay.story.follow_ups.len() {
        let Some(ended) = replay.story.follow_ups[place].ended.clone() else { continue };
        let Some(until) = ended.paused_until else { continue };
        if brought_calendar::local_date(now) <= until || something_came(replay, place, ended.by, until) {
            continue;
        }
        let day = until.saturating_add(1.day());
        replay.reopen(place, ended.by);
        replay.story.follow_ups[place].opened_by_time = Some(replay.upto);
        core::pause_is_over(replay, place, ended.by, day);
        replay.ask_again(place, day);
    }
}

/// Whether the child was met in the service since the pause began, or anything came of the contact for which the pause waits, or of a later one.
/// A contact that was called off is nothing, and one that nobody arranged is not the one that it waits for.
fn something_came(replay: &Replay<'_, '_>, place: usize, since: usize, until: Date) -> bool {
    let follow_up = &replay.story.follow_ups[place];
    replay.told.contacts.iter().any(|contact| {
        let Some(verdict) = &contact.verdict else { return false };
        let after = verdict.first > since && verdict.first < replay.upto;
        let theirs = contact.person == follow_up.person && contact.service == Some(follow_up.service);
        let met = matches!(verdict.kind(), O::Seen | O::Attended);
        let called_off = matches!(verdict.kind(), O::CancelledByService | O::CancelledByFamily | O::AdministrativeError);
        let awaited = contact.plan().is_some_and(|plan| plan.planned_for.day(&replay.told.zone) >= until) && !contact.unarranged();
        theirs && after && (met || awaited && !called_off)
    })
}
