//! Faults planted into a small pack: each is found, at its place, and where a story shows it, by the smallest.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod packs;
mod workers;

use brought_policy::pack::{PackFiles, load};
use brought_policy::proof::{Bound, Finding, OneAfterTheOther, Property, prove};
use workers::Two;

const CHILDREN: &str = "pathways/children.md";
const BEFORE: &str = "## A family that shuts";

/// A rule that says something of the first failed contact too.
const FIRST: &str = "```rule\nid = \"S-R0\"\nclause = [\"S-02\"]\nwhen = \"failed_contacts >= 1\"\neach = \"failed_contact\"\n\
                     raise = [{ do = \"record_impact_and_decision\", owner = \"practitioner\", due = \"end of day\" }]\n```\n\n";

/// Small enough for a test without optimisation.
const SMALL: Bound = Bound { entries: 1, entries_towards_an_end: 2, states: 1_000, every_situation: false };

/// The small pack without its gap.
fn without_gap() -> PackFiles {
    packs::good_but_for(CHILDREN, BEFORE, &format!("{FIRST}{BEFORE}"))
}

/// The same with one more change.
fn planted(path: &str, passage: &str, instead: &str) -> PackFiles {
    let mut files = without_gap();
    let text = files.get_mut(path).unwrap();
    assert_eq!(text.matches(passage).count(), 1, "{passage:?} in {path}");
    *text = text.replace(passage, instead);
    files
}

fn findings(files: &PackFiles) -> Vec<Finding> {
    let loaded = load(files);
    let problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert!(loaded.pack.is_some(), "{problems:?}");
    prove(&loaded, &SMALL, &OneAfterTheOther).findings
}

/// Each as its place and message, without the story.
fn told(findings: &[Finding]) -> Vec<String> {
    let one = |finding: &Finding| {
        let problem = &finding.problem;
        format!("{}:{}:{}: {}", problem.file, problem.line, problem.column, problem.message)
    };
    findings.iter().map(one).collect()
}

#[test]
fn nothing_is_found_when_nothing_is_planted() {
    assert_eq!(told(&findings(&without_gap())), Vec::<String>::new());
}

#[test]
fn a_gap_is_found_with_the_smallest_situation() {
    let found = findings(&packs::good());
    let gap = found.iter().find(|finding| finding.property == Property::Gap).unwrap();
    assert!(gap.problem.file == "pack.toml" && gap.problem.line > 0, "{}", gap.problem);
    let story = gap.example.as_ref().unwrap();
    assert_eq!(story.steps.len(), 1, "{:?}", story.steps);
    assert!(story.lines().last().unwrap().contains("No rule of this policy says anything about it"));
}

#[test]
fn an_overlap_and_two_rules_that_never_differ_are_found() {
    let rule = "```rule\nid = \"S-R9\"\nclause = [\"S-02\"]\nwhen = \"failed_contacts >= 2 and not seen_by_others\"\neach = \"failed_contact\"\n\
                raise = [{ do = \"assess_vulnerability\", owner = \"safeguarding_lead\", due = \"end of day\" }]\n```\n\n## A family that shuts";
    let found = findings(&planted(CHILDREN, "## A family that shuts", rule));
    assert_eq!(found.len(), 2, "{:?}", told(&found));
    let overlap = found.iter().find(|finding| finding.property == Property::Overlap).unwrap();
    assert!(overlap.problem.file == CHILDREN && overlap.problem.line > 40, "{}", overlap.problem);
    assert!(overlap.example.as_ref().unwrap().then.starts_with("S-R1 and S-R9 both ask the safeguarding lead"));
    let never = found.iter().find(|finding| finding.property == Property::NeverDiffer).unwrap();
    assert!(never.problem.message.contains("`S-R1` and `S-R9`") && never.problem.line == overlap.problem.line, "{}", never.problem);
}

#[test]
fn two_rules_one_of_which_asks_for_a_part_of_what_the_other_asks_overlap() {
    let rule = |id: &str, when: &str, say: &str| {
        format!(
            "```rule\nid = \"{id}\"\nclause = [\"S-02\"]\nwhen = \"{when}\"\neach = \"failed_contact\"\n\
             raise = [{{ do = \"record_impact_and_decision\", say = [{say}], owner = \"named_nurse\", due = \"end of day\" }}]\n```\n\n"
        )
    };
    let (infant, older) = ("age_months < 12", "age_months is known and age_months >= 11");
    let rules = rule("S-R8", infant, "\"parent_wishes\"") + &rule("S-R9", older, "\"child_wishes\", \"parent_wishes\"");
    let found = findings(&planted(CHILDREN, "## A family that shuts", &(rules + "## A family that shuts")));
    let overlap = found.iter().find(|finding| finding.property == Property::Overlap).unwrap();
    assert!(overlap.example.as_ref().unwrap().then.starts_with("S-R8 and S-R9 both ask the named nurse"), "{}", overlap.problem);
    assert!(overlap.example.as_ref().unwrap().family.contains("11 months"), "{:?}", overlap.example);
}

#[test]
fn a_stage_that_nothing_reaches_is_found() {
    let found = findings(&planted(
        "pack.toml",
        "words = \"proactive follow-up\" }",
        "words = \"proactive follow-up\" }, { id = \"late\", words = \"late\" }",
    ));
    assert_eq!(found.len(), 1, "{:?}", told(&found));
    assert!(found[0].problem.message.ends_with("the stage `late` of the pathway `children` is reached by nothing"), "{}", found[0].problem);
    assert!(found[0].problem.file == "pack.toml" && found[0].problem.line > 0);
}

