//! `cargo xtask bench pages`: what pages weigh and take. `cargo xtask bench population`: the measures of a population by brought and by others, in one run on one machine, with equal sums.

mod agreement;
mod pages;
mod python;
mod report;
mod systems;

use crate::{place, program, run};
use agreement::Sums;
use anyhow::{Context, Result, bail, ensure};
pub(crate) use pages::pages;
use python::Python;
use report::{Report, Taken};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use systems::{Answer, Made, SYSTEMS, System};

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    children: u32,
    runs: usize,
    /// Who makes the data.
    maker: String,
    /// Names of systems, or the beginnings of names; all when there are none.
    only: Vec<String>,
}

impl Asked {
    fn read(arguments: &[&str]) -> Result<Self> {
        let mut asked = Self { children: 100_000, runs: 5, maker: "duckdb".to_owned(), only: Vec::new() };
        for pair in arguments.chunks(2) {
            let [name, value] = pair else { bail!("`{}` needs a value", pair.join(" ")) };
            let number = || value.replace('_', "").parse::<u32>().ok().filter(|number| *number > 0);
            match *name {
                "--children" => asked.children = number().with_context(|| format!("`{value}` is no number of children"))?,
                "--runs" => asked.runs = number().with_context(|| format!("`{value}` is no number of runs"))? as usize,
                "--data" if ["duckdb", "synth"].contains(value) => asked.maker = (*value).to_owned(),
                "--data" => bail!("data is made by `duckdb` or by `synth`, not by `{value}`"),
                "--only" => asked.only = value.split(',').map(str::to_owned).collect(),
                other => bail!("there is no `{other}`; there are --children N, --runs R, --data duckdb|synth and --only NAME,..."),
            }
        }
        Ok(asked)
    }

    fn systems(&self) -> Result<Vec<&'static System>> {
        if let Some(unknown) = self.only.iter().find(|name| SYSTEMS.iter().all(|system| !system.name.starts_with(name.as_str()))) {
            let names: Vec<&str> = SYSTEMS.iter().map(|system| system.name).collect();
            bail!("there is no system `{unknown}`; there are {}", names.join(", "));
        }
        let is_wanted = |system: &&System| self.only.is_empty() || self.only.iter().any(|name| system.name.starts_with(name.as_str()));
        Ok(SYSTEMS.iter().filter(is_wanted).collect())
    }
}

/// What one run of a system took.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Took {
    /// Seconds from beginning to end.
    pub(super) passed: f64,
    /// Seconds of the processors, those that the system used for it included.
    pub(super) processor: f64,
    /// The most memory, in megabytes.
    pub(super) memory: f64,
}

/// Makes the data, runs every system by turns, checks that their answers agree, and prints what they took.
///
/// # Errors
/// When something does not build or run, or when sums differ.
pub(crate) fn population(arguments: &[&str]) -> Result<()> {
    let asked = Asked::read(arguments)?;
    let wanted = asked.systems()?;
    ensure!(cfg!(unix), "processor seconds and memory of another program are only known on Unix: run it on Linux or macOS");
    let [program, decode] = built()?;
    let target = program.parent().and_then(Path::parent).context("the program lies in no target folder")?.join("bench");
    let python = Python::prepared(&target.join("python"))?;
    let folder = target.join(format!("population-{}-{}", asked.maker, asked.children));
    let made = Made { program, decode, scripts: scripts(), folder };
    data(&asked, &python, &made)?;
    let (here, not_here): (Vec<&System>, Vec<&System>) = wanted.into_iter().partition(|system| made.input(system.input).is_dir());
    if !not_here.is_empty() {
        println!("Left out, because so many children are only made in their order: {}", names(&not_here));
    }
    let load_before = report::load();
    let taken = measured(&asked, &python, &made, &here)?;
    let report = Report {
        children: asked.children,
        maker: &asked.maker,
        runs: asked.runs,
        bytes: bytes(&made.input(systems::Input::Sorted))?,
        load: [load_before, report::load()],
        versions: python.versions()?,
        taken: &taken,
    };
    let (markdown, json) = (made.folder.join("report.md"), made.folder.join("report.json"));
    fs::write(&markdown, report.markdown()).with_context(|| format!("{} could not be written", markdown.display()))?;
    fs::write(&json, report.json()?).with_context(|| format!("{} could not be written", json.display()))?;
    println!("\n{}\nWritten to {} and report.json beside it.", report.markdown(), markdown.display());
    Ok(())
}

fn names(systems: &[&System]) -> String {
    systems.iter().map(|system| system.name).collect::<Vec<_>>().join(", ")
}

/// Where the queries of the others are.
fn scripts() -> PathBuf {
    place::root().join("benchmarks/population")
}

/// Builds the program and what only reads, as they are released.
fn built() -> Result<[PathBuf; 2]> {
    let mut build = program::cargo();
    build.args(["build", "--release", "--package", "brought", "--package", "brought-batch", "--features", "brought/population"]);
    build.args(["--bin", "brought", "--example", "decode_only"]);
    program::paths_said_by(build, ["brought", "decode_only"])
}

