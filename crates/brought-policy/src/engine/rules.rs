//! Firing rules: at each point of the replay, what do the pack and the core ask for?

use super::can_change::{OF_WORK, OF_WORK_ALONE, of_duty};
use super::facts::View;
use super::few::Few;
use super::memory::Found;
use super::names::{Entry, Who};
use super::occasion::{At, Known, Turned, is_new, occasion};
use super::reason::{Reason, Reasons};
use super::steps;
use super::turn::Turn;
use super::work::{Asked, Fired, How, Offered, Raised, Work, may_waive};
use super::world::World;
use crate::deadline::{Deadline, Due};
use crate::duty::{Action, Duty, Each, With};
use crate::expression::{Facts, Truth};
use crate::fact::FactSet;
use crate::pack::{Block, On, Pathway, Places, Rule, Watched};
use brought_domain::circumstances::StandingNow;
use brought_domain::contact::{Answer, FurtherVisitSet};
use brought_domain::work::{Agency, Role};
use brought_domain::{Event, Fact, FollowUpId, Happened, ObligationId, PersonId, PractitionerId};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// As many duties as rules mostly ask for at once: room that grows by steps costs more.
const SOME_DUTIES: usize = 16;

/// Everything a rule wants done, worked out before anything is changed. Emptied for the next rule, its room is used again.
struct Plan<'a> {
    reasons: Reasons<'a>,
    raise: Vec<Raised<'a>>,
    join: Vec<(usize, Asked<'a>)>,
}

/// Runs the rules of the pathway over a piece of work at one event.
///
/// A follow-up that has just moved to this pathway is asked what the pathway asks for its latest failed contact, as if it had been there.
#[inline]
pub(super) fn fire<'a>(world: &World<'a>, work: &mut Work<'a>, entry: Entry<'a>, moved: bool) {
    let changed = work.facts.take_changed();
    let changed = if moved { FactSet::ALL } else { changed };
    let found = work.facts.take_found();
    let turned = match (std::mem::take(&mut work.has_just_opened), moved) {
        (true, _) => Turned::Opened,
        (false, true) => Turned::Moved,
        (false, false) => Turned::No,
    };
    let Some(pathway) = work.pathway() else { return };
    if changed == FactSet::ALL {
        work.ask_anew();
    }
    let looks = pathway.rules.looks(work.on());
    if is_concerned(&looks.any, changed, entry) {
        fire_concerned(world, work, pathway, At { entry, turned, changed }, found);
    }
}

/// Runs the rules of the pathway, some of which an entry concerns.
fn fire_concerned<'a>(world: &World<'a>, work: &mut Work<'a>, pathway: &'a Pathway, at: At<'a>, found: Found) {
    work.facts.never_told(world.never_told);
    for (index, block) in pathway.rules.looks(work.on()).blocks.iter().enumerate() {
        let concerned = concerned(world, work, index, block, at, found);
        if concerned.left != 0 {
            fire_these(world, work, pathway, concerned, at);
        }
    }
}

/// Looks at the rules of a block that can come to anything new.
fn fire_these<'a>(world: &World<'a>, work: &mut Work<'a>, pathway: &'a Pathway, concerned: Concerned<'a>, at: At<'a>) {
    let Concerned { index, block, mut left, quiet } = concerned;
    let mut room = world.room.take();
    room.reserve(SOME_DUTIES);
    let mut plan = Plan { reasons: std::mem::take(&mut work.reasons), raise: room, join: Vec::new() };
    while left != 0 {
        let place = left.trailing_zeros() as usize;
        let this = 1 << place;
        left &= !this;
        let rule = &pathway.rules[block.rules[place]];
        let kept_by = rule.watches.condition.kept_by(&View::new(world, work));
        let holds = kept_by.is_none();
        match kept_by.map(|part| &block.parts[block.parts_of[place][part]]) {
            None => work.looked_at[index].holds(this),
            Some(part) => {
                // A rule for each change has to take note itself that its condition does not hold any more.
                let these = if work.holding.is_empty() { left } else { 0 };
                left &= !work.looked_at[index].kept_by(this, &rule.watches, part, these);
            }
        }
        if rule.each == Each::Change && !has_changed(work, rule, holds) || !holds {
            continue;
        }
        let known = Known { has_asked: work.looked_at[index].has_asked & this != 0 };
        let Some(because) = plan_for(world, work, rule, known, at, &mut plan) else { continue };
        work.looked_at[index].fired(this);
        let changed = carry_out(work, rule, at, because, &mut plan);
        if changed != FactSet::NONE {
            // What rests on what is asked may be another now, for the rules that come after this one.
            left |= quiet & block.watching(changed) & !(this | (this - 1));
        }
    }
    work.reasons = plan.reasons;
    world.room.set(plan.raise);
}

