//! Contacts in CSV files.

use super::batch::{Batch, Place, Sink};
use super::cells;
use super::codes::{Names, Numbers, Outcomes};
use super::csv_file::{Cells, PIECE, Piece, Pieces};
use super::days::{Clock, Days, Unit};
use super::keys::{Key, KeyColumn, KeyKind, Keys};
use super::parquet_contacts::narrow;
use super::plan;
use super::stop::{Column, Stop};
use super::walk::Ids;
use crate::problem::BatchProblem;
use std::path::{Path, PathBuf};

/// So many rows are handed on at once.
const ROWS_AT_ONCE: usize = 1 << 14;

/// What the columns are, in the order in which they are asked for. Cells of other columns are passed over.
const COLUMNS: usize = 6;
const OTHER: usize = COLUMNS;

/// Files of contacts that are read as if they were one.
pub(super) struct CsvContacts {
    paths: Vec<PathBuf>,
    /// For each file, what each of its columns is.
    columns: Vec<Vec<usize>>,
    names: [String; COLUMNS],
    has_services: bool,
    piece: usize,
    pub(super) clock: Clock,
    pub(super) child_kind: KeyKind,
    pub(super) id_kind: KeyKind,
}

impl CsvContacts {
    /// Ids are taken for whole numbers until one is met that is none.
    ///
    /// # Errors
    /// When a file cannot be read or lacks a column.
    pub(super) fn open(paths: &[PathBuf], columns: &plan::Columns, has_services: bool, piece: Option<usize>) -> Result<Self, BatchProblem> {
        let names = [&columns.child, &columns.scheduled_at, &columns.outcome, &columns.provider, &columns.event_id, &columns.service];
        let needed = if has_services { COLUMNS } else { COLUMNS - 1 };
        let wanted: Vec<&str> = names.iter().take(needed).map(|name| name.as_str()).collect();
        let headings = paths.iter().map(|path| heading(path, &wanted));
        let mut contacts = Self {
            paths: paths.to_vec(),
            columns: headings.collect::<Result<_, _>>()?,
            names: names.map(Clone::clone),
            has_services,
            piece: piece.unwrap_or(PIECE),
            clock: Clock { unit: Unit::Nanoseconds, is_universal: false },
            child_kind: KeyKind::Whole,
            id_kind: KeyKind::Whole,
        };
        contacts.clock.is_universal = contacts.first_time()?;
        Ok(contacts)
    }

    /// Whether the first time says that it is universal.
    fn first_time(&self) -> Result<bool, BatchProblem> {
        let mut pieces = self.pieces();
        while let Some(piece) = pieces.next()? {
            let columns = self.columns.get(piece.file as usize).map(Vec::as_slice).unwrap_or_default();
            let (mut cells, mut found) = (Cells::new(&piece.bytes), None);
            let mut skip = piece.number == 0;
            while let Ok(true) = cells.row(&mut |number, cell| {
                if !skip && columns.get(number) == Some(&1) && found.is_none() {
                    found = Some(cells::time(cell));
                }
            }) {
                skip = false;
                if let Some(found) = found {
                    return Ok(found.is_some_and(|time| time.is_universal));
                }
            }
        }
        Ok(false)
    }

    /// How long the files are.
    pub(super) fn bytes(&self) -> Result<u64, BatchProblem> {
        let bytes =
            |path: &PathBuf| std::fs::metadata(path).map(|found| found.len()).map_err(|problem| BatchProblem::reading(path, &problem));
        self.paths.iter().map(bytes).sum()
    }

    /// Cuts the files into pieces.
    pub(super) fn pieces(&self) -> Pieces {
        Pieces::new(self.paths.clone(), self.piece)
    }

    fn at(&self, place: Place, column: usize, reason: impl Into<String>) -> Stop {
        let what_to_do = match column {
            1 => "Write it as 2026-06-30 09:30:00, with Z behind it when it is universal time; all of them alike",
            2 => "Say under [outcomes] of the plan what it is, or correct the row",
            _ => "Correct the row, or take it out",
        };
        let name = self.names.get(column).map_or("", String::as_str);
        BatchProblem::unusable(format!("{}, column {name}", self.told(place)), reason, what_to_do).into()
    }

    /// How many rows of data the pieces of a file before one have. Only for messages: the file is read again.
    fn rows_before(&self, place: Place) -> Result<usize, BatchProblem> {
        let path = self.paths.get(place.file as usize).cloned();
        let (mut pieces, mut rows) = (Pieces::new(path.into_iter().collect(), self.piece), 0);
        while let Some(piece) = pieces.next()?.filter(|piece| piece.number < place.group) {
            let mut cells = Cells::new(&piece.bytes);
            let mut in_piece = 0_usize;
            while let Ok(true) = cells.row(&mut |_, _| {}) {
                in_piece += 1;
            }
            rows += in_piece.saturating_sub(usize::from(piece.number == 0));
        }
        Ok(rows)
    }
}

