//! Who read whose record: written before the record leaves the program, and never changed or deleted (S9, S10).

use crate::entries::EntryKind;
use crate::events::person_id;
use crate::json::list;
use crate::keys::seal::Place;
use crate::keys::{Keeping, Keys};
use crate::open::Store;
use crate::people::fold_name;
use crate::problem::{StoreProblem, all_written};
use crate::time_text::{instant, read_instant, unreadable};
use crate::tree;
use brought_domain::{PersonId, PractitionerId, ServiceId};
use jiff::Timestamp;
use sqlx::SqliteConnection;
use std::collections::BTreeSet;

/// That somebody is about to read a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Whose record.
    pub person: PersonId,
    /// Who reads it.
    pub reader: PractitionerId,
    /// Why, in the words of the part that lets them.
    pub purpose: String,
    /// Which class of fields they see; of a record that is opened with a reason, the reason.
    pub seen: String,
    /// When.
    pub at: Timestamp,
}

/// An access as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessEntry {
    /// Its number.
    pub seq: u64,
    /// The access.
    pub access: Access,
}

/// Of how many people somebody read the record within an hour of the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadInAnHour {
    /// Who.
    pub reader: PractitionerId,
    /// From when: the hour is one of UTC, and so one of the clock in the United Kingdom.
    pub from: Timestamp,
    /// Of how many people, each once.
    pub people: u64,
}

/// Whose records somebody read since a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadSince {
    /// Of how many people but one, each once.
    pub others: u64,
    /// Whether that of this one.
    pub this: bool,
}

/// That somebody read the record of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOfOne {
    /// Who.
    pub reader: PractitionerId,
    /// Whose.
    pub person: PersonId,
    /// When last.
    pub last_at: Timestamp,
}

/// The last access before a moment: numbers go up with time.
const LAST_BEFORE: &str = "SELECT coalesce((SELECT seq FROM accesses WHERE at < ? ORDER BY seq DESC LIMIT 1), 0)";

/// The purpose of an access that somebody had to give a reason for. The index over these entries names it too.
pub const BROKE_GLASS: &str = "broke_glass";

type Row = (i64, String, String, String, String, String);

