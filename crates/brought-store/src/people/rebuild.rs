//! Throwing away what is worked out from events, and working it out again.

use super::write::refresh;
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::worklist;
use brought_domain::PersonId;

/// How many people to work out in one transaction, so that others can write in between.
const PEOPLE_AT_ONCE: u32 = 200;

/// How far a rebuild has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// People worked out.
    pub done: u64,
    /// People there are.
    pub of: u64,
}

impl Store {
    /// Throws away everything that is worked out from events: people, relations and worklist. Nothing that was recorded is touched.
    ///
    /// Until [`Store::rebuild_people_and_relations`] has been through, people cannot be looked up; their records can be read all the same.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be written.
    pub async fn drop_read_models(&self) -> Result<(), StoreProblem> {
        let mut writing = self.write().await?;
        for table in [
            "DELETE FROM people",
            "DELETE FROM name_words",
            "DELETE FROM relations",
            "DELETE FROM worklist",
            "DELETE FROM worklist_state WHERE person NOT IN (SELECT person FROM events WHERE person_version = 1)
                OR person IN (SELECT person FROM retention WHERE step = 'erased')",
            "INSERT OR REPLACE INTO read_models (name, complete) VALUES ('people', 0)",
        ] {
            sqlx::query(table).execute(&mut *writing).await?;
        }
        // Whoever has a record still has to be looked at by the sweep: in the same transaction, so that nobody is missing for a moment (H2).
        // Their revisions go on from where they were, so that a result worked out before this is not taken for fresh.
        worklist::mark_everybody(&mut writing).await?;
        writing.commit().await
    }

    /// Works out from events who people are and who belongs with whom. Others can go on reading and writing meanwhile.
    ///
    /// # Errors
    /// [`StoreProblem`]; what was worked out so far stays, and running it again begins again.
    pub async fn rebuild_people_and_relations(&self, mut progress: impl FnMut(Progress)) -> Result<(), StoreProblem> {
        self.drop_read_models().await?;
        let of = self.counts().await?.people;
        let (mut done, mut after) = (0, None);
        loop {
            let people = self.person_ids(after.as_ref(), PEOPLE_AT_ONCE).await?;
            let Some(last) = people.last() else { break };
            let mut writing = self.write().await?;
            refresh(&mut writing, self.keeping(), &people.iter().map(PersonId::as_str).collect()).await?;
            writing.commit().await?;
            done += people.len() as u64;
            after = Some(last.clone());
            progress(Progress { done, of: of.max(done) });
        }
        let mut writing = self.write().await?;
        sqlx::query("INSERT OR REPLACE INTO read_models (name, complete) VALUES ('people', 1)").execute(&mut *writing).await?;
        writing.commit().await
    }

    /// Whether everybody can be looked up: not so after the read models were dropped or a rebuild was interrupted.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read.
    pub async fn people_are_complete(&self) -> Result<bool, StoreProblem> {
        let complete: Option<bool> =
            sqlx::query_scalar("SELECT complete FROM read_models WHERE name = 'people'").fetch_optional(self.readers()).await?;
        Ok(complete.unwrap_or(false))
    }
}
