//! Writing one batch of events inside a transaction.

use crate::append::{Appended, Expected, Prepared};
use crate::chain::{START, Sum};
use crate::entries::EntryKind;
use crate::json::list;
use crate::keys::{Keeping, Keys};
use crate::people;
use crate::problem::{StoreProblem, all_written};
use crate::row::{Columns, Row};
use crate::{forms, links, worklist};
use brought_domain::{Event, EventId, Source};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// How many rows go into one statement: 15 values each, and SQLite takes 32,766 values at most.
const ROWS_IN_A_STATEMENT: usize = 64;

/// Where a chain of entries ends: the number of its last entry and that entry's digest.
#[derive(Clone, Copy)]
struct End {
    number: i64,
    digest: Sum,
}

const NOTHING: End = End { number: 0, digest: START };

/// An event with the place and the digest it is to have.
struct Placed<'a> {
    seq: i64,
    person_version: i64,
    columns: Cow<'a, Columns>,
    digest: Sum,
}

/// Writes a batch, with as few statements as for one event however many there are. After an error the caller undoes what was written.
pub(crate) async fn write(connection: &mut SqliteConnection, keeping: &Keeping, batch: &[Prepared]) -> Result<Appended, StoreProblem> {
    let people = batch.iter().map(|append| append.person.as_str()).collect();
    let keys = Keys::for_writing(connection, keeping, &people).await?;
    let mut stored = find_stored(connection, keeping, batch).await?;
    let mut records = ends_of_records(connection, batch).await?;
    let mut seq: i64 = sqlx::query_scalar(EntryKind::Event.last()).fetch_one(&mut *connection).await?;
    let mut result = Appended::default();
    let (mut placed, mut touched, mut to_refresh) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for append in batch {
        let record = records.entry(append.person.as_str()).or_insert(NOTHING);
        let fresh = fresh_events(append, &mut stored)?;
        result.appended += fresh.len();
        result.skipped += append.events.len() - fresh.len();
        if !fresh.is_empty() {
            check_version(connection, append, *record).await?;
            touched.insert(append.person.as_str());
            if record.number == 0 || fresh.iter().any(|(event, _)| people::bears_on_people(event)) {
                to_refresh.insert(append.person.as_str());
            }
            for (_, columns) in &fresh {
                placed.push(place(kept(columns, keeping, &keys)?, record, &mut seq));
            }
        }
        result.versions.push((append.person.clone(), record.number.unsigned_abs()));
    }
    insert(connection, &placed).await?;
    after_append(connection, keeping, &touched, &to_refresh).await?;
    Ok(result)
}

/// Keeps what is worked out from events in step with them, in the same transaction.
async fn after_append(
    connection: &mut SqliteConnection,
    keeping: &Keeping,
    touched: &BTreeSet<&str>,
    to_refresh: &BTreeSet<&str>,
) -> Result<(), StoreProblem> {
    if !touched.is_empty() {
        worklist::mark_around(connection, touched).await?;
    }
    if !to_refresh.is_empty() {
        people::refresh(connection, keeping, to_refresh).await?;
        // Before and after: those whom somebody no longer belongs with are touched as much as those they belong with now.
        worklist::mark_around(connection, to_refresh).await?;
    }
    Ok(())
}

async fn check_version(connection: &mut SqliteConnection, append: &Prepared, record: End) -> Result<(), StoreProblem> {
    let Expected::Version(expected) = append.expected else { return Ok(()) };
    // What is read as one was shown as one: an entry in any of the records is one more.
    let linked = links::linked_with(connection, &append.person).await?;
    let found = record.number.unsigned_abs() + versions(connection, &linked).await?;
    if expected == found { Ok(()) } else { Err(StoreProblem::Conflict { person: append.person.clone(), expected, found }) }
}

/// How many entries these people's records have together.
async fn versions(connection: &mut SqliteConnection, people: &BTreeSet<String>) -> Result<u64, StoreProblem> {
    if people.is_empty() {
        return Ok(0);
    }
    let people = people.iter().map(String::as_str).collect();
    let rows: Vec<(String, i64, Vec<u8>)> = sqlx::query_as(ENDS).bind(list(&people)).fetch_all(connection).await?;
    Ok(rows.iter().map(|(_, version, _)| version.unsigned_abs()).sum())
}

