//! Keeping the rows about people in step with their events.

use super::fold::{PersonRow, Relation, fold};
use super::letters;
use crate::events::person_id;
use crate::json::list;
use crate::keys::{Keeping, Keys};
use crate::problem::StoreProblem;
use crate::row::Row as StoredRow;
use brought_domain::{Event, PersonId};
use serde_json::{Value, json};
use sqlx::{Row as _, SqliteConnection};
use std::collections::BTreeSet;

/// The events of those asked for whose record was not erased, person by person.
pub(crate) const WRITTEN: &str = "SELECT events.* FROM json_each(?) AS wanted CROSS JOIN events ON events.person = wanted.value
      WHERE NOT EXISTS (SELECT 1 FROM retention WHERE retention.person = wanted.value AND step = 'erased')
      ORDER BY events.person, person_version";

/// Works out anew who people are and whom they belong with.
///
/// Always from all of their events and never from the rows as they are, so that following each append and rebuilding give the same.
pub(crate) async fn refresh(connection: &mut SqliteConnection, keeping: &Keeping, people: &BTreeSet<&str>) -> Result<(), StoreProblem> {
    let (rows, words, relations) = worked_out(connection, keeping, people).await?;
    replace(connection, people, rows, words, relations).await
}

/// The rows about people, the words of their names and their relations, as their events have them.
async fn worked_out(
    connection: &mut SqliteConnection,
    keeping: &Keeping,
    people: &BTreeSet<&str>,
) -> Result<(Vec<Value>, Vec<Value>, Vec<Value>), StoreProblem> {
    let (mut rows, mut words, mut relations) = (Vec::new(), Vec::new(), Vec::new());
    let written: Vec<StoredRow> = sqlx::query_as(WRITTEN).bind(list(people)).fetch_all(&mut *connection).await?;
    let keys = Keys::of(connection, keeping, people).await?;
    for written in written.chunk_by(|left, right| left.columns.person == right.columns.person) {
        let Some(person) = written.first().map(|first| &first.columns.person) else { continue };
        let events: Vec<Event> = written.iter().map(|row| keys.event(&row.columns)).collect::<Result<_, _>>()?;
        let (row, known) = fold(person_id(person)?, &events);
        words.extend(letters::of_name(&row.name).into_iter().map(|word| json!([word, person])));
        relations.extend(of_both_sides(&row.id, &known));
        rows.push(person_json(&row));
    }
    Ok((rows, words, relations))
}

/// Those of these people of whom the tables do not say what their events say.
pub(crate) async fn differing(
    connection: &mut SqliteConnection,
    keeping: &Keeping,
    people: &BTreeSet<&str>,
) -> Result<BTreeSet<String>, StoreProblem> {
    let (rows, words, relations) = worked_out(connection, keeping, people).await?;
    let people = list(people);
    let mut found = BTreeSet::new();
    for (statement, values) in [
        (
            "WITH wanted AS (SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10
                              FROM json_each(?1)),
                  kept AS (SELECT id, kind, given, family, preferred, family_folded, born_on, due_on, nhs_number, dead, restricted_to
                             FROM people WHERE id IN (SELECT value FROM json_each(?2)))
             SELECT * FROM (SELECT * FROM wanted EXCEPT SELECT * FROM kept) UNION SELECT * FROM (SELECT * FROM kept EXCEPT SELECT * FROM wanted)",
            rows,
        ),
        (
            "WITH wanted AS (SELECT value ->> 1, value ->> 0 FROM json_each(?1)),
                  kept AS (SELECT person, word FROM name_words WHERE person IN (SELECT value FROM json_each(?2)))
             SELECT * FROM (SELECT * FROM wanted EXCEPT SELECT * FROM kept) UNION SELECT * FROM (SELECT * FROM kept EXCEPT SELECT * FROM wanted)",
            words,
        ),
        (
            "WITH wanted AS (SELECT value ->> 4, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?1)),
                  kept AS (SELECT said_by, person, other, relation, same_household FROM relations WHERE said_by IN (SELECT value FROM json_each(?2)))
             SELECT * FROM (SELECT * FROM wanted EXCEPT SELECT * FROM kept) UNION SELECT * FROM (SELECT * FROM kept EXCEPT SELECT * FROM wanted)",
            relations,
        ),
    ] {
        let rows = sqlx::query(statement).bind(Value::from(values).to_string()).bind(&people).fetch_all(&mut *connection).await?;
        for row in rows {
            found.insert(row.try_get(0)?);
        }
    }
    Ok(found)
}

fn person_json(row: &PersonRow) -> Value {
    json!([
        row.id.as_str(),
        row.kind.map(|kind| kind.code()),
        row.name.given,
        row.name.family,
        row.name.preferred,
        letters::fold(&row.name.family),
        row.born_on.map(|day| day.to_string()),
        row.due_on.map(|day| day.to_string()),
        row.nhs_number.map(|number| number.digits()),
        row.dead,
        row.restricted_to.as_ref().map(|only| list(&only.iter().map(|practitioner| practitioner.as_str()).collect())),
    ])
}

/// The relations of a person from both sides. Two of them can look the same from the other side: to whoever is both mother and carer, the child is a
/// dependent child once.
fn of_both_sides(person: &PersonId, known: &[Relation]) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    let both = known.iter().flat_map(|relation| both_sides(person, relation));
    both.filter(|row| seen.insert([0, 1, 2].map(|place| row[place].to_string()))).collect()
}

fn both_sides(person: &PersonId, Relation { other, relation, same_household }: &Relation) -> [Value; 2] {
    [(person, other, *relation), (other, person, relation.from_the_other_side())]
        .map(|(from, to, relation)| json!([from.as_str(), to.as_str(), relation.code(), same_household.code(), person.as_str()]))
}

/// Puts these rows in the place of those that there were about the people.
async fn replace(
    connection: &mut SqliteConnection,
    people: &BTreeSet<&str>,
    rows: Vec<Value>,
    words: Vec<Value>,
    relations: Vec<Value>,
) -> Result<(), StoreProblem> {
    let people = list(people);
    for (statement, values) in [
        (
            "INSERT OR REPLACE INTO people (id, kind, given, family, preferred, family_folded, born_on, due_on, nhs_number, dead, restricted_to)
             SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9,
                    value ->> 10
             FROM json_each(?)",
            &Value::from(rows).to_string(),
        ),
        ("DELETE FROM name_words WHERE person IN (SELECT value FROM json_each(?))", &people),
        ("INSERT INTO name_words (word, person) SELECT value ->> 0, value ->> 1 FROM json_each(?)", &Value::from(words).to_string()),
        ("DELETE FROM relations WHERE said_by IN (SELECT value FROM json_each(?))", &people),
        (
            "INSERT INTO relations (person, other, relation, same_household, said_by)
             SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?)",
            &Value::from(relations).to_string(),
        ),
    ] {
        sqlx::query(statement).bind(values).execute(&mut *connection).await?;
    }
    Ok(())
}
