//! Signing in with an organisation's own provider: who somebody is there, and sessions that were begun there.

use crate::connection::Writing;
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::{instant, read_instant, unreadable};
use brought_domain::work::Role;
use brought_domain::{PractitionerId, ServiceId};
use jiff::{SignedDuration, Timestamp};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

/// A logout token is remembered for so long: longer than any session, and than such a token holds.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// By which of a provider's claims somebody is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkClaim {
    /// The subject, `sub`.
    Subject,
    /// The number on an NHS smartcard, `uid`.
    Uid,
}

impl LinkClaim {
    /// As it is written.
    pub fn code(self) -> &'static str {
        match self {
            Self::Subject => "sub",
            Self::Uid => "uid",
        }
    }
}

/// Who somebody is at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenIdLink {
    /// The provider.
    pub issuer: String,
    /// By which claim.
    pub claim: LinkClaim,
    /// What the claim says.
    pub value: String,
    /// Whose account it is.
    pub practitioner: PractitionerId,
    /// Since when.
    pub linked_at: Timestamp,
}

/// Of a session that was begun at a provider: whose it is there, and what it may be used for at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenIdSession {
    /// The provider.
    pub issuer: String,
    /// Who they are there.
    pub subject: String,
    /// The session there, where the provider says so.
    pub sid: Option<String>,
    /// The roles that were allowed.
    pub roles: Vec<Role>,
    /// The services that were allowed.
    pub services: Vec<ServiceId>,
}

/// A logout token that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenIdLogout {
    /// Whose.
    pub issuer: String,
    /// Its number.
    pub jti: String,
    /// The session that it ends; all of the subject when there is none.
    pub sid: Option<String>,
    /// Whose sessions.
    pub subject: Option<String>,
    /// When it came.
    pub taken_at: Timestamp,
}

impl Store {
    /// Writes down who somebody is at a provider. What stands there already stays.
    ///
    /// # Errors
    /// [`StoreProblem::Taken`] when somebody else is that; [`StoreProblem::NotThere`] for somebody without an account. Nothing was changed.
    pub async fn put_openid_link(&self, link: &OpenIdLink) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        let holder: Option<String> =
            sqlx::query_scalar("SELECT practitioner FROM openid_links WHERE issuer = ? AND claim = ? AND value = ?")
                .bind(&link.issuer)
                .bind(link.claim.code())
                .bind(&link.value)
                .fetch_optional(&mut *writing)
                .await?;
        match holder {
            Some(holder) if holder == link.practitioner.as_str() => return Ok(()),
            Some(_) => return Err(StoreProblem::Taken { what: "this identity at the provider" }),
            None => {}
        }
        let done = sqlx::query(
            "INSERT INTO openid_links (issuer, claim, value, practitioner, linked_at)
             SELECT ?, ?, ?, practitioner, ? FROM accounts WHERE practitioner = ?",
        )
        .bind(&link.issuer)
        .bind(link.claim.code())
        .bind(&link.value)
        .bind(instant(link.linked_at))
        .bind(link.practitioner.as_str())
        .execute(&mut *writing)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreProblem::NotThere { what: "an account" });
        }
        writing.commit().await
    }

    /// Takes away who somebody is at providers, and ends the sessions that they began there, in one transaction. Returns how many links there were.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn remove_openid_links(&self, practitioner: &PractitionerId) -> Result<u64, StoreProblem> {
        let mut writing = self.write().await?;
        let done =
            sqlx::query("DELETE FROM openid_links WHERE practitioner = ?").bind(practitioner.as_str()).execute(&mut *writing).await?;
        sqlx::query("DELETE FROM sessions WHERE practitioner = ? AND token_hash IN (SELECT token_hash FROM openid_sessions)")
            .bind(practitioner.as_str())
            .execute(&mut *writing)
            .await?;
        writing.commit().await?;
        Ok(done.rows_affected())
    }

    /// Who is who at providers, by practitioner.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn openid_links(&self) -> Result<Vec<OpenIdLink>, StoreProblem> {
        let rows = sqlx::query("SELECT * FROM openid_links ORDER BY practitioner, issuer, claim, value").fetch_all(self.readers()).await?;
        rows.iter().map(link).collect()
    }

    /// Whose accounts are written down for what a provider says of one person: one, where all is well.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn openid_practitioners(&self, issuer: &str, subject: &str, uid: Option<&str>) -> Result<Vec<PractitionerId>, StoreProblem> {
        let found: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT practitioner FROM openid_links
             WHERE issuer = ?1 AND (claim = 'sub' AND value = ?2 OR claim = 'uid' AND value = ?3) ORDER BY practitioner",
        )
        .bind(issuer)
        .bind(subject)
        .bind(uid)
        .fetch_all(self.readers())
        .await?;
        found.into_iter().map(practitioner).collect()
    }

    /// Takes a logout token: ends the sessions that it names, and remembers it. Returns how many there were; nothing when it was taken before, and
    /// then nothing was changed.
    ///
    /// # Errors
    /// [`StoreProblem`]; nothing was changed.
    pub async fn take_openid_logout(&self, logout: &OpenIdLogout) -> Result<Option<u64>, StoreProblem> {
        let mut writing = self.write().await?;
        let old = logout.taken_at.checked_sub(REMEMBERED).unwrap_or(Timestamp::MIN);
        sqlx::query("DELETE FROM openid_logouts WHERE taken_at < ?").bind(instant(old)).execute(&mut *writing).await?;
        let done = sqlx::query("INSERT INTO openid_logouts (issuer, jti, sid, taken_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(&logout.issuer)
            .bind(&logout.jti)
            .bind(&logout.sid)
            .bind(instant(logout.taken_at))
            .execute(&mut *writing)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(None);
        }
        let ended = end_sessions(&mut writing, logout).await?;
        writing.commit().await?;
        Ok(Some(ended))
    }
}

