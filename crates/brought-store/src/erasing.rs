//! What keeps a record, and erasing one: the key is destroyed, everything that people are looked up by is deleted, and the tree stays as it is.

use crate::entries::EntryKind;
use crate::json::list;
use crate::keys::seal::Place;
use crate::keys::{self, Keys};
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::{instant, read_instant, unreadable};
use crate::{links, tree, worklist};
use brought_domain::work::Role;
use brought_domain::{PersonId, PractitionerId, vocabulary};
use jiff::Timestamp;
use sqlx::SqliteConnection;
use std::collections::BTreeSet;

vocabulary! {
    /// What somebody signed about keeping a record.
    pub enum RetentionStep ("step of keeping a record") {
        /// It may not be erased, whatever its age: a court, an inquiry or a review needs it.
        Held = "held", "held";
        /// What held it does not any more.
        Lifted = "lifted", "let go";
        /// It was erased.
        Erased = "erased", "erased";
    }
}

/// Something that somebody signed about keeping a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionEntry {
    /// Whose record.
    pub person: PersonId,
    /// What.
    pub step: RetentionStep,
    /// Who signed.
    pub by: PractitionerId,
    /// In which role.
    pub signed_as: Role,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// That a record was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Who signed.
    pub by: PractitionerId,
    /// In which role.
    pub signed_as: Role,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// What came of erasing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasing {
    /// The key is destroyed, and no page of the file has what was deleted.
    Done,
    /// The key is destroyed and what was deleted is gone from the record, but another program was reading: what the pages had may still stand in the
    /// file beside it. [`Store::clean_file`] has to be asked again.
    NotCleaned,
}

type Row = (String, String, String, String, String, String, i64);

impl Store {
    /// Signs that a record is held, or that what held it does not any more. False: that is how it stood, and nothing was written.
    ///
    /// # Errors
    /// [`StoreProblem::Erased`], and [`StoreProblem`] when the store cannot be written to: nothing was saved.
    pub async fn hold(&self, entry: &RetentionEntry) -> Result<bool, StoreProblem> {
        let mut writing = self.write().await?;
        let person = BTreeSet::from([entry.person.as_str()]);
        if let Some(erased) = erased(&mut writing, &person).await?.pop() {
            return Err(StoreProblem::Erased(erased));
        }
        let is_held = last(&mut writing, &entry.person).await?.as_deref() == Some(RetentionStep::Held.code());
        if is_held == (entry.step == RetentionStep::Held) || entry.step == RetentionStep::Erased {
            return Ok(false);
        }
        let keys = Keys::for_writing(&mut writing, self.keeping(), &person).await?;
        let reason = keys.seal_words(&place(&instant(entry.at), entry.person.as_str(), entry.step.code()), &entry.reason)?;
        add(&mut writing, entry, &reason).await?;
        writing.commit().await?;
        Ok(true)
    }

    /// Erases a record for good. Whether it may be is for the caller to have found out, of the record as [`Store::worklist_revision`] told it before; what is held, and a record that is not sealed, is refused here too,
    /// and one about which a row of an import waits to be looked at, or a letter to be sent.
    ///
    /// # Errors
    /// [`StoreProblem::Held`], [`StoreProblem::NotSealed`], [`StoreProblem::Erased`], [`StoreProblem::InReview`], [`StoreProblem::LetterUnderWay`], [`StoreProblem::Linked`],
    /// [`StoreProblem::Conflict`] when the record or those around it have grown since; [`StoreProblem`] when the store cannot be written to. Nothing was
    /// changed.
    pub async fn erase(&self, entry: &RetentionEntry, revision: u64) -> Result<Erasing, StoreProblem> {
        let mut writing = self.write().await?;
        if self.keeping().secrets()?.is_none() {
            return Err(StoreProblem::NotSealed);
        }
        let (person, people) = (entry.person.as_str(), BTreeSet::from([entry.person.as_str()]));
        if let Some(erased) = erased(&mut writing, &people).await?.pop() {
            return Err(StoreProblem::Erased(erased));
        }
        if last(&mut writing, &entry.person).await?.as_deref() == Some(RetentionStep::Held.code()) {
            return Err(StoreProblem::Held);
        }
        if !links::linked_with(&mut writing, &entry.person).await?.is_empty() {
            return Err(StoreProblem::Linked);
        }
        let found: Option<i64> =
            sqlx::query_scalar("SELECT revision FROM worklist_state WHERE person = ?").bind(person).fetch_optional(&mut *writing).await?;
        let found = found.unwrap_or(0).unsigned_abs();
        if found != revision {
            return Err(StoreProblem::Conflict { person: entry.person.clone(), expected: revision, found });
        }
        let review = in_review(&mut writing, person).await?;
        if review.iter().any(|(_, is_open)| *is_open) {
            return Err(StoreProblem::InReview);
        }
        if under_way(&mut writing, person).await? {
            return Err(StoreProblem::LetterUnderWay);
        }
        worklist::mark_around(&mut writing, &people).await?;
        for (item, _) in review {
            sqlx::query("DELETE FROM review_items WHERE id = ?").bind(item).execute(&mut *writing).await?;
        }
        add(&mut writing, &RetentionEntry { step: RetentionStep::Erased, ..entry.clone() }, &entry.reason).await?;
        keys::forget(&mut writing, person).await?;
        for statement in [
            "DELETE FROM people WHERE id = ?",
            "DELETE FROM name_words WHERE person = ?",
            "DELETE FROM relations WHERE said_by = ?",
            "DELETE FROM worklist WHERE person = ?",
            "DELETE FROM worklist_state WHERE person = ?",
            "DELETE FROM calendar_feeds WHERE person = ?",
        ] {
            sqlx::query(statement).bind(person).execute(&mut *writing).await?;
        }
        writing.commit().await?;
        // The record is erased. A file that could not be written anew is for whoever asked to hear of, and not a record that is still there.
        Ok(self.clean_file().await.unwrap_or(Erasing::NotCleaned))
    }

