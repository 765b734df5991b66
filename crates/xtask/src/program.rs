//! Building and starting brought itself, in the development profile.

use crate::{assets, place, run};
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// `cargo xtask demo`: fetches the assets when they are missing, then builds and runs the demonstration.
///
/// # Errors
/// When the assets cannot be fetched, the program does not build, or it ends with a problem.
pub(crate) fn demo(arguments: &[&str]) -> Result<()> {
    assets::ensure()?;
    run::shown(cargo().args(["run", "--package", "brought", "--", "demo"]).args(arguments))
}

/// Builds the program and all tests, so that the steps after it only run them.
///
/// # Errors
/// When something does not build.
pub(crate) fn built_with_tests() -> Result<()> {
    let mut build = cargo();
    // With the tests, the libraries have more features switched on than without: a program built by itself would be compiled a second time.
    build.args(["test", "--workspace", "--features", TESTED_WITH, "--lib", "--bins", "--tests", "--no-run"]);
    path_said_by(build).map(|path| {
        let _ = BUILT.set(path);
    })
}

/// Where the program is that was built together with the tests.
static BUILT: OnceLock<PathBuf> = OnceLock::new();

/// Builds the program, unless that was done already, and returns the path of what was built.
///
/// # Errors
/// When the assets cannot be fetched or the program does not build.
pub(crate) fn built() -> Result<PathBuf> {
    if let Some(path) = BUILT.get() {
        return Ok(path.clone());
    }
    assets::ensure()?;
    let mut build = cargo();
    build.args(["build", "--package", "brought", "--features", TESTED_WITH]);
    path_said_by(build)
}

/// What Cargo says of all that may be built in: every package with its licence and its source, and what each is built with.
///
/// # Errors
/// When Cargo cannot say, such as when the lock file is not up to date.
pub(crate) fn metadata() -> Result<String> {
    let all = ["metadata", "--all-features", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu", "--format-version", "1"];
    run::captured(cargo().args(all))
}

/// What the program that is tested has beyond the usual one: journeys sign in at a provider. The steps for whole populations and for sending build the
/// program without it.
pub(crate) const TESTED_WITH: &str = "brought/openid,brought/https";

/// Builds the program with the commands for whole populations, together with their tests, and returns its path.
///
/// # Errors
/// When the assets cannot be fetched or it does not build.
pub(crate) fn built_for_populations() -> Result<PathBuf> {
    assets::ensure()?;
    let mut build = cargo();
    build.args(["test", "--package", "brought", "--features", POPULATION, "--test", "program", "--no-run"]);
    path_said_by(build)
}

/// What the program is built with to work on whole populations.
pub(crate) const POPULATION: &str = "brought/population";

/// Runs a build and finds the program in what cargo says.
fn path_said_by(build: Command) -> Result<PathBuf> {
    paths_said_by(build, ["brought"]).map(|[path]| path)
}

/// Runs a build and finds programs in what cargo says, by the names of their targets. Where cargo puts them depends on the machine's settings, so
/// cargo is asked.
///
/// # Errors
/// When it does not build, or cargo does not tell of one of them.
pub(crate) fn paths_said_by<const N: usize>(mut build: Command, names: [&str; N]) -> Result<[PathBuf; N]> {
    build.args(["--message-format", "json-render-diagnostics"]);
    let output = build.stderr(Stdio::inherit()).output().context("could not start cargo")?;
    anyhow::ensure!(output.status.success(), "the program does not build");
    let messages = String::from_utf8(output.stdout).context("cargo printed something that is not UTF-8")?;
    let mut paths = names.map(|_| PathBuf::new());
    for (path, name) in paths.iter_mut().zip(names) {
        let said = messages.lines().filter_map(|message| executable(message, name)).next_back();
        *path = said.with_context(|| format!("cargo did not say where the program {name} is"))?;
    }
    Ok(paths)
}

/// The path of a program, if this message of cargo's is about it.
fn executable(message: &str, name: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    let is_program = message["target"]["name"] == name && message["profile"]["test"] != true;
    message["executable"].as_str().filter(|_| is_program).map(PathBuf::from)
}

/// cargo, in the workspace.
pub(crate) fn cargo() -> Command {
    // Cargo tells which cargo started this; a different one could have another toolchain.
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(place::root());
    command
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_found_in_what_cargo_says() {
        let ours = r#"{"reason":"compiler-artifact","target":{"name":"brought"},"executable":"/x/brought"}"#;
        assert_eq!(executable(ours, "brought").unwrap(), PathBuf::from("/x/brought"));
        assert_eq!(executable(r#"{"reason":"compiler-artifact","target":{"name":"other"},"executable":"/x/other"}"#, "brought"), None);
        assert_eq!(executable(r#"{"reason":"compiler-artifact","target":{"name":"brought"},"executable":null}"#, "brought"), None);
        let its_tests =
            r#"{"reason":"compiler-artifact","target":{"name":"brought"},"profile":{"test":true},"executable":"/x/brought-1a"}"#;
        assert_eq!(executable(its_tests, "brought"), None);
        assert_eq!(executable("not JSON", "brought"), None);
    }
}
