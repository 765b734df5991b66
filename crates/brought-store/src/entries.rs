//! Everything that is only ever added to, as the tree covers it: each entry as one line of JSON, which anybody can hash.

use crate::chain::hexadecimal;
use crate::problem::StoreProblem;
use crate::row::Row;
use brought_domain::vocabulary;
use sha2::{Digest as _, Sha256};
use sqlx::sqlite::SqliteRow;
use sqlx::{Column as _, FromRow as _, Row as _, SqliteConnection, TypeInfo as _, ValueRef as _};
use std::collections::HashMap;
use std::fmt;

vocabulary! {
    /// What is only ever added to. Each kind has a table of its own, numbered from 1; the tree has them all in the order in which they were added.
    pub enum EntryKind ("kind of entry") {
        /// What was recorded about somebody, with the documents that were issued with it.
        Event = "event", "entry";
        /// Who read what.
        Access = "access", "access";
        /// That a policy was put in force, with its text.
        Policy = "policy", "policy put in force";
        /// What became of a message in the outbox.
        Message = "message", "step of a message";
        /// That the record was restored, or looked at after that.
        Restore = "restore", "note of a restore";
        /// What keeps a record from being erased, and that it was.
        Retention = "retention", "note of keeping a record";
        /// What was put into, changed in or taken out of a table that is not only added to.
        Change = "change", "change";
        /// That two records are of one person, or are not, or may never be taken for one.
        Link = "link", "decision about two records";
    }
}

impl EntryKind {
    /// Those that there were when the tree began.
    pub(crate) const BEFORE_KEYS: [Self; 5] = [Self::Event, Self::Access, Self::Policy, Self::Message, Self::Restore];

    /// The number of its last entry.
    pub(crate) const fn last(self) -> &'static str {
        match self {
            Self::Event => "SELECT coalesce(max(seq), 0) FROM events",
            Self::Access => "SELECT coalesce(max(seq), 0) FROM accesses",
            Self::Policy => "SELECT coalesce(max(seq), 0) FROM policies_in_force",
            Self::Message => "SELECT coalesce(max(seq), 0) FROM outbox_entries",
            Self::Restore => "SELECT coalesce(max(seq), 0) FROM restores",
            Self::Retention => "SELECT coalesce(max(seq), 0) FROM retention",
            Self::Change => "SELECT coalesce(max(seq), 0) FROM changes",
            Self::Link => "SELECT coalesce(max(seq), 0) FROM link_decisions",
        }
    }

    /// Some entries from one on. Which columns, and in which order, is what the leaves are made of: it can never change.
    const fn some_from(self) -> &'static str {
        match self {
            Self::Event => {
                "SELECT seq, id, person, person_version, service, happened, happened_to, recorded_at, kind, source_system, source_id, source_version,
                        form_version, body, digest FROM events WHERE seq >= ? ORDER BY seq LIMIT ?"
            }
            Self::Access => "SELECT seq, person, reader, purpose, seen, at FROM accesses WHERE seq >= ? ORDER BY seq LIMIT ?",
            Self::Policy => {
                "SELECT seq, pack, pack_version, pack_digest, service, from_at, put_at, signed_by, signed_as, reason, shown, files
                   FROM policies_in_force JOIN policy_texts USING (pack_digest) WHERE seq >= ? ORDER BY seq LIMIT ?"
            }
            Self::Message => {
                "SELECT seq, outbox.key, event, person, recipient, channel, obligation, document, number, step, by, receipt, why, safe_address, at
                   FROM outbox_entries CROSS JOIN outbox ON outbox.key = outbox_entries.key WHERE seq >= ? ORDER BY seq LIMIT ?"
            }
            Self::Restore => "SELECT seq, step, at, entries, by, why FROM restores WHERE seq >= ? ORDER BY seq LIMIT ?",
            Self::Retention => "SELECT seq, person, step, by, signed_as, reason, at FROM retention WHERE seq >= ? ORDER BY seq LIMIT ?",
            Self::Change => "SELECT seq, place, key, sha256 FROM changes WHERE seq >= ? ORDER BY seq LIMIT ?",
            Self::Link => {
                "SELECT seq, step, record, other, by, signed_as, reason, at FROM link_decisions WHERE seq >= ? ORDER BY seq LIMIT ?"
            }
        }
    }

    /// The columns that say what an entry is about, and when it was made, where it says so.
    const fn telling(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Event => ("kind", Some("recorded_at")),
            Self::Access => ("seen", Some("at")),
            Self::Policy => ("pack", Some("put_at")),
            Self::Message | Self::Restore | Self::Retention | Self::Link => ("step", Some("at")),
            // The entries beside it in the tree tell when.
            Self::Change => ("place", None),
        }
    }
}

/// Which entry something is about, as the entry now says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryName {
    /// Its kind.
    pub kind: EntryKind,
    /// Its number among those of its kind. Somebody who wrote into the database may have put one in below the first.
    pub number: i64,
    /// Whose record it belongs to, where it belongs to one.
    pub person: Option<String>,
    /// What it is about: the kind of event, the fields that were seen, the pack, the step, the table.
    pub what: String,
    /// When it was made, where it says so.
    pub at: Option<String>,
}

impl fmt::Display for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({}", self.kind, self.number, self.what)?;
        if let Some(person) = &self.person {
            write!(f, ", person {person}")?;
        }
        if let Some(at) = &self.at {
            write!(f, ", recorded {at}")?;
        }
        f.write_str(")")
    }
}

