//! Lists of children as CSV. Each file of `tests/data/csv` is named by the one thing that is odd about it.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod support;

use brought_domain::person::{Address, PersonKind};
use brought_interop::{FileProblemKind, Read, read_csv};
use support::{check, context, data, read, records, shipped};

#[test]
fn a_whole_file_gives_a_child_for_each_row_and_a_record_for_each_parent() {
    check(
        "csv/whole.csv",
        Some(&shipped("children-list")),
        &["2: nhs/9990000018: child, address, carer, mother", "3: nhs/9990000026: child, address"],
    );
}

#[test]
fn what_is_read_is_what_stands_in_the_cells() {
    let reads = read(&data("csv/whole.csv"), Some(&shipped("children-list")), "list.csv").unwrap();
    let ben = &records(&reads)[1].person;
    let name = ben.details.name.as_ref().unwrap();
    assert_eq!((name.given.as_str(), name.family.as_str()), ("Ben", "Ford"));
    assert_eq!(ben.details.born_on.unwrap().to_string(), "2016-06-05");
    assert_eq!(ben.details.nhs_number.unwrap().to_string(), "999 000 0026");
    let Some(Address::Known(address)) = &ben.address else { panic!("{:?}", ben.address) };
    assert_eq!(address.postcode.as_deref(), Some("B1 1AB"));
    let ruth = &records(&reads)[0].person.carers[0];
    assert_eq!(ruth.id.as_str(), "nhs/9990000018/parent-1");
    assert_eq!(ruth.details.telephones, ["07700900101"]);
    assert_eq!(ruth.details.emails, ["ruth@example.org"]);
}

#[test]
fn encodings_separators_and_line_ends_do_not_matter() {
    let map = shipped("children-list");
    check("csv/byte-order-mark.csv", Some(&map), &["2: nhs/9990000018: child, address"]);
    check("csv/semicolons.csv", Some(&map), &["2: nhs/9990000018: child, address, carer, mother"]);
    check("csv/latin-1.csv", Some(&map), &["2: nhs/9990000018: child, address"]);
    let reads = read(&data("csv/latin-1.csv"), Some(&map), "latin-1.csv").unwrap();
    assert_eq!(records(&reads)[0].person.details.name.as_ref().unwrap().words(), "Zoë Muñoz");
    let as_mac: Vec<u8> = data("csv/whole.csv").into_iter().map(|byte| if byte == b'\n' { b'\r' } else { byte }).collect();
    assert_eq!(records(&read(&as_mac, Some(&map), "mac.csv").unwrap()).len(), 2);
}

#[test]
fn a_file_in_another_encoding_says_so() {
    let (map, context, bytes) = (shipped("children-list"), context("latin-1.csv"), data("csv/latin-1.csv"));
    let notes = read_csv(&bytes, &map, &context).unwrap().notes().join(" ");
    assert!(notes.contains("Windows-1252"), "{notes}");
}

#[test]
fn rows_that_are_no_children_are_set_aside_and_still_counted_as_a_spreadsheet_counts() {
    check(
        "csv/instruction-and-blank-rows.csv",
        Some(&shipped("children-list")),
        &[
            "2: set aside: it tells people how to fill the file in",
            "3: set aside: nothing is written in it",
            "4: set aside: nothing is written in it",
            "5: children-list/person-8a5f45065e68282dde230d21: child",
            "6: problem: CHILD_DATE_OF_BIRTH: CHILD_DATE_OF_BIRTH is blank",
        ],
    );
}

#[test]
fn each_thing_wrong_is_told_with_its_column_and_nothing_of_that_row_is_used() {
    check(
        "csv/one-thing-wrong-in-each-row.csv",
        Some(&shipped("children-list")),
        &[
            "2: problem: CHILD_NHS_NUMBER: `9990000019` is not an NHS number: its check digit is wrong, so a digit was probably mistyped",
            "3: problem: CHILD_DATE_OF_BIRTH: `04/03/15` is not a day or time in the form 2026-07-31 or 31/07/2026",
            "4: problem: CHILD_DATE_OF_BIRTH: the date of birth 2115-03-04 is in the future",
            "5: problem: CHILD_POSTCODE: `ZZZ` is not a postcode of the United Kingdom",
            "6: problem: CHILD_LAST_NAME: `M¢ll` contains `¢`, which no name has: a slip, or letters read in the wrong encoding",
            "7: problem: PARENT_1_PHONE: `none` is not a telephone number",
            "8: problem: PARENT_1_EMAIL: `ruth` is not an email address",
            "9: problem: the row has 5 cells where the heading has 9: it is cut off, or a separator is missing",
            "10: problem: the row has 10 cells where the heading has 9: a text with a separator in it needs quotation marks",
            "11: problem: CHILD_LAST_NAME: CHILD_LAST_NAME is blank",
            "12: children-list/person-fe40659189c8680f2b5d6908: child, address",
        ],
    );
}

