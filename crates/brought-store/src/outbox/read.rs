//! Looking into the outbox.

use super::write::place;
use super::{ChannelKind, Message, MessageEntry, MessageHistory, MessageKey, MessageStep, NewMessageEntry};
use crate::events::person_id;
use crate::json::list;
use crate::keys::Keys;
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::{instant, read_instant, unreadable};
use crate::write_events::event_id;
use brought_domain::{EventId, ObligationId, PersonId, PractitionerId, ServiceId};
use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite};
use std::collections::{BTreeMap, BTreeSet};

/// Which messages to look for. Each part that is given narrows the search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindMessages {
    /// Those that stand like one of these.
    pub steps: Vec<MessageStep>,
    /// Those that go by this way.
    pub channel: Option<ChannelKind>,
    /// Those that have stood so since then, and no longer.
    pub since: Option<Timestamp>,
    /// Those of these services, and those that this practitioner did something about.
    pub concerning: Option<(PractitionerId, Vec<ServiceId>)>,
}

impl Store {
    /// The messages that fit, those first that have stood so longest, at most as many as asked for.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn messages(&self, find: &FindMessages, limit: u32) -> Result<Vec<MessageHistory>, StoreProblem> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT last.key FROM outbox_entries AS last JOIN outbox ON outbox.key = last.key
              WHERE number = (SELECT max(number) FROM outbox_entries AS own WHERE own.key = last.key) AND step IN (SELECT value FROM json_each(",
        );
        query.push_bind(list(&find.steps.iter().map(|step| step.code()).collect())).push("))");
        if let Some(channel) = find.channel {
            query.push(" AND channel = ").push_bind(channel.code());
        }
        if let Some(since) = find.since {
            query.push(" AND at >= ").push_bind(instant(since));
        }
        if let Some((practitioner, services)) = &find.concerning {
            query.push(" AND (EXISTS (SELECT 1 FROM outbox_entries AS asked WHERE asked.key = last.key AND asked.by = ");
            query.push_bind(practitioner.as_str()).push(") OR EXISTS (SELECT 1 FROM events WHERE id = outbox.event AND service IN (");
            query.push("SELECT value FROM json_each(").push_bind(list(&services.iter().map(ServiceId::as_str).collect())).push("))))");
        }
        query.push(" ORDER BY last.seq LIMIT ").push_bind(limit);
        let keys = query.build_query_scalar().fetch_all(self.readers()).await?;
        self.histories(keys).await
    }

    /// How many messages stand like each step.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn count_messages(&self) -> Result<BTreeMap<MessageStep, u64>, StoreProblem> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT step, count(*) FROM outbox_entries AS last
              WHERE number = (SELECT max(number) FROM outbox_entries AS own WHERE own.key = last.key) GROUP BY step",
        )
        .fetch_all(self.readers())
        .await?;
        rows.into_iter().map(|(step, count)| Ok((read_step(&step)?, count.unsigned_abs()))).collect()
    }

    /// The messages of a document that was issued.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn messages_of(&self, event: &EventId) -> Result<Vec<MessageHistory>, StoreProblem> {
        let keys = sqlx::query_scalar("SELECT key FROM outbox WHERE event = ? ORDER BY key").bind(event.as_str());
        self.histories(keys.fetch_all(self.readers()).await?).await
    }

    /// A message by its key.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn message(&self, key: &MessageKey) -> Result<Option<MessageHistory>, StoreProblem> {
        Ok(self.histories(vec![key.as_str().to_owned()]).await?.pop())
    }

    /// When something that was written to this person last came back. Nothing: never.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn last_returned(&self, recipient: &PersonId) -> Result<Option<Timestamp>, StoreProblem> {
        let found: Option<String> = sqlx::query_scalar(
            "SELECT max(at) FROM outbox_entries JOIN outbox ON outbox.key = outbox_entries.key WHERE step = 'returned' AND recipient = ?",
        )
        .bind(recipient.as_str())
        .fetch_one(self.readers())
        .await?;
        found.as_deref().map(read_instant).transpose()
    }

    /// The messages of these keys with all their entries, in the order of the keys.
    async fn histories(&self, keys: Vec<String>) -> Result<Vec<MessageHistory>, StoreProblem> {
        let wanted: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
        let mut reading = self.readers().begin().await?;
        let rows = sqlx::query(
            "SELECT outbox.*, number, step, by, receipt, why, safe_address, at FROM outbox JOIN outbox_entries ON outbox_entries.key = outbox.key
              WHERE outbox.key IN (SELECT value FROM json_each(?)) ORDER BY outbox.key, number",
        )
        .bind(list(&wanted))
        .fetch_all(&mut *reading)
        .await?;
        let said_about = rows.iter().filter(|row| row.try_get::<Option<&str>, _>("why").is_ok_and(|why| why.is_some()));
        let people = said_about.map(|row| row.try_get("person")).collect::<Result<BTreeSet<&str>, _>>()?;
        let of_people = Keys::of(&mut reading, self.keeping(), &people).await?;
        let mut found: BTreeMap<String, MessageHistory> = BTreeMap::new();
        for row in &rows {
            let (key, entry) = (row.try_get::<String, _>("key")?, entry(row, &of_people)?);
            match found.get_mut(&key) {
                Some(history) => history.entries.push(entry),
                None => drop(found.insert(key, MessageHistory { message: message(row)?, entries: vec![entry] })),
            }
        }
        Ok(keys.iter().filter_map(|key| found.remove(key)).collect())
    }
}

fn message(row: &SqliteRow) -> Result<Message, StoreProblem> {
    let obligation: Option<String> = row.try_get("obligation")?;
    Ok(Message {
        event: event_id(&row.try_get::<String, _>("event")?)?,
        person: person_id(&row.try_get::<String, _>("person")?)?,
        recipient: person_id(&row.try_get::<String, _>("recipient")?)?,
        channel: row.try_get::<String, _>("channel")?.parse().map_err(|problem| unreadable("by which way a message goes", &problem))?,
        obligation: obligation
            .map(|id| ObligationId::new(id).map_err(|problem| unreadable("what a message answers", &problem)))
            .transpose()?,
        document: row.try_get("document")?,
    })
}

fn entry(row: &SqliteRow, keys: &Keys<'_>) -> Result<MessageEntry, StoreProblem> {
    let (by, safe_address): (Option<String>, Option<String>) = (row.try_get("by")?, row.try_get("safe_address")?);
    let number: i64 = row.try_get("number")?;
    let step = read_step(&row.try_get::<String, _>("step")?)?;
    let (key, person, why): (String, String, Option<String>) = (row.try_get("key")?, row.try_get("person")?, row.try_get("why")?);
    let entry = NewMessageEntry {
        step,
        by: by
            .map(|id| PractitionerId::new(id).map_err(|problem| unreadable("who did something about a message", &problem)))
            .transpose()?,
        receipt: row.try_get("receipt")?,
        why: why.map(|why| keys.words(&place(&format!("{key} {number}"), &person, step), why)).transpose()?,
        safe_address: safe_address.as_deref().map(event_id).transpose()?,
        at: read_instant(&row.try_get::<String, _>("at")?)?,
    };
    Ok(MessageEntry { number: u32::try_from(number).map_err(|problem| unreadable("the number of an entry", &problem))?, entry })
}

fn read_step(code: &str) -> Result<MessageStep, StoreProblem> {
    code.parse().map_err(|problem| unreadable("what became of a message", &problem))
}
