//! The program may be killed at any moment: what it acknowledged is there, whole and in order (S8, H41, T4).

use crate::support::*;
use brought_domain::EventId;
use brought_store::{OpenMode, Store};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Tells the test below that it is the program to be killed: the path of the store and the number of the round.
const VICTIM: &str = "BROUGHT_STORE_TEST_VICTIM";
const ROUNDS: u64 = 20;
const WRITERS: usize = 4;
/// Events of one batch: all of them are stored, or none.
const BATCH: usize = 3;

fn ids_of_batch(batch: &str) -> Vec<EventId> {
    (0..BATCH).map(|part| EventId::new(format!("{batch}-{part}")).unwrap()).collect()
}

/// Not a test of its own: appends without end, saying each batch that was acknowledged. Without its path it does nothing.
#[test]
#[allow(clippy::disallowed_methods, reason = "only the environment reaches a test that another test starts")]
fn victim() {
    let Ok(place) = std::env::var(VICTIM) else { return };
    let (round, path) = place.split_once(' ').unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(append_without_end(round, Path::new(path)));
}

async fn append_without_end(round: &str, path: &Path) {
    let store = Store::open(path, OpenMode::Create).await.unwrap();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (store, round) = (store.clone(), round.to_owned());
            tokio::spawn(async move {
                for number in 0.. {
                    let batch = format!("{round}-{writer}-{number}");
                    let about = format!("child-{}", number % 7);
                    let mut events = vec![child(&format!("{batch}-0"), &about, "Ann", "Salles")];
                    events.extend(ids_of_batch(&batch)[1..].iter().map(|id| note(id.as_str(), &about)));
                    store.append(vec![any(events)]).await.unwrap();
                    // One write of a short line to a pipe is whole or absent.
                    std::io::stdout().write_all(format!("acknowledged {batch}\n").as_bytes()).unwrap();
                    std::io::stdout().flush().unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

fn start_victim(round: u64, path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["crash::victim", "--exact", "--nocapture"])
        .env(VICTIM, format!("{round} {}", path.display()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Runs the victim, kills it so long after its first acknowledgement, and returns what it acknowledged.
fn run_and_kill(round: u64, path: &Path, after: Duration) -> Vec<String> {
    let mut victim = start_victim(round, path);
    let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines().map_while(Result::ok);
    let acknowledged = |line: String| line.split_once("acknowledged ").map(|(_, batch)| batch.to_owned());
    let first = lines.by_ref().find_map(acknowledged).expect("the victim acknowledges something");
    let rest = std::thread::spawn(move || lines.filter_map(acknowledged).collect::<Vec<_>>());
    std::thread::sleep(after);
    victim.kill().unwrap();
    victim.wait().unwrap();
    [vec![first], rest.join().unwrap()].concat()
}

async fn check(path: &PathBuf, acknowledged: &[String]) -> u64 {
    let store = Store::open(path, OpenMode::Existing).await.unwrap();
    for batch in acknowledged {
        let ids = ids_of_batch(batch);
        assert_eq!(store.has_events(&ids).await.unwrap().len(), BATCH, "{batch} was acknowledged and is not whole");
    }
    let verified = store.verify(&[]).await.unwrap();
    assert_eq!(verified.findings, []);
    assert_eq!(verified.events % BATCH as u64, 0, "part of a batch was stored");
    for person in store.person_ids(None, 100).await.unwrap() {
        assert!(store.person(&person).await.unwrap().is_some(), "the read models fell behind the events");
        assert!(store.worklist_revision(&person).await.unwrap() > 0);
    }
    store.close().await;
    verified.events
}

#[test]
fn what_was_acknowledged_survives_being_killed_at_any_moment() {
    let (_folder, path) = place();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut acknowledged, mut events, mut seed) = (Vec::new(), 0, 2_026_u64);
    for round in 0..ROUNDS {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        acknowledged.extend(run_and_kill(round, &path, Duration::from_micros((seed >> 33) % 60_000)));
        events = runtime.block_on(check(&path, &acknowledged));
    }
    println!("{ROUNDS} kills, {} batches acknowledged, {events} events stored, none lost", acknowledged.len());
}
