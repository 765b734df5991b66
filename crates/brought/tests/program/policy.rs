//! `brought policy`: a pack that holds, and packs that do not.

use crate::support::{Folder, brought, workspace};
use std::path::Path;

/// A copy of the shipped pack in which one text is replaced by another in one file.
fn altered(folder: &Folder, file: &str, from: &str, to: &str) -> String {
    let pack = folder.at("pack");
    copy(&workspace().join("policies/no-access"), Path::new(&pack));
    let path = Path::new(&pack).join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} does not say `{from}`");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    pack
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap().path();
        let target = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            std::fs::copy(&entry, target).unwrap();
        }
    }
}

#[test]
fn the_shipped_pack_holds_by_its_name_and_by_its_folder() {
    let by_folder = workspace().join("policies/no-access").display().to_string();
    for pack in ["no-access", &by_folder] {
        brought(&["policy", "check", pack]).ends_with(0);
        let ran = brought(&["policy", "test", pack]).ends_with(0);
        assert!(ran.out.contains(" 0 failed"), "{}", ran.out);
    }
}

#[test]
fn a_misspelt_fact_is_told_with_file_line_and_the_word_that_was_meant() {
    let folder = Folder::new();
    let pack = altered(&folder, "pathways/children.md", "failed_contacts >= 2", "failed_contcats >= 2");
    for command in ["check", "test", "rules"] {
        brought(&["policy", command, &pack]).ends_with(1).says(&["children.md:", "failed_contcats", "failed_contacts"]);
    }
}

#[test]
fn a_rule_that_its_scenarios_no_longer_show_does_not_pass() {
    let folder = Folder::new();
    let pack = altered(&folder, "pathways/children.md", "failed_contacts >= 2", "failed_contacts >= 3");
    brought(&["policy", "test", &pack]).ends_with(1).says(&["children.md:", "the scenarios of"]);
}

#[test]
fn a_pack_that_is_not_there_is_told_with_those_that_are() {
    brought(&["policy", "check", "no-such-pack"]).ends_with(2).says(&["no-such-pack", "pack.toml", "no-access"]);
}
