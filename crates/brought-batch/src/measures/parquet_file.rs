//! A Parquet file: its columns found and checked, its row groups read.

use super::days::{Clock, Unit};
use super::keys::KeyKind;
use crate::problem::BatchProblem;
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowSelection,
};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many rows are read at once.
pub(super) const ROWS_AT_ONCE: usize = 1 << 14;

/// What a column is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// An id: whole numbers or texts.
    Key,
    Time,
    /// One of a few words.
    Code,
    YesOrNo,
}

/// A file whose columns are as they have to be.
pub(super) struct ParquetFile {
    path: PathBuf,
    pub(super) name: String,
    metadata: ArrowReaderMetadata,
    /// For each column that is wanted, where it stands in the file.
    columns: Vec<usize>,
    /// How many rows each row group has.
    pub(super) groups: Vec<usize>,
}

impl ParquetFile {
    /// # Errors
    /// When it is no Parquet file, or has not the columns that are wanted.
    pub(super) fn open(path: &Path, wanted: &[(&str, Want)]) -> Result<Self, BatchProblem> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|problem| BatchProblem::reading(path, &problem))?;
        let cannot = |problem| unreadable(&name, &problem);
        let found = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(cannot)?;
        let mut fields: Vec<Arc<Field>> = found.schema().fields().iter().cloned().collect();
        let mut columns = Vec::new();
        for (column, want) in wanted {
            let at = fields.iter().position(|field| field.name() == column);
            let Some((at, field)) = at.and_then(|at| Some((at, fields.get_mut(at)?))) else {
                let names: Vec<&str> = found.schema().fields().iter().map(|field| field.name().as_str()).collect();
                let reason = format!("it has no column {column}; its columns are {}", names.join(", "));
                return Err(BatchProblem::unusable(
                    &name,
                    reason,
                    "Say under [columns] or [children] of the plan what the column is called",
                ));
            };
            let as_read = read_as(field.data_type(), *want).ok_or_else(|| wrong_type(&name, column, field.data_type(), *want))?;
            *field = Arc::new(field.as_ref().clone().with_data_type(as_read));
            columns.push(at);
        }
        let schema = Arc::new(Schema::new_with_metadata(fields, found.schema().metadata().clone()));
        let metadata = Arc::clone(found.metadata());
        let groups = metadata.row_groups().iter().map(|group| usize::try_from(group.num_rows()).unwrap_or_default()).collect();
        let metadata = ArrowReaderMetadata::try_new(metadata, ArrowReaderOptions::new().with_schema(schema)).map_err(cannot)?;
        Ok(Self { path: path.to_owned(), name, metadata, columns, groups })
    }

    /// What a column that is wanted holds, as it is read.
    pub(super) fn data_type(&self, wanted: usize) -> &DataType {
        self.columns.get(wanted).and_then(|at| self.metadata.schema().fields().get(*at)).map_or(&DataType::Null, |field| field.data_type())
    }

    /// What kind of ids a column has.
    pub(super) fn key_kind(&self, wanted: usize) -> KeyKind {
        if self.data_type(wanted).is_integer() { KeyKind::Whole } else { KeyKind::Text }
    }

    /// What its times are counted in.
    pub(super) fn clock(&self, wanted: usize) -> Clock {
        match self.data_type(wanted) {
            DataType::Timestamp(unit, zone) => Clock { unit: unit_of(*unit), is_universal: zone.is_some() },
            _ => Clock { unit: Unit::Microseconds, is_universal: false },
        }
    }

    /// Reads some columns of a row group, in the order of the file.
    ///
    /// # Errors
    /// When the machine does not read the file.
    pub(super) fn read(
        &self,
        group: usize,
        wanted: &[usize],
        rows: Option<RowSelection>,
    ) -> Result<ParquetRecordBatchReader, BatchProblem> {
        // Each has the file for itself: a copy would share the place at which the file stands.
        let file = File::open(&self.path).map_err(|problem| BatchProblem::reading(&self.path, &problem))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        let roots = wanted.iter().filter_map(|wanted| self.columns.get(*wanted).copied());
        let columns = ProjectionMask::roots(builder.parquet_schema(), roots);
        let builder = builder.with_row_groups(vec![group]).with_projection(columns).with_batch_size(ROWS_AT_ONCE);
        let builder = match rows {
            Some(rows) => builder.with_row_selection(rows),
            None => builder,
        };
        builder.build().map_err(|problem| unreadable(&self.name, &problem))
    }

    /// Which of the columns that are read a wanted one is.
    pub(super) fn place_among(&self, wanted: usize, read: &[usize]) -> usize {
        let at = |wanted: usize| self.columns.get(wanted).copied().unwrap_or_default();
        // Of two that are one column of the file, one is read.
        let mut before: Vec<usize> = read.iter().map(|read| at(*read)).filter(|other| *other < at(wanted)).collect();
        before.sort_unstable();
        before.dedup();
        before.len()
    }

    /// How many rows stand before a row group.
    pub(super) fn rows_before(&self, group: usize) -> usize {
        self.groups.iter().take(group).sum()
    }
}

/// What cannot be read is told with the file.
pub(super) fn unreadable(name: &str, problem: &dyn std::fmt::Display) -> BatchProblem {
    BatchProblem::unusable(name, format!("it could not be read as Parquet: {problem}"), "Check that the file is whole, or write it again")
}

/// As what a column is read; nothing when it cannot be used.
fn read_as(data_type: &DataType, want: Want) -> Option<DataType> {
    let is_text = match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, value) => matches!(**value, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View),
        _ => false,
    };
    // A number of eight bytes without a sign may not fit.
    let is_whole = data_type.is_integer() && *data_type != DataType::UInt64;
    match want {
        Want::Key if is_whole => Some(data_type.clone()),
        Want::Key if is_text => Some(DataType::Utf8),
        Want::Code if is_whole => Some(data_type.clone()),
        Want::Code if is_text => Some(DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))),
        Want::Time if matches!(data_type, DataType::Timestamp(..)) => Some(data_type.clone()),
        Want::YesOrNo if *data_type == DataType::Boolean || is_whole => Some(data_type.clone()),
        Want::YesOrNo if is_text => Some(DataType::Utf8),
        _ => None,
    }
}

fn wrong_type(name: &str, column: &str, data_type: &DataType, want: Want) -> BatchProblem {
    let (is_to_be, what_to_do) = match want {
        Want::Key | Want::Code => ("whole numbers or texts", "Write it as an integer of at most 64 bits with a sign, or as a string"),
        Want::Time => ("times", "Write it as a timestamp: local time without a zone, or universal time"),
        Want::YesOrNo => ("yes or no", "Write it as a boolean, or as 0 and 1"),
    };
    BatchProblem::unusable(format!("{name}, column {column}"), format!("it holds {data_type}, and has to be {is_to_be}"), what_to_do)
}

fn unit_of(unit: TimeUnit) -> Unit {
    match unit {
        TimeUnit::Second => Unit::Seconds,
        TimeUnit::Millisecond => Unit::Milliseconds,
        TimeUnit::Microsecond => Unit::Microseconds,
        TimeUnit::Nanosecond => Unit::Nanoseconds,
    }
}
