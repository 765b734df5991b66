//! The shipped pack, looked at in every state that can be reached with a few entries.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;
mod workers;

use brought_policy::pack::load;
use brought_policy::proof::{Bound, prove};
use workers::Two;

#[test]
fn nothing_is_found_in_a_quick_look() {
    let loaded = load(&support::files());
    let proof = prove(&loaded, &Bound::QUICK, &Two);
    let found: Vec<String> = proof.findings.iter().map(|finding| finding.problem.to_string()).collect();
    assert!(found.is_empty(), "{}", found.join("\n\n"));
    assert!(proof.states() > 300, "{} states", proof.states());
}

#[test]
#[ignore = "takes minutes without optimisation; `brought policy check` does the same"]
fn nothing_is_found_up_to_the_usual_bound() {
    let loaded = load(&support::files());
    let proof = prove(&loaded, &Bound::USUAL, &Two);
    let found: Vec<String> = proof.findings.iter().map(|finding| finding.problem.to_string()).collect();
    assert!(found.is_empty(), "{}", found.join("\n\n"));
    assert!(proof.states() > 5_000 && proof.situations > 50_000, "{} states, {} situations", proof.states(), proof.situations);
}
