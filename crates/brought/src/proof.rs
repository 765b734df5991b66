//! What shows something about the record to somebody who does not have it, as JSON.

use crate::failure::Failure;
use crate::signed_checkpoint::{Note, PublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use brought_store::merkle::{Hash, is_consistent, leaf_hash, root_by_inclusion};
use brought_store::open_leaf;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What `brought prove` prints and `brought check-proof` reads. The tree is that of RFC 6962, with SHA-256; hashes are in base64.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "proof", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum ProofForm {
    /// An entry is in the record that the checkpoint vouches for.
    Inclusion {
        /// The signed checkpoint, as it was written.
        checkpoint: String,
        /// The position of the entry among all entries, from 0.
        position: u64,
        /// The entry. Its UTF-8 bytes, after a byte 0, are what the leaf is the hash of.
        entry: String,
        /// Where entries are sealed, the key of this entry, in base64: with it, `body` can be read. It opens no other.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
        /// The hashes beside the way from the leaf to the root.
        path: Vec<String>,
    },
    /// The record that the new checkpoint vouches for begins with the one that the old checkpoint vouches for: nothing in it was changed.
    Consistency {
        /// The older signed checkpoint, as it was written.
        old: String,
        /// The newer one.
        new: String,
        /// The hashes that lead to both roots.
        path: Vec<String>,
    },
}

/// Hashes as they are written.
pub(crate) fn written(path: &[Hash]) -> Vec<String> {
    path.iter().map(|hash| STANDARD.encode(hash)).collect()
}

impl ProofForm {
    /// The proof in a file.
    ///
    /// # Errors
    /// When it cannot be read or is none.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).map_err(|problem| Failure::usage(format!("{shown} cannot be read: {problem}")))?;
        serde_json::from_str(&text)
            .map_err(|problem| Failure::usage(format!("{shown} is not a proof as `brought prove` prints one: {problem}")))
    }

    /// What it shows, in words.
    ///
    /// # Errors
    /// Why it shows nothing.
    pub(crate) fn shows(&self, key: &PublicKey) -> Result<String, String> {
        let signed = |written: &str| {
            Note::of(written)
                .and_then(|note| note.signed_with(key))
                .ok_or_else(|| format!("its checkpoint was not signed with the key of {}, or was altered", key.name()))
        };
        match self {
            Self::Inclusion { checkpoint, position, entry, key: own_key, path } => {
                let checkpoint = signed(checkpoint)?;
                let root = root_by_inclusion(*position, checkpoint.size, leaf_hash(entry.as_bytes()), &read(path)?);
                if root != Some(checkpoint.root) {
                    return Err("the entry is not among those that the checkpoint vouches for, or was altered".to_owned());
                }
                let said = match own_key {
                    None => String::new(),
                    Some(own_key) => {
                        let body = open_leaf(entry, own_key).ok_or("its key is not the one with which the entry was sealed")?;
                        format!("\nIts body, opened, says\n{body}")
                    }
                };
                Ok(format!("Entry {} of the first {} of {} is\n{entry}{said}", position + 1, checkpoint.size, key.name()))
            }
            Self::Consistency { old, new, path } => {
                let (old, new) = (signed(old)?, signed(new)?);
                if !is_consistent((old.size, &old.root), (new.size, &new.root), &read(path)?) {
                    return Err("the newer record does not begin with the older one".to_owned());
                }
                Ok(format!("The first {} entries of {} are unchanged among its first {}.", old.size, key.name(), new.size))
            }
        }
    }
}

fn read(path: &[String]) -> Result<Vec<Hash>, String> {
    let hash = |text: &String| STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
    path.iter().map(hash).collect::<Option<_>>().ok_or_else(|| "one of its hashes is none".to_owned())
}
