//! What others wrote that is built in: under a licence that `deny.toml` allows, from the registry, and with a digest that the lock file keeps.

use anyhow::{Context, Result};
use serde::Deserialize;
use spdx::{Expression, Licensee, ParseMode};

/// Where every crate comes from that is not ours.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[derive(Deserialize)]
struct Deny {
    licenses: Licences,
}

#[derive(Deserialize)]
struct Licences {
    allow: Vec<String>,
}

/// A crate of somebody else's, as `cargo metadata` tells of it.
#[derive(Deserialize)]
pub(super) struct Crate {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Crate>,
}

/// A crate as the lock file has it.
#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

/// The licences that are allowed.
///
/// # Errors
/// When the file cannot be read, or names what is no licence.
pub(super) fn allowed(deny: &str) -> Result<Vec<Licensee>> {
    let deny: Deny = toml::from_str(deny).context("could not read deny.toml")?;
    deny.licenses.allow.iter().map(|name| Licensee::parse(name).with_context(|| format!("deny.toml allows `{name}`"))).collect()
}

/// Everything that is built in.
///
/// # Errors
/// When Cargo's answer cannot be read.
pub(super) fn crates(metadata: &str) -> Result<Vec<Crate>> {
    let metadata: Metadata = serde_json::from_str(metadata).context("could not read what cargo says of the packages")?;
    Ok(metadata.packages)
}

/// The crates that may not be built in, and why.
pub(super) fn broken(crates: &[Crate], allowed: &[Licensee]) -> Vec<String> {
    let others = crates.iter().filter_map(|of| of.source.as_ref().map(|source| (of, source)));
    others
        .filter_map(|(of, source)| {
            let why = if source == REGISTRY { not_allowed(of.license.as_deref(), allowed)? } else { format!("comes from {source}") };
            Some(format!("{} {}: {why}", of.name, of.version))
        })
        .collect()
}

fn not_allowed(licence: Option<&str>, allowed: &[Licensee]) -> Option<String> {
    let Some(licence) = licence else { return Some("says no licence".to_owned()) };
    // Older crates write a stroke for OR.
    let Ok(read) = Expression::parse_mode(licence, ParseMode::LAX) else {
        return Some(format!("has a licence that cannot be read: {licence}"));
    };
    let is_allowed = read.evaluate(|wanted| allowed.iter().any(|licensee| licensee.satisfies(wanted)));
    (!is_allowed).then(|| format!("has a licence that deny.toml does not allow: {licence}"))
}

/// Crates whose content nobody would miss if it were exchanged.
///
/// # Errors
/// When the lock file cannot be read.
pub(super) fn unlocked(lock: &str) -> Result<Vec<String>> {
    let lock: Lock = toml::from_str(lock).context("could not read Cargo.lock")?;
    let unlocked = lock.package.into_iter().filter(|of| of.source.is_some() && of.checksum.is_none());
    Ok(unlocked.map(|of| format!("{} {}: Cargo.lock has no digest of it", of.name, of.version)).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
    use super::*;

    fn of(licence: Option<&str>, source: &str) -> Crate {
        Crate { name: "x".into(), version: "1.0.0".into(), license: licence.map(Into::into), source: Some(source.into()) }
    }

    #[test]
    fn only_what_is_allowed_and_from_the_registry_is_built_in() {
        let allowed = allowed("[licenses]\nallow = [\"MIT\", \"Apache-2.0 WITH LLVM-exception\"]").unwrap();
        let is_broken = |licence: Option<&str>, source: &str| !broken(&[of(licence, source)], &allowed).is_empty();
        for good in ["MIT", "GPL-3.0-only OR MIT", "MIT/Apache-2.0", "Apache-2.0 WITH LLVM-exception", "(MIT OR ISC) AND MIT"] {
            assert!(!is_broken(Some(good), REGISTRY), "{good}");
        }
        for bad in [None, Some("GPL-3.0-only"), Some("MIT AND ISC"), Some("Apache-2.0"), Some("my own")] {
            assert!(is_broken(bad, REGISTRY), "{bad:?}");
        }
        assert!(is_broken(Some("MIT"), "git+https://example.org/x"));
        let ours = Crate { source: None, ..of(None, "") };
        assert!(broken(&[ours], &allowed).is_empty());
        assert!(super::allowed("[licenses]\nallow = [\"Apache 3\"]").is_err());
    }

    #[test]
    fn what_comes_from_elsewhere_has_a_digest() {
        let lock =
            "[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n[[package]]\nname = \"x\"\nversion = \"1.0.0\"\nsource = \"registry\"\n";
        assert_eq!(unlocked(lock).unwrap(), ["x 1.0.0: Cargo.lock has no digest of it"]);
        assert_eq!(unlocked(&format!("{lock}checksum = \"ab\"\n")).unwrap(), Vec::<String>::new());
    }
}
