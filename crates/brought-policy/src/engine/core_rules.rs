//! What the product itself asks for, whatever the pack says: so that no failed contact, no planned contact and no open follow-up is left alone.

use super::can_change::of_duty;
use super::few::Few;
use super::names::Entry;
use super::rules::owner;
use super::work::{Asked, How, Occasion, PlansKnown, Raised, Work};
use super::world::{Contact, Planned, World};
use crate::deadline::{Deadline, Due};
use crate::duty::{Action, Detail, DueFrom, Duty, With};
use brought_domain::work::{AgencyKind, Role};
use brought_domain::{Event, EventId, Fact, Happened};
use std::sync::LazyLock;

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
/// The rule id under which the product asks for a referral when somebody wrote down that a child is in danger now, and then for its answer.
pub const CORE_DANGER: &str = "CORE-06";

/// Working days in which a referral made because of danger is answered: within one, a social worker acknowledges it and decides what follows
/// (Working Together to Safeguard Children, 2023, chapter 3).
const ANSWER_WORKING_DAYS: u32 = 1;
/// Working days in which somebody decides the next step when no rule covers a situation.
const NOTHING_MATCHED_WORKING_DAYS: u32 = 1;
/// Working days after a planned contact in which its outcome is recorded.
const OUTCOME_WORKING_DAYS: u32 = 1;
/// Working days in which somebody decides what follows when a pause of offers is over.
const PAUSE_IS_OVER_WORKING_DAYS: u32 = 1;
/// Working days after which a follow-up that is open with nothing left to do comes back.
const STILL_OPEN_WORKING_DAYS: u32 = 5;

/// What the product itself asks for, whatever the pack says. `has_just_failed` when this event reported the latest contact as failed.
pub(super) fn fire_core<'a>(world: &World<'a>, work: &mut Work<'a>, event: &'a Event, has_just_failed: bool) {
    planned_contacts(world, work, event);
    if let Some(failed) = work.latest().filter(|_| has_just_failed) {
        // What is asked because of it was mostly asked last.
        let answered_for = work.raised.iter().rev().any(|raised| {
            raised.asked.rule != CORE_OUTCOME_OF_PLANNED_CONTACT && !raised.duty.is_offer() && work.is_because_of(raised, &failed.event.id)
        });
        if !answered_for {
            let occasion = Occasion::Core(&failed.event.id);
            let core = Core { rule: CORE_NOTHING_MATCHED, duty: &NOTHING_MATCHED, occasion, because: &failed.event.id };
            let (at, contact) = (failed.at, failed.contact);
            raise(world, work, core, at, at, Some(contact));
        }
    }
    // What was asked only because nothing else was gives way as soon as the policy asks for something again.
    if work.asks_on && work.raised.iter().any(|raised| raised.is_owed() && raised.asked.rule != CORE_STILL_OPEN) {
        work.asks_on = false;
        for raised in work.raised.iter_mut().filter(|raised| raised.settled.is_none() && raised.asked.rule == CORE_STILL_OPEN) {
            raised.settled = Some((event, How::Replaced("the policy asks for something again".into())));
            work.facts.forget(of_duty(raised.duty));
        }
    }
    let first_open = work.first_open();
    if !work.raised.iter().skip(first_open).any(Raised::is_owed) {
        work.asks_on = true;
        let core = Core { rule: CORE_STILL_OPEN, duty: &STILL_OPEN, occasion: Occasion::Core(&event.id), because: &event.id };
        raise(world, work, core, event.happened, event.happened, None);
    }
}

/// What is asked when a pause of offers is over: it rests on the entry that paused them.
pub(super) fn pause_is_over<'a>(world: &World<'a>, work: &mut Work<'a>, paused_by: &'a Event, at: Happened) {
    let occasion = Occasion::PauseOver(&paused_by.id, work.openings);
    let core = Core { rule: CORE_PAUSE_IS_OVER, duty: &PAUSE_IS_OVER, occasion, because: &paused_by.id };
    raise(world, work, core, at, at, None);
}

