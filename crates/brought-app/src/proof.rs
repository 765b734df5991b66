//! Showing to somebody else that an entry is in the record as it was vouched for.

use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::failure::Failure;
use crate::linked::record_of;
use brought_domain::EventId;
use brought_store::Inclusion;

/// What shows that an entry of this person's record is among the first so many entries of the whole store. It holds the entry itself. Nothing: it came
/// later, or there are not so many.
///
/// # Errors
/// [`Failure::NotThere`] when the person's record has no such entry; [`Failure::Trouble`] when the store cannot be read.
pub async fn prove_entry(brought: &Brought, grant: &AccessGrant, entry: &EventId, among: u64) -> Result<Option<Inclusion>, Failure> {
    match brought.store.event(entry).await? {
        Some(event) if record_of(brought, &event.about).await? == *grant.person() => {
            Ok(brought.store.prove_inclusion(entry, among).await?)
        }
        _ => Err(Failure::NotThere("this entry")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Purpose, open_record};
    use crate::testing::{at, nurse, the_id, with};
    use brought_testkit::Family;

    /// S9: an entry leaves with a grant for the record that it is in, and with no other.
    #[tokio::test]
    async fn an_entry_leaves_under_a_grant_for_its_own_record_only() {
        let brought = with(&Family::new().child("ana", |ana| ana).child("bo", |bo| bo).chronology()).await;
        let of_ana = brought.store.events_of(&the_id("ana")).await.unwrap().events[0].id.clone();
        let size = brought.store.checkpoint().await.unwrap().size;
        let grant =
            async |person: &str| open_record(&brought, &nurse(), &the_id(person), Purpose::RecordKeeping, at("2026-01-06T09:00:00Z")).await;
        assert!(prove_entry(&brought, &grant("ana").await.unwrap(), &of_ana, size).await.unwrap().is_some());
        let other = prove_entry(&brought, &grant("bo").await.unwrap(), &of_ana, size).await;
        assert_eq!(other, Err(Failure::NotThere("this entry")));
    }
}
