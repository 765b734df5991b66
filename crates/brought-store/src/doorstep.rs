//! What opens the drafts that phones keep sealed for this record.

use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::unreadable;
use zeroize::Zeroizing;

impl Store {
    /// The secret from which the key to the drafts is made: the same for as long as the record is, whatever main key it is kept under. `fresh` becomes
    /// part of it the first time.
    ///
    /// # Errors
    /// [`StoreProblem::KeyNeeded`] when the record is sealed and there is no main key; [`StoreProblem`].
    pub async fn doorstep_secret(&self, fresh: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, StoreProblem> {
        self.keeping().secrets()?;
        let mut writing = self.write().await?;
        sqlx::query("INSERT INTO doorstep (one, random) VALUES (1, ?) ON CONFLICT DO NOTHING")
            .bind(fresh.as_slice())
            .execute(&mut *writing)
            .await?;
        let kept: Zeroizing<Vec<u8>> = Zeroizing::new(sqlx::query_scalar("SELECT random FROM doorstep").fetch_one(&mut *writing).await?);
        writing.commit().await?;
        let random = <&[u8; 32]>::try_from(kept.as_slice()).map_err(|problem| unreadable("the secret of drafts", &problem))?;
        self.keeping().made_with("brought doorstep 1", random)
    }
}
