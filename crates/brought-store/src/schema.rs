//! The form of the database and the small steps by which it came to be.

use crate::connection::Writing;
use crate::entries::EntryKind;
use crate::problem::StoreProblem;
use crate::verify::Finding;
use crate::{before_tree, changes, tree};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection, SqlitePool};
use std::collections::BTreeMap;
use tokio::sync::OnceCell;

/// Marks a SQLite file as a record of this program ("brgt" in ASCII), so that no other database is ever written to by mistake.
pub(crate) const APPLICATION_ID: i64 = 0x6272_6774;

/// One small step. Each says in its first lines why it is there; a released one is never edited, only followed by another.
const STEPS: &[&str] = &[
    include_str!("../migrations/0001_events.sql"),
    include_str!("../migrations/0002_people.sql"),
    include_str!("../migrations/0003_worklist.sql"),
    include_str!("../migrations/0004_directory.sql"),
    include_str!("../migrations/0005_imports.sql"),
    include_str!("../migrations/0006_accounts.sql"),
    include_str!("../migrations/0007_accesses.sql"),
    include_str!("../migrations/0008_policies.sql"),
    include_str!("../migrations/0009_worklist_basis.sql"),
    include_str!("../migrations/0010_issued_documents.sql"),
    include_str!("../migrations/0011_outbox.sql"),
    include_str!("../migrations/0012_calendar_feeds.sql"),
    include_str!("../migrations/0013_restores.sql"),
    include_str!("../migrations/0014_tree.sql"),
    include_str!("../migrations/0015_access.sql"),
    include_str!("../migrations/0016_keys.sql"),
    include_str!("../migrations/0017_second_factor.sql"),
    include_str!("../migrations/0018_changes.sql"),
    include_str!("../migrations/0019_openid.sql"),
    include_str!("../migrations/0020_imported_at.sql"),
    include_str!("../migrations/0021_doorstep.sql"),
    include_str!("../migrations/0022_own_passwords.sql"),
    include_str!("../migrations/0023_links.sql"),
    include_str!("../migrations/0024_keys_are_vouched_for.sql"),
];

/// The step from which on the tree covers every entry.
const TREE: i64 = 14;

/// The step from which on the rows of tables that are not only added to are vouched for.
const CHANGES: i64 = 18;

/// The step from which on those of keys are too.
const VOUCHED_KEYS: i64 = 24;

/// The newest form this program knows.
pub(crate) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// The form that the database is in: how many steps it has taken.
pub(crate) async fn version(connection: &mut SqliteConnection) -> Result<i64, StoreProblem> {
    Ok(sqlx::query_scalar("PRAGMA user_version").fetch_one(connection).await?)
}

/// Whether the database is in a form in which the rows of tables that are not only added to are vouched for.
pub(crate) async fn vouches_for_rows(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(connection).await?;
    Ok(version >= CHANGES)
}

/// Takes the steps that the database has not taken yet, each in one transaction of its own.
pub(crate) async fn migrate(writer: &SqlitePool) -> Result<(), StoreProblem> {
    for (step, number) in STEPS.iter().zip(1_i64..) {
        let mut writing = Writing::begin(writer).await?;
        // Read again inside the transaction: another program may be migrating the same file.
        if version(&mut writing).await? < number {
            if number == TREE {
                before_tree::check(&mut writing).await?;
            }
            sqlx::raw_sql(*step).execute(&mut *writing).await.map_err(not_of_this_form)?;
            if number == TREE {
                for kind in EntryKind::BEFORE_KEYS {
                    tree::cover(&mut writing, kind).await?;
                }
            }
            if number == CHANGES {
                changes::vouch_for_all(&mut writing).await?;
            }
            if number == VOUCHED_KEYS {
                changes::vouch_for_keys(&mut writing).await?;
            }
            // A pragma takes no parameters; both numbers are this program's own.
            let mark = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {number};");
            sqlx::raw_sql(AssertSqlSafe(mark)).execute(&mut *writing).await?;
        }
        writing.commit_step().await?;
    }
    Ok(())
}

/// A step that does not fit on what is there was not meant for it: the file says that it has another form than it has.
fn not_of_this_form(error: sqlx::Error) -> StoreProblem {
    let does_not_fit = error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "1");
    if does_not_fit { StoreProblem::NotBroughtUp { what: "what says of which form it is".into() } } else { error.into() }
}

/// A part of the database: its kind (table, index, trigger) and name, and the statement that made it.
type Parts = BTreeMap<(String, String), String>;

/// The parts that a new database has, worked out once.
static AS_MADE: OnceCell<Parts> = OnceCell::const_new();

async fn as_made() -> Result<&'static Parts, StoreProblem> {
    let make = async || {
        let mut empty = SqliteConnection::connect("sqlite::memory:").await?;
        for step in STEPS {
            sqlx::raw_sql(*step).execute(&mut empty).await?;
        }
        parts(&mut empty).await
    };
    AS_MADE.get_or_try_init(make).await
}

/// The parts of a database, but for those that SQLite makes by itself.
async fn parts(connection: &mut SqliteConnection) -> Result<Parts, StoreProblem> {
    let found: Vec<(String, String, String)> =
        sqlx::query_as("SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
            .fetch_all(connection)
            .await?;
    Ok(found.into_iter().map(|(kind, name, sql)| ((kind, name), sql)).collect())
}

/// The parts that are not as the steps made them: guards without which entries could be changed or taken out, tables and indexes, and what no step made,
/// by which the database itself could change what the program writes (S10).
pub(crate) async fn otherwise(connection: &mut SqliteConnection) -> Result<Vec<Finding>, StoreProblem> {
    let (made, found) = (as_made().await?, parts(connection).await?);
    let altered = made.iter().filter(|(part, sql)| found.get(*part) != Some(sql)).map(|((kind, name), _)| match kind.as_str() {
        "trigger" => Finding::GuardMissing { guard: name },
        _ => Finding::PartOtherwise { kind, name },
    });
    let foreign = found.keys().filter(|part| !made.contains_key(*part)).map(|(_, name)| Finding::ForeignPart { name: name.clone() });
    Ok(altered.chain(foreign).collect())
}
