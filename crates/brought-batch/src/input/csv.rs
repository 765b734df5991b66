//! CSV files, read in pieces.

use super::cell::Kind;
use super::{InputFile, Place, Sink, Used};
use crate::problem::{BatchProblem, Halt};
use crate::rows::At;
use brought_interop::{CsvPieces, Map, Piece};
use std::borrow::Cow;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

/// How much is read at once.
const PIECE: usize = 1 << 20;

/// The columns of a file.
pub(super) fn columns(path: &Path, name: &Arc<str>, map: &Map) -> Result<Vec<Used>, BatchProblem> {
    let mut letters = Letters::open(path, Arc::clone(name))?;
    letters.more(map)?;
    let (_, names) = CsvPieces::begin(&letters.text, map, name)?;
    Ok(names.into_iter().map(|name| Used { name, kind: Kind::Text, type_name: "text".to_owned() }).collect())
}

/// Hands on every row. Returns how many there are.
pub(super) fn read(file: &InputFile, path: &Path, place: Place, map: &Map, sink: &mut dyn Sink) -> Result<u64, Halt> {
    let mut letters = Letters::open(path, Arc::clone(&file.name))?;
    letters.more(map)?;
    let (mut pieces, _) = CsvPieces::begin(&letters.text, map, &file.name)?;
    let mut rows = 0;
    loop {
        match pieces.next(&letters.text, letters.is_last) {
            Piece::End => return Ok(rows),
            Piece::More => {
                let done = pieces.position();
                letters.text.drain(..done);
                pieces.moved(done);
                letters.more(map)?;
                sink.came_to(place.bytes_before + letters.taken);
            }
            Piece::Problem(problem) => {
                rows += 1;
                sink.broken(*problem)?;
            }
            Piece::Row(row) => {
                let at = At { file: place.file, row: row.row, line: row.line, ordinal: place.first + rows, ended: row.ended };
                rows += 1;
                hand_on(&pieces, &letters.text, at, sink)?;
            }
        }
    }
}

fn hand_on(pieces: &CsvPieces, text: &str, at: At, sink: &mut dyn Sink) -> Result<(), Halt> {
    // Nearly always a cell is a part of the text as it stands, and rows are short.
    let cells: Vec<Cow<'_, str>> = (0..pieces.width()).map(|place| pieces.cell(text, place)).collect();
    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
    sink.row(at, &cells)
}

/// The letters of a file, as far as they have been read.
struct Letters {
    file: File,
    name: Arc<str>,
    /// Bytes of which no letters were made yet: the first half of one.
    bytes: Vec<u8>,
    text: String,
    /// How many bytes have been taken from the file.
    taken: u64,
    is_last: bool,
}

impl Letters {
    fn open(path: &Path, name: Arc<str>) -> Result<Self, BatchProblem> {
        let file = File::open(path).map_err(|problem| BatchProblem::reading(path, &problem))?;
        Ok(Self { file, name, bytes: Vec::new(), text: String::new(), taken: 0, is_last: false })
    }

    /// Reads the next piece and puts its letters behind those that are there.
    fn more(&mut self, map: &Map) -> Result<(), BatchProblem> {
        let is_first = self.taken == 0;
        let read = (&mut self.file).take(PIECE as u64).read_to_end(&mut self.bytes);
        let read = read.map_err(|problem| BatchProblem::reading(Path::new(&*self.name), &problem))?;
        self.taken += read as u64;
        self.is_last = read < PIECE;
        let mark = if is_first && self.bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let done = CsvPieces::decode(&self.bytes[mark..], map, &self.name, self.is_last, &mut self.text)?;
        self.bytes.drain(..mark + done);
        Ok(())
    }
}
