//! Reads a `rule` block.

use super::blocks::Block;
use super::clauses::{Clauses, cited};
use super::conditions;
use super::documents::Documents;
use super::duty_block::{self, In};
use super::parameters::Parameters;
use super::pathway_head::PathwayHead;
use super::sets::Sets;
use super::table::{Fields, Value};
use super::what::Known;
use super::{On, Pattern, Rule, RulePrompt, Watches};
use crate::duty::Each;
use crate::expression::{Checked, NamedConditions};
use crate::fact::FactName;
use crate::problem::Problem;
use brought_domain::vocabulary;
use std::collections::BTreeSet;

vocabulary! {
    /// What a rule stands on, as it is written.
    pub enum OnCode ("thing a rule stands on") {
        /// A follow-up.
        FollowUp = "follow_up", "a follow-up";
        /// The child.
        Child = "child", "the child as a whole";
    }
}

vocabulary! {
    /// How often a rule fires, as it is written.
    pub enum EachCode ("way of firing") {
        /// Once for a follow-up.
        FollowUp = "follow_up", "once for a follow-up";
        /// For each failed contact.
        FailedContact = "failed_contact", "for each failed contact";
        /// Each time the condition comes to hold.
        Change = "change", "each time the condition comes to hold";
        /// For each occasion.
        Occasion = "occasion", "for each occasion";
    }
}

/// What a rule is read against.
pub(super) struct Context<'a> {
    pub(super) pathway: &'a PathwayHead,
    pub(super) clauses: &'a Clauses,
    pub(super) parameters: &'a Parameters,
    pub(super) conditions: &'a NamedConditions,
    pub(super) documents: &'a Documents,
    pub(super) sets: &'a Sets,
    /// The names of sets that some rule has used.
    pub(super) used_sets: &'a mut BTreeSet<String>,
    /// The names of parameters that some duty has used.
    pub(super) used: &'a mut BTreeSet<String>,
    /// The names of conditions that some rule has used.
    pub(super) used_conditions: &'a mut BTreeSet<String>,
}

impl<'a> Context<'a> {
    /// What a duty is read against.
    pub(super) fn known(&self) -> Known<'a> {
        Known { documents: self.documents, conditions: self.conditions }
    }
}

/// A rule block, read as far as it could be.
pub(super) struct Read {
    /// Its id, also when something else is wrong with it. Nothing: not even that can be told.
    pub(super) id: Option<String>,
    pub(super) rule: Option<Rule>,
}

pub(super) fn read(block: &Block<'_>, context: &mut Context<'_>, problems: &mut Vec<Problem>) -> Read {
    let Some(table) = block.source.parse(problems) else { return Read { id: None, rule: None } };
    let mut fields = Fields::new(block.source, "this rule", &table, block.fence.clone(), problems);
    let id = fields.need("id").and_then(|value| id(value, fields.problems));
    let rule = rule(id.clone(), &mut fields, block, context);
    fields.finish();
    Read { id, rule }
}

fn id(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<String> {
    let id = value.text(problems)?;
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        problems.push(value.error(format!("`{id}` cannot be a rule's id")).with_help("use letters, digits and `-`, as in `NAF-R15`"));
    } else if id.starts_with("CORE-") {
        problems.push(value.error("ids that begin with `CORE-` belong to what the product itself asks").with_help("choose another id"));
    }
    Some(id.to_owned())
}

