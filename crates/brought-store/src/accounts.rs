//! Accounts and sessions. Passwords are hashed and tokens are digested before they come here.

use crate::connection::Writing;
use crate::open::Store;
use crate::openid::{self, OpenIdSession};
use crate::problem::StoreProblem;
use crate::time_text::{instant, read_instant, unreadable};
use brought_domain::PractitionerId;
use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

/// Somebody who may sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Who they are in the directory.
    pub practitioner: PractitionerId,
    /// What they type to sign in. Kept in lower case.
    pub sign_in_name: String,
    /// The hash of their password, with its parameters.
    pub password_hash: String,
    /// Whether they may no longer sign in.
    pub disabled: bool,
    /// Until when the password lets them in, where somebody else gave it. Nothing: they chose it themselves, or there is none.
    pub given_until: Option<Timestamp>,
}

/// What somebody has to do before anything else when they have signed in with an account of this record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwedFirst {
    /// Choose a password of their own: the one they have was given by somebody else.
    pub own_password: bool,
    /// Set up the code that is asked of everybody.
    pub code: bool,
}

impl std::fmt::Debug for Account {
    /// Without the hash: it has no place in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("practitioner", &self.practitioner).field("disabled", &self.disabled).finish_non_exhaustive()
    }
}

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// A digest of the session's token, never the token.
    pub token_hash: String,
    /// Who.
    pub practitioner: PractitionerId,
    /// Since when.
    pub created_at: Timestamp,
    /// When they last did anything.
    pub last_seen_at: Timestamp,
    /// When it ends, whatever they do.
    pub expires_at: Timestamp,
    /// Whose it is at the provider where it was begun, and what it may be used for at most. Nothing: it was begun here.
    pub at_provider: Option<OpenIdSession>,
}

impl Store {
    /// Adds an account, or changes the one that the practitioner has. Disabling one ends its sessions in the same transaction.
    ///
    /// # Errors
    /// [`StoreProblem::Taken`] when somebody else has the sign-in name. Nothing was changed.
    pub async fn put_account(&self, account: &Account) -> Result<(), StoreProblem> {
        let name = account.sign_in_name.trim().to_lowercase();
        let mut writing = self.write().await?;
        let holder: Option<String> = sqlx::query_scalar("SELECT practitioner FROM accounts WHERE sign_in_name = ?")
            .bind(&name)
            .fetch_optional(&mut *writing)
            .await?;
        if holder.is_some_and(|holder| holder != account.practitioner.as_str()) {
            return Err(StoreProblem::Taken { what: "this sign-in name" });
        }
        sqlx::query(
            "INSERT INTO accounts (practitioner, sign_in_name, password_hash, disabled, given_until) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (practitioner) DO UPDATE SET sign_in_name = excluded.sign_in_name, password_hash = excluded.password_hash,
                                                      disabled = excluded.disabled, given_until = excluded.given_until",
        )
        .bind(account.practitioner.as_str())
        .bind(&name)
        .bind(&account.password_hash)
        .bind(account.disabled)
        .bind(account.given_until.map(instant))
        .execute(&mut *writing)
        .await?;
        if account.disabled {
            sqlx::query("DELETE FROM sessions WHERE practitioner = ?").bind(account.practitioner.as_str()).execute(&mut *writing).await?;
        }
        writing.commit().await
    }

