//! The wheel for Python, `crates/brought-python`: built, and tested from Python, on a cluster of Spark too.

use crate::{debian, place, program, run};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const OLDEST_PYTHON: (u32, u32) = (3, 10);
const OLDEST_JAVA: u32 = 17;
/// What to install for Python and its virtual environments.
const PYTHON: &[&str] = &["python3", "python3-venv"];
/// What to install for Spark.
const JAVA: &[&str] = &["default-jre-headless"];

/// Builds the wheel and runs its tests.
///
/// # Errors
/// When Python or Java is missing and cannot be installed, the wheel does not build, or a test fails.
pub(crate) fn wheel_and_tests() -> Result<()> {
    let python = python()?;
    java()?;
    let here = target()?.join("brought-python");
    let folder = place::root().join("crates/brought-python");
    let environment = environment(&python, &here.join("environment"), &folder.join("requirements.txt"))?;
    let program = program::built_for_populations()?;
    let wheels = here.join("wheels");
    // A wheel of another name, made for another version, would be installed beside it.
    if wheels.exists() {
        fs::remove_dir_all(&wheels)?;
    }
    // In the development profile: what it rests on is compiled already for the other tests.
    let build = ["build", "--locked", "--quiet", "--profile", "dev", "--out"];
    let mut maturin = Command::new(inside(&environment, "maturin"));
    run::shown(maturin.args(build).arg(&wheels).arg("--interpreter").arg(inside(&environment, "python")).current_dir(&folder))?;
    let wheel = fs::read_dir(&wheels)?.next().context("maturin built no wheel")??.path();
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--force-reinstall"];
    run::captured(Command::new(inside(&environment, "python")).args(install).arg(wheel))?;
    let mut tests = Command::new(inside(&environment, "python"));
    run::shown(tests.args(["-m", "pytest", "--quiet", "--tb", "short"]).env("BROUGHT_BIN", program).current_dir(folder))
}

/// Where cargo puts what it builds: the machine's settings decide.
fn target() -> Result<PathBuf> {
    let told = run::captured(program::cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let told: Value = serde_json::from_str(&told).context("cargo metadata printed something else than JSON")?;
    told["target_directory"].as_str().map(PathBuf::from).context("cargo did not say where it puts what it builds")
}

/// A virtual environment with what is pinned, made anew when that or Python has changed.
fn environment(python: &str, environment: &Path, pinned: &Path) -> Result<PathBuf> {
    let wanted = run::captured(Command::new(python).arg("--version"))? + &fs::read_to_string(pinned)?;
    let stamp = environment.join(".brought-pinned");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(environment.to_owned());
    }
    println!("Installing what {} pins ...", place::shown(pinned));
    run::captured(Command::new(python).args(["-m", "venv", "--clear"]).arg(environment))?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run::captured(Command::new(inside(environment, "python")).args(install).arg(pinned))?;
    fs::write(stamp, wanted)?;
    Ok(environment.to_owned())
}

/// A program of a virtual environment.
fn inside(environment: &Path, name: &str) -> PathBuf {
    environment.join(if cfg!(windows) { "Scripts" } else { "bin" }).join(name)
}

/// A Python that can make virtual environments, installed now if that is possible without asking.
fn python() -> Result<String> {
    let found = || {
        let usable =
            |name: &&str| version_of(Command::new(name).args(["-c", "import ensurepip, sys; print(sys.version)"])) >= Some(OLDEST_PYTHON);
        ["python3", "python"].iter().find(|name| usable(name)).map(|name| (*name).to_owned())
    };
    if let Some(python) = found() {
        return Ok(python);
    }
    let (major, minor) = OLDEST_PYTHON;
    let by_hand = format!(
        "the tests of the wheel need Python {major}.{minor} or newer with `venv`. Install it (Debian: `sudo apt-get install {}`).",
        PYTHON.join(" ")
    );
    debian::install("Python for the tests of the wheel", PYTHON, &by_hand)?;
    match found() {
        Some(python) => Ok(python),
        None => bail!("{by_hand} What apt-get installed is older"),
    }
}

/// Makes sure of a Java for Spark, installed now if that is possible without asking.
fn java() -> Result<()> {
    let is_here = || {
        let java = std::env::var_os("JAVA_HOME").map_or_else(|| PathBuf::from("java"), |home| PathBuf::from(home).join("bin/java"));
        version_of(Command::new(java).arg("--version")) >= Some((OLDEST_JAVA, 0))
    };
    if is_here() {
        return Ok(());
    }
    let by_hand = format!(
        "the tests of the wheel on Apache Spark need Java {OLDEST_JAVA} or newer. Install it (Debian: `sudo apt-get install {}`) or set JAVA_HOME.",
        JAVA.join(" ")
    );
    debian::install("Java for Apache Spark", JAVA, &by_hand)?;
    if is_here() { Ok(()) } else { bail!("{by_hand} What apt-get installed is older, or not on the PATH") }
}

/// The version that a program tells; nothing when it does not run.
fn version_of(command: &mut Command) -> Option<(u32, u32)> {
    version(&run::captured(command).ok()?)
}

/// The first number with a dot in it, or the first number at all: `3.11.7 (main ...)`, `openjdk 17.0.15 2025-04-15`, `openjdk 21 2023-09-19`.
fn version(told: &str) -> Option<(u32, u32)> {
    let word = told.split_whitespace().find(|word| word.starts_with(|letter: char| letter.is_ascii_digit()))?;
    let mut numbers = word.split(|letter: char| !letter.is_ascii_digit()).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next().and_then(Result::ok).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_programs_tell_them() {
        assert_eq!(version("3.11.7 (main, Apr 28 2025, 17:26:08) [GCC 12.2.0]"), Some((3, 11)));
        assert_eq!(version("openjdk 17.0.15 2025-04-15\nOpenJDK Runtime Environment (build 17)"), Some((17, 0)));
        assert_eq!(version("openjdk 21 2023-09-19"), Some((21, 0)));
        assert_eq!(version("no such thing"), None);
    }

    #[test]
    fn a_program_that_is_not_there_has_no_version_and_so_is_too_old() {
        assert_eq!(version_of(&mut Command::new("no-such-program")), None);
        assert!(None < Some(OLDEST_PYTHON));
    }
}
