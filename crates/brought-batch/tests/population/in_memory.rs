//! Rows that are in memory get the answers that the same rows in a file get, in memory.

use crate::made_up::{COLUMNS, Row, people, shuffled};
use crate::support::{How, USUAL, arrow, batch_rows, calendars, map, pack, population, question, table, write_parquet};
use arrow_array::cast::AsArray as _;
use arrow_array::types::Int64Type;
use arrow_array::{Array as _, ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use brought_batch::{Answers, BatchProblem, ContactRows, Contacts, Format};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const NAME: &str = "the contacts";

/// Rows in batches of a few hundred.
fn contacts(rows: &RecordBatch) -> ContactRows {
    let batches = (0..rows.num_rows()).step_by(300).map(|from| rows.slice(from, 300.min(rows.num_rows() - from))).collect();
    ContactRows { name: NAME.to_owned(), schema: rows.schema(), batches, file_column: None, row_column: None }
}

fn answers(contacts: ContactRows, how: &How, work: &Path, tells_shared: bool) -> Result<Answers, BatchProblem> {
    let pack = pack("no-access");
    let (packs, calendars) = ([&pack], calendars(&[&pack]));
    let mut question = question(map(), &packs, &calendars, Contacts::Rows(contacts), how);
    question.tells_shared = tells_shared;
    brought_batch::answers(&question, work, &|_| {})
}

fn rows_of(answers: &Answers, name: &str) -> Vec<Vec<String>> {
    let table = answers.tables.iter().find(|table| table.name == name).unwrap();
    assert!(table.batches.iter().all(|batch| batch.schema() == table.schema));
    table.batches.iter().flat_map(batch_rows).collect()
}

/// Two people with one contact, so that everything has to be gone through again.
fn with_shared(mut rows: Vec<Row>) -> Vec<Row> {
    let (one, other) = ("000010", "000200");
    let shared = rows.iter().find(|row| row[0] == one).unwrap()[1].clone();
    rows.iter_mut().find(|row| row[0] == other).unwrap()[1] = shared;
    rows
}

#[test]
fn every_table_is_the_same_and_nothing_is_left_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let (file, work) = (folder.path().join("all.parquet"), folder.path().join("work"));
    for (number, rows) in [people(600, 1), shuffled(people(600, 2), 3), with_shared(people(600, 4))].into_iter().enumerate() {
        write_parquet(&file, &rows);
        let out = folder.path().join(format!("out-{number}"));
        let wanted = population(&[&pack("no-access")], vec![file.clone()], &out, &USUAL).unwrap();
        for memory in [USUAL.memory, 40_000] {
            let found = answers(contacts(&arrow(&rows)), &How { threads: 2, memory, format: Format::Csv }, &work, false).unwrap();
            assert_eq!((&found.summary.counts, &found.summary.tables), (&wanted.counts, &wanted.tables));
            assert_eq!(found.summary.looked_at_together, wanted.looked_at_together);
            let run: serde_json::Value = serde_json::from_str(&found.run).unwrap();
            assert_eq!(run["rows"]["all"], rows.len());
            assert_eq!(parts(&found.run), RUN_FILE, "the file's parts stand in one order, with whatever the program was built");
            for (name, many) in &wanted.tables {
                let mut wanted = table(&out, name, Format::Parquet);
                if name == "problems" {
                    wanted.iter_mut().filter(|row| !row[1].is_empty()).for_each(|row| row[1] = NAME.to_owned());
                }
                assert!(*many > 0 || name == "patterns", "{name}");
                assert_eq!(rows_of(&found, name), wanted, "{name}");
            }
            assert!(!work.exists());
        }
        assert!(number < 2 || wanted.looked_at_together == 2, "{wanted:?}");
    }
}

/// Each row can say where it stood before somebody put the rows into another order.
#[test]
fn problems_name_the_file_and_the_row_that_columns_tell() {
    let folder = tempfile::tempdir().unwrap();
    let rows = arrow(&people(200, 7));
    let many = i64::try_from(rows.num_rows()).unwrap();
    let files: ArrayRef =
        Arc::new((0..many).map(|row| Some(if row < many / 2 { "a.parquet" } else { "b.parquet" })).collect::<StringArray>());
    let places: ArrayRef = Arc::new((0..many).map(|row| 10_000 + row).collect::<Int64Array>());
    let named = rows.schema().fields().iter().map(|field| field.name().clone()).zip(rows.columns().to_vec()).collect::<Vec<_>>();
    let placed = [named, vec![("file".to_owned(), files), ("row".to_owned(), places)]].concat();
    let placed = RecordBatch::try_from_iter(placed).unwrap();
    let told = ContactRows { file_column: Some("file".into()), row_column: Some("row".into()), ..contacts(&placed) };
    let usual = rows_of(&answers(contacts(&rows), &USUAL, folder.path(), false).unwrap(), "problems");
    let found = rows_of(&answers(told, &USUAL, folder.path(), false).unwrap(), "problems");
    assert!(usual.len() > 20 && usual.len() == found.len());
    for (usual, found) in usual.iter().zip(&found).filter(|(usual, _)| !usual[1].is_empty()) {
        let row = usual[2].parse::<i64>().unwrap() - 2;
        let file = if row < many / 2 { "a.parquet" } else { "b.parquet" };
        let place = (10_000 + row).to_string();
        assert_eq!(found[1..4], [file.to_owned(), place.clone(), place]);
    }
}

