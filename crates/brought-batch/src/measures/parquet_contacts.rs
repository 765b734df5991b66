//! Contacts in Parquet files.

use super::batch::{Batch, Place, Sink};
use super::codes::{Names, Numbers, Outcomes};
use super::columns::{Codes, Wrong, empty, keys, times};
use super::days::{Clock, Days};
use super::keys::{KeyColumn, KeyKind, Keys};
use super::parquet_file::{ParquetFile, Want, unreadable};
use super::plan;
use super::stop::Stop;
use super::walk::Ids;
use crate::problem::BatchProblem;
use arrow_array::{Array, RecordBatch};
use parquet::arrow::arrow_reader::{RowSelection, RowSelector};
use std::ops::Range;
use std::path::PathBuf;

/// The columns in the order in which they are asked for.
const CHILD: usize = 0;
const TIME: usize = 1;
const OUTCOME: usize = 2;
const PROVIDER: usize = 3;
const ID: usize = 4;
const SERVICE: usize = 5;

/// Files of contacts that are read as if they were one.
pub(super) struct ParquetContacts {
    files: Vec<ParquetFile>,
    names: [String; 6],
    has_services: bool,
    pub(super) clock: Clock,
    pub(super) child_kind: KeyKind,
    pub(super) id_kind: KeyKind,
}

impl ParquetContacts {
    /// # Errors
    /// When a file cannot be read, lacks a column, or holds another kind of values than the first.
    pub(super) fn open(paths: &[PathBuf], columns: &plan::Columns, has_services: bool) -> Result<Self, BatchProblem> {
        let mut wanted = vec![
            (columns.child.as_str(), Want::Key),
            (columns.scheduled_at.as_str(), Want::Time),
            (columns.outcome.as_str(), Want::Code),
            (columns.provider.as_str(), Want::Code),
            (columns.event_id.as_str(), Want::Key),
        ];
        if has_services {
            wanted.push((columns.service.as_str(), Want::Code));
        }
        let files: Vec<ParquetFile> = paths.iter().map(|path| ParquetFile::open(path, &wanted)).collect::<Result<_, _>>()?;
        let Some(first) = files.first() else {
            return Err(BatchProblem::unusable("the contacts", "there is no file", "Name a file of contacts, or a folder of them"));
        };
        for file in &files {
            for (place, (column, _)) in wanted.iter().enumerate() {
                let (here, there) = (file.data_type(place), first.data_type(place));
                if here != there {
                    let reason = format!("it holds {here}, and in {} it holds {there}", first.name);
                    let what_to_do = "Write all files alike, or read them one after another";
                    return Err(BatchProblem::unusable(format!("{}, column {column}", file.name), reason, what_to_do));
                }
            }
        }
        let mut names = [const { String::new() }; 6];
        names.iter_mut().zip(&wanted).for_each(|(name, (column, _))| (*column).clone_into(name));
        let (clock, child_kind, id_kind) = (first.clock(TIME), first.key_kind(CHILD), first.key_kind(ID));
        Ok(Self { files, names, has_services, clock, child_kind, id_kind })
    }

    /// How many contacts there are.
    pub(super) fn rows(&self) -> usize {
        self.files.iter().flat_map(|file| &file.groups).sum()
    }

    /// Row groups put together to pieces of work of about so many rows: file and row group of each.
    pub(super) fn pieces(&self, rows: usize) -> Vec<Vec<(usize, usize)>> {
        let groups = self
            .files
            .iter()
            .enumerate()
            .flat_map(|(file, opened)| opened.groups.iter().enumerate().map(move |(group, rows)| ((file, group), *rows)));
        let (mut pieces, mut in_last) = (vec![Vec::new()], 0);
        for (group, more) in groups {
            if in_last > 0 && in_last + more > rows {
                pieces.push(Vec::new());
                in_last = 0;
            }
            in_last += more;
            pieces.last_mut().into_iter().for_each(|piece| piece.push(group));
        }
        pieces
    }

    fn at(&self, wrong: &Wrong, place: Place, column: usize) -> BatchProblem {
        let what_to_do = match column {
            OUTCOME => "Say under [outcomes] of the plan what it is, or correct the row",
            _ => "Correct the row, or take it out",
        };
        let row = Place { row: place.row + u32::try_from(wrong.row).unwrap_or(u32::MAX), ..place };
        let name = self.names.get(column).map_or("", String::as_str);
        BatchProblem::unusable(format!("{}, column {name}", self.told(row)), wrong.reason.clone(), what_to_do)
    }

    fn file(&self, place: Place) -> Option<&ParquetFile> {
        self.files.get(place.file as usize)
    }
}

/// A piece of a row group and how many of its rows are wanted.
fn selection(ranges: &[Range<usize>]) -> RowSelection {
    let (mut at, mut selectors) = (0, Vec::new());
    for range in ranges {
        selectors.push(RowSelector::skip(range.start - at));
        selectors.push(RowSelector::select(range.len()));
        at = range.end;
    }
    selectors.into()
}

