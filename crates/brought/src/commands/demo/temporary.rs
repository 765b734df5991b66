//! The folder of a demonstration that is not kept. One that was killed could not remove its own; the next one does.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

const PREFIX: &str = "brought-demo-";
/// A file that is locked as long as the demonstration runs: the system lets go of the lock however the program ends.
const HELD: &str = "held";
/// A folder this young may belong to a demonstration that has not locked its file yet.
const YOUNG: Duration = Duration::from_secs(60);

/// Removed with everything in it when the program ends.
pub(super) struct Temporary {
    // In this order: the file is closed before its folder is removed.
    _held: File,
    folder: TempDir,
}

impl Temporary {
    /// Makes a folder in this one, and removes those that nobody holds any more.
    pub(super) fn new(within: &Path) -> io::Result<Self> {
        remove_those_left_behind(within, YOUNG);
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(within)?;
        let held = File::create(folder.path().join(HELD))?;
        held.lock()?;
        Ok(Self { _held: held, folder })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// What cannot be read or removed stays: it may be somebody else's, and a demonstration works without that.
fn remove_those_left_behind(within: &Path, young: Duration) {
    let Ok(entries) = std::fs::read_dir(within) else { return };
    for entry in entries.filter_map(Result::ok) {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX) && entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_ours && is_left_behind(&entry.path().join(HELD), young).unwrap_or(false) {
            let _stays = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether the file is old enough, and no living process holds it.
fn is_left_behind(held: &Path, young: Duration) -> io::Result<bool> {
    let file = File::options().read(true).write(true).open(held)?;
    let is_old = file.metadata()?.modified()?.elapsed().is_ok_and(|age| age >= young);
    match file.try_lock() {
        Ok(()) => Ok(is_old),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(problem)) => Err(problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a folder as a demonstration has it, which no process holds.
    fn left_behind(within: &Path, name: &str) -> std::path::PathBuf {
        let folder = within.join(name);
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join(HELD), "").unwrap();
        std::fs::write(folder.join("demo.sqlite"), "x").unwrap();
        folder
    }

    #[test]
    fn what_a_killed_demonstration_left_is_removed_and_nothing_else() {
        let within = tempfile::tempdir().unwrap();
        let killed = left_behind(within.path(), "brought-demo-killed");
        let other = left_behind(within.path(), "something-else");
        let without_file = within.path().join("brought-demo-mine");
        std::fs::create_dir(&without_file).unwrap();
        let running = Temporary::new(within.path()).unwrap();
        assert!(killed.exists(), "it is young, and may be about to be held");
        remove_those_left_behind(within.path(), Duration::ZERO);
        assert!(!killed.exists());
        assert!(running.path().exists() && other.exists() && without_file.exists());
    }

    #[test]
    fn one_that_ends_leaves_nothing() {
        let within = tempfile::tempdir().unwrap();
        drop(Temporary::new(within.path()).unwrap());
        assert_eq!(std::fs::read_dir(within.path()).unwrap().count(), 0);
    }
}
