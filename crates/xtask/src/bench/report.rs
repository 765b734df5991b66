//! What the systems took, as a table and as data.

use super::Took;
use super::systems::System;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;

/// What a system took, run by run.
pub(super) struct Taken {
    pub(super) system: &'static System,
    pub(super) runs: Vec<Took>,
}

impl Taken {
    fn of(&self, what: fn(&Took) -> f64) -> Figures {
        let mut all: Vec<f64> = self.runs.iter().map(what).collect();
        all.sort_by(f64::total_cmp);
        let at = |place: usize| all.get(place).copied().unwrap_or(f64::NAN);
        let half = all.len() / 2;
        let median = if all.len() % 2 == 1 { at(half) } else { f64::midpoint(at(half.wrapping_sub(1)), at(half)) };
        Figures { least: at(0), median, most: at(all.len().wrapping_sub(1)) }
    }

    fn processor(&self) -> Figures {
        self.of(|took| took.processor)
    }

    fn passed(&self) -> Figures {
        self.of(|took| took.passed)
    }

    fn memory(&self) -> Figures {
        self.of(|took| took.memory)
    }
}

#[derive(Clone, Copy)]
struct Figures {
    least: f64,
    median: f64,
    most: f64,
}

/// What a comparison is to come out as.
enum Aim {
    AtLeast(f64),
    AtMost(f64),
}

/// One system's figure, divided by another's.
struct Comparison {
    words: &'static str,
    of: &'static str,
    by: &'static str,
    is_memory: bool,
    aim: Aim,
}

const fn time(words: &'static str, of: &'static str, by: &'static str, aim: Aim) -> Comparison {
    Comparison { words, of, by, is_memory: false, aim }
}

/// What a user would pick instead, and what no program of this kind can be quicker than.
const COMPARISONS: &[Comparison] = &[
    time("how far two runs of the same differ", "brought-again", "brought", Aim::AtMost(1.1)),
    time("DuckDB's quickest query, by brought", "duckdb-expert", "brought", Aim::AtLeast(5.0)),
    Comparison { words: "its memory, by brought's", of: "duckdb-expert", by: "brought", is_memory: true, aim: Aim::AtLeast(8.0) },
    time("DuckDB's usual query, by brought", "duckdb-ordinary", "brought", Aim::AtLeast(13.0)),
    time("DuckDB from CSV, by brought from CSV", "duckdb-ordinary-csv", "brought-csv", Aim::AtLeast(12.0)),
    time("Polars, by brought", "polars", "brought", Aim::AtLeast(5.0)),
    time("DataFusion, by brought", "datafusion", "brought", Aim::AtLeast(5.0)),
    time("brought, sums alone, by reading alone", "brought-sums", "decode", Aim::AtMost(2.0)),
    time("two plans in one pass, by one", "brought-two-plans", "brought-sums", Aim::AtMost(1.25)),
    time("brought in the order of time, by that of children", "brought-by-time", "brought", Aim::AtMost(1.6)),
    time("brought with two threads, by one", "brought-2", "brought", Aim::AtMost(1.1)),
];

/// A whole run.
pub(super) struct Report<'r> {
    pub(super) children: u32,
    pub(super) maker: &'r str,
    pub(super) runs: usize,
    /// Of the sorted contacts.
    pub(super) bytes: u64,
    /// How busy the machine was before and after.
    pub(super) load: [Option<String>; 2],
    pub(super) versions: Vec<String>,
    pub(super) taken: &'r [Taken],
}

