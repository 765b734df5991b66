//! What is wrong with a written form: where, what, and what was probably meant.

use std::fmt;

/// One thing that is wrong with a file or a stored event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormProblem {
    /// Where in the form, such as `events[3].contact.outcome`; the first event is `events[0]`. Empty for the form as a whole.
    pub path: String,
    /// The line, counted from 1, when the form came as text.
    pub line: Option<usize>,
    /// The column in characters, counted from 1, when the form came as text.
    pub column: Option<usize>,
    /// What is wrong and what to do about it.
    pub what: String,
    /// The known word nearest to one that is not known.
    pub suggestion: Option<String>,
}

impl FormProblem {
    pub(crate) fn new(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self { path: path.into(), line: None, column: None, what: what.into(), suggestion: None }
    }

    pub(crate) fn suggesting(mut self, suggestion: Option<impl Into<String>>) -> Self {
        self.suggestion = suggestion.map(Into::into);
        self
    }

    pub(crate) fn at(mut self, (line, column): (usize, usize)) -> Self {
        (self.line, self.column) = (Some(line), Some(column));
        self
    }
}

impl fmt::Display for FormProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, "line {line}, column {column}: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.what)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, " (did you mean `{suggestion}`?)"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for FormProblem {}
