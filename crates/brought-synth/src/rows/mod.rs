//! The tables of a population, one row type each.

mod contact;
mod family;
mod truth;

pub use contact::Contact;
pub use family::{Carer, Child, Household, Move, Plan};
pub use truth::{Fault, Faulty, Label, Truth};

use crate::table::{Row, Table};

/// Every table, in the order in which the manifest has them. `faults` is there only when faults were asked for.
pub const TABLES: &[Table] =
    &[Contact::TABLE, Child::TABLE, Carer::TABLE, Household::TABLE, Move::TABLE, Plan::TABLE, Truth::TABLE, Faulty::TABLE];
