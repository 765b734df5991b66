//! How many attempts at one contact of the programme have failed (SWI-08, SWI-09, SWI-15).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod packs;

use brought_calendar::{Calendar, Division};
use brought_policy::pack::{Pack, load};
use jiff::Timestamp;

/// A pack whose rule asks for a reason at the second attempt.
fn pack() -> Pack {
    let mut files = packs::local();
    let page = files.get_mut("pathways/usual.md").unwrap();
    page.push_str(
        "\n```rule\nid = \"L-R5\"\nclause = [\"L-02\"]\nwhen = \"attempts_at_this_contact >= 2\"\neach = \"failed_contact\"\n\
         raise = [{ do = \"establish_reason\", owner = \"practitioner\", due = \"$soon\" }]\n```\n",
    );
    let loaded = load(&files);
    let problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    loaded.pack.unwrap_or_else(|| panic!("{}", problems.join("\n")))
}

/// Whether the latest failed contact counts as a second attempt, by what is asked.
fn second(events: &str) -> bool {
    let text = format!(
        "format = \"brought-chronology/1\"\nauthor = {{ practitioner = \"nurse\", role = \"practitioner\" }}\n\
         people = [{{ id = \"sam\", kind = \"child\", born_on = \"2023-05-01\" }}]\nservices = [{{ id = \"visiting\" }}]\nevents = [\n{events}\n]"
    );
    let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    let as_of: Timestamp = "2027-12-31T12:00:00Z".parse().unwrap();
    let standing = brought_policy::standing(&pack(), &Calendar::bundled(Division::EnglandAndWales), &chronology, as_of);
    let latest = standing.follow_ups[0].failed_contacts.last().unwrap().event.clone();
    standing.obligations.iter().any(|owed| owed.because.rule == "L-R5" && owed.because.events.contains(&latest))
}

fn missed(day: &str, programme: &str) -> String {
    let programme = if programme.is_empty() { String::new() } else { format!("programme = \"{programme}\", ") };
    format!(r#"{{ happened = "{day}T10:00", contact = {{ setting = "home", {programme}outcome = "no_response" }} }},"#)
}

#[test]
fn the_same_contact_of_the_programme_counts_and_another_does_not() {
    assert!(!second(&missed("2026-01-05", "one_year")));
    assert!(second(&(missed("2026-01-05", "one_year") + &missed("2026-02-09", "one_year"))));
    assert!(!second(&(missed("2026-01-05", "one_year") + &missed("2026-12-07", "two_year"))));
}

#[test]
fn a_contact_of_which_nobody_said_which_it_was_counts_as_the_same() {
    assert!(second(&(missed("2026-01-05", "one_year") + &missed("2026-02-09", ""))));
    assert!(second(&(missed("2026-01-05", "") + &missed("2026-02-09", "two_year"))));
}

#[test]
fn after_an_end_the_count_begins_anew_with_the_failure_that_opens_it() {
    let ended = r#"
        { happened = "2026-02-10T10:00", vulnerability_assessed = { vulnerable = "no", findings = "f" } },
        { happened = "2026-02-10T11:00", follow_up_ended = { assured = { children = [{ seen_at = "2026-02-10T09:00", place = "home", by = "nurse", relation = "health visitor", how = "in_person", needs_met_because = "well" }], reasons = "r", told = ["mother"] } } },
    "#;
    let again = |more: &str| missed("2026-01-05", "one_year") + ended + &missed("2026-03-02", "one_year") + more;
    assert!(!second(&again("")), "the one failure since");
    assert!(second(&again(&missed("2026-04-06", "one_year"))));
    let not_met =
        r#"{ happened = "2026-02-20T10:00", needs_considered = { child = "sam", met = "no", basis = "b", family_vulnerable = "no" } },"#;
    let reopened = missed("2026-01-05", "one_year") + ended + not_met + &missed("2026-03-02", "one_year");
    assert!(!second(&reopened), "opened again by a finding, the next failure begins a run of its own");
}
