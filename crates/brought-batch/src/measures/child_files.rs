//! The file of the children: who they are, and whether there is a known concern.

use super::cells;
use super::columns::{empty, keys};
use super::concerns::{Children, Known};
use super::csv_contacts::heading;
use super::csv_file::{Cells, PIECE, Pieces};
use super::keys::{Key, KeyColumn, KeyKind, Keys};
use super::parquet_file::{ParquetFile, Want, unreadable};
use super::plan::ChildColumns;
use super::stop::Stop;
use crate::problem::BatchProblem;
use arrow_array::cast::AsArray as _;
use arrow_array::{Array, RecordBatch, StringArray};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReader;
use std::path::{Path, PathBuf};

/// A file of children.
pub(super) enum ChildFile {
    Parquet(Box<ParquetFile>),
    Csv { path: PathBuf, name: String, columns: Vec<usize> },
}

impl ChildFile {
    /// # Errors
    /// When it cannot be read or lacks a column.
    pub(super) fn open(path: &Path, columns: &ChildColumns) -> Result<Self, BatchProblem> {
        let is = |ending: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending));
        if is("parquet") {
            let wanted = [(columns.child.as_str(), Want::Key), (columns.known_concern.as_str(), Want::YesOrNo)];
            return Ok(Self::Parquet(Box::new(ParquetFile::open(path, &wanted)?)));
        }
        if is("csv") {
            let columns = heading(path, &[&columns.child, &columns.known_concern])?;
            return Ok(Self::Csv { path: path.to_owned(), name: path.display().to_string(), columns });
        }
        Err(BatchProblem::unusable(path.display(), "its name ends neither in .parquet nor in .csv", "Name a Parquet or a CSV file"))
    }

    /// The name of the file, for messages.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Parquet(file) => &file.name,
            Self::Csv { name, .. } => name,
        }
    }

    /// The children, from the first. `kind` is that of the ids in the contacts.
    ///
    /// # Errors
    /// When the ids are of another kind: nobody would be found.
    pub(super) fn children(&self, kind: KeyKind) -> Result<Box<dyn Children + '_>, BatchProblem> {
        match self {
            Self::Parquet(file) => {
                let has = file.key_kind(0);
                if has != kind {
                    let reason = format!("the ids of the children are {has}, and in the contacts they are {kind}");
                    return Err(BatchProblem::unusable(&file.name, reason, "Write both alike"));
                }
                let places = [file.place_among(0, &[0, 1]), file.place_among(1, &[0, 1])];
                Ok(Box::new(InParquet { file, places, group: 0, open: None, row: 0 }))
            }
            Self::Csv { path, name, columns } => {
                let pieces = Pieces::new(vec![path.clone()], PIECE);
                Ok(Box::new(InCsv { name, columns, kind, pieces, row: 0 }))
            }
        }
    }
}

struct InParquet<'f> {
    file: &'f ParquetFile,
    places: [usize; 2],
    group: usize,
    open: Option<ParquetRecordBatchReader>,
    row: usize,
}

impl Children for InParquet<'_> {
    fn next(&mut self, children: &mut Keys, known: &mut Vec<Known>) -> Result<bool, Stop> {
        children.clear();
        known.clear();
        loop {
            if self.open.is_none() {
                if self.group >= self.file.groups.len() {
                    return Ok(false);
                }
                self.open = Some(self.file.read(self.group, &[0, 1], None)?);
                self.group += 1;
            }
            match self.open.as_mut().and_then(Iterator::next) {
                Some(batch) => {
                    let batch = batch.map_err(|problem| unreadable(&self.file.name, &problem))?;
                    self.take(&batch, children, known)?;
                    self.row += batch.num_rows();
                    return Ok(true);
                }
                None => self.open = None,
            }
        }
    }

    fn name(&self) -> &str {
        &self.file.name
    }
}

impl InParquet<'_> {
    fn take(&self, batch: &RecordBatch, children: &mut Keys, known: &mut Vec<Known>) -> Result<(), Stop> {
        let [ids, concerns] = self.places.map(|place| batch.column(place).as_ref());
        let told = |row: usize| format!("{}, row {}", self.file.name, self.row + row + 1);
        if let Some(wrong) = empty(ids) {
            return Err(BatchProblem::unusable(told(wrong.row), "the child is empty", "Correct the row, or take it out").into());
        }
        keys(ids, &mut Vec::new()).add_to(children);
        for row in 0..batch.num_rows() {
            known.push(concern(concerns, row).ok_or_else(|| {
                BatchProblem::unusable(told(row), "whether there is a known concern cannot be read", "Write true or false, or 1 or 0")
            })?);
        }
        Ok(())
    }
}

fn concern(column: &dyn Array, row: usize) -> Option<Known> {
    if column.is_null(row) {
        return Some(Known::NotSaid);
    }
    match column.data_type() {
        DataType::Boolean => Some(if column.as_boolean().value(row) { Known::Yes } else { Known::No }),
        DataType::Utf8 => {
            let texts: &StringArray = column.as_string();
            cells::known(texts.value(row).as_bytes())
        }
        _ => {
            let mut room = Vec::new();
            match keys(column.slice(row, 1).as_ref(), &mut room) {
                KeyColumn::Whole([0]) => Some(Known::No),
                KeyColumn::Whole([1]) => Some(Known::Yes),
                _ => None,
            }
        }
    }
}

struct InCsv<'f> {
    name: &'f str,
    columns: &'f [usize],
    kind: KeyKind,
    pieces: Pieces,
    row: usize,
}

impl Children for InCsv<'_> {
    fn next(&mut self, children: &mut Keys, known: &mut Vec<Known>) -> Result<bool, Stop> {
        children.clear();
        known.clear();
        let Some(piece) = self.pieces.next()? else { return Ok(false) };
        let mut cells = Cells::new(&piece.bytes);
        if piece.number == 0 {
            // The heading has been read.
            let _heading = cells.row(&mut |_, _| {});
        }
        loop {
            let (mut count, mut wrong) = (0, None);
            let split = cells.row(&mut |number, cell| {
                count += 1;
                match self.columns.get(number) {
                    Some(0) => match key_of(self.kind, cell) {
                        Some(key) => children.push(key),
                        None => {
                            wrong = Some(format!(
                                "the child `{}` is empty, or not of the kind that the contacts have",
                                String::from_utf8_lossy(cell)
                            ))
                        }
                    },
                    Some(1) => match cells::known(cell) {
                        Some(concern) => known.push(concern),
                        None => wrong = Some(format!("`{}` is neither yes nor no", String::from_utf8_lossy(cell))),
                    },
                    _ => {}
                }
            });
            let is_row = match split {
                Ok(is_row) => is_row,
                Err(broken) => {
                    wrong = Some(broken.0.to_owned());
                    true
                }
            };
            if !is_row {
                return Ok(true);
            }
            if count != self.columns.len() && wrong.is_none() {
                wrong = Some(format!("it has {count} cells, and the heading has {}", self.columns.len()));
            }
            self.row += 1;
            if let Some(reason) = wrong {
                let place = format!("{}, row {} below the heading", self.name, self.row);
                return Err(BatchProblem::unusable(place, reason, "Correct the row, or take it out").into());
            }
        }
    }

    fn name(&self) -> &str {
        self.name
    }
}

fn key_of(kind: KeyKind, cell: &[u8]) -> Option<Key<'_>> {
    match kind {
        _ if cell.is_empty() => None,
        KeyKind::Whole => cells::whole(cell).map(Key::Whole),
        KeyKind::Text => std::str::from_utf8(cell).ok().map(|_| Key::Text(cell)),
    }
}