/// Whoever parts an extract by person can see who has to stay together, from each part alone.
#[test]
fn parts_tell_what_people_share_with_those_of_other_parts() {
    let folder = tempfile::tempdir().unwrap();
    let rows = with_shared(people(600, 4));
    let mut seen: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for part in rows.chunk_by(|left, right| left[0] == right[0]) {
        let shared = answers(contacts(&arrow(part)), &USUAL, folder.path(), true).unwrap().shared.unwrap();
        for batch in &shared.batches {
            let column = |place: usize| batch.column(place).as_primitive::<Int64Type>().values().to_vec();
            column(0).into_iter().zip(column(1)).for_each(|(thing, person)| seen.entry(thing).or_default().push(person));
        }
    }
    seen.values_mut().for_each(|people| {
        people.sort_unstable();
        people.dedup();
    });
    let together: Vec<&Vec<i64>> = seen.values().filter(|people| people.len() > 1).collect();
    let pack = pack("no-access");
    let (packs, calendars) = ([&pack], calendars(&[&pack]));
    let whole = arrow(&rows);
    let told = brought_batch::people(&question(map(), &packs, &calendars, Contacts::Rows(contacts(&whole)), &USUAL)).unwrap();
    assert_eq!(told.num_rows(), rows.len());
    let read = brought_batch::columns(&question(map(), &packs, &calendars, Contacts::Rows(contacts(&whole)), &USUAL)).unwrap();
    assert_eq!(read, COLUMNS);
    let digest_of = |id: &str| {
        let row = rows.iter().position(|row| row[0] == id).unwrap();
        assert_eq!(told.column(0).as_string::<i32>().value(row), format!("csds/{id}"));
        told.column(1).as_primitive::<Int64Type>().value(row)
    };
    let mut wanted = vec![digest_of("000010"), digest_of("000200")];
    wanted.sort_unstable();
    assert_eq!(together, [&wanted]);
    // A row of nobody is nobody's.
    let blank = rows.iter().position(|row| row[0].is_empty() && row[2].is_empty()).unwrap();
    assert!(told.column(0).is_null(blank) && told.column(1).is_null(blank));
}

#[test]
fn rows_that_cannot_be_used_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let rows = arrow(&people(20, 8));
    let refused = |contacts: ContactRows| answers(contacts, &USUAL, folder.path(), false).unwrap_err().to_string();
    let without = rows.project(&(0..COLUMNS.len()).filter(|place| COLUMNS[*place] != "AttendStatus").collect::<Vec<_>>()).unwrap();
    assert!(refused(contacts(&without)).contains("ATTENDANCE STATUS"));
    let mut columns: Vec<(&str, ArrayRef)> = COLUMNS.into_iter().zip(rows.columns().to_vec()).collect();
    columns[1].1 = Arc::new(Float64Array::from(vec![1.5; rows.num_rows()]));
    let told = refused(contacts(&RecordBatch::try_from_iter(columns).unwrap()));
    assert!(told.contains(NAME) && told.contains("CareContactId") && told.contains("Float64"), "{told}");
    let told = refused(ContactRows { row_column: Some("CareContactId".into()), ..contacts(&rows) });
    assert!(told.contains("is not the number of a row"), "{told}");
    let told = refused(ContactRows { file_column: Some("path".into()), ..contacts(&rows) });
    assert!(told.contains("no column `path`"), "{told}");
    let mut odd = contacts(&rows);
    odd.batches.push(without);
    assert!(refused(odd).contains("other columns than the whole"));
}

#[test]
fn no_rows_are_an_extract_of_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let rows = arrow(&people(20, 8));
    let none = ContactRows { batches: Vec::new(), ..contacts(&rows) };
    let answers = answers(none, &USUAL, folder.path(), true).unwrap();
    assert_eq!(answers.summary.counts.rows, 0);
    assert!(answers.tables.iter().all(|table| table.rows == 0));
}

/// The parts of `run.json`, in its order.
const RUN_FILE: [&str; 12] =
    ["format", "as_of", "map", "provider_column", "packs", "inputs", "not_read", "rows", "questions", "people", "entries", "tables"];

/// The names of the parts as they stand in the text.
fn parts(run: &str) -> Vec<&str> {
    run.lines().filter(|line| line.starts_with("  \"")).filter_map(|line| line.split('"').nth(1)).collect()
}