/// The rules of a block that an entry concerns.
struct Concerned<'a> {
    /// Where the block stands among those of the pathway.
    index: usize,
    block: &'a Block,
    /// Those to look at.
    left: Places,
    /// Those of which nothing can come, as long as the facts that they use are as they were.
    quiet: Places,
}

/// Which rules of a block can come to anything new at this entry.
///
/// One whose condition did not hold, when a fact in the part that kept it from holding has another value. One that has asked for all that it
/// asks for, when a fact in its condition or in that of a duty has another value or rests on other entries: the same facts are no new occasion;
/// but never one that asks for all of it at once. Besides, at the next failed contact, for the agencies of a plan that has just been recorded,
/// and for the next month when the review of this one is done.
fn concerned<'a>(world: &World<'a>, work: &Work<'a>, index: usize, block: &'a Block, at: At<'a>, found: Found) -> Concerned<'a> {
    let known = &work.looked_at[index];
    let among = |these: Places, here: bool| if here { these } else { 0 };
    let again = among(block.plan_agencies, tells_of_plan(at.entry))
        | among(block.each_month, at.changed.has(OF_WORK_ALONE))
        | among(block.each_failed_contact & !known.asked_of_contact, tells_of_outcome(at.entry));
    let concerned = block.watching(at.changed) | again;
    if concerned == 0 || !work.facts.keeps() {
        return Concerned { index, block, left: concerned, quiet: 0 };
    }
    let asked = known.asked & !block.each_failed_contact | known.asked_of_contact & block.each_failed_contact;
    // Nothing more can come of these, whatever becomes of any fact.
    let concerned = concerned & !(asked & block.asks_at_once);
    let unmet = concerned & known.does_not_hold;
    let content = concerned & !known.does_not_hold & asked & !again;
    let view = View::new(world, work);
    // Another value of a fact that has not changed since is none that a rule has looked at.
    work.facts.not_known(block.facts.both(at.changed)).into_iter().for_each(|fact| {
        if known.waiting_for(fact) & unmet | block.watching[fact.index()] & content != 0 {
            view.value(fact);
        }
    });
    let found = found.with(work.facts.found());
    let stirred = unmet & known.waiting_for_any(found.differ.both(block.facts)) | content & block.watching(found.renewed);
    let quiet = unmet | content;
    Concerned { index, block, left: concerned & !quiet | stirred, quiet }
}

/// Does what a rule wants done. The facts that may have changed by what was raised.
fn carry_out<'a>(work: &mut Work<'a>, rule: &'a Rule, at: At<'a>, because: Reason<'a>, plan: &mut Plan<'a>) -> FactSet {
    let entry = at.entry;
    if let Some(stage) = rule.stage.filter(|stage| *stage > work.stage) {
        work.stage = stage;
        work.stage_because = Some(because);
    }
    if !rule.prompts.is_empty() {
        work.note_offered(rule, Offered { at: entry.event.happened, failed: work.failed.len(), because });
    }
    work.fired.push(Fired { rule, because });
    for (index, asked) in plan.join.drain(..) {
        // It was asked for at an earlier entry, and so has not rested on this one yet.
        let because = &mut work.raised[index].because;
        *because = plan.reasons.and(*because, &entry.event.id);
        work.joined.push(asked);
    }
    let mut changed = FactSet::NONE;
    for raised in &plan.raise {
        work.asked_for.add(raised.duty.action);
        changed = changed.with_all(of_duty(raised.duty));
    }
    work.raised.append(&mut plan.raise);
    work.facts.forget(changed)
}

/// Whether any of these rules can come to anything new at this entry.
fn is_concerned(watched: &Watched, changed: FactSet, entry: Entry<'_>) -> bool {
    let of_month = || watched.each_month && changed.has(OF_WORK_ALONE);
    let of_plan = || watched.plan_agencies && tells_of_plan(entry);
    let of_contact = || watched.each_failed_contact && tells_of_outcome(entry);
    changed == FactSet::ALL || watched.facts.shares(changed) || of_month() || of_plan() || of_contact()
}

