//! The keys of people: read for each deed, made with the first entry, destroyed when a record is erased.

use super::record::{Keeping, Secrets};
use super::seal::{self, Key, Place};
use super::{Keyring, not_opened};
use crate::erasing;
use crate::forms;
use crate::json::list;
use crate::problem::StoreProblem;
use crate::row::Columns;
use brought_domain::Event;
use sqlx::SqliteConnection;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use zeroize::Zeroizing;

/// The table of events, as sealed texts know it.
pub(crate) const EVENTS: &str = "events";

/// The keys of some people, for one deed.
pub(crate) enum Keys<'a> {
    /// The record is not sealed, or nobody's key was asked for.
    Plain,
    /// It is: the keys of those who have one, and the secrets of the record.
    Sealed(&'a Secrets, HashMap<String, Key>),
}

impl<'a> Keys<'a> {
    /// The keys that these people have.
    pub(crate) async fn of(connection: &mut SqliteConnection, keeping: &'a Keeping, people: &BTreeSet<&str>) -> Result<Self, StoreProblem> {
        if people.is_empty() {
            return Ok(Self::Plain);
        }
        let Some(secrets) = keeping.secrets()? else { return Ok(Self::Plain) };
        let rows: Vec<(String, Vec<u8>)> =
            sqlx::query_as("SELECT person, wrapped FROM json_each(?) AS wanted CROSS JOIN person_keys ON person = wanted.value")
                .bind(list(people))
                .fetch_all(&mut *connection)
                .await?;
        let mut keys = HashMap::with_capacity(rows.len());
        for (person, wrapped) in rows {
            match unwrapped(secrets, &person, &wrapped) {
                Ok(key) => drop(keys.insert(person, key)),
                // Another program may have wrapped all keys anew under another main key.
                Err(problem) => return Err(kept_under_another(connection, secrets).await?.unwrap_or(problem)),
            }
        }
        Ok(Self::Sealed(secrets, keys))
    }

    /// The keys of these people, new ones for those who have none yet.
    ///
    /// # Errors
    /// [`StoreProblem::Erased`] when the record of one of them was erased: it is not begun again.
    pub(crate) async fn for_writing(
        connection: &mut SqliteConnection,
        keeping: &'a Keeping,
        people: &BTreeSet<&str>,
    ) -> Result<Self, StoreProblem> {
        if let Some(erased) = erasing::erased(connection, people).await?.pop() {
            return Err(StoreProblem::Erased(erased));
        }
        let mut found = Self::of(connection, keeping, people).await?;
        if let Self::Sealed(secrets, keys) = &mut found {
            for person in people {
                if !keys.contains_key(*person) {
                    keys.insert((*person).to_owned(), made(connection, secrets, person).await?);
                }
            }
        }
        Ok(found)
    }

    /// Every key that opens, of everybody, and those whose key does not.
    pub(crate) async fn of_everybody(connection: &mut SqliteConnection, keeping: &'a Keeping) -> Result<(Self, Vec<String>), StoreProblem> {
        let Some(secrets) = keeping.secrets()? else { return Ok((Self::Plain, Vec::new())) };
        let rows: Vec<(String, Vec<u8>)> = sqlx::query_as("SELECT person, wrapped FROM person_keys").fetch_all(&mut *connection).await?;
        let (mut keys, mut closed) = (HashMap::with_capacity(rows.len()), Vec::new());
        for (person, wrapped) in rows {
            match unwrapped(secrets, &person, &wrapped) {
                Ok(key) => drop(keys.insert(person, key)),
                Err(_) => closed.push(person),
            }
        }
        if let (false, Some(problem)) = (closed.is_empty(), kept_under_another(connection, secrets).await?) {
            return Err(problem);
        }
        Ok((Self::Sealed(secrets, keys), closed))
    }

    fn key(&self, person: &str) -> Result<&Key, StoreProblem> {
        match self {
            Self::Sealed(_, keys) => {
                keys.get(person).ok_or_else(|| StoreProblem::DoesNotOpen { what: "a record whose key is gone".to_owned() })
            }
            Self::Plain => Err(StoreProblem::KeyNeeded),
        }
    }

    /// Whether there is a key of somebody, or none is needed.
    pub(crate) fn has(&self, person: &str) -> bool {
        match self {
            Self::Plain => true,
            Self::Sealed(_, keys) => keys.contains_key(person),
        }
    }

    /// Seals the body of an event.
    pub(crate) fn seal_event(&self, columns: &Columns) -> Result<String, StoreProblem> {
        match self {
            Self::Plain => Ok(columns.body.clone()),
            Self::Sealed(secrets, _) => self.sealed(secrets, &place(columns), &columns.body),
        }
    }

