//! What is stored today can be read in ten years, and reads back as exactly what it was.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use brought_forms::stored::{CURRENT_VERSION, decode, encode};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_event_reads_back_as_itself(event in common::event()) {
        let stored = encode(&event);
        prop_assert_eq!(stored.version, CURRENT_VERSION);
        let code = format!("\"{}\":", event.fact.code());
        prop_assert!(stored.body.contains(&code), "{} is not in {}", code, stored.body);
        let read = decode(stored.version, &stored.body);
        prop_assert_eq!(read.as_ref(), Ok(&event), "{}", stored.body);
        prop_assert_eq!(encode(&read.unwrap()), stored);
    }
}

#[test]
fn an_event_of_a_later_program_is_not_guessed_at() {
    let refusal = decode(CURRENT_VERSION + 1, "{}").unwrap_err().to_string();
    assert!(refusal.contains("stored by a later program: its form has version 2 and this program reads up to 1"), "{refusal}");
    assert!(decode(0, "{}").is_err());
}

#[test]
fn a_stored_event_takes_no_default_and_no_shorthand() {
    let whole =
        r#"{"id":"e","about":"c","happened":"2026-01-05","recorded_at":"2026-01-05T10:00:00Z","author":{"system":"s"},"born":true}"#;
    assert!(decode(1, whole).is_ok());
    for (from, to, said) in [
        (r#""id":"e","#, "", "id: is missing"),
        (r#""about":"c","#, "", "about: is missing"),
        (r#""author":{"system":"s"},"#, "", "author: is missing"),
        ("T10:00:00Z", "", "recorded_at: must be an instant, not a day"),
        (r#""born":true"#, r#""contact":{"setting":"clinic"}"#, "no shorthand"),
        (r#""born":true"#, r#""born":true,"died":true"#, "exactly one fact"),
        (r#""born":true"#, r#""sighting_recorded":{"place":"p","by":"b","relation":"r","seen_at":"2026-01-05"}"#, "child: is missing"),
        (r#""born":true"#, r#""bron":true"#, "unknown field `bron`"),
    ] {
        let refusal = decode(1, &whole.replace(from, to)).unwrap_err().to_string();
        assert!(refusal.contains(said), "{refusal}");
    }
}

#[test]
fn a_question_answered_twice_is_stored_without_a_name_given_twice() {
    use brought_domain::circumstances::{ConcernQuestion, ConcernsDecided};
    use brought_domain::contact::Answer;
    let whole =
        r#"{"id":"e","about":"c","happened":"2026-01-05","recorded_at":"2026-01-05T10:00:00Z","author":{"system":"s"},"born":true}"#;
    let answers = vec![(ConcernQuestion::PlanNow, Answer::Yes), (ConcernQuestion::PlanNow, Answer::No)];
    let fact = brought_domain::Fact::ConcernsDecided(ConcernsDecided { answers, reasons: String::new() });
    let event = brought_domain::Event { fact, ..decode(1, whole).unwrap() };
    let stored = encode(&event);
    assert!(stored.body.contains(r#""answers":[{"plan_now":"yes"},{"plan_now":"no"}]"#), "{}", stored.body);
    assert_eq!(decode(1, &stored.body), Ok(event));
}

/// What an old entry leaves out is read from what it says, and is said outright when it is written again.
#[test]
fn stored_events_are_those_of_the_golden_file_for_ever() {
    let mut before_seen_by = 0;
    for line in include_str!("data/stored_v1.jsonl").lines() {
        let event = decode(1, line).unwrap_or_else(|problem| panic!("{problem}: {line}"));
        let written = encode(&event).body;
        assert_eq!(decode(1, &written), Ok(event));
        let is_sighting = line.contains(r#""how":"#) && line.contains(r#""relation":"#);
        if is_sighting && !line.contains(r#""seen_by":"#) {
            before_seen_by += 1;
            assert_eq!(written.replace(r#""seen_by":"other_professional","#, ""), line);
        } else {
            assert_eq!(written, line);
        }
    }
    assert_eq!(before_seen_by, 3, "the golden file may only grow");
}
