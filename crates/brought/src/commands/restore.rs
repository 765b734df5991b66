//! `brought restore`: a record out of a backup.

use super::backup::keep_name;
use super::verify::tell;
use crate::against::{self, Kept};
use crate::arguments::Restore;
use crate::failure::Failure;
use crate::main_key;
use crate::private_folder::PrivateFolder;
use crate::say::say;
use crate::sealed::{self, NotOpened};
use brought_store::{Checkpoint, OpenMode, Store, StoreProblem, Verified};
use jiff::Timestamp;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Opens a backup, checks every entry, and gives the record its name only then.
pub(crate) async fn run(asked: &Restore, now: Timestamp) -> Result<(), Failure> {
    let against = against::read(asked.against.against.as_deref(), asked.against.public_key.as_deref())?;
    let keys = sealed::keys(&asked.key)?;
    if let Some(there) = names_of(&asked.to).into_iter().find(|path| path.exists()) {
        return Err(Failure::usage(format!("{} is there already: a record is never written over. Name another", there.display())));
    }
    let beside = PrivateFolder::beside(&asked.to, ".brought-restore-")
        .map_err(|problem| Failure::usage(format!("{} cannot be written: {problem}", asked.to.display())))?;
    let part = beside.path().join("record.sqlite");
    sealed::open(&asked.backup, &part, &keys).map_err(|problem| not_opened(asked, problem))?;
    let verified = make_ready(&part, &asked.backup, &against, now).await?;
    std::fs::rename(&part, &asked.to)
        .map_err(|problem| Failure::trouble(format!("{} could not be written: {problem}", asked.to.display())))?;
    keep_name(&asked.to)?;
    say!("{}: {} entries about {} people, as they were backed up", asked.to.display(), verified.events, verified.people);
    say!(
        "Everybody has to sign in again. Nothing is sent until somebody has said in the outbox that what has happened since was looked at."
    );
    say!("Checkpoint: {}", verified.checkpoint);
    Ok(())
}

/// Reads every entry of what was opened, and makes it ready to be worked with.
async fn make_ready(part: &Path, backup: &Path, against: &[Kept], now: Timestamp) -> Result<Verified, Failure> {
    let store = match Store::open_with(part, OpenMode::ToVerify, main_key::keyring()?.as_ref()).await {
        Ok(store) => store,
        Err(problem @ (StoreProblem::Corrupt(_) | StoreProblem::NotBroughtUp { .. })) => return Err(Failure::found(problem.to_string())),
        // The path it lies at means nothing to anybody.
        Err(StoreProblem::NotAStore(_)) => {
            return Err(Failure::usage(format!("{}: what was backed up there is not a record of brought", backup.display())));
        }
        Err(problem) => return Err(problem.into()),
    };
    let size = store.checkpoint().await?.size;
    // What was written after the backup is not in it: that a checkpoint vouches for more is no sign of anything.
    let (against, newer): (Vec<&Kept>, Vec<&Kept>) = against.iter().partition(|kept| kept.checkpoint.size <= size);
    let checkpoints: Vec<Checkpoint> = against.iter().map(|kept| kept.checkpoint).collect();
    let verified = store.verify(&checkpoints).await?;
    if let Some(most) = newer.iter().map(|kept| kept.checkpoint.size).max() {
        say!(
            "{} of the checkpoints {} newer than this backup: {} entries that were written by then are not in it.{}",
            newer.len(),
            if newer.len() == 1 { "is" } else { "are" },
            most - size,
            if against.is_empty() { " None is as old as the backup, so that it was held against none." } else { "" }
        );
    }
    if verified.is_as_written() {
        let marked = store.mark_restored(now).await;
        store.close().await;
        return Ok(marked.map(|()| verified)?);
    }
    store.close().await;
    tell(&verified.findings);
    against::tell(&against, &verified.findings);
    Err(Failure::found(format!(
        "{}: what was backed up is not as it was written. Nothing was restored: use another backup",
        backup.display()
    )))
}

fn not_opened(asked: &Restore, problem: NotOpened) -> Failure {
    let backup = asked.backup.display();
    match problem {
        NotOpened::OtherKey => Failure::usage(format!("{backup} was not sealed for the key in {}: use another key", asked.key.display())),
        NotOpened::Damaged => {
            Failure::found(format!("{backup} is not a backup, or was altered or cut off. Nothing was restored: use another backup"))
        }
        NotOpened::Trouble(problem) if problem.kind() == ErrorKind::NotFound => Failure::usage(format!("there is no backup at {backup}")),
        NotOpened::Trouble(problem) => Failure::trouble(format!("{backup} could not be restored: {problem}")),
    }
}

/// The files that a record takes.
fn names_of(path: &Path) -> Vec<PathBuf> {
    ["", "-wal", "-shm", "-journal"].iter().map(|end| PathBuf::from(format!("{}{end}", path.display()))).collect()
}
