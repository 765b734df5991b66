//! Lists of contacts as CSV.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod support;

use brought_domain::contact::{Arranged, Certainty, OutcomeRecorded};
use brought_domain::{Author, Event, Fact, Happened, Source};
use brought_interop::{Map, Read};
use jiff::civil::date;
use std::collections::BTreeSet;
use support::{check, data, read, records, shipped};

fn clinic() -> Map {
    Map::parse(std::str::from_utf8(&data("csv/contacts.toml")).unwrap(), "contacts.toml").unwrap()
}

fn contacts() -> Vec<Read> {
    read(&data("csv/contacts.csv"), Some(&clinic()), "contacts.csv").unwrap()
}

fn outcome(event: &Event) -> Option<&OutcomeRecorded> {
    if let Fact::OutcomeRecorded(recorded) = &event.fact { Some(recorded) } else { None }
}

#[test]
fn every_row_gives_a_record_a_question_or_a_problem() {
    check(
        "csv/contacts.csv",
        Some(&clinic()),
        &[
            "2: clinic/C1: child, planned, seen",
            "3: clinic/C1: planned, was_not_brought",
            "4: clinic/C2: child, planned, note; ask: it stands for `was_not_brought`, which cannot come of a contact at home",
            "5: clinic/C2: planned",
            "6: clinic/C2: planned, note; ask: the contact is planned for 2026-12-09, which has not come yet",
            "7: clinic/C3: carer, planned, adult_did_not_attend",
            "8: problem: Result: `Missd` is not a status that the map knows (did you mean `Missed`?); it knows `Booked`, `Missed`, `Moved`, `Seen`",
            "9: problem: Place: `Kitchen` is not a setting that the map knows; it knows `Clinic`, `Home`",
            "10: clinic/C4: child, planned, note; ask: it was moved, and nothing says by whom",
            "11: set aside: it says the same as row 2",
            "12: problem: row 2 tells of the same contact otherwise, and nothing says which is newer",
            "13: clinic/C1: planned, seen",
            "14: problem: Child: a spreadsheet has rounded this number, so that two people could share it",
            "15: problem: Time: `01:30` is a time that does not exist: the clocks go forward over it",
            "16: problem: Slot: Slot is blank",
            "17: problem: nothing says who this is: no number of the other system, no NHS number, no name with date of birth",
            "18: problem: Result: Result is blank",
        ],
    );
}

#[test]
fn a_missed_contact_is_unconfirmed_and_keeps_the_other_systems_word() {
    let reads = contacts();
    let event = records(&reads)[1].events.iter().find(|event| outcome(event).is_some()).unwrap();
    let recorded = outcome(event).unwrap();
    assert_eq!((recorded.certainty, recorded.original_code.as_deref()), (Certainty::Unconfirmed, Some("Missed")));
    assert_eq!(event.happened, Happened::On(date(2026, 10, 14)));
    assert_eq!(event.author, Author::Reported { system: "clinic".into() });
    assert_eq!(event.service.as_ref().unwrap().as_str(), "eyes");
    assert!(
        matches!(&event.source, Source::Imported { system, id, version } if system == "clinic" && id == "S2" && version.starts_with("row-"))
    );
}

#[test]
fn a_contact_is_planned_for_its_hour_and_told_of_when_it_was_booked() {
    let reads = contacts();
    let event = records(&reads)[0].events.iter().find(|event| matches!(event.fact, Fact::ContactPlanned(_))).unwrap();
    let Fact::ContactPlanned(planned) = &event.fact else { panic!() };
    assert_eq!(planned.planned_for, Happened::At("2026-10-07T08:30:00Z".parse().unwrap()));
    assert_eq!(event.happened, Happened::On(date(2026, 10, 1)));
    assert_eq!(planned.arranged, Arranged::ByLetter);
    assert_eq!(planned.contact.as_str(), "clinic/S1");
}