impl Ids for CsvContacts {
    /// Ids are read with the rows, so that nobody has to ask for them.
    fn ids(&self, _: &mut dyn Iterator<Item = (Place, usize)>) -> Result<Keys, Stop> {
        Ok(Keys::new(self.id_kind))
    }

    fn told(&self, place: Place) -> String {
        let name = self.paths.get(place.file as usize).map_or_else(String::new, |path| path.display().to_string());
        match self.rows_before(place) {
            Ok(before) => format!("{name}, row {} below the heading", before + place.row as usize + 1),
            Err(_) => name,
        }
    }
}

/// What each column of a file is: its place among those that are wanted, or another. Also for the files of children.
pub(super) fn heading(path: &Path, wanted: &[&str]) -> Result<Vec<usize>, BatchProblem> {
    let mut pieces = Pieces::new(vec![path.to_owned()], 1 << 16);
    let (mut names, piece) = (Vec::new(), pieces.next()?);
    let bytes = piece.map(|piece| piece.bytes).unwrap_or_default();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let split = Cells::new(bytes).row(&mut |_, cell| names.push(String::from_utf8_lossy(cell).trim().to_owned()));
    if split != Ok(true) {
        return Err(BatchProblem::unusable(path.display(), "it has no heading", "Give it a first line that names the columns"));
    }
    for column in wanted {
        let count = names.iter().filter(|name| name == column).count();
        if count != 1 {
            let reason = match count {
                0 => format!("it has no column {column}; its columns are {}", names.join(", ")),
                _ => format!("it has {count} columns {column}"),
            };
            return Err(BatchProblem::unusable(
                path.display(),
                reason,
                "Say under [columns] or [children] of the plan what the column is called",
            ));
        }
    }
    Ok(names.iter().map(|name| wanted.iter().position(|column| column == name).unwrap_or(OTHER)).collect())
}

/// Reads pieces, in one thread.
pub(super) struct CsvReader<'s> {
    source: &'s CsvContacts,
    outcomes: &'s Outcomes,
    days_of: &'s Days,
    provider_numbers: Numbers<'s>,
    service_numbers: Numbers<'s>,
    /// Outcomes that were met, of which there are few, the usual ones mostly first.
    outcome_numbers: Vec<(Box<[u8]>, u8)>,
    rows: ReadRows,
}

/// The rows that have been read and not handed on.
struct ReadRows {
    children: Keys,
    ids: Keys,
    times: Vec<i64>,
    days: Vec<i32>,
    outcomes: Vec<u8>,
    providers: Vec<u32>,
    wide_services: Vec<u32>,
    services: Vec<u16>,
}

impl<'s> CsvReader<'s> {
    pub(super) fn new(
        source: &'s CsvContacts,
        outcomes: &'s Outcomes,
        days_of: &'s Days,
        providers: &'s Names,
        services: &'s Names,
    ) -> Self {
        let rows = ReadRows {
            children: Keys::new(source.child_kind),
            ids: Keys::new(source.id_kind),
            times: Vec::new(),
            days: Vec::new(),
            outcomes: Vec::new(),
            providers: Vec::new(),
            wide_services: Vec::new(),
            services: Vec::new(),
        };
        let (provider_numbers, service_numbers) = (Numbers::new(providers), Numbers::new(services));
        Self { source, outcomes, days_of, provider_numbers, service_numbers, outcome_numbers: Vec::new(), rows }
    }

    /// Reads a piece.
    pub(super) fn read(&mut self, piece: &Piece, sink: &mut dyn Sink) -> Result<(), Stop> {
        let source = self.source;
        let Some(columns) = source.columns.get(piece.file as usize) else { return Ok(()) };
        let mut place = Place { file: piece.file, group: piece.number, row: 0 };
        let mut cells = Cells::new(&piece.bytes);
        if piece.number == 0 {
            // The heading has been read.
            let _heading = cells.row(&mut |_, _| {});
        }
        loop {
            let here = Place { row: place.row + u32::try_from(self.rows.times.len()).unwrap_or(u32::MAX), ..place };
            match self.row(&mut cells, columns, here) {
                Ok(true) if self.rows.times.len() < ROWS_AT_ONCE => {}
                Ok(is_more) => {
                    let rows = self.hand_on(place, sink)?;
                    place.row += rows;
                    if !is_more {
                        return Ok(());
                    }
                }
                Err(stop) => return Err(stop),
            }
        }
    }

