//! Commands that try packs out on histories.

use super::USUAL_DATA;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "Examples:
  brought policy compare policies/no-access drafts/no-access --data record.sqlite --open-on 2026-11-20
  brought policy compare no-access swindon-health-visiting --made-up 200 --seed 7 --until 2026-11-18
  brought policy compare no-access bolton --chronologies stories/ --json > comparison.json
  brought policy compare no-access bolton --texts

What people did stays what they did: the figures say what each pack would have asked for, and not what people would have done had they
been asked. `brought schema policy-comparison` describes what --json prints. No child's name or id is printed without --show-children;
numbers are not rounded, so they are for use within the service and not for publication.")]
pub(crate) struct PolicyCompare {
    /// The pack on the left, A: its folder, or the name of a shipped one.
    #[arg(value_name = "PACK_A")]
    pub(crate) left: String,
    /// The pack on the right, B.
    #[arg(value_name = "PACK_B")]
    pub(crate) right: String,
    /// Set the texts of the packs side by side, without any history: what one asks that the other does not, numbers, endings, and for two
    /// versions of one pack its rules.
    #[arg(long, conflicts_with_all = ["data", "reader", "chronologies", "made_up", "until", "open_on", "example", "show_children"])]
    pub(crate) texts: bool,
    #[command(flatten)]
    pub(crate) history: History,
    /// Also list which open obligations would change at the end of this day if B took the place of A.
    #[arg(long, value_name = "DAY")]
    pub(crate) open_on: Option<Date>,
    /// Write the smallest chronology that tells the packs apart into this file. It is part of somebody's record.
    #[arg(long, value_name = "FILE", requires = "show_children")]
    pub(crate) example: Option<PathBuf>,
    /// Name the children in the output, by their ids.
    #[arg(long)]
    pub(crate) show_children: bool,
    /// Print JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(after_help = "Examples:
  brought policy backtest drafts/no-access --data record.sqlite
  brought policy backtest no-access --made-up 200 --until 2026-11-18

What people did stays what they did: the figures say what the pack would have asked for. `brought schema policy-backtest` describes what
--json prints. No child's name or id is printed.")]
pub(crate) struct PolicyBacktest {
    /// Its folder, or the name of a shipped one.
    #[arg(default_value = crate::packs::USUAL)]
    pub(crate) pack: String,
    #[command(flatten)]
    pub(crate) history: History,
    /// Print JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Whose history.
#[derive(Args)]
pub(crate) struct History {
    /// The store. That every record in it was read, and by whom, is written down.
    #[arg(long, default_value = USUAL_DATA, conflicts_with_all = ["chronologies", "made_up"])]
    pub(crate) data: PathBuf,
    /// The practitioner who reads the records of the store, by id. Whoever uses this machine when not given.
    #[arg(long = "as", value_name = "PRACTITIONER", conflicts_with_all = ["chronologies", "made_up"])]
    pub(crate) reader: Option<String>,
    /// Chronology files instead of the store: a file in JSON or TOML, a file of JSON lines (.jsonl), or a folder of them.
    #[arg(long, value_name = "PATH", conflicts_with = "made_up")]
    pub(crate) chronologies: Option<PathBuf>,
    /// A made-up caseload of so many children instead of the store.
    #[arg(long, value_name = "CHILDREN", value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub(crate) made_up: Option<u32>,
    /// Another number makes up other families.
    #[arg(long, default_value_t = 7, requires = "made_up")]
    pub(crate) seed: u64,
    /// The end of the history: a day (the end of it), a UK local time, or an instant. Now when not given.
    #[arg(long, value_name = "WHEN", value_parser = crate::moment::parse)]
    pub(crate) until: Option<Timestamp>,
    /// Take what another system sent as known when it happened, and not when it was brought in: for a record of which years were brought in
    /// on one day.
    #[arg(long)]
    pub(crate) known_as_it_happened: bool,
}
