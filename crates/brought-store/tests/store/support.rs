//! Short ways to make events and stores.

use brought_domain::contact::Answer;
use brought_domain::event::CorrectionKind;
use brought_domain::person::{Name, PersonDetails, PersonKind, RelationKind, RelationRecorded};
use brought_domain::work::Role;
use brought_domain::{Author, Correction, Event, EventId, Fact, Happened, PersonId, PractitionerId, ServiceId, Source};
use brought_store::{Checkpoint, EntryKind, Expected, Finding, OpenMode, PersonAppend, Store};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
use std::path::PathBuf;

pub(crate) fn person(id: &str) -> PersonId {
    PersonId::new(id).unwrap()
}

pub(crate) fn practitioner(id: &str) -> PractitionerId {
    PractitionerId::new(id).unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An event that was written here at noon of a day in July.
pub(crate) fn event(id: &str, about: &str, fact: Fact) -> Event {
    Event {
        id: EventId::new(id).unwrap(),
        about: person(about),
        service: Some(ServiceId::new("health-visiting").unwrap()),
        happened: Happened::At(at("2026-07-01T09:00:00Z")),
        recorded_at: at("2026-07-01T11:00:00Z"),
        author: Author::Signed { by: practitioner("hv-1"), role: Role::Practitioner },
        source: Source::Entered,
        corrects: None,
        answers: Vec::new(),
        fact,
    }
}

pub(crate) fn note(id: &str, about: &str) -> Event {
    event(id, about, Fact::NoteWritten(format!("Note {id}.")))
}

pub(crate) fn named(id: &str, about: &str, kind: PersonKind, given: &str, family: &str) -> Event {
    let name = Name { given: given.into(), family: family.into(), preferred: None };
    event(id, about, Fact::PersonRecorded(kind, PersonDetails { name: Some(name), ..PersonDetails::default() }))
}

pub(crate) fn child(id: &str, about: &str, given: &str, family: &str) -> Event {
    named(id, about, PersonKind::Child, given, family)
}

pub(crate) fn related(id: &str, about: &str, other: &str, relation: RelationKind) -> Event {
    let fact = RelationRecorded { other: person(other), relation, same_household: Answer::Yes };
    event(id, about, Fact::RelationRecorded(fact))
}

/// An event that came from another system.
pub(crate) fn imported(event: Event, id: &str, version: &str) -> Event {
    Event { source: Source::Imported { system: "clinic-system".into(), id: id.into(), version: version.into() }, ..event }
}

/// An event that takes an earlier one back.
pub(crate) fn withdrawal(id: &str, about: &str, of: &str) -> Event {
    let correction = Correction { event: EventId::new(of).unwrap(), how: CorrectionKind::Withdraws, reason: "Wrong child.".into() };
    Event { corrects: Some(correction), ..event(id, about, Fact::CorrectionOnly) }
}

/// To add events to the record of whoever the first is about, whatever it is at.
pub(crate) fn any(events: Vec<Event>) -> PersonAppend {
    PersonAppend { person: events[0].about.clone(), expected: Expected::Any, events }
}

/// To add events to a record that is believed to be at a version.
pub(crate) fn at_version(version: u64, events: Vec<Event>) -> PersonAppend {
    PersonAppend { person: events[0].about.clone(), expected: Expected::Version(version), events }
}

/// A folder that goes away after the test, and the path of a store in it.
pub(crate) fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("record.brought");
    (folder, path)
}

pub(crate) async fn create(path: &PathBuf) -> Store {
    Store::open(path, OpenMode::Create).await.unwrap()
}

/// The ids of the events in a person's record, in the order in which they were stored.
pub(crate) async fn ids_of(store: &Store, about: &str) -> Vec<String> {
    store.events_of(&person(about)).await.unwrap().events.iter().map(|event| event.id.to_string()).collect()
}

/// Carries out a statement on the file itself, as somebody with an SQL shell would.
pub(crate) async fn carried_out(path: &std::path::Path, sql: &str) -> Result<(), sqlx::Error> {
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", path.display())).await?;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
    connection.close().await
}

/// The same with one guard taken away and put back.
pub(crate) async fn behind_its_back(path: &std::path::Path, guard: &str, sql: &str) {
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    let made: String =
        sqlx::query_scalar("SELECT sql FROM sqlite_schema WHERE name = ?").bind(guard).fetch_one(&mut connection).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(format!("DROP TRIGGER {guard}; {sql}; {made};"))).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Does something to the file as somebody with full power over it could: without the guards, which are put back afterwards.
pub(crate) async fn tamper(path: &std::path::Path, sql: &str) {
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    let guards: Vec<(String, String)> =
        sqlx::query_as("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetch_all(&mut connection).await.unwrap();
    let without: String = guards.iter().map(|(name, _)| format!("DROP TRIGGER {name};")).collect();
    let with: String = guards.iter().map(|(_, sql)| format!("{sql};")).collect();
    sqlx::raw_sql(AssertSqlSafe(format!("PRAGMA foreign_keys = OFF; {without} {sql}; {with}"))).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// What verifying finds in a store, whatever is wrong at its end.
pub(crate) async fn findings(path: &std::path::Path, against: &[Checkpoint]) -> Vec<Finding> {
    let store = Store::open(path, OpenMode::ToVerify).await.unwrap();
    let findings = store.verify(against).await.unwrap().findings;
    store.close().await;
    findings
}

/// The entries that were found altered, by kind and number.
pub(crate) fn altered(findings: &[Finding]) -> Vec<(EntryKind, i64)> {
    let altered = findings.iter().filter_map(|finding| match finding {
        Finding::Altered { entry } => Some((entry.kind, entry.number)),
        _ => None,
    });
    altered.collect()
}
