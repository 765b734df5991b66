//! One table as a file, or as rows that are kept in memory.

use super::csv;
use crate::problem::{BatchProblem, writing};
use crate::question::Format;
use crate::table::Spec;
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use std::error::Error as _;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;

/// So many rows make a row group: what is written is held in memory until one is full.
const ROWS_IN_GROUP: usize = 1 << 15;

/// A table that is being written.
pub(crate) struct TableFile {
    path: PathBuf,
    spec: &'static Spec,
    to: To,
    rows: u64,
}

/// A table that was written.
#[derive(Clone, Debug)]
pub struct KeptTable {
    /// Its name: that of the file it would have.
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
    /// Its columns.
    pub schema: SchemaRef,
    /// Its rows, when they were kept in memory, in the order of the people.
    pub batches: Vec<RecordBatch>,
}

enum To {
    Parquet(Box<ArrowWriter<File>>),
    Csv(BufWriter<File>),
    Memory(Vec<RecordBatch>),
}

impl TableFile {
    /// Begins to write a table.
    pub(crate) fn create(path: PathBuf, spec: &'static Spec, format: Format) -> Result<Self, BatchProblem> {
        let file = File::create(&path).map_err(writing(&path))?;
        let to = match format {
            Format::Parquet => {
                let properties = WriterProperties::builder()
                    .set_compression(Compression::SNAPPY)
                    .set_max_row_group_row_count(Some(ROWS_IN_GROUP))
                    .set_created_by("brought".to_owned())
                    .build();
                let writer = ArrowWriter::try_new(file, spec.schema(), Some(properties)).map_err(|problem| parquet(&path, problem))?;
                To::Parquet(Box::new(writer))
            }
            Format::Csv => {
                let mut out = BufWriter::with_capacity(1 << 18, file);
                csv::write_heading(&mut out, spec).map_err(writing(&path))?;
                To::Csv(out)
            }
        };
        Ok(Self { path, spec, to, rows: 0 })
    }

    /// Begins to keep a table in memory.
    pub(crate) fn keep(spec: &'static Spec) -> Self {
        Self { path: PathBuf::new(), spec, to: To::Memory(Vec::new()), rows: 0 }
    }

    /// Writes some rows.
    pub(crate) fn write(&mut self, rows: &RecordBatch) -> Result<(), BatchProblem> {
        self.rows += rows.num_rows() as u64;
        if rows.num_rows() == 0 {
            return Ok(());
        }
        match &mut self.to {
            To::Parquet(out) => out.write(rows).map_err(|problem| parquet(&self.path, problem)),
            To::Csv(out) => csv::write_rows(out, rows).map_err(writing(&self.path)),
            To::Memory(kept) => {
                kept.push(rows.clone());
                Ok(())
            }
        }
    }

    /// Ends the table. A file is on the disk for good then.
    pub(crate) fn finish(self) -> Result<KeptTable, BatchProblem> {
        let path = self.path;
        let table = |batches| KeptTable { name: self.spec.name.to_owned(), rows: self.rows, schema: self.spec.schema(), batches };
        let file = match self.to {
            To::Memory(kept) => return Ok(table(kept)),
            To::Parquet(out) => out.into_inner().map_err(|problem| parquet(&path, problem))?,
            To::Csv(mut out) => {
                out.flush().map_err(writing(&path))?;
                out.into_inner().map_err(|problem| BatchProblem::writing(&path, problem.error()))?
            }
        };
        file.sync_all().map_err(writing(&path))?;
        Ok(table(Vec::new()))
    }
}

/// A full disk is told as one, however deep it stands in the problem.
fn parquet(path: &std::path::Path, problem: ParquetError) -> BatchProblem {
    match problem.source().and_then(|source| source.downcast_ref::<io::Error>()) {
        Some(source) => BatchProblem::writing(path, source),
        None => BatchProblem::writing(path, &io::Error::other(problem)),
    }
}
