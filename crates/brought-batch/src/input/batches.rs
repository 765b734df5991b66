//! Rows that are in memory, as Arrow holds them.

use super::cell::Cells;
use super::{From, InputFile, Sink, Used, described};
use crate::problem::{BatchProblem, Halt};
use crate::question::{ContactRows, Question};
use crate::rows::At;
use arrow_array::{Array, RecordBatch};
use brought_interop::ReadContext;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The files in which the rows stood, in the order of their names; one when nobody says.
pub(super) fn files(rows: &ContactRows, question: &Question<'_>, context: &ReadContext) -> Result<Vec<InputFile>, BatchProblem> {
    for column in [&rows.file_column, &rows.row_column].into_iter().flatten() {
        if rows.schema.index_of(column).is_err() {
            let reason = format!("there is no column `{column}`, which is to say where each row stood");
            return Err(BatchProblem::unusable(&rows.name, reason, "Name a column that is there, or none"));
        }
    }
    if let Some(odd) = rows.batches.iter().position(|batch| batch.schema().fields() != rows.schema.fields()) {
        let reason = format!("the batch {odd} of rows, counted from 0, has other columns than the whole");
        return Err(BatchProblem::unusable(&rows.name, reason, "Give rows that all have the same columns"));
    }
    let all: Vec<Used> = rows.schema.fields().iter().map(|field| Used::of(field)).collect();
    let file = |name: Arc<str>| described(name, 0, all.clone(), From::Memory, question, context);
    let mut names: BTreeMap<Arc<str>, ()> = BTreeMap::new();
    for batch in rows.batches.iter().filter(|_| rows.file_column.is_some()) {
        let cells = named(batch, rows.file_column.as_deref(), &rows.name)?;
        for name in (0..batch.num_rows()).filter_map(|row| cells.as_ref().map(|cells| cells.text(row))) {
            if !names.contains_key(name) {
                names.insert(name.into(), ());
            }
        }
    }
    if names.is_empty() {
        names.insert(rows.name.as_str().into(), ());
    }
    names.into_keys().map(file).collect()
}

/// Hands on every row. Returns how many each file has.
pub(super) fn read(rows: &ContactRows, files: &[InputFile], sink: &mut dyn Sink) -> Result<Vec<u64>, Halt> {
    let numbers: BTreeMap<&str, usize> = files.iter().enumerate().map(|(number, file)| (&*file.name, number)).collect();
    let mut counts = vec![0; files.len()];
    let mut ordinal = 0;
    for batch in &rows.batches {
        let Some(first) = files.first() else { break };
        let columns = columns(batch, first)?;
        let names = named(batch, rows.file_column.as_deref(), &rows.name)?;
        let places = named(batch, rows.row_column.as_deref(), &rows.name)?;
        let mut cells: Vec<&str> = Vec::with_capacity(columns.len());
        for index in 0..batch.num_rows() {
            let number = names.as_ref().and_then(|names| numbers.get(names.text(index))).copied().unwrap_or_default();
            let row = places.as_ref().map_or(Ok(ordinal + 2), |places| place(places.text(index), rows))?;
            cells.clear();
            cells.extend(columns.iter().map(|column| column.text(index)));
            sink.row(At { file: u32::try_from(number).unwrap_or(u32::MAX), row, line: row, ordinal, ended: true }, &cells)?;
            ordinal += 1;
            if let Some(count) = counts.get_mut(number) {
                *count += 1;
            }
        }
    }
    Ok(counts)
}

/// The columns that are read, in the order in which the file names them.
fn columns<'b>(batch: &'b RecordBatch, file: &InputFile) -> Result<Vec<Cells<'b>>, BatchProblem> {
    let fields = batch.schema_ref().fields();
    let read = fields.iter().zip(batch.columns()).filter(|(field, _)| file.columns.contains(field.name()));
    let columns: Option<Vec<Cells<'_>>> = read.map(|(_, column)| cells(column)).collect();
    columns.ok_or_else(|| BatchProblem::inner(&file.name, "a column changed its type"))
}

fn cells(column: &Arc<dyn Array>) -> Option<Cells<'_>> {
    Cells::of(column.as_ref())
}

/// The cells of a column that says where rows stood.
fn named<'b>(batch: &'b RecordBatch, column: Option<&str>, name: &str) -> Result<Option<Cells<'b>>, BatchProblem> {
    let Some(column) = column else { return Ok(None) };
    let found = batch.column_by_name(column).and_then(cells);
    let reason = "it is to say where each row stood, and is neither text nor whole numbers";
    found.map(Some).ok_or_else(|| BatchProblem::unusable(format!("{name}, column {column}"), reason, "Give it as text or as whole numbers"))
}

/// The number of a row in its file.
fn place(text: &str, rows: &ContactRows) -> Result<u64, BatchProblem> {
    text.parse().map_err(|_| {
        let column = rows.row_column.as_deref().unwrap_or_default();
        let reason = format!("`{text}` is not the number of a row");
        BatchProblem::unusable(format!("{}, column {column}", rows.name), reason, "Give each row its number in its file, as a whole number")
    })
}
