//! `brought bundle-check`: whether a bundle is as it was made.

use crate::arguments::BundleCheck;
use crate::failure::Failure;
use crate::say::say;
use brought_app::{BundleFinding, FoundFile, MANIFEST, check_bundle};
use std::collections::BTreeMap;
use std::path::Path;

/// Reads every file of the folder and prints what is not as it was made.
pub(crate) fn run(asked: &BundleCheck) -> Result<(), Failure> {
    let shown = asked.folder.display();
    let manifest = std::fs::read(asked.folder.join(MANIFEST))
        .map_err(|problem| Failure::usage(format!("{shown} holds no bundle: {MANIFEST} cannot be read: {problem}")))?;
    let mut found = BTreeMap::new();
    look(&asked.folder, "", &mut found)?;
    found.remove(MANIFEST);
    let checked = check_bundle(&manifest, &found).map_err(|problem| Failure::usage(format!("{shown}: {problem}")))?;
    say!("{shown}: {} files, made {}", checked.files, checked.made);
    say!("Checkpoint of the record: {}", checked.checkpoint);
    for finding in &checked.findings {
        say!("- {}", words(finding));
    }
    say!("SHA-256 of the manifest: {}", checked.manifest_digest);
    let told = asked.manifest.as_deref().map(str::trim);
    if told.is_some_and(|told| !told.eq_ignore_ascii_case(&checked.manifest_digest)) {
        return Err(Failure::found(format!("the manifest of {shown} is not the one whose digest was given: ask whoever made the bundle")));
    }
    if !checked.findings.is_empty() {
        return Err(Failure::found(format!("{shown} is not as it was made: ask for the bundle again")));
    }
    say!("Every file is as the manifest has it.");
    if told.is_none() {
        say!("Compare the digest of the manifest with the one that was told when the bundle was made.");
    }
    Ok(())
}

fn words(finding: &BundleFinding) -> String {
    match finding {
        BundleFinding::Differs { name } => format!("{name} is not as it was made"),
        BundleFinding::Missing { name, title } => format!("{name} is missing ({title})"),
        BundleFinding::Extra { name } => format!("{name} was not made with it"),
    }
}

/// Every file below a folder, by its name with `/` between folders. What is neither file nor folder does not belong to a bundle and is named.
fn look(folder: &Path, before: &str, found: &mut BTreeMap<String, FoundFile>) -> Result<(), Failure> {
    let cannot = |path: &Path, problem: std::io::Error| Failure::trouble(format!("{} cannot be read: {problem}", path.display()));
    for entry in std::fs::read_dir(folder).map_err(|problem| cannot(folder, problem))? {
        let entry = entry.map_err(|problem| cannot(folder, problem))?;
        let (path, name) = (entry.path(), format!("{before}{}", entry.file_name().to_string_lossy()));
        let kind = entry.file_type().map_err(|problem| cannot(&path, problem))?;
        if kind.is_dir() {
            look(&path, &format!("{name}/"), found)?;
        } else if kind.is_file() {
            let content = std::fs::read(&path).map_err(|problem| cannot(&path, problem))?;
            found.insert(name, FoundFile::of(&content));
        } else {
            // A link's own place has no digest of the bundle, so it counts as another file.
            found.insert(name, FoundFile { size: 0, sha256: String::new() });
        }
    }
    Ok(())
}
