//! Explaining: which fact decided about each rule, on which entries it rests, and what would come of the next contact.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod support;

use brought_calendar::{Calendar, Division};
use brought_domain::Chronology;
use brought_forms::chronology_file::read_toml;
use brought_policy::explain::{Continuation, Imagined, RuleExplained, Verdict};
use brought_policy::{Action, Explanation, explain};
use proptest::prelude::*;

fn calendar() -> Calendar {
    Calendar::bundled(Division::EnglandAndWales)
}

fn sam(events: &str) -> Chronology {
    let head = "format = \"brought-chronology/1\"\nauthor = { practitioner = \"jo\", role = \"practitioner\" }\n\
                people = [{ id = \"sam\", born_on = 2023-05-01 }]\n";
    read_toml(&format!("{head}events = [\n{events}\n]")).unwrap()
}

/// A clinic to which Sam was not brought.
const CLINIC: &str = "{ id = \"clinic\", happened = 2026-01-05T10:00:00, contact = { setting = \"clinic\", arranged = \"by_letter\", outcome = \"was_not_brought\", responses = [\"telephone_tried\"] } },";

fn of(events: &str, as_of: &str) -> Explanation {
    explain(support::pack(), &calendar(), &sam(events), as_of.parse().unwrap())
}

/// A rule, wherever it stands.
fn rule<'e>(explanation: &'e Explanation, id: &str) -> &'e RuleExplained {
    explanation.work.iter().flat_map(|work| &work.rules).find(|rule| rule.rule == id).unwrap_or_else(|| panic!("no {id}"))
}

fn imagined(explanation: &Explanation, how: Continuation) -> &Imagined {
    let all: Vec<_> = explanation.imagined.iter().filter(|imagined| imagined.how == how).collect();
    assert_eq!(all.len(), 1);
    all[0]
}

#[test]
fn every_rule_of_the_pathway_is_explained_once() {
    let explanation = of(CLINIC, "2026-01-05T12:00:00Z");
    let pathway = &support::pack().pathways[0];
    let mut explained: Vec<&str> = explanation.work.iter().flat_map(|work| &work.rules).map(|rule| rule.rule.as_str()).collect();
    let mut all: Vec<&str> = pathway.rules.iter().map(|rule| rule.id.as_str()).collect();
    explained.sort_unstable();
    all.sort_unstable();
    assert_eq!(explained, all);
}

/// NAF-13 and NAF-15: after one failed contact the first rule has fired and the second is one contact away.
#[test]
fn after_one_failed_contact_the_second_rule_says_what_it_waits_for() {
    let explanation = of(CLINIC, "2026-01-05T12:00:00Z");
    let first = rule(&explanation, "NAF-R13");
    assert_eq!(
        (first.verdict, first.decided_by[0].words.as_str()),
        (Verdict::Fired, "number of failed contacts is 1, and the rule asks for at least 1")
    );
    assert_eq!(first.facts[0].entries.iter().map(|id| id.as_str()).collect::<Vec<_>>(), ["clinic"], "the fact rests on the clinic");
    assert_eq!(first.raised.len(), 1);
    let second = rule(&explanation, "NAF-R15");
    assert_eq!((second.verdict, second.raised.len()), (Verdict::Nearly, 0));
    let words: Vec<&str> = second.one_away.iter().map(|decided| decided.words.as_str()).collect();
    assert!(words.contains(&"number of failed contacts is 1, and the rule asks for at least 2"), "{words:?}");
    assert!(words.contains(&"known welfare concern is not recorded, and the rule asks for yes"), "{words:?}");
}

/// Two things are missing, so it is not near: a protection plan, and a home visit.
#[test]
fn a_rule_that_waits_for_two_things_did_not_nearly_fire() {
    let explanation = of(CLINIC, "2026-01-05T12:00:00Z");
    let rule = rule(&explanation, "NAF-R27");
    assert_eq!((rule.verdict, rule.one_away.len(), rule.decided_by.len()), (Verdict::Not, 0, 2));
}

