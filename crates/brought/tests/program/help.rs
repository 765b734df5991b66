//! What the program says about itself.

use crate::support::brought;

const COMMANDS: &[&[&str]] = &[
    &["demo"],
    &["import"],
    &["standing"],
    &["population"],
    &["measures"],
    &["serve"],
    &["account", "add"],
    &["account", "list"],
    &["account", "password"],
    &["account", "disable"],
    &["account", "enable"],
    &["account", "remove-code"],
    &["account", "codes"],
    &["account", "roles"],
    &["account", "link"],
    &["account", "unlink"],
    &["backup-key"],
    &["backup"],
    &["restore"],
    &["main-key"],
    &["change-main-key"],
    &["retention"],
    &["hold"],
    &["erase"],
    &["bundle"],
    &["bundle-check"],
    &["verify"],
    &["checkpoint-key"],
    &["checkpoint"],
    &["prove", "inclusion"],
    &["prove", "consistency"],
    &["check-proof"],
    &["rebuild"],
    &["policy", "check"],
    &["policy", "test"],
    &["policy", "rules"],
    &["policy", "explain"],
    &["policy", "compare"],
    &["policy", "backtest"],
    &["schema"],
    #[cfg(feature = "population")]
    &["synth"],
];

#[test]
fn every_command_has_help_with_an_example_that_begins_with_the_command() {
    for command in COMMANDS {
        let ran = brought(&[command, &["--help"][..]].concat()).ends_with(0);
        let example = format!("\n  brought {}", command.join(" "));
        assert!(ran.out.contains("Example") && ran.out.contains(&example), "{command:?}:\n{}", ran.out);
    }
}

#[test]
fn every_command_is_listed_and_the_exit_codes_are_told() {
    let ran = brought(&["--help"]).ends_with(0);
    for command in COMMANDS {
        assert!(ran.out.contains(&format!("\n  {}", command[0])), "{command:?}:\n{}", ran.out);
    }
    assert!(ran.out.contains("Exit codes: 0"), "{}", ran.out);
}

#[test]
fn the_version_is_told() {
    assert_eq!(brought(&["--version"]).ends_with(0).out, format!("brought {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_misspelt_command_is_refused_with_the_right_one() {
    brought(&["improt"]).ends_with(2).says(&["import"]);
    brought(&[]).ends_with(2);
}

#[test]
fn every_schema_is_a_schema() {
    for of in ["chronology", "standing", "explanation", "as-known-on", "policy-comparison", "policy-backtest", "import-report", "proof"] {
        let schema = brought(&["schema", of]).ends_with(0).json();
        jsonschema::validator_for(&schema).unwrap();
    }
}
