//! Letters in a folder: whole or not at all, once, and listed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use brought_sending::{Channel as _, Folder, HandOver, Outgoing, OutgoingFile, Receipt};
use jiff::Timestamp;
use std::fs;
use std::path::Path;

const REFERENCE: &str = "0123456789abcdef0123456789abcdef";

fn now() -> Timestamp {
    "2026-01-08T09:00:00Z".parse().unwrap()
}

fn letter(kinds: &[&str]) -> Outgoing {
    let file = |kind: &&str| OutgoingFile { media_type: (*kind).to_owned(), content: format!("Dear Mum ({kind})").into_bytes() };
    Outgoing { reference: REFERENCE.to_owned(), files: kinds.iter().map(file).collect(), email: None }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn lines(folder: &Path) -> Vec<String> {
    fs::read_to_string(folder.join("manifest.csv")).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn a_letter_is_put_into_the_folder_once_and_listed_without_a_name() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::new(place.path()).unwrap();
    assert_eq!(folder.find(REFERENCE, now()).unwrap(), None);
    for _ in 0..2 {
        let taken = folder.hand_over(&letter(&["text/html; charset=utf-8", "application/pdf"]), now());
        assert_eq!(taken, HandOver::Taken(Receipt(format!("{REFERENCE}.pdf"))));
    }
    assert_eq!(names(place.path()), [format!("{REFERENCE}.pdf"), "manifest.csv".to_owned()]);
    assert_eq!(fs::read(place.path().join(format!("{REFERENCE}.pdf"))).unwrap(), b"Dear Mum (application/pdf)");
    let lines = lines(place.path());
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[1].starts_with(&format!("{REFERENCE},{REFERENCE}.pdf,")) && lines[1].ends_with(",2026-01-08T09:00:00Z"), "{lines:?}");
}

/// A letter in another language never lies there without its English twin.
#[test]
fn a_letter_with_a_twin_is_put_there_with_it() {
    for (kind, ending) in [("text/html; charset=utf-8", "html"), ("application/pdf", "pdf")] {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path()).unwrap();
        let both = letter(&["text/html; charset=utf-8", kind, kind, "text/html; charset=utf-8"]);
        let both = Outgoing { files: both.files.into_iter().filter(|file| file.media_type == kind).take(2).collect(), ..both };
        assert_eq!(folder.hand_over(&both, now()), HandOver::Taken(Receipt(format!("{REFERENCE}.{ending}"))));
        let expected = [format!("{REFERENCE}-2.{ending}"), format!("{REFERENCE}.{ending}"), "manifest.csv".to_owned()];
        assert_eq!(names(place.path()), expected);
        assert_eq!(lines(place.path()).len(), 3);
        fs::remove_file(place.path().join(format!("{REFERENCE}.{ending}"))).unwrap();
        fs::write(place.path().join("manifest.csv"), "").unwrap();
        assert_eq!(folder.find(REFERENCE, now()).unwrap(), None, "the twin alone is not the letter");
    }
}

/// Cut off between the file and the list: the letter is there, and will be posted.
#[test]
fn a_letter_that_is_there_and_not_listed_is_found_and_listed() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::new(place.path()).unwrap();
    fs::write(place.path().join(format!("{REFERENCE}.html")), "Dear Mum").unwrap();
    fs::write(place.path().join("manifest.csv"), "reference,file,sha256,handed_over_at\nffff,ffff.html,12").unwrap();
    assert_eq!(folder.find(REFERENCE, now()).unwrap(), Some(Receipt(format!("{REFERENCE}.html"))));
    let lines = lines(place.path());
    assert!(lines.len() == 3 && lines[2].starts_with(REFERENCE), "a line that was cut off spoils no other: {lines:?}");
}

#[test]
fn a_letter_that_was_taken_out_to_be_posted_is_still_found() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::new(place.path()).unwrap();
    folder.hand_over(&letter(&["text/html"]), now());
    fs::remove_file(place.path().join(format!("{REFERENCE}.html"))).unwrap();
    assert!(folder.find(REFERENCE, now()).unwrap().is_some());
}

#[test]
fn a_file_that_was_cut_off_is_no_letter() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::new(place.path()).unwrap();
    fs::write(place.path().join(format!(".{REFERENCE}.html.part")), "Dear").unwrap();
    assert_eq!(folder.find(REFERENCE, now()).unwrap(), None);
}

#[test]
fn without_a_folder_or_a_file_nothing_is_taken() {
    let place = tempfile::tempdir().unwrap();
    assert!(Folder::new(&place.path().join("nowhere")).is_err());
    let folder = Folder::new(place.path()).unwrap();
    assert!(matches!(folder.hand_over(&letter(&[]), now()), HandOver::Refused(_)));
    drop(place);
    assert!(matches!(folder.hand_over(&letter(&["text/html"]), now()), HandOver::NotTaken { stop: true, .. }));
}

#[cfg(unix)]
#[test]
fn a_letter_is_not_for_everybody_on_the_machine_to_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = tempfile::tempdir().unwrap();
    Folder::new(place.path()).unwrap().hand_over(&letter(&["text/html"]), now());
    for name in names(place.path()) {
        let mode = fs::metadata(place.path().join(&name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o007, 0, "{name}: {mode:o}");
    }
}
