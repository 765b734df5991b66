//! Steps that policies ask for, as a person writes them: what they must say, and whose work they are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use brought_domain::contact::Answer;
use brought_domain::{Chronology, Fact};
use brought_forms::chronology_file::read_json;

/// A file about one child, signed by a practitioner, with these events and perhaps other parts.
fn file_with(parts: &str, events: &str) -> String {
    format!(
        r#"{{ "format": "brought-chronology/1", "people": [{{ "id": "child-1" }}], {parts}
           "author": {{ "practitioner": "p-1", "role": "practitioner" }}, "events": [{events}] }}"#
    )
}

fn file(events: &str) -> String {
    file_with("", events)
}

fn good(text: &str) -> Chronology {
    read_json(text).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// The problems of a file, each as `path: what`.
fn problems(text: &str) -> Vec<String> {
    let problems = read_json(text).expect_err("the file should have problems");
    problems.into_iter().map(|problem| format!("{}: {}", problem.path, problem.what)).collect()
}

/// The only problem of a file with this event.
fn problem(event: &str) -> String {
    let mut problems = problems(&file(event));
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems.remove(0)
}

fn the_fact(event: &str) -> Fact {
    good(&file(event)).events.pop().unwrap().fact
}

#[test]
fn telling_the_police_is_traceable_by_whom_was_told_or_by_their_reference() {
    let told = |party: &str, rest: &str| {
        format!(
            r#"{{ "happened": "2026-01-05T10:00", "informed": {{ "party": "{party}", "about": "whereabouts_unknown", "how": "telephone", "said": "no reference given yet"{rest} }} }}"#
        )
    };
    let said = problem(&told("police", ""));
    assert!(said.starts_with("events[0].informed.reference: is missing; give the reference the police gave, or say in `name`"), "{said}");
    problem(&told("police", r#", "reference": " ""#));
    good(&file(&told("police", r#", "reference": "log 0042""#)));
    good(&file(&told("police", r#", "name": "Sergeant A. Example""#)));
    let Fact::Informed(informed) = the_fact(&told("gp_practice", "")) else { panic!() };
    assert_eq!(informed.understood, Answer::NotKnown);
}

#[test]
fn a_step_says_what_came_of_it_and_a_list_of_it_names_something() {
    for (fact, place) in [
        (r#""records_reviewed": { "which": [], "found": "nothing" }"#, "records_reviewed.which: must name at least one"),
        (r#""records_reviewed": { "which": ["siblings"], "found": " " }"#, "records_reviewed.found: must not be empty"),
        (
            r#""agreement_made": { "if_next_fails": "visit", "what": "on Monday", "agreed_with": [] }"#,
            "agreement_made.agreed_with: must name",
        ),
        (r#""step_taken": { "step": "consider_neglect", "outcome": "" }"#, "step_taken.outcome: must not be empty"),
        (
            r#""alert_decided": { "place": "this_record", "active": false, "directions": "", "reasons": "" }"#,
            "alert_decided.reasons: must not",
        ),
        (
            r#""handover_answered": { "offer": "event-9", "accepted": "yes", "by": "P", "said": "s" }"#,
            "handover_answered.offer: no event `event-9`",
        ),
    ] {
        let said = problem(&format!(r#"{{ "happened": "2026-01-05", {fact} }}"#));
        assert!(said.starts_with(&format!("events[0].{place}")), "{said}");
    }
}

#[test]
fn where_a_child_is_and_who_is_involved_concerns_every_service_and_what_one_offered_does_not() {
    let two = r#""services": [{ "id": "a" }, { "id": "b" }],"#;
    for fact in [
        r#""whereabouts_recorded": { "known": "no", "what": "the flat is empty" }"#,
        r#""involvement_recorded": { "agency": "housing", "state": "current" }"#,
        r#""alert_decided": { "place": "this_record", "active": true, "directions": "telephone us", "reasons": "missing" }"#,
    ] {
        assert_eq!(good(&file_with(two, &format!(r#"{{ "happened": "2026-01-05", {fact} }}"#))).events[1].service, None, "{fact}");
    }
    let offered = r#"{ "happened": "2026-01-05", "help_offered": { "help": "diary", "answer": "accepted" } }"#;
    assert!(problems(&file_with(two, offered))[0].starts_with("events[0].service: is missing; say which service did this"));
}
