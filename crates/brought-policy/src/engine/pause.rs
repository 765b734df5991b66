//! A pause of offers is no end for good: it is over when a vulnerability comes to light, and when the day of the next contact has passed
//! without anybody's having met the child or said what came of that contact (SWI-15). Time may open a follow-up; it never closes one.

use super::core_rules;
use super::names::Entry;
use super::pathways;
use super::work::Work;
use super::world::{Planned, World};
use brought_domain::contact::{Arranged, OutcomeKind};
use brought_domain::ending::{Ending, EndingLayer};
use brought_domain::{Fact, Happened};
use jiff::Timestamp;

/// The moment at which a pause is over if nothing is heard until then: the day after that of the next contact begins.
pub(super) fn over_at(work: &Work<'_>) -> Option<Timestamp> {
    let (_, by) = work.ended.filter(|(layer, _)| *layer == EndingLayer::OffersPaused && !work.heard)?;
    let Fact::FollowUpEnded(Ending::OffersPaused { next_contact_on, .. }) = &by.fact else { return None };
    next_contact_on.tomorrow().ok().map(brought_calendar::start_of_day)
}

/// Opens what was paused until before this moment.
pub(super) fn end_by(world: &mut World<'_>, now: Timestamp) {
    let is_over = |work: &Work<'_>| over_at(work).filter(|at| *at <= now);
    if world.follow_ups.iter().all(|work| is_over(work).is_none()) {
        return;
    }
    let mut follow_ups = std::mem::take(&mut world.follow_ups);
    for work in &mut follow_ups {
        if let (Some(at), Some((_, by))) = (is_over(work), work.ended) {
            // What was done while offers were paused was done since the last failed contact, and in the care of those who paused them.
            let paused = work.since.iter().position(|entry| entry.event.id == by.id).unwrap_or(work.since.len());
            let (meanwhile, lately) = (work.since.split_off(paused), std::mem::take(&mut work.lately));
            work.open_again();
            (work.since, work.lately) = (meanwhile, lately);
            core_rules::pause_is_over(world, work, by, Happened::At(at));
        }
    }
    world.follow_ups = follow_ups;
}

/// Opens a paused follow-up that this event moves to a more careful pathway. Returns whether it did.
pub(super) fn found_out<'a>(world: &World<'a>, work: &mut Work<'a>, entry: Entry<'a>) -> bool {
    if work.ended.is_none_or(|(layer, _)| layer != EndingLayer::OffersPaused) {
        return false;
    }
    if work.is_spoken_of(entry) {
        work.since.push(entry);
    }
    if !pathways::is_more_careful(world, work) || !pathways::choose(world, work, entry.event) {
        return false;
    }
    work.open_again();
    true
}

/// Notes that the pause has done what it was for, so that it need not end by itself: the child was met, or something came of the next programme
/// contact. That somebody rang, or that nobody answered at a visit in between, tells nothing of the child.
pub(super) fn hear(world: &World<'_>, work: &mut Work<'_>, entry: Entry<'_>) {
    let Fact::OutcomeRecorded(_) = &entry.event.fact else { return };
    let Some((EndingLayer::OffersPaused, by)) = work.ended else { return };
    let Fact::FollowUpEnded(Ending::OffersPaused { next_contact_on, .. }) = &by.fact else { return };
    let Some(contact) = entry.contact.map(|contact| &world.contacts[contact]) else { return };
    let Some(reckoned) = &contact.reckoned else { return };
    let called_off =
        matches!(reckoned.outcome, OutcomeKind::CancelledByFamily | OutcomeKind::CancelledByService | OutcomeKind::AdministrativeError);
    let arranged = |planned: &Planned<'_>| planned.plan.arranged != Arranged::Opportunistic;
    let is_next = contact.planned.as_ref().is_some_and(|planned| planned.day >= *next_contact_on && arranged(planned));
    let of_this = entry.about == work.person && reckoned.service == work.service;
    let since = reckoned.at.is_not_before(&by.happened, &world.zone);
    work.heard |= of_this && since && (reckoned.outcome.met_in_person() || is_next && !called_off);
}
