//! Calendars at addresses that nobody can guess: a practitioner's own list, or a family's appointments (U20, H38).
//!
//! Whoever has the address reads the calendar without signing in, so it holds as little as it can: no name, no reason and no place unless whoever made
//! it said so, and nothing at all of anybody who asked for confidence or whose address is withheld. Each reading is written down first.

mod feed;
#[cfg(test)]
mod tests;

use crate::access::{self, Purpose, open_record};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::{Denied, Failure};
use crate::words::instant_in_words;
use brought_domain::PersonId;
use brought_store::{CalendarFeed, StoreProblem};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

pub use feed::{CalendarEntry, CalendarWhen, read_calendar};

/// What stands in the address of a calendar: sixty-four small hexadecimal letters that nobody can guess.
#[derive(Clone, PartialEq, Eq)]
pub struct FeedToken(String);

impl FeedToken {
    /// From thirty-two random bytes.
    pub fn of(random: [u8; 32]) -> Self {
        Self(hexadecimal(&random))
    }

    /// As it stands in an address. Nothing: it is none.
    pub fn read(text: &str) -> Option<Self> {
        let is_one = text.len() == 64 && text.bytes().all(|letter| matches!(letter, b'0'..=b'9' | b'a'..=b'f'));
        is_one.then(|| Self(text.to_owned()))
    }

    /// Its letters: shown once, to whoever made it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A calendar that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarToMake {
    /// Whose appointments. Nothing: what the maker has on their own list.
    pub person: Option<PersonId>,
    /// Whether it names people and says what it is about.
    pub with_names: bool,
}

/// A calendar as the page lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CalendarLine {
    /// What names it when it is revoked. It does not lead to the calendar.
    pub id: String,
    /// Whose appointments it holds, by id and name. Nothing: the maker's own list.
    pub person: Option<(String, String)>,
    /// Whether it names people.
    pub with_names: bool,
    /// When it was made.
    pub made: String,
}

/// Makes a calendar.
///
/// # Errors
/// [`Failure::Denied`] for whom the directory does not know or who holds no role; [`Failure::NotThere`]; [`Failure::Trouble`].
pub async fn make_calendar(
    brought: &Brought,
    actor: &Actor,
    wanted: &CalendarToMake,
    token: &FeedToken,
    now: Timestamp,
) -> Result<(), Failure> {
    let actor = access::known(brought, actor).await?;
    if actor.roles.is_empty() {
        return Err(Denied::RoleNeeded.into());
    }
    if let Some(person) = &wanted.person {
        open_record(brought, &actor, person, Purpose::Calendar, now).await?;
    }
    let feed = CalendarFeed {
        digest: token.digest(),
        owner: actor.practitioner,
        person: wanted.person.clone(),
        with_names: wanted.with_names,
        made_at: now,
    };
    Ok(brought.store.add_calendar_feed(&feed).await?)
}

/// Revokes one of the actor's calendars: from now on its address leads nowhere.
///
/// # Errors
/// [`Failure::NotThere`] when they have no such calendar; [`Failure::Denied`]; [`Failure::Trouble`].
pub async fn revoke_calendar(brought: &Brought, actor: &Actor, id: &str, now: Timestamp) -> Result<(), Failure> {
    let actor = access::known(brought, actor).await?;
    let feeds = brought.store.calendar_feeds_of(&actor.practitioner).await?;
    let feed = feeds.into_iter().find(|feed| hexadecimal(&feed.digest) == id).ok_or(Failure::NotThere("this calendar"))?;
    match brought.store.revoke_calendar_feed(&feed.digest, &actor.practitioner, now).await {
        Err(StoreProblem::NotThere { .. }) => Err(Failure::NotThere("this calendar")),
        other => Ok(other?),
    }
}

/// The actor's calendars that were not revoked.
///
/// # Errors
/// [`Failure::Denied`]; [`Failure::Trouble`].
pub async fn calendars_of(brought: &Brought, actor: &Actor) -> Result<Vec<CalendarLine>, Failure> {
    let actor = access::known(brought, actor).await?;
    let mut lines = Vec::new();
    for feed in brought.store.calendar_feeds_of(&actor.practitioner).await? {
        let person = match &feed.person {
            None => None,
            Some(id) => {
                let name = brought.store.person(id).await?.map_or_else(|| "Name not known".to_owned(), |row| row.name.words());
                Some((id.to_string(), name))
            }
        };
        lines.push(CalendarLine {
            id: hexadecimal(&feed.digest),
            person,
            with_names: feed.with_names,
            made: instant_in_words(feed.made_at),
        });
    }
    Ok(lines)
}
