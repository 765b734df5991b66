//! Rows and cells. Strict where leniency would lose something: an open quotation mark or a row cut off is told, never mended.
//!
//! General CSV readers end an open quotation mark at the end of the file without a word, which makes half a row look whole.

use std::borrow::Cow;

/// No cell is longer. One that seems to be has an open quotation mark.
const LONGEST_CELL: usize = 64 * 1024;

/// Of a file that comes in pieces, so much is waited for before a row that does not end is taken as it is.
pub(super) const LONGEST_ROW: usize = 1024 * 1024;

/// One cell: where its text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    start: usize,
    end: usize,
    /// Whether it contains doubled quotation marks.
    doubled: bool,
}

impl Cell {
    pub(super) fn text<'a>(&self, file: &'a str) -> Cow<'a, str> {
        let text = file.get(self.start..self.end).unwrap_or_default();
        if self.doubled { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) }
    }
}

/// What is wrong with the quotation marks of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QuoteFault {
    /// One is opened and not closed.
    Open,
    /// Something stands between a closing one and the next separator.
    TextAfter,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number in a spreadsheet.
    pub(super) number: u64,
    /// The line of text on which it begins.
    pub(super) line: u64,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) fault: Option<QuoteFault>,
    /// Whether a line end follows. Without one the row may be cut off.
    pub(super) ended: bool,
}

/// Walks through the rows of a file.
#[derive(Clone, Debug)]
pub(super) struct Splitter {
    pub(super) delimiter: u8,
    position: usize,
    row: u64,
    line: u64,
}

impl Splitter {
    pub(super) fn new(delimiter: u8) -> Self {
        Self { delimiter, position: 0, row: 0, line: 1 }
    }

    /// How far into the text it has come.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// Says that so much was taken away from the beginning of the text.
    pub(super) fn moved(&mut self, dropped: usize) {
        self.position = self.position.saturating_sub(dropped);
    }

    /// The next row; its cells go into `cells`. Nothing at the end of the file.
    pub(super) fn next(&mut self, file: &str, cells: &mut Vec<Cell>) -> Option<Row> {
        let bytes = file.as_bytes();
        cells.clear();
        if self.position >= bytes.len() {
            return None;
        }
        self.row += 1;
        let (start, line) = (self.position, self.line);
        let fault = self.cells(bytes, cells).err();
        if fault.is_some() {
            // Only the line itself is lost; the next row is looked for on the next line.
            cells.clear();
            self.line = line;
            self.position = start + line_length(&bytes[start..]);
        }
        let end = self.position;
        let ended = self.line_end(bytes);
        Some(Row { number: self.row, line, start, end, fault, ended })
    }

    /// Reads cells up to the line end, which is left unread.
    fn cells(&mut self, bytes: &[u8], cells: &mut Vec<Cell>) -> Result<(), QuoteFault> {
        loop {
            cells.push(if bytes.get(self.position) == Some(&b'"') { self.quoted(bytes)? } else { self.plain(bytes) });
            match bytes.get(self.position) {
                Some(byte) if *byte == self.delimiter => self.position += 1,
                None | Some(b'\n' | b'\r') => return Ok(()),
                Some(_) => return Err(QuoteFault::TextAfter),
            }
        }
    }

    fn plain(&mut self, bytes: &[u8]) -> Cell {
        let start = self.position;
        let delimiter = self.delimiter;
        let stop = |byte: &u8| *byte == delimiter || *byte == b'\n' || *byte == b'\r';
        self.position += bytes[start..].iter().position(stop).unwrap_or(bytes.len() - start);
        Cell { start, end: self.position, doubled: false }
    }

    fn quoted(&mut self, bytes: &[u8]) -> Result<Cell, QuoteFault> {
        let start = self.position + 1;
        let mut doubled = false;
        let mut at = start;
        loop {
            match bytes.get(at) {
                None => return Err(QuoteFault::Open),
                Some(_) if at - start > LONGEST_CELL => return Err(QuoteFault::Open),
                Some(b'"') if bytes.get(at + 1) == Some(&b'"') => {
                    doubled = true;
                    at += 2;
                }
                Some(b'"') => {
                    self.position = at + 1;
                    return Ok(Cell { start, end: at, doubled });
                }
                Some(byte) => {
                    self.line += u64::from(*byte == b'\n' || *byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
                    at += 1;
                }
            }
        }
    }

    /// Steps over a line end, and says whether there was one.
    fn line_end(&mut self, bytes: &[u8]) -> bool {
        let length = match bytes.get(self.position..).unwrap_or_default() {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
        self.position += length;
        self.line += u64::from(length > 0);
        length > 0
    }
}

/// How far the line goes, without its end.
fn line_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Number, line, cells, fault, whether it has an end.
    type Split = (u64, u64, Vec<String>, Option<QuoteFault>, bool);

    fn rows(file: &str) -> Vec<Split> {
        let mut splitter = Splitter::new(b',');
        let mut cells = Vec::new();
        std::iter::from_fn(|| {
            let row = splitter.next(file, &mut cells)?;
            let texts = cells.iter().map(|cell| cell.text(file).into_owned()).collect();
            Some((row.number, row.line, texts, row.fault, row.ended))
        })
        .collect()
    }

    fn texts(file: &str) -> Vec<Vec<String>> {
        rows(file).into_iter().map(|row| row.2).collect()
    }

    #[test]
    fn cells_are_split_as_spreadsheets_write_them() {
        assert_eq!(texts("a,b\r\nc,\n\rd"), [vec!["a", "b"], vec!["c", ""], vec![""], vec!["d"]]);
        assert_eq!(texts("\"a,1\",\"say \"\"yes\"\"\"\n,"), [vec!["a,1", "say \"yes\""], vec!["", ""]]);
        assert_eq!(texts("5\" pipe,x"), [vec!["5\" pipe", "x"]]);
        assert!(texts("").is_empty());
    }

    #[test]
    fn a_cell_with_a_line_end_is_one_row_and_two_lines() {
        let found = rows("h\n\"a\nb\",c\nd,e\n");
        assert_eq!((found[1].0, found[1].1, found[1].2[0].as_str()), (2, 2, "a\nb"));
        assert_eq!((found[2].0, found[2].1), (3, 4));
    }

    #[test]
    fn an_open_quotation_mark_costs_its_line_and_no_other() {
        let found = rows("\"a,b\nc,d\n");
        assert_eq!(found[0].3, Some(QuoteFault::Open));
        assert_eq!((found[1].0, found[1].1, found[1].2.clone()), (2, 2, vec!["c".to_owned(), "d".to_owned()]));
        let found = rows("12,\"Smith,2010\n13,\"Jones\",2010\n");
        assert_eq!(found[0].3, Some(QuoteFault::TextAfter));
        assert_eq!(found[1].2, ["13", "Jones", "2010"]);
    }

    #[test]
    fn a_last_row_without_a_line_end_says_so() {
        assert_eq!(rows("a,b\nc,d").iter().map(|row| row.4).collect::<Vec<_>>(), [true, false]);
    }
}
