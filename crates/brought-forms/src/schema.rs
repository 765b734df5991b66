//! The JSON Schema of chronology files.

use crate::chronology_file::ChronologyFile;
use serde_json::Value;

/// The JSON Schema (draft 2020-12) of a chronology file, with a description of every field and the words of every code.
///
/// It says what a file looks like. That ids are explained, that outcomes fit their contacts and the like, only reading a file shows.
pub fn chronology_schema() -> Value {
    let mut schema = schemars::schema_for!(ChronologyFile).to_value();
    tidy(&mut schema);
    if let Value::Object(root) = &mut schema {
        root.insert("title".into(), "Chronology file of brought".into());
    }
    schema
}

/// A default of nothing only says that the field may be left out, which `required` says already.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if fields
                .get("default")
                .is_some_and(|default| default.is_null() || *default == Value::Array(Vec::new()) || *default == serde_json::json!({}))
            {
                fields.remove("default");
            }
            fields.values_mut().for_each(tidy);
        }
        Value::Array(values) => values.iter_mut().for_each(tidy),
        _ => {}
    }
}
