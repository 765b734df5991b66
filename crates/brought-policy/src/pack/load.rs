//! Loads a pack from the texts of its files.

use super::blocks::{BlockKind, blocks};
use super::clauses::{self, Clauses};
use super::manifest::{self, Manifest, PathwayHead};
use super::places::{Places, Thing};
use super::rule::{self, Context};
use super::table::Source;
use super::{Pack, Pathway, Rule};
use crate::problem::{Problem, Severity};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Texts of a pack's files by path within its folder, with `/` between the parts of a path.
pub type PackFiles = BTreeMap<String, String>;

/// A pack with its problems.
#[derive(Clone, Debug)]
pub struct LoadedPack {
    /// The pack, unless an error makes it unusable.
    pub pack: Option<Pack>,
    /// Every problem, by file and place.
    pub problems: Vec<Problem>,
    /// The texts it was loaded from.
    pub files: PackFiles,
    pub(crate) places: Places,
}

impl LoadedPack {
    /// A problem with a part of the pack, at its place.
    pub(crate) fn error_at(&self, thing: Thing, id: &str, message: impl Into<String>) -> Problem {
        self.places.error(&self.files, thing, id, message)
    }
}

/// Loads a pack. All that is wrong with it is found at once; a pack with an error is not given out.
pub fn load(files: &PackFiles) -> LoadedPack {
    let mut places = Places::default();
    let mut problems = Vec::new();
    let pack = read(files, &mut places, &mut problems);
    problems.sort_by(|left, right| (&left.file, left.span.start).cmp(&(&right.file, right.span.start)));
    let usable = problems.iter().all(|problem| problem.severity != Severity::Error);
    LoadedPack { pack: pack.filter(|_| usable), problems, files: files.clone(), places }
}

fn read(files: &PackFiles, places: &mut Places, problems: &mut Vec<Problem>) -> Option<Pack> {
    let clauses = file(files, "clauses.toml", problems).and_then(|source| clauses::read(source, places, problems));
    let manifest = file(files, "pack.toml", problems).and_then(|source| manifest::read(source, &clauses, places, problems))?;
    let mut reading = Reading { files, clauses: &clauses, manifest: &manifest, used: BTreeSet::new(), rules: BTreeSet::new() };
    let pathways: Vec<_> = manifest.pathways.iter().filter_map(|head| reading.pathway(head, places, problems)).collect();
    unnamed_pages(files, &manifest, problems);
    let unused = manifest.parameters.keys().filter(|name| !reading.used.contains(*name));
    for name in unused {
        let problem = places.error(files, Thing::Parameter, name, format!("no rule uses the parameter `{name}`"));
        problems.push(problem.as_warning());
    }
    assemble(files, manifest, clauses, pathways)
}

fn file<'t>(files: &'t PackFiles, name: &'t str, problems: &mut Vec<Problem>) -> Option<Source<'t>> {
    let text = files.get(name);
    if text.is_none() {
        problems.push(Problem::whole_file(name, "this file is missing from the pack"));
    }
    text.map(|text| Source::whole(name, text))
}

struct Reading<'t> {
    files: &'t PackFiles,
    clauses: &'t Clauses,
    manifest: &'t Manifest,
    used: BTreeSet<String>,
    rules: BTreeSet<String>,
}

impl Reading<'_> {
    fn pathway(&mut self, head: &PathwayHead, places: &mut Places, problems: &mut Vec<Problem>) -> Option<Pathway> {
        let Some((file, text)) = self.files.get_key_value(&head.file) else {
            let message = format!("the page `{}` of the pathway `{}` is not in the pack", head.file, head.id);
            problems.push(places.error(self.files, Thing::Pathway, &head.id, message));
            return None;
        };
        let found = blocks(file, text, problems);
        let mut rules: Vec<Rule> = Vec::new();
        for block in found.iter().filter(|block| block.kind == BlockKind::Rule) {
            let mut context = Context { pathway: head, clauses: self.clauses, parameters: &self.manifest.parameters, used: &mut self.used };
            let read = rule::read(block, &mut context, problems);
            if let Some(id) = read.id {
                if self.rules.insert(id.clone()) {
                    places.put(Thing::Rule, &id, file, block.fence.clone());
                } else {
                    problems.push(block.source.error(block.fence.clone(), format!("there is another rule `{id}`")));
                }
            }
            rules.extend(read.rule);
        }
        Some(Pathway {
            id: head.id.clone(),
            title: head.title.clone(),
            follows: head.follows,
            stages: head.stages.clone(),
            endings: head.endings.clone(),
            rules,
            scenarios: Vec::new(),
            file: file.clone(),
            text: text.clone(),
        })
    }
}

/// A page that no pathway names may hold rules that somebody believes to be in force.
fn unnamed_pages(files: &PackFiles, manifest: &Manifest, problems: &mut Vec<Problem>) {
    let named = |file: &str| manifest.pathways.iter().any(|pathway| pathway.file == file);
    for (file, text) in files.iter().filter(|(file, _)| file.ends_with(".md") && !named(file)) {
        for block in blocks(file, text, &mut Vec::new()).into_iter().filter(|block| block.kind == BlockKind::Rule) {
            let problem = block.source.error(block.fence, "this rule is not in force: no pathway of pack.toml names this page");
            problems.push(problem.as_warning());
        }
    }
}

fn assemble(files: &PackFiles, manifest: Manifest, clauses: Clauses, pathways: Vec<Pathway>) -> Option<Pack> {
    let patterns = manifest.patterns?;
    Some(Pack {
        id: manifest.id?,
        title: manifest.title?,
        publisher: manifest.publisher?,
        version: manifest.version?,
        in_force_from: manifest.in_force_from?,
        review_by: manifest.review_by,
        division: manifest.division?,
        source: manifest.source?,
        digest: digest(files),
        counting: manifest.counting?,
        pattern_window_days: patterns.window_days,
        pattern_clauses: patterns.clauses,
        pattern_note: patterns.note,
        escalation: manifest.escalation,
        pathways,
        clauses: clauses?,
        parameters: manifest.parameters,
    })
}

/// The SHA-256 digest of all files. The length before each part keeps a path from running into its text.
fn digest(files: &PackFiles) -> String {
    let mut sha = Sha256::new();
    for part in files.iter().flat_map(|(path, text)| [path, text]) {
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part);
    }
    sha.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
