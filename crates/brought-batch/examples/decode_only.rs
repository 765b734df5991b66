//! How long it takes to read the columns that `brought measures` uses, and to do nothing with them: what no program that answers out of the same
//! files with the same library can be quicker than. `decode_only FOLDER` prints how many rows there are; `cargo xtask bench population` runs it.
#![allow(clippy::disallowed_methods, reason = "it is a program, and is told the folder on its command line")]

use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// The columns; words are read as `brought measures` reads them, each once for a dictionary.
const USED: [&str; 4] = ["nhs_number", "scheduled_at", "outcome", "provider"];

/// So many rows are read at once, as there.
const ROWS_AT_ONCE: usize = 1 << 14;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name the folder of the files")?;
    let mut rows = 0;
    for entry in std::fs::read_dir(folder)? {
        rows += decode(&entry?.path())?;
    }
    println!("contacts decoded {rows}");
    Ok(())
}

fn decode(path: &Path) -> Result<usize, Box<dyn Error>> {
    let file = File::open(path)?;
    let found = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?;
    let word = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let as_read = |field: &Arc<Field>| {
        let is_word = *field.data_type() == DataType::Utf8;
        if is_word { Arc::new(field.as_ref().clone().with_data_type(word.clone())) } else { Arc::clone(field) }
    };
    let schema = Schema::new(found.schema().fields().iter().map(as_read).collect::<Vec<_>>());
    let metadata = ArrowReaderMetadata::try_new(Arc::clone(found.metadata()), ArrowReaderOptions::new().with_schema(Arc::new(schema)))?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
    let columns = ProjectionMask::columns(builder.parquet_schema(), USED);
    let mut rows = 0;
    for batch in builder.with_projection(columns).with_batch_size(ROWS_AT_ONCE).build()? {
        rows += batch?.num_rows();
    }
    Ok(rows)
}
