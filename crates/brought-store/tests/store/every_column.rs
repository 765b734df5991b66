//! Whatever is done to the file past the program is found: every column of every table is altered, every row taken out, and another put in (S10, T11).

use crate::erasing::signed;
use crate::links::decision;
use crate::openid;
use crate::outbox::{asked, message};
use crate::policies::{entry, with_files};
use crate::reference::{account, bad_row, batch, session};
use crate::sealed::{family, keyring, sealed};
use crate::support::*;
use brought_domain::person::{Audience, Organisation, Practitioner, Service};
use brought_domain::work::Role;
use brought_domain::{LinkStep, OrganisationId};
use brought_store::{CalendarFeed, LinkClaim, OpenMode, RetentionStep, Store};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::path::Path;

/// What is thrown away and worked out anew at any moment. Lists that somebody altered are for the part that works them out to find
/// (`brought-app`, `worklist/check.rs`).
const WORKED_OUT: [&str; 4] = ["read_models", "worklist", "worklist_basis", "worklist_state"];

/// Written at every request of a page, and vouched for by nothing: when a session ends is.
const EVERY_REQUEST: (&str, &str) = ("sessions", "last_seen_at");

/// A store with a row in every table.
async fn with_everything(path: &Path) {
    let store = sealed(path).await;
    family(&store).await;
    let trust = Organisation { id: OrganisationId::new("RY3").unwrap(), name: "Community trust".into() };
    let clinic = Service {
        id: "eye-clinic".parse().unwrap(),
        name: "Eye clinic".into(),
        audience: Audience::Children,
        health: true,
        organisation: Some(trust.id.clone()),
    };
    let nurse = Practitioner {
        id: practitioner("hv-1"),
        name: "A. Nurse".into(),
        roles: vec![Role::Supervisor, Role::Practitioner],
        services: vec![clinic.id.clone()],
    };
    store.put_organisations(&[trust]).await.unwrap();
    store.put_services(&[clinic]).await.unwrap();
    store.put_practitioners(&[nurse]).await.unwrap();
    store.put_account(&account("hv-1", "nurse")).await.unwrap();
    store.put_second_factor(&practitioner("hv-1"), &[7; 20], 5, &["aa".repeat(32)]).await.unwrap();
    store.put_import(&batch("b1", "2026-07-01T09:00:00Z")).await.unwrap();
    store.add_review_items("b1", &[bad_row(2, "9434765910")]).await.unwrap();
    assert!(store.put_policies_in_force(0, &[with_files(&entry("1.0", None, None))]).await.unwrap());
    store.append(vec![any(vec![note("e1", "ann")])]).await.unwrap();
    store.queue_message(&message("e1"), &asked()).await.unwrap();
    let feed =
        CalendarFeed { digest: [7; 32], owner: practitioner("hv-1"), person: Some(person("ann")), with_names: false, made_at: at(NOW) };
    store.add_calendar_feed(&feed).await.unwrap();
    let inquest = signed("ann", RetentionStep::Held, "An inquest.", NOW);
    assert!(store.hold(&inquest).await.unwrap());
    store.decide_link(&decision(LinkStep::Barred, "ann", "zoe", NOW)).await.unwrap();
    store.mark_restored(at(NOW)).await.unwrap();
    store.ask_everybody_for_code(true).await.unwrap();
    store.doorstep_secret(&[9; 32]).await.unwrap();
    // A restore ends everybody's session.
    store.begin_session(&session("hv-1", "t1")).await.unwrap();
    store.put_openid_link(&openid::link("hv-1", LinkClaim::Uid, "555")).await.unwrap();
    assert_eq!(store.take_openid_logout(&openid::logout("j1", Some("sid-0"), None)).await.unwrap(), Some(0));
    store.begin_session(&openid::session("hv-1", "t2", "s1", Some("sid-1"))).await.unwrap();
    store.close().await;
}

const NOW: &str = "2026-07-03T09:00:00Z";

/// The tables, each with its columns: name, type, and whether it tells the rows apart.
async fn tables(path: &Path) -> Vec<(String, Vec<(String, String, bool)>)> {
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    let names: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    let mut tables = Vec::new();
    for table in names {
        let columns: Vec<(String, String, bool)> =
            sqlx::query_as("SELECT name, type, pk > 0 FROM pragma_table_info(?)").bind(&table).fetch_all(&mut connection).await.unwrap();
        tables.push((table, columns));
    }
    connection.close().await.unwrap();
    tables
}

async fn count(path: &Path, table: &str) -> i64 {
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    let count = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}"))).fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    count
}

/// Another value in the place of one.
fn another(column: &str, kind: &str) -> String {
    match kind {
        "INTEGER" => format!("coalesce({column}, 0) + 1000"),
        "BLOB" => format!("zeroblob(max(1, coalesce(length({column}), 1)))"),
        _ => format!("coalesce({column}, '') || 'x'"),
    }
}

/// Whether opening or verifying says that something is wrong.
async fn is_found(path: &Path) -> bool {
    let Ok(store) = Store::open_with(path, OpenMode::ToVerify, Some(&keyring(1))).await else { return true };
    let verified = store.verify(&[]).await;
    store.close().await;
    !verified.is_ok_and(|verified| verified.findings.is_empty())
}

/// Does this to a copy of the file, as somebody with full power over it could, and says whether that is found.
async fn is_found_in_a_copy(path: &Path, sql: &str) -> bool {
    let copy = path.with_extension("copy");
    std::fs::copy(path, &copy).unwrap();
    tamper(&copy, &format!("PRAGMA ignore_check_constraints = ON; {sql}")).await;
    let found = is_found(&copy).await;
    for end in ["", "-wal", "-shm"] {
        let _not_there = std::fs::remove_file(format!("{}{end}", copy.display()));
    }
    found
}

#[tokio::test]
async fn whatever_is_done_to_the_file_past_the_program_is_found() {
    let (_folder, path) = place();
    with_everything(&path).await;
    assert!(!is_found(&path).await, "an untouched store is as it was written");
    let mut missed = Vec::new();
    for (table, columns) in tables(&path).await.into_iter().filter(|(table, _)| !WORKED_OUT.contains(&table.as_str())) {
        assert!(count(&path, &table).await > 0, "{table} has a row");
        let first = first(&table, &columns);
        let mut deeds = vec![format!("DELETE FROM {table} WHERE {first}")];
        let names: Vec<&str> = columns.iter().map(|(name, ..)| name.as_str()).collect();
        let others: Vec<String> = columns.iter().map(|(name, kind, _)| another(name, kind)).collect();
        deeds.push(format!("INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE {first}", names.join(", "), others.join(", ")));
        for (column, kind, _) in columns.iter().filter(|(column, ..)| (table.as_str(), column.as_str()) != EVERY_REQUEST) {
            deeds.push(format!("UPDATE {table} SET {column} = {} WHERE {first}", another(column, kind)));
        }
        for deed in deeds {
            if !is_found_in_a_copy(&path, &deed).await {
                missed.push(deed);
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

/// The first row of a table.
fn first(table: &str, columns: &[(String, String, bool)]) -> String {
    let key: Vec<&str> = columns.iter().filter(|(.., is_key)| *is_key).map(|(name, ..)| name.as_str()).collect();
    let key = if key.is_empty() { "rowid".to_owned() } else { key.join(", ") };
    format!("({key}) = (SELECT {key} FROM {table} LIMIT 1)")
}
