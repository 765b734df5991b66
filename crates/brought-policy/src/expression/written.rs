//! A condition together with how it is written.

use super::{Compiled, Expression};
use crate::fact::{FactName, FactSet};

/// A condition of a duty, a pathway or an ending, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenCondition {
    /// The condition.
    pub when: Expression,
    /// The condition as it is written.
    pub text: String,
    /// Every fact that it uses, each once, in the order of first use.
    pub(crate) facts: Vec<FactName>,
    /// The same as a set.
    pub(crate) all_facts: FactSet,
    /// The condition as the engine asks it.
    pub(crate) compiled: Compiled,
}

impl WrittenCondition {
    /// A condition, and how it is written.
    pub fn new(when: Expression, text: String) -> Self {
        let facts = when.facts();
        let (all_facts, compiled) = (facts.iter().copied().collect(), Compiled::of(&when));
        Self { when, text, facts, all_facts, compiled }
    }

    /// Both together.
    pub(crate) fn and(self, when: &Expression, text: &str) -> Self {
        Self::new(Expression::All(vec![self.when, when.clone()]), format!("({}) and ({text})", self.text))
    }
}
