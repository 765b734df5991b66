//! What can be typed after `brought`.

mod backing_up;
mod bundling;
mod comparing;
mod in_force;
mod keeping;
mod measures;
mod population;
mod record;
mod sending;
mod serving;
#[cfg(feature = "population")]
mod synth;
mod vouching;

pub(crate) use backing_up::{Backup, BackupKey, Restore};
use brought_calendar::Division;
pub(crate) use bundling::{Bundle, BundleCheck};
use clap::{Args, Parser, Subcommand, ValueEnum};
pub(crate) use comparing::{History, PolicyBacktest, PolicyCompare};
pub(crate) use in_force::{PolicyInForce, PolicyPutInForce};
use jiff::Timestamp;
use jiff::civil::Date;
pub(crate) use keeping::{ChangeMainKey, Erase, Hold, MainKeyPlace, NewMainKey, Retention};
pub(crate) use measures::Measures;
pub(crate) use population::Population;
#[cfg(feature = "population")]
pub(crate) use population::TableFormat;
pub(crate) use record::{
    Account, AccountAdd, AccountCodes, AccountLink, AccountList, AccountNamed, AccountPassword, AccountRoles, Import, Rebuild,
};
#[cfg(feature = "sending")]
pub(crate) use sending::Class;
pub(crate) use sending::Send;
pub(crate) use serving::{Demo, Serve};
use std::path::PathBuf;
#[cfg(feature = "population")]
pub(crate) use synth::Synth;
pub(crate) use vouching::{Against, CheckProof, CheckpointKey, Prove, ProveConsistency, ProveInclusion, TakeCheckpoint, Verify};

/// The file that holds the record when none is named.
const USUAL_DATA: &str = "brought.sqlite";

/// The list a child cannot fall off.
///
/// Works out, from what happened and the policy of the area, what must be done after a child was not brought, not let in to or not
/// seen, by whom, by when and why, until somebody can say who saw the child and how the child's needs are known to be met.
#[derive(Parser)]
#[command(name = "brought", version, arg_required_else_help = true, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Where the main key is.
    #[command(flatten)]
    pub(crate) main_key: MainKeyPlace,
}

const EXAMPLES: &str = "Examples:
  brought demo                                  try it, with a made-up caseload
  brought import clinics.csv --map clinics.toml --data record.sqlite --dry-run
  brought standing --chronology sam.json --pack no-access --as-of 2026-01-09
  brought policy check policies/no-access
  brought policy explain --chronology sam.json --as-of 2026-01-09

Exit codes: 0 it was done; 1 something was checked or brought in, and a person has to look at what is told; 2 the command or a file
given to it cannot be used; 3 the machine did not do what was asked (a full disk, a port in use).

