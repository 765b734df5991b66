//! Measures a large store: `cargo run --release -p brought-store --example scale -- <folder> [people] [events each] [sealed]`.
//!
//! Fills a new store in the folder with invented children, unless one is there already, and prints how long things take.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a measurement reads the clock and stops at the first surprise"
)]

#[path = "../tests/store/population.rs"]
mod population;

use brought_store::{Expected, FindPeople, Keyring, MainKey, OpenMode, PersonAppend, Randomness, Store};
use population::{child_id, event, fill};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often to repeat what is quick.
const TIMES: usize = 400;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("the folder for the store");
    let people = arguments.next().map_or(50_000, |text| text.parse().unwrap());
    let events_each = arguments.next().map_or(20, |text| text.parse().unwrap());
    let keyring = arguments.next().map(|_sealed| keyring());
    let kept = if keyring.is_some() { "sealed" } else { "brought" };
    let path = Path::new(&folder).join(format!("{people}x{events_each}.{kept}"));
    if !path.exists() {
        write(&path, people, events_each, keyring.as_ref()).await;
    }
    println!("file: {} MB", std::fs::metadata(&path).unwrap().len() / 1_000_000);
    measure(&path, people, events_each, keyring.as_ref()).await;
}

/// Bytes that anybody can guess: nobody is in here.
struct Counting(AtomicU64);

impl Randomness for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
            part.copy_from_slice(&next[..part.len()]);
        }
    }
}

/// The same whenever it is made.
fn keyring() -> Keyring {
    let randomness = Arc::new(Counting(AtomicU64::new(1)));
    Keyring::new(MainKey::random(&*randomness), randomness)
}

async fn write(path: &Path, people: usize, events_each: usize, keyring: Option<&Keyring>) {
    let store = Store::open_with(path, OpenMode::Create, keyring).await.unwrap();
    let begin = Instant::now();
    fill(&store, people, events_each, |done| println!("  {done} events after {:.1} s", begin.elapsed().as_secs_f64())).await;
    println!("write: {:.0} events a second", (people * events_each) as f64 / begin.elapsed().as_secs_f64());
    store.close().await;
}

async fn measure(path: &Path, people: usize, events_each: usize, keyring: Option<&Keyring>) {
    let begin = Instant::now();
    let store = Store::open_with(path, OpenMode::Existing, keyring).await.unwrap();
    println!("open: {:?}", begin.elapsed());
    let begin = Instant::now();
    store.events_of(&child_id(people / 3)).await.unwrap();
    println!("first child's record after opening: {:?}", begin.elapsed());

    let somebody = |turn: usize| child_id((turn * 7919) % people);
    let mut reads = Vec::new();
    let mut families = Vec::new();
    let mut searches = Vec::new();
    for turn in 0..TIMES {
        reads.push(timed(store.events_of(&somebody(turn))).await);
        families.push(timed(store.events_of_many(&[somebody(turn), somebody(turn + 1), somebody(turn + 2)])).await);
        let find = FindPeople { name: Some(format!("family{} giv", turn % 997)), ..FindPeople::default() };
        searches.push(timed(store.find_people(&find, 20)).await);
    }
    say("one child's record", reads);
    say("three records at once", families);
    say("find people by two names", searches);
    append(&store, people, events_each).await;

    let begin = Instant::now();
    store.rebuild_people_and_relations(|_| {}).await.unwrap();
    println!("rebuild people and relations: {:?}", begin.elapsed());
    let begin = Instant::now();
    let verified = store.verify(&[]).await.unwrap();
    println!(
        "verify {} events of {} people: {:?}, {} findings",
        verified.events,
        verified.people,
        begin.elapsed(),
        verified.findings.len()
    );
}

/// One entry at a time, as a practitioner writes; then many at once, as a busy morning does. New entries each time the measurement is run.
async fn append(store: &Store, people: usize, events_each: usize) {
    let already = store.counts().await.unwrap().events as usize;
    let fresh = |turn: usize| {
        let number = (turn * 7919) % people;
        let mut event = event(number, events_each - 1);
        event.id = brought_domain::EventId::new(format!("new-{}", already + turn)).unwrap();
        vec![PersonAppend { person: child_id(number), expected: Expected::Any, events: vec![event] }]
    };
    let mut alone = Vec::new();
    for turn in 0..TIMES {
        alone.push(timed(store.append(fresh(turn))).await);
    }
    say("append one entry", alone);
    let begin = Instant::now();
    let together: Vec<_> = (TIMES..TIMES * 11)
        .map(|turn| {
            let (store, entry) = (store.clone(), fresh(turn));
            tokio::spawn(async move { store.append(entry).await.unwrap() })
        })
        .collect();
    for append in together {
        append.await.unwrap();
    }
    println!("{} entries asked for at once: {:?}", TIMES * 10, begin.elapsed());
}

async fn timed<T, E: std::fmt::Debug>(work: impl Future<Output = Result<T, E>>) -> Duration {
    let begin = Instant::now();
    work.await.unwrap();
    begin.elapsed()
}

fn say(what: &str, mut times: Vec<Duration>) {
    times.sort();
    println!("{what}: median {:?}, 99 of 100 within {:?}", times[times.len() / 2], times[times.len() * 99 / 100]);
}
