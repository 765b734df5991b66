//! The rules of a pathway, and what makes it necessary to look at each of them again.

use super::{On, Rule};
use crate::duty::{Duty, Each, With};
use crate::expression::Expression;
use crate::fact::{FactName, FactSet};
use std::ops::Deref;

/// The rules of a pathway, in the order in which they are written.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    all: Vec<Rule>,
    on_follow_up: Looks,
    on_child: Looks,
}

/// What to look at of the rules that stand on one thing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Looks {
    /// Rule by rule, in the order in which they are written.
    pub(crate) each: Vec<Look>,
    /// All of them at once: an entry that does not concern this concerns none of them.
    pub(crate) any: Watched,
}

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

/// What decides whether a rule is looked at, apart from the rule itself: these are gone through at every entry, and lie close together.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    /// Which of the rules.
    pub(crate) rule: usize,
    /// What has to happen for it to be looked at again.
    pub(crate) watched: Watched,
    /// The facts that its condition uses.
    pub(crate) of_condition: FactSet,
    /// How often it fires.
    pub(crate) each: Each,
    /// Whether all it asks for is asked for as soon as it fires: none of it waits for a condition of its own, another agency or another month.
    pub(crate) asks_at_once: bool,
}

/// What a rule has to be looked at for: worked out once, so that a rule costs nothing at an entry that cannot concern it.
#[derive(Clone, Debug)]
pub(crate) struct Watches {
    /// The facts that its condition uses, each once, in the order of first use.
    pub(crate) of_condition: Vec<FactName>,
    /// What has to happen for it to be looked at again.
    pub(crate) watched: Watched,
    /// Whether nothing it asks for waits for a condition of its own, another agency or another month.
    asks_at_once: bool,
}

impl Watches {
    pub(crate) fn of(when: &Expression, each: Each, duties: &[Duty]) -> Self {
        let watched = Watched {
            facts: when.facts().into_iter().chain(duties.iter().flat_map(Duty::facts)).collect(),
            plan_agencies: duties.iter().any(|duty| duty.with == With::EachPlanAgency),
            each_month: duties.iter().any(|duty| duty.each_month),
            each_failed_contact: each == Each::FailedContact,
        };
        let waits = watched.plan_agencies || watched.each_month || duties.iter().any(|duty| duty.when.is_some());
        Self { of_condition: when.facts(), watched, asks_at_once: !waits }
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
        let look = |(place, rule): (usize, &Rule)| Look {
            rule: place,
            watched: rule.watches.watched,
            of_condition: rule.watches.of_condition.iter().copied().collect(),
            each: rule.each,
            asks_at_once: rule.watches.asks_at_once,
        };
        let on = |on: On| Looks::from_iter(all.iter().enumerate().filter(|(_, rule)| rule.on == on).map(look));
        let (on_follow_up, on_child) = (on(On::FollowUp), on(On::Child));
        Self { all, on_follow_up, on_child }
    }
}

impl FromIterator<Look> for Looks {
    fn from_iter<I: IntoIterator<Item = Look>>(looks: I) -> Self {
        let each: Vec<Look> = looks.into_iter().collect();
        let any = each.iter().fold(Watched::default(), |any, look| Watched {
            facts: any.facts.with_all(look.watched.facts),
            plan_agencies: any.plan_agencies || look.watched.plan_agencies,
            each_month: any.each_month || look.watched.each_month,
            each_failed_contact: any.each_failed_contact || look.watched.each_failed_contact,
        });
        Self { each, any }
    }
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
