//! `cargo xtask test`: everything that must hold, in one command.

mod sample_data;

use crate::browser::{self, Shown};
use crate::program::{POPULATION, TESTED_WITH};
use crate::{assets, generate, place, program, python, run, tidy};
use anyhow::{Context, Result, anyhow, bail};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

struct Step {
    name: &'static str,
    what: &'static str,
    perform: fn() -> Result<()>,
}

/// The journeys in a browser, while the other steps go on: each waits for its browser and its server by turns, and so leaves the processors
/// idle half of the time. What they print is shown when they are done.
struct Journeys(Option<JoinHandle<(Result<()>, Duration)>>);

impl Journeys {
    /// Starts them once everything is built, when the tests are to run as well: alone they are shown as they go.
    fn beside(chosen: &[&Step], next: &Step) -> Option<Self> {
        let has = |name| chosen.iter().any(|step| step.name == name);
        (next.name == TESTS && has(BROWSER)).then(|| {
            Self(Some(std::thread::spawn(|| {
                let began = Instant::now();
                (browser::journeys(Shown::AtTheEnd), began.elapsed())
            })))
        })
    }

    /// Waits until they are done.
    fn finish(&mut self) -> Option<(Result<()>, Duration)> {
        let failed = |_| (Err(anyhow!("the journeys broke off")), Duration::ZERO);
        self.0.take().map(|journeys| journeys.join().unwrap_or_else(failed))
    }
}

/// In this order: what is quickest to fail comes first.
const STEPS: &[Step] = &[
    Step { name: "assets", what: "the design system is here", perform: assets::ensure },
    Step { name: "formatting", what: "cargo fmt", perform: formatting },
    Step { name: "tidy", what: "rules about the code that the compiler does not know", perform: tidy::check },
    Step { name: "lints", what: "cargo clippy, warnings refused", perform: lints },
    Step { name: BUILD, what: "everything that the tests need is built", perform: program::built_with_tests },
    Step { name: TESTS, what: "unit and integration tests", perform: tests },
    Step { name: "population", what: "the commands for whole populations, which the usual program is built without", perform: population },
    Step { name: "sending", what: "GOV.UK Notify and notices by e-mail, which the usual program is built without", perform: sending },
    Step { name: PRINT, what: "letters, cards, leaflets and sheets in print, which the usual program is built without", perform: print },
    Step { name: PYTHON, what: "the wheel for Python, on a cluster of Spark too", perform: python::wheel_and_tests },
    Step { name: "doc-tests", what: "examples in the documentation", perform: doc_tests },
    Step { name: "policies", what: "every policy pack: checks and scenarios", perform: policies },
    Step { name: "generated", what: "generated documents are fresh", perform: generate::check },
    Step { name: BROWSER, what: "journeys in a browser", perform: || browser::journeys(Shown::AsTheyGo) },
];
const BUILD: &str = "build";
/// What the lints look at beyond the usual build.
const ALSO_LINTED: &str = "brought/population,brought/sending,brought/openid,brought/https,brought-python/module,brought-documents/pdf";
const PYTHON: &str = "python";
const PRINT: &str = "print";
/// What takes longest to install or to compile.
const NOT_QUICK: &[&str] = &[PRINT, PYTHON, BROWSER];
const TESTS: &str = "tests";
const BROWSER: &str = "browser";

/// The names of the steps, as the usage shows them.
pub(crate) fn names() -> String {
    STEPS.iter().map(|step| step.name).collect::<Vec<_>>().join(", ")
}

/// Runs the steps that were asked for and prints a summary.
///
/// # Errors
/// At the first step that fails, with how to run it alone; or for a step that does not exist.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let mut taken = Vec::new();
    let chosen = chosen(arguments)?;
    let (began_at, mut journeys) = (Instant::now(), None);
    for step in &chosen {
        println!("\n=== {}: {}", step.name, step.what);
        journeys = journeys.or_else(|| Journeys::beside(&chosen, step));
        let began = Instant::now();
        let beside = journeys.as_mut().filter(|_| step.name == BROWSER).and_then(Journeys::finish);
        let (outcome, time) = beside.unwrap_or_else(|| ((step.perform)(), began.elapsed()));
        taken.push((step.name, time));
        if let Err(problem) = outcome {
            // Nothing goes on running behind the back of whoever is told that it failed.
            if let Some(also) = journeys.as_mut().and_then(Journeys::finish).and_then(|(outcome, _)| outcome.err()) {
                println!("\nThe step `{BROWSER}` failed as well: {also:#}");
            }
            println!("\n{}", summary(&chosen, &taken, began_at.elapsed(), false));
            return Err(anyhow!("the step `{0}` failed. To run it alone: cargo xtask test {0}\n\n{problem:#}", step.name));
        }
    }
    println!("\n{}", summary(&chosen, &taken, began_at.elapsed(), true));
    Ok(())
}

fn chosen(arguments: &[&str]) -> Result<Vec<&'static Step>> {
    if arguments == ["--quick"] {
        return Ok(STEPS.iter().filter(|step| !NOT_QUICK.contains(&step.name)).collect());
    }
    if let Some(unknown) = arguments.iter().find(|word| STEPS.iter().all(|step| step.name != **word)) {
        bail!(
            "`test` has no step `{unknown}`; it has {}. Or `--quick` alone, for all that need neither a browser, Java nor typesetting.",
            names()
        );
    }
    Ok(STEPS.iter().filter(|step| arguments.is_empty() || arguments.contains(&step.name)).collect())
}

