//! The command about everybody at once.

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "Examples:
  brought population contacts.parquet --as-of 2026-11-20 --out answers
  brought population extract/ --map csds-care-contact --pack no-access --as-of 2026-11-20 --out answers --format csv
  brought population extract/ --pack no-access --compare-with drafts/no-access --as-of 2026-11-20 --out compared

Reads contacts from CSV or Parquet, one file or folders of them, as `brought import` reads them, and asks the policy about everybody: the
answers are those of `brought standing`, row for row. Rows may stand in any order; those of one person together, ascending, go fastest.
Nothing is brought into a record.

Writes a folder: follow_ups, obligations, patterns, rates (contacts due and failed by month, provider and service), problems (every row
that was not taken, and why), with two policies differences, and run.json with the counts. It is there whole at the end, or not at all.
Somebody with a row that could not be used is answered on the rest and marked `incomplete`. The tables name people by id: keep them as
records are kept. docs/whole-populations.md says what the columns mean.

Exit codes: 0 everything was taken; 1 it is written, and some rows were not taken; 2 a file cannot be used; 3 the machine is in trouble.")]
#[cfg_attr(not(feature = "population"), allow(dead_code, reason = "without the feature, the command only says how to build it"))]
pub(crate) struct Population {
    /// CSV or Parquet files of contacts, or folders of them. Together they are one extract.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) inputs: Vec<PathBuf>,
    /// The map that says what columns and codes mean: a file, or the name of a shipped one.
    #[arg(long, value_name = "MAP", default_value = "csds-care-contact")]
    pub(crate) map: String,
    /// The policy pack: its folder, or the name of a shipped one.
    #[arg(long, default_value = crate::packs::USUAL)]
    pub(crate) pack: String,
    /// A second pack, to be asked about the same people and compared.
    #[arg(long, value_name = "PACK")]
    pub(crate) compare_with: Option<String>,
    /// The moment asked about: a day (the end of it), a UK local time, or an instant. Now when not given. Everything in the files is taken
    /// as brought in at that moment.
    #[arg(long, value_name = "WHEN", value_parser = crate::moment::parse)]
    pub(crate) as_of: Option<Timestamp>,
    /// The folder to be made.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: PathBuf,
    /// How the tables are written.
    #[arg(long, value_enum, default_value_t = TableFormat::Parquet)]
    pub(crate) format: TableFormat,
    /// The column that names the provider: rates are then told apart by provider.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) provider_column: Option<String>,
    /// Memory for putting rows in order, in megabytes; what does not fit goes through files beside the output.
    #[arg(long, value_name = "MB", default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) memory: u32,
    /// How many threads work. As many as there are processors when not given.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

/// How tables are written.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum TableFormat {
    /// Apache Parquet.
    Parquet,
    /// CSV.
    Csv,
}
