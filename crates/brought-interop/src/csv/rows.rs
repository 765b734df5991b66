//! Rows that somebody else took apart, read by the very code that reads files: the same row gives the same events with the same ids.

use super::cells::{RowCells, Texts};
use super::heading::{Heading, of_names};
use super::person::PersonReader;
use super::repeats::Repeats;
use super::{LONGEST_RAW, NOT_KEPT, may_be_kept, problem, read_row, told};
use crate::map::{Field, Map, MapKind};
use crate::read::{FileProblem, FileProblemKind, Read, ReadContext, RowRef};
use brought_domain::{Happened, PersonId};

/// Reads rows of contacts whose cells are given as texts: those of a table of typed columns, or of a file that is too long to be held.
///
/// It remembers what the rows before said, as the reader of a file does, so that a repeat is not counted twice and of two rows that contradict
/// each other the second is a problem. [`RowReader::begin_another`] forgets that: rows that cannot repeat each other may be read apart.
pub struct RowReader<'a> {
    map: &'a Map,
    context: &'a ReadContext,
    headings: Vec<Heading>,
    repeats: Repeats,
    /// The file of the row before.
    last_file: usize,
}

impl<'a> RowReader<'a> {
    /// Reads contacts as a map says.
    ///
    /// # Errors
    /// [`FileProblem`] when the map is not for contacts.
    pub fn new(map: &'a Map, context: &'a ReadContext) -> Result<Self, FileProblem> {
        if map.kind() != MapKind::Contacts {
            let reason = format!("the map \"{}\" is not for contacts", map.name());
            return Err(problem(&context.file_name, FileProblemKind::WrongMap, &reason, "Choose a map whose `kind` is \"contacts\""));
        }
        Ok(Self { map, context, headings: Vec::new(), repeats: Repeats::default(), last_file: 0 })
    }

    /// Takes in the columns of a file. Its rows are read under the number that is returned: 0 for the first file, and so on.
    ///
    /// # Errors
    /// [`FileProblem`] when a column that the map requires is missing, or one that it uses is there twice.
    pub fn add_file(&mut self, columns: Vec<String>, file_name: &str) -> Result<usize, FileProblem> {
        self.headings.push(of_names(columns, self.map, file_name)?);
        Ok(self.headings.len() - 1)
    }

    /// Whether the map uses a column of a file.
    pub fn is_used(&self, file: usize, place: usize) -> bool {
        self.headings.get(file).is_some_and(|heading| heading.is_used(place))
    }

    /// Forgets what the rows before said.
    pub fn begin_another(&mut self) {
        self.repeats.forget();
    }

    /// Reads one row of a file that was taken in. Nothing: no such file was. `ended` says whether something follows it in the file: without
    /// that, its last cell may be cut off.
    pub fn read(&mut self, file: usize, place: RowRef, cells: &[&str], ended: bool) -> Option<Read> {
        if file != self.last_file {
            // Its columns may be others.
            self.repeats.last_person.forget();
            self.last_file = file;
        }
        let row = RowCells { texts: Texts::Given(cells), heading: self.headings.get(file)? };
        let outcome = read_row(ended, &row, self.map, self.context, &place, &mut self.repeats);
        Some(told(outcome, place, || if may_be_kept(&row, ended) { raw(cells) } else { NOT_KEPT.to_owned() }))
    }

    /// The place of the column that names the person by the other system's number, where a file has one: filled, it alone says whose a row is.
    pub fn names_person(&self, file: usize) -> Option<usize> {
        self.headings.get(file)?.place(Field::PersonId)
    }

    /// Whose row it is, as far as that can be told: also of a row that cannot be used.
    pub fn whose(&self, file: usize, cells: &[&str]) -> Option<PersonId> {
        let row = RowCells { texts: Texts::Given(cells), heading: self.headings.get(file)? };
        let today = Happened::At(self.context.recorded_at).day(self.map.zone());
        let system = self.map.system().unwrap_or_default();
        PersonReader { cells: &row, map: self.map, system, on: today, today, strict: false, notes: Vec::new() }.whose()
    }
}

/// The row as it came, as far as it is kept with its problem.
fn raw(cells: &[&str]) -> String {
    let mut text = cells.join(",");
    let mut end = text.len().min(LONGEST_RAW);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}
