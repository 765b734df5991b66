//! What phones keep sealed until it is received.

use crate::brought::Brought;
use crate::failure::Failure;
use brought_domain::EventId;

/// The secret from which the key to the drafts on phones is made: the same for as long as the record is. `fresh` becomes part of it the first time.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read or written to.
pub async fn doorstep_secret(brought: &Brought, fresh: &[u8; 32]) -> Result<[u8; 32], Failure> {
    Ok(*brought.store.doorstep_secret(fresh).await?)
}

/// Whether an entry is in the record: what a form made of its id, which nobody can guess.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read.
pub async fn is_saved(brought: &Brought, entry: &EventId) -> Result<bool, Failure> {
    Ok(!brought.store.has_events(std::slice::from_ref(entry)).await?.is_empty())
}
