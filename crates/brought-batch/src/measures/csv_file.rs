//! CSV files in pieces that end with a row, and the rows of a piece.

use crate::problem::BatchProblem;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// A piece has about so many bytes.
pub(super) const PIECE: usize = 1 << 20;

/// A piece of a file: whole rows.
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// Which file it is of, and the how manieth piece of it.
    pub(super) file: u32,
    pub(super) number: u32,
}

/// Cuts files into pieces, one after another.
pub(super) struct Pieces {
    files: Vec<PathBuf>,
    at: usize,
    number: u32,
    open: Option<File>,
    /// What was read and is not handed on yet: the beginning of a row.
    rest: Vec<u8>,
    size: usize,
    /// Memory that is done with, to be used again.
    done_with: Vec<Vec<u8>>,
}

impl Pieces {
    pub(super) fn new(files: Vec<PathBuf>, size: usize) -> Self {
        Self { files, at: 0, number: 0, open: None, rest: Vec::new(), size, done_with: Vec::new() }
    }

    /// Takes a piece back that was gone through.
    pub(super) fn give_back(&mut self, piece: Piece) {
        self.done_with.push(piece.bytes);
    }

    /// The next piece; nothing when there are no more. The first piece of a file begins with its heading.
    pub(super) fn next(&mut self) -> Result<Option<Piece>, BatchProblem> {
        loop {
            let Some(path) = self.files.get(self.at) else { return Ok(None) };
            let open = match self.open.take() {
                Some(open) => open,
                None => File::open(path).map_err(|problem| BatchProblem::reading(path, &problem))?,
            };
            let mut bytes = self.done_with.pop().unwrap_or_default();
            bytes.clear();
            bytes.append(&mut self.rest);
            let is_last = fill(&open, path, &mut bytes, self.size)?;
            let (file, number) = (u32::try_from(self.at).unwrap_or(u32::MAX), self.number);
            if is_last {
                self.at += 1;
                self.number = 0;
            } else {
                self.open = Some(open);
                self.number += 1;
                let end = end_of_last_row(&bytes);
                self.rest.extend(bytes.drain(end..));
                if end == 0 {
                    // One row that is longer than a piece.
                    self.number -= 1;
                    continue;
                }
            }
            return Ok(Some(Piece { bytes, file, number }));
        }
    }
}

/// Reads on, and says whether the file ends with it.
fn fill(file: &File, path: &Path, bytes: &mut Vec<u8>, size: usize) -> Result<bool, BatchProblem> {
    let read = file.take(size as u64).read_to_end(bytes).map_err(|problem| BatchProblem::reading(path, &problem))?;
    Ok(read < size)
}

/// Behind the last end of a line that is not between quotation marks.
fn end_of_last_row(bytes: &[u8]) -> usize {
    if !bytes.contains(&b'"') {
        return bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    }
    let (mut is_quoted, mut end) = (false, 0);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => end = at + 1,
            _ => {}
        }
    }
    end
}

/// How many bytes stand before the next comma or end of a line. Eight are looked at together: cells are short, and their bytes many.
#[inline]
fn end_of_cell(bytes: &[u8]) -> usize {
    let (mut at, mut rest) = (0, bytes);
    while let Some((eight, others)) = rest.split_first_chunk() {
        let word = u64::from_le_bytes(*eight);
        let found = zeros(word ^ (EACH * u64::from(b','))) | zeros(word ^ (EACH * u64::from(b'\n')));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        (at, rest) = (at + 8, others);
    }
    at + rest.iter().position(|byte| matches!(byte, b',' | b'\n')).unwrap_or(rest.len())
}

/// A one in every byte.
const EACH: u64 = 0x0101_0101_0101_0101;

/// The highest bit of each byte that is nothing; bits above the lowest of them may be set wrongly.
#[inline]
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(EACH) & !word & (EACH << 7)
}

/// Splits the rows of a piece into cells.
pub(super) struct Cells<'b> {
    rest: &'b [u8],
    /// Where cells that stood between quotation marks are written without them.
    plain: Vec<u8>,
}

/// A row that cannot be split.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken(pub(super) &'static str);