    /// The account with this sign-in name, in upper or lower case.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn account_by_sign_in_name(&self, name: &str) -> Result<Option<Account>, StoreProblem> {
        let row = sqlx::query("SELECT * FROM accounts WHERE sign_in_name = ?")
            .bind(name.trim().to_lowercase())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(account).transpose()
    }

    /// The account of a practitioner.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn account(&self, practitioner: &PractitionerId) -> Result<Option<Account>, StoreProblem> {
        let row =
            sqlx::query("SELECT * FROM accounts WHERE practitioner = ?").bind(practitioner.as_str()).fetch_optional(self.readers()).await?;
        row.as_ref().map(account).transpose()
    }

    /// All accounts, by sign-in name.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreProblem> {
        let rows = sqlx::query("SELECT * FROM accounts ORDER BY sign_in_name").fetch_all(self.readers()).await?;
        rows.iter().map(account).collect()
    }

    /// What a practitioner has to do before anything else. Nothing of it, for whoever has no account.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn owed_first(&self, practitioner: &PractitionerId) -> Result<OwedFirst, StoreProblem> {
        let owed: Option<(bool, bool)> = sqlx::query_as(
            "SELECT given_until IS NOT NULL,
                    coalesce((SELECT code_asked FROM sign_in_rules), 0)
                    AND NOT EXISTS (SELECT 1 FROM second_factors WHERE second_factors.practitioner = accounts.practitioner)
             FROM accounts WHERE practitioner = ?",
        )
        .bind(practitioner.as_str())
        .fetch_optional(self.readers())
        .await?;
        Ok(owed.map_or_else(OwedFirst::default, |(own_password, code)| OwedFirst { own_password, code }))
    }

    /// Says whether a code beside the password is asked of everybody.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn ask_everybody_for_code(&self, asked: bool) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        sqlx::query("INSERT INTO sign_in_rules (one, code_asked) VALUES (1, ?) ON CONFLICT DO UPDATE SET code_asked = excluded.code_asked")
            .bind(asked)
            .execute(&mut *writing)
            .await?;
        writing.commit().await
    }

    /// Whether a code beside the password is asked of everybody.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn asks_everybody_for_code(&self) -> Result<bool, StoreProblem> {
        let asked: Option<bool> = sqlx::query_scalar("SELECT code_asked FROM sign_in_rules").fetch_optional(self.readers()).await?;
        Ok(asked.unwrap_or(false))
    }

    /// Begins a session.
    ///
    /// # Errors
    /// [`StoreProblem::NotThere`] when the practitioner has no account that may sign in, or the session at the provider has ended meanwhile. Nothing
    /// was changed.
    pub async fn begin_session(&self, session: &Session) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        insert_session(&mut writing, session).await?;
        if let Some(at_provider) = &session.at_provider {
            openid::insert(&mut writing, &session.token_hash, at_provider).await?;
        }
        writing.commit().await
    }

    /// The session with this token digest, if it has not expired and its account may still sign in: asked anew at every request.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn session(&self, token_hash: &str, as_of: Timestamp) -> Result<Option<Session>, StoreProblem> {
        let row = sqlx::query(
            "SELECT sessions.*, issuer, subject, sid, roles, services
             FROM sessions JOIN accounts USING (practitioner) LEFT JOIN openid_sessions USING (token_hash)
             WHERE token_hash = ? AND expires_at > ? AND disabled = 0",
        )
        .bind(token_hash)
        .bind(instant(as_of))
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(session).transpose()
    }

    /// Writes down that a session was used.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn touch_session(&self, token_hash: &str, at: Timestamp) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        sqlx::query("UPDATE sessions SET last_seen_at = ? WHERE token_hash = ?")
            .bind(instant(at))
            .bind(token_hash)
            .execute(&mut *writing)
            .await?;
        writing.commit().await
    }

    /// Ends a session, if it is there.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn end_session(&self, token_hash: &str) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        sqlx::query("DELETE FROM sessions WHERE token_hash = ?").bind(token_hash).execute(&mut *writing).await?;
        writing.commit().await
    }

    /// The sessions of a practitioner that have not expired, the latest begun first.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn sessions_of(&self, practitioner: &PractitionerId, as_of: Timestamp) -> Result<Vec<Session>, StoreProblem> {
        let rows = sqlx::query(
            "SELECT sessions.*, issuer, subject, sid, roles, services FROM sessions LEFT JOIN openid_sessions USING (token_hash)
             WHERE practitioner = ? AND expires_at > ? ORDER BY created_at DESC, token_hash",
        )
        .bind(practitioner.as_str())
        .bind(instant(as_of))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(session).collect()
    }

    /// Ends all sessions of a practitioner but one. Returns how many.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn end_other_sessions_of(&self, practitioner: &PractitionerId, token_hash: &str) -> Result<u64, StoreProblem> {
        let mut writing = self.write().await?;
        let done = sqlx::query("DELETE FROM sessions WHERE practitioner = ? AND token_hash <> ?")
            .bind(practitioner.as_str())
            .bind(token_hash)
            .execute(&mut *writing)
            .await?;
        writing.commit().await?;
        Ok(done.rows_affected())
    }

    /// Ends all sessions of a practitioner: after a change of password. Returns how many.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn end_sessions_of(&self, practitioner: &PractitionerId) -> Result<u64, StoreProblem> {
        let mut writing = self.write().await?;
        let done = sqlx::query("DELETE FROM sessions WHERE practitioner = ?").bind(practitioner.as_str()).execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected())
    }

    /// Clears away sessions that have expired. Returns how many.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn clear_expired_sessions(&self, as_of: Timestamp) -> Result<u64, StoreProblem> {
        let mut writing = self.write().await?;
        let done = sqlx::query("DELETE FROM sessions WHERE expires_at <= ?").bind(instant(as_of)).execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected())
    }
}

async fn insert_session(writing: &mut Writing, session: &Session) -> Result<(), StoreProblem> {
    let done = sqlx::query(
        "INSERT INTO sessions (token_hash, practitioner, created_at, last_seen_at, expires_at)
         SELECT ?, practitioner, ?, ?, ? FROM accounts WHERE practitioner = ? AND disabled = 0",
    )
    .bind(&session.token_hash)
    .bind(instant(session.created_at))
    .bind(instant(session.last_seen_at))
    .bind(instant(session.expires_at))
    .bind(session.practitioner.as_str())
    .execute(&mut **writing)
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreProblem::NotThere { what: "an account that may sign in" });
    }
    Ok(())
}

fn account(row: &SqliteRow) -> Result<Account, StoreProblem> {
    Ok(Account {
        practitioner: practitioner(row)?,
        sign_in_name: row.try_get("sign_in_name")?,
        password_hash: row.try_get("password_hash")?,
        disabled: row.try_get("disabled")?,
        given_until: row.try_get::<Option<String>, _>("given_until")?.map(|until| read_instant(&until)).transpose()?,
    })
}

fn session(row: &SqliteRow) -> Result<Session, StoreProblem> {
    let at = |column: &str| -> Result<Timestamp, StoreProblem> { read_instant(&row.try_get::<String, _>(column)?) };
    Ok(Session {
        token_hash: row.try_get("token_hash")?,
        practitioner: practitioner(row)?,
        created_at: at("created_at")?,
        last_seen_at: at("last_seen_at")?,
        expires_at: at("expires_at")?,
        at_provider: openid::of_session(row)?,
    })
}

fn practitioner(row: &SqliteRow) -> Result<PractitionerId, StoreProblem> {
    PractitionerId::new(row.try_get::<String, _>("practitioner")?).map_err(|problem| unreadable("a practitioner's id", &problem))
}
