//! The manifest of a bundle: each file with its size and digest, who made it, when, why, and of what.

use super::{Bundle, BundleFile, BundleForm};
use crate::actor::Actor;
use crate::failure::Failure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What the manifest is called.
pub const MANIFEST: &str = "manifest.json";
/// What the first line of it says.
pub(super) const FORMAT: &str = "brought-bundle/1";

/// Of what, by whom and why.
pub(super) struct About<'a> {
    pub(super) person: String,
    pub(super) name: String,
    pub(super) second_identifier: String,
    pub(super) made_by: &'a Actor,
    pub(super) made_at: Timestamp,
    pub(super) reason: &'a str,
    pub(super) form: &'a BundleForm,
    pub(super) checkpoint: String,
}

/// The manifest as it is written.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) format: String,
    pub(super) program: String,
    pub(super) person: Person,
    pub(super) made_by: Maker,
    /// RFC 3339.
    pub(super) made_at: String,
    pub(super) reason: String,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) known_on: Option<String>,
    pub(super) significant_entries_only: bool,
    pub(super) checkpoint: String,
    pub(super) left_out: Vec<String>,
    pub(super) files: Vec<Listed>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) second_identifier: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Maker {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) roles: Vec<String>,
}

/// A file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) media_type: String,
    pub(super) size: u64,
    pub(super) sha256: String,
}

/// The files with their manifest.
pub(super) fn closed(about: &About<'_>, contents: super::Contents) -> Result<Bundle, Failure> {
    let (mut files, left_out) = contents.closed();
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        program: format!("brought {}", env!("CARGO_PKG_VERSION")),
        person: Person { id: about.person.clone(), name: about.name.clone(), second_identifier: about.second_identifier.clone() },
        made_by: Maker {
            id: about.made_by.practitioner.to_string(),
            name: about.made_by.name.clone(),
            roles: about.made_by.roles.iter().map(|role| role.code().to_owned()).collect(),
        },
        made_at: about.made_at.to_string(),
        reason: about.reason.to_owned(),
        from: day(about.form.from),
        to: day(about.form.to),
        known_on: day(about.form.known_on),
        significant_entries_only: about.form.significant,
        checkpoint: about.checkpoint.clone(),
        left_out: left_out.clone(),
        files: files.iter().map(listed).collect(),
    };
    let text = serde_json::to_string_pretty(&manifest).map_err(|problem| Failure::unforeseen(problem.to_string()))?;
    let content = format!("{text}\n").into_bytes();
    let manifest_digest = digest(&content);
    files.push(BundleFile {
        name: MANIFEST.to_owned(),
        title: "What is in it".to_owned(),
        media_type: "application/json".to_owned(),
        content,
    });
    Ok(Bundle { files, manifest_digest, left_out })
}

fn listed(file: &BundleFile) -> Listed {
    Listed {
        name: file.name.clone(),
        title: file.title.clone(),
        media_type: file.media_type.clone(),
        size: file.content.len() as u64,
        sha256: digest(&file.content),
    }
}

/// A SHA-256 digest in small hexadecimal letters.
pub(super) fn digest(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}
