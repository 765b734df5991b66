//! Sealed records: where the main key comes from, what is said when it is not to be had, and erasing one record.

use crate::support::{Folder, brought, program};
use brought_store::{OpenMode, Store};
use std::path::Path;
use std::time::{Duration, Instant};

/// A record with one child in it, sealed, and the place of its main key.
fn sealed(folder: &Folder) -> (String, String) {
    let key = folder.at("main.key");
    brought(&["main-key", "--to", &key]).ends_with(0);
    let (record, place) = (folder.at("record.sqlite"), format!("file:{key}"));
    let rows = folder.write("children.csv", "CHILD_FIRST_NAME,CHILD_LAST_NAME,CHILD_DATE_OF_BIRTH\nPhilomena,Quillfeather,2001-05-01\n");
    let ran = brought(&["import", &rows, "--map", "children-list", "--data", &record, "--yes", "--main-key", &place]);
    assert!(ran.code <= 1, "{ran:?}");
    let lead = ["account", "add", "lead", "--practitioner", "lead-1", "--name", "Ada Lead", "--role", "named_nurse", "--data", &record];
    brought(&[&lead[..], &["--main-key", &place]].concat()).ends_with(0);
    (record, place)
}

/// The only person in a record: who that is takes no key.
fn only_person(record: &str) -> String {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(record, OpenMode::Existing).await.unwrap();
        let people = store.person_ids(None, 9).await.unwrap();
        store.close().await;
        assert_eq!(people.len(), 1);
        people[0].to_string()
    })
}

/// Whether a word stands in the file or beside it.
fn stands(record: &str, word: &str) -> bool {
    let files = ["", "-wal", "-shm"].map(|end| format!("{record}{end}"));
    files
        .iter()
        .filter_map(|file| std::fs::read(file).ok())
        .any(|bytes| bytes.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes())))
}

#[test]
fn a_sealed_record_is_of_no_use_without_its_key_and_is_verified_without_it() {
    let folder = Folder::new();
    let (record, place) = sealed(&folder);
    brought(&["rebuild", "--data", &record]).ends_with(2).says(&["sealed", "--main-key", "BROUGHT_MAIN_KEY"]);
    brought(&["rebuild", "--data", &record, "--main-key", &place]).ends_with(0);
    let verified = brought(&["verify", "--data", &record]).ends_with(0);
    assert!(verified.out.contains("What entries say was not looked at"), "{verified:?}");
    let verified = brought(&["verify", "--data", &record, "--main-key", &place]).ends_with(0);
    assert!(!verified.out.contains("not looked at"), "{verified:?}");
    // A setting says the same, and a variable may hold the key itself.
    let key = std::fs::read_to_string(place.trim_start_matches("file:")).unwrap();
    for (setting, value) in [("BROUGHT_MAIN_KEY", place.as_str()), ("BROUGHT_MAIN_KEY", "env:THE_KEY")] {
        let ran = program().args(["rebuild", "--data", &record]).env(setting, value).env("THE_KEY", &key).output().unwrap();
        assert_eq!(ran.status.code(), Some(0), "{ran:?}");
    }
}

