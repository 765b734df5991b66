//! Loads a pack from the texts of its files.

use super::blocks::{Block, BlockKind, blocks};
use super::clauses::{self, Clauses};
use super::conditions::Conditions;
use super::include::{self, Folder};
use super::manifest::{self, Layer, Manifest};
use super::parts::{Parts, Reading};
use super::pathway_head::{self, PathwayHead};
use super::places::{Places, Thing};
use super::rule::{self, Context};
use super::scenario_block;
use super::table::Source;
use super::{IncludedPage, Pack, Pathway, Rule, SourceDocument};
use crate::problem::{Problem, Severity};
use crate::scenario::Scenario;
use jiff::civil::Date;
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
    let folders = include::folders(files, problems);
    let clauses = all_clauses(files, &folders, places, problems);
    let mut parts = Parts::default();
    let (mut manifest, others) = manifests(files, &folders, &clauses, &mut parts, places, problems)?;
    for (_, other) in &others {
        manifest.take_over(other);
    }
    let included: Vec<&[PathwayHead]> = others.iter().map(|(_, other)| other.pathways.as_slice()).collect();
    let heads = pathway_head::joined(&manifest.pathways, &included, places, files, problems);
    let (pages, complete) = pages(files, &folders, &manifest, &others, &heads, places, problems);
    unnamed_pages(files, &pages, &heads, problems);
    let used_conditions = heads.iter().flat_map(|pathway| pathway.uses.iter().cloned()).collect();
    let (used, used_sets) = Default::default();
    let mut reading = Rules { clauses: &clauses, parts: &parts, files, used, used_sets, used_conditions, ids: BTreeSet::new(), complete };
    // Rules first: a scenario may name any rule of the pack.
    let rules: Vec<_> = pages.iter().map(|page| reading.read(page, places, problems)).collect();
    reading.tell_unused(files, places, problems);
    let known = reading.complete.then_some(&reading.ids);
    let mut names = BTreeSet::new();
    let scenarios: Vec<_> = pages.iter().map(|page| page.scenarios(&heads, known, &mut names, files, places, problems)).collect();
    let mut read: Vec<_> = pages.iter().zip(rules).zip(scenarios).map(|((page, rules), scenarios)| (page, rules, scenarios)).collect();
    let pathways = heads.iter().filter_map(|head| {
        let of_head = read.extract_if(.., |(page, ..)| std::ptr::eq(page.head, head)).collect();
        pathway(head, of_head)
    });
    let pathways = pathways.collect();
    let sources = manifest.source.clone().into_iter().chain(others.into_iter().filter_map(|(_, other)| other.source)).collect();
    assemble(files, manifest, sources, parts, clauses, pathways)
}

/// The clauses of all folders.
fn all_clauses(files: &PackFiles, folders: &[Folder], places: &mut Places, problems: &mut Vec<Problem>) -> Clauses {
    let mut known = Some(BTreeMap::new());
    for folder in folders {
        let name = folder.file("clauses.toml");
        known = match files.get_key_value(&name) {
            // A part may do with the clauses of the packs that include it.
            None if !folder.whole => known,
            None => {
                problems.push(Problem::whole_file(&name, "this file is missing from the pack"));
                None
            }
            Some((file, text)) => clauses::read(Source::whole(file, text), files, known, places, problems),
        };
    }
    known
}

/// What the pack says of itself, and what the packs that it includes say of themselves.
type Manifests<'f> = (Manifest, Vec<(&'f Folder, Manifest)>);

fn manifests<'f>(
    files: &PackFiles,
    folders: &'f [Folder],
    clauses: &Clauses,
    parts: &mut Parts,
    places: &mut Places,
    problems: &mut Vec<Problem>,
) -> Option<Manifests<'f>> {
    let in_force_from = own_first_day(files);
    let takes_over = folders.iter().any(|folder| folder.whole && !folder.is_own());
    let mut others = Vec::new();
    let mut own = None;
    for folder in folders {
        let Some(source) = file(files, &folder.head, problems) else { continue };
        let reading = Reading { files, clauses, own: folder.is_own() };
        if !folder.whole {
            manifest::read_part(source, parts, reading, in_force_from, places, problems);
        } else if folder.is_own() {
            let layer = Layer { takes_over, needs_source: !takes_over || has_clauses(files) };
            own = manifest::read(source, parts, reading, layer, places, problems);
        } else {
            let layer = Layer { takes_over, needs_source: true };
            others.extend(manifest::read(source, parts, reading, layer, places, problems).map(|manifest| (folder, manifest)));
        }
    }
    own.map(|own| (own, others))
}

/// Whether the pack has clauses of its own, which come out of a document.
fn has_clauses(files: &PackFiles) -> bool {
    let table: Option<toml::Table> = files.get("clauses.toml").and_then(|text| text.parse().ok());
    table.is_none_or(|table| table.contains_key("clause"))
}

/// The day from which the numbers of a shared part hold: that of the pack.
fn own_first_day(files: &PackFiles) -> Option<Date> {
    let table: toml::Table = files.get("pack.toml")?.parse().ok()?;
    table.get("in_force_from")?.as_datetime()?.to_string().parse().ok()
}

