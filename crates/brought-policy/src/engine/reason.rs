//! Why something is asked, kept as short as it can be until somebody reads it.

use super::core_rules::core_words;
use super::facts::View;
use super::memory::{Memory, Moment};
use super::world::World;
use crate::duty::Duty;
use crate::expression::FactValue;
use crate::fact::{FactName, FactSet};
use crate::pack::{Pack, Pathway, Rule};
use crate::standing::Because;
use brought_domain::EventId;
use std::ops::Range;

/// Why something is asked: by whom, on which entries by themselves, with which facts. The entries stand in [`Reasons`], the facts in the
/// [`Memory`].
#[derive(Clone, Copy)]
pub(super) struct Reason<'a> {
    pub(super) by: By<'a>,
    events: Span,
    /// When it was asked: the facts are as they were then.
    at: Moment,
}

/// The entries of every reason of one piece of work, one after the other: so many lists of their own would cost more than all the rules that are
/// looked at.
#[derive(Default)]
pub(super) struct Reasons<'a> {
    /// Those of one reason in any order, some perhaps more than once.
    events: Vec<&'a EventId>,
    /// The facts by which each pathway was chosen.
    of_pathways: Vec<FactName>,
}

/// From where to where.
#[derive(Clone, Copy, Default)]
pub(super) struct Span {
    from: u32,
    to: u32,
}

impl Span {
    pub(super) const NOWHERE: Self = Self { from: 0, to: 0 };

    /// From one place in a list to another: the lists of one child are short.
    pub(super) fn new(from: usize, to: usize) -> Self {
        let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        Self { from: place(from), to: place(to) }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.from as usize..self.to as usize
    }
}

