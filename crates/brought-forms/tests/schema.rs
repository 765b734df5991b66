//! A stranger who writes a file by the schema writes a file that is read.
#![allow(clippy::unwrap_used, missing_docs)]

use brought_domain::contact::{OutcomeKind, Setting};
use brought_domain::vocabulary::Vocabulary;
use brought_forms::chronology_file::{read_json, write_json};
use brought_forms::schema::chronology_schema;
use serde_json::{Value, json};

const ONE: &str = include_str!("data/one-missed-clinic.json");
const EVERY: &str = include_str!("data/every-kind-of-fact.json");

fn faults(file: &str) -> Vec<String> {
    let validator = jsonschema::draft202012::new(&chronology_schema()).unwrap();
    let file: Value = serde_json::from_str(file).unwrap();
    validator.iter_errors(&file).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

#[test]
fn good_files_agree_with_the_schema_and_so_does_what_is_written() {
    let none: Vec<String> = Vec::new();
    for file in [ONE, EVERY] {
        assert_eq!(faults(file), none);
        assert_eq!(faults(&write_json(&read_json(file).unwrap())), none);
    }
    let example = &chronology_schema()["examples"][0].to_string();
    assert_eq!(faults(example), none);
    assert_eq!(read_json(example), read_json(ONE));
}

#[test]
fn what_the_reader_refuses_by_its_shape_the_schema_refuses_too() {
    for (from, to) in [
        ("\"format\": \"brought-chronology/1\",", ""),
        ("chronology/1", "chronology/2"),
        ("\"people\"", "\"persons\""),
        ("\"clinic\"", "\"clnic\""),
        ("was_not_brought", "was_not_brougt"),
        ("\"setting\": \"clinic\",", ""),
        ("\"setting\"", "\"setings\": \"a\", \"setting\""),
        ("2026-01-05T10:00", "05/01/2026"),
        ("2023-04-11", "April 2023"),
        ("\"happened\": \"2026-01-05T10:00\",", ""),
        ("\"contact\": {", "\"born\": true, \"contact\": {"),
        ("\"contact\"", "\"contct\""),
        (", \"role\": \"practitioner\"", ""),
        (", \"role\": \"practitioner\"", ", \"system\": \"s\""),
        ("\"child-1\"", "1"),
        ("\"child-1\"", "\"\""),
    ] {
        let file = ONE.replacen(from, to, 1);
        assert_ne!(file, ONE, "{from}");
        assert!(!faults(&file).is_empty(), "the schema takes {from} changed to {to}");
        assert!(read_json(&file).is_err(), "the reader takes {from} changed to {to}");
    }
}

#[test]
fn every_code_stands_in_the_schema_with_its_words() {
    fn check<T: Vocabulary>(schema: &Value, name: &str) {
        let listed = &schema["$defs"][name];
        assert_eq!(listed["enum"], json!(T::MEMBERS.iter().map(|member| member.code_of()).collect::<Vec<_>>()), "{name}");
        for member in T::MEMBERS {
            assert!(listed["description"].as_str().unwrap().contains(&format!("`{}`: {}", member.code_of(), member.words_of())));
        }
    }
    let schema = chronology_schema();
    check::<Setting>(&schema, "Setting");
    check::<OutcomeKind>(&schema, "OutcomeKind");
}

#[test]
fn every_field_is_described_and_no_unknown_one_is_let_through() {
    fn check(value: &Value, path: &str, seen: &mut usize) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            let is_condition = value.get("type").is_none();
            let is_choice = properties.len() == 1 && value.get("description").is_some_and(|_| path.contains("oneOf"));
            for (name, field) in properties {
                *seen += 1;
                assert!(is_condition || is_choice || field.get("description").is_some(), "{path}.{name} is not described");
            }
            assert!(is_condition || value["additionalProperties"] == json!(false), "{path} lets unknown names through");
        }
        let parts: Vec<(String, &Value)> = match value {
            Value::Object(fields) => fields.iter().map(|(name, part)| (name.clone(), part)).collect(),
            Value::Array(values) => values.iter().enumerate().map(|(index, part)| (index.to_string(), part)).collect(),
            _ => Vec::new(),
        };
        for (name, part) in parts {
            if name != "examples" {
                check(part, &format!("{path}.{name}"), seen);
            }
        }
    }
    let mut seen = 0;
    check(&chronology_schema(), "schema", &mut seen);
    assert!(seen > 200, "only {seen} fields");
}

#[test]
fn nothing_in_the_schema_speaks_of_null() {
    let schema = chronology_schema().to_string();
    assert!(!schema.contains("null"), "{:?}", schema.find("null").map(|at| &schema[at.saturating_sub(80)..at + 10]));
}
