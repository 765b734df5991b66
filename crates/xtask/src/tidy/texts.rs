//! Rules about single files.

use super::Text;

/// More than this does not fit in the head.
const MOST_LINES: usize = 500;
/// What is written by hand and read as a whole; data and documents may be longer.
const CODE: &[&str] = &[".rs", ".jinja", ".mjs", ".js", ".css", ".sql"];

/// Beginnings of paths that exist on one person's machine only.
const MACHINES: &[&str] = &["/home/", "/root/", "/Users/", "/work/", "/tmp/"];
/// Names such folders on purpose: this file, for the rule.
const ABOUT_MACHINES: &[&str] = &["crates/xtask/src/tidy/texts.rs"];

const HEADINGS: &[&str] = &["## Context", "## Decision", "## Consequences"];

/// The file that says what a pure crate must not do, and the crates that carry it. Clippy cannot include one file in another.
const PURE: &[&str] =
    &["crates/brought-calendar", "crates/brought-domain", "crates/brought-forms", "crates/brought-policy", "crates/brought-statistics"];

/// Everything that breaks a rule.
pub(super) fn broken(texts: &[Text]) -> Vec<String> {
    let each = texts.iter().flat_map(|text| [too_long(text), machine(text), headings(text), lock_file(text), lints(text)]);
    each.flatten().chain(pure_crates(texts)).collect()
}

fn too_long(text: &Text) -> Option<String> {
    let lines = text.content.lines().count();
    let is_code = CODE.iter().any(|ending| text.path.ends_with(ending));
    (is_code && lines > MOST_LINES).then(|| format!("{} has {lines} lines; split it, {MOST_LINES} is the most", text.path))
}

/// A path on somebody's machine means nothing to anybody else.
fn machine(text: &Text) -> Option<String> {
    if ABOUT_MACHINES.contains(&text.path.as_str()) {
        return None;
    }
    let (number, beginning) = text.content.lines().enumerate().find_map(|(number, line)| Some((number, path_in(line)?)))?;
    Some(format!("{}:{}: names a folder of one machine ({beginning}...)", text.path, number + 1))
}

fn path_in(line: &str) -> Option<&'static str> {
    let begins = |at: usize| line[..at].chars().next_back().is_none_or(|before| before.is_whitespace() || "\"'`(=[<:".contains(before));
    MACHINES.iter().find(|beginning| line.match_indices(**beginning).any(|(at, _)| begins(at))).copied()
}

fn headings(text: &Text) -> Option<String> {
    if !text.path.starts_with("docs/decisions/") || !text.path.ends_with(".md") || text.path.ends_with("/README.md") {
        return None;
    }
    let missing: Vec<_> =
        HEADINGS.iter().filter(|heading| !text.content.lines().any(|line| line.trim_end() == **heading)).copied().collect();
    (!missing.is_empty()).then(|| format!("{} lacks the headings {}", text.path, missing.join(", ")))
}

/// A lock file that names a registry's host works with that registry only.
fn lock_file(text: &Text) -> Option<String> {
    let names_host = text.path.ends_with("package-lock.json") && text.content.contains("\"resolved\"");
    names_host.then(|| format!("{} names a registry: make it again in its folder, where .npmrc leaves that out", text.path))
}

/// Without this table a crate keeps none of the workspace's lints, silently.
fn lints(text: &Text) -> Option<String> {
    let is_crate = text.path.starts_with("crates/") && text.path.ends_with("/Cargo.toml");
    let table = text.content.replace("\r\n", "\n");
    (is_crate && !table.contains("[lints]\nworkspace = true")).then(|| format!("{} lacks `[lints] workspace = true`", text.path))
}

fn pure_crates(texts: &[Text]) -> Vec<String> {
    let lints = |folder: &str| texts.iter().find(|text| text.path == format!("{folder}/clippy.toml")).map(|text| text.content.as_str());
    let (first, others) = PURE.split_at(1);
    let Some(wanted) = first.first().and_then(|folder| lints(folder)) else {
        return PURE[..1].iter().map(|folder| format!("{folder}/clippy.toml is missing")).collect();
    };
    let different = others.iter().filter(|folder| lints(folder) != Some(wanted));
    different.map(|folder| format!("{folder}/clippy.toml is not the same as {}/clippy.toml", PURE[0])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: &str, content: &str) -> Text {
        Text { path: path.to_owned(), content: content.to_owned() }
    }

    #[test]
    fn code_fits_in_the_head_and_data_may_be_long() {
        assert!(too_long(&text("crates/a.rs", &"x\n".repeat(500))).is_none());
        assert!(too_long(&text("crates/a.rs", &"x\n".repeat(501))).is_some());
        assert!(too_long(&text("crates/a.json", &"x\n".repeat(501))).is_none());
    }

    #[test]
    fn nothing_names_a_folder_of_one_machine() {
        for line in ["see /home/ann/notes", "open(\"/tmp/x\")", "path=/root/x", "[x](/Users/x)"] {
            assert!(machine(&text("docs/a.md", line)).is_some(), "{line}");
        }
        for line in ["https://example.org/home/page", "crates/tmp/x", "a/work/b"] {
            assert!(machine(&text("docs/a.md", line)).is_none(), "{line}");
        }
    }

    #[test]
    fn a_decision_has_context_decision_and_consequences() {
        let whole = "# Title\n## Context\nx\n## Decision\nx\n## Consequences\nx\n";
        assert!(headings(&text("docs/decisions/0001-a.md", whole)).is_none());
        assert!(headings(&text("docs/decisions/0001-a.md", "# Title\n## Context\n## Decision\n")).is_some());
        assert!(headings(&text("docs/other.md", "# Title")).is_none());
    }

    #[test]
    fn a_lock_file_names_no_registry() {
        assert!(lock_file(&text("assets/package-lock.json", "{\"resolved\": \"https://example.test/a.tgz\"}")).is_some());
        assert!(lock_file(&text("assets/package-lock.json", "{\"integrity\": \"sha512-x\"}")).is_none());
    }

    #[test]
    fn every_crate_keeps_the_lints_of_the_workspace() {
        assert!(lints(&text("crates/a/Cargo.toml", "[package]\n\n[lints]\nworkspace = true\n")).is_none());
        assert!(lints(&text("crates/a/Cargo.toml", "[package]\n")).is_some());
        assert!(lints(&text("Cargo.toml", "[workspace]\n")).is_none());
    }

    #[test]
    fn pure_crates_carry_the_same_lints() {
        let same: Vec<Text> = PURE.iter().map(|folder| text(&format!("{folder}/clippy.toml"), "x")).collect();
        assert!(pure_crates(&same).is_empty());
        assert_eq!(pure_crates(&[]).len(), 1);
        for folder in PURE {
            let without: Vec<Text> =
                PURE.iter().filter(|other| *other != folder).map(|other| text(&format!("{other}/clippy.toml"), "x")).collect();
            let found = pure_crates(&without);
            assert_eq!(found.len(), 1, "without that of {folder}: {found:?}");
            assert!(found[0].contains(folder), "{found:?} does not name {folder}");
        }
    }
}
