//! What a fact says of a child, and which entries it says so by.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod tiny;

use brought_calendar::{Calendar, Division};

/// What the fact says on Friday 9 January of Sam, who was not brought on the Monday and on the Wednesday, and those of these entries by which it
/// said so on the Wednesday.
fn says(fact: &str, condition: &str, entries: &str) -> (String, String) {
    let when = format!("failed_contacts >= 2 and ({condition} or failed_contacts >= 2)");
    let rule = tiny::rule("S-R1", &when, "do = \"consider_needs\", owner = \"practitioner\", due = \"$soon\"");
    let pack = tiny::version("1.0", &rule, |_| ());
    let text = format!(
        r#"
        format = "brought-chronology/1"
        subject = "sam"
        author = {{ practitioner = "jo", role = "practitioner" }}
        services = [{{ id = "visiting" }}, {{ id = "clinic" }}]
        people = [
          {{ id = "sam", born_on = 2023-01-06, relations = [{{ other = "mum", relation = "mother" }}] }},
          {{ id = "ruby", born_on = 2025-01-06, relations = [{{ other = "mum", relation = "mother" }}, {{ other = "sam", relation = "sibling", same_household = "yes" }}] }},
          {{ id = "mum", kind = "carer" }},
        ]
        events = [
          {{ id = "monday", happened = 2026-01-05T10:00:00, service = "visiting", contact = {{ id = "one", setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" }} }},
          {{ id = "wednesday", happened = 2026-01-07T10:00:00, service = "visiting", contact = {{ id = "two", setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" }} }},
          {entries}
        ]
        "#
    );
    let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    let standing = brought_policy::standing(&pack, &calendar, &chronology, "2026-01-09T09:00:00Z".parse().unwrap());
    let trace = standing.trace.iter().find(|trace| trace.rule == "S-R1").unwrap();
    let value = trace.facts.iter().find(|(known, _)| known.code() == fact).unwrap().1.words();
    let owed = standing.obligations.iter().find(|owed| owed.because.rule == "S-R1").unwrap();
    let events = owed.because.events.iter().map(ToString::to_string).filter(|id| !matches!(id.as_str(), "monday" | "wednesday"));
    (value, events.collect::<Vec<_>>().join(" "))
}

fn entry(id: &str, what: &str) -> String {
    format!("{{ id = \"{id}\", happened = 2026-01-06T10:00:00, service = \"visiting\", {what} }},")
}

/// The worse of the two decides: care that is needed now, and the first of the seven questions. Nobody having said anything is neither.
#[test]
fn an_immediate_concern_is_the_worse_of_two_words_and_rests_on_those_that_count() {
    let care = |state: &str| entry("care", &format!("factor_recorded = {{ factor = \"care_needed_now\", state = \"{state}\" }}"));
    let asked =
        |answer: &str| entry("asked", &format!("concerns_decided = {{ answers = {{ endangered_now = \"{answer}\" }}, reasons = \"r\" }}"));
    for (state, answer, value, events) in [
        ("", "", "not recorded", ""),
        ("current", "", "yes", "care"),
        ("not_known", "", "not known", "care"),
        ("ended", "", "no", ""),
        ("", "yes", "yes", "asked"),
        ("", "not_known", "not known", "asked"),
        ("", "no", "no", "asked"),
        ("current", "yes", "yes", "asked care"),
        ("current", "not_known", "yes", "care"),
        ("current", "no", "yes", "care"),
        ("not_known", "yes", "yes", "asked"),
        ("not_known", "not_known", "not known", "asked care"),
        ("ended", "yes", "yes", "asked"),
        ("ended", "not_known", "not known", "asked"),
        ("ended", "no", "no", "asked"),
    ] {
        let care = if state.is_empty() { String::new() } else { care(state) };
        let asked = if answer.is_empty() { String::new() } else { asked(answer) };
        let expected = (value.to_owned(), events.to_owned());
        let told = says("immediate_concern", "immediate_concern", &format!("{care}{asked}"));
        assert_eq!(told, expected, "care {state:?}, asked {answer:?}");
    }
    let unsure = says("immediate_concern", "immediate_concern", &format!("{}{}", care("not_known"), asked("no")));
    assert!(unsure.0 == "not known" && unsure.1.contains("care"), "{unsure:?}");
}

/// BOL-03: another contact of the family on the same day or the day beside it. Those who are to be seen together have one.
#[test]
fn contacts_clash_once_for_those_who_are_to_be_seen_together() {
    let planned = |about: &str, contact: &str, day: &str| {
        format!(
            "{{ happened = 2026-01-02T10:00:00, about = \"{about}\", contact_planned = {{ contact = \"{contact}\", service = \"clinic\", planned_for = 2026-01-{day}T15:00:00, setting = \"clinic\", arranged = \"by_letter\" }} }},"
        )
    };
    let count = |entries: &str| says("clashing_contacts", "clashing_contacts >= 1", entries).0;
    assert_eq!(count(""), "0");
    for (day, clashes) in [("05", "0"), ("06", "1"), ("07", "1"), ("08", "1"), ("09", "0")] {
        assert_eq!(count(&planned("ruby", "x", day)), clashes, "{day}");
    }
    assert_eq!(count(&format!("{}{}", planned("ruby", "x", "06"), planned("sam", "x", "06"))), "1", "together");
    assert_eq!(count(&format!("{}{}", planned("ruby", "x", "06"), planned("sam", "y", "06"))), "2");
    assert_eq!(count(&format!("{}{}", planned("ruby", "x", "10"), planned("sam", "x", "06"))), "1");
    assert_eq!(count(&format!("{}{}", planned("ruby", "x", "06"), planned("sam", "x", "10"))), "1");
}
