//! A CSV file that is too long to be held, split piece by piece by the very code that splits whole ones.

use super::heading::read_heading;
use super::split::{Cell, Row, Splitter};
use super::{check_quotes, problem, raw};
use crate::fault::Fault;
use crate::map::Map;
use crate::read::{FileProblem, FileProblemKind, RowProblem, RowRef};
use crate::text::decode_piece;
use std::borrow::Cow;
use std::sync::Arc;

/// What stands next in a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A row: its cells are with [`CsvPieces::cell`].
    Row(PieceRow),
    /// A line whose quotation marks are wrong. Nothing of it can be used.
    Problem(Box<RowProblem>),
    /// The piece ends within a row: more of the file is needed.
    More,
    /// The file ends.
    End,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PieceRow {
    /// The row as a spreadsheet numbers it, the heading being row 1.
    pub row: u64,
    /// The line of text on which it begins.
    pub line: u64,
    /// Whether a line end follows. Without one its last cell may be cut off.
    pub ended: bool,
}

/// Splits a file that comes in pieces.
pub struct CsvPieces {
    file: Arc<str>,
    splitter: Splitter,
    cells: Vec<Cell>,
}

impl CsvPieces {
    /// Begins with the first piece, in which the whole heading must stand: the names of the columns are returned, too.
    ///
    /// # Errors
    /// [`FileProblem`] when the file is empty or lacks columns that the map requires.
    pub fn begin(text: &str, map: &Map, file: &Arc<str>) -> Result<(Self, Vec<String>), FileProblem> {
        let (heading, splitter) = read_heading(text, map, file)?;
        Ok((Self { file: Arc::clone(file), splitter, cells: Vec::new() }, heading.names))
    }

    /// Puts bytes at the end of the text as letters, and says how many of them: a letter that is cut in two waits for its other half.
    ///
    /// # Errors
    /// [`FileProblem`] when the bytes are no text, or not UTF-8 and the map does not say what they are.
    pub fn decode(bytes: &[u8], map: &Map, file: &str, is_last: bool, text: &mut String) -> Result<usize, FileProblem> {
        decode_piece(bytes, map.encoding, is_last, text)
            .map_err(|(reason, what_to_do)| problem(file, FileProblemKind::Unreadable, reason, what_to_do))
    }

    /// How far into the text it has come.
    pub fn position(&self) -> usize {
        self.splitter.position()
    }

    /// Says that so many bytes were taken away from the beginning of the text.
    pub fn moved(&mut self, dropped: usize) {
        self.splitter.moved(dropped);
    }

    /// The next row of the text.
    pub fn next(&mut self, text: &str, is_last: bool) -> Piece {
        let before = self.splitter.clone();
        let Some(row) = self.splitter.next(text, &mut self.cells) else {
            return if is_last { Piece::End } else { Piece::More };
        };
        // A line end at the very end of a piece may be the first half of one, and a quotation mark may be closed in the next piece.
        let is_whole = row.fault.is_none() && row.ended && self.splitter.position() < text.len();
        if !is_whole && !is_last && text.len() - row.start < super::split::LONGEST_ROW {
            self.splitter = before;
            return Piece::More;
        }
        match check_quotes(&row) {
            Ok(()) => Piece::Row(PieceRow { row: row.number, line: row.line, ended: row.ended }),
            Err(fault) => Piece::Problem(Box::new(self.problem(fault, &row, text))),
        }
    }

    /// How many cells the row has.
    pub fn width(&self) -> usize {
        self.cells.len()
    }

    /// A cell of the row that was split last.
    pub fn cell<'t>(&self, text: &'t str, place: usize) -> Cow<'t, str> {
        self.cells.get(place).map(|cell| cell.text(text)).unwrap_or_default()
    }

    fn problem(&self, fault: Fault, row: &Row, text: &str) -> RowProblem {
        let place = RowRef { file: Arc::clone(&self.file), row: row.number, line: row.line, message: None };
        fault.into_problem(place, raw(text, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = r#"
name = "m"
system = "s"
kind = "contacts"
date_formats = ["iso"]
[service]
id = "s"
name = "S"
audience = "children"
[columns]
person_id = "person"
contact_id = "id"
planned_on = "day"
"#;

    /// The rows of a file that comes in pieces of so many bytes.
    fn in_pieces(file: &[u8], size: usize) -> Vec<String> {
        let map = Map::parse(MAP, "m.toml").unwrap();
        let name: Arc<str> = "f.csv".into();
        let (mut text, mut taken, mut rows) = (String::new(), 0, Vec::new());
        let heading = file.iter().position(|byte| *byte == b'\n').map_or(file.len(), |at| at + 1);
        taken += CsvPieces::decode(&file[..heading], &map, &name, heading == file.len(), &mut text).unwrap();
        let (mut pieces, _) = CsvPieces::begin(&text, &map, &name).unwrap();
        loop {
            let end = (taken + size).min(file.len());
            match pieces.next(&text, taken == file.len()) {
                Piece::End => return rows,
                Piece::Row(row) => {
                    let cells: Vec<_> = (0..pieces.width()).map(|place| pieces.cell(&text, place).into_owned()).collect();
                    rows.push(format!("{} {} {} {}", row.row, row.line, cells.join("|"), row.ended));
                }
                Piece::Problem(problem) => rows.push(format!("{} {}", problem.row.row, problem.reason)),
                Piece::More => {
                    let done = pieces.position();
                    text.drain(..done);
                    pieces.moved(done);
                    taken += CsvPieces::decode(&file[taken..end], &map, &name, end == file.len(), &mut text).unwrap();
                }
            }
        }
    }

    #[test]
    fn pieces_of_any_size_give_the_rows_of_the_whole_file() {
        let file = "person,id,day\r\n1,\"a\r\nb\",2026-01-05\r\n2,\"say \"\"yes\"\"\",ß\r\n\"x,y\nz,\"u\"v,1\n3,c,last".as_bytes();
        let whole = in_pieces(file, file.len());
        assert_eq!(whole.len(), 5, "{whole:?}");
        assert!(whole[4].ends_with("last false"), "{whole:?}");
        for size in 1..file.len() {
            // A piece may hold no more than half a letter: then nothing of it is taken, and it is asked for again.
            if size > 1 {
                assert_eq!(in_pieces(file, size), whole, "{size}");
            }
        }
    }

    #[test]
    fn letters_that_are_not_utf8_are_refused_unless_the_map_says_what_they_are() {
        let map = Map::parse(MAP, "m.toml").unwrap();
        let mut text = String::new();
        let refused = CsvPieces::decode(b"Pe\xf1a,1\n", &map, "f.csv", true, &mut text).unwrap_err();
        assert!(refused.what_to_do.contains("windows-1252"), "{refused}");
        text.clear();
        let map = Map::parse(&format!("encoding = \"windows-1252\"\n{MAP}"), "m.toml").unwrap();
        assert_eq!(CsvPieces::decode(b"Pe\xf1a", &map, "f.csv", true, &mut text).unwrap(), 4);
        assert_eq!(text, "Peña");
    }
}
