//! Times as text that sorts as the times do.

use crate::problem::StoreProblem;
use brought_domain::Happened;
use jiff::{Timestamp, civil::Date};

/// An instant in universal time, always with nine digits of seconds: without them `05.5Z` would sort before `05Z`.
pub(crate) fn instant(instant: Timestamp) -> String {
    format!("{instant:.9}")
}

/// The text of when something happened, and whether it is known to the day or to the instant.
pub(crate) fn happened(happened: Happened) -> (String, &'static str) {
    match happened {
        Happened::At(at) => (instant(at), "instant"),
        Happened::On(day) => (day.to_string(), "day"),
    }
}

/// Reads an instant back.
pub(crate) fn read_instant(text: &str) -> Result<Timestamp, StoreProblem> {
    text.parse().map_err(|error: jiff::Error| unreadable("an instant", &error))
}

/// Reads an instant that may be missing.
pub(crate) fn read_optional_instant(text: Option<String>) -> Result<Option<Timestamp>, StoreProblem> {
    text.as_deref().map(read_instant).transpose()
}

/// Reads a day that may be missing.
pub(crate) fn read_optional_day(text: Option<String>) -> Result<Option<Date>, StoreProblem> {
    text.map(|text| text.parse().map_err(|error: jiff::Error| unreadable("a day", &error))).transpose()
}

/// The problem of a stored text that does not read back.
pub(crate) fn unreadable(what: &str, detail: &dyn std::fmt::Display) -> StoreProblem {
    StoreProblem::Unreadable { what: what.to_owned(), detail: detail.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_sort_as_text_and_read_back() {
        let texts = ["2026-07-01T22:30:05Z", "2026-07-01T22:30:05.5Z", "2026-07-01T22:30:06Z"];
        let instants: Vec<Timestamp> = texts.iter().map(|text| text.parse().unwrap()).collect();
        let stored: Vec<String> = instants.iter().map(|at| instant(*at)).collect();
        let mut sorted = stored.clone();
        sorted.sort();
        assert_eq!(stored, sorted);
        assert_eq!(stored.iter().map(|text| read_instant(text).unwrap()).collect::<Vec<_>>(), instants);
    }
}
