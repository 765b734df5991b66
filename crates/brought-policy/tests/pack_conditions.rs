//! Conditions with a name: what they stand for, and what is said when one cannot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod packs;

use brought_policy::expression::parse;
use brought_policy::pack::load;
use packs::check;

const PACK: &str = "pack.toml";
const CHILDREN: &str = "pathways/children.md";
const CARERS: &str = "pathways/carers.md";

#[test]
fn a_name_stands_for_its_condition_wherever_it_is_used() {
    let pack = load(&packs::good()).pack.unwrap();
    let rule = pack.rules().find(|rule| rule.id == "S-R3").unwrap();
    assert_eq!(rule.when, parse("failed_contacts >= 1 or discharge_reported").unwrap());
    assert_eq!(rule.when_text, "ask_after_children", "what is shown first is what was written");
    assert_eq!(
        pack.when_in_full(rule),
        "ask_after_children; ask_after_children = missed or discharge_reported; missed = failed_contacts >= 1"
    );
    let condition = &pack.conditions["ask_after_children"];
    assert_eq!((condition.clauses.as_slice(), condition.from_document), (["S-04".to_owned()].as_slice(), false));
}

#[test]
fn a_name_that_is_used_has_to_be_there() {
    check(&[(
        CARERS,
        "when = \"ask_after_children\"",
        "when = \"failed_contacts >= 1 and ask_after_childen\"",
        &["pathways/carers.md:6:34: `ask_after_childen` is not a fact\n  did you mean `ask_after_children`?"],
    )]);
}

#[test]
fn a_condition_that_no_rule_uses_is_told() {
    check(&[
        (
            CARERS,
            "when = \"ask_after_children\"",
            "when = \"missed\"",
            &["warning: pack.toml:71:13: no rule uses the condition `ask_after_children`"],
        ),
        (
            CARERS,
            "when = \"ask_after_children\"",
            "when = \"failed_contacts >= 1\"",
            &[
                "warning: pack.toml:66:13: no rule uses the condition `missed`",
                "warning: pack.toml:71:13: no rule uses the condition `ask_after_children`",
            ],
        ),
    ]);
}

#[test]
fn no_condition_comes_to_use_itself() {
    check(&[
        (
            PACK,
            "when = \"failed_contacts >= 1\"",
            "when = \"failed_contacts >= 1 or missed\"",
            &["pack.toml:67:33: `missed` is this condition itself, or stands below it\n  a condition may use those that stand above it"],
        ),
        (
            PACK,
            "when = \"failed_contacts >= 1\"",
            "when = \"ask_after_children\"",
            &[
                "pack.toml:67:9: `ask_after_children` is this condition itself, or stands below it\n  a condition may use those that stand above it",
            ],
        ),
    ]);
}

#[test]
fn a_condition_is_typed_and_cited() {
    check(&[
        (
            PACK,
            "when = \"missed or discharge_reported\"",
            "when = \"missed >= 2\"",
            &["pack.toml:72:9: `missed` is a condition of this pack, which is yes or no\n  write `missed` or `not missed`"],
        ),
        (
            PACK,
            "when = \"failed_contacts >= 1\"",
            "when = \"failed_contacts\"",
            &["pack.toml:67:9: `failed_contacts` is a number, not yes or no\n  compare it with a number, as in `failed_contacts >= 2`"],
        ),
        (
            PACK,
            "when = \"failed_contacts >= 1\"\nclause = [\"S-04\"]",
            "when = \"failed_contacts >= 1\"",
            &["pack.toml:66:1: `clause` is missing from this condition"],
        ),
        (
            PACK,
            "note = \"A parent who is discharged has children just the same.\"\n",
            "",
            &["pack.toml:71:1: `note` is missing from this condition: the document does not say it, so say why it is so here"],
        ),
        (
            PACK,
            "when = \"failed_contacts",
            "wenn = \"failed_contacts",
            &[
                "pack.toml:66:1: `when` is missing from this condition",
                "pack.toml:67:1: `wenn` is not a key of this condition\n  its keys are: when, clause, basis, note",
            ],
        ),
    ]);
}

#[test]
fn a_name_cannot_be_taken_for_anything_else() {
    check(&[
        (
            PACK,
            "[conditions.missed]",
            "[conditions.Missed]",
            &[
                "pack.toml:66:13: `Missed` cannot be the name of a condition\n  use small letters, digits and `_`, as in `known_concerns`",
                "pack.toml:72:9: `missed` is not a fact\n  did you mean `Missed`?",
            ],
        ),
        (
            CARERS,
            "when = \"ask_after_children\"",
            "when = \"not ask_after_children is known\"",
            &[
                "pathways/carers.md:6:13: `ask_after_children` is a condition of this pack, which is yes or no\n  write `ask_after_children` or `not ask_after_children`",
            ],
        ),
    ]);
    let mut files = packs::good_but_for(PACK, "[conditions.missed]", "[conditions.looked_after]");
    let text = files[PACK].replace("missed or discharge", "looked_after or discharge");
    files.insert(PACK.into(), text);
    assert_eq!(
        packs::problems(&files)[0],
        "pack.toml:66:13: `looked_after` is the name of a fact already\n  give the condition another name"
    );
}

#[test]
fn a_condition_about_a_follow_up_cannot_be_used_of_the_child_as_a_whole() {
    check(&[(
        CHILDREN,
        "closure_signs >= 3\n",
        "closure_signs >= 3 and missed\n",
        &[
            "pathways/children.md:57:24: `failed_contacts` is about a follow-up, and this rule stands on the child as a whole\n  leave out `on = \"child\"`, or use a fact about the child",
        ],
    )]);
}
