//! Which pathway a follow-up is in: the first whose condition holds, and never back to a later one.

use super::facts::View;
use super::names::Who;
use super::reason::{Reason, Reasons};
use super::work::{How, Raised, Work};
use super::world::World;
use crate::duty::Action;
use crate::expression::{FactValue, Facts, ManyFacts, Truth};
use crate::fact::{FactName, FactSet};
use crate::pack::{Follows, Pathway};
use brought_domain::Event;
use brought_domain::contact::Answer;
use std::cell::Cell;

/// Whom a pathway for this work has to follow. A pack without a pathway for the unborn has them in that of the children.
fn wanted(world: &World<'_>, work: &Work<'_>) -> Follows {
    let unborn = |person: Who| world.is_unborn(person);
    let has = |follows: Follows| world.pack.pathways.iter().any(|pathway| pathway.follows == follows);
    match work.follows {
        Follows::Carers => Follows::Carers,
        Follows::Children | Follows::Unborn if unborn(work.person) && has(Follows::Unborn) => Follows::Unborn,
        Follows::Children | Follows::Unborn => Follows::Children,
    }
}

/// What was asked when a piece of work was found to belong in the pathway in which it is: as long as none of it can have changed, it belongs there.
#[derive(Clone, Copy)]
pub(super) struct Stays {
    /// How often something had been said about what somebody is.
    persons: u32,
    facts: FactSet,
}

/// The facts, and which of them have been asked for.
struct Asking<'w, 'a> {
    view: View<'w, 'a>,
    asked: Cell<FactSet>,
}

impl Facts for Asking<'_, '_> {
    fn value(&self, fact: FactName) -> FactValue {
        self.asked.set(self.asked.get().with(fact));
        self.view.value(fact)
    }
}

impl ManyFacts for Asking<'_, '_> {
    fn any(&self, facts: FactSet) -> Truth {
        self.asked.set(self.asked.get().with_all(facts));
        self.view.any(facts)
    }
}

/// Whether nothing can have changed since it was found to belong where it is.
#[inline]
fn stays(world: &World<'_>, work: &Work<'_>) -> bool {
    let is_as_it_was = |stays: Stays| stays.persons == world.persons && !work.facts.changed().shares(stays.facts);
    work.facts.keeps() && work.stays.get().is_some_and(is_as_it_was)
}

/// The pathway in which the work belongs by now, when that is not the one it is in, and the facts that were asked on the way.
fn belongs<'a>(world: &World<'a>, work: &Work<'a>) -> Option<(&'a Pathway, FactSet)> {
    if stays(world, work) {
        return None;
    }
    let follows = wanted(world, work);
    let view = Asking { view: View::new(world, work), asked: Cell::new(FactSet::NONE) };
    // Only to a pathway that stands before the one that it is in does it move.
    let is_now = |pathway: &Pathway| work.pathway().is_some_and(|now| std::ptr::eq(now, pathway));
    let candidates = || world.pack.pathways.iter().filter(|pathway| pathway.follows == follows);
    let holds = |pathway: &&Pathway| pathway.when.as_ref().is_none_or(|condition| condition.compiled.holds(&view) != Answer::No);
    let found = candidates().take_while(|pathway| !is_now(pathway)).position(|pathway| holds(&pathway));
    work.stays.set(found.is_none().then(|| Stays { persons: world.persons, facts: view.asked.get() }));
    let found = found?;
    let asked = candidates().take(found + 1).filter_map(|pathway| pathway.when.as_ref());
    Some((candidates().nth(found)?, asked.fold(FactSet::NONE, |asked, condition| asked.with_all(condition.all_facts))))
}

/// Whether the condition of an earlier, more careful pathway has come to hold.
pub(super) fn is_more_careful<'a>(world: &World<'a>, work: &Work<'a>) -> bool {
    belongs(world, work).is_some_and(|(found, _)| found.when.is_some())
}

/// Puts the work into the pathway in which it belongs by now. Returns whether it moved from one to another.
///
/// A vulnerability that is found moves it to a more careful pathway, which stands before the others; a vulnerability that has passed does not
/// move it back, because what was found once is a reason to look more closely (SWI-08, SWI-10). A birth always moves it.
#[inline]
pub(super) fn choose<'a>(world: &World<'a>, work: &mut Work<'a>, event: &'a Event) -> bool {
    !stays(world, work) && choose_anew(world, work, event)
}

fn choose_anew<'a>(world: &World<'a>, work: &mut Work<'a>, event: &'a Event) -> bool {
    let Some((found, asked)) = belongs(world, work) else { return false };
    let now = work.pathway();
    let by_birth = now.is_some_and(|now| now.follows != found.follows);
    let mut reasons = std::mem::take(&mut work.reasons);
    work.pathway_because = because(&View::new(world, work), found, asked, event, by_birth, &mut reasons);
    work.reasons = reasons;
    work.pathways.push(found);
    // Opened by time before anything more came, it is asked by its new pathway what any follow-up is asked that moves.
    if now.is_some() && work.lately().nth(1).is_some() {
        work.has_just_opened = false;
    }
    work.begin_lately(event);
    work.look_anew(found);
    work.facts.forget_all();
    if let Some(left) = now {
        work.stage = 0;
        work.stage_because = None;
        if !by_birth {
            send_no_more(work, left, found, event);
        }
    }
    now.is_some()
}

/// What a less careful pathway would have sent is not sent any more: a card that says "no further appointments" must not reach a family
/// whose vulnerability has just been found (SWI-08). The pathway it moves to asks for its own.
fn send_no_more<'a>(work: &mut Work<'a>, left: &Pathway, found: &Pathway, event: &'a Event) {
    let of_left = |raised: &Raised<'_>| left.rules.iter().any(|rule| rule.id == raised.asked.rule);
    for raised in work.raised.iter_mut().filter(|raised| raised.settled.is_none() && raised.duty.action == Action::Send && of_left(raised))
    {
        let reason = format!("the follow-up moved to the pathway \"{}\", which sends its own", found.title);
        raised.settled = Some((event, How::Replaced(reason)));
    }
}

/// Why it is in that pathway: nothing, when there was no choice.
fn because<'a>(
    view: &View<'_, 'a>,
    found: &'a Pathway,
    asked: FactSet,
    event: &'a Event,
    by_birth: bool,
    reasons: &mut Reasons<'a>,
) -> Option<Reason<'a>> {
    let asked = if by_birth { asked.with(FactName::Unborn) } else { asked };
    (asked != FactSet::NONE).then(|| reasons.of_pathway(found, &event.id, asked, view))
}