    /// Writes the file anew, so that no page has anything that was deleted, and empties the log beside it.
    ///
    /// # Errors
    /// [`StoreProblem`] when there is no room for it, or another program is writing.
    pub async fn clean_file(&self) -> Result<Erasing, StoreProblem> {
        let mut connection = self.own_connection().await?;
        sqlx::query("VACUUM").execute(&mut *connection).await?;
        let (busy, _, _): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await?;
        Ok(if busy == 0 { Erasing::Done } else { Erasing::NotCleaned })
    }

    /// That a record was erased; nothing: it was not.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn erased(&self, person: &PersonId) -> Result<Option<Erased>, StoreProblem> {
        Ok(erased(&mut *self.readers().acquire().await?, &BTreeSet::from([person.as_str()])).await?.pop())
    }

    /// All that was signed about keeping one record, or every record, in order. Reasons that were sealed and whose record was erased are empty.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn retention(&self, person: Option<&PersonId>) -> Result<Vec<RetentionEntry>, StoreProblem> {
        let mut reading = self.readers().begin().await?;
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT person, step, by, signed_as, reason, at, seq FROM retention WHERE ?1 IS NULL OR person = ?1 ORDER BY seq",
        )
        .bind(person.map(PersonId::as_str))
        .fetch_all(&mut *reading)
        .await?;
        let people = rows.iter().map(|row| row.0.as_str()).collect();
        let keys = Keys::of(&mut reading, self.keeping(), &people).await?;
        rows.iter().map(|row| entry(row, &keys)).collect()
    }
}

fn entry((person, step, by, signed_as, reason, at, _): &Row, keys: &Keys<'_>) -> Result<RetentionEntry, StoreProblem> {
    let reason = keys.words(&place(at, person, step), reason.clone())?;
    let Erased { by, signed_as, reason, at } = signed(by, signed_as, reason, at)?;
    let step = step.parse().map_err(|problem| unreadable("what was signed about keeping a record", &problem))?;
    Ok(RetentionEntry { person: crate::events::person_id(person)?, step, by, signed_as, reason, at })
}

fn signed(by: &str, signed_as: &str, reason: String, at: &str) -> Result<Erased, StoreProblem> {
    Ok(Erased {
        by: PractitionerId::new(by).map_err(|problem| unreadable("a practitioner's id", &problem))?,
        signed_as: signed_as.parse().map_err(|problem| unreadable("a role", &problem))?,
        reason,
        at: read_instant(at)?,
    })
}

/// Which of these people's records were erased.
pub(crate) async fn erased(connection: &mut SqliteConnection, people: &BTreeSet<&str>) -> Result<Vec<Erased>, StoreProblem> {
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(
        "SELECT by, signed_as, reason, at FROM json_each(?) AS wanted CROSS JOIN retention ON person = wanted.value WHERE step = 'erased'",
    )
    .bind(list(people))
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|(by, signed_as, reason, at)| signed(&by, &signed_as, reason, &at)).collect()
}

/// Rows of imports that tell of the person by number or by name, and whether each is still to be looked at. They are kept as they came.
async fn in_review(connection: &mut SqliteConnection, person: &str) -> Result<Vec<(String, bool)>, StoreProblem> {
    let rows = sqlx::query_as(
        "SELECT review_items.id, settled_at IS NULL FROM people JOIN review_items
             ON instr(replace(raw_row, ' ', ''), nhs_number) > 0
             OR (family <> '' AND given <> '' AND instr(lower(raw_row), lower(family)) > 0 AND instr(lower(raw_row), lower(given)) > 0)
          WHERE people.id = ?",
    );
    Ok(rows.bind(person).fetch_all(connection).await?)
}

/// Whether a letter out of the record waits, or nobody knows whether it went.
async fn under_way(connection: &mut SqliteConnection, person: &str) -> Result<bool, StoreProblem> {
    let found = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM outbox JOIN outbox_entries AS last ON last.key = outbox.key
          WHERE person = ? AND step IN ('queued', 'attempted', 'not_taken', 'unclear')
            AND number = (SELECT max(number) FROM outbox_entries AS own WHERE own.key = last.key))",
    );
    Ok(found.bind(person).fetch_one(connection).await?)
}

async fn last(connection: &mut SqliteConnection, person: &PersonId) -> Result<Option<String>, StoreProblem> {
    let last = sqlx::query_scalar("SELECT step FROM retention WHERE person = ? ORDER BY seq DESC LIMIT 1").bind(person.as_str());
    Ok(last.fetch_optional(connection).await?)
}

async fn add(connection: &mut SqliteConnection, entry: &RetentionEntry, reason: &str) -> Result<(), StoreProblem> {
    sqlx::query(
        "INSERT INTO retention (seq, person, step, by, signed_as, reason, at)
         SELECT (SELECT coalesce(max(seq), 0) + 1 FROM retention), ?, ?, ?, ?, ?, ?",
    )
    .bind(entry.person.as_str())
    .bind(entry.step.code())
    .bind(entry.by.as_str())
    .bind(entry.signed_as.code())
    .bind(reason)
    .bind(instant(entry.at))
    .execute(&mut *connection)
    .await?;
    tree::cover(connection, EntryKind::Retention).await
}

/// Where the reason of a hold stands: somebody holds a record once at one moment.
fn place<'a>(at: &'a str, person: &'a str, step: &'a str) -> Place<'a> {
    Place { table: "retention", id: at, person, kind: step }
}
