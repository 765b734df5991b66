//! Adding to the outbox, each step in one transaction that first looks whether it may be taken.

use super::{Message, MessageKey, MessageStep, NewMessageEntry};
use crate::entries::EntryKind;
use crate::keys::seal::Place;
use crate::keys::{Keeping, Keys};
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::{instant, unreadable};
use crate::tree;
use brought_domain::PersonId;
use sqlx::SqliteConnection;
use std::collections::BTreeSet;

/// What came of adding a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// It is on the disk.
    Done,
    /// Something else has become of the message meanwhile, or this step does not follow: nothing was written.
    MessageChanged,
    /// The record of the person or of somebody around them has grown since it was looked at: nothing was written.
    RecordChanged,
    /// Another letter of the same document or for the same obligation has gone to the same person, or is about to: nothing was written.
    OneIsUnderWay,
}

impl Store {
    /// Puts a message into the outbox: somebody asked for it to be sent. One that is there already stays as it is.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be written to: nothing was saved.
    pub async fn queue_message(&self, message: &Message, asked: &NewMessageEntry) -> Result<Moved, StoreProblem> {
        let (mut writing, key) = (self.write().await?, message.key());
        if last(&mut writing, &key).await?.is_some() {
            return Ok(Moved::MessageChanged);
        }
        sqlx::query("INSERT INTO outbox (key, event, person, recipient, channel, obligation, document) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .bind(key.as_str())
            .bind(message.event.as_str())
            .bind(message.person.as_str())
            .bind(message.recipient.as_str())
            .bind(message.channel.code())
            .bind(message.obligation.as_ref().map(|id| id.as_str()))
            .bind(&message.document)
            .execute(&mut *writing)
            .await?;
        if one_is_under_way(&mut writing, &key).await? {
            return Ok(Moved::OneIsUnderWay);
        }
        add(&mut writing, self.keeping(), &key, 1, asked).await?;
        writing.commit().await?;
        Ok(Moved::Done)
    }

    /// Adds what became of a message, if nothing else has since its entry `after`; and, where `unchanged` names somebody and the revision of their
    /// record (as [`Store::worklist_revision`] told it), if that record and those around it are as they were then: whether it may go is decided
    /// about the very record that stands when the attempt is written down.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be written to: nothing was saved.
    pub async fn move_message(
        &self,
        key: &MessageKey,
        after: u32,
        entry: &NewMessageEntry,
        unchanged: Option<(&PersonId, u64)>,
    ) -> Result<Moved, StoreProblem> {
        let mut writing = self.write().await?;
        let Some((number, step)) = last(&mut writing, key).await? else { return Ok(Moved::MessageChanged) };
        if number != i64::from(after) || !entry.step.may_follow(Some(step)) {
            return Ok(Moved::MessageChanged);
        }
        if let Some((person, revision)) = unchanged {
            let found: Option<i64> = sqlx::query_scalar("SELECT revision FROM worklist_state WHERE person = ?")
                .bind(person.as_str())
                .fetch_optional(&mut *writing)
                .await?;
            if found.unwrap_or(0).unsigned_abs() != revision {
                return Ok(Moved::RecordChanged);
            }
        }
        if matches!(entry.step, MessageStep::Queued | MessageStep::Attempted) && one_is_under_way(&mut writing, key).await? {
            return Ok(Moved::OneIsUnderWay);
        }
        add(&mut writing, self.keeping(), key, number + 1, entry).await?;
        writing.commit().await?;
        Ok(Moved::Done)
    }
}

async fn last(connection: &mut SqliteConnection, key: &MessageKey) -> Result<Option<(i64, MessageStep)>, StoreProblem> {
    let found: Option<(i64, String)> = sqlx::query_as("SELECT number, step FROM outbox_entries WHERE key = ? ORDER BY number DESC LIMIT 1")
        .bind(key.as_str())
        .fetch_optional(connection)
        .await?;
    let step = |step: String| step.parse().map_err(|problem| unreadable("what became of a message", &problem));
    found.map(|(number, code)| Ok((number, step(code)?))).transpose()
}

/// Whether another letter of the same document, or of the same kind for the same obligation, goes to the same person and has not failed.
async fn one_is_under_way(connection: &mut SqliteConnection, key: &MessageKey) -> Result<bool, StoreProblem> {
    let others: Vec<String> = sqlx::query_scalar(
        "SELECT (SELECT step FROM outbox_entries WHERE key = other.key ORDER BY number DESC LIMIT 1)
           FROM outbox AS own JOIN outbox AS other
             ON other.recipient = own.recipient AND other.key <> own.key
            AND (other.event = own.event OR (other.obligation = own.obligation AND other.document = own.document))
            AND (other.channel = 'email') = (own.channel = 'email')
          WHERE own.key = ?",
    )
    .bind(key.as_str())
    .fetch_all(connection)
    .await?;
    // One that cannot be read counts as under way: not known never means that it may go.
    Ok(others.iter().any(|code| code.parse().is_ok_and(MessageStep::is_under_way) || code.parse::<MessageStep>().is_err()))
}

/// Adds a step. What somebody or a channel said about it may be words about the person, and is kept as entries are.
async fn add(
    connection: &mut SqliteConnection,
    keeping: &Keeping,
    key: &MessageKey,
    number: i64,
    entry: &NewMessageEntry,
) -> Result<(), StoreProblem> {
    let Some(why) = &entry.why else { return add_as_it_is(connection, key, number, entry).await };
    let whose: String =
        sqlx::query_scalar("SELECT person FROM outbox WHERE key = ?").bind(key.as_str()).fetch_one(&mut *connection).await?;
    let keys = Keys::for_writing(connection, keeping, &BTreeSet::from([whose.as_str()])).await?;
    let why = keys.seal_words(&place(&format!("{key} {number}"), &whose, entry.step), why)?;
    add_as_it_is(connection, key, number, &NewMessageEntry { why: Some(why), ..entry.clone() }).await
}

/// Where words about a step stand, as what is sealed knows it.
pub(super) fn place<'a>(id: &'a str, person: &'a str, step: MessageStep) -> Place<'a> {
    Place { table: "outbox_entries", id, person, kind: step.code() }
}

/// Adds a step of which nothing has to be sealed: the program says the same of every message.
pub(crate) async fn add_as_it_is(
    connection: &mut SqliteConnection,
    key: &MessageKey,
    number: i64,
    entry: &NewMessageEntry,
) -> Result<(), StoreProblem> {
    sqlx::query(
        "INSERT INTO outbox_entries (seq, key, number, step, by, receipt, why, safe_address, at)
         SELECT (SELECT coalesce(max(seq), 0) + 1 FROM outbox_entries), ?, ?, ?, ?, ?, ?, ?, ?",
    )
    .bind(key.as_str())
    .bind(number)
    .bind(entry.step.code())
    .bind(entry.by.as_ref().map(|by| by.as_str()))
    .bind(&entry.receipt)
    .bind(&entry.why)
    .bind(entry.safe_address.as_ref().map(|id| id.as_str()))
    .bind(instant(entry.at))
    .execute(&mut *connection)
    .await?;
    tree::cover(connection, EntryKind::Message).await
}
