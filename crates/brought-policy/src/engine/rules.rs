//! Firing rules: at each point of the replay, what do the pack and the core ask for?

use super::evidence::occasion_of;
use super::facts::{Rested, View};
use super::steps;
use super::turn::Turn;
use super::work::{Failed, How, Offered, Raised, Work};
use super::world::World;
use crate::deadline::{Deadline, Due};
use crate::duty::{Action, Detail, DueFrom, Duty, Each, With};
use crate::expression::{Truth, evaluate};
use crate::fact::FactName;
use crate::pack::{On, Pack, Rule};
use crate::standing::Because;
use brought_domain::circumstances::StandingNow;
use brought_domain::contact::Answer;
use brought_domain::work::{Agency, Role};
use brought_domain::{Event, EventId, Fact, Happened, ObligationId, PersonId, PractitionerId};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeSet;

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

/// Everything a rule wants done, worked out before anything is changed.
struct Plan<'a> {
    rule: &'a Rule,
    because: Because,
    raise: Vec<Raised<'a>>,
    join: Vec<(usize, EventId, ObligationId)>,
}

/// Runs the rules of the pathway over a piece of work at one event.
///
/// A follow-up that has just moved to this pathway is asked what the pathway asks for its latest failed contact, as if it had been there.
pub(super) fn fire<'a>(world: &World<'a>, work: &mut Work<'a>, event: &'a Event, on: On, moved: bool) {
    let Some(pathway) = work.pathway() else { return };
    for rule in pathway.rules.iter().filter(|rule| rule.on == on) {
        if rule.each == Each::Change && !has_changed(world, work, rule) {
            continue;
        }
        let Some(plan) = plan(world, work, rule, event, moved) else { continue };
        work.fired.entry(&rule.id).or_default().extend(plan.because.events.iter().cloned());
        if let Some(stage) = rule.stage.filter(|stage| *stage > work.stage) {
            work.stage = stage;
            work.stage_because = Some(plan.because.clone());
        }
        if !rule.prompts.is_empty() {
            work.offered.insert(&plan.rule.id, Offered { at: event.happened, because: plan.because.clone() });
        }
        for (index, event, id) in plan.join {
            if !work.raised[index].because.events.contains(&event) {
                work.raised[index].because.events.push(event);
            }
            work.joined.insert(id);
        }
        work.raised.extend(plan.raise);
    }
}

/// Whether the condition of a rule for each change holds now and did not before.
fn has_changed<'a>(world: &World<'a>, work: &mut Work<'a>, rule: &'a Rule) -> bool {
    if evaluate(&rule.when, &View::new(world, work)) == Truth::No {
        work.holding.remove(rule.id.as_str());
        return false;
    }
    work.holding.insert(&rule.id)
}

/// Lets go of the rules for each change whose condition has ceased to hold by time alone, before the next event is looked at.
pub(super) fn cease(world: &World<'_>, work: &mut Work<'_>) {
    if work.holding.is_empty() {
        return;
    }
    let Some(pathway) = work.pathway() else { return };
    let view = View::new(world, work);
    let rules = pathway.rules.iter().filter(|rule| work.holding.contains(rule.id.as_str()));
    let ceased: Vec<&str> = rules.filter(|rule| evaluate(&rule.when, &view) == Truth::No).map(|rule| rule.id.as_str()).collect();
    for rule in ceased {
        work.holding.remove(rule);
    }
}

fn plan<'a>(world: &World<'a>, work: &Work<'a>, rule: &'a Rule, event: &'a Event, moved: bool) -> Option<Plan<'a>> {
    let view = View::new(world, work);
    if evaluate(&rule.when, &view) == Truth::No {
        return None;
    }
    let rested = rest(&view, rule.when.facts());
    let rests_on = |id: &EventId| rested.iter().any(|(_, (_, events))| events.contains(id));
    let missed = work.latest().filter(|latest| moved && rests_on(&latest.event.id)).map(|latest| &latest.event.id);
    let occasion = match (rule.each, rule.on) {
        (Each::FollowUp, _) => format!("opening {}", work.openings),
        (Each::Change, _) => occasion_of(&event.id),
        (Each::FailedContact, On::FollowUp) => format!("failed contact {}", work.latest()?.event.id),
        (Each::FailedContact | Each::Occasion, _) if rests_on(&event.id) => occasion_of(&event.id),
        _ => occasion_of(missed?),
    };
    let because = grounds(world.pack, rule, rested, event);
    let mut plan = Plan { rule, because, raise: Vec::new(), join: Vec::new() };
    for duty in &rule.duties {
        if duty.when.as_ref().is_some_and(|condition| evaluate(&condition.when, &view) == Truth::No) {
            continue;
        }
        let because = of_duty(world.pack, &view, duty, &plan.because);
        for (agency, child) in targets(world, duty, &view.children) {
            let same = |raised: &&Raised<'_>| {
                raised.rule == rule.id && raised.duty.as_ref() == duty && raised.agency == agency && raised.child == child
            };
            let open = work.raised.iter().position(|raised| same(&raised) && raised.settled.is_none());
            let turn = match (duty.each_month, open) {
                (false, _) => Turn::once(work, duty, &occasion, event),
                (true, None) => Turn::of_month(world, work, duty, work.raised.iter().filter(same), event),
                (true, Some(_)) => continue,
            };
            let made = make(world, work, rule, duty, agency.clone(), child.clone(), turn, &because);
            if work.joined.contains(&made.id) || work.raised.iter().any(|raised| raised.id == made.id) {
                continue;
            }
            let joins = matches!(rule.each, Each::FailedContact | Each::Change) || rule.on == On::Child;
            match open.filter(|_| joins) {
                Some(index) => plan.join.push((index, event.id.clone(), made.id)),
                None => plan.raise.push(made),
            }
        }
    }
    let new_occasion = !work.fired.contains_key(rule.id.as_str()) || matches!(rule.each, Each::Occasion | Each::Change);
    (!plan.raise.is_empty() || !plan.join.is_empty() || new_occasion).then_some(plan)
}

