//! The manifest: what was asked for, what was written, and what every column means.

use super::tally::Tally;
use super::{Asked, Format};
use crate::Population;
use crate::rows::TABLES;
use brought_calendar::{Calendar, Division};
use serde::Serialize;
use std::collections::BTreeMap;

/// The name of the manifest.
pub const MANIFEST: &str = "synth.json";

/// Goes up when the same recipe makes other rows than before.
const GENERATOR: u32 = 1;

/// What was asked for and what was written. It says nothing of the machine or of the time, so that it is the same for the same arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// The version of the program.
    pub version: &'static str,
    /// Goes up when the same arguments make other rows than before.
    pub generator: u32,
    /// The bank holidays by which working days were told.
    pub bank_holidays: String,
    /// What was asked for.
    pub arguments: Arguments,
    /// Contacts that took place or failed, and were not cancelled.
    pub due: u64,
    /// Those of them in which the child was not met.
    pub failed: u64,
    /// Rows of `contacts` by outcome.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// Rows of `truth` by label.
    pub labels: BTreeMap<&'static str, u64>,
    /// Rows of `faults` by fault.
    pub faults: BTreeMap<&'static str, u64>,
    /// The tables.
    pub tables: BTreeMap<&'static str, TableWritten>,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Arguments {
    /// Another seed makes another population.
    pub seed: u64,
    /// How many children.
    pub children: u32,
    /// How many contacts a child has on average.
    pub mean: u32,
    /// How many years.
    pub years: u8,
    /// The last day.
    pub until: String,
    /// Whether the first child has a vast number of contacts.
    pub hot_child: bool,
    /// Whether contacts stand in no order.
    pub shuffled: bool,
    /// Whether some contacts are spoilt.
    pub dirty: bool,
    /// How tables are written.
    pub format: Format,
    /// Into how many files the contacts went.
    pub files: u32,
}

/// A table that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableWritten {
    /// What one row is.
    pub row: &'static str,
    /// How many there are.
    pub rows: u64,
    /// The files, in order.
    pub files: Vec<String>,
    /// What each column means.
    pub columns: BTreeMap<&'static str, &'static str>,
}

impl Manifest {
    pub(super) fn new(asked: &Asked, population: &Population, tally: &Tally, files: Vec<Vec<String>>) -> Self {
        let recipe = population.recipe();
        let written = TABLES.iter().zip(files).enumerate().filter(|(_, (_, files))| !files.is_empty());
        let tables = written.map(|(place, (table, files))| {
            let columns = table.columns.iter().map(|column| (column.name, column.means)).collect();
            (table.name, TableWritten { row: table.row, rows: tally.rows(place), files, columns })
        });
        Self {
            version: env!("CARGO_PKG_VERSION"),
            generator: GENERATOR,
            bank_holidays: Calendar::bundled(Division::EnglandAndWales).version().to_owned(),
            arguments: Arguments {
                seed: recipe.seed,
                children: recipe.children,
                mean: recipe.mean,
                years: recipe.years,
                until: recipe.until.to_string(),
                hot_child: recipe.hot_child,
                shuffled: asked.shuffled,
                dirty: asked.dirty,
                format: asked.format,
                files: asked.files,
            },
            due: tally.due,
            failed: tally.failed,
            outcomes: tally.outcomes.clone(),
            labels: tally.labels.clone(),
            faults: tally.faults.clone(),
            tables: tables.collect(),
        }
    }
}