/// What asks.
#[derive(Clone, Copy)]
pub(super) enum By<'a> {
    Rule(&'a Rule),
    Duty(&'a Rule, &'a Duty),
    /// And where the facts stand by which it was chosen.
    Pathway(&'a Pathway, Span),
    /// The product itself.
    Core(&'static str),
}

/// Takes the entries on which a fact rests. What only wants to know the value takes none, and pays nothing for them.
pub(super) trait Grounds<'a> {
    /// Whether it takes any at all.
    const TAKES: bool = true;

    fn rests_on(&mut self, event: &'a EventId);
}

impl<'a> Grounds<'a> for () {
    const TAKES: bool = false;

    fn rests_on(&mut self, _: &'a EventId) {}
}

impl<'a> Grounds<'a> for Vec<&'a EventId> {
    fn rests_on(&mut self, event: &'a EventId) {
        self.push(event);
    }
}

/// Whether two entries of one replay are one: each is kept in one place, so looking at the place is enough.
pub(super) fn is_same(left: &EventId, right: &EventId) -> bool {
    std::ptr::eq(left, right)
}

impl<'a> Reason<'a> {
    /// Why a duty is asked for that a rule asks for this reason: by the clauses of the set it comes from as well.
    pub(super) fn of_duty(self, duty: &'a Duty) -> Self {
        let by = match self.by {
            By::Rule(rule) => By::Duty(rule, duty),
            by => by,
        };
        Self { by, ..self }
    }

    /// Why a duty is asked for that a rule asks for this reason: if it has a condition of its own, because of all that the facts in it rest on as
    /// well.
    pub(super) fn of_condition(self, duty: &'a Duty, view: &View<'_, 'a>) -> Self {
        match &duty.when {
            None => self,
            Some(condition) => Self { at: view.know(condition.all_facts), ..self.of_duty(duty) },
        }
    }
}

impl<'a> Reasons<'a> {
    /// None yet, with room for so many entries.
    pub(super) fn with_room_for(entries: usize) -> Self {
        Self { events: Vec::with_capacity(entries), of_pathways: Vec::new() }
    }

    /// Why a rule asks for something: because of this entry, and all that the facts in its condition rest on.
    pub(super) fn of_rule(&mut self, rule: &'a Rule, event: &'a EventId, view: &View<'_, 'a>) -> Reason<'a> {
        let at = view.know(rule.watches.facts_of_condition);
        Reason { by: By::Rule(rule), events: self.add(&[event]), at }
    }

    /// Why it is in this pathway: because of this entry, and all that these facts rest on.
    pub(super) fn of_pathway(&mut self, pathway: &'a Pathway, event: &'a EventId, facts: FactSet, view: &View<'_, 'a>) -> Reason<'a> {
        let at = view.know(facts);
        let first = self.of_pathways.len();
        self.of_pathways.extend(facts);
        Reason { by: By::Pathway(pathway, Span::new(first, self.of_pathways.len())), events: self.add(&[event]), at }
    }

    fn add(&mut self, events: &[&'a EventId]) -> Span {
        let first = self.events.len();
        self.events.extend(events);
        Span::new(first, self.events.len())
    }

    /// Why the product itself asks.
    pub(super) fn of_core(&mut self, rule: &'static str, events: &[&'a EventId]) -> Reason<'a> {
        Reason { by: By::Core(rule), events: self.add(events), at: Moment::FIRST }
    }

    /// The same reason, resting on this entry as well.
    pub(super) fn and(&mut self, reason: Reason<'a>, event: &'a EventId) -> Reason<'a> {
        let first = self.events.len();
        self.events.extend_from_within(reason.events.range());
        self.events.push(event);
        Reason { events: Span::new(first, self.events.len()), ..reason }
    }

    /// The facts on which a reason rests, each with its value and where the entries stand on which it rested.
    fn facts<'r>(&'r self, reason: Reason<'r>, memory: &'r Memory<'a>) -> impl Iterator<Item = (FactName, FactValue, Span)> + 'r {
        let (of_rule, of_condition) = match reason.by {
            By::Rule(rule) => (rule.watches.of_condition.as_slice(), &[][..]),
            By::Duty(rule, duty) => {
                let own = duty.when.as_ref().map_or(&[][..], |condition| condition.facts.as_slice());
                (rule.watches.of_condition.as_slice(), own)
            }
            By::Pathway(_, facts) => (&self.of_pathways[facts.range()], &[][..]),
            By::Core(_) => (&[][..], &[][..]),
        };
        let besides = of_condition.iter().filter(|fact| !of_rule.contains(fact));
        of_rule.iter().chain(besides).map(move |fact| {
            let (value, grounds) = memory.at(reason.at, *fact);
            (*fact, value, grounds)
        })
    }

    /// Whether a reason rests on this entry.
    pub(super) fn rests_on(&self, reason: Reason<'_>, event: &EventId, memory: &Memory<'a>) -> bool {
        self.events[reason.events.range()].iter().any(|known| is_same(known, event))
            || self.facts(reason, memory).any(|(.., grounds)| memory.is_among(grounds, event))
    }

    /// The entries on which a reason rests, each once, in the order of their ids. They are put in order only for those who read them.
    pub(super) fn entries(&self, reason: Reason<'_>, memory: &Memory<'a>) -> Vec<&'a EventId> {
        let mut entries = self.events[reason.events.range()].to_vec();
        self.facts(reason, memory).for_each(|(.., grounds)| memory.for_each_ground(grounds, |event| entries.push(event)));
        in_order(&mut entries);
        entries
    }

    /// A reason with all its words.
    pub(super) fn in_words(&self, reason: Reason<'a>, memory: &Memory<'a>, world: &World<'_>) -> Because {
        let (rule, clauses) = match reason.by {
            By::Rule(rule) => (rule.id.as_str(), rule.clauses.clone()),
            By::Duty(rule, duty) => {
                let own = duty.clauses.iter().filter(|clause| !rule.clauses.contains(clause));
                (rule.id.as_str(), rule.clauses.iter().chain(own).cloned().collect())
            }
            By::Pathway(pathway, _) => (pathway.id.as_str(), pathway.clauses.clone()),
            By::Core(rule) => (rule, Vec::new()),
        };
        let words = match reason.by {
            By::Core(rule) => vec![core_words(rule).to_owned()],
            _ => words_of(world.pack, &clauses),
        };
        let events = self.entries(reason, memory).into_iter().cloned().collect();
        let facts = self.facts(reason, memory).map(|(fact, value, _)| (fact, value)).collect();
        Because { rule: rule.to_owned(), clauses, words, events, facts }
    }
}

/// What these clauses say.
pub(super) fn words_of(pack: &Pack, clauses: &[String]) -> Vec<String> {
    clauses.iter().filter_map(|clause| pack.clauses.get(clause)).map(|clause| clause.says.clone()).collect()
}

/// Each entry once, in the order of the ids.
pub(super) fn in_order(events: &mut Vec<&EventId>) {
    events.sort_unstable();
    events.dedup();
}
