//! Where an import comes from, and reading it.

use crate::failure::{Failure, Refusal};
use brought_domain::PractitionerId;
use brought_interop::{FileKind, FileProblem, Map, Read, ReadContext, detect, read_csv, read_hl7};
use jiff::Timestamp;

/// What an import is told besides the file.
#[derive(Clone, Debug)]
pub struct ImportContext {
    /// The id of the batch: fresh for each attempt.
    pub batch: String,
    /// The name of the file, without its folder.
    pub file_name: String,
    /// Who brings it in. Nothing: a command at the machine.
    pub started_by: Option<PractitionerId>,
    /// When.
    pub now: Timestamp,
}

impl ImportContext {
    /// What the readers are told.
    pub(super) fn reading(&self) -> ReadContext {
        ReadContext { recorded_at: self.now, file_name: self.file_name.clone() }
    }
}

/// The rows or messages of a file, one after another.
pub(super) type Rows<'a> = Box<dyn Iterator<Item = Read> + Send + 'a>;

/// Begins to read a file of either kind. HL7 messages need no map.
pub(super) fn rows<'a>(bytes: &'a [u8], map: Option<&'a Map>, reading: &'a ReadContext) -> Result<(Rows<'a>, Vec<String>), Failure> {
    let refused = |problem: FileProblem| Failure::from(Refusal::one("file", problem.to_string()));
    match (detect(bytes), map) {
        (FileKind::Hl7, map) => {
            let reader = read_hl7(bytes, map, reading).map_err(refused)?;
            Ok((Box::new(reader), Vec::new()))
        }
        (FileKind::Csv, Some(map)) => {
            let reader = read_csv(bytes, map, reading).map_err(refused)?;
            let notes = reader.notes();
            Ok((Box::new(reader), notes))
        }
        (FileKind::Csv, None) => Err(Refusal::one("map", "Choose the map that says what the columns of this file mean").into()),
    }
}
