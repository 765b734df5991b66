//! Checks of a whole pack. Each case changes one passage of the good pack, with which nothing is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod packs;

use brought_policy::check::{Counts, Report, check};
use brought_policy::pack::{PackFiles, load};

const PACK: &str = "pack.toml";
const CLAUSES: &str = "clauses.toml";
const CHILDREN: &str = "pathways/children.md";
const CARERS: &str = "pathways/carers.md";

fn report_on(files: &PackFiles, day: &str) -> Report {
    check(&load(files), day.parse().unwrap())
}

/// Every problem, without the advice.
fn problems(files: &PackFiles, day: &str) -> Vec<String> {
    let first_line = |problem: String| problem.lines().next().unwrap().to_owned();
    report_on(files, day).problems.iter().map(packs::shown).map(first_line).collect()
}

fn changed(path: &str, passage: &str, instead: &str) -> Vec<String> {
    problems(&packs::good_but_for(path, passage, instead), "2026-03-01")
}

#[test]
fn a_good_pack_passes_and_is_counted() {
    let report = report_on(&packs::good(), "2026-03-01");
    assert_eq!((report.passes(), report.errors(), report.warnings()), (true, 0, 0));
    let counts = Counts {
        rules: 3,
        clauses_held_by_rules: 4,
        clauses_held_by_product: 0,
        clauses_left_to_judgement: 1,
        scenarios: 5,
        parameters: 2,
    };
    assert_eq!(report.counts, counts);
}

#[test]
fn a_pack_that_does_not_load_does_not_pass() {
    let report = report_on(&packs::good_but_for(PACK, "id = \"small\"\n", ""), "2026-03-01");
    assert_eq!((report.passes(), report.errors(), report.counts), (false, 1, Counts::default()));
}

#[test]
fn a_clause_that_rules_are_to_hold_is_cited_by_one() {
    assert_eq!(changed(CARERS, "clause = [\"S-04\"]", "clause = [\"S-03\"]"), ["clauses.toml:19:1: no rule cites the clause `S-04`"]);
    // What counting cites is held: S-01 is cited by nothing else.
    assert_eq!(
        changed(PACK, "[counting]\nclause = [\"S-01\"]", "[counting]\nclause = [\"S-02\"]"),
        ["clauses.toml:1:1: no rule cites the clause `S-01`"]
    );
}

#[test]
fn every_outcome_counts_or_does_not() {
    assert_eq!(changed(PACK, "\"seen\", \"attended\"", "\"attended\"")[0], "pack.toml:13:1: the counting rule says nothing of `seen`");
}

#[test]
fn a_clause_left_to_judgement_is_no_duty() {
    let cited = changed(CARERS, "clause = [\"S-04\"]", "clause = [\"S-04\", \"S-05\"]");
    assert_eq!(cited, ["warning: clauses.toml:25:1: the clause `S-05` is left to judgement, yet the rule `S-R3` cites it"]);
    // What the product itself holds may be cited: a rule can ask for what the core then insists on.
    let mut files = packs::good_but_for(CARERS, "clause = [\"S-04\"]", "clause = [\"S-04\", \"S-05\"]");
    let held = files[CLAUSES].replace("held_by = \"judgement\"", "held_by = \"product\"");
    files.insert(CLAUSES.into(), held);
    assert_eq!(problems(&files, "2026-03-01"), Vec::<String>::new());
    assert_eq!(report_on(&files, "2026-03-01").counts.clauses_held_by_product, 1);
}

#[test]
fn every_rule_is_shown_firing_and_nearly_firing() {
    assert_eq!(
        changed(CHILDREN, "fires = [\"S-R1\"]\ndoes_not_fire", "does_not_fire"),
        ["pathways/children.md:7:1: no scenario shows the rule `S-R1` firing"]
    );
    assert_eq!(
        changed(CARERS, "does_not_fire = [\"S-R3\"]", "nothing_else_open = true"),
        ["pathways/carers.md:3:1: no scenario shows the rule `S-R3` nearly firing"]
    );
}

#[test]
fn a_pack_has_its_days() {
    let on = |day: &str| problems(&packs::good(), day);
    assert_eq!(on("2023-12-31"), ["warning: pack.toml:5:17: this pack is not in force before 2024-01-01"]);
    assert_eq!(on("2024-01-01"), Vec::<String>::new());
    assert_eq!(on("2027-01-01"), Vec::<String>::new());
    assert_eq!(on("2027-01-02"), ["warning: pack.toml:6:13: this pack was to be reviewed by 2027-01-01"]);
    let without_review = packs::good_but_for(PACK, "review_by = 2027-01-01\n", "");
    assert_eq!(problems(&without_review, "2027-01-02"), Vec::<String>::new());
}

#[test]
fn a_parameter_has_a_value_from_the_first_day_on() {
    assert_eq!(
        changed(PACK, "{ from = 2024-01-01, value", "{ from = 2024-02-01, value"),
        ["pack.toml:45:13: `talk` has no value before 2024-02-01, but the pack is in force from 2024-01-01"]
    );
}

#[test]
fn a_deadline_in_working_days_needs_a_calendar() {
    let found = problems(&packs::good(), "2099-01-01");
    assert_eq!(found.iter().filter(|problem| problem.contains("cannot be worked out from 2099-01-01 on")).count(), 2, "{found:?}");
    assert!(found.iter().all(|problem| problem.starts_with("warning: pack.toml:")), "{found:?}");
}

#[test]
fn whoever_owes_something_somebody_else_hears_of_it() {
    let only_the_owner = "[[escalation]]\nafter = \"5 working days\"\nto = \"practitioner\"\nnote = \"To the owner.\"\n";
    let mut files = packs::good();
    let text = files[PACK].clone();
    let (start, end) = (text.find("[[escalation]]").unwrap(), text.find("[parameters.ask_others]").unwrap());
    files.insert(PACK.into(), format!("{}{only_the_owner}\n{}", &text[..start], &text[end..]));
    assert_eq!(problems(&files, "2026-03-01"), ["pack.toml:29:1: what stays overdue with the practitioner reaches nobody else"]);
    files.insert(PACK.into(), format!("{}{}", &text[..start], &text[end..]));
    assert_eq!(
        problems(&files, "2026-03-01"),
        [
            "pack.toml: what stays overdue with the practitioner reaches nobody else",
            "pack.toml: what stays overdue with the safeguarding lead reaches nobody else"
        ]
    );
}

#[test]
fn a_scenario_that_does_not_come_out_as_it_says_is_a_problem_of_the_pack() {
    let found = changed(
        CHILDREN,
        "{ rule = \"S-R1\", do = \"liaise\", owner = \"practitioner\", due = \"2026-02-18\"",
        "{ rule = \"S-R1\", do = \"liaise\", owner = \"practitioner\", due = \"2026-02-19\"",
    );
    let [problem, ..] = &found[..] else { panic!("{found:?}") };
    assert!(
        problem.starts_with(
            "pathways/children.md:20:1: the scenario “two clinics missed, six weeks apart” does not come out as it says: expected 1 of rule S-R1, do liaise, owner practitioner, due 2026-02-19"
        ),
        "{problem}"
    );
    assert!(!report_on(&packs::good_but_for(CARERS, "fires = [\"S-R3\"]", "fires = [\"S-R3\", \"S-R2\"]"), "2026-03-01").passes());
}
