//! How a question fails, as Python is told.

use brought_batch::BatchProblem;
use pyo3::exceptions::PyException;
use pyo3::{PyErr, create_exception};

create_exception!(brought, Problem, PyException, "Why a question was not answered. Nothing of an answer is left that looks complete.");
create_exception!(brought, Unusable, Problem, "What was given cannot be used as it is: it says where, what, and what to do.");
create_exception!(brought, MachineTrouble, Problem, "The machine did not do what was asked: a full disk, or a fault of the program.");

/// Why a question was not answered.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was given cannot be used as it is.
    Unusable(String),
    /// The machine did not do what was asked.
    Machine(String),
}

impl Failure {
    pub(crate) fn unusable(message: impl Into<String>) -> Self {
        Self::Unusable(message.into())
    }

    pub(crate) fn machine(message: impl Into<String>) -> Self {
        Self::Machine(message.into())
    }
}

impl From<BatchProblem> for Failure {
    fn from(problem: BatchProblem) -> Self {
        match problem {
            BatchProblem::Unusable { .. } => Self::Unusable(problem.to_string()),
            BatchProblem::Machine(message) => Self::Machine(message),
        }
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unusable(message) => Unusable::new_err(message),
            Failure::Machine(message) => MachineTrouble::new_err(message),
        }
    }
}
