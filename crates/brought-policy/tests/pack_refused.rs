//! Policies that real services publish and that no pack can hold: an end by counting, and an end by waiting.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod packs;

use brought_policy::pack::{PackFiles, load};

/// What is said, without the advice.
fn messages(files: &PackFiles) -> Vec<String> {
    load(files)
        .problems
        .iter()
        .map(|problem| format!("{}:{}:{}: {}", problem.file, problem.line, problem.column, problem.message))
        .collect()
}

/// Every refusal says what ends a follow-up instead, and what a rule can ask for.
fn refusals_explain(files: &PackFiles) {
    let loaded = load(files);
    let refusals: Vec<_> = loaded.problems.iter().filter(|problem| problem.message.contains("a pack cannot end a follow-up")).collect();
    assert!(!refusals.is_empty());
    for refusal in refusals {
        let help = refusal.help.as_deref().unwrap_or_default();
        for words in ["core layer", "Neither time, nor silence, nor a number of failed contacts ends it", "`decide_next_step`"] {
            assert!(help.contains(words), "{refusal}");
        }
    }
}

#[test]
fn three_missed_then_discharge_does_not_load() {
    let files = packs::three_missed_then_discharge();
    assert!(load(&files).pack.is_none());
    assert_eq!(
        messages(&files),
        [
            "children.md:7:17: `discharge` is not a known action; a pack cannot end a follow-up",
            "children.md:12:1: this rule asks for nothing",
            "children.md:16:1: `then` is not a key of this rule; a pack cannot end a follow-up",
            "pack.toml:37:23: `discharged` is not a known way of ending; a pack cannot end a follow-up",
            "pack.toml:38:65: the name of this stage speaks of an end; a pack cannot end a follow-up",
            "pack.toml:39:1: `discharge_after` is not a key of this pathway; a pack cannot end a follow-up",
        ]
    );
    refusals_explain(&files);
}

#[test]
fn no_reply_after_two_attempts_in_two_weeks_then_discharge_does_not_load() {
    let files = packs::no_reply_then_discharge();
    assert!(load(&files).pack.is_none());
    assert_eq!(
        messages(&files),
        [
            "children.md:7:1: `expires` is not a key of this rule; a pack cannot end a follow-up",
            "children.md:8:17: `close_follow_up` is not a known action; a pack cannot end a follow-up",
            "children.md:8:76: `end` is not a key of this duty; a pack cannot end a follow-up",
            "pack.toml:42:23: `no_reply` is not a known way of ending; a pack cannot end a follow-up",
            "pack.toml:42:35: `expired` is not a known way of ending; a pack cannot end a follow-up",
        ]
    );
    refusals_explain(&files);
}

#[test]
fn a_scenario_cannot_expect_an_end_that_does_not_exist() {
    let files = packs::good_but_for("pathways/children.md", "expect_open = true", "expect_ended = \"expired\"");
    assert_eq!(messages(&files), ["pathways/children.md:35:16: `expired` is not a known way of ending; a pack cannot end a follow-up"]);
}
