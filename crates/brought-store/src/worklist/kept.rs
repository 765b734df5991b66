//! What is kept of lists, to be held against what they are worked out from.

use super::WorklistRow;
use super::read::worklist_row;
use crate::events::person_id;
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::time_text::{instant, read_instant};
use brought_domain::PersonId;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// One person's part of the lists, where it still holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptList {
    /// Who.
    pub person: PersonId,
    /// It is of this revision: another one says that something has changed since.
    pub revision: u64,
    /// Until when it holds. Nothing: no state changes by itself.
    pub valid_until: Option<Timestamp>,
    /// The rows.
    pub rows: Vec<WorklistRow>,
}

/// Those who have an entry and whose time to be worked out nobody keeps, so that no sweep would ever come to them; and those who have rows or a time
/// without an entry.
const ASTRAY: &str =
    "SELECT person FROM (SELECT DISTINCT person FROM events WHERE person NOT IN (SELECT person FROM retention WHERE step = 'erased')
                                     EXCEPT SELECT person FROM worklist_state)
                      UNION SELECT person FROM worklist WHERE person NOT IN (SELECT person FROM worklist_state)
                      UNION SELECT person FROM worklist_state WHERE person NOT IN (SELECT person FROM events)
                      ORDER BY 1";

impl Store {
    /// What lists hold of the next people after one, in the order of their ids, of whom it still holds at a moment.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn kept_lists(&self, after: Option<&PersonId>, as_of: Timestamp, most: u32) -> Result<Vec<KeptList>, StoreProblem> {
        let mut reading = self.readers().begin().await?;
        let states: Vec<(String, i64, String)> = sqlx::query_as(
            "SELECT person, revision, valid_until FROM worklist_state WHERE person > ? AND valid_until > ? ORDER BY person LIMIT ?",
        )
        .bind(after.map_or("", PersonId::as_str))
        .bind(instant(as_of))
        .bind(most)
        .fetch_all(&mut *reading)
        .await?;
        let (Some((first, ..)), Some((last, ..))) = (states.first(), states.last()) else { return Ok(Vec::new()) };
        let rows =
            sqlx::query("SELECT * FROM worklist WHERE person BETWEEN ? AND ?").bind(first).bind(last).fetch_all(&mut *reading).await?;
        let mut of_people: BTreeMap<PersonId, Vec<WorklistRow>> = BTreeMap::new();
        for row in &rows {
            let row = worklist_row(row)?;
            of_people.entry(row.person.clone()).or_default().push(row);
        }
        let kept = states.into_iter().map(|(person, revision, valid_until)| {
            let person = person_id(&person)?;
            let rows = of_people.remove(&person).unwrap_or_default();
            let valid_until = Some(read_instant(&valid_until)?).filter(|until| *until < Timestamp::MAX);
            Ok(KeptList { person, revision: revision.unsigned_abs(), valid_until, rows })
        });
        kept.collect()
    }

    /// People of whom it is not kept when to work out their part of the lists, though they have entries; and those of whom something is kept without.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn people_astray_of_lists(&self) -> Result<Vec<String>, StoreProblem> {
        Ok(sqlx::query_scalar(ASTRAY).fetch_all(self.readers()).await?)
    }
}
