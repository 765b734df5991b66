//! What a pack includes: folders with parts that several packs share, and whole packs over which it lays its own.

use super::PackFiles;
use super::table::{Fields, Source};
use crate::problem::Problem;
use std::collections::BTreeSet;

/// A folder that belongs to a pack: its own, or one that it includes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Folder {
    /// Its path from the pack's own folder; empty for that itself.
    pub(super) path: String,
    /// The file that says what is in it.
    pub(super) head: String,
    /// Whether it is a pack by itself, with its own pathways, counting and scenarios.
    pub(super) whole: bool,
}

impl Folder {
    fn own() -> Self {
        Self { path: String::new(), head: "pack.toml".to_owned(), whole: true }
    }

    pub(super) fn is_own(&self) -> bool {
        self.path.is_empty()
    }

    /// The path of a file in it.
    pub(super) fn file(&self, name: &str) -> String {
        if self.is_own() { name.to_owned() } else { format!("{}/{name}", self.path) }
    }

    /// The folder with this path, if its files are there.
    fn there(files: &PackFiles, path: &str) -> Option<Self> {
        let heads = [("part.toml", false), ("pack.toml", true)];
        let (head, whole) =
            heads.into_iter().map(|(head, whole)| (format!("{path}/{head}"), whole)).find(|(head, _)| files.contains_key(head))?;
        Some(Self { path: path.to_owned(), head, whole })
    }
}

/// The folders that a pack includes, itself or by way of another, as far as the files given tell: paths from the pack's own folder.
///
/// Whoever reads a pack from a disk reads its own folder, then these, and asks again until none is new.
pub fn included_folders(files: &PackFiles) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![Folder::own()];
    while let Some(folder) = waiting.pop() {
        for (path, _) in references(files, &folder) {
            if !found.contains(&path) {
                waiting.extend(Folder::there(files, &path));
                found.push(path);
            }
        }
    }
    found
}

/// The folders of a pack, each after those that it includes; its own comes last.
pub(super) fn folders(files: &PackFiles, problems: &mut Vec<Problem>) -> Vec<Folder> {
    let mut found = Vec::new();
    visit(files, Folder::own(), &mut BTreeSet::new(), &mut found, problems);
    found
}

fn visit(files: &PackFiles, folder: Folder, seen: &mut BTreeSet<String>, found: &mut Vec<Folder>, problems: &mut Vec<Problem>) {
    if !seen.insert(folder.path.clone()) {
        return;
    }
    for (path, missing) in references(files, &folder) {
        match Folder::there(files, &path) {
            Some(included) => visit(files, included, seen, found, problems),
            None => problems.push(missing),
        }
    }
    found.push(folder);
}

/// The folders that one includes, each with what is to be said when it is not there.
fn references(files: &PackFiles, folder: &Folder) -> Vec<(String, Problem)> {
    let Some((file, text)) = files.get_key_value(&folder.head) else { return Vec::new() };
    let source = Source::whole(file, text);
    // What else is wrong with the file is said when it is read.
    let Some(table) = source.parse(&mut Vec::new()) else { return Vec::new() };
    let mut unsaid = Vec::new();
    let mut fields = Fields::new(source, "this file", &table, 0..0, &mut unsaid);
    let listed = fields.list("include");
    let named = listed.into_iter().filter_map(|value| {
        let path = beside(file, &value.as_written()?);
        let problem = value.error(format!("there is neither a part.toml nor a pack.toml in `{path}`"));
        Some((path, problem.with_help("name the folder, seen from this file, as in `../parts/county`")))
    });
    named.collect()
}

/// A path as it is written in a file, seen from the folder of the pack: `../parts/a/part.toml` and `pathways/b.md` make
/// `../parts/a/pathways/b.md`.
pub(super) fn beside(file: &str, path: &str) -> String {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn a_path_is_seen_from_the_file_it_stands_in() {
        assert_eq!(beside("pack.toml", "documents/letter.md"), "documents/letter.md");
        assert_eq!(beside("pack.toml", "../parts/county"), "../parts/county");
        assert_eq!(beside("../parts/county/part.toml", "documents/letter.md"), "../parts/county/documents/letter.md");
        assert_eq!(beside("../parts/county/part.toml", "../../no-access"), "../no-access");
        assert_eq!(beside("../bolton/pack.toml", "../no-access"), "../no-access");
    }
}
