//! Puts the stylesheet, script, images and templates into the program, so that it is one file with nothing to deploy beside it.

// Cargo tells a build script where things are through the environment.
#![allow(clippy::disallowed_methods)]

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() {
    if let Err(problem) = embed() {
        println!("cargo::error={problem}");
    }
}

fn embed() -> Result<(), String> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo did not say where this crate is")?);
    let assets = here.join("../../assets");
    let vendor = assets.join("vendor");
    println!("cargo::rerun-if-changed=build.rs");
    // The stamp changes whenever assets/vendor is made anew.
    println!("cargo::rerun-if-changed={}", vendor.join(".stamp").display());
    if !vendor.join(".stamp").exists() {
        return Err("assets/vendor is missing: run `cargo xtask assets` once, then build again".to_owned());
    }

    let mut code = String::from("pub(crate) static ASSETS: &[Asset] = &[\n");
    for folder in [vendor.join("static"), assets.join("own")] {
        println!("cargo::rerun-if-changed={}", folder.display());
        for (name, path) in files(&folder)? {
            code += &asset(&name, &path)?;
        }
    }
    code += "];\n\npub(crate) static TEMPLATES: &[(&str, &str)] = &[\n";
    for folder in [vendor.join("templates"), here.join("templates")] {
        println!("cargo::rerun-if-changed={}", folder.display());
        for (name, path) in files(&folder)? {
            writeln!(code, "    ({name:?}, include_str!({path:?})),").map_err(said)?;
        }
    }
    code += "];\n";
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo did not say where to write")?);
    fs::write(out.join("embedded.rs"), code).map_err(said)
}

/// One row of the table of assets. The version changes with the content, so that a browser may keep a file for ever.
fn asset(name: &str, path: &Path) -> Result<String, String> {
    let content_type = match path.extension().and_then(|ending| ending.to_str()) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => return Err(format!("{}: no content type is known for this kind of file; add it to build.rs", path.display())),
    };
    let mut hasher = DefaultHasher::new();
    fs::read(path).map_err(said)?.hash(&mut hasher);
    let version = format!("{:016x}", hasher.finish());
    Ok(format!("    Asset {{ name: {name:?}, content_type: {content_type:?}, version: {version:?}, bytes: include_bytes!({path:?}) }},\n"))
}

/// Every file in a folder and in the folders within it: its name relative to the folder, with forward slashes, and its path.
fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, String> {
    let mut found = Vec::new();
    collect(folder, folder, &mut found).map_err(|problem| format!("{}: {problem}", folder.display()))?;
    found.sort();
    Ok(found)
}

fn collect(top: &Path, folder: &Path, found: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(top, &path, found)?;
        } else if let Ok(name) = path.strip_prefix(top) {
            found.push((name.to_string_lossy().replace('\\', "/"), fs::canonicalize(&path)?));
        }
    }
    Ok(())
}

fn said(problem: impl ToString) -> String {
    problem.to_string()
}
