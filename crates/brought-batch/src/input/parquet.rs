//! Parquet files: only the columns that are needed, a few thousand rows at a time.

use super::cell::Cells;
use super::{InputFile, Place, Sink, Used};
use crate::problem::{BatchProblem, Halt};
use crate::rows::At;
use arrow_array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fmt::Display;
use std::fs::File;
use std::path::Path;

/// How many rows are read at once.
const ROWS: usize = 8192;

/// The columns of a file.
pub(super) fn columns(path: &Path) -> Result<Vec<Used>, BatchProblem> {
    Ok(open(path)?.schema().fields().iter().map(|field| Used::of(field)).collect())
}

/// Hands on every row. Returns how many there are.
pub(super) fn read(file: &InputFile, path: &Path, place: Place, sink: &mut dyn Sink) -> Result<u64, Halt> {
    let builder = open(path)?;
    let of = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or_default();
    let fields = builder.schema().fields();
    // In the order in which they stand in the file, which is how they were found.
    let roots: Vec<usize> = (0..fields.len()).filter(|root| file.columns.contains(fields[*root].name())).collect();
    let mask = ProjectionMask::roots(builder.parquet_schema(), roots);
    let reader = builder.with_projection(mask).with_batch_size(ROWS).build().map_err(|problem| broken(path, problem))?;
    let mut rows = 0;
    for batch in reader {
        let batch = batch.map_err(|problem| broken(path, format!("after row {rows}: {problem}")))?;
        hand_on(&batch, file, place, rows, of, sink)?;
        rows += batch.num_rows() as u64;
        sink.came_to(place.bytes_before + file.size * rows / of.max(1));
    }
    if rows != of {
        return Err(broken(path, format!("it says that it has {of} rows, and {rows} are in it")).into());
    }
    Ok(rows)
}

fn hand_on(batch: &RecordBatch, file: &InputFile, place: Place, before: u64, of: u64, sink: &mut dyn Sink) -> Result<(), Halt> {
    let columns: Option<Vec<Cells<'_>>> = batch.columns().iter().map(|column| Cells::of(column.as_ref())).collect();
    let columns = columns.ok_or_else(|| BatchProblem::inner(&file.name, "a column changed its type"))?;
    let mut cells: Vec<&str> = Vec::with_capacity(columns.len());
    for index in 0..batch.num_rows() {
        cells.clear();
        cells.extend(columns.iter().map(|column| column.text(index)));
        let number = before + index as u64;
        // Counted as in a spreadsheet that shows the file: the heading is row 1.
        let at = At { file: place.file, row: number + 2, line: number + 2, ordinal: place.first + number, ended: number < of };
        sink.row(at, &cells)?;
    }
    Ok(())
}

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, BatchProblem> {
    let file = File::open(path).map_err(|problem| BatchProblem::reading(path, &problem))?;
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(|problem| broken(path, problem))
}

fn broken(path: &Path, problem: impl Display) -> BatchProblem {
    let reason = format!("it is not a whole Parquet file ({problem})");
    BatchProblem::unusable(path.display(), reason, "It was probably cut off while it was written or copied: export it again")
}
