//! Who saw a child: said from a closed list, or read from the words.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use brought_domain::{Chronology, Fact};
use brought_forms::chronology_file::read_json;

fn read(event: &str) -> Result<Chronology, String> {
    let file = format!(
        r#"{{ "format": "brought-chronology/1", "people": [{{ "id": "child-1" }}],
           "author": {{ "practitioner": "p-1", "role": "practitioner" }}, "events": [{event}] }}"#
    );
    read_json(&file).map_err(|problems| problems.iter().map(|problem| format!("{}: {}", problem.path, problem.what)).collect())
}

fn the_fact(event: &str) -> Fact {
    read(event).unwrap().events.pop().unwrap().fact
}

/// NAF-17: the closed list says it; an entry without it is read from the words of the relation, and never as somebody of this service.
#[test]
fn who_saw_the_child_is_said_or_read_from_the_words() {
    let seen_by = |said: &str, relation: &str| {
        let event = format!(
            r#"{{ "happened": "2026-01-05", "sighting_recorded": {{ "place": "shop", "by": "a. b.", {said} "relation": "{relation}" }} }}"#
        );
        match the_fact(&event) {
            Fact::SightingRecorded(sighting) => (sighting.seen_by.code(), sighting.relation),
            other => panic!("{other:?}"),
        }
    };
    for (said, relation, read) in [
        ("", "neighbour", "family_or_friend"),
        ("", "Grandmother", "family_or_friend"),
        ("", "GP", "other_professional"),
        ("", "foster carer", "other_professional"),
        ("", "", "not_known"),
        (r#""seen_by": "this_service","#, "neighbour", "this_service"),
        (r#""seen_by": "family_or_friend","#, "GP", "family_or_friend"),
        (r#""seen_by": "not_known","#, "GP", "not_known"),
    ] {
        assert_eq!(seen_by(said, relation), (read, relation.to_owned()), "{said} {relation}");
    }
    let wrong = r#"{ "happened": "2026-01-05", "sighting_recorded": { "place": "p", "by": "b", "seen_by": "aunt", "relation": "r" } }"#;
    assert!(
        read(wrong).unwrap_err().starts_with("events[0].sighting_recorded.seen_by: `aunt` is not a known answer to who saw the child"),
        "{}",
        read(wrong).unwrap_err()
    );
}
