//! A first look through a file: how much there is, and what a person must look at. Knows nothing of the record.

use super::report::{ReviewForm, UnusableForm};
use brought_interop::{FileKind, FileProblem, Map, MapKind, Read, ReadContext, detect, read_csv, read_hl7};
use jiff::Timestamp;

/// What a file holds.
pub(super) struct Scan {
    /// Rows or messages.
    pub(super) rows: u64,
    /// Rows that cannot be used, and questions about those that can.
    pub(super) to_review: Vec<ReviewForm>,
    /// What is worth knowing about how it is read.
    pub(super) notes: Vec<String>,
}

/// Looks through a file.
///
/// # Errors
/// Why the file as a whole cannot be used.
pub(super) fn scan(bytes: &[u8], file: &str, map: Option<&Map>, now: Timestamp) -> Result<Scan, UnusableForm> {
    let context = ReadContext { recorded_at: now, file_name: file.to_owned() };
    let unusable = |problem: FileProblem| UnusableForm { reason: problem.reason, what_to_do: problem.what_to_do };
    match (detect(bytes), map) {
        (FileKind::Hl7, map) => Ok(count(read_hl7(bytes, map, &context).map_err(unusable)?, Vec::new())),
        (FileKind::Csv, Some(map)) => {
            let reader = read_csv(bytes, map, &context).map_err(unusable)?;
            let notes = reader.notes();
            Ok(count(reader, notes))
        }
        (FileKind::Csv, None) => Err(UnusableForm {
            reason: "it is not an HL7 file, and only those can be read without a map".to_owned(),
            what_to_do: "Say with --map what its columns mean".to_owned(),
        }),
    }
}

/// The map for this file: in a run with HL7 files and CSV files, a map for CSV is not for the former.
pub(super) fn map_for<'a>(bytes: &[u8], map: Option<&'a Map>, several: bool) -> Option<&'a Map> {
    map.filter(|map| !several || detect(bytes) == FileKind::Csv || map.kind() == MapKind::Messages)
}

fn count(reads: impl Iterator<Item = Read>, notes: Vec<String>) -> Scan {
    let mut scan = Scan { rows: 0, to_review: Vec::new(), notes };
    for read in reads {
        scan.rows += 1;
        match read {
            Read::SetAside(_) => {}
            Read::Problem(problem) => scan.to_review.push(ReviewForm::of_problem(*problem)),
            Read::Record(record) => {
                let row = record.row;
                scan.to_review.extend(record.reviews.into_iter().map(|review| ReviewForm::of_question(review, &row)));
            }
        }
    }
    scan
}
