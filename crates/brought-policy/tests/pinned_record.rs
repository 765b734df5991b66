//! What the record comes to before any rule is asked: entries told twice, two entries under one id, and contacts that people share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod asked;
mod shipped;

use asked::*;
use brought_calendar::{Calendar, Division};
use brought_domain::{Chronology, Event, Fact};
use brought_policy::Standing;
use brought_policy::expression::FactValue;
use brought_policy::fact::FactName;
use shipped::pack;

const AS_OF: &str = "2026-01-09T09:00:00Z";

fn read(events: &str) -> Chronology {
    let text = format!(
        r#"
        format = "brought-chronology/1"
        subject = "sam"
        author = {{ practitioner = "jo", role = "practitioner" }}
        people = [{{ id = "sam", born_on = 2023-01-06 }}]
        events = [{events}]
        "#
    );
    brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn standing(chronology: &Chronology) -> Standing {
    brought_policy::standing(pack("no-access"), &Calendar::bundled(Division::EnglandAndWales), chronology, AS_OF.parse().unwrap())
}

fn failed(standing: &Standing) -> usize {
    standing.follow_ups.iter().map(|follow_up| follow_up.failed_contacts.len()).sum()
}

const TWO: &str = r#"
  { id = "first", happened = 2026-01-05T10:00:00, contact = { setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" } },
  { id = "second", happened = 2026-01-07T10:00:00, contact = { setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" } },
"#;

fn outcome(chronology: &mut Chronology, number: usize) -> &mut Event {
    chronology.events.iter_mut().filter(|event| matches!(event.fact, Fact::OutcomeRecorded(_))).nth(number).unwrap()
}

#[test]
fn an_event_that_is_there_twice_counts_once_and_nothing_is_told() {
    let once = read(TWO);
    let mut twice = once.clone();
    let again = outcome(&mut twice, 0).clone();
    twice.events.push(again);
    assert_eq!(failed(&standing(&once)), 2);
    assert_eq!(standing(&twice), standing(&once));
}

#[test]
fn of_two_events_under_one_id_the_first_recorded_is_taken_and_the_doubt_told() {
    let once = read(TWO);
    for earlier in [true, false] {
        let mut doubted = once.clone();
        let mut other = outcome(&mut doubted, 1).clone();
        let hours = jiff::ToSpan::hours(if earlier { -1 } else { 1 });
        other.recorded_at = other.recorded_at.checked_add(hours).unwrap();
        other.fact = Fact::NoteWritten("something else".into());
        let id = other.id.clone();
        doubted.events.push(other);
        let told = standing(&doubted);
        assert_eq!(failed(&told), if earlier { 1 } else { 2 });
        let aside: Vec<_> = told.set_aside.iter().map(|aside| (&aside.event, aside.why.as_str())).collect();
        assert_eq!(aside, [(&id, "another entry with the same id says something else; the one recorded first was taken")]);
    }
    assert!(standing(&once).set_aside.is_empty());
}

/// H9: the same entry of another system is the same event, whatever id it was given here.
#[test]
fn an_entry_of_another_system_that_came_in_twice_is_told_as_such() {
    let sent = |id: &str, what: &str| {
        format!(
            r#"{{ id = "{id}", happened = 2026-01-05T10:00:00, author = {{ system = "hub" }}, source = {{ system = "hub", id = "77", version = "1" }}, {what} }},"#
        )
    };
    let aside = |first: &str, second: &str| {
        let told = standing(&read(&format!("{}{}", sent("a", first), sent("b", second))));
        told.set_aside.iter().map(|aside| aside.event.to_string()).collect::<Vec<_>>()
    };
    let (note, other) = (r#"note_written = "rang""#, r#"note_written = "rang again""#);
    assert_eq!(aside(note, note), ["b"]);
    assert_eq!(aside(note, other), [""; 0]);
    let came = |contact: &str, outcome: &str| format!(r#"contact = {{ id = "{contact}", setting = "clinic", outcome = "{outcome}" }}"#);
    let twice = aside(&came("one", "was_not_brought"), &came("two", "was_not_brought"));
    assert_eq!(twice, ["b", "b/planned"], "whatever the contact is called here");
    // That it was planned is the same in both; what came of it is not.
    assert_eq!(aside(&came("one", "was_not_brought"), &came("two", "declined")), ["b/planned"]);
}

/// Brothers and sisters who were to come to one contact have missed one contact.
#[test]
fn people_who_were_to_come_together_missed_one_contact() {
    let visit = |about: &str, id: &str| {
        format!(
            r#"{{ happened = 2026-01-05T10:00:00, about = "{about}", contact = {{ id = "{id}", setting = "home", arranged = "by_letter", outcome = "no_response" }} }},"#
        )
    };
    let own = r#"{ happened = 2026-01-06T10:00:00, about = "mum", contact = { id = "hers", setting = "home", arranged = "by_letter", outcome = "no_response" } },"#;
    let count = |events: &str| {
        let standing = ask("bolton", &format!("{events}{own}"), AS_OF);
        let of_mum = standing.follow_ups.iter().find(|follow_up| follow_up.person.as_str() == "mum").unwrap();
        let trace = standing.trace.iter().filter(|trace| trace.follow_up.as_ref() == Some(&of_mum.id));
        let values = trace.flat_map(|trace| &trace.facts).filter(|(fact, _)| *fact == FactName::FailedContactsAllServices);
        values.map(|(_, value)| *value).next()
    };
    assert_eq!(count(""), Some(FactValue::Number(Some(1))));
    assert_eq!(count(&visit("sam", "one")), Some(FactValue::Number(Some(2))));
    assert_eq!(count(&format!("{}{}", visit("sam", "one"), visit("ruby", "one"))), Some(FactValue::Number(Some(2))), "together");
    assert_eq!(count(&format!("{}{}", visit("sam", "one"), visit("ruby", "two"))), Some(FactValue::Number(Some(3))), "each by itself");
    let came = visit("ruby", "one").replace("no_response", "seen");
    assert_eq!(count(&format!("{}{came}", visit("sam", "one"))), Some(FactValue::Number(Some(2))), "the one who was not seen counts");
    let came = visit("sam", "one").replace("no_response", "seen");
    assert_eq!(count(&format!("{came}{}", visit("ruby", "one"))), Some(FactValue::Number(Some(2))));
}

/// Work that is known only by its day was done before a contact failed on that day, unless it was written down afterwards.
#[test]
fn work_of_an_earlier_day_answers_nothing_whenever_it_was_written_down() {
    let analysis = |day: &str, recorded: &str| {
        let analysis = r#"analysis_signed = { impact = "i", decision = { steps = "s" } }"#;
        format!("{MISSED}{{ happened = {day}, recorded_at = 2026-01-{recorded}:00, {analysis} }},")
    };
    let open = |day: &str, recorded: &str| {
        let told = ask("no-access", &analysis(day, recorded), AS_OF);
        owes(&told, brought_policy::Action::RecordImpactAndDecision)
    };
    assert!(open("2026-01-04", "04T12:00"));
    assert!(open("2026-01-04", "05T12:00"), "done the day before");
    assert!(open("2026-01-05", "05T09:00"), "written down before it failed");
    assert!(!open("2026-01-05", "05T12:00"));
    assert!(!open("2026-01-06", "06T12:00"));
}

/// What the family is: each child once, those who are grown up no more, and brothers and sisters who live elsewhere not.
#[test]
fn a_family_is_each_person_once_as_long_as_they_belong_to_it() {
    let children = |born_on: &str, more: &str, as_of: &str| {
        let text = format!(
            r#"
            format = "brought-chronology/1"
            subject = "mum"
            author = {{ practitioner = "jo", role = "practitioner" }}
            people = [
              {{ id = "mum", kind = "carer"{more} }},
              {{ id = "sam", born_on = {born_on}, relations = [{{ other = "mum", relation = "mother" }}] }},
            ]
            services = [{{ id = "recovery", audience = "parents_or_carers" }}]
            events = [{{ happened = 2026-01-05T10:00:00, contact = {{ setting = "clinic", outcome = "adult_did_not_attend" }} }}]
            "#
        );
        let standing = ask_whole("no-access", &text, as_of);
        standing.follow_ups[0].children.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(children("2023-01-06", "", AS_OF), ["sam"]);
    let both = r#", relations = [{ other = "sam", relation = "dependent_child" }]"#;
    assert_eq!(children("2023-01-06", both, AS_OF), ["sam"], "told from both sides");
    assert_eq!(children("2008-01-09", "", "2026-01-08T09:00:00Z"), ["sam"]);
    assert_eq!(children("2008-01-09", "", AS_OF), [""; 0], "eighteen today");
    assert_eq!(children("2008-01-10", "", AS_OF), ["sam"]);
    let concern = |together: &str| {
        let text = format!(
            r#"
            format = "brought-chronology/1"
            subject = "sam"
            author = {{ practitioner = "jo", role = "practitioner" }}
            people = [
              {{ id = "sam", born_on = 2023-01-06, relations = [{{ other = "ruby", relation = "sibling", same_household = "{together}" }}] }},
              {{ id = "ruby", born_on = 2025-01-06 }},
            ]
            events = [
              {{ happened = 2026-01-02, about = "ruby", factor_recorded = {{ factor = "welfare_concern", state = "current" }} }},
              {MISSED}
            ]
            "#
        );
        known(&ask_whole("no-access", &text, AS_OF), FactName::WelfareConcern).map(|value| value.words())
    };
    assert_eq!(concern("yes").as_deref(), Some("yes"));
    assert_eq!(concern("not_known").as_deref(), Some("yes"));
    assert_eq!(concern("no").as_deref(), Some("not recorded"));
}

/// Of several versions of another system's entry the later counts, where versions are numbers; else what was recorded last.
#[test]
fn a_late_old_version_does_not_stand_over_a_newer_one() {
    let stands = |first: &str, second: &str| {
        let sent = |id: &str, version: &str, recorded: &str, what: &str| {
            format!(
                r#"{{ id = "{id}", happened = 2026-01-05T10:00:00, recorded_at = 2026-01-{recorded}:00, author = {{ system = "hub" }}, source = {{ system = "hub", id = "77", version = "{version}" }}, outcome_recorded = {{ contact = "one", outcome = "{what}" }} }},"#
            )
        };
        let plan = r#"{ happened = 2026-01-02T10:00:00, contact_planned = { contact = "one", planned_for = 2026-01-05T10:00:00, setting = "clinic", arranged = "by_letter" } },"#;
        let told = standing(&read(&format!(
            "{plan}{}{}",
            sent("a", first, "06T10:00", "declined"),
            sent("b", second, "07T10:00", "was_not_brought")
        )));
        told.follow_ups[0].failed_contacts[0].outcome.code()
    };
    assert_eq!(stands("1", "2"), "was_not_brought");
    assert_eq!(stands("2", "1"), "declined", "the older came late");
    assert_eq!(stands("final", "draft"), "was_not_brought", "such words say nothing about order");
}

#[test]
fn a_failed_contact_stays_confirmed_whatever_is_said_of_it_afterwards() {
    let said = |at: &str, author: &str, certainty: &str| {
        format!(
            r#"{{ happened = 2026-01-05T10:00:00, recorded_at = 2026-01-{at}:00, {author} outcome_recorded = {{ contact = "contact-1", outcome = "was_not_brought", certainty = "{certainty}" }} }},"#
        )
    };
    let system = r#"author = { system = "hub" },"#;
    let confirmed = |events: &str| {
        let planned = r#"{ happened = 2026-01-02T10:00:00, contact_planned = { contact = "contact-1", planned_for = 2026-01-05T10:00:00, setting = "clinic", arranged = "by_letter" } },"#;
        standing(&read(&format!("{planned}{events}"))).follow_ups[0].failed_contacts[0].confirmed
    };
    let (reported, word) = (said("05T11:00", system, "unconfirmed"), said("06T11:00", "", "confirmed"));
    assert!(!confirmed(&reported));
    assert!(confirmed(&format!("{reported}{word}")));
    assert!(confirmed(&format!("{reported}{word}{}", said("07T11:00", system, "unconfirmed"))));
}

/// Of whom nothing is known is taken for a child, until somebody says otherwise: whoever that is.
#[test]
fn another_system_may_say_who_is_a_carer() {
    let follows = |kind: &str| {
        let text = format!(
            r#"
            format = "brought-chronology/1"
            subject = "mum"
            author = {{ system = "hub" }}
            people = [{{ id = "mum"{kind} }}]
            services = [{{ id = "recovery", audience = "parents_or_carers" }}]
            events = [{{ happened = 2026-01-05T10:00:00, contact = {{ setting = "clinic", outcome = "declined" }} }}]
            "#
        );
        ask_whole("no-access", &text, AS_OF).follow_ups[0].children.len()
    };
    assert_eq!(follows(r#", kind = "child""#), 1, "mum would be the child");
    assert_eq!(follows(r#", kind = "carer""#), 0);
}

/// A practitioner who tells late that a factor had ended tells what was: another system's word stands from when it was recorded.
#[test]
fn a_late_word_that_a_factor_had_ended_stands_from_then_only_if_a_practitioner_says_so() {
    let stage = |author: &str| {
        let events = format!(
            r#"
            {{ happened = 2026-01-02, factor_recorded = {{ factor = "neglect", state = "current" }} }},
            {{ happened = 2026-01-03, recorded_at = 2026-01-08T10:00:00, {author} factor_recorded = {{ factor = "neglect", state = "ended" }} }},
            {MISSED}
            "#
        );
        ask("no-access", &events, AS_OF).follow_ups[0].stage.clone()
    };
    assert_eq!(stage(""), "first");
    assert_eq!(stage(r#"author = { system = "hub" },"#), "proactive");
}
