//! Finding a policy pack: a folder, or one of those shipped with the program.

use crate::failure::Failure;
use crate::shipped::POLICIES;
use brought_policy::pack::{LoadedPack, PackFiles, included_folders, load, render};
use brought_policy::{Pack, Severity};
use std::collections::BTreeSet;
use std::fs;
use std::io::IsTerminal as _;
use std::path::Path;

/// The pack that is used when none is named.
pub(crate) const USUAL: &str = "no-access";

/// Reads the files of a pack, by its folder or by the name of a shipped one, with those of the folders that it includes.
///
/// # Errors
/// When there is no such folder and no such shipped pack, or a file cannot be read.
pub(crate) fn files(name: &str) -> Result<PackFiles, Failure> {
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
    // A folder that packs share is no pack by itself.
    if !files.contains_key("pack.toml") {
        let known: BTreeSet<&str> =
            POLICIES.iter().filter_map(|(path, _)| path.strip_suffix("/pack.toml")).filter(|pack| !pack.contains('/')).collect();
        let known: Vec<&str> = known.into_iter().collect();
        return Err(Failure::usage(format!(
            "{name} is neither a folder nor a policy pack shipped with the program. Give the folder that holds its pack.toml, or one of: {}",
            known.join(", ")
        )));
    }
    Ok(files)
}

/// The files of a pack's own folder, and of all that it includes: under their paths from the pack's own folder.
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

/// The files of a shipped folder.
fn shipped(folder: &str) -> PackFiles {
    let prefix = format!("{folder}/");
    let within = POLICIES.iter().filter_map(|(path, text)| Some((path.strip_prefix(&prefix)?.to_owned(), (*text).to_owned())));
    within.collect()
}

fn read_folder(top: &Path, folder: &Path, files: &mut PackFiles) -> Result<(), Failure> {
    let unreadable = |path: &Path, problem: std::io::Error| Failure::trouble(format!("{} could not be read: {problem}", path.display()));
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

/// Loads a pack that is to be used.
///
/// # Errors
/// When it has errors: they are printed, and the pack is not used.
pub(crate) fn usable(name: &str) -> Result<Pack, Failure> {
    let loaded = load(&files(name)?);
    match loaded.pack {
        Some(pack) => Ok(pack),
        None => {
            print_problems(&loaded);
            Err(Failure::found(format!("the policy pack {name} has errors and is not used")))
        }
    }
}

/// Prints every problem of a pack with its place in the file.
pub(crate) fn print_problems(loaded: &LoadedPack) {
    print_all(&loaded.problems, &loaded.files);
}

/// Prints problems with their places.
pub(crate) fn print_all(problems: &[brought_policy::Problem], files: &PackFiles) {
    let colour = std::io::stderr().is_terminal();
    for problem in problems {
        let source = files.get(&problem.file).map_or("", String::as_str);
        let kind = if problem.severity == Severity::Error { "error" } else { "warning" };
        eprintln!("{kind}: {problem}");
        if problem.line > 0 {
            eprintln!("{}", render(problem, source, colour));
        }
    }
}

/// Whether a pack of this id comes with the program.
pub(crate) fn is_shipped(id: &str) -> bool {
    POLICIES.iter().any(|(path, _)| path.strip_suffix("/pack.toml") == Some(id))
}

/// A pack that comes with the program, also where there is a folder of its name.
///
/// # Errors
/// When it cannot be used, which a test of this program makes sure of.
pub(crate) fn shipped_pack(id: &str) -> Result<Pack, Failure> {
    load(&shipped_files(id)?).pack.ok_or_else(|| Failure::trouble(format!("the shipped policy pack {id} has errors")))
}

/// The files of every pack that comes with the program.
///
/// # Errors
/// Never, as the files are in the program.
pub(crate) fn all_shipped() -> Result<Vec<PackFiles>, Failure> {
    let packs = POLICIES.iter().filter_map(|(path, _)| path.strip_suffix("/pack.toml")).filter(|pack| !pack.contains('/'));
    packs.map(shipped_files).collect()
}

fn shipped_files(id: &str) -> Result<PackFiles, Failure> {
    with_included(|within| Ok(shipped(&beside(id, within))))
}
