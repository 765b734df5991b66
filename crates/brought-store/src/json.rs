//! Lists of values as JSON, which one statement takes as one value whatever their number.

use std::collections::BTreeSet;

/// A set of texts as a JSON list, for `json_each(?)`.
pub(crate) fn list(texts: &BTreeSet<&str>) -> String {
    serde_json::Value::from_iter(texts.iter().copied()).to_string()
}
