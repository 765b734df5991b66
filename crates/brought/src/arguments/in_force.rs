//! Commands about which policy is in force.

use super::USUAL_DATA;
use brought_domain::work::Role;
use clap::Args;
use jiff::Timestamp;
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "Examples:
  brought policy put-in-force policies/no-access --data record.sqlite --as p-lockhart --role named_nurse
  brought policy put-in-force drafts/no-access --for health-visiting --from 2026-12-01 --data record.sqlite --as p-lockhart \\
    --role named_nurse --reason \"Agreed by the board on 18 November\" --confirm 5f0c2c8d9a3e7b14

Without --confirm it shows what would change in what is open, and puts nothing in force. Whoever signs gives back the digest that was
shown. When something was recorded meanwhile that changes it, nothing is put in force: look again. What is open and the new policy does
not ask for stays until it is answered. A past moment cannot be given: what was asked stays as it was asked.

That the whole record was read, and by whom, is written down. The roles that may sign: named_nurse, line_manager.")]
pub(crate) struct PolicyPutInForce {
    /// Its folder, or the name of a shipped one.
    pub(crate) pack: String,
    /// For which service, by id. For every service without a policy of its own when not given.
    #[arg(long = "for", value_name = "SERVICE")]
    pub(crate) service: Option<String>,
    /// From when: a day (its beginning), a UK local time, or an instant. From now on when not given.
    #[arg(long, value_name = "WHEN", value_parser = crate::moment::parse_beginning)]
    pub(crate) from: Option<Timestamp>,
    /// The store.
    #[arg(long, visible_alias = "store", default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    /// The practitioner who signs, by id.
    #[arg(long = "as", value_name = "PRACTITIONER")]
    pub(crate) signed_by: String,
    /// The role in which they sign.
    #[arg(long, value_parser = role)]
    pub(crate) role: Role,
    /// Why it is put in force.
    #[arg(long, default_value = "")]
    pub(crate) reason: String,
    /// The digest of what was shown.
    #[arg(long, value_name = "DIGEST")]
    pub(crate) confirm: Option<String>,
    /// Print JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(after_help = "Example:
  brought policy in-force --data record.sqlite")]
pub(crate) struct PolicyInForce {
    /// The store.
    #[arg(long, visible_alias = "store", default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    /// Print JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

fn role(code: &str) -> Result<Role, String> {
    let may = brought_app::roles_that_may(brought_app::EverythingDeed::PutPolicyInForce);
    code.parse().ok().filter(|role| may.contains(role)).ok_or_else(|| {
        let known: Vec<&str> = may.iter().map(|role| role.code()).collect();
        format!("`{code}` may not put a policy in force; write one of: {}", known.join(", "))
    })
}
