//! The visits of a day: whose, which, and how much is said of each.

use super::*;
use crate::failure::Denied;
use crate::testing::{actor, add, at, nurse, the_id, with};
use brought_domain::contact::Answer;
use brought_domain::person::{Address, AddressRecorded, PostalAddress};
use brought_domain::steps::{AlertDecided, AlertPlace};
use brought_testkit::Family;
use brought_testkit::builders::{contact, no_response, seen, was_not_brought};

/// A Wednesday.
const NOW: &str = "2026-01-14T08:00:00Z";

fn sam() -> Family {
    Family::new().child("sam", |sam| sam.named("Sam", "Example").born("2023-05-01"))
}

fn home(when: &str) -> brought_testkit::builders::Contact {
    contact(Setting::Home, when).planned_on("2026-01-02")
}

async fn of(brought: &Brought, day: Option<&str>, whole_services: bool) -> Visits {
    visits(brought, &nurse(), day.map(|day| day.parse().unwrap()), whole_services, 0, at(NOW)).await.unwrap()
}

fn names(visits: &Visits) -> Vec<(&str, &str)> {
    visits.lines.iter().map(|line| (line.name.as_str(), line.time.as_str())).collect()
}

#[tokio::test]
async fn todays_visits_are_those_at_home_or_nobody_knows_where_in_the_order_of_their_times() {
    let family = sam()
        .contact(home("2026-01-14T14:00"))
        .contact(home("2026-01-14T10:20"))
        .contact(home("2026-01-15T10:20"))
        .contact(contact(Setting::Clinic, "2026-01-14T11:00").planned_on("2026-01-02"))
        .contact(contact(Setting::NotKnown, "2026-01-14").planned_on("2026-01-02"));
    let brought = with(&family.chronology()).await;
    let today = of(&brought, None, false).await;
    let expected = [("Sam Example", "Time not known"), ("Sam Example", "10:20am"), ("Sam Example", "2pm")];
    assert_eq!((names(&today).as_slice(), today.total), (expected.as_slice(), 3));
    assert_eq!((today.lines[0].setting, today.day_words.as_str()), ("place not known", "Wednesday 14 January 2026"));
    assert_eq!(names(&of(&brought, Some("2026-01-15"), false).await), [("Sam Example", "10:20am")]);
}

/// A visit that was moved is on the list of its new day, and one that was made stays on the list of its day.
#[tokio::test]
async fn a_visit_stands_on_the_day_for_which_it_is_planned_now_and_stays_when_it_was_made() {
    let family = sam().contact(home("2026-01-14T10:20")).contact(home("2026-01-14T09:00").came_to(no_response()).called("earlier"));
    let moved = ContactPlanned { planned_for: brought_domain::Happened::At(at("2026-01-16T09:00:00Z")), ..plan_of(&family, "c1") };
    let brought = with(&family.fact("2026-01-12", Fact::ContactPlanned(moved)).chronology()).await;
    let today = of(&brought, None, false).await;
    assert_eq!(today.lines.iter().map(|line| line.contact.as_str()).collect::<Vec<_>>(), ["earlier"]);
    assert_eq!(today.lines[0].outcome.as_deref(), Some("No access: no response"));
    assert_eq!(names(&of(&brought, Some("2026-01-16"), false).await), [("Sam Example", "9am")]);
}

fn plan_of(family: &Family, contact: &str) -> ContactPlanned {
    let planned = family.chronology().events.into_iter().find_map(|event| match event.fact {
        Fact::ContactPlanned(plan) if plan.contact.as_str() == contact => Some(plan),
        _ => None,
    });
    planned.unwrap()
}

#[tokio::test]
async fn a_practitioners_own_visits_are_theirs_and_those_for_which_nobody_is_named() {
    let family = sam()
        .contact(home("2026-01-14T09:00"))
        .contact(home("2026-01-14T10:00").with("p2"))
        .contact(home("2026-01-14T11:00").with_nobody_known());
    let brought = with(&family.chronology()).await;
    assert_eq!(names(&of(&brought, None, false).await), [("Sam Example", "9am"), ("Sam Example", "11am")]);
    assert_eq!(of(&brought, None, true).await.total, 3);
}

/// S14, S15.
#[tokio::test]
async fn nobody_sees_a_visit_of_a_service_that_is_not_theirs() {
    let brought = with(&sam().service("eye-clinic").contact(home("2026-01-14T09:00").with("p2")).chronology()).await;
    for whole_services in [false, true] {
        assert_eq!(of(&brought, None, whole_services).await.total, 0);
    }
    let stranger = visits(&brought, &actor("stranger", &[Role::Practitioner]), None, true, 0, at(NOW)).await;
    assert!(matches!(stranger, Err(Failure::Denied(Denied::UnknownPractitioner))), "{stranger:?}");
    assert_eq!(brought.store.accesses_of(&the_id("sam"), 10).await.unwrap(), []);
}

