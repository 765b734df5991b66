//! A real file of 5,510 appointments, on machines that have it. `cargo xtask test` finds it where it is, and says so where it is not.

use crate::support::{Folder, brought, counts, dump, workspace};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The file in any folder of these.
fn find(folder: &Path, is_it: &dyn Fn(&Path) -> bool) -> Option<PathBuf> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries.into_iter().find_map(|entry| if entry.is_dir() { find(&entry, is_it) } else { is_it(&entry).then_some(entry) })
}

#[test]
#[ignore = "needs the sample data: set BROUGHT_SAMPLE_DATA"]
fn sample_data_appointments_of_a_city_go_in_once() {
    let named = std::env::var_os("BROUGHT_SAMPLE_DATA").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| panic!("the sample data is not here: set BROUGHT_SAMPLE_DATA to its folder"));
    let file = find(&folder, &|path| path.ends_with("appointments-under-18-sample.csv")).unwrap().display().to_string();
    let map = find(&workspace().join("maps"), &|path| std::fs::read_to_string(path).unwrap().contains("system = \"vitoria\""));
    let map = map.unwrap().display().to_string();
    let kept = Folder::new();
    let record = kept.at("record.sqlite");
    let words = ["import", &file, "--map", &map, "--data", &record, "--yes", "--json"];
    let begun = Instant::now();
    let first = brought(&words).ends_with(0);
    println!("first: {:?}", begun.elapsed());
    let of_first = counts(&first);
    assert_eq!((&of_first["rows"], &of_first["new"], &of_first["new_people"]), (&json!(5510), &json!(5510), &json!(3246)));
    let before = dump(&record);
    let not_brought = before.iter().filter(|line| line.contains("outcome: Plain(WasNotBrought)")).count();
    assert_eq!(not_brought, 1212);
    let begun = Instant::now();
    let second = brought(&words).ends_with(0);
    println!("second: {:?}", begun.elapsed());
    assert_eq!((&counts(&second)["unchanged"], &counts(&second)["events"]), (&json!(5510), &json!(0)));
    assert!(dump(&record) == before);
}
