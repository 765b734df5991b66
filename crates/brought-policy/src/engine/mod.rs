//! The engine: one pure function from what happened, what the policy says, the calendar and the question, to a standing.
//!
//! It replays the events that were known at the moment asked about, in the order in which they happened. After each it settles the
//! obligations that the event answers and raises those that the rules ask for. Nothing else settles anything: time never does.

mod can_change;
mod core_rules;
mod ending;
mod evidence;
mod facts;
mod family;
mod few;
mod learn;
mod ledger;
mod looked_at;
mod memory;
mod names;
mod occasion;
mod pathways;
mod pause;
mod present;
mod progress;
mod reason;
mod rows;
mod rules;
mod seen;
mod steps;
mod taken_away;
mod telling;
mod too_soon;
mod turn;
mod work;
mod world;

pub use rows::{Evaluation, FollowUpRow, ObligationRow};

pub use core_rules::{
    CORE_ALERT_DECIDED, CORE_DANGER, CORE_NOTHING_MATCHED, CORE_OUTCOME_OF_PLANNED_CONTACT, CORE_PAUSE_IS_OVER, CORE_STILL_OPEN, core_words,
};

use crate::clock::UkClock;
use crate::duty::Action;
use crate::fact::FactSet;
use crate::pack::Pack;
use crate::standing::{Missing, Obligation, SetAside, Standing};
use brought_calendar::Calendar;
use brought_domain::contact::Answer;
use brought_domain::ending::{Ending, EndingLayer};
use brought_domain::time::LocalTime;
use brought_domain::work::{ObligationSettled, ObligationSettlement, Role};
use brought_domain::{Chronology, Event, EventId, Fact, FollowUpId, Happened, PersonId};
use ending::Proposed;
use jiff::{Timestamp, civil::Date};
use ledger::Ledger;
use names::Entry;
use std::collections::BTreeMap;
use work::Work;
use world::World;

/// What the pack asks for, of whom, by when and why, as far as was known at `as_of`.
///
/// Total: it returns a standing for every chronology. What cannot be taken as it stands is listed in [`Standing::set_aside`].
pub fn standing(pack: &Pack, calendar: &Calendar, chronology: &Chronology, as_of: Timestamp) -> Standing {
    let (world, set_aside) = replay(pack, calendar, chronology, as_of, How::IN_WORDS);
    present::present(&world, set_aside, as_of)
}

/// How a chronology is replayed.
#[derive(Clone, Copy)]
struct How {
    /// Whether what has been worked out is kept until something changes it.
    keeps: bool,
    /// Whether it is put into words why an ending was refused. What only counts has no use for it, and it takes longer than all the rest.
    in_words: bool,
}

impl How {
    const IN_WORDS: Self = Self { keeps: true, in_words: true };
    const WITHOUT_WORDS: Self = Self { keeps: true, in_words: false };
    const ANEW: Self = Self { keeps: false, in_words: true };
}

/// The same answer before it is put into words: what a count over many children asks for.
pub fn evaluate<'a>(pack: &'a Pack, calendar: &'a Calendar, chronology: &'a Chronology, as_of: Timestamp) -> Evaluation<'a> {
    let (world, set_aside) = replay(pack, calendar, chronology, as_of, How::WITHOUT_WORDS);
    Evaluation { world, set_aside, as_of }
}

/// The same as [`standing`], with every rule and every fact worked out anew at every entry: slow, for tests of the short cuts.
#[doc(hidden)]
pub fn standing_worked_out_anew(pack: &Pack, calendar: &Calendar, chronology: &Chronology, as_of: Timestamp) -> Standing {
    let (world, set_aside) = replay(pack, calendar, chronology, as_of, How::ANEW);
    present::present(&world, set_aside, as_of)
}

/// What an ending signed now in this role would lack. Empty: it may end so.
///
/// Nothing at all is returned as `None` when there is no such follow-up or it is not open.
pub fn why_not_end(
    pack: &Pack,
    calendar: &Calendar,
    chronology: &Chronology,
    as_of: Timestamp,
    follow_up: &FollowUpId,
    ending: &Ending,
    role: Role,
) -> Option<Vec<Missing>> {
    let (world, _) = replay(pack, calendar, chronology, as_of, How::WITHOUT_WORDS);
    let work = world.follow_ups.iter().find(|work| work.is_open() && rules::follow_up_id(&world, work) == *follow_up)?;
    let proposed = Proposed { ending, role: Some(role), at: Happened::At(as_of) };
    Some(ending::missing(&world, work, Some(&proposed)))
}

