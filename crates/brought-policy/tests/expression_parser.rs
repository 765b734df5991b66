//! Conditions: what is read from a text, and what is said about one that cannot be read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use brought_policy::expression::{Comparison, Expression, parse};
use proptest::prelude::*;

/// The tree of a condition on one line, or the problem with the part of the text that it stands at.
fn read(text: &str) -> String {
    match parse(text) {
        Ok(expression) => shown(&expression),
        Err(problem) => {
            let help = problem.help.map(|help| format!("; {help}")).unwrap_or_default();
            format!("at {} ‹{}›: {}{help}", problem.span.start, &text[problem.span.clone()], problem.message)
        }
    }
}

/// Written with all brackets, so that what binds to what can be seen.
fn shown(expression: &Expression) -> String {
    let joined = |parts: &[Expression], word: &str| format!("({})", parts.iter().map(shown).collect::<Vec<_>>().join(word));
    match expression {
        Expression::Always => "always".to_owned(),
        Expression::Fact(fact) => fact.code().to_owned(),
        Expression::Known(fact) => format!("known({})", fact.code()),
        Expression::Number(fact, comparison, number) => format!("{} {} {number}", fact.code(), sign(*comparison)),
        Expression::OneOf(fact, negated, codes) => format!(
            "{} {} {:?}",
            fact.code(),
            if *negated { "not in" } else { "in" },
            codes.iter().map(|code| code.code()).collect::<Vec<_>>()
        ),
        Expression::Not(inner) => format!("not({})", shown(inner)),
        Expression::All(parts) => joined(parts, " and "),
        Expression::Any(parts) => joined(parts, " or "),
    }
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::More => ">",
        Comparison::AtLeast => ">=",
    }
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(&read(text), expected, "{text}");
    }
}

#[test]
fn each_form_of_a_condition() {
    check(&[
        ("always", "always"),
        ("welfare_concern", "welfare_concern"),
        ("not welfare_concern", "not(welfare_concern)"),
        ("failed_contacts = 2", "failed_contacts = 2"),
        ("failed_contacts != 2", "failed_contacts != 2"),
        ("failed_contacts < 2", "failed_contacts < 2"),
        ("failed_contacts<=2", "failed_contacts <= 2"),
        ("failed_contacts>2", "failed_contacts > 2"),
        ("failed_contacts >= 2", "failed_contacts >= 2"),
        ("latest_setting = home", "latest_setting in [\"home\"]"),
        ("latest_setting != home", "latest_setting not in [\"home\"]"),
        ("latest_setting in [home, clinic]", "latest_setting in [\"home\", \"clinic\"]"),
        ("latest_setting not in [home]", "latest_setting not in [\"home\"]"),
        ("essential_to_plan is known", "known(essential_to_plan)"),
        ("age_months is not known", "not(known(age_months))"),
        ("not age_months is known", "not(known(age_months))"),
        // A word that is a fact in one place is a code in another.
        ("latest_outcome = seen_at_a_distance", "latest_outcome in [\"seen_at_a_distance\"]"),
        ("seen_at_a_distance >= 2", "seen_at_a_distance >= 2"),
    ]);
}

#[test]
fn not_binds_more_than_and_and_and_more_than_or() {
    check(&[
        ("welfare_concern or looked_after and carer_factor", "(welfare_concern or (looked_after and carer_factor))"),
        ("(welfare_concern or looked_after) and carer_factor", "((welfare_concern or looked_after) and carer_factor)"),
        ("not welfare_concern and looked_after", "(not(welfare_concern) and looked_after)"),
        ("not (welfare_concern and looked_after)", "not((welfare_concern and looked_after))"),
        ("not failed_contacts >= 2", "not(failed_contacts >= 2)"),
        ("not not looked_after", "not(not(looked_after))"),
        ("((looked_after))", "looked_after"),
        ("looked_after\n  and carer_factor\n  and welfare_concern", "(looked_after and carer_factor and welfare_concern)"),
    ]);
}

#[test]
fn a_fact_is_used_as_its_type_allows() {
    check(&[
        (
            "failed_contacts",
            "at 0 ‹failed_contacts›: `failed_contacts` is a number, not yes or no; compare it with a number, as in `failed_contacts >= 2`",
        ),
        (
            "latest_setting",
            "at 0 ‹latest_setting›: `latest_setting` is a word from a list, not yes or no; compare it with a word, as in `latest_setting = home` or `latest_setting in [home, clinic]`",
        ),
        (
            "looked_after = 1",
            "at 0 ‹looked_after =›: `looked_after` is yes or no and cannot be compared; write `looked_after` or `not looked_after`",
        ),
        (
            "looked_after not in [yes]",
            "at 0 ‹looked_after not›: `looked_after` is yes or no and cannot be compared; write `looked_after` or `not looked_after`",
        ),
        (
            "failed_contacts >= home",
            "at 19 ‹home›: `failed_contacts` is a number and cannot be compared with `home`; compare it with a number, as in `failed_contacts >= 2`",
        ),
        (
            "failed_contacts in [2]",
            "at 16 ‹in›: `failed_contacts` is a number and cannot be looked up in a list; compare it with a number, as in `failed_contacts >= 2`",
        ),
        (
            "latest_setting > home",
            "at 15 ‹>›: `latest_setting` is a word from a list and cannot be compared by `>`; compare it with a word, as in `latest_setting = home` or `latest_setting in [home, clinic]`",
        ),
        (
            "latest_setting = clnic",
            "at 17 ‹clnic›: `latest_setting` is a word from a list, and `clnic` is not in it; did you mean `clinic`?",
        ),
        (
            "latest_kind = home",
            "at 14 ‹home›: `latest_kind` is a word from a list, and `home` is not in it; the list is: was_not_brought, no_access, unseen_child",
        ),
        (
            "latest_setting = 2",
            "at 17 ‹2›: `latest_setting` is a word from a list, and `2` is not in it; the list is: home, clinic, hospital, gp_practice, school, nursery, elsewhere, telephone, video, not_known",
        ),
    ]);
}

