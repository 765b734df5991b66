//! A family's list of dates: whose dates, in which words, to whom, and what stops it.

use super::{dates_to_come, issued_file, show_document};
use crate::brought::Brought;
use crate::failure::{Failure, Refusal};
use crate::record::{IssueDocument, record};
use crate::testing::{at, head, open, the_id, with};
use brought_documents::{Placeholder, Print, Values};
use brought_domain::Fact;
use brought_domain::contact::{Answer, Setting};
use brought_domain::person::{Address, AddressRecorded, PostalAddress, RelationKind, RelationRecorded};
use brought_domain::work::AnalysisSigned;
use brought_testkit::Family;
use brought_testkit::builders::{analysis, contact, seen};

const NOW: &str = "2026-01-08T09:00:00Z";

fn address(safe: Answer) -> Fact {
    let lines = vec!["2 Mill Lane".to_owned(), "Bolton".to_owned()];
    let known = PostalAddress { lines, postcode: Some("BL1 1AA".to_owned()), safe_to_write_to: safe };
    Fact::AddressRecorded(AddressRecorded { address: Address::Known(known), reported_by_family: Answer::Yes })
}

fn withheld() -> Fact {
    Fact::AddressRecorded(AddressRecorded { address: Address::Withheld, reported_by_family: Answer::NotKnown })
}

/// Ana and her brother Ben, their mother, and a date for each to come.
fn family() -> Family {
    let family = Family::new().child("ana", |ana| ana.named("Ana", "Example").born("2019-05-01"));
    let family = family.child("ben", |ben| ben.named("Ben", "Example").born("2021-05-01")).mother("mum");
    let family = family.about("mum").fact("2026-01-02", address(Answer::Yes));
    let family = family.about("ben").contact(planned(Setting::Clinic, "2026-01-21T14:15"));
    family.about("ana").contact(planned(Setting::Home, "2026-01-20T10:20").purpose("the burn").called("visit"))
}

fn planned(setting: Setting, when: &str) -> brought_testkit::builders::Contact {
    contact(setting, when).planned_on("2026-01-05")
}

async fn dates(family: &Family, to: &str) -> Option<String> {
    let brought = with(&family.chronology()).await;
    let grant = open(&brought, "ana", NOW).await;
    dates_to_come(&crate::assemble_chronology(&brought, &grant).await.unwrap(), &the_id(to), at(NOW))
}

/// BOL-10: one list, whoever of the family has the date, and not a word of what it is for.
#[tokio::test]
async fn the_dates_of_all_children_are_told_in_plain_words_and_without_a_reason() {
    let told = dates(&family(), "mum").await.unwrap();
    let expected = "Tuesday 20 January 2026 at 10:20am: Ana Example, health visiting, at your home\n\
                    Wednesday 21 January 2026 at 2:15pm: Ben Example, health visiting, at the clinic";
    assert_eq!(told, expected);
    let by_day = dates(&family().contact(planned(Setting::NotKnown, "2026-01-22")), "mum").await.unwrap();
    assert!(by_day.contains("Thursday 22 January 2026 (ask us for the time): Ana Example, health visiting, ask us where"), "{by_day}");
}

/// A list goes to those who care for a child, and holds the dates of the children for whom they do.
#[tokio::test]
async fn nobody_is_told_the_dates_of_a_child_for_whom_they_are_not_known_to_care() {
    assert_eq!(dates(&family().carer_alone("neighbour"), "neighbour").await, None);
    let father = RelationRecorded { other: the_id("dad"), relation: RelationKind::Father, same_household: Answer::No };
    let of_one = family().carer_alone("dad").about("ana").fact("2026-01-01", Fact::RelationRecorded(father));
    let told = dates(&of_one, "dad").await.unwrap();
    assert!(told.contains("Ana Example") && !told.contains("Ben"), "{told}");
}

/// H19, H38, STW-07: nothing of a child of whom nothing may be told, and all the others' dates all the same.
#[tokio::test]
async fn a_child_of_whom_no_date_may_be_told_is_not_on_it() {
    let confided = || Fact::AnalysisSigned(AnalysisSigned { confidentiality: Some("Do not tell".to_owned()), ..analysis() });
    for silent in [family().about("ben").fact("2026-01-06", confided()), family().about("ben").died("2026-01-06")] {
        let told = dates(&silent.about("ana"), "mum").await.unwrap();
        assert!(told.contains("Ana Example") && !told.contains("Ben"), "{told}");
    }
    let of_ben = family().about("ana").fact("2026-01-06", withheld());
    assert_eq!(dates(&of_ben, "mum").await, None, "where Ben will be, Ana may be too");
    for who in ["mum", "ben"] {
        let hidden = dates(&family().about(who).fact("2026-01-06", withheld()).about("ana"), "mum").await;
        assert!(hidden.is_none_or(|told| !told.contains("Ana")), "where Ana may be found is withheld: {who}");
    }
}

