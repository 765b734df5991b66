//! Writing one batch of events inside a transaction.

use crate::append::{Appended, Expected, Prepared};
use crate::chain::{START, Sum};
use crate::people;
use crate::problem::StoreProblem;
use crate::row::{Columns, log_digest};
use crate::{forms, worklist};
use brought_domain::{Event, EventId, PersonId, Source};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// Where a chain of entries ends: the number of its last entry and that entry's digest.
#[derive(Clone, Copy)]
struct End {
    number: i64,
    digest: Sum,
}

const NOTHING: End = End { number: 0, digest: START };

/// Writes a batch. After an error the caller undoes what was written.
pub(crate) async fn write(connection: &mut SqliteConnection, batch: &[Prepared]) -> Result<Appended, StoreProblem> {
    let mut stored = find_stored(connection, batch).await?;
    let mut log = end_of_log(connection).await?;
    let mut result = Appended::default();
    for append in batch {
        let mut record = end_of_record(connection, &append.person).await?;
        let was_empty = record.number == 0;
        let fresh = fresh_events(append, &mut stored)?;
        result.appended += fresh.len();
        result.skipped += append.events.len() - fresh.len();
        if !fresh.is_empty() {
            check_version(append, record)?;
            for (_, columns) in &fresh {
                insert(connection, columns, &mut record, &mut log).await?;
            }
            after_append(connection, &append.person, &fresh, was_empty).await?;
        }
        result.versions.push((append.person.clone(), record.number.unsigned_abs()));
    }
    Ok(result)
}

/// Keeps what is worked out from events in step with them, in the same transaction.
async fn after_append(
    connection: &mut SqliteConnection,
    person: &PersonId,
    fresh: &[&(Event, Columns)],
    was_empty: bool,
) -> Result<(), StoreProblem> {
    // Before and after: those whom the person no longer belongs with are touched as much as those they belong with now.
    worklist::mark_around(connection, person).await?;
    if was_empty || fresh.iter().any(|(event, _)| people::bears_on_people(event)) {
        people::refresh(connection, person).await?;
        worklist::mark_around(connection, person).await?;
    }
    Ok(())
}

fn check_version(append: &Prepared, record: End) -> Result<(), StoreProblem> {
    let found = record.number.unsigned_abs();
    match append.expected {
        Expected::Version(expected) if expected != found => Err(StoreProblem::Conflict { person: append.person.clone(), expected, found }),
        _ => Ok(()),
    }
}

/// An event's person and written form, by its id: of those stored already, and of those met earlier in the batch.
type Stored = HashMap<String, (String, u16, String)>;

async fn find_stored(connection: &mut SqliteConnection, batch: &[Prepared]) -> Result<Stored, StoreProblem> {
    let ids: Vec<&str> = batch.iter().flat_map(|append| &append.events).map(|(event, _)| event.id.as_str()).collect();
    let rows: Vec<(String, String, u16, String)> =
        sqlx::query_as("SELECT id, person, form_version, body FROM events WHERE id IN (SELECT value FROM json_each(?))")
            .bind(serde_json::Value::from(ids).to_string())
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(|(id, person, version, body)| (id, (person, version, body))).collect())
}

/// The events that are not stored yet.
fn fresh_events<'a>(append: &'a Prepared, stored: &mut Stored) -> Result<Vec<&'a (Event, Columns)>, StoreProblem> {
    let mut fresh = Vec::with_capacity(append.events.len());
    for pair in &append.events {
        let (event, columns) = pair;
        match stored.get(&columns.id) {
            None => {
                stored.insert(columns.id.clone(), (columns.person.clone(), columns.form_version, columns.body.clone()));
                fresh.push(pair);
            }
            Some((person, version, body)) => {
                if *person != columns.person || !is_same(event, columns, *version, body)? {
                    return Err(StoreProblem::SameIdOtherContent { event: event.id.clone() });
                }
            }
        }
    }
    Ok(fresh)
}

/// Whether an event says the same as one in its written form, which may be an older form of the same thing.
fn is_same(event: &Event, columns: &Columns, version: u16, body: &str) -> Result<bool, StoreProblem> {
    if version == columns.form_version && body == columns.body {
        return Ok(true);
    }
    let mut stored = forms::read(version, body)?;
    if matches!(event.source, Source::Imported { .. }) {
        stored.recorded_at = event.recorded_at;
    }
    Ok(stored == *event)
}

async fn insert(connection: &mut SqliteConnection, columns: &Columns, record: &mut End, log: &mut End) -> Result<(), StoreProblem> {
    let (seq, person_version) = (log.number + 1, record.number + 1);
    let digest = columns.digest(person_version, &record.digest);
    let log_sum = log_digest(seq, &digest, &log.digest);
    sqlx::query(
        "INSERT INTO events (seq, id, person, person_version, service, happened, happened_to, recorded_at, kind,
                             source_system, source_id, source_version, form_version, body, digest, log_digest)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(seq)
    .bind(&columns.id)
    .bind(&columns.person)
    .bind(person_version)
    .bind(&columns.service)
    .bind(&columns.happened)
    .bind(&columns.happened_to)
    .bind(&columns.recorded_at)
    .bind(&columns.kind)
    .bind(&columns.source_system)
    .bind(&columns.source_id)
    .bind(&columns.source_version)
    .bind(columns.form_version)
    .bind(&columns.body)
    .bind(digest.as_slice())
    .bind(log_sum.as_slice())
    .execute(connection)
    .await?;
    *record = End { number: person_version, digest };
    *log = End { number: seq, digest: log_sum };
    Ok(())
}

async fn end_of_log(connection: &mut SqliteConnection) -> Result<End, StoreProblem> {
    let last = sqlx::query_as("SELECT seq, log_digest FROM events ORDER BY seq DESC LIMIT 1").fetch_optional(connection).await?;
    end(last)
}

async fn end_of_record(connection: &mut SqliteConnection, person: &PersonId) -> Result<End, StoreProblem> {
    let last = sqlx::query_as("SELECT person_version, digest FROM events WHERE person = ? ORDER BY person_version DESC LIMIT 1")
        .bind(person.as_str())
        .fetch_optional(connection)
        .await?;
    end(last)
}

fn end(last: Option<(i64, Vec<u8>)>) -> Result<End, StoreProblem> {
    let Some((number, digest)) = last else { return Ok(NOTHING) };
    let digest = digest.try_into().map_err(|_| StoreProblem::Damaged { seq: number.unsigned_abs() })?;
    Ok(End { number, digest })
}

/// The id of an event as a type.
pub(crate) fn event_id(text: &str) -> Result<EventId, StoreProblem> {
    EventId::new(text).map_err(|problem| crate::time_text::unreadable("the id of an event", &problem))
}
