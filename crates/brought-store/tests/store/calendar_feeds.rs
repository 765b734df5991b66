//! Calendars: found by the digest of their address, and gone for good once revoked.

use crate::support::*;
use brought_store::{CalendarFeed, Store, StoreProblem};

#[tokio::test]
async fn a_calendar_is_found_by_its_digest_until_its_owner_revokes_it() {
    let (_folder, path) = place();
    let store: Store = create(&path).await;
    let feed = CalendarFeed {
        digest: [7; 32],
        owner: practitioner("hv-1"),
        person: Some(person("ann")),
        with_names: false,
        made_at: at("2026-07-01T09:00:00Z"),
    };
    store.add_calendar_feed(&feed).await.unwrap();
    assert_eq!(store.calendar_feed(&[7; 32]).await.unwrap(), Some(feed.clone()));
    assert_eq!(store.calendar_feed(&[8; 32]).await.unwrap(), None);
    let now = at("2026-07-02T09:00:00Z");
    let by_another = store.revoke_calendar_feed(&[7; 32], &practitioner("hv-2"), now).await;
    assert!(matches!(by_another, Err(StoreProblem::NotThere { .. })), "{by_another:?}");
    assert_eq!(store.calendar_feeds_of(&practitioner("hv-1")).await.unwrap(), [feed]);
    store.revoke_calendar_feed(&[7; 32], &practitioner("hv-1"), now).await.unwrap();
    assert_eq!(store.calendar_feed(&[7; 32]).await.unwrap(), None);
    assert!(store.revoke_calendar_feed(&[7; 32], &practitioner("hv-1"), now).await.is_err());
    assert_eq!(store.calendar_feeds_of(&practitioner("hv-1")).await.unwrap(), []);
    store.close().await;
    assert!(carried_out(&path, "UPDATE calendar_feeds SET revoked_at = NULL").await.is_err(), "revoked is revoked");
}
