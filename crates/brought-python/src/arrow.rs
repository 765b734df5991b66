//! Tables as they cross between Python and this module: by Arrow's C interface, neither copied nor written down.

use crate::failure::{Failure, Unusable};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{Array as _, RecordBatch, RecordBatchIterator, RecordBatchReader as _};
use arrow_pyarrow::FromPyArrow as _;
use arrow_schema::SchemaRef;
use brought_batch::{ContactRows, KeptTable};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::ffi::CStr;

/// The name that the interface gives to a capsule with a stream.
const STREAM: &CStr = c"arrow_array_stream";

/// What contacts in memory are called where no column names a file.
const NAME: &str = "the contacts";

/// A table of an answer. It is read by whatever takes Arrow: `pyarrow.table(it)`, `polars.DataFrame(it)`, `duckdb.arrow(it)`. Nothing is copied,
/// and it may be read any number of times.
#[pyclass(frozen, module = "brought")]
pub(crate) struct ArrowTable(KeptTable);

impl From<KeptTable> for ArrowTable {
    fn from(table: KeptTable) -> Self {
        Self(table)
    }
}

#[pymethods]
impl ArrowTable {
    /// The table as a stream of Arrow, for whoever reads it. It has the columns that it has: another schema is not made of it on request.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(&self, py: Python<'py>, requested_schema: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyCapsule>> {
        // Whoever asks for a schema has to look at what came: so the interface says.
        let _not_made = requested_schema;
        let batches = RecordBatchIterator::new(self.0.batches.clone().into_iter().map(Ok), self.0.schema.clone());
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), STREAM)
    }

    /// Its name.
    #[getter]
    fn name(&self) -> &str {
        &self.0.name
    }

    /// The names of its columns, in their order.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.0.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// How many rows it has.
    #[getter]
    fn num_rows(&self) -> u64 {
        self.0.rows
    }

    fn __len__(&self) -> usize {
        usize::try_from(self.0.rows).unwrap_or(usize::MAX)
    }

    fn __repr__(&self) -> String {
        format!("<{}: {} rows of {}>", self.0.name, self.0.rows, self.column_names().join(", "))
    }
}

/// The contacts that Python holds in something that gives Arrow.
pub(crate) fn contacts(given: &Bound<'_, PyAny>, file_column: Option<String>, row_column: Option<String>) -> PyResult<ContactRows> {
    let (schema, batches) = batches(given, NAME, "; `population_files` reads files")?;
    Ok(ContactRows { name: NAME.to_owned(), schema, batches, file_column, row_column })
}

/// The rows of a table that Python holds in something that gives Arrow, called so in messages, which say at their end what else
/// could be meant. A stream that can be read only once is read to its end.
pub(crate) fn batches(given: &Bound<'_, PyAny>, name: &str, or_else: &str) -> PyResult<(SchemaRef, Vec<RecordBatch>)> {
    let (schema, batches) = if given.hasattr("__arrow_c_stream__")? {
        let stream = RecordBatchStreamReader::from_pyarrow_bound(given).map_err(|problem| told(name, &problem))?;
        let schema = stream.schema();
        let batches = given.py().detach(|| stream.collect::<Result<Vec<RecordBatch>, _>>());
        (schema, batches.map_err(|problem| Failure::unusable(format!("{name}: whoever gave them stopped in the middle: {problem}")))?)
    } else if given.hasattr("__arrow_c_array__")? {
        let batch = RecordBatch::from_pyarrow_bound(given).map_err(|problem| told(name, &problem))?;
        (batch.schema(), vec![batch])
    } else {
        let kind = given.get_type().name().map(|name| name.to_string()).unwrap_or_default();
        let what_to_do = "Give a table of pyarrow, Polars or DuckDB, or anything else with __arrow_c_stream__";
        return Err(Failure::unusable(format!("{name}: a {kind} holds no table of Arrow. {what_to_do}{or_else}")).into());
    };
    given.py().detach(|| check(&batches, name))?;
    Ok((schema, batches))
}

/// Whatever comes from elsewhere is looked through before it is believed: texts that are none, or places beyond a buffer, would be read as they are.
fn check(batches: &[RecordBatch], name: &str) -> Result<(), Failure> {
    for batch in batches {
        for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
            column.to_data().validate_full().map_err(|problem| {
                Failure::unusable(format!("{name}, column {}: {problem}. Whoever made the table made it wrongly", field.name()))
            })?;
        }
    }
    Ok(())
}

fn told(name: &str, problem: &PyErr) -> PyErr {
    Unusable::new_err(format!("{name} could not be taken over as Arrow: {problem}"))
}