#[test]
fn a_rule_that_never_fires_is_found() {
    let rule = "```rule\nid = \"S-R9\"\nclause = [\"S-02\"]\nwhen = \"failed_contacts >= 1 and failed_contacts < 1\"\n\
                raise = [{ do = \"agree_plan\", owner = \"practitioner\", due = \"end of day\" }]\n```\n\n## A family that shuts";
    let found = findings(&planted(CHILDREN, "## A family that shuts", rule));
    assert_eq!(found.len(), 1, "{:?}", told(&found));
    assert!(found[0].property == Property::RuleFires && found[0].problem.file == CHILDREN, "{}", found[0].problem);
}

#[test]
fn an_early_exit_is_refused_at_its_place_and_told_as_a_story() {
    let files = planted("pack.toml", "follows = \"children\"\n", "follows = \"children\"\ndischarge_after = 2\n");
    let loaded = load(&files);
    assert!(loaded.pack.is_none());
    let refusal = loaded.problems.iter().find(|problem| problem.message.contains("`discharge_after`")).unwrap();
    assert!(refusal.file == "pack.toml" && refusal.line > 0 && refusal.message.contains("a pack cannot end a follow-up"));
    let proof = prove(&loaded, &SMALL, &OneAfterTheOther);
    let story = proof.findings[0].example.as_ref().unwrap();
    assert_eq!(story.steps.len(), 2, "{:?}", story.lines());
    assert!(story.then.contains("Nobody has seen the child since the last failed contact"), "{}", story.then);
}

/// What only the loader can know is refused before any search: the number that cites nothing, the misspelt word, the wrong unit.
#[test]
fn an_uncited_number_a_misspelt_fact_and_a_wrong_unit_are_refused_at_their_places() {
    let refused = |path: &str, passage: &str, instead: &str| {
        let loaded = load(&planted(path, passage, instead));
        assert!(loaded.pack.is_none() && prove(&loaded, &SMALL, &OneAfterTheOther).searches.is_empty());
        let problem = loaded.problems.first().unwrap();
        (problem.file.clone(), problem.line > 0 && problem.column > 0, problem.to_string())
    };
    let (file, placed, words) = refused("pack.toml", "value = \"2 working days\"\nclause = [\"S-02\"]\n", "value = \"2 working days\"\n");
    assert!(file == "pack.toml" && placed && words.contains("`clause` is missing"), "{words}");
    let (file, placed, words) = refused(CHILDREN, "closure_signs >= 3", "closure_sings >= 3");
    assert!(file == CHILDREN && placed && words.contains("did you mean `closure_signs`"), "{words}");
    let (file, placed, words) = refused("pack.toml", "value = \"2 working days\"", "value = \"2 workdays\"");
    assert!(file == "pack.toml" && placed, "{words}");
    let (file, placed, words) = refused(CHILDREN, "closure_signs >= 3", "closure_signs = clinic");
    assert!(file == CHILDREN && placed, "{words}");
}

#[test]
fn two_workers_find_the_same_as_one() {
    let loaded = load(&packs::good());
    let one = prove(&loaded, &SMALL, &OneAfterTheOther);
    assert!(!one.findings.is_empty() && one.states() > 50, "{} states", one.states());
    assert_eq!(prove(&loaded, &SMALL, &Two), one);
}

/// Its scenarios are run there, so what no search reaches here is not missing here.
#[test]
fn a_rule_of_an_included_pack_is_shown_to_fire_in_that_pack() {
    let rule =
        "```rule\nid = \"S-R9\"\nclause = [\"S-02\"]\nwhen = \"failed_contacts >= 1 and failed_contacts < 1\"\nalert = \"a\"\n```\n\n";
    let never = planted(CHILDREN, BEFORE, &format!("{rule}{BEFORE}"));
    let fires = |files: &PackFiles| findings(files).iter().filter(|finding| finding.property == Property::RuleFires).count();
    assert_eq!(fires(&never), 1);
    let own = "id = \"over\"\ntitle = \"t\"\npublisher = \"Nobody: written for tests\"\nversion = \"1.0\"\nin_force_from = 2024-01-01\n\
               nation = \"england-and-wales\"\ninclude = [\"../good\"]\n";
    let own = [("pack.toml", own), ("clauses.toml", "")].map(|(file, text)| (file.to_owned(), text.to_owned()));
    let over = own.into_iter().chain(never.into_iter().map(|(file, text)| (format!("../good/{file}"), text))).collect();
    assert_eq!(fires(&over), 0);
}

#[test]
fn two_rules_that_hold_together_and_ask_for_different_steps_are_not_found() {
    let rule = |id: &str, step: &str| {
        format!(
            "```rule\nid = \"{id}\"\nclause = [\"S-02\"]\nwhen = \"failed_contacts >= 1\"\n\
             raise = [{{ do = \"take_step\", step = \"{step}\", owner = \"practitioner\", due = \"end of day\" }}]\n```\n\n"
        )
    };
    let never_differ = |first: &str, second: &str| {
        let files = planted(CHILDREN, BEFORE, &format!("{}{}{BEFORE}", rule("S-R8", first), rule("S-R9", second)));
        findings(&files).iter().filter(|finding| finding.property == Property::NeverDiffer).count()
    };
    assert_eq!(never_differ("confirm_details", "confirm_details"), 1);
    assert_eq!(never_differ("confirm_details", "check_visit_safety"), 0);
}
