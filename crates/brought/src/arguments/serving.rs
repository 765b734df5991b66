//! Commands that show pages.

use super::USUAL_DATA;
use clap::Args;
use jiff::civil::Date;
use std::net::IpAddr;
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "Examples:
  brought serve --data record.sqlite
  brought serve --data record.sqlite --port 9000
  brought serve --data record.sqlite --behind-https
  brought serve --data record.sqlite --address 0.0.0.0 --port 443 --certificate brought.pem --private-key brought.key
  brought serve --data record.sqlite --openid openid.toml

The pages are shown on this machine only; to others over HTTPS, by way of a proxy on this machine or by the program itself: docs/serving.md. Whoever wants to sign in needs an account: `brought help account add`. Ctrl-C stops it.

--openid lets people sign in with an organisation's own provider, such as NHS CIS2, as well; it needs a program built with `--features openid`. The
client's secret is read from the file that the settings name, or from BROUGHT_OPENID_SECRET. docs/signing-in.md has an example of the settings.")]
pub(crate) struct Serve {
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    /// The port; 0 takes any that is free.
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// The address. Without a certificate, one that is reached from this machine alone: 127.0.0.1 or ::1.
    #[arg(long, default_value = "127.0.0.1", value_parser = address)]
    pub(crate) address: IpAddr,
    /// A file with the certificate that browsers are shown and those that vouch for it (PEM): the pages are shown over HTTPS then, and to other machines
    /// as well. Needs a program built with `--features https`. A renewed certificate is found within a minute.
    #[arg(long, value_name = "FILE", requires = "private_key", conflicts_with = "behind_https")]
    pub(crate) certificate: Option<PathBuf>,
    /// The file with its private key (PEM, not encrypted).
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub(crate) private_key: Option<PathBuf>,
    /// Browsers come by way of a proxy on this machine that speaks HTTPS: they are told to come in no other way, and send the cookie of their
    /// session over HTTPS alone. Without it, nobody could tell whether they do.
    #[arg(long)]
    pub(crate) behind_https: bool,
    /// The policy pack: its folder, or the name of a shipped one; no-access when not given. In a record in which a policy was put in
    /// force, that one is asked, and no other can be given here.
    #[arg(long)]
    pub(crate) pack: Option<String>,
    /// A draft of a policy, its folder, that the pages offer for reading, comparing and putting in force; may be given several times.
    #[arg(long, value_name = "PACK")]
    pub(crate) draft: Vec<String>,
    /// The settings for signing in with an organisation's own provider (OpenID Connect).
    #[arg(long, value_name = "FILE")]
    pub(crate) openid: Option<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "Examples:
  brought demo
  brought demo --port 0 --children 50
  brought demo --data demo-data --reset --today 2026-11-18
  brought demo --training

The families, practitioners and services are made up. Without --data everything is gone when it stops. Ctrl-C stops it.")]
pub(crate) struct Demo {
    /// The port; 0 takes any that is free.
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// A folder to keep the record in. Without it a temporary one is used and removed.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// To practise: every page says so, and a page puts everything back as it was at the start. No file is written.
    #[arg(long, conflicts_with_all = ["data", "reset"])]
    pub(crate) training: bool,
    /// Throw away a demonstration that is in the folder already.
    #[arg(long, requires = "data")]
    pub(crate) reset: bool,
    /// Another number makes up other families.
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,
    /// How many children.
    #[arg(long, default_value_t = brought_testkit::caseload::USUAL_CHILDREN as u32, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub(crate) children: u32,
    /// The day on which it plays. Today when not given. On any other day it is nine in the morning when it starts.
    #[arg(long, value_name = "DAY")]
    pub(crate) today: Option<Date>,
    /// Do not open a browser.
    #[arg(long)]
    pub(crate) no_open: bool,
}

fn address(text: &str) -> Result<IpAddr, String> {
    text.parse().map_err(|_| format!("`{text}` is not an address; write 127.0.0.1 or ::1, or 0.0.0.0 for every address of this machine"))
}
