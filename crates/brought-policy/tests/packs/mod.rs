//! Small packs for tests, in files beside this one.
#![allow(dead_code, reason = "each test uses a part of it")]

use brought_policy::pack::{PackFiles, load};
use brought_policy::{Problem, Severity};

/// The texts of a pack that stands in a folder beside this file.
macro_rules! pack {
    ($folder:literal: $($path:literal),+) => {
        files(&[$( ($path, include_str!(concat!($folder, "/", $path))) ),+])
    };
}

/// Texts by path.
pub(crate) fn files(texts: &[(&str, &str)]) -> PackFiles {
    texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// A small pack with which nothing is wrong, and in which every key is used.
pub(crate) fn good() -> PackFiles {
    pack!("good": "pack.toml", "clauses.toml", "pathways/children.md", "pathways/carers.md")
}

/// A pack that includes a part which other packs share, and in which every key stands that [`good`] does not use.
pub(crate) fn local() -> PackFiles {
    let own = pack!("local": "pack.toml", "clauses.toml", "pathways/antenatal.md", "pathways/careful.md", "pathways/usual.md");
    let shared = pack!("county": "part.toml", "clauses.toml", "documents/card.md", "pathways/careful.md");
    own.into_iter().chain(shared.into_iter().map(|(file, text)| (format!("../county/{file}"), text))).collect()
}

/// A policy that ends by counting.
pub(crate) fn three_missed_then_discharge() -> PackFiles {
    pack!("three_missed_then_discharge": "pack.toml", "clauses.toml", "children.md")
}

/// A policy that ends by waiting.
pub(crate) fn no_reply_then_discharge() -> PackFiles {
    pack!("no_reply_then_discharge": "pack.toml", "clauses.toml", "children.md")
}

/// The good pack with one passage changed. The passage must stand there once, so that it is clear what was changed.
pub(crate) fn good_but_for(path: &str, passage: &str, instead: &str) -> PackFiles {
    let mut files = good();
    let text = files.get_mut(path).unwrap_or_else(|| panic!("there is no {path}"));
    assert_eq!(text.matches(passage).count(), 1, "{passage:?} in {path}");
    *text = text.replace(passage, instead);
    files
}

/// What loading says is wrong with a pack, help included.
pub(crate) fn problems(files: &PackFiles) -> Vec<String> {
    load(files).problems.iter().map(shown).collect()
}

/// A problem as it is shown, with the word “warning” before it when it is no more than that.
pub(crate) fn shown(problem: &Problem) -> String {
    match problem.severity {
        Severity::Error => problem.to_string(),
        Severity::Warning => format!("warning: {problem}"),
    }
}

/// A file, the passage of it that is changed, what stands there instead, and every problem that is then found.
pub(crate) type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

pub(crate) fn check(cases: &[Case]) {
    for (path, passage, instead, expected) in cases {
        assert_eq!(problems(&good_but_for(path, passage, instead)), *expected, "{passage} -> {instead}");
    }
}
