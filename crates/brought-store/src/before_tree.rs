//! The chains of digests that the tree took the place of: a record of an earlier form is held against them before they are dropped, so that what was
//! altered before the tree began is not vouched for by it.

use crate::chain::{Chain, START, Sum};
use crate::problem::StoreProblem;
use crate::row::Row;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow as _, Row as _, SqliteConnection};
use std::collections::HashMap;

/// How many rows to read at once.
const PAGE: i64 = 2000;

/// How a column went into a digest.
#[derive(Clone, Copy)]
enum Part {
    Number(&'static str),
    Text(&'static str),
    Optional(&'static str),
    Bytes(&'static str),
}

use Part::{Bytes, Number, Optional, Text};

/// A chain over a table: each digest over the one before and over some columns, in this order.
struct OldChain {
    what: &'static str,
    purpose: &'static str,
    rows: &'static str,
    digest: &'static str,
    parts: &'static [Part],
}

/// The statements here are not kept: the tables have other columns afterwards.
const EVENTS: &str = "SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?";

const CHAINS: &[OldChain] = &[
    OldChain { what: "entry", purpose: "brought log 1", rows: EVENTS, digest: "log_digest", parts: &[Number("seq"), Bytes("digest")] },
    OldChain {
        what: "access",
        purpose: "brought access 1",
        rows: "SELECT * FROM accesses WHERE seq > ? ORDER BY seq LIMIT ?",
        digest: "digest",
        parts: &[Number("seq"), Text("person"), Text("reader"), Text("purpose"), Text("seen"), Text("at")],
    },
    OldChain {
        what: "policy put in force",
        purpose: "brought policy in force 1",
        // One whose text is gone has to be found as well.
        rows: "SELECT policies_in_force.*, coalesce(files, '') AS files FROM policies_in_force LEFT JOIN policy_texts USING (pack_digest)
                WHERE seq > ? ORDER BY seq LIMIT ?",
        digest: "digest",
        parts: &[
            Number("seq"),
            Text("pack"),
            Text("pack_version"),
            Text("pack_digest"),
            Optional("service"),
            Optional("from_at"),
            Text("put_at"),
            Text("signed_by"),
            Text("signed_as"),
            Text("reason"),
            Optional("shown"),
            Text("files"),
        ],
    },
    OldChain {
        what: "step of a message",
        purpose: "brought outbox 1",
        rows: "SELECT outbox.*, outbox_entries.* FROM outbox_entries LEFT JOIN outbox ON outbox.key = outbox_entries.key
                WHERE seq > ? ORDER BY seq LIMIT ?",
        digest: "digest",
        parts: &[
            Number("seq"),
            Number("number"),
            Optional("key"),
            Optional("event"),
            Optional("person"),
            Optional("recipient"),
            Optional("channel"),
            Optional("obligation"),
            Optional("document"),
            Optional("step"),
            Optional("by"),
            Optional("receipt"),
            Optional("why"),
            Optional("safe_address"),
            Optional("at"),
        ],
    },
    OldChain {
        what: "note of a restore",
        purpose: "brought restore 1",
        rows: "SELECT * FROM restores WHERE seq > ? ORDER BY seq LIMIT ?",
        digest: "digest",
        parts: &[Number("seq"), Text("step"), Text("at"), Number("entries"), Optional("by"), Optional("why")],
    },
];

/// Looks through everything that the tree is to vouch for.
///
/// # Errors
/// [`StoreProblem::NotBroughtUp`] when something is not as it was written.
pub(crate) async fn check(connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
    for chain in CHAINS {
        check_chain(connection, chain).await?;
    }
    check_records(connection).await?;
    match crate::issued::altered(connection).await?.first() {
        Some((event, name)) => Err(altered(&format!("the document {name} of the entry {event}"))),
        None => Ok(()),
    }
}

async fn check_chain(connection: &mut SqliteConnection, chain: &OldChain) -> Result<(), StoreProblem> {
    let (mut last, mut before) = (0, START);
    loop {
        let rows = sqlx::query(chain.rows).persistent(false).bind(last).bind(PAGE).fetch_all(&mut *connection).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            let (seq, right) = (row.try_get("seq")?, digest_of(chain, row, &before)?);
            if seq != last + 1 || row.try_get::<Vec<u8>, _>(chain.digest)? != right {
                return Err(altered(&format!("{} {seq}, or one before it", chain.what)));
            }
            (last, before) = (seq, right);
        }
    }
}

fn digest_of(chain: &OldChain, row: &SqliteRow, before: &Sum) -> Result<Sum, StoreProblem> {
    let mut digest = Chain::after(chain.purpose, before);
    for part in chain.parts {
        match *part {
            Number(column) => digest.number(row.try_get(column)?),
            Text(column) => digest.text(row.try_get(column)?),
            Optional(column) => digest.optional(row.try_get(column)?),
            Bytes(column) => digest.bytes(row.try_get(column)?),
        }
    }
    Ok(digest.sum())
}

/// Each person's record by itself: its digests cover what the entries say.
async fn check_records(connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
    let (mut last, mut records) = (0, HashMap::<String, (i64, Sum)>::new());
    loop {
        let rows = sqlx::query(EVENTS).persistent(false).bind(last).bind(PAGE).fetch_all(&mut *connection).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            let row = Row::from_row(row)?;
            let (version, before) = records.get(&row.columns.person).copied().unwrap_or((0, START));
            if row.person_version != version + 1 || row.digest != row.columns.digest(row.person_version, &before) {
                return Err(altered(&format!("entry {}, or one before it of the same person", row.seq)));
            }
            last = row.seq;
            records.insert(row.columns.person, (row.person_version, row.digest));
        }
    }
}

fn altered(what: &str) -> StoreProblem {
    StoreProblem::NotBroughtUp { what: what.to_owned() }
}
