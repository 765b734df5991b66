//! Whether the files of a bundle are those that were made. Pure: whoever calls reads the files.

use super::manifest::{FORMAT, MANIFEST, Manifest, digest};
use std::collections::BTreeMap;

/// A file as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256 digest, in small hexadecimal letters.
    pub sha256: String,
}

impl FoundFile {
    /// Of a file's content.
    pub fn of(content: &[u8]) -> Self {
        Self { size: content.len() as u64, sha256: digest(content) }
    }
}

/// Something that is not as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BundleFinding {
    /// A file is another one now.
    Differs {
        /// Its name.
        name: String,
    },
    /// A file is not there.
    Missing {
        /// Its name.
        name: String,
        /// What it was.
        title: String,
    },
    /// A file is there that was not made with it.
    Extra {
        /// Its name.
        name: String,
    },
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedBundle {
    /// Everything that is not as it was made. Empty: all of it is.
    pub findings: Vec<BundleFinding>,
    /// How many files the manifest lists.
    pub files: usize,
    /// The digest of the manifest itself, to be compared with the one that was told when the bundle was made.
    pub manifest_digest: String,
    /// When it was made, as RFC 3339, and by whom.
    pub made: String,
    /// The checkpoint of the record from which it was made.
    pub checkpoint: String,
}

/// Why there is nothing to check.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotABundle {
    /// The manifest cannot be read.
    #[error("{MANIFEST} cannot be read as the manifest of a bundle: {0}")]
    Unreadable(String),
    /// It is of a version that this program does not know.
    #[error("{MANIFEST} is written as `{0}`, which this version of the program does not know: check it with the program that made it")]
    OtherFormat(String),
}

/// Compares what was found, by name and without the manifest, with the manifest.
///
/// # Errors
/// When the manifest is none.
pub fn check_bundle(manifest: &[u8], found: &BTreeMap<String, FoundFile>) -> Result<CheckedBundle, NotABundle> {
    let read: Manifest = serde_json::from_slice(manifest).map_err(|problem| NotABundle::Unreadable(problem.to_string()))?;
    if read.format != FORMAT {
        return Err(NotABundle::OtherFormat(read.format));
    }
    let listed: BTreeMap<&str, _> = read.files.iter().map(|file| (file.name.as_str(), file)).collect();
    let of_listed = listed.values().filter_map(|file| match found.get(&file.name) {
        None => Some(BundleFinding::Missing { name: file.name.clone(), title: file.title.clone() }),
        Some(there) if there.size != file.size || !there.sha256.eq_ignore_ascii_case(&file.sha256) => {
            Some(BundleFinding::Differs { name: file.name.clone() })
        }
        Some(_) => None,
    });
    let extra = found.keys().filter(|name| !listed.contains_key(name.as_str())).map(|name| BundleFinding::Extra { name: name.clone() });
    Ok(CheckedBundle {
        findings: of_listed.chain(extra).collect(),
        files: listed.len(),
        manifest_digest: digest(manifest),
        made: format!("{} by {}", read.made_at, read.made_by.name),
        checkpoint: read.checkpoint,
    })
}
