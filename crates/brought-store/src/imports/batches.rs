//! Batches: which file, when, by whom, and what came of it.

use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::{instant, read_instant, read_optional_instant, unreadable};
use brought_domain::PractitionerId;
use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

/// One file that was brought in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportBatch {
    /// Its id.
    pub id: String,
    /// The name of the file, without its folder.
    pub file_name: String,
    /// SHA-256 of the file, in hexadecimal.
    pub file_digest: String,
    /// When it was begun.
    pub started_at: Timestamp,
    /// When it was finished. Nothing: it is still running, or it was cut off and may be run again.
    pub finished_at: Option<Timestamp>,
    /// The practitioner who brought it in. Nothing: a command at the machine.
    pub started_by: Option<PractitionerId>,
    /// How many rows became what, as JSON.
    pub counts: serde_json::Value,
    /// The code of its state, in the importer's words.
    pub state: String,
}

impl Store {
    /// Writes down a batch, or what is now known of it in place of what was.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn put_import(&self, batch: &ImportBatch) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        sqlx::query(
            "INSERT INTO import_batches (id, file_name, file_digest, started_at, finished_at, started_by, counts, state)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET finished_at = excluded.finished_at, counts = excluded.counts, state = excluded.state",
        )
        .bind(&batch.id)
        .bind(&batch.file_name)
        .bind(&batch.file_digest)
        .bind(instant(batch.started_at))
        .bind(batch.finished_at.map(instant))
        .bind(batch.started_by.as_ref().map(|practitioner| practitioner.as_str()))
        .bind(batch.counts.to_string())
        .bind(&batch.state)
        .execute(&mut *writing)
        .await?;
        writing.commit().await
    }

    /// The batches, newest first, at most as many as asked for.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn imports(&self, limit: u32) -> Result<Vec<ImportBatch>, StoreProblem> {
        let rows =
            sqlx::query("SELECT * FROM import_batches ORDER BY started_at DESC, id LIMIT ?").bind(limit).fetch_all(self.readers()).await?;
        rows.iter().map(import_batch).collect()
    }

    /// One batch.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn import(&self, id: &str) -> Result<Option<ImportBatch>, StoreProblem> {
        let row = sqlx::query("SELECT * FROM import_batches WHERE id = ?").bind(id).fetch_optional(self.readers()).await?;
        row.as_ref().map(import_batch).transpose()
    }

    /// The batches in which this very file came before, newest first.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn imports_of_file(&self, file_digest: &str) -> Result<Vec<ImportBatch>, StoreProblem> {
        let rows = sqlx::query("SELECT * FROM import_batches WHERE file_digest = ? ORDER BY started_at DESC, id")
            .bind(file_digest)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(import_batch).collect()
    }

    /// The batches in this state, newest first.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn imports_in_state(&self, state: &str) -> Result<Vec<ImportBatch>, StoreProblem> {
        let rows = sqlx::query("SELECT * FROM import_batches WHERE state = ? ORDER BY started_at DESC, id")
            .bind(state)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(import_batch).collect()
    }

    /// The batches that began at this very moment.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn imports_begun_at(&self, moment: Timestamp) -> Result<Vec<ImportBatch>, StoreProblem> {
        let rows = sqlx::query("SELECT * FROM import_batches WHERE started_at = ? ORDER BY id")
            .bind(instant(moment))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(import_batch).collect()
    }
}

fn import_batch(row: &SqliteRow) -> Result<ImportBatch, StoreProblem> {
    let started_by: Option<String> = row.try_get("started_by")?;
    let counts: String = row.try_get("counts")?;
    let started_at: String = row.try_get("started_at")?;
    Ok(ImportBatch {
        id: row.try_get("id")?,
        file_name: row.try_get("file_name")?,
        file_digest: row.try_get("file_digest")?,
        started_at: read_instant(&started_at)?,
        finished_at: read_optional_instant(row.try_get("finished_at")?)?,
        started_by: started_by.map(PractitionerId::new).transpose().map_err(|problem| unreadable("a practitioner's id", &problem))?,
        counts: serde_json::from_str(&counts).map_err(|problem| unreadable("the counts of an import", &problem))?,
        state: row.try_get("state")?,
    })
}
