//! Keeping the worklist fresh: who has to be worked out again, and taking in what was worked out.

use super::WorklistRow;
use super::basis::is_in_use;
use crate::erasing;
use crate::events::person_id;
use crate::json::list;
use crate::links;
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text;
use brought_domain::PersonId;
use jiff::Timestamp;
use sqlx::SqliteConnection;
use std::collections::BTreeSet;

/// Valid until before every instant: has to be worked out again.
const NEVER: &str = "";

/// Somebody whose rows have to be worked out again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// Who.
    pub person: PersonId,
    /// What to hand back with the result. Read it before reading the events.
    pub revision: u64,
}

/// What was worked out for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkedOut {
    /// Who.
    pub person: PersonId,
    /// The revision that was read before the events were.
    pub revision: u64,
    /// As of when.
    pub computed_at: Timestamp,
    /// The next instant at which a state may change by itself. Nothing means: not by itself.
    pub valid_until: Option<Timestamp>,
    /// The policy pack.
    pub pack: String,
    /// Its version.
    pub pack_version: String,
    /// All that it was worked out with, as [`Store::work_out_worklist_with`] is told it.
    pub basis: String,
    /// The obligations to list, all about this person.
    pub rows: Vec<WorklistRow>,
}

impl Store {
    /// People whose rows no longer hold, longest ago first: everybody with new events or with new events around them, everybody for whom
    /// nothing was worked out yet, and everybody for whom a time has come.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn people_with_stale_worklist(&self, as_of: Timestamp, limit: u32) -> Result<Vec<Stale>, StoreProblem> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT person, revision FROM worklist_state WHERE valid_until <= ? ORDER BY valid_until, person LIMIT ?")
                .bind(time_text::instant(as_of))
                .bind(limit)
                .fetch_all(self.readers())
                .await?;
        rows.into_iter().map(|(person, revision)| Ok(Stale { person: person_id(&person)?, revision: revision.unsigned_abs() })).collect()
    }

    /// A person's revision now: read it before their events, and hand it back with what was worked out from them.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn worklist_revision(&self, person: &PersonId) -> Result<u64, StoreProblem> {
        let revision: Option<i64> = sqlx::query_scalar("SELECT revision FROM worklist_state WHERE person = ?")
            .bind(person.as_str())
            .fetch_optional(self.readers())
            .await?;
        Ok(revision.unwrap_or(0).unsigned_abs())
    }

    /// Takes in what was worked out for some people, in one transaction: their rows from before go, these come.
    ///
    /// A result for which new events arrived while it was being worked out is shown, as it is newer than what was there, but stays marked to
    /// be worked out again. One that was worked out with something else than lists are worked out with by now is not taken in: whoever
    /// changed that has marked everybody. Returns those people.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn replace_worklist(&self, results: &[WorkedOut]) -> Result<Vec<PersonId>, StoreProblem> {
        let mut overtaken = Vec::new();
        let mut writing = self.write().await?;
        for result in results {
            // What was being worked out while the record was erased does not come back.
            let is_erased = !erasing::erased(&mut writing, &BTreeSet::from([result.person.as_str()])).await?.is_empty();
            if is_erased || !is_in_use(&mut writing, &result.basis).await? {
                overtaken.push(result.person.clone());
                continue;
            }
            sqlx::query("DELETE FROM worklist WHERE person = ?").bind(result.person.as_str()).execute(&mut *writing).await?;
            for row in &result.rows {
                insert(&mut writing, &result.person, row).await?;
            }
            if !settle(&mut writing, result).await? {
                overtaken.push(result.person.clone());
            }
        }
        writing.commit().await?;
        Ok(overtaken)
    }

    /// Marks people to be worked out again, for reasons that the store does not know of.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn mark_worklist_stale(&self, people: &[PersonId]) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        mark(&mut writing, &people.iter().map(PersonId::as_str).collect()).await?;
        writing.commit().await
    }

    /// Marks everybody to be worked out again: after a change of policy pack, calendar or directory.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn mark_whole_worklist_stale(&self) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        mark_everybody(&mut writing).await?;
        writing.commit().await
    }
}

/// Says until when a result holds, unless something has changed since its revision. Whether it did.
async fn settle(connection: &mut SqliteConnection, result: &WorkedOut) -> Result<bool, StoreProblem> {
    // The last instant there is sorts after all that will ever be asked for.
    let valid_until = time_text::instant(result.valid_until.unwrap_or(Timestamp::MAX));
    let changed = sqlx::query(
        "UPDATE worklist_state SET valid_until = ?, computed_at = ?, pack = ?, pack_version = ? WHERE person = ? AND revision = ?",
    )
    .bind(valid_until)
    .bind(time_text::instant(result.computed_at))
    .bind(&result.pack)
    .bind(&result.pack_version)
    .bind(result.person.as_str())
    .bind(i64::try_from(result.revision).unwrap_or(i64::MAX))
    .execute(connection)
    .await?;
    Ok(changed.rows_affected() == 1)
}

