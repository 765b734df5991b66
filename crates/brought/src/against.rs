//! What a record is held against: checkpoints that were kept elsewhere.

use crate::failure::Failure;
use crate::say::say;
use crate::signed_checkpoint::{Note, PublicKey};
use brought_store::{Checkpoint, Finding};
use std::path::{Path, PathBuf};

/// How a checkpoint's file is called.
pub(crate) const ENDING: &str = "checkpoint";

/// A checkpoint that was kept, and where.
pub(crate) struct Kept {
    name: String,
    /// What it vouches for.
    pub(crate) checkpoint: Checkpoint,
}

/// What was asked for with `--against` and `--public-key`: what was printed, a file or a folder.
///
/// # Errors
/// When it is none of these, or a checkpoint was not signed with the key.
pub(crate) fn read(asked: Option<&str>, public_key: Option<&str>) -> Result<Vec<Kept>, Failure> {
    let Some(asked) = asked else { return Ok(Vec::new()) };
    if let Some(checkpoint) = Checkpoint::read(asked) {
        return Ok(vec![Kept { name: asked.to_owned(), checkpoint }]);
    }
    if is_of_an_earlier_program(asked) {
        return Err(Failure::usage(format!(
            "`{asked}` is a checkpoint of an earlier version of brought, which this one cannot check. Check it with that version, on a copy from before"
        )));
    }
    let path = Path::new(asked);
    if !path.exists() {
        return Err(Failure::usage(format!(
            "`{asked}` is not a checkpoint: give one as `brought verify` printed it, or a file or folder that `brought checkpoint` wrote"
        )));
    }
    let key = public_key.ok_or_else(|| {
        Failure::usage("say with --public-key whose signature has to stand under the checkpoints: what `brought checkpoint-key` printed")
    })?;
    let key = PublicKey::read(key)?;
    let files = if path.is_dir() { in_folder(path)? } else { vec![path.to_owned()] };
    if files.is_empty() {
        return Err(Failure::usage(format!("there is no checkpoint in {}: its files end in .{ENDING}", path.display())));
    }
    files.iter().map(|file| signed(file, &key)).collect()
}

/// A number and 64 letters: what was printed before there was a tree.
fn is_of_an_earlier_program(text: &str) -> bool {
    let parts = text.split_once(':');
    parts.is_some_and(|(seq, digest)| {
        seq.parse::<u64>().is_ok() && digest.len() == 64 && digest.bytes().all(|letter| letter.is_ascii_hexdigit())
    })
}

/// The checkpoint in a file, which has to be signed with the key.
///
/// # Errors
/// When there is none, or it is not.
pub(crate) fn signed(file: &Path, key: &PublicKey) -> Result<Kept, Failure> {
    let (note, _) = Note::read(file)?;
    let checkpoint = note.signed_with(key).ok_or_else(|| {
        Failure::found(format!(
            "{} was not signed with the key of {}, or was altered since: find out who wrote it, and compare the key that you were given",
            file.display(),
            key.name()
        ))
    })?;
    Ok(Kept { name: file.display().to_string(), checkpoint })
}

/// The checkpoints in a folder, in the order of their names, which is that of time.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |problem| Failure::usage(format!("{} cannot be read: {problem}", folder.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == ENDING) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The checkpoints alone.
pub(crate) fn checkpoints(kept: &[Kept]) -> Vec<Checkpoint> {
    kept.iter().map(|kept| kept.checkpoint).collect()
}

/// Says which checkpoints are held and which are not, and so between which of them something was done.
pub(crate) fn tell<K: std::borrow::Borrow<Kept>>(kept: &[K], findings: &[Finding]) {
    let kept = || kept.iter().map(K::borrow);
    let is_held = |kept: &&Kept| !findings.contains(&Finding::NotAsTheCheckpoint { checkpoint: kept.checkpoint });
    let by_size = |kept: &&Kept| kept.checkpoint.size;
    if let Some(newest) = kept().filter(is_held).max_by_key(by_size) {
        say!(
            "Held: {}. Of the first {} entries, those that are not named above are as they were written.",
            newest.name,
            newest.checkpoint.size
        );
    }
    if let Some(first) = kept().filter(|kept| !is_held(kept)).min_by_key(by_size) {
        say!("Not held: {}. Of its first {} entries, some were cut off or written anew.", first.name, first.checkpoint.size);
    }
}
