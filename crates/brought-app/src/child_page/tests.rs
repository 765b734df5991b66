//! The page as a nurse reads it.

use super::*;
use crate::chronology::gather;
use crate::testing::{at, open, the_id, with};
use brought_domain::Fact;
use brought_domain::circumstances::FactorKind;
use brought_domain::contact::Answer;
use brought_domain::person::{Address, AddressRecorded, PostalAddress};
use brought_testkit::Family;
use brought_testkit::builders::{no_response, seen, was_not_brought};

const NOW: &str = "2026-02-17T09:00:00Z";

async fn page(family: Family, person: &str, as_of: &str) -> ChildPage {
    let brought = with(&family.chronology()).await;
    let grant = open(&brought, person, NOW).await;
    child_page(&brought, &grant, at(as_of)).await.unwrap()
}

fn ana() -> Family {
    Family::new().child("ana", |ana| ana.named("Ana", "Example").born("2023-05-01").nhs_number("9990000018"))
}

#[tokio::test]
async fn the_page_says_who_it_is_and_what_is_not_known() {
    let page = page(ana().mother("mum").clinic("2026-01-05T10:00", was_not_brought()), "ana", NOW).await;
    assert_eq!((page.who.name.as_str(), page.who.age.as_str()), ("Ana Example", "2 years and 9 months"));
    assert_eq!(page.who.nhs_number.as_deref(), Some("999 000 0018"));
    assert_eq!(page.last_seen, None);
    assert!(page.not_known.iter().any(|words| words.contains("last seen")), "{:?}", page.not_known);
    assert_eq!(page.who.address.words, "Address not known");
}

#[tokio::test]
async fn somebody_of_whom_nothing_is_known_is_not_guessed_at() {
    let page = page(Family::new().child("x", |x| x.with(|details| details.name = None)), "x", NOW).await;
    assert_eq!((page.who.name.as_str(), page.who.age.as_str()), ("Name not known", "age not known"));
    assert_eq!(page.who.second_identifier, "date of birth not known");
}

#[tokio::test]
async fn two_visits_without_access_group_what_to_do_by_action_first_due_first() {
    let page = page(ana().home_visit("2026-01-05T10:00", no_response()).home_visit("2026-02-16T10:00", no_response()), "ana", NOW).await;
    let [follow_up] = page.follow_ups.as_slice() else { panic!("{:?}", page.follow_ups) };
    assert!(follow_up.open && !follow_up.missing.is_empty());
    assert_eq!(follow_up.failed_contacts.len(), 2);
    assert_eq!(follow_up.failed_contacts[0].outcome, "no access: no response");
    let actions: Vec<(&str, usize)> = page.to_do.iter().map(|group| (group.action, group.obligations.len())).collect();
    assert!(actions.contains(&("liaise", 2)), "{actions:?}");
    let due: Vec<&str> = page.to_do.iter().map(|group| group.obligations[0].due_at.as_str()).collect();
    assert!(due.is_sorted(), "{due:?}");
    assert!(page.to_do.iter().flat_map(|group| &group.obligations).all(|obligation| !obligation.why.is_empty()));
}

/// Decision 8: what an ending would leave unanswered is told; what it waits for is missing instead.
#[tokio::test]
async fn what_an_ending_would_stand_for_is_told_apart_from_what_it_waits_for() {
    let twice = ana().home_visit("2026-01-05T10:00", no_response()).home_visit("2026-02-16T10:00", no_response());
    let page = page(twice.clone().followed_up("2026-02-16T12:00").factor("2026-02-16T12:00", FactorKind::WelfareConcern), "ana", NOW).await;
    let [follow_up] = page.follow_ups.as_slice() else { panic!("{:?}", page.follow_ups) };
    let actions = |lines: &[ObligationLine]| lines.iter().map(|line| line.action).collect::<std::collections::BTreeSet<_>>();
    let stands_for = actions(&follow_up.ending_stands_for);
    assert!(stands_for.is_superset(&["record_impact_and_decision", "decide_concerns"].into()), "{stands_for:?}");
    assert!(!stands_for.contains("discuss") && !stands_for.contains("follow_up_family"), "{stands_for:?}");
    assert!(follow_up.missing.iter().any(|missing| missing.kind == "open_obligation"), "{:?}", follow_up.missing);

    let ended = twice
        .vulnerability_assessed("2026-02-16T18:00", brought_domain::contact::Answer::No)
        .assurance("2026-02-17T08:30", "2026-02-17T08:00");
    let page = self::page(ended, "ana", NOW).await;
    assert!(page.follow_ups[0].ended.is_some() && page.follow_ups[0].ending_stands_for.is_empty());
    let replaced = page.settled.iter().filter(|line| line.state == "replaced").map(|line| line.action);
    assert!(replaced.collect::<std::collections::BTreeSet<_>>().contains("record_impact_and_decision"));
}

