//! Conditions: small boolean expressions over declared facts. No functions, no loops, nothing that can fail when it is evaluated.
//!
//! "Not known" is a value. A comparison with it is itself not known, and a rule whose condition is not known *fires*: unknown never
//! means safe.

mod compiled;
mod evaluate;
mod lexer;
mod parser;
mod written;

pub(crate) use compiled::{Compiled, ManyFacts, Part};
pub use evaluate::{FactValue, Facts, Truth, evaluate};
pub(crate) use parser::{Checked, NamedConditions, RESERVED, parse_checked};
pub use parser::{ExpressionProblem, parse};
pub use written::WrittenCondition;

use crate::fact::FactName;
use crate::fact_code::FactCode;

/// A condition, checked for types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// Always so.
    Always,
    /// A fact that is yes or no, used by itself.
    Fact(FactName),
    /// A count compared with a number.
    Number(FactName, Comparison, i32),
    /// A code that is one of these; `=` is a list of one. The second is true for "is not one of".
    OneOf(FactName, bool, Vec<FactCode>),
    /// Whether a fact is known at all.
    Known(FactName),
    /// Not.
    Not(Box<Expression>),
    /// All of these.
    All(Vec<Expression>),
    /// Any of these.
    Any(Vec<Expression>),
}

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Expression {
    /// Every fact it uses, each once, in the order of first use.
    pub fn facts(&self) -> Vec<FactName> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    /// How many `not`, `and` and `or` stand within one another.
    pub(crate) fn depth(&self) -> usize {
        match self {
            Self::Always | Self::Fact(_) | Self::Number(..) | Self::OneOf(..) | Self::Known(_) => 0,
            Self::Not(inner) => 1 + inner.depth(),
            Self::All(parts) | Self::Any(parts) => 1 + parts.iter().map(Self::depth).max().unwrap_or_default(),
        }
    }

    /// Adds the numbers with which facts are compared.
    pub(crate) fn add_limits(&self, limits: &mut Vec<(FactName, i32)>) {
        match self {
            Self::Number(fact, _, number) => limits.push((*fact, *number)),
            Self::Not(inner) => inner.add_limits(limits),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.add_limits(limits)),
            Self::Always | Self::Fact(_) | Self::OneOf(..) | Self::Known(_) => {}
        }
    }

    fn collect(&self, found: &mut Vec<FactName>) {
        match self {
            Self::Always => {}
            Self::Fact(fact) | Self::Number(fact, ..) | Self::OneOf(fact, ..) | Self::Known(fact) => {
                if !found.contains(fact) {
                    found.push(*fact);
                }
            }
            Self::Not(inner) => inner.collect(found),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.collect(found)),
        }
    }
}
