//! Conditions as the engine asks them, at every entry of every child: what is nested is laid flat, and facts that are asked together are one
//! set. What comes of a condition is the same; a test holds it against [`evaluate`](super::evaluate()).

use super::evaluate::from_bool;
use super::{Comparison, Expression, FactValue, Facts, Truth};
use crate::fact::{FactName, FactSet};
use crate::fact_code::FactCodes;
use brought_domain::contact::Answer;

/// Where the values of many facts come from at once.
pub(crate) trait ManyFacts: Facts {
    /// Whether any of these facts holds. One that does decides; otherwise one that is not known makes the whole not known.
    fn any(&self, facts: FactSet) -> Truth;
}

/// A condition: all of its parts have to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Compiled(Vec<Part>);

/// A part of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A fact by itself.
    Fact(FactName),
    /// None of these facts.
    None(FactSet),
    /// A count from the first number to the second, or outside that if it is to be outside.
    Number(FactName, bool, i32, i32),
    /// A code that is one of these, or none of them if it is to be none.
    OneOf(FactName, bool, FactCodes),
    /// Whether a fact is known at all.
    Known(FactName),
    Always,
    All(Vec<Part>),
    /// Any of these facts, or of the other parts.
    Any(FactSet, Vec<Part>),
    Not(Box<Part>),
}

impl Compiled {
    pub(crate) fn of(expression: &Expression) -> Self {
        Self(match Part::of(expression) {
            Part::All(parts) => parts,
            part => vec![part],
        })
    }

    /// What all have to hold for it to hold.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.0
    }

    /// Which of the parts keeps the condition from holding: as long as what that part uses is as it is, it does so. Nothing: the condition holds.
    #[inline]
    pub(crate) fn kept_by(&self, facts: &impl ManyFacts) -> Option<usize> {
        self.0.iter().position(|part| part.holds(facts) == Answer::No)
    }

    /// Whether the condition holds.
    pub(crate) fn holds(&self, facts: &impl ManyFacts) -> Truth {
        all(&self.0, facts)
    }
}

fn all(parts: &[Part], facts: &impl ManyFacts) -> Truth {
    let mut result = Answer::Yes;
    for part in parts {
        match part.holds(facts) {
            Answer::No => return Answer::No,
            Answer::NotKnown => result = Answer::NotKnown,
            Answer::Yes => {}
        }
    }
    result
}

fn not(truth: Truth) -> Truth {
    match truth {
        Answer::Yes => Answer::No,
        Answer::No => Answer::Yes,
        Answer::NotKnown => Answer::NotKnown,
    }
}

impl Part {
    fn of(expression: &Expression) -> Self {
        match expression {
            Expression::Fact(fact) => Self::Fact(*fact),
            Expression::Not(inner) => match Self::of(inner) {
                Self::Fact(fact) => Self::None(FactSet::of(&[fact])),
                Self::Any(facts, others) if others.is_empty() => Self::None(facts),
                part => Self::Not(Box::new(part)),
            },
            Expression::All(parts) => Self::All(parts.iter().flat_map(Self::all_of).collect()),
            Expression::Any(parts) => {
                let (mut facts, mut others) = (FactSet::NONE, Vec::new());
                for part in parts.iter().map(Self::of) {
                    match part {
                        Self::Fact(fact) => facts = facts.with(fact),
                        Self::Any(inner, besides) => {
                            facts = facts.with_all(inner);
                            others.extend(besides);
                        }
                        part => others.push(part),
                    }
                }
                Self::Any(facts, others)
            }
            Expression::Number(fact, comparison, number) => Self::number(*fact, *comparison, *number),
            Expression::OneOf(fact, negated, codes) => Self::OneOf(*fact, *negated, codes.iter().collect()),
            Expression::Known(fact) => Self::Known(*fact),
            Expression::Always => Self::Always,
        }
    }

    fn number(fact: FactName, comparison: Comparison, number: i32) -> Self {
        let (outside, first, last) = match comparison {
            Comparison::Equal => (false, number, number),
            Comparison::NotEqual => (true, number, number),
            Comparison::Less => (true, number, i32::MAX),
            Comparison::AtMost => (false, i32::MIN, number),
            Comparison::More => (true, i32::MIN, number),
            Comparison::AtLeast => (false, number, i32::MAX),
        };
        Self::Number(fact, outside, first, last)
    }

