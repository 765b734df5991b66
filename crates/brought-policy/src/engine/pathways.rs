//! Which pathway a follow-up is in: the first whose condition holds, and never back to a later one.

use super::facts::View;
use super::work::{How, Raised, Work};
use super::world::World;
use crate::duty::Action;
use crate::expression::{FactValue, evaluate};
use crate::fact::FactName;
use crate::pack::{Follows, Pathway};
use crate::standing::Because;
use brought_domain::contact::Answer;
use brought_domain::person::PersonKind;
use brought_domain::{Event, PersonId};

/// Whom a pathway for this work has to follow. A pack without a pathway for the unborn has them in that of the children.
fn wanted(world: &World<'_>, work: &Work<'_>) -> Follows {
    let unborn = |person: &PersonId| world.people.get(person).and_then(|known| known.kind) == Some(PersonKind::UnbornChild);
    let has = |follows: Follows| world.pack.pathways.iter().any(|pathway| pathway.follows == follows);
    match work.follows {
        Follows::Carers => Follows::Carers,
        Follows::Children | Follows::Unborn if unborn(work.person) && has(Follows::Unborn) => Follows::Unborn,
        Follows::Children | Follows::Unborn => Follows::Children,
    }
}

/// The pathway in which the work belongs by now, when that is not the one it is in, and the facts that were asked on the way.
fn belongs<'a>(world: &World<'a>, work: &Work<'a>) -> Option<(&'a Pathway, Vec<FactName>)> {
    let follows = wanted(world, work);
    let view = View::new(world, work);
    let place = |wanted: &Pathway| world.pack.pathways.iter().position(|pathway| pathway.id == wanted.id);
    let mut asked = Vec::new();
    let found = world.pack.pathways.iter().filter(|pathway| pathway.follows == follows).find(|pathway| {
        pathway.when.as_ref().is_none_or(|condition| {
            asked.extend(condition.when.facts());
            evaluate(&condition.when, &view) != Answer::No
        })
    })?;
    let stays = work.pathway().is_some_and(|now| now.follows == follows && place(found) >= place(now));
    (!stays).then_some((found, asked))
}

/// Whether the condition of an earlier, more careful pathway has come to hold.
pub(super) fn is_more_careful(world: &World<'_>, work: &Work<'_>) -> bool {
    belongs(world, work).is_some_and(|(found, _)| found.when.is_some())
}

/// Puts the work into the pathway in which it belongs by now. Returns whether it moved from one to another.
///
/// A vulnerability that is found moves it to a more careful pathway, which stands before the others; a vulnerability that has passed does not
/// move it back, because what was found once is a reason to look more closely (SWI-08, SWI-10). A birth always moves it.
pub(super) fn choose<'a>(world: &World<'a>, work: &mut Work<'a>, event: &'a Event) -> bool {
    let Some((found, asked)) = belongs(world, work) else { return false };
    let now = work.pathway();
    let by_birth = now.is_some_and(|now| now.follows != found.follows);
    work.pathway_because = because(world, &View::new(world, work), found, asked, event, by_birth);
    work.pathways.push(found);
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
    let of_left = |raised: &Raised<'_>| left.rules.iter().any(|rule| rule.id == raised.rule);
    for raised in work.raised.iter_mut().filter(|raised| raised.settled.is_none() && raised.duty.action == Action::Send && of_left(raised))
    {
        let reason = format!("the follow-up moved to the pathway \"{}\", which sends its own", found.title);
        raised.settled = Some((event, How::Replaced(reason)));
    }
}

/// Why it is in that pathway: nothing, when there was no choice.
fn because(
    world: &World<'_>,
    view: &View<'_, '_>,
    found: &Pathway,
    mut asked: Vec<FactName>,
    event: &Event,
    by_birth: bool,
) -> Option<Because> {
    if by_birth {
        asked.push(FactName::Unborn);
    }
    if asked.is_empty() {
        return None;
    }
    asked.sort();
    asked.dedup();
    let rested: Vec<_> = asked.into_iter().map(|fact| (fact, view.rested(fact))).collect();
    let mut events: Vec<_> = rested.iter().flat_map(|(_, (_, events))| events.iter().cloned()).chain([event.id.clone()]).collect();
    events.sort();
    events.dedup();
    let facts: Vec<(FactName, FactValue)> = rested.into_iter().map(|(fact, (value, _))| (fact, value)).collect();
    let words = found.clauses.iter().filter_map(|clause| world.pack.clauses.get(clause)).map(|clause| clause.says.clone()).collect();
    Some(Because { rule: found.id.clone(), clauses: found.clauses.clone(), words, events, facts })
}
