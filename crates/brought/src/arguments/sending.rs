//! The command that hands over what waits in the outbox.

use super::USUAL_DATA;
use clap::{ArgGroup, Args, ValueEnum};
use std::path::PathBuf;

#[derive(Args)]
#[command(
    group = ArgGroup::new("way").args(["folder", "notify", "smtp"]).required(true).multiple(true),
    after_help = "Examples:
  brought send --data record.sqlite --folder letters --once
  brought send --data record.sqlite --notify --notify-key notify-key.txt
  brought send --data record.sqlite --folder letters --smtp smtps://mail.example:465 --from letters@service.example

Somebody asks for a letter to be sent on its page. This hands it over: at most once, whatever is cut off when, and only if the record at that
moment does not speak against it. What does not go stands in the outbox of the pages, with the reason.

--notify and --smtp need a program built with `--features sending`. Keys and passwords are read from a file, or from BROUGHT_NOTIFY_KEY and
BROUGHT_SMTP_PASSWORD, and never from the command line, which others on the machine can see.

Exit codes: 0 what waited has gone; 1 a person has to look into the outbox; 2 the command or its settings cannot be used; 3 a way of sending
takes nothing now, or the machine is in trouble."
)]
pub(crate) struct Send {
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    /// A folder that is there, into which letters to be printed are put.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
    /// Send letters by GOV.UK Notify.
    #[arg(long)]
    pub(crate) notify: bool,
    /// The file with the key of GOV.UK Notify.
    #[arg(long, value_name = "FILE", requires = "notify")]
    pub(crate) notify_key: Option<PathBuf>,
    /// The address of GOV.UK Notify, where it is not the usual one.
    #[arg(long, value_name = "ADDRESS", requires = "notify")]
    pub(crate) notify_address: Option<String>,
    /// By which post GOV.UK Notify sends letters.
    #[arg(long, value_enum, default_value_t = Class::Second)]
    pub(crate) postage: Class,
    /// The mail server for notices by e-mail: smtps://HOST:PORT, or smtp://HOST:PORT, which begins encrypting before anything is said.
    #[arg(long, value_name = "SERVER", requires = "from")]
    pub(crate) smtp: Option<String>,
    /// The sender's e-mail address.
    #[arg(long, value_name = "ADDRESS", requires = "smtp")]
    pub(crate) from: Option<String>,
    /// The name at the mail server, where it asks for one.
    #[arg(long, value_name = "NAME", requires = "smtp")]
    pub(crate) smtp_user: Option<String>,
    /// The file with the password at the mail server.
    #[arg(long, value_name = "FILE", requires = "smtp_user")]
    pub(crate) smtp_password: Option<PathBuf>,
    /// Hand over what waits now, and end.
    #[arg(long)]
    pub(crate) once: bool,
    /// How many seconds to wait before looking again.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400), conflicts_with = "once")]
    pub(crate) every: u64,
    /// The practitioner in whose name the records are opened, by id. Whoever uses this machine when not given.
    #[arg(long = "as", value_name = "PRACTITIONER")]
    pub(crate) sender: Option<String>,
}

/// A class of post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Class {
    /// First class.
    First,
    /// Second class.
    Second,
    /// Economy.
    Economy,
}
