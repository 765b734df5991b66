//! A folder beside a record for what is unsealed for a while: nobody else may read it, and it is gone afterwards.

use crate::commands::backup::folder;
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use tempfile::{Builder, TempDir};

/// The file in it that is locked as long as the folder is in use.
const IN_USE: &str = "in-use";

/// The folder. It goes when this does.
pub(crate) struct PrivateFolder {
    _in_use: File,
    folder: TempDir,
}

impl PrivateFolder {
    /// Makes one beside a file, and removes what a program that was killed left there under such a name.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub(crate) fn beside(file: &Path, prefix: &str) -> io::Result<Self> {
        let parent = folder(file);
        remove_left_behind(&parent, prefix)?;
        let mut builder = Builder::new();
        builder.prefix(prefix);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = builder.tempdir_in(&parent)?;
        // It has its name only when it is locked: nobody comes in between and takes the folder for left behind.
        let unnamed = folder.path().join("new");
        let in_use = File::create_new(&unnamed)?;
        in_use.lock()?;
        std::fs::rename(unnamed, folder.path().join(IN_USE))?;
        Ok(Self { _in_use: in_use, folder })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the folders of this kind that nobody uses any more.
fn remove_left_behind(parent: &Path, prefix: &str) -> io::Result<()> {
    for entry in std::fs::read_dir(parent)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with(prefix) || !entry.file_type()?.is_dir() {
            continue;
        }
        // One that has no such file yet was made a moment ago by somebody else, or was left by an earlier version of this program.
        let Ok(in_use) = File::open(entry.path().join(IN_USE)) else { continue };
        match in_use.try_lock() {
            Ok(()) => std::fs::remove_dir_all(entry.path())?,
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(problem)) => return Err(problem),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_behind_goes_and_what_is_in_use_stays() {
        let place = tempfile::tempdir().unwrap();
        let record = place.path().join("record.sqlite");
        let folders = || std::fs::read_dir(place.path()).unwrap().count();
        let left = PrivateFolder::beside(&record, ".copy-").unwrap();
        std::fs::write(left.path().join("copy.sqlite"), "a name").unwrap();
        // As a program leaves it that is killed: the lock goes with it, the folder stays.
        let PrivateFolder { folder, _in_use: in_use } = left;
        let _stays = folder.keep();
        drop(in_use);
        let used = PrivateFolder::beside(&record, ".copy-").unwrap();
        assert_eq!(folders(), 1, "what was left is gone");
        let other = PrivateFolder::beside(&record, ".copy-").unwrap();
        assert_eq!(folders(), 2, "what is in use stays");
        drop((used, other));
        assert_eq!(folders(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let used = PrivateFolder::beside(&place.path().join("record.sqlite"), ".copy-").unwrap();
        assert_eq!(std::fs::metadata(used.path()).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
