//! A pathway may hold any number of rules. The engine looks at sixty-four of them at once, so each shipped pack is asked with every rule many times
//! over: each copy has to ask for the same as the rule it was made from.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod shipped;

use brought_calendar::{Calendar, Division};
use brought_domain::Chronology;
use brought_policy::pack::Pack;
use shipped::pack;
use std::collections::BTreeMap;

const COPIES: usize = 10;

/// What is asked for, by the name of the rule without the number of the copy, and how often.
fn asked(pack: &Pack, chronology: &Chronology) -> BTreeMap<(String, String, String), usize> {
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    let as_of = "2025-11-05T09:00:00Z".parse().unwrap();
    let mut asked = BTreeMap::new();
    for obligation in brought_policy::standing(pack, &calendar, chronology, as_of).obligations {
        let rule = obligation.because.rule.split('~').next().unwrap().to_owned();
        *asked.entry((rule, obligation.words, obligation.due.by.to_string())).or_insert(0) += 1;
    }
    asked
}

#[test]
fn rules_beyond_the_sixty_fourth_are_looked_at_as_the_first() {
    let chronology = brought_forms::chronology_file::read_toml(include_str!("../benches/a-year.toml")).unwrap();
    for name in ["bolton", "hampshire-primary", "no-access", "shropshire", "swindon-health-visiting"] {
        let pack = pack(name);
        let mut many = pack.clone();
        for pathway in &mut many.pathways {
            pathway.rules.alter(|rules| {
                let copy = |number| rules.iter().cloned().map(move |rule| (number, rule));
                let copies: Vec<_> = (1..COPIES).flat_map(copy).collect();
                rules.extend(copies.into_iter().map(|(number, mut rule)| {
                    rule.id = format!("{}~{number}", rule.id);
                    rule
                }));
            });
        }
        let most = many.pathways.iter().map(|pathway| pathway.rules.len()).max().unwrap();
        assert!(most > 128, "{name}: {most} rules are too few to tell anything");
        let once = asked(pack, &chronology);
        assert!(once.len() >= 8, "{name}: {once:?}");
        let core = |rule: &str| rule.starts_with("CORE");
        let expected: BTreeMap<_, _> =
            once.into_iter().map(|(what, times)| (what.clone(), if core(&what.0) { times } else { times * COPIES })).collect();
        assert_eq!(asked(&many, &chronology), expected, "{name}");
    }
}