/// The pages of all pathways: for each those that come with what the pack includes, and then its own. The second says whether all are there.
fn pages<'t>(
    files: &'t PackFiles,
    folders: &[Folder],
    manifest: &Manifest,
    others: &[(&Folder, Manifest)],
    heads: &'t [PathwayHead],
    places: &Places,
    problems: &mut Vec<Problem>,
) -> (Vec<Page<'t>>, bool) {
    let (mut found, mut complete) = (Vec::new(), true);
    for head in heads {
        for folder in folders {
            let of = others.iter().find(|(other, _)| *other == folder).map(|(_, other)| other);
            let of_other = of.and_then(|manifest| manifest.pathways.iter().find(|pathway| pathway.id == head.id));
            let of_own = manifest.pathways.iter().find(|own| folder.is_own() && (&own.id, &own.file) == (&head.id, &head.file));
            let named = of_other.or(of_own).map(|named| named.file.clone());
            let shared = (!folder.whole).then(|| folder.file(&format!("pathways/{}.md", head.id))).filter(|file| files.contains_key(file));
            let Some(file) = named.or(shared) else { continue };
            let proven_in = (folder.whole && !folder.is_own()).then(|| folder.path.clone());
            match page(files, head, &file, proven_in, places, problems) {
                Some(page) => found.push(page),
                None => complete = false,
            }
        }
    }
    (found, complete)
}

/// One pathway out of its pages. Nothing: none of them could be read, which has been said.
fn pathway(head: &PathwayHead, read: Vec<(&Page<'_>, Vec<Rule>, Vec<Scenario>)>) -> Option<Pathway> {
    let (mut rules, mut scenarios, mut pages) = (Vec::new(), Vec::new(), Vec::new());
    for (page, of_page, proofs) in read {
        pages.push(IncludedPage { file: page.file.to_owned(), text: page.text.to_owned() });
        rules.extend(of_page);
        scenarios.extend(proofs);
    }
    let last = pages.pop()?;
    let head = head.clone();
    Some(Pathway {
        id: head.id,
        title: head.title,
        follows: head.follows,
        when: head.when,
        clauses: head.clauses,
        stages: head.stages,
        endings: head.endings,
        rules: rules.into(),
        scenarios,
        file: last.file,
        text: last.text,
        included: pages,
    })
}

/// A condition that no rule uses, not even by way of another, says something that is not in force.
fn unused_conditions(files: &PackFiles, conditions: &Conditions, mut used: BTreeSet<String>, places: &Places, problems: &mut Vec<Problem>) {
    let conditions = &conditions.read;
    if conditions.values().any(Option::is_none) {
        // One that could not be read may use any other.
        return;
    }
    let mut waiting: Vec<String> = used.iter().cloned().collect();
    while let Some(name) = waiting.pop() {
        let uses = conditions.get(&name).into_iter().flatten().flat_map(|condition| &condition.uses);
        waiting.extend(uses.filter(|name| used.insert((*name).clone())).cloned());
    }
    for name in conditions.keys().filter(|name| !used.contains(*name) && is_own(places, Thing::Condition, name)) {
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
    /// The included pack that it comes from. Its scenarios are run there, with the rules of that pack alone.
    proven_in: Option<String>,
    /// Whether every block of the page could be told.
    complete: bool,
}

fn page<'t>(
    files: &'t PackFiles,
    head: &'t PathwayHead,
    named: &str,
    proven_in: Option<String>,
    places: &Places,
    problems: &mut Vec<Problem>,
) -> Option<Page<'t>> {
    let Some((file, text)) = files.get_key_value(named) else {
        let message = format!("the page `{named}` of the pathway `{}` is not in the pack", head.id);
        problems.push(places.error(files, Thing::Pathway, &head.id, message));
        return None;
    };
    let before = problems.len();
    let blocks = blocks(file, text, problems);
    Some(Page { head, file, text, blocks, proven_in, complete: problems.len() == before })
}

impl Page<'_> {
    fn blocks(&self, kind: BlockKind) -> impl Iterator<Item = &Block<'_>> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }

    /// The scenarios of the page. `names` are those that other pages of the pack have used already.
    fn scenarios(
        &self,
        pathways: &[PathwayHead],
        rules: Option<&BTreeSet<String>>,
        names: &mut BTreeSet<String>,
        files: &PackFiles,
        places: &mut Places,
        problems: &mut Vec<Problem>,
    ) -> Vec<Scenario> {
        let context = scenario_block::Context { pathway: self.head, pathways, rules };
        let mut scenarios = Vec::new();
        if self.proven_in.is_some() {
            return scenarios;
        }
        for block in self.blocks(BlockKind::Scenario) {
            let Some(scenario) = scenario_block::read(block, &context, problems) else { continue };
            if !names.insert(scenario.name.clone()) {
                let elsewhere = elsewhere(files, places, Thing::Scenario, &scenario.name, self.file);
                let message = format!("there is another scenario “{}”{elsewhere}", scenario.name);
                problems.push(block.source.error(block.fence.clone(), message));
            }
            places.put(Thing::Scenario, &scenario.name, self.file, block.fence.clone());
            scenarios.push(scenario);
        }
        scenarios
    }
}

