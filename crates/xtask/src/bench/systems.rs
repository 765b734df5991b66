//! Who is measured, and how each is started.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Which files of contacts are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// Parquet, in the order of child, time and id.
    Sorted,
    /// Parquet, in the order of time.
    ByTime,
    /// CSV, sorted.
    Csv,
}

/// What a system leaves behind, by which it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Tables of children and months.
    Tables,
    /// It prints the sums of their columns.
    Sums,
    /// Nothing: it only reads.
    Nothing,
}

/// What is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    /// `brought measures`, with one plan or two.
    Measures { two_plans: bool },
    /// A script of somebody else's.
    Script(&'static str),
    /// Reading the columns and nothing else.
    Decode,
}

/// A system, with what it is given.
#[derive(Debug)]
pub(super) struct System {
    pub(super) name: &'static str,
    pub(super) what: &'static str,
    pub(super) input: Input,
    pub(super) threads: u8,
    pub(super) answer: Answer,
    does: Does,
}

const fn ours(name: &'static str, what: &'static str, input: Input, threads: u8) -> System {
    System { name, what, input, threads, answer: Answer::Tables, does: Does::Measures { two_plans: false } }
}

const fn sums(name: &'static str, what: &'static str, two_plans: bool) -> System {
    System { name, what, input: Input::Sorted, threads: 1, answer: Answer::Sums, does: Does::Measures { two_plans } }
}

const fn peer(name: &'static str, what: &'static str, input: Input, threads: u8, script: &'static str) -> System {
    System { name, what, input, threads, answer: Answer::Tables, does: Does::Script(script) }
}

use Input::{ByTime, Csv, Sorted};

const EXPERT: &str = "DuckDB, trusting the order of the file";
const ORDINARY: &str = "DuckDB, windows over each child";
const POLARS: &str = "Polars, trusting the order of the file";
const DATAFUSION: &str = "DataFusion, trusting the order of the file";

/// Everybody who is measured, in the order in which they take turns.
pub(super) const SYSTEMS: &[System] = &[
    ours("brought", "brought", Sorted, 1),
    peer("duckdb-expert", EXPERT, Sorted, 1, "duckdb_expert.py"),
    ours("brought-2", "brought", Sorted, 2),
    peer("duckdb-expert-2", EXPERT, Sorted, 2, "duckdb_expert.py"),
    ours("brought-again", "brought once more: how far two runs of the same differ", Sorted, 1),
    sums("brought-sums", "brought, sums alone", false),
    System {
        name: "decode",
        what: "reading the columns that are used, and nothing else",
        input: Sorted,
        threads: 1,
        answer: Answer::Nothing,
        does: Does::Decode,
    },
    sums("brought-two-plans", "brought, two plans in one pass, sums alone", true),
    ours("brought-by-time", "brought, contacts in the order of time", ByTime, 1),
    ours("brought-by-time-2", "brought, contacts in the order of time", ByTime, 2),
    ours("brought-csv", "brought, from CSV", Csv, 1),
    ours("brought-csv-2", "brought, from CSV", Csv, 2),
    peer("polars", POLARS, Sorted, 1, "polars_lazy.py"),
    peer("polars-2", POLARS, Sorted, 2, "polars_lazy.py"),
    peer("datafusion", DATAFUSION, Sorted, 1, "datafusion_sql.py"),
    peer("datafusion-2", DATAFUSION, Sorted, 2, "datafusion_sql.py"),
    peer("duckdb-ordinary", ORDINARY, Sorted, 1, "duckdb_ordinary.py"),
    peer("duckdb-ordinary-2", ORDINARY, Sorted, 2, "duckdb_ordinary.py"),
    peer("duckdb-ordinary-by-time", "DuckDB, windows over each child, contacts in the order of time", ByTime, 1, "duckdb_ordinary.py"),
    peer("duckdb-ordinary-csv", "DuckDB, windows over each child, from CSV", Csv, 1, "duckdb_ordinary.py"),
    peer("polars-csv", "Polars, from CSV", Csv, 1, "polars_lazy.py"),
];

/// What was made to measure with.
pub(super) struct Made {
    pub(super) program: PathBuf,
    pub(super) decode: PathBuf,
    pub(super) scripts: PathBuf,
    /// Where the data is, and where answers go.
    pub(super) folder: PathBuf,
}

impl Made {
    /// The folder of the contacts.
    pub(super) fn input(&self, input: Input) -> PathBuf {
        self.folder.join(match input {
            Input::Sorted => "sorted",
            Input::ByTime => "by-time",
            Input::Csv => "csv",
        })
    }

    /// The command line of a system that answers into a folder.
    pub(super) fn command(&self, system: &System, python: &Path, out: &Path) -> Vec<OsString> {
        let contacts = self.input(system.input);
        let children = self.folder.join(if system.input == Input::Csv { "children.csv" } else { "children.parquet" });
        let threads = system.threads.to_string();
        match system.does {
            Does::Decode => words([self.decode.as_ref(), contacts.as_ref()]),
            Does::Script(script) => {
                let script = self.scripts.join(script);
                words([python, &script, &contacts, &children, out, threads.as_ref()])
            }
            Does::Measures { two_plans } => {
                let (plan, other) = (self.scripts.join("w1.toml"), self.scripts.join("w1-half-year.toml"));
                let mut command = words([&self.program, "measures".as_ref(), &contacts, "--children".as_ref(), &children]);
                command.extend(words(["--as-of", "2026-06-30", "--threads", &threads, "--plan"].map(AsRef::as_ref)));
                command.extend(words([plan.as_path()]));
                if two_plans {
                    command.extend(words(["--compare-with".as_ref(), other.as_path()]));
                }
                match system.answer {
                    Answer::Tables => command.extend(words(["--out".as_ref(), out])),
                    Answer::Sums | Answer::Nothing => command.extend(words([Path::new("--checksum")])),
                }
                command
            }
        }
    }
}

fn words<const N: usize>(words: [&Path; N]) -> Vec<OsString> {
    words.map(|word| word.as_os_str().to_owned()).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_system_has_a_name_of_its_own_and_scripts_are_there() {
        let mut names: Vec<&str> = SYSTEMS.iter().map(|system| system.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SYSTEMS.len());
        for system in SYSTEMS {
            if let Does::Script(script) = system.does {
                assert!(super::super::scripts().join(script).is_file(), "{script}");
            }
        }
    }

    #[test]
    fn a_system_is_started_with_its_files_threads_and_plans() {
        let made = Made { program: "brought".into(), decode: "decode".into(), scripts: "scripts".into(), folder: "data".into() };
        let line = |name: &str| {
            let system = SYSTEMS.iter().find(|system| system.name == name).unwrap();
            let words = made.command(system, Path::new("python"), Path::new("answer"));
            words.join(" ".as_ref()).into_string().unwrap()
        };
        assert_eq!(line("polars-csv"), "python scripts/polars_lazy.py data/csv data/children.csv answer 1");
        assert_eq!(line("decode"), "decode data/sorted");
        let ours = "brought measures data/sorted --children data/children.parquet --as-of 2026-06-30 --threads";
        assert_eq!(line("brought-2"), format!("{ours} 2 --plan scripts/w1.toml --out answer"));
        let two_plans = format!("{ours} 1 --plan scripts/w1.toml --compare-with scripts/w1-half-year.toml --checksum");
        assert_eq!(line("brought-two-plans"), two_plans);
    }
}
