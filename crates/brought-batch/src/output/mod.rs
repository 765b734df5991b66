//! What is written, and how: into a folder that gets its name only when everything is in it.

mod csv;
mod file;
mod folder;
mod run_file;

pub(crate) use file::TableFile;
pub(crate) use folder::Folder;
pub(crate) use run_file::{RunFile, write_run_file};
