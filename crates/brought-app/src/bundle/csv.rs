//! The chronology for a spreadsheet: RFC 4180, and nothing in it is ever run (H40).

use crate::child_page::ChronologyEntry;

const HEADS: [&str; 12] =
    ["day", "when", "whose", "kind", "what", "details", "service", "recorded_by", "recorded", "significant", "put_right", "entry"];

/// The entries, one in a row, in the order in which they are given.
pub(super) fn of(entries: &[&ChronologyEntry]) -> String {
    let rows = entries.iter().map(|entry| {
        let details: Vec<String> = entry.details.iter().map(|(label, words)| format!("{label}: {words}")).collect();
        let put_right = entry.corrected.as_ref().map(|by| format!("{} by {}: {}", by.how, by.by, by.reason)).unwrap_or_default();
        row(&[
            &entry.day,
            &entry.when,
            entry.about.as_deref().unwrap_or_default(),
            entry.kind,
            &entry.summary,
            &details.join("; "),
            entry.service.as_deref().unwrap_or_default(),
            &entry.recorded_by,
            &entry.recorded,
            if entry.significant { "yes" } else { "no" },
            &put_right,
            &entry.event,
        ])
    });
    std::iter::once(row(&HEADS)).chain(rows).collect()
}

/// A row of cells.
pub(crate) fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|words| cell(words)).collect();
    format!("{}\r\n", cells.join(","))
}

/// A text that a spreadsheet would take for a formula is shown as text.
fn cell(words: &str) -> String {
    let is_formula = words.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let safe = if is_formula { format!("'{words}") } else { words.to_owned() };
    if safe.contains([',', '"', '\r', '\n', ';', '\'']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn nothing_in_a_cell_is_run_or_ends_it() {
        let cases = [
            ("seen", "seen"),
            ("=1+1", "\"'=1+1\""),
            ("-2", "\"'-2\""),
            ("@cmd", "\"'@cmd\""),
            ("\t=1", "\"'\t=1\""),
            ("a, \"b\"", "\"a, \"\"b\"\"\""),
            ("one\ntwo", "\"one\ntwo\""),
        ];
        for (words, written) in cases {
            assert_eq!(cell(words), written);
        }
    }
}
