//! Why a pass over the files ends before its end.

use crate::problem::BatchProblem;

/// Why a pass ends early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The rows are not in the order of the children: they have to be parted and put in order first.
    NotInOrder,
    /// A CSV column that was taken for whole numbers has something else in it, and has to be read as texts.
    NotWhole(Column),
    /// Another thread has told why.
    GivenUp,
    /// Something is wrong.
    Problem(BatchProblem),
}

/// A column whose kind a CSV file does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Child,
    EventId,
}

impl From<BatchProblem> for Stop {
    fn from(problem: BatchProblem) -> Self {
        Self::Problem(problem)
    }
}
