//! The code from an app that is asked for beside a password, and what stands in for it when the app is lost.

use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::unreadable;
use brought_domain::PractitionerId;
use sqlx::Row as _;

/// The length of what an app and the record share, in bytes: as long as the digest that codes are made of (RFC 4226, 4).
const SECRET_BYTES: usize = 20;

/// What an account's codes are checked against.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// What the app and the record share.
    pub secret: [u8; SECRET_BYTES],
    /// The step whose code was used last.
    pub last_step: u64,
    /// How many recovery codes are left.
    pub recovery_codes: u64,
}

impl std::fmt::Debug for SecondFactor {
    /// Without the secret: it has no place in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecondFactor").field("recovery_codes", &self.recovery_codes).finish_non_exhaustive()
    }
}

impl Store {
    /// What the codes of an account are checked against. Nothing: it has no second factor.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn second_factor(&self, practitioner: &PractitionerId) -> Result<Option<SecondFactor>, StoreProblem> {
        let row = sqlx::query(
            "SELECT secret, last_step, (SELECT count(*) FROM recovery_codes WHERE recovery_codes.practitioner = second_factors.practitioner) AS codes
             FROM second_factors WHERE practitioner = ?",
        )
        .bind(practitioner.as_str())
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let secret = <[u8; SECRET_BYTES]>::try_from(row.try_get::<Vec<u8>, _>("secret")?)
            .map_err(|_| unreadable("a second factor", &"it has another length"))?;
        let number = |column: &str| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
        Ok(Some(SecondFactor { secret, last_step: number("last_step")?, recovery_codes: number("codes")? }))
    }

    /// Gives an account a second factor in place of the one it may have had, with the digests of its recovery codes.
    ///
    /// # Errors
    /// [`StoreProblem::NotThere`] for somebody without an account. Nothing was changed.
    pub async fn put_second_factor(
        &self,
        practitioner: &PractitionerId,
        secret: &[u8; SECRET_BYTES],
        last_step: u64,
        recovery_codes: &[String],
    ) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        sqlx::query("DELETE FROM second_factors WHERE practitioner = ?").bind(practitioner.as_str()).execute(&mut *writing).await?;
        let done = sqlx::query(
            "INSERT INTO second_factors (practitioner, secret, last_step) SELECT practitioner, ?, ? FROM accounts WHERE practitioner = ?",
        )
        .bind(secret.as_slice())
        .bind(i64::try_from(last_step).unwrap_or(i64::MAX))
        .bind(practitioner.as_str())
        .execute(&mut *writing)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreProblem::NotThere { what: "an account" });
        }
        for code in recovery_codes {
            sqlx::query("INSERT INTO recovery_codes (practitioner, code_hash) VALUES (?, ?)")
                .bind(practitioner.as_str())
                .bind(code)
                .execute(&mut *writing)
                .await?;
        }
        writing.commit().await
    }

    /// Uses the code of a step up. Whether it was still to be used: of two at one moment, one is told so.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn use_step(&self, practitioner: &PractitionerId, step: u64) -> Result<bool, StoreProblem> {
        let mut writing = self.write().await?;
        let done = sqlx::query("UPDATE second_factors SET last_step = ?1 WHERE practitioner = ?2 AND last_step < ?1")
            .bind(i64::try_from(step).unwrap_or(i64::MAX))
            .bind(practitioner.as_str())
            .execute(&mut *writing)
            .await?;
        writing.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Uses a recovery code up, by its digest. Whether it was still there.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn use_recovery_code(&self, practitioner: &PractitionerId, code_hash: &str) -> Result<bool, StoreProblem> {
        let mut writing = self.write().await?;
        let done = sqlx::query("DELETE FROM recovery_codes WHERE practitioner = ? AND code_hash = ?")
            .bind(practitioner.as_str())
            .bind(code_hash)
            .execute(&mut *writing)
            .await?;
        writing.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes the second factor of an account away, if it has one. Whether it had.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn remove_second_factor(&self, practitioner: &PractitionerId) -> Result<bool, StoreProblem> {
        let mut writing = self.write().await?;
        let done =
            sqlx::query("DELETE FROM second_factors WHERE practitioner = ?").bind(practitioner.as_str()).execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected() == 1)
    }
}
