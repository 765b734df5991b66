//! Real files by other hands, on machines that have them. `cargo xtask test` runs these tests where the files are, and says so where
//! they are not.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod support;

use brought_domain::Fact;
use brought_domain::contact::OutcomeKind;
use brought_interop::{FileProblem, Map, Read};
use std::collections::BTreeSet;
use std::path::Path;
use support::{read, records, sample_data, shipped};

fn read_path(path: &Path, map: Option<&Map>) -> Result<Vec<Read>, FileProblem> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    read(&std::fs::read(path).unwrap(), map, &name)
}

/// Records, rows set aside, problems.
fn counts(reads: &[Read]) -> (usize, usize, usize) {
    let set_aside = reads.iter().filter(|read| matches!(read, Read::SetAside(_))).count();
    (records(reads).len(), set_aside, reads.len() - records(reads).len() - set_aside)
}

#[test]
#[ignore = "needs the sample data: set BROUGHT_SAMPLE_DATA"]
fn sample_data_five_thousand_appointments_are_read_without_a_loss() {
    let data = sample_data();
    let reads = read_path(&data.join("no-show/appointments-under-18-sample.csv"), Some(&shipped("no-show-appointments"))).unwrap();
    assert_eq!(counts(&reads), (5510, 0, 0));
    let records = records(&reads);
    let people: BTreeSet<&str> = records.iter().map(|record| record.person.id.as_str()).collect();
    let events: Vec<_> = records.iter().flat_map(|record| &record.events).collect();
    let told: Vec<_> = events.iter().filter(|event| matches!(event.fact, Fact::PersonRecorded(..))).collect();
    let missed = events
        .iter()
        .filter(|event| matches!(&event.fact, Fact::OutcomeRecorded(recorded) if recorded.outcome.kind() == OutcomeKind::WasNotBrought));
    assert_eq!((people.len(), told.len(), missed.count()), (3246, 3246, 1212));
    assert_eq!(events.iter().map(|event| &event.id).collect::<BTreeSet<_>>().len(), events.len());
}

#[test]
#[ignore = "needs the sample data: set BROUGHT_SAMPLE_DATA"]
fn sample_data_every_hostile_csv_file_has_a_clear_outcome() {
    let data = sample_data();
    let map = shipped("children-list");
    for (name, expected) in [
        ("class_import-duplicates.csv", Some((3, 0, 0))),
        ("class_import-invalid_instruction_row.csv", Some((0, 1, 1))),
        ("class_import-malformed.csv", None),
        ("class_import-review_one.csv", Some((4, 0, 0))),
        ("class_import-review_two.csv", Some((5, 0, 0))),
        ("class_import-valid_extra_fields.csv", Some((3, 0, 0))),
        ("class_import-valid_minimal.csv", Some((1, 0, 0))),
        ("cohort_import-duplicate_except_postcode.csv", Some((1, 0, 0))),
        ("cohort_import-invalid_fields.csv", Some((1, 2, 18))),
        ("cohort_import-invalid_iso_8859_1_encoding.csv", Some((0, 0, 1))),
        ("cohort_import-malformed.csv", None),
        ("cohort_import-pds_extravaganza_invalid.csv", Some((10, 2, 0))),
        ("cohort_import-valid_extra_fields.csv", Some((3, 0, 0))),
        ("cohort_import-valid_iso_8859_1_encoding.csv", Some((15, 0, 1))),
        ("cohort_import-valid_unknown_school.csv", Some((2, 1, 0))),
        ("cohort_import-valid_with_duplicates.csv", Some((4, 1, 0))),
    ] {
        let found = read_path(&data.join("csv-hostile").join(name), Some(&map)).ok().map(|reads| counts(&reads));
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
#[ignore = "needs the sample data: set BROUGHT_SAMPLE_DATA"]
fn sample_data_each_invalid_field_is_told_with_its_row_column_and_value() {
    let data = sample_data();
    let reads = read_path(&data.join("csv-hostile/cohort_import-invalid_fields.csv"), Some(&shipped("children-list"))).unwrap();
    let told: Vec<_> = reads
        .iter()
        .filter_map(|read| if let Read::Problem(problem) = read { Some(problem) } else { None })
        .filter_map(|problem| Some((problem.row.row, problem.column.as_deref()?, problem.value.as_deref().unwrap_or_default())))
        .collect();
    assert_eq!(
        told,
        [
            (8, "CHILD_FIRST_NAME", ""),
            (9, "CHILD_LAST_NAME", ""),
            (10, "CHILD_DATE_OF_BIRTH", ""),
            (16, "PARENT_1_EMAIL", "invalid"),
            (17, "PARENT_1_PHONE", "invalid"),
            (18, "CHILD_DATE_OF_BIRTH", "invalid"),
            (19, "CHILD_POSTCODE", "invalid"),
            (20, "CHILD_NHS_NUMBER", "invalid"),
            (21, "CHILD_FIRST_NAME", "J£mmy"),
            (22, "CHILD_LAST_NAME", "Sm©th"),
        ]
    );
}

#[test]
#[ignore = "needs the sample data: set BROUGHT_SAMPLE_DATA"]
fn sample_data_every_message_file_has_a_clear_outcome() {
    let data = sample_data();
    const RECORD: (usize, usize, usize) = (1, 0, 0);
    const SET_ASIDE: (usize, usize, usize) = (0, 1, 0);
    const PROBLEM: (usize, usize, usize) = (0, 0, 1);
    let mut checked = 0;
    for folder in ["hl7v2/ms-messages", "hl7v2/nhs-itk"] {
        for entry in std::fs::read_dir(data.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let expected = match name.as_str() {
                "ADT-A28-ADT_A05_v2.4_01.hl7" => PROBLEM, // born in a thirteenth month
                "SIU_12.hl7" => SET_ASIDE,                // says of itself that it is ADT^A60
                _ if name.starts_with("SIU") || name.starts_with("ADT0") => RECORD,
                _ => match &name[4..7] {
                    "A01" | "A04" | "A05" | "A08" | "A28" | "A31" => RECORD,
                    "A29" | "A40" | "A41" | "A45" | "A47" => PROBLEM,
                    _ => SET_ASIDE,
                },
            };
            assert_eq!(counts(&read_path(&path, None).unwrap()), expected, "{name}");
            checked += 1;
        }
    }
    assert!(checked >= 40, "{checked}");
}

#[test]
#[ignore = "needs the sample data: set BROUGHT_SAMPLE_DATA"]
fn sample_data_a_missed_appointment_lasts_as_long_as_its_resource_says() {
    let data = sample_data();
    let reads = read_path(&data.join("hl7v2/ms-messages/SIU-S26-01.hl7"), None).unwrap();
    let record = records(&reads)[0];
    assert!(
        record.notes.iter().any(|note| note == "SCH-9 says 60 s, AIS-7 says 50 min: how long it takes was not used."),
        "{:?}",
        record.notes
    );
    let codes: Vec<&str> = record.events.iter().map(|event| event.fact.code()).collect();
    assert!(codes.contains(&"outcome_recorded"), "{codes:?}");
}
