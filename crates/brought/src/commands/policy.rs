//! `brought policy`: check a pack, run its scenarios, list its rules.

use crate::arguments::PolicyCheck;
use crate::failure::Failure;
use crate::packs;
use crate::say::{say, say_words};
use brought_policy::Severity;
use brought_policy::check::check;
use brought_policy::pack::{PackFiles, load, rules_index};
use brought_policy::proof::{Bound, Proof, Workers, prove};
use brought_policy::scenario::run as run_scenario;
use jiff::civil::Date;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// `policy check`: types, citations, scenarios, dates; and what the pack says in every state that can be reached.
pub(crate) fn check_pack(asked: &PolicyCheck, today: Date) -> Result<(), Failure> {
    let name = &asked.pack;
    let loaded = load(&packs::files(name)?);
    let report = check(&loaded, today);
    packs::print_all(&report.problems, &loaded.files);
    let documents = loaded.pack.iter().flat_map(|pack| pack.documents.values());
    let mut of_documents: Vec<_> = documents.flat_map(brought_documents::problems_of).collect();
    of_documents.extend(loaded.pack.iter().flat_map(|pack| brought_documents::problems_of_versions(&pack.documents)));
    packs::print_all(&of_documents, &loaded.files);
    // Advice for whoever writes them. A pack that needs it passes all the same.
    let advice: Vec<_> = loaded.pack.iter().flat_map(|pack| pack.documents.values()).flat_map(brought_documents::advice_on).collect();
    packs::print_all(&advice, &loaded.files);
    let counts = report.counts;
    say!(
        "{name}: {} rules, {} scenarios, {} parameters; {} clauses held by rules, {} by the product, {} left to judgement",
        counts.rules,
        counts.scenarios,
        counts.parameters,
        counts.clauses_held_by_rules,
        counts.clauses_held_by_product,
        counts.clauses_left_to_judgement
    );
    let bound = match asked.bound {
        _ if asked.quick => Bound::QUICK,
        Some(entries) => Bound::of(usize::from(entries)),
        None => Bound::USUAL,
    };
    let proof = prove(&loaded, &bound, &Threads);
    print_proof(name, &proof, &loaded.files);
    if let Some(folder) = &asked.examples {
        write_examples(folder, &proof)?;
    }
    let found = |severity| proof.findings.iter().filter(|finding| finding.problem.severity == severity).count();
    let (errors, warnings) =
        (report.errors() + of_documents.len() + found(Severity::Error), report.warnings() + advice.len() + found(Severity::Warning));
    say!("{}, {}", counted(errors, "error"), counted(warnings, "warning"));
    if report.passes() && of_documents.is_empty() && proof.holds() {
        Ok(())
    } else {
        Err(Failure::found(format!("the policy pack {name} does not pass")))
    }
}

/// "1 error", "2 errors".
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn print_proof(name: &str, proof: &Proof, files: &PackFiles) {
    let problems: Vec<_> = proof.findings.iter().map(|finding| finding.problem.clone()).collect();
    packs::print_all(&problems, files);
    for search in &proof.searches {
        say!("{name}: {}", search.words());
    }
    if proof.situations > 0 {
        let holds = if proof.holds() { "holds" } else { "does not hold" };
        say!("{name}: {} states and {} situations of failed contacts: {holds}", proof.states(), proof.situations);
    }
}

/// Writes each story as a chronology file.
fn write_examples(folder: &Path, proof: &Proof) -> Result<(), Failure> {
    let unwritable = |path: &Path, problem: std::io::Error| Failure::trouble(format!("{} could not be written: {problem}", path.display()));
    std::fs::create_dir_all(folder).map_err(|problem| unwritable(folder, problem))?;
    for (number, example) in proof.findings.iter().filter_map(|finding| finding.example.as_ref()).enumerate() {
        let path = folder.join(format!("example-{}.json", number + 1));
        std::fs::write(&path, example.json()).map_err(|problem| unwritable(&path, problem))?;
    }
    Ok(())
}

/// As many threads as the machine has processors.
pub(super) struct Threads;

impl Workers for Threads {
    fn each(&self, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(pieces.max(1));
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    // Whoever is done takes the next piece: pieces differ in length.
                    while let Some(piece) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|piece| *piece < pieces) {
                        work(piece);
                    }
                });
            }
        });
    }
}

/// `policy test`: runs every scenario.
pub(crate) fn test_pack(name: &str) -> Result<(), Failure> {
    let pack = packs::usable(name)?;
    let scenarios: Vec<_> = pack.pathways.iter().flat_map(|pathway| &pathway.scenarios).collect();
    let mut failed = 0;
    for scenario in &scenarios {
        let mismatches = run_scenario(&pack, scenario);
        if mismatches.is_empty() {
            continue;
        }
        failed += 1;
        eprintln!("{}:{}: {}", scenario.file, scenario.line, scenario.name);
        for mismatch in mismatches {
            eprintln!("  {}", mismatch.0);
        }
    }
    say!("{name}: {} passed, {failed} failed", scenarios.len() - failed);
    if failed > 0 || scenarios.is_empty() {
        Err(Failure::found(format!("the scenarios of {name} do not all come out as they say")))
    } else {
        Ok(())
    }
}

/// `policy rules`: the index of rules, for the documentation.
pub(crate) fn rules(name: &str) -> Result<(), Failure> {
    say_words!("{}", rules_index(&packs::usable(name)?));
    Ok(())
}

/// `policy words`: the tables of everything that a pack can use, for the documentation.
pub(crate) fn words() {
    say_words!("{}", brought_policy::reference::tables());
}
