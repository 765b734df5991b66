//! Loading a pack: what a good one comes to, and how problems are found in all its files at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod packs;

use brought_domain::work::{Ask, DiscussionTopic, Role};
use brought_policy::Deadline;
use brought_policy::duty::{Action, DueFrom, Each, With};
use brought_policy::pack::{On, Pack, PackFiles, Pattern, load, render, rules_index};
use brought_policy::scenario::ExpectedDue;
use proptest::prelude::*;

fn good() -> Pack {
    load(&packs::good()).pack.unwrap()
}

#[test]
fn a_good_pack_has_no_problems() {
    assert_eq!(packs::problems(&packs::good()), Vec::<String>::new());
}

#[test]
fn a_rule_says_who_owes_what_by_when() {
    let pack = good();
    let rule = pack.rules().next().unwrap();
    assert_eq!((rule.id.as_str(), rule.on, rule.each, rule.line), ("S-R1", On::FollowUp, Each::FailedContact, 7));
    assert_eq!(rule.stage.map(|stage| pack.pathways[0].stages[stage].id.as_str()), Some("proactive"));
    let [liaise, assess] = rule.duties.as_slice() else { panic!("{:?}", rule.duties) };
    assert_eq!((liaise.action, &liaise.with), (Action::Liaise, &With::AnyAgency));
    assert_eq!(liaise.ask, [Ask::Address, Ask::ContactDetails]);
    assert_eq!((liaise.owner, liaise.fallback), (Role::Practitioner, Role::Supervisor));
    assert_eq!((liaise.deadline, liaise.parameter.as_deref()), (Some(Deadline::WorkingDays(2)), Some("ask_others")));
    // Nobody is their own fallback: the lead's is the supervisor.
    assert_eq!((assess.owner, assess.fallback), (Role::SafeguardingLead, Role::Supervisor));
    assert_eq!((assess.deadline, assess.parameter.as_deref()), (Some(Deadline::EndOfDay), None));
}

#[test]
fn a_rule_may_stand_on_the_child_and_find_a_pattern() {
    let pack = good();
    let rule = pack.rules().nth(1).unwrap();
    assert_eq!((rule.on, rule.each, rule.pattern), (On::Child, Each::FollowUp, Some(Pattern::Closure)));
    assert_eq!(rule.duties[0].with, With::Roles(vec![Role::Supervisor, Role::SafeguardingLead]));
    assert_eq!(rule.duties[0].topic, Some(DiscussionTopic::Supervision));
    assert_eq!(rule.prompts[0].answered_by, Some(DiscussionTopic::Supervision));
}

#[test]
fn a_duty_may_be_owed_for_each_child_and_run_from_the_failed_contact() {
    let pack = good();
    let duty = &pack.rules().nth(2).unwrap().duties[0];
    assert_eq!((duty.for_each_child, duty.due_from, duty.deadline), (true, DueFrom::LatestFailedContact, Some(Deadline::AtOnce)));
}

#[test]
fn an_offer_has_no_deadline_and_says_so() {
    let files = packs::good_but_for("pathways/children.md", "due = \"end of day\"", "due = \"no deadline\"");
    let pack = load(&files).pack.unwrap();
    assert_eq!(pack.rules().next().unwrap().duties[1].deadline, None);
}

#[test]
fn a_parameter_holds_from_its_day_on() {
    let pack = good();
    let on = |name: &str, day: &str| {
        let duty = pack.rules().flat_map(|rule| &rule.duties).find(|duty| duty.parameter.as_deref() == Some(name)).unwrap();
        duty.deadline_on(day.parse().unwrap()).unwrap().to_string()
    };
    assert_eq!(on("talk", "2025-05-31"), "24 hours");
    assert_eq!(on("talk", "2025-06-01"), "1 working day");
    assert_eq!(on("ask_others", "2024-01-01"), "2 working days");
}

#[test]
fn a_scenario_says_what_happened_and_what_must_come_of_it() {
    let pack = good();
    let [two, one, _] = pack.pathways[0].scenarios.as_slice() else { panic!() };
    assert_eq!((two.name.as_str(), two.line), ("two clinics missed, six weeks apart", 20));
    assert_eq!(two.as_of.to_string(), "2026-02-17T12:00:00Z");
    assert_eq!(two.expect[0].due, Some(ExpectedDue::On("2026-02-18".parse().unwrap())));
    assert_eq!(two.expect[1].due, Some(ExpectedDue::At("2026-02-18T09:00:00Z".parse().unwrap())));
    assert_eq!((two.expect[0].count, two.expect[1].count), (Some(1), Some(0)));
    assert_eq!((two.open, two.stage.as_deref()), (Some(true), Some("proactive")));
    // A day stands for its first instant, by the clock of the United Kingdom: in July that is an hour before midnight in universal time.
    assert_eq!(one.as_of.to_string(), "2026-07-01T22:59:59Z");
    assert!(one.nothing_else_open && one.division.is_some());
    assert!(one.chronology.events.iter().all(|event| event.author.practitioner().is_some_and(|by| by.as_str() == "practitioner")));
}