/// An entry as it now lies in the database.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) seq: i64,
    pub(crate) name: EntryName,
    /// What the tree has the hash of.
    pub(crate) leaf: String,
    /// The row, of an event.
    pub(crate) event: Option<Row>,
}

/// Some entries of a kind from the one with a number on, in order.
pub(crate) async fn from(connection: &mut SqliteConnection, kind: EntryKind, seq: i64, limit: i64) -> Result<Vec<Entry>, StoreProblem> {
    let rows = sqlx::query(kind.some_from()).bind(seq).bind(limit).fetch_all(&mut *connection).await?;
    let last = rows.last().map(|row| row.try_get::<i64, _>("seq")).transpose()?;
    let mut documents = match (kind, last) {
        (EntryKind::Event, Some(last)) => documents(connection, seq, last).await?,
        _ => HashMap::new(),
    };
    rows.iter()
        .map(|row| {
            let seq = row.try_get("seq")?;
            entry(kind, seq, row, documents.remove(&seq).as_deref().unwrap_or_default())
        })
        .collect()
}

fn entry(kind: EntryKind, seq: i64, row: &SqliteRow, documents: &[Document]) -> Result<Entry, StoreProblem> {
    let (what, at) = kind.telling();
    let person = match kind {
        EntryKind::Policy | EntryKind::Restore | EntryKind::Change => None,
        EntryKind::Event | EntryKind::Access | EntryKind::Message | EntryKind::Retention => Some(row.try_get("person")?),
        EntryKind::Link => Some(row.try_get("record")?),
    };
    let at = at.map(|at| row.try_get(at)).transpose()?;
    let name = EntryName { kind, number: seq, person, what: row.try_get(what)?, at };
    let event = (kind == EntryKind::Event).then(|| Row::from_row(row)).transpose()?;
    Ok(Entry { seq, name, leaf: leaf(kind, row, documents)?, event })
}

/// A document that was issued with an event: name, kind of file, to whom, and the digest of the file.
type Document = (String, String, String, Vec<u8>);

/// The documents that were issued with the events from one up to another, by the number of the event.
async fn documents(connection: &mut SqliteConnection, from: i64, up_to: i64) -> Result<HashMap<i64, Vec<Document>>, StoreProblem> {
    // Event by event, by the key of the documents: their files, which are large, are not read.
    let rows: Vec<(i64, String, String, String, Vec<u8>)> = sqlx::query_as(
        "SELECT seq, name, media_type, recipient, issued_documents.digest FROM events CROSS JOIN issued_documents ON event = events.id
          WHERE seq >= ? AND seq <= ? ORDER BY seq, name",
    )
    .bind(from)
    .bind(up_to)
    .fetch_all(connection)
    .await?;
    let mut found: HashMap<i64, Vec<Document>> = HashMap::new();
    for (seq, name, media_type, recipient, digest) in rows {
        found.entry(seq).or_default().push((name, media_type, recipient, digest));
    }
    Ok(found)
}

/// The line of JSON: the columns in their order, without what is worked out from the others.
fn leaf(kind: EntryKind, row: &SqliteRow, documents: &[Document]) -> Result<String, StoreProblem> {
    let mut line = format!("{{\"entry\":\"{}\"", kind.code());
    for (place, column) in row.columns().iter().enumerate() {
        match column.name() {
            // An event's digest goes over what stands here already, and over the event before it in the person's record.
            "digest" => {}
            // The text of a policy is long: its digest stands for it.
            "files" => add(&mut line, "files_sha256", &quoted(&hexadecimal(&Sha256::digest(row.try_get::<String, _>(place)?)))),
            name => add(&mut line, name, &value(row, place)?),
        }
    }
    if kind == EntryKind::Event {
        let documents: Vec<String> = documents.iter().map(document).collect();
        add(&mut line, "documents", &format!("[{}]", documents.join(",")));
    }
    line.push('}');
    Ok(line)
}

/// Adds a field. Names are this program's own, and have nothing in them that would have to be escaped.
pub(crate) fn add(line: &mut String, name: &str, value: &str) {
    line.push_str(",\"");
    line.push_str(name);
    line.push_str("\":");
    line.push_str(value);
}

/// What a column of text or of numbers holds, in JSON.
pub(crate) fn value(row: &SqliteRow, place: usize) -> Result<String, StoreProblem> {
    let raw = row.try_get_raw(place)?;
    if raw.is_null() {
        return Ok("null".to_owned());
    }
    let is_number = raw.type_info().name() == "INTEGER";
    if is_number { Ok(row.try_get::<i64, _>(place)?.to_string()) } else { Ok(quoted(row.try_get(place)?)) }
}

fn document((name, media_type, recipient, digest): &Document) -> String {
    let mut line = format!("{{\"name\":{}", quoted(name));
    add(&mut line, "media_type", &quoted(media_type));
    add(&mut line, "recipient", &quoted(recipient));
    add(&mut line, "sha256", &quoted(&hexadecimal(digest)));
    line.push('}');
    line
}

/// A text in JSON.
fn quoted(text: &str) -> String {
    // A text in memory can always be written; writing a value of serde_json instead takes several times as long.
    serde_json::to_string(text).unwrap_or_default()
}
