//! A condition taken apart into the single questions it asks, so that one can say which of them decided.

use crate::expression::{Expression, FactValue, Facts, Truth, evaluate};
use crate::fact::FactName;
use crate::standing::RuleTrace;
use brought_domain::contact::Answer;

/// A condition with every "not" moved to the single questions. In three values as in two, that changes nothing about what it comes to.
pub(super) struct Formula {
    root: Node,
    /// The questions, each once: a test of one fact, or such a test denied.
    pub(super) questions: Vec<Expression>,
}

enum Node {
    Always(bool),
    Question(usize),
    All(Vec<Node>),
    Any(Vec<Node>),
}

/// The facts as a trace has them.
pub(super) struct Traced<'t>(pub(super) &'t RuleTrace);

impl Facts for Traced<'_> {
    fn value(&self, fact: FactName) -> FactValue {
        self.0.facts.iter().find(|(name, _)| *name == fact).map_or(FactValue::Truth(Answer::NotKnown), |(_, value)| *value)
    }
}

impl Formula {
    pub(super) fn of(condition: &Expression) -> Self {
        let mut questions = Vec::new();
        let root = node(condition, false, &mut questions);
        Self { root, questions }
    }

    /// The answers to the questions, in their order.
    pub(super) fn answers(&self, facts: &impl Facts) -> Vec<Truth> {
        self.questions.iter().map(|question| evaluate(question, facts)).collect()
    }

    /// What the whole comes to, and which questions decided that: of "all of these", those that are not so; of "any of these", those that are.
    pub(super) fn decide(&self, answers: &[Truth]) -> (Truth, Vec<usize>) {
        let (truth, mut deciding) = decide(&self.root, answers);
        deciding.sort_unstable();
        deciding.dedup();
        (truth, deciding)
    }

    /// The questions of which a single other answer would make a rule fire that does not.
    pub(super) fn one_away(&self, answers: &[Truth]) -> Vec<usize> {
        let fires_with = |changed: usize| {
            let mut other = answers.to_vec();
            for (index, question) in self.questions.iter().enumerate() {
                if index == changed {
                    other[index] = Answer::Yes;
                } else if is_denial_of(question, &self.questions[changed]) {
                    other[index] = Answer::No;
                }
            }
            decide(&self.root, &other).0 != Answer::No
        };
        (0..self.questions.len()).filter(|index| answers[*index] == Answer::No && fires_with(*index)).collect()
    }
}

fn is_denial_of(one: &Expression, other: &Expression) -> bool {
    matches!(one, Expression::Not(inner) if inner.as_ref() == other) || matches!(other, Expression::Not(inner) if inner.as_ref() == one)
}

fn node(condition: &Expression, denied: bool, questions: &mut Vec<Expression>) -> Node {
    match condition {
        Expression::Always => Node::Always(!denied),
        Expression::Not(inner) => node(inner, !denied, questions),
        Expression::All(parts) | Expression::Any(parts) => {
            let all = matches!(condition, Expression::All(_)) != denied;
            let parts = parts.iter().map(|part| node(part, denied, questions)).collect();
            if all { Node::All(parts) } else { Node::Any(parts) }
        }
        test => {
            let question = if denied { Expression::Not(Box::new(test.clone())) } else { test.clone() };
            let known = questions.iter().position(|known| *known == question);
            Node::Question(known.unwrap_or_else(|| {
                questions.push(question);
                questions.len() - 1
            }))
        }
    }
}

fn decide(node: &Node, answers: &[Truth]) -> (Truth, Vec<usize>) {
    match node {
        Node::Always(so) => (if *so { Answer::Yes } else { Answer::No }, Vec::new()),
        Node::Question(index) => (answers[*index], vec![*index]),
        Node::All(parts) => join(parts, answers, Answer::No, Answer::Yes),
        Node::Any(parts) => join(parts, answers, Answer::Yes, Answer::No),
    }
}

