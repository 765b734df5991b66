//! The Python that the other systems run in, with their packages in the versions that are written down.

use super::scripts;
use crate::run;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Python with the packages.
pub(super) struct Python {
    pub(super) program: PathBuf,
    requirements: String,
}

impl Python {
    /// Makes it in a folder, unless it is there with the same versions.
    ///
    /// # Errors
    /// When there is no Python, or the packages cannot be fetched.
    pub(super) fn prepared(folder: &Path) -> Result<Self> {
        let wanted = scripts().join("requirements.txt");
        let requirements = fs::read_to_string(&wanted).with_context(|| format!("{} could not be read", wanted.display()))?;
        let (program, installed) = (folder.join("bin/python"), folder.join("installed.txt"));
        if fs::read_to_string(&installed).is_ok_and(|there| there == requirements) {
            return Ok(Self { program, requirements });
        }
        println!("Fetching {} into {}", requirements.split_whitespace().collect::<Vec<_>>().join(", "), folder.display());
        let advice = "Python 3.9 or newer with venv and pip is needed (Debian: `apt-get install python3-venv`)";
        run::captured(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder)).context(advice)?;
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "--requirement"];
        run::captured(Command::new(&program).args(install).arg(&wanted)).context("the other systems could not be fetched")?;
        fs::write(&installed, &requirements).with_context(|| format!("{} could not be written", installed.display()))?;
        Ok(Self { program, requirements })
    }

    /// A script, to be given arguments.
    pub(super) fn script(&self, script: &Path) -> Command {
        let mut command = Command::new(&self.program);
        // Nothing is left in the working tree.
        command.env("PYTHONDONTWRITEBYTECODE", "1").arg(script);
        command
    }

    /// What the packages are, and of which version.
    ///
    /// # Errors
    /// When Python does not answer.
    pub(super) fn versions(&self) -> Result<Vec<String>> {
        let python = run::captured(Command::new(&self.program).arg("--version"))?;
        let packages = self.requirements.lines().map(|line| line.replace("==", " "));
        Ok(packages.chain([python.trim().to_owned()]).collect())
    }
}