    /// What all have to hold for this to hold, where that is said of more than one thing.
    fn all_of(expression: &Expression) -> Vec<Self> {
        match Self::of(expression) {
            Self::All(parts) => parts,
            Self::Not(part) => match *part {
                Self::Any(facts, others) => {
                    let none = (facts != FactSet::NONE).then_some(Self::None(facts));
                    none.into_iter().chain(others.into_iter().map(|other| Self::Not(Box::new(other)))).collect()
                }
                part => vec![Self::Not(Box::new(part))],
            },
            part => vec![part],
        }
    }

    /// The facts that it uses, each once, in the order of first use.
    pub(crate) fn facts(&self) -> Vec<FactName> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect(&self, found: &mut Vec<FactName>) {
        let mut add = |fact: FactName| {
            if !found.contains(&fact) {
                found.push(fact);
            }
        };
        match self {
            Self::Fact(fact) | Self::Number(fact, ..) | Self::OneOf(fact, ..) | Self::Known(fact) => add(*fact),
            Self::Always => {}
            Self::None(facts) => facts.into_iter().for_each(add),
            Self::All(parts) => parts.iter().for_each(|part| part.collect(found)),
            Self::Any(facts, others) => {
                facts.into_iter().for_each(add);
                others.iter().for_each(|part| part.collect(found));
            }
            Self::Not(inner) => inner.collect(found),
        }
    }

    /// Nearly all parts are single questions: those are asked on the spot.
    #[inline(always)]
    fn holds(&self, facts: &impl ManyFacts) -> Truth {
        match self {
            Self::Fact(fact) => facts.value(*fact).truth(),
            Self::Number(fact, outside, first, last) => match facts.value(*fact) {
                FactValue::Number(Some(value)) => from_bool((*first <= value && value <= *last) != *outside),
                _ => Answer::NotKnown,
            },
            Self::OneOf(fact, negated, codes) => match facts.value(*fact) {
                FactValue::Code(Some(code)) => from_bool(codes.have(code) != *negated),
                FactValue::NotRecorded => from_bool(*negated),
                _ => Answer::NotKnown,
            },
            Self::Known(fact) => from_bool(facts.value(*fact).is_known()),
            Self::Always => Answer::Yes,
            Self::None(_) | Self::All(_) | Self::Any(..) | Self::Not(_) => self.holds_within(facts),
        }
    }

