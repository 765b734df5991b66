//! The contacts, and pieces of work that threads take one after another.

use super::batch::{Place, Sink};
use super::codes::{Names, Outcomes};
use super::csv_contacts::{CsvContacts, CsvReader};
use super::csv_file::{Piece, Pieces};
use super::days::{Clock, Days};
use super::keys::{KeyKind, Keys};
use super::parquet_contacts::{ParquetContacts, ParquetReader};
use super::plan;
use super::stop::{Column, Stop};
use super::walk::Ids;
use crate::problem::BatchProblem;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A piece of work has about so many rows: enough that its ends do not matter, and few enough that the answers to it fit anywhere.
const ROWS_IN_PIECE: usize = 1 << 19;

/// Files of contacts that are read as if they were one.
pub(super) enum ContactFiles {
    Parquet(ParquetContacts),
    Csv(CsvContacts),
}

/// Everything that reading looks up.
pub(super) struct LookUp {
    pub(super) outcomes: Outcomes,
    pub(super) days: Days,
    pub(super) providers: Names,
    pub(super) services: Names,
}

impl ContactFiles {
    /// Opens files and folders of them; the files of a folder in the order of their names.
    ///
    /// # Errors
    /// When there are none, they are of two formats, or cannot be used.
    pub(super) fn open(paths: &[PathBuf], columns: &plan::Columns, has_services: bool, piece: Option<usize>) -> Result<Self, BatchProblem> {
        let mut files = Vec::new();
        for path in paths {
            add_files(path, &mut files)?;
        }
        let is = |file: &PathBuf, ending: &str| file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending));
        match files.as_slice() {
            files if !files.is_empty() && files.iter().all(|file| is(file, "parquet")) => {
                Ok(Self::Parquet(ParquetContacts::open(files, columns, has_services)?))
            }
            files if !files.is_empty() && files.iter().all(|file| is(file, "csv")) => {
                Ok(Self::Csv(CsvContacts::open(files, columns, has_services, piece)?))
            }
            files => {
                let place = files.iter().find(|file| !is(file, "parquet") && !is(file, "csv")).or(files.first()).or(paths.first());
                let place = place.map_or_else(|| "the contacts".to_owned(), |place| place.display().to_string());
                let reason =
                    if files.is_empty() { "there is no file in it" } else { "the files are not all Parquet (.parquet) or all CSV (.csv)" };
                Err(BatchProblem::unusable(place, reason, "Name files of one format, or a folder of them"))
            }
        }
    }

    pub(super) fn child_kind(&self) -> KeyKind {
        match self {
            Self::Parquet(files) => files.child_kind,
            Self::Csv(files) => files.child_kind,
        }
    }

    pub(super) fn id_kind(&self) -> KeyKind {
        match self {
            Self::Parquet(files) => files.id_kind,
            Self::Csv(files) => files.id_kind,
        }
    }

    pub(super) fn clock(&self) -> Clock {
        match self {
            Self::Parquet(files) => files.clock,
            Self::Csv(files) => files.clock,
        }
    }

    /// Takes a column of CSV files for texts from now on.
    pub(super) fn read_as_texts(&mut self, column: Column) {
        if let Self::Csv(files) = self {
            match column {
                Column::Child => files.child_kind = KeyKind::Text,
                Column::EventId => files.id_kind = KeyKind::Text,
            }
        }
    }

    /// How many contacts there are, about.
    pub(super) fn about(&self) -> Result<usize, BatchProblem> {
        Ok(match self {
            Self::Parquet(files) => files.rows(),
            Self::Csv(files) => usize::try_from(files.bytes()? / 64).unwrap_or(usize::MAX),
        })
    }

    pub(super) fn ids(&self) -> &dyn Ids {
        match self {
            Self::Parquet(files) => files,
            Self::Csv(files) => files,
        }
    }

    /// What there is to do.
    pub(super) fn work(&self) -> Work {
        match self {
            Self::Parquet(files) => Work(Mutex::new((0, ToDo::Groups(files.pieces(ROWS_IN_PIECE).into_iter())))),
            Self::Csv(files) => Work(Mutex::new((0, ToDo::Pieces(files.pieces())))),
        }
    }

    /// What reads, in one thread.
    pub(super) fn reader<'s>(&'s self, look_up: &'s LookUp) -> Reader<'s> {
        let LookUp { outcomes, days, providers, services } = look_up;
        match self {
            Self::Parquet(files) => Reader::Parquet(Box::new(ParquetReader::new(files, outcomes, days, providers, services))),
            Self::Csv(files) => Reader::Csv(Box::new(CsvReader::new(files, outcomes, days, providers, services))),
        }
    }
}

fn add_files(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), BatchProblem> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let cannot = |problem: std::io::Error| BatchProblem::reading(path, &problem);
    let mut inside = Vec::new();
    for entry in std::fs::read_dir(path).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with(['.', '_']);
        if !is_hidden && entry.path().is_file() {
            inside.push(entry.path());
        }
    }
    inside.sort();
    files.append(&mut inside);
    Ok(())
}

/// Pieces of work, numbered in the order in which the contacts stand.
pub(super) struct Work(Mutex<(usize, ToDo)>);

enum ToDo {
    Groups(std::vec::IntoIter<Vec<(usize, usize)>>),
    Pieces(Pieces),
}

/// A piece of work.
pub(super) enum Unit {
    /// File and row group of each.
    Groups(Vec<(usize, usize)>),
    Piece(Piece),
}

impl Work {
    /// The next piece with its number.
    pub(super) fn next(&self) -> Result<Option<(usize, Unit)>, BatchProblem> {
        let mut work = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let unit = match &mut work.1 {
            ToDo::Groups(groups) => groups.next().map(Unit::Groups),
            ToDo::Pieces(pieces) => pieces.next()?.map(Unit::Piece),
        };
        let number = work.0;
        work.0 += 1;
        Ok(unit.map(|unit| (number, unit)))
    }
}

impl Work {
    /// Takes a piece back that was gone through.
    pub(super) fn give_back(&self, unit: Unit) {
        let mut work = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let (ToDo::Pieces(pieces), Unit::Piece(piece)) = (&mut work.1, unit) {
            pieces.give_back(piece);
        }
    }
}

/// Reads pieces of work, in one thread.
pub(super) enum Reader<'s> {
    Parquet(Box<ParquetReader<'s>>),
    Csv(Box<CsvReader<'s>>),
}

impl Reader<'_> {
    /// Reads a piece; with the ids of the contacts when they are wanted, and of CSV always.
    pub(super) fn read(&mut self, unit: &Unit, with_ids: bool, sink: &mut dyn Sink) -> Result<(), Stop> {
        match (self, unit) {
            (Self::Parquet(reader), Unit::Groups(groups)) => {
                groups.iter().try_for_each(|(file, group)| reader.read(*file, *group, with_ids, sink))
            }
            (Self::Csv(reader), Unit::Piece(piece)) => reader.read(piece, sink),
            (Self::Parquet(_), Unit::Piece(_)) | (Self::Csv(_), Unit::Groups(_)) => Ok(()),
        }
    }
}

impl Ids for ContactFiles {
    fn ids(&self, places: &mut dyn Iterator<Item = (Place, usize)>) -> Result<Keys, Stop> {
        self.ids().ids(places)
    }

    fn told(&self, place: Place) -> String {
        self.ids().told(place)
    }
}