fn tells_of_plan(entry: Entry<'_>) -> bool {
    matches!(entry.event.fact, Fact::PlanRecorded(_))
}

fn tells_of_outcome(entry: Entry<'_>) -> bool {
    matches!(entry.event.fact, Fact::OutcomeRecorded(_))
}

/// Whether the condition of a rule for each change holds now and did not before.
fn has_changed<'a>(work: &mut Work<'a>, rule: &'a Rule, holds: bool) -> bool {
    let held = work.holding.iter().position(|held| std::ptr::eq(*held, rule));
    match held {
        Some(index) if !holds => {
            work.holding.remove(index);
        }
        None if holds => work.holding.push(rule),
        _ => {}
    }
    holds && held.is_none()
}

/// Lets go of the rules for each change whose condition has ceased to hold by time alone, before the next event is looked at.
#[inline]
pub(super) fn cease<'a>(world: &World<'a>, work: &mut Work<'a>) {
    if !work.holding.is_empty() {
        let_go_of_ceased(world, work);
    }
}

fn let_go_of_ceased<'a>(world: &World<'a>, work: &mut Work<'a>) {
    let changed = work.facts.changed();
    let mut holding = std::mem::take(&mut work.holding);
    let view = View::new(world, work);
    holding.retain(|rule| !rule.watches.watched.facts.shares(changed) || rule.watches.condition.holds(&view) != Truth::No);
    work.holding = holding;
}

/// Puts into the plan what a rule asks for whose condition holds, and says why. Nothing: there is nothing new to ask or to offer.
fn plan_for<'a>(world: &World<'a>, work: &Work<'a>, rule: &'a Rule, known: Known, at: At<'a>, plan: &mut Plan<'a>) -> Option<Reason<'a>> {
    let view = View::new(world, work);
    let entry = at.entry;
    let Known { has_asked, .. } = known;
    let occasion = occasion(&view, rule, known, at, &plan.reasons)?;
    // For what this very entry brought, nothing has been asked yet.
    let may_repeat = has_asked && !is_new(&occasion, at);
    let joins = matches!(rule.each, Each::FailedContact | Each::Change) || rule.on == On::Child;
    let mut because = None;
    // The event at which the condition came to hold belongs to the reasons even when no fact rests on it.
    let mut of_rule = |reasons: &mut Reasons<'a>| *because.get_or_insert_with(|| reasons.of_rule(rule, &entry.event.id, &view));
    for duty in &rule.duties {
        if duty.when.as_ref().is_some_and(|condition| condition.compiled.holds(&view) == Truth::No) {
            continue;
        }
        let mut because = None;
        for_each_target(world, duty, view.children(), |agency, child| {
            // What was done about one failed contact says nothing about another (NAF-21).
            let of_contact = (duty.action == Action::RecordResponse).then(|| work.latest().map(|latest| latest.contact));
            let same = |raised: &&Raised<'_>| {
                std::ptr::eq(raised.duty, duty)
                    && raised.asked.agency == agency
                    && raised.asked.child == child
                    && of_contact.is_none_or(|contact| contact == raised.contact)
            };
            // What a rule asks for the first time is asked for nowhere yet.
            let open = || work.raised.iter().position(|raised| raised.settled.is_none() && same(&raised));
            let open = if has_asked && (joins || duty.each_month) { open() } else { None };
            let turn = match (duty.each_month, open) {
                (false, _) => Turn::once(work, duty, occasion, entry),
                (true, None) => Turn::of_month(world, work, duty, work.raised.iter().filter(same), entry),
                (true, Some(_)) => return,
            };
            let asked = Asked { rule: &rule.id, key: &duty.key, agency, child, occasion: turn.occasion };
            let mut known = work.joined.iter().chain(work.raised.iter().map(|raised| &raised.asked));
            if (may_repeat || has_asked && duty.each_month) && known.any(|known| known.is_same(&asked)) {
                return;
            }
            match open.filter(|_| joins) {
                Some(index) => plan.join.push((index, asked)),
                None => {
                    let because = *because.get_or_insert_with(|| of_rule(&mut plan.reasons).of_condition(duty, &view));
                    plan.raise.push(make(world, work, duty, asked, turn, because));
                }
            }
        });
    }
    let is_new_occasion = || matches!(rule.each, Each::Occasion | Each::Change) || !known.has_fired(work, rule) || offers_again(work, rule);
    (!plan.raise.is_empty() || !plan.join.is_empty() || is_new_occasion()).then(|| of_rule(&mut plan.reasons))
}

