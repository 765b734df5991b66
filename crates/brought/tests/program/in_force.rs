//! `brought policy put-in-force` and `brought policy in-force`: shown first, then signed; from then on the record says what is asked.

use crate::support::{Folder, Ran, assert_fits, brought, data};

/// A record with Sam, who was not brought, and a named nurse who may sign.
fn record(folder: &Folder) -> String {
    let store = folder.at("record.sqlite");
    let words = ["import", &data("clinics.csv"), "--map", &data("clinics.toml"), "--data", &store, "--yes"];
    let imported = brought(&words);
    assert!(imported.code < 2, "{imported:?}");
    for (name, role) in [("fiona", "named_nurse"), ("grace", "practitioner")] {
        brought(&["account", "add", name, "--practitioner", name, "--name", name, "--role", role, "--data", &store]).ends_with(0);
    }
    store
}

fn put(store: &str, pack: &str, more: &[&str]) -> Ran {
    let words = ["policy", "put-in-force", pack, "--data", store, "--as", "fiona", "--role", "named_nurse"];
    brought(&[&words[..], more].concat())
}

#[test]
fn a_policy_is_put_in_force_by_whoever_gives_back_what_was_shown() {
    let folder = Folder::new();
    let store = record(&folder);
    let looked = put(&store, "shropshire", &["--json"]).ends_with(0).json();
    assert_fits("put-in-force", &looked);
    assert_eq!(looked["put_in_force"], false);
    let in_force = |store: &str| brought(&["policy", "in-force", "--data", store, "--json"]).ends_with(0).json();
    assert_eq!(in_force(&store)["history"].as_array().unwrap().len(), 0, "looking puts nothing in force");
    let confirm = looked["confirm"].as_str().unwrap();
    let reason = ["--reason", "Agreed by the board"];
    put(&store, "shropshire", &[&reason[..], &["--confirm", "0000000000000000"]].concat()).ends_with(2).says(&["not what you were shown"]);
    put(&store, "shropshire", &["--confirm", confirm]).ends_with(2).says(&["Say why"]);
    put(&store, "shropshire", &[&reason[..], &["--confirm", confirm]].concat()).ends_with(0);
    let told = in_force(&store);
    assert_fits("in-force", &told);
    assert_eq!(told["in_force"][0]["pack"], "shropshire");
    assert_eq!(told["history"].as_array().unwrap().len(), 2, "what was in use before stands there as well");
    assert_eq!(told["history"][0]["reason"], "Agreed by the board");
    // It is asked from now on, without anybody naming it.
    let rebuilt = brought(&["rebuild", "--data", &store]).ends_with(0);
    assert!(!rebuilt.err.contains("--pack"), "{rebuilt:?}");
    // The same again is nothing to sign for.
    put(&store, "shropshire", &[]).ends_with(2).says(&["in force there already"]);
}

#[test]
fn whoever_may_not_is_refused_and_nothing_is_put_in_force() {
    let folder = Folder::new();
    let store = record(&folder);
    let words = ["policy", "put-in-force", "shropshire", "--data", &store, "--as", "grace", "--role", "named_nurse"];
    brought(&words).ends_with(2).says(&["takes a role that you do not hold"]);
    brought(&["policy", "put-in-force", "shropshire", "--data", &store, "--as", "fiona", "--role", "practitioner"])
        .ends_with(2)
        .says(&["named_nurse"]);
    put(&store, "shropshire", &["--from", "2020-01-01"]).ends_with(2).says(&["what was asked in the past"]);
    put(&store, "shropshire", &["--for", "nowhere"]).ends_with(2).says(&["does not know this service"]);
}

/// A text that nobody has signed for is not asked: neither by its name nor because a folder has changed.
#[test]
fn another_text_than_the_one_in_force_is_refused_by_name_and_told_when_it_comes_with_the_program() {
    let folder = Folder::new();
    let store = record(&folder);
    let draft = folder.at("no-access");
    copy(&crate::support::workspace().join("policies/no-access"), std::path::Path::new(&draft));
    let manifest = format!("{draft}/pack.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replacen("window_days = 365", "window_days = 366", 1)).unwrap();
    let looked = put(&store, &draft, &["--json"]).ends_with(0).json();
    put(&store, &draft, &["--reason", "Agreed", "--confirm", looked["confirm"].as_str().unwrap()]).ends_with(0);
    let rebuild = |more: &[&str]| brought(&[&["rebuild", "--data", &store][..], more].concat());
    rebuild(&[]).ends_with(0);
    // The shipped text was in use before, so it is known: no warning. A third one is another matter.
    std::fs::write(&manifest, text.replacen("window_days = 365", "window_days = 367", 1)).unwrap();
    rebuild(&["--pack", &draft]).ends_with(2).says(&["the text of this policy has changed", "put-in-force"]);
    rebuild(&["--pack", "bolton"]).ends_with(2).says(&["another policy is in force"]);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let at = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &at) } else { std::fs::copy(&path, &at).map(|_| ()).unwrap() }
    }
}
