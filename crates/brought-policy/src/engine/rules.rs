//! Firing rules: at each point of the replay, what do the pack and the core ask for?

use super::evidence::occasion_of;
use super::facts::{Rested, View};
use super::steps;
use super::turn::Turn;
use super::work::{How, Offered, Raised, Work};
use super::world::World;
use crate::deadline::{Deadline, Due};
use crate::duty::{Action, Duty, Each, With};
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
pub(super) fn obligation_id(
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
pub(super) fn owner(world: &World<'_>, work: &Work<'_>, role: Role) -> Option<PractitionerId> {
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
