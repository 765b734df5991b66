//! What became of the rows of a file.

use serde::{Deserialize, Serialize};

/// How many rows became what. Every row is in exactly one of the first five.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Records that were not known before.
    pub new: u64,
    /// Records that were known and say something new.
    pub changed: u64,
    /// Records that were known and say the same.
    pub unchanged: u64,
    /// Rows that hold nothing to record.
    pub set_aside: u64,
    /// Rows that could not be used: each is on the review list.
    pub problems: u64,
    /// Events added.
    pub events: u64,
    /// People who had no record before.
    pub new_people: u64,
    /// Rows on the review list besides the problems: the record was used, and a person must decide something.
    pub to_decide: u64,
}

impl ImportCounts {
    /// How many rows there were.
    pub fn rows(&self) -> u64 {
        self.new + self.changed + self.unchanged + self.set_aside + self.problems
    }
}
