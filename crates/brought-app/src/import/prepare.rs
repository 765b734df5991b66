//! From records as they are read to what is to be stored. Reads the store, and writes nothing.

use super::counts::ImportCounts;
use super::people::People;
use super::undo::WasUndone;
use crate::brought::Brought;
use crate::failure::Failure;
use brought_domain::identity::IdentifierProblem;
use brought_domain::person::Service;
use brought_domain::{Event, EventId, PersonId, ServiceId};
use brought_interop::{ImportedRecord, Read, Review, RowProblem, RowRef, relabelled};
use brought_store::NewReviewItem;
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// How many rows are prepared, and later stored, together.
pub(super) const ROWS_AT_ONCE: usize = 1000;

/// Some rows, ready to be stored.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// The events that are not stored yet, by record.
    pub(super) records: Vec<Fresh>,
    /// Rows for a person to look at.
    pub(super) reviews: Vec<NewReviewItem>,
    /// The services that the records name.
    pub(super) services: BTreeMap<ServiceId, Service>,
}

/// The new events of one record.
#[derive(Debug)]
pub(super) struct Fresh {
    pub(super) row: RowRef,
    pub(super) source: String,
    pub(super) events: Vec<Event>,
}

/// Goes through a file chunk by chunk.
#[derive(Debug, Default)]
pub(super) struct Preparing {
    people: People,
    was_undone: Option<WasUndone>,
    /// What became of the rows so far.
    pub(super) counts: ImportCounts,
}

impl Preparing {
    /// Prepares the next rows. Nothing: the file is at its end.
    pub(super) async fn next(&mut self, brought: &Brought, rows: &mut super::source::Rows<'_>) -> Result<Option<Chunk>, Failure> {
        let read: Vec<Read> = rows.take(ROWS_AT_ONCE).map(|read| veiled(brought, read)).collect::<Result<_, _>>()?;
        if read.is_empty() {
            return Ok(None);
        }
        let ids: Vec<EventId> = read.iter().filter_map(record).flat_map(|record| &record.events).map(|event| event.id.clone()).collect();
        let stored = brought.store.has_events(&ids).await?;
        let was_undone = match self.was_undone.take() {
            Some(known) => known,
            None => WasUndone::of(brought).await?,
        };
        let mut chunk = Chunk::default();
        for read in read {
            match read {
                Read::SetAside(_) => self.counts.set_aside += 1,
                Read::Problem(problem) => {
                    self.counts.problems += 1;
                    chunk.reviews.push(of_problem(*problem));
                }
                Read::Record(record) => {
                    let fresh = fresh(brought, record.events.clone(), &stored, &was_undone).await?;
                    self.record(brought, *record, fresh, &mut chunk).await?;
                }
            }
        }
        self.was_undone = Some(was_undone);
        Ok(Some(chunk))
    }

    async fn record(&mut self, brought: &Brought, record: ImportedRecord, fresh: Vec<Event>, chunk: &mut Chunk) -> Result<(), Failure> {
        let ImportedRecord { row, source, person, service, reviews, .. } = record;
        if let Some(service) = service {
            chunk.services.entry(service.id.clone()).or_insert_with(|| (*service).clone());
        }
        let source_words = format!("{} {}", source.system, source.id);
        self.counts.to_decide += reviews.len() as u64;
        chunk.reviews.extend(reviews.into_iter().map(|review| of_review(review, &row, &source_words)));
        if fresh.is_empty() {
            self.counts.unchanged += 1;
            return Ok(());
        }
        let whose = self.people.whose(brought, &person, &source).await?;
        self.counts.new_people += u64::from(whose.is_new && whose.is_first);
        // Nothing was known of somebody who had no record, so nothing needs to be looked up.
        if whose.is_new || brought.store.events_from(&source.system, &source.id).await?.is_empty() {
            self.counts.new += 1;
        } else {
            self.counts.changed += 1;
        }
        if let Some(may_be) = whose.may_be {
            self.counts.to_decide += 1;
            chunk.reviews.push(of_likeness(may_be, &row, &source_words));
        }
        self.counts.events += fresh.len() as u64;
        let events = fresh.into_iter().map(|event| relabelled(event, &person.id, &whose.person)).collect();
        chunk.records.push(Fresh { row, source: source_words, events });
        Ok(())
    }
}