#[test]
fn a_filler_number_is_kept_as_a_remark_and_finds_nobody() {
    let reads = read(&data("csv/one-thing-wrong-in-each-row.csv"), Some(&shipped("children-list")), "list.csv").unwrap();
    let record = records(&reads)[0];
    assert_eq!(record.person.details.nhs_number, None);
    assert_eq!(record.person.details.other_numbers, ["NHS filler:9999999999"]);
    assert!(record.notes[0].contains("filler"), "{:?}", record.notes);
}

#[test]
fn a_problem_says_what_to_do_and_keeps_the_row_as_it_came() {
    let reads = read(&data("csv/one-thing-wrong-in-each-row.csv"), Some(&shipped("children-list")), "list.csv").unwrap();
    let Read::Problem(problem) = &reads[0] else { panic!("{:?}", reads[0]) };
    assert_eq!(problem.raw, "Ada,Mill,2015-03-04,B1 1AA,9990000019,,,,");
    assert_eq!((problem.column.as_deref(), problem.value.as_deref()), (Some("CHILD_NHS_NUMBER"), Some("9990000019")));
    assert_eq!(problem.what_to_do, "Correct the number, or leave it blank if it is not known");
    assert_eq!((problem.row.row, problem.row.line), (2, 2));
}

#[test]
fn the_same_child_again_is_one_record_and_another_description_is_a_question() {
    check(
        "csv/same-child-again.csv",
        Some(&shipped("children-list")),
        &[
            "2: nhs/9990000018: child, address",
            "3: set aside: it says the same as row 2",
            "4: problem: this may be the same child as in row 2, described otherwise",
            "5: problem: this may be the same child as in row 2, described otherwise",
            "6: children-list/person-d2e43256e2a55067d68877ef: child, address; ask: row 2 has the same name and date of birth",
        ],
    );
}

#[test]
fn an_open_quotation_mark_costs_its_row_and_no_other() {
    check(
        "csv/open-quotation-mark.csv",
        Some(&shipped("children-list")),
        &["2: problem: a quotation mark is opened in line 2 and not closed", "3: nhs/9990000026: child, address"],
    );
}

#[test]
fn a_row_cut_off_in_its_last_cell_is_not_taken_for_whole() {
    check(
        "csv/cut-off.csv",
        Some(&shipped("children-list")),
        &[
            "2: nhs/9990000018: child, address, carer, mother",
            "3: problem: PARENT_1_EMAIL: the file ends without a line end, so that this last cell may be cut off",
        ],
    );
}

#[test]
fn a_file_without_the_columns_lists_those_it_has_and_the_nearest() {
    let problem = read(&data("csv/another-kind-of-file.csv"), Some(&shipped("children-list")), "list.csv").unwrap_err();
    let FileProblemKind::ColumnsMissing { missing, found } = &problem.kind else { panic!("{problem}") };
    assert_eq!(found, &["FIRST_NAME", "LAST_NAME", "CHILD_DATE_OF_BRTH"]);
    assert_eq!(missing[2].nearest.as_deref(), Some("CHILD_DATE_OF_BRTH"));
    assert!(problem.to_string().starts_with("list.csv: these columns, which the map \"List of children\" needs,"), "{problem}");
}

#[test]
fn what_is_no_csv_file_at_all_is_refused_as_a_whole() {
    let map = shipped("children-list");
    let kind = |bytes: &[u8]| read_csv(bytes, &map, &context("x")).err().unwrap().kind;
    assert_eq!(kind(b""), FileProblemKind::Empty);
    assert_eq!(kind(b"\xef\xbb\xbf \r\n\r\n"), FileProblemKind::Empty);
    assert_eq!(kind(b"PK\x03\x04"), FileProblemKind::Unreadable);
    assert_eq!(kind(b"MSH|^~\\&|A"), FileProblemKind::OtherKind);
    assert_eq!(kind(b"CHILD_FIRST_NAME,CHILD_LAST_NAME,CHILD_DATE_OF_BIRTH,CHILD_FIRST_NAME\n"), FileProblemKind::ColumnTwice);
    assert_eq!(read_csv(b"", &shipped("hl7-messages"), &context("x")).err().unwrap().kind, FileProblemKind::WrongMap);
}

#[test]
fn a_child_in_a_list_of_children_is_a_child_whatever_is_not_known() {
    let reads = read(&data("csv/instruction-and-blank-rows.csv"), Some(&shipped("children-list")), "list.csv").unwrap();
    assert_eq!(records(&reads)[0].person.kind, PersonKind::Child);
}
