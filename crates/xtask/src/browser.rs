//! The journeys that are tested in a browser: `tests/browser`.

use crate::{debian, place, program, run};
use anyhow::{Result, bail, ensure};
use std::path::{Path, PathBuf};

/// Where to look for a browser, after the environment variable. First Chromium without its windows: on pages it is the same, and it takes
/// two thirds of the processor time.
const COMMANDS: &[&str] = &["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const PLACES: &[&str] = &[
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
];
/// What to install, with a typeface, because a bare machine has none and would show boxes.
const ALONE: &[&str] = &["chromium-headless-shell", "fonts-liberation"];
/// What to install where the former does not exist.
const WITH_WINDOWS: &[&str] = &["chromium", "fonts-liberation"];

/// When the output of the journeys is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Straight away.
    AsTheyGo,
    /// When they are done, because other steps print meanwhile.
    AtTheEnd,
}

/// Runs every journey against a demonstration of the built program.
///
/// # Errors
/// When the program does not build, Node.js or a browser is missing, or a journey fails.
pub(crate) fn journeys(shown: Shown) -> Result<()> {
    let folder = place::root().join("tests/browser");
    let chromium = chromium()?;
    if !chromium.ends_with(COMMANDS[0]) && run::works("apt-get", &["--version"]) {
        println!("`apt-get install {}`, once, takes the journeys to two thirds of the processor time.", COMMANDS[0]);
    }
    let program = program::built()?;
    install_packages(&folder)?;
    let mut node = run::npm(&folder)?;
    node.args(["test"]).env("BROUGHT_CHROMIUM", chromium).env("BROUGHT_BIN", program);
    match shown {
        Shown::AsTheyGo => run::shown(&mut node),
        Shown::AtTheEnd => run::captured(&mut node).map(|said| println!("{said}")),
    }
}

/// Installs what the lock file pins, unless that was done already.
fn install_packages(folder: &Path) -> Result<()> {
    let pinned = std::fs::read_to_string(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.brought-lock");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == pinned) {
        return Ok(());
    }
    run::captured(run::npm(folder)?.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    std::fs::write(stamp, pinned)?;
    Ok(())
}

/// The path of a Chromium, installed now if that is possible without asking.
fn chromium() -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("BROUGHT_CHROMIUM") {
        let chosen = PathBuf::from(chosen);
        ensure!(chosen.is_file(), "BROUGHT_CHROMIUM is {}, and there is no such file", chosen.display());
        return Ok(chosen);
    }
    if let Some(found) = installed() {
        return Ok(found);
    }
    let by_hand = format!(
        "the browser tests need Chromium or Chrome. Install it (Debian: `sudo apt-get install {}`) or set BROUGHT_CHROMIUM to its path; `cargo xtask test --quick` leaves them out.",
        ALONE.join(" ")
    );
    let install = |packages: &[&str]| debian::install("Chromium for the browser tests", packages, &by_hand);
    install(ALONE).or_else(|_| install(WITH_WINDOWS))?;
    match installed() {
        Some(found) => Ok(found),
        None => bail!("apt-get installed Chromium, and it is not on the PATH"),
    }
}

fn installed() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let commands = COMMANDS.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    commands.chain(PLACES.iter().map(PathBuf::from)).find(|path| path.is_file())
}