    #[inline(never)]
    fn holds_within(&self, facts: &impl ManyFacts) -> Truth {
        match self {
            Self::None(none) => not(facts.any(*none)),
            Self::All(parts) => all(parts, facts),
            Self::Any(any, others) => {
                let mut result = facts.any(*any);
                for part in others {
                    if result == Answer::Yes {
                        break;
                    }
                    match part.holds(facts) {
                        Answer::No => {}
                        truth => result = truth,
                    }
                }
                result
            }
            Self::Not(inner) => not(inner.holds(facts)),
            Self::Fact(_) | Self::Number(..) | Self::OneOf(..) | Self::Known(_) | Self::Always => self.holds(facts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::evaluate;
    use super::*;
    use crate::fact_code::FactCode;
    use brought_domain::contact::{OutcomeKind, Setting};
    use proptest::prelude::*;

    /// Two facts of each sort, and one of which nothing is known.
    const TRUTHS: [FactName; 4] = [FactName::WelfareConcern, FactName::LookedAfter, FactName::ReferralMade, FactName::StillUnseen];
    const NUMBERS: [FactName; 2] = [FactName::AgeMonths, FactName::FailedContacts];
    const CODES: [FactName; 2] = [FactName::LatestOutcome, FactName::LatestSetting];

    #[derive(Debug)]
    struct Table(Vec<(FactName, FactValue)>);

    impl Facts for Table {
        fn value(&self, fact: FactName) -> FactValue {
            self.0.iter().find(|(name, _)| *name == fact).map_or(FactValue::Truth(Answer::NotKnown), |(_, value)| *value)
        }
    }

    /// The plain meaning of asking after many facts at once.
    impl ManyFacts for Table {
        fn any(&self, facts: FactSet) -> Truth {
            let all: Vec<Truth> = facts.into_iter().map(|fact| self.value(fact).truth()).collect();
            match () {
                () if all.contains(&Answer::Yes) => Answer::Yes,
                () if all.contains(&Answer::NotKnown) => Answer::NotKnown,
                () => Answer::No,
            }
        }
    }

    fn truths() -> impl Strategy<Value = FactValue> {
        prop_oneof![Just(FactValue::NotRecorded), prop::sample::select(Answer::ALL).prop_map(FactValue::Truth)]
    }

    fn numbers() -> impl Strategy<Value = FactValue> {
        prop::option::of(prop_oneof![Just(i32::MIN), -1..4, Just(i32::MAX)]).prop_map(FactValue::Number)
    }

    fn outcomes() -> impl Strategy<Value = FactValue> {
        let word = prop::sample::select(OutcomeKind::ALL).prop_map(FactCode::from);
        prop_oneof![
            Just(FactValue::NotRecorded),
            Just(FactValue::Code(None)),
            Just(FactValue::Code(Some(FactCode::NoneOfThem))),
            word.prop_map(|word| FactValue::Code(Some(word))),
        ]
    }

    fn settings() -> impl Strategy<Value = FactValue> {
        prop::option::of(prop::sample::select(Setting::ALL)).prop_map(|word| FactValue::Code(word.map(FactCode::from)))
    }

    fn tables() -> impl Strategy<Value = Table> {
        let values = (prop::collection::vec(truths(), 3), prop::collection::vec(numbers(), 2), outcomes(), settings());
        values.prop_map(|(truths, numbers, outcome, setting)| {
            Table(
                TRUTHS
                    .into_iter()
                    .zip(truths)
                    .chain(NUMBERS.into_iter().zip(numbers))
                    .chain(CODES.into_iter().zip([outcome, setting]))
                    .collect(),
            )
        })
    }

    fn conditions() -> impl Strategy<Value = Expression> {
        use Comparison as C;
        let comparison = prop::sample::select(vec![C::Equal, C::NotEqual, C::Less, C::AtMost, C::More, C::AtLeast]);
        let limit = prop_oneof![Just(i32::MIN), 0..3, Just(i32::MAX)];
        let outcomes = prop::sample::subsequence(OutcomeKind::ALL.to_vec(), 0..4);
        let single = prop_oneof![
            1 => Just(Expression::Always),
            6 => prop::sample::select(TRUTHS.to_vec()).prop_map(Expression::Fact),
            2 => prop::sample::select([TRUTHS.as_slice(), &NUMBERS, &CODES].concat()).prop_map(Expression::Known),
            3 => (prop::sample::select(NUMBERS.to_vec()), comparison, limit).prop_map(|(fact, comparison, limit)| Expression::Number(fact, comparison, limit)),
            2 => (any::<bool>(), outcomes).prop_map(|(negated, codes)| {
                Expression::OneOf(FactName::LatestOutcome, negated, codes.into_iter().map(FactCode::from).collect())
            }),
            1 => (any::<bool>(), prop::sample::select(Setting::ALL)).prop_map(|(negated, code)| Expression::OneOf(FactName::LatestSetting, negated, vec![code.into()])),
        ];
        single.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                inner.clone().prop_map(|inner| Expression::Not(Box::new(inner))),
                prop::collection::vec(inner.clone(), 0..4).prop_map(Expression::All),
                prop::collection::vec(inner, 0..4).prop_map(Expression::Any),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        /// Laid flat, a condition comes to what it comes to as it is written; and a part keeps it from holding exactly when it does not hold.
        #[test]
        fn laid_flat_a_condition_comes_to_the_same(condition in conditions(), facts in tables()) {
            let (compiled, written) = (Compiled::of(&condition), evaluate(&condition, &facts));
            prop_assert_eq!(compiled.holds(&facts), written);
            prop_assert_eq!(compiled.kept_by(&facts).is_some(), written == Answer::No);
            let mut used: Vec<FactName> = compiled.parts().iter().flat_map(Part::facts).collect();
            let mut asked = condition.facts();
            used.sort();
            used.dedup();
            asked.sort();
            prop_assert_eq!(used, asked);
        }
    }
}
