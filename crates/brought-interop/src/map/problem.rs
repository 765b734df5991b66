//! What is wrong with a map, and where.

/// Something wrong in a mapping file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}{}", .suggestion.as_ref().map(|word| format!(" (did you mean `{word}`?)")).unwrap_or_default())]
pub struct MapProblem {
    /// The mapping file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// What is wrong and what to write instead.
    pub message: String,
    /// The word that was probably meant.
    pub suggestion: Option<String>,
}

/// Line and column of a byte in a text, both from 1.
pub(super) fn position(text: &str, byte: usize) -> (usize, usize) {
    let mut end = byte.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
