//! Chronology files: what a person writes is read as it is meant, or refused with everything that is wrong with it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use brought_domain::contact::{Arranged, Certainty, Outcome, OutcomeKind, Setting};
use brought_domain::person::{Audience, PersonKind};
use brought_domain::work::{HowSeen, Role};
use brought_domain::{Author, Chronology, Fact, Happened, Links};
use brought_forms::FormProblem;
use brought_forms::chronology_file::{ChronologyParts, read_json, read_toml, take_from, write_json};
use brought_forms::stored::decode;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeSet;

const ONE: &str = include_str!("data/one-missed-clinic.json");
const ONE_TOML: &str = include_str!("data/one-missed-clinic.toml");
const EVERY: &str = include_str!("data/every-kind-of-fact.json");
const GOLDEN: &str = include_str!("data/stored_v1.jsonl");

/// A file about one child, signed by a practitioner, with these events and perhaps other parts.
fn file(events: &str) -> String {
    file_with("", events)
}

fn file_with(parts: &str, events: &str) -> String {
    format!(
        r#"{{ "format": "brought-chronology/1", "people": [{{ "id": "child-1" }}], {parts}
           "author": {{ "practitioner": "p-1", "role": "practitioner" }}, "events": [{events}] }}"#
    )
}

fn good(text: &str) -> Chronology {
    read_json(text).unwrap_or_else(|problems| panic!("{}", shown(&problems)))
}

