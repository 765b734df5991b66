//! `cargo xtask generate`: documents that are made from the program, so that they cannot say anything else than it does.

use crate::{place, program, run};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The words after `brought`, and the file that keeps what they print.
const DOCUMENTS: &[(&str, &str)] = &[
    ("schema chronology", "docs/generated/chronology.schema.json"),
    ("schema standing", "docs/generated/standing.schema.json"),
    ("schema explanation", "docs/generated/explanation.schema.json"),
    ("schema as-known-on", "docs/generated/as-known-on.schema.json"),
    ("schema import-report", "docs/generated/import-report.schema.json"),
    ("schema policy-comparison", "docs/generated/policy-comparison.schema.json"),
    ("schema policy-backtest", "docs/generated/policy-backtest.schema.json"),
    ("schema policy-texts", "docs/generated/policy-texts.schema.json"),
    ("schema put-in-force", "docs/generated/put-in-force.schema.json"),
    ("schema in-force", "docs/generated/in-force.schema.json"),
    ("policy rules policies/no-access", "docs/generated/rules.md"),
    ("policy words", "docs/generated/policy-words.md"),
];

/// Writes every document anew.
///
/// # Errors
/// When the program does not build, cannot print a document, or a file cannot be written.
pub(crate) fn write() -> Result<()> {
    let program = program::built()?;
    for (words, file) in DOCUMENTS {
        let path = place::root().join(file);
        let folder = path.parent().context("a document without a folder")?;
        fs::create_dir_all(folder).with_context(|| format!("could not create {}", place::shown(folder)))?;
        fs::write(&path, printed(&program, words)?).with_context(|| format!("could not write {file}"))?;
        println!("wrote {file}");
    }
    Ok(())
}

/// Checks that every document is what the program prints today.
///
/// # Errors
/// When one is missing or different, naming all of them.
pub(crate) fn check() -> Result<()> {
    let program = program::built()?;
    let mut stale = Vec::new();
    for (words, file) in DOCUMENTS {
        let kept = fs::read_to_string(place::root().join(file)).ok();
        if kept != Some(printed(&program, words)?) {
            stale.push(*file);
        }
    }
    if !stale.is_empty() {
        bail!("not what the program prints today: {}. Run `cargo xtask generate` and look at the difference.", stale.join(", "));
    }
    println!("{} generated documents are fresh.", DOCUMENTS.len());
    Ok(())
}

fn printed(program: &Path, words: &str) -> Result<String> {
    let text = run::captured(Command::new(program).args(words.split(' ')).current_dir(place::root()))?;
    ensure!(!text.trim().is_empty(), "`brought {words}` printed nothing");
    Ok(text)
}
