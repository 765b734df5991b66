//! What the product itself asks for, whatever the pack says: so that no failed contact, no planned contact and no open follow-up is left alone.

use super::rules::{obligation_id, owner};
use super::work::{Failed, How, Raised, Work};
use super::world::World;
use crate::deadline::Deadline;
use crate::duty::{Action, Detail, DueFrom, Duty, With};
use crate::standing::Because;
use brought_domain::work::Role;
use brought_domain::{Event, EventId, Happened};
use std::borrow::Cow;

/// The rule id under which the product asks what no rule of the pack covers (H1).
pub const CORE_NOTHING_MATCHED: &str = "CORE-01";
/// The rule id under which the product asks for the outcome of a planned contact while a follow-up is open.
pub const CORE_OUTCOME_OF_PLANNED_CONTACT: &str = "CORE-02";
/// The rule id under which the product asks on, when everything asked is answered and the follow-up is still open (S2).
pub const CORE_STILL_OPEN: &str = "CORE-03";
/// The rule id under which the product shows an alert that somebody signed (STW-20).
pub const CORE_ALERT_DECIDED: &str = "CORE-04";
/// The rule id under which the product asks what follows when a pause of offers is over and nobody has said what came of a contact (SWI-15).
pub const CORE_PAUSE_IS_OVER: &str = "CORE-05";

/// Working days in which somebody decides the next step when no rule covers a situation.
const NOTHING_MATCHED_WORKING_DAYS: u32 = 1;
/// Working days in which somebody decides what follows when a pause of offers is over.
const PAUSE_IS_OVER_WORKING_DAYS: u32 = 1;
/// Working days after which a follow-up that is open with nothing left to do comes back.
const STILL_OPEN_WORKING_DAYS: u32 = 5;

/// What the product itself asks for, whatever the pack says.
pub(super) fn fire_core<'a>(world: &World<'a>, work: &mut Work<'a>, event: &'a Event, failed_here: Option<Failed<'a>>) {
    planned_contacts(world, work, event);
    if let Some(failed) = failed_here {
        let answered_for = work.raised.iter().any(|raised| {
            raised.rule != CORE_OUTCOME_OF_PLANNED_CONTACT && !raised.duty.is_offer() && raised.because.events.contains(&failed.event.id)
        });
        if !answered_for {
            let core = core_duty(Action::DecideNextStep, Role::SafeguardingLead, Role::NamedNurse, NOTHING_MATCHED_WORKING_DAYS);
            raise_core(
                world,
                work,
                CORE_NOTHING_MATCHED,
                core,
                failed.at,
                failed.at,
                std::slice::from_ref(&failed.event.id),
                Some(failed.contact),
                failed.event.id.as_str(),
            );
        }
    }
    // What was asked only because nothing else was gives way as soon as the policy asks for something again.
    let asked_again = work.raised.iter().any(|raised| raised.is_owed() && raised.rule != CORE_STILL_OPEN);
    for raised in work.raised.iter_mut().filter(|raised| asked_again && raised.settled.is_none() && raised.rule == CORE_STILL_OPEN) {
        raised.settled = Some((event, How::Replaced("the policy asks for something again".into())));
    }
    if !work.raised.iter().any(Raised::is_owed) {
        let core = core_duty(Action::DecideNextStep, Role::Practitioner, Role::Supervisor, STILL_OPEN_WORKING_DAYS);
        raise_core(
            world,
            work,
            CORE_STILL_OPEN,
            core,
            event.happened,
            event.happened,
            std::slice::from_ref(&event.id),
            None,
            event.id.as_str(),
        );
    }
}

/// What is asked when a pause of offers is over: it rests on the entry that paused them.
pub(super) fn pause_is_over<'a>(world: &World<'a>, work: &mut Work<'a>, paused_by: &Event, at: Happened) {
    let core = core_duty(Action::DecideNextStep, Role::Practitioner, Role::Supervisor, PAUSE_IS_OVER_WORKING_DAYS);
    let occasion = format!("{} {}", paused_by.id, work.openings);
    raise_core(world, work, CORE_PAUSE_IS_OVER, core, at, at, std::slice::from_ref(&paused_by.id), None, &occasion);
}