fn shown(problems: &[FormProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The problems of a file, without line and column, each as `path: what`.
fn problems(text: &str) -> Vec<String> {
    let problems = read_json(text).expect_err("the file should have problems");
    problems.into_iter().map(|problem| FormProblem { line: None, column: None, ..problem }.to_string()).collect()
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
fn one_missed_clinic_is_the_plan_and_the_outcome_of_a_contact() {
    let chronology = good(ONE);
    assert_eq!(chronology.subject.as_str(), "child-1");
    assert_eq!((chronology.services[0].id.as_str(), chronology.services[0].audience), ("service", Audience::Children));
    let ids: Vec<_> = chronology.events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids, ["person-child-1", "event-1/planned", "event-1"]);
    let Fact::ContactPlanned(plan) = &chronology.events[1].fact else { panic!() };
    assert_eq!(
        (plan.contact.as_str(), plan.service.as_str(), plan.setting, plan.arranged),
        ("contact-1", "service", Setting::Clinic, Arranged::ByLetter)
    );
    assert_eq!(plan.planned_for, Happened::At("2026-01-05T10:00:00Z".parse().unwrap()));
    let Fact::OutcomeRecorded(outcome) = &chronology.events[2].fact else { panic!() };
    assert_eq!((outcome.contact.as_str(), &outcome.outcome), ("contact-1", &Outcome::Plain(OutcomeKind::WasNotBrought)));
    assert_eq!(outcome.certainty, Certainty::Confirmed);
    assert_eq!(chronology.events[2].service.as_ref().unwrap().as_str(), "service");
    assert_eq!(chronology.events[2].recorded_at.to_string(), "2026-01-05T10:00:00Z");
    assert_eq!(chronology.events[2].author, Author::Signed { by: "practitioner-1".parse().unwrap(), role: Role::Practitioner });
}

#[test]
fn json_and_toml_say_the_same() {
    assert_eq!(read_toml(ONE_TOML), read_json(ONE));
}

#[test]
fn a_person_is_known_from_the_earliest_event_on_unless_the_file_says_since_when() {
    let event = r#"{ "happened": "2026-07-01", "note_written": "a" }, { "happened": "2026-06-30", "recorded_at": "2026-07-02T12:00", "note_written": "b" }"#;
    let opened = &good(&file(event)).events[0];
    assert_eq!((opened.id.as_str(), opened.recorded_at.to_string().as_str()), ("person-child-1", "2026-06-29T23:00:00Z"));
    let chronology = good(EVERY);
    let opened = chronology.events.iter().find(|event| event.id.as_str() == "person-child-1").unwrap();
    assert_eq!(opened.happened, Happened::At("2025-02-03T09:30:00Z".parse().unwrap()));
    assert!(chronology.events.iter().any(|event| event.id.as_str() == "relation-child-1-mother-1"));
}

#[test]
fn a_name_is_written_as_it_is_said_or_in_its_parts() {
    let name_of = |id: &str| {
        good(EVERY).events.into_iter().find_map(|event| match event.fact {
            Fact::PersonRecorded(_, details) if event.about.as_str() == id => details.name,
            _ => None,
        })
    };
    assert_eq!(name_of("mother-1").map(|name| (name.given, name.family)), Some(("Ewa".into(), "Nowak".into())));
    assert_eq!(name_of("child-2").map(|name| name.words()), Some("Tom van der Berg".into()));
}

#[test]
fn the_example_shows_every_kind_of_fact() {
    let shown: BTreeSet<_> = good(EVERY).events.iter().map(|event| event.fact.code()).collect();
    let stored: BTreeSet<_> = GOLDEN.lines().map(|line| decode(1, line).unwrap().fact.code()).collect();
    assert_eq!(shown, stored);
    assert_eq!(shown.len(), 45);
}

#[test]
fn what_is_written_reads_back_as_the_same_chronology() {
    for text in [ONE, EVERY] {
        let chronology = good(text);
        let written = write_json(&chronology);
        assert_eq!(read_json(&written), Ok(chronology.clone()), "{written}");
        assert_eq!(write_json(&good(&written)), written);
    }
}

#[test]
fn a_part_of_a_record_reads_back_too_with_what_it_mentions() {
    let mut chronology = good(EVERY);
    chronology.services.clear();
    chronology
        .events
        .retain(|event| matches!(event.fact, Fact::OutcomeRecorded(_) | Fact::ReferralAnswered(_) | Fact::RelationRecorded(_)));
    let written = write_json(&chronology);
    assert_eq!(read_json(&written), Ok(chronology));
    assert!(written.contains("\"referral-1\"") && written.contains("\"mentioned\""), "{written}");
}

#[test]
fn what_is_not_said_is_not_known() {
    let Fact::SightingRecorded(sighting) =
        the_fact(r#"{ "happened": "2026-01-05", "sighting_recorded": { "place": "shop", "by": "a neighbour", "relation": "neighbour" } }"#)
    else {
        panic!()
    };
    assert_eq!((sighting.how, sighting.seen_at), (HowSeen::NotKnown, Happened::On(date(2026, 1, 5))));
    let Fact::OutcomeRecorded(outcome) =
        the_fact(r#"{ "happened": "2026-01-05", "contact": { "setting": "home", "outcome": "unseen_child" } }"#)
    else {
        panic!()
    };
    assert_eq!(outcome.outcome, Outcome::UnseenChild { reason: None, actively_prevented: brought_domain::contact::Answer::NotKnown });
}

#[test]
fn when_an_agency_saw_the_child_is_never_taken_to_be_when_it_was_asked() {
    let event = r#"{ "happened": "2026-01-05", "liaison_recorded": { "agency": "school", "learnt": "well",
                     "seen": { "place": "school", "by": "a teacher", "relation": "teacher" } } }"#;
    assert_eq!(
        problem(event),
        "events[0].liaison_recorded.seen.seen_at: is missing; say when the child was seen, by the day if the hour is not known"
    );
}

#[test]
fn what_a_system_reports_is_not_confirmed() {
    let event = r#"{ "happened": "2026-01-05", "author": { "system": "clinic" }, "contact": { "setting": "clinic", "outcome": "was_not_brought" } }"#;
    let Fact::OutcomeRecorded(outcome) = the_fact(event) else { panic!() };
    assert_eq!(outcome.certainty, Certainty::Unconfirmed);
}

#[test]
fn a_planned_contact_without_an_outcome_has_the_id_of_its_event() {
    let chronology =
        good(&file(r#"{ "id": "plan", "happened": "2026-01-05", "contact": { "setting": "clinic", "planned_for": "2026-02-01" } }"#));
    assert_eq!(chronology.events[1].id.as_str(), "plan");
    assert!(matches!(&chronology.events[1].fact, Fact::ContactPlanned(plan) if plan.planned_for == Happened::On(date(2026, 2, 1))));
}

#[test]
fn every_problem_is_said_at_once_with_its_place() {
    let text = r#"{
  "format": "brought-chronology/1",
  "people": [{ "id": "child-1", "nhs_number": "999 000 0019" }],
  "author": { "practitioner": "p-1", "role": "practitoner" },
  "events": [
    { "happened": "05/01/2026", "contact": { "setting": "clnic", "outcome": "was_not_brougt" } },
    { "hapened": "2026-01-05", "about": "child-2", "note_written": 7 },
    { "happened": "2026-01-05", "analysis_signed": { "impact": "a" } },
    { "happened": "2026-01-05" },
    { "happened": "2026-01-05", "died": true, "note_written": "b" }
  ]
}"#;
    let found: Vec<_> = read_json(text)
        .unwrap_err()
        .iter()
        .map(|problem| (problem.line.unwrap(), problem.path.clone(), problem.suggestion.clone()))
        .collect();
    let expected: Vec<(usize, String, Option<String>)> = [
        (3, "people[0].nhs_number", None),
        (4, "author.role", Some("practitioner")),
        (6, "events[0].happened", None),
        (6, "events[0].contact.setting", Some("clinic")),
        (6, "events[0].contact.outcome", Some("was_not_brought")),
        (7, "events[1].hapened", Some("happened")),
        (8, "events[2].analysis_signed", None),
        (9, "events[3]", None),
        (10, "events[4]", None),
    ]
    .map(|(line, path, suggestion)| (line, path.to_owned(), suggestion.map(str::to_owned)))
    .into();
    assert_eq!(found, expected);
}

#[test]
fn a_problem_names_the_line_and_column_and_what_was_probably_meant() {
    let json = ONE.replace("clinic", "clnic");
    let said = shown(&read_json(&json).unwrap_err());
    assert!(
        said.starts_with("line 6, column 63: events[0].contact.setting: `clnic` is not a known setting; known are: home, clinic,"),
        "{said}"
    );
    assert!(said.ends_with("(did you mean `clinic`?)"), "{said}");
    let toml = ONE_TOML.replace("clinic", "clnic");
    let said = shown(&read_toml(&toml).unwrap_err());
    assert!(said.starts_with("line 11, column 23: events[0].contact.setting:"), "{said}");
}

#[test]
fn a_text_that_is_neither_json_nor_toml_says_where_it_breaks() {
    assert_eq!(shown(&read_json("{ \"format\": ").unwrap_err()), "line 1, column 12: this is not JSON: EOF while parsing a value");
    assert_eq!(
        shown(&read_json("{ \"events\": [],\n  \"events\": [] }").unwrap_err()),
        "line 2, column 10: this is not JSON: `events` is given twice in one object; leave one out"
    );
    assert!(shown(&read_toml("format = \n").unwrap_err()).starts_with("line 1, column 10: this is not TOML:"));
}

#[test]
fn a_file_says_which_format_it_is_in() {
    assert!(problems("{}")[0].starts_with("`format` is missing"));
    let later = file("").replace("chronology/1", "chronology/9");
    assert_eq!(
        problems(&later)[0],
        "format: `brought-chronology/9` is not a format this program reads; it reads `brought-chronology/1` (did you mean `brought-chronology/1`?)"
    );
}

#[test]
fn an_id_that_nothing_explains_is_taken_to_be_misspelt() {
    assert_eq!(
        problem(r#"{ "happened": "2026-01-05", "about": "chld-1", "note_written": "a" }"#),
        "events[0].about: no person `chld-1` in this file; add the person to `people`, or to `mentioned` if the record is kept elsewhere \
         (did you mean `child-1`?)"
    );
    let said = problem(r#"{ "happened": "2026-01-05", "relation_recorded": { "other": "mother", "relation": "mother" } }"#);
    assert!(said.starts_with("events[0].relation_recorded.other: no person `mother`"), "{said}");
    let said = problem(r#"{ "happened": "2026-01-05", "service": "servce", "note_written": "a" }"#);
    assert!(said.starts_with("events[0].service: no service `servce`") && said.ends_with("(did you mean `service`?)"), "{said}");
    let said = problem(r#"{ "happened": "2026-01-05", "outcome_recorded": { "contact": "c-1", "outcome": "seen" } }"#);
    assert!(said.starts_with("events[0].outcome_recorded.contact: no contact `c-1`"), "{said}");
    good(&file_with(
        r#""mentioned": ["c-1"],"#,
        r#"{ "happened": "2026-01-05", "outcome_recorded": { "contact": "c-1", "outcome": "seen" } }"#,
    ));
}

#[test]
fn a_part_that_cannot_be_read_does_not_make_the_ids_it_explains_unknown() {
    let text = ONE.replace("\"born_on\"", "\"born\"").replace("\"happened\"", "\"about\": \"child-1\", \"happened\"");
    let said = problems(&text);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].starts_with("people[0].born: `born` is not known here"), "{said:#?}");
}

#[test]
fn no_id_is_given_twice() {
    let twice = r#"{ "id": "event-2", "happened": "2026-01-05", "note_written": "a" }, { "happened": "2026-01-05", "note_written": "b" }"#;
    assert_eq!(problems(&file(twice)), ["events[1].id: `event-2` is the id of another event, at events[0]; give this one another id"]);
    let people = ONE.replace(r#""people": ["#, r#""people": [{ "id": "child-1" }, "#);
    let said = "people[1].id: `child-1` is the id of another person, at people[0]; give this one another id";
    assert!(problems(&people).contains(&said.to_owned()));
}

#[test]
fn an_outcome_has_to_fit_its_contact() {
    let said = problem(r#"{ "happened": "2026-01-05", "contact": { "setting": "home", "outcome": "was_not_brought" } }"#);
    assert!(
        said.starts_with("events[0]: `was_not_brought` cannot be the outcome of a contact at home for the child; choose one of: seen"),
        "{said}"
    );
    let planned = r#"{ "happened": "2026-01-05", "contact_planned": { "contact": "c", "planned_for": "2026-01-09", "setting": "telephone" } },
                     { "happened": "2026-01-09", "outcome_recorded": { "contact": "c", "outcome": "seen" } }"#;
    assert!(problems(&file(planned))[0].starts_with("events[1]: `seen` cannot be the outcome of a contact by telephone"));
    let moved = r#"{ "happened": "2026-01-06", "contact_planned": { "contact": "c", "planned_for": "2026-01-09", "setting": "clinic" } },"#;
    good(&file(&format!("{moved}{planned}")));
}

#[test]
fn a_carers_own_contact_has_a_carers_outcomes() {
    let people = |kind: &str, outcome: &str| {
        format!(
            r#"{{ "format": "brought-chronology/1", "people": [{{ "id": "a", "kind": "{kind}" }}], "author": {{ "system": "s" }},
                 "events": [{{ "happened": "2026-01-05", "contact": {{ "setting": "clinic", "outcome": "{outcome}" }} }}] }}"#
        )
    };
    good(&people("carer", "adult_did_not_attend"));
    good(&people("child", "was_not_brought"));
    assert!(problems(&people("carer", "was_not_brought"))[0].contains("for the parent or carer"));
    assert!(problems(&people("unborn_child", "adult_did_not_attend"))[0].contains("for the child"));
}

#[test]
fn an_outcome_says_what_its_kind_needs_and_nothing_else() {
    let contact = |rest: &str| problem(&format!(r#"{{ "happened": "2026-01-05", "contact": {{ "setting": "clinic", {rest} }} }}"#));
    assert_eq!(
        contact(r#""outcome": "reported_to_refuse""#),
        "events[0].contact.reporter: is missing; say who reports that the child refuses"
    );
    assert_eq!(contact(r#""outcome": "administrative_error", "evidence": " ""#), "events[0].contact.evidence: must not be empty");
    assert_eq!(
        contact(r#""outcome": "was_not_brought", "reporter": "mother""#),
        "events[0].contact.reporter: belongs to the outcome `reported_to_refuse`, not to `was_not_brought`; say it in `note`"
    );
    assert_eq!(contact(r#""note": "a""#), "events[0].contact.note: belongs to an outcome; say what came of the contact in `outcome`");
}

#[test]
fn what_a_service_did_is_never_taken_to_be_done_by_another() {
    let two = r#""services": [{ "id": "a" }, { "id": "b" }],"#;
    let contact = r#"{ "happened": "2026-01-05", "contact": { "setting": "clinic" } }"#;
    assert_eq!(
        problems(&file_with(two, contact)),
        ["events[0].service: is missing; say which service did this: a, b; or every_service: true if it holds for all"]
    );
    let note = good(&file_with(two, r#"{ "happened": "2026-01-05", "note_written": "a" }"#));
    assert_eq!(note.events[1].service, None);
    let needs = r#"{ "happened": "2026-01-05", "every_service": true, "needs_considered": { "met": "yes", "basis": "weighed" } }"#;
    assert_eq!(good(&file_with(two, needs)).events[1].service, None);
    assert_eq!(
        problems(&file_with(two, r#"{ "happened": "2026-01-05", "every_service": true, "contact": { "setting": "clinic" } }"#)),
        ["events[0].every_service: cannot be true of a contact, which one service offers; give `service`"]
    );
    let planned = r#"{ "happened": "2026-01-05", "contact_planned": { "contact": "c", "planned_for": "2026-01-09", "setting": "home" } }"#;
    assert_eq!(problems(&file_with(two, planned)).len(), 1);
    let only = good(&file(r#"{ "happened": "2026-01-05", "needs_considered": { "met": "yes", "basis": "weighed" } }"#));
    assert_eq!(only.events[1].service.as_ref().unwrap().as_str(), "service");
    let named = good(&file_with(two, r#"{ "happened": "2026-01-05", "contact": { "setting": "clinic", "service": "b" } }"#));
    assert_eq!(named.events[1].service.as_ref().unwrap().as_str(), "b");
}

#[test]
fn somebody_answers_for_every_event() {
    let file = file(r#"{ "happened": "2026-01-05", "note_written": "a" }"#);
    let without = file.replace(r#""author": { "practitioner": "p-1", "role": "practitioner" },"#, "");
    assert!(problems(&without)[0].starts_with("events[0].author: nobody answers for this; give the event an `author`, or the file one"));
    let half = file.replace(r#", "role": "practitioner""#, "");
    assert!(problems(&half)[0].starts_with("author: give `practitioner` and `role`"), "{:?}", problems(&half));
}

#[test]
fn an_ending_without_evidence_is_refused_with_all_that_it_lacks() {
    let event = r#"{ "happened": "2026-01-05", "follow_up_ended": { "assured": { "children": [{ "seen_at": "2026-01-05", "place": "",
                     "by": "a", "relation": "b", "needs_met_because": "" }], "reasons": "", "told": [] } } }"#;
    assert_eq!(
        problems(&file(event)),
        [
            "events[0].follow_up_ended.assured: say who saw child-1, where, and what they are to the child",
            "events[0].follow_up_ended.assured: say how it is known that the needs of child-1 are met",
            "events[0].follow_up_ended.assured: give the reasons for ending the follow-up",
            "events[0].follow_up_ended.assured: say who was told that the follow-up ends",
        ]
    );
    let event = r#"{ "happened": "2026-01-05", "follow_up_ended": { "withdrawn": { "reasons": "", "told": [] } } }"#;
    assert_eq!(
        problems(&file(event)),
        [
            "events[0].follow_up_ended.withdrawn.reasons: must not be empty",
            "events[0].follow_up_ended.withdrawn.told: must name at least one"
        ]
    );
    let said = problem(r#"{ "happened": "2026-01-05", "follow_up_ended": "assured" }"#);
    assert_eq!(said, "events[0].follow_up_ended: `assured` needs to say more; write an object: {\"assured\": ...}");
    let said = problem(r#"{ "happened": "2026-01-05", "follow_up_ended": { "expired": {} } }"#);
    assert!(said.starts_with("events[0].follow_up_ended: `expired` is not known here; known are: assured, offers_paused,"), "{said}");
}

#[test]
fn a_plan_has_members_and_actions() {
    let event = r#"{ "happened": "2026-01-05", "plan_agreed": { "members": [], "actions": [] } }"#;
    assert_eq!(
        problems(&file(event)),
        ["events[0].plan_agreed.members: must name at least one", "events[0].plan_agreed.actions: must name at least one"]
    );
}

#[test]
fn a_child_is_left_out_only_where_the_event_is_about_a_child() {
    let people = r#"{ "format": "brought-chronology/1", "subject": "a", "people": [{ "id": "a", "kind": "carer" }, { "id": "b" }], "author": { "system": "s" },
                      "events": [{ "happened": "2026-01-05", "vulnerability_assessed": { "vulnerable": "no", "findings": "f" } },
                                 { "happened": "2026-01-05", "needs_considered": { "child": "b", "met": "no", "basis": "f" } }] }"#;
    assert_eq!(
        problems(people),
        ["events[0].vulnerability_assessed.children: is missing; name the children, because the event is not about a child"]
    );
    let assessed = the_fact(r#"{ "happened": "2026-01-05", "vulnerability_assessed": { "vulnerable": "no", "findings": "f" } }"#);
    assert!(matches!(assessed, Fact::VulnerabilityAssessed(assessed) if assessed.children[0].as_str() == "child-1"));
}

#[test]
fn a_subject_is_left_out_only_when_there_is_no_choice() {
    let two = file("").replace(r#""people": ["#, r#""people": [{ "id": "child-2" }, "#);
    assert_eq!(problems(&two), ["subject: is missing; say which of the people the chronology is about"]);
    let carer = file("").replace(r#""people": ["#, r#""people": [{ "id": "mother", "kind": "carer" }, "#);
    assert_eq!(good(&carer).subject.as_str(), "child-1");
    assert!(matches!(good(&carer).events[0].fact, Fact::PersonRecorded(PersonKind::Carer, _)));
}

#[test]
fn a_withdrawal_names_the_event_it_withdraws() {
    assert_eq!(
        problem(r#"{ "happened": "2026-01-05", "correction_only": true }"#),
        "events[0].corrects: is missing; name the event that is withdrawn"
    );
    let said = problem(
        r#"{ "happened": "2026-01-05", "corrects": { "event": "event-9", "how": "withdraws", "reason": "r" }, "correction_only": true }"#,
    );
    assert!(said.starts_with("events[0].corrects.event: no event `event-9` in this file"), "{said}");
    let said = problem(r#"{ "happened": "2026-01-05", "born": false }"#);
    assert_eq!(said, "events[0].born: must be true; leave the whole entry out if it did not happen");
}

#[test]
fn times_that_do_not_exist_are_refused() {
    let said = problem(r#"{ "happened": "2026-03-29T01:30", "note_written": "a" }"#);
    assert!(said.starts_with("events[0].happened: `2026-03-29T01:30` does not exist in the United Kingdom"), "{said}");
    let said = problem(r#"{ "happened": "2026-01-05", "recorded_at": "2026-01-05", "note_written": "a" }"#);
    assert!(said.starts_with("events[0].recorded_at: needs the time of day"), "{said}");
}

#[test]
fn another_format_embeds_a_chronology_beside_names_of_its_own() {
    let mut scenario: toml::Table =
        format!("name = 'one missed'\nexpect = []\n{}", ONE_TOML.replace("format = \"brought-chronology/1\"", "")).parse().unwrap();
    let chronology = take_from(&mut scenario).unwrap();
    assert_eq!(chronology, good(ONE));
    assert_eq!(scenario.keys().collect::<Vec<_>>(), ["expect", "name"]);

    let mut wrong: toml::Table = ONE_TOML.replace("format = \"brought-chronology/1\"", "").replace("clinic", "clnic").parse().unwrap();
    assert_eq!(take_from(&mut wrong).unwrap_err()[0].path, "events[0].contact.setting");

    #[derive(serde::Deserialize)]
    struct Scenario {
        history: ChronologyParts,
    }
    let embedded = "[history]\nauthor = { system = 's' }\npeople = [{ id = 'a', born_on = 2023-04-11 }]\nevents = [{ happened = 2026-01-05, note_written = 'n' }]";
    let scenario: Scenario = toml::from_str(embedded).unwrap();
    assert_eq!(scenario.history.read().unwrap().events.len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// A text that should not be empty may be refused; nothing may come back as something else or get lost.
    #[test]
    fn no_event_comes_back_changed(mut event in common::event()) {
        // What was recorded before it happened is refused, and has tests of its own.
        event.recorded_at = event.recorded_at.max(event.happened.earliest(&jiff::tz::get!("Europe/London")));
        // An unseen child without particulars is the same outcome as one whose particulars nobody knows, and reads back as that.
        let bare = Outcome::Plain(OutcomeKind::UnseenChild);
        prop_assume!(!matches!(&event.fact, Fact::OutcomeRecorded(recorded) if recorded.outcome == bare));
        let chronology = Chronology { subject: event.about.clone(), services: vec![], practitioners: vec![], events: vec![event], links: Links::default() };
        match read_json(&write_json(&chronology)) {
            Ok(read) => prop_assert_eq!(read, chronology),
            Err(problems) => for problem in problems {
                let expected = ["must not be empty", "must name at least one", "say who", "who reports", "what shows", "the reference the police gave", "after it was recorded", "is withdrawn", "replaces an event with nothing"];
                prop_assert!(expected.iter().any(|said| problem.what.contains(said)), "{}", problem);
            },
        }
    }
}