impl Ids for ParquetContacts {
    fn ids(&self, places: &mut dyn Iterator<Item = (Place, usize)>) -> Result<Keys, Stop> {
        let mut found = Keys::new(self.id_kind);
        let places: Vec<(Place, usize)> = places.collect();
        for of_group in places.chunk_by(|one, next| (one.0.file, one.0.group) == (next.0.file, next.0.group)) {
            let Some((place, file)) = of_group.first().and_then(|(place, _)| Some((*place, self.file(*place)?))) else { continue };
            let ranges: Vec<Range<usize>> = of_group.iter().map(|(place, rows)| place.row as usize..place.row as usize + rows).collect();
            for batch in file.read(place.group as usize, &[ID], Some(selection(&ranges)))? {
                let batch = batch.map_err(|problem| unreadable(&file.name, &problem))?;
                let column = batch.column(0).as_ref();
                if let Some(wrong) = empty(column) {
                    // Which row of those that were picked out does not matter: without an id none can be put in order.
                    let place = Place { row: ranges.first().map_or(0, |range| u32::try_from(range.start).unwrap_or(u32::MAX)), ..place };
                    return Err(self.at(&Wrong { row: 0, reason: wrong.reason }, place, ID).into());
                }
                keys(column, &mut Vec::new()).add_to(&mut found);
            }
        }
        Ok(found)
    }

    fn told(&self, place: Place) -> String {
        let Some(file) = self.file(place) else { return String::new() };
        format!("{}, row {}", file.name, file.rows_before(place.group as usize) + place.row as usize + 1)
    }
}

/// Reads row groups, in one thread.
pub(super) struct ParquetReader<'s> {
    source: &'s ParquetContacts,
    outcomes: &'s Outcomes,
    days_of: &'s Days,
    provider_numbers: Numbers<'s>,
    service_numbers: Numbers<'s>,
    codes: Codes,
    days: Vec<i32>,
    outcome_codes: Vec<u8>,
    providers: Vec<u32>,
    wide_services: Vec<u32>,
    services: Vec<u16>,
}

impl<'s> ParquetReader<'s> {
    pub(super) fn new(
        source: &'s ParquetContacts,
        outcomes: &'s Outcomes,
        days_of: &'s Days,
        providers: &'s Names,
        services: &'s Names,
    ) -> Self {
        Self {
            source,
            outcomes,
            days_of,
            provider_numbers: Numbers::new(providers),
            service_numbers: Numbers::new(services),
            codes: Codes::new(),
            days: Vec::new(),
            outcome_codes: Vec::new(),
            providers: Vec::new(),
            wide_services: Vec::new(),
            services: Vec::new(),
        }
    }

    /// Reads a row group, with the ids of the contacts when they are wanted.
    pub(super) fn read(&mut self, file: usize, group: usize, with_ids: bool, sink: &mut dyn Sink) -> Result<(), Stop> {
        let source = self.source;
        let Some(opened) = source.files.get(file) else { return Ok(()) };
        let number = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        let mut place = Place { file: number(file), group: number(group), row: 0 };
        let mut wanted = vec![CHILD, TIME, OUTCOME, PROVIDER];
        wanted.extend(with_ids.then_some(ID));
        wanted.extend(source.has_services.then_some(SERVICE));
        let at: Vec<usize> = (0..6).map(|column| opened.place_among(column, &wanted)).collect();
        for batch in opened.read(group, &wanted, None)? {
            let batch = batch.map_err(|problem| unreadable(&opened.name, &problem))?;
            self.batch(&batch, &at, with_ids, place, sink)?;
            place.row += number(batch.num_rows());
        }
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, at: &[usize], with_ids: bool, place: Place, sink: &mut dyn Sink) -> Result<(), Stop> {
        let source = self.source;
        let column = |wanted: usize| -> &dyn Array { at.get(wanted).map_or(batch.column(0), |at| batch.column(*at)).as_ref() };
        let must = |wanted: usize| match empty(column(wanted)) {
            Some(wrong) => Err(source.at(&wrong, place, wanted)),
            None => Ok(column(wanted)),
        };
        let (mut room, mut id_room) = (Vec::new(), Vec::new());
        let children = keys(must(CHILD)?, &mut room);
        let times = times(must(TIME)?);
        self.days.clear();
        if let Some(row) = self.days_of.add(source.clock, times, &mut self.days) {
            let reason = format!("{} lies before 1990 or after 2059", times.get(row).copied().unwrap_or_default());
            return Err(source.at(&Wrong { row, reason }, place, TIME).into());
        }
        self.outcome_codes.clear();
        if let Some(wrong) = self.codes.outcomes(must(OUTCOME)?, self.outcomes, &mut self.outcome_codes) {
            return Err(source.at(&wrong, place, OUTCOME).into());
        }
        self.providers.clear();
        self.codes.names(column(PROVIDER), &mut self.provider_numbers, &mut self.providers);
        self.services.clear();
        if source.has_services {
            self.wide_services.clear();
            self.codes.names(column(SERVICE), &mut self.service_numbers, &mut self.wide_services);
            if let Some(wrong) = narrow(&self.wide_services, &mut self.services) {
                return Err(source.at(&wrong, place, SERVICE).into());
            }
        }
        let ids: Option<KeyColumn<'_>> = if with_ids { Some(keys(must(ID)?, &mut id_room)) } else { None };
        sink.batch(&Batch {
            children,
            times,
            days: &self.days,
            outcomes: &self.outcome_codes,
            providers: &self.providers,
            services: &self.services,
            ids,
            place,
        })
    }
}

/// The numbers of services, of which there are not as many as there might be providers.
pub(super) fn narrow(wide: &[u32], services: &mut Vec<u16>) -> Option<Wrong> {
    let wrong = wide.iter().position(|code| *code == super::codes::NOBODY || *code > u32::from(u16::MAX));
    if let Some(row) = wrong {
        let is_empty = wide.get(row) == Some(&super::codes::NOBODY);
        let reason = if is_empty { "it is empty, and the ladder needs it" } else { "there are more than 65535 services in the files" };
        return Some(Wrong { row, reason: reason.to_owned() });
    }
    services.extend(wide.iter().map(|code| u16::try_from(*code).unwrap_or_default()));
    None
}
