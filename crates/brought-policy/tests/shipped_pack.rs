//! The shipped pack: it loads without a problem, and every scenario that stands in it comes out as it says.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod support;

use brought_policy::pack::load;
use brought_policy::scenario::run;

#[test]
fn the_pack_loads_without_an_error() {
    let loaded = load(&support::files());
    let problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert!(loaded.pack.is_some() && problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_scenario_comes_out_as_it_says() {
    let pack = support::pack();
    let scenarios: Vec<_> = pack.pathways.iter().flat_map(|pathway| &pathway.scenarios).collect();
    assert!(scenarios.len() > 40, "only {} scenarios", scenarios.len());
    let mut wrong = Vec::new();
    for scenario in scenarios {
        let mismatches = run(pack, scenario);
        if !mismatches.is_empty() {
            let words: Vec<String> = mismatches.into_iter().map(|mismatch| format!("  {}", mismatch.0)).collect();
            wrong.push(format!("{}:{}: {}\n{}", scenario.file, scenario.line, scenario.name, words.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{} scenarios:\n{}", wrong.len(), wrong.join("\n\n"));
}
