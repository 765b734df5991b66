//! Reads a condition from text. (being written)

use super::Expression;

/// What is wrong with a condition, and where in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionProblem {
    /// First and last byte within the condition's text.
    pub span: std::ops::Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Reads a condition and checks its types.
///
/// # Errors
/// The first problem, with its place.
pub fn parse(_text: &str) -> Result<Expression, ExpressionProblem> {
    Ok(Expression::Always)
}
