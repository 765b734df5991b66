//! Whole populations: contacts from Parquet or CSV files, or from memory, in, what a policy asks for everybody out.
//!
//! Rows are read by `brought-interop`, with the code of an import, and people are answered by `brought-policy`, as one by one: nothing is
//! approximated. Rows of one person may stand anywhere in the files; what does not fit into memory goes through files beside the output.
//! It reads no clock.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod answer;
mod child;
mod counts;
mod input;
pub mod measures;
mod order;
mod output;
mod passes;
mod people;
mod problem;
mod question;
mod rates;
mod reading;
mod rows;
mod run;
mod table;
mod tables;
mod worker;
mod writing;

pub use counts::Counts;
pub use output::KeptTable;
pub use people::{columns, people};
pub use problem::BatchProblem;
pub use question::{ContactRows, Contacts, Format, Out, Policy, Question, USUAL_MEMORY};
pub use run::{Answers, Progress, Stage, Summary, answers, run};
