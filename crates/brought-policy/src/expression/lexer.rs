//! Cuts a condition into its words and signs.

use super::parser::{ExpressionProblem, problem};
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Comparison,
    Open,
    Close,
    OpenList,
    CloseList,
    Comma,
}

/// A word or sign of a condition, with its place.
#[derive(Clone, Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    pub(super) span: Range<usize>,
}

/// Cuts a condition up.
///
/// # Errors
/// A sign that no condition has, with what is written instead.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, ExpressionProblem> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        if letter.is_whitespace() {
            at += letter.len_utf8();
            continue;
        }
        let (kind, length) = token(&text[at..], letter).ok_or_else(|| unknown(&text[at..], at, letter))?;
        tokens.push(Token { kind, text: &text[at..at + length], span: at..at + length });
        at += length;
    }
    Ok(tokens)
}

/// What the text begins with, and how many bytes long it is.
fn token(rest: &str, letter: char) -> Option<(Kind, usize)> {
    let run = |belongs: fn(char) -> bool| rest.find(|next| !belongs(next)).unwrap_or(rest.len());
    Some(match letter {
        '(' => (Kind::Open, 1),
        ')' => (Kind::Close, 1),
        '[' => (Kind::OpenList, 1),
        ']' => (Kind::CloseList, 1),
        ',' => (Kind::Comma, 1),
        '=' if !rest.starts_with("==") => (Kind::Comparison, 1),
        '<' | '>' => (Kind::Comparison, if rest[1..].starts_with('=') { 2 } else { 1 }),
        '!' if rest.starts_with("!=") => (Kind::Comparison, 2),
        // A number runs on into letters, so that `2x` is one wrong word and not a number with something after it.
        '0'..='9' => {
            let length = run(|next| next.is_alphanumeric() || next == '_');
            (if rest[..length].bytes().all(|byte| byte.is_ascii_digit()) { Kind::Number } else { Kind::Word }, length)
        }
        letter if letter.is_alphabetic() || letter == '_' => (Kind::Word, run(|next| next.is_alphanumeric() || next == '_')),
        _ => return None,
    })
}

fn unknown(rest: &str, at: usize, letter: char) -> ExpressionProblem {
    let signs = [("==", "="), ("&&", "and"), ("||", "or"), ("≥", ">="), ("≤", "<="), ("≠", "!="), ("!", "not"), ("&", "and"), ("|", "or")];
    let sign = signs.iter().find(|(sign, _)| rest.starts_with(sign));
    let length = sign.map_or(letter.len_utf8(), |(sign, _)| sign.len());
    let found = problem(at..at + length, format!("`{}` cannot stand in a condition", &rest[..length]));
    match sign {
        Some((_, instead)) => found.help(format!("write `{instead}`")),
        None if matches!(letter, '"' | '\'' | '“' | '‘') => found.help("words stand without quotation marks"),
        None => found,
    }
}
