//! The command that makes up a population.

use brought_synth::output::Format;
use brought_synth::{MOST_CHILDREN, USUAL_UNTIL};
use clap::Args;
use jiff::civil::Date;
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "Examples:
  brought synth --children 1000000 --seed 7 --out population
  brought synth --children 20000 --out rows --format csv --dirty
  brought synth --children 5000000 --out many --files 8 --shuffled --mean 60

Nobody in it is real. The same arguments write the same bytes, on any machine and any number of threads, and the first children are the same
in a population of any size. The folder gets its name when everything is in it; synth.json in there says what was asked for, how many rows
there are of each kind, and what every column means. docs/synthetic-population.md says what is modelled, and what is not.")]
pub(crate) struct Synth {
    /// How many children.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_CHILDREN)))]
    pub(crate) children: u32,
    /// Another number makes up another population.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// The folder to write. It must not be there yet.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: PathBuf,
    /// How tables are written: parquet, csv or ndjson.
    #[arg(long, default_value = "parquet")]
    pub(crate) format: Format,
    /// How many contacts a child has on average: each has at least three, and at most three times as many.
    #[arg(long, value_name = "CONTACTS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(4..=200))]
    pub(crate) mean: u32,
    /// How many years of contacts there are.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=10))]
    pub(crate) years: u8,
    /// The last day of it.
    #[arg(long, value_name = "DAY", default_value_t = USUAL_UNTIL)]
    pub(crate) until: Date,
    /// Put the contacts in no order.
    #[arg(long)]
    pub(crate) shuffled: bool,
    /// Spoil some contacts as real files are, and tell each in `faults`. Not in Parquet.
    #[arg(long)]
    pub(crate) dirty: bool,
    /// Give the first child 200,000 failed contacts.
    #[arg(long)]
    pub(crate) hot_child: bool,
    /// Into how many files the contacts go.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) files: u32,
    /// How many threads make rows; all of the machine's when not given.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1_024))]
    pub(crate) threads: Option<u16>,
}