/// The chronology's two views: what is significant is marked, and everything is there.
#[tokio::test]
async fn the_chronology_is_latest_first_and_marks_what_is_significant_and_what_came_late() {
    let family = ana().clinic("2026-01-05T10:00", seen()).recorded("2026-01-09T10:00").note("2026-01-07T10:00", "Rang about the buggy");
    let page = page(family, "ana", NOW).await;
    let lines: Vec<(&str, bool, bool)> = page
        .chronology
        .iter()
        .map(|entry| (entry.kind, entry.significant, entry.late))
        .filter(|line| line.0 != "person_recorded")
        .collect();
    assert_eq!(lines, [("note_written", false, true), ("outcome_recorded", true, false), ("contact_planned", false, false)]);
    assert_eq!(page.chronology[0].recorded_by, "p1 Example, practitioner");
    assert_eq!(page.last_seen.unwrap().days_ago, 43);
}

/// NAF-22: a carer's own missed contact shows on the child's page, in words that say whose it is.
#[tokio::test]
async fn what_is_recorded_about_a_carer_shows_on_the_childs_page() {
    let family = ana().mother("mum").about("mum").factor("2026-01-05", FactorKind::MentalIllness);
    let page = page(family, "ana", NOW).await;
    let entry = page.chronology.iter().find(|entry| entry.kind == "factor_recorded").unwrap();
    assert_eq!(entry.about.as_deref(), Some("mum Example, mother"));
    assert_eq!(entry.summary, "Mental illness: holds now");
}

#[tokio::test]
async fn brothers_and_sisters_come_first_in_the_family() {
    let page = page(ana().mother("mum").child("ben", |ben| ben.born("2021-01-01")), "ana", NOW).await;
    let family: Vec<(&str, &str)> = page.family.iter().map(|member| (member.person.as_str(), member.relation_code)).collect();
    assert_eq!(family, [("ben", "sibling"), ("mum", "mother")]);
    assert_eq!(page.family[0].second_identifier, "born 1 January 2021");
}

/// Any day in the past can be asked about: what was known then.
#[tokio::test]
async fn the_page_of_a_day_in_the_past_knows_only_what_was_known() {
    let family = ana().clinic("2026-01-05T10:00", was_not_brought()).clinic("2026-02-16T10:00", was_not_brought());
    let page = page(family, "ana", "2026-01-06T09:00:00Z").await;
    assert_eq!(page.follow_ups[0].failed_contacts.len(), 1);
    assert!(page.chronology.iter().all(|entry| entry.day.as_str() <= "2026-01-06"));
}

/// H15: what was on record of an address before it came to be withheld is read no more, on whichever day somebody looks back.
#[tokio::test]
async fn an_earlier_address_is_not_shown_once_it_is_withheld() {
    let recorded = |address| Fact::AddressRecorded(AddressRecorded { address, reported_by_family: Answer::Yes });
    let home = || Address::Known(PostalAddress { lines: vec!["3 Quince Row".into()], ..PostalAddress::default() });
    let moved_to = |address| ana().about("ana").fact("2026-01-02", recorded(home())).about("ana").fact("2026-02-01", recorded(address));
    let tells = async |family: Family, on| format!("{:?}", page(family, "ana", on).await).contains("Quince");
    for on in [NOW, "2026-01-20T09:00:00Z"] {
        assert!(!tells(moved_to(Address::Withheld), on).await, "{on}");
        assert!(tells(moved_to(home()), on).await, "{on}");
    }
    let known_again = moved_to(Address::Withheld).about("ana").fact("2026-02-10", recorded(home()));
    assert!(tells(known_again, NOW).await, "it is withheld no more");
}

/// "However many people are on record": only the family is read.
#[tokio::test]
async fn only_the_family_is_read() {
    let brought = with(&ana().mother("mum").chronology()).await;
    crate::testing::add(&brought, &Family::new().child("stranger", |x| x).mother("other-mum").chronology()).await;
    let gathered = gather(&brought, &the_id("ana")).await.unwrap();
    let mut people: Vec<&str> = gathered.chronology.events.iter().map(|event| event.about.as_str()).collect();
    people.dedup();
    assert_eq!(people, ["ana", "mum"]);
}
