//! HL7 version 2 messages. Each file of `tests/data/hl7` is named by the one thing that is odd about it.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod support;

use brought_domain::person::{Address, RelationKind};
use brought_domain::{Fact, Happened};
use brought_interop::{FileProblemKind, ImportedRecord, Map, Read, read_hl7};
use support::{check, context, data, read, records, shipped};

const CHILD: &str = "DIARY@HILL/HILL:C9";

fn only(path: &str) -> ImportedRecord {
    let reads = read(&data(path), None, path).unwrap();
    assert_eq!(reads.len(), 1, "{reads:?}");
    records(&reads)[0].clone()
}

#[test]
fn an_appointment_booked_moved_and_missed_is_one_contact() {
    check(
        "hl7/booked-moved-missed.hl7",
        None,
        &[&format!("1: {CHILD}: child, planned"), &format!("2: {CHILD}: planned"), &format!("3: {CHILD}: planned, was_not_brought")],
    );
    let reads = read(&data("hl7/booked-moved-missed.hl7"), None, "x").unwrap();
    let planned: Vec<_> = records(&reads)
        .iter()
        .flat_map(|record| &record.events)
        .filter_map(|event| if let Fact::ContactPlanned(planned) = &event.fact { Some(planned) } else { None })
        .map(|planned| (planned.contact.as_str(), planned.planned_for))
        .collect();
    let at = |text: &str| Happened::At(text.parse().unwrap());
    assert_eq!(
        planned,
        [
            ("DIARY@HILL/A7", at("2026-10-07T08:30:00Z")),
            ("DIARY@HILL/A7", at("2026-10-14T08:30:00Z")),
            ("DIARY@HILL/A7", at("2026-10-14T08:30:00Z"))
        ]
    );
    assert!(records(&reads)[0].source.version.starts_with("20260901T070000Z-"), "{}", records(&reads)[0].source.version);
}

#[test]
fn a_missed_appointment_told_in_two_ways_counts_once() {
    check(
        "hl7/missed-by-status.hl7",
        None,
        &[&format!("1: {CHILD}: child, planned, was_not_brought"), "2: set aside: it says the same as message 1"],
    );
    check("hl7/missed-by-resource-status.hl7", None, &[&format!("1: {CHILD}: child, planned, was_not_brought")]);
}

#[test]
fn the_code_is_kept_as_it_came() {
    for (path, code) in [("hl7/missed-by-resource-status.hl7", "Noshow"), ("hl7/adults-own-appointment.hl7", "SIU^S26")] {
        let record = only(path);
        let recorded =
            record.events.iter().find_map(|event| if let Fact::OutcomeRecorded(recorded) = &event.fact { Some(recorded) } else { None });
        assert_eq!(recorded.unwrap().original_code.as_deref(), Some(code));
    }
}

#[test]
fn who_cancelled_is_asked_unless_the_map_knows() {
    let asked = "it was cancelled, and nothing says whether the family or the service did so";
    check("hl7/cancelled.hl7", None, &[&format!("1: {CHILD}: child, planned, note; ask: {asked}")]);
    let map = |rule: &str| Map::parse(&format!("name = \"x\"\nkind = \"messages\"\n[hl7]\n{rule}"), "x.toml").unwrap();
    let line = |map: &Map, bytes: &[u8]| support::line(&read(bytes, Some(map), "x").unwrap()[0]);
    let bytes = data("hl7/cancelled.hl7");
    assert_eq!(line(&map("cancelled_by = \"service\""), &bytes), format!("1: {CHILD}: child, planned, cancelled_by_service"));
    let by_reason = map("cancel_reasons = { PAT = \"family\" }");
    let with_reason = String::from_utf8(bytes.clone()).unwrap().replace("SCH|7|A7||||", "SCH|7|A7||||PAT^Patient");
    assert_eq!(line(&by_reason, with_reason.as_bytes()), format!("1: {CHILD}: child, planned, cancelled_by_family"));
    assert!(line(&by_reason, &bytes).ends_with(asked));
}

#[test]
fn an_entry_made_in_error_names_the_message_that_says_so() {
    let reads = read(&data("hl7/discontinued-and-deleted.hl7"), None, "x").unwrap();
    let fact = &records(&reads)[1].events.last().unwrap().fact;
    let Fact::OutcomeRecorded(recorded) = fact else { panic!("{fact:?}") };
    let evidence = format!("{:?}", recorded.outcome);
    assert!(evidence.contains("Message M9 (SIU^S17) of 2026-10-01 from DIARY@HILL"), "{evidence}");
}

