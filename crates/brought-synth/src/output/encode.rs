//! A part of a population, table by table, as it goes into the files.

use super::columns::Shape;
use super::tally::Tally;
use super::texts::{CsvCells, JsonCells};
use super::{Format, OutputProblem};
use crate::Part;
use crate::rows::{Contact, Faulty, TABLES};
use crate::table::Row;
use parquet::arrow::arrow_writer::ArrowColumnChunk;

/// Rows of a table, encoded.
pub(super) enum Encoded {
    /// Lines.
    Lines(Vec<u8>),
    /// A Parquet row group.
    RowGroup(Vec<ArrowColumnChunk>),
}

/// What one batch adds to the files.
#[derive(Default)]
pub(super) struct Writing {
    /// The file into which the contacts go.
    pub(super) file: u32,
    /// For each table with rows, its place among the tables, and the rows.
    pub(super) tables: Vec<(usize, Encoded)>,
    pub(super) tally: Tally,
    /// Contacts for each bucket, when they are shuffled.
    pub(super) spilt: Vec<Vec<u8>>,
}

/// Encodes rows. Shared between threads.
pub(super) enum Encoder {
    Lines(Format),
    /// In the order of the tables.
    Parquet(Vec<Shape>),
}

impl Encoder {
    pub(super) fn new(format: Format) -> Result<Self, OutputProblem> {
        match format {
            Format::Parquet => Ok(Self::Parquet(TABLES.iter().map(Shape::of).collect::<Result<_, _>>()?)),
            lines => Ok(Self::Lines(lines)),
        }
    }

    /// All rows of a part.
    pub(super) fn part(&self, part: &Part, faults: &[Faulty], file: u32) -> Result<Writing, OutputProblem> {
        let mut writing = self.contacts(&part.contacts, file)?;
        self.rows(&part.children, &mut writing)?;
        self.rows(&part.carers, &mut writing)?;
        self.rows(&part.households, &mut writing)?;
        self.rows(&part.moves, &mut writing)?;
        self.rows(&part.plans, &mut writing)?;
        self.rows(&part.truth, &mut writing)?;
        self.rows(faults, &mut writing)?;
        Ok(writing)
    }

    /// Contacts alone.
    pub(super) fn contacts(&self, contacts: &[Contact], file: u32) -> Result<Writing, OutputProblem> {
        let mut writing = Writing { file, ..Writing::default() };
        self.rows(contacts, &mut writing)?;
        Ok(writing)
    }

    fn rows<R: Row>(&self, rows: &[R], into: &mut Writing) -> Result<(), OutputProblem> {
        if rows.is_empty() {
            return Ok(());
        }
        let place = place_of(R::TABLE.name);
        let encoded = match self {
            Self::Parquet(shapes) => match shapes.get(place) {
                Some(shape) => Encoded::RowGroup(shape.encode(rows)?),
                None => return Ok(()),
            },
            Self::Lines(Format::Csv) => {
                let mut cells = CsvCells::default();
                rows.iter().for_each(|row| row.tell(&mut cells));
                Encoded::Lines(cells.bytes)
            }
            Self::Lines(_) => {
                let mut cells = JsonCells::new(&R::TABLE);
                rows.iter().for_each(|row| row.tell(&mut cells));
                Encoded::Lines(cells.bytes)
            }
        };
        into.tables.push((place, encoded));
        Ok(())
    }
}

/// The place of a table among all of them.
pub(super) fn place_of(name: &str) -> usize {
    TABLES.iter().position(|table| table.name == name).unwrap_or(TABLES.len())
}
