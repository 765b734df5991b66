//! An import that is killed or stopped loses nothing and doubles nothing when it is given again.

use crate::support::{Folder, brought, data, dump, interrupt, program};
use std::fmt::Write as _;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A long list: so many rows about a third as many children, a tenth of them failed contacts.
fn long_list(rows: usize) -> String {
    let mut text = "Slot,Child,Born,Day,Result\n".to_owned();
    for row in 0..rows {
        let child = row % (rows / 3);
        let (born, month, year) = (1 + child % 28, 1 + child % 12, 2015 + child % 10);
        let day = 1 + (row / (rows / 3)) * 9 + child % 9;
        let result = if row * 7919 % 10 == 0 { "Missed" } else { "Seen" };
        writeln!(text, "S{row},C{child},{born:02}/{month:02}/{year},{day:02}/03/2026,{result}").unwrap();
    }
    text
}

/// How many entries of a record are on the disk.
fn entries(record: &str) -> u64 {
    use brought_store::{OpenMode, Store};
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        // Before the record is laid out there is nothing to open.
        let Ok(store) = Store::open(record, OpenMode::Existing).await else { return 0 };
        let entries = store.counts().await.map_or(0, |counts| counts.events);
        store.close().await;
        entries
    })
}

/// Kills the import when its record has each of these shares of the entries of a whole one, gives it again to the end, and compares.
fn killed_and_given_again(rows: usize, shares: &[f64]) {
    let folder = Folder::new();
    let (file, map) = (folder.write("long.csv", long_list(rows)), data("clinics.toml"));
    let whole = folder.at("whole.sqlite");
    brought(&["import", &file, "--map", &map, "--data", &whole, "--yes"]).ends_with(0);
    let all = entries(&whole) as f64;
    let killed = folder.at("killed.sqlite");
    let words = ["import", &file, "--map", &map, "--data", &killed, "--yes", "--json"];
    let mut sizes = Vec::new();
    for share in shares {
        let mut child = program().args(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while (entries(&killed) as f64) < all * share && child.try_wait().unwrap().is_none() {
            sleep(Duration::from_millis(5));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let verified = brought(&["verify", "--data", &killed]);
        // Killed before the record was laid out, there is nothing yet, and nothing that could be lost.
        assert!(verified.code == 0 || (verified.code == 2 && sizes.is_empty()), "{verified:?}");
        if verified.code == 0 {
            sizes.push(dump(&killed).len());
        }
    }
    let completed = brought(&words).ends_with(0);
    println!("{rows} rows: {sizes:?} lines after each kill, then {}", crate::support::counts(&completed));
    let (expected, found) = (dump(&whole), dump(&killed));
    assert!(sizes.iter().any(|size| *size > 0 && *size < expected.len()), "no kill came in the middle: {sizes:?}");
    assert!(found == expected, "{} lines instead of {}", found.len(), expected.len());
    brought(&["verify", "--data", &killed]).ends_with(0);
}

#[test]
fn killed_again_and_again_it_is_whole_in_the_end() {
    killed_and_given_again(2_000, &[0.0, 0.1, 0.3, 0.5]);
}

/// The same with as many rows as a hospital's clinics have in a year. Takes minutes: `cargo test -- --ignored`.
#[test]
#[ignore = "takes minutes"]
fn killed_again_and_again_a_long_one_is_whole_in_the_end() {
    killed_and_given_again(60_000, &[0.0, 0.1, 0.2, 0.3, 0.5]);
}

#[test]
fn stopped_from_the_keyboard_it_says_how_to_go_on() {
    let folder = Folder::new();
    let (file, map, record) = (folder.write("long.csv", long_list(3_000)), data("clinics.toml"), folder.at("record.sqlite"));
    let words = ["import", &file, "--map", &map, "--data", &record, "--yes"];
    let child = program().args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while !std::path::Path::new(&record).exists() && began.elapsed() < Duration::from_secs(20) {
        sleep(Duration::from_millis(20));
    }
    sleep(Duration::from_millis(300));
    interrupt(&child);
    let ran: crate::support::Ran = child.wait_with_output().unwrap().into();
    ran.ends_with(3).says(&["stopped", "give the same command again"]);
    brought(&words).ends_with(0);
    brought(&["verify", "--data", &record]).ends_with(0);
}
