//! Reading events. Nothing here reads the record of anybody who was not asked for.

use crate::chain::START;
use crate::erasing;
use crate::keys::Keys;
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::row::Row;
use crate::time_text::{instant, unreadable};
use crate::write_events::event_id;
use brought_domain::{Event, EventId, PersonId};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The events of one person, in the order in which they were stored.
pub(crate) const OF_PERSON: &str = "SELECT * FROM events WHERE person = ? ORDER BY person_version";

/// The events of several people. The left side is the outer loop: without CROSS JOIN a planner may prefer to walk all events.
pub(crate) const OF_MANY: &str = "SELECT events.* FROM json_each(?) AS wanted CROSS JOIN events ON events.person = wanted.value
      WHERE NOT EXISTS (SELECT 1 FROM retention WHERE retention.person = wanted.value AND step = 'erased')
      ORDER BY events.person, events.person_version";

/// What came from elsewhere under one id.
const FROM_SOURCE: &str = "SELECT * FROM events WHERE source_system = ? AND source_id = ?
        AND NOT EXISTS (SELECT 1 FROM retention WHERE retention.person = events.person AND step = 'erased') ORDER BY seq";

/// What came from elsewhere at one moment.
const IMPORTED_AT: &str = "SELECT person, id FROM events WHERE recorded_at = ? AND source_system IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM retention WHERE retention.person = events.person AND step = 'erased') ORDER BY person, person_version";

/// A page of everybody with a record.
const ON_RECORD: &str = "SELECT person FROM events WHERE person_version = 1 AND person > ?
        AND NOT EXISTS (SELECT 1 FROM retention WHERE retention.person = events.person AND step = 'erased') ORDER BY person LIMIT ?";

/// A person's record as the store has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonRecord {
    /// The events, in the order in which they were stored.
    pub events: Vec<Event>,
    /// The version to expect when appending: how many events there are. 0 when there is no record.
    pub version: u64,
}

/// How much a store holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Events.
    pub events: u64,
    /// People with at least one event.
    pub people: u64,
}

impl Store {
    /// A person's events. Nobody's record is an empty record at version 0. Each event is held against its digest as it is read (H41).
    ///
    /// # Errors
    /// [`StoreProblem::Damaged`] when an entry is not as it was written; [`StoreProblem::Erased`] when the record was erased, by whom and when;
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn events_of(&self, person: &PersonId) -> Result<PersonRecord, StoreProblem> {
        let mut reading = self.readers().begin().await?;
        let rows: Vec<Row> = sqlx::query_as(OF_PERSON).bind(person.as_str()).fetch_all(&mut *reading).await?;
        let whose = BTreeSet::from([person.as_str()]);
        if let Some(erased) = erasing::erased(&mut reading, &whose).await?.pop() {
            return Err(StoreProblem::Erased(erased));
        }
        record(&rows, &Keys::of(&mut reading, self.keeping(), &whose).await?)
    }

    /// The records of several people, read at one instant. Those without a record, and those whose record was erased, are left out.
    ///
    /// # Errors
    /// As [`Store::events_of`].
    pub async fn events_of_many(&self, people: &[PersonId]) -> Result<HashMap<PersonId, PersonRecord>, StoreProblem> {
        let wanted: HashSet<&str> = people.iter().map(PersonId::as_str).collect();
        let wanted = serde_json::Value::from(wanted.into_iter().collect::<Vec<_>>()).to_string();
        let mut reading = self.readers().begin().await?;
        let rows: Vec<Row> = sqlx::query_as(OF_MANY).bind(wanted).fetch_all(&mut *reading).await?;
        let people = rows.iter().map(|row| row.columns.person.as_str()).collect();
        let keys = Keys::of(&mut reading, self.keeping(), &people).await?;
        rows.chunk_by(|left, right| left.columns.person == right.columns.person)
            .filter_map(|rows| rows.first().map(|first| (&first.columns.person, rows)))
            .map(|(person, rows)| Ok((person_id(person)?, record(rows, &keys)?)))
            .collect()
    }

    /// One event.
    ///
    /// # Errors
    /// [`StoreProblem::Erased`] when the record that it is in was erased; [`StoreProblem`] when the store cannot be read.
    pub async fn event(&self, id: &EventId) -> Result<Option<Event>, StoreProblem> {
        let mut reading = self.readers().begin().await?;
        let row: Option<Row> = sqlx::query_as("SELECT * FROM events WHERE id = ?").bind(id.as_str()).fetch_optional(&mut *reading).await?;
        let Some(Row { columns, .. }) = row else { return Ok(None) };
        let whose = BTreeSet::from([columns.person.as_str()]);
        if let Some(erased) = erasing::erased(&mut reading, &whose).await?.pop() {
            return Err(StoreProblem::Erased(erased));
        }
        Keys::of(&mut reading, self.keeping(), &whose).await?.event(&columns).map(Some)
    }

