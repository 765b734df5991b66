//! Finds the line and column of a part of a file by its path.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Line and column, in characters, of a byte.
pub(crate) fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Where the part with this path begins in a JSON text; its nearest parent if there is no such part.
pub(crate) fn in_json(text: &str, path: &str) -> (usize, usize) {
    let mut here = text.trim_start();
    for step in steps(path) {
        match serde_json::from_str::<Parts<'_>>(here).ok().and_then(|parts| parts.find(step)) {
            Some(part) => here = part.trim_start(),
            None => break,
        }
    }
    position(text, (here.as_ptr() as usize).saturating_sub(text.as_ptr() as usize))
}

/// Where the part with this path begins in a TOML text; its nearest parent if there is no such part.
pub(crate) fn in_toml(text: &str, path: &str) -> (usize, usize) {
    let Ok(table) = DeTable::parse(text) else { return (1, 1) };
    let mut offset = table.span().start;
    let mut here: Option<&Spanned<DeValue<'_>>> = None;
    for step in steps(path) {
        let found = match (step, here.map(Spanned::get_ref)) {
            (Step::Field(name), None) => table.get_ref().get(name),
            (Step::Field(name), Some(DeValue::Table(table))) => table.get(name),
            (Step::Index(index), Some(DeValue::Array(values))) => values.get(index),
            _ => None,
        };
        let Some(found) = found else { break };
        (here, offset) = (Some(found), found.span().start);
    }
    position(text, offset)
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Field(&'p str),
    Index(usize),
}

fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    path.split(['.', '[']).filter(|step| !step.is_empty()).map(|step| match step.strip_suffix(']').map(str::parse) {
        Some(Ok(index)) => Step::Index(index),
        _ => Step::Field(step),
    })
}

/// The parts of a JSON value as they stand in the text.
enum Parts<'t> {
    List(Vec<&'t RawValue>),
    Object(Vec<(String, &'t RawValue)>),
}

impl<'t> Parts<'t> {
    fn find(&self, step: Step<'_>) -> Option<&'t str> {
        match (self, step) {
            (Self::List(values), Step::Index(index)) => values.get(index).map(|raw| raw.get()),
            (Self::Object(fields), Step::Field(name)) => fields.iter().find(|(given, _)| given == name).map(|(_, raw)| raw.get()),
            _ => None,
        }
    }
}

impl<'t> Deserialize<'t> for Parts<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PartsVisitor)
    }
}

struct PartsVisitor;

impl<'t> Visitor<'t> for PartsVisitor {
    type Value = Parts<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<Parts<'t>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Parts::List(values))
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Parts<'t>, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Parts::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_json_text_is_found_by_its_path() {
        let text = "{\n  \"é\": 1, \"events\": [\n    {}, { \"contact\": { \"setting\": \"clnic\" } }\n  ]\n}";
        assert_eq!(in_json(text, "events[1].contact.setting"), (3, 35));
        assert_eq!(in_json(text, "events[1].contact.outcome"), (3, 22));
        assert_eq!(in_json(text, "events"), (2, 21));
        assert_eq!(in_json(text, ""), (1, 1));
    }

    #[test]
    fn a_part_of_a_toml_text_is_found_by_its_path() {
        let text = "author = {}\n[[events]]\nhappened = 2026-01-05\n\n[[events]]\nborn = 'é'\ncontact = { setting = \"clnic\" }\n";
        assert_eq!(in_toml(text, "events[1].contact.setting"), (7, 23));
        assert_eq!(in_toml(text, "events[1].contact.outcome"), (7, 11));
        assert_eq!(in_toml(text, "events[1].missing"), (5, 1));
    }
}
