//! Why a population was not written.

use crate::RecipeProblem;
use std::io;
use std::path::{Path, PathBuf};

/// Why a population was not written.
#[derive(Debug, thiserror::Error)]
pub enum OutputProblem {
    /// It cannot be made as asked.
    #[error("{0}")]
    Recipe(RecipeProblem),
    /// Parquet cannot hold what is wrong on purpose.
    #[error(
        "a Parquet file cannot hold a day that does not exist, so a dirty population is written as CSV or as JSON lines: add --format csv"
    )]
    DirtyParquet,
    /// Something has the folder's name.
    #[error("{} is there already; choose another folder, or move it away", .0.display())]
    Exists(PathBuf),
    /// Something has the name under which the folder is written, and no earlier run put it there.
    #[error("{} is in the way, and no run of this program made it; move it away, or choose another folder", .0.display())]
    InTheWay(PathBuf),
    /// The machine did not write.
    #[error("{} could not be written: {source}; make room or choose another folder, and start again (nothing half written is left)", .path.display())]
    Write {
        /// What was being written.
        path: PathBuf,
        /// What the machine says.
        source: io::Error,
    },
    /// The Parquet library did not write.
    #[error(
        "the table `{table}` could not be written as Parquet: {source}; make room or choose another folder, and start again (nothing half written is left)"
    )]
    Parquet {
        /// The table.
        table: String,
        /// What the library says.
        source: parquet::errors::ParquetError,
    },
}

impl OutputProblem {
    /// Whether the machine failed, as opposed to what was asked for.
    pub fn is_of_the_machine(&self) -> bool {
        matches!(self, Self::Write { .. } | Self::Parquet { .. })
    }

    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Write { path, source }
    }

    pub(super) fn parquet(table: &str) -> impl Fn(parquet::errors::ParquetError) -> Self + use<'_> {
        move |source| Self::Parquet { table: table.to_owned(), source }
    }
}
