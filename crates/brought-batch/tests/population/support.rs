//! Running a population, and reading what it wrote.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Int32Type, TimestampMicrosecondType, UInt64Type};
use arrow_array::{Array, ArrayRef, Date32Array, DictionaryArray, RecordBatch, StringArray};
use arrow_schema::DataType;
use brought_batch::{BatchProblem, Contacts, Format, Out, Policy, Question, Summary, run};
use brought_calendar::Calendar;
use brought_interop::{Map, shipped_maps};
use brought_policy::Pack;
use brought_policy::pack::{PackFiles, included_folders, load};
use jiff::{Timestamp, ToSpan as _};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::made_up::{COLUMNS, Row};

pub(crate) const AS_OF: &str = "2026-11-20T12:00:00Z";

pub(crate) fn as_of() -> Timestamp {
    AS_OF.parse().unwrap()
}

pub(crate) fn map() -> &'static Map {
    static MAP: OnceLock<Map> = OnceLock::new();
    MAP.get_or_init(|| {
        let shipped = shipped_maps().iter().find(|map| map.name == "csds-care-contact").unwrap();
        Map::parse(shipped.toml, shipped.name).unwrap().with_iso_dates()
    })
}

/// A shipped pack.
pub(crate) fn pack(name: &str) -> Pack {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut files = PackFiles::new();
    let mut folders = vec![(policies.join(name), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        read_texts(&folder, &prefix, &mut files);
        for included in included_folders(&files) {
            let prefix = format!("{included}/");
            if !files.keys().any(|path| path.starts_with(&prefix)) {
                folders.push((policies.join(name).join(&included), prefix));
            }
        }
    }
    let loaded = load(&files);
    loaded.pack.unwrap_or_else(|| panic!("{name}: {:?}", loaded.problems))
}

fn read_texts(folder: &Path, prefix: &str, files: &mut PackFiles) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            read_texts(&path, &format!("{prefix}{name}/"), files);
        } else if name.ends_with(".toml") || name.ends_with(".md") {
            files.insert(format!("{prefix}{name}"), std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// How a run is varied.
#[derive(Clone)]
pub(crate) struct How {
    pub(crate) threads: usize,
    pub(crate) memory: usize,
    pub(crate) format: Format,
}

pub(crate) const USUAL: How = How { threads: 2, memory: 64 << 20, format: Format::Parquet };

/// Runs the packs over files.
pub(crate) fn population(packs: &[&Pack], inputs: Vec<PathBuf>, out: &Path, how: &How) -> Result<Summary, BatchProblem> {
    population_with(map(), packs, inputs, out, how)
}

pub(crate) fn population_with(map: &Map, packs: &[&Pack], inputs: Vec<PathBuf>, out: &Path, how: &How) -> Result<Summary, BatchProblem> {
    let calendars = calendars(packs);
    let out = Out { folder: out.to_owned(), format: how.format };
    run(&question(map, packs, &calendars, Contacts::Files(inputs), how), &out, &|_| {})
}

pub(crate) fn calendars(packs: &[&Pack]) -> Vec<Calendar> {
    packs.iter().map(|pack| Calendar::bundled(pack.division)).collect()
}

pub(crate) fn question<'a>(map: &'a Map, packs: &[&'a Pack], calendars: &'a [Calendar], contacts: Contacts, how: &How) -> Question<'a> {
    let policies = packs.iter().zip(calendars).map(|(pack, calendar)| Policy { pack, calendar }).collect();
    let (threads, memory) = (how.threads, how.memory);
    Question { contacts, map, policies, as_of: as_of(), provider_column: None, threads, memory, tells_shared: false }
}

/// The rows of a table that was written, each cell as text; what is empty is blank.
pub(crate) fn table(folder: &Path, name: &str, format: Format) -> Vec<Vec<String>> {
    let path = folder.join(format!("{name}.{}", format.ending()));
    match format {
        Format::Csv => csv_rows(&std::fs::read_to_string(path).unwrap()),
        Format::Parquet => {
            let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
            reader.flat_map(|batch| batch_rows(&batch.unwrap())).collect()
        }
    }
}

/// The rows of a CSV file after its heading.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    rows.split_off(1)
}

pub(crate) fn batch_rows(batch: &RecordBatch) -> Vec<Vec<String>> {
    (0..batch.num_rows()).map(|row| batch.columns().iter().map(|column| shown(column, row)).collect()).collect()
}

fn shown(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).to_string(),
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        DataType::Date32 => {
            let days = i64::from(column.as_primitive::<Date32Type>().value(row));
            jiff::civil::date(1970, 1, 1).checked_add(days.days()).unwrap().to_string()
        }
        _ => Timestamp::from_microsecond(column.as_primitive::<TimestampMicrosecondType>().value(row)).unwrap().to_string(),
    }
}

/// The rows as a Parquet file.
pub(crate) fn write_parquet(path: &Path, rows: &[Row]) {
    write_batch(path, &arrow(rows));
}

/// The rows in typed columns: days as days where all of them are some, codes by dictionary, everything else as text.
pub(crate) fn arrow(rows: &[Row]) -> RecordBatch {
    let text = |place: usize| -> ArrayRef {
        Arc::new(rows.iter().map(|row| Some(row[place].as_str()).filter(|cell| !cell.is_empty())).collect::<StringArray>())
    };
    let coded = |place: usize| -> ArrayRef {
        let cells = rows.iter().map(|row| Some(row[place].as_str()).filter(|cell| !cell.is_empty()));
        Arc::new(cells.collect::<DictionaryArray<Int32Type>>())
    };
    let day = |place: usize| -> Option<ArrayRef> {
        let read = |cell: &str| {
            let day: jiff::civil::Date = cell.parse().ok()?;
            Some(Some(i32::try_from(day.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24).unwrap()))
        };
        let days: Option<Vec<Option<i32>>> =
            rows.iter().map(|row| if row[place].is_empty() { Some(None) } else { read(&row[place]) }).collect();
        Some(Arc::new(Date32Array::from(days?)))
    };
    let columns = (0..COLUMNS.len()).map(|place| match place {
        3 | 4 => (COLUMNS[place], day(place).unwrap_or_else(|| text(place)), true),
        6..=9 => (COLUMNS[place], coded(place), true),
        _ => (COLUMNS[place], text(place), true),
    });
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

pub(crate) fn write_batch(path: &Path, batch: &RecordBatch) {
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}