/// Where else something of this name stands, for messages: nothing when it is the same file.
fn elsewhere(files: &PackFiles, places: &Places, thing: Thing, name: &str, here: &str) -> String {
    let other = places.file(thing, name).filter(|file| *file != here);
    other.map(|_| format!(", in {}", places.said(files, thing, name))).unwrap_or_default()
}

/// Whether it stands in the pack's own file. What is shared with other packs may be there for their sake.
fn is_own(places: &Places, thing: Thing, name: &str) -> bool {
    places.file(thing, name).is_none_or(|file| file == "pack.toml")
}

/// Reads the rules of all pages.
struct Rules<'t> {
    clauses: &'t Clauses,
    parts: &'t Parts,
    files: &'t PackFiles,
    /// The parameters that some duty uses.
    used: BTreeSet<String>,
    /// The sets that some rule uses.
    used_sets: BTreeSet<String>,
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
            let mut context = Context {
                pathway: page.head,
                clauses: self.clauses,
                parameters: &self.parts.parameters,
                conditions: &self.parts.conditions.named,
                documents: &self.parts.documents,
                sets: &self.parts.sets,
                used: &mut self.used,
                used_sets: &mut self.used_sets,
                used_conditions: &mut self.used_conditions,
            };
            let read = rule::read(block, &mut context, problems);
            match read.id {
                Some(id) if self.ids.insert(id.clone()) => places.put(Thing::Rule, &id, page.file, block.fence.clone()),
                Some(id) => {
                    let elsewhere = elsewhere(self.files, places, Thing::Rule, &id, page.file);
                    problems.push(block.source.error(block.fence.clone(), format!("there is another rule `{id}`{elsewhere}")));
                }
                None => self.complete = false,
            }
            rules.extend(read.rule.map(|rule| Rule { proven_in: page.proven_in.clone(), ..rule }));
        }
        rules
    }

    /// Tells what stands in the pack's own file and no rule uses: it says something that is not in force.
    fn tell_unused(&self, files: &PackFiles, places: &Places, problems: &mut Vec<Problem>) {
        if !self.complete {
            return;
        }
        let mut tell = |thing, what: &str, name: &str| {
            let problem = places.error(files, thing, name, format!("no rule uses the {what} `{name}`"));
            problems.push(problem.as_warning());
        };
        for name in self.parts.sets.keys().filter(|name| !self.used_sets.contains(*name) && is_own(places, Thing::Set, name)) {
            tell(Thing::Set, "set", name);
        }
        for name in self.parts.parameters.keys().filter(|name| !self.used.contains(*name) && is_own(places, Thing::Parameter, name)) {
            tell(Thing::Parameter, "parameter", name);
        }
        unused_conditions(files, &self.parts.conditions, self.used_conditions.clone(), places, problems);
    }
}

/// A page that no pathway names may hold rules that somebody believes to be in force.
fn unnamed_pages(files: &PackFiles, pages: &[Page<'_>], heads: &[PathwayHead], problems: &mut Vec<Problem>) {
    let named = |file: &str| pages.iter().any(|page| page.file == file) || heads.iter().any(|head| head.file == file);
    for (file, text) in files.iter().filter(|(file, _)| file.ends_with(".md") && !named(file)) {
        for block in blocks(file, text, &mut Vec::new()).into_iter().filter(|block| block.kind == BlockKind::Rule) {
            let problem = block.source.error(block.fence, "this rule is not in force: no pathway of pack.toml names this page");
            problems.push(problem.as_warning());
        }
    }
}

fn assemble(
    files: &PackFiles,
    manifest: Manifest,
    sources: Vec<SourceDocument>,
    parts: Parts,
    clauses: Clauses,
    pathways: Vec<Pathway>,
) -> Option<Pack> {
    let patterns = manifest.patterns?;
    Some(Pack {
        id: manifest.id?,
        title: manifest.title?,
        publisher: manifest.publisher?,
        version: manifest.version?,
        in_force_from: manifest.in_force_from?,
        review_by: manifest.review_by,
        division: manifest.division?,
        sources,
        digest: digest(files),
        counting: manifest.counting?,
        pattern_window_days: patterns.window_days,
        pattern_clauses: patterns.clauses,
        pattern_note: patterns.note,
        engagement: manifest.engagement.unwrap_or_default(),
        escalation: manifest.escalation,
        pathways,
        clauses: clauses?,
        parameters: parts.parameters.into_iter().filter_map(|(name, parameter)| Some((name, parameter?))).collect(),
        conditions: parts.conditions.read.into_iter().filter_map(|(name, condition)| Some((name, condition?))).collect(),
        documents: parts.documents.into_iter().filter_map(|(id, document)| Some((id, document?))).collect(),
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
