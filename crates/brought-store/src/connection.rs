//! Connections to the database: one that writes, several that read.

use crate::changes;
use crate::problem::StoreProblem;
use crate::schema;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Sqlite, SqliteConnection, SqlitePool};
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::time::Duration;

/// How long to wait for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many may read at once. Reading is short; more would wait for the disk just the same.
const READERS: u32 = 4;

/// How many rows wait between SQLite's thread and ours: with few, the two wait for each other at every row that is read.
const ROWS_WAITING: usize = 1000;

/// How much of the file the writer keeps in memory: 64 MiB. SQLite counts in KiB when the number is negative.
const WRITER_CACHE: &str = "-65536";

/// Options that change nothing in the file.
pub(crate) fn plain(path: &Path) -> SqliteConnectOptions {
    // Statements are not logged: values would be left out, but which question was asked about whom should not be guessable either (H38).
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(PATIENCE)
        .foreign_keys(true)
        .row_buffer_size(ROWS_WAITING)
        .disable_statement_logging()
}

/// Options of a connection that keeps what it is given: an acknowledged write has reached the disk (S8, H41).
fn lasting(path: &Path) -> SqliteConnectOptions {
    plain(path).journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full)
}

/// The pool of the one connection that writes. One writer makes every order of events a single order.
pub(crate) async fn writer(path: &Path) -> Result<SqlitePool, StoreProblem> {
    // Large imports touch pages all over the file, and undoing one batch of a group needs a place to keep what it changed: both in memory.
    Ok(single().connect_with(lasting(path).pragma("cache_size", WRITER_CACHE).pragma("temp_store", "MEMORY")).await?)
}

/// The pool of one connection to a database in memory, which lives as long as the connection does.
pub(crate) async fn in_memory() -> Result<SqlitePool, StoreProblem> {
    let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true).disable_statement_logging();
    Ok(single().connect_with(options).await?)
}

fn single() -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_connect(|connection, _| {
            Box::pin(async move {
                // In a database of an earlier form there is nothing yet to vouch for: what brings it up to date sees to it afterwards.
                if schema::vouches_for_rows(connection).await? { changes::watch(connection).await } else { Ok(()) }
            })
        })
        .after_release(|connection, _| {
            Box::pin(async move {
                // Whatever was left unfinished, because it failed or because nobody waits for it any more, is undone before the next
                // writer comes. Usually there is nothing to undo, and SQLite says so.
                let _nothing_to_undo = sqlx::raw_sql("ROLLBACK").execute(connection).await;
                Ok(true)
            })
        })
}

/// The pool of connections that read.
pub(crate) fn readers(path: &Path) -> SqlitePool {
    SqlitePoolOptions::new()
        .min_connections(0)
        .max_connections(READERS)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(lasting(path).pragma("query_only", "ON"))
}

/// Opens one connection for a look at the file, before anything in it is changed.
pub(crate) async fn look(path: &Path, create: bool) -> Result<SqliteConnection, StoreProblem> {
    Ok(SqliteConnection::connect_with(&plain(path).create_if_missing(create)).await?)
}

/// A transaction of the writer. Dropping it undoes everything.
///
/// The library's own transactions are not used for writing: when SQLite itself undoes a transaction, as it does when the disk is full,
/// the library goes on counting it, and its only writer would never write again.
pub(crate) struct Writing(PoolConnection<Sqlite>);

impl Writing {
    /// Begins: waits for the writer, and takes the file's write lock at once so that what is read first still holds when writing.
    pub(crate) async fn begin(writer: &SqlitePool) -> Result<Self, StoreProblem> {
        let mut connection = writer.acquire().await?;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
        Ok(Self(connection))
    }

    /// Makes it last, with what vouches for the rows that it touched. When this has returned well, the disk has it.
    pub(crate) async fn commit(mut self) -> Result<(), StoreProblem> {
        changes::vouch(&mut self.0).await?;
        self.commit_step().await
    }

    /// Makes a step of the database's form last, before which there may be nothing yet that vouches for rows.
    pub(crate) async fn commit_step(mut self) -> Result<(), StoreProblem> {
        sqlx::query("COMMIT").execute(&mut *self.0).await?;
        Ok(())
    }
}

impl Deref for Writing {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        &self.0
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.0
    }
}
