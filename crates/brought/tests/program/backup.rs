//! Backups: whole or not there, opened only with the key, and a record again that holds everything (H41, H42, J12).

use crate::support::{Folder, Ran, brought, data, dump, program};
use std::path::Path;

/// A folder with a record in it, and a key.
struct Place {
    folder: Folder,
    public: String,
}

impl Place {
    fn new() -> Self {
        let folder = Folder::new();
        let record = folder.at("record.sqlite");
        brought(&["import", &data("clinics.csv"), "--map", &data("clinics.toml"), "--data", &record, "--yes"]);
        let made = brought(&["backup-key", "--to", &folder.at("backup.key")]).ends_with(0);
        let public = made.out.lines().find_map(|line| line.strip_prefix("Seal backups with: --for ")).unwrap().to_owned();
        Self { folder, public }
    }

    fn at(&self, name: &str) -> String {
        self.folder.at(name)
    }

    fn back_up(&self, to: &str) -> Ran {
        brought(&["backup", "--data", &self.at("record.sqlite"), "--to", &self.at(to), "--for", &self.public])
    }

    fn restore(&self, backup: &str, key: &str, to: &str, more: &[&str]) -> Ran {
        let (backup, key, to) = (self.at(backup), self.at(key), self.at(to));
        brought(&[&["restore", &backup, "--key", &key, "--to", &to], more].concat())
    }

