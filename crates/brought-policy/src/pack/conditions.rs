//! Reads the conditions of a pack that have a name: what several rules ask in the same words is written once, with its clause.

use super::Condition;
use super::clauses::{Clauses, cited};
use super::parameters::Basis;
use super::places::{Places, Thing};
use super::table::{Fields, Value};
use crate::expression::{Checked, NamedConditions, RESERVED, parse_checked};
use crate::fact::FactName;
use crate::problem::Problem;
use std::collections::BTreeMap;

/// The conditions by name, and what of them a parser needs to know.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    /// A name without a condition stands for one that could not be read, so that nobody is told it is not there.
    pub(super) read: BTreeMap<String, Option<Condition>>,
    /// The same for the parser of conditions.
    pub(super) named: NamedConditions,
}

pub(super) fn read(value: Value<'_>, clauses: &Clauses, places: &mut Places, problems: &mut Vec<Problem>) -> Conditions {
    let mut conditions = Conditions::default();
    let Some(fields) = value.fields("the conditions", problems) else { return conditions };
    let entries = fields.entries();
    conditions.named.later = entries.iter().map(|(name, ..)| (*name).to_owned()).collect();
    for (name, at, value) in entries {
        places.put(Thing::Condition, name, value.source.file, at.clone());
        if let Some((message, help)) = not_a_name(name) {
            fields.problems.push(value.source.error(at, message).with_help(help));
        }
        let condition = condition(name, value, &conditions.named, clauses, fields.problems);
        // Only from here on others may use it: so no condition can come to use itself, however many there are between.
        conditions.named.later.remove(name);
        conditions.named.known.insert(name.to_owned(), condition.as_ref().map(|condition| condition.when.clone()));
        conditions.read.insert(name.to_owned(), condition);
    }
    conditions
}

/// What is wrong with a name, and what to do about it.
fn not_a_name(name: &str) -> Option<(String, &'static str)> {
    let begins = name.starts_with(|letter: char| letter.is_ascii_lowercase());
    if !begins || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
        return Some((format!("`{name}` cannot be the name of a condition"), "use small letters, digits and `_`, as in `known_concerns`"));
    }
    if name.parse::<FactName>().is_ok() {
        return Some((format!("`{name}` is the name of a fact already"), "give the condition another name"));
    }
    RESERVED.contains(&name).then(|| (format!("`{name}` is a word of the language of conditions"), "give the condition another name"))
}

fn condition(name: &str, value: Value<'_>, named: &NamedConditions, clauses: &Clauses, problems: &mut Vec<Problem>) -> Option<Condition> {
    let mut fields = value.fields("this condition", problems)?;
    let when = fields.need("when").and_then(|value| parsed(value, named, fields.problems));
    let clauses = fields.need("clause").map(|value| cited(value, clauses, fields.problems));
    let basis = fields.word::<Basis>("basis");
    let note = note(&mut fields, basis);
    fields.finish();
    let (when_text, when) = when?;
    Some(Condition {
        name: name.to_owned(),
        when: when.expression,
        when_text,
        uses: when.named,
        clauses: clauses?,
        from_document: basis? == Basis::Document,
        note: note.unwrap_or_default(),
    })
}

fn note(fields: &mut Fields<'_, '_>, basis: Option<Basis>) -> Option<String> {
    let note = fields.text_or_nothing("note");
    if basis == Some(Basis::Local) && note.is_none() {
        fields.problem("`note` is missing from this condition: the document does not say it, so say why it is so here");
    }
    note
}

/// Reads the text of a condition, wherever one stands in a pack.
pub(super) fn parsed(value: Value<'_>, named: &NamedConditions, problems: &mut Vec<Problem>) -> Option<(String, Checked)> {
    let text = value.text(problems)?;
    match parse_checked(text, named) {
        Ok(checked) => Some((text.to_owned(), checked)),
        Err(wrong) => {
            let problem = value.source.error(value.part_of_text(wrong.span), wrong.message);
            problems.push(Problem { help: wrong.help, ..problem });
            None
        }
    }
}
