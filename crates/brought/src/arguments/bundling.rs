//! Commands about bundles for reviews of practice.

use super::USUAL_DATA;
use clap::Args;
use jiff::civil::Date;
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "Examples:
  brought bundle clinic-4711 --data record.sqlite --to review-7 --as p-lockhart --reason \"Learning review 7\"
  brought bundle clinic-4711 --to review-7 --as p-lockhart --reason \"Learning review 7\" --from 2025-09-01 --to-day 2026-01-31 --significant
  brought bundle clinic-4711 --to review-7 --as p-lockhart --reason \"Learning review 7\" --known-on 2025-11-03

The folder is there as a whole at the end or not at all, and none is written over. It holds the names of a child and of the family: keep it
where nobody else reads. Nothing in it tells of an address that is withheld, or of what a young person asked to be kept confidential; that
something is left out is said. That it was made, by whom and why, is written down. The roles that may: named_nurse, line_manager,
safeguarding_lead, designated_safeguarding_team.

Print the digest of the manifest, or send it by another way than the folder: with it, whoever receives the folder knows that it is the one.

Exit codes: 0 the bundle is there; 2 the command cannot be used as it is; 3 the machine is in trouble.")]
pub(crate) struct Bundle {
    /// The id of the child or carer.
    pub(crate) person: String,
    /// The store.
    #[arg(long, default_value = USUAL_DATA)]
    pub(crate) data: PathBuf,
    /// The folder to make. It must not be there yet.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) to: PathBuf,
    /// The practitioner who makes it, by id. Whoever uses this machine when not given, who seldom holds a role that may.
    #[arg(long = "as", value_name = "PRACTITIONER")]
    pub(crate) made_by: Option<String>,
    /// Why it is made.
    #[arg(long)]
    pub(crate) reason: String,
    /// The first day that it is about, such as 2026-01-09. From the beginning when not given.
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<Date>,
    /// The last day that it is about. To the end when not given.
    #[arg(long, value_name = "DAY")]
    pub(crate) to_day: Option<Date>,
    /// Only what was known by the end of this day.
    #[arg(long, value_name = "DAY")]
    pub(crate) known_on: Option<Date>,
    /// Only entries of the chronology that are significant.
    #[arg(long)]
    pub(crate) significant: bool,
}

#[derive(Args)]
#[command(after_help = "Examples:
  brought bundle-check review-7
  brought bundle-check review-7 --manifest 9f2c4be1...

Names every file that is not as it was made, that is missing, or that was added. Whoever can change a file can change the manifest as well:
only the digest that was told when the bundle was made shows that the manifest is the one.

Exit codes: 0 everything is as it was made; 1 something is not; 2 the folder holds no bundle.")]
pub(crate) struct BundleCheck {
    /// The folder.
    pub(crate) folder: PathBuf,
    /// The SHA-256 digest of the manifest, as it was told when the bundle was made.
    #[arg(long, value_name = "DIGEST")]
    pub(crate) manifest: Option<String>,
}