#[tokio::test]
async fn a_visit_says_what_must_be_known_at_the_door() {
    let known = PostalAddress { lines: vec!["1 Example Street".into()], postcode: Some("BL1 4AB".into()), safe_to_write_to: Answer::Yes };
    let address = AddressRecorded { address: Address::Known(known), reported_by_family: Answer::Yes };
    let alert = AlertDecided {
        place: AlertPlace::ThisRecord,
        active: true,
        directions: "Two people go together".into(),
        reasons: "A dog at large".into(),
    };
    let family = sam()
        .clinic("2026-01-05T10:00", seen())
        .clinic("2026-01-12T10:00", was_not_brought())
        .fact("2026-01-03", Fact::AddressRecorded(address))
        .fact("2026-01-13", Fact::AlertDecided(alert))
        .contact(home("2026-01-14T10:20"));
    let brought = with(&family.chronology()).await;
    let line = &of(&brought, None, false).await.lines[0];
    assert_eq!((line.address.as_str(), line.address_state), ("1 Example Street, BL1 4AB", "known"));
    assert!(line.markers.iter().any(|marker| marker.contains("Two people go together")), "{:?}", line.markers);
    assert!(line.last_seen.as_ref().is_some_and(|seen| seen.starts_with("Monday 5 January 2026, 10am")), "{:?}", line.last_seen);
    assert!(line.owed_elsewhere > 0, "the analysis is no work for the doorstep: {line:?}");
    assert_eq!(line.outcome, None);
    let accesses = brought.store.accesses_of(&the_id("sam"), 10).await.unwrap();
    assert_eq!(accesses.len(), 1, "the record was opened for it");
}

/// H15: neither the address nor an older one is anywhere in it.
#[tokio::test]
async fn a_withheld_address_is_not_on_the_sheet() {
    let known = PostalAddress { lines: vec!["1 Example Street".into()], postcode: Some("BL1 4AB".into()), safe_to_write_to: Answer::Yes };
    let recorded = |address| Fact::AddressRecorded(AddressRecorded { address, reported_by_family: Answer::Yes });
    let family = sam()
        .fact("2026-01-03", recorded(Address::Known(known)))
        .fact("2026-01-04", recorded(Address::Withheld))
        .contact(home("2026-01-14T10:20"));
    nothing_of_it_is_told(&of(&with(&family.chronology()).await, None, false).await);
}

/// H15: the child's own address may be older than the mother's flight from it, or tell where she fled to.
#[tokio::test]
async fn nor_is_that_of_a_child_whose_mother_s_is_withheld() {
    let known = PostalAddress { lines: vec!["1 Example Street".into()], postcode: Some("BL1 4AB".into()), safe_to_write_to: Answer::Yes };
    let recorded = |address| Fact::AddressRecorded(AddressRecorded { address, reported_by_family: Answer::Yes });
    let family = sam().mother("mum").fact("2026-01-03", recorded(Address::Known(known))).contact(home("2026-01-14T10:20"));
    let family = family.about("mum").fact("2026-01-04", recorded(Address::Withheld));
    nothing_of_it_is_told(&of(&with(&family.chronology()).await, None, false).await);
}

fn nothing_of_it_is_told(visits: &Visits) {
    let everything = serde_json::to_string(visits).unwrap();
    assert!(visits.lines[0].address.starts_with("Address withheld") && visits.lines[0].address_state == "withheld");
    assert!(!everything.contains("BL1") && !everything.contains("Example Street"), "{everything}");
}

/// H19: a visit from before stands in the diary, and whoever makes it must know.
#[tokio::test]
async fn brothers_and_sisters_seen_at_one_visit_have_a_line_each_and_a_loss_is_told() {
    let family = Family::new().child("ana", |ana| ana.named("Ana", "Example")).contact(home("2026-01-14T10:20"));
    let brought = with(&family.chronology()).await;
    add(&brought, &sam().contact(home("2026-01-14T10:20").called("c1")).died("2026-01-10").chronology()).await;
    let today = of(&brought, None, false).await;
    let told: Vec<(&str, Option<&str>)> = today.lines.iter().map(|line| (line.name.as_str(), line.not_as_planned)).collect();
    assert_eq!(told, [("Ana Example", None), ("Sam Example", Some("Recorded as having died"))]);
    let lost = Family::new().unborn_child("bump", "2026-06-01").contact(home("2026-01-14T10:20")).pregnancy_ended("2026-01-10");
    let lost = of(&with(&lost.chronology()).await, None, false).await;
    assert_eq!(lost.lines[0].not_as_planned, Some("The pregnancy is recorded as having ended"));
}

#[tokio::test]
async fn a_day_too_long_ago_says_so_instead_of_looking_empty() {
    let brought = with(&sam().contact(home("2025-11-03T10:20")).chronology()).await;
    let long_ago = of(&brought, Some("2025-11-03"), false).await;
    assert!(long_ago.is_too_long_ago && long_ago.lines.is_empty());
    assert!(!of(&brought, Some("2025-12-14"), false).await.is_too_long_ago);
}
