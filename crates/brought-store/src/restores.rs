//! That the record was made out of a backup, and what has to be looked at before anything is sent again (H42).

use crate::entries::EntryKind;
use crate::open::Store;
use crate::outbox::{self, MessageKey, MessageStep, NewMessageEntry};
use crate::problem::StoreProblem;
use crate::time_text::{instant, read_instant};
use crate::tree;
use brought_domain::PractitionerId;
use jiff::Timestamp;
use sqlx::SqliteConnection;

/// What is said of a message that was under way when the backup was made.
const UNDER_WAY: &str = "The record was restored from a backup: it may have gone since that was made";

/// A restore that nobody has looked at yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// When the record was made out of the backup.
    pub at: Timestamp,
    /// How many entries it had then.
    pub entries: u64,
}

impl Store {
    /// Notes that this record was just made out of a backup, and makes it safe to go on with, all in one transaction: whoever was signed in is not any
    /// more, calendars that may have been revoked since are revoked, and of messages that were under way nobody knows whether they went.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be written to: nothing was saved.
    pub async fn mark_restored(&self, at: Timestamp) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        let under_way: Vec<(String, i64)> = sqlx::query_as(
            "SELECT key, number FROM outbox_entries AS last WHERE step IN ('queued', 'not_taken', 'attempted')
                AND number = (SELECT max(number) FROM outbox_entries WHERE key = last.key) ORDER BY key",
        )
        .fetch_all(&mut *writing)
        .await?;
        for (key, number) in under_way {
            let key = MessageKey::read(&key).ok_or_else(|| StoreProblem::Corrupt("a message has a key that is none".to_owned()))?;
            let unclear = NewMessageEntry::by_itself(MessageStep::Unclear, at).because(UNDER_WAY);
            outbox::add_as_it_is(&mut writing, &key, number + 1, &unclear).await?;
        }
        sqlx::query("DELETE FROM sessions").execute(&mut *writing).await?;
        sqlx::query("UPDATE calendar_feeds SET revoked_at = ? WHERE revoked_at IS NULL").bind(instant(at)).execute(&mut *writing).await?;
        add(&mut writing, "restored", at, None).await?;
        writing.commit().await
    }

    /// The restore that nobody has looked at yet. While there is one, nothing may be sent.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn restored(&self) -> Result<Option<Restored>, StoreProblem> {
        let last: Option<(String, String, i64)> =
            sqlx::query_as("SELECT step, at, entries FROM restores ORDER BY seq DESC LIMIT 1").fetch_optional(self.readers()).await?;
        match last {
            Some((step, at, entries)) if step == "restored" => {
                Ok(Some(Restored { at: read_instant(&at)?, entries: entries.unsigned_abs() }))
            }
            _ => Ok(None),
        }
    }

    /// Notes that somebody has looked at what was under way, and what they say about it: from now on letters may go again. False: nothing had to be
    /// looked at, and nothing was written.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be written to: nothing was saved.
    pub async fn looked_at_restored(&self, by: &PractitionerId, why: &str, at: Timestamp) -> Result<bool, StoreProblem> {
        let mut writing = self.write().await?;
        let last: Option<String> =
            sqlx::query_scalar("SELECT step FROM restores ORDER BY seq DESC LIMIT 1").fetch_optional(&mut *writing).await?;
        if last.as_deref() != Some("restored") {
            return Ok(false);
        }
        add(&mut writing, "looked_at", at, Some((by.as_str(), why))).await?;
        writing.commit().await?;
        Ok(true)
    }
}

async fn add(connection: &mut SqliteConnection, step: &str, at: Timestamp, said: Option<(&str, &str)>) -> Result<(), StoreProblem> {
    let (by, why) = said.unzip();
    sqlx::query(
        "INSERT INTO restores (seq, step, at, entries, by, why)
         SELECT (SELECT coalesce(max(seq), 0) + 1 FROM restores), ?, ?, (SELECT coalesce(max(seq), 0) FROM events), ?, ?",
    )
    .bind(step)
    .bind(instant(at))
    .bind(by)
    .bind(why)
    .execute(&mut *connection)
    .await?;
    tree::cover(connection, EntryKind::Restore).await
}