/// One part that is `decisive` decides; otherwise those that are not known do; otherwise all of them.
fn join(parts: &[Node], answers: &[Truth], decisive: Truth, otherwise: Truth) -> (Truth, Vec<usize>) {
    let decided: Vec<_> = parts.iter().map(|part| decide(part, answers)).collect();
    let truth = [decisive, Answer::NotKnown].into_iter().find(|wanted| decided.iter().any(|(truth, _)| truth == wanted));
    let truth = truth.unwrap_or(otherwise);
    (truth, decided.into_iter().filter(|(of, _)| *of == truth).flat_map(|(_, deciding)| deciding).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::parse;

    /// The condition, the facts that are yes or known numbers, what it comes to, which questions decided, and of which another answer would do.
    fn check(condition: &str, facts: &[(FactName, FactValue)], truth: Truth, decided: &[&str], one_away: &[&str]) {
        let formula = Formula::of(&parse(condition).unwrap());
        let trace = RuleTrace { rule: String::new(), follow_up: None, fired: false, now: truth, facts: facts.to_vec(), events: Vec::new() };
        let answers = formula.answers(&Traced(&trace));
        let (found, deciding) = formula.decide(&answers);
        let words = |indexes: &[usize]| -> Vec<String> {
            indexes.iter().map(|index| super::super::words::question(&formula.questions[*index])).collect()
        };
        assert_eq!(found, truth, "{condition}");
        assert_eq!(words(&deciding), decided, "{condition}");
        if truth == Answer::No {
            assert_eq!(words(&formula.one_away(&answers)), one_away, "{condition}");
        }
        assert_eq!(found, evaluate(&parse(condition).unwrap(), &Traced(&trace)), "{condition}: taking it apart changes what it comes to");
    }

    const ONE: (FactName, FactValue) = (FactName::FailedContacts, FactValue::Number(Some(1)));
    const NO_CONCERN: (FactName, FactValue) = (FactName::WelfareConcern, FactValue::NotRecorded);
    const CONCERN: (FactName, FactValue) = (FactName::WelfareConcern, FactValue::Truth(Answer::Yes));
    const LOOKED_AFTER: (FactName, FactValue) = (FactName::LookedAfter, FactValue::Truth(Answer::Yes));
    const NOT_LOOKED_AFTER: (FactName, FactValue) = (FactName::LookedAfter, FactValue::Truth(Answer::No));

    #[test]
    fn of_any_of_these_each_is_one_away_and_of_all_of_these_only_the_last_one_missing() {
        let (two, concern) = ("number of failed contacts is at least 2", "known welfare concern");
        check("failed_contacts >= 2 or welfare_concern", &[ONE, NO_CONCERN], Answer::No, &[two, concern], &[two, concern]);
        check("failed_contacts >= 2 and welfare_concern", &[ONE, NO_CONCERN], Answer::No, &[two, concern], &[]);
        check("failed_contacts >= 2 and welfare_concern", &[ONE, CONCERN], Answer::No, &[two], &[two]);
        check(
            "failed_contacts >= 1 and welfare_concern",
            &[ONE, CONCERN],
            Answer::Yes,
            &["number of failed contacts is at least 1", concern],
            &[],
        );
    }

    #[test]
    fn what_is_denied_is_asked_the_other_way_round() {
        check(
            "not (failed_contacts >= 1 and looked_after)",
            &[ONE, LOOKED_AFTER],
            Answer::No,
            &["number of failed contacts is less than 1", "not: looked after by the local authority"],
            &["number of failed contacts is less than 1", "not: looked after by the local authority"],
        );
        check("not looked_after", &[NOT_LOOKED_AFTER], Answer::Yes, &["not: looked after by the local authority"], &[]);
    }

    #[test]
    fn what_is_not_known_decides_when_nothing_else_does() {
        check("failed_contacts >= 1 and welfare_concern", &[ONE], Answer::NotKnown, &["known welfare concern"], &[]);
    }

    /// Nothing can be so and not so at once.
    #[test]
    fn a_question_and_its_denial_change_together() {
        check("looked_after and not looked_after", &[NOT_LOOKED_AFTER], Answer::No, &["looked after by the local authority"], &[]);
    }
}
