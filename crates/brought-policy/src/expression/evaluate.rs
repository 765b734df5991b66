//! Evaluation in three values: yes, no, not known.

use super::{Comparison, Expression};
use crate::fact::FactName;
use crate::fact_code::FactCode;
use brought_domain::contact::Answer;

/// Yes, no, or not known.
pub type Truth = Answer;

/// The value of a fact at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactValue {
    /// Yes, no or not known.
    Truth(Truth),
    /// Nobody has ever recorded anything about it. It counts as no, because nothing on the record is not yet a reason; it is shown as what it
    /// is, because nobody has said no either.
    NotRecorded,
    /// A count, or nothing when it is not known.
    Number(Option<i32>),
    /// A code, or nothing when it is not known.
    Code(Option<FactCode>),
}

impl FactValue {
    /// Whether anything is known.
    pub fn is_known(self) -> bool {
        !matches!(self, Self::Truth(Answer::NotKnown) | Self::Number(None) | Self::Code(None))
    }

    /// Whether a condition takes it for no: said to be no, or never recorded at all.
    pub fn is_no(self) -> bool {
        matches!(self, Self::Truth(Answer::No) | Self::NotRecorded)
    }

    /// Whether it is so, for a fact that is asked by itself.
    pub(crate) fn truth(self) -> Truth {
        match self {
            Self::Truth(truth) => truth,
            Self::NotRecorded => Answer::No,
            Self::Number(_) | Self::Code(_) => Answer::NotKnown,
        }
    }

    /// The value as a person reads it.
    pub fn words(self) -> String {
        match self {
            Self::Truth(truth) => truth.words().to_owned(),
            Self::NotRecorded => "not recorded".to_owned(),
            Self::Number(number) => number.map_or_else(|| "not known".to_owned(), |number| number.to_string()),
            Self::Code(code) => code.map_or("not known", FactCode::code).replace('_', " "),
        }
    }
}

impl From<bool> for FactValue {
    fn from(truth: bool) -> Self {
        Self::Truth(if truth { Answer::Yes } else { Answer::No })
    }
}

impl From<usize> for FactValue {
    fn from(count: usize) -> Self {
        Self::Number(Some(i32::try_from(count).unwrap_or(i32::MAX)))
    }
}

/// Where the values of facts come from.
pub trait Facts {
    /// The value of a fact. Total: what cannot be worked out is not known.
    fn value(&self, fact: FactName) -> FactValue;
}

/// Whether a condition holds.
pub fn evaluate(expression: &Expression, facts: &impl Facts) -> Truth {
    match expression {
        Expression::Not(inner) => match part(inner, facts) {
            Answer::Yes => Answer::No,
            Answer::No => Answer::Yes,
            Answer::NotKnown => Answer::NotKnown,
        },
        Expression::All(parts) => fold(parts, facts, Answer::No, Answer::Yes),
        Expression::Any(parts) => fold(parts, facts, Answer::Yes, Answer::No),
        single => part(single, facts),
    }
}

/// Whether a part of a condition holds. Nearly all parts are single questions: those are asked on the spot.
#[inline]
fn part(expression: &Expression, facts: &impl Facts) -> Truth {
    match expression {
        Expression::Always => Answer::Yes,
        Expression::Fact(fact) => facts.value(*fact).truth(),
        Expression::Known(fact) => from_bool(facts.value(*fact).is_known()),
        Expression::Number(fact, comparison, number) => match facts.value(*fact) {
            FactValue::Number(Some(value)) => from_bool(comparison.holds(value, *number)),
            _ => Answer::NotKnown,
        },
        Expression::OneOf(fact, negated, codes) => match facts.value(*fact) {
            FactValue::Code(Some(code)) => from_bool(codes.contains(&code) != *negated),
            // What nobody ever recorded is none of these.
            FactValue::NotRecorded => from_bool(*negated),
            _ => Answer::NotKnown,
        },
        Expression::Not(_) | Expression::All(_) | Expression::Any(_) => evaluate(expression, facts),
    }
}

