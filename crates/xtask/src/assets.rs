//! `cargo xtask assets`: the parts of the NHS design system that the program carries inside itself.
//!
//! They are pinned by version and digest (`assets/package-lock.json`, `assets/requirements.txt`), fetched with the ordinary
//! npm and pip, trimmed and put into `assets/vendor/`, which git ignores.

mod adjust;

use crate::{debian, place, run};
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

const STYLESHEET: &str = "nhsuk-frontend.min.css";
const SCRIPT: &str = "nhsuk-frontend.min.js";

/// Makes sure that `assets/vendor/` is there and current; does nothing when it is.
///
/// # Errors
/// When npm, Python or pip is missing, a download fails or does not have the pinned digest, or a part of the design system no
/// longer looks as `adjust` expects.
pub(crate) fn ensure() -> Result<()> {
    let assets = place::root().join("assets");
    let wanted = stamp(&assets)?;
    if is_current(&assets, &wanted) {
        return Ok(());
    }
    // Two commands may want the assets at the same time; the second waits and then finds them made.
    let lock = File::create(assets.join(".vendor-lock")).context("could not create assets/.vendor-lock")?;
    lock.lock().context("could not lock assets/.vendor-lock")?;
    if is_current(&assets, &wanted) {
        return Ok(());
    }
    println!("Fetching the NHS design system into assets/vendor ...");
    let fresh = assets.join(".vendor-new");
    empty_folder(&fresh)?;
    let made = make(&assets, &fresh, &wanted).context("could not make assets/vendor");
    if made.is_err() {
        // What is half made is of no use; the reason is in the message.
        let _ = fs::remove_dir_all(&fresh);
    }
    made
}

/// What `assets/vendor` was made from: the pins, and the code that trims what they bring.
fn stamp(assets: &Path) -> Result<String> {
    let pins = read(&assets.join("package-lock.json"))? + &read(&assets.join("requirements.txt"))?;
    Ok(pins + include_str!("assets.rs") + include_str!("assets/adjust.rs"))
}

fn is_current(assets: &Path, wanted: &str) -> bool {
    fs::read_to_string(assets.join("vendor/.stamp")).is_ok_and(|found| found == wanted)
}

fn make(assets: &Path, fresh: &Path, wanted: &str) -> Result<()> {
    let package = fetch_package(assets, &fresh.join("npm"))?;
    let templates = fetch_templates(assets, &fresh.join("pip"))?;
    let vendor = fresh.join("vendor");
    place_files(&package, &templates, &vendor)?;
    write(&vendor.join(".stamp"), wanted)?;
    let home = assets.join("vendor");
    if home.exists() {
        fs::remove_dir_all(&home).context("could not remove the old assets/vendor")?;
    }
    fs::rename(&vendor, &home).context("could not put assets/vendor in its place")?;
    fs::remove_dir_all(fresh).context("could not remove assets/.vendor-new")
}

/// Downloads the npm package and returns the folder of its built files.
fn fetch_package(assets: &Path, folder: &Path) -> Result<PathBuf> {
    empty_folder(folder)?;
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(assets.join(name), folder.join(name)).with_context(|| format!("could not copy assets/{name}"))?;
    }
    run::captured(run::npm(folder)?.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    Ok(folder.join("node_modules/nhsuk-frontend/dist/nhsuk"))
}

/// Downloads the wheel, checks its digest, unpacks it and returns the folder of its templates.
fn fetch_templates(assets: &Path, folder: &Path) -> Result<PathBuf> {
    empty_folder(folder)?;
    let python = python()?;
    // The wheel is only unpacked, so the Python that is here need not be one that the wheel could run on.
    run::captured(
        Command::new(python)
            .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"])
            .args(["--only-binary", ":all:", "--python-version", "3.11", "--dest", "."])
            .arg("--requirement")
            .arg(assets.join("requirements.txt"))
            .current_dir(folder),
    )?;
    let wheel = files(folder)?.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "whl"));
    let wheel = wheel.context("pip downloaded no wheel")?;
    let unpacked = folder.join("unpacked");
    run::captured(Command::new(python).args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&unpacked))?;
    Ok(unpacked.join("nhsuk_frontend_jinja/templates"))
}

/// A Python that has pip.
fn python() -> Result<&'static str> {
    let candidates = ["python3", "python", "py"];
    let Some(python) = candidates.into_iter().find(|name| run::works(name, &["--version"])) else {
        bail!("Python is missing. Install Python 3.10 or newer with pip (Debian: `apt-get install python3 python3-pip`).");
    };
    if !run::works(python, &["-m", "pip", "--version"]) {
        let by_hand = format!(
            "Python's pip is missing. Install it (Debian: `sudo apt-get install python3-pip`; elsewhere: `{python} -m ensurepip`)."
        );
        debian::install("Python's pip", &["python3-pip"], &by_hand)?;
    }
    Ok(python)
}

/// Copies what the program uses, adjusted, and nothing else.
fn place_files(package: &Path, templates: &Path, vendor: &Path) -> Result<()> {
    let stylesheet = adjust::stylesheet(&read(&package.join(STYLESHEET))?)?;
    for name in adjust::images_of(&stylesheet)? {
        copy(&package.join("assets/images").join(&name), &vendor.join("static/images").join(&name))?;
    }
    write(&vendor.join("static").join(STYLESHEET), &stylesheet)?;
    write(&vendor.join("static").join(SCRIPT), &adjust::script(&read(&package.join(SCRIPT))?)?)?;
    for path in files(&package.join("components"))? {
        // What each component must look like, for our tests; not part of the program.
        if path.ends_with("fixtures.json") {
            let component = path.parent().and_then(Path::file_name).context("a fixture without a component")?;
            copy(&path, &vendor.join("fixtures").join(component).with_extension("json"))?;
        }
    }
    for path in files(templates)? {
        let name = path.strip_prefix(templates)?.to_string_lossy().replace('\\', "/");
        if let Some(text) = adjust::template(&name, read(&path)?)? {
            write(&vendor.join("templates").join(&name), &text)?;
        }
    }
    Ok(())
}

/// Every file in a folder and in the folders within it, in order of path.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("could not read the folder {}", place::shown(folder)))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn empty_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("could not empty {}", place::shown(folder)))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("could not create {}", place::shown(folder)))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", place::shown(path)))
}

fn write(path: &Path, text: &str) -> Result<()> {
    create_parent(path)?;
    fs::write(path, text).with_context(|| format!("could not write {}", place::shown(path)))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    create_parent(to)?;
    fs::copy(from, to).map(|_| ()).with_context(|| format!("could not copy {}", place::shown(from)))
}

fn create_parent(path: &Path) -> Result<()> {
    let folder = path.parent().context("a file without a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("could not create {}", place::shown(folder)))
}