Set RUST_LOG=info, or debug, to be told more on the error output. No names or numbers of people are in there.";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Try it: a made-up caseload, and the pages to work with it.
    Demo(Demo),
    /// Bring in contacts and people from another system's files.
    Import(Import),
    /// What the policy asks for, for one child, at one moment.
    Standing(Standing),
    /// What the policy asks for, for everybody in files of contacts, however many.
    Population(Population),
    /// Counts, windows, runs and a ladder for everybody in files of contacts, however many.
    Measures(Measures),
    /// The pages, on this machine only.
    Serve(Serve),
    /// Hand over the letters that wait in the outbox, and learn what became of those that went.
    Send(Send),
    /// Who may sign in to the pages.
    #[command(subcommand)]
    Account(Account),
    /// Make the key that opens backups.
    BackupKey(BackupKey),
    /// Keep a sealed copy of the record, while others go on working.
    Backup(Backup),
    /// Make a record out of a backup.
    Restore(Restore),
    /// Make the main key with which a record is sealed.
    MainKey(NewMainKey),
    /// Keep a sealed record under another main key.
    ChangeMainKey(ChangeMainKey),
    /// Which records are due for review, which are held, and which were erased.
    Retention(Retention),
    /// Say that a record may not be erased, or that it may again.
    Hold(Hold),
    /// Erase one person's record for good.
    Erase(Erase),
    /// Make a bundle about one person for a review of practice: chronology, what was asked, endings, letters, policies, manifest.
    Bundle(Bundle),
    /// Check that a bundle is as it was made.
    BundleCheck(BundleCheck),
    /// Check that nothing of the record was altered or lost.
    Verify(Verify),
    /// Make the key that signs checkpoints of the record.
    CheckpointKey(CheckpointKey),
    /// Write down, signed, what vouches for the record as it is now.
    Checkpoint(TakeCheckpoint),
    /// Show something about the record to somebody who does not have it.
    #[command(subcommand)]
    Prove(Prove),
    /// Check what was shown about a record, without the record.
    CheckProof(CheckProof),
    /// Work out anew everything that is worked out from the record.
    Rebuild(Rebuild),
    /// Check, test, list and explain policy packs.
    #[command(subcommand)]
    Policy(Policy),
    /// Make up a whole population with known truth, for tests and for measuring.
    #[cfg(feature = "population")]
    Synth(Synth),
    /// Print a written format as JSON Schema.
    #[command(after_help = "Example:
  brought schema standing > standing.schema.json")]
    Schema {
        /// Which format.
        of: SchemaOf,
    },
}

/// Formats that have a schema.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum SchemaOf {
    /// Chronology files, as `brought standing --chronology` reads them.
    Chronology,
    /// Answers, as `brought standing --json` prints them.
    Standing,
    /// Explanations, as `brought policy explain --json` prints them.
    Explanation,
    /// A day as it was known, as `brought standing --known-on --json` prints it.
    AsKnownOn,
    /// Comparisons, as `brought policy compare --json` prints them.
    PolicyComparison,
    /// Figures of one pack, as `brought policy backtest --json` prints them.
    PolicyBacktest,
    /// Two packs side by side, as `brought policy compare --texts --json` prints them.
    PolicyTexts,
    /// What would change, as `brought policy put-in-force --json` prints it.
    PutInForce,
    /// Which policies are in force, as `brought policy in-force --json` prints it.
    InForce,
    /// Proofs, as `brought prove` prints them.
    Proof,
    /// Reports, as `brought import --json` prints them.
    ImportReport,
}

#[derive(Args)]
#[command(after_help = "Examples:
  brought standing --chronology sam.json --as-of 2026-01-09T14:30 --json
  brought standing clinic-4711 --data record.sqlite --as nurse-7
  brought standing clinic-4711 --data record.sqlite --known-on 2025-11-03

--as-of and --known-on both take in only what had been recorded by then. --known-on is for looking back: it is about a whole day, and tells
beside the answer what had happened by then and was written down only later, or was put right later.

Reading somebody's record in the store is written down: who, whose, when. `brought schema standing` describes what --json prints, and
`brought schema as-known-on` what it prints with --known-on.")]
pub(crate) struct Standing {
    #[command(flatten)]
    pub(crate) about: About,
    /// A past day, such as 2026-01-09: what was known by the end of it, and what only later.
    #[arg(long, value_name = "DAY", conflicts_with = "as_of")]
    pub(crate) known_on: Option<Date>,
}

#[derive(Args)]
#[command(after_help = "Examples:
  brought policy explain --chronology sam.json --as-of 2026-01-09
  brought policy explain clinic-4711 --data record.sqlite --as-of 2026-01-09 --json

For every rule: whether it fired, nearly fired or did not, and which fact decided. A rule nearly fired when a single thing that it asks would
make it fire. Then, with one imagined contact on the day after: what would be asked for if it fails, is kept, or is cancelled by the family.

Reading somebody's record in the store is written down: who, whose, when. `brought schema explanation` describes what --json prints.")]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) about: About,
}

