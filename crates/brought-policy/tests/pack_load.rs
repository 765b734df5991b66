//! Loading a pack: what a good one comes to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use brought_policy::pack::{PackFiles, load};

fn good() -> PackFiles {
    [
        ("pack.toml", include_str!("packs/good/pack.toml")),
        ("clauses.toml", include_str!("packs/good/clauses.toml")),
        ("pathways/children.md", include_str!("packs/good/pathways/children.md")),
        ("pathways/carers.md", include_str!("packs/good/pathways/carers.md")),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .into()
}

#[test]
fn a_good_pack_loads_without_problems() {
    let loaded = load(&good());
    assert_eq!(loaded.problems.iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
    let pack = loaded.pack.unwrap();
    assert_eq!(pack.rules().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ["S-R1", "S-R2", "S-R3"]);
}
