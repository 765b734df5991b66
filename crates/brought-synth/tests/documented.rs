//! The page about made-up populations names everything that is written.
#![allow(clippy::unwrap_used, reason = "tests")]

use brought_synth::rows::{Fault, Label, TABLES};
use std::collections::BTreeSet;

#[test]
fn every_table_column_label_and_fault_is_on_the_page() {
    let page = include_str!("../../../docs/synthetic-population.md");
    let columns = TABLES.iter().flat_map(|table| table.columns.iter().map(|column| column.name).chain([table.name]));
    let words = columns.chain(Label::ALL.iter().map(|label| label.code())).chain(Fault::ALL.iter().map(|fault| fault.code()));
    let missing: BTreeSet<&str> = words.filter(|word| !page.contains(&format!("`{word}`"))).collect();
    assert!(missing.is_empty(), "docs/synthetic-population.md does not name {missing:?}");
}

#[test]
fn every_column_says_what_it_means() {
    for table in TABLES {
        assert!(!table.row.is_empty() && table.columns.iter().all(|column| column.means.ends_with('.')), "{}", table.name);
        let names: BTreeSet<&str> = table.columns.iter().map(|column| column.name).collect();
        assert_eq!(names.len(), table.columns.len());
    }
}