/// Facts with what they rest on.
type Rest = Vec<(FactName, Rested)>;

fn rest(view: &View<'_, '_>, facts: Vec<FactName>) -> Rest {
    facts.into_iter().map(|fact| (fact, view.rested(fact))).collect()
}

/// Why a rule fires.
fn grounds(pack: &Pack, rule: &Rule, rested: Rest, event: &Event) -> Because {
    // The event at which the condition came to hold belongs to the reasons even when no fact rests on it.
    let mut because = because(pack, &rule.id, &rule.clauses, vec![event.id.clone()], Vec::new());
    add(&mut because, rested);
    because
}

/// Why a duty is asked for: with its own condition, and the clauses of the set it comes from.
fn of_duty(pack: &Pack, view: &View<'_, '_>, duty: &Duty, of_rule: &Because) -> Because {
    let mut because = of_rule.clone();
    add(&mut because, rest(view, duty.facts()));
    for clause in duty.clauses.iter().filter(|clause| !of_rule.clauses.contains(clause)) {
        because.clauses.push(clause.clone());
        because.words.extend(pack.clauses.get(clause).map(|clause| clause.says.clone()));
    }
    because
}

fn add(because: &mut Because, rested: Rest) {
    for (fact, (value, events)) in rested {
        because.events.extend(events);
        if !because.facts.iter().any(|(known, _)| *known == fact) {
            because.facts.push((fact, value));
        }
    }
    because.events.sort();
    because.events.dedup();
}

/// Whom a duty is about: one agency each, one child each, or once.
fn targets(world: &World<'_>, duty: &Duty, children: &[PersonId]) -> Vec<(Option<Agency>, Option<PersonId>)> {
    let every_child = children;
    let children: Vec<Option<PersonId>> = match (duty.for_each_child, children) {
        (true, children) => children.iter().cloned().map(Some).collect(),
        (false, [only]) => vec![Some(only.clone())],
        (false, _) => vec![None],
    };
    if duty.with != With::EachPlanAgency {
        return children.into_iter().map(|child| (None, child)).collect();
    }
    let mut targets = Vec::new();
    for child in children {
        let of = child.as_ref().map_or(every_child, std::slice::from_ref).iter().filter_map(|child| world.people.get(child));
        let members = of.flat_map(|person| {
            let plans = person.plans.values().filter(|(plan, _)| plan.state != StandingNow::Ended);
            // A plan whose agencies nobody has written down still has to be asked about.
            plans.flat_map(|(plan, _)| match person.on_plans.get(&plan.plan) {
                None => vec![None],
                Some(members) => members.iter().map(|member| Some(member.agency.clone())).collect(),
            })
        });
        let agencies: BTreeSet<Option<Agency>> = members.collect();
        targets.extend(agencies.into_iter().map(|agency| (agency, child.clone())));
    }
    targets
}

#[allow(clippy::too_many_arguments, reason = "each is a different part of one occasion, and bundling them would only name the bundle")]
fn make<'a>(
    world: &World<'a>,
    work: &Work<'a>,
    rule: &'a Rule,
    duty: &'a Duty,
    agency: Option<Agency>,
    child: Option<PersonId>,
    turn: Turn,
    because: &Because,
) -> Raised<'a> {
    let latest = work.latest();
    let due = turn.due.unwrap_or_else(|| due(world, duty, turn.start));
    let earlier =
        work.raised.iter().filter(|raised| raised.rule == rule.id && raised.duty.as_ref() == duty && raised.child == child).count();
    // A further visit that fails too starts the clock again one rung higher (our addition to NAF-28).
    let rung = if duty.action == Action::SetFurtherVisit { earlier } else { 0 };
    Raised {
        id: obligation_id(world.pack, work, &rule.id, &duty.key, agency.as_ref(), child.as_ref(), &turn.occasion),
        rule: rule.id.clone(),
        duty: Cow::Borrowed(duty),
        agency,
        child,
        occasion: turn.occasion,
        contact: latest.map(|latest| latest.contact),
        raised: turn.start,
        because: because.clone(),
        asked: Default::default(),
        reviewed: Default::default(),
        owner: owner(world, work, duty.owner),
        rung,
        settled: steps::done_before(world, work, duty, &due).map(|event| (event, How::Answered)),
        due,
    }
}

