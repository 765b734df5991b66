//! Calendars at addresses that nobody can guess: of an address only its digest is kept.

use crate::events::person_id;
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::{instant, read_instant, unreadable};
use brought_domain::{PersonId, PractitionerId};
use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

/// A calendar that somebody made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarFeed {
    /// SHA-256 of what stands in its address.
    pub digest: [u8; 32],
    /// Who made it, and in whose name it is read.
    pub owner: PractitionerId,
    /// Whose appointments. Nothing: what the owner has on their own list.
    pub person: Option<PersonId>,
    /// Whether it names people and says what it is about.
    pub with_names: bool,
    /// When it was made.
    pub made_at: Timestamp,
}

impl Store {
    /// Keeps a calendar.
    ///
    /// # Errors
    /// [`StoreProblem`]: nothing was saved.
    pub async fn add_calendar_feed(&self, feed: &CalendarFeed) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        sqlx::query("INSERT INTO calendar_feeds (digest, owner, person, with_names, made_at) VALUES (?, ?, ?, ?, ?)")
            .bind(feed.digest.as_slice())
            .bind(feed.owner.as_str())
            .bind(feed.person.as_ref().map(|person| person.as_str()))
            .bind(feed.with_names)
            .bind(instant(feed.made_at))
            .execute(&mut *writing)
            .await?;
        writing.commit().await
    }

    /// The calendar of an address, unless it was revoked.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn calendar_feed(&self, digest: &[u8; 32]) -> Result<Option<CalendarFeed>, StoreProblem> {
        let row = sqlx::query("SELECT * FROM calendar_feeds WHERE digest = ? AND revoked_at IS NULL").bind(digest.as_slice());
        row.fetch_optional(self.readers()).await?.as_ref().map(feed).transpose()
    }

    /// The calendars of a practitioner that were not revoked, in the order in which they were made.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn calendar_feeds_of(&self, owner: &PractitionerId) -> Result<Vec<CalendarFeed>, StoreProblem> {
        let rows = sqlx::query("SELECT * FROM calendar_feeds WHERE owner = ? AND revoked_at IS NULL ORDER BY made_at, digest")
            .bind(owner.as_str());
        rows.fetch_all(self.readers()).await?.iter().map(feed).collect()
    }

    /// Revokes a calendar of a practitioner: from now on its address leads nowhere.
    ///
    /// # Errors
    /// [`StoreProblem::NotThere`] when they have no such calendar; [`StoreProblem`]. Nothing was changed.
    pub async fn revoke_calendar_feed(&self, digest: &[u8; 32], owner: &PractitionerId, at: Timestamp) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        let done = sqlx::query("UPDATE calendar_feeds SET revoked_at = ? WHERE digest = ? AND owner = ? AND revoked_at IS NULL")
            .bind(instant(at))
            .bind(digest.as_slice())
            .bind(owner.as_str())
            .execute(&mut *writing)
            .await?;
        if done.rows_affected() == 0 {
            return Err(StoreProblem::NotThere { what: "this calendar" });
        }
        writing.commit().await
    }
}

fn feed(row: &SqliteRow) -> Result<CalendarFeed, StoreProblem> {
    let (digest, person): (Vec<u8>, Option<String>) = (row.try_get("digest")?, row.try_get("person")?);
    let owner = PractitionerId::new(row.try_get::<String, _>("owner")?).map_err(|problem| unreadable("whose a calendar is", &problem))?;
    Ok(CalendarFeed {
        digest: digest.try_into().map_err(|_| unreadable("the address of a calendar", &"it is too short"))?,
        owner,
        person: person.as_deref().map(person_id).transpose()?,
        with_names: row.try_get("with_names")?,
        made_at: read_instant(&row.try_get::<String, _>("made_at")?)?,
    })
}
