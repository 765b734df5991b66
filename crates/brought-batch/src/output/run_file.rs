//! What was asked, of what, and how much came of it: `run.json`.

use super::folder::Folder;
use crate::answer::Asked;
use crate::counts::Counts;
use crate::input::Inputs;
use crate::problem::{BatchProblem, writing};
use crate::question::Question;
use serde_json::{Map, Value, json};
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

/// Writes it, so that it is on the disk for good.
pub(crate) fn write_run_file(folder: &Folder, told: &Value) -> Result<(), BatchProblem> {
    let path = folder.file("run.json");
    let text = serde_json::to_string_pretty(told).map_err(|problem| BatchProblem::inner("run.json", problem))?;
    let mut file = File::create(&path).map_err(writing(&path))?;
    file.write_all(text.as_bytes()).and_then(|()| file.write_all(b"\n")).and_then(|()| file.sync_all()).map_err(writing(&path))
}

/// What it says.
pub(crate) fn form(run: &RunFile<'_>) -> Value {
    let files = run.inputs.files.iter().zip(run.rows);
    let counts = run.counts;
    json!({
        "format": FORMAT,
        "as_of": run.question.as_of.to_string(),
        "map": run.question.map.name(),
        "provider_column": run.question.provider_column,
        "packs": run.asked.iter().zip(run.contacts).map(|(asked, contacts)| json!({
            "label": asked.label,
            "id": asked.policy.pack.id,
            "version": asked.policy.pack.version,
            "digest": asked.policy.pack.digest,
            "calendar": asked.policy.calendar.version(),
            "contacts": contacts,
        })).collect::<Vec<_>>(),
        "inputs": files.map(|(file, rows)| json!({ "file": &*file.name, "bytes": file.size, "rows": rows })).collect::<Vec<_>>(),
        "not_read": run.inputs.left_out,
        "rows": { "all": counts.rows, "taken": counts.taken, "set_aside": counts.set_aside, "not_used": counts.not_used },
        "questions": counts.questions,
        "people": {
            "answered": counts.people,
            "incomplete": counts.incomplete,
            "only_unusable_rows": counts.only_unusable,
            "looked_at_together": run.looked_at_together,
        },
        "entries": counts.entries,
        "tables": run.tables.iter().map(|(name, rows)| (name.clone(), json!(rows))).collect::<Map<_, _>>(),
    })
}