fn replay<'a>(
    pack: &'a Pack,
    calendar: &'a Calendar,
    chronology: &'a Chronology,
    as_of: Timestamp,
    how: How,
) -> (World<'a>, Vec<SetAside>) {
    let refused = too_soon::refused(pack, calendar, chronology, as_of, how);
    replay_without(pack, calendar, chronology, as_of, how, refused)
}

/// The same, where these endings are known to have lacked something when they were signed.
fn replay_without<'a>(
    pack: &'a Pack,
    calendar: &'a Calendar,
    chronology: &'a Chronology,
    as_of: Timestamp,
    how: How,
    refused: BTreeMap<EventId, String>,
) -> (World<'a>, Vec<SetAside>) {
    let zone = UkClock;
    let mut ledger = Ledger::new(chronology, &pack.counting, as_of, &zone);
    let gone = taken_away::since_signed(&ledger, chronology, &pack.counting, as_of, &zone);
    let mut set_aside = std::mem::take(&mut ledger.set_aside);
    let (mut world, entries) = World::new(pack, calendar, chronology, ledger, zone, how);
    world.refused = refused;
    world.gone = gone;
    let last_day = world.zone.day_of(as_of);
    for entry in entries {
        let day = world.today;
        if entry.at <= as_of {
            world.at(entry.at, entry.day)
        } else {
            world.at(as_of, last_day)
        }
        let now = world.now;
        pause::end_by(&mut world, now);
        with_each(&mut world, |world, work| {
            // On one and the same day nothing is another than it was after the entry before.
            if world.today != day || world.passed != FactSet::NONE {
                look_again(world, work, day);
            }
            // What time alone has ended has ended before the entry is looked at.
            rules::cease(world, work);
        });
        step(&mut world, entry, &mut set_aside);
    }
    pause::end_by(&mut world, as_of);
    let day = world.today;
    world.at(as_of, last_day);
    with_each(&mut world, |world, work| look_again(world, work, day));
    (world, set_aside)
}

/// Lets something be done with each piece of work. It is taken out while it is worked on, so that the rules can look at all the rest.
fn with_each<'a>(world: &mut World<'a>, mut act: impl FnMut(&World<'a>, &mut Work<'a>)) {
    let mut follow_ups = std::mem::take(&mut world.follow_ups);
    for work in &mut follow_ups {
        act(world, work);
    }
    world.follow_ups = follow_ups;
    with_child(world, act);
}

/// Lets something be done with the work on the child as a whole.
fn with_child<'a>(world: &mut World<'a>, mut act: impl FnMut(&World<'a>, &mut Work<'a>)) {
    if let Some(mut child) = world.child.take() {
        act(world, &mut child);
        world.child = Some(child);
    }
}

/// Lets go of what was worked out on another day.
fn look_again<'a>(world: &World<'a>, work: &mut Work<'a>, day: Date) {
    world.meet_family(work);
    work.facts.forget(world.passed);
    if world.today != day {
        facts::grow_older(world, work);
    }
}

/// One event: learn, settle, fire, and then the core.
fn step<'a>(world: &mut World<'a>, entry: Entry<'a>, set_aside: &mut Vec<SetAside>) {
    let event = entry.event;
    world.learn(entry);
    let mut follow_ups = std::mem::take(&mut world.follow_ups);
    for work in &mut follow_ups {
        world.meet_family(work);
        work.forget(world.touched, entry.about);
        step_of(world, work, entry, set_aside);
    }
    world.follow_ups = follow_ups;
    see_what_assured(world, entry);
    if world.is_child(world.subject) {
        with_child(world, |world, child| {
            world.meet_family(child);
            child.forget(world.touched, entry.about);
            if child.is_spoken_of(entry) {
                child.since.push(entry);
            }
            child.lately.push(&event.id);
            evidence::settle(world, child, entry, set_aside);
            let moved = pathways::choose(world, child, event);
            rules::fire(world, child, entry, moved);
            rules::tighten(world, child, entry);
            core_rules::fire_on_child(world, child, entry);
        });
    }
    if let (Fact::FollowUpEnded(_), true) = (&event.fact, world.how.in_words) {
        refuse_unclear_ending(world, event, set_aside);
    }
}

