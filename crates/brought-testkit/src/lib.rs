//! Builders and made-up families, for tests and the demonstration only.
//!
//! - [`Family`] writes a small chronology in a few lines, for the tests of other crates.
//!
//! Nobody in here is real: names are drawn from lists, NHS numbers come from the range kept for tests, postcodes do not exist.
//! Nothing in here reads a clock or throws dice of its own: the same arguments give the same events.

pub mod builders;

pub use builders::{Contact, Family, Liaison};
