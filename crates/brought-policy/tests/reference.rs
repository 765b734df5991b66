//! The handbook's page about packs names every action, every fact and every key that a pack can use.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod packs;

use brought_policy::Action;
use brought_policy::duty::SOCIAL_WORKER_OR_DUTY_TEAM;
use brought_policy::fact::FactName;
use brought_policy::reference::tables;

const PAGE: &str = include_str!("../../../docs/policy-packs.md");

fn missing<'w>(words: impl IntoIterator<Item = &'w str>) -> Vec<&'w str> {
    words.into_iter().filter(|word| !PAGE.contains(&format!("`{word}`"))).collect()
}

#[test]
fn every_action_and_every_fact_has_its_name_there() {
    let none: [&str; 0] = [];
    assert_eq!(missing(Action::ALL.iter().map(|action| action.code())), none);
    assert_eq!(missing(FactName::ALL.iter().map(|fact| fact.code())), none);
    assert_eq!(missing([SOCIAL_WORKER_OR_DUTY_TEAM]), none);
}

/// A key that nobody knows makes the loader say which it does know: what it says is what the page has to name.
#[test]
fn every_key_has_its_name_there() {
    let planted = [
        ("pack.toml", "id = \"local\"\n"),
        ("pack.toml", "[source]\n"),
        ("pack.toml", "[counting]\n"),
        ("pack.toml", "[patterns]\n"),
        ("pack.toml", "[engagement]\n"),
        ("pack.toml", "[[escalation]]\n"),
        ("pack.toml", "[parameters.window]\n"),
        ("pack.toml", "id = \"careful\"\n"),
        ("pack.toml", "endings = [\"assured\", { "),
        ("pack.toml", "stages = [{ id = \"first\", words = \"first\" }, { "),
        ("clauses.toml", "id = \"L-01\"\n"),
        ("../county/part.toml", "id = \"county\"\n"),
        ("../county/part.toml", "[documents.rearrange_card]\n"),
        ("../county/part.toml", "[conditions.missing]\n"),
        ("../county/part.toml", "[sets.liaison_level_1]\n"),
        ("../county/pathways/careful.md", "id = \"C-R1\"\n"),
        ("../county/pathways/careful.md", "raise = [{ do = \"send\", "),
        ("../county/pathways/careful.md", "raise = [{ set = \"liaison_level_1\", "),
        ("../county/pathways/careful.md", "name = \"seen\"\n"),
        ("../county/pathways/careful.md", "{ rule = \"C-R1\", do = \"send\", "),
    ];
    for (file, passage) in planted {
        let mut files = packs::local();
        let text = files.get_mut(file).unwrap();
        assert_eq!(text.matches(passage).count(), 1, "{passage:?} in {file}");
        let inserted =
            if passage.ends_with('\n') { "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq = 1\n" } else { "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq = 1, " };
        *text = text.replace(passage, &format!("{passage}{inserted}"));
        let problems = packs::problems(&files);
        let told =
            problems.iter().find_map(|problem| problem.split_once("its keys are: ")).unwrap_or_else(|| panic!("{passage}: {problems:?}"));
        assert_eq!(missing(told.1.split(", ")), [""; 0], "{passage}");
    }
}

#[test]
fn the_tables_hold_every_action_and_every_fact_with_its_type() {
    let tables = tables();
    for line in
        ["| `inform` | tell somebody | `with`, `about`, `understood` |", "| `failed_contacts` | number of failed contacts | a number |"]
    {
        assert!(tables.contains(line), "{line}");
    }
    assert!(Action::ALL.iter().all(|action| tables.contains(&format!("| `{}` | {} |", action.code(), action.words()))));
    assert!(FactName::ALL.iter().all(|fact| tables.contains(&format!("| `{}` |", fact.code()))));
}