/// One event, for one follow-up.
fn step_of<'a>(world: &World<'a>, work: &mut Work<'a>, entry: Entry<'a>, set_aside: &mut Vec<SetAside>) {
    let has_just_failed = std::mem::take(&mut work.has_just_failed);
    reopen(world, work, entry);
    let found_out = pause::found_out(world, work, entry);
    work.lately.push(&entry.event.id);
    if !work.is_open() {
        pause::hear(world, work, entry);
        end_for_good(world, work, entry, set_aside);
        return;
    }
    if work.is_spoken_of(entry) {
        work.since.push(entry);
    }
    evidence::settle(world, work, entry, set_aside);
    if end(world, work, entry, set_aside) {
        return;
    }
    let moved = pathways::choose(world, work, entry.event) || found_out;
    rules::fire(world, work, entry, moved);
    rules::tighten(world, work, entry);
    core_rules::fire_core(world, work, entry.event, has_just_failed);
}

/// A death, or the end of a pregnancy, ends a pause as well: nothing opens again after it.
fn end_for_good<'a>(world: &World<'a>, work: &mut Work<'a>, entry: Entry<'a>, set_aside: &mut Vec<SetAside>) {
    let paused = work.ended.is_some_and(|(layer, _)| layer == EndingLayer::OffersPaused);
    if paused && matches!(entry.event.fact, Fact::Died | Fact::PregnancyEnded) {
        end(world, work, entry, set_aside);
    }
}

/// Whether anything speaks against this ending: something is missing, or was when it was signed, or has been taken away since, or a contact was
/// found to have failed since.
fn is_refused<'a>(world: &World<'a>, work: &Work<'a>, event: &Event, ending: &Ending) -> bool {
    let proposed = Proposed { ending, role: event.author.role(), at: event.happened };
    ending::is_missing(world, work, &proposed)
        || failed_since_signed(work, event).is_some()
        || !taken_away::evidence_gone(world, work, event, ending).is_empty()
        || world.refused.contains_key(&event.id)
}

/// What speaks against an ending that is refused, in words.
fn why_refused<'a>(world: &World<'a>, work: &Work<'a>, event: &Event, ending: &Ending) -> String {
    let proposed = Proposed { ending, role: event.author.role(), at: event.happened };
    let missing = ending::missing(world, work, Some(&proposed));
    let failed = failed_since_signed(work, event);
    let failed = failed.map(|failed| format!("A failed contact was recorded after this was signed ({}): look again", failed.contact));
    let gone = taken_away::evidence_gone(world, work, event, ending);
    let lacks: Vec<String> = missing.into_iter().map(|missing| missing.words).chain(failed).chain(gone).collect();
    match world.refused.get(&event.id) {
        Some(then) if lacks.is_empty() => then.clone(),
        _ => {
            let lacks: Vec<String> = lacks.into_iter().chain(taken_away::put_right_since(world, work, event)).collect();
            format!("the follow-up stays open, because this is missing: {}", lacks.join("; "))
        }
    }
}

fn failed_since_signed<'w, 'a>(work: &'w Work<'a>, event: &Event) -> Option<&'w work::Failed<'a>> {
    work.failed.iter().find(|failed| failed.event.recorded_at > event.recorded_at)
}

/// Ends the work if this event ends it, with good evidence. A refused ending is kept in the record and ends nothing.
fn end<'a>(world: &World<'a>, work: &mut Work<'a>, entry: Entry<'a>, set_aside: &mut Vec<SetAside>) -> bool {
    let event = entry.event;
    let of_this_person = entry.about == work.person;
    // That nobody is left to be followed up is no administrator's word either, nor another system's.
    let signed = event.author.role().is_some_and(Role::may_end);
    let layer = match &event.fact {
        Fact::Died if of_this_person && signed => EndingLayer::Died,
        // It is the mother's entry as much as that of the child who will not be born.
        Fact::PregnancyEnded if (of_this_person || work.family.carers.contains(&entry.about)) && signed => {
            if !world.is_unborn(work.person) {
                return false;
            }
            EndingLayer::PregnancyEnded
        }
        // Settled by hand is the one way to say "none": a relation that is recorded answers the question the other way.
        Fact::ObligationSettled(settlement) if work.family.children.is_empty() && established_none(world, work, event, settlement) => {
            EndingLayer::NoDependentChild
        }
        Fact::FollowUpEnded(ending) if of_this_person && event.service.as_ref() == work.service => {
            if is_refused(world, work, event, ending) {
                if world.how.in_words {
                    set_aside.push(SetAside::ending(&event.id, why_refused(world, work, event, ending)));
                }
                return false;
            }
            ending.layer()
        }
        _ => return false,
    };
    work.ended = Some((layer, event));
    // What comes from now on comes while it is paused, or after it opened again.
    work.begin_lately(event);
    rules::settle_by_ending(work, event, &format!("the follow-up ended: {layer}"));
    true
}

