//! The whole answer of the engine about one person, for the command line and for whoever looks into how an answer came about.

use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::chronology::gather;
use crate::failure::Failure;
use brought_policy::{Answer, Standing};
use jiff::Timestamp;

/// The answer of the policies in force about the person whose record was opened, with which pack said what, and who was asked about.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read.
pub async fn answer_of(brought: &Brought, grant: &AccessGrant, as_of: Timestamp) -> Result<Answer, Failure> {
    let gathered = gather(brought, grant.person()).await?;
    brought.answer(&gathered.chronology, as_of).await
}

/// What the policy asks about the person whose record was opened, as it was known at a moment.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read.
pub async fn standing_of(brought: &Brought, grant: &AccessGrant, as_of: Timestamp) -> Result<Standing, Failure> {
    Ok(answer_of(brought, grant, as_of).await?.standing)
}
