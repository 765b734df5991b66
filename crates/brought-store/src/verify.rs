//! Looking for what was changed, swapped, taken out, cut off or written anew.

mod finding;
mod walk;

use crate::entries::{self, EntryKind};
use crate::merkle::{Node, leaf_hash, nodes_of};
use crate::open::Store;
use crate::problem::StoreProblem;
use crate::schema;
use crate::tree::Checkpoint;
use sqlx::SqliteConnection;
use walk::Walk;

pub use finding::{Finding, Verified};

/// How many of the last entries to look at when opening: where a write that was cut off would show.
const END: i64 = 50;

impl Store {
    /// Looks through the whole store: the file, the guards, the numbering, every digest and hash, whether every event can be read, and whether the
    /// store holds what each checkpoint vouches for. A sealed store is held against its tree without the main key too. Others may go on reading and writing meanwhile.
    ///
    /// # Errors
    /// [`StoreProblem`] when the store cannot be read at all. What is wrong in it comes back as findings.
    pub async fn verify(&self, against: &[Checkpoint]) -> Result<Verified, StoreProblem> {
        // All of it as it is at one moment, or what is added meanwhile would look as if it did not belong.
        let mut reading = self.readers().begin().await?;
        let mut findings = broken_pages(&mut reading).await?;
        findings.extend(schema::otherwise(&mut reading).await?);
        let mut walk = Walk::new(findings, against, self.keeping());
        // What cannot be read ends the walk: what was found before it is still worth knowing, and the more so.
        match walk.through(&mut reading).await {
            Err(StoreProblem::Corrupt(detail)) => walk.found(Finding::Broken { detail }),
            Err(problem) if problem.is_of_the_machine() => return Err(problem),
            Err(problem) => walk.found(Finding::CutShort { detail: problem.to_string() }),
            Ok(()) => {}
        }
        Ok(walk.end())
    }
}

async fn broken_pages(connection: &mut SqliteConnection) -> Result<Vec<Finding>, StoreProblem> {
    let words: Vec<String> = match sqlx::query_scalar("PRAGMA integrity_check").fetch_all(connection).await.map_err(StoreProblem::from) {
        Err(StoreProblem::Corrupt(detail)) => vec![detail],
        other => other?,
    };
    Ok(words.into_iter().filter(|words| words != "ok").map(|detail| Finding::Broken { detail }).collect())
}

/// Checks the guards, the numbering and the last entries, which takes no longer however large the store is.
pub(crate) async fn check_the_end(connection: &mut SqliteConnection) -> Result<(), StoreProblem> {
    match schema::otherwise(connection).await?.into_iter().next() {
        Some(Finding::GuardMissing { guard: name } | Finding::PartOtherwise { name, .. }) => {
            return Err(StoreProblem::Corrupt(format!("its part `{name}` is missing or was altered")));
        }
        Some(Finding::ForeignPart { name }) => {
            return Err(StoreProblem::Corrupt(format!("it has a part `{name}` that this program did not make")));
        }
        _ => {}
    }
    for kind in EntryKind::ALL {
        let last: i64 = sqlx::query_scalar(kind.last()).fetch_one(&mut *connection).await?;
        let covered: Option<i64> =
            sqlx::query_scalar("SELECT max(number) FROM tree_leaves WHERE kind = ?").bind(kind.code()).fetch_one(&mut *connection).await?;
        if last != covered.unwrap_or(0) {
            return Err(damaged(*kind, last.max(covered.unwrap_or(0))));
        }
    }
    let (size, nodes): (u64, Option<i64>) = (
        crate::tree::size(connection).await?,
        sqlx::query_scalar("SELECT max(place) + 1 FROM tree_nodes").fetch_one(&mut *connection).await?,
    );
    if nodes.unwrap_or(0).unsigned_abs() != nodes_of(size) {
        return Err(crate::tree::broken());
    }
    let leaves: Vec<(i64, String, i64)> = sqlx::query_as("SELECT position, kind, number FROM tree_leaves ORDER BY position DESC LIMIT ?")
        .bind(END)
        .fetch_all(&mut *connection)
        .await?;
    for (position, kind, number) in leaves {
        let kind = kind.parse().map_err(|_| crate::tree::broken())?;
        let entry = entries::from(connection, kind, number, 1).await?.pop();
        let hash: Option<Vec<u8>> = sqlx::query_scalar("SELECT hash FROM tree_nodes WHERE place = ?")
            .bind(crate::tree::place(Node::leaf(position.unsigned_abs()).place()))
            .fetch_optional(&mut *connection)
            .await?;
        let stands = entry.is_some_and(|entry| entry.seq == number && hash.is_some_and(|hash| hash == leaf_hash(entry.leaf.as_bytes())));
        if !stands {
            return Err(damaged(kind, number));
        }
    }
    Ok(())
}

fn damaged(kind: EntryKind, number: i64) -> StoreProblem {
    match kind {
        EntryKind::Event => StoreProblem::Damaged { seq: number.unsigned_abs() },
        _ => StoreProblem::Corrupt(format!("{kind} {number} is missing or is not as it was written")),
    }
}
