//! Reads the parameters of a pack: the numbers of the policy, each with its clause and the day from which it holds.

use super::Parameter;
use super::clauses::{Clauses, cited};
use super::places::{Places, Thing};
use super::table::{Fields, Value};
use crate::deadline::Deadline;
use crate::problem::Problem;
use brought_domain::vocabulary;
use jiff::civil::Date;
use std::collections::BTreeMap;

vocabulary! {
    /// Where the value of a parameter comes from.
    pub enum Basis ("basis of a parameter") {
        /// The document gives it.
        Document = "document", "given by the document";
        /// The document sets no time; the pack's own choice fills the gap.
        Local = "local", "chosen locally";
    }
}

/// The parameters by name. A name without a parameter stands for one that could not be read, so that nobody is told it is not there.
pub(super) type Parameters = BTreeMap<String, Option<Parameter>>;

pub(super) fn read(
    value: Value<'_>,
    in_force_from: Option<Date>,
    clauses: &Clauses,
    places: &mut Places,
    problems: &mut Vec<Problem>,
) -> Parameters {
    let mut parameters = BTreeMap::new();
    let Some(fields) = value.fields("the parameters", problems) else { return parameters };
    for (name, at, value) in fields.entries() {
        places.put(Thing::Parameter, name, value.source.file, at);
        parameters.insert(name.to_owned(), parameter(name, value, in_force_from, clauses, fields.problems));
    }
    parameters
}

fn parameter(
    name: &str,
    value: Value<'_>,
    in_force_from: Option<Date>,
    clauses: &Clauses,
    problems: &mut Vec<Problem>,
) -> Option<Parameter> {
    let mut fields = value.fields("this parameter", problems)?;
    let values = values(&mut fields, in_force_from);
    let clauses = fields.need("clause").map(|value| cited(value, clauses, fields.problems));
    let basis = fields.word::<Basis>("basis");
    let note = fields.text_or_nothing("note");
    if basis == Some(Basis::Local) && note.is_none() {
        fields.problem("`note` is missing from this parameter: the document sets no time, so say why it is this one");
    }
    fields.finish();
    Some(Parameter {
        name: name.to_owned(),
        values: values?,
        clauses: clauses?,
        from_document: basis? == Basis::Document,
        note: note.unwrap_or_default(),
    })
}

fn values(fields: &mut Fields<'_, '_>, in_force_from: Option<Date>) -> Option<Vec<(Date, Deadline)>> {
    match (fields.find("value"), fields.find("values")) {
        (Some(value), None) => deadline(value, fields.problems).map(|deadline| vec![(in_force_from.unwrap_or(Date::MIN), deadline)]),
        (None, Some(values)) => {
            let values = values.list(fields.problems)?;
            if values.is_empty() {
                fields.problem("this parameter has no value");
            }
            dated(&values, fields.problems)
        }
        _ => {
            fields.problem("a parameter has either `value` or `values`");
            None
        }
    }
}

fn dated(values: &[Value<'_>], problems: &mut Vec<Problem>) -> Option<Vec<(Date, Deadline)>> {
    let mut dated: Vec<(Date, Deadline)> = Vec::new();
    for value in values {
        let mut fields = value.fields("this value", problems)?;
        let from = fields.date("from");
        let deadline = fields.need("value").and_then(|value| deadline(value, fields.problems));
        if let (Some(from), Some((before, _))) = (from, dated.last())
            && from <= *before
        {
            fields.problem("this value does not come later than the one before it");
        }
        fields.finish();
        dated.extend(from.zip(deadline));
    }
    (!dated.is_empty()).then_some(dated)
}

fn deadline(value: Value<'_>, problems: &mut Vec<Problem>) -> Option<Deadline> {
    let text = value.text(problems)?;
    Deadline::parse(text).map_err(|wrong| problems.push(value.error(wrong.to_string()))).ok()
}