#[test]
fn the_digest_tells_packs_apart_and_nothing_else() {
    let digest = |files: &PackFiles| load(files).pack.unwrap().digest;
    assert_eq!(digest(&packs::good()), digest(&packs::good()));
    let changed = packs::good_but_for("pathways/carers.md", "# Services for parents and carers", "# Services for parents or carers");
    assert_ne!(digest(&packs::good()), digest(&changed));
    // A text that moves from the end of one file to the beginning of the next makes another pack.
    let with_notes = |first: &str, second: &str| {
        let mut files = packs::good();
        files.insert("documents/a".into(), first.into());
        files.insert("documents/b".into(), second.into());
        files
    };
    assert_ne!(digest(&with_notes("xy", "z")), digest(&with_notes("x", "yz")));
}

#[test]
fn problems_of_all_files_are_found_at_once() {
    let mut files = packs::good_but_for("pack.toml", "review_by", "reveiw_by");
    files.insert("clauses.toml".into(), packs::good()["clauses.toml"].replace("section = \"5\"", "section = 5"));
    files.insert("pathways/carers.md".into(), packs::good()["pathways/carers.md"].replace("at once", "at one"));
    assert_eq!(
        packs::problems(&files).iter().map(|problem| problem.lines().next().unwrap()).collect::<Vec<_>>(),
        [
            "clauses.toml:27:11: this must be a text in quotation marks, not a number",
            "pack.toml:6:1: `reveiw_by` is not a key of pack.toml",
            "pathways/carers.md:7:95: `at one` is not a deadline; write for example `at once`, `24 hours`, `end of day`, `7 days`, \
             `5 working days`, `2 weeks`, `1 month` or `4 to 6 weeks`",
        ]
    );
}

#[test]
fn a_pack_without_files_says_which_are_missing() {
    assert_eq!(
        packs::problems(&PackFiles::new()),
        ["clauses.toml: this file is missing from the pack", "pack.toml: this file is missing from the pack"]
    );
}

#[test]
fn what_is_broken_in_one_place_is_not_called_wrong_in_others() {
    let mut files = packs::good();
    files.insert("clauses.toml".into(), "[[clause]".into());
    assert_eq!(packs::problems(&files), ["clauses.toml:1:10: this is not TOML: unclosed array table, expected `]`"]);
}

#[test]
fn lines_may_end_as_on_windows() {
    let files: PackFiles = packs::good().into_iter().map(|(path, text)| (path, text.replace('\n', "\r\n"))).collect();
    assert_eq!(packs::problems(&files), Vec::<String>::new());
    let mut files = files;
    let page = files["pathways/children.md"].replace("closure_kinds >= 2", "closure_kind >= 2");
    files.insert("pathways/children.md".into(), page);
    assert_eq!(packs::problems(&files), ["pathways/children.md:58:6: `closure_kind` is not a fact\n  did you mean `closure_kinds`?"]);
}

#[test]
fn a_problem_inside_a_condition_is_shown_in_the_page() {
    let files = packs::good_but_for("pathways/children.md", "carer_factor is not known", "carer_factr is not known");
    let loaded = load(&files);
    let shown = render(&loaded.problems[0], &loaded.files["pathways/children.md"], false);
    assert!(shown.contains("58 │ and (closure_kinds >= 2 or carer_factr is not known)"), "{shown}");
    assert!(shown.contains("·                            ───────────"), "{shown}");
}

#[test]
fn the_index_names_every_rule_with_its_clauses_and_scenarios() {
    let index = rules_index(&good());
    assert_eq!(index, include_str!("packs/good_index.md"));
}

proptest! {
    /// A page is written by people: whatever is in it, loading ends with a pack or with problems that stand within the file.
    #[test]
    fn any_slip_of_the_pen_gives_a_pack_or_problems_at_places(
        file in prop::sample::select(vec!["pack.toml", "clauses.toml", "pathways/children.md", "pathways/carers.md"]),
        at in 0_usize..4000,
        drop in 0_usize..40,
        instead in "[\\PC\n\"\\[\\]{}`=]{0,6}",
    ) {
        let mut files = packs::good();
        let text = files[file].clone();
        let letters: Vec<char> = text.chars().collect();
        let at = at % letters.len();
        let rest = letters.iter().skip(at + drop);
        let changed: String = letters[..at].iter().copied().chain(instead.chars()).chain(rest.copied()).collect();
        files.insert(file.to_owned(), changed);
        let loaded = load(&files);
        prop_assert!(loaded.pack.is_some() || !loaded.problems.is_empty());
        for problem in &loaded.problems {
            let text = files.get(&problem.file).map_or("", String::as_str);
            prop_assert!(text.get(problem.span.clone()).is_some(), "{problem:?}");
            prop_assert!(!render(problem, text, false).is_empty());
        }
    }
}
