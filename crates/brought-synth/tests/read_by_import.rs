//! What is written is read by the product's own import, through the map that it ships for such files.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use brought_domain::Fact;
use brought_domain::contact::OutcomeKind;
use brought_interop::{Map, Read, ReadContext, read_csv, shipped_maps};
use brought_synth::Recipe;
use brought_synth::output::{Asked, Format, write};
use std::collections::BTreeMap;
use std::fs;
use tempfile::TempDir;

const CHILDREN: u32 = 1_000;

/// The contacts, and the faults by contact.
fn contacts(dirty: bool) -> (String, BTreeMap<String, String>) {
    let room = TempDir::new().unwrap();
    let folder = room.path().join("population");
    let recipe = Recipe { seed: 8, children: CHILDREN, ..Recipe::default() };
    write(&Asked { recipe, folder: folder.clone(), format: Format::Csv, shuffled: false, dirty, files: 1, threads: 2 }, &mut |_| {})
        .unwrap();
    let faults = fs::read_to_string(folder.join("faults.csv")).unwrap_or_default();
    let faults = faults.lines().skip(1).map(|line| line.split_once(',').unwrap()).map(|(id, fault)| (id.to_owned(), fault.to_owned()));
    (fs::read_to_string(folder.join("contacts.csv")).unwrap(), faults.collect())
}

/// What the import makes of each row, beside the row.
fn imported(text: &str) -> Vec<(Vec<String>, Read)> {
    let shipped = shipped_maps().iter().find(|map| map.name.contains("csds")).unwrap();
    let map = Map::parse(shipped.toml, shipped.name).unwrap();
    let context = ReadContext { recorded_at: "2026-07-15T12:00:00Z".parse().unwrap(), file_name: "contacts.csv".to_owned() };
    let reads = read_csv(text.as_bytes(), &map, &context).unwrap();
    let rows = text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect());
    rows.zip(reads).collect()
}

/// What the codes can say of an outcome: nothing where a person has to be asked.
fn said_by_codes(outcome: &str, location: &str) -> Option<OutcomeKind> {
    match outcome.parse().unwrap() {
        OutcomeKind::UnseenChild | OutcomeKind::SeenAtADistance => None,
        OutcomeKind::NoResponse | OutcomeKind::RefusedByParentOrCarer | OutcomeKind::RefusedByThirdParty | OutcomeKind::DoorstepOnly
            if location == "A01" =>
        {
            None
        }
        OutcomeKind::LeftBeforeBeingSeen => Some(OutcomeKind::WasNotBrought),
        other => Some(other),
    }
}

#[test]
fn every_row_is_understood_and_says_what_came_of_the_contact_as_far_as_codes_can() {
    let (text, _) = contacts(false);
    let rows = imported(&text);
    assert!(rows.len() > 9_000);
    for (cells, read) in rows {
        let Read::Record(record) = read else { panic!("{cells:?}: {read:?}") };
        let outcome = record.events.iter().find_map(|event| match &event.fact {
            Fact::OutcomeRecorded(recorded) => Some(recorded.outcome.kind()),
            _ => None,
        });
        assert_eq!(outcome, said_by_codes(&cells[14], &cells[4]), "{cells:?}");
        assert_eq!(outcome.is_none(), record.reviews.len() == 1, "{cells:?}");
        assert!(record.notes.is_empty(), "{:?}", record.notes);
    }
}

#[test]
fn every_fault_is_noticed_and_nothing_else_is_a_problem() {
    let (text, faults) = contacts(true);
    let mut found: BTreeMap<String, (u32, u32, u32)> = BTreeMap::new();
    for (cells, read) in imported(&text) {
        let fault = faults.get(&cells[1]).cloned().unwrap_or_default();
        let counts = found.entry(fault).or_default();
        match read {
            Read::Record(_) => counts.0 += 1,
            Read::SetAside(_) => counts.1 += 1,
            Read::Problem(_) => counts.2 += 1,
        }
    }
    let of = |fault: &str| u32::try_from(faults.values().filter(|told| *told == fault).count()).unwrap();
    for (fault, counts) in &found {
        let times = of(fault);
        let expected = match fault.as_str() {
            "" => counts.0 == counts.0 + counts.1 + counts.2,
            "late_arrival" => *counts == (times, 0, 0),
            // One of two rows is set aside as said before; of two that differ both are records, the later one as a newer version.
            "duplicate" => *counts == (times, times, 0),
            "amendment" => *counts == (2 * times, 0, 0),
            _ => *counts == (0, 0, times),
        };
        assert!(expected, "{fault}: {counts:?} of {times}");
    }
    assert_eq!(found.len(), 7);
}
