//! The form of the database and the small steps by which it came to be.

use crate::connection::Writing;
use crate::entries::EntryKind;
use crate::problem::StoreProblem;
use crate::{before_tree, changes, tree};
use sqlx::{AssertSqlSafe, SqliteConnection, SqlitePool};

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
];

/// The step from which on the tree covers every entry.
const TREE: i64 = 14;

/// The step from which on the rows of tables that are not only added to are vouched for.
const CHANGES: i64 = 18;

/// Triggers without which entries could be changed or taken out (S10).
const GUARDS: &[&str] = &[
    "events_are_only_appended",
    "events_are_never_changed",
    "events_are_never_deleted",
    "accesses_are_only_appended",
    "accesses_are_never_changed",
    "accesses_are_never_deleted",
    "policies_in_force_are_only_appended",
    "policies_in_force_are_never_changed",
    "policies_in_force_are_never_deleted",
    "policy_texts_are_only_added",
    "policy_texts_are_never_changed",
    "policy_texts_are_never_deleted",
    "issued_documents_are_only_added",
    "issued_documents_are_never_changed",
    "issued_documents_are_never_deleted",
    "outbox_is_only_added_to",
    "outbox_is_never_changed",
    "outbox_is_never_deleted",
    "outbox_entries_are_only_appended",
    "outbox_entries_are_never_changed",
    "outbox_entries_are_never_deleted",
    "outbox_attempts_follow_a_person",
    "outbox_asking_takes_a_person",
    "outbox_one_letter_for_what_is_owed",
    "restores_are_only_appended",
    "restores_are_never_changed",
    "restores_are_never_deleted",
    "nothing_is_sent_before_somebody_has_looked",
    "link_decisions_are_only_appended",
    "link_decisions_are_never_changed",
    "link_decisions_are_never_deleted",
    "link_decisions_are_sealed_where_entries_are",
    "retention_is_only_appended",
    "retention_is_never_changed",
    "retention_is_never_deleted",
    "nothing_is_added_to_an_erased_record",
    "what_is_not_sealed_is_not_added_to_what_is",
    "an_erased_record_gets_no_key",
    "a_key_stays_with_its_person",
    "a_key_is_destroyed_with_its_record",
    "changes_are_only_appended",
    "changes_are_never_changed",
    "changes_are_never_deleted",
    "tree_leaves_are_only_appended",
    "tree_leaves_are_never_changed",
    "tree_leaves_are_never_deleted",
    "tree_nodes_are_only_appended",
    "tree_nodes_are_never_changed",
    "tree_nodes_are_never_deleted",
];

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
            sqlx::raw_sql(*step).execute(&mut *writing).await?;
            if number == TREE {
                for kind in EntryKind::BEFORE_KEYS {
                    tree::cover(&mut writing, kind).await?;
                }
            }
            if number == CHANGES {
                changes::vouch_for_all(&mut writing).await?;
            }
            // A pragma takes no parameters; both numbers are this program's own.
            let mark = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {number};");
            sqlx::raw_sql(AssertSqlSafe(mark)).execute(&mut *writing).await?;
        }
        writing.commit_step().await?;
    }
    Ok(())
}

/// The guards that are missing or are not as the steps made them.
pub(crate) async fn broken_guards(connection: &mut SqliteConnection) -> Result<Vec<&'static str>, StoreProblem> {
    let stored: Vec<(String, String)> =
        sqlx::query_as("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetch_all(connection).await?;
    let stands = |guard: &str| stored.iter().any(|(name, sql)| name == guard && STEPS.iter().any(|step| step.contains(sql.as_str())));
    Ok(GUARDS.iter().copied().filter(|guard| !stands(guard)).collect())
}

/// Triggers and views that no step made: whoever adds one lets the database itself change what the program writes.
pub(crate) async fn foreign_parts(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreProblem> {
    let stored: Vec<(String, String)> =
        sqlx::query_as("SELECT name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY name").fetch_all(connection).await?;
    Ok(stored.into_iter().filter(|(_, sql)| !STEPS.iter().any(|step| step.contains(sql.as_str()))).map(|(name, _)| name).collect())
}