impl Report<'_> {
    fn named(&self, name: &str) -> Option<&Taken> {
        self.taken.iter().find(|taken| taken.system.name == name)
    }

    /// What the comparisons come to: with the least of the runs, and with the median.
    fn compared(&self) -> Vec<(&'static Comparison, f64, f64)> {
        let divided = |comparison: &'static Comparison| {
            let (of, by) = (self.named(comparison.of)?, self.named(comparison.by)?);
            let figures = |taken: &Taken| if comparison.is_memory { taken.memory() } else { taken.processor() };
            let (of, by) = (figures(of), figures(by));
            Some((comparison, of.least / by.least, of.median / by.median))
        };
        COMPARISONS.iter().filter_map(divided).collect()
    }

    fn heading(&self) -> String {
        let load = self.load.each_ref().map(|load| load.as_deref().unwrap_or("not known"));
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        format!(
            "{} children, made by {}, {} MB of sorted contacts; {} rounds by turns on {processors} processors; how many programs wanted to run: {} before \
             and {} after. {}. All sums of all columns were equal in every run.",
            self.children,
            self.maker,
            self.bytes >> 20,
            self.runs,
            load[0],
            load[1],
            self.versions.join(", ")
        )
    }

    /// The tables as Markdown.
    pub(super) fn markdown(&self) -> String {
        let mut text = format!("{}\n\n", self.heading());
        text.push_str(
            "| what | threads | runs | processor seconds, least | median | seconds passed, median | most memory |\n|---|---|---|---|---|---|---|\n",
        );
        for taken in self.taken {
            let (processor, passed, memory) = (taken.processor(), taken.passed(), taken.memory());
            let System { what, threads, .. } = taken.system;
            let (least, median) = (processor.least, processor.median);
            let runs = taken.runs.len();
            let _ =
                writeln!(text, "| {what} | {threads} | {runs} | {least:.2} | {median:.2} | {:.2} | {:.0} MB |", passed.median, memory.most);
        }
        text.push_str("\n| divided | least | median | aim | |\n|---|---|---|---|---|\n");
        for (comparison, least, median) in self.compared() {
            let (aim, is_reached) = match comparison.aim {
                Aim::AtLeast(aim) => (format!("{aim} or more"), least >= aim),
                Aim::AtMost(aim) => (format!("{aim} or less"), least <= aim),
            };
            let reached = if is_reached { "reached" } else { "missed" };
            let _ = writeln!(text, "| {} | {least:.2} | {median:.2} | {aim} | {reached} |", comparison.words);
        }
        text
    }

    /// The same as data, with every run.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub(super) fn json(&self) -> Result<String> {
        let run = |took: &Took| json!({ "passed": took.passed, "processor": took.processor, "memory": took.memory });
        let system = |taken: &Taken| {
            let System { name, what, threads, .. } = taken.system;
            let runs: Vec<Value> = taken.runs.iter().map(run).collect();
            json!({ "name": name, "what": what, "threads": threads, "runs": runs })
        };
        let compared = |(comparison, least, median): &(&Comparison, f64, f64)| json!({ "words": comparison.words, "of": comparison.of, "by": comparison.by, "memory": comparison.is_memory, "least": least, "median": median });
        let report = json!({
            "children": self.children,
            "made_by": self.maker,
            "bytes": self.bytes,
            "load": self.load,
            "versions": self.versions,
            "systems": self.taken.iter().map(system).collect::<Vec<_>>(),
            "compared": self.compared().iter().map(compared).collect::<Vec<_>>(),
        });
        serde_json::to_string_pretty(&report).context("the report could not be written as JSON")
    }
}

/// How many programs wanted to run in the last minute, where the system says so.
pub(super) fn load() -> Option<String> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next().map(str::to_owned)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::systems::SYSTEMS;
    use super::*;

    fn taken(name: &str, processor: &[f64], memory: f64) -> Taken {
        let system = SYSTEMS.iter().find(|system| system.name == name).unwrap();
        Taken { system, runs: processor.iter().map(|processor| Took { passed: 2.0, processor: *processor, memory }).collect() }
    }

    #[test]
    fn comparisons_are_of_systems_that_there_are() {
        for comparison in COMPARISONS {
            for name in [comparison.of, comparison.by] {
                assert!(SYSTEMS.iter().any(|system| system.name == name), "{name}");
            }
        }
    }

    #[test]
    fn the_report_has_the_least_the_median_and_what_one_is_to_another() {
        let taken = [taken("brought", &[2.0, 1.0, 1.5], 60.0), taken("duckdb-expert", &[4.0, 6.0], 900.0)];
        let load = [Some("0.50".to_owned()), None];
        let report =
            Report { children: 7, maker: "duckdb", runs: 3, bytes: 3 << 20, load, versions: vec!["duckdb 2".to_owned()], taken: &taken };
        let text = report.markdown();
        assert!(text.contains("| brought | 1 | 3 | 1.00 | 1.50 | 2.00 | 60 MB |"), "{text}");
        assert!(text.contains("| DuckDB's quickest query, by brought | 4.00 | 3.33 | 5 or more | missed |"), "{text}");
        assert!(text.contains("| its memory, by brought's | 15.00 | 15.00 | 8 or more | reached |"), "{text}");
        assert!(text.contains("7 children") && text.contains("0.50 before and not known after"), "{text}");
        let read: Value = serde_json::from_str(&report.json().unwrap()).unwrap();
        assert_eq!(read["systems"][1]["runs"][1]["processor"], 6.0);
    }
}
