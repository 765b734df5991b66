//! Every document of every policy that is shipped can be read and filled in.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on has failed; it reads the policies as they stand"
)]

use brought_documents::{Placeholder, Template, Values, own_document, own_documents};
use std::path::{Path, PathBuf};

/// The documents, each with its path.
fn documents() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    look(&here.join("../../policies"), &mut found);
    look(&here.join("documents"), &mut found);
    found
}

fn look(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look(&path, found);
        } else if path.parent().unwrap().ends_with("documents") && path.extension().is_some_and(|ending| ending == "md") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

#[test]
fn every_document_of_every_policy_can_be_filled_in() {
    let documents = documents();
    assert!(documents.len() >= 18, "{}", documents.len());
    for (path, text) in documents {
        let template = Template::parse(&text).unwrap_or_else(|problems| panic!("{}: {problems:?}", path.display()));
        let mut values = Values::default();
        assert_eq!(template.fill(&values), Err(template.placeholders.clone()));
        for placeholder in Placeholder::ALL {
            values.set(*placeholder, &format!("<{}>", placeholder.words()));
        }
        let words = template.fill(&values).unwrap().words();
        assert!(!words.contains('{') && template.placeholders.iter().all(|placeholder| words.contains(placeholder.words())), "{words}");
    }
}

/// HAM-09: the program's own texts are as easy to read as those of a policy should be.
#[test]
fn the_programs_own_documents_are_easy_to_read() {
    for id in own_documents() {
        let template = Template::parse(own_document(id).unwrap()).unwrap();
        let level = template.reading_level().unwrap();
        assert!(template.id == id && !level.is_too_hard(), "{id}: {level:?}");
        assert!(level.long_sentences.is_empty() && level.jargon.is_empty(), "{id}: {level:?}");
    }
}
