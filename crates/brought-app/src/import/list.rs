//! The imports that there were.

use super::counts::ImportCounts;
use crate::access;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::directory;
use crate::failure::{Denied, Failure};
use crate::words::instant_in_words;
use brought_access::EverythingDeed;
use brought_domain::vocabulary;
use brought_store::ImportBatch;

/// How many are shown.
const MOST_SHOWN: u32 = 100;

vocabulary! {
    /// How far an import has come.
    pub enum ImportState ("state of an import") {
        /// Its rows are being stored, or it was cut off.
        Running = "running", "not finished";
        /// Everything in the file is stored or on the review list.
        Finished = "finished", "brought in";
        /// What it brought in was withdrawn.
        Undone = "undone", "undone";
    }
}

/// One import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportLine {
    /// The id of the batch.
    pub id: String,
    /// The file.
    pub file_name: String,
    /// When it was begun, in words.
    pub started: String,
    /// Who brought it in, by name. Nothing: a command at the machine.
    pub by: Option<String>,
    /// How far it has come.
    pub state: ImportState,
    /// What became of the rows. Nothing as long as it is not finished.
    pub counts: Option<ImportCounts>,
}

/// The imports, newest first.
///
/// # Errors
/// [`Failure::Denied`] for whoever may not look through them; [`Failure::Trouble`].
pub async fn imports(brought: &Brought, actor: &Actor) -> Result<Vec<ImportLine>, Failure> {
    may_look(brought, actor).await?;
    let mut lines = Vec::new();
    for batch in brought.store.imports(MOST_SHOWN).await? {
        lines.push(line(brought, batch).await?);
    }
    Ok(lines)
}

/// One import.
///
/// # Errors
/// [`Failure::Denied`] for whoever may not look through them; [`Failure::NotThere`]; [`Failure::Trouble`].
pub async fn import_line(brought: &Brought, actor: &Actor, id: &str) -> Result<ImportLine, Failure> {
    may_look(brought, actor).await?;
    line(brought, brought.store.import(id).await?.ok_or(Failure::NotThere("this import"))?).await
}

async fn may_look(brought: &Brought, actor: &Actor) -> Result<(), Failure> {
    let actor = access::known(brought, actor).await?;
    if access::may_do(&actor, EverythingDeed::ReviewImports) { Ok(()) } else { Err(Denied::RoleNeeded.into()) }
}

async fn line(brought: &Brought, batch: ImportBatch) -> Result<ImportLine, Failure> {
    let by = match &batch.started_by {
        Some(id) => Some(directory::practitioner(brought, id).await?.map_or_else(|| id.to_string(), |practitioner| practitioner.name)),
        None => None,
    };
    Ok(ImportLine {
        started: instant_in_words(batch.started_at),
        by,
        state: state_of(&batch),
        counts: batch.finished_at.and_then(|_| serde_json::from_value(batch.counts).ok()),
        id: batch.id,
        file_name: batch.file_name,
    })
}

/// How far a batch has come. In a state that this program does not know nothing is certain.
pub(super) fn state_of(batch: &ImportBatch) -> ImportState {
    batch.state.parse().unwrap_or(ImportState::Running)
}
