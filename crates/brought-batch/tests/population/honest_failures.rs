//! What cannot be used is refused by name, and nothing that looks complete is left.

use crate::made_up::{COLUMNS, Row, csv, people};
use crate::support::{How, USUAL, as_of, map, pack, population, population_with, table, write_batch, write_parquet};
use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use brought_batch::{Contacts, Format, Out, Policy, Question};
use brought_calendar::Calendar;
use brought_interop::Map;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Runs the usual pack over files; gives back what is said when it is refused, and makes sure that nothing is left.
fn refused(folder: &Path, inputs: Vec<PathBuf>) -> String {
    let out = folder.join("answers").join("out");
    let problem = population(&[&pack("no-access")], inputs, &out, &USUAL).unwrap_err().to_string();
    nothing_is_left(&out);
    problem
}

fn nothing_is_left(out: &Path) {
    assert!(!out.exists());
    let left: Vec<_> =
        fs::read_dir(out.parent().unwrap()).map(|left| left.map(|entry| entry.unwrap().path()).collect()).unwrap_or_default();
    assert!(left.is_empty(), "{left:?}");
}

#[track_caller]
fn says(told: &str, words: &[&str]) {
    for word in words {
        assert!(told.contains(word), "`{word}` is not said: {told}");
    }
}

#[test]
fn a_parquet_file_that_was_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("contacts.parquet");
    write_parquet(&file, &people(50, 1));
    let whole = fs::read(&file).unwrap();
    for length in [0, 3, 100, whole.len() / 2, whole.len() - 1] {
        fs::write(&file, &whole[..length]).unwrap();
        says(&refused(folder.path(), vec![file.clone()]), &["contacts.parquet", "not a whole Parquet file", "export it again"]);
    }
}

#[test]
fn a_parquet_file_that_is_damaged_inside() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("contacts.parquet");
    write_parquet(&file, &people(50, 1));
    let mut damaged = fs::read(&file).unwrap();
    let middle = damaged.len() / 4;
    damaged[4..middle].fill(0xff);
    fs::write(&file, &damaged).unwrap();
    says(&refused(folder.path(), vec![file]), &["contacts.parquet", "not a whole Parquet file"]);
}

#[test]
fn files_that_differ_in_a_column_that_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    let (typed, text) = (folder.path().join("a.parquet"), folder.path().join("b.parquet"));
    let day = |day: &str| -> Row {
        let mut row = people(1, 1)[0].clone();
        row[0] = "1".to_owned();
        row[4] = day.to_owned();
        row
    };
    write_parquet(&typed, &[day("2026-01-05")]);
    write_parquet(&text, &[day("05/01/2026")]);
    let told = refused(folder.path(), vec![folder.path().to_owned()]);
    says(&told, &["b.parquet", "CareContDate", "Utf8", "Date32", "a.parquet"]);

    let other = tempfile::tempdir().unwrap();
    let csv = |name: &str, heading: &str| fs::write(other.path().join(name), format!("{heading}\n1,2,2026-01-05,5,01\n")).unwrap();
    csv("1.csv", "LocalPatientId,CareContactId,CareContDate,AttendStatus,ConsMechanism");
    csv("2.csv", "LocalPatientId,CareContactId,CareContDate,AttendStatus,Remarks");
    says(&refused(other.path(), vec![other.path().to_owned()]), &["2.csv", "ConsMechanism", "it is not there", "1.csv has it"]);
}

#[test]
fn times_that_are_on_different_clocks_in_different_files() {
    let folder = tempfile::tempdir().unwrap();
    let toml = r#"
name = "Clinic"
system = "clinic"
kind = "contacts"
date_formats = ["iso"]
[service]
id = "clinic"
name = "Clinic"
audience = "children"
[columns]
person_id = "person"
contact_id = "contact"
planned_at = "at"
"#;
    let text = |cell: &str| -> ArrayRef { Arc::new(StringArray::from(vec![cell])) };
    let file = |name: &str, at: ArrayRef| {
        write_batch(
            &folder.path().join(name),
            &RecordBatch::try_from_iter([("person", text("1")), ("contact", text(name)), ("at", at)]).unwrap(),
        );
    };
    let instants = TimestampMicrosecondArray::from(vec![1_783_070_400_000_000]);
    file("local.parquet", Arc::new(instants.clone()));
    file("utc.parquet", Arc::new(instants.with_timezone("UTC")));
    let (map, out) = (Map::parse(toml, "clinic.toml").unwrap(), folder.path().join("answers").join("out"));
    let told = population_with(&map, &[&pack("no-access")], vec![folder.path().to_owned()], &out, &USUAL).unwrap_err().to_string();
    says(&told, &["utc.parquet", "column at", "UTC", "local.parquet"]);
    nothing_is_left(&out);
}

