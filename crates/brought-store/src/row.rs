//! One event as it lies in the database.

use crate::chain::{Chain, Sum};
use crate::forms;
use crate::problem::StoreProblem;
use crate::time_text;
use brought_domain::{Event, Source};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _};

/// The columns of an event, its place and digests left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) id: String,
    pub(crate) person: String,
    pub(crate) service: Option<String>,
    pub(crate) happened: String,
    pub(crate) happened_to: String,
    pub(crate) recorded_at: String,
    pub(crate) kind: String,
    pub(crate) source_system: Option<String>,
    pub(crate) source_id: Option<String>,
    pub(crate) source_version: Option<String>,
    pub(crate) form_version: u16,
    pub(crate) body: String,
}

impl Columns {
    /// Writes an event.
    pub(crate) fn of(event: &Event) -> Result<Self, StoreProblem> {
        let written = forms::write(event)?;
        let mut columns = Self::around(event);
        columns.form_version = written.version;
        columns.body = written.body;
        Ok(columns)
    }

    /// The columns that repeat what the body says, with no body.
    pub(crate) fn around(event: &Event) -> Self {
        let (happened, happened_to) = time_text::happened(event.happened);
        let (source_system, source_id, source_version) = match &event.source {
            Source::Entered => (None, None, None),
            Source::Imported { system, id, version } => (Some(system.clone()), Some(id.clone()), Some(version.clone())),
        };
        Self {
            id: event.id.as_str().to_owned(),
            person: event.about.as_str().to_owned(),
            service: event.service.as_ref().map(|service| service.as_str().to_owned()),
            happened,
            happened_to: happened_to.to_owned(),
            recorded_at: time_text::instant(event.recorded_at),
            kind: event.fact.code().to_owned(),
            source_system,
            source_id,
            source_version,
            form_version: 0,
            body: String::new(),
        }
    }

    /// The digest of these columns after the digest of this person's event before.
    pub(crate) fn digest(&self, person_version: i64, before: &Sum) -> Sum {
        let mut chain = Chain::after("brought event 1", before);
        chain.text(&self.id);
        chain.text(&self.person);
        chain.number(person_version);
        chain.optional(self.service.as_deref());
        chain.text(&self.happened);
        chain.text(&self.happened_to);
        chain.text(&self.recorded_at);
        chain.text(&self.kind);
        chain.optional(self.source_system.as_deref());
        chain.optional(self.source_id.as_deref());
        chain.optional(self.source_version.as_deref());
        chain.number(i64::from(self.form_version));
        chain.text(&self.body);
        chain.sum()
    }
}

/// A whole row.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) seq: i64,
    pub(crate) person_version: i64,
    pub(crate) columns: Columns,
    pub(crate) digest: Sum,
}

impl<'r> FromRow<'r, SqliteRow> for Row {
    fn from_row(row: &'r SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            seq: row.try_get("seq")?,
            person_version: row.try_get("person_version")?,
            columns: Columns {
                id: row.try_get("id")?,
                person: row.try_get("person")?,
                service: row.try_get("service")?,
                happened: row.try_get("happened")?,
                happened_to: row.try_get("happened_to")?,
                recorded_at: row.try_get("recorded_at")?,
                kind: row.try_get("kind")?,
                source_system: row.try_get("source_system")?,
                source_id: row.try_get("source_id")?,
                source_version: row.try_get("source_version")?,
                form_version: row.try_get("form_version")?,
                body: row.try_get("body")?,
            },
            digest: sum(row, "digest")?,
        })
    }
}

/// Reads a digest. One of another length can agree with nothing, so it reads as the digest that nothing has.
fn sum(row: &SqliteRow, column: &'static str) -> Result<Sum, sqlx::Error> {
    let bytes: Vec<u8> = row.try_get(column)?;
    Ok(bytes.try_into().unwrap_or([0xff; 32]))
}
