//! Why a run cannot go on. Each says where, what, and what to do.

use brought_interop::FileProblem;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a run did not come to its end. Nothing of it is left that looks complete.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchProblem {
    /// The files, the map or the question cannot be used as they are.
    #[error("{place}: {reason}. {what_to_do}")]
    Unusable {
        /// The file, with the column when it is one.
        place: String,
        /// What is wrong.
        reason: String,
        /// What to do about it.
        what_to_do: String,
    },
    /// The machine did not do what was asked.
    #[error("{0}")]
    Machine(String),
}

impl BatchProblem {
    /// Something that is given cannot be used.
    pub(crate) fn unusable(place: impl fmt::Display, reason: impl Into<String>, what_to_do: impl Into<String>) -> Self {
        Self::Unusable { place: place.to_string(), reason: reason.into(), what_to_do: what_to_do.into() }
    }

    /// A file of the input cannot be read.
    pub(crate) fn reading(path: &Path, problem: &io::Error) -> Self {
        Self::unusable(path.display(), format!("it could not be read: {problem}"), "Check that it is there and may be read")
    }

    /// A file cannot be written.
    pub(crate) fn writing(path: &Path, problem: &io::Error) -> Self {
        let what_to_do = match problem.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                "The disk is full: make room or choose another folder, and run it again"
            }
            _ => "Check the disk and the folder, and run it again",
        };
        Self::Machine(format!("{} could not be written: {problem}. {what_to_do}. Nothing of this run was kept", path.display()))
    }

    /// Something that the program itself must have got wrong.
    pub(crate) fn inner(what: &str, problem: impl fmt::Display) -> Self {
        Self::Machine(format!("{what}: {problem}. This is a fault of the program. Nothing of this run was kept"))
    }
}

impl From<FileProblem> for BatchProblem {
    fn from(problem: FileProblem) -> Self {
        Self::Unusable { place: problem.file, reason: problem.reason, what_to_do: problem.what_to_do }
    }
}

/// Why reading stops before the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Halt {
    /// The rows are not in the order of the people: they have to be put in order first.
    NotInOrder,
    /// Nobody takes any more rows, because of a problem that is told elsewhere.
    NobodyListens,
    /// Something is wrong.
    Problem(BatchProblem),
}

impl From<BatchProblem> for Halt {
    fn from(problem: BatchProblem) -> Self {
        Self::Problem(problem)
    }
}

impl From<FileProblem> for Halt {
    fn from(problem: FileProblem) -> Self {
        Self::Problem(problem.into())
    }
}

/// A path, for messages of what could not be written there.
pub(crate) fn writing(path: &Path) -> impl Fn(io::Error) -> BatchProblem {
    let path: PathBuf = path.to_owned();
    move |problem| BatchProblem::writing(&path, &problem)
}
