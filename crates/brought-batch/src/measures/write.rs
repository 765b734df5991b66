//! What is written: a table of children and a table of months, for each plan.

use super::days::{NO_DAY, day};
use super::keys::{Key, KeyKind, Keys};
use super::months::Month;
use super::plan::Plan;
use super::rows::{Column, Holds, Rows, columns};
use crate::output::Folder;
use crate::problem::{BatchProblem, writing};
use crate::question::Format;
use arrow_array::builder::Date32Builder;
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Int32Array, Int64Array, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, Encoding};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use std::collections::BTreeMap;
use std::error::Error as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Rows as they will stand in the file.
pub(super) enum Encoded {
    Parquet(Vec<ArrowColumnChunk>),
    Csv(Vec<u8>),
}

/// A table of children that is being written. Any thread makes its rows ready; they are written in the order of their numbers.
pub(super) struct ChildTable {
    path: PathBuf,
    columns: Vec<Column>,
    schema: SchemaRef,
    factory: Option<ArrowRowGroupWriterFactory>,
    to: Mutex<To>,
}

struct To {
    file: Target,
    next: usize,
    waiting: BTreeMap<usize, Encoded>,
}

enum Target {
    Parquet(Box<SerializedFileWriter<File>>),
    Csv(File),
}

impl ChildTable {
    /// Begins the table. `number` is that of the plan.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn create(folder: &Folder, plan: &Plan, number: usize, kind: KeyKind, format: Format) -> Result<Self, BatchProblem> {
        let path = folder.file(&file_name("children", number, format));
        let columns = columns(plan);
        let schema = schema(&plan.columns.child, &columns, kind);
        let file = File::create(&path).map_err(writing(&path))?;
        let (target, factory) = match format {
            Format::Parquet => {
                let cannot = |problem| parquet(&path, problem);
                let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties())).map_err(cannot)?;
                let (writer, factory) = writer.into_serialized_writer().map_err(cannot)?;
                (Target::Parquet(Box::new(writer)), Some(factory))
            }
            Format::Csv => {
                let mut file = file;
                let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
                write!(file, "{}\r\n", names.join(",")).map_err(writing(&path))?;
                (Target::Csv(file), None)
            }
        };
        let to = Mutex::new(To { file: target, next: 0, waiting: BTreeMap::new() });
        Ok(Self { path, columns, schema, factory, to })
    }

    /// Makes rows ready to be written.
    pub(super) fn encode(&self, rows: Vec<Rows>) -> Result<Encoded, BatchProblem> {
        let Some(factory) = &self.factory else { return Ok(Encoded::Csv(self.csv(&rows))) };
        if rows.iter().all(|rows| rows.len() == 0) {
            return Ok(Encoded::Parquet(Vec::new()));
        }
        let cannot = |problem| parquet(&self.path, problem);
        let mut writers = factory.create_column_writers(0).map_err(cannot)?;
        for rows in rows.into_iter().filter(|rows| rows.len() > 0) {
            let arrays = std::iter::once(ids(rows.children))
                .chain(rows.columns.into_iter().zip(&self.columns).map(|(figures, column)| array(figures, column)));
            for ((writer, field), array) in writers.iter_mut().zip(self.schema.fields()).zip(arrays) {
                for leaf in compute_leaves(field, &array).map_err(cannot)? {
                    writer.write(&leaf).map_err(cannot)?;
                }
            }
        }
        Ok(Encoded::Parquet(writers.into_iter().map(|writer| writer.close()).collect::<Result<_, _>>().map_err(cannot)?))
    }

    /// Writes rows, when those with smaller numbers have been written; until then they wait.
    pub(super) fn put(&self, number: usize, rows: Encoded) -> Result<(), BatchProblem> {
        let mut to = self.to.lock().unwrap_or_else(PoisonError::into_inner);
        to.waiting.insert(number, rows);
        loop {
            let next = to.next;
            let Some(rows) = to.waiting.remove(&next) else { return Ok(()) };
            to.next += 1;
            self.write(&mut to.file, rows)?;
        }
    }

    fn write(&self, file: &mut Target, rows: Encoded) -> Result<(), BatchProblem> {
        let cannot = |problem| parquet(&self.path, problem);
        match (file, rows) {
            (Target::Parquet(writer), Encoded::Parquet(columns)) if !columns.is_empty() => {
                let mut group = writer.next_row_group().map_err(cannot)?;
                for column in columns {
                    column.append_to_row_group(&mut group).map_err(cannot)?;
                }
                group.close().map_err(cannot)?;
            }
            (Target::Csv(file), Encoded::Csv(text)) => file.write_all(&text).map_err(writing(&self.path))?,
            _ => {}
        }
        Ok(())
    }

    /// Ends the table, so that it is on the disk for good.
    pub(super) fn finish(self) -> Result<(), BatchProblem> {
        let to = self.to.into_inner().unwrap_or_else(PoisonError::into_inner);
        let file = match to.file {
            Target::Parquet(writer) => writer.into_inner().map_err(|problem| parquet(&self.path, problem))?,
            Target::Csv(file) => file,
        };
        file.sync_all().map_err(writing(&self.path))
    }

    fn csv(&self, rows: &[Rows]) -> Vec<u8> {
        let mut text = Vec::new();
        for rows in rows {
            for row in 0..rows.len() {
                match rows.children.get(row) {
                    Some(Key::Text(id)) => csv_text(&mut text, id),
                    Some(Key::Whole(id)) => put(&mut text, id),
                    None => {}
                }
                for (figures, column) in rows.columns.iter().zip(&self.columns) {
                    text.push(b',');
                    let figure = figures.get(row).copied().unwrap_or(NO_DAY);
                    match column.holds {
                        _ if column.may_be_empty && figure == NO_DAY => {}
                        Holds::Count | Holds::Days => put(&mut text, figure),
                        Holds::YesOrNo => put(&mut text, figure != 0),
                        Holds::Day => put(&mut text, day(figure)),
                    }
                }
                text.extend_from_slice(b"\r\n");
            }
        }
        text
    }
}