    /// The names of everything in the folder.
    fn names(&self) -> Vec<String> {
        let there = std::fs::read_dir(Path::new(&self.at("record.sqlite")).parent().unwrap()).unwrap();
        let mut names: Vec<String> = there.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn checkpoint(ran: &Ran) -> String {
    ran.out.lines().find_map(|line| line.strip_prefix("Checkpoint: ")).unwrap().to_owned()
}

#[test]
fn what_was_backed_up_comes_back_entry_for_entry() {
    let place = Place::new();
    let before = dump(&place.at("record.sqlite"));
    let backed_up = place.back_up("one.age").ends_with(0).says_nothing();
    let restored = place.restore("one.age", "backup.key", "again.sqlite", &["--against", &checkpoint(&backed_up)]).ends_with(0);
    assert_eq!(checkpoint(&restored), checkpoint(&backed_up));
    assert_eq!(dump(&place.at("again.sqlite")), before);
    brought(&["verify", "--data", &place.at("again.sqlite"), "--against", &checkpoint(&backed_up)]).ends_with(0);
    // Nothing is left lying about, in the clear least of all.
    let kept: Vec<String> = place.names().into_iter().filter(|name| !name.starts_with("record.sqlite")).collect();
    assert_eq!(kept, ["again.sqlite", "backup.key", "one.age"]);
}

/// H42: what has happened since the backup is not in it, an unsafe address for one.
#[test]
fn nothing_is_sent_from_a_restored_record_until_somebody_has_looked() {
    let place = Place::new();
    let letters = place.at("letters");
    std::fs::create_dir(&letters).unwrap();
    place.back_up("one.age").ends_with(0);
    place.restore("one.age", "backup.key", "again.sqlite", &[]).ends_with(0);
    let (was, is) = (place.at("record.sqlite"), place.at("again.sqlite"));
    for (record, code, words) in [(&was, 0, ""), (&is, 3, "restored from a backup")] {
        brought(&["account", "add", "jo", "--data", record, "--practitioner", "hv", "--name", "Jo", "--role", "practitioner"]).ends_with(0);
        let ran = brought(&["send", "--data", record, "--as", "hv", "--once", "--folder", &letters]);
        assert_eq!(ran.code, code, "{ran:?}");
        assert!(format!("{}{}", ran.out, ran.err).contains(words), "{ran:?}");
    }
}

#[test]
fn nothing_in_a_backup_can_be_read_without_the_key() {
    let place = Place::new();
    place.back_up("one.age").ends_with(0);
    let (record, sealed) = (std::fs::read(place.at("record.sqlite")).unwrap(), std::fs::read(place.at("one.age")).unwrap());
    let holds = |file: &[u8], word: &[u8]| file.windows(word.len()).any(|part| part == word);
    assert!(holds(&record, b"CREATE TABLE events"));
    assert!(!holds(&sealed, b"CREATE TABLE events"));
    brought(&["backup-key", "--to", &place.at("other.key")]).ends_with(0);
    let names = place.names();
    place.restore("one.age", "other.key", "again.sqlite", &[]).ends_with(2).says(&["was not sealed for the key"]);
    assert_eq!(place.names(), names);
}

#[test]
fn any_of_several_keys_opens_it() {
    let place = Place::new();
    let made = brought(&["backup-key", "--to", &place.at("second.key")]).ends_with(0);
    let second = made.out.split_whitespace().last().unwrap();
    let (record, to) = (place.at("record.sqlite"), place.at("one.age"));
    brought(&["backup", "--data", &record, "--to", &to, "--for", &place.public, "--for", second]).ends_with(0);
    place.restore("one.age", "second.key", "again.sqlite", &[]).ends_with(0);
}

#[test]
fn a_backup_that_was_altered_or_cut_off_restores_nothing() {
    let place = Place::new();
    place.back_up("one.age").ends_with(0);
    let whole = std::fs::read(place.at("one.age")).unwrap();
    for (name, at) in [("head.age", 30), ("key.age", 100), ("middle.age", whole.len() / 2), ("end.age", whole.len() - 1)] {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        place.folder.write(name, altered);
        let ran = place.restore(name, "backup.key", "again.sqlite", &[]);
        assert!([1, 2].contains(&ran.code), "{name}: {ran:?}");
        assert!(!Path::new(&place.at("again.sqlite")).exists(), "{name}");
    }
    for (name, length) in [("none.age", 0), ("head-only.age", 100), ("half.age", whole.len() / 2), ("nearly.age", whole.len() - 1)] {
        place.folder.write(name, &whole[..length]);
        place.restore(name, "backup.key", "again.sqlite", &[]).ends_with(1).says(&["altered or cut off", "use another backup"]);
        assert!(!Path::new(&place.at("again.sqlite")).exists(), "{name}");
    }
    assert!(!place.names().iter().any(|name| name.starts_with(".brought")));
}

#[test]
fn nothing_is_written_over() {
    let place = Place::new();
    place.back_up("one.age").ends_with(0);
    let (backup, key) = (std::fs::read(place.at("one.age")).unwrap(), std::fs::read(place.at("backup.key")).unwrap());
    place.back_up("one.age").ends_with(2).says(&["one.age is there already"]);
    brought(&["backup-key", "--to", &place.at("backup.key")]).ends_with(2).says(&["never written over"]);
    place.restore("one.age", "backup.key", "record.sqlite", &[]).ends_with(2).says(&["record.sqlite is there already"]);
    // What a record leaves behind it belongs to that record, and would be read into the next one.
    place.folder.write("other.sqlite-wal", "");
    place.restore("one.age", "backup.key", "other.sqlite", &[]).ends_with(2).says(&["other.sqlite-wal is there already"]);
    assert_eq!(std::fs::read(place.at("one.age")).unwrap(), backup);
    assert_eq!(std::fs::read(place.at("backup.key")).unwrap(), key);
}

#[test]
fn a_record_that_is_not_as_it_was_written_is_not_backed_up() {
    let place = Place::new();
    // As somebody does who writes into the file itself.
    let mut file = std::fs::read(place.at("record.sqlite")).unwrap();
    let (was, is) = (b"was_not_brought", b"child_was_seen.");
    let places: Vec<usize> = (0..file.len() - was.len()).filter(|at| file[*at..].starts_with(was)).collect();
    assert!(!places.is_empty());
    places.iter().for_each(|at| file[*at..*at + is.len()].copy_from_slice(is));
    place.folder.write("record.sqlite", file);
    place.back_up("one.age").ends_with(1).says(&["not as it was written", "brought verify"]);
    assert!(!Path::new(&place.at("one.age")).exists());
}

#[test]
fn another_record_than_the_checkpoint_tells_of_is_not_restored() {
    let place = Place::new();
    place.back_up("one.age").ends_with(0);
    let other = format!("1:{}=", "A".repeat(43));
    let ran = place.restore("one.age", "backup.key", "again.sqlite", &["--against", &other]).ends_with(1).says(&["Nothing was restored"]);
    assert!(ran.out.contains("checkpoint"), "{ran:?}");
    assert!(!Path::new(&place.at("again.sqlite")).exists());
}

/// Checkpoints are written by the hour and backups by the night: those since say nothing of the backup.
#[test]
fn a_checkpoint_that_is_newer_than_the_backup_is_told_and_is_no_reason_to_refuse_it() {
    let place = Place::new();
    place.back_up("one.age").ends_with(0);
    let newer = format!("1000000:{}=", "A".repeat(43));
    let ran = place.restore("one.age", "backup.key", "again.sqlite", &["--against", &newer]).ends_with(0);
    assert!(ran.out.contains("newer than this backup") && ran.out.contains("held against none"), "{ran:?}");
}

#[test]
fn a_wrong_file_is_told_from_a_wrong_key() {
    let place = Place::new();
    place.back_up("one.age").ends_with(0);
    place.restore("missing.age", "backup.key", "again.sqlite", &[]).ends_with(2).says(&["there is no backup at"]);
    place.restore("one.age", "missing.key", "again.sqlite", &[]).ends_with(2).says(&["missing.key"]);
    place.folder.write("empty.key", "# nothing\n");
    place.restore("one.age", "empty.key", "again.sqlite", &[]).ends_with(2).says(&["there is no key in it"]);
    place.folder.write("bad.key", "AGE-SECRET-KEY-1SOMETHING\n");
    let ran = place.restore("one.age", "bad.key", "again.sqlite", &[]).ends_with(2).says(&["line 1 is not a key"]);
    assert!(!ran.err.contains("SOMETHING"), "{ran:?}");
    let (record, to) = (place.at("record.sqlite"), place.at("two.age"));
    brought(&["backup", "--data", &record, "--to", &to, "--for", "age1nothing"]).ends_with(2).says(&["--for", "brought backup-key"]);
    brought(&["backup", "--data", &place.at("no.sqlite"), "--to", &to, "--for", &place.public]).ends_with(2).says(&["there is no record"]);
    brought(&["backup", "--data", &record, "--to", &place.at("no/two.age"), "--for", &place.public]).ends_with(2).says(&["no/two.age"]);
}

#[cfg(unix)]
#[test]
fn nobody_else_on_the_machine_may_read_them() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    place.back_up("one.age").ends_with(0);
    place.restore("one.age", "backup.key", "again.sqlite", &[]).ends_with(0);
    for name in ["record.sqlite", "backup.key", "one.age", "again.sqlite"] {
        let mode = std::fs::metadata(place.at(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} is {mode:o}");
    }
}

/// Entries go on coming in meanwhile: the copy is of one moment and whole.
#[test]
fn others_go_on_working_while_it_is_made() {
    let place = Place::new();
    let rows = (0..2000).map(|row| format!("M{row},N{row},04/03/2015,07/10/2026,Missed\n"));
    let more = place.folder.write("more.csv", rows.fold(String::from("Slot,Child,Born,Day,Result\n"), |all, row| all + &row));
    let mut writing = program()
        .args(["import", &more, "--map", &data("clinics.toml"), "--data", &place.at("record.sqlite"), "--yes"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    for number in 0..5 {
        place.back_up(&format!("{number}.age")).ends_with(0);
    }
    assert!(writing.wait().unwrap().code().is_some());
    for number in 0..5 {
        place.restore(&format!("{number}.age"), "backup.key", &format!("{number}.sqlite"), &[]).ends_with(0);
    }
}
