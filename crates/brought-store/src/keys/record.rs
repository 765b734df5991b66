//! Whether a record is sealed, and under which main key.

use super::seal::{self, Key};
use super::{Keyring, not_opened};
use crate::chain::hexadecimal;
use crate::problem::StoreProblem;
use crate::row::Columns;
use sqlx::SqliteConnection;
use std::sync::Arc;
use zeroize::Zeroizing;

/// How the entries of a record are kept.
#[derive(Clone, Debug)]
pub(crate) enum Keeping {
    /// As they are.
    Plain,
    /// Sealed, and this program has the main key.
    Sealed(Arc<Secrets>),
    /// Sealed, and it has not: what is not about what entries say can be done all the same.
    Locked,
}

/// What it takes to read and write a sealed record.
#[derive(Debug)]
pub(crate) struct Secrets {
    pub(crate) keyring: Keyring,
    /// A name of the record that no other has: a wrapped key of another record does not open here.
    pub(crate) record: String,
    /// With it, what is looked up of other systems is made unreadable.
    pub(crate) lookup: Key,
}

impl Secrets {
    /// What another system calls something, as the columns have it.
    fn blind(&self, system: &str, what: &str, id: &str) -> String {
        seal::blinded(&self.lookup, &["source", system, what, id])
    }
}

impl Keeping {
    /// The secrets of a sealed record; nothing, of one that is not.
    ///
    /// # Errors
    /// [`StoreProblem::KeyNeeded`] when it is sealed and there is no main key.
    pub(crate) fn secrets(&self) -> Result<Option<&Secrets>, StoreProblem> {
        match self {
            Self::Plain => Ok(None),
            Self::Sealed(secrets) => Ok(Some(secrets)),
            Self::Locked => Err(StoreProblem::KeyNeeded),
        }
    }

    /// A secret that is made of random bytes that stand in the record, and in a sealed one of its own key as well: then the bytes alone are no secret.
    ///
    /// # Errors
    /// [`StoreProblem::KeyNeeded`] when it is sealed and there is no main key.
    pub(crate) fn made_with(&self, purpose: &str, random: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, StoreProblem> {
        Ok(Zeroizing::new(self.secrets()?.map_or(*random, |secrets| seal::secret_for(&secrets.lookup, purpose, random))))
    }

    /// What another system calls something, as it is looked up.
    pub(crate) fn source_id(&self, system: &str, id: &str) -> Result<String, StoreProblem> {
        Ok(self.secrets()?.map_or_else(|| id.to_owned(), |secrets| secrets.blind(system, "id", id)))
    }

    /// What stands in the place of an id that was made of another system's number, where that may not stand in the file: the same for the same id, and
    /// different in every record. Nothing: it may.
    ///
    /// # Errors
    /// [`StoreProblem::KeyNeeded`] when it is sealed and there is no main key.
    pub(crate) fn veiled(&self, id: &str) -> Result<Option<String>, StoreProblem> {
        Ok(self.secrets()?.map(|secrets| seal::veiled(&secrets.lookup, id)))
    }

    /// Makes unreadable in the columns what another system calls the entry: numbers of other systems are numbers of people.
    pub(crate) fn blind(&self, columns: &mut Columns) -> Result<(), StoreProblem> {
        let Some(secrets) = self.secrets()? else { return Ok(()) };
        let Some(system) = columns.source_system.as_deref() else { return Ok(()) };
        columns.source_id = columns.source_id.as_deref().map(|id| secrets.blind(system, "id", id));
        columns.source_version = columns.source_version.as_deref().map(|version| secrets.blind(system, "version", version));
        Ok(())
    }
}

/// Makes a record that has no entries a sealed one.
pub(crate) async fn begin(connection: &mut SqliteConnection, keyring: &Keyring) -> Result<(), StoreProblem> {
    let mut name = [0; 16];
    keyring.randomness.fill(&mut name);
    let (record, lookup) = (hexadecimal(&name), Key::random(&*keyring.randomness));
    let wrapped = seal::wrap(&keyring.main.0, &lookup_of(&record), &lookup, &*keyring.randomness).map_err(not_opened("a new key"))?;
    sqlx::query("INSERT INTO record_key (one, record, main_key, lookup) VALUES (1, ?, ?, ?)")
        .bind(record)
        .bind(keyring.main.name())
        .bind(wrapped)
        .execute(connection)
        .await?;
    Ok(())
}

/// Finds out how a record is kept.
///
/// # Errors
/// [`StoreProblem::OtherKey`] when the main key is not the one under which it is kept.
pub(crate) async fn find(connection: &mut SqliteConnection, keyring: Option<&Keyring>) -> Result<Keeping, StoreProblem> {
    let found: Option<(String, String, Vec<u8>)> =
        sqlx::query_as("SELECT record, main_key, lookup FROM record_key").fetch_optional(connection).await?;
    let Some((record, name, lookup)) = found else { return Ok(Keeping::Plain) };
    let Some(keyring) = keyring else { return Ok(Keeping::Locked) };
    let given = keyring.main.name();
    if given != name {
        return Err(StoreProblem::OtherKey { kept_under: name, given });
    }
    let lookup = seal::unwrap(&keyring.main.0, &lookup_of(&record), &lookup).map_err(not_opened("the key of the record itself"))?;
    Ok(Keeping::Sealed(Arc::new(Secrets { keyring: keyring.clone(), record, lookup })))
}

/// Keeps the key of the record itself under another main key.
pub(crate) async fn name_anew(connection: &mut SqliteConnection, secrets: &Secrets, to: &Keyring) -> Result<(), StoreProblem> {
    let wrapped = seal::wrap(&to.main.0, &lookup_of(&secrets.record), &secrets.lookup, &*to.randomness).map_err(not_opened("a new key"))?;
    sqlx::query("UPDATE record_key SET main_key = ?, lookup = ?").bind(to.main.name()).bind(wrapped).execute(connection).await?;
    Ok(())
}

fn lookup_of(record: &str) -> [&str; 2] {
    ["brought lookup key 1", record]
}
