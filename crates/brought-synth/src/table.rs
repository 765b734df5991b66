//! What a table is: its columns with their meaning, and a row that can tell its cells.

use crate::day::Day;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A day: a date in Parquet, `2026-06-30` elsewhere.
    Day,
    /// A whole number.
    Number,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it means.
    pub means: &'static str,
}

/// A table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name, which is that of its file.
    pub name: &'static str,
    /// What one row is.
    pub row: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
}

/// Takes the cells of rows, one after another in the order of the columns.
pub trait Cells {
    /// A text.
    fn text(&mut self, text: &str);
    /// A day.
    fn day(&mut self, day: Day);
    /// A number.
    fn number(&mut self, number: u32);
    /// Nothing: the cell is blank.
    fn blank(&mut self);
    /// The row has no more cells.
    fn end(&mut self);

    /// A text, or nothing.
    fn text_or_blank(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.blank(),
        }
    }

    /// A day, or nothing.
    fn day_or_blank(&mut self, day: Option<Day>) {
        match day {
            Some(day) => self.day(day),
            None => self.blank(),
        }
    }
}

/// A row of a table.
pub trait Row {
    /// The table.
    const TABLE: Table;

    /// Tells the cells: one for each column, in order, and then the end.
    fn tell(&self, to: &mut impl Cells);
}

pub(crate) const fn text(name: &'static str, means: &'static str) -> Column {
    Column { name, kind: Kind::Text, means }
}

pub(crate) const fn day(name: &'static str, means: &'static str) -> Column {
    Column { name, kind: Kind::Day, means }
}

pub(crate) const fn number(name: &'static str, means: &'static str) -> Column {
    Column { name, kind: Kind::Number, means }
}