/// Not known never means safe: it is what decided, and it is said.
#[test]
fn what_is_not_known_is_told_as_what_decided() {
    let plan = "{ happened = 2026-01-02, plan_recorded = { plan = \"child_protection\", state = \"not_known\" } },\n\
                { id = \"visit\", happened = 2026-01-05T10:00:00, contact = { setting = \"home\", arranged = \"by_letter\", outcome = \"no_response\", responses = [\"card_left\"] } },";
    let explanation = of(plan, "2026-01-05T12:00:00Z");
    let rule = rule(&explanation, "NAF-R27");
    assert_eq!(rule.verdict, Verdict::Fired);
    assert_eq!(rule.decided_by.len(), 1);
    assert!(
        rule.decided_by[0].words.contains("not known; the rule asks for yes, and not knowing never means safe"),
        "{:?}",
        rule.decided_by
    );
}

/// Each fact has its own entries, not those of the rule as a whole.
#[test]
fn each_fact_rests_on_its_own_entries() {
    let concern = "{ id = \"concern\", happened = 2026-01-02, factor_recorded = { factor = \"welfare_concern\", state = \"current\" } },";
    let explanation = of(&format!("{concern}{CLINIC}"), "2026-01-05T12:00:00Z");
    let rule = rule(&explanation, "NAF-R15");
    let entries = |fact: &str| -> Vec<&str> {
        let found = rule.facts.iter().find(|explained| explained.fact.code() == fact).unwrap();
        found.entries.iter().map(|id| id.as_str()).collect()
    };
    assert_eq!(entries("welfare_concern"), ["concern"]);
    assert_eq!(entries("failed_contacts"), ["clinic"]);
    assert!(entries("statutory_plan").is_empty());
}

/// NAF-15: a second failed contact asks for proactive follow-up, and the open question about impact covers it too.
#[test]
fn if_the_next_contact_fails_the_policy_asks_for_proactive_follow_up() {
    let explanation = of(CLINIC, "2026-01-05T12:00:00Z");
    let fails = imagined(&explanation, Continuation::Fails);
    assert_eq!((fails.on.to_string().as_str(), fails.outcome.code()), ("2026-01-06", "was_not_brought"));
    assert!(fails.fires.iter().any(|rule| rule == "NAF-R15") && !fails.fires.iter().any(|rule| rule == "NAF-R13"), "{:?}", fails.fires);
    assert!(fails.raised.iter().any(|obligation| obligation.action == Action::FollowUpFamily), "{:?}", fails.raised);
    assert!(fails.joined.iter().any(|obligation| obligation.because.rule == "NAF-R13"), "{:?}", fails.joined);
    assert!(fails.settled.is_empty());
    assert_eq!(
        fails.stages.iter().map(|change| (change.from.as_deref(), change.to.as_str())).collect::<Vec<_>>(),
        [(Some("first failed contact"), "proactive follow-up")]
    );
}

/// NAF-17: being seen is the greater part of what is missing, and not all of it.
#[test]
fn if_the_next_contact_is_kept_somebody_has_seen_the_child_and_the_follow_up_stays_open() {
    let explanation = of(CLINIC, "2026-01-05T12:00:00Z");
    let before = &explanation.standing.follow_ups[0].missing;
    let kept = imagined(&explanation, Continuation::IsKept);
    assert_eq!((kept.outcome.code(), kept.stages.len(), kept.missing.len()), ("seen", 0, 1));
    let has = |missing: &[brought_policy::standing::Missing], kind: &str| missing.iter().any(|missing| missing.kind.code() == kind);
    assert!(has(before, "seen_in_person") && !has(&kept.missing[0].missing, "seen_in_person"), "{:?}", kept.missing);
    assert!(has(&kept.missing[0].no_longer, "seen_in_person"), "{:?}", kept.missing);
    assert!(has(&kept.missing[0].missing, "needs_met"), "time and one contact close nothing");
}

