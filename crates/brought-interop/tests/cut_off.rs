//! A file cut off at any byte gives no half row: what it gives is in the whole file too, or it is told as a problem.

#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use brought_domain::Event;
use brought_interop::{ImportedRecord, Map, Read};
use std::collections::BTreeSet;
use support::{data, read, records, shipped};

/// Reads every beginning of a file; gives every record that the whole file does not give and that does not say that it may be cut off.
fn not_in_the_whole(path: &str, map: Option<&Map>) -> Vec<(usize, String)> {
    let bytes = data(path);
    let everything = |events: &[Event]| format!("{events:?}");
    let whole: BTreeSet<String> = records(&read(&bytes, map, path).unwrap()).iter().map(|record| everything(&record.events)).collect();
    let mut strange = Vec::new();
    for length in 0..bytes.len() {
        let Ok(reads) = read(&bytes[..length], map, path) else { continue };
        for record in records(&reads).into_iter().filter(|record| !says_cut(record)) {
            let text = everything(&record.events);
            if !whole.contains(&text) {
                strange.push((length, text));
            }
        }
    }
    strange
}

fn says_cut(record: &ImportedRecord) -> bool {
    record.notes.iter().any(|note| note.contains("if it was cut off"))
}

#[test]
fn a_csv_file_cut_off_anywhere_gives_whole_rows_only() {
    let clinic = Map::parse(std::str::from_utf8(&data("csv/contacts.toml")).unwrap(), "contacts.toml").unwrap();
    let csds = shipped("csds-care-contact");
    let children = shipped("children-list");
    for (path, map) in [
        ("csv/contacts.csv", &clinic),
        ("csv/csds.csv", &csds),
        ("csv/whole.csv", &children),
        ("csv/latin-1.csv", &children),
        ("csv/semicolons.csv", &children),
        ("csv/byte-order-mark.csv", &children),
    ] {
        assert_eq!(not_in_the_whole(path, Some(map)), [], "{path}");
    }
}

#[test]
fn a_row_cut_off_anywhere_is_told() {
    let (bytes, map) = (data("csv/whole.csv"), shipped("children-list"));
    let first_row = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let second_row = first_row + bytes[first_row..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for length in first_row + 1..second_row - 1 {
        let reads = read(&bytes[..length], Some(&map), "cut.csv").unwrap();
        let told = match &reads[..] {
            [Read::Problem(_)] => true,
            [Read::Record(record)] => says_cut(record),
            _ => false,
        };
        assert!(told, "{length}: {reads:?}");
    }
}

#[test]
fn messages_cut_off_anywhere_give_nothing_but_what_they_said() {
    // Whole segments may be missing at the end, which no reader can see without a frame; what is there must be right.
    let single = |events: &[Event]| -> Vec<String> { events.iter().map(|event| format!("{:?} {:?}", event.about, event.fact)).collect() };
    for path in ["hl7/new-address.hl7", "hl7/missed-by-status.hl7", "hl7/booked-moved-missed.hl7", "hl7/died.hl7", "hl7/emergency.hl7"] {
        let bytes = data(path);
        let whole: BTreeSet<String> =
            records(&read(&bytes, None, path).unwrap()).iter().flat_map(|record| single(&record.events)).collect();
        for length in 0..bytes.len() {
            let Ok(reads) = read(&bytes[..length], None, path) else { continue };
            for fact in records(&reads).iter().flat_map(|record| single(&record.events)) {
                assert!(whole.contains(&fact), "{path} cut at {length} of {}: {fact}", bytes.len());
            }
        }
    }
}

#[test]
fn a_framed_message_cut_off_anywhere_is_told() {
    let bytes = data("hl7/mllp-frames.hl7");
    let end = bytes.iter().position(|byte| *byte == 0x1c).unwrap();
    for length in 5..end {
        let reads = read(&bytes[..length], None, "cut.hl7").unwrap();
        assert!(matches!(reads[..], [Read::Problem(_)]), "{length}: {reads:?}");
    }
}