impl Store {
    /// Writes down that records are about to be read: all of them or none. Returns when the disk has it; only then may a record leave (S9).
    ///
    /// # Errors
    /// [`StoreProblem`]: nothing was written, so nothing may be shown.
    pub async fn record_accesses(&self, accesses: &[Access]) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        let mut seq: i64 = sqlx::query_scalar(EntryKind::Access.last()).fetch_one(&mut *writing).await?;
        let with_a_reason = accesses.iter().filter(|access| access.purpose == BROKE_GLASS).map(|access| access.person.as_str()).collect();
        let keys = Keys::for_writing(&mut writing, self.keeping(), &with_a_reason).await?;
        for access in accesses {
            seq += 1;
            // What somebody wrote about a person is kept as entries are; the classes of fields are words of the program.
            let seen = match access.purpose.as_str() {
                BROKE_GLASS => keys.seal_words(&place(&seq.to_string(), access.person.as_str()), &access.seen)?,
                _ => access.seen.clone(),
            };
            let written = sqlx::query("INSERT INTO accesses (seq, person, reader, purpose, seen, at) VALUES (?, ?, ?, ?, ?, ?)")
                .bind(seq)
                .bind(access.person.as_str())
                .bind(access.reader.as_str())
                .bind(&access.purpose)
                .bind(seen)
                .bind(instant(access.at))
                .execute(&mut *writing)
                .await?;
            all_written(written.rows_affected(), 1)?;
        }
        tree::cover(&mut writing, EntryKind::Access).await?;
        writing.commit().await
    }

    /// Who read a person's record, newest first, at most as many as asked for.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn accesses_of(&self, person: &PersonId, limit: u32) -> Result<Vec<AccessEntry>, StoreProblem> {
        entries(self, "SELECT * FROM accesses WHERE person = ? ORDER BY seq DESC LIMIT ?", person.as_str(), limit).await
    }

    /// The newest access of a practitioner to a person's record for this purpose.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn last_access(
        &self,
        person: &PersonId,
        reader: &PractitionerId,
        purpose: &str,
    ) -> Result<Option<AccessEntry>, StoreProblem> {
        let mut reading = self.readers().begin().await?;
        let rows: Vec<Row> =
            sqlx::query_as("SELECT * FROM accesses WHERE person = ? AND reader = ? AND purpose = ? ORDER BY seq DESC LIMIT 1")
                .bind(person.as_str())
                .bind(reader.as_str())
                .bind(purpose)
                .fetch_all(&mut *reading)
                .await?;
        Ok(opened(&mut reading, self.keeping(), rows).await?.pop())
    }

    /// The records that were opened with a reason, newest first, at most as many as asked for.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn accesses_with_a_reason(&self, limit: u32) -> Result<Vec<AccessEntry>, StoreProblem> {
        entries(self, "SELECT * FROM accesses WHERE purpose = ? ORDER BY seq DESC LIMIT ?", BROKE_GLASS, limit).await
    }

    /// Of how many people these practitioners read the record in each hour since a moment, where they did, leaving out what was seen in words that begin so.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn read_in_each_hour(
        &self,
        readers: &[&PractitionerId],
        since: Timestamp,
        but: &str,
    ) -> Result<Vec<ReadInAnHour>, StoreProblem> {
        let readers: BTreeSet<&str> = readers.iter().map(|reader| reader.as_str()).collect();
        let mut reading = self.readers().begin().await?;
        let after: i64 = sqlx::query_scalar(LAST_BEFORE).bind(instant(since)).fetch_one(&mut *reading).await?;
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT reader, substr(at, 1, 13) AS hour, count(DISTINCT person) FROM json_each(?1) AS wanted CROSS JOIN accesses
                 ON reader = wanted.value AND seq > ?2 AND at >= ?3 AND substr(seen, 1, length(?4)) <> ?4
              GROUP BY reader, hour ORDER BY reader, hour",
        )
        .bind(list(&readers))
        .bind(after)
        .bind(instant(since))
        .bind(but)
        .fetch_all(&mut *reading)
        .await?;
        let hour = |(reader, hour, people): (String, String, i64)| {
            Ok(ReadInAnHour { reader: reader_id(reader)?, from: read_instant(&format!("{hour}:00:00Z"))?, people: people.unsigned_abs() })
        };
        rows.into_iter().map(hour).collect()
    }

    /// Of how many other people a practitioner read the record since a moment, and whether this person is one of those whose they did. What was read for this
    /// purpose, or seen in words that begin so, is left out.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn read_since(
        &self,
        reader: &PractitionerId,
        person: &PersonId,
        since: Timestamp,
        (purpose, but): (&str, &str),
    ) -> Result<ReadSince, StoreProblem> {
        let mut reading = self.readers().begin().await?;
        let after: i64 = sqlx::query_scalar(LAST_BEFORE).bind(instant(since)).fetch_one(&mut *reading).await?;
        let (others, this): (i64, bool) = sqlx::query_as(
            "SELECT count(DISTINCT CASE WHEN person <> ?2 THEN person END), coalesce(max(person = ?2), 0) FROM accesses
              WHERE reader = ?1 AND seq > ?3 AND at >= ?4 AND purpose <> ?5 AND substr(seen, 1, length(?6)) <> ?6",
        )
        .bind(reader.as_str())
        .bind(person.as_str())
        .bind(after)
        .bind(instant(since))
        .bind(purpose)
        .bind(but)
        .fetch_one(&mut *reading)
        .await?;
        Ok(ReadSince { others: others.unsigned_abs(), this })
    }

    /// The people with these family names whose record a practitioner read since a moment, newest first, leaving out what was seen in words that begin so.
    /// Letters and accents are compared as when somebody is searched for.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn read_of_a_name(
        &self,
        names: &[(&PractitionerId, &str)],
        since: Timestamp,
        but: &str,
    ) -> Result<Vec<ReadOfOne>, StoreProblem> {
        let names = serde_json::Value::from_iter(names.iter().map(|(reader, name)| vec![reader.as_str().to_owned(), fold_name(name)]));
        let query = "SELECT reader, accesses.person, max(at) AS last_at FROM json_each(?1) AS wanted
               CROSS JOIN accesses ON reader = wanted.value ->> 0 AND seq > ?2 AND at >= ?3 AND substr(seen, 1, length(?4)) <> ?4
               CROSS JOIN people ON people.id = accesses.person AND family_folded = wanted.value ->> 1
              GROUP BY reader, accesses.person ORDER BY last_at DESC, reader, accesses.person";
        read_of_these(self, query, &names, since, but).await
    }

    /// The people whose record somebody read since a moment after an import of their own had brought the first entry of their service into it, while others
    /// knew the person already: newest first, leaving out what was seen in words that begin so. Each reader is given with a service of theirs.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn read_after_own_import(
        &self,
        readers: &[(&PractitionerId, &ServiceId)],
        since: Timestamp,
        but: &str,
    ) -> Result<Vec<ReadOfOne>, StoreProblem> {
        let readers = serde_json::Value::from_iter(readers.iter().map(|(reader, service)| [reader.as_str(), service.as_str()].to_vec()));
        let query =
                        "WITH wanted (reader, service) AS (SELECT value ->> 0, value ->> 1 FROM json_each(?1)),
                  opened AS MATERIALIZED (
                      SELECT wanted.reader, service, accesses.person, max(at) AS last_at FROM wanted
                       CROSS JOIN accesses ON accesses.reader = wanted.reader AND seq > ?2 AND at >= ?3 AND substr(seen, 1, length(?4)) <> ?4
                       GROUP BY wanted.reader, service, accesses.person)
             SELECT reader, person, max(last_at) AS at_last FROM opened WHERE EXISTS (
                 SELECT 1 FROM events CROSS JOIN import_batches ON started_at = recorded_at AND started_by = opened.reader
                  WHERE events.person = opened.person AND events.service = opened.service AND source_system IS NOT NULL AND recorded_at <= last_at
                    AND EXISTS (SELECT 1 FROM events AS others WHERE others.person = events.person AND others.seq < events.seq
                                   AND others.service <> events.service)
                    AND NOT EXISTS (SELECT 1 FROM events AS own WHERE own.person = events.person AND own.seq < events.seq
                                       AND own.service = events.service AND own.recorded_at <> events.recorded_at))
              GROUP BY reader, person ORDER BY at_last DESC, reader, person";
        read_of_these(self, query, &readers, since, but).await
    }

    /// Which records a practitioner read, newest first, at most as many as asked for.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn accesses_by(&self, reader: &PractitionerId, limit: u32) -> Result<Vec<AccessEntry>, StoreProblem> {
        entries(self, "SELECT * FROM accesses WHERE reader = ? ORDER BY seq DESC LIMIT ?", reader.as_str(), limit).await
    }
}

