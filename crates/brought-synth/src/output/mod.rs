//! Writes a population into a folder: every table as a file, the contacts as several when that is asked for, and a manifest.
//!
//! Everything is written into `<folder>.part`, which gets its name when all of it is there: a folder with the right name is complete. The
//! bytes are the same whatever the number of threads, and memory does not grow with the number of children.

mod batches;
mod columns;
mod encode;
mod folder;
mod manifest;
mod ordered;
mod problem;
mod sinks;
mod spill;
mod tally;
mod texts;

pub use manifest::{Arguments, MANIFEST, Manifest, TableWritten};
pub use problem::OutputProblem;

use crate::{Part, Population, Recipe, RecipeProblem};
use batches::Batches;
use encode::{Encoder, Writing};
use folder::Folder;
use sinks::Sinks;
use spill::Spill;
use std::path::PathBuf;
use std::str::FromStr;
use tally::Tally;

/// How tables are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Apache Parquet.
    Parquet,
    /// CSV with a heading.
    Csv,
    /// One JSON object on each line.
    Ndjson,
}

impl Format {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let all = [Self::Parquet, Self::Csv, Self::Ndjson];
        all.into_iter().find(|format| format.ending() == text).ok_or_else(|| format!("`{text}` is not parquet, csv or ndjson"))
    }
}

/// What is to be written, and how.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The population.
    pub recipe: Recipe,
    /// The folder, which must not be there yet.
    pub folder: PathBuf,
    /// How tables are written.
    pub format: Format,
    /// Whether contacts stand in no order.
    pub shuffled: bool,
    /// Whether some contacts are spoilt, as in real files. Not in Parquet, whose days are days.
    pub dirty: bool,
    /// Into how many files the contacts go, 1 to 1,000.
    pub files: u32,
    /// How many threads make rows; one more writes them.
    pub threads: usize,
}

/// Writes everything. `progress` is told how many children have been dealt with so far.
///
/// # Errors
/// [`OutputProblem`] when it cannot be made or written as asked; then there is no folder with the right name.
pub fn write(asked: &Asked, progress: &mut dyn FnMut(u64)) -> Result<Manifest, OutputProblem> {
    check(asked)?;
    let population = Population::new(asked.recipe.clone()).map_err(OutputProblem::Recipe)?;
    let folder = Folder::begin(&asked.folder)?;
    let written = write_tables(asked, &population, &folder, progress);
    let manifest = written.and_then(|(tally, files)| {
        let manifest = Manifest::new(asked, &population, &tally, files);
        folder.write_manifest(&manifest)?;
        Ok(manifest)
    });
    match manifest {
        Ok(manifest) => folder.finish().map(|()| manifest),
        Err(problem) => {
            folder.give_up();
            Err(problem)
        }
    }
}

fn check(asked: &Asked) -> Result<(), OutputProblem> {
    let most = asked.recipe.children.clamp(1, 1_000);
    if !(1..=most).contains(&asked.files) {
        let (what, given) = ("the number of files (no more than there are children)", asked.files);
        return Err(OutputProblem::Recipe(RecipeProblem::OutOfRange { what, least: 1, most, given }));
    }
    if asked.dirty && asked.format == Format::Parquet {
        return Err(OutputProblem::DirtyParquet);
    }
    Ok(())
}

fn write_tables(
    asked: &Asked,
    population: &Population,
    folder: &Folder,
    progress: &mut dyn FnMut(u64),
) -> Result<(Tally, Vec<Vec<String>>), OutputProblem> {
    let encoder = Encoder::new(asked.format)?;
    let mut sinks = Sinks::open(folder, &encoder, asked)?;
    let batches = Batches::of(&asked.recipe, if asked.shuffled { 1 } else { asked.files });
    let mut spill = if asked.shuffled { Some(Spill::open(folder, asked)?) } else { None };
    let buckets = spill.as_ref().map(Spill::buckets);
    let mut tally = Tally::default();
    let mut done = 0;
    let make = |number: usize| -> Result<Writing, OutputProblem> {
        let batch = batches.get(number);
        let mut part: Part = population.part(batch.children.clone());
        let faults = if asked.dirty {
            crate::dirt::spoil(asked.recipe.seed, population.days.last, !asked.shuffled, &mut part.contacts)
        } else {
            Vec::new()
        };
        let tally = Tally::of(&part, &faults);
        match buckets {
            Some(buckets) => {
                let spilt = buckets.split(&part.contacts);
                part.contacts.clear();
                Ok(Writing { tally, spilt, ..encoder.part(&part, &faults, batch.file)? })
            }
            None => Ok(Writing { tally, ..encoder.part(&part, &faults, batch.file)? }),
        }
    };
    ordered::each(asked.threads, batches.count(), make, |writing: Writing| {
        if let Some(spill) = &mut spill {
            spill.append(&writing.spilt)?;
        }
        done += writing.tally.children();
        tally.add(&writing.tally);
        sinks.append(writing)?;
        progress(done);
        Ok(())
    })?;
    if let Some(spill) = spill {
        let gathered = spill.finish()?;
        let make = |bucket: usize| encoder.contacts(&gathered.sorted(bucket)?, gathered.file_of(bucket, asked.files));
        ordered::each(asked.threads, gathered.count(), make, |writing| sinks.append(writing))?;
        gathered.remove()?;
    }
    Ok((tally, sinks.close()?))
}
