//! Conditions and what rules ask for, as people read them.

use crate::deadline::Deadline;
use crate::duty::{DueFrom, Duty, Each};
use crate::expression::{Comparison, Expression, FactValue, Truth};
use crate::fact::{FactName, FactType};
use crate::fact_code::FactCode;
use crate::pack::{On, Pack, Parameter, Rule};
use brought_domain::contact::Answer;

/// A condition in words: a sentence, or several of which all or any must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConditionWords {
    /// Holds whatever the facts are.
    Always,
    /// One question about one fact.
    One(String),
    /// All of these.
    All(Vec<ConditionWords>),
    /// Any of these.
    Any(Vec<ConditionWords>),
}

/// One thing that a rule asks for, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyWords {
    /// What to do.
    pub what: String,
    /// Who owes it.
    pub owner: &'static str,
    /// Who owes it when the owner cannot.
    pub fallback: &'static str,
    /// By when: "within 2 working days". Nothing for an offer.
    pub due: Option<String>,
    /// The parameter the time comes from.
    pub parameter: Option<String>,
    /// Whether it is asked once for each dependent child.
    pub for_each_child: bool,
}

/// A condition in words. What it is called by a name in the pack is told in full.
pub fn condition(expression: &Expression) -> ConditionWords {
    told(expression, false)
}

fn told(expression: &Expression, denied: bool) -> ConditionWords {
    match expression {
        Expression::Always => ConditionWords::Always,
        Expression::Not(inner) => told(inner, !denied),
        Expression::All(parts) | Expression::Any(parts) => {
            let all = matches!(expression, Expression::All(_)) != denied;
            let mut flat = Vec::new();
            for part in parts {
                match (told(part, denied), all) {
                    (ConditionWords::All(inner), true) | (ConditionWords::Any(inner), false) => flat.extend(inner),
                    (other, _) => flat.push(other),
                }
            }
            if all { ConditionWords::All(flat) } else { ConditionWords::Any(flat) }
        }
        test if denied => ConditionWords::One(question(&Expression::Not(Box::new(test.clone())))),
        test => ConditionWords::One(question(test)),
    }
}

/// One question in words: "number of failed contacts is at least 2".
pub(super) fn question(test: &Expression) -> String {
    match test {
        Expression::Not(inner) => match inner.as_ref() {
            Expression::Fact(fact) => format!("not: {fact}"),
            Expression::Known(fact) => format!("not known: {fact}"),
            other => fact_of(other).map_or_else(String::new, |fact| format!("{fact} is {}", asked(test))),
        },
        Expression::Fact(fact) => fact.words().to_owned(),
        Expression::Known(fact) => format!("known: {fact}"),
        other => fact_of(other).map_or_else(|| "always".to_owned(), |fact| format!("{fact} is {}", asked(other))),
    }
}

/// What one question asks of its fact: "at least 2", "yes", "at home or at a clinic".
pub(super) fn asked(test: &Expression) -> String {
    match test {
        Expression::Not(inner) => match inner.as_ref() {
            Expression::Fact(_) => "no".to_owned(),
            Expression::Known(_) => "that it is not known".to_owned(),
            Expression::Number(_, comparison, number) => compared(opposite(*comparison), *number),
            Expression::OneOf(_, negated, codes) => listed(!*negated, codes),
            _ => String::new(),
        },
        Expression::Fact(_) => "yes".to_owned(),
        Expression::Known(_) => "that it is known".to_owned(),
        Expression::Number(_, comparison, number) => compared(*comparison, *number),
        Expression::OneOf(_, negated, codes) => listed(*negated, codes),
        Expression::Always | Expression::All(_) | Expression::Any(_) => String::new(),
    }
}

/// A question, the value of its fact, and what that makes of it: "number of failed contacts is 1, and the rule asks for at least 2".
pub(super) fn answered(test: &Expression, value: FactValue, truth: Truth) -> String {
    let Some(fact) = fact_of(test) else { return "always".to_owned() };
    let asks = match test {
        Expression::Known(_) => "asks that it is known".to_owned(),
        Expression::Not(inner) if matches!(inner.as_ref(), Expression::Known(_)) => "asks that it is not known".to_owned(),
        _ => format!("asks for {}", asked(test)),
    };
    match truth {
        Answer::NotKnown => format!("{fact} is not known; the rule {asks}, and not knowing never means safe"),
        _ => format!("{fact} is {}, and the rule {asks}", value.words()),
    }
}

/// The fact that a single question is about.
pub(super) fn fact_of(test: &Expression) -> Option<FactName> {
    match test {
        Expression::Fact(fact) | Expression::Known(fact) | Expression::Number(fact, ..) | Expression::OneOf(fact, ..) => Some(*fact),
        Expression::Not(inner) => fact_of(inner),
        Expression::Always | Expression::All(_) | Expression::Any(_) => None,
    }
}

fn opposite(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::AtLeast,
        Comparison::AtLeast => Comparison::Less,
        Comparison::More => Comparison::AtMost,
        Comparison::AtMost => Comparison::More,
    }
}

fn compared(comparison: Comparison, number: i32) -> String {
    let words = match comparison {
        Comparison::Equal => "exactly",
        Comparison::NotEqual => "other than",
        Comparison::Less => "less than",
        Comparison::AtMost => "at most",
        Comparison::More => "more than",
        Comparison::AtLeast => "at least",
    };
    format!("{words} {number}")
}

