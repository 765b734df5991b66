//! The files of an extract: found, looked through for their columns, and read one after another; or its rows, where they are in memory.

mod batches;
mod cell;
mod csv;
mod parquet;

use crate::problem::{BatchProblem, Halt};
use crate::question::{Contacts, Question};
use crate::rows::At;
use arrow_schema::Field;
use brought_interop::{ReadContext, RowProblem, RowReader};
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Who takes the rows in.
pub(crate) trait Sink {
    /// A row of a file, its cells in the order of that file's columns.
    fn row(&mut self, at: At, cells: &[&str]) -> Result<(), Halt>;

    /// A line that cannot even be split into cells.
    fn broken(&mut self, problem: RowProblem) -> Result<(), Halt>;

    /// How many bytes of all files have been read.
    fn came_to(&mut self, bytes: u64);
}

/// A column that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Used {
    name: String,
    /// What kind of thing it holds, and what the file calls that.
    kind: cell::Kind,
    type_name: String,
}

impl Used {
    /// A column of typed cells.
    fn of(field: &Field) -> Self {
        Self { name: field.name().clone(), kind: cell::Kind::of(field.data_type()), type_name: field.data_type().to_string() }
    }
}

/// How the rows of a file are read.
#[derive(Clone, Debug)]
enum From {
    Parquet(PathBuf),
    Csv(PathBuf),
    /// They are in memory, and may stand among those of other files.
    Memory,
}

/// One file.
#[derive(Clone, Debug)]
pub(crate) struct InputFile {
    from: From,
    /// Its name for messages, and in the table of problems.
    pub(crate) name: Arc<str>,
    /// In bytes. Nought when its rows are in memory.
    pub(crate) size: u64,
    /// The columns whose cells are handed on.
    pub(crate) columns: Vec<String>,
    /// Where among them the provider stands.
    pub(crate) provider: Option<usize>,
    used: Vec<Used>,
}

/// All files of an extract.
#[derive(Clone, Debug)]
pub(crate) struct Inputs {
    pub(crate) files: Vec<InputFile>,
    /// Files in the folders that are no tables.
    pub(crate) left_out: Vec<String>,
}

impl Inputs {
    /// Finds the files and looks at their columns.
    ///
    /// # Errors
    /// When a file cannot be read, lacks a column that the map requires, or has another column, or another kind of one, than the first.
    pub(crate) fn find(question: &Question<'_>, context: &ReadContext) -> Result<Self, BatchProblem> {
        let inputs = match &question.contacts {
            Contacts::Rows(rows) => return Ok(Self { files: batches::files(rows, question, context)?, left_out: Vec::new() }),
            Contacts::Files(inputs) => inputs,
        };
        let (paths, left_out) = paths(inputs)?;
        let mut files = Vec::with_capacity(paths.len());
        for path in paths {
            files.push(look_at(path, question, context)?);
        }
        let Some((first, others)) = files.split_first() else {
            let place = inputs.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
            return Err(BatchProblem::unusable(place, "there is no CSV or Parquet file there", "Name a file, or a folder that holds some"));
        };
        for other in others {
            agree(first, other)?;
        }
        Ok(Self { files, left_out })
    }

    /// How long they are together, in bytes.
    pub(crate) fn size(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }

    /// Hands on every row of every file. Returns how many each has.
    pub(crate) fn read(&self, question: &Question<'_>, sink: &mut dyn Sink) -> Result<Vec<u64>, Halt> {
        if let Contacts::Rows(rows) = &question.contacts {
            return batches::read(rows, &self.files, sink);
        }
        let (mut before, mut ordinal, mut counts) = (0, 0, Vec::with_capacity(self.files.len()));
        for (number, file) in self.files.iter().enumerate() {
            let place = Place { file: u32::try_from(number).unwrap_or(u32::MAX), first: ordinal, bytes_before: before };
            let rows = match &file.from {
                From::Parquet(path) => parquet::read(file, path, place, sink)?,
                From::Csv(path) => csv::read(file, path, place, question.map, sink)?,
                From::Memory => 0,
            };
            before += file.size;
            ordinal += rows;
            counts.push(rows);
            sink.came_to(before);
        }
        Ok(counts)
    }

    /// A reader that knows the columns of every file.
    pub(crate) fn reader<'a>(&self, question: &Question<'a>, context: &'a ReadContext) -> Result<RowReader<'a>, BatchProblem> {
        let mut reader = RowReader::new(question.map, context)?;
        for file in &self.files {
            reader.add_file(file.columns.clone(), &file.name)?;
        }
        Ok(reader)
    }
}

