//! Builders and made-up families, for tests and the demonstration only.
//!
//! - [`Family`] writes a small chronology in a few lines, for the tests of other crates.
//! - [`caseload()`] makes up the families of a town, for the demonstration and for tests that need many children.
//!
//! Nobody in here is real: names are drawn from lists, NHS numbers come from the range kept for tests, postcodes do not exist.
//! Nothing in here reads a clock or throws dice of its own: the same arguments give the same events.

pub mod builders;
pub mod caseload;

pub use builders::{Contact, Family, Liaison};
pub use caseload::{Caseload, Highlights, caseload};
