//! Which crate may depend on which: only on lower layers, so that the meaning of the product knows nothing of storing or showing it.

use anyhow::{Context, Result};
use serde_json::Value;

/// Each crate and its layer. A crate may depend on those with a smaller number.
const LAYERS: &[(&str, u8)] = &[
    ("brought-domain", 10),
    ("brought-calendar", 10),
    ("brought-statistics", 10),
    ("brought-forms", 15),
    ("brought-policy", 20),
    ("brought-access", 20),
    ("brought-store", 20),
    ("brought-interop", 20),
    (TESTKIT, 25),
    ("brought-oracle", 25),
    ("brought-synth", 25),
    ("brought-documents", 25),
    ("brought-openid", 25),
    ("brought-sending", 25),
    ("brought-app", 30),
    ("brought-batch", 30),
    ("brought-web", 40),
    ("brought", 50),
    ("brought-python", 50),
    ("xtask", 0),
];

/// Made-up people: for tests everywhere, and in the program for the demonstration.
const TESTKIT: &str = "brought-testkit";
const TESTKIT_USER: &str = "brought";

/// Crates that may depend on less than their layer says.
const ONLY: &[(&str, &[&str])] =
    &[("brought-access", &["brought-domain"]), ("brought-forms", &["brought-domain"]), ("brought-openid", &["brought-domain"])];

/// Packages from elsewhere that few crates may use: what those know, no other needs to.
const KEPT_TO: &[(&str, &[&str])] = &[
    ("argon2", &["brought-app"]),
    ("arrow-array", &["brought-batch", "brought-python", "brought-synth"]),
    ("arrow-pyarrow", &["brought-python"]),
    ("arrow-schema", &["brought-batch", "brought-python", "brought-synth"]),
    ("axum", &["brought-web"]),
    ("axum-server", &["brought-web"]),
    ("cedar-policy", &["brought-access"]),
    ("chrono", &["brought-openid"]),
    ("csv", &["brought-interop"]),
    ("ed25519-dalek", &["brought"]),
    ("governor", &["brought-web"]),
    ("hpke", &["brought-web"]),
    ("hmac", &["brought-sending", "brought-store"]),
    ("lettre", &["brought-sending"]),
    ("minijinja", &["brought-web"]),
    ("minijinja-contrib", &["brought-web"]),
    ("openidconnect", &["brought-openid"]),
    ("pyo3", &["brought-python"]),
    ("qrcodegen", &["brought-web"]),
    ("rustls", &["brought-web"]),
    ("spdx", &["xtask"]),
    ("sqlx", &["brought-store"]),
    ("totp-rs", &["brought-app", "brought-web"]),
    ("tower-http", &["brought-web"]),
    ("typst", &["brought-documents"]),
    ("typst-layout", &["brought-documents"]),
    ("typst-pdf", &["brought-documents"]),
    ("ureq", &["brought-openid", "brought-sending"]),
    ("zxcvbn", &["brought-app"]),
];

/// A crate of the workspace and what it depends on.
pub(super) struct Crate {
    name: String,
    /// Name, and whether for tests only.
    dependencies: Vec<(String, bool)>,
}

/// The crates in what `cargo metadata` prints.
///
/// # Errors
/// When it is not what cargo prints.
pub(super) fn crates(metadata: &str) -> Result<Vec<Crate>> {
    let metadata: Value = serde_json::from_str(metadata).context("cargo metadata printed something else than JSON")?;
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    packages.iter().map(one_crate).collect()
}

fn one_crate(package: &Value) -> Result<Crate> {
    let name = package["name"].as_str().context("a package without a name")?.to_owned();
    let listed = package["dependencies"].as_array().context("a package without dependencies")?;
    let mut dependencies = Vec::new();
    for dependency in listed {
        let named = dependency["name"].as_str().context("a dependency without a name")?.to_owned();
        dependencies.push((named, dependency["kind"] == "dev"));
    }
    Ok(Crate { name, dependencies })
}

/// Every dependency that is not allowed.
pub(super) fn broken(crates: &[Crate]) -> Vec<String> {
    let mut found = Vec::new();
    for user in crates {
        let Some(layer) = layer(&user.name) else {
            found.push(format!("{} has no layer: give it one in crates/xtask/src/tidy/layers.rs", user.name));
            continue;
        };
        for (used, only_in_tests) in &user.dependencies {
            if let Some(reason) = objection(&user.name, layer, used, *only_in_tests) {
                found.push(format!("{} depends on {used}: {reason}", user.name));
            }
        }
    }
    found
}

fn objection(user: &str, layer_of_user: u8, used: &str, only_in_tests: bool) -> Option<String> {
    if let Some((_, owners)) = KEPT_TO.iter().find(|(package, owners)| *package == used && !owners.contains(&user)) {
        return Some(format!("only {} may", owners.join(" and ")));
    }
    let layer_of_used = layer(used)?;
    if used == TESTKIT {
        return (!only_in_tests && user != TESTKIT_USER).then(|| "made-up people are for tests and the demonstration".to_owned());
    }
    if layer_of_used >= layer_of_user {
        return Some(format!("layer {layer_of_used} is not below layer {layer_of_user}"));
    }
    let only = ONLY.iter().find(|(name, uses)| *name == user && !uses.contains(&used));
    only.map(|(_, uses)| format!("it may depend on {} alone", uses.join(", ")))
}

fn layer(name: &str) -> Option<u8> {
    LAYERS.iter().find(|(known, _)| *known == name).map(|(_, layer)| *layer)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// What is wrong with one crate that depends on one other; `dev` for tests only.
    fn check(user: &str, used: &str, kind: &str) -> Vec<String> {
        let metadata = serde_json::json!({ "packages": [{ "name": user, "dependencies": [{ "name": used, "kind": kind }] }] });
        broken(&crates(&metadata.to_string()).unwrap())
    }

    #[test]
    fn a_crate_may_depend_on_lower_layers_only() {
        for (user, used) in [("brought-policy", "brought-domain"), ("brought-store", "brought-forms"), ("brought", "brought-web")] {
            assert!(check(user, used, "normal").is_empty(), "{user} on {used}");
        }
        for (user, used) in [
            ("brought-domain", "brought-calendar"),
            ("brought-domain", "brought-forms"),
            ("brought-policy", "brought-store"),
            ("brought-app", "brought-web"),
            ("brought-forms", "brought-calendar"),
            ("xtask", "brought-domain"),
        ] {
            assert_eq!(check(user, used, "normal").len(), 1, "{user} on {used}");
            assert_eq!(check(user, used, "dev").len(), 1, "{user} on {used} in tests");
        }
    }

    #[test]
    fn made_up_people_are_for_tests_and_the_demonstration() {
        assert!(check("brought-store", TESTKIT, "dev").is_empty());
        assert!(check("brought", TESTKIT, "normal").is_empty());
        assert_eq!(check("brought-web", TESTKIT, "normal").len(), 1);
    }

    #[test]
    fn some_packages_belong_to_one_crate() {
        assert!(check("brought-store", "sqlx", "normal").is_empty());
        assert!(check("brought-app", "serde", "normal").is_empty());
        for (user, used) in [("brought-app", "sqlx"), ("brought", "axum"), ("brought-store", "csv"), ("brought", "minijinja")] {
            assert_eq!(check(user, used, "normal").len(), 1, "{user} on {used}");
        }
    }

    #[test]
    fn a_crate_without_a_layer_is_refused() {
        assert_eq!(check("brought-new", "serde", "normal").len(), 1);
    }
}
