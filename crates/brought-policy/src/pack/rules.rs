//! The rules of a pathway, and what makes it necessary to look at each of them again.

use super::{On, Rule};
use crate::duty::{Duty, Each, With};
use crate::expression::{Compiled, Expression, FactValue, Part};
use crate::fact::{FactName, FactSet};
use std::ops::Deref;

/// The rules of a pathway, in the order in which they are written.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    all: Vec<Rule>,
    on_follow_up: Looks,
    on_child: Looks,
    /// The facts on which it rests whether any of the patterns that they recognise holds.
    pub(crate) of_patterns: FactSet,
    /// The numbers with which they compare facts.
    pub(crate) limits: Limits,
}

/// What to look at of the rules that stand on one thing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Looks {
    /// The rules, in the order in which they are written.
    pub(crate) blocks: Vec<Block>,
    /// All of them at once: an entry that does not concern this concerns none of them.
    pub(crate) any: Watched,
}

/// Some of the rules of a pathway, by their place among them.
pub(crate) type Places = u64;

/// Up to as many rules as a word has bits. Whether an entry concerns a rule is asked of all of them at once, because it is asked at every entry
/// of every child, and nearly always the answer is no.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// Which of the rules of the pathway each is.
    pub(crate) rules: Vec<usize>,
    /// The facts that any of them uses.
    pub(crate) facts: FactSet,
    /// For each fact: the rules that use it, in their condition or that of a duty.
    pub(crate) watching: Box<[Places; FactName::COUNT]>,
    /// The parts of all conditions, each once: many rules share one.
    pub(crate) parts: Vec<PartOfMany>,
    /// Which of these the parts of each rule are, by its place.
    pub(crate) parts_of: Vec<Vec<usize>>,
    /// Those that ask for something each month.
    pub(crate) each_month: Places,
    /// Those that ask each agency on a plan.
    pub(crate) plan_agencies: Places,
    /// Those that ask for something at each failed contact.
    pub(crate) each_failed_contact: Places,
    /// Those that have asked for all that they ask for once they have asked, until the follow-up is opened again or another contact fails.
    pub(crate) asks_at_once: Places,
}

/// A part of the conditions of some rules.
#[derive(Clone, Debug)]
pub(crate) struct PartOfMany {
    /// The rules that come to nothing when it does not hold. If it changes by what the rules themselves ask for, that is told for none.
    pub(crate) rules: Places,
    /// The facts that it uses.
    pub(crate) facts: Vec<FactName>,
}

/// What changes by what the rules ask for: for a rule that comes after another it may be another than when the entry came.
pub(crate) const CHANGED_BY_RULES: FactSet = FactSet::of(&[FactName::SeenByNobody, FactName::LiaisonComplete, FactName::PatternActive]);

/// What has to happen for a rule to be looked at again.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Watched {
    /// The facts that its condition and those of its duties use.
    pub(crate) facts: FactSet,
    /// Whether it asks each agency on a plan.
    pub(crate) plan_agencies: bool,
    /// Whether it asks for something each month.
    pub(crate) each_month: bool,
    /// Whether it asks for something at each failed contact.
    pub(crate) each_failed_contact: bool,
}

/// What a rule has to be looked at for: worked out once, so that a rule costs nothing at an entry that cannot concern it.
#[derive(Clone, Debug)]
pub(crate) struct Watches {
    /// The facts that its condition uses, each once, in the order of first use.
    pub(crate) of_condition: Vec<FactName>,
    /// The same as a set.
    pub(crate) facts_of_condition: FactSet,
    /// Its condition as the engine asks it.
    pub(crate) condition: Compiled,
    /// What has to happen for it to be looked at again.
    pub(crate) watched: Watched,
}

impl Watches {
    pub(crate) fn of(when: &Expression, each: Each, duties: &[Duty]) -> Self {
        let watched = Watched {
            facts: when.facts().into_iter().chain(duties.iter().flat_map(Duty::facts)).collect(),
            plan_agencies: duties.iter().any(|duty| duty.with == With::EachPlanAgency),
            each_month: duties.iter().any(|duty| duty.each_month),
            each_failed_contact: each == Each::FailedContact,
        };
        let of_condition = when.facts();
        let facts_of_condition = of_condition.iter().copied().collect();
        let condition = Compiled::of(when);
        Self { of_condition, facts_of_condition, condition, watched }
    }
}

/// With what numbers the conditions of a pathway compare each fact: between two of them, one number is as good as another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits(Vec<Vec<i32>>);

impl Limits {
    fn of(rules: &[Rule]) -> Self {
        let mut limits = Vec::new();
        for rule in rules {
            rule.when.add_limits(&mut limits);
            rule.duties.iter().filter_map(|duty| duty.when.as_ref()).for_each(|condition| condition.when.add_limits(&mut limits));
        }
        limits.sort_unstable();
        limits.dedup();
        let of = |fact: FactName| limits.iter().filter(move |(of, _)| *of == fact).map(|(_, limit)| *limit).collect();
        Self(FactName::ALL.iter().map(|fact| of(*fact)).collect())
    }

    /// Whether a condition can tell one value of a fact from another value.
    pub(crate) fn tell_apart(&self, fact: FactName, one: FactValue, other: FactValue) -> bool {
        match (one, other) {
            (FactValue::Number(Some(one)), FactValue::Number(Some(other))) => {
                let limits = self.0.get(fact.index()).map_or(&[][..], Vec::as_slice);
                limits.iter().any(|limit| one.cmp(limit) != other.cmp(limit))
            }
            _ => true,
        }
    }
}

