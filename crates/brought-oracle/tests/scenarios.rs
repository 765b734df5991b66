//! The engine and the oracle give the same answer to the chronology of every scenario of every shipped pack.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

mod packs;

use brought_calendar::Calendar;
use brought_oracle::open::Open;
use packs::{PACKS, sides};

#[test]
fn both_give_the_same_answer_to_every_scenario() {
    let mut differ = Vec::new();
    for pack in PACKS {
        let mut sides = sides(pack, Open::ALL);
        let bundled = sides.pack.division;
        let scenarios: Vec<_> = sides.pack.pathways.iter().flat_map(|pathway| pathway.scenarios.clone()).collect();
        assert!(!scenarios.is_empty(), "{pack} has no scenarios");
        for scenario in scenarios {
            sides.calendar = Calendar::bundled(scenario.division.unwrap_or(bundled));
            if sides.compare(&scenario.chronology, scenario.as_of).1.is_some() {
                differ.push(format!("{}\n{}", scenario.name, sides.told(&scenario.chronology, scenario.as_of)));
            }
        }
    }
    assert!(differ.is_empty(), "{} scenarios differ\n{}", differ.len(), differ.join("\n"));
}