#[test]
fn a_word_that_is_no_fact_is_shown_with_the_nearest_one() {
    check(&[
        ("looked_aftr", "at 0 ‹looked_aftr›: `looked_aftr` is not a fact; did you mean `looked_after`?"),
        ("Looked_After", "at 0 ‹Looked_After›: `Looked_After` is not a fact; did you mean `looked_after`?"),
        (
            "always and wombat",
            "at 11 ‹wombat›: `wombat` is not a fact; facts are written in small letters with `_`; the handbook lists them",
        ),
        ("2x >= 1", "at 0 ‹2x›: `2x` is not a fact; facts are written in small letters with `_`; the handbook lists them"),
    ]);
}

#[test]
fn what_is_missing_or_too_much_is_said_at_its_place() {
    check(&[
        ("", "at 0 ‹›: the condition is empty; write `always` for a rule that always holds"),
        ("  ", "at 0 ‹  ›: the condition is empty; write `always` for a rule that always holds"),
        ("looked_after and", "at 16 ‹›: the condition breaks off; a fact is missing"),
        ("failed_contacts >=", "at 18 ‹›: the condition breaks off; a number is missing"),
        ("(looked_after", "at 13 ‹›: the condition breaks off; `)` is missing"),
        ("(looked_after carer_factor", "at 14 ‹carer_factor›: `carer_factor` cannot follow here; `)` is missing"),
        ("looked_after)", "at 12 ‹)›: this `)` closes nothing"),
        (
            "looked_after carer_factor",
            "at 13 ‹carer_factor›: `carer_factor` cannot follow here; join parts of a condition by `and` or `or`",
        ),
        ("and looked_after", "at 0 ‹and›: a fact is missing before `and`"),
        ("2 <= failed_contacts", "at 0 ‹2›: a fact is missing before `2`; the fact comes first, as in `failed_contacts >= 2`"),
        ("failed_contacts >= 99999999999999999999", "at 19 ‹99999999999999999999›: `99999999999999999999` is too large a number"),
        ("latest_setting in home", "at 18 ‹home›: `[` is missing before `home`; write `in [home]`"),
        ("latest_setting in [home clinic]", "at 24 ‹clinic›: `clinic` cannot follow here; `,` or `]` is missing"),
        ("latest_setting in []", "at 19 ‹]›: a word is missing before `]`"),
        ("age_months is 3", "at 14 ‹3›: `3` cannot follow `is`; write `is known` or `is not known`; to compare, write `=`"),
    ]);
}

#[test]
fn signs_of_other_languages_are_answered_with_ours() {
    check(&[
        ("failed_contacts == 2", "at 16 ‹==›: `==` cannot stand in a condition; write `=`"),
        ("failed_contacts ≥ 2", "at 16 ‹≥›: `≥` cannot stand in a condition; write `>=`"),
        ("looked_after && carer_factor", "at 13 ‹&&›: `&&` cannot stand in a condition; write `and`"),
        ("!looked_after", "at 0 ‹!›: `!` cannot stand in a condition; write `not`"),
        ("latest_setting = \"home\"", "at 17 ‹\"›: `\"` cannot stand in a condition; words stand without quotation marks"),
        ("failed_contacts >= -1", "at 19 ‹-›: `-` cannot stand in a condition"),
    ]);
}

#[test]
fn a_condition_may_be_deep_but_not_bottomless() {
    let nested = |depth: usize| format!("{}always{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(read(&nested(64)), "always");
    assert_eq!(read(&nested(65)), "at 64 ‹(›: the condition is nested more than 64 deep; write it as several rules");
    assert_eq!(read(&"not ".repeat(100_000)), "at 256 ‹not›: the condition is nested more than 64 deep; write it as several rules");
}

proptest! {
    #[test]
    fn any_text_gives_a_condition_or_a_problem_within_the_text(text in ".*") {
        if let Err(problem) = parse(&text) {
            prop_assert!(text.get(problem.span.clone()).is_some(), "{:?} in {:?}", problem.span, text);
        }
    }

    #[test]
    fn any_row_of_words_gives_a_condition_or_a_problem_within_the_text(words in prop::collection::vec(word(), 0..24)) {
        let text = words.join(" ");
        if let Err(problem) = parse(&text) {
            prop_assert!(text.get(problem.span.clone()).is_some(), "{:?} in {:?}", problem.span, text);
            prop_assert!(!problem.message.is_empty());
        }
    }

    #[test]
    fn a_condition_written_with_all_brackets_reads_as_itself(tree in tree()) {
        let text = shown(&tree).replace('"', "");
        prop_assert_eq!(parse(&text).unwrap(), tree);
    }
}

fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "and",
        "or",
        "not",
        "(",
        ")",
        "[",
        "]",
        ",",
        "is",
        "known",
        "in",
        "=",
        "!=",
        "<",
        ">=",
        "2",
        "home",
        "always",
        "failed_contacts",
        "looked_after",
        "latest_setting",
        "–",
    ])
}

fn tree() -> impl Strategy<Value = Expression> {
    let leaf = prop::sample::select(vec!["always", "looked_after", "failed_contacts >= 2", "latest_setting in [home, clinic]"]);
    leaf.prop_map(|text| parse(text).unwrap()).prop_recursive(5, 32, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|part| Expression::Not(Box::new(part))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::All),
            prop::collection::vec(inner, 2..4).prop_map(Expression::Any),
        ]
    })
}
