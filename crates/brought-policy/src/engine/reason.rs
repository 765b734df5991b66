//! Why something is asked, kept as short as it can be until somebody reads it.

use super::core_rules::core_words;
use super::facts::View;
use super::memory::Memory;
use super::world::World;
use crate::duty::Duty;
use crate::expression::{FactValue, Facts};
use crate::fact::FactName;
use crate::pack::{Pack, Pathway, Rule};
use crate::standing::Because;
use brought_domain::EventId;
use std::ops::Range;

/// Why something is asked: by whom, on which entries by themselves, with which facts. The last two stand in [`Reasons`].
#[derive(Clone, Copy)]
pub(super) struct Reason<'a> {
    pub(super) by: By<'a>,
    events: Span,
    facts: Span,
}

/// The entries and facts of every reason of one piece of work, one after the other: so many lists of their own would cost more than all the
/// rules that are looked at.
#[derive(Default)]
pub(super) struct Reasons<'a> {
    /// Those of one reason in any order, some perhaps more than once.
    events: Vec<&'a EventId>,
    /// With where the [`Memory`] has the entries that the fact rested on.
    facts: Vec<(FactName, FactValue, Span)>,
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
    Pathway(&'a Pathway),
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
}

impl<'a> Reasons<'a> {
    /// None yet, with room for so many entries and facts.
    pub(super) fn with_room_for(entries: usize) -> Self {
        Self { events: Vec::with_capacity(entries), facts: Vec::with_capacity(entries) }
    }

    /// Why something is asked that rests on these entries by itself and on all that these facts rest on.
    pub(super) fn rest_on(
        &mut self,
        by: By<'a>,
        events: &[&'a EventId],
        facts: impl IntoIterator<Item = FactName>,
        view: &View<'_, 'a>,
    ) -> Reason<'a> {
        let (first_event, first_fact) = (self.events.len(), self.facts.len());
        self.events.extend(events);
        self.facts.extend(facts.into_iter().map(|fact| told(fact, view)));
        Reason { by, events: Span::new(first_event, self.events.len()), facts: Span::new(first_fact, self.facts.len()) }
    }

    /// The same reason, resting on these facts as well.
    pub(super) fn with_facts(&mut self, reason: Reason<'a>, facts: impl IntoIterator<Item = FactName>, view: &View<'_, 'a>) -> Reason<'a> {
        let first = self.facts.len();
        self.facts.extend_from_within(reason.facts.range());
        for fact in facts {
            if !self.facts[first..].iter().any(|(known, ..)| *known == fact) {
                self.facts.push(told(fact, view));
            }
        }
        Reason { facts: Span::new(first, self.facts.len()), ..reason }
    }

    /// Why the product itself asks.
    pub(super) fn of_core(&mut self, rule: &'static str, events: &[&'a EventId]) -> Reason<'a> {
        let first = self.events.len();
        self.events.extend(events);
        Reason { by: By::Core(rule), events: Span::new(first, self.events.len()), facts: Span::NOWHERE }
    }

    /// The same reason, resting on this entry as well.
    pub(super) fn and(&mut self, reason: Reason<'a>, event: &'a EventId) -> Reason<'a> {
        let first = self.events.len();
        self.events.extend_from_within(reason.events.range());
        self.events.push(event);
        Reason { events: Span::new(first, self.events.len()), ..reason }
    }

    /// Whether a reason rests on this entry.
    pub(super) fn rests_on(&self, reason: Reason<'_>, event: &EventId, memory: &Memory<'a>) -> bool {
        self.events[reason.events.range()].iter().any(|known| is_same(known, event))
            || self.facts[reason.facts.range()].iter().any(|(.., grounds)| memory.is_among(*grounds, event))
    }

    /// The entries on which a reason rests, each once, in the order of their ids. They are put in order only for those who read them.
    pub(super) fn entries(&self, reason: Reason<'_>, memory: &Memory<'a>) -> Vec<&'a EventId> {
        let mut entries = self.events[reason.events.range()].to_vec();
        let facts = &self.facts[reason.facts.range()];
        facts.iter().for_each(|(.., grounds)| memory.for_each_ground(*grounds, |event| entries.push(event)));
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
            By::Pathway(pathway) => (pathway.id.as_str(), pathway.clauses.clone()),
            By::Core(rule) => (rule, Vec::new()),
        };
        let words = match reason.by {
            By::Core(rule) => vec![core_words(rule).to_owned()],
            _ => words_of(world.pack, &clauses),
        };
        let events = self.entries(reason, memory).into_iter().cloned().collect();
        let facts = self.facts[reason.facts.range()].iter().map(|(fact, value, _)| (*fact, *value)).collect();
        Because { rule: rule.to_owned(), clauses, words, events, facts }
    }
}

/// A fact, its value, and where the entries stand on which it rests.
fn told(fact: FactName, view: &View<'_, '_>) -> (FactName, FactValue, Span) {
    (fact, view.value(fact), view.work.facts.grounds(fact))
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