/// Makes the data, unless that was done before.
fn data(asked: &Asked, python: &Python, made: &Made) -> Result<()> {
    let folder = &made.folder;
    if folder.is_dir() {
        println!("The data is there from before: {}", folder.display());
        return Ok(());
    }
    println!("Making {} children in {}", asked.children, folder.display());
    // It gets its name when it is whole.
    let begun = folder.with_extension("part");
    if begun.is_dir() {
        fs::remove_dir_all(&begun).with_context(|| format!("{} could not be removed", begun.display()))?;
    }
    let (script, children) = (made.scripts.join("data.py"), asked.children.to_string());
    if asked.maker == "synth" {
        fs::create_dir_all(&begun).with_context(|| format!("{} could not be made", begun.display()))?;
        let mut synth = std::process::Command::new(&made.program);
        run::shown(synth.args(["synth", "--children", &children, "--out"]).arg(begun.join("made-up")))?;
    }
    run::shown(python.script(&script).args([asked.maker.as_str(), &children]).arg(&begun))?;
    fs::rename(&begun, folder).with_context(|| format!("{} could not be given its name", begun.display()))
}

/// Whoever takes more seconds of the processors than this has every other turn only.
const SLOW: f64 = 8.0;

/// Runs every system once, then again, and so on, so that whatever else the machine does meets all of them.
fn measured(asked: &Asked, python: &Python, made: &Made, systems: &[&'static System]) -> Result<Vec<Taken>> {
    let mut taken: Vec<Taken> = systems.iter().map(|system| Taken { system, runs: Vec::new() }).collect();
    let mut agreed: Option<(&str, Sums)> = None;
    for round in 1..=asked.runs {
        for of in &mut taken {
            if round % 2 == 0 && of.runs.iter().any(|took| took.processor > SLOW) {
                continue;
            }
            let (took, sums) = one(python, made, of.system)?;
            if let Some(sums) = sums {
                match &agreed {
                    Some((name, others)) => sums.agree(of.system.name, others, name)?,
                    None => agreed = Some((of.system.name, sums)),
                }
            }
            println!("{round}/{} {:<24} {:>7.2} s of the processors, {:>6.0} MB", asked.runs, of.system.name, took.processor, took.memory);
            of.runs.push(took);
        }
    }
    Ok(taken)
}

/// Runs a system once: what it took, and the sums of what it found.
fn one(python: &Python, made: &Made, system: &System) -> Result<(Took, Option<Sums>)> {
    let (out, printed) = (made.folder.join("answer"), made.folder.join("printed.txt"));
    if out.is_dir() {
        fs::remove_dir_all(&out).with_context(|| format!("{} could not be removed", out.display()))?;
    }
    let mut command = python.script(&made.scripts.join("measured.py"));
    command.arg(&printed).args(made.command(system, &python.program, &out));
    let said = run::captured(&mut command).with_context(|| format!("the system {}", system.name))?;
    let took: Took = serde_json::from_str(&said).with_context(|| format!("the system {} took {said}", system.name))?;
    let sums = match system.answer {
        Answer::Nothing => None,
        Answer::Sums => Some(fs::read_to_string(&printed).with_context(|| format!("{} could not be read", printed.display()))?),
        Answer::Tables => Some(run::captured(python.script(&made.scripts.join("sums.py")).arg(&out))?),
    };
    Ok((took, sums.map(|text| Sums::read(&text)).transpose()?))
}

/// How many bytes the files of a folder have.
fn bytes(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).with_context(|| format!("{} could not be read", folder.display()))? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_read_and_anything_else_is_refused() {
        let asked = Asked::read(&["--children", "1_000_000", "--runs", "3", "--data", "synth", "--only", "brought-sums,decode"]).unwrap();
        let only = vec!["brought-sums".to_owned(), "decode".to_owned()];
        assert_eq!(asked, Asked { children: 1_000_000, runs: 3, maker: "synth".to_owned(), only });
        assert_eq!(asked.systems().unwrap().iter().map(|system| system.name).collect::<Vec<_>>(), ["brought-sums", "decode"]);
        for wrong in [&["--children", "0"][..], &["--runs"], &["--data", "excel"], &["--fast", "yes"]] {
            assert!(Asked::read(wrong).is_err(), "{wrong:?}");
        }
        assert!(Asked::read(&["--only", "oracle"]).unwrap().systems().unwrap_err().to_string().contains("duckdb-expert"));
    }

    /// Whole, with everybody's query: it builds a release, and fetches from a registry. `cargo test -p xtask -- --ignored a_long_one`
    #[test]
    #[ignore = "it builds the program as it is released"]
    fn a_long_one_every_system_finds_the_same_in_ten_thousand_children() {
        population(&["--children", "10000", "--runs", "1"]).unwrap();
        population(&["--children", "10000", "--runs", "1", "--data", "synth"]).unwrap();
    }
}
