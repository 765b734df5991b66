//! Commands about the record: bringing in, checking, who may sign in.

use super::USUAL_DATA;
use clap::{ArgGroup, Args, Subcommand};
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "Examples:
  brought import clinics.csv --map clinics.toml --data record.sqlite --dry-run
  brought import clinics.csv visits.csv --map clinics.toml --data record.sqlite --yes --json > report.json
  brought import messages.hl7 --data record.sqlite

Shows what would change, asks when somebody is at the terminal, and then brings it in. The same file twice changes nothing. An import
that was cut off is completed by giving it again. A row that cannot be used keeps no other row out: it is told here, and it is on the
review list of the pages. docs/importing.md says how to write a map; `brought schema import-report` describes what --json prints.

Exit codes: 0 everything is in; 1 it is in, and a person has to look at some rows; 2 a file cannot be used; 3 the machine is in trouble.")]
pub(crate) struct Import {
    /// CSV files or files of HL7 version 2 messages.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The map that says what columns and codes mean: a file, or the name of a shipped one. HL7 messages need none.
    #[arg(long, value_name = "MAP")]
    pub(crate) map: Option<String>,
    /// The store. It is made when there is none.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    /// Show what would change, and change nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Bring it in without working out first what would change, and without asking.
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) yes: bool,
    /// Print a report as JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
    /// The policy pack: its folder, or the name of a shipped one; no-access when not given. In a record in which a policy was put in
    /// force, that one is asked, and no other can be given here.
    #[arg(long)]
    pub(crate) pack: Option<String>,
    /// The practitioner who brings it in, by id.
    #[arg(long = "as", value_name = "PRACTITIONER")]
    pub(crate) started_by: Option<String>,
}

#[derive(Args)]
#[command(after_help = "Example:
  brought rebuild --data record.sqlite

People, relations and lists are worked out from the entries; nothing that was recorded is touched. Others can go on working meanwhile.")]
pub(crate) struct Rebuild {
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    /// The policy pack: its folder, or the name of a shipped one; no-access when not given. In a record in which a policy was put in
    /// force, that one is asked, and no other can be given here.
    #[arg(long)]
    pub(crate) pack: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum Account {
    /// Let somebody sign in to the pages.
    Add(AccountAdd),
    /// Show who may sign in.
    #[command(after_help = "Example:\n  brought account list")]
    List(AccountList),
    /// Give an account another password, and end its sessions. Its owner chooses their own when they sign in.
    Password(AccountPassword),
    /// Keep somebody from signing in, and end their sessions. What they have recorded stays.
    #[command(after_help = "Example:\n  brought account disable grace")]
    Disable(AccountNamed),
    /// Let somebody sign in again.
    #[command(after_help = "Example:\n  brought account enable grace")]
    Enable(AccountNamed),
    /// Let somebody sign in by password alone who has lost the app that makes their codes, and the recovery codes.
    #[command(after_help = "Example:\n  brought account remove-code grace")]
    RemoveCode(AccountNamed),
    /// Say whether everybody who signs in with a password has to have a code from an app beside it.
    Codes(AccountCodes),
    /// Give somebody other roles or services than the directory gives them. It holds at their next request.
    Roles(AccountRoles),
    /// Write down who somebody is at an organisation's own provider, so that they can sign in with it.
    Link(AccountLink),
    /// Take away all that is written down about who somebody is at providers, and end the sessions that they began there.
    #[command(after_help = "Example:\n  brought account unlink grace")]
    Unlink(AccountNamed),
}

#[derive(Args)]
#[command(after_help = "Examples:
  brought account roles grace --role practitioner --role safeguarding_lead
  brought account roles grace --service school-nursing

What is named takes the place of what there was: of the roles, of the services, or of both.")]
pub(crate) struct AccountRoles {
    #[command(flatten)]
    pub(crate) account: AccountNamed,
    /// A role that they hold from now on; may be given several times.
    #[arg(long, value_name = "ROLE", required_unless_present = "service")]
    pub(crate) role: Vec<String>,
    /// A service that they work for from now on, by id; may be given several times.
    #[arg(long, value_name = "SERVICE")]
    pub(crate) service: Vec<String>,
}

#[derive(Args)]
#[command(
    group = ArgGroup::new("identity").args(["subject", "uid"]).required(true),
    after_help = "Examples:
  brought account link grace --issuer https://am.example/oidc --uid 555021935107
  brought account link grace --issuer https://am.example/oidc --subject 9f3c-21

The issuer is written as in the settings for `brought serve --openid`. Somebody who signs in and is not written down is told their number, and
nobody is found by a name or an e-mail address. `brought account list` shows who is who."
)]
pub(crate) struct AccountLink {
    #[command(flatten)]
    pub(crate) account: AccountNamed,
    /// The provider, as its tokens name it.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) issuer: String,
    /// Who they are there: the claim `sub`.
    #[arg(long, value_name = "SUB")]
    pub(crate) subject: Option<String>,
    /// The number on their NHS smartcard: the claim `uid`.
    #[arg(long, value_name = "UID")]
    pub(crate) uid: Option<String>,
}

