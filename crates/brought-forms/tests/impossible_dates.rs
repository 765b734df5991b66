//! Dates that cannot be so are refused in a chronology file, where they stand and with what to do about them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use brought_forms::chronology_file::read_json;

/// What is wrong with a file about a child born on this day, with these events.
fn wrong(born_on: &str, events: &str) -> Vec<String> {
    let text = format!(
        r#"{{ "format": "brought-chronology/1", "people": [{{ "id": "child-1", "born_on": "{born_on}" }}],
           "author": {{ "practitioner": "p-1", "role": "practitioner" }}, "events": [{events}] }}"#
    );
    let problems = read_json(&text).err().unwrap_or_default();
    problems.iter().map(|problem| format!("{}: {}", problem.path, problem.what)).collect()
}

#[test]
fn nothing_is_recorded_before_the_day_on_which_it_happened() {
    let note = |recorded: &str| format!(r#"{{ "happened": "2026-01-05T10:00", "recorded_at": "{recorded}", "note_written": "n" }}"#);
    assert_eq!(
        wrong("2023-04-11", &note("2026-01-04T23:00")),
        [
            "events[0].recorded_at: is on 2026-01-04, before the day on which it happened, 2026-01-05; put one of the two right, or leave `recorded_at` out"
        ]
    );
    assert_eq!(wrong("2023-04-11", &note("2026-01-05T09:00")), [""; 0], "within a day clocks and memories differ");
    let contact =
        r#"{ "happened": "2026-01-05", "recorded_at": "2026-01-04T09:00", "contact": { "setting": "clinic", "outcome": "seen" } }"#;
    assert_eq!(wrong("2023-04-11", contact).len(), 1, "said once, though a contact makes two events");
}

#[test]
fn nobody_is_known_before_being_born() {
    let note = r#"{ "happened": "2026-01-05", "note_written": "n" }"#;
    assert_eq!(wrong("2026-01-05", note), [""; 0]);
    // The head of a file says what is known when it is written: the child was unborn when this was noted.
    assert_eq!(wrong("2026-02-05", note), [""; 0]);
    let later = r#"{ "happened": "2026-01-05", "person_recorded": { "kind": "child", "born_on": "2026-01-06" } }"#;
    assert_eq!(
        wrong("2023-04-11", later),
        [
            "events[0].person_recorded.born_on: is 2026-01-06, after it was recorded on 2026-01-05; an unborn child has `due_on` and the kind `unborn_child`"
        ]
    );
}

#[test]
fn nothing_comes_of_a_contact_before_it_was_planned() {
    let events = |planned: &str| {
        format!(
            r#"{{ "happened": "{planned}", "contact_planned": {{ "contact": "c", "planned_for": "2026-02-02T10:00", "setting": "clinic" }} }},
               {{ "happened": "2026-01-20", "outcome_recorded": {{ "contact": "c", "outcome": "cancelled_by_family" }} }}"#
        )
    };
    assert_eq!(wrong("2023-04-11", &events("2026-01-20T15:00")), [""; 0], "on one day nobody knows which came first");
    assert_eq!(
        wrong("2023-04-11", &events("2026-01-21")),
        ["events[1].happened: is on 2026-01-20, before the contact was planned, on 2026-01-21; put one of the two right"]
    );
    // A contact that was moved was planned when it was first planned.
    let moved =
        r#", { "happened": "2026-01-25", "contact_planned": { "contact": "c", "planned_for": "2026-02-09T10:00", "setting": "clinic" } }"#;
    assert_eq!(wrong("2023-04-11", &format!("{}{moved}", events("2026-01-10"))), [""; 0]);
}
