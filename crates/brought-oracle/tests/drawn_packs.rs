//! The engine and the oracle give the same answer under packs that are made up at random as well.
//!
//! Each pack is asked about a few chronologies. `BROUGHT_DRAWN_PACKS` gives other packs by their seeds, as a number or as `500..20000`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

mod packs;

use brought_calendar::{Calendar, Division};
use brought_domain::Chronology;
use brought_oracle::compare::Sides;
use brought_oracle::draw;
use brought_oracle::open::Open;
use brought_oracle::policy::Files;
use jiff::Timestamp;

const CHRONOLOGIES: u64 = 10;

#[test]
fn both_give_the_same_answer_under_packs_made_up_at_random() {
    let mut compared = 0;
    let seeds = packs::which("BROUGHT_DRAWN_PACKS", 100);
    for seed in seeds.clone() {
        let files = draw::pack(seed);
        let sides = sides(&files).unwrap_or_else(|problem| panic!("pack {seed}: {problem}"));
        let documents: Vec<String> = sides.policy.documents.keys().cloned().collect();
        for number in 0..CHRONOLOGIES {
            let ask = |chronology: &Chronology, as_of| sides.asked(chronology, as_of);
            let (chronology, as_of) = draw::chronology(seed * CHRONOLOGIES + number, &documents, &ask);
            if sides.leaves_out(&chronology, as_of) {
                continue;
            }
            compared += 1;
            if sides.compare(&chronology, as_of).1.is_some() {
                panic!("pack {seed}, chronology {number}\n{}", smallest(files, chronology, as_of));
            }
        }
    }
    assert!(compared * 2 > (seeds.end - seeds.start) * CHRONOLOGIES, "too much is left out: {compared} compared");
}

fn sides(files: &Files) -> Result<Sides, String> {
    Sides::of(files, Calendar::bundled(Division::EnglandAndWales), Open::ALL)
}

/// The smallest chronology, and as few rules as it takes, for which the two still differ.
fn smallest(mut files: Files, mut chronology: Chronology, as_of: Timestamp) -> String {
    for _ in 0..2 {
        chronology = sides(&files).unwrap().smallest(&chronology, as_of);
        for path in files.keys().filter(|path| path.starts_with("pathways/")).cloned().collect::<Vec<_>>() {
            let mut number = 1;
            while let Some(fewer) = without_rule(&files, &path, number) {
                if sides(&fewer).is_ok_and(|sides| sides.difference(&chronology, as_of).is_some()) { files = fewer } else { number += 1 }
            }
        }
    }
    let pages = files.iter().filter(|(path, _)| path.starts_with("pathways/")).map(|(path, text)| format!("--- {path}\n{text}\n"));
    format!("{}\n{}{}", files["pack.toml"], pages.collect::<String>(), sides(&files).unwrap().told(&chronology, as_of))
}

/// The same texts without one rule of a page, as long as it has so many.
fn without_rule(files: &Files, path: &str, number: usize) -> Option<Files> {
    let mut parts: Vec<&str> = files[path].split("## Rule").collect();
    (number < parts.len()).then(|| parts.remove(number))?;
    let mut fewer = files.clone();
    fewer.insert(path.to_owned(), parts.join("## Rule"));
    Some(fewer)
}