/// Writing to memory cannot fail.
fn put(text: &mut Vec<u8>, what: impl std::fmt::Display) {
    let _ = write!(text, "{what}");
}

/// A text that a spreadsheet would take for a formula is shown as text: what a file of another system says must not be run.
fn csv_text(text: &mut Vec<u8>, cell: &[u8]) {
    let is_formula = cell.first().is_some_and(|first| b"=+-@\t\r".contains(first));
    if !is_formula && !cell.iter().any(|byte| b"\",\r\n".contains(byte)) {
        return text.extend_from_slice(cell);
    }
    text.push(b'"');
    text.extend(is_formula.then_some(b'\''));
    for byte in cell {
        text.extend((*byte == b'"').then_some(b'"'));
        text.push(*byte);
    }
    text.push(b'"');
}

fn file_name(table: &str, plan: usize, format: Format) -> String {
    // The second plan is the one that the first is compared with.
    format!("{table}{}.{}", if plan == 0 { "" } else { "-compared" }, format.ending())
}

fn schema(child: &str, columns: &[Column], kind: KeyKind) -> SchemaRef {
    let id = Field::new(child, if kind == KeyKind::Whole { DataType::Int64 } else { DataType::Utf8 }, false);
    let fields = columns.iter().map(|column| {
        let data_type = match column.holds {
            Holds::Count | Holds::Days => DataType::Int32,
            Holds::Day => DataType::Date32,
            Holds::YesOrNo => DataType::Boolean,
        };
        Field::new(&column.name, data_type, column.may_be_empty)
    });
    Arc::new(Schema::new(std::iter::once(id).chain(fields).collect::<Vec<_>>()))
}

fn ids(children: Keys) -> ArrayRef {
    match children {
        Keys::Whole(ids) => Arc::new(Int64Array::from(ids)),
        Keys::Text { .. } => Arc::new(StringArray::from_iter_values((0..children.len()).filter_map(|row| match children.get(row) {
            Some(Key::Text(id)) => std::str::from_utf8(id).ok(),
            _ => None,
        }))),
    }
}

fn array(figures: Vec<i32>, column: &Column) -> ArrayRef {
    let is_there = || figures.iter().map(|figure| *figure != NO_DAY).collect::<Vec<bool>>();
    match column.holds {
        Holds::Count => Arc::new(Int32Array::from(figures)),
        Holds::Days => Arc::new(Int32Array::from_iter(figures.iter().map(|figure| (*figure != NO_DAY).then_some(*figure)))),
        Holds::YesOrNo => Arc::new(BooleanArray::from_iter(figures.iter().map(|figure| Some(*figure != 0)))),
        Holds::Day => {
            let mut days = Date32Builder::with_capacity(figures.len());
            // The lists are of one length.
            days.append_values(&figures, &is_there());
            Arc::new(days.finish())
        }
    }
}

/// Small numbers that are mostly alike: a compressor is quicker with them than a dictionary.
fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_created_by("brought".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        .set_encoding(Encoding::PLAIN)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_data_page_row_count_limit(usize::MAX)
        .build()
}

/// Writes contacts due and failed by provider and month.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write_months(
    folder: &Folder,
    months: &BTreeMap<(Option<&str>, i32), Month>,
    number: usize,
    format: Format,
) -> Result<(), BatchProblem> {
    let path = folder.file(&file_name("months", number, format));
    let mut file = File::create(&path).map_err(writing(&path))?;
    if format == Format::Csv {
        let mut text = b"provider,month,due,failed\r\n".to_vec();
        for ((provider, month), count) in months {
            csv_text(&mut text, provider.unwrap_or_default().as_bytes());
            put(&mut text, format_args!(",{},{},{}\r\n", day(*month), count.due, count.failed));
        }
        return file.write_all(&text).and_then(|()| file.sync_all()).map_err(writing(&path));
    }
    let cannot = |problem| parquet(&path, problem);
    let count = |of: fn(&Month) -> u32| Arc::new(Int64Array::from_iter_values(months.values().map(|month| i64::from(of(month)))));
    let columns: [(&str, ArrayRef, bool); 4] = [
        ("provider", Arc::new(months.keys().map(|(provider, _)| *provider).collect::<StringArray>()), true),
        ("month", Arc::new(Date32Array::from_iter_values(months.keys().map(|(_, month)| *month))), false),
        ("due", count(|month| month.due), false),
        ("failed", count(|month| month.failed), false),
    ];
    let batch = arrow_array::RecordBatch::try_from_iter_with_nullable(columns)
        .map_err(|problem| BatchProblem::inner("the table of months", problem))?;
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties())).map_err(cannot)?;
    writer.write(&batch).map_err(cannot)?;
    writer.into_inner().map_err(cannot)?.sync_all().map_err(writing(&path))
}

/// A full disk is told as one, however deep it stands in the problem.
fn parquet(path: &Path, problem: ParquetError) -> BatchProblem {
    match problem.source().and_then(|source| source.downcast_ref::<io::Error>()) {
        Some(source) => BatchProblem::writing(path, source),
        None => BatchProblem::writing(path, &io::Error::other(problem)),
    }
}
