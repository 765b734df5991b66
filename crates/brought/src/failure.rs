//! How the program fails, and with which exit code.

use brought_store::StoreProblem;
use std::fmt;
use std::process::ExitCode;

/// A failure, with what to say about it. The message says where, what, and what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// Something was checked or brought in, and a person must look at what is told already: exit code 1, and no more words.
    pub(crate) fn to_look_at() -> Self {
        Self { code: 1, message: String::new() }
    }

    /// Something was checked and problems were found: exit code 1.
    pub(crate) fn found(message: impl Into<String>) -> Self {
        Self { code: 1, message: message.into() }
    }

    /// The command or a file given to it cannot be used as it is: exit code 2.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into() }
    }

    /// The machine did not do what was asked, a full disk or an unreadable file: exit code 3.
    pub(crate) fn trouble(message: impl Into<String>) -> Self {
        Self { code: 3, message: message.into() }
    }

    /// The exit code.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }

    /// What to say, unless everything has been said.
    pub(crate) fn message(&self) -> Option<&str> {
        (!self.message.is_empty()).then_some(self.message.as_str())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<StoreProblem> for Failure {
    fn from(problem: StoreProblem) -> Self {
        match problem {
            StoreProblem::Missing(_)
            | StoreProblem::NotAStore(_)
            | StoreProblem::Newer { .. }
            | StoreProblem::KeyNeeded
            | StoreProblem::OtherKey { .. }
            | StoreProblem::NotSealed
            | StoreProblem::Held
            | StoreProblem::InReview
            | StoreProblem::LetterUnderWay => Self::usage(problem.to_string()),
            other => Self::trouble(other.to_string()),
        }
    }
}

impl From<brought_app::Failure> for Failure {
    fn from(failure: brought_app::Failure) -> Self {
        use brought_app::{Failure as App, Trouble};
        match failure {
            App::Trouble(Trouble::Store(problem)) => problem.into(),
            App::Trouble(trouble) => Self::trouble(trouble.to_string()),
            App::Refused(refusal) => {
                let words: Vec<&str> = refusal.problems.iter().map(|problem| problem.words.as_str()).collect();
                Self::usage(words.join("; "))
            }
            other => Self::usage(other.to_string()),
        }
    }
}
