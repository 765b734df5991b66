//! What the tests share: reading a file of `tests/data`, and one line of text for what came of each row.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

use brought_domain::{Event, Fact};
use brought_interop::{FileKind, FileProblem, Map, Read, ReadContext, detect, read_csv, read_hl7, shipped_maps};
use std::path::{Path, PathBuf};

/// The day on which all test files are read.
pub fn context(file_name: &str) -> ReadContext {
    ReadContext { recorded_at: "2026-11-20T12:00:00Z".parse().unwrap(), file_name: file_name.to_owned() }
}

/// A file of `tests/data`.
pub fn data(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path)).unwrap()
}

/// A map that comes with the program.
pub fn shipped(name: &str) -> Map {
    let shipped = shipped_maps().iter().find(|map| map.name == name).unwrap();
    Map::parse(shipped.toml, name).unwrap()
}

/// Everything that comes of a file.
pub fn read(bytes: &[u8], map: Option<&Map>, file_name: &str) -> Result<Vec<Read>, FileProblem> {
    let context = context(file_name);
    match (detect(bytes), map) {
        (FileKind::Hl7, map) => read_hl7(bytes, map, &context).map(Iterator::collect),
        (FileKind::Csv, Some(map)) => read_csv(bytes, map, &context).map(Iterator::collect),
        (FileKind::Csv, None) => read_hl7(bytes, None, &context).map(Iterator::collect),
    }
}

/// One line for what came of a row or message.
pub fn line(read: &Read) -> String {
    let row = read.row().row;
    match read {
        Read::Record(record) => {
            let facts: Vec<String> = record.events.iter().map(fact).collect();
            let asks: String = record.reviews.iter().map(|review| format!("; ask: {}", review.reason)).collect();
            format!("{row}: {}: {}{asks}", record.person.id, facts.join(", "))
        }
        Read::SetAside(set_aside) => format!("{row}: set aside: {}", set_aside.reason),
        Read::Problem(problem) => {
            let column = problem.column.as_ref().map(|column| format!("{column}: ")).unwrap_or_default();
            format!("{row}: problem: {column}{}", problem.reason)
        }
    }
}

/// One word or two for an event.
fn fact(event: &Event) -> String {
    match &event.fact {
        Fact::PersonRecorded(kind, _) => kind.code().to_owned(),
        Fact::OutcomeRecorded(recorded) => recorded.outcome.kind().code().to_owned(),
        Fact::ContactPlanned(_) => "planned".to_owned(),
        Fact::AddressRecorded(recorded) => match &recorded.address {
            brought_domain::person::Address::Withheld => "address withheld".to_owned(),
            brought_domain::person::Address::Known(_) => "address".to_owned(),
        },
        Fact::RelationRecorded(recorded) => recorded.relation.code().to_owned(),
        Fact::NoteWritten(_) => "note".to_owned(),
        Fact::PlaceChanged(changed) => changed.place.code().to_owned(),
        other => other.code().to_owned(),
    }
}

/// Reads a file of `tests/data` and compares what came of each row.
pub fn check(path: &str, map: Option<&Map>, expected: &[&str]) {
    let reads = read(&data(path), map, path).unwrap();
    let lines: Vec<String> = reads.iter().map(line).collect();
    assert!(lines == expected, "{path}:\n{}\n\nexpected:\n{}", lines.join("\n"), expected.join("\n"));
}

/// The records among what came of a file.
pub fn records(reads: &[Read]) -> Vec<&brought_interop::ImportedRecord> {
    reads.iter().filter_map(|read| if let Read::Record(record) = read { Some(record.as_ref()) } else { None }).collect()
}

/// The folder of real files that some machines have and that are not part of the workspace.
pub fn sample_data() -> PathBuf {
    let named = std::env::var_os("BROUGHT_SAMPLE_DATA").map(PathBuf::from);
    named.unwrap_or_else(|| panic!("the sample data is not here: set BROUGHT_SAMPLE_DATA to its folder"))
}
