//! `cargo xtask bench pages`: what a browser loads for a page, compressed, and how long pages take, the page of a child with 500 entries among them.
//!
//! The bars are those of the product: the first page at most 60 kB in all, and the page of such a child under 50 ms in 95 of 100 requests. What is
//! measured is told in a table, with whether it keeps its bar; it is no test, because a machine that does something else as well takes longer.

mod browser;

use super::report;
use crate::{assets, place, program, run};
use anyhow::{Context, Result, bail};
use browser::Browser;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// What the first page may weigh, compressed, with all that a browser loads for it.
const HEAVIEST_FIRST_PAGE: usize = 60_000;
/// How long the page of a child with many entries may take in 95 of 100 requests, in milliseconds.
const LONGEST_CHILD_PAGE: f64 = 50.0;
/// A contact has two entries: that it was planned, and what came of it.
const CONTACTS: u32 = 250;
/// Pages that are asked for before anything is measured.
const WARMING_UP: u32 = 20;

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    requests: u32,
    children: u32,
    /// A program that is built already.
    program: Option<PathBuf>,
}

impl Asked {
    fn read(arguments: &[&str]) -> Result<Self> {
        let mut asked = Self { requests: 300, children: 200, program: None };
        for pair in arguments.chunks(2) {
            let [name, value] = pair else { bail!("`{}` needs a value", pair.join(" ")) };
            let number = || value.parse::<u32>().ok().filter(|number| *number > 0).with_context(|| format!("`{value}` is no number"));
            match *name {
                "--requests" => asked.requests = number()?,
                "--children" => asked.children = number()?,
                "--program" => asked.program = Some(PathBuf::from(value)),
                other => bail!("there is no `{other}`; there are --requests N, --children N and --program FILE"),
            }
        }
        Ok(asked)
    }
}

/// A page that is measured.
struct Measured {
    what: &'static str,
    /// Compressed, the page itself.
    page: usize,
    /// Compressed, everything that is loaded for it.
    all: usize,
    /// Milliseconds, the least first.
    took: Vec<f64>,
}

impl Measured {
    /// What so many of a hundred requests took at most.
    fn within(&self, of_a_hundred: usize) -> f64 {
        let place = (self.took.len() * of_a_hundred).div_ceil(100).saturating_sub(1);
        self.took.get(place).copied().unwrap_or(f64::NAN)
    }
}

/// Makes a record, shows its pages, and prints what they weigh and take.
///
/// # Errors
/// When the program does not build or start, or a page is not there.
pub(crate) fn pages(arguments: &[&str]) -> Result<()> {
    let asked = Asked::read(arguments)?;
    let program = match &asked.program {
        Some(program) => program.clone(),
        None => built()?,
    };
    let folder = std::env::temp_dir().join(format!("brought-bench-pages-{}", std::process::id()));
    fs::create_dir_all(&folder).with_context(|| format!("{} could not be made", folder.display()))?;
    let load_before = report::load();
    let measured = measure(&asked, &program, &folder);
    // What was made up is of no use any more, whatever came of it.
    let removed = fs::remove_dir_all(&folder).with_context(|| format!("{} could not be removed", folder.display()));
    let measured = measured?;
    removed?;
    println!("{}", table(&measured, &asked, &[load_before, report::load()]));
    Ok(())
}

/// Builds the program as it is released.
fn built() -> Result<PathBuf> {
    assets::ensure()?;
    let mut build = program::cargo();
    build.args(["build", "--release", "--workspace", "--bin", "brought"]);
    let [program] = program::paths_said_by(build, ["brought"])?;
    Ok(program)
}

fn measure(asked: &Asked, program: &Path, folder: &Path) -> Result<Vec<Measured>> {
    let data = folder.join("demo.sqlite");
    let mut demo = Command::new(program);
    demo.args(["demo", "--port", "0", "--no-open", "--children", &asked.children.to_string(), "--data"]).arg(folder);
    let made = Serving::start(demo)?;
    let password = made.password.clone().context("the demonstration did not say the password")?;
    drop(made);
    let (clinic, map) = (folder.join("clinic.csv"), place::root().join("benchmarks/pages/clinic.toml"));
    fs::write(&clinic, contacts()).with_context(|| format!("{} could not be written", clinic.display()))?;
    run::captured(Command::new(program).arg("import").arg(&clinic).arg("--map").arg(map).arg("--data").arg(&data).arg("--yes"))?;
    let mut serve = Command::new(program);
    serve.args(["serve", "--port", "0", "--data"]).arg(&data);
    let serving = Serving::start(serve)?;
    let browser = Browser::signed_in(serving.port, "hv", &password)?;
    let pages = [
        ("My list, the first page", "/my-list"),
        ("Team list", "/team-list"),
        ("A child with 500 entries", "/children/bench-clinic%2FC1"),
        ("The chronology of that child", "/children/bench-clinic%2FC1/chronology"),
    ];
    pages.iter().map(|(what, path)| one(what, path, asked.requests, &browser)).collect()
}