impl Rules {
    /// What to look at of the rules that stand on this.
    pub(crate) fn looks(&self, on: On) -> &Looks {
        match on {
            On::FollowUp => &self.on_follow_up,
            On::Child => &self.on_child,
        }
    }

    /// Changes the rules, and finds out anew when each has to be looked at.
    pub fn alter(&mut self, change: impl FnOnce(&mut Vec<Rule>)) {
        let mut all = std::mem::take(&mut self.all);
        change(&mut all);
        *self = Self::from(all);
    }
}

impl From<Vec<Rule>> for Rules {
    fn from(all: Vec<Rule>) -> Self {
        let on = |on: On| Looks::of(&all.iter().enumerate().filter(|(_, rule)| rule.on == on).collect::<Vec<_>>());
        let (on_follow_up, on_child) = (on(On::FollowUp), on(On::Child));
        let of_patterns = all.iter().filter(|rule| rule.pattern.is_some()).flat_map(|rule| &rule.watches.of_condition).copied().collect();
        let limits = Limits::of(&all);
        Self { all, on_follow_up, on_child, of_patterns, limits }
    }
}

impl Looks {
    fn of(rules: &[(usize, &Rule)]) -> Self {
        let any = rules.iter().map(|(_, rule)| rule.watches.watched).fold(Watched::default(), |any, watched| Watched {
            facts: any.facts.with_all(watched.facts),
            plan_agencies: any.plan_agencies || watched.plan_agencies,
            each_month: any.each_month || watched.each_month,
            each_failed_contact: any.each_failed_contact || watched.each_failed_contact,
        });
        Self { blocks: rules.chunks(Places::BITS as usize).map(Block::of).collect(), any }
    }
}

impl Block {
    fn of(rules: &[(usize, &Rule)]) -> Self {
        let those = |wanted: &dyn Fn(&Rule) -> bool| {
            let all = rules.iter().enumerate().filter(|(_, (_, rule))| wanted(rule));
            all.fold(0, |places: Places, (place, _)| places | 1 << place)
        };
        let mut watching = Box::new([0; FactName::COUNT]);
        for fact in FactName::ALL {
            watching[fact.index()] = those(&|rule| rule.watches.watched.facts.has(*fact));
        }
        let (parts, parts_of) = parts_of(rules);
        Self {
            rules: rules.iter().map(|(place, _)| *place).collect(),
            facts: rules.iter().fold(FactSet::NONE, |facts, (_, rule)| facts.with_all(rule.watches.watched.facts)),
            watching,
            parts,
            parts_of,
            each_month: those(&|rule| rule.watches.watched.each_month),
            plan_agencies: those(&|rule| rule.watches.watched.plan_agencies),
            each_failed_contact: those(&|rule| rule.watches.watched.each_failed_contact),
            asks_at_once: those(&asks_at_once),
        }
    }

    /// Those that use any of these facts, in their condition or that of a duty.
    pub(crate) fn watching(&self, facts: FactSet) -> Places {
        if facts == FactSet::ALL {
            return self.all();
        }
        facts.both(self.facts).into_iter().fold(0, |places, fact| places | self.watching[fact.index()])
    }

    fn all(&self) -> Places {
        // There are at most as many as there are bits, and never none.
        Places::MAX >> (Places::BITS as usize - self.rules.len())
    }
}

/// The parts of the conditions of these rules, each once, and which of them those of each rule are.
fn parts_of(rules: &[(usize, &Rule)]) -> (Vec<PartOfMany>, Vec<Vec<usize>>) {
    let (mut known, mut parts): (Vec<&Part>, Vec<PartOfMany>) = (Vec::new(), Vec::new());
    let mut of = Vec::new();
    for (place, (_, rule)) in rules.iter().enumerate() {
        let mut of_rule = Vec::new();
        for part in rule.watches.condition.parts() {
            let index = known.iter().position(|other| *other == part).unwrap_or_else(|| {
                known.push(part);
                parts.push(PartOfMany { rules: 0, facts: part.facts() });
                known.len() - 1
            });
            if !parts[index].facts.iter().any(|fact| CHANGED_BY_RULES.has(*fact)) {
                parts[index].rules |= 1 << place;
            }
            of_rule.push(index);
        }
        of.push(of_rule);
    }
    (parts, of)
}

/// Whether a rule asks for all that it asks for on one occasion as soon as its condition holds: none of its duties has a condition of its own, asks
/// whoever joins a plan, or comes again each month.
fn asks_at_once(rule: &Rule) -> bool {
    let of_one_occasion = matches!((rule.each, rule.on), (Each::FollowUp, _) | (Each::FailedContact, On::FollowUp));
    let watched = rule.watches.watched;
    of_one_occasion && !watched.plan_agencies && !watched.each_month && rule.duties.iter().all(|duty| duty.when.is_none())
}

impl Deref for Rules {
    type Target = [Rule];

    fn deref(&self) -> &[Rule] {
        &self.all
    }
}

impl<'a> IntoIterator for &'a Rules {
    type Item = &'a Rule;
    type IntoIter = std::slice::Iter<'a, Rule>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}
