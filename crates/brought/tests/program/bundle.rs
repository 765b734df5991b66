//! Bundles: whole or not there, for those who may, and every file of one can be checked.

use crate::support::{Folder, Ran, brought, data, program};
use std::path::Path;

/// A record with Sam, who was not brought, a named nurse and a practitioner.
fn record(folder: &Folder) -> String {
    let store = folder.at("record.sqlite");
    let imported = brought(&["import", &data("clinics.csv"), "--map", &data("clinics.toml"), "--data", &store, "--yes"]);
    assert!(imported.code < 2, "{imported:?}");
    for (name, role) in [("fiona", "named_nurse"), ("grace", "practitioner")] {
        brought(&["account", "add", name, "--practitioner", name, "--name", name, "--role", role, "--data", &store]).ends_with(0);
    }
    store
}

/// The id of somebody in the record.
fn somebody(store: &str) -> String {
    use brought_store::{OpenMode, Store};
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::open(store, OpenMode::Existing).await.unwrap();
        let person = store.person_ids(None, 1).await.unwrap().remove(0);
        store.close().await;
        person.to_string()
    })
}

fn make(store: &str, person: &str, to: &str, more: &[&str]) -> Ran {
    let words = ["bundle", person, "--data", store, "--to", to, "--reason", "Learning review 7"];
    brought(&[&words[..], more].concat())
}

#[test]
fn a_bundle_is_made_checked_and_what_was_changed_in_it_is_named() {
    let folder = Folder::new();
    let (store, to) = (record(&folder), folder.at("review"));
    let made = make(&store, &somebody(&store), &to, &["--as", "fiona"]).ends_with(0).says_nothing();
    let digest = made.out.lines().find_map(|line| line.strip_prefix("SHA-256 of the manifest: ")).unwrap().to_owned();
    brought(&["bundle-check", &to, "--manifest", &digest]).ends_with(0).says_nothing();
    let other = "0".repeat(64);
    brought(&["bundle-check", &to, "--manifest", &other]).ends_with(1).says(&["is not the one whose digest was given"]);
    let at = |name: &str| Path::new(&to).join(name);
    std::fs::write(at("chronology.html"), "other").unwrap();
    std::fs::remove_file(at("endings.html")).unwrap();
    std::fs::write(at("policies/added.txt"), "").unwrap();
    let checked = brought(&["bundle-check", &to]).ends_with(1).says(&["is not as it was made"]);
    for finding in ["chronology.html is not as it was made", "endings.html is missing", "policies/added.txt was not made with it"] {
        assert!(checked.out.contains(finding), "{finding}: {checked:?}");
    }
    brought(&["bundle-check", &folder.at("record.sqlite")]).ends_with(2).says(&["holds no bundle"]);
}

#[test]
fn a_bundle_is_never_written_over_and_nothing_is_left_when_it_is_refused() {
    let folder = Folder::new();
    let store = record(&folder);
    let (person, to) = (somebody(&store), folder.at("review"));
    make(&store, &person, &to, &["--as", "grace"]).ends_with(2).says(&["takes a role that you do not hold"]);
    make(&store, &person, &to, &[]).ends_with(2).says(&["takes a role"]);
    make(&store, "nobody", &to, &["--as", "fiona"]).ends_with(2).says(&["this person"]);
    make(&store, &person, &to, &["--as", "fiona", "--known-on", "2999-01-01"]).ends_with(2).says(&["has not come"]);
    program().args(["bundle", &person, "--data", &store, "--to", &to, "--as", "fiona"]).output().map(Ran::from).unwrap().ends_with(2);
    let names = || std::fs::read_dir(Path::new(&to).parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>();
    assert!(names().iter().all(|name| name.to_string_lossy().starts_with("record.sqlite")), "{:?}", names());
    make(&store, &person, &to, &["--as", "fiona"]).ends_with(0);
    make(&store, &person, &to, &["--as", "fiona"]).ends_with(2).says(&["never written over"]);
}
