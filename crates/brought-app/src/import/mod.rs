//! Bringing in what other systems say: first a plan that changes nothing, then the same for good.
//!
//! An import may be cut off at any moment and run again: events that are stored are skipped, and everybody whom a stored event concerns has
//! been marked for working out in the transaction that stored it.

mod apply;
mod counts;
mod list;
mod people;
mod plan;
mod prepare;
mod source;
mod undo;

#[cfg(test)]
mod tests;

pub use apply::{ImportProgress, ImportResult, apply_import};
pub use counts::ImportCounts;
pub use list::{ImportLine, ImportState, import_line, imports};
pub use plan::{AffectedPerson, ImportPlan, plan_import};
pub use source::{ImportContext, import_maps, read_import_map};
pub use undo::{UndoPlan, Undone, plan_undo, undo_import};
