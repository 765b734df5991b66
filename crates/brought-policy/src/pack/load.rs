//! Loads a pack from the texts of its files.

use super::blocks::{Block, BlockKind, blocks};
use super::clauses::{self, Clauses};
use super::manifest::{self, Manifest, PathwayHead};
use super::places::{Places, Thing};
use super::rule::{self, Context};
use super::scenario_block;
use super::table::Source;
use super::{Pack, Pathway, Rule};
use crate::problem::{Problem, Severity};
use crate::scenario::Scenario;
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
    unnamed_pages(files, &manifest, problems);
    let pages: Vec<_> = manifest.pathways.iter().filter_map(|head| page(files, head, places, problems)).collect();
    let (used, used_conditions) = Default::default();
    let complete = pages.len() == manifest.pathways.len();
    let mut reading = Rules { clauses: &clauses, manifest: &manifest, used, used_conditions, ids: BTreeSet::new(), complete };
    // Rules first: a scenario may name any rule of the pack.
    let rules: Vec<_> = pages.iter().map(|page| reading.read(page, places, problems)).collect();
    let unused = manifest.parameters.keys().filter(|name| reading.complete && !reading.used.contains(*name));
    for name in unused {
        let problem = places.error(files, Thing::Parameter, name, format!("no rule uses the parameter `{name}`"));
        problems.push(problem.as_warning());
    }
    if reading.complete {
        unused_conditions(files, &manifest, reading.used_conditions.clone(), places, problems);
    }
    let known = reading.complete.then_some(&reading.ids);
    let mut names = BTreeSet::new();
    let pathways =
        pages.iter().zip(rules).map(|(page, rules)| page.pathway(rules, page.scenarios(known, &mut names, places, problems))).collect();
    assemble(files, manifest, clauses, pathways)
}

/// A condition that no rule uses, not even by way of another, says something that is not in force.
fn unused_conditions(files: &PackFiles, manifest: &Manifest, mut used: BTreeSet<String>, places: &Places, problems: &mut Vec<Problem>) {
    let conditions = &manifest.conditions.read;
    if conditions.values().any(Option::is_none) {
        // One that could not be read may use any other.
        return;
    }
    let mut waiting: Vec<String> = used.iter().cloned().collect();
    while let Some(name) = waiting.pop() {
        let uses = conditions.get(&name).into_iter().flatten().flat_map(|condition| &condition.uses);
        waiting.extend(uses.filter(|name| used.insert((*name).clone())).cloned());
    }
    for name in conditions.keys().filter(|name| !used.contains(*name)) {
        let problem = places.error(files, Thing::Condition, name, format!("no rule uses the condition `{name}`"));
        problems.push(problem.as_warning());
    }
}

fn file<'t>(files: &'t PackFiles, name: &'t str, problems: &mut Vec<Problem>) -> Option<Source<'t>> {
    let text = files.get(name);
    if text.is_none() {
        problems.push(Problem::whole_file(name, "this file is missing from the pack"));
    }
    text.map(|text| Source::whole(name, text))
}

/// The page of a pathway, with its blocks.
struct Page<'t> {
    head: &'t PathwayHead,
    file: &'t str,
    text: &'t str,
    blocks: Vec<Block<'t>>,
    /// Whether every block of the page could be told.
    complete: bool,
}

fn page<'t>(files: &'t PackFiles, head: &'t PathwayHead, places: &Places, problems: &mut Vec<Problem>) -> Option<Page<'t>> {
    let Some((file, text)) = files.get_key_value(&head.file) else {
        let message = format!("the page `{}` of the pathway `{}` is not in the pack", head.file, head.id);
        problems.push(places.error(files, Thing::Pathway, &head.id, message));
        return None;
    };
    let before = problems.len();
    let blocks = blocks(file, text, problems);
    Some(Page { head, file, text, blocks, complete: problems.len() == before })
}

impl Page<'_> {
    fn blocks(&self, kind: BlockKind) -> impl Iterator<Item = &Block<'_>> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }

    /// The scenarios of the page. `names` are those that other pages of the pack have used already.
    fn scenarios(
        &self,
        rules: Option<&BTreeSet<String>>,
        names: &mut BTreeSet<String>,
        places: &mut Places,
        problems: &mut Vec<Problem>,
    ) -> Vec<Scenario> {
        let context = scenario_block::Context { pathway: self.head, rules };
        let mut scenarios = Vec::new();
        for block in self.blocks(BlockKind::Scenario) {
            let Some(scenario) = scenario_block::read(block, &context, problems) else { continue };
            if !names.insert(scenario.name.clone()) {
                problems.push(block.source.error(block.fence.clone(), format!("there is another scenario “{}”", scenario.name)));
            }
            places.put(Thing::Scenario, &scenario.name, self.file, block.fence.clone());
            scenarios.push(scenario);
        }
        scenarios
    }

    fn pathway(&self, rules: Vec<Rule>, scenarios: Vec<Scenario>) -> Pathway {
        let head = self.head.clone();
        Pathway {
            id: head.id,
            title: head.title,
            follows: head.follows,
            stages: head.stages,
            endings: head.endings,
            rules,
            scenarios,
            file: head.file,
            text: self.text.to_owned(),
        }
    }
}

/// Reads the rules of all pages.
struct Rules<'t> {
    clauses: &'t Clauses,
    manifest: &'t Manifest,
    /// The parameters that some duty uses.
    used: BTreeSet<String>,
    /// The conditions that some rule uses by their names.
    used_conditions: BTreeSet<String>,
    /// The ids of all rules, those with problems included.
    ids: BTreeSet<String>,
    /// Whether every page is there, and every rule could be read at least as far as its id and duties.
    complete: bool,
}

impl Rules<'_> {
    fn read(&mut self, page: &Page<'_>, places: &mut Places, problems: &mut Vec<Problem>) -> Vec<Rule> {
        let mut rules: Vec<Rule> = Vec::new();
        self.complete &= page.complete;
        for block in page.blocks(BlockKind::Rule) {
            let parameters = &self.manifest.parameters;
            let conditions = &self.manifest.conditions.named;
            let (used, used_conditions) = (&mut self.used, &mut self.used_conditions);
            let mut context = Context { pathway: page.head, clauses: self.clauses, parameters, conditions, used, used_conditions };
            let read = rule::read(block, &mut context, problems);
            match read.id {
                Some(id) if self.ids.insert(id.clone()) => places.put(Thing::Rule, &id, page.file, block.fence.clone()),
                Some(id) => problems.push(block.source.error(block.fence.clone(), format!("there is another rule `{id}`"))),
                None => self.complete = false,
            }
            rules.extend(read.rule);
        }
        rules
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
        parameters: manifest.parameters.into_iter().filter_map(|(name, parameter)| Some((name, parameter?))).collect(),
        conditions: manifest.conditions.read.into_iter().filter_map(|(name, condition)| Some((name, condition?))).collect(),
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