/// Whether another contact has failed since a rule for each of them offered its prompts.
fn offers_again(work: &Work<'_>, rule: &Rule) -> bool {
    let offered = || work.offered(rule).is_none_or(|offered| offered.failed < work.failed.len());
    rule.each == Each::FailedContact && !rule.prompts.is_empty() && offered()
}

/// Whom a duty is about: one agency each, one child each, or once.
fn for_each_target<'a>(world: &World<'a>, duty: &Duty, children: &[Who], mut ask: impl FnMut(Option<&'a Agency>, Option<Who>)) {
    let mut ask_of = |child: Option<Who>, of: &[Who]| {
        if duty.with == With::EachPlanAgency {
            agencies_on_plans(world, of).into_iter().for_each(|agency| ask(agency, child));
        } else {
            ask(None, child);
        }
    };
    match (duty.for_each_child, children) {
        (true, children) => children.iter().for_each(|child| ask_of(Some(*child), &[*child])),
        (false, [only]) => ask_of(Some(*only), &[*only]),
        (false, children) => ask_of(None, children),
    }
}

/// The agencies on the plans of these children that have not ended, each once.
fn agencies_on_plans<'a>(world: &World<'a>, children: &[Who]) -> BTreeSet<Option<&'a Agency>> {
    let mut agencies = BTreeSet::new();
    for person in children.iter().map(|child| world.person(*child)) {
        for (plan, _) in person.plans.values().filter(|(plan, _)| plan.state != StandingNow::Ended) {
            match person.on_plans.get(&plan.plan) {
                // A plan whose agencies nobody has written down still has to be asked about.
                None => agencies.extend([None]),
                Some(members) => agencies.extend(members.iter().map(|member| Some(&member.agency))),
            }
        }
    }
    agencies
}

fn make<'a>(world: &World<'a>, work: &Work<'a>, duty: &'a Duty, asked: Asked<'a>, turn: Turn<'a>, because: Reason<'a>) -> Raised<'a> {
    let latest = work.latest();
    let due = turn.due.unwrap_or_else(|| due(world, duty, turn.start, turn.on));
    let earlier = || work.raised.iter().filter(|raised| std::ptr::eq(raised.duty, duty) && raised.asked.child == asked.child).count();
    Raised {
        asked,
        duty,
        contact: latest.map(|latest| latest.contact),
        raised: turn.start,
        place: world.place,
        because,
        put: Few::NONE,
        reviewed: Few::NONE,
        owner: owner(world, work, duty.owner),
        visitor: visitor(world, work, duty, asked.child),
        // A further visit that fails too starts the clock again one rung higher, where somebody in charge sets it (our addition to NAF-28).
        rung: if duty.action == Action::SetFurtherVisit && may_waive(duty.owner) { earlier() } else { 0 },
        settled: steps::done_before(world, work, duty, &due).map(|event| (event, How::Answered)),
        due,
    }
}

/// When a duty is due that runs from a moment, by the parameter in force on the local day of that.
pub(super) fn due(world: &World<'_>, duty: &Duty, start: Happened, on: Date) -> Due {
    duty.deadline_on(on).unwrap_or(Deadline::AtOnce).due_on(start, on, world.calendar)
}

/// The id of an obligation: the same person, service, rule and occasion give the same id, in every version of the pack and on every machine
/// (S5).
pub(super) fn obligation_id(world: &World<'_>, work: &Work<'_>, asked: &Asked<'_>) -> ObligationId {
    obligation_id_of(world, work, asked, (world.id(work.person), asked.child.map(|child| world.id(child))))
}

/// Whether an entry means what is asked by this id: by that which it has now, or by one that it had while a record of the person or of the child
/// stood on its own (S16).
pub(super) fn is_called(world: &World<'_>, work: &Work<'_>, asked: &Asked<'_>, id: &ObligationId) -> bool {
    if obligation_id(world, work, asked) == *id {
        return true;
    }
    let links = &world.chronology.links;
    if links.is_empty() {
        return false;
    }
    let children = match asked.child {
        None => vec![None],
        Some(child) => links.read_together(world.id(child)).into_iter().map(Some).collect(),
    };
    let of = |person| children.iter().any(|child| obligation_id_of(world, work, asked, (person, *child)) == *id);
    links.read_together(world.id(work.person)).into_iter().any(of)
}

