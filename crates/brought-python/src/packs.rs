//! Finding a policy pack: a folder, or one of those shipped with the wheel.

use crate::failure::Failure;
use crate::shipped::POLICIES;
use brought_policy::pack::{LoadedPack, PackFiles, included_folders, load};
use brought_policy::{Pack, Severity};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Loads a pack, with all that is wrong with it.
pub(crate) fn loaded(name: &str) -> Result<LoadedPack, Failure> {
    Ok(load(&files(name)?))
}

/// Loads a pack that is to be asked.
pub(crate) fn usable(name: &str) -> Result<Pack, Failure> {
    let loaded = loaded(name)?;
    let errors = loaded.problems.iter().filter(|problem| problem.severity == Severity::Error);
    let lines: Vec<String> = errors.map(|problem| format!("\n  {problem}")).collect();
    loaded.pack.ok_or_else(|| Failure::unusable(format!("the policy pack {name} has errors and is not asked:{}", lines.concat())))
}

/// The names of the packs that are shipped.
pub(crate) fn shipped_names() -> impl Iterator<Item = &'static str> {
    POLICIES.iter().filter_map(|(path, _)| path.strip_suffix("/pack.toml")).filter(|pack| !pack.contains('/'))
}

fn files(name: &str) -> Result<PackFiles, Failure> {
    let folder = Path::new(name);
    if folder.is_dir() {
        return with_included(|within| {
            let mut files = PackFiles::new();
            // What is not there is told by the loader, at the place that names it.
            let path = folder.join(within);
            if path.is_dir() {
                read_folder(&path, &path, &mut files)?;
            }
            Ok(files)
        });
    }
    let files = with_included(|within| Ok(shipped(&beside(name, within))))?;
    if files.contains_key("pack.toml") {
        return Ok(files);
    }
    let known: Vec<&str> = shipped_names().collect();
    Err(Failure::unusable(format!(
        "{name} is neither a folder nor a shipped policy pack. Give the folder that holds its pack.toml, or one of: {}",
        known.join(", ")
    )))
}

/// The files of a pack's own folder, and of all that it includes, under their paths from the pack's own folder.
fn with_included(read: impl Fn(&str) -> Result<PackFiles, Failure>) -> Result<PackFiles, Failure> {
    let mut files = read("")?;
    let mut known = BTreeSet::new();
    loop {
        let new: Vec<String> = included_folders(&files).into_iter().filter(|folder| known.insert(folder.clone())).collect();
        if new.is_empty() {
            return Ok(files);
        }
        for folder in new {
            files.extend(read(&folder)?.into_iter().map(|(file, text)| (format!("{folder}/{file}"), text)));
        }
    }
}

/// A path within the shipped policies, seen from the folder of one of them.
fn beside(pack: &str, within: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in pack.split('/').chain(within.split('/')).filter(|part| !part.is_empty()) {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

fn shipped(folder: &str) -> PackFiles {
    let prefix = format!("{folder}/");
    let within = POLICIES.iter().filter_map(|(path, text)| Some((path.strip_prefix(&prefix)?.to_owned(), (*text).to_owned())));
    within.collect()
}

fn read_folder(top: &Path, folder: &Path, files: &mut PackFiles) -> Result<(), Failure> {
    let unreadable = |path: &Path, problem: std::io::Error| Failure::machine(format!("{} could not be read: {problem}", path.display()));
    for entry in fs::read_dir(folder).map_err(|problem| unreadable(folder, problem))? {
        let path = entry.map_err(|problem| unreadable(folder, problem))?.path();
        if path.is_dir() {
            read_folder(top, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml" || extension == "md") {
            let within = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.insert(within, fs::read_to_string(&path).map_err(|problem| unreadable(&path, problem))?);
        }
    }
    Ok(())
}
