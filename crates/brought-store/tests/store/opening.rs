//! Opening: never the wrong file, never a newer one, never an unsafe one.

use crate::support::*;
use brought_store::{Finding, OpenMode, Store, StoreProblem};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::path::Path;

async fn run(path: &Path, sql: &str) {
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", path.display())).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_mistyped_path_is_not_an_empty_record() {
    let (_folder, path) = place();
    let problem = Store::open(&path, OpenMode::Existing).await.unwrap_err();
    assert_eq!(problem, StoreProblem::Missing(path.clone()));
    assert!(!path.exists());
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_said_plainly() {
    let (folder, _) = place();
    let problem = Store::open(folder.path().join("no/such/folder/record"), OpenMode::Create).await.unwrap_err();
    assert!(matches!(problem, StoreProblem::CannotOpen(_)), "{problem}");
}

#[tokio::test]
async fn another_file_is_refused_and_left_as_it_is() {
    let (folder, database) = place();
    run(&database, "CREATE TABLE letters (id INTEGER)").await;
    let text = folder.path().join("list.csv");
    std::fs::write(&text, "nhs_number,name\n".repeat(100)).unwrap();
    for path in [database, text] {
        let before = std::fs::read(&path).unwrap();
        for mode in [OpenMode::Create, OpenMode::Existing] {
            assert_eq!(Store::open(&path, mode).await.unwrap_err(), StoreProblem::NotAStore(path.clone()));
        }
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}

#[tokio::test]
async fn a_record_of_a_newer_program_is_refused_with_what_to_do() {
    let (_folder, path) = place();
    create(&path).await.close().await;
    run(&path, "PRAGMA user_version = 4000").await;
    let problem = Store::open(&path, OpenMode::Existing).await.unwrap_err();
    assert!(matches!(problem, StoreProblem::Newer { found: 4000, .. }));
    assert!(problem.to_string().ends_with("start the newer program"), "{problem}");
}

/// What was there before rows were vouched for is vouched for from then on, and what is done to it afterwards is found.
#[tokio::test]
async fn the_directory_of_an_earlier_record_is_vouched_for_when_it_is_brought_up_to_date() {
    let (_folder, path) = place();
    let mut steps: Vec<_> =
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap().map(|step| step.unwrap().path()).collect();
    steps.sort();
    for step in &steps[..17] {
        run(&path, &std::fs::read_to_string(step).unwrap()).await;
    }
    run(&path, "INSERT INTO practitioners VALUES ('hv-1', 'A. Nurse'); INSERT INTO practitioner_roles VALUES ('hv-1', 0, 'practitioner')")
        .await;
    run(&path, "INSERT INTO accounts VALUES ('hv-1', 'nurse', 'hash', 0)").await;
    run(&path, &format!("PRAGMA application_id = {}; PRAGMA user_version = 17", 0x6272_6774)).await;
    Store::open(&path, OpenMode::Existing).await.unwrap().close().await;
    assert_eq!(findings(&path, &[]).await, []);
    run(&path, "UPDATE practitioner_roles SET role = 'safeguarding_lead'").await;
    let lead = Finding::RowOtherwise { table: "practitioner_roles", key: "[\"hv-1\",0]".into() };
    assert_eq!(findings(&path, &[]).await, [lead]);
}

/// Every earlier form of the database is brought up to date, with what is in it.
#[tokio::test]
async fn a_record_of_the_first_form_is_brought_up_to_date() {
    let (_folder, path) = place();
    run(&path, include_str!("../../migrations/0001_events.sql")).await;
    run(&path, &format!("PRAGMA application_id = {}; PRAGMA user_version = 1", 0x6272_6774)).await;
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    store.append(vec![any(vec![child("a1", "ann", "Ann", "Salles")])]).await.unwrap();
    assert_eq!(store.person(&person("ann")).await.unwrap().unwrap().name.given, "Ann");
}

/// H41: an open that finds its guards gone does not go on as if nothing had happened.
#[tokio::test]
async fn a_record_without_its_guards_is_not_opened() {
    let (_folder, path) = place();
    create(&path).await.close().await;
    run(&path, "DROP TRIGGER events_are_never_deleted").await;
    let problem = Store::open(&path, OpenMode::Existing).await.unwrap_err();
    assert!(matches!(&problem, StoreProblem::Corrupt(detail) if detail.contains("events_are_never_deleted")), "{problem}");
}

/// H41: everything that was acknowledged is there after closing and opening, and opening twice changes nothing.
#[tokio::test]
async fn opening_again_finds_everything() {
    let (_folder, path) = place();
    let store = create(&path).await;
    store.append(vec![any(vec![child("a1", "ann", "Ann", "Salles"), note("a2", "ann")])]).await.unwrap();
    let before = store.checkpoint().await.unwrap();
    drop(store);
    for _ in 0..2 {
        let store = Store::open(&path, OpenMode::Existing).await.unwrap();
        assert_eq!(store.checkpoint().await.unwrap(), before);
        assert_eq!(ids_of(&store, "ann").await, ["a1", "a2"]);
        store.close().await;
    }
}
