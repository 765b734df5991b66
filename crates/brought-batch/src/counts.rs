//! What is counted of a run.

/// Counts of rows, people and entries. Every row is in exactly one of `taken`, `set_aside` and `not_used`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows of all files.
    pub rows: u64,
    /// Rows that were understood whole and used.
    pub taken: u64,
    /// Rows that hold nothing to record: blank ones, and those that say what an earlier one says.
    pub set_aside: u64,
    /// Rows that could not be used.
    pub not_used: u64,
    /// Questions for a person about rows that were used.
    pub questions: u64,
    /// People with a row that was used.
    pub people: u64,
    /// Those of them of whom another row could not be used, so that there may be more than is told of them.
    pub incomplete: u64,
    /// People of whom no row could be used: nothing is told of them but that.
    pub only_unusable: u64,
    /// Entries made of the rows.
    pub entries: u64,
}

impl Counts {
    /// Takes in what was counted elsewhere.
    pub(crate) fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.taken += other.taken;
        self.set_aside += other.set_aside;
        self.not_used += other.not_used;
        self.questions += other.questions;
        self.people += other.people;
        self.incomplete += other.incomplete;
        self.only_unusable += other.only_unusable;
        self.entries += other.entries;
    }
}
