//! A copy of the whole store, as it is at one moment.

use crate::open::Store;
use crate::problem::StoreProblem;
use std::path::Path;

impl Store {
    /// Writes a copy of the whole store into a new file, as it is at one moment; others may go on reading and writing meanwhile.
    ///
    /// # Errors
    /// [`StoreProblem`]: there is something at the path already, there is no room, or a page of the store is broken. What was begun at the path
    /// is for the caller to remove.
    pub async fn copy_into(&self, path: &Path) -> Result<(), StoreProblem> {
        // Not through the connections that read: they may write to no file at all.
        let mut connection = self.own_connection().await?;
        sqlx::query("VACUUM INTO ?").bind(path.display().to_string()).execute(&mut *connection).await?;
        Ok(())
    }
}
