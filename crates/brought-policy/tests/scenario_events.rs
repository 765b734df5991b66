//! A scenario can state whatever a chronology file can, and expect what became of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod packs;

use brought_policy::pack::{PackFiles, load};
use brought_policy::scenario::run;
use std::collections::BTreeSet;

const CHILDREN: &str = "pathways/children.md";
const END_OF_SCENARIOS: &str = "The letter that goes out reads:";

/// The good pack with one scenario more.
fn with_scenario(text: &str) -> PackFiles {
    packs::good_but_for(CHILDREN, END_OF_SCENARIOS, &format!("```scenario\n{text}\n```\n\n{END_OF_SCENARIOS}"))
}

#[test]
fn a_scenario_can_state_every_kind_of_event() {
    let file = include_str!("../../brought-forms/tests/data/every-kind-of-fact.json");
    let mut everything: toml::Table = serde_json::from_str(file).unwrap();
    everything.remove("format").unwrap();
    let scenario = format!("name = \"everything\"\nas_of = 2025-12-01\nexpect_open = false\n{everything}");
    let loaded = load(&with_scenario(&scenario));
    let problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let pack = loaded.pack.unwrap();
    let scenario = pack.pathways.iter().flat_map(|pathway| &pathway.scenarios).find(|scenario| scenario.name == "everything").unwrap();
    let stated: BTreeSet<&str> = scenario.chronology.events.iter().map(|event| event.fact.code()).collect();
    for code in
        ["informed", "records_reviewed", "help_offered", "monthly_reviewed", "agreement_made", "alert_decided", "whereabouts_recorded"]
            .into_iter()
            .chain(["relationship_broken_down", "involvement_recorded", "step_taken", "handover_offered", "handover_answered"])
    {
        assert!(stated.contains(code), "no `{code}` among {stated:?}");
    }
}

/// A child missed twice, of whom nobody has assessed the vulnerability by the given day.
fn missed_twice(as_of: &str, expected: &str) -> String {
    format!(
        r#"name = "nobody assessed it"
as_of = {as_of}
people = [{{ id = "sam", born_on = 2023-05-01 }}]
events = [
  {{ happened = "2026-01-05T10:00", contact = {{ setting = "clinic", outcome = "was_not_brought" }} }},
  {{ happened = "2026-02-16T10:00", contact = {{ setting = "clinic", outcome = "was_not_brought" }} }},
]
expect = [{{ rule = "S-R1", do = "assess_vulnerability", {expected} }}]"#
    )
}

/// What came out otherwise than the scenario says.
fn mismatches(scenario: &str) -> Vec<String> {
    let pack = load(&with_scenario(scenario)).pack.unwrap();
    let scenario = pack.pathways.iter().flat_map(|pathway| &pathway.scenarios).find(|scenario| scenario.name == "nobody assessed it");
    run(&pack, scenario.unwrap()).into_iter().map(|mismatch| mismatch.0).collect()
}

#[test]
fn a_scenario_can_expect_to_whom_an_obligation_was_escalated() {
    // Due on 16 February: two working days have passed after the 18th, five after the 23rd.
    for (as_of, role) in [("2026-02-19", "supervisor"), ("2026-02-23", "supervisor"), ("2026-02-24", "named_nurse")] {
        let as_it_is = missed_twice(as_of, &format!("escalated_to = \"{role}\""));
        assert_eq!(mismatches(&as_it_is), Vec::<String>::new(), "{as_of}");
    }
    let too_early = mismatches(&missed_twice("2026-02-18", "escalated_to = \"supervisor\""));
    assert!(matches!(too_early.as_slice(), [one] if one.contains("escalated_to supervisor")), "{too_early:?}");
    assert_eq!(mismatches(&missed_twice("2026-02-18", "escalated_to = \"supervisor\", count = 0")), Vec::<String>::new());
    let wrong_role = mismatches(&missed_twice("2026-02-24", "escalated_to = \"supervisor\""));
    assert!(matches!(wrong_role.as_slice(), [one] if one.contains("escalated to named_nurse")), "{wrong_role:?}");
}

#[test]
fn a_misspelt_role_of_an_escalation_is_refused() {
    let problems = packs::problems(&with_scenario(&missed_twice("2026-02-24", "escalated_to = \"named_nurs\"")));
    assert!(
        matches!(problems.as_slice(), [one] if one.contains("`named_nurs` is not a known role") && one.contains("did you mean `named_nurse`?")),
        "{problems:?}"
    );
}