fn rule(id: Option<String>, fields: &mut Fields<'_, '_>, block: &Block<'_>, context: &mut Context<'_>) -> Option<Rule> {
    let clauses = fields.need("clause").map(|value| cited(value, context.clauses, fields.problems));
    let on = fields.find("on").map_or(Some(OnCode::FollowUp), |value| value.word(fields.problems)).map(|code| match code {
        OnCode::FollowUp => On::FollowUp,
        OnCode::Child => On::Child,
    });
    let when = fields.need("when").and_then(|value| condition(value, on, context, fields.problems));
    let each = each(fields, on);
    let stage = stage(fields, on, context.pathway);
    let raise = fields.list("raise");
    let read_duty = |(number, value): (usize, &Value<'_>)| duty_block::read(*value, In { on, each, number }, context, fields.problems);
    let duties: Vec<_> = raise.iter().enumerate().flat_map(read_duty).collect();
    let prompted = fields.list("prompts");
    let prompts: Vec<_> = prompted.iter().filter_map(|value| prompt(*value, fields.problems)).collect();
    let alert = fields.text_or_nothing("alert");
    let pattern = fields.find("pattern").and_then(|value| value.word::<Pattern>(fields.problems));
    if pattern.is_some() && when.as_ref().is_some_and(|(_, checked)| checked.expression.facts().contains(&FactName::PatternActive)) {
        fields.problem("a rule that recognises a pattern cannot ask whether a pattern is active: it would ask about itself");
    }
    let shows = fields.has_any(|key| ["alert", "pattern", "stage"].contains(&key));
    if raise.is_empty() && prompted.is_empty() && !shows {
        let problem = block.source.error(block.fence.clone(), "this rule asks for nothing");
        fields.problems.push(problem.with_help("give it at least one of: raise, prompts, alert, pattern, stage"));
    }
    let ((when_text, when), each) = (when?, each?);
    Some(Rule {
        id: id?,
        clauses: clauses?,
        on: on?,
        watches: Watches::of(&when.expression, each, &duties),
        when: when.expression,
        when_text,
        uses: when.named,
        each,
        stage,
        duties,
        prompts,
        alert,
        pattern,
        proven_in: None,
        line: block.line(),
    })
}

/// A condition, checked for its types and for facts that the rule cannot know.
fn condition(value: Value<'_>, on: Option<On>, context: &mut Context<'_>, problems: &mut Vec<Problem>) -> Option<(String, Checked)> {
    let Some((text, checked)) = conditions::parsed(value, context.conditions, problems) else {
        // It may be meant to use any of them.
        context.used_conditions.extend(context.conditions.known.keys().cloned());
        return None;
    };
    context.used_conditions.extend(checked.named.iter().cloned());
    let on_child = on == Some(On::Child);
    for (fact, at) in checked.facts.iter().filter(|(fact, _)| on_child && fact.needs_follow_up()) {
        let message = format!("`{}` is about a follow-up, and this rule stands on the child as a whole", fact.code());
        let problem = value.source.error(value.part_of_text(at.clone()), message);
        problems.push(problem.with_help("leave out `on = \"child\"`, or use a fact about the child"));
    }
    Some((text, checked))
}

fn each(fields: &mut Fields<'_, '_>, on: Option<On>) -> Option<Each> {
    let Some(value) = fields.find("each") else { return Some(Each::FollowUp) };
    let each = match value.word(fields.problems)? {
        EachCode::FollowUp => Each::FollowUp,
        EachCode::FailedContact => Each::FailedContact,
        EachCode::Change => Each::Change,
        EachCode::Occasion => Each::Occasion,
    };
    if on == Some(On::Child) && each == Each::FailedContact {
        let problem = value.error("a rule on the child as a whole has no failed contacts to fire for");
        fields.problems.push(problem.with_help("leave out `on = \"child\"`, or write `each = \"occasion\"`"));
    }
    Some(each)
}

fn stage(fields: &mut Fields<'_, '_>, on: Option<On>, pathway: &PathwayHead) -> Option<usize> {
    let value = fields.find("stage")?;
    let text = value.text(fields.problems)?;
    if on == Some(On::Child) {
        fields.problems.push(value.error("a rule on the child as a whole cannot move a follow-up to a stage"));
    }
    pathway.stage(text, value, fields.problems)
}

fn prompt(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<RulePrompt> {
    let mut fields = value.fields("this prompt", problems)?;
    let words = fields.text("words");
    let answered_by = fields.find("answered_by").and_then(|value| value.word(fields.problems));
    fields.finish();
    Some(RulePrompt { words: words?, answered_by })
}
