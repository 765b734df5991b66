//! Keeping the rows about a person in step with their events.

use super::fold::{PersonRow, Relation, fold};
use super::letters;
use crate::problem::StoreProblem;
use crate::time_text::unreadable;
use brought_domain::{Event, PersonId};
use sqlx::SqliteConnection;

/// Works out anew who somebody is and whom they belong with.
///
/// Always from all of their events and never from the rows as they are, so that following each append and rebuilding give the same.
pub(crate) async fn refresh(connection: &mut SqliteConnection, person: &PersonId) -> Result<(), StoreProblem> {
    let events = events(connection, person).await?;
    let (row, relations) = fold(person.clone(), &events);
    write_person(connection, &row).await?;
    write_words(connection, &row).await?;
    write_relations(connection, person, &relations).await
}

async fn events(connection: &mut SqliteConnection, person: &PersonId) -> Result<Vec<Event>, StoreProblem> {
    let written: Vec<(u16, String)> = sqlx::query_as("SELECT form_version, body FROM events WHERE person = ? ORDER BY person_version")
        .bind(person.as_str())
        .fetch_all(connection)
        .await?;
    written.iter().map(|(version, body)| crate::forms::read(*version, body)).collect()
}

async fn write_person(connection: &mut SqliteConnection, row: &PersonRow) -> Result<(), StoreProblem> {
    sqlx::query(
        "INSERT OR REPLACE INTO people (id, kind, given, family, preferred, family_folded, born_on, due_on, nhs_number, dead)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(row.id.as_str())
    .bind(row.kind.map(|kind| kind.code()))
    .bind(&row.name.given)
    .bind(&row.name.family)
    .bind(&row.name.preferred)
    .bind(letters::fold(&row.name.family))
    .bind(row.born_on.map(|day| day.to_string()))
    .bind(row.due_on.map(|day| day.to_string()))
    .bind(row.nhs_number.map(|number| number.digits()))
    .bind(row.dead)
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_words(connection: &mut SqliteConnection, row: &PersonRow) -> Result<(), StoreProblem> {
    sqlx::query("DELETE FROM name_words WHERE person = ?").bind(row.id.as_str()).execute(&mut *connection).await?;
    let name = &row.name;
    let words: std::collections::BTreeSet<String> = [Some(&name.given), Some(&name.family), name.preferred.as_ref()]
        .into_iter()
        .flatten()
        .flat_map(|part| letters::words(part))
        .collect();
    sqlx::query("INSERT INTO name_words (word, person) SELECT value, ?2 FROM json_each(?1)")
        .bind(json(&words)?)
        .bind(row.id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

async fn write_relations(connection: &mut SqliteConnection, person: &PersonId, relations: &[Relation]) -> Result<(), StoreProblem> {
    sqlx::query("DELETE FROM relations WHERE said_by = ?").bind(person.as_str()).execute(&mut *connection).await?;
    for Relation { other, relation, same_household } in relations {
        // Two relations can look the same from the other side: a mother and a carer both have a dependent child.
        for (from, to, kind) in [(person, other, *relation), (other, person, relation.from_the_other_side())] {
            sqlx::query("INSERT OR IGNORE INTO relations (person, other, relation, same_household, said_by) VALUES (?, ?, ?, ?, ?)")
                .bind(from.as_str())
                .bind(to.as_str())
                .bind(kind.code())
                .bind(same_household.code())
                .bind(person.as_str())
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}

fn json(words: &std::collections::BTreeSet<String>) -> Result<String, StoreProblem> {
    serde_json::to_string(words).map_err(|error| unreadable("a list of words", &error))
}