    fn row(&mut self, cells: &mut Cells<'_>, columns: &[usize], place: Place) -> Result<bool, Stop> {
        let source = self.source;
        let (mut count, mut wrong) = (0, None);
        let split = cells.row(&mut |number, cell| {
            count += 1;
            let column = columns.get(number).copied().unwrap_or(OTHER);
            if column != OTHER && wrong.is_none() {
                wrong = self.cell(column, cell).err();
            }
        });
        let is_row = split.map_err(|broken| source.at(place, OTHER, broken.0))?;
        match wrong {
            Some(Wrong::NotWhole(column)) => return Err(Stop::NotWhole(column)),
            Some(Wrong::Cell(column, reason)) => return Err(source.at(place, column, reason)),
            None => {}
        }
        if is_row && count != columns.len() {
            return Err(source.at(place, OTHER, format!("it has {count} cells, and the heading has {}", columns.len())));
        }
        Ok(is_row)
    }

    #[inline]
    fn cell(&mut self, column: usize, cell: &[u8]) -> Result<(), Wrong> {
        let rows = &mut self.rows;
        match column {
            0 => key(&mut rows.children, cell, Column::Child, column)?,
            1 => {
                let shown = || String::from_utf8_lossy(cell).into_owned();
                let time = cells::time(cell).ok_or_else(|| Wrong::Cell(column, format!("`{}` is no time that can be read", shown())))?;
                if time.is_universal != self.source.clock.is_universal {
                    return Err(Wrong::Cell(
                        column,
                        format!("of `{}` and the first time, one is universal time and the other is not", shown()),
                    ));
                }
                rows.times.push(time.nanoseconds);
            }
            2 => {
                let code = match self.outcome_numbers.iter().find(|(name, _)| **name == *cell) {
                    Some((_, code)) => *code,
                    None => {
                        let code = std::str::from_utf8(cell).ok().and_then(|cell| self.outcomes.code(cell)).ok_or_else(|| {
                            let cell = String::from_utf8_lossy(cell);
                            Wrong::Cell(
                                column,
                                if cell.is_empty() { "it is empty".to_owned() } else { format!("the plan does not say what `{cell}` is") },
                            )
                        })?;
                        self.outcome_numbers.push((cell.into(), code));
                        code
                    }
                };
                rows.outcomes.push(code);
            }
            3 => rows.providers.push(self.provider_numbers.of_bytes(cell).ok_or_else(|| Wrong::Cell(column, NOT_UTF_8.to_owned()))?),
            4 => key(&mut rows.ids, cell, Column::EventId, column)?,
            _ if self.source.has_services => {
                rows.wide_services.push(self.service_numbers.of_bytes(cell).ok_or_else(|| Wrong::Cell(column, NOT_UTF_8.to_owned()))?);
            }
            _ => {}
        }
        Ok(())
    }

    fn hand_on(&mut self, place: Place, sink: &mut dyn Sink) -> Result<u32, Stop> {
        let (rows, source) = (&mut self.rows, self.source);
        let number = |row: usize| u32::try_from(row).unwrap_or(u32::MAX);
        if let Some(row) = self.days_of.add(source.clock, &rows.times, &mut rows.days) {
            return Err(source.at(Place { row: place.row + number(row), ..place }, 1, "it lies before 1990 or after 2059"));
        }
        if let Some(wrong) = narrow(&rows.wide_services, &mut rows.services) {
            return Err(source.at(Place { row: place.row + number(wrong.row), ..place }, 5, wrong.reason));
        }
        let count = number(rows.times.len());
        if count > 0 {
            sink.batch(&Batch {
                children: KeyColumn::Kept(&rows.children),
                times: &rows.times,
                days: &rows.days,
                outcomes: &rows.outcomes,
                providers: &rows.providers,
                services: &rows.services,
                ids: Some(KeyColumn::Kept(&rows.ids)),
                place,
            })?;
        }
        rows.children.clear();
        rows.ids.clear();
        rows.times.clear();
        rows.days.clear();
        rows.outcomes.clear();
        rows.providers.clear();
        rows.wide_services.clear();
        rows.services.clear();
        Ok(count)
    }
}

const NOT_UTF_8: &str = "it is not UTF-8 text";

/// What is wrong with a row.
enum Wrong {
    NotWhole(Column),
    Cell(usize, String),
}

fn key(keys: &mut Keys, cell: &[u8], column: Column, place: usize) -> Result<(), Wrong> {
    if cell.is_empty() {
        return Err(Wrong::Cell(place, "it is empty".to_owned()));
    }
    let key = match keys.kind() {
        KeyKind::Whole => Key::Whole(cells::whole(cell).ok_or(Wrong::NotWhole(column))?),
        KeyKind::Text if std::str::from_utf8(cell).is_ok() => Key::Text(cell),
        KeyKind::Text => return Err(Wrong::Cell(place, NOT_UTF_8.to_owned())),
    };
    keys.push(key);
    Ok(())
}
