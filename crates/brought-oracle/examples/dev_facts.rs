#![allow(missing_docs, clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use brought_calendar::{Calendar, Division};
use brought_oracle::policy::FactName;
use brought_oracle::{draw, facts, policy, replay, story::Names};
use std::collections::BTreeMap;

fn files(folder: &str, prefix: &str, into: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            files(path.to_str().unwrap(), &format!("{prefix}{name}/"), into);
        } else {
            into.insert(format!("{prefix}{name}"), std::fs::read_to_string(path).unwrap());
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let count: u64 = args[1].parse().unwrap();
    let only = args.get(2);
    let mut texts = BTreeMap::new();
    files("/tmp/o/probe", "", &mut texts);
    let own = policy::read(&texts).unwrap();
    let loaded = brought_policy::pack::load(&texts.clone().into_iter().collect());
    let pack = loaded.pack.unwrap_or_else(|| panic!("{:?}", loaded.problems));
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    let compare = |chronology: &brought_domain::Chronology, as_of: jiff::Timestamp| -> Vec<(String, String, String)> {
        let standing = brought_policy::standing(&pack, &calendar, chronology, as_of);
        let names = Names::new();
        let played = replay::replay(&own, &calendar, chronology, as_of, &names, &brought_oracle::open::Open::ALL);
        let mut found = vec![];
        for trace in &standing.trace {
            let [(fact, value)] = trace.facts.as_slice() else { continue };
            let name: FactName = fact.code().parse().unwrap();
            let (mark, scene) = match &trace.follow_up {
                Some(id) => {
                    let theirs = standing.follow_ups.iter().find(|one| &one.id == id).unwrap();
                    let Some(place) = played.story.follow_ups.iter().position(|one| *one.person == theirs.person && *one.service == theirs.service) else {
                        continue;
                    };
                    if !theirs.is_open() || !played.story.follow_ups[place].is_open() { continue }
                    ("F", played.scene_of(&own, place, as_of))
                }
                None => ("C", played.scene_of_child(&own, as_of)),
            };
            let ours = facts::find(scene, name);
            if ours.value.words() != value.words() {
                found.push((format!("{mark} {}", name.code()), ours.value.words(), value.words()));
            }
        }
        found
    };
    let mut wrong: BTreeMap<String, (usize, usize, u64)> = BTreeMap::new();
    for seed in 0..count {
        let (chronology, as_of) = draw::chronology(seed, &[], &|_, _| vec![]);
        for (key, ..) in compare(&chronology, as_of) {
            let entry = wrong.entry(key).or_insert((0, usize::MAX, 0));
            entry.0 += 1;
            if chronology.events.len() < entry.1 {
                *entry = (entry.0, chronology.events.len(), seed);
            }
        }
    }
    for (key, (count, _, seed)) in &wrong {
        if only.is_some_and(|only| !key.contains(only.as_str())) { continue }
        let (chronology, as_of) = draw::chronology(*seed, &[], &|_, _| vec![]);
        let small = brought_oracle::shrink::shrink(&chronology, as_of, &|c, a| compare(c, a).iter().any(|one| &one.0 == key));
        let (_, ours, theirs) = compare(&small, as_of).into_iter().find(|one| &one.0 == key).unwrap();
        println!("{key}: {count} wrong; seed {seed}: ours {ours}, theirs {theirs}  as of {as_of} subject {}", small.subject);
        for event in &small.events {
            println!("      {}", short(event));
        }
    }
}

fn short(event: &brought_domain::Event) -> String {
    let body = brought_forms::stored::encode(event).body;
    let value: serde_json::Value = serde_json::from_str(&body).unwrap();
    let mut out = String::new();
    for (k, v) in value.as_object().unwrap() {
        if v.is_null() || k == "source" && v.is_null() || v.as_array().is_some_and(|a| a.is_empty()) { continue }
        if k == "recorded_at" && value["happened"] == *v { continue }
        if k == "author" { out += &format!("by {} ", v["role"].as_str().or(v["system"].as_str()).unwrap_or("?")); continue }
        out += &format!("{k}={} ", v.to_string().replace("\"t\"", "t").replace("null","~"));
    }
    out
}
