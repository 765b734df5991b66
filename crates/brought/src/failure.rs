//! How the program fails, and with which exit code.

use std::fmt;
use std::process::ExitCode;

/// A failure, with what to say about it. The message says where, what, and what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
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
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
