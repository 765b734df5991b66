//! A folder that is there whole or not at all.

use crate::problem::{BatchProblem, writing};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// In a folder that is being written; whoever writes it holds a lock on it, which the system takes away when the program ends in any way.
const MARK: &str = "being-written";

/// The folder for files that are needed only while it is written.
const WORK: &str = "work";

/// A folder that is being written under another name, with `.part` behind it. Unless it is finished, nothing of it stays.
pub(crate) struct Folder {
    out: PathBuf,
    part: PathBuf,
    /// Held open: the lock is on it.
    lock: Option<File>,
}

impl Folder {
    /// Begins to write a folder. What a run that was cut off has left under that name is removed first.
    ///
    /// # Errors
    /// When it is there already, another run is writing it, or it cannot be written.
    pub(crate) fn begin(out: &Path) -> Result<Self, BatchProblem> {
        let taken = |reason: &str| BatchProblem::unusable(out.display(), reason, "Choose another folder with --out, or remove it");
        if fs::symlink_metadata(out).is_ok() {
            return Err(taken("it is there already, and nothing is written over"));
        }
        let name = out.file_name().ok_or_else(|| taken("it is no name of a folder"))?;
        let part = out.with_file_name(format!("{}.part", name.to_string_lossy()));
        if fs::symlink_metadata(&part).is_ok() {
            remove_left_over(&part)?;
        }
        fs::create_dir_all(&part).map_err(writing(&part))?;
        let lock = File::create(part.join(MARK)).map_err(writing(&part))?;
        lock.try_lock().map_err(|_| busy(&part))?;
        Ok(Self { out: out.to_owned(), part, lock: Some(lock) })
    }

    /// Where a file of it is written.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.part.join(name)
    }

    /// Where files go that are needed only while it is written.
    pub(crate) fn work(&self) -> PathBuf {
        self.part.join(WORK)
    }

    /// Removes everything that was written so far, to begin again.
    pub(crate) fn empty(&self) -> Result<(), BatchProblem> {
        for entry in fs::read_dir(&self.part).map_err(writing(&self.part))? {
            let path = entry.map_err(writing(&self.part))?.path();
            if path.is_dir() {
                fs::remove_dir_all(&path).map_err(writing(&path))?;
            } else if path.file_name().is_none_or(|name| name != MARK) {
                fs::remove_file(&path).map_err(writing(&path))?;
            }
        }
        Ok(())
    }

    /// Gives it its name, after everything in it is on the disk for good.
    pub(crate) fn finish(mut self) -> Result<(), BatchProblem> {
        let work = self.work();
        if work.exists() {
            fs::remove_dir_all(&work).map_err(writing(&work))?;
        }
        fs::remove_file(self.file(MARK)).map_err(writing(&self.part))?;
        sync_folder(&self.part)?;
        fs::rename(&self.part, &self.out).map_err(writing(&self.out))?;
        self.lock = None;
        // The name, too, is to be there after a power cut.
        match self.out.parent().filter(|above| !above.as_os_str().is_empty()) {
            Some(above) => sync_folder(above),
            None => sync_folder(Path::new(".")),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.lock.take().is_some() {
            // What cannot be removed now is removed by the next run.
            let _left = fs::remove_dir_all(&self.part);
        }
    }
}

/// Removes what a run that was cut off has left: a folder that nobody is writing, and that holds nothing but what such a run writes.
fn remove_left_over(part: &Path) -> Result<(), BatchProblem> {
    let mark = part.join(MARK);
    let Ok(lock) = File::options().write(true).open(&mark) else {
        // Made, and cut off before anything was in it.
        return fs::remove_dir(part).map_err(|_| {
            BatchProblem::unusable(
                part.display(),
                "it is in the way, and no earlier run has left it",
                "Choose another folder, or remove it",
            )
        });
    };
    match lock.try_lock() {
        Ok(()) => fs::remove_dir_all(part).map_err(writing(part)),
        Err(TryLockError::WouldBlock) => Err(busy(part)),
        Err(TryLockError::Error(problem)) => Err(BatchProblem::writing(part, &problem)),
    }
}

fn busy(part: &Path) -> BatchProblem {
    BatchProblem::unusable(part.display(), "another run is writing it just now", "Wait for it, or choose another folder")
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<(), BatchProblem> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(writing(folder))
}

/// Elsewhere a folder cannot be opened to be written for good; its files have been.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<(), BatchProblem> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_its_name_only_when_it_is_finished() {
        let above = tempfile::tempdir().unwrap();
        let out = above.path().join("answers");
        let folder = Folder::begin(&out).unwrap();
        fs::write(folder.file("a.csv"), "1").unwrap();
        fs::create_dir(folder.work()).unwrap();
        assert!(!out.exists());
        folder.finish().unwrap();
        let names: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["a.csv"]);
        assert!(Folder::begin(&out).err().unwrap().to_string().contains("there already"));
    }

    #[test]
    fn one_that_is_given_up_leaves_nothing() {
        let above = tempfile::tempdir().unwrap();
        let folder = Folder::begin(&above.path().join("answers")).unwrap();
        fs::write(folder.file("a.csv"), "1").unwrap();
        drop(folder);
        assert_eq!(fs::read_dir(above.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_a_killed_run_left_is_removed_but_nothing_of_anybody_else() {
        let above = tempfile::tempdir().unwrap();
        let (out, part) = (above.path().join("answers"), above.path().join("answers.part"));
        fs::create_dir(&part).unwrap();
        fs::write(part.join(MARK), "").unwrap();
        fs::write(part.join("obligations.parquet"), "half").unwrap();
        let folder = Folder::begin(&out).unwrap();
        assert!(!part.join("obligations.parquet").exists());
        assert!(Folder::begin(&out).err().unwrap().to_string().contains("another run"));
        drop(folder);
        fs::create_dir(&part).unwrap();
        fs::write(part.join("letter.txt"), "mine").unwrap();
        assert!(Folder::begin(&out).err().unwrap().to_string().contains("in the way"));
        assert!(part.join("letter.txt").exists());
    }
}
