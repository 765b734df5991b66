//! Which policy was put in force for which service from when, by whom and why: appended, and never changed or deleted.

use crate::entries::EntryKind;
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::{instant, read_instant, read_optional_instant, unreadable};
use crate::tree;
use crate::worklist::mark_everybody;
use brought_domain::work::Role;
use brought_domain::{PractitionerId, ServiceId};
use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _, SqliteConnection};

/// That a policy pack was put in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyEntry {
    /// The pack's id.
    pub pack: String,
    /// Its version.
    pub version: String,
    /// The digest of its files.
    pub pack_digest: String,
    /// For which service. Nothing: for every service without a pack of its own.
    pub service: Option<ServiceId>,
    /// From when. Nothing: from the beginning of the record.
    pub from: Option<Timestamp>,
    /// When it was put in force.
    pub put_at: Timestamp,
    /// Who signed.
    pub signed_by: PractitionerId,
    /// In which role.
    pub signed_as: Role,
    /// Why.
    pub reason: String,
    /// The digest of what was shown to whoever signed. Nothing: it was in use already, and nothing changed.
    pub shown: Option<String>,
}

struct Row {
    seq: i64,
    pack: String,
    pack_version: String,
    pack_digest: String,
    service: Option<String>,
    from_at: Option<String>,
    put_at: String,
    signed_by: String,
    signed_as: String,
    reason: String,
    shown: Option<String>,
    files: String,
}

impl<'r> FromRow<'r, SqliteRow> for Row {
    fn from_row(row: &'r SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            seq: row.try_get("seq")?,
            pack: row.try_get("pack")?,
            pack_version: row.try_get("pack_version")?,
            pack_digest: row.try_get("pack_digest")?,
            service: row.try_get("service")?,
            from_at: row.try_get("from_at")?,
            put_at: row.try_get("put_at")?,
            signed_by: row.try_get("signed_by")?,
            signed_as: row.try_get("signed_as")?,
            reason: row.try_get("reason")?,
            shown: row.try_get("shown")?,
            files: row.try_get("files")?,
        })
    }
}

const ALL: &str =
    "SELECT policies_in_force.*, policy_texts.files FROM policies_in_force JOIN policy_texts USING (pack_digest) ORDER BY seq";

impl Store {
    /// Appends entries, each with the files of its pack as the caller writes them, and marks everybody's list to be worked out again: all of
    /// it or nothing. Returns whether it was done: not, when there are more or fewer entries by now than the caller has read.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn put_policies_in_force(&self, read: u64, entries: &[(PolicyEntry, String)]) -> Result<bool, StoreProblem> {
        let mut writing = self.write().await?;
        let mut seq: i64 = sqlx::query_scalar(EntryKind::Policy.last()).fetch_one(&mut *writing).await?;
        if seq.unsigned_abs() != read {
            return Ok(false);
        }
        for (entry, files) in entries {
            seq += 1;
            Row::of(seq, entry, files).insert(&mut writing).await?;
        }
        tree::cover(&mut writing, EntryKind::Policy).await?;
        mark_everybody(&mut writing).await?;
        writing.commit().await?;
        Ok(true)
    }

    /// Every policy that was ever put in force, in the order in which that was done.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn policies_in_force(&self) -> Result<Vec<PolicyEntry>, StoreProblem> {
        let rows: Vec<Row> = sqlx::query_as(ALL).fetch_all(self.readers()).await?;
        rows.into_iter().map(Row::entry).collect()
    }

    /// How many there are: whoever holds as many holds all of them, because none is ever changed.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn count_policies_in_force(&self) -> Result<u64, StoreProblem> {
        let last: Option<i64> = sqlx::query_scalar("SELECT max(seq) FROM policies_in_force").fetch_one(self.readers()).await?;
        Ok(last.unwrap_or(0).unsigned_abs())
    }

    /// The files of a pack that was put in force, as the caller wrote them then.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn policy_files(&self, pack_digest: &str) -> Result<Option<String>, StoreProblem> {
        let files = sqlx::query_scalar("SELECT files FROM policy_texts WHERE pack_digest = ?").bind(pack_digest);
        Ok(files.fetch_optional(self.readers()).await?)
    }
}

impl Row {
    fn of(seq: i64, entry: &PolicyEntry, files: &str) -> Self {
        Self {
            seq,
            pack: entry.pack.clone(),
            pack_version: entry.version.clone(),
            pack_digest: entry.pack_digest.clone(),
            service: entry.service.as_ref().map(ToString::to_string),
            from_at: entry.from.map(instant),
            put_at: instant(entry.put_at),
            signed_by: entry.signed_by.to_string(),
            signed_as: entry.signed_as.code().to_owned(),
            reason: entry.reason.clone(),
            shown: entry.shown.clone(),
            files: files.to_owned(),
        }
    }

    async fn insert(&self, connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
        let known: Option<String> = sqlx::query_scalar("SELECT files FROM policy_texts WHERE pack_digest = ?")
            .bind(&self.pack_digest)
            .fetch_optional(&mut *connection)
            .await?;
        match known {
            Some(known) if known != self.files => {
                return Err(StoreProblem::Corrupt("two policies have the same digest and not the same text".into()));
            }
            Some(_) => {}
            None => {
                let text = sqlx::query("INSERT INTO policy_texts (pack_digest, files) VALUES (?, ?)");
                text.bind(&self.pack_digest).bind(&self.files).execute(&mut *connection).await?;
            }
        }
        sqlx::query(
            "INSERT INTO policies_in_force (seq, pack, pack_version, pack_digest, service, from_at, put_at, signed_by, signed_as, reason, shown) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(self.seq)
        .bind(&self.pack)
        .bind(&self.pack_version)
        .bind(&self.pack_digest)
        .bind(&self.service)
        .bind(&self.from_at)
        .bind(&self.put_at)
        .bind(&self.signed_by)
        .bind(&self.signed_as)
        .bind(&self.reason)
        .bind(&self.shown)
        .execute(connection)
        .await?;
        Ok(())
    }

    fn entry(self) -> Result<PolicyEntry, StoreProblem> {
        let service = self.service.map(ServiceId::new).transpose().map_err(|problem| unreadable("a service's id", &problem))?;
        Ok(PolicyEntry {
            pack: self.pack,
            version: self.pack_version,
            pack_digest: self.pack_digest,
            service,
            from: read_optional_instant(self.from_at)?,
            put_at: read_instant(&self.put_at)?,
            signed_by: PractitionerId::new(self.signed_by).map_err(|problem| unreadable("a practitioner's id", &problem))?,
            signed_as: self.signed_as.parse().map_err(|problem| unreadable("a role", &problem))?,
            reason: self.reason,
            shown: self.shown,
        })
    }
}
