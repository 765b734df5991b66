//! Commands about copies of the record.

use super::{Against, USUAL_DATA};
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "Example:
  brought backup-key --to backup.key

Prints the words to give to `brought backup --for`: with them a copy can be sealed and not opened. Keep the file itself away from the
machine that makes the backups, and a second copy of it somewhere else: without it no backup can be opened by anybody.")]
pub(crate) struct BackupKey {
    /// The file to write the key to. It must not be there yet.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
}

#[derive(Args)]
#[command(after_help = "Example:
  brought backup --data record.sqlite --to /mnt/backups/2026-03-02.age --for age1...

The copy is of one moment, and is checked entry by entry before it is sealed; what was written is read back. A record that is not as it was
written is not backed up: the copies from before are worth more. While it is made, a copy that is not sealed lies in a folder beside the
record that nobody else may read, and is removed at the end.

Exit codes: 0 the backup is there; 1 the record is not as it was written; 2 a file or key cannot be used; 3 the machine is in trouble.")]
pub(crate) struct Backup {
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    /// The backup to write. It must not be there yet.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    /// For whom it is sealed: the words that `brought backup-key` printed. Several times for several keys, each of which opens it.
    #[arg(long = "for", value_name = "AGE1...", required = true)]
    pub(crate) recipients: Vec<String>,
}

#[derive(Args)]
#[command(after_help = "Example:
  brought restore 2026-03-02.age --key backup.key --to record.sqlite --against 48213:CsUYapGG...

Every entry is checked before the record gets its name. Whoever was signed in has to sign in again, calendars have to be made
anew, and nothing is sent until somebody has said in the outbox what became of the letters that were under way, and that what has been
recorded since the backup was looked at: an address that is unsafe by now may look safe in it.

Exit codes: 0 the record is there; 1 what was backed up is not as it was written; 2 a file or key cannot be used; 3 the machine is in trouble.")]
pub(crate) struct Restore {
    /// The backup.
    #[arg(value_name = "BACKUP")]
    pub(crate) backup: PathBuf,
    /// The key that opens it.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The store to make. It must not be there yet.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    #[command(flatten)]
    pub(crate) against: Against,
}
