//! Why something is asked, kept as short as it can be until somebody reads it.

use super::core_rules::core_words;
use super::world::World;
use crate::duty::Duty;
use crate::expression::FactValue;
use crate::fact::FactName;
use crate::pack::{Pack, Pathway, Rule};
use crate::standing::Because;
use brought_domain::EventId;

/// Why something is asked: by whom, on which entries, with which facts.
#[derive(Clone)]
pub(super) struct Reason<'a> {
    pub(super) by: By<'a>,
    pub(super) events: Vec<&'a EventId>,
    pub(super) facts: Vec<(FactName, FactValue)>,
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

/// Asks whether one entry is among those on which a fact rests.
pub(super) struct Among<'a> {
    pub(super) wanted: &'a EventId,
    pub(super) found: bool,
}

impl<'a> Grounds<'a> for Among<'a> {
    fn rests_on(&mut self, event: &'a EventId) {
        self.found |= is_same(self.wanted, event);
    }
}

/// Whether two entries of one replay are one: each is kept in one place, so looking at the place is enough.
pub(super) fn is_same(left: &EventId, right: &EventId) -> bool {
    std::ptr::eq(left, right)
}

impl<'a> Reason<'a> {
    /// Why the product itself asks.
    pub(super) fn core(rule: &'static str, events: Vec<&'a EventId>) -> Self {
        Self { by: By::Core(rule), events, facts: Vec::new() }
    }

    pub(super) fn rests_on(&self, event: &EventId) -> bool {
        self.events.iter().any(|known| is_same(known, event))
    }

    /// The reason with all its words.
    pub(super) fn in_words(&self, world: &World<'_>) -> Because {
        let (rule, clauses) = match self.by {
            By::Rule(rule) => (rule.id.as_str(), rule.clauses.clone()),
            By::Duty(rule, duty) => {
                let own = duty.clauses.iter().filter(|clause| !rule.clauses.contains(clause));
                (rule.id.as_str(), rule.clauses.iter().chain(own).cloned().collect())
            }
            By::Pathway(pathway) => (pathway.id.as_str(), pathway.clauses.clone()),
            By::Core(rule) => (rule, Vec::new()),
        };
        let words = match self.by {
            By::Core(rule) => vec![core_words(rule).to_owned()],
            _ => words_of(world.pack, &clauses),
        };
        let events = self.events.iter().copied().cloned().collect();
        Because { rule: rule.to_owned(), clauses, words, events, facts: self.facts.clone() }
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