/// One line for each step: how it ended and how many seconds it took; and how many passed in all, of which some ran side by side.
fn summary(chosen: &[&Step], taken: &[(&str, Duration)], in_all: Duration, all_well: bool) -> String {
    let mut lines = vec!["=== summary".to_owned()];
    for (place, step) in chosen.iter().enumerate() {
        let (outcome, seconds) = match taken.get(place) {
            None => ("not run", String::new()),
            Some((_, time)) if place + 1 == taken.len() && !all_well => ("FAILED", format!("{:.1} s", time.as_secs_f64())),
            Some((_, time)) => ("passed", format!("{:.1} s", time.as_secs_f64())),
        };
        lines.push(format!("{:<12} {outcome:<8} {seconds:>9}", step.name).trim_end().to_owned());
    }
    let outcome = if all_well { "passed" } else { "FAILED" };
    lines.push(format!("{:<12} {outcome:<8} {:>7.1} s", "all", in_all.as_secs_f64()));
    lines.join("\n")
}

fn formatting() -> Result<()> {
    run::shown(program::cargo().args(["fmt", "--all", "--check"])).map_err(|problem| anyhow!("{problem}. `cargo fmt --all` puts it right."))
}

fn lints() -> Result<()> {
    run::shown(program::cargo().args(["clippy", "--workspace", "--features", ALSO_LINTED, "--all-targets", "--", "--deny", "warnings"]))
}

/// Those that need the sample data are marked as ignored; they run where the data is, and it is said where it is not.
fn tests() -> Result<()> {
    let Some(folder) = sample_data::folder()? else {
        run::shown(&mut unit_tests(false))?;
        return sample_data::say_what_was_left_out();
    };
    // They wait for one another's program half of the time, so both go on side by side.
    let of_sample_data = std::thread::spawn(move || run::captured(unit_tests(true).env(sample_data::VARIABLE, folder)));
    let others = run::shown(&mut unit_tests(false));
    let said = of_sample_data.join().map_err(|_| anyhow!("the tests of the sample data broke off"))?;
    others?;
    said.map(|said| println!("{said}"))
}

/// The tests of one file in one process: a policy pack is read once for all of them, which takes a sixth less of the processors' time than a
/// process for each.
fn unit_tests(of_sample_data: bool) -> Command {
    let mut command = program::cargo();
    command.args(["test", "--workspace", "--features", TESTED_WITH, "--lib", "--bins", "--tests", "--no-fail-fast"]);
    if of_sample_data {
        command.args(["--quiet", "--", "--ignored", sample_data::IN_NAME]);
    }
    command
}

fn population() -> Result<()> {
    let program = ["test", "--package", "brought", "--features", POPULATION, "--test", "program"];
    run::shown(program::cargo().args(program).args(["--", "population::", "synth::", "measures::"]))
}

fn sending() -> Result<()> {
    let channels = ["test", "--package", "brought-sending", "--features", "notify,email,post", "--lib", "--tests"];
    run::shown(program::cargo().args(channels))?;
    // Without signing in at a provider too: what is said of that then is looked at here.
    let program =
        ["test", "--package", "brought", "--features", "brought/sending", "--test", "program", "--", "sending::", "openid::", "vouching::"];
    run::shown(program::cargo().args(program))
}

fn print() -> Result<()> {
    run::shown(program::cargo().args(["test", "--package", "brought-documents", "--features", "pdf", "--test", "print"]))
}

fn doc_tests() -> Result<()> {
    run::shown(program::cargo().args(["test", "--workspace", "--doc"]))
}

fn policies() -> Result<()> {
    let program = program::built()?;
    let packs = packs()?;
    for pack in &packs {
        // Checking runs the scenarios as well. The search goes as deep as a developer waits for; `policy check` alone goes deeper.
        run::shown(Command::new(&program).args(["policy", "check", "--quick"]).arg(pack).current_dir(place::root()))?;
    }
    println!("{} policy packs hold.", packs.len());
    Ok(())
}

/// The folders of the policy packs, relative to the workspace.
fn packs() -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(place::root().join("policies")).context("there is no folder policies/")? {
        let entry = entry?;
        if entry.path().join("pack.toml").is_file() {
            found.push(PathBuf::from("policies").join(entry.file_name()));
        }
    }
    found.sort();
    anyhow::ensure!(!found.is_empty(), "there is no policy pack in policies/: a pack is a folder with a pack.toml");
    Ok(found)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn chosen_names(arguments: &[&str]) -> Vec<&'static str> {
        chosen(arguments).unwrap().iter().map(|step| step.name).collect()
    }

    #[test]
    fn without_words_every_step_runs_and_quick_leaves_out_what_takes_longest() {
        assert_eq!(chosen_names(&[]).join(", "), names());
        assert_eq!(chosen_names(&["--quick"]).len(), STEPS.len() - NOT_QUICK.len());
        assert!(NOT_QUICK.iter().all(|name| !chosen_names(&["--quick"]).contains(name)));
    }

    #[test]
    fn named_steps_run_alone_and_an_unknown_one_is_refused() {
        assert_eq!(chosen_names(&["tidy"]), ["tidy"]);
        assert!(chosen(&["tydi"]).is_err());
        assert!(chosen(&["--quick", "tidy"]).is_err());
    }

    #[test]
    fn the_summary_says_what_passed_failed_and_did_not_run() {
        let chosen = chosen(&["formatting", "tidy", "lints"]).unwrap();
        let taken = [("formatting", Duration::from_millis(1500)), ("tidy", Duration::from_millis(40))];
        let expected = "=== summary\nformatting   passed       1.5 s\ntidy         FAILED       0.0 s\nlints        not run\nall          FAILED       1.5 s";
        assert_eq!(summary(&chosen, &taken, Duration::from_millis(1510), false), expected);
        assert!(!summary(&chosen[..2], &taken, Duration::ZERO, true).contains("FAILED"));
    }
}
