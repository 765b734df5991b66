//! `cargo xtask tidy`: rules about the code that the compiler does not know. Each returns what breaks it, one line each.

mod asvs;
mod layers;
mod supply;
mod texts;
mod words;

use crate::{place, program, run};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// A text file of the working tree.
pub(crate) struct Text {
    /// Relative to the workspace, with forward slashes.
    path: String,
    content: String,
}

/// Folders in which nothing is ours, by name.
const NOT_OURS: &[&str] = &[".git", "node_modules", "results", "target", "vendor"];
const ENDINGS: &[&str] =
    &["css", "html", "jinja", "js", "json", "lock", "md", "mjs", "py", "rs", "sh", "sql", "svg", "toml", "txt", "yaml", "yml", "run"];

/// Checks every rule.
///
/// # Errors
/// When a rule is broken, naming every place where one is.
pub(crate) fn check() -> Result<()> {
    let root = place::root();
    let texts = texts(&root)?;
    let metadata = run::captured(program::cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let allowed = fs::read_to_string(root.join(words::ALLOWED)).with_context(|| format!("could not read {}", words::ALLOWED))?;

    let mut broken = layers::broken(&layers::crates(&metadata)?);
    broken.extend(words::broken(&texts, &words::allowed(&allowed)?));
    broken.extend(texts::broken(&texts));
    broken.extend(asvs::broken(&texts));
    let all = program::metadata()?;
    let read = |file: &str| fs::read_to_string(root.join(file)).with_context(|| format!("could not read {file}"));
    broken.extend(supply::broken(&supply::crates(&all)?, &supply::allowed(&read("deny.toml")?)?));
    broken.extend(supply::unlocked(&read("Cargo.lock")?)?);
    if !broken.is_empty() {
        bail!("{} things are not tidy:\n  {}", broken.len(), broken.join("\n  "));
    }
    println!("{} files are tidy.", texts.len());
    Ok(())
}

fn texts(root: &Path) -> Result<Vec<Text>> {
    let mut found = Vec::new();
    collect(root, root, &mut found)?;
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Text>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) && !name.starts_with(".vendor") {
                collect(root, &path, found)?;
            }
            continue;
        }
        let ending = name.rsplit('.').next().unwrap_or_default();
        if ENDINGS.contains(&ending) {
            // A file that is not UTF-8 is data, such as an import in another encoding.
            if let Ok(content) = fs::read_to_string(&path) {
                let path = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
                found.push(Text { path, content });
            }
        }
    }
    Ok(())
}