/// A family that cancels in good time has not failed a contact.
#[test]
fn if_the_family_cancels_nothing_more_is_asked_than_now() {
    let explanation = of(CLINIC, "2026-01-05T12:00:00Z");
    let cancelled = imagined(&explanation, Continuation::IsCancelled);
    assert!(!cancelled.fires.iter().any(|rule| rule == "NAF-R15"), "{:?}", cancelled.fires);
    assert!(cancelled.stages.is_empty());
}

#[test]
fn without_an_open_follow_up_the_next_contact_of_the_latest_service_is_imagined() {
    let seen = "{ happened = 2026-01-05T10:00:00, contact = { setting = \"home\", arranged = \"verbally\", outcome = \"seen\" } },";
    let explanation = of(seen, "2026-01-05T12:00:00Z");
    let fails = imagined(&explanation, Continuation::Fails);
    assert_eq!(fails.outcome.code(), "no_response", "at home nobody answers the door");
    assert_eq!(fails.stages.iter().map(|change| change.from.clone()).collect::<Vec<_>>(), [None], "a follow-up would be opened");
    assert!(fails.raised.iter().any(|obligation| obligation.because.rule == "NAF-R13"));
}

/// What is imagined is imagined after what was known, not after what was written down later.
#[test]
fn what_was_recorded_later_bears_on_no_imagined_contact() {
    let later = "{ happened = 2026-01-05T15:00:00, recorded_at = 2026-01-09T10:00:00, contact = { setting = \"clinic\", arranged = \"by_letter\", outcome = \"was_not_brought\", responses = [\"telephone_tried\"] } },";
    let now = of(CLINIC, "2026-01-05T18:00:00Z");
    let known_later = of(&format!("{CLINIC}{later}"), "2026-01-05T18:00:00Z");
    let ids = |explanation: &Explanation| -> Vec<String> {
        explanation.imagined.iter().flat_map(|imagined| &imagined.raised).map(|obligation| obligation.id.to_string()).collect()
    };
    assert_eq!(ids(&now), ids(&known_later));
}

#[test]
fn the_written_form_names_its_format_and_every_verdict_by_its_code() {
    let explanation = of(CLINIC, "2026-01-05T12:00:00Z");
    let form = serde_json::to_value(brought_policy::explain::ExplanationForm::from(&explanation)).unwrap();
    assert_eq!(form["format"], "brought-explanation/1");
    let verdicts: std::collections::BTreeSet<&str> = form["work"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|work| work["rules"].as_array().unwrap())
        .map(|rule| rule["verdict"].as_str().unwrap())
        .collect();
    assert!(verdicts.contains("fired") && verdicts.contains("nearly") && verdicts.contains("not"), "{verdicts:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is recorded: every traced rule is explained, what decided agrees with the engine, and the same question has the same answer.
    #[test]
    fn an_explanation_never_says_anything_else_than_the_engine(drawn in prop::collection::vec(support::drawn(), 0..25)) {
        let chronology = support::chronology(&drawn);
        let as_of = "2026-02-20T12:00:00Z".parse().unwrap();
        let explanation = explain(support::pack(), &calendar(), &chronology, as_of);
        let standing = brought_policy::standing(support::pack(), &calendar(), &chronology, as_of);
        prop_assert_eq!(&explanation.standing, &standing);
        for work in &explanation.work {
            for rule in &work.rules {
                let trace = standing.trace.iter().find(|trace| trace.rule == rule.rule && trace.follow_up == work.follow_up).unwrap();
                prop_assert_eq!(trace.now, rule.now);
                prop_assert_eq!(trace.fired, rule.verdict == Verdict::Fired);
                prop_assert!(rule.decided_by.iter().all(|decided| decided.truth == rule.now), "{:?}", rule);
            }
        }
        let explained: usize = explanation.work.iter().map(|work| work.rules.len()).sum();
        prop_assert_eq!(explained, standing.trace.len());
    }
}
