//! Where things are in the working tree.

use std::path::{Path, PathBuf};

/// The folder of the workspace. Cargo says at run time where this crate is; what was true when it was compiled may not be,
/// because clones may share one target directory.
pub(crate) fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    match here.ancestors().nth(2) {
        Some(root) => root.to_path_buf(),
        None => here,
    }
}

/// A path as a reader of messages wants it: relative to the workspace, with forward slashes.
pub(crate) fn shown(path: &Path) -> String {
    let root = root();
    path.strip_prefix(&root).unwrap_or(path).display().to_string().replace('\\', "/")
}
