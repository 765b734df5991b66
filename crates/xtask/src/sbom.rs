//! `cargo xtask sbom`: what others wrote that is in the program, as an inventory in the format CycloneDX 1.6, which other programs hold against lists of
//! known faults.

use crate::{place, program};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;

/// The crate of the program.
const PROGRAM: &str = "brought";

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    checksum: Option<String>,
}

/// Files that are embedded in the pages, as npm's lock file has them.
#[derive(Deserialize)]
struct AssetLock {
    packages: BTreeMap<String, Asset>,
}

#[derive(Deserialize)]
struct Asset {
    version: Option<String>,
    license: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bom {
    bom_format: &'static str,
    spec_version: &'static str,
    version: u32,
    metadata: About,
    components: Vec<Component>,
    dependencies: Vec<Uses>,
}

#[derive(Serialize)]
struct About {
    component: Component,
}

#[derive(Serialize)]
struct Component {
    r#type: &'static str,
    #[serde(rename = "bom-ref")]
    reference: String,
    name: String,
    version: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<Licence>,
    purl: String,
}

#[derive(Serialize)]
struct Hash {
    alg: &'static str,
    content: String,
}

#[derive(Serialize)]
struct Licence {
    expression: String,
}

#[derive(Serialize)]
struct Uses {
    r#ref: String,
    #[serde(rename = "dependsOn")]
    depends_on: Vec<String>,
}

/// Writes the inventory of the program with all its features.
///
/// # Errors
/// When what is built in cannot be found out, or the file cannot be written.
pub(crate) fn write(file: &str) -> Result<()> {
    let metadata = program::metadata()?;
    let root = place::root();
    let read = |file: &str| fs::read_to_string(root.join(file)).with_context(|| format!("could not read {file}"));
    let bom = bom(&metadata, &read("Cargo.lock")?, &read("assets/package-lock.json")?)?;
    let text = serde_json::to_string_pretty(&bom)?;
    fs::write(file, format!("{text}\n")).with_context(|| format!("could not write {file}"))?;
    println!("{file}: {} parts, CycloneDX {}.", bom.components.len(), bom.spec_version);
    Ok(())
}

fn bom(metadata: &str, lock: &str, assets: &str) -> Result<Bom> {
    let metadata: Metadata = serde_json::from_str(metadata).context("could not read what cargo says of the packages")?;
    let lock: Lock = toml::from_str(lock).context("could not read Cargo.lock")?;
    let assets: AssetLock = serde_json::from_str(assets).context("could not read assets/package-lock.json")?;
    let digests: HashMap<(&str, &str), &str> =
        lock.package.iter().filter_map(|of| Some(((of.name.as_str(), of.version.as_str()), of.checksum.as_deref()?))).collect();
    let packages: HashMap<&str, &Package> = metadata.packages.iter().map(|package| (package.id.as_str(), package)).collect();
    let uses: HashMap<&str, Vec<&str>> = metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), used(node))).collect();
    let program = metadata.packages.iter().find(|package| package.name == PROGRAM && package.source.is_none());
    let program = program.with_context(|| format!("the workspace has no package {PROGRAM}"))?;

    let built_in = reached(&program.id, &uses);
    let of = |id: &str| {
        packages
            .get(id)
            .map(|package| component("library", package, digests.get(&(package.name.as_str(), package.version.as_str())).copied()))
    };
    let mut components: Vec<Component> = built_in.iter().filter(|id| **id != program.id).filter_map(|id| of(id)).collect();
    components.extend(assets.packages.iter().filter_map(|(path, asset)| embedded(path, asset)));
    components.sort_by(|one, other| one.reference.cmp(&other.reference));
    let reference_of = |id: &str| packages.get(id).map(|package| reference(&package.name, &package.version));
    let mut dependencies: Vec<Uses> = built_in
        .iter()
        .filter_map(|id| {
            let mut depends_on: Vec<String> = uses.get(id)?.iter().filter_map(|id| reference_of(id)).collect();
            depends_on.sort_unstable();
            Some(Uses { r#ref: reference_of(id)?, depends_on })
        })
        .collect();
    dependencies.sort_by(|one, other| one.r#ref.cmp(&other.r#ref));
    let about = About { component: component("application", program, None) };
    Ok(Bom { bom_format: "CycloneDX", spec_version: "1.6", version: 1, metadata: about, components, dependencies })
}

/// What a package is built with: not what its tests use.
fn used(node: &Node) -> Vec<&str> {
    let built_with = |of: &&Dependency| of.dep_kinds.iter().any(|kind| kind.kind.as_deref() != Some("dev"));
    node.deps.iter().filter(built_with).map(|of| of.pkg.as_str()).collect()
}

/// A package and all that it is built with, by way of others too.
fn reached<'a>(from: &'a str, uses: &HashMap<&'a str, Vec<&'a str>>) -> BTreeSet<&'a str> {
    let (mut found, mut next) = (BTreeSet::from([from]), vec![from]);
    while let Some(id) = next.pop() {
        next.extend(uses.get(id).into_iter().flatten().filter(|used| found.insert(**used)));
    }
    found
}