#[derive(Args)]
#[command(
    group = ArgGroup::new("asked").args(["of_everybody", "of_whoever_wants"]).required(true),
    after_help = "Examples:
  brought account codes --of-everybody
  brought account codes --of-whoever-wants

Whoever has no code yet sets one up when they sign in next, before they do anything else. Sessions that were begun at an organisation's own provider
are not asked: how people sign in there is decided there. Who has a code shows `brought account list`."
)]
pub(crate) struct AccountCodes {
    /// Everybody has to have one.
    #[arg(long)]
    pub(crate) of_everybody: bool,
    /// It is left to each, as it is at first.
    #[arg(long)]
    pub(crate) of_whoever_wants: bool,
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
}

#[derive(Args)]
pub(crate) struct AccountList {
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
}

#[derive(Args)]
pub(crate) struct AccountNamed {
    /// What they type to sign in.
    #[arg(value_name = "NAME")]
    pub(crate) sign_in_name: String,
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
}

#[derive(Args)]
#[command(after_help = "Examples:
  brought account password grace
  brought account password grace --remove

Without --password-stdin a password is made up and printed once. Either way it lets its owner in for seven days, to choose their own.")]
pub(crate) struct AccountPassword {
    #[command(flatten)]
    pub(crate) account: AccountNamed,
    /// Read the password from the standard input, its first line.
    #[arg(long)]
    pub(crate) password_stdin: bool,
    /// Take the password away: they sign in with an organisation's own provider, or not at all.
    #[arg(long, conflicts_with = "password_stdin")]
    pub(crate) remove: bool,
}

#[derive(Args)]
#[command(after_help = "Examples:
  brought account add grace --practitioner p-adeyemi --name \"Grace Adeyemi\" --role practitioner --service health-visiting
  brought account add grace --practitioner p-adeyemi --password-stdin < password.txt
  brought account add grace --practitioner p-adeyemi --without-password

Without --password-stdin a password is made up and printed once. Either way it lets its owner in for seven days, to choose their own.")]
pub(crate) struct AccountAdd {
    /// What they type to sign in.
    #[arg(value_name = "NAME")]
    pub(crate) sign_in_name: String,
    /// Their id as a practitioner, as entries and other systems have it.
    #[arg(long, value_name = "ID")]
    pub(crate) practitioner: String,
    /// Their name. Needed for somebody whom the directory does not know.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// A role that they hold; may be given several times. Needed for somebody whom the directory does not know.
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Vec<String>,
    /// A service that they work for, by id; may be given several times.
    #[arg(long, value_name = "SERVICE")]
    pub(crate) service: Vec<String>,
    /// Read the password from the standard input, its first line.
    #[arg(long)]
    pub(crate) password_stdin: bool,
    /// No password: they sign in with an organisation's own provider alone, see `brought help account link`.
    #[arg(long, conflicts_with = "password_stdin")]
    pub(crate) without_password: bool,
    /// The store. It is made when there is none.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
}
