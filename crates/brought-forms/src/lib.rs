//! The written form of events, versioned: events as they are stored, and chronology files that people write by hand.
//!
//! Domain types are not serialised (invariant 5). This crate owns how they are written, so that an event written today can be read
//! in ten years, and so that renaming a type in the domain changes no file. One set of forms serves both uses: [`stored`] writes every
//! field and reads nothing into what is absent; [`chronology_file`] adds the defaults and the shorthand that make a file quick to
//! write, checks that the parts of a file agree with each other, and says everything that is wrong with it at once.
//!
//! It does no input or output and reads no clock.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod chronology_file;
mod form;
mod leaf;
mod problem;
mod reader;
pub mod schema;
mod shape;
pub mod stored;
mod text;

pub use problem::FormProblem;
