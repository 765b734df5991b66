//! The whole answer of the engine about one person, for the command line and for whoever looks into how an answer came about.

use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::chronology::gather;
use crate::failure::Failure;
use brought_calendar::local_date;
use brought_policy::Standing;
use jiff::Timestamp;

/// What the policy asks about the person whose record was opened, as it was known at a moment.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read.
pub async fn standing_of(brought: &Brought, grant: &AccessGrant, as_of: Timestamp) -> Result<Standing, Failure> {
    let gathered = gather(brought, grant.person()).await?;
    let pack = brought.pack_for(None, local_date(as_of));
    Ok(brought_policy::standing(pack, &brought.calendar, &gathered.chronology, as_of))
}
