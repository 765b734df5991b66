//! What is written, and how: into a folder that gets its name only when everything is in it, or into memory.

mod csv;
mod file;
mod folder;
mod run_file;
mod target;

pub use file::KeptTable;
pub(crate) use file::TableFile;
pub(crate) use folder::Folder;
pub(crate) use run_file::RunFile;
pub(crate) use target::{Target, sizes};