    /// Which of these events are stored.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn has_events(&self, ids: &[EventId]) -> Result<HashSet<EventId>, StoreProblem> {
        let wanted = serde_json::Value::from(ids.iter().map(EventId::as_str).collect::<Vec<_>>()).to_string();
        let found: Vec<String> = sqlx::query_scalar("SELECT id FROM events WHERE id IN (SELECT value FROM json_each(?))")
            .bind(wanted)
            .fetch_all(self.readers())
            .await?;
        found.iter().map(|id| event_id(id)).collect()
    }

    /// What was imported under another system's id, in every version of it: what a newer version has to put right (S6, H11). Of records that were erased
    /// there is nothing.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn events_from(&self, system: &str, id: &str) -> Result<Vec<Event>, StoreProblem> {
        let mut reading = self.readers().begin().await?;
        let rows: Vec<Row> =
            sqlx::query_as(FROM_SOURCE).bind(system).bind(self.keeping().source_id(system, id)?).fetch_all(&mut *reading).await?;
        let people = rows.iter().map(|row| row.columns.person.as_str()).collect();
        let keys = Keys::of(&mut reading, self.keeping(), &people).await?;
        rows.iter().map(|row| keys.event(&row.columns)).collect()
    }

    /// What came from elsewhere and was recorded at this very moment, by whose record it is in: what the import added that began then. Of records that
    /// were erased there is nothing.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn imported_at(&self, moment: Timestamp) -> Result<BTreeMap<PersonId, Vec<EventId>>, StoreProblem> {
        let rows: Vec<(String, String)> = sqlx::query_as(IMPORTED_AT).bind(instant(moment)).fetch_all(self.readers()).await?;
        let mut found: BTreeMap<PersonId, Vec<EventId>> = BTreeMap::new();
        for (person, event) in rows {
            found.entry(person_id(&person)?).or_default().push(event_id(&event)?);
        }
        Ok(found)
    }

    /// Everybody with a record that was not erased, a page at a time, in the order of their ids: those after the one given. An empty page is the end.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn person_ids(&self, after: Option<&PersonId>, limit: u32) -> Result<Vec<PersonId>, StoreProblem> {
        let found: Vec<String> =
            sqlx::query_scalar(ON_RECORD).bind(after.map_or("", PersonId::as_str)).bind(limit).fetch_all(self.readers()).await?;
        found.iter().map(|id| person_id(id)).collect()
    }

    /// How much the store holds.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn counts(&self) -> Result<Counts, StoreProblem> {
        // The last number is the count: there are no gaps.
        let (events, people): (i64, i64) =
            sqlx::query_as("SELECT (SELECT coalesce(max(seq), 0) FROM events), (SELECT count(*) FROM events WHERE person_version = 1)")
                .fetch_one(self.readers())
                .await?;
        Ok(Counts { events: events.unsigned_abs(), people: people.unsigned_abs() })
    }
}

/// Reads one person's rows, holding each against its digest.
fn record(rows: &[Row], keys: &Keys<'_>) -> Result<PersonRecord, StoreProblem> {
    let mut before = START;
    let mut events = Vec::with_capacity(rows.len());
    for (row, expected_version) in rows.iter().zip(1_i64..) {
        let digest = row.columns.digest(row.person_version, &before);
        if row.person_version != expected_version || row.digest != digest {
            return Err(StoreProblem::Damaged { seq: row.seq.unsigned_abs() });
        }
        before = digest;
        events.push(keys.event(&row.columns)?);
    }
    Ok(PersonRecord { version: events.len() as u64, events })
}

/// The id of a person as a type.
pub(crate) fn person_id(text: &str) -> Result<PersonId, StoreProblem> {
    PersonId::new(text).map_err(|problem| unreadable("the id of a person", &problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How SQLite means to answer a question, one line for each table.
    async fn plan(query: &'static str) -> Vec<String> {
        let store = Store::in_memory().await.unwrap();
        let rows: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}"))).bind("").fetch_all(store.readers()).await.unwrap();
        rows.into_iter().map(|(_, _, _, line)| line).collect()
    }

    /// A child's page costs the same in a store of a million events as in a store of ten: it goes by an index to that child's events alone.
    #[tokio::test]
    async fn reading_one_record_reads_no_other() {
        assert_eq!(plan(OF_PERSON).await, ["SEARCH events USING INDEX sqlite_autoindex_events_2 (person=?)"]);
        // Whom a record is linked with is asked before every reading, of however many links there are.
        let links = plan(crate::links::AROUND).await;
        assert!(!links.iter().any(|line| line.starts_with("SCAN link_decisions")), "{links:?}");
        // So does whatever is asked about several people, in reading and in writing.
        assert!(plan(IMPORTED_AT).await.iter().any(|line| line.starts_with("SEARCH events USING INDEX events_imported_at (recorded_at=?")));
        for query in [OF_MANY, crate::write_events::ENDS, crate::people::WRITTEN] {
            let plan = plan(query).await;
            assert!(plan.iter().any(|line| line.starts_with("SEARCH events USING INDEX sqlite_autoindex_events_2 (person=?")), "{plan:?}");
            assert!(!plan.iter().any(|line| line.starts_with("SCAN events")), "{plan:?}");
        }
    }
}
