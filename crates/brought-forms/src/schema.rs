//! The JSON Schema of chronology files.

use crate::chronology_file::{ChronologyFile, FORMAT};
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of a chronology file, with a description of every field and the words of every code.
///
/// It says what a file looks like. That ids are explained, that outcomes fit their contacts and the like, only reading a file shows.
pub fn chronology_schema() -> Value {
    let mut schema = schemars::schema_for!(ChronologyFile).to_value();
    tidy(&mut schema);
    if let Value::Object(root) = &mut schema {
        root.insert("title".to_owned(), "Chronology file of brought".into());
        // The parts are flattened into the file, which loses the refusal of names that are in neither.
        root.insert("additionalProperties".to_owned(), false.into());
        root.insert("examples".to_owned(), json!([example()]));
    }
    schema
}

/// A small file, for a stranger to begin with.
fn example() -> Value {
    json!({
        "format": FORMAT,
        "people": [{ "id": "child-1", "name": "Amara Reed", "born_on": "2023-04-11" }],
        "author": { "practitioner": "practitioner-1", "role": "practitioner" },
        "events": [{
            "happened": "2026-01-05T10:00",
            "contact": { "setting": "clinic", "arranged": "by_letter", "outcome": "was_not_brought" },
        }],
    })
}

/// Takes out what says nothing to somebody who writes a file: that a field may be null, and that its default is nothing.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            tidy_object(fields);
            fields.values_mut().for_each(tidy);
        }
        Value::Array(values) => values.iter_mut().for_each(tidy),
        _ => {}
    }
}

fn tidy_object(fields: &mut Map<String, Value>) {
    if fields.get("default").is_some_and(is_nothing) {
        fields.remove("default");
    }
    if let Some(Value::String(description)) = fields.get_mut("description") {
        *description = description.replace('\n', " ");
    }
    if let Some(only) = only_choice(fields, "type", &json!("null")) {
        fields.insert("type".to_owned(), only);
    }
    if let Some(only) = only_choice(fields, "enum", &Value::Null) {
        fields.remove("enum");
        fields.insert("const".to_owned(), only);
    }
    if let Some(Value::Object(only)) = only_choice(fields, "anyOf", &json!({ "type": "null" })) {
        fields.remove("anyOf");
        for (name, value) in only {
            fields.entry(name).or_insert(value);
        }
    }
}

/// Takes null out of a list of choices; the choice that is left, if it is only one.
fn only_choice(fields: &mut Map<String, Value>, name: &str, null: &Value) -> Option<Value> {
    let Some(Value::Array(choices)) = fields.get_mut(name) else { return None };
    choices.retain(|choice| choice != null);
    match choices.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

fn is_nothing(default: &Value) -> bool {
    default.is_null() || *default == json!([]) || *default == json!({})
}