fn listed(denied: bool, codes: &[FactCode]) -> String {
    let words: Vec<String> = codes.iter().map(|code| code.code().replace('_', " ")).collect();
    match (denied, words.as_slice()) {
        (false, [only]) => only.clone(),
        (true, [only]) => format!("anything but {only}"),
        (false, _) => format!("one of: {}", words.join(", ")),
        (true, _) => format!("none of: {}", words.join(", ")),
    }
}

/// How often a rule fires.
pub fn how_often(rule: &Rule) -> &'static str {
    match (rule.each, rule.on) {
        (Each::FollowUp, On::FollowUp) => "once in a follow-up, and again when it opens again",
        (Each::FollowUp, On::Child) => "once for the child as a whole",
        (Each::FailedContact, _) => "for each failed contact",
        (Each::Occasion, _) => "each time something makes it so",
        (Each::Change, _) => "when it comes to be so, and again after it had ceased to be so",
    }
}

/// What a rule asks for, in words.
pub fn duties(rule: &Rule, pack: &Pack) -> Vec<DutyWords> {
    rule.duties.iter().map(|each| duty(each, pack)).collect()
}

fn duty(duty: &Duty, pack: &Pack) -> DutyWords {
    let parameter = duty.parameter.as_ref().and_then(|name| pack.parameters.get(name));
    let due = parameter.map(values).or(duty.deadline.map(within));
    let from = match duty.due_from {
        DueFrom::Trigger => "",
        DueFrom::LatestFailedContact => ", counted from the latest failed contact",
    };
    DutyWords {
        what: duty.words(None),
        owner: duty.owner.words(),
        fallback: duty.fallback.words(),
        due: due.map(|due| format!("{due}{from}")),
        parameter: duty.parameter.clone(),
        for_each_child: duty.for_each_child,
    }
}

/// The times that a parameter gives: the first, and each later one with its day.
fn values(parameter: &Parameter) -> String {
    let later = parameter.values.iter().skip(1);
    let later = later.map(|(from, deadline)| format!("; from {} {}", brought_calendar::date_in_words(*from), within(*deadline)));
    parameter.values.iter().take(1).map(|(_, deadline)| within(*deadline)).chain(later).collect()
}

/// A deadline as people say it: "within 2 working days".
pub fn within(deadline: Deadline) -> String {
    match deadline {
        Deadline::AtOnce => "at once".to_owned(),
        Deadline::EndOfDay => "by the end of the day".to_owned(),
        Deadline::WeeksBetween(first, last) => format!("not before {first} and within {last} weeks"),
        other => format!("within {other}"),
    }
}

/// Whether a fact is yes or no, a number or a word, for readers of the written form.
pub(super) fn kind_of(fact: FactName) -> &'static str {
    match fact.fact_type() {
        FactType::Truth => "yes_or_no",
        FactType::Number => "number",
        FactType::Code(_) => "word",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::parse;

    fn one(words: &str) -> ConditionWords {
        ConditionWords::One(words.to_owned())
    }

    #[test]
    fn a_condition_is_told_as_people_say_it() {
        assert_eq!(condition(&parse("failed_contacts >= 2").unwrap()), one("number of failed contacts is at least 2"));
        assert_eq!(
            condition(&parse("not (looked_after or latest_setting in [home, clinic])").unwrap()),
            ConditionWords::All(vec![
                one("not: looked after by the local authority"),
                one("setting of the latest failed contact is none of: home, clinic")
            ])
        );
        assert_eq!(
            condition(&parse("welfare_concern or (looked_after or age_months < 12)").unwrap()),
            ConditionWords::Any(vec![
                one("known welfare concern"),
                one("looked after by the local authority"),
                one("age in months is less than 12")
            ]),
            "what stands in brackets for nothing is told without them"
        );
    }

    #[test]
    fn a_question_is_told_with_the_value_that_answers_it() {
        let two = parse("failed_contacts >= 2").unwrap();
        assert_eq!(
            answered(&two, FactValue::Number(Some(1)), Answer::No),
            "number of failed contacts is 1, and the rule asks for at least 2"
        );
        let concern = parse("welfare_concern").unwrap();
        assert_eq!(
            answered(&concern, FactValue::Truth(Answer::NotKnown), Answer::NotKnown),
            "known welfare concern is not known; the rule asks for yes, and not knowing never means safe"
        );
    }

    #[test]
    fn a_question_whether_something_is_known_is_told_as_one() {
        let known = parse("essential_to_plan is known").unwrap();
        assert_eq!(
            answered(&known, FactValue::Code(None), Answer::No),
            "a plan asks for the contact that failed is not known, and the rule asks that it is known"
        );
    }

    #[test]
    fn deadlines_are_told_as_people_say_them() {
        for (written, said) in [
            ("at once", "at once"),
            ("24 hours", "within 24 hours"),
            ("end of day", "by the end of the day"),
            ("5 working days", "within 5 working days"),
            ("4 to 6 weeks", "not before 4 and within 6 weeks"),
        ] {
            assert_eq!(within(Deadline::parse(written).unwrap()), said);
        }
    }
}