#[test]
fn each_appointment_message_gives_what_it_says_and_no_more() {
    let discontinued = "it was discontinued, and nothing says whether the family or the service did so";
    for (path, expected) in [
        ("hl7/attended.hl7", vec![format!("1: {CHILD}: child, planned, seen")]),
        (
            "hl7/contradicts-itself.hl7",
            vec![
                format!("1: {CHILD}: child, planned, note; ask: the message is SIU^S26 and its status is `Complete`"),
                format!("2: {CHILD}: planned, note; ask: this status is not known here"),
            ],
        ),
        ("hl7/adults-own-appointment.hl7", vec![format!("1: {CHILD}: carer, planned, adult_did_not_attend")]),
        (
            "hl7/discontinued-and-deleted.hl7",
            vec![format!("1: {CHILD}: child, planned, note; ask: {discontinued}"), format!("2: {CHILD}: planned, administrative_error")],
        ),
        ("hl7/no-start.hl7", vec!["1: problem: AIS-4: nothing says when the appointment is".to_owned()]),
        ("hl7/no-person.hl7", vec!["1: problem: the message has no PID segment, so nobody can say whom it is about".to_owned()]),
        (
            "hl7/other-message.hl7",
            vec![
                "1: problem: MSH-9: only SIU and ADT messages are read".to_owned(),
                "2: set aside: the end of a stay in hospital; it ends nothing here".to_owned(),
                "3: set aside: it does not tell of a contact being planned, changed or missed".to_owned(),
            ],
        ),
    ] {
        check(path, None, &expected.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

#[test]
fn durations_that_disagree_are_noted() {
    let record = only("hl7/durations-disagree.hl7");
    assert!(record.notes.iter().any(|note| note.starts_with("SCH-9 says 30 s, AIS-7 says 30 min")), "{:?}", record.notes);
}

#[test]
fn services_and_places_are_those_of_the_map() {
    let map = "name = \"x\"\nkind = \"messages\"\nsystem = \"hill\"\n[hl7]\nservice_field = \"AIS-3.1\"\nsetting_field = \"AIS-3.3\"\n\
               [services.EYE]\nid = \"eyes\"\nname = \"Eye clinic\"\naudience = \"children\"\n[settings]\nL = \"hospital\"\n";
    let map = Map::parse(map, "x.toml").unwrap();
    let reads = read(&data("hl7/cancelled.hl7"), Some(&map), "x").unwrap();
    let record = records(&reads)[0];
    assert_eq!(record.service.as_ref().unwrap().name, "Eye clinic");
    let planned = record.events.iter().find_map(|event| if let Fact::ContactPlanned(planned) = &event.fact { Some(planned) } else { None });
    assert_eq!(planned.unwrap().setting.code(), "hospital");
    assert_eq!(record.person.id.as_str(), "hill/HILL:C9");
}

#[test]
fn demographics_give_the_person_their_address_their_practice_and_their_mother() {
    check("hl7/new-address.hl7", None, &[&format!("1: {CHILD}: child, address, gp_practice, carer, mother")]);
    let person = only("hl7/new-address.hl7").person;
    let Some(Address::Known(address)) = &person.address else { panic!() };
    assert_eq!(address.one_line(), "9 Mill Street, Malton, North Yorkshire, YO17 7AB");
    assert_eq!(person.details.telephones, ["01632960101"]);
    assert_eq!(person.details.emails, ["home@example.org"]);
    assert_eq!(person.details.language.as_deref(), Some("Polish"));
    assert_eq!(person.places[0].1, "Hill Practice (Y00001)");
    assert_eq!(
        (person.carers[0].relation, person.carers[0].details.name.as_ref().unwrap().words().as_str()),
        (RelationKind::Mother, "RUTH MILL")
    );
}

#[test]
fn a_neighbour_is_not_recorded_as_a_carer() {
    let record = only("hl7/new-address.hl7");
    assert!(record.notes.iter().any(|note| note.contains("ANN FORD was not recorded as a carer")), "{:?}", record.notes);
}

#[test]
fn nothing_of_a_restricted_record_tells_where_the_child_lives() {
    check("hl7/restricted.hl7", None, &[&format!("1: {CHILD}: child, address withheld"), &format!("2: {CHILD}: planned")]);
    let broken = String::from_utf8(data("hl7/restricted.hl7")).unwrap().replace("20150304", "20159904");
    for bytes in [data("hl7/restricted.hl7"), broken.into_bytes()] {
        let everything = format!("{:?}", read(&bytes, None, "x").unwrap());
        for secret in ["Water Lane", "YO17", "01632960101", "home@example.org", "01632960102", "Hill Practice"] {
            assert!(!everything.contains(secret), "{secret} in {everything}");
        }
    }
}

#[test]
fn an_appointment_message_tells_no_address_unless_the_map_says_that_it_may() {
    let map = Map::parse("name = \"x\"\nkind = \"messages\"\n[hl7]\naddresses_from_appointments = true\n", "x.toml").unwrap();
    check("hl7/attended.hl7", None, &[&format!("1: {CHILD}: child, planned, seen")]);
    check("hl7/attended.hl7", Some(&map), &[&format!("1: {CHILD}: child, address, planned, seen")]);
    check("hl7/restricted.hl7", Some(&map), &[&format!("1: {CHILD}: child, address withheld"), &format!("2: {CHILD}: planned")]);
}

#[test]
fn a_death_is_a_question_and_never_recorded_by_a_message() {
    let died = "the sender says that this person has died; only a person may record a death";
    check("hl7/died.hl7", None, &[&format!("1: {CHILD}: child, address, note; ask: {died}")]);
}

#[test]
fn an_arrival_in_an_emergency_department_is_an_attendance_at_which_nobody_is_known_to_have_seen_the_child() {
    check("hl7/emergency.hl7", None, &[&format!("1: {CHILD}: child, address, unscheduled_attendance")]);
    let record = only("hl7/emergency.hl7");
    let event = record.events.last().unwrap();
    assert_eq!(event.happened, Happened::At("2026-09-01T06:45:00Z".parse().unwrap()));
    let Fact::UnscheduledAttendance(came) = &event.fact else { panic!() };
    assert_eq!((came.place.as_str(), came.seen), ("General Hospital", brought_domain::contact::Answer::NotKnown));
}

#[test]
fn people_are_joined_by_people() {
    check("hl7/merged.hl7", None, &["1: problem: MSH-9: this needs a person: two records are said to be one"]);
    for trigger in ["A24", "A34", "A41", "A45", "A47", "A51"] {
        let bytes = String::from_utf8(data("hl7/merged.hl7")).unwrap().replace("A40", trigger);
        let reads = read(bytes.as_bytes(), None, "x").unwrap();
        assert!(matches!(&reads[..], [Read::Problem(problem)] if problem.reason.contains("needs a person")), "{trigger}: {reads:?}");
    }
}

#[test]
fn numbers_that_cannot_be_trusted_are_told() {
    check("hl7/filler-number-only.hl7", None, &["1: DIARY@HILL/person-afeb3c5cfd92615b1f9d6505: child, address"]);
    check(
        "hl7/wrong-nhs-number.hl7",
        None,
        &["1: problem: PID-3: `9990000019` is not an NHS number: its check digit is wrong, so a digit was probably mistyped"],
    );
    check("hl7/birth-on-no-day.hl7", None, &["1: problem: PID-7: the date of birth `201513041515` is not a day that exists"]);
}

#[test]
fn the_encoding_is_the_one_that_the_heading_names() {
    assert_eq!(only("hl7/latin-1.hl7").person.details.name.as_ref().unwrap().given, "ZOË");
}

#[test]
fn frames_batches_and_line_ends_of_every_kind_are_read_and_what_is_missing_is_told() {
    check(
        "hl7/mllp-frames.hl7",
        None,
        &[
            &format!("1: {CHILD}: child, planned"),
            &format!("2: {CHILD}: planned"),
            "3: problem: the frame of the message has no end: it was cut off",
        ],
    );
    check(
        "hl7/batch-of-three-with-two.hl7",
        None,
        &[
            &format!("1: {CHILD}: child, planned"),
            &format!("2: {CHILD}: planned"),
            "3: problem: the batch says that it holds 3 messages, and 2 were found",
        ],
    );
    check("hl7/line-feeds-and-a-byte-order-mark.hl7", None, &[&format!("1: {CHILD}: child, planned")]);
    check(
        "hl7/cut-within-the-person.hl7",
        None,
        &["1: problem: the message ends within the segment PID without a line end: it may be cut off"],
    );
}

#[test]
fn a_file_without_messages_is_refused_as_a_whole() {
    let kind = |bytes: &[u8]| read_hl7(bytes, None, &context("x")).err().unwrap().kind;
    assert_eq!(kind(b"\r\n"), FileProblemKind::Empty);
    assert_eq!(kind(b"hello"), FileProblemKind::OtherKind);
    assert_eq!(read_hl7(b"MSH|^~\\&|A\r", Some(&shipped("children-list")), &context("x")).err().unwrap().kind, FileProblemKind::WrongMap);
}