/// The people whom a query finds in what was read since a moment, but for what was seen in words that begin so.
async fn read_of_these(
    store: &Store,
    query: &'static str,
    wanted: &serde_json::Value,
    since: Timestamp,
    but: &str,
) -> Result<Vec<ReadOfOne>, StoreProblem> {
    let mut reading = store.readers().begin().await?;
    let after: i64 = sqlx::query_scalar(LAST_BEFORE).bind(instant(since)).fetch_one(&mut *reading).await?;
    let found = sqlx::query_as(query).bind(wanted.to_string()).bind(after).bind(instant(since)).bind(but);
    let rows: Vec<(String, String, String)> = found.fetch_all(&mut *reading).await?;
    rows.into_iter().map(read_of_one).collect()
}

fn read_of_one((reader, person, last_at): (String, String, String)) -> Result<ReadOfOne, StoreProblem> {
    Ok(ReadOfOne { reader: reader_id(reader)?, person: person_id(&person)?, last_at: read_instant(&last_at)? })
}

async fn entries(store: &Store, query: &'static str, whose: &str, limit: u32) -> Result<Vec<AccessEntry>, StoreProblem> {
    let mut reading = store.readers().begin().await?;
    let rows: Vec<Row> = sqlx::query_as(query).bind(whose).bind(limit).fetch_all(&mut *reading).await?;
    opened(&mut reading, store.keeping(), rows).await
}

/// The entries with the reasons that somebody wrote.
async fn opened(connection: &mut SqliteConnection, keeping: &Keeping, rows: Vec<Row>) -> Result<Vec<AccessEntry>, StoreProblem> {
    let people = rows.iter().filter(|row| row.3 == BROKE_GLASS).map(|row| row.1.clone()).collect::<BTreeSet<_>>();
    let keys = Keys::of(connection, keeping, &people.iter().map(String::as_str).collect()).await?;
    rows.into_iter().map(|row| entry(row, &keys)).collect()
}

/// Where a reason stands, as what is sealed knows it.
fn place<'a>(seq: &'a str, person: &'a str) -> Place<'a> {
    Place { table: "accesses", id: seq, person, kind: BROKE_GLASS }
}

fn reader_id(text: String) -> Result<PractitionerId, StoreProblem> {
    PractitionerId::new(text).map_err(|problem| unreadable("a practitioner's id", &problem))
}

fn entry((seq, person, reader, purpose, seen, at): Row, keys: &Keys<'_>) -> Result<AccessEntry, StoreProblem> {
    let seen = if purpose == BROKE_GLASS { keys.words(&place(&seq.to_string(), &person), seen)? } else { seen };
    let reader = reader_id(reader)?;
    let access = Access { person: person_id(&person)?, reader, purpose, seen, at: read_instant(&at)? };
    Ok(AccessEntry { seq: seq.unsigned_abs(), access })
}
