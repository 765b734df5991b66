//! What the lists were worked out with. This store does not read it, and only compares it.

use super::mark_everybody;
use crate::open::Store;
use crate::problem::StoreProblem;
use sqlx::{SqliteConnection, SqliteExecutor};

impl Store {
    /// What the lists are worked out with, as [`Store::work_out_worklist_with`] was last told. Nothing: nobody has told it yet.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn worklist_basis(&self) -> Result<Option<String>, StoreProblem> {
        read(self.readers()).await
    }

    /// Says what the lists are worked out with from now on. When that is something else than before, everybody is marked to be worked out
    /// again in the same transaction; otherwise nothing is written. Returns whether it was something else.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn work_out_worklist_with(&self, basis: &str) -> Result<bool, StoreProblem> {
        if self.worklist_basis().await?.as_deref() == Some(basis) {
            return Ok(false);
        }
        let mut writing = self.write().await?;
        // Another program may have said the same meanwhile; marking everybody a second time then only costs time.
        mark_everybody(&mut writing).await?;
        sqlx::query("INSERT INTO worklist_basis (only, basis) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET basis = excluded.basis")
            .bind(basis)
            .execute(&mut *writing)
            .await?;
        writing.commit().await?;
        Ok(true)
    }
}

/// Whether something that was worked out with this basis may be taken in.
pub(super) async fn is_in_use(connection: &mut SqliteConnection, basis: &str) -> Result<bool, StoreProblem> {
    Ok(read(connection).await?.is_none_or(|in_use| in_use == basis))
}

async fn read<'c>(connection: impl SqliteExecutor<'c>) -> Result<Option<String>, StoreProblem> {
    Ok(sqlx::query_scalar("SELECT basis FROM worklist_basis").fetch_optional(connection).await?)
}
