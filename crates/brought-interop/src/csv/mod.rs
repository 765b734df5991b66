//! CSV: rows of cells under headings, read as a map says.

mod cells;
mod contact;
mod heading;
mod last_person;
mod people;
mod person;
mod pieces;
mod repeats;
mod rows;
mod split;
mod table;

use crate::fault::Fault;
use crate::map::{Field, Map, MapKind};
use crate::read::{FileProblem, FileProblemKind, ImportedRecord, Read, ReadContext, RowRef, SetAside};
use crate::text::{Encoding, EncodingChoice, NotText, decode};
use cells::{RowCells, Texts};
use heading::{Heading, problem, read_heading};
use person::is_no;
pub(crate) use person::name_and_birth;
pub use pieces::{CsvPieces, Piece, PieceRow};
use repeats::Repeats;
pub use rows::RowReader;
use split::{Cell, QuoteFault, Row, Splitter};
use std::borrow::Cow;
use std::sync::Arc;
pub use table::{SheetProblem, SheetRow, read_sheet};

/// How much of a row is kept with its problem.
const LONGEST_RAW: usize = 8 * 1024;

/// Begins to read a CSV file.
///
/// # Errors
/// [`FileProblem`] when the file as a whole cannot be read: empty, not text, or without the columns that the map requires.
pub fn read_csv<'a>(bytes: &'a [u8], map: &'a Map, context: &'a ReadContext) -> Result<CsvReader<'a>, FileProblem> {
    let file_name = context.file_name.as_str();
    if map.kind() == MapKind::Messages {
        let reason = format!("the map \"{}\" is for HL7 messages", map.name());
        return Err(problem(file_name, FileProblemKind::WrongMap, &reason, "Choose a map for CSV files"));
    }
    if crate::detect(bytes) == crate::FileKind::Hl7 {
        let reason = "it is an HL7 file, not CSV";
        return Err(problem(file_name, FileProblemKind::OtherKind, reason, "Import it as HL7 messages"));
    }
    let (text, encoding) = decode(bytes, map.encoding).map_err(|why| match why {
        NotText::Packed => {
            problem(file_name, FileProblemKind::Unreadable, "it is a workbook, not CSV", "Save it as \"CSV UTF-8\" from the spreadsheet")
        }
        NotText::Binary => problem(file_name, FileProblemKind::Unreadable, "it is not a text file", "Export it again as CSV"),
    })?;
    let (heading, splitter) = read_heading(&text, map, file_name)?;
    Ok(CsvReader {
        text,
        encoding,
        map,
        context,
        file: file_name.into(),
        heading,
        splitter,
        cells: Vec::new(),
        repeats: Repeats::default(),
    })
}

/// The rows of a CSV file, one after another. Holds the file and what it needs to notice repeats, never the events.
pub struct CsvReader<'a> {
    text: Cow<'a, str>,
    encoding: Encoding,
    map: &'a Map,
    context: &'a ReadContext,
    file: Arc<str>,
    heading: Heading,
    splitter: Splitter,
    cells: Vec<Cell>,
    repeats: Repeats,
}

impl CsvReader<'_> {
    /// What is worth knowing about how the file is read: its encoding, and columns not used or not there.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        match self.encoding {
            Encoding::Windows1252 if self.map.encoding == EncodingChoice::Auto => {
                notes.push(
                    "The file is not UTF-8; its letters were read as Windows-1252 (ISO-8859-1). Check names with accents.".to_owned(),
                );
            }
            Encoding::Utf16 => notes.push("The file was read as UTF-16.".to_owned()),
            _ => {}
        }
        let unused = self.heading.unused();
        if !unused.is_empty() {
            notes.push(format!("Columns that were not used: {}.", unused.join(", ")));
        }
        let absent: Vec<&str> = self
            .map
            .columns
            .iter()
            .filter(|(field, _)| self.heading.place(**field).is_none())
            .filter_map(|(_, column)| column.names.first().map(String::as_str))
            .collect();
        if !absent.is_empty() {
            notes.push(format!("Columns that the map knows and the file does not have: {}.", absent.join(", ")));
        }
        notes
    }
}

impl Iterator for CsvReader<'_> {
    type Item = Read;

    fn next(&mut self) -> Option<Read> {
        let row = self.splitter.next(&self.text, &mut self.cells)?;
        let place = RowRef { file: Arc::clone(&self.file), row: row.number, line: row.line, message: None };
        let cells = RowCells { texts: Texts::Split { file: &self.text, cells: &self.cells }, heading: &self.heading };
        let whole = check_quotes(&row);
        let may_be_kept = may_be_kept(&cells, whole.is_ok());
        let outcome = whole.and_then(|()| read_row(row.ended, &cells, self.map, self.context, &place, &mut self.repeats));
        Some(told(outcome, place, || if may_be_kept { raw(&self.text, &row) } else { NOT_KEPT.to_owned() }))
    }
}

/// What stands for a row that is not kept as it came.
const NOT_KEPT: &str =
    "not kept, because the row says that the address is withheld, or cannot be read far enough to tell: look in the other system";

