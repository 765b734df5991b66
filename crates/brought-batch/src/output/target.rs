//! Where the tables of a run go.

use super::folder::Folder;
use super::run_file::{RunFile, text, write_run_file};
use super::{KeptTable, TableFile};
use crate::problem::{BatchProblem, writing};
use crate::question::{Format, Out};
use crate::table::Spec;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the tables of a run go. Unless it is finished, nothing of it stays.
pub(crate) enum Target {
    /// Files in a folder.
    Folder(Folder, Format),
    /// Memory.
    Memory(Work),
}

/// A folder for files that are needed only while rows are put in order. It is made when the first is needed, and removed at the end.
pub(crate) struct Work(PathBuf);

impl Drop for Work {
    fn drop(&mut self) {
        // Nothing that is written there is part of an answer. What cannot be removed is in a folder for temporary files.
        let _left = fs::remove_dir_all(&self.0);
    }
}

impl Target {
    /// A folder of files.
    ///
    /// # Errors
    /// When it is there already, or cannot be written.
    pub(crate) fn folder(out: &Out) -> Result<Self, BatchProblem> {
        Ok(Self::Folder(Folder::begin(&out.folder)?, out.format))
    }

    /// Memory. What does not fit while rows are put in order goes into a folder that is not there yet.
    pub(crate) fn memory(work: &Path) -> Self {
        Self::Memory(Work(work.to_owned()))
    }

    /// Where files go that are needed only while it is written.
    pub(crate) fn work(&self) -> PathBuf {
        match self {
            Self::Folder(folder, _) => folder.work(),
            Self::Memory(work) => work.0.clone(),
        }
    }

    /// Begins a table.
    pub(crate) fn table(&self, spec: &'static Spec) -> Result<TableFile, BatchProblem> {
        match self {
            Self::Folder(folder, format) => {
                let path = folder.file(&format!("{}.{}", spec.name, format.ending()));
                TableFile::create(path, spec, *format)
            }
            Self::Memory(_) => Ok(TableFile::keep(spec)),
        }
    }

    /// Removes everything that was written so far, to begin again.
    pub(crate) fn empty(&self) -> Result<(), BatchProblem> {
        match self {
            Self::Folder(folder, _) => folder.empty(),
            Self::Memory(work) if work.0.exists() => fs::remove_dir_all(&work.0).map_err(writing(&work.0)),
            Self::Memory(_) => Ok(()),
        }
    }

    /// Ends it, with what there is to tell of the run. A folder gets its name.
    pub(crate) fn finish(self, run: &RunFile<'_>) -> Result<String, BatchProblem> {
        let told = text(run)?;
        if let Self::Folder(folder, _) = self {
            write_run_file(&folder, &told)?;
            folder.finish()?;
        }
        Ok(told)
    }
}

/// The names of tables with how many rows each has.
pub(crate) fn sizes(tables: &[KeptTable]) -> Vec<(String, u64)> {
    tables.iter().map(|table| (table.name.clone(), table.rows)).collect()
}
