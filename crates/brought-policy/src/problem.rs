//! What is wrong with a pack, with the place where it stands.

use std::fmt;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look; the pack still works.
    Warning,
    /// The pack must not be used.
    Error,
}

/// Something wrong in a pack file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// The file, from the pack's own folder.
    pub file: String,
    /// Where in the file: first and last byte.
    pub span: std::ops::Range<usize>,
    /// Line, from 1. Nought when the problem is with the file as a whole.
    pub line: usize,
    /// Column in letters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// An error at a place in a file.
    pub fn error(file: &str, text: &str, span: std::ops::Range<usize>, message: impl Into<String>) -> Self {
        let (line, column) = line_and_column(text, span.start);
        Self { severity: Severity::Error, file: file.to_owned(), span, line, column, message: message.into(), help: None }
    }

    /// An error with a file as a whole, or with the lack of it.
    pub fn whole_file(file: &str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, file: file.to_owned(), span: 0..0, line: 0, column: 0, message: message.into(), help: None }
    }

    /// The same with what to do about it.
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same as a warning.
    pub fn as_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        } else {
            write!(f, "{}: {}", self.file, self.message)?;
        }
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "\n  {help}"))
    }
}

/// Line and column of a byte, both from 1, the column in letters.
fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    let before = &text[..byte];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_lines_and_letters() {
        let text = "one\ntwo – three\n";
        let problem = Problem::error("a.md", text, text.find("three").unwrap()..16, "no").with_help("do this");
        assert_eq!(problem.to_string(), "a.md:2:7: no\n  do this");
        assert_eq!(line_and_column(text, 999), (3, 1));
    }
}