/// Writes down whose a new session is at a provider.
///
/// # Errors
/// [`StoreProblem::NotThere`] when the session at the provider has ended meanwhile.
pub(crate) async fn insert(writing: &mut Writing, token_hash: &str, at_provider: &OpenIdSession) -> Result<(), StoreProblem> {
    let ended: Option<i64> = sqlx::query_scalar("SELECT 1 FROM openid_logouts WHERE issuer = ? AND sid = ? LIMIT 1")
        .bind(&at_provider.issuer)
        .bind(&at_provider.sid)
        .fetch_optional(&mut **writing)
        .await?;
    if ended.is_some() {
        return Err(StoreProblem::NotThere { what: "a session at the provider" });
    }
    let roles = at_provider.roles.iter().map(|role| role.code()).collect::<Vec<_>>();
    let services = at_provider.services.iter().map(ServiceId::as_str).collect::<Vec<_>>();
    sqlx::query("INSERT INTO openid_sessions (token_hash, issuer, subject, sid, roles, services) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(token_hash)
        .bind(&at_provider.issuer)
        .bind(&at_provider.subject)
        .bind(&at_provider.sid)
        .bind(serde_json::Value::from(roles).to_string())
        .bind(serde_json::Value::from(services).to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// Those of the session that is named, if the person who is named too is theirs; or else all of the person.
async fn end_sessions(writing: &mut Writing, logout: &OpenIdLogout) -> Result<u64, StoreProblem> {
    let done = sqlx::query(
        "DELETE FROM sessions WHERE token_hash IN (
             SELECT token_hash FROM openid_sessions
             WHERE issuer = ?1 AND (?2 IS NULL OR sid = ?2) AND (?3 IS NULL OR subject = ?3) AND (?2 IS NOT NULL OR ?3 IS NOT NULL))",
    )
    .bind(&logout.issuer)
    .bind(&logout.sid)
    .bind(&logout.subject)
    .execute(&mut **writing)
    .await?;
    Ok(done.rows_affected())
}

/// What a row has of a session at a provider, beside the session itself.
pub(crate) fn of_session(row: &SqliteRow) -> Result<Option<OpenIdSession>, StoreProblem> {
    let Some(issuer) = row.try_get::<Option<String>, _>("issuer")? else { return Ok(None) };
    let list = |column: &str| -> Result<Vec<String>, StoreProblem> {
        serde_json::from_str(&row.try_get::<String, _>(column)?).map_err(|problem| unreadable("what a session is allowed", &problem))
    };
    let roles = list("roles")?.into_iter().map(|code| code.parse().map_err(|problem| unreadable("a role", &problem)));
    let services = list("services")?.into_iter().map(|id| ServiceId::new(id).map_err(|problem| unreadable("a service's id", &problem)));
    Ok(Some(OpenIdSession {
        issuer,
        subject: row.try_get("subject")?,
        sid: row.try_get("sid")?,
        roles: roles.collect::<Result<_, _>>()?,
        services: services.collect::<Result<_, _>>()?,
    }))
}

fn link(row: &SqliteRow) -> Result<OpenIdLink, StoreProblem> {
    let claim: String = row.try_get("claim")?;
    let claim = [LinkClaim::Subject, LinkClaim::Uid].into_iter().find(|known| known.code() == claim);
    Ok(OpenIdLink {
        issuer: row.try_get("issuer")?,
        claim: claim.ok_or_else(|| unreadable("who somebody is at a provider", &"by another claim"))?,
        value: row.try_get("value")?,
        practitioner: practitioner(row.try_get("practitioner")?)?,
        linked_at: read_instant(&row.try_get::<String, _>("linked_at")?)?,
    })
}

fn practitioner(id: String) -> Result<PractitionerId, StoreProblem> {
    PractitionerId::new(id).map_err(|problem| unreadable("a practitioner's id", &problem))
}
