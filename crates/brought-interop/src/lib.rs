//! What other systems say: CSV, HL7 version 2, and their codes.
//!
//! The only crate that knows files, messages and codes of other systems; their words for a missed appointment live here and nowhere
//! else. It does no input or output, reads no clock and knows no store: bytes and a map go in, and for every row or message exactly one
//! [`Read`] comes out: a record with its events, a row set aside with the reason, or a problem for a person to look at. Nothing is
//! guessed and no row is used by halves.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod age;
mod csv;
mod detect;
mod events;
mod fault;
mod hl7;
mod identify;
mod map;
mod outcome;
mod person;
mod postcode;
mod read;
mod shipped;
mod text;

pub use csv::{CsvPieces, CsvReader, Piece, PieceRow, RowReader, SheetProblem, SheetRow, read_csv, read_sheet};
pub use detect::{FileKind, detect};
pub use hl7::{Hl7Reader, read_hl7};
pub use identify::{event_id, file_digest};
pub use map::{Map, MapKind, MapProblem};
pub use person::{ImportedCarer, ImportedPerson, StrongIdentifier, relabelled};
pub use postcode::read as read_postcode;
pub use read::{
    FileProblem, FileProblemKind, ImportedRecord, MissingColumn, Read, ReadContext, Review, RowProblem, RowRef, SetAside, SourceRef,
};
pub use shipped::{ShippedMap, shipped_maps};
