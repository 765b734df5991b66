//! The folder: written under another name until it is complete.

use super::{MANIFEST, Manifest, OutputProblem};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Marks a folder that a run made and has not completed, so that the next run may remove it.
const MARK: &str = "UNFINISHED.txt";
const MARKED: &str = "`brought synth` was writing here and has not finished. Nothing in here is complete, and all of it may be removed.\n";

/// A folder that is being written.
pub(super) struct Folder {
    named: PathBuf,
    part: PathBuf,
}

impl Folder {
    /// Begins a folder, and removes what an earlier run left unfinished in its place.
    pub(super) fn begin(named: &Path) -> Result<Self, OutputProblem> {
        if named.exists() {
            return Err(OutputProblem::Exists(named.to_owned()));
        }
        let mut name = named.as_os_str().to_owned();
        name.push(".part");
        let part = PathBuf::from(name);
        if part.exists() {
            if !part.join(MARK).is_file() {
                return Err(OutputProblem::InTheWay(part));
            }
            fs::remove_dir_all(&part).map_err(OutputProblem::at(&part))?;
        }
        fs::create_dir_all(&part).map_err(OutputProblem::at(&part))?;
        let mark = part.join(MARK);
        fs::write(&mark, MARKED).map_err(OutputProblem::at(&mark))?;
        Ok(Self { named: named.to_owned(), part })
    }

    /// Where a file of this name is written now.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.part.join(name)
    }

    pub(super) fn write_manifest(&self, manifest: &Manifest) -> Result<(), OutputProblem> {
        let path = self.file(MANIFEST);
        let written = serde_json::to_string_pretty(manifest).map_err(std::io::Error::from);
        let text = written.map_err(OutputProblem::at(&path))? + "\n";
        fs::write(&path, text).and_then(|()| File::open(&path)?.sync_all()).map_err(OutputProblem::at(&path))
    }

    /// Gives it its name. Every file in it must be on the disk by now.
    pub(super) fn finish(self) -> Result<(), OutputProblem> {
        let mark = self.file(MARK);
        fs::remove_file(&mark).map_err(OutputProblem::at(&mark))?;
        sync(&self.part)?;
        fs::rename(&self.part, &self.named).map_err(OutputProblem::at(&self.named))?;
        match self.named.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            Some(parent) => sync(parent),
            None => Ok(()),
        }
    }

    /// Removes what was written, as far as the machine lets it: what stays is marked as unfinished.
    pub(super) fn give_up(self) {
        let _ = fs::remove_dir_all(&self.part);
    }
}

/// Has the names in a folder on the disk. Elsewhere than on Unix a folder cannot be opened for that.
fn sync(folder: &Path) -> Result<(), OutputProblem> {
    if cfg!(unix) { File::open(folder).and_then(|folder| folder.sync_all()).map_err(OutputProblem::at(folder)) } else { Ok(()) }
}
