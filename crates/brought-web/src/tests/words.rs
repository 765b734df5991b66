//! Every template of ours is used, and none has words for a child that nobody should read.

use crate::assets::TEMPLATES;

#[test]
fn every_page_has_a_handler_at_the_same_path() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/");
    for (name, _) in TEMPLATES.iter().filter(|(name, _)| name.starts_with("pages/")) {
        let handler = std::path::Path::new(source).join(name.replace(".jinja", ".rs"));
        let is_there = handler.exists() || ["pages/problem.jinja", "pages/record/form.jinja"].contains(name);
        assert!(is_there, "{name} has no handler at {}", handler.display());
    }
}
