//! The imports that there were.

use super::counts::ImportCounts;
use crate::access;
use crate::actor::Actor;
use crate::brought::Brought;
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
    /// Who brought it in. Nothing: a command at the machine.
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
    Ok(brought.store.imports(MOST_SHOWN).await?.into_iter().map(ImportLine::from).collect())
}

/// One import.
///
/// # Errors
/// [`Failure::Denied`] for whoever may not look through them; [`Failure::NotThere`]; [`Failure::Trouble`].
pub async fn import_line(brought: &Brought, actor: &Actor, id: &str) -> Result<ImportLine, Failure> {
    may_look(brought, actor).await?;
    brought.store.import(id).await?.map(ImportLine::from).ok_or(Failure::NotThere("this import"))
}

async fn may_look(brought: &Brought, actor: &Actor) -> Result<(), Failure> {
    let actor = access::known(brought, actor).await?;
    if access::may_do(&actor, EverythingDeed::ReviewImports) { Ok(()) } else { Err(Denied::RoleNeeded.into()) }
}

impl From<ImportBatch> for ImportLine {
    fn from(batch: ImportBatch) -> Self {
        Self {
            started: instant_in_words(batch.started_at),
            by: batch.started_by.map(|by| by.to_string()),
            // A state that this program does not know is one in which nothing is certain.
            state: batch.state.parse().unwrap_or(ImportState::Running),
            counts: batch.finished_at.and_then(|_| serde_json::from_value(batch.counts).ok()),
            id: batch.id,
            file_name: batch.file_name,
        }
    }
}
