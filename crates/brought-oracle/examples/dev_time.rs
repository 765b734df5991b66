#![allow(missing_docs, clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use brought_calendar::{Calendar, Division};
use brought_oracle::compare::Sides;
use brought_oracle::{answer, draw, engine_side, open::Open, story::Names};
use std::collections::BTreeMap;
use std::time::Instant;

fn main() {
    let mut texts = BTreeMap::new();
    for (name, at) in [("pack.toml", "pack.toml"), ("clauses.toml", "clauses.toml"), ("pathways/children.md", "pathways/children.md"), ("pathways/parents.md", "pathways/parents.md")] {
        texts.insert(name.to_owned(), std::fs::read_to_string(format!("/work/wt-oracle/policies/no-access/{at}")).unwrap());
    }
    let sides = Sides::of(&texts, Calendar::bundled(Division::EnglandAndWales), Open::ALL).unwrap();
    let t = Instant::now();
    let drawn: Vec<_> = (0..2000).map(|seed| draw::chronology(seed, &[], &|c, a| sides.asked(c, a))).collect();
    println!("draw {:?}", t.elapsed());
    let t = Instant::now();
    let standings: Vec<_> = drawn.iter().map(|(c, a)| brought_policy::standing(&sides.pack, &sides.calendar, c, *a)).collect();
    println!("engine {:?}", t.elapsed());
    let t = Instant::now();
    let n: usize = standings.iter().map(|s| engine_side::answer(s).len()).sum();
    println!("lines {:?} {n}", t.elapsed());
    let t = Instant::now();
    let n: usize = drawn.iter().map(|(c, a)| answer::answer(&sides.policy, &sides.calendar, c, *a, &Names::new(), &Open::ALL).len()).sum();
    println!("oracle {:?} {n}", t.elapsed());
}
