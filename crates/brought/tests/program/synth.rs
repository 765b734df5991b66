//! Made-up populations.

use crate::support::brought;
use std::fs;
use tempfile::TempDir;

#[test]
fn a_population_is_written_and_told_and_the_same_command_writes_the_same() {
    let room = TempDir::new().unwrap();
    let run = |name: &str, threads: &str| {
        let out = room.path().join(name);
        let arguments = ["synth", "--children", "1500", "--seed", "7", "--format", "csv", "--dirty", "--threads", threads, "--out"];
        let ran = brought(&[&arguments[..], &[out.to_str().unwrap()]].concat()).ends_with(0);
        for words in ["1500 children in", "Planted: closure", "Spoilt: amendment"] {
            assert!(ran.out.contains(words), "{words}: {}", ran.out);
        }
        let mut files: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.into_iter().map(|path| (path.file_name().unwrap().to_owned(), fs::read(&path).unwrap())).collect::<Vec<_>>()
    };
    let one = run("one", "1");
    assert_eq!(one.len(), 9);
    assert!(one == run("two", "3"));
}

#[test]
fn parquet_is_written_when_nothing_else_is_said() {
    let room = TempDir::new().unwrap();
    let out = room.path().join("population");
    brought(&["synth", "--children", "50", "--out", out.to_str().unwrap()]).ends_with(0);
    let begins = fs::read(out.join("contacts.parquet")).unwrap()[..4].to_vec();
    assert_eq!(begins, b"PAR1");
}

#[test]
fn what_cannot_be_is_refused_with_what_to_do() {
    let room = TempDir::new().unwrap();
    let out = room.path().to_str().unwrap();
    brought(&["synth", "--children", "50", "--out", out]).ends_with(2).says(&["is there already", "choose another folder"]);
    let new = room.path().join("new");
    let new = new.to_str().unwrap();
    brought(&["synth", "--children", "50", "--out", new, "--dirty"]).ends_with(2).says(&["--format csv"]);
    brought(&["synth", "--children", "50", "--out", new, "--until", "2035-01-01"]).ends_with(2).says(&["bank holidays"]);
    brought(&["synth", "--children", "0", "--out", new]).ends_with(2).says(&["1..=20000000"]);
    brought(&["synth", "--children", "50", "--out", new, "--format", "xlsx"]).ends_with(2).says(&["parquet, csv or ndjson"]);
    assert!(fs::read_dir(room.path()).unwrap().next().is_none());
}