fn planned_contacts<'a>(world: &World<'a>, work: &mut Work<'a>, event: &'a Event) {
    let Some(opened) = work.latest().map(|latest| latest.at) else { return };
    let owed: Vec<_> = world
        .contacts
        .iter()
        .filter(|((person, _), contact)| {
            *person == work.person && Some(&contact.planned.service) == work.service && contact.outcome.is_none()
        })
        .filter(|((person, id), contact)| {
            let planned_ahead = contact.planned_by.happened.day(&world.zone) < contact.planned.planned_for.day(&world.zone);
            // A contact written down together with its outcome was never waiting for one.
            let has_outcome = world.outcomes.contains_key(&(*person, *id));
            contact.planned.planned_for.is_not_before(&opened, &world.zone) && (planned_ahead || !has_outcome)
        })
        .map(|((_, id), contact)| (*id, contact.planned, contact.planned_by))
        .collect();
    for (id, planned, planned_by) in owed {
        let core = core_duty(Action::RecordOutcome, Role::Practitioner, Role::Supervisor, 1);
        let moved_to = planned.planned_for.day(&world.zone).to_string();
        let already = work
            .raised
            .iter_mut()
            .find(|raised| raised.rule == CORE_OUTCOME_OF_PLANNED_CONTACT && raised.contact == Some(id) && raised.settled.is_none());
        if let Some(raised) = already {
            if raised.due.on != core.deadline.unwrap_or(Deadline::AtOnce).due(planned.planned_for, world.calendar).on {
                raised.due = core.deadline.unwrap_or(Deadline::AtOnce).due(planned.planned_for, world.calendar);
                raised.because.events = vec![planned_by.id.clone(), event.id.clone()];
            }
            continue;
        }
        let occasion = format!("{id} {moved_to}");
        raise_core(
            world,
            work,
            CORE_OUTCOME_OF_PLANNED_CONTACT,
            core,
            planned_by.happened,
            planned.planned_for,
            std::slice::from_ref(&planned_by.id),
            Some(id),
            &occasion,
        );
    }
}

fn core_duty(action: Action, owner: Role, fallback: Role, working_days: u32) -> Duty {
    Duty {
        key: "0".to_owned(),
        action,
        with: With::Nobody,
        ask: Vec::new(),
        topic: None,
        detail: Detail::Nothing,
        when: None,
        clauses: Vec::new(),
        each_month: false,
        owner,
        fallback,
        deadline: Some(Deadline::WorkingDays(working_days)),
        parameter: None,
        due_from: DueFrom::Trigger,
        for_each_child: false,
        before_end: false,
    }
}

#[allow(clippy::too_many_arguments, reason = "each is a different part of one occasion")]
fn raise_core<'a>(
    world: &World<'a>,
    work: &mut Work<'a>,
    rule: &'static str,
    duty: Duty,
    raised: Happened,
    start: Happened,
    events: &[EventId],
    contact: Option<&'a brought_domain::ContactId>,
    occasion: &str,
) {
    let id = obligation_id(world.pack, work, rule, "0", None, None, occasion);
    if work.raised.iter().any(|raised| raised.id == id) {
        return;
    }
    let due = duty.deadline.unwrap_or(Deadline::AtOnce).due(start, world.calendar);
    let practitioner =
        contact.and_then(|contact| world.contacts.get(&(work.person, contact))).and_then(|contact| contact.planned.practitioner.clone());
    let owner = if duty.owner == Role::Practitioner { practitioner.or_else(|| owner(world, work, duty.owner)) } else { None };
    let words = core_words(rule);
    let because =
        Because { rule: rule.to_owned(), clauses: Vec::new(), words: vec![words.to_owned()], events: events.to_vec(), facts: Vec::new() };
    work.raised.push(Raised {
        id,
        rule: rule.to_owned(),
        duty: Cow::Owned(duty),
        agency: None,
        child: None,
        occasion: occasion.to_owned(),
        contact,
        raised,
        due,
        because,
        asked: Default::default(),
        reviewed: Default::default(),
        owner,
        rung: 0,
        settled: None,
    });
}

/// What a core rule says, in words.
pub fn core_words(rule: &str) -> &'static str {
    match rule {
        CORE_NOTHING_MATCHED => "No rule of this policy covers what happened, so somebody must decide the next step.",
        CORE_OUTCOME_OF_PLANNED_CONTACT => "A follow-up is open, so what comes of this contact must be recorded.",
        CORE_PAUSE_IS_OVER => {
            "Offers were paused until the next contact. Its day has passed, and nobody has said what came of a contact: decide the next step."
        }
        CORE_ALERT_DECIDED => "A practitioner has signed this alert. It stands until a practitioner signs that it ends.",
        _ => "Everything asked for is answered, and the follow-up is still open: end it with evidence, or decide the next step.",
    }
}