fn component(kind: &'static str, package: &Package, digest: Option<&str>) -> Component {
    let reference = reference(&package.name, &package.version);
    Component {
        r#type: kind,
        purl: reference.clone(),
        reference,
        name: package.name.clone(),
        version: package.version.clone(),
        hashes: digest.map(|digest| Hash { alg: "SHA-256", content: digest.to_owned() }).into_iter().collect(),
        licenses: licences(package.license.as_deref()),
    }
}

/// A package of npm whose files are in the pages. Nothing: the line is the lock file's own.
fn embedded(path: &str, asset: &Asset) -> Option<Component> {
    let (name, version) = (path.strip_prefix("node_modules/")?, asset.version.clone()?);
    let reference = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
    let licenses = licences(asset.license.as_deref());
    Some(Component { r#type: "library", purl: reference.clone(), reference, name: name.to_owned(), version, hashes: Vec::new(), licenses })
}

fn reference(name: &str, version: &str) -> String {
    // Of the version, what is after a plus has to be written as it is in an address.
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}

/// Older crates write a stroke for OR.
fn licences(licence: Option<&str>) -> Vec<Licence> {
    licence.map(|licence| Licence { expression: licence.replace('/', " OR ") }).into_iter().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_built_in_is_named_with_its_digest_and_what_tests_use_is_not() {
        let package = |name: &str, source: Option<&str>| json!({ "id": name, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0", "source": source });
        let uses = |name: &str, kind: Option<&str>| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let metadata = json!({
            "packages": [package("brought", None), package("a", Some("registry")), package("b", Some("registry")), package("t", Some("registry"))],
            "resolve": { "nodes": [
                { "id": "brought", "deps": [uses("a", None), uses("t", Some("dev"))] },
                { "id": "a", "deps": [uses("b", Some("build"))] },
                { "id": "b", "deps": [] },
                { "id": "t", "deps": [] },
            ] },
        });
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"ab12\"\n";
        let assets = json!({ "packages": { "": {}, "node_modules/nhsuk-frontend": { "version": "10.6.1", "license": "MIT" } } });
        let bom = bom(&metadata.to_string(), lock, &assets.to_string()).unwrap();
        let named: Vec<&str> = bom.components.iter().map(|part| part.purl.as_str()).collect();
        assert_eq!(named, ["pkg:cargo/a@1.0.0", "pkg:cargo/b@1.0.0", "pkg:npm/nhsuk-frontend@10.6.1"]);
        assert_eq!(
            (bom.components[0].hashes[0].content.as_str(), bom.components[0].licenses[0].expression.as_str()),
            ("ab12", "MIT OR Apache-2.0")
        );
        let uses: Vec<(&str, Vec<&str>)> =
            bom.dependencies.iter().map(|uses| (uses.r#ref.as_str(), uses.depends_on.iter().map(String::as_str).collect())).collect();
        assert_eq!(uses[2], ("pkg:cargo/brought@1.0.0", vec!["pkg:cargo/a@1.0.0"]));
        assert_eq!(bom.metadata.component.r#type, "application");
    }
}