fn one(what: &'static str, path: &str, requests: u32, browser: &Browser) -> Result<Measured> {
    let page = browser.weight(path)?;
    let all = page + browser.loaded_for(path)?.iter().map(|asset| browser.weight(asset)).sum::<Result<usize>>()?;
    for _ in 0..WARMING_UP {
        browser.weight(path)?;
    }
    let mut took = Vec::new();
    for _ in 0..requests {
        took.push(browser.time(path)?);
    }
    took.sort_by(f64::total_cmp);
    Ok(Measured { what, page, all, took })
}

/// A program that shows pages. Stopped at the end, however it comes.
struct Serving {
    child: Child,
    port: u16,
    /// Everybody's, which a demonstration says.
    password: Option<String>,
}

impl Serving {
    /// Starts it, and waits until it says that it can be used.
    fn start(mut command: Command) -> Result<Self> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("the program could not be started")?;
        let mut serving = Self { child, port: 0, password: None };
        let said = serving.child.stdout.take().context("the program says nothing")?;
        for line in BufReader::new(said).lines() {
            let line = line.context("what the program says could not be read")?;
            if let Some(port) = line.strip_prefix("http://127.0.0.1:") {
                serving.port = port.trim_end_matches('/').parse().with_context(|| format!("`{line}` is no address"))?;
            }
            if let Some((_, password)) = line.split_once("password, made up for this one: ") {
                serving.password = Some(password.to_owned());
            }
            if line.contains("Ctrl-C stops it.") {
                return Ok(serving);
            }
        }
        bail!("the program ended at once")
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Both fail when it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Contacts of one child over more than two years, one in five of them failed.
fn contacts() -> String {
    let mut rows = String::from("Slot,Child,Born,Day,Result\n");
    for contact in 0..CONTACTS {
        let (year, month, day) = (2023 + contact / 96, contact / 8 % 12 + 1, contact % 8 * 3 + 1);
        let result = if contact % 5 == 4 { "Missed" } else { "Seen" };
        // Writing to a text cannot fail.
        let _ = writeln!(rows, "S{contact},C1,2021-03-04,{year}-{month:02}-{day:02},{result}");
    }
    rows
}

fn table(measured: &[Measured], asked: &Asked, load: &[Option<String>; 2]) -> String {
    let mut text = format!(
        "A record of {} made-up children, and one with {} entries; {} requests of each page, one after another, with a connection each.\nLoad before and after: {} and {}.\n\n",
        asked.children,
        CONTACTS * 2,
        asked.requests,
        load[0].as_deref().unwrap_or("not known"),
        load[1].as_deref().unwrap_or("not known"),
    );
    text.push_str(
        "| page | compressed, kB | with all that is loaded, kB | half took, ms | 95 of 100 took, ms | bar |\n|---|---|---|---|---|---|\n",
    );
    for (number, page) in measured.iter().enumerate() {
        let bar = match number {
            0 => kept(format!("at most {} kB in all", kilobytes(HEAVIEST_FIRST_PAGE)), page.all <= HEAVIEST_FIRST_PAGE),
            2 => kept(format!("95 of 100 under {LONGEST_CHILD_PAGE} ms"), page.within(95) < LONGEST_CHILD_PAGE),
            _ => String::new(),
        };
        let (half, most) = (page.within(50), page.within(95));
        let _ = writeln!(text, "| {} | {} | {} | {half:.1} | {most:.1} | {bar} |", page.what, kilobytes(page.page), kilobytes(page.all));
    }
    text
}

fn kept(bar: String, is_kept: bool) -> String {
    format!("{bar}: {}", if is_kept { "kept" } else { "missed" })
}

fn kilobytes(bytes: usize) -> String {
    format!("{}.{}", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_read_and_slips_are_told() {
        let asked = Asked::read(&["--requests", "10", "--program", "x"]).unwrap();
        assert_eq!(asked, Asked { requests: 10, children: 200, program: Some("x".into()) });
        for (words, told) in
            [(&["--requests", "0"][..], "no number"), (&["--runs", "1"], "there is no `--runs`"), (&["--children"], "value")]
        {
            let problem = Asked::read(words).unwrap_err().to_string();
            assert!(problem.contains(told), "{problem}");
        }
    }

    #[test]
    fn ninety_five_of_a_hundred_took_no_longer_than_is_told() {
        let of = |count: u32| Measured { what: "", page: 0, all: 0, took: (1..=count).map(f64::from).collect() };
        assert_eq!((of(100).within(95), of(100).within(50), of(20).within(95), of(1).within(95)), (95.0, 50.0, 19.0, 1.0));
        assert_eq!(kilobytes(52_152), "52.1");
    }

    #[test]
    fn each_contact_has_a_day_and_a_slot_of_its_own() {
        let rows = contacts();
        let slots: std::collections::BTreeSet<&str> = rows.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
        let days: std::collections::BTreeSet<&str> = rows.lines().skip(1).filter_map(|row| row.split(',').nth(3)).collect();
        assert_eq!((slots.len(), days.len()), (250, 250));
    }
}
