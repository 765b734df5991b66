#![allow(missing_docs, clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use brought_calendar::{Calendar, Division};
use brought_oracle::compare::Sides;
use brought_oracle::{draw, open::Open, shrink};
use std::collections::BTreeMap;

fn folder(folder: &str, prefix: &str, into: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            self::folder(path.to_str().unwrap(), &format!("{prefix}{name}/"), into);
        } else {
            into.insert(format!("{prefix}{name}"), std::fs::read_to_string(path).unwrap());
        }
    }
}

fn class(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[0] {
        "owed" => format!("owed {} {}", words[1], words[2].split('/').next().unwrap()),
        "missing" => format!("missing {}", words[3]),
        other => other.to_owned(),
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (pack, from, count) = (&args[1], args[2].parse::<u64>().unwrap(), args[3].parse::<u64>().unwrap());
    let only = args.get(4);
    let mut texts = BTreeMap::new();
    folder(&format!("/work/wt-oracle/policies/{pack}"), "", &mut texts);
    for other in ["no-access", "bolton", "parts/hampshire"] {
        folder(&format!("/work/wt-oracle/policies/{other}"), &format!("../{other}/"), &mut texts);
    }
    let keep = brought_policy::pack::included_folders(&texts.clone().into_iter().collect());
    texts.retain(|path, _| !path.starts_with("../") || keep.iter().any(|kept| path.starts_with(&format!("{kept}/"))));
    let sides = Sides::of(&texts, Calendar::bundled(Division::EnglandAndWales), Open::ALL).unwrap();
    let documents: Vec<String> = sides.policy.documents.keys().cloned().collect();
    let drawn = |seed| draw::chronology(seed, &documents, &|chronology, as_of| sides.asked(chronology, as_of));
    let mut wrong: BTreeMap<String, (usize, usize, u64)> = BTreeMap::new();
    let mut bad = 0;
    for seed in from..from + count {
        let (chronology, as_of) = drawn(seed);
        let Some(difference) = sides.difference(&chronology, as_of) else { continue };
        bad += 1;
        let mut classes: Vec<String> = difference.oracle.iter().chain(&difference.engine).map(|line| class(line)).collect();
        classes.sort();
        classes.dedup();
        for class in classes {
            let entry = wrong.entry(class).or_insert((0, usize::MAX, 0));
            entry.0 += 1;
            if chronology.events.len() < entry.1 {
                *entry = (entry.0, chronology.events.len(), seed);
            }
        }
    }
    println!("{bad} of {count} differ");
    let mut shown = 0;
    let mut order: Vec<_> = wrong.iter().collect();
    order.sort_by_key(|(_, (count, ..))| std::cmp::Reverse(*count));
    for (key, (count, _, seed)) in order {
        if only.is_some_and(|only| !key.contains(only.as_str())) {
            continue;
        }
        println!("== {key}: {count}");
        shown += 1;
        if shown > 12 {
            continue;
        }
        let (chronology, as_of) = drawn(*seed);
        let differs = |c: &brought_domain::Chronology, a| {
            sides.difference(c, a).is_some_and(|d| d.oracle.iter().chain(&d.engine).any(|line| &class(line) == key))
        };
        let small = shrink::shrink(&chronology, as_of, &differs);
        let difference = sides.difference(&small, as_of).unwrap();
        std::fs::write(format!("/tmp/o/dev-{shown}.json"), brought_forms::chronology_file::write_json(&small)).unwrap();
        println!("  seed {seed} as of {as_of} subject {}", small.subject);
        for event in &small.events {
            println!("      {}", short(event));
        }
        for aside in brought_policy::standing(&sides.pack, &sides.calendar, &small, as_of).set_aside {
            println!("   (aside {} {})", aside.event, aside.why);
        }
        for line in difference.oracle.iter() {
            println!("   ours   {line}");
        }
        for line in difference.engine.iter() {
            println!("   theirs {line}");
        }
    }
}

fn short(event: &brought_domain::Event) -> String {
    let body = brought_forms::stored::encode(event).body;
    let value: serde_json::Value = serde_json::from_str(&body).unwrap();
    let mut out = String::new();
    for (k, v) in value.as_object().unwrap() {
        if v.is_null() || v.as_array().is_some_and(|a| a.is_empty()) {
            continue;
        }
        if k == "recorded_at" && value["happened"] == *v {
            continue;
        }
        if k == "author" {
            out += &format!("by {} ", v["role"].as_str().or(v["system"].as_str()).unwrap_or("?"));
            continue;
        }
        out += &format!("{k}={} ", v.to_string().replace("\"t\"", "t").replace("null", "~"));
    }
    out
}
