//! Words that are not used. A child does not choose to miss an appointment: a child *was not brought*. And nobody writes that a risk
//! is low because little is known. Codes of other systems have their place in brought-interop and nowhere else.

use super::Text;
use anyhow::{Context, Result, bail, ensure};

/// The exceptions, each with its reason.
pub(super) const ALLOWED: &str = "crates/xtask/allowed-words.toml";

/// What must not be written, in lower case, and whether it only counts as a word of its own.
const WORDS: &[(&str, bool)] = &[
    ("did not attend", false),
    ("dna", true),
    ("no-show", false),
    ("no_show", false),
    ("noshow", false),
    ("non-complian", false),
    ("non_complian", false),
    ("noncomplian", false),
    ("low risk", false),
    ("low-risk", false),
    ("low_risk", false),
];

/// Where other systems' words have their place, and the files that are about the words themselves.
const ELSEWHERE: &[&str] = &["crates/brought-interop/", "crates/xtask/src/tidy/words.rs", ALLOWED];
const ENDINGS: &[&str] = &[".rs", ".html", ".jinja", ".md", ".toml", ".sql"];

/// A line that may have a word, and why.
pub(super) struct Exception {
    path: String,
    line: String,
}

/// Reads the list of exceptions.
///
/// # Errors
/// When it is not TOML, or an exception lacks its path, its line or its reason.
pub(super) fn allowed(text: &str) -> Result<Vec<Exception>> {
    let table: toml::Table = text.parse().with_context(|| format!("{ALLOWED} is not TOML"))?;
    let Some(listed) = table.get("allowed") else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for entry in listed.as_array().with_context(|| format!("{ALLOWED}: `allowed` is not a list"))? {
        let field = |name: &str| entry.get(name).and_then(toml::Value::as_str).unwrap_or_default().trim().to_owned();
        let exception = Exception { path: field("path"), line: field("line") };
        ensure!(!exception.path.is_empty() && !exception.line.is_empty(), "{ALLOWED}: each exception needs a `path` and a `line`");
        if field("reason").is_empty() {
            bail!("{ALLOWED}: the exception for {} needs a `reason`", exception.path);
        }
        found.push(exception);
    }
    Ok(found)
}

/// Every line with a word that is not used, and every exception that is no longer needed.
pub(super) fn broken(texts: &[Text], allowed: &[Exception]) -> Vec<String> {
    let mut found = Vec::new();
    let mut used = vec![false; allowed.len()];
    for text in texts.iter().filter(|text| is_concerned(&text.path)) {
        for (number, line) in text.content.lines().enumerate() {
            let Some(word) = word_in(line) else { continue };
            match allowed.iter().position(|exception| exception.path == text.path && line.trim() == exception.line) {
                Some(place) => used[place] = true,
                None => found.push(format!("{}:{}: `{word}` is not a word for a child or a risk", text.path, number + 1)),
            }
        }
    }
    let unused = allowed.iter().zip(used).filter(|(_, used)| !used);
    found.extend(unused.map(|(exception, _)| format!("{ALLOWED}: nothing in {} needs the exception `{}`", exception.path, exception.line)));
    found
}

fn is_concerned(path: &str) -> bool {
    let is_here = path.starts_with("policies/") || (path.starts_with("crates/") && ENDINGS.iter().any(|ending| path.ends_with(ending)));
    is_here && !ELSEWHERE.iter().any(|elsewhere| path.starts_with(elsewhere))
}

/// The first word in the line that is not used.
fn word_in(line: &str) -> Option<&'static str> {
    let line = line.to_lowercase();
    WORDS
        .iter()
        .find(|(word, alone)| line.match_indices(word).any(|(at, _)| !alone || stands_alone(&line, at, word.len())))
        .map(|(word, _)| *word)
}

fn stands_alone(line: &str, at: usize, length: usize) -> bool {
    let before = line[..at].chars().next_back();
    let after = line[at + length..].chars().next();
    ![before, after].into_iter().flatten().any(char::is_alphanumeric)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(path: &str, line: &str) -> usize {
        broken(&[Text { path: path.to_owned(), content: format!("first\n{line}\n") }], &[]).len()
    }

    #[test]
    fn a_child_is_not_said_to_have_stayed_away() {
        for line in
            ["The child did not attend.", "DNA", "a DNA'd clinic", "let dna_rate = 1;", "no-show", "Non-compliant", "low risk", "LOW-RISK"]
        {
            assert_eq!(check("crates/brought-web/src/a.rs", line), 1, "{line}");
        }
        for line in ["was not brought", "ednas", "kidnap", "a lower risk of error", "no shoes"] {
            assert_eq!(check("crates/brought-web/src/a.rs", line), 0, "{line}");
        }
    }

    #[test]
    fn pages_and_policies_are_read_and_the_codes_of_other_systems_are_not() {
        for path in ["crates/brought-web/templates/pages/a.jinja", "policies/no-access/clauses.toml", "policies/no-access/pathways/a.md"] {
            assert_eq!(check(path, "DNA"), 1, "{path}");
        }
        for path in ["crates/brought-interop/src/codes.rs", "docs/history.md"] {
            assert_eq!(check(path, "DNA"), 0, "{path}");
        }
    }

    #[test]
    fn an_exception_needs_a_reason_and_holds_for_its_line_alone() {
        let text = Text { path: "crates/a.rs".to_owned(), content: "  // the carer's own DNA\n// the child's DNA\n".to_owned() };
        let exceptions = allowed("[[allowed]]\npath = 'crates/a.rs'\nline = \"// the carer's own DNA\"\nreason = 'an adult'").unwrap();
        assert_eq!(broken(&[text], &exceptions).len(), 1);
        assert!(allowed("[[allowed]]\npath = 'crates/a.rs'\nline = 'x'").is_err());
        assert!(allowed("[[allowed]]\nline = 'x'\nreason = 'y'").is_err());
    }

    #[test]
    fn an_exception_that_nothing_needs_is_refused() {
        let exceptions = allowed("[[allowed]]\npath = 'crates/a.rs'\nline = 'DNA'\nreason = 'an adult'").unwrap();
        assert_eq!(broken(&[], &exceptions).len(), 1);
    }
}
