//! Commands about keys, and about how long records are kept.

use super::USUAL_DATA;
use clap::Args;
use std::path::PathBuf;

/// Where the main key of a sealed record is.
#[derive(Args, Clone, Default)]
pub(crate) struct MainKeyPlace {
    /// Where the main key of a sealed record is: file:PATH, or env:NAME for a variable of the environment. BROUGHT_MAIN_KEY says the same.
    #[arg(long, global = true, value_name = "WHERE")]
    pub(crate) main_key: Option<String>,
    /// A program, and its words, that is given what stands there on its standard input and answers with the key: for a key that only a key service
    /// opens. BROUGHT_MAIN_KEY_COMMAND says the same.
    #[arg(long, global = true, value_name = "PROGRAM")]
    pub(crate) main_key_command: Option<String>,
}

#[derive(Args)]
#[command(after_help = "Examples:
  brought main-key --to /etc/brought/main.key
  brought account add grace --data record.sqlite --main-key file:/etc/brought/main.key ...
  BROUGHT_MAIN_KEY=file:/etc/brought/main.key brought serve --data record.sqlite

A record that is begun with a main key is sealed: what is said about each person with a key of that person's own, and those keys with the main key.
Every command that reads the record then takes the same main key. Keep a second copy of it away from this machine, and away from the backups: whoever
loses it loses every record, and whoever has it and a backup can read all of them.

With --main-key-command the file holds the key as a key service has sealed it. The program is started as it is, without a shell, its words parted at
blanks; what it prints has to be the line that this command writes, within ten seconds. docs/encryption.md tells more.")]
pub(crate) struct NewMainKey {
    /// The file to write the key to. It must not be there yet.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
}

#[derive(Args)]
#[command(after_help = "Example:
  brought change-main-key --data record.sqlite --main-key file:old.key --new-main-key file:new.key

The keys of people are wrapped anew, and no entry is touched; checkpoints go on being held. Stop `brought serve` before, and start it with the new
key. Backups from before are opened with the old key: keep it as long as they are kept.")]
pub(crate) struct ChangeMainKey {
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    /// Where the new main key is, as for --main-key. `brought main-key` makes one.
    #[arg(long, value_name = "WHERE")]
    pub(crate) new_main_key: String,
    /// The program that opens it, as for --main-key-command.
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) new_main_key_command: Option<String>,
}

#[derive(Args)]
#[command(after_help = "Example:
  brought retention --data record.sqlite --as named-nurse-1

Lists the records that had to be kept to a day that is over: the 25th birthday, or the 26th of somebody who was 17 at the last entry. Nothing is ever
erased by this. Not on the list is whoever has an open follow-up or anything that is owed, whose birthday is not known, and what is held.

Reading the list is written down: who, whose, when.")]
pub(crate) struct Retention {
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    /// Who asks, by id.
    #[arg(long = "as", value_name = "PRACTITIONER")]
    pub(crate) asked_by: String,
    /// Print it as JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What is signed about keeping one record.
#[derive(Args)]
pub(crate) struct SignedAbout {
    /// Whose record, by id.
    #[arg(value_name = "PERSON")]
    pub(crate) person: String,
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    /// Who signs, by id.
    #[arg(long = "as", value_name = "PRACTITIONER")]
    pub(crate) signed_by: String,
    /// Why. Of a record that is erased it stays readable for good.
    #[arg(long)]
    pub(crate) reason: String,
}

#[derive(Args)]
#[command(after_help = "Examples:
  brought hold clinic-4711 --data record.sqlite --as named-nurse-1 --reason \"The coroner asks for it\"
  brought hold clinic-4711 --data record.sqlite --as named-nurse-1 --lift --reason \"The inquest has ended\"

A record that is held is not erased, whatever its age and whoever asks. It is signed, and stands in the record for good.")]
pub(crate) struct Hold {
    #[command(flatten)]
    pub(crate) signed: SignedAbout,
    /// What held it does not any more.
    #[arg(long)]
    pub(crate) lift: bool,
}

#[derive(Args)]
#[command(after_help = "Example:
  brought erase clinic-4711 --data record.sqlite --as named-nurse-1 --reason \"Reviewed: nothing needs it any more\" --yes

The person's key is destroyed, what people are looked up by is deleted, and the file is written anew so that no page of it has anything of that. It
cannot be undone. Who erased it, when and why stays in the record; the tree, checkpoints and proofs hold as before. Do not name the child in the
reason.

What is held, has anything open, waits in the outbox or on the review list is not erased. Backups from before hold the wrapped key still: docs/retention.md
says what to do about them. Given again for a record that was erased, the command cleans the file again.

Exit codes: 0 it was done; 1 it was erased, and the file could not be cleaned; 2 it was not erased; 3 the machine is in trouble.")]
pub(crate) struct Erase {
    #[command(flatten)]
    pub(crate) signed: SignedAbout,
    /// Although the time for which it has to be kept is not over or not known: a court has ordered it, or it should never have been made.
    #[arg(long)]
    pub(crate) early: bool,
    /// Erase it. Without this, only whose it is and what would be done is said.
    #[arg(long)]
    pub(crate) yes: bool,
}
