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
use brought_domain::{NhsNumber, PersonId, PractitionerId, ServiceId};
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
    /// Only among those who have to do with somebody. Nothing: among everybody.
    pub among: Option<Near>,
}

/// Those whose records have to do with a practitioner: an obligation of theirs, no service yet with them or their family, an entry of one of their services there or with the family, or
/// one of another service of the same organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// Who.
    pub practitioner: PractitionerId,
    /// The services they work for.
    pub services: Vec<ServiceId>,
}

/// What a record has to do with services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    /// One of them has an entry in it.
    pub serves: bool,
    /// One of them has an entry in the record of somebody around the person.
    pub serves_family: bool,
    /// A service of the same organisation as one of them has an entry in it.
    pub same_organisation: bool,
    /// No service has an entry in it or in that of anybody around the person, one of them or another.
    pub unclaimed: bool,
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
        if let Some(near) = &find.among {
            let services = services_list(&near.services);
            query
                .push(" AND (EXISTS (SELECT 1 FROM worklist WHERE person = people.id AND owner = ")
                .push_bind(near.practitioner.to_string());
            query.push(") OR NOT EXISTS (SELECT 1 FROM events WHERE service IS NOT NULL AND (person = people.id OR person IN ");
            query.push("(SELECT other FROM relations WHERE relations.person = people.id)))");
            query.push(" OR EXISTS (SELECT 1 FROM events WHERE person = people.id AND (service IN (SELECT value FROM json_each(");
            query.push_bind(services.clone()).push(")) OR service IN (SELECT id FROM services WHERE organisation IN ");
            query.push("(SELECT organisation FROM services WHERE id IN (SELECT value FROM json_each(").push_bind(services.clone());
            query.push(")))))) OR EXISTS (SELECT 1 FROM relations JOIN events ON events.person = relations.other");
            query.push(" WHERE relations.person = people.id AND service IN (SELECT value FROM json_each(").push_bind(services).push("))))");
        }
        query.push(" ORDER BY family_folded, given, id LIMIT ").push_bind(limit);
        query.build().fetch_all(self.readers()).await?.iter().map(person_row).collect()
    }

    /// What somebody's record has to do with these services. None of them: nothing (S15).
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn ties(&self, person: &PersonId, services: &[ServiceId]) -> Result<Ties, StoreProblem> {
        let (serves, serves_family, same_organisation, unclaimed) = sqlx::query_as(
            "SELECT EXISTS (SELECT 1 FROM events WHERE person = ?1 AND service IN (SELECT value FROM json_each(?2))),
                    EXISTS (SELECT 1 FROM relations JOIN events ON events.person = relations.other
                            WHERE relations.person = ?1 AND service IN (SELECT value FROM json_each(?2))),
                    EXISTS (SELECT 1 FROM events WHERE person = ?1 AND service IN
                            (SELECT id FROM services WHERE organisation IN
                             (SELECT organisation FROM services WHERE id IN (SELECT value FROM json_each(?2))))),
                    NOT EXISTS (SELECT 1 FROM events WHERE service IS NOT NULL
                                AND (person = ?1 OR person IN (SELECT other FROM relations WHERE relations.person = ?1)))",
        )
        .bind(person.as_str())
        .bind(services_list(services))
        .fetch_one(self.readers())
        .await?;
        Ok(Ties { serves, serves_family, same_organisation, unclaimed })
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

fn services_list(services: &[ServiceId]) -> String {
    serde_json::Value::from(services.iter().map(ServiceId::as_str).collect::<Vec<_>>()).to_string()
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

/// The practitioners in a list.
fn practitioners(list: &str) -> Result<Vec<PractitionerId>, StoreProblem> {
    let ids: Vec<String> = serde_json::from_str(list).map_err(|problem| unreadable("a list of practitioners", &problem))?;
    ids.into_iter().map(PractitionerId::new).collect::<Result<_, _>>().map_err(|problem| unreadable("a practitioner's id", &problem))
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
        restricted_to: row.try_get::<Option<String>, _>("restricted_to")?.as_deref().map(practitioners).transpose()?,
    })
}
