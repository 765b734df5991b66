//! Vouching for the rows of tables that are not only added to: who works where and as what, who may sign in, what was brought in.
//!
//! The connection that writes notes which rows a transaction touches, whoever wrote the statement, and before the commit the digest of each row as it
//! now is becomes an entry under the tree. A row that was put in, changed or taken out past the program has no such entry.

use crate::chain::hexadecimal;
use crate::entries::{EntryKind, add, value};
use crate::problem::StoreProblem;
use crate::tree;
use crate::verify::Finding;
use sha2::{Digest as _, Sha256};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Column as _, Row as _, SqliteConnection};
use std::collections::HashMap;

/// A table whose rows are vouched for.
struct Kept {
    table: &'static str,
    /// The columns that tell its rows apart.
    key: &'static [Part],
    /// The others that are vouched for.
    rest: &'static [Part],
}

/// A column.
#[derive(Clone, Copy)]
enum Part {
    /// Text or a number.
    Plain(&'static str),
    /// Bytes: JSON knows none, so that they are written in hexadecimal.
    Bytes(&'static str),
}

use Part::{Bytes, Plain};

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Plain(name) | Bytes(name) => name,
        }
    }

    /// What is written of it, of this row.
    fn of(self, row: &str) -> String {
        match self {
            Plain(name) => format!("{row}.{name}"),
            Bytes(name) => format!("hex({row}.{name})"),
        }
    }

    /// What it is, read from what was written.
    fn read(self, written: &str) -> String {
        match self {
            Plain(_) => written.to_owned(),
            Bytes(_) => format!("unhex({written})"),
        }
    }
}

/// Columns may be added to a table: where one holds nothing, the digest of the row is the same as without it.
const TABLES: &[Kept] = &[
    Kept { table: "organisations", key: &[Plain("id")], rest: &[Plain("name")] },
    Kept { table: "services", key: &[Plain("id")], rest: &[Plain("name"), Plain("audience"), Plain("health"), Plain("organisation")] },
    Kept { table: "practitioners", key: &[Plain("id")], rest: &[Plain("name")] },
    Kept { table: "practitioner_roles", key: &[Plain("practitioner"), Plain("place")], rest: &[Plain("role")] },
    Kept { table: "practitioner_services", key: &[Plain("practitioner"), Plain("place")], rest: &[Plain("service")] },
    Kept {
        table: "accounts",
        key: &[Plain("practitioner")],
        rest: &[Plain("sign_in_name"), Plain("password_hash"), Plain("disabled"), Plain("given_until")],
    },
    // When a session was last used is written at every request, and is not vouched for: when it ends is.
    Kept { table: "sessions", key: &[Plain("token_hash")], rest: &[Plain("practitioner"), Plain("created_at"), Plain("expires_at")] },
    Kept {
        table: "openid_links",
        key: &[Plain("issuer"), Plain("claim"), Plain("value")],
        rest: &[Plain("practitioner"), Plain("linked_at")],
    },
    Kept {
        table: "openid_sessions",
        key: &[Plain("token_hash")],
        rest: &[Plain("issuer"), Plain("subject"), Plain("sid"), Plain("roles"), Plain("services")],
    },
    Kept { table: "openid_logouts", key: &[Plain("issuer"), Plain("jti")], rest: &[Plain("sid"), Plain("taken_at")] },
    Kept { table: "sign_in_rules", key: &[Plain("one")], rest: &[Plain("code_asked")] },
    Kept { table: "doorstep", key: &[Plain("one")], rest: &[Bytes("random")] },
    Kept { table: "second_factors", key: &[Plain("practitioner")], rest: &[Bytes("secret"), Plain("last_step")] },
    Kept { table: "recovery_codes", key: &[Plain("practitioner"), Plain("code_hash")], rest: &[] },
    Kept {
        table: "calendar_feeds",
        key: &[Bytes("digest")],
        rest: &[Plain("owner"), Plain("person"), Plain("with_names"), Plain("made_at"), Plain("revoked_at")],
    },
    Kept {
        table: "import_batches",
        key: &[Plain("id")],
        rest: &[
            Plain("file_name"),
            Plain("file_digest"),
            Plain("started_at"),
            Plain("finished_at"),
            Plain("started_by"),
            Plain("counts"),
            Plain("state"),
        ],
    },
    // Without the main key nobody can tell that somebody's key opens nothing any more.
    Kept { table: "record_key", key: &[Plain("one")], rest: &[Plain("record"), Plain("main_key"), Bytes("lookup")] },
    Kept { table: "person_keys", key: &[Plain("person")], rest: &[Bytes("wrapped")] },
    // What the row of the file says is vouched for by the id, which is worked out from it.
    Kept {
        table: "review_items",
        key: &[Plain("id")],
        rest: &[Plain("batch"), Plain("file_name"), Plain("row_number"), Plain("settled_at"), Plain("settled_by"), Plain("settled_how")],
    },
];