/// Whether a row may be kept as it came with what is the matter with it: not where the address in it is withheld, which is then not read at all (H15).
fn may_be_kept(cells: &RowCells<'_>, is_whole: bool) -> bool {
    let tells = cells.heading.place(Field::AddressWithheld).is_some();
    !tells || is_whole && cells.get(Field::AddressWithheld).is_none_or(|text| is_no(&text))
}

/// What came of a row.
enum RowRead {
    Record(Box<ImportedRecord>),
    SetAside { what: String, reason: String },
}

/// What came of a row, with its place.
fn told(outcome: Result<RowRead, Fault>, place: RowRef, raw: impl FnOnce() -> String) -> Read {
    match outcome {
        Ok(RowRead::Record(record)) => Read::Record(record),
        Ok(RowRead::SetAside { what, reason }) => Read::SetAside(SetAside { row: place, what, reason }),
        Err(fault) => Read::Problem(Box::new(fault.into_problem(place, raw()))),
    }
}

fn read_row(
    ended: bool,
    cells: &RowCells<'_>,
    map: &Map,
    context: &ReadContext,
    place: &RowRef,
    repeats: &mut Repeats,
) -> Result<RowRead, Fault> {
    if cells.is_blank() {
        return Ok(RowRead::SetAside { what: "blank row".to_owned(), reason: "nothing is written in it".to_owned() });
    }
    if cells.is_instruction(&map.instruction_rows) {
        let reason = "it tells people how to fill the file in".to_owned();
        return Ok(RowRead::SetAside { what: "instruction row".to_owned(), reason });
    }
    check_width(cells)?;
    let cut_note = check_cut(ended, cells, map)?;
    if let Some((column, text)) = cells.unreadable() {
        let what_to_do = "Save the file in one encoding, UTF-8 if possible, and send the row again";
        return Err(Fault::at(column, &text, "a letter in it cannot be read", what_to_do));
    }
    for field in &map.must_have {
        cells.must(*field)?;
    }
    let mut read = match map.kind() {
        MapKind::People => people::read(cells, map, context, place, repeats),
        _ => contact::read(cells, map, context, place, repeats),
    };
    if let (Ok(RowRead::Record(record)), Some(note)) = (&mut read, cut_note) {
        record.notes.push(note);
    }
    read
}

fn check_quotes(row: &Row) -> Result<(), Fault> {
    let reason = match row.fault {
        None => return Ok(()),
        Some(QuoteFault::Open) => format!("a quotation mark is opened in line {} and not closed", row.line),
        Some(QuoteFault::TextAfter) => format!("in line {} text follows a closing quotation mark", row.line),
    };
    Err(Fault::whole(reason, "Close the quotation mark, or double it where it is part of the text, and send the row again"))
}

/// A row with fewer cells than the heading may be cut off; one with more has a separator where none belongs.
fn check_width(cells: &RowCells<'_>) -> Result<(), Fault> {
    let (width, wanted) = (cells.texts.len(), cells.heading.names.len());
    if width < wanted {
        let reason = format!("the row has {width} cells where the heading has {wanted}: it is cut off, or a separator is missing");
        return Err(Fault::whole(reason, "Compare it with the other system and send the whole row again"));
    }
    if width > wanted {
        let reason =
            format!("the row has {width} cells where the heading has {wanted}: a text with a separator in it needs quotation marks");
        return Err(Fault::whole(reason, "Put quotation marks round that text and send the row again"));
    }
    Ok(())
}

/// A last row without a line end may be cut within its last cell. It is taken only when what stands there can be nothing shorter; a blank
/// cell is taken with a note, because many programs leave out the last line end.
fn check_cut(ended: bool, cells: &RowCells<'_>, map: &Map) -> Result<Option<String>, Fault> {
    let last = cells.heading.names.len().saturating_sub(1);
    if ended || !cells.heading.is_used(last) {
        return Ok(None);
    }
    let column = cells.name(last);
    let Some(text) = cells.at(Some(last)) else {
        return Ok(Some(format!("The file ends without a line end: if it was cut off, {column} is missing here.")));
    };
    let is = |field: Field| cells.heading.place(field) == Some(last);
    let whole_or_refused = [Field::NhsNumber, Field::Postcode, Field::DateOfBirth, Field::PlannedOn].into_iter().any(is);
    let begins_another = |code: &str| code.len() > text.len() && code.to_lowercase().starts_with(&text.to_lowercase());
    if whole_or_refused || is(Field::Status) && !map.statuses.codes().any(begins_another) {
        return Ok(None);
    }
    Err(Fault::at(
        column,
        &text,
        "the file ends without a line end, so that this last cell may be cut off",
        "Compare the row with the other system; if it is whole, add a line end to the file and send it again",
    ))
}

fn raw(file: &str, row: &Row) -> String {
    let mut end = row.end.min(row.start + LONGEST_RAW);
    while !file.is_char_boundary(end) {
        end -= 1;
    }
    file.get(row.start..end).unwrap_or_default().to_owned()
}