/// The events of a record that are not stored, and those that are but were undone with their import: these come in under another id.
async fn fresh(brought: &Brought, events: Vec<Event>, stored: &HashSet<EventId>, undone: &WasUndone) -> Result<Vec<Event>, Failure> {
    let mut fresh = Vec::new();
    for mut event in events {
        if stored.contains(&event.id) {
            let Some(id) = undone.again(brought, &event.id).await? else { continue };
            event.id = id;
        }
        fresh.push(event);
    }
    Ok(fresh)
}

/// In a sealed record no id says what number another system, or the health service, has for somebody (S12): an id is in every list of who read what, and
/// stays when the record has been erased.
fn veiled(brought: &Brought, read: Read) -> Result<Read, Failure> {
    let Read::Record(mut record) = read else { return Ok(read) };
    if !brought.store.is_sealed() {
        return Ok(Read::Record(record));
    }
    let mut person = (*record.person).clone();
    veil(brought, &mut person.id)?;
    for carer in &mut person.carers {
        veil(brought, &mut carer.id)?;
    }
    record.person = Arc::new(person);
    for event in &mut record.events {
        veil(brought, &mut event.id)?;
        if let Some(correction) = &mut event.corrects {
            veil(brought, &mut correction.event)?;
        }
        let mut veiled = Ok(());
        event.each_person(&mut |person| {
            if veiled.is_ok() {
                veiled = veil(brought, person);
            }
        });
        veiled?;
    }
    Ok(Read::Record(record))
}

fn veil<T: FromStr<Err = IdentifierProblem> + fmt::Display>(brought: &Brought, id: &mut T) -> Result<(), Failure> {
    let Some(veiled) = brought.store.veiled(&id.to_string())? else { return Ok(()) };
    match veiled.parse() {
        Ok(veiled) => *id = veiled,
        Err(problem) => unreachable!("a letter and hexadecimal digits are an identifier: {problem}"),
    }
    Ok(())
}

fn record(read: &Read) -> Option<&ImportedRecord> {
    match read {
        Read::Record(record) => Some(record),
        Read::SetAside(_) | Read::Problem(_) => None,
    }
}

/// The new events of a chunk by the person they are about.
pub(super) fn by_person(records: &[Fresh]) -> BTreeMap<PersonId, Vec<Event>> {
    let mut people: BTreeMap<PersonId, Vec<Event>> = BTreeMap::new();
    for event in records.iter().flat_map(|record| &record.events) {
        people.entry(event.about.clone()).or_default().push(event.clone());
    }
    people
}

fn row_number(row: &RowRef) -> u32 {
    u32::try_from(row.row).unwrap_or(u32::MAX)
}

fn of_problem(problem: RowProblem) -> NewReviewItem {
    NewReviewItem {
        row_number: row_number(&problem.row),
        column: problem.column,
        value: problem.value,
        reason: format!("{}. {}", problem.reason, problem.what_to_do),
        raw_row: problem.raw,
    }
}

/// What the other system calls the thing stands for the row: the same question about two records is two items.
fn of_review(review: Review, row: &RowRef, source: &str) -> NewReviewItem {
    NewReviewItem {
        row_number: row_number(row),
        column: review.column,
        value: review.value,
        reason: format!("{}. {}", review.reason, review.what_to_do),
        raw_row: source.to_owned(),
    }
}

fn of_likeness(may_be: String, row: &RowRef, source: &str) -> NewReviewItem {
    NewReviewItem {
        row_number: row_number(row),
        column: None,
        value: None,
        reason: format!("{may_be}. Look at both records; until somebody has decided, they stay two"),
        raw_row: source.to_owned(),
    }
}

/// A record whose events the store refused, for a person to look at.
pub(super) fn of_refusal(fresh: &Fresh, why: &str) -> NewReviewItem {
    NewReviewItem {
        row_number: row_number(&fresh.row),
        column: None,
        value: None,
        reason: format!("This record was not stored: {why}"),
        raw_row: fresh.source.clone(),
    }
}
