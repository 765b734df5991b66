//! The engine: one pure function from what happened, what the policy says, the calendar and the question, to a standing.
//!
//! It replays the events that were known at the moment asked about, in the order in which they happened. After each it settles the
//! obligations that the event answers and raises those that the rules ask for. Nothing else settles anything: time never does.

mod core_rules;
mod ending;
mod evidence;
mod facts;
mod family;
mod ledger;
mod pathways;
mod pause;
mod present;
mod progress;
mod rules;
mod steps;
mod telling;
mod turn;
mod work;
mod world;

pub use core_rules::{
    CORE_ALERT_DECIDED, CORE_NOTHING_MATCHED, CORE_OUTCOME_OF_PLANNED_CONTACT, CORE_PAUSE_IS_OVER, CORE_STILL_OPEN, core_words,
};

use crate::duty::Action;
use crate::pack::{On, Pack};
use crate::standing::{Missing, SetAside, Standing};
use brought_calendar::Calendar;
use brought_domain::contact::Answer;
use brought_domain::ending::{Ending, EndingLayer};
use brought_domain::person::PersonKind;
use brought_domain::work::{ObligationSettled, ObligationSettlement, Role};
use brought_domain::{Chronology, Event, Fact, FollowUpId, Happened, PersonId};
use ending::Proposed;
use jiff::Timestamp;
use ledger::Ledger;
use world::World;

/// What the pack asks for, of whom, by when and why, as far as was known at `as_of`.
///
/// Total: it returns a standing for every chronology. What cannot be taken as it stands is listed in [`Standing::set_aside`].
pub fn standing(pack: &Pack, calendar: &Calendar, chronology: &Chronology, as_of: Timestamp) -> Standing {
    let (world, set_aside) = replay(pack, calendar, chronology, as_of);
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
    let (world, _) = replay(pack, calendar, chronology, as_of);
    let work = world.follow_ups.values().find(|work| work.is_open() && present::follow_up_id(work) == *follow_up)?;
    let proposed = Proposed { ending, role: Some(role), at: Happened::At(as_of) };
    Some(ending::missing(&world, work, Some(&proposed)))
}

fn replay<'a>(pack: &'a Pack, calendar: &'a Calendar, chronology: &'a Chronology, as_of: Timestamp) -> (World<'a>, Vec<SetAside>) {
    let zone = brought_calendar::uk_time_zone();
    let ledger = Ledger::new(&chronology.events, as_of, &zone);
    let mut world = World::new(pack, calendar, chronology, &ledger);
    let mut set_aside = ledger.set_aside;
    for event in ledger.events {
        world.now = event.happened.earliest(&zone).min(as_of);
        let now = world.now;
        pause::end_by(&mut world, now);
        step(&mut world, event, &mut set_aside);
    }
    pause::end_by(&mut world, as_of);
    world.now = as_of;
    (world, set_aside)
}

/// One event: learn, settle, fire, and then the core.
fn step<'a>(world: &mut World<'a>, event: &'a Event, set_aside: &mut Vec<SetAside>) {
    what_time_ended(world);
    let known_failures: std::collections::BTreeMap<_, _> = world.follow_ups.iter().map(|(key, work)| (*key, work.failed.len())).collect();
    world.learn(event);
    // Each piece of work is taken out while it is worked on, so that the rules can look at the whole of the rest.
    let mut follow_ups = std::mem::take(&mut world.follow_ups);
    for (key, work) in &mut follow_ups {
        reopen(world, work, event);
        let found_out = pause::found_out(world, work, event);
        if !work.is_open() {
            pause::hear(world, work, event);
            end_for_good(world, work, event, set_aside);
            continue;
        }
        let children = world.children_of(work);
        if work.is_spoken_of(event, &children) {
            work.since.push(event);
        }
        evidence::settle(world, work, event, set_aside);
        if end(world, work, event, set_aside) {
            continue;
        }
        let moved = pathways::choose(world, work, event) || found_out;
        rules::fire(world, work, event, On::FollowUp, moved);
        rules::tighten(work, event);
        let failed_here = (work.failed.len() > known_failures.get(key).copied().unwrap_or(0)).then(|| work.latest().cloned()).flatten();
        core_rules::fire_core(world, work, event, failed_here);
    }
    world.follow_ups = follow_ups;
    see_what_assured(world, event);
    if world.is_child(world.subject) {
        let placeholder = work::Work::new(world.subject, None, world.child.follows, None);
        let mut child = std::mem::replace(&mut world.child, placeholder);
        let children = [world.subject.clone()];
        if child.is_spoken_of(event, &children) {
            child.since.push(event);
        }
        evidence::settle(world, &mut child, event, set_aside);
        let moved = pathways::choose(world, &mut child, event);
        rules::fire(world, &mut child, event, On::Child, moved);
        world.child = child;
    }
    if let Fact::FollowUpEnded(_) = &event.fact {
        refuse_unclear_ending(world, event, set_aside);
    }
}

/// Looks at the rules for each change as things stand just before an event, so that what time alone ended has ended.
fn what_time_ended(world: &mut World<'_>) {
    let mut follow_ups = std::mem::take(&mut world.follow_ups);
    for work in follow_ups.values_mut() {
        rules::cease(world, work);
    }
    world.follow_ups = follow_ups;
    if !world.child.holding.is_empty() {
        let placeholder = work::Work::new(world.subject, None, world.child.follows, None);
        let mut child = std::mem::replace(&mut world.child, placeholder);
        rules::cease(world, &mut child);
        world.child = child;
    }
}