fn obligation_id_of(
    world: &World<'_>,
    work: &Work<'_>,
    asked: &Asked<'_>,
    (person, child): (&PersonId, Option<&PersonId>),
) -> ObligationId {
    let agency = asked.agency.map(|agency| format!("{} {}", agency.kind.code(), agency.name.as_deref().unwrap_or_default()));
    let parts = [
        world.pack.id.as_str(),
        person.as_str(),
        work.service.map_or("", |service| service.as_str()),
        asked.rule,
        asked.key,
        agency.as_deref().unwrap_or_default(),
        child.map_or("", PersonId::as_str),
        &asked.occasion.to_string(),
    ];
    identifier("ob", &parts)
}

/// The id of the follow-up of one person in one service.
pub(super) fn follow_up_id(world: &World<'_>, work: &Work<'_>) -> FollowUpId {
    identifier("fu", &[world.id(work.person).as_str(), work.service.map_or("", |service| service.as_str())])
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
pub(super) fn owner<'a>(world: &World<'a>, work: &Work<'a>, role: Role) -> Option<&'a PractitionerId> {
    if role != Role::Practitioner {
        return None;
    }
    let assigned = || {
        let assigned = &world.person(work.person).assigned;
        assigned.get(&work.service).or_else(|| assigned.get(&None)).copied()
    };
    let latest = work.latest();
    latest.and_then(|latest| latest.practitioner).or_else(assigned).or_else(|| latest.and_then(|latest| latest.event.author.practitioner()))
}

/// Whom the manager has last set to make a further visit (NAF-28).
fn visitor<'a>(world: &World<'a>, work: &Work<'a>, duty: &Duty, child: Option<Who>) -> Option<&'a FurtherVisitSet> {
    if duty.action != Action::MakeFurtherVisit {
        return None;
    }
    let set = work.since.iter().rev().filter_map(|entry| match &entry.event.fact {
        Fact::FurtherVisitSet(set) if may_set_visit(entry.event.author.role(), duty.owner) => Some(set),
        _ => None,
    });
    set.into_iter().find(|set| is_of_child(world, set, child))
}

/// Whether an entry in this role sets a visit that is owed by another: where the policy leaves it to the practitioner, the practitioner sets it (SWI-10);
/// elsewhere somebody in charge does (NAF-28).
pub(super) fn may_set_visit(role: Option<Role>, owner: Role) -> bool {
    role.is_some_and(|role| role.may_end() && (owner == Role::Practitioner || may_waive(role)))
}

fn is_of_child(world: &World<'_>, set: &FurtherVisitSet, child: Option<Who>) -> bool {
    child.is_none_or(|child| world.id(child) == &set.child)
}

/// A further visit that the manager has set is made by whom it names, and for an earlier day than the policy's last is due on that day (NAF-28).
#[inline]
pub(super) fn tighten<'a>(world: &World<'a>, work: &mut Work<'a>, entry: Entry<'a>) {
    if let Fact::FurtherVisitSet(set) = &entry.event.fact {
        tighten_to(world, work, entry, set);
    }
}

fn tighten_to<'a>(world: &World<'a>, work: &mut Work<'a>, entry: Entry<'a>, set: &'a FurtherVisitSet) {
    let by = brought_calendar::end_of_day(set.by);
    let names_visitor = work.is_spoken_of(entry);
    let visits = work.raised.iter_mut().filter(|raised| raised.duty.action == Action::MakeFurtherVisit && raised.settled.is_none());
    let may_set = |owner| may_set_visit(entry.event.author.role(), owner);
    for raised in visits.filter(|raised| is_of_child(world, set, raised.asked.child) && may_set(raised.duty.owner)) {
        if names_visitor {
            raised.visitor = Some(set);
        }
        if by < raised.due.by {
            raised.due.by = by;
            raised.due.on = set.by;
            // Whoever is in charge wants it by then; the policy's window says nothing against an earlier day.
            raised.due.not_before = None;
            raised.because = work.reasons.and(raised.because, &entry.event.id);
        }
    }
}

/// Settles everything still open because the follow-up ended.
pub(super) fn settle_by_ending<'a>(work: &mut Work<'a>, event: &'a Event, words: &str) {
    for raised in work.raised.iter_mut().filter(|raised| raised.settled.is_none()) {
        raised.settled = Some((event, How::Replaced(words.to_owned())));
    }
    work.facts.forget(OF_WORK);
    work.plans_known = None;
}

/// Whether the rule's condition holds now, not known included.
pub(super) fn holds(truth: Truth) -> bool {
    truth != Answer::No
}
