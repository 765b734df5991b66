//! Policies that real services publish: each is refused, and shown by the shortest story of a child who is lost by it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod packs;

use brought_policy::pack::{PackFiles, load};
use brought_policy::proof::{Bound, Counterexample, OneAfterTheOther, Property, prove};

/// The one story that is told of a refused policy, and where.
fn story(files: &PackFiles) -> (String, Counterexample) {
    let loaded = load(files);
    assert!(loaded.pack.is_none(), "it stays refused");
    let proof = prove(&loaded, &Bound::QUICK, &OneAfterTheOther);
    assert!(!proof.holds());
    let [finding] = proof.findings.as_slice() else { panic!("{:?}", proof.findings) };
    assert_eq!(finding.property, Property::EndsOnlyWithEvidence);
    let problem = &finding.problem;
    (format!("{}:{}:{}: {}", problem.file, problem.line, problem.column, problem.message), finding.example.clone().unwrap())
}

#[test]
fn three_missed_then_discharge_loses_a_child_whom_nobody_has_seen() {
    let (place, story) = story(&packs::three_missed_then_discharge());
    assert_eq!(place, "children.md:3:1: a follow-up ends without the evidence that its way of ending takes");
    assert_eq!(
        story.lines(),
        [
            "A child aged 2 years and 8 months.",
            "Monday 5 January 2026: A contact at a clinic: was not brought.",
            "Tuesday 6 January 2026: A contact at a clinic: was not brought.",
            "Wednesday 7 January 2026: A contact at a clinic: was not brought.",
            "Then: After 3 failed contacts the policy ends the follow-up by itself (rule T-R1), and nothing is asked of anybody. Nobody signed \
             that end. Nobody has seen the child since the last failed contact, or knows whether the child's needs are met. Nobody has \
             assessed since the last failed contact how vulnerable the child is.",
        ]
    );
}

#[test]
fn no_reply_in_two_weeks_then_discharge_loses_a_child_by_waiting() {
    let (place, story) = story(&packs::no_reply_then_discharge());
    assert_eq!(place, "children.md:3:1: a follow-up ends without the evidence that its way of ending takes");
    assert_eq!(
        story.lines()[..4],
        [
            "A child aged 2 years and 8 months.",
            "Monday 5 January 2026: A contact at home: no access: no response.",
            "Tuesday 6 January 2026: A contact at home: no access: no response.",
            "Wednesday 21 January 2026: 15 days pass, and nobody records anything.",
        ]
    );
    assert!(
        story
            .then
            .starts_with("After 2 failed contacts the policy ends the follow-up by itself (rule N-R1), and nothing is asked of anybody.")
    );
}

/// The story is a chronology that can be asked about under a policy that holds: there, somebody is asked to act.
#[test]
fn the_story_is_also_a_chronology_file() {
    let (_, story) = story(&packs::three_missed_then_discharge());
    let read = brought_forms::chronology_file::read_json(&story.json()).unwrap();
    assert_eq!(read.events.len(), story.chronology.events.len());
    let pack = load(&packs::good()).pack.unwrap();
    let calendar = brought_calendar::Calendar::bundled(pack.division);
    let standing = brought_policy::standing(&pack, &calendar, &read, story.as_of);
    assert!(standing.follow_ups[0].is_open() && standing.obligations.iter().any(|obligation| obligation.is_open()));
}
