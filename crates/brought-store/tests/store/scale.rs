//! A million events: opening and a child's page cost what they cost in a small store. Slow, so only run when asked for:
//! `cargo test --release -p brought-store -- --ignored --nocapture`.

use crate::population;
use crate::support::*;
use brought_store::{Counts, OpenMode, Store};
use std::time::{Duration, Instant};

#[tokio::test]
#[ignore = "writes about a gigabyte"]
#[allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
async fn a_million_events_open_and_serve_a_childs_page() {
    let (_folder, path) = place();
    let store = create(&path).await;
    population::fill(&store, 50_000, 20, |_| {}).await;
    store.close().await;

    let begin = Instant::now();
    let store = Store::open(&path, OpenMode::Existing).await.unwrap();
    let opened = begin.elapsed();
    assert_eq!(store.counts().await.unwrap(), Counts { events: 1_000_000, people: 50_000 });

    let begin = Instant::now();
    for number in (0..50_000).step_by(500) {
        assert_eq!(store.events_of(&population::child_id(number)).await.unwrap().version, 20);
    }
    let each = begin.elapsed() / 100;
    println!("opened in {opened:?}; one child's record in {each:?}");
    assert!(opened < Duration::from_secs(1), "{opened:?}");
    assert!(each < Duration::from_millis(20), "{each:?}");
}