#[test]
fn the_same_file_gives_the_same_events_and_no_id_twice() {
    let (first, second) = (contacts(), contacts());
    assert_eq!(first, second);
    let ids: Vec<&str> = records(&first).iter().flat_map(|record| &record.events).map(|event| event.id.as_str()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn a_changed_row_is_a_new_version_of_the_same_contact() {
    let text = String::from_utf8(data("csv/contacts.csv")).unwrap();
    let heading = text.lines().next().unwrap();
    let one = |row: &str| {
        let reads = read(format!("{heading}\n{row}\n").as_bytes(), Some(&clinic()), "one.csv").unwrap();
        records(&reads)[0].clone()
    };
    let booked = one("S1,C1,2015-03-04,07/10/2026,09:30,Clinic,01/10/2026,Booked,");
    let again = one("S1,C1,2015-03-04,07/10/2026,09:30,clinic,01/10/2026,BOOKED,");
    let missed = one("S1,C1,2015-03-04,07/10/2026,09:30,Clinic,01/10/2026,Missed,");
    assert_eq!(booked.source, again.source);
    assert_eq!(booked.events, again.events);
    assert_eq!(booked.source.id, missed.source.id);
    assert_ne!(booked.source.version, missed.source.version);
    assert_eq!(booked.events[0].id, missed.events[0].id, "the child is the same");
}

#[test]
fn a_version_that_is_a_time_sorts_like_one() {
    let reads = contacts();
    let newer = records(&reads).into_iter().find(|record| record.row.row == 13).unwrap();
    assert!(newer.source.version.starts_with("20261020-"), "{}", newer.source.version);
}

#[test]
fn an_identifier_too_long_for_the_record_is_a_problem() {
    let text = String::from_utf8(data("csv/contacts.csv")).unwrap();
    let long = "9".repeat(130);
    let file = format!("{}\nS1,{long},,07/10/2026,,Clinic,,Seen,\n{long},C1,,07/10/2026,,Clinic,,Seen,\n", text.lines().next().unwrap());
    let reads = read(file.as_bytes(), Some(&clinic()), "long.csv").unwrap();
    assert!(reads.iter().all(|read| matches!(read, Read::Problem(problem) if problem.reason.contains("longer than 128"))), "{reads:?}");
}

#[test]
fn codes_of_the_community_services_data_set_are_read_by_setting_medium_and_who_came() {
    check(
        "csv/csds.csv",
        Some(&shipped("csds-care-contact")),
        &[
            "2: csds/P1: child, planned, seen",
            "3: csds/P1: planned, was_not_brought",
            "4: csds/P1: planned, note; ask: it stands for `was_not_brought`, which cannot come of a contact at home",
            "5: csds/P1: planned, no_response",
            "6: csds/P1: planned, spoken_to",
            "7: csds/P1: planned, note; ask: CARE CONTACT SUBJECT says that somebody came in the child's place",
            "8: csds/P1: planned, note; ask: they came late and could not be seen",
            "9: csds/P1: planned, cancelled_by_family",
            "10: csds/P1: planned, cancelled_by_service",
            "11: csds/P1: planned",
            "12: problem: ATTENDANCE STATUS: `8` is not a status that the map knows; it knows `0`, `2`, `3`, `4`, `5`, `6`, `7`",
        ],
    );
}

#[test]
fn a_visit_without_access_is_a_failed_contact_and_a_closed_entry_is_not_a_child_seen() {
    let file = "Appointment ID,Patient ID,Appointment date,Location type,Status\n\
                1,9,07/10/2026 09:30,Home,No Access Visit\n\
                2,9,08/10/2026,Clinic,Did Not Attend\n\
                3,9,09/10/2026,Clinic,Automatically marked as Finished\n\
                4,9,10/10/2026,Clinic,Patient Walked Out\n";
    let reads = read(file.as_bytes(), Some(&shipped("systmone-appointments")), "report.csv").unwrap();
    let lines: Vec<String> = reads.iter().map(support::line).collect();
    assert_eq!(
        lines,
        [
            "2: systmone/9: child, planned, no_response",
            "3: systmone/9: planned, was_not_brought",
            "4: systmone/9: planned, note; ask: nobody said that the contact took place: the system closed it by itself",
            "5: systmone/9: planned, left_before_being_seen",
        ]
    );
}

#[test]
fn gp_statuses_are_read_without_knowing_the_place() {
    let file = "Slot ID,Patient ID,Appointment Date,Slot Status\n1,9,07/10/2026,DNA\n2,9,08/10/2026,TNI\n3,9,09/10/2026,PWO\n";
    let reads = read(file.as_bytes(), Some(&shipped("emis-appointments")), "search.csv").unwrap();
    let lines: Vec<String> = reads.iter().map(support::line).collect();
    assert_eq!(
        lines,
        ["2: emis/9: child, planned, was_not_brought", "3: emis/9: planned, no_response", "4: emis/9: planned, left_before_being_seen"]
    );
}
