//! Starting other programs and saying clearly what went wrong.

use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::{Command, Stdio};

const OLDEST_NODE: u32 = 20;

/// Runs a command with its output going straight to the terminal.
///
/// # Errors
/// When it cannot be started or ends unsuccessfully.
pub(crate) fn shown(command: &mut Command) -> Result<()> {
    let line = line(command);
    let status = command.status().with_context(|| format!("could not start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// Runs a command silently and returns what it printed; on failure its error output is part of the message.
///
/// # Errors
/// When it cannot be started, ends unsuccessfully or prints something that is not UTF-8.
pub(crate) fn captured(command: &mut Command) -> Result<String> {
    let line = line(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("could not start `{line}`"))?;
    if !output.status.success() {
        let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
        bail!("`{line}` failed ({})\n{}", output.status, String::from_utf8_lossy(&said).trim_end());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{line}` printed something that is not UTF-8"))
}

/// Whether the program can be started and answers `--version`.
pub(crate) fn works(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

/// npm in a folder. On Windows npm is a script that must be named with its ending.
pub(crate) fn npm(folder: &Path) -> Result<Command> {
    let name = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let node = captured(Command::new("node").arg("--version")).unwrap_or_default();
    if major(&node).is_none_or(|major| major < OLDEST_NODE) || !works(name, &["--version"]) {
        let found = if node.is_empty() { "none" } else { node.trim() };
        bail!("Node.js {OLDEST_NODE} or newer with npm is needed, and {found} is here. Install it (Debian: `apt-get install nodejs npm`).");
    }
    let mut command = Command::new(name);
    command.current_dir(folder).stdin(Stdio::null());
    Ok(command)
}

/// The first number of a version such as `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

/// The command line as a person would type it.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let words = program.file_stem().into_iter().chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_node_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("v8.1.0"), Some(8));
        assert_eq!(major(""), None);
    }

    #[test]
    fn a_command_that_fails_is_named_with_what_it_said() {
        let problem = captured(Command::new("cargo").arg("no-such-command")).unwrap_err().to_string();
        assert!(problem.contains("`cargo no-such-command` failed") && problem.contains("no such command"), "{problem}");
        let problem = captured(&mut Command::new("no-such-program")).unwrap_err().to_string();
        assert!(problem.contains("could not start `no-such-program`"), "{problem}");
    }
}
