//! What can be installed without asking: packages of Debian, by root.

use crate::run;
use anyhow::{Result, anyhow, bail};
use std::process::Command;

/// Installs packages if that is possible without asking anybody.
///
/// # Errors
/// With what to do by hand: when this is not Debian, when it is not root who asks, or when apt-get fails, and then also how.
pub(crate) fn install(what: &str, packages: &[&str], by_hand: &str) -> Result<()> {
    if !(is_root() && run::works("apt-get", &["--version"])) {
        bail!("{by_hand}");
    }
    println!("Installing {what} ...");
    let run = |command: &mut Command| run::captured(command).map_err(|problem| anyhow!("{by_hand}\nIt was tried: {problem:#}"));
    run(Command::new("apt-get").arg("update"))?;
    let install = ["install", "-y", "--no-install-recommends"];
    run(Command::new("apt-get").args(install).args(packages).env("DEBIAN_FRONTEND", "noninteractive"))?;
    Ok(())
}

fn is_root() -> bool {
    run::captured(Command::new("id").arg("-u")).is_ok_and(|number| number.trim() == "0")
}
