#![allow(missing_docs, clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use brought_calendar::{Calendar, Division};
use brought_oracle::compare::Sides;
use brought_oracle::{draw, open::Open};
#[path = "../tests/packs/mod.rs"]
mod packs;
fn main() {
    let _ = Calendar::bundled(Division::EnglandAndWales);
    let all = [
        ("uncounted_word_takes_a_failure_away", "no-access", Open { uncounted_word_takes_a_failure_away: false, ..Open::ALL }),
        ("no_occasion_before_opening", "hampshire-primary", Open { no_occasion_before_opening: false, ..Open::ALL }),
        ("doing_nothing_is_an_attempt", "no-access", Open { doing_nothing_is_an_attempt: false, ..Open::ALL }),
        ("joined_response_is_forgotten", "no-access", Open { joined_response_is_forgotten: false, ..Open::ALL }),
        ("own_word_of_anothers_sighting_is_own", "no-access", Open { own_word_of_anothers_sighting_is_own: false, ..Open::ALL }),
        ("any_services_plan_decides", "no-access", Open { any_services_plan_decides: false, ..Open::ALL }),
        ("second_word_makes_the_visit", "no-access", Open { second_word_makes_the_visit: false, ..Open::ALL }),
        ("turn_is_born_overdue", "shropshire", Open { turn_is_born_overdue: false, ..Open::ALL }),
    ];
    let only = std::env::args().nth(1);
    for (name, pack, open) in all {
        if only.as_deref().is_some_and(|only| only != name) { continue; }
        let pack = std::env::args().nth(2).unwrap_or(pack.to_owned());
        let sides: Sides = packs::sides(&pack, open);
        let documents: Vec<String> = sides.policy.documents.keys().cloned().collect();
        let mut best: Option<(usize, String)> = None;
        let mut found = 0;
        for seed in 0..20_000 {
            let (chronology, as_of) = draw::chronology(seed, &documents, &|c, a| sides.asked(c, a));
            if sides.difference(&chronology, as_of).is_none() { continue; }
            found += 1;
            let small = sides.smallest(&chronology, as_of);
            if best.as_ref().is_none_or(|(size, _)| small.events.len() < *size) {
                let told = sides.told(&small, as_of);
                let about = format!("{pack} {as_of}\n");
                std::fs::write(format!("/tmp/o/find-{name}.txt"), format!("seed {seed}\n{told}")).unwrap();
                std::fs::write(format!("/tmp/o/find-{name}.json"), about + &brought_forms::chronology_file::write_json(&small)).unwrap();
                best = Some((small.events.len(), told));
            }
            if found > 6 || small.events.len() <= 5 { break; }
        }
        println!("{name} found {found} size {:?}", best.map(|b| b.0));
    }
}