/// Where a file stands among all.
#[derive(Clone, Copy)]
struct Place {
    file: u32,
    /// How many rows came before it.
    first: u64,
    bytes_before: u64,
}

fn paths(inputs: &[PathBuf]) -> Result<(Vec<PathBuf>, Vec<String>), BatchProblem> {
    let (mut found, mut left_out) = (Vec::new(), Vec::new());
    for input in inputs {
        if !input.is_dir() {
            found.push(input.clone());
            continue;
        }
        let mut within = Vec::new();
        for entry in fs::read_dir(input).map_err(|problem| BatchProblem::reading(input, &problem))? {
            within.push(entry.map_err(|problem| BatchProblem::reading(input, &problem))?.path());
        }
        within.sort();
        let (tables, others): (Vec<_>, Vec<_>) = within.into_iter().partition(|path| path.is_file() && is_table(path));
        found.extend(tables);
        left_out.extend(others.iter().map(|path| path.display().to_string()));
    }
    Ok((found, left_out))
}

fn is_table(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    matches!(ending.as_deref(), Some("csv" | "parquet"))
}

fn look_at(path: PathBuf, question: &Question<'_>, context: &ReadContext) -> Result<InputFile, BatchProblem> {
    let unreadable = |problem: std::io::Error| BatchProblem::reading(&path, &problem);
    let mut begins = [0; 4];
    let mut file = File::open(&path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let is_parquet = file.read_exact(&mut begins).is_ok() && &begins == b"PAR1"
        // One that was cut off at its beginning, or is empty, is not taken for CSV.
        || path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"));
    let name: Arc<str> = path.display().to_string().into();
    let (all, from) = if is_parquet {
        (parquet::columns(&path)?, From::Parquet(path))
    } else {
        (csv::columns(&path, &name, question.map)?, From::Csv(path))
    };
    described(name, size, all, from, question, context)
}

/// What of a file's columns is read.
fn described(
    name: Arc<str>,
    size: u64,
    all: Vec<Used>,
    from: From,
    question: &Question<'_>,
    context: &ReadContext,
) -> Result<InputFile, BatchProblem> {
    let mut reader = RowReader::new(question.map, context)?;
    let number = reader.add_file(all.iter().map(|used| used.name.clone()).collect(), &name)?;
    let is_provider = |used: &Used| question.provider_column.as_ref().is_some_and(|column| column.eq_ignore_ascii_case(&used.name));
    if let Some(column) = question.provider_column.as_ref().filter(|_| !all.iter().any(is_provider)) {
        let reason = format!("it has no column `{column}`, which is to name the provider");
        return Err(BatchProblem::unusable(&name, reason, "Name a column that it has"));
    }
    let is_used = |place: usize, used: &Used| reader.is_used(number, place) || is_provider(used);
    let used: Vec<Used> = all.iter().enumerate().filter(|(place, used)| is_used(*place, used)).map(|(_, used)| used.clone()).collect();
    if let Some(bad) = used.iter().find(|used| used.kind == cell::Kind::Other) {
        let place = format!("{name}, column {}", bad.name);
        let reason = format!("it is of the type {}, of which it is not clear what would be written for it", bad.type_name);
        return Err(BatchProblem::unusable(place, reason, "Export it as text, as whole numbers, or as days or times"));
    }
    // A row of a CSV file is judged as a whole, so all of it is handed on; of others nothing but what is needed is read.
    let read = if matches!(from, From::Csv(_)) { &all } else { &used };
    let columns: Vec<String> = read.iter().map(|used| used.name.clone()).collect();
    let provider = read.iter().position(is_provider);
    Ok(InputFile { from, name, size, columns, provider, used })
}

/// Files of one extract tell the same in the same way: otherwise one of them is probably not what it is taken for.
fn agree(first: &InputFile, other: &InputFile) -> Result<(), BatchProblem> {
    const WHAT_TO_DO: &str = "Export the files in one way, or read them apart";
    let same = |left: &Used, right: &Used| left.name.eq_ignore_ascii_case(&right.name);
    for (here, there, name, known) in [(first, other, &other.name, &first.name), (other, first, &first.name, &other.name)] {
        for used in &here.used {
            let Some(found) = there.used.iter().find(|found| same(used, found)) else {
                let place = format!("{name}, column {}", used.name);
                return Err(BatchProblem::unusable(place, format!("it is not there, and {known} has it"), WHAT_TO_DO));
            };
            if found.kind != used.kind {
                let place = format!("{name}, column {}", used.name);
                let reason = format!("it is {} here and {} in {known}", found.type_name, used.type_name);
                return Err(BatchProblem::unusable(place, reason, WHAT_TO_DO));
            }
        }
    }
    Ok(())
}