impl Kept {
    fn columns(&self) -> impl Iterator<Item = Part> {
        self.key.iter().chain(self.rest).copied()
    }

    /// What tells a row from the others, as a JSON list.
    fn key_of(&self, row: &str) -> String {
        let parts: Vec<String> = self.key.iter().map(|part| part.of(row)).collect();
        format!("json_array({})", parts.join(", "))
    }

    /// Every column that is vouched for, under its name.
    fn columns_of(&self, row: &str) -> String {
        listed(self.columns(), row)
    }

    /// Triggers of one connection, which are in no file: what is done past the program does not note itself.
    fn watch(&self) -> String {
        let Self { table, .. } = self;
        let note = |row: &str| format!("INSERT INTO touched VALUES ('{table}', {});", self.key_of(row));
        let (old, new) = (note("OLD"), note("NEW"));
        let columns: Vec<&str> = self.columns().map(Part::name).collect();
        let columns = columns.join(", ");
        format!(
            "CREATE TEMP TRIGGER IF NOT EXISTS {table}_put_in AFTER INSERT ON main.{table} BEGIN {new} END;
             CREATE TEMP TRIGGER IF NOT EXISTS {table}_changed AFTER UPDATE OF {columns} ON main.{table} BEGIN {old} {new} END;
             CREATE TEMP TRIGGER IF NOT EXISTS {table}_taken_out AFTER DELETE ON main.{table} BEGIN {old} END;"
        )
    }

    /// The rows that were touched, as they are now; nothing in the columns of the key where one is gone.
    fn touched(&self) -> String {
        let found: Vec<String> = (self.key.iter().zip(0..))
            .map(|(part, place)| format!("kept.{} = {}", part.name(), part.read(&format!("json_extract(touched.key, '$[{place}]')"))))
            .collect();
        format!(
            "SELECT DISTINCT touched.key AS row_key, kept.{first} IS NOT NULL AS is_there, {columns},
                    (SELECT sha256 FROM changes WHERE changes.place = touched.place AND changes.key = touched.key ORDER BY seq DESC LIMIT 1) AS known
               FROM temp.touched AS touched LEFT JOIN {table} AS kept ON {found} WHERE touched.place = '{table}' ORDER BY touched.key",
            first = self.key.first().map_or("rowid", |part| part.name()),
            columns = self.columns_of("kept"),
            table = self.table,
            found = found.join(" AND "),
        )
    }

    /// All its rows.
    fn rows(&self) -> String {
        self.rows_with(&self.columns_of("kept"))
    }

    /// All its rows, as they are in a table that has these columns: later steps add others, in which nothing stands then.
    fn rows_in(&self, there: &[String]) -> String {
        let there = self.columns().filter(|part| there.iter().any(|name| name == part.name()));
        self.rows_with(&listed(there, "kept"))
    }

    fn rows_with(&self, columns: &str) -> String {
        format!("SELECT {} AS row_key, {columns} FROM {} AS kept", self.key_of("kept"), self.table)
    }

    /// The digest of a row.
    fn digest(&self, row: &SqliteRow) -> Result<String, StoreProblem> {
        let mut line = format!("{{\"table\":\"{}\"", self.table);
        for (place, column) in row.columns().iter().enumerate() {
            if self.columns().any(|part| part.name() == column.name()) {
                match value(row, place)?.as_str() {
                    "null" => {}
                    written => add(&mut line, column.name(), written),
                }
            }
        }
        line.push('}');
        Ok(hexadecimal(&Sha256::digest(line)))
    }
}

/// These columns of a row, each under its name.
fn listed(columns: impl Iterator<Item = Part>, row: &str) -> String {
    let parts: Vec<String> = columns.map(|part| format!("{} AS {}", part.of(row), part.name())).collect();
    parts.join(", ")
}

/// Notes from now on which rows this connection touches. It has to be called anew for every connection that writes.
pub(crate) async fn watch(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let triggers: String = TABLES.iter().map(Kept::watch).collect();
    let all = format!("CREATE TEMP TABLE IF NOT EXISTS touched (place TEXT NOT NULL, key TEXT NOT NULL) STRICT; {triggers}");
    sqlx::raw_sql(AssertSqlSafe(all)).execute(connection).await?;
    Ok(())
}

