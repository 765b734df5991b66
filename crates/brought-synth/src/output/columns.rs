//! Rows as the columns of a Parquet row group.

use super::OutputProblem;
use crate::day::Day;
use crate::table::{Cells, Kind, Row, Table};
use arrow_array::ArrayRef;
use arrow_array::builder::{Date32Builder, Int32Builder, StringBuilder};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, Encoding};
use parquet::errors::Result;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, TypePtr};
use std::io::Write;
use std::sync::Arc;

/// How many rows are laid out before they are encoded: enough to be quick, and small enough to stay near the processor.
const SLICE: usize = 8_192;

/// Ids that differ from row to row in their last digits. A dictionary would hold all of them.
const DISTINCT: &[&str] = &["CareContactId"];

/// What all Parquet files of a table have in common. Shared between threads.
pub(super) struct Shape {
    table: &'static str,
    schema: SchemaRef,
    root: TypePtr,
    properties: Arc<WriterProperties>,
    factory: ArrowRowGroupWriterFactory,
}

impl Shape {
    pub(super) fn of(table: &Table) -> std::result::Result<Self, OutputProblem> {
        Self::try_of(table).map_err(OutputProblem::parquet(table.name))
    }

    fn try_of(table: &Table) -> Result<Self> {
        let fields: Vec<Field> = table.columns.iter().map(|column| Field::new(column.name, data_type(column.kind), true)).collect();
        let schema: SchemaRef = Arc::new(Schema::new(fields));
        let root = ArrowSchemaConverter::new().convert(&schema)?.root_schema_ptr();
        let mut properties = WriterProperties::builder()
            .set_created_by(concat!("brought-synth ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::SNAPPY)
            // A reader that skips pages has nothing to skip in here, and the writer would have to remember every page.
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true);
        for name in DISTINCT.iter().filter(|name| table.columns.iter().any(|column| column.name == **name)) {
            let path = ColumnPath::from(*name);
            properties =
                properties.set_column_dictionary_enabled(path.clone(), false).set_column_encoding(path, Encoding::DELTA_BYTE_ARRAY);
        }
        let properties = Arc::new(properties.build());
        let nowhere = SerializedFileWriter::new(std::io::sink(), Arc::clone(&root), Arc::clone(&properties))?;
        let factory = ArrowRowGroupWriterFactory::new(&nowhere, Arc::clone(&schema));
        Ok(Self { table: table.name, schema, root, properties, factory })
    }

    pub(super) fn table(&self) -> &'static str {
        self.table
    }

    /// Begins a file.
    pub(super) fn writer<W: Write + Send>(&self, to: W) -> Result<SerializedFileWriter<W>> {
        SerializedFileWriter::new(to, Arc::clone(&self.root), Arc::clone(&self.properties))
    }

    /// Encodes rows as one row group.
    pub(super) fn encode<R: Row>(&self, rows: &[R]) -> std::result::Result<Vec<ArrowColumnChunk>, OutputProblem> {
        self.try_encode(rows).map_err(OutputProblem::parquet(self.table))
    }

    fn try_encode<R: Row>(&self, rows: &[R]) -> Result<Vec<ArrowColumnChunk>> {
        let mut writers = self.factory.create_column_writers(0)?;
        let mut columns = ColumnCells::new(&R::TABLE, rows.len().min(SLICE));
        for slice in rows.chunks(SLICE) {
            slice.iter().for_each(|row| row.tell(&mut columns));
            for ((writer, field), column) in writers.iter_mut().zip(self.schema.fields()).zip(&mut columns.columns) {
                for leaf in compute_leaves(field, &column.finish())? {
                    writer.write(&leaf)?;
                }
            }
        }
        writers.into_iter().map(|writer| writer.close()).collect()
    }
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Day => DataType::Date32,
        Kind::Number => DataType::Int32,
    }
}

/// Takes rows apart into columns.
struct ColumnCells {
    columns: Vec<Column>,
    next: usize,
}

enum Column {
    Text(StringBuilder),
    Day(Date32Builder),
    Number(Int32Builder),
}

impl Column {
    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(column) => Arc::new(column.finish()),
            Self::Day(column) => Arc::new(column.finish()),
            Self::Number(column) => Arc::new(column.finish()),
        }
    }
}

impl ColumnCells {
    fn new(table: &Table, rows: usize) -> Self {
        let column = |kind| match kind {
            Kind::Text => Column::Text(StringBuilder::with_capacity(rows, rows * 10)),
            Kind::Day => Column::Day(Date32Builder::with_capacity(rows)),
            Kind::Number => Column::Number(Int32Builder::with_capacity(rows)),
        };
        Self { columns: table.columns.iter().map(|described| column(described.kind)).collect(), next: 0 }
    }

    fn next(&mut self) -> Option<&mut Column> {
        self.next += 1;
        self.columns.get_mut(self.next - 1)
    }
}

/// A cell of another kind than its column would be left blank; the tests hold that no row has one.
impl Cells for ColumnCells {
    fn text(&mut self, text: &str) {
        match self.next() {
            Some(Column::Text(column)) => column.append_value(text),
            Some(Column::Day(column)) => column.append_null(),
            Some(Column::Number(column)) => column.append_null(),
            None => {}
        }
    }

    fn day(&mut self, day: Day) {
        match self.next() {
            Some(Column::Day(column)) => column.append_value(day.0),
            Some(Column::Text(column)) => column.append_null(),
            Some(Column::Number(column)) => column.append_null(),
            None => {}
        }
    }

    fn number(&mut self, number: u32) {
        match self.next() {
            Some(Column::Number(column)) => column.append_option(i32::try_from(number).ok()),
            Some(Column::Text(column)) => column.append_null(),
            Some(Column::Day(column)) => column.append_null(),
            None => {}
        }
    }

    fn blank(&mut self) {
        match self.next() {
            Some(Column::Text(column)) => column.append_null(),
            Some(Column::Day(column)) => column.append_null(),
            Some(Column::Number(column)) => column.append_null(),
            None => {}
        }
    }

    fn end(&mut self) {
        self.next = 0;
    }
}
