//! Finding a policy pack: a folder, or one of those shipped with the program.

use crate::failure::Failure;
use crate::shipped::POLICIES;
use brought_policy::pack::{LoadedPack, PackFiles, load, render};
use brought_policy::{Pack, Severity};
use std::collections::BTreeSet;
use std::fs;
use std::io::IsTerminal as _;
use std::path::Path;

/// The pack that is used when none is named.
pub(crate) const USUAL: &str = "no-access";

/// Reads the files of a pack, by its folder or by the name of a shipped one.
///
/// # Errors
/// When there is no such folder and no such shipped pack, or a file cannot be read.
pub(crate) fn files(name: &str) -> Result<PackFiles, Failure> {
    let folder = Path::new(name);
    if folder.is_dir() {
        let mut files = PackFiles::new();
        read_folder(folder, folder, &mut files)?;
        return Ok(files);
    }
    let prefix = format!("{name}/");
    let shipped: PackFiles = POLICIES
        .iter()
        .filter_map(|(path, text)| path.strip_prefix(&prefix).map(|within| (within.to_owned(), (*text).to_owned())))
        .collect();
    if shipped.is_empty() {
        let known: BTreeSet<&str> = POLICIES.iter().filter_map(|(path, _)| path.split_once('/')).map(|(pack, _)| pack).collect();
        let known: Vec<&str> = known.into_iter().collect();
        return Err(Failure::usage(format!(
            "{name} is neither a folder nor a policy pack shipped with the program. Give the folder that holds its pack.toml, or one of: {}",
            known.join(", ")
        )));
    }
    Ok(shipped)
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
