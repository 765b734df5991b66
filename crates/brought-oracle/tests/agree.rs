//! The engine and the oracle give the same answer to chronologies made up at random, for every shipped pack.
//!
//! The short mode runs with all the others and compares 1,000 for each pack, and more until every way of ending was seen. The long one has to be
//! asked for, compares a million for each pack, and prints what was reached. `BROUGHT_ORACLE` gives either another number, or, as `20000..1000000`, those
//! that were not compared yet: `BROUGHT_ORACLE=20000 cargo test -p brought-oracle --test agree`, and for the long one with `-- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

mod packs;

use brought_oracle::compare::Sides;
use brought_oracle::draw;
use brought_oracle::open::Open;
use brought_oracle::reached::Reached;
use packs::{PACKS, sides};

/// The oracle makes many small lists: a fifth of the time goes to finding room for them, and half of that with this.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Compares so many chronologies of one pack, from this seed on; and as many more as it takes to see what comes about seldom, up to a bound.
fn compare(pack: &str, seeds: std::ops::Range<u64>) -> Reached {
    let sides = sides(pack, Open::ALL);
    let documents: Vec<String> = sides.policy.documents.keys().cloned().collect();
    let mut reached = Reached::default();
    let (enough, bound) = (seeds.end, seeds.end + 5_000);
    for seed in seeds.start..bound {
        if seed >= enough && not_reached(&sides, &reached).is_none() {
            break;
        }
        let (chronology, as_of) = draw::chronology(seed, &documents, &|chronology, as_of| sides.asked(chronology, as_of));
        if sides.leaves_out(&chronology, as_of) {
            reached.left_out += 1;
            continue;
        }
        let (standing, difference) = sides.compare(&chronology, as_of);
        reached.compared += 1;
        reached.take_in(&standing);
        if difference.is_some() {
            let smallest = sides.smallest(&chronology, as_of);
            panic!("seed {seed}\n{}", sides.told(&smallest, as_of));
        }
    }
    reached
}

/// Every pack, on two threads.
fn compare_all(seeds: std::ops::Range<u64>) -> Vec<(&'static str, Reached)> {
    let (even, odd): (Vec<_>, Vec<_>) = PACKS.iter().enumerate().partition(|(number, _)| number % 2 == 0);
    let run = |packs: Vec<(usize, &'static &'static str)>| {
        packs.into_iter().map(|(_, pack)| (*pack, compare(pack, seeds.clone()))).collect::<Vec<_>>()
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| run(odd));
        let mut all = run(even);
        all.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        all
    })
}

/// Which chronologies of each pack, by their seeds.
fn which(otherwise: u64) -> std::ops::Range<u64> {
    packs::which("BROUGHT_ORACLE", otherwise)
}

const SHORT: u64 = 1_000;

/// Whether every state of what is owed was seen, and every way in which the pack lets a follow-up end; else one that was not.
fn not_reached(sides: &Sides, reached: &Reached) -> Option<&'static str> {
    let states = ["due_later", "due", "overdue", "done", "done_late", "replaced", "waived"];
    let layers = sides.policy.pathways.iter().flat_map(|pathway| &pathway.endings).map(|(layer, _)| layer.code());
    let unseen = states.into_iter().find(|state| !reached.states.contains_key(state));
    unseen.or_else(|| std::iter::once("open").chain(layers).find(|layer| !reached.endings.contains_key(layer)))
}

fn assert_reached(pack: &str, reached: &Reached) {
    if let Some(unseen) = not_reached(&sides(pack, Open::ALL), reached) {
        panic!("{pack}: nothing was ever {unseen}\n{}", reached.table());
    }
}

/// One pack in the short mode.
fn agrees(pack: &str) {
    let reached = compare(pack, which(SHORT));
    assert!(reached.compared > reached.left_out * 2, "{pack}: too much is left out\n{}", reached.table());
    assert_reached(pack, &reached);
}

#[test]
fn both_give_the_same_answer_for_no_access() {
    agrees("no-access");
}

#[test]
fn both_give_the_same_answer_for_bolton() {
    agrees("bolton");
}

#[test]
fn both_give_the_same_answer_for_no_access_with_bolton() {
    agrees("no-access-with-bolton");
}

#[test]
fn both_give_the_same_answer_for_hampshire_primary() {
    agrees("hampshire-primary");
}

#[test]
fn both_give_the_same_answer_for_hampshire_secondary() {
    agrees("hampshire-secondary");
}

#[test]
fn both_give_the_same_answer_for_shropshire() {
    agrees("shropshire");
}

#[test]
fn both_give_the_same_answer_for_swindon() {
    agrees("swindon-health-visiting");
}

#[test]
#[ignore = "takes hours: a million chronologies for each pack"]
fn both_give_the_same_answer_a_long_one() {
    let mut silent: Vec<String> = Vec::new();
    for (pack, reached) in compare_all(which(1_000_000)) {
        println!("{pack}: {}", reached.table());
        let policy = sides(pack, Open::ALL).policy;
        let rules = policy.pathways.iter().flat_map(|pathway| &pathway.rules);
        silent.extend(rules.map(|rule| &rule.id).filter(|rule| !reached.rules.contains_key(*rule)).map(|rule| format!("{pack} {rule}")));
        assert_reached(pack, &reached);
    }
    assert!(silent.is_empty(), "these rules never fired: {silent:?}");
}
