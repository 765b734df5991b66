//! Looking people up, and finding those around them.

use super::fold::{PersonRow, Relation};
use super::letters;
use crate::events::person_id;
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::{read_optional_day, unreadable};
use brought_domain::contact::Answer;
use brought_domain::person::{Name, RelationKind};
use brought_domain::vocabulary::{Vocabulary, read};
use brought_domain::{NhsNumber, PersonId};
use jiff::civil::Date;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _};

/// Whom to look for. What is given has to agree, all of it; nothing given finds nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindPeople {
    /// Beginnings of names, in any order: `reb sal` finds Rebecca Salles. Case, accents, dashes and apostrophes do not matter.
    pub name: Option<String>,
    /// NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// Date of birth.
    pub born_on: Option<Date>,
}

/// Somebody around a person.
pub type Neighbour = Relation;

impl Store {
    /// Who somebody is.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn person(&self, id: &PersonId) -> Result<Option<PersonRow>, StoreProblem> {
        let row = sqlx::query("SELECT * FROM people WHERE id = ?").bind(id.as_str()).fetch_optional(self.readers()).await?;
        row.as_ref().map(person_row).transpose()
    }

    /// Who several people are. Those not known are left out.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn people(&self, ids: &[PersonId]) -> Result<Vec<PersonRow>, StoreProblem> {
        let wanted = serde_json::Value::from(ids.iter().map(PersonId::as_str).collect::<Vec<_>>()).to_string();
        let rows = sqlx::query("SELECT * FROM people WHERE id IN (SELECT value FROM json_each(?)) ORDER BY family_folded, given, id")
            .bind(wanted)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(person_row).collect()
    }

    /// People who fit, in the order of their names, at most as many as asked for. The caller decides which of them may be shown (S14).
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn find_people(&self, find: &FindPeople, limit: u32) -> Result<Vec<PersonRow>, StoreProblem> {
        let mut words = find.name.as_deref().map(letters::asked).unwrap_or_default();
        if words.is_empty() && find.nhs_number.is_none() && find.born_on.is_none() {
            return Ok(Vec::new());
        }
        // The longest word is the rarest: whoever fits it is looked at, and the other words are looked for among their names alone.
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        let mut query = QueryBuilder::new("SELECT * FROM people WHERE 1 = 1");
        for (place, word) in words.into_iter().enumerate() {
            query.push(if place == 0 {
                " AND id IN (SELECT person FROM name_words WHERE word >= "
            } else {
                " AND EXISTS (SELECT 1 FROM name_words WHERE person = people.id AND word >= "
            });
            // Everything from the word up to the word followed by the last character there is: what begins with it.
            let end = format!("{word}\u{10ffff}");
            query.push_bind(word).push(" AND word < ").push_bind(end).push(")");
        }
        if let Some(number) = find.nhs_number {
            query.push(" AND nhs_number = ").push_bind(number.digits());
        }
        if let Some(day) = find.born_on {
            query.push(" AND born_on = ").push_bind(day.to_string());
        }
        query.push(" ORDER BY family_folded, given, id LIMIT ").push_bind(limit);
        query.build().fetch_all(self.readers()).await?.iter().map(person_row).collect()
    }

    /// Those around a person, each with what they are to the person: by the person's own record where it says, else by theirs.
    ///
    /// Living in one household is taken from whichever record says yes, because leaving out a sibling is the worse mistake (H27).
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn neighbours(&self, person: &PersonId) -> Result<Vec<Neighbour>, StoreProblem> {
        let rows: Vec<(String, String, String, String)> = sqlx::query_as(
            "SELECT other, relation, same_household, said_by FROM relations WHERE person = ? ORDER BY other, relation, said_by",
        )
        .bind(person.as_str())
        .fetch_all(self.readers())
        .await?;
        let mut neighbours = Vec::new();
        for rows in rows.chunk_by(|left, right| left.0 == right.0) {
            neighbours.extend(around(person, rows)?);
        }
        Ok(neighbours)
    }
}

/// What one other person is to a person, from all that is said about the two.
fn around(person: &PersonId, rows: &[(String, String, String, String)]) -> Result<Vec<Neighbour>, StoreProblem> {
    let households = rows.iter().map(|(_, _, household, _)| word::<Answer>(household)).collect::<Result<Vec<_>, _>>()?;
    let same_household = [Answer::Yes, Answer::No].into_iter().find(|answer| households.contains(answer)).unwrap_or(Answer::NotKnown);
    let said_here = rows.iter().any(|(_, _, _, said_by)| said_by == person.as_str());
    rows.iter()
        .filter(|(_, _, _, said_by)| (said_by == person.as_str()) == said_here)
        .map(|(other, relation, _, _)| Ok(Relation { other: person_id(other)?, relation: word::<RelationKind>(relation)?, same_household }))
        .collect()
}

/// Reads a word of a closed list.
fn word<T: Vocabulary>(code: &str) -> Result<T, StoreProblem> {
    read(code).map_err(|problem| unreadable("a word", &problem))
}

fn person_row(row: &SqliteRow) -> Result<PersonRow, StoreProblem> {
    let id: String = row.try_get("id")?;
    let kind: Option<String> = row.try_get("kind")?;
    let number: Option<String> = row.try_get("nhs_number")?;
    Ok(PersonRow {
        id: person_id(&id)?,
        kind: kind.as_deref().map(word).transpose()?,
        name: Name { given: row.try_get("given")?, family: row.try_get("family")?, preferred: row.try_get("preferred")? },
        born_on: read_optional_day(row.try_get("born_on")?)?,
        due_on: read_optional_day(row.try_get("due_on")?)?,
        nhs_number: number.map(|digits| NhsNumber::parse(&digits).map_err(|problem| unreadable("an NHS number", &problem))).transpose()?,
        dead: row.try_get("dead")?,
    })
}