/// A death, or the end of a pregnancy, ends a pause as well: nothing opens again after it.
fn end_for_good<'a>(world: &World<'a>, work: &mut work::Work<'a>, event: &'a Event, set_aside: &mut Vec<SetAside>) {
    let paused = work.ended.is_some_and(|(layer, _)| layer == EndingLayer::OffersPaused);
    if paused && matches!(event.fact, Fact::Died | Fact::PregnancyEnded) {
        end(world, work, event, set_aside);
    }
}

/// Ends the work if this event ends it, with good evidence. A refused ending is kept in the record and ends nothing.
fn end<'a>(world: &World<'a>, work: &mut work::Work<'a>, event: &'a Event, set_aside: &mut Vec<SetAside>) -> bool {
    let of_this_person = &event.about == work.person;
    let layer = match &event.fact {
        Fact::Died if of_this_person && event.author.is_signed() => EndingLayer::Died,
        Fact::PregnancyEnded if of_this_person && event.author.is_signed() => {
            if world.people.get(work.person).and_then(|person| person.kind) != Some(PersonKind::UnbornChild) {
                return false;
            }
            EndingLayer::PregnancyEnded
        }
        // Settled by hand is the one way to say "none": a relation that is recorded answers the question the other way.
        Fact::ObligationSettled(settlement) if world.children_of(work).is_empty() && established_none(work, event, settlement) => {
            EndingLayer::NoDependentChild
        }
        Fact::FollowUpEnded(ending) if of_this_person && event.service.as_ref() == work.service => {
            let role = event.author.role();
            let mut missing = ending::missing(world, work, Some(&Proposed { ending, role, at: event.happened }));
            if let Some(failed) = work.failed.iter().find(|failed| failed.event.recorded_at > event.recorded_at) {
                missing.push(Missing {
                    kind: crate::standing::MissingKind::SeenInPerson,
                    child: None,
                    words: format!("A failed contact was recorded after this was signed ({}): look again", failed.contact),
                    clause: "NAF-17",
                });
            }
            if !missing.is_empty() {
                let lacks = missing.iter().map(|missing| missing.words.as_str()).collect::<Vec<_>>().join("; ");
                set_aside
                    .push(SetAside { event: event.id.clone(), why: format!("the follow-up stays open, because this is missing: {lacks}") });
                return false;
            }
            ending.layer()
        }
        _ => return false,
    };
    work.ended = Some((layer, event));
    rules::settle_by_ending(work, event, &format!("the follow-up ended: {layer}"));
    true
}

/// Whether a practitioner has settled, as done, the question which children depend on a carer.
fn established_none(work: &work::Work<'_>, event: &Event, settlement: &ObligationSettlement) -> bool {
    let asked = work.raised.iter().find(|raised| raised.id == settlement.obligation && raised.duty.action == Action::EstablishDependants);
    matches!(settlement.how, ObligationSettled::Done { .. })
        && asked.is_some_and(|raised| raised.settled.as_ref().is_some_and(|(by, _)| by.id == event.id))
}

/// What takes away the ground of an ending opens the follow-up again: a child becomes known of whom nobody has given assurance, or a
/// practitioner finds that needs are not met after all (S1).
fn reopen<'a>(world: &World<'a>, work: &mut work::Work<'a>, event: &Event) {
    let Some((layer, by)) = work.ended else { return };
    let children = world.children_of(work);
    let nobody_spoke_for = |child: &PersonId| match &by.fact {
        Fact::FollowUpEnded(Ending::Assured(assurance)) => assurance.child(child).is_none(),
        _ => layer == EndingLayer::NoDependentChild,
    };
    let not_met = matches!(&event.fact, Fact::NeedsConsidered(needs) if needs.met == Answer::No && children.contains(&needs.child));
    let assured = layer == EndingLayer::Assured;
    if children.iter().any(nobody_spoke_for) || assured && not_met && event.author.is_signed() {
        work.open_again();
    }
}

/// An ending that takes says who saw the child: that is how the child was last seen.
fn see_what_assured(world: &mut World<'_>, event: &Event) {
    let Fact::FollowUpEnded(Ending::Assured(assurance)) = &event.fact else { return };
    if world.follow_ups.values().any(|work| work.ended.is_some_and(|(_, by)| by.id == event.id)) {
        for child in assurance.children() {
            world.see(child.seen.clone(), event, None);
        }
    }
}

/// Whether somebody signing in this role may settle an obligation by hand, one before which a follow-up cannot end or another.
///
/// # Errors
/// A sentence that says why not and what to do instead.
pub fn may_settle_by_hand(role: Role, how: &ObligationSettled, before_end: bool) -> Result<(), String> {
    evidence::settled_by_hand(Some(role), how, before_end).map(|_| ())
}

/// An ending that names no service, or none that is being followed up, is told and not guessed at (never by bulk action).
fn refuse_unclear_ending(world: &World<'_>, event: &Event, set_aside: &mut Vec<SetAside>) {
    let took = world.follow_ups.values().any(|work| work.ended.is_some_and(|(_, by)| by.id == event.id));
    if took || set_aside.iter().any(|aside| aside.event == event.id) {
        return;
    }
    let why = match &event.service {
        None => "say which service's follow-up ends: an ending is never taken for several at once".to_owned(),
        Some(service) => format!("there is no open follow-up of the service {service} for this person at that moment"),
    };
    set_aside.push(SetAside { event: event.id.clone(), why });
}