/// Each says where, what and what to do; none repeats what may be a key.
#[cfg(unix)]
#[test]
fn a_key_that_cannot_be_had_is_told_plainly() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let (record, place) = sealed(&folder);
    let path = place.trim_start_matches("file:").to_owned();
    let key = std::fs::read_to_string(&path).unwrap();
    let secret = key.trim().rsplit(' ').next().unwrap().to_owned();
    let refused = |words: &[&str], code: i32, says: &[&str]| {
        let ran = brought(&[&["rebuild", "--data", &record], words].concat()).ends_with(code).says(says);
        assert!(!ran.err.contains(&secret), "{ran:?}");
    };
    let other = folder.at("other.key");
    brought(&["main-key", "--to", &other]).ends_with(0);
    brought(&["main-key", "--to", &other]).ends_with(2).says(&["is there already"]);
    refused(&["--main-key", &format!("file:{other}")], 2, &["kept under the main key", "give the right one"]);
    refused(&["--main-key", "file:/no/such/file"], 2, &["/no/such/file", "cannot be read", "check the path"]);
    refused(&["--main-key", "env:NOT_SET_AT_ALL"], 2, &["NOT_SET_AT_ALL", "is not set"]);
    refused(&["--main-key", key.trim()], 2, &["file:PATH, or env:NAME"]);
    refused(&["--main-key-command", "/bin/cat"], 2, &["what it is to open"]);
    let short = folder.write("short.key", "brought-main-key-1 AAAA\n");
    std::fs::set_permissions(&short, std::fs::Permissions::from_mode(0o600)).unwrap();
    refused(&["--main-key", &format!("file:{short}")], 2, &["short.key", "3 bytes, and needs 32"]);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    refused(&["--main-key", &place], 2, &["can be read by others", "mode 640", "chmod 600"]);
    // What a service has sealed may lie open; what it makes of it is the key.
    brought(&["rebuild", "--data", &record, "--main-key", &place, "--main-key-command", "/bin/cat"]).ends_with(0);
    refused(&["--main-key", &place, "--main-key-command", "/bin/false"], 3, &["/bin/false", "ended with"]);
    refused(&["--main-key", &place, "--main-key-command", "/no/such/program"], 3, &["could not be started"]);
    // No shell: what looks like one is a word.
    refused(&["--main-key", &place, "--main-key-command", "/bin/echo ; cat"], 2, &["is not a main key"]);
    let begun = Instant::now();
    refused(&["--main-key", &place, "--main-key-command", "/bin/sleep 60"], 3, &["did not answer within 10 seconds"]);
    assert!(begun.elapsed() < Duration::from_secs(40));
}

#[test]
fn under_a_new_main_key_the_old_one_opens_nothing() {
    let folder = Folder::new();
    let (record, place) = sealed(&folder);
    let new = folder.at("new.key");
    brought(&["main-key", "--to", &new]).ends_with(0);
    let new = format!("file:{new}");
    brought(&["change-main-key", "--data", &record, "--main-key", &place, "--new-main-key", &new]).ends_with(0);
    brought(&["rebuild", "--data", &record, "--main-key", &place]).ends_with(2).says(&["kept under the main key"]);
    brought(&["verify", "--data", &record, "--main-key", &new]).ends_with(0);
}

#[test]
fn a_record_is_reviewed_held_let_go_and_erased_and_nothing_of_it_is_left() {
    let folder = Folder::new();
    let (record, place) = sealed(&folder);
    let run = |words: &[&str]| brought(&[words, &["--data", &record, "--as", "lead-1", "--main-key", &place]].concat());
    let child = only_person(&record);
    // She was written down today: whatever her age, that is kept for years.
    let review = run(&["retention", "--json"]).ends_with(0).json();
    assert_eq!((review["not_yet"].as_u64(), review["due"].as_array().map(Vec::len)), (Some(1), Some(0)), "{review}");
    let checkpoint = brought(&["verify", "--data", &record]).ends_with(0).out;
    let checkpoint = checkpoint.lines().find_map(|line| line.strip_prefix("Checkpoint: ")).unwrap().to_owned();
    run(&["hold", &child, "--reason", "The coroner asks for it"]).ends_with(0);
    let erase = ["erase", child.as_str(), "--reason", "Made for the wrong person", "--early", "--yes"];
    run(&erase).ends_with(2).says(&["is held", "brought retention"]);
    run(&["hold", &child, "--lift", "--reason", "The inquest has ended"]).ends_with(0);
    run(&[&erase[..4], &["--yes"]].concat()).ends_with(2).says(&["is not over", "--early"]);
    run(&erase[..5]).ends_with(0);
    assert!(stands(&record, "Quillfeather"), "without --yes nothing is erased");
    run(&erase).ends_with(0);
    assert!(!stands(&record, "Quillfeather") && !stands(&record, "Philomena"));
    brought(&["verify", "--data", &record, "--against", &checkpoint]).ends_with(0);
    let told = brought(&["standing", &child, "--data", &record, "--as", "lead-1", "--main-key", &place]).ends_with(2);
    assert!(told.err.contains("was erased on") && told.err.contains("lead-1"), "{told:?}");
    run(&erase).ends_with(0);
    assert!(Path::new(&record).is_file());
}
