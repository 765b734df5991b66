//! `brought backup`: a sealed copy of the record.

use crate::arguments::Backup;
use crate::failure::Failure;
use crate::main_key;
use crate::private_folder::PrivateFolder;
use crate::say::say;
use crate::sealed;
use brought_store::{OpenMode, Store, StoreProblem, Verified};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// Copies the record, checks the copy, seals it and reads it back. There is either a whole backup at the end or none.
pub(crate) async fn run(asked: &Backup) -> Result<(), Failure> {
    let recipients = asked.recipients.iter().map(|words| sealed::recipient(words)).collect::<Result<Vec<_>, _>>()?;
    if asked.to.exists() {
        return Err(already_there(&asked.to));
    }
    let mut part = part(&asked.to)?;
    let store = Store::open(&asked.data, OpenMode::Existing).await.map_err(damaged_first)?;
    let beside = PrivateFolder::beside(&asked.data, ".brought-backup-")
        .map_err(|problem| Failure::trouble(format!("no copy can be made beside {}: {problem}", asked.data.display())))?;
    let copy = beside.path().join("copy.sqlite");
    let copied = store.copy_into(&copy).await;
    store.close().await;
    copied.map_err(damaged_first)?;
    let verified = check(&copy).await?;
    let sealed = sealed::seal(&copy, part.as_file_mut(), &recipients);
    let sealed = sealed.map_err(|problem| Failure::trouble(format!("{} could not be written: {problem}", asked.to.display())))?;
    part.persist_noclobber(&asked.to).map_err(|problem| match problem.error.kind() {
        std::io::ErrorKind::AlreadyExists => already_there(&asked.to),
        _ => Failure::trouble(format!("{} could not be written: {}", asked.to.display(), problem.error)),
    })?;
    keep_name(&asked.to)?;
    say!("{}: {} entries about {} people, {} bytes", asked.to.display(), verified.events, verified.people, sealed.bytes);
    say!("SHA-256: {}", sealed.digest);
    say!("Checkpoint: {}", verified.checkpoint);
    Ok(())
}

/// A file beside the backup to be, which only the owner may read and which is gone if the backup does not come about.
fn part(to: &Path) -> Result<NamedTempFile, Failure> {
    let part = Builder::new().prefix(".brought-backup-").suffix(".part").tempfile_in(folder(to));
    part.map_err(|problem| Failure::usage(format!("{} cannot be written: {problem}", to.display())))
}

/// Opens the copy and reads every entry of it.
async fn check(copy: &Path) -> Result<Verified, Failure> {
    let store = Store::open_with(copy, OpenMode::Existing, main_key::keyring()?.as_ref()).await.map_err(damaged_first)?;
    let verified = store.verify(&[]).await;
    store.close().await;
    let verified = verified?;
    if verified.is_as_written() { Ok(verified) } else { Err(damaged(&format!("{} things are wrong", verified.findings.len()))) }
}

fn damaged_first(problem: StoreProblem) -> Failure {
    match problem {
        StoreProblem::Damaged { .. } | StoreProblem::Corrupt(_) | StoreProblem::NotBroughtUp { .. } => damaged(&problem.to_string()),
        other => other.into(),
    }
}

fn damaged(what: &str) -> Failure {
    Failure::found(format!(
        "the record is not as it was written ({what}), and no backup of it was made: run `brought verify`, and keep the backups from before"
    ))
}

fn already_there(path: &Path) -> Failure {
    Failure::usage(format!("{} is there already: a backup is never written over", path.display()))
}

/// The folder that a file is in.
pub(crate) fn folder(path: &Path) -> PathBuf {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Makes sure that the disk has the name of a file that was just given one.
pub(crate) fn keep_name(path: &Path) -> Result<(), Failure> {
    let kept = if cfg!(unix) { std::fs::File::open(folder(path)).and_then(|folder| folder.sync_all()) } else { Ok(()) };
    kept.map_err(|problem| Failure::trouble(format!("{} may not be there after a loss of power: {problem}", path.display())))
}