/// One `decisive` part decides; otherwise one part that is not known makes the whole not known.
fn fold(parts: &[Expression], facts: &impl Facts, decisive: Truth, otherwise: Truth) -> Truth {
    let mut result = otherwise;
    for expression in parts {
        match part(expression, facts) {
            truth if truth == decisive => return decisive,
            Answer::NotKnown => result = Answer::NotKnown,
            _ => {}
        }
    }
    result
}

pub(super) fn from_bool(truth: bool) -> Truth {
    if truth { Answer::Yes } else { Answer::No }
}

impl Comparison {
    fn holds(self, left: i32, right: i32) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Answer::{No, NotKnown, Yes};
    use brought_domain::circumstances::PlanKind;

    struct Table(Vec<(FactName, FactValue)>);
    impl Facts for Table {
        fn value(&self, fact: FactName) -> FactValue {
            self.0.iter().find(|(name, _)| *name == fact).map_or(FactValue::Truth(NotKnown), |(_, value)| *value)
        }
    }

    fn truth(a: Truth, b: Truth, join: fn(Vec<Expression>) -> Expression) -> Truth {
        let facts = Table(vec![(FactName::WelfareConcern, FactValue::Truth(a)), (FactName::LookedAfter, FactValue::Truth(b))]);
        evaluate(&join(vec![Expression::Fact(FactName::WelfareConcern), Expression::Fact(FactName::LookedAfter)]), &facts)
    }

    #[test]
    fn and_or_follow_the_three_valued_tables() {
        for (a, b, and, or) in [
            (Yes, Yes, Yes, Yes),
            (Yes, No, No, Yes),
            (No, No, No, No),
            (Yes, NotKnown, NotKnown, Yes),
            (No, NotKnown, No, NotKnown),
            (NotKnown, NotKnown, NotKnown, NotKnown),
        ] {
            assert_eq!(truth(a, b, Expression::All), and, "{a:?} and {b:?}");
            assert_eq!(truth(b, a, Expression::All), and, "{b:?} and {a:?}");
            assert_eq!(truth(a, b, Expression::Any), or, "{a:?} or {b:?}");
            assert_eq!(truth(b, a, Expression::Any), or, "{b:?} or {a:?}");
        }
    }

    #[test]
    fn what_nobody_recorded_counts_as_no_and_reads_as_what_it_is() {
        let never = FactValue::NotRecorded;
        let facts = Table(vec![(FactName::WelfareConcern, never)]);
        assert_eq!(evaluate(&Expression::Fact(FactName::WelfareConcern), &facts), No);
        assert_eq!(evaluate(&Expression::Known(FactName::WelfareConcern), &facts), Yes);
        let one_of = |negated| Expression::OneOf(FactName::WelfareConcern, negated, vec![PlanKind::LookedAfter.into()]);
        assert_eq!((evaluate(&one_of(false), &facts), evaluate(&one_of(true), &facts)), (No, Yes));
        assert_eq!((never.is_no(), never.words().as_str()), (true, "not recorded"));
        assert!(!FactValue::Truth(NotKnown).is_no() && !FactValue::from(true).is_no());
    }

    #[test]
    fn a_number_that_is_not_known_is_neither_small_nor_large() {
        let facts = Table(vec![(FactName::AgeMonths, FactValue::Number(None))]);
        for comparison in [Comparison::Less, Comparison::AtLeast] {
            let expression = Expression::Number(FactName::AgeMonths, comparison, 12);
            assert_eq!(evaluate(&expression, &facts), NotKnown);
            assert_eq!(evaluate(&Expression::Not(Box::new(expression)), &facts), NotKnown);
        }
        assert_eq!(evaluate(&Expression::Known(FactName::AgeMonths), &facts), No);
    }
}