/// Whether a practitioner has settled, as done, the question which children depend on a carer.
fn established_none<'a>(world: &World<'a>, work: &Work<'a>, event: &Event, settlement: &ObligationSettlement) -> bool {
    let asks = |raised: &&work::Raised<'_>| raised.duty.action == Action::EstablishDependants;
    let mut asked = work.raised.iter().filter(asks);
    let asked = asked.find(|raised| rules::is_called(world, work, &raised.asked, &settlement.obligation));
    matches!(settlement.how, ObligationSettled::Done { .. })
        && asked.is_some_and(|raised| raised.settled.as_ref().is_some_and(|(by, _)| by.id == event.id))
}

/// What takes away the ground of an ending opens the follow-up again: a child becomes known of whom nobody has given assurance, or a
/// practitioner finds that needs are not met after all (S1).
fn reopen<'a>(world: &World<'a>, work: &mut Work<'a>, entry: Entry<'a>) {
    let event = entry.event;
    let Some((layer, by)) = work.ended else { return };
    let children = || work.family.children.iter().map(|child| world.id(*child));
    let nobody_spoke_for = |child: &PersonId| match &by.fact {
        Fact::FollowUpEnded(Ending::Assured(assurance)) => assurance.child(child).is_none(),
        _ => layer == EndingLayer::NoDependentChild,
    };
    let not_met =
        matches!(&event.fact, Fact::NeedsConsidered(needs) if needs.met == Answer::No && children().any(|child| child == &needs.child));
    let assured = layer == EndingLayer::Assured;
    // Risk was excluded: what tells of a concern afterwards takes that away (STW-12).
    let concern = layer == EndingLayer::DischargedRiskExcluded && work.is_spoken_of(entry) && facts::finds_concern(&event.fact);
    if children().any(nobody_spoke_for) || assured && not_met && event.author.is_signed() || concern {
        work.open_again();
    }
}

/// An ending that takes says who saw the child: that is how the child was last seen.
fn see_what_assured<'a>(world: &mut World<'a>, entry: Entry<'a>) {
    let event = entry.event;
    let Fact::FollowUpEnded(Ending::Assured(assurance)) = &event.fact else { return };
    if world.follow_ups.iter().any(|work| work.ended.is_some_and(|(_, by)| by.id == event.id)) {
        for child in assurance.children() {
            world.see_as_told(&child.seen, entry, event.service.as_ref());
        }
        with_each(world, |world, work| {
            work.facts.forget(world.touched);
        });
    }
}

/// Whether somebody signing in this role may settle this obligation by hand.
///
/// # Errors
/// A sentence that says why not and what to do instead.
pub fn may_settle_by_hand(role: Role, how: &ObligationSettled, obligation: &Obligation) -> Result<(), String> {
    evidence::settled_by_hand(Some(role), how, obligation.needs_its_own_entry).map(|_| ())
}

/// An ending that names no service, or none that is being followed up, is told and not guessed at (never by bulk action).
fn refuse_unclear_ending(world: &World<'_>, event: &Event, set_aside: &mut Vec<SetAside>) {
    let took = world.follow_ups.iter().any(|work| work.ended.is_some_and(|(_, by)| by.id == event.id));
    if took || set_aside.iter().any(|aside| aside.refuses(&event.id)) {
        return;
    }
    let why = match &event.service {
        None => "say which service's follow-up ends: an ending is never taken for several at once".to_owned(),
        Some(service) => format!("there is no open follow-up of the service {service} for this person at that moment"),
    };
    set_aside.push(SetAside::ending(&event.id, why));
}