/// Vouches for the rows that were touched in the transaction that is about to be committed.
pub(crate) async fn vouch(connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
    let touched: Vec<String> = sqlx::query_scalar("SELECT DISTINCT place FROM temp.touched").fetch_all(&mut *connection).await?;
    if touched.is_empty() {
        return Ok(());
    }
    for kept in TABLES.iter().filter(|kept| touched.iter().any(|table| table == kept.table)) {
        for row in sqlx::query(AssertSqlSafe(kept.touched())).fetch_all(&mut *connection).await? {
            let is_there: bool = row.try_get("is_there")?;
            let (digest, known) = (is_there.then(|| kept.digest(&row)).transpose()?, row.try_get::<Option<String>, _>("known")?);
            if digest != known {
                append(connection, kept.table, row.try_get("row_key")?, digest.as_deref()).await?;
            }
        }
    }
    sqlx::query("DELETE FROM temp.touched").execute(&mut *connection).await?;
    tree::cover(connection, EntryKind::Change).await
}

/// The tables of keys, for which nothing vouched at first.
const OF_KEYS: [&str; 2] = ["record_key", "person_keys"];

/// Vouches for every row that there is: when the program first does.
pub(crate) async fn vouch_for_all(connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
    vouch_for(connection, |_| true).await
}

/// Vouches for the rows of keys in a database in which nothing has vouched for them yet. Those of other tables are left as they are: what was put into them
/// past the program is still to be found.
pub(crate) async fn vouch_for_keys(connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
    let vouched: Vec<String> = sqlx::query_scalar("SELECT DISTINCT place FROM changes").fetch_all(&mut *connection).await?;
    vouch_for(connection, |table| OF_KEYS.contains(&table) && vouched.iter().all(|known| known != table)).await
}

async fn vouch_for(connection: &mut SqliteConnection, wanted: impl Fn(&str) -> bool) -> Result<(), StoreProblem> {
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'").fetch_all(&mut *connection).await?;
    // Later steps make more of them, and those are empty then.
    for kept in TABLES.iter().filter(|kept| wanted(kept.table) && tables.iter().any(|table| table == kept.table)) {
        let columns: Vec<String> =
            sqlx::query_scalar("SELECT name FROM pragma_table_info(?)").bind(kept.table).fetch_all(&mut *connection).await?;
        for row in sqlx::query(AssertSqlSafe(kept.rows_in(&columns))).fetch_all(&mut *connection).await? {
            append(connection, kept.table, row.try_get("row_key")?, Some(&kept.digest(&row)?)).await?;
        }
    }
    tree::cover(connection, EntryKind::Change).await
}

async fn append(connection: &mut SqliteConnection, table: &str, key: &str, digest: Option<&str>) -> Result<(), StoreProblem> {
    sqlx::query("INSERT INTO changes (seq, place, key, sha256) SELECT coalesce(max(seq), 0) + 1, ?, ?, ? FROM changes")
        .bind(table)
        .bind(key)
        .bind(digest)
        .execute(connection)
        .await?;
    Ok(())
}

/// The rows that are not as the program left them: altered, put in, or taken out.
pub(crate) async fn otherwise(connection: &mut SqliteConnection) -> Result<Vec<Finding>, StoreProblem> {
    let mut found = Vec::new();
    for kept in TABLES {
        let known: Vec<(String, Option<String>)> =
            sqlx::query_as("SELECT key, sha256 FROM changes WHERE seq IN (SELECT max(seq) FROM changes WHERE place = ? GROUP BY key)")
                .bind(kept.table)
                .fetch_all(&mut *connection)
                .await?;
        let mut known: HashMap<String, String> = known.into_iter().filter_map(|(key, digest)| Some((key, digest?))).collect();
        for row in sqlx::query(AssertSqlSafe(kept.rows())).fetch_all(&mut *connection).await? {
            let key: String = row.try_get("row_key")?;
            if known.remove(&key) != Some(kept.digest(&row)?) {
                found.push(Finding::RowOtherwise { table: kept.table, key });
            }
        }
        let mut gone: Vec<String> = known.into_keys().collect();
        gone.sort_unstable();
        found.extend(gone.into_iter().map(|key| Finding::RowOtherwise { table: kept.table, key }));
    }
    Ok(found)
}