#[test]
fn columns_that_are_missing_or_of_which_a_text_would_be_a_guess() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("contacts.csv");
    fs::write(&file, "LocalPatientId,CareContactID,CareContDate\n1,2,2026-01-05\n").unwrap();
    says(&refused(folder.path(), vec![file.clone()]), &["contacts.csv", "AttendStatus", "Its columns are"]);
    let file = folder.path().join("contacts.parquet");
    let text = |cell: &str| -> ArrayRef { Arc::new(StringArray::from(vec![cell])) };
    let columns = [
        ("LocalPatientId", Arc::new(Float64Array::from(vec![1e17])) as ArrayRef),
        ("CareContactId", Arc::new(Int64Array::from(vec![2]))),
        ("CareContDate", text("2026-01-05")),
        ("AttendStatus", text("5")),
    ];
    write_batch(&file, &RecordBatch::try_from_iter(columns).unwrap());
    says(&refused(folder.path(), vec![file]), &["contacts.parquet", "LocalPatientId", "Float64", "Export it as text"]);
}

#[test]
fn files_that_are_not_there_are_empty_or_no_text() {
    let folder = tempfile::tempdir().unwrap();
    says(&refused(folder.path(), vec![folder.path().join("no.csv")]), &["no.csv", "could not be read"]);
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    fs::write(empty.join("notes.txt"), "x").unwrap();
    says(&refused(folder.path(), vec![empty.clone()]), &["empty", "no CSV or Parquet file"]);
    let file = empty.join("a.csv");
    for (bytes, words) in [(&b""[..], "it is empty"), (b"PK\x03\x04\0\0", "not a text file"), (b"LocalPatientId\xe9,x\n", "UTF-8")] {
        fs::write(&file, bytes).unwrap();
        says(&refused(folder.path(), vec![file.clone()]), &["a.csv", words]);
    }
}

#[test]
fn contacts_whose_ids_everybody_shares() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("contacts.csv");
    let rows: String = (0..21_000).map(|person| format!("{person:06},1,2026-01-05,5\n")).collect();
    fs::write(&file, format!("LocalPatientId,CareContactId,CareContDate,AttendStatus\n{rows}")).unwrap();
    says(&refused(folder.path(), vec![file]), &["21000 people share contacts", "not unique", "provider"]);
}

#[test]
fn rows_that_cannot_be_used_are_listed_with_column_value_and_reason_and_their_children_are_marked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("contacts.csv");
    let rows = [
        "1,a,2026-01-05,3",
        "1,b,2026-02-31,5",
        "1,a,2026-01-05,3",
        "2,c,2026-01-05,99",
        ",d,2026-01-05,3",
        "3,e,2026-01-05,3",
        "3,\"f,2026-01-05,3",
        "3,e,2026-01-06,3",
        "4,g,2026-01-05",
    ];
    fs::write(&file, format!("LocalPatientId,CareContactId,CareContDate,AttendStatus\n{}\n", rows.join("\n"))).unwrap();
    let out = folder.path().join("out");
    let summary = population(&[&pack("no-access")], vec![file], &out, &How { format: Format::Csv, ..USUAL }).unwrap();
    let counts = summary.counts;
    assert_eq!((counts.rows, counts.taken, counts.set_aside, counts.not_used), (9, 2, 1, 6));
    assert_eq!((counts.people, counts.incomplete, counts.only_unusable), (2, 2, 2));
    let mut problems: Vec<String> = table(&out, "problems", Format::Csv)
        .into_iter()
        .map(|row| format!("{} {} {} {} {}: {}", row[2], row[0], row[4], row[6], row[7], &row[8][..row[8].len().min(30)]))
        .collect();
    problems.sort();
    assert_eq!(
        problems,
        [
            "10 not_used csds/4  : the row has 3 cells where the ",
            "3 not_used csds/1 CareContDate 2026-02-31: `2026-02-31` is not a day or t",
            "4 set_aside csds/1  : it says the same as row 2",
            "5 not_used csds/2 AttendStatus 99: `99` is not a status that the ",
            "6 not_used   : nothing says who this is: no n",
            "8 not_used   : a quotation mark is opened in ",
            "9 not_used csds/3  : row 7 tells of the same contac",
        ]
    );
    let marked: Vec<_> = table(&out, "follow_ups", Format::Csv).into_iter().map(|row| (row[1].clone(), row[15].clone())).collect();
    assert_eq!(marked, [("csds/1".to_owned(), "true".to_owned()), ("csds/3".to_owned(), "true".to_owned())]);
    let run: serde_json::Value = serde_json::from_str(&fs::read_to_string(out.join("run.json")).unwrap()).unwrap();
    assert_eq!(run["rows"], serde_json::json!({ "all": 9, "taken": 2, "set_aside": 1, "not_used": 6 }));
    assert_eq!((&run["as_of"], &run["inputs"][0]["rows"]), (&serde_json::json!("2026-11-20T12:00:00Z"), &serde_json::json!(9)));
}

