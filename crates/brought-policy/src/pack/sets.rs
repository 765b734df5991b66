//! Reads the sets of a pack: several things to ask that belong together and have a name, such as a level of liaison (SWI-12).

use super::clauses::{Clauses, cited};
use super::places::{Places, Thing};
use super::table::Value;
use super::what::{self, Known, What};
use crate::problem::Problem;
use std::collections::BTreeMap;

/// Several things to ask. Who owes them, and by when, is said where the set is used.
#[derive(Clone, Debug)]
pub(super) struct Set {
    pub(super) clauses: Vec<String>,
    pub(super) asks: Vec<What>,
}

/// The sets by name. A name without a set stands for one that could not be read, so that nobody is told it is not there.
pub(super) type Sets = BTreeMap<String, Option<Set>>;

pub(super) fn read(value: Value<'_>, known: Known<'_>, clauses: &Clauses, places: &mut Places, problems: &mut Vec<Problem>) -> Sets {
    let mut sets = Sets::new();
    let Some(fields) = value.fields("the sets", problems) else { return sets };
    for (name, at, value) in fields.entries() {
        places.put(Thing::Set, name, value.source.file, at);
        sets.insert(name.to_owned(), set(value, known, clauses, fields.problems));
    }
    sets
}

fn set(value: Value<'_>, known: Known<'_>, clauses: &Clauses, problems: &mut Vec<Problem>) -> Option<Set> {
    let mut fields = value.fields("this set", problems)?;
    let clauses = fields.need("clause").map(|value| cited(value, clauses, fields.problems));
    let listed = fields.need("duties").and_then(|value| value.list(fields.problems)).unwrap_or_default();
    if listed.is_empty() {
        fields.problem("this set asks for nothing");
    }
    let mut asks = Vec::new();
    let mut complete = true;
    for (number, value) in listed.into_iter().enumerate() {
        let read = duty(value, known, fields.problems);
        complete &= read.is_some();
        asks.extend(read.unwrap_or_default().into_iter().map(|what| {
            let part = if what.part.is_empty() { number.to_string() } else { format!("{number}.{}", what.part) };
            What { part, ..what }
        }));
    }
    fields.finish();
    clauses.filter(|_| complete).map(|clauses| Set { clauses, asks })
}

fn duty(value: Value<'_>, known: Known<'_>, problems: &mut Vec<Problem>) -> Option<Vec<What>> {
    let mut fields = value.fields("this duty of a set", problems)?;
    let asks = what::read(&mut fields, None, known);
    fields.finish();
    asks
}