async fn insert(connection: &mut SqliteConnection, person: &PersonId, row: &WorklistRow) -> Result<(), StoreProblem> {
    if row.person != *person {
        return Err(StoreProblem::Unforeseen("a worklist row is about another person than the one it was worked out for".to_owned()));
    }
    sqlx::query(
        "INSERT INTO worklist (person, obligation, person_name, follow_up, service, owner, owner_role, action, due_at, state, rank,
                               escalated_to, told)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(row.person.as_str())
    .bind(row.obligation.as_str())
    .bind(&row.person_name)
    .bind(row.follow_up.as_ref().map(|follow_up| follow_up.as_str()))
    .bind(row.service.as_ref().map(|service| service.as_str()))
    .bind(row.owner.as_ref().map(|owner| owner.as_str()))
    .bind(row.owner_role.code())
    .bind(&row.action)
    .bind(row.due_at.map(time_text::instant))
    .bind(&row.state)
    .bind(row.rank)
    .bind(row.escalated_to.map(|role| role.code()))
    .bind(&row.told)
    .execute(connection)
    .await?;
    Ok(())
}

/// Marks people, who are given a place in the sweep if they had none.
async fn mark(connection: &mut SqliteConnection, people: &BTreeSet<&str>) -> Result<(), StoreProblem> {
    sqlx::query(
        "INSERT INTO worklist_state (person, valid_until, revision) SELECT value, ?2, 1 FROM json_each(?1)
          WHERE value NOT IN (SELECT person FROM retention WHERE step = 'erased')
         ON CONFLICT (person) DO UPDATE SET valid_until = excluded.valid_until, revision = revision + 1",
    )
    .bind(list(people))
    .bind(NEVER)
    .execute(connection)
    .await?;
    Ok(())
}

/// Marks people and those around them, because events of a mother or a brother bear on a child too. Two steps far: brothers and sisters
/// are often known to each other only through their mother. Whose record is read as one with another is marked with it.
pub(crate) async fn mark_around(connection: &mut SqliteConnection, people: &BTreeSet<&str>) -> Result<(), StoreProblem> {
    if links::are_there(connection).await? {
        return mark_around_linked(connection, people).await;
    }
    mark(connection, people).await?;
    sqlx::query(
        "WITH near (person) AS (SELECT other FROM relations WHERE person IN (SELECT value FROM json_each(?1)))
         UPDATE worklist_state SET valid_until = ?2, revision = revision + 1
         WHERE person NOT IN (SELECT value FROM json_each(?1))
           AND person IN (SELECT person FROM near UNION SELECT other FROM relations WHERE person IN (SELECT person FROM near))",
    )
    .bind(list(people))
    .bind(NEVER)
    .execute(connection)
    .await?;
    Ok(())
}

async fn mark_around_linked(connection: &mut SqliteConnection, people: &BTreeSet<&str>) -> Result<(), StoreProblem> {
    let own: BTreeSet<String> = people.iter().map(ToString::to_string).collect();
    let mut near = links::with_linked(connection, own).await?;
    for _step in 0..2 {
        let others: Vec<String> = sqlx::query_scalar("SELECT other FROM relations WHERE person IN (SELECT value FROM json_each(?))")
            .bind(list(&near.iter().map(String::as_str).collect()))
            .fetch_all(&mut *connection)
            .await?;
        near.extend(others);
        near = links::with_linked(connection, near).await?;
    }
    mark(connection, people).await?;
    let others = near.iter().map(String::as_str).filter(|person| !people.contains(person)).collect();
    sqlx::query("UPDATE worklist_state SET valid_until = ?2, revision = revision + 1 WHERE person IN (SELECT value FROM json_each(?1))")
        .bind(list(&others))
        .bind(NEVER)
        .execute(connection)
        .await?;
    Ok(())
}

/// Marks everybody with a record, by the events and not by what was worked out from them.
pub(crate) async fn mark_everybody(connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
    sqlx::query(
        "INSERT INTO worklist_state (person, valid_until, revision)
         SELECT person, ?, 1 FROM events WHERE person_version = 1 AND person NOT IN (SELECT person FROM retention WHERE step = 'erased')
         ON CONFLICT (person) DO UPDATE SET valid_until = excluded.valid_until, revision = revision + 1",
    )
    .bind(NEVER)
    .execute(connection)
    .await?;
    Ok(())
}
