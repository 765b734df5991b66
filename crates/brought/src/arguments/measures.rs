//! The command about counts, windows and runs of everybody.

#[cfg(feature = "population")]
use crate::arguments::TableFormat;
use clap::Args;
use jiff::civil::Date;
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "Examples:
  brought measures contacts.parquet --children children.parquet --as-of 2026-06-30 --out measured
  brought measures extract/ --children children.csv --plan mine.toml --as-of 2026-06-30 --out measured --format csv
  brought measures contacts.parquet --children children.parquet --as-of 2026-06-30 --checksum
  brought measures --show-plan

Counts for every child what was due and what failed, in all and within the plan's window, runs of failed contacts, days on which counts were
reached, when following up was due, and a ladder of levels for each service; and for every provider what was due and failed by month. What
the codes of the file mean, every number and the names of the columns stand in a plan: --show-plan prints the one that is used when none is
named. docs/measures.md says what every column means.

Rows may stand in any order. Those of one child together, ascending by child, are gone through as they are read.

Writes a folder with the tables children and months; with --compare-with also children-compared and months-compared. It is there whole at
the end, or not at all. The tables name children by id: keep them as records are kept.

Exit codes: 0 it is done; 2 a file or a plan cannot be used, and nothing is written; 3 the machine is in trouble.")]
#[cfg_attr(not(feature = "population"), allow(dead_code, reason = "without the feature, the command only says how to build it"))]
pub(crate) struct Measures {
    /// Parquet or CSV files of contacts, or folders of them. Together they are read as one.
    #[arg(required_unless_present = "show_plan", value_name = "PATH")]
    pub(crate) contacts: Vec<PathBuf>,
    /// The file of the children, Parquet or CSV, which says of whom there is a known concern.
    #[arg(long, value_name = "FILE", required_unless_present = "show_plan")]
    pub(crate) children: Option<PathBuf>,
    /// The day asked about.
    #[arg(long, value_name = "DAY", required_unless_present = "show_plan")]
    pub(crate) as_of: Option<Date>,
    /// What is measured: a TOML file, or `engagement`, which comes with the program.
    #[arg(long, value_name = "PLAN", default_value = "engagement")]
    pub(crate) plan: String,
    /// A second plan. Both see every contact in one pass.
    #[arg(long, value_name = "PLAN")]
    pub(crate) compare_with: Option<String>,
    /// Whose bank holidays count: england, wales, scotland or northern-ireland. Those of the plan's policy when not given, or else England's.
    #[arg(long, value_name = "NATION")]
    pub(crate) nation: Option<String>,
    /// The folder to be made.
    #[arg(long, value_name = "FOLDER", required_unless_present_any = ["show_plan", "checksum"])]
    pub(crate) out: Option<PathBuf>,
    /// How the tables are written.
    #[cfg(feature = "population")]
    #[arg(long, value_enum, default_value_t = TableFormat::Parquet)]
    pub(crate) format: TableFormat,
    /// Print the number of rows and the sum of each column, days as days since 1970, to hold against another program's.
    #[arg(long)]
    pub(crate) checksum: bool,
    /// Print the plan, and do nothing else.
    #[arg(long)]
    pub(crate) show_plan: bool,
    /// Memory for putting rows in order, in megabytes; what does not fit goes through files beside the output.
    #[arg(long, value_name = "MB", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) memory: u32,
    /// How many threads work. As many as there are processors when not given.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}
