//! Opening and closing a store.

use crate::connection::{self, Writing};
use crate::keys::{self, Keeping, Keyring};
use crate::problem::StoreProblem;
use crate::writer::{self, Job};
use crate::{changes, schema, tree, verify};
use sqlx::pool::PoolConnection;
use sqlx::{Connection, Sqlite, SqliteConnection, SqlitePool};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Whether opening may make a new store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// Makes a new store when there is no file.
    Create,
    /// The file has to be there: a mistyped path must not look like an empty record.
    Existing,
    /// As [`OpenMode::Existing`], and what is wrong at the end of the record is left for [`Store::verify`] to tell.
    ToVerify,
}

/// The record: events, what is worked out from them, and what goes with them. Cheap to clone; all clones are one store.
///
/// Needs a Tokio runtime: opening starts the task that writes.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    readers: SqlitePool,
    writer: SqlitePool,
    jobs: mpsc::Sender<Job>,
    keeping: Arc<Keeping>,
}

impl Store {
    /// Opens a store, brings it to the newest form and checks its end, where an interrupted write would show.
    ///
    /// # Errors
    /// [`StoreProblem`]: missing, something else, written by a newer program, damaged, or on a disk that cannot keep it safely.
    pub async fn open(path: impl AsRef<Path>, mode: OpenMode) -> Result<Self, StoreProblem> {
        Self::open_with(path, mode, None).await
    }

    /// The same with a main key. A new store is sealed then; one that is sealed already can be read; one that is not goes on as it is.
    ///
    /// # Errors
    /// As [`Store::open`], and [`StoreProblem::OtherKey`] when the store is kept under another main key.
    pub async fn open_with(path: impl AsRef<Path>, mode: OpenMode, keyring: Option<&Keyring>) -> Result<Self, StoreProblem> {
        let path = path.as_ref();
        if mode != OpenMode::Create && !path.is_file() {
            return Err(StoreProblem::Missing(path.to_owned()));
        }
        if mode == OpenMode::Create {
            begin_private(path);
        }
        look_before_touching(path, mode).await?;
        let writer = connection::writer(path).await?;
        refuse_unsafe_place(path, &writer).await?;
        Self::begin(writer, connection::readers(path), mode, keyring).await
    }

    /// A store in memory, gone when it is dropped: for tests.
    ///
    /// # Errors
    /// [`StoreProblem`] when there is no memory left.
    pub async fn in_memory() -> Result<Self, StoreProblem> {
        Self::in_memory_with(None).await
    }

    /// The same with a main key: sealed.
    ///
    /// # Errors
    /// As [`Store::in_memory`].
    pub async fn in_memory_with(keyring: Option<&Keyring>) -> Result<Self, StoreProblem> {
        let only = connection::in_memory().await?;
        Self::begin(only.clone(), only, OpenMode::Create, keyring).await
    }

    async fn begin(writer: SqlitePool, readers: SqlitePool, mode: OpenMode, keyring: Option<&Keyring>) -> Result<Self, StoreProblem> {
        schema::migrate(&writer).await?;
        changes::watch(&mut *writer.acquire().await?).await?;
        let keeping = keeping(&writer, mode, keyring).await?;
        if mode != OpenMode::ToVerify {
            verify::check_the_end(&mut *writer.acquire().await?).await?;
        }
        let keeping = Arc::new(keeping);
        let jobs = writer::start(writer.clone(), Arc::clone(&keeping));
        Ok(Self { inner: Arc::new(Inner { readers, writer, jobs, keeping }) })
    }

    /// Finishes what has been asked for, writes the log back into the file and closes it. Afterwards every call is refused.
    pub async fn close(&self) {
        let (done, wait) = oneshot::channel();
        if self.inner.jobs.send(Job::Stop(done)).await.is_ok() {
            let _already_stopped = wait.await;
        }
        self.inner.readers.close().await;
        self.inner.writer.close().await;
    }

    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.inner.readers
    }

    pub(crate) fn jobs(&self) -> &mpsc::Sender<Job> {
        &self.inner.jobs
    }

    /// How entries are kept, and what it takes to read them.
    pub(crate) fn keeping(&self) -> &Keeping {
        &self.inner.keeping
    }

    /// Whether entries are sealed.
    pub fn is_sealed(&self) -> bool {
        match self.keeping() {
            Keeping::Plain => false,
            Keeping::Sealed(_) | Keeping::Locked => true,
        }
    }

    /// The connection that writes, without a transaction.
    pub(crate) async fn own_connection(&self) -> Result<PoolConnection<Sqlite>, StoreProblem> {
        Ok(self.inner.writer.acquire().await?)
    }

    pub(crate) async fn write(&self) -> Result<Writing, StoreProblem> {
        Writing::begin(&self.inner.writer).await
    }
}

/// Finds out how entries are kept; those of a store that has none yet are sealed from the first on when there is a main key.
async fn keeping(writer: &SqlitePool, mode: OpenMode, keyring: Option<&Keyring>) -> Result<Keeping, StoreProblem> {
    let mut writing = Writing::begin(writer).await?;
    let mut keeping = keys::find(&mut writing, keyring).await?;
    if let (Keeping::Plain, OpenMode::Create, Some(keyring)) = (&keeping, mode, keyring)
        && tree::size(&mut writing).await? == 0
    {
        keys::begin(&mut writing, keyring).await?;
        keeping = keys::find(&mut writing, Some(keyring)).await?;
    }
    writing.commit().await?;
    Ok(keeping)
}

/// Makes an empty file that nobody else on the machine may read, where there is none yet. SQLite makes the files beside it as private as it is.
fn begin_private(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // That there is one already is well, and whatever else is in the way is in SQLite's way too, which has the words for it.
    let _there_or_told_next = options.open(path);
}

/// Makes sure that the file is ours and not newer than we are, before anything in it is changed.
async fn look_before_touching(path: &Path, mode: OpenMode) -> Result<(), StoreProblem> {
    let mut connection = connection::look(path, mode == OpenMode::Create).await?;
    let is_ours = recognise(path, mode, &mut connection).await;
    connection.close().await?;
    is_ours
}

async fn recognise(path: &Path, mode: OpenMode, connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
    // The first statement that reads the file is the first to find out that it is no database at all.
    let application_id: i64 =
        sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *connection).await.map_err(|error| not_a_database(path, error))?;
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| not_a_database(path, error))?;
    let is_new = tables == 0 && mode == OpenMode::Create;
    if application_id != schema::APPLICATION_ID && !is_new {
        return Err(StoreProblem::NotAStore(path.to_owned()));
    }
    let (found, known) = (schema::version(connection).await?, schema::newest());
    if found > known { Err(StoreProblem::Newer { found, known }) } else { Ok(()) }
}

fn not_a_database(path: &Path, error: sqlx::Error) -> StoreProblem {
    let is_no_database = error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "26");
    if is_no_database { StoreProblem::NotAStore(path.to_owned()) } else { error.into() }
}

/// SQLite does not complain when a file system cannot do what was asked; it does something weaker. So ask what it does (H41).
async fn refuse_unsafe_place(path: &Path, writer: &SqlitePool) -> Result<(), StoreProblem> {
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(writer).await?;
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(writer).await?;
    if journal == "wal" && synchronous == 2 {
        return Ok(());
    }
    let detail = format!("journal mode {journal}, synchronous {synchronous}; needed are wal and 2");
    Err(StoreProblem::UnsafePlace { path: path.to_owned(), detail })
}