#[tokio::test]
async fn what_is_over_or_has_an_outcome_is_no_date_to_come() {
    let past = Family::new().child("ana", |ana| ana).mother("mum").clinic("2026-01-05T10:00", seen());
    assert_eq!(dates(&past, "mum").await, None);
    let past = Family::new().child("ana", |ana| ana).mother("mum").contact(planned(Setting::Clinic, "2026-01-06T10:00"));
    assert_eq!(dates(&past, "mum").await, None);
}

async fn letter(brought: &Brought, document: &str) -> IssueDocument {
    let mut values = Values::default();
    for placeholder in Placeholder::ALL.iter().filter(|placeholder| !placeholder.is_worked_out()) {
        values.set(*placeholder, placeholder.words());
    }
    IssueDocument {
        head: head(brought, "ana", NOW).await,
        document: document.to_owned(),
        to: Some(the_id("mum")),
        values,
        address_is_safe: Answer::NotKnown,
        print: Print::Usual,
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// In usual and in easy words, under a policy that has neither, and kept as a letter is.
#[tokio::test]
async fn the_list_is_shown_kept_and_handed_out_like_a_letter() {
    for document in ["family_dates", "family_dates_easy_read"] {
        let brought = with(&family().chronology()).await;
        let grant = open(&brought, "ana", NOW).await;
        let entry = letter(&brought, document).await;
        let making = show_document(&brought, &grant, &entry, at(NOW)).await.unwrap();
        assert!(making.on_a_page().contains("Tuesday 20 January 2026 at 10:20am") && making.dates().is_some(), "{}", making.on_a_page());
        record(&brought, &grant, the_id("e-list"), at(NOW), &entry).await.unwrap();
        let file = issued_file(&brought, &grant, &the_id("e-list"), "document.html").await.unwrap().unwrap();
        assert_eq!(file.do_not_send, None);
        assert!(String::from_utf8(file.document.content).unwrap().contains("Ben Example"));
    }
}

/// What was looked at is what is issued.
#[tokio::test]
async fn dates_that_changed_since_they_were_shown_are_shown_again_and_a_family_without_dates_gets_no_list() {
    let brought = with(&family().chronology()).await;
    let grant = open(&brought, "ana", NOW).await;
    let mut entry = letter(&brought, "family_dates").await;
    entry.values.set(Placeholder::Appointments, "Tuesday 13 January 2026 at 9am: Ana Example, health visiting, at your home");
    let refused = refusal(record(&brought, &grant, the_id("e-list"), at(NOW), &entry).await);
    assert!(refused.is_about("appointments") && refused.to_string().contains("have changed"), "{refused}");
    let later = at("2026-03-01T09:00:00Z");
    let refused = refusal(show_document(&brought, &grant, &letter(&brought, "family_dates").await, later).await);
    assert!(refused.is_about("appointments") && refused.to_string().contains("No date to come"), "{refused}");
}

/// H16, H19: it may wait for days, and is asked about again before it goes.
#[tokio::test]
async fn a_list_that_waits_is_stopped_by_whatever_happens_to_a_date_or_a_child() {
    type Change = fn(Family) -> Family;
    let changes: [(&str, Change); 4] = [
        ("a brother died", |family| family.about("ben").died("2026-01-09")),
        ("a date was added", |family| family.contact(contact(Setting::Clinic, "2026-02-02T09:00").planned_on("2026-01-09"))),
        ("one took place", |family| family.outcome_of("visit", "2026-01-09T10:20", seen())),
        ("the brother asked for confidence", |family| {
            let confided = AnalysisSigned { confidentiality: Some("Do not tell".to_owned()), ..analysis() };
            family.about("ben").fact("2026-01-09", Fact::AnalysisSigned(confided))
        }),
    ];
    for (what, change) in changes {
        let brought = with(&family().chronology()).await;
        let grant = open(&brought, "ana", NOW).await;
        record(&brought, &grant, the_id("e-list"), at(NOW), &letter(&brought, "family_dates").await).await.unwrap();
        let known = family().chronology().events;
        let mut changed = change(family()).chronology();
        changed.events.retain(|event| !known.iter().any(|other| other.id == event.id));
        crate::testing::put(&brought, &changed).await;
        let file = issued_file(&brought, &grant, &the_id("e-list"), "document.html").await.unwrap().unwrap();
        assert!(file.do_not_send.as_ref().is_some_and(|why| why.contains("dates on record are others")), "{what}: {:?}", file.do_not_send);
    }
}
