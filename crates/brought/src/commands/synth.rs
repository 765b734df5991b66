//! `brought synth`: a made-up population, written into a folder.

use crate::arguments::Synth;
use crate::failure::Failure;
use crate::progress;
use crate::say::say;
use brought_synth::Recipe;
use brought_synth::output::{Asked, Manifest, OutputProblem, write};
use std::thread;

/// Writes it, with a bar for the children.
pub(crate) fn run(asked: &Synth) -> Result<(), Failure> {
    let threads = asked.threads.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
    let (seed, children, mean, years) = (asked.seed, asked.children, asked.mean, asked.years);
    let recipe = Recipe { seed, children, mean, years, until: asked.until, hot_child: asked.hot_child };
    let bar = progress::bar(children.into(), "Children");
    let written = write(
        &Asked {
            recipe,
            folder: asked.out.clone(),
            format: asked.format,
            shuffled: asked.shuffled,
            dirty: asked.dirty,
            files: asked.files,
            threads,
        },
        &mut |done| bar.set_position(done),
    );
    bar.finish_and_clear();
    tell(asked, &written.map_err(failure)?);
    Ok(())
}

fn failure(problem: OutputProblem) -> Failure {
    if problem.is_of_the_machine() { Failure::trouble(problem.to_string()) } else { Failure::usage(problem.to_string()) }
}

fn tell(asked: &Synth, manifest: &Manifest) {
    let rows = |table: &str| manifest.tables.get(table).map_or(0, |written| written.rows);
    say!(
        "{}: {} children in {} households with {} contacts, of which {} were due and {} of those failed. Nobody in it is real.",
        asked.out.display(),
        rows("children"),
        rows("households"),
        rows("contacts"),
        manifest.due,
        manifest.failed
    );
    let listed = |counts: &std::collections::BTreeMap<&str, u64>| {
        counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
    };
    say!("Planted: {}.", listed(&manifest.labels));
    if !manifest.faults.is_empty() {
        say!("Spoilt: {}.", listed(&manifest.faults));
    }
}
