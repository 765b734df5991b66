//! `brought policy`: a pack that holds, and packs that do not.

use crate::support::{Folder, brought, workspace};
use std::path::Path;

/// A copy of the shipped pack in which one text is replaced by another in one file.
fn altered(folder: &Folder, file: &str, from: &str, to: &str) -> String {
    altered_pack("no-access", folder, file, from, to)
}

/// The same of another pack.
fn altered_pack(name: &str, folder: &Folder, file: &str, from: &str, to: &str) -> String {
    let pack = folder.at("pack");
    copy(&workspace().join("policies").join(name), Path::new(&pack));
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
        let checked = brought(&["policy", "check", pack, "--quick"]).ends_with(0);
        assert!(checked.out.contains(" to depth 3") && checked.out.contains("situations of failed contacts: holds"), "{}", checked.out);
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

/// A letter with a field that no form asks for would never be written.
#[test]
fn a_letter_that_could_not_be_written_does_not_pass() {
    let file = "documents/letter-how-can-we-help.md";
    for (from, to, told) in [
        ("**{telephone}**", "**{telefone}**", "`telefone` is not a known placeholder"),
        ("kind = \"letter\"", "kind = \"card\"", "it does not tell the child's name"),
        ("how can we help?\"", "can we help?\"", "its title is"),
    ] {
        let folder = Folder::new();
        let pack = altered_pack("bolton", &folder, file, from, to);
        brought(&["policy", "check", &pack, "--quick"]).ends_with(1).says(&["letter-how-can-we-help.md:", told]);
    }
}

/// It would never be offered.
#[test]
fn a_version_of_a_letter_that_is_not_there_does_not_pass() {
    let folder = Folder::new();
    let file = "documents/letter-how-can-we-help-easy-read.md";
    let pack = altered_pack("bolton", &folder, file, "version_of = \"letter_how", "version_of = \"letter_who");
    let checked = brought(&["policy", "check", &pack, "--quick"]).ends_with(1);
    checked.says(&["letter-how-can-we-help-easy-read.md", "it is a version of `letter_who_can_we_help`"]);
}

/// Advice: whoever writes it decides, and the pack passes.
#[test]
fn a_letter_that_is_hard_to_read_is_told_and_passes() {
    let folder = Folder::new();
    let pack = altered_pack("bolton", &folder, "documents/letter-how-can-we-help.md", "We can:", "We facilitate attendance:");
    let checked = brought(&["policy", "check", &pack, "--quick"]).ends_with(0);
    assert!(checked.out.contains("0 errors, 2 warnings"), "{}", checked.out);
    checked.says(&["letter-how-can-we-help.md", "families should not have to know “facilitate”", "“attendance”"]);
}

#[test]
fn a_rule_that_its_scenarios_no_longer_show_does_not_pass() {
    let folder = Folder::new();
    let pack = altered(&folder, "pathways/children.md", "failed_contacts >= 2", "failed_contacts >= 3");
    brought(&["policy", "test", &pack]).ends_with(1).says(&["children.md:", "the scenarios of"]);
}

#[test]
fn a_policy_that_discharges_by_counting_is_refused_with_the_story_of_a_child() {
    let folder = Folder::new();
    let pack = workspace().join("crates/brought-policy/tests/packs/three_missed_then_discharge").display().to_string();
    let stories = folder.at("stories");
    brought(&["policy", "check", &pack, "--quick", "--examples", &stories]).ends_with(1).says(&[
        "a pack cannot end a follow-up",
        "Monday 5 January 2026",
        "was not brought",
        "the policy ends the follow-up by itself",
    ]);
    let story = Path::new(&stories).join("example-1.json").display().to_string();
    let asked = brought(&["standing", "--chronology", &story, "--as-of", "2026-01-08"]).ends_with(0);
    assert!(asked.out.contains("child"), "{}", asked.out);
}

#[test]
fn a_pack_that_is_not_there_is_told_with_those_that_are() {
    brought(&["policy", "check", "no-such-pack"]).ends_with(2).says(&["no-such-pack", "pack.toml", "no-access"]);
}

/// What several packs share is inside the program and is no pack by itself.
#[test]
fn a_shipped_pack_brings_what_it_includes_and_a_shared_part_is_no_pack() {
    for pack in ["hampshire-primary", "no-access-with-bolton"] {
        let ran = brought(&["policy", "test", pack]).ends_with(0);
        assert!(ran.out.contains(" 0 failed"), "{}", ran.out);
    }
    let refused = brought(&["policy", "test", "parts"]);
    let known = refused.err.split("one of: ").nth(1).unwrap_or_default().trim().split(", ").collect::<Vec<_>>();
    assert!(known.contains(&"hampshire-primary") && known.contains(&"no-access-with-bolton"), "{known:?}");
    assert!(known.iter().all(|name| !name.contains("parts")), "{known:?}");
}