/// Who is asked about, on what, and when.
#[derive(Args)]
pub(crate) struct About {
    /// The id of the child or carer, in the store.
    #[arg(required_unless_present = "chronology", conflicts_with = "chronology")]
    pub(crate) person: Option<String>,
    /// The store.
    #[arg(long, default_value = USUAL_DATA, conflicts_with = "chronology")]
    pub(crate) data: PathBuf,
    /// A chronology file (JSON or TOML) to ask about instead of the store.
    #[arg(long, value_name = "FILE")]
    pub(crate) chronology: Option<PathBuf>,
    /// The practitioner who reads the record, by id. Whoever uses this machine when not given.
    #[arg(long = "as", value_name = "PRACTITIONER", conflicts_with = "chronology")]
    pub(crate) reader: Option<String>,
    /// The policy pack: its folder, or the name of a shipped one; no-access when not given. In a record in which a policy was put in
    /// force, that one is asked, and no other can be given here.
    #[arg(long)]
    pub(crate) pack: Option<String>,
    /// Whose bank holidays count: england-and-wales, scotland or northern-ireland. The pack's own when not given.
    #[arg(long, value_parser = nation)]
    pub(crate) nation: Option<Division>,
    /// The moment asked about: a day (the end of it), a UK local time, or an instant. Now when not given.
    #[arg(long, value_name = "WHEN", value_parser = crate::moment::parse)]
    pub(crate) as_of: Option<Timestamp>,
    /// Print JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Subcommand)]
pub(crate) enum Policy {
    /// One person, one day: every rule and what decided about it, and what would come of the next contact.
    Explain(Explain),
    /// Check a pack: types, citations, scenarios, dates, and what it says in every state that can be reached.
    #[command(after_help = "Examples:
  brought policy check policies/no-access
  brought policy check policies/no-access --quick
  brought policy check drafts/three-missed --examples found

What is found in a state comes with the shortest story that leads there.")]
    Check(PolicyCheck),
    /// Run every scenario of a pack.
    #[command(after_help = "Example:
  brought policy test no-access")]
    Test {
        /// Its folder, or the name of a shipped one.
        #[arg(default_value = crate::packs::USUAL)]
        pack: String,
    },
    /// Show what would change in what is open if a pack were put in force, and put it in force when that is confirmed.
    PutInForce(PolicyPutInForce),
    /// Which policies are, were and will be in force in a record, by whom and why.
    InForce(PolicyInForce),
    /// Compare two packs over the same history: who is asked what by when, who is reached earlier or later.
    Compare(PolicyCompare),
    /// Show what a pack would have asked for over a history.
    Backtest(PolicyBacktest),
    /// Print the actions, facts and words that a policy pack can use.
    Words,
    /// Print the index of a pack's rules, as Markdown.
    #[command(after_help = "Example:
  brought policy rules no-access > rules.md")]
    Rules {
        /// Its folder, or the name of a shipped one.
        #[arg(default_value = crate::packs::USUAL)]
        pack: String,
    },
}

#[derive(Args)]
pub(crate) struct PolicyCheck {
    /// Its folder, or the name of a shipped one.
    #[arg(default_value = crate::packs::USUAL)]
    pub(crate) pack: String,
    /// Look only at what a few entries lead to.
    #[arg(long, conflicts_with = "bound")]
    pub(crate) quick: bool,
    /// Look at everything that so many entries lead to: more find more, and take longer.
    #[arg(long, value_name = "ENTRIES", value_parser = clap::value_parser!(u8).range(1..=12))]
    pub(crate) bound: Option<u8>,
    /// Write each story into this folder, as a chronology file that `brought standing --chronology` reads.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) examples: Option<PathBuf>,
}

fn nation(code: &str) -> Result<Division, String> {
    Division::from_code(code).ok_or_else(|| {
        let known: Vec<&str> = Division::ALL.iter().map(|division| division.code()).collect();
        format!("`{code}` is not known; write one of: {}", known.join(", "))
    })
}
