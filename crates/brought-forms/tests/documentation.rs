//! The page that explains the format is true: every example on it is read, and every fact has one.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use brought_domain::Chronology;
use brought_forms::FormProblem;
use brought_forms::chronology_file::{read_json, read_toml};
use brought_forms::schema::chronology_schema;
use serde_json::Value;
use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../../docs/chronology-file.md");

/// The fenced blocks of the page: what stands behind the fence, and the text.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let mut blocks = Vec::new();
    let mut rest = PAGE;
    while let Some((_, after)) = rest.split_once("\n```") {
        let (kind, after) = after.split_once('\n').unwrap();
        let (text, after) = after.split_once("```\n").unwrap();
        blocks.push((kind, text));
        rest = after;
    }
    blocks
}

fn of_kind(kind: &str) -> Vec<&'static str> {
    blocks().into_iter().filter(|(given, _)| *given == kind).map(|(_, text)| text).collect()
}

/// A file with the people that the page speaks of.
fn file_with(events: &str) -> String {
    format!(
        r#"{{ "format": "brought-chronology/1", "subject": "child-1",
           "people": [{{ "id": "child-1" }}, {{ "id": "child-2" }}, {{ "id": "mother-1", "kind": "carer" }}],
           "author": {{ "practitioner": "practitioner-1", "role": "practitioner" }}, "events": {events} }}"#
    )
}

fn good(text: &str, read: fn(&str) -> Result<Chronology, Vec<FormProblem>>) -> Chronology {
    read(text).unwrap_or_else(|problems| panic!("{text}\n{problems:#?}"))
}

fn agrees_with_the_schema(text: &str) {
    let validator = jsonschema::draft202012::new(&chronology_schema()).unwrap();
    let file: Value = serde_json::from_str(text).unwrap();
    let faults: Vec<_> = validator.iter_errors(&file).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{text}\n{faults:#?}");
}

#[test]
fn every_file_on_the_page_is_read() {
    let (json, toml) = (of_kind("json"), of_kind("toml"));
    assert_eq!((json.len(), toml.len()), (2, 1));
    for file in &json {
        good(file, read_json);
        agrees_with_the_schema(file);
    }
    assert_eq!(good(toml[0], read_toml), good(json[0], read_json));
}

#[test]
fn every_event_on_the_page_is_read_and_every_fact_has_an_example() {
    let mut shown = BTreeSet::new();
    for events in of_kind("json events") {
        let file = file_with(events);
        agrees_with_the_schema(&file);
        shown.extend(good(&file, read_json).events.iter().map(|event| event.fact.code()));
    }
    let all = include_str!("data/stored_v1.jsonl").lines().map(|line| brought_forms::stored::decode(1, line).unwrap().fact.code());
    assert_eq!(shown, all.collect());
}

#[test]
fn what_the_page_says_about_a_wrong_file_is_what_is_said() {
    let problems = read_json(of_kind("json wrong")[0]).unwrap_err();
    let said: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
    assert_eq!(said, of_kind("text")[0]);
}
