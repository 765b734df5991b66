//! Made-up populations with known truth, from a seed.
//!
//! A [`Population`] makes the rows about any of its children: households with their carers and moves, contacts as an extract of the Community
//! Services Data Set has them, plans with their history, and what was planted with its label. The same [`Recipe`] makes the same rows on any
//! machine, and the first children are the same in a population of any size. [`output`] writes them as Parquet, CSV or JSON lines.
//!
//! Nobody in here is real, and nobody has a name: NHS numbers come from the range kept for tests, postcodes do not exist. Nothing in here
//! reads a clock or throws dice of its own. `docs/synthetic-population.md` says what is modelled, after which published figures, and what is not.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod codes;
mod day;
mod dice;
mod dirt;
mod distributions;
mod ids;
mod make;
pub mod output;
mod patterns;
mod providers;
mod recipe;
pub mod rows;
mod services;
pub mod table;

pub use day::Day;
pub use make::{CHUNK, Part, Population};
pub use providers::{PROVIDERS, Provider, STEPS, Step};
pub use recipe::{HOT_CONTACTS, MOST_CHILDREN, Recipe, RecipeProblem, USUAL_UNTIL};
pub use services::{SERVICES, Service};