/// What the product asks for of the child as a whole: whether or not a follow-up is open, danger is told at once, and the answer is asked for.
#[inline]
pub(super) fn fire_on_child<'a>(world: &World<'a>, child: &mut Work<'a>, entry: Entry<'a>) {
    if matches!(entry.event.fact, Fact::ConcernsDecided(_) | Fact::ReferralMade(_)) {
        tell_of_danger(world, child, entry);
    }
}

fn tell_of_danger<'a>(world: &World<'a>, child: &mut Work<'a>, entry: Entry<'a>) {
    let event = entry.event;
    match &event.fact {
        Fact::ConcernsDecided(decided) if entry.about == child.person && decided.tells_only_of_danger() => {
            let core = Core { rule: CORE_DANGER, duty: &REFER_NOW, occasion: Occasion::Entry(&event.id), because: &event.id };
            raise(world, child, core, event.happened, event.happened, None);
        }
        Fact::ReferralMade(_) => {
            let answers = |raised: &Raised<'_>| {
                std::ptr::eq(raised.duty, &*REFER_NOW) && raised.settled.as_ref().is_some_and(|(by, _)| by.id == event.id)
            };
            if child.raised.iter().any(answers) {
                let core = Core { rule: CORE_DANGER, duty: &OBTAIN_ANSWER, occasion: Occasion::Entry(&event.id), because: &event.id };
                raise(world, child, core, event.happened, event.happened, None);
            }
        }
        _ => {}
    }
}

fn planned_contacts<'a>(world: &World<'a>, work: &mut Work<'a>, event: &'a Event) {
    let Some(opened) = work.latest().map(|latest| latest.at) else { return };
    // What was asked for is asked for again only where something has been said of a contact, or one of the questions has been settled.
    let known = PlansKnown { told_of_contacts: world.told_of_contacts, openings: work.openings, failed: work.failed.len() };
    if work.facts.keeps() && work.plans_known == Some(known) {
        return;
    }
    work.plans_known = Some(known);
    let person = work.person;
    for contact in world.contacts.iter().filter(|contact| contact.person == person) {
        let Some(Planned { plan, by, day, is_ahead, .. }) = contact.awaited().filter(|planned| Some(&planned.plan.service) == work.service)
        else {
            continue;
        };
        // A contact written down together with its outcome was never waiting for one.
        let planned_ahead = is_ahead || contact.standing.is_none();
        if !plan.planned_for.is_not_before(&opened, &world.zone) || !planned_ahead {
            continue;
        }
        let of_contact = |raised: &&mut Raised<'_>| {
            raised.contact == Some(contact.id) && raised.settled.is_none() && raised.asked.rule == CORE_OUTCOME_OF_PLANNED_CONTACT
        };
        if let Some(raised) = work.raised.iter_mut().find(of_contact) {
            let due = due(&OUTCOME_OF_PLANNED_CONTACT, plan.planned_for, world);
            if raised.due.on != due.on {
                raised.due = due;
                raised.because = work.reasons.of_core(CORE_OUTCOME_OF_PLANNED_CONTACT, &[&by.id, &event.id]);
            }
            continue;
        }
        let core = Core {
            rule: CORE_OUTCOME_OF_PLANNED_CONTACT,
            duty: &OUTCOME_OF_PLANNED_CONTACT,
            occasion: Occasion::Planned(contact.id, day),
            because: &by.id,
        };
        raise(world, work, core, by.happened, plan.planned_for, Some(contact.id));
    }
}

static NOTHING_MATCHED: LazyLock<Duty> =
    LazyLock::new(|| duty(Action::DecideNextStep, Role::SafeguardingLead, Role::NamedNurse, NOTHING_MATCHED_WORKING_DAYS));
static STILL_OPEN: LazyLock<Duty> =
    LazyLock::new(|| duty(Action::DecideNextStep, Role::Practitioner, Role::Supervisor, STILL_OPEN_WORKING_DAYS));
