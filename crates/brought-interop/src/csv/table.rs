//! A small sheet of our own that comes back from a spreadsheet: headings and cells, and no map.

use super::split::{QuoteFault, Splitter};
use crate::text::{EncodingChoice, NotText, decode};

/// What spreadsheets put between cells, by the settings of the country.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// A row of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number in a spreadsheet, the heading being row 1.
    pub number: u64,
    /// The cells under the headings that were asked for, in their order, without white space around them; empty where the row is shorter.
    pub cells: Vec<String>,
}

/// Why a sheet cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetProblem {
    /// It is a workbook, or no text.
    #[error("this is not a CSV file: save the sheet as CSV (in UTF-8, if you are asked) and send that")]
    NotText,
    /// A heading is not there.
    #[error("the sheet has no column “{0}”: keep the headings as they were")]
    NoColumn(String),
    /// Quotation marks that do not match.
    #[error("row {0} has a quotation mark that is not closed, or is cut off: save the sheet as CSV once more")]
    Row(u64),
}

/// Reads a sheet. Rows without a word are left out.
///
/// # Errors
/// [`SheetProblem`]: nothing of it is read by halves.
pub fn read_sheet(bytes: &[u8], headings: &[&str]) -> Result<Vec<SheetRow>, SheetProblem> {
    let (text, _) = decode(bytes, EncodingChoice::Auto).map_err(|_: NotText| SheetProblem::NotText)?;
    let heads = |delimiter: u8| {
        let mut cells = Vec::new();
        let mut splitter = Splitter::new(delimiter);
        splitter.next(&text, &mut cells);
        let heads: Vec<String> = cells.iter().map(|cell| cell.text(&text).trim().to_lowercase()).collect();
        headings.iter().map(|heading| heads.iter().position(|head| *head == heading.to_lowercase())).collect::<Vec<_>>()
    };
    let found = |places: &Vec<Option<usize>>| places.iter().filter(|place| place.is_some()).count();
    let delimiter =
        DELIMITERS.into_iter().max_by_key(|delimiter| (found(&heads(*delimiter)), std::cmp::Reverse(*delimiter))).unwrap_or(b',');
    let places = heads(delimiter)
        .into_iter()
        .zip(headings)
        .map(|(place, heading)| place.ok_or_else(|| SheetProblem::NoColumn((*heading).to_owned())))
        .collect::<Result<Vec<usize>, _>>()?;
    let (mut rows, mut cells, mut splitter) = (Vec::new(), Vec::new(), Splitter::new(delimiter));
    splitter.next(&text, &mut cells);
    while let Some(row) = splitter.next(&text, &mut cells) {
        if matches!(row.fault, Some(QuoteFault::Open | QuoteFault::TextAfter)) {
            return Err(SheetProblem::Row(row.number));
        }
        let read = |place: &usize| cells.get(*place).map(|cell| cell.text(&text).trim().to_owned()).unwrap_or_default();
        let cells: Vec<String> = places.iter().map(read).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(SheetRow { number: row.number, cells });
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(u64, Vec<String>)>, SheetProblem> {
        Ok(read_sheet(text.as_bytes(), &["Child", "What happened"])?.into_iter().map(|row| (row.number, row.cells)).collect())
    }

    fn cells(row: [&str; 2]) -> Vec<String> {
        row.map(str::to_owned).to_vec()
    }

    #[test]
    fn columns_are_found_by_their_headings_whatever_is_between_them_and_in_whatever_order() {
        for text in ["Child,x,What happened\nAna,1,seen\n", "what happened;CHILD\r\nseen;Ana\r\n", "Child\tWhat happened\nAna\t seen \n"] {
            assert_eq!(read(text).unwrap(), [(2, cells(["Ana", "seen"]))], "{text}");
        }
    }

    #[test]
    fn a_row_without_a_word_is_left_out_and_a_short_one_is_not() {
        assert_eq!(read("Child,What happened\n,\n\nAna\n").unwrap(), [(4, cells(["Ana", ""]))]);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_what_to_do() {
        assert_eq!(read("Child,Outcome\nAna,seen\n"), Err(SheetProblem::NoColumn("What happened".into())));
        assert_eq!(read("Child,What happened\nAna,\"seen\n"), Err(SheetProblem::Row(2)));
        assert_eq!(read_sheet(b"PK\x03\x04rest", &["Child"]), Err(SheetProblem::NotText));
        assert_eq!(read(""), Err(SheetProblem::NoColumn("Child".into())));
    }
}
