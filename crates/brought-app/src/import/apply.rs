//! Storing what was read, and working out anew whom it concerns.

use super::counts::ImportCounts;
use super::list::ImportState;
use super::prepare::{Chunk, Fresh, Preparing, by_person, of_refusal};
use super::source::{ImportContext, rows};
use crate::brought::Brought;
use crate::failure::Failure;
use crate::worklist::{refresh_marked, work_out_as_here_if_nobody_does};
use brought_domain::Event;
use brought_interop::{Map, file_digest};
use brought_store::{Expected, ImportBatch, NewReviewItem, PersonAppend, StoreProblem};
use jiff::Timestamp;

/// How many people are worked out before it is said how far it has come.
const BETWEEN_REPORTS: u32 = 100;

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportProgress {
    /// Rows are being stored.
    Storing {
        /// Rows gone through.
        rows: u64,
        /// Events stored.
        events: u64,
    },
    /// Everything is stored; the lists of those whom it concerns are being worked out.
    WorkingOut {
        /// People worked out.
        people: u64,
    },
}

/// What an import came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportResult {
    /// The batch.
    pub batch: String,
    /// What became of the rows.
    pub counts: ImportCounts,
    /// How many rows are newly on the review list.
    pub new_review_items: u64,
    /// How many people's lists were worked out anew.
    pub worked_out: u64,
}

/// Brings a file in. May be run again after it was cut off, and as often as anybody likes: what is stored is skipped (S6).
///
/// # Errors
/// [`Failure::Refused`] when the file as a whole cannot be read; nothing was stored then. [`Failure::Trouble`]: what was stored so far stays,
/// and running it again completes it.
pub async fn apply_import(
    brought: &Brought,
    bytes: &[u8],
    map: Option<&Map>,
    context: &ImportContext,
    mut progress: impl FnMut(ImportProgress) + Send,
) -> Result<ImportResult, Failure> {
    let reading = context.reading();
    let (mut rows, _notes) = rows(bytes, map, &reading)?;
    let mut batch = batch(bytes, context);
    brought.store.put_import(&batch).await?;
    let mut preparing = Preparing::default();
    let mut new_review_items = 0;
    while let Some(chunk) = preparing.next(brought, &mut rows).await? {
        new_review_items += store(brought, chunk, &context.batch, &mut preparing.counts).await?;
        progress(ImportProgress::Storing { rows: preparing.counts.rows(), events: preparing.counts.events });
    }
    let worked_out = work_out(brought, context.now, &mut progress).await?;
    batch.finished_at = Some(context.now);
    batch.state = ImportState::Finished.code().to_owned();
    batch.counts = serde_json::to_value(preparing.counts).unwrap_or_default();
    brought.store.put_import(&batch).await?;
    Ok(ImportResult { batch: context.batch.clone(), counts: preparing.counts, new_review_items, worked_out })
}

/// The batch as it begins.
pub(super) fn batch(bytes: &[u8], context: &ImportContext) -> ImportBatch {
    ImportBatch {
        id: context.batch.clone(),
        file_name: context.file_name.clone(),
        file_digest: file_digest(bytes),
        started_at: context.now,
        finished_at: None,
        started_by: context.started_by.clone(),
        counts: serde_json::json!({}),
        state: ImportState::Running.code().to_owned(),
    }
}

/// Stores a chunk in one transaction. Returns how many rows are newly on the review list.
pub(super) async fn store(brought: &Brought, mut chunk: Chunk, batch: &str, counts: &mut ImportCounts) -> Result<u64, Failure> {
    add_services(brought, &chunk).await?;
    match brought.store.append(appends(&chunk.records)).await {
        Ok(_) => {}
        // One record that does not fit must not keep the others out: each on its own, then.
        Err(problem @ (StoreProblem::SameIdOtherContent { .. } | StoreProblem::WrongPerson { .. } | StoreProblem::Erased(_))) => {
            let refused = store_one_by_one(brought, &chunk.records, problem, counts).await?;
            chunk.reviews.extend(refused);
        }
        Err(problem) => return Err(problem.into()),
    }
    Ok(brought.store.add_review_items(batch, &chunk.reviews).await? as u64)
}

async fn store_one_by_one(
    brought: &Brought,
    records: &[Fresh],
    problem: StoreProblem,
    counts: &mut ImportCounts,
) -> Result<Vec<NewReviewItem>, Failure> {
    let mut refused = Vec::new();
    for record in records {
        match brought.store.append(appends(std::slice::from_ref(record))).await {
            Ok(_) => {}
            Err(why @ (StoreProblem::SameIdOtherContent { .. } | StoreProblem::WrongPerson { .. })) => {
                counts.events = counts.events.saturating_sub(record.events.len() as u64);
                counts.to_decide += 1;
                refused.push(of_refusal(record, &why.to_string()));
            }
            // The other system has it still. What was erased here does not come back by way of the review list.
            Err(why @ StoreProblem::Erased(_)) => {
                counts.events = counts.events.saturating_sub(record.events.len() as u64);
                counts.to_decide += 1;
                refused.push(NewReviewItem { column: None, value: None, raw_row: String::new(), ..of_refusal(record, &why.to_string()) });
            }
            Err(other) => return Err(other.into()),
        }
    }
    // The chunk was refused as a whole, so at least one record must have been refused alone.
    if refused.is_empty() { Err(problem.into()) } else { Ok(refused) }
}

fn appends(records: &[Fresh]) -> Vec<PersonAppend> {
    let append = |(person, events): (_, Vec<Event>)| PersonAppend { person, expected: Expected::Any, events };
    by_person(records).into_iter().map(append).collect()
}

/// Adds services that the directory does not know. What it says of those it knows stays: the map of an import does not decide that.
async fn add_services(brought: &Brought, chunk: &Chunk) -> Result<(), Failure> {
    let known = brought.store.services_by_id(&chunk.services.keys().collect::<Vec<_>>()).await?;
    let new: Vec<_> = chunk.services.values().filter(|service| known.iter().all(|known| known.id != service.id)).cloned().collect();
    if !new.is_empty() {
        brought.store.put_services(&new).await?;
    }
    Ok(())
}

/// Works out everybody who is marked: those of this run, and those of one that was cut off before.
pub(super) async fn work_out(
    brought: &Brought,
    now: Timestamp,
    progress: &mut (impl FnMut(ImportProgress) + Send),
) -> Result<u64, Failure> {
    let mut people = 0;
    work_out_as_here_if_nobody_does(brought).await?;
    loop {
        let swept = refresh_marked(brought, now, BETWEEN_REPORTS).await?;
        people += u64::from(swept.done);
        progress(ImportProgress::WorkingOut { people });
        // Whoever shows the lists works them out before it does.
        if !swept.more || swept.left_to_another {
            return Ok(people);
        }
    }
}