    /// The body of an event, opened. In a sealed record one that is not sealed is none of ours.
    pub(crate) fn body<'t>(&self, columns: &'t Columns) -> Result<Words<'t>, StoreProblem> {
        match self {
            Self::Plain => Ok(Words::Plain(&columns.body)),
            Self::Sealed(..) => {
                let key = self.key(&columns.person)?;
                let opened = seal::open_text(key, &place(columns), &columns.body).map_err(not_opened("an entry"))?;
                Ok(Words::Opened(opened))
            }
        }
    }

    /// The event in some columns.
    pub(crate) fn event(&self, columns: &Columns) -> Result<Event, StoreProblem> {
        forms::read(columns.form_version, self.body(columns)?.as_str())
    }

    /// Seals words about somebody, where the record is sealed.
    pub(crate) fn seal_words(&self, place: &Place<'_>, words: &str) -> Result<String, StoreProblem> {
        match self {
            Self::Plain => Ok(words.to_owned()),
            Self::Sealed(secrets, _) => self.sealed(secrets, place, words),
        }
    }

    /// Opens words about somebody; those that were not sealed are as they stand, and of those whose key is destroyed nothing is left.
    pub(crate) fn words(&self, place: &Place<'_>, words: String) -> Result<String, StoreProblem> {
        match self {
            Self::Sealed(_, keys) if seal::is_sealed(&words) && !keys.contains_key(place.person) => Ok(String::new()),
            Self::Sealed(..) if seal::is_sealed(&words) => {
                let opened = seal::open_text(self.key(place.person)?, place, &words).map_err(not_opened("a reason"))?;
                Ok(opened.as_str().to_owned())
            }
            Self::Sealed(..) | Self::Plain => Ok(words),
        }
    }

    /// Seals a file.
    pub(crate) fn seal_file<'t>(&self, place: &Place<'_>, content: &'t [u8]) -> Result<Cow<'t, [u8]>, StoreProblem> {
        match self {
            Self::Plain => Ok(Cow::Borrowed(content)),
            Self::Sealed(secrets, _) => {
                let key = self.key(place.person)?;
                Ok(Cow::Owned(seal::seal(key, place, content, &*secrets.keyring.randomness).map_err(not_opened("a document"))?))
            }
        }
    }

    /// Opens a file.
    pub(crate) fn file(&self, place: &Place<'_>, content: Vec<u8>) -> Result<Vec<u8>, StoreProblem> {
        match self {
            Self::Plain => Ok(content),
            Self::Sealed(..) => {
                let opened = seal::open(self.key(place.person)?, place, &content).map_err(not_opened("a document"))?;
                Ok(opened.to_vec())
            }
        }
    }

    /// The key of the body of one event alone, for a proof; nothing, where it is not sealed.
    pub(crate) fn own_key(&self, columns: &Columns) -> Result<Option<Key>, StoreProblem> {
        match self {
            Self::Plain => Ok(None),
            Self::Sealed(..) => Ok(Some(seal::own_key(self.key(&columns.person)?, &place(columns)))),
        }
    }

    fn sealed(&self, secrets: &Secrets, place: &Place<'_>, words: &str) -> Result<String, StoreProblem> {
        let key = self.key(place.person)?;
        seal::seal_text(key, place, words, &*secrets.keyring.randomness).map_err(not_opened("an entry"))
    }
}

/// Words that may have been opened: those are wiped when they are dropped.
pub(crate) enum Words<'t> {
    Plain(&'t str),
    Opened(Zeroizing<String>),
}

impl Words<'_> {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Plain(words) => words,
            Self::Opened(words) => words,
        }
    }
}

/// Where the body of an event stands.
fn place(columns: &Columns) -> Place<'_> {
    Place { table: EVENTS, id: &columns.id, person: &columns.person, kind: &columns.kind }
}

fn of_person<'t>(secrets: &'t Secrets, person: &'t str) -> [&'t str; 3] {
    ["brought person key 1", &secrets.record, person]
}

fn unwrapped(secrets: &Secrets, person: &str, wrapped: &[u8]) -> Result<Key, StoreProblem> {
    seal::unwrap(&secrets.keyring.main.0, &of_person(secrets, person), wrapped).map_err(not_opened("the key of a record"))
}

async fn made(connection: &mut SqliteConnection, secrets: &Secrets, person: &str) -> Result<Key, StoreProblem> {
    let key = Key::random(&*secrets.keyring.randomness);
    keep(connection, secrets, &secrets.keyring, person, &key).await?;
    Ok(key)
}

async fn keep(connection: &mut SqliteConnection, secrets: &Secrets, under: &Keyring, person: &str, key: &Key) -> Result<(), StoreProblem> {
    let wrapped = seal::wrap(&under.main.0, &of_person(secrets, person), key, &*under.randomness).map_err(not_opened("a new key"))?;
    sqlx::query("INSERT INTO person_keys (person, wrapped) VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET wrapped = excluded.wrapped")
        .bind(person)
        .bind(wrapped)
        .execute(connection)
        .await?;
    Ok(())
}

async fn kept_under_another(connection: &mut SqliteConnection, secrets: &Secrets) -> Result<Option<StoreProblem>, StoreProblem> {
    let name: Option<String> = sqlx::query_scalar("SELECT main_key FROM record_key").fetch_optional(connection).await?;
    let given = secrets.keyring.main.name();
    Ok(name.filter(|name| *name != given).map(|kept_under| StoreProblem::OtherKey { kept_under, given }))
}

/// Wraps every key anew, under another main key. Nothing that was sealed is touched. How many there were.
pub(crate) async fn wrapped_anew(connection: &mut SqliteConnection, secrets: &Secrets, to: &Keyring) -> Result<u64, StoreProblem> {
    let people: Vec<(String, Vec<u8>)> = sqlx::query_as("SELECT person, wrapped FROM person_keys").fetch_all(&mut *connection).await?;
    for (person, wrapped) in &people {
        let key = unwrapped(secrets, person, wrapped)?;
        keep(connection, secrets, to, person, &key).await?;
    }
    Ok(people.len() as u64)
}

/// Destroys somebody's key. The database refuses it of anybody whose record was not erased.
pub(crate) async fn forget(connection: &mut SqliteConnection, person: &str) -> Result<(), StoreProblem> {
    sqlx::query("DELETE FROM person_keys WHERE person = ?").bind(person).execute(connection).await?;
    Ok(())
}