impl<'b> Cells<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes, plain: Vec::new() }
    }

    /// The next row: hands on its cells, each with its number. `false`: there are no more. Empty lines are left out.
    #[inline]
    pub(super) fn row(&mut self, cell: &mut impl FnMut(usize, &[u8])) -> Result<bool, Broken> {
        while let [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] = self.rest {
            self.rest = rest;
        }
        if self.rest.is_empty() {
            return Ok(false);
        }
        let mut number = 0;
        loop {
            if self.rest.first() == Some(&b'"') {
                self.quoted()?;
                cell(number, &self.plain);
            } else {
                let end = end_of_cell(self.rest);
                let (text, rest) = self.rest.split_at(end);
                let text = if rest.first() == Some(&b',') { text } else { text.strip_suffix(b"\r").unwrap_or(text) };
                cell(number, text);
                self.rest = rest;
            }
            match self.rest {
                [b',', rest @ ..] => self.rest = rest,
                [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] => {
                    self.rest = rest;
                    return Ok(true);
                }
                [] => return Ok(true),
                _ => return Err(Broken("something stands behind a closing quotation mark")),
            }
            number += 1;
        }
    }

    /// Takes a cell that begins with a quotation mark.
    fn quoted(&mut self) -> Result<(), Broken> {
        self.plain.clear();
        let mut rest = self.rest.get(1..).unwrap_or_default();
        loop {
            let Some(end) = rest.iter().position(|byte| *byte == b'"') else {
                return Err(Broken("a quotation mark is never closed"));
            };
            let (text, after) = rest.split_at(end);
            self.plain.extend_from_slice(text);
            rest = after.get(1..).unwrap_or_default();
            if rest.first() != Some(&b'"') {
                self.rest = rest;
                return Ok(());
            }
            self.plain.push(b'"');
            rest = rest.get(1..).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn rows(text: &str) -> Result<Vec<Vec<String>>, Broken> {
        let (mut cells, mut rows) = (Cells::new(text.as_bytes()), Vec::new());
        loop {
            let mut row = Vec::new();
            if !cells.row(&mut |_, cell| row.push(String::from_utf8_lossy(cell).into_owned()))? {
                return Ok(rows);
            }
            rows.push(row);
        }
    }

    #[test]
    fn rows_are_split_as_rfc_4180_says() {
        let expected = vec![vec!["a", "", "c"], vec!["say \"yes\",\r\nor no", "x", ""], vec!["last", "", ""]];
        assert_eq!(rows("a,,c\r\n\r\n\"say \"\"yes\"\",\r\nor no\",x,\r\nlast,,").unwrap(), expected);
        assert_eq!(rows("a,\"b\n").unwrap_err(), Broken("a quotation mark is never closed"));
        assert_eq!(rows("a,\"b\"c\n").unwrap_err(), Broken("something stands behind a closing quotation mark"));
    }

    #[test]
    fn a_cell_ends_at_the_first_comma_or_line_end_wherever_it_stands() {
        for length in 0..40 {
            for other in [b'x', b'-', b'+', b'\r', 0, b'\t', 0x8c, 0xff] {
                let mut text = vec![other; 40];
                text.extend_from_slice(b",,\n\n,x");
                assert_eq!(end_of_cell(&text[40 - length..]), length, "{other}");
                assert_eq!(end_of_cell(&text[..length]), length, "{other}");
                text[length] = b'\n';
                assert_eq!(end_of_cell(&text), length, "{other}");
            }
        }
    }

    #[test]
    fn pieces_end_with_rows_and_are_the_file_when_put_together() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (folder.path().join("1.csv"), folder.path().join("2.csv"));
        let text = "a,b\n1,\"x\ny\"\n2,\"a long one that is longer than any piece\"\n3,z\n";
        fs::write(&one, text).unwrap();
        fs::write(&other, "a,b\n9,8").unwrap();
        for size in [5, 8, 13, 1000] {
            let mut pieces = Pieces::new(vec![one.clone(), other.clone()], size);
            let mut found = [String::new(), String::new()];
            while let Some(piece) = pieces.next().unwrap() {
                assert!(rows(std::str::from_utf8(&piece.bytes).unwrap()).unwrap().iter().all(|row| row.len() == 2), "{size}");
                found[piece.file as usize].push_str(std::str::from_utf8(&piece.bytes).unwrap());
            }
            assert_eq!(found, [text, "a,b\n9,8"], "{size}");
        }
    }
}