#[test]
fn a_folder_that_is_there_is_not_written_over_and_one_pack_is_not_compared_with_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("contacts.csv"), folder.path().join("out"));
    fs::write(&file, csv(&people(5, 1))).unwrap();
    fs::create_dir(&out).unwrap();
    let pack = pack("no-access");
    let told = population(&[&pack], vec![file.clone()], &out, &USUAL).unwrap_err().to_string();
    says(&told, &["there already", "--out"]);
    let told = population(&[&pack, &pack], vec![file], &folder.path().join("new"), &USUAL).unwrap_err().to_string();
    says(&told, &["no-access", "the same"]);
}

#[test]
fn rates_are_told_apart_by_provider_where_a_column_names_it_and_a_column_that_is_not_there_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (file, pack) = (folder.path().join("contacts.csv"), pack("no-access"));
    let heading = COLUMNS.join(",").replace("NHSNumber", "OrgIDProv");
    let row = |person: u32, contact: u32, provider: &str, day: &str, status: u32| {
        format!("{person},{contact},{provider},,{day},,B01,01,01,{status},")
    };
    let rows = [
        row(1, 1, "RA1", "2026-01-05", 3),
        row(1, 2, "RA1", "2026-01-20", 5),
        row(1, 3, "RB2", "2026-01-21", 2),
        row(2, 4, "RB2", "2026-02-01", 0),
        row(2, 5, "RB2", "2026-12-01", 0),
    ];
    fs::write(&file, format!("{heading}\n{}\n", rows.join("\n"))).unwrap();
    let calendar = Calendar::bundled(pack.division);
    let question = |column: &str| Question {
        contacts: Contacts::Files(vec![file.clone()]),
        map: map(),
        policies: vec![Policy { pack: &pack, calendar: &calendar }],
        as_of: as_of(),
        provider_column: Some(column.to_owned()),
        threads: 1,
        memory: 1 << 20,
        tells_shared: false,
    };
    let out = |name: &str| Out { folder: folder.path().join(name), format: Format::Csv };
    let told = brought_batch::run(&question("OrgCode"), &out("first"), &|_| {}).unwrap_err().to_string();
    says(&told, &["contacts.csv", "OrgCode"]);
    brought_batch::run(&question("OrgIDProv"), &out("second"), &|_| {}).unwrap();
    let rates: Vec<String> = table(&folder.path().join("second"), "rates", Format::Csv).iter().map(|row| row[1..10].join(" ")).collect();
    assert_eq!(
        rates,
        [
            // Contacts, due, failed, awaiting an outcome, not come yet, to be decided.
            "2026-01-01 RA1 community-services 2 2 1 0 0 0",
            "2026-01-01 RB2 community-services 1 0 0 0 0 0",
            "2026-02-01 RB2 community-services 1 0 0 1 0 0",
            "2026-12-01 RB2 community-services 1 0 0 0 1 0",
        ]
    );
}