/// When a duty is due that runs from a moment, by the parameter in force on that day.
pub(super) fn due(world: &World<'_>, duty: &Duty, start: Happened) -> Due {
    let parameter = duty.parameter.as_ref().and_then(|name| world.pack.parameters.get(name));
    let deadline = parameter.and_then(|parameter| parameter.on(start.day(&world.zone)));
    deadline.or(duty.deadline).unwrap_or(Deadline::AtOnce).due(start, world.calendar)
}

fn because(
    pack: &Pack,
    rule: &str,
    clauses: &[String],
    events: Vec<EventId>,
    facts: Vec<(FactName, crate::expression::FactValue)>,
) -> Because {
    let words = clauses.iter().filter_map(|clause| pack.clauses.get(clause)).map(|clause| clause.says.clone()).collect();
    Because { rule: rule.to_owned(), clauses: clauses.to_vec(), words, events, facts }
}

/// The same person, service, rule and occasion give the same id, in every version of the pack and on every machine (S5).
fn obligation_id(
    pack: &Pack,
    work: &Work<'_>,
    rule: &str,
    key: &str,
    agency: Option<&Agency>,
    child: Option<&PersonId>,
    occasion: &str,
) -> ObligationId {
    let agency = agency.map(|agency| format!("{} {}", agency.kind.code(), agency.name.as_deref().unwrap_or_default())).unwrap_or_default();
    let parts = [
        pack.id.as_str(),
        work.person.as_str(),
        work.service.map_or("", |service| service.as_str()),
        rule,
        key,
        &agency,
        child.map_or("", |child| child.as_str()),
        occasion,
    ];
    identifier("ob", &parts)
}

/// A short identifier that follows from its parts.
pub(super) fn identifier<T: std::str::FromStr<Err = brought_domain::identity::IdentifierProblem>>(prefix: &str, parts: &[&str]) -> T {
    let mut digest = Sha256::new();
    for part in parts {
        // The length before each part keeps ("ab", "c") apart from ("a", "bc").
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        digest.update(part.as_bytes());
    }
    let hex: String = digest.finalize().iter().take(10).map(|byte| format!("{byte:02x}")).collect();
    match format!("{prefix}-{hex}").parse() {
        Ok(id) => id,
        Err(problem) => unreachable!("a prefix and hexadecimal digits are an identifier: {problem}"),
    }
}

/// The person who owes it, when the record names one.
fn owner(world: &World<'_>, work: &Work<'_>, role: Role) -> Option<PractitionerId> {
    if role != Role::Practitioner {
        return None;
    }
    let assigned = || {
        let person = world.people.get(work.person)?;
        person.assigned.get(&work.service).or_else(|| person.assigned.get(&None)).copied()
    };
    let latest = work.latest();
    latest
        .and_then(|latest| latest.practitioner)
        .or_else(assigned)
        .or_else(|| latest.and_then(|latest| latest.event.author.practitioner()))
        .cloned()
}

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

/// A further visit that the manager has set for an earlier day than the policy's last is due on that day (NAF-28).
pub(super) fn tighten(work: &mut Work<'_>, event: &Event) {
    let Fact::FurtherVisitSet(set) = &event.fact else { return };
    let by = brought_calendar::end_of_day(set.by);
    let visits = work.raised.iter_mut().filter(|raised| raised.duty.action == Action::MakeFurtherVisit && raised.settled.is_none());
    for raised in visits.filter(|raised| raised.child.as_ref().is_none_or(|child| child == &set.child) && by < raised.due.by) {
        raised.due.by = by;
        raised.due.on = set.by;
        raised.because.events.push(event.id.clone());
    }
}

/// Settles everything still open because the follow-up ended.
pub(super) fn settle_by_ending<'a>(work: &mut Work<'a>, event: &'a Event, words: &str) {
    for raised in work.raised.iter_mut().filter(|raised| raised.settled.is_none()) {
        raised.settled = Some((event, How::Replaced(words.to_owned())));
    }
}

/// Whether the rule's condition holds now, not known included.
pub(super) fn holds(truth: Truth) -> bool {
    truth != Answer::No
}
