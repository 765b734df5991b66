//! Everybody at once.

use crate::arrow::{ArrowTable, contacts};
use crate::failure::Failure;
use crate::standing::moment;
use crate::{maps, packs};
use brought_batch::{Answers, Contacts, Format, KeptTable, Out, Policy, Question, USUAL_MEMORY};
use brought_calendar::Calendar;
use brought_policy::Pack;
use pyo3::prelude::*;
use std::path::PathBuf;

/// What is asked, as Python gives it.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Asked {
    policies: Vec<String>,
    as_of: String,
    mapping: String,
    provider_column: Option<String>,
    threads: Option<usize>,
    /// In megabytes.
    memory: Option<usize>,
    file_column: Option<String>,
    row_column: Option<String>,
    shared: bool,
}

/// What `population` returns: the tables by name, what `run.json` says, and the table of what people share.
type Told = (Vec<(String, ArrowTable)>, String, Option<ArrowTable>);

/// Asks about everybody in a table, and keeps the answers in memory.
#[pyfunction]
pub(crate) fn population(py: Python<'_>, given: &Bound<'_, PyAny>, asked: Asked) -> PyResult<Told> {
    let rows = contacts(given, asked.file_column.clone(), asked.row_column.clone())?;
    let answers = py.detach(|| -> Result<Answers, Failure> {
        let work = tempfile::tempdir().map_err(|problem| Failure::machine(format!("no temporary folder could be made: {problem}")))?;
        with_question(&asked, Contacts::Rows(rows), |question| Ok(brought_batch::answers(question, &work.path().join("order"), &|_| {})?))
    })?;
    let named = |table: KeptTable| (table.name.clone(), table.into());
    Ok((answers.tables.into_iter().map(named).collect(), answers.run, answers.shared.map(Into::into)))
}

/// Asks about everybody in files, and writes the answers into a folder. Returns the names of the tables with how many rows each has.
#[pyfunction]
pub(crate) fn population_files(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    out: PathBuf,
    format: &str,
    asked: Asked,
) -> PyResult<Vec<(String, u64)>> {
    let format = match format {
        "parquet" => Format::Parquet,
        "csv" => Format::Csv,
        other => return Err(Failure::unusable(format!("{other} is no format of tables. Give `parquet` or `csv`")).into()),
    };
    let out = Out { folder: out, format };
    let summary =
        py.detach(|| with_question(&asked, Contacts::Files(paths), |question| Ok(brought_batch::run(question, &out, &|_| {})?)))?;
    Ok(summary.tables)
}

/// Whose each row of a table is.
#[pyfunction]
pub(crate) fn people(py: Python<'_>, given: &Bound<'_, PyAny>, asked: Asked) -> PyResult<ArrowTable> {
    let rows = contacts(given, None, None)?;
    let told = py.detach(|| with_question(&asked, Contacts::Rows(rows), |question| Ok(brought_batch::people(question)?)))?;
    Ok(KeptTable { name: "people".to_owned(), rows: told.num_rows() as u64, schema: told.schema(), batches: vec![told] }.into())
}

/// Which columns of a table are read.
#[pyfunction]
pub(crate) fn columns(py: Python<'_>, given: &Bound<'_, PyAny>, asked: Asked) -> PyResult<Vec<String>> {
    let rows = contacts(given, None, None)?;
    Ok(py.detach(|| with_question(&asked, Contacts::Rows(rows), |question| Ok(brought_batch::columns(question)?)))?)
}

/// Puts the question together and asks it.
fn with_question<T>(asked: &Asked, contacts: Contacts, ask: impl FnOnce(&Question<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
    let as_of = moment(&asked.as_of)?;
    let map = maps::find(&asked.mapping)?;
    let packs: Vec<Pack> = asked.policies.iter().map(|name| packs::usable(name)).collect::<Result<_, _>>()?;
    let calendars: Vec<Calendar> = packs.iter().map(|pack| Calendar::bundled(pack.division)).collect();
    ask(&Question {
        contacts,
        map: &map,
        policies: packs.iter().zip(&calendars).map(|(pack, calendar)| Policy { pack, calendar }).collect(),
        as_of,
        provider_column: asked.provider_column.clone(),
        threads: asked.threads.unwrap_or_else(processors),
        memory: asked.memory.map_or(USUAL_MEMORY, |megabytes| megabytes.saturating_mul(1 << 20)),
        tells_shared: asked.shared,
    })
}

/// How many processors there are.
pub(crate) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