/// An event's person and written form, by its id: of those stored already, and of those met earlier in the batch.
type Stored = HashMap<String, (String, u16, String)>;

async fn find_stored(connection: &mut SqliteConnection, keeping: &Keeping, batch: &[Prepared]) -> Result<Stored, StoreProblem> {
    let ids = batch.iter().flat_map(|append| &append.events).map(|(event, _)| event.id.as_str()).collect();
    let rows: Vec<Row> = sqlx::query_as("SELECT * FROM events WHERE id IN (SELECT value FROM json_each(?))")
        .bind(list(&ids))
        .fetch_all(&mut *connection)
        .await?;
    // Usually nothing is there yet; and an id may be taken by an entry in somebody else's record.
    let people = rows.iter().map(|row| row.columns.person.as_str()).collect();
    let keys = Keys::of(connection, keeping, &people).await?;
    rows.iter()
        .map(|Row { columns, .. }| {
            // What was erased says nothing any more, and so not the same as anything.
            let body = if keys.has(&columns.person) { keys.body(columns)?.as_str().to_owned() } else { String::new() };
            Ok((columns.id.clone(), (columns.person.clone(), columns.form_version, body)))
        })
        .collect()
}

/// The columns as they are to be kept.
fn kept<'a>(columns: &'a Columns, keeping: &Keeping, keys: &Keys<'_>) -> Result<Cow<'a, Columns>, StoreProblem> {
    if matches!(keys, Keys::Plain) {
        return Ok(Cow::Borrowed(columns));
    }
    let mut sealed = Columns { body: keys.seal_event(columns)?, ..columns.clone() };
    keeping.blind(&mut sealed)?;
    Ok(Cow::Owned(sealed))
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

/// Gives an event the next place in its person's record and in the store.
fn place<'a>(columns: Cow<'a, Columns>, record: &mut End, seq: &mut i64) -> Placed<'a> {
    let person_version = record.number + 1;
    let digest = columns.digest(person_version, &record.digest);
    *record = End { number: person_version, digest };
    *seq += 1;
    Placed { seq: *seq, person_version, columns, digest }
}

async fn insert(connection: &mut SqliteConnection, placed: &[Placed<'_>]) -> Result<(), StoreProblem> {
    for rows in placed.chunks(ROWS_IN_A_STATEMENT) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO events (seq, id, person, person_version, service, happened, happened_to, recorded_at, kind,
                                 source_system, source_id, source_version, form_version, body, digest) ",
        );
        query.push_values(rows, |mut row, event| {
            let columns = &event.columns;
            row.push_bind(event.seq)
                .push_bind(&columns.id)
                .push_bind(&columns.person)
                .push_bind(event.person_version)
                .push_bind(&columns.service)
                .push_bind(&columns.happened)
                .push_bind(&columns.happened_to)
                .push_bind(&columns.recorded_at)
                .push_bind(&columns.kind)
                .push_bind(&columns.source_system)
                .push_bind(&columns.source_id)
                .push_bind(&columns.source_version)
                .push_bind(columns.form_version)
                .push_bind(&columns.body)
                .push_bind(event.digest.as_slice());
        });
        let written = query.build().execute(&mut *connection).await?;
        all_written(written.rows_affected(), rows.len())?;
    }
    Ok(())
}

/// Where the records of some people end.
pub(crate) const ENDS: &str = "SELECT wanted.value, events.person_version, events.digest FROM json_each(?) AS wanted CROSS JOIN events
     ON events.person = wanted.value
        AND events.person_version = (SELECT max(last.person_version) FROM events AS last WHERE last.person = wanted.value)";

/// Where the record of each person in a batch ends. Those without a record are left out.
async fn ends_of_records<'a>(connection: &mut SqliteConnection, batch: &'a [Prepared]) -> Result<HashMap<&'a str, End>, StoreProblem> {
    let people: BTreeSet<&str> = batch.iter().map(|append| append.person.as_str()).collect();
    let rows: Vec<(String, i64, Vec<u8>)> = sqlx::query_as(ENDS).bind(list(&people)).fetch_all(connection).await?;
    rows.into_iter()
        .filter_map(|(person, version, digest)| people.get(person.as_str()).map(|person| Ok((*person, end(Some((version, digest)))?))))
        .collect()
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
