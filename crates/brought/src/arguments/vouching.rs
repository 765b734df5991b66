//! Commands that vouch for the record, and that hold it against what was vouched for.

use super::USUAL_DATA;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "Examples:
  brought verify --data record.sqlite
  brought verify --data record.sqlite --against 48213:CsUYapGG...
  brought verify --data record.sqlite --against /mnt/checkpoints --public-key trust.example/record+1a2b3c4d+AQ...

Everything that is only ever added to is covered by one tree: entries with the documents issued with them, who read what, policies put in
force, what became of messages, restores, and the digest of each row of the directory, of accounts and of imports. Altering, removing, swapping or
putting in shows by itself. That the newest were cut off, or everything was written anew, shows only against a checkpoint that was kept where
whoever did it could not reach: docs/the-record.md. Lists are worked out anew from the entries, and compared.

Exit codes: 0 everything is as it was written; 1 something is not; 2 there is no record there; 3 it could not be read.")]
pub(crate) struct Verify {
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    #[command(flatten)]
    pub(crate) against: Against,
    /// The policy pack with which lists are worked out: its folder, or the name of a shipped one; no-access when not given. In a record in which
    /// a policy was put in force, that one is asked, and no other can be given here.
    #[arg(long)]
    pub(crate) pack: Option<String>,
}

/// What a record is held against.
#[derive(Args)]
pub(crate) struct Against {
    /// A checkpoint that was printed before, or a file or folder with signed ones: the record must still hold them.
    #[arg(long, value_name = "CHECKPOINT")]
    pub(crate) against: Option<String>,
    /// Whose signature has to stand under the checkpoints: what `brought checkpoint-key` printed.
    #[arg(long, value_name = "NAME+...", requires = "against")]
    pub(crate) public_key: Option<String>,
}

#[derive(Args)]
#[command(after_help = "Example:
  brought checkpoint-key --name trust.example/record --to checkpoint.key

Prints the words to give to --public-key: give them to whoever is to check the record, by a way that does not go through this machine.")]
pub(crate) struct CheckpointKey {
    /// What the record is called in checkpoints: best an address without https, such as trust.example/record, and one for each record.
    #[arg(long)]
    pub(crate) name: String,
    /// The file to write the key to. It must not be there yet.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
}

#[derive(Args)]
#[command(
    name = "checkpoint",
    after_help = "Examples:
  brought checkpoint --data record.sqlite --key checkpoint.key --to /mnt/checkpoints
  brought checkpoint --data record.sqlite --key checkpoint.key --to -
  brought checkpoint --data record.sqlite --key checkpoint.key --to /mnt/checkpoints --post https://keeper.example/checkpoints

Run it each hour, into a folder on another machine where this one can add files and can change none. In a folder, each checkpoint is a file
of its own, named by the time in UTC, and the last one that is there is looked at first: a record that does not go on from it is told at
once. The format is that of C2SP tlog-checkpoint. A checkpoint tells of nobody.

With --post it is handed to an address as well, or instead: plain text, in a POST over HTTPS, in a program built with the feature `sending`.

Exit codes: 0 it is written; 1 the record does not go on from the last checkpoint; 2 a file cannot be used; 3 the machine is in trouble."
)]
pub(crate) struct TakeCheckpoint {
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    /// The key that signs it.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// A folder, a file that is not there yet, or - to print it.
    #[arg(long, value_name = "FOLDER", required_unless_present = "post")]
    pub(crate) to: Option<PathBuf>,
    /// An address that takes it in a POST: whoever answers there keeps it, and lets none be changed.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) post: Option<String>,
    /// A file with what proves to that address who posts: sent as a bearer token. BROUGHT_POST_TOKEN holds it otherwise.
    #[arg(long, value_name = "FILE", requires = "post")]
    pub(crate) post_token: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum Prove {
    /// That an entry is in the record that a checkpoint vouches for.
    Inclusion(ProveInclusion),
    /// That nothing which one checkpoint vouches for was changed by the time of another.
    Consistency(ProveConsistency),
}

#[derive(Args)]
#[command(after_help = "Example:
  brought prove inclusion 3f2a90... --data record.sqlite --checkpoint 2026-03-02T140000Z.checkpoint > proof.json

The proof holds the whole entry: give it to those who may read that. Reading it is written down: who, whose, when. `brought check-proof`
checks it without the record, and `brought schema proof` describes it for other programs.")]
pub(crate) struct ProveInclusion {
    /// The id of the entry.
    pub(crate) entry: String,
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    /// A signed checkpoint that was taken after the entry was added.
    #[arg(long, value_name = "FILE")]
    pub(crate) checkpoint: PathBuf,
    /// The practitioner who reads the record, by id. Whoever uses this machine when not given.
    #[arg(long = "as", value_name = "PRACTITIONER")]
    pub(crate) reader: Option<String>,
}

#[derive(Args)]
#[command(after_help = "Example:
  brought prove consistency 2026-03-01T140000Z.checkpoint 2026-03-02T140000Z.checkpoint --data record.sqlite > proof.json

It tells of nobody.")]
pub(crate) struct ProveConsistency {
    /// The older signed checkpoint.
    pub(crate) old: PathBuf,
    /// The newer one.
    pub(crate) new: PathBuf,
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
}

#[derive(Args)]
#[command(after_help = "Example:
  brought check-proof proof.json --public-key trust.example/record+1a2b3c4d+AQ...

Exit codes: 0 it shows what is printed; 1 it shows nothing; 2 the file or the key cannot be used.")]
pub(crate) struct CheckProof {
    /// The proof.
    pub(crate) proof: PathBuf,
    /// Whose signature has to stand under its checkpoints: what `brought checkpoint-key` printed.
    #[arg(long, value_name = "NAME+...")]
    pub(crate) public_key: String,
}