static PAUSE_IS_OVER: LazyLock<Duty> =
    LazyLock::new(|| duty(Action::DecideNextStep, Role::Practitioner, Role::Supervisor, PAUSE_IS_OVER_WORKING_DAYS));
static OUTCOME_OF_PLANNED_CONTACT: LazyLock<Duty> =
    LazyLock::new(|| duty(Action::RecordOutcome, Role::Practitioner, Role::Supervisor, OUTCOME_WORKING_DAYS));
static REFER_NOW: LazyLock<Duty> = LazyLock::new(|| Duty {
    with: With::Agency(AgencyKind::ChildrensSocialCare),
    deadline: Some(Deadline::AtOnce),
    ..duty(Action::Refer, Role::Practitioner, Role::SafeguardingLead, 0)
});
static OBTAIN_ANSWER: LazyLock<Duty> = LazyLock::new(|| Duty {
    key: "1".to_owned(),
    ..duty(Action::ObtainAnswerToReferral, Role::Practitioner, Role::SafeguardingLead, ANSWER_WORKING_DAYS)
});

fn duty(action: Action, owner: Role, fallback: Role, working_days: u32) -> Duty {
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
        later_deadlines: Vec::new(),
        due_from: DueFrom::Trigger,
        for_each_child: false,
        before_end: false,
    }
}

/// What the product asks for on one occasion.
struct Core<'a> {
    rule: &'static str,
    duty: &'static Duty,
    occasion: Occasion<'a>,
    because: &'a EventId,
}

fn raise<'a>(
    world: &World<'a>,
    work: &mut Work<'a>,
    core: Core<'a>,
    raised: Happened,
    start: Happened,
    contact: Option<&'a brought_domain::ContactId>,
) {
    let Core { rule, duty, occasion, because } = core;
    let asked = Asked { rule, key: &duty.key, agency: None, child: None, occasion };
    if work.raised.iter().any(|raised| raised.asked.is_same(&asked)) {
        return;
    }
    let of_work = |known: &&Contact<'a>| known.person == work.person && Some(known.id) == contact;
    let planned = contact.and_then(|_| world.contacts.iter().find(of_work)).and_then(|contact| contact.planned);
    let practitioner = planned.and_then(|planned| planned.plan.practitioner.as_ref());
    let owner = if duty.owner == Role::Practitioner { practitioner.or_else(|| owner(world, work, duty.owner)) } else { None };
    work.facts.forget(of_duty(duty));
    let because = work.reasons.of_core(rule, &[because]);
    work.asked_for.add(duty.action);
    work.raised.push(Raised {
        asked,
        duty,
        contact,
        raised,
        place: world.place,
        due: due(duty, start, world),
        because,
        put: Few::NONE,
        reviewed: Few::NONE,
        owner,
        visitor: None,
        rung: 0,
        settled: None,
    });
}

fn due(duty: &Duty, start: Happened, world: &World<'_>) -> Due {
    duty.deadline.unwrap_or(Deadline::AtOnce).due(start, world.calendar)
}

/// What a core rule says, in words.
pub fn core_words(rule: &str) -> &'static str {
    match rule {
        CORE_NOTHING_MATCHED => "No rule of this policy covers what happened, so somebody must decide the next step.",
        CORE_OUTCOME_OF_PLANNED_CONTACT => "A follow-up is open, so what comes of this contact must be recorded.",
        CORE_PAUSE_IS_OVER => {
            "Offers were paused until the next contact. Its day has passed, and nobody has said what came of a contact: decide the next step."
        }
        CORE_DANGER => {
            "Somebody wrote down that the child is in danger now: children's social care has to be told at once, and has to answer."
        }
        CORE_ALERT_DECIDED => "A practitioner has signed this alert. It stands until a practitioner signs that it ends.",
        _ => "Everything asked for is answered, and the follow-up is still open: end it with evidence, or decide the next step.",
    }
}
