//! What was asked, of what, and how much came of it: `run.json`.

use super::folder::Folder;
use crate::answer::Asked;
use crate::counts::Counts;
use crate::input::Inputs;
use crate::problem::{BatchProblem, writing};
use crate::question::Question;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;

/// The name and version of the format.
const FORMAT: &str = "brought-population/1";

/// What there is to tell of a run.
pub(crate) struct RunFile<'a> {
    pub(crate) question: &'a Question<'a>,
    pub(crate) asked: &'a [Asked<'a>],
    pub(crate) inputs: &'a Inputs,
    /// How many rows each file has.
    pub(crate) rows: &'a [u64],
    pub(crate) counts: &'a Counts,
    /// How many people had to be looked at together with others.
    pub(crate) looked_at_together: usize,
    /// How many contacts each pack counted.
    pub(crate) contacts: &'a [u64],
    /// The tables and how many rows each has.
    pub(crate) tables: &'a [(String, u64)],
}

/// Writes what [`text`] says, so that it is on the disk for good.
pub(crate) fn write_run_file(folder: &Folder, told: &str) -> Result<(), BatchProblem> {
    let path = folder.file("run.json");
    let mut file = File::create(&path).map_err(writing(&path))?;
    file.write_all(told.as_bytes()).and_then(|()| file.write_all(b"\n")).and_then(|()| file.sync_all()).map_err(writing(&path))
}

/// What it says, as it is written in the file: always in this order, however the program was built.
pub(crate) fn text(run: &RunFile<'_>) -> Result<String, BatchProblem> {
    let counts = run.counts;
    let told = Told {
        format: FORMAT,
        as_of: run.question.as_of.to_string(),
        map: run.question.map.name(),
        provider_column: run.question.provider_column.as_deref(),
        packs: run.asked.iter().zip(run.contacts).map(|(asked, contacts)| Pack::of(asked, *contacts)).collect(),
        inputs: run
            .inputs
            .files
            .iter()
            .zip(run.rows)
            .map(|(file, rows)| Input { file: &file.name, bytes: file.size, rows: *rows })
            .collect(),
        not_read: &run.inputs.left_out,
        rows: Rows { all: counts.rows, taken: counts.taken, set_aside: counts.set_aside, not_used: counts.not_used },
        questions: counts.questions,
        people: People {
            answered: counts.people,
            incomplete: counts.incomplete,
            only_unusable_rows: counts.only_unusable,
            looked_at_together: run.looked_at_together,
        },
        entries: counts.entries,
        tables: run.tables.iter().map(|(name, rows)| (name.as_str(), *rows)).collect(),
    };
    serde_json::to_string_pretty(&told).map_err(|problem| BatchProblem::inner("run.json", problem))
}

#[derive(Serialize)]
struct Told<'a> {
    format: &'static str,
    as_of: String,
    map: &'a str,
    provider_column: Option<&'a str>,
    packs: Vec<Pack<'a>>,
    inputs: Vec<Input<'a>>,
    not_read: &'a [String],
    rows: Rows,
    questions: u64,
    people: People,
    entries: u64,
    tables: BTreeMap<&'a str, u64>,
}

#[derive(Serialize)]
struct Pack<'a> {
    label: &'a str,
    id: &'a str,
    version: &'a str,
    digest: &'a str,
    calendar: &'a str,
    contacts: u64,
}

impl<'a> Pack<'a> {
    fn of(asked: &'a Asked<'_>, contacts: u64) -> Self {
        let pack = asked.policy.pack;
        let calendar = asked.policy.calendar.version();
        Self { label: &asked.label, id: &pack.id, version: &pack.version, digest: &pack.digest, calendar, contacts }
    }
}

#[derive(Serialize)]
struct Input<'a> {
    file: &'a str,
    bytes: u64,
    rows: u64,
}

#[derive(Serialize)]
struct Rows {
    all: u64,
    taken: u64,
    set_aside: u64,
    not_used: u64,
}

#[derive(Serialize)]
struct People {
    answered: u64,
    incomplete: u64,
    only_unusable_rows: u64,
    looked_at_together: usize,
}
