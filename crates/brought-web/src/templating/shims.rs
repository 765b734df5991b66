//! Filters that Python's Jinja has and the design system's templates rely on, where ours would refuse.

use minijinja::{Error, ErrorKind, Value};

/// The number of items or characters; nothing has none.
pub(super) fn length(value: &Value) -> Result<usize, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(0);
    }
    value.len().ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("a {} has no length", value.kind())))
}

/// The first characters of a text. Python's Jinja takes these arguments by position; a few characters more than the length are
/// left as they are, and unless `cut_words` is true the cut falls between words.
pub(super) fn truncate(text: &str, length: Option<usize>, cut_words: Option<bool>, end: Option<String>, leeway: Option<usize>) -> String {
    let length = length.unwrap_or(255);
    let end = end.unwrap_or_else(|| "...".to_owned());
    if text.chars().count() <= length + leeway.unwrap_or(5) {
        return text.to_owned();
    }
    let kept: String = text.chars().take(length.saturating_sub(end.chars().count())).collect();
    let kept = match kept.rsplit_once(' ') {
        Some((words, _)) if !cut_words.unwrap_or(false) => words,
        _ => kept.as_str(),
    };
    format!("{kept}{end}")
}
