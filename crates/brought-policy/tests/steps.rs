//! The steps that policies ask for beside the spine: what asks for them again, what settles them, and where a follow-up moves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod packs;

use brought_calendar::{Calendar, Division};
use brought_policy::check::check;
use brought_policy::pack::{Pack, included_folders, load};
use brought_policy::standing::{Obligation, ObligationStateKind as State, Standing};
use jiff::Timestamp;

fn pack() -> Pack {
    let loaded = load(&packs::local());
    let problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    loaded.pack.unwrap_or_else(|| panic!("{}", problems.join("\n")))
}

fn at(local: &str) -> Timestamp {
    local.parse::<jiff::civil::DateTime>().unwrap().to_zoned(brought_calendar::uk_time_zone()).unwrap().timestamp()
}

fn ask_of(people: &str, events: &str, as_of: &str) -> Standing {
    let text = format!(
        "format = \"brought-chronology/1\"\nauthor = {{ practitioner = \"nurse\", role = \"practitioner\" }}\npeople = [{people}]\n\
         services = [{{ id = \"visiting\" }}]\nevents = [\n{events}\n]"
    );
    let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    brought_policy::standing(&pack(), &Calendar::bundled(Division::EnglandAndWales), &chronology, at(as_of))
}

fn ask(events: &str, as_of: &str) -> Standing {
    ask_of("{ id = \"sam\", kind = \"child\", born_on = \"2023-05-01\" }", events, as_of)
}

fn of<'s>(standing: &'s Standing, rule: &str, action: &str) -> Vec<&'s Obligation> {
    standing.obligations.iter().filter(|owed| owed.because.rule == rule && owed.action.code() == action).collect()
}

const NEGLECT: &str = r#"{ happened = "2026-01-02", factor_recorded = { factor = "neglect", state = "current" } },"#;
const MISSED: &str = r#"{ happened = "2026-01-05T10:00", contact = { setting = "home", outcome = "no_response" } },"#;

fn reviewed(day: &str) -> String {
    format!(
        r#"{{ happened = "{day}", monthly_reviewed = {{ why = "w", first_or_repeated = "f", risk = "r", parents_view = "p", action = "a" }} }},"#
    )
}

#[test]
fn a_pack_with_a_shared_part_passes() {
    let report = check(&load(&packs::local()), jiff::civil::date(2026, 1, 5));
    let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert_eq!((report.counts.rules, report.counts.scenarios), (8, 8));
}

#[test]
fn a_monthly_review_comes_again_and_never_drifts() {
    let due = |reviews: &[&str], as_of: &str| {
        let events = format!("{NEGLECT}{MISSED}{}", reviews.iter().map(|day| reviewed(day)).collect::<String>());
        let standing = ask(&events, as_of);
        let owed = of(&standing, "C-R2", "monthly_review").into_iter();
        owed.map(|owed| (owed.due.on.to_string(), owed.state.kind().code())).collect::<Vec<_>>()
    };
    let own = |expected: &[(&str, &'static str)]| expected.iter().map(|(day, state)| ((*day).to_owned(), *state)).collect::<Vec<_>>();
    assert_eq!(due(&[], "2026-01-06T12:00"), own(&[("2026-02-05", "due_later")]));
    assert_eq!(due(&["2026-01-20"], "2026-01-21T12:00"), own(&[("2026-02-05", "done"), ("2026-03-05", "due_later")]));
    assert_eq!(
        due(&["2026-01-20", "2026-01-20"], "2026-01-21T12:00"),
        own(&[("2026-02-05", "done"), ("2026-03-05", "due_later")]),
        "one day's reviews do not answer for two months"
    );
    assert_eq!(due(&["2026-02-10"], "2026-02-11T12:00"), own(&[("2026-02-05", "done_late"), ("2026-03-05", "due_later")]));
    assert_eq!(
        due(&["2026-05-10"], "2026-05-11T12:00"),
        own(&[("2026-02-05", "done_late"), ("2026-06-05", "due_later")]),
        "months that went by are not asked for afterwards"
    );
}

#[test]
fn who_is_told_changes_with_the_clock_and_the_obligation_does_not() {
    let lost = r#"{ happened = "2026-01-13T10:00", whereabouts_recorded = { known = "no", what = "the flat is empty" } },"#;
    let told = |more: &str, as_of: &str| {
        let standing = ask(&format!("{NEGLECT}{MISSED}{lost}{more}"), as_of);
        let owed =
            of(&standing, "C-R3", "inform").into_iter().find(|owed| owed.words.contains("social") || owed.words.contains("emergency"));
        let owed = owed.unwrap().clone();
        (owed.words.clone(), owed.id.clone(), owed.state.kind(), standing.changes_at)
    };
    let (office, id, state, changes) = told("", "2026-01-13T16:59");
    assert_eq!(office, "Tell the allocated social worker about the child's whereabouts, which are not known");
    assert_eq!((state, changes), (State::Overdue, Some(at("2026-01-13T17:00"))));
    let (evening, same, ..) = told("", "2026-01-13T17:00");
    assert_eq!(evening, "Tell the emergency duty team about the child's whereabouts, which are not known");
    assert_eq!(id, same);
    assert!(told("", "2026-01-17T12:00").0.contains("emergency duty team"), "a Saturday");
    for party in ["allocated_social_worker", "emergency_duty_team"] {
        let entry = format!(
            r#"{{ happened = "2026-01-13T18:00", informed = {{ party = "{party}", about = "whereabouts_unknown", how = "telephone", said = "s" }} }},"#
        );
        assert_eq!(told(&entry, "2026-01-13T19:00").2, State::DoneLate, "{party}");
    }
    let other = r#"{ happened = "2026-01-13T18:00", informed = { party = "gp_practice", about = "whereabouts_unknown", how = "telephone", said = "s" } },"#;
    assert_eq!(told(other, "2026-01-13T19:00").2, State::Overdue);
}

#[test]
fn an_alert_stands_first_until_a_practitioner_signs_that_it_ends() {
    let decided = |day: &str, active: bool, author: &str| {
        format!(
            r#"{{ happened = "2026-01-{day}T10:00", {author}alert_decided = {{ place = "this_record", active = {active}, directions = "Keep the child and ring us", reasons = "r" }} }},"#
        )
    };
    let alerts = |events: &str| {
        ask(&format!("{MISSED}{events}"), "2026-01-20T12:00").alerts.into_iter().map(|alert| alert.words).collect::<Vec<_>>()
    };
    let (set, ended) = (decided("06", true, ""), decided("08", false, ""));
    assert_eq!(alerts(&set), ["Keep the child and ring us", "Missed once."]);
    assert_eq!(alerts(&format!("{set}{ended}")), ["Missed once."]);
    let elsewhere = decided("08", false, "author = { system = \"records\" }, ");
    assert_eq!(alerts(&format!("{set}{elsewhere}")).len(), 2, "another system ends no alert");
    let clerk = decided("08", false, "author = { practitioner = \"p\", role = \"administrator\" }, ");
    assert_eq!(alerts(&format!("{set}{clerk}")).len(), 2, "an administrator ends no alert");
}

#[test]
fn a_vulnerability_moves_a_follow_up_and_it_does_not_come_back() {
    let later = NEGLECT.replace("2026-01-02", "2026-01-07");
    let over = later.replace("01-07", "01-09").replace("current", "ended");
    let before = ask(MISSED, "2026-01-06T12:00");
    assert_eq!(before.follow_ups[0].pathway.as_deref(), Some("usual"));
    for events in [format!("{MISSED}{later}"), format!("{MISSED}{later}{over}")] {
        let standing = ask(&events, "2026-01-10T12:00");
        let follow_up = &standing.follow_ups[0];
        assert_eq!((follow_up.pathway.as_deref(), follow_up.stage.as_str()), (Some("careful"), "first"));
        let because = follow_up.pathway_because.as_ref().unwrap();
        assert!(because.facts.iter().any(|(fact, _)| fact.code() == "vulnerability_known"), "{because:?}");
        let stays = of(&standing, "L-R3", "establish_reason");
        assert!(stays[0].is_open(), "what was asked before stays");
        assert_eq!(of(&standing, "L-R2", "offer_help").len(), 1, "the new pathway asks as if it had been there");
        assert!(standing.alerts.iter().any(|alert| alert.words == "Missed once."), "and so does what was shown");
    }
    let not_known = later.replace("current", "not_known");
    assert_eq!(ask(&format!("{MISSED}{not_known}"), "2026-01-10T12:00").follow_ups[0].pathway.as_deref(), Some("careful"));
}

#[test]
fn a_birth_moves_the_follow_up_to_the_pathways_of_children() {
    let events = format!("{MISSED}{{ happened = \"2026-02-20\", born = true }},");
    let standing = |as_of: &str| ask_of("{ id = \"bump\", kind = \"unborn_child\", due_on = \"2026-03-01\" }", &events, as_of);
    let born = standing("2026-02-21T12:00");
    assert_eq!(born.follow_ups[0].pathway.as_deref(), Some("usual"));
    assert!(of(&born, "L-R1", "take_step")[0].is_open());
    assert_eq!(of(&born, "L-R3", "establish_reason").len(), 1);
}

#[test]
fn each_step_is_settled_by_its_own_entry_and_by_nothing_less() {
    let states = |event: &str, rule: &str, action: &str| {
        let standing = ask(&format!("{NEGLECT}{MISSED}{}{event}", MISSED.replace("05T", "06T")), "2026-01-30T12:00");
        of(&standing, rule, action).into_iter().map(|owed| owed.state.kind().code()).collect::<Vec<_>>()
    };
    for (event, rule, action, settled) in [
        (r#"help_offered = { help = "transport", answer = "declined" }"#, "L-R2", "offer_help", true),
        (r#"help_offered = { help = "transport", answer = "no_answer_yet" }"#, "L-R2", "offer_help", false),
        (r#"help_offered = { help = "diary", answer = "accepted" }"#, "L-R2", "offer_help", false),
        (r#"agreement_made = { if_next_fails = "visit", what = "w", agreed_with = ["GP"] }"#, "L-R2", "agree_next_step", true),
        (r#"letter_sent = { kind = "card_left", to = "them", copy = "c", document = "rearrange_card" }"#, "C-R1", "send", true),
        (r#"letter_sent = { kind = "card_left", to = "them", copy = "c" }"#, "C-R1", "send", false),
        (r#"records_reviewed = { which = ["file_index", "siblings"], found = "f" }"#, "C-R4", "review_records", true),
        (r#"records_reviewed = { which = ["file_index"], found = "f" }"#, "C-R4", "review_records", false),
        (r#"further_visit_set = { by = "2026-01-20", visitor = "practitioner", child = "sam" }"#, "L-R2", "set_further_visit", true),
    ] {
        let found = states(&format!("{{ happened = \"2026-01-07T10:00\", {event} }},"), rule, action);
        let open = ["overdue", "due", "due_later"].contains(&found[0]);
        assert_eq!((found.len(), open), (1, !settled), "{event}: {found:?}");
    }
}

#[test]
fn another_contact_is_asked_for_in_its_window_and_a_plan_for_it_answers() {
    let planned = r#"{ happened = "2026-01-07T10:00", contact_planned = { contact = "next", service = "visiting", planned_for = "2026-02-10T10:00", setting = "home" } },"#;
    let standing = ask(MISSED, "2026-01-06T12:00");
    let owed = of(&standing, "L-R3", "plan_contact")[0];
    assert_eq!((owed.due.not_before.unwrap().to_string(), owed.due.on.to_string()), ("2026-02-02".into(), "2026-02-16".into()));
    let after = ask(&format!("{MISSED}{planned}"), "2026-01-08T12:00");
    assert_eq!(of(&after, "L-R3", "plan_contact")[0].state.kind(), State::Done);
    let six_week = MISSED.replace("outcome", "programme = \"six_week\", outcome");
    assert_eq!(of(&ask(&six_week, "2026-01-06T12:00"), "L-R3", "plan_contact").len(), 0, "a condition of the duty's own");
}

#[test]
fn an_agreement_is_broken_by_the_first_contact_after_it_and_spent_when_the_child_is_seen() {
    let agreed = r#"{ happened = "2026-01-06T10:00", agreement_made = { if_next_fails = "refer", what = "w", agreed_with = ["GP"] } },"#;
    let contact = |day: &str, outcome: &str| {
        format!(r#"{{ happened = "2026-01-{day}T10:00", contact = {{ setting = "home", outcome = "{outcome}" }} }},"#)
    };
    let refers = |events: &str| of(&ask(&format!("{NEGLECT}{MISSED}{agreed}{events}"), "2026-01-30T12:00"), "L-R4", "refer").len();
    assert_eq!(refers(""), 0);
    assert_eq!(refers(&contact("12", "no_response")), 1);
    assert_eq!(refers(&format!("{}{}", contact("12", "seen"), contact("19", "no_response"))), 0);
}

#[test]
fn what_a_pack_includes_is_found_by_its_path_and_named_by_it() {
    let mut files = packs::local();
    assert_eq!(included_folders(&files), ["../county"]);
    assert_eq!(pack().parameters["soon"].values[0].1.to_string(), "1 working day", "its own value wins");
    files.retain(|path, _| !path.starts_with("../county/"));
    let problems = packs::problems(&files);
    assert!(problems[0].contains("neither a part.toml nor a pack.toml in `../county`"), "{problems:?}");
}

#[test]
fn the_same_id_in_two_files_is_told_with_both_places() {
    let with = |file: &str, text: &str| {
        let mut files = packs::local();
        files.get_mut(file).unwrap().push_str(text);
        packs::problems(&files)
    };
    let clause = with("clauses.toml", "\n[[clause]]\nid = \"C-01\"\nsection = \"1\"\nsays = \"Again.\"\nheld_by = \"rules\"\n");
    assert!(clause.iter().any(|told| told.contains("the clause `C-01` stands in ../county/clauses.toml:1 as well")), "{clause:?}");
    let condition = with("pack.toml", "\n[conditions.missing]\nwhen = \"unborn\"\nclause = [\"L-01\"]\nbasis = \"document\"\n");
    assert!(condition.iter().any(|told| told.contains("`missing` stands in ../county/part.toml:21 as well")), "{condition:?}");
    let rule = "\n```rule\nid = \"C-R1\"\nclause = [\"L-01\"]\nwhen = \"unborn\"\nalert = \"a\"\n```\n";
    let rule = with("pathways/usual.md", rule);
    assert!(rule.iter().any(|told| told.contains("there is another rule `C-R1`, in ../county/pathways/careful.md:3")), "{rule:?}");
}

#[test]
fn what_is_written_wrongly_is_told_at_its_place() {
    let but_for = |file: &str, passage: &str, instead: &str| {
        let mut files = packs::local();
        let text = files.get_mut(file).unwrap();
        assert_eq!(text.matches(passage).count(), 1, "{passage}");
        *text = text.replace(passage, instead);
        packs::problems(&files).join("\n")
    };
    let page = "../county/pathways/careful.md";
    for (file, passage, instead, told) in [
        (page, "document = \"rearrange_card\"", "document = \"rearange_card\"", "did you mean `rearrange_card`?"),
        (page, "place = \"this_record\"", "place = \"the_record\"", "did you mean `this_record`?"),
        (page, "with = [\"police\", ", "with = [\"polce\", ", "`polce` is not a known party to tell"),
        (page, "set = \"liaison_level_1\"", "set = \"liaison_level_2\"", "did you mean `liaison_level_1`?"),
        (page, "each = \"month\"", "each = \"moth\"", "did you mean `month`?"),
        ("pathways/careful.md", "help = [\"transport\", ", "help = [\"transprt\", ", "did you mean `transport`?"),
        ("pathways/usual.md", "programme_contact != six_week", "programme_contact != six_weak", "did you mean `six_week`?"),
        ("pack.toml", "follows = \"unborn\"", "follows = \"unborne\"", "did you mean `unborn`?"),
        ("pack.toml", "id = \"usual\"\ntitle", "id = \"usual\"\nwhen = \"unborn\"\ntitle", "no pathway takes the children for whom"),
        (
            "../county/part.toml",
            "file = \"documents/card.md\"",
            "file = \"documents/cad.md\"",
            "there is no file `../county/documents/cad.md`",
        ),
    ] {
        let problems = but_for(file, passage, instead);
        assert!(problems.contains(told), "{instead}: {problems}");
    }
}

/// The small good pack under `../good`, and a service's own pack over it that says only what it adds.
fn layered() -> brought_policy::pack::PackFiles {
    let own = "id = \"over\"\ntitle = \"A service's own\"\npublisher = \"Nobody: written for tests\"\nversion = \"1.0\"\nin_force_from = 2024-01-01\n\
               nation = \"england-and-wales\"\ninclude = [\"../good\"]\n\n[source]\ndocument = \"Written for tests\"\n\
               sha256 = \"0000000000000000000000000000000000000000000000000000000000000000\"\n\n\
               [parameters.ask_others]\nvalue = \"1 working day\"\nclause = [\"O-01\"]\nbasis = \"document\"\n";
    let clauses = "[[clause]]\nid = \"O-01\"\nsection = \"1\"\nsays = \"Ask within a day.\"\nheld_by = \"judgement\"\nwhy = \"w\"\n";
    let own = [("pack.toml", own), ("clauses.toml", clauses)].map(|(file, text)| (file.to_owned(), text.to_owned()));
    own.into_iter().chain(packs::good().into_iter().map(|(file, text)| (format!("../good/{file}"), text))).collect()
}

#[test]
fn a_pack_that_lies_over_another_has_its_rules_and_what_it_does_not_say_itself() {
    let loaded = load(&layered());
    let problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let pack = loaded.pack.as_ref().unwrap();
    assert_eq!(pack.rules().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ["S-R1", "S-R2", "S-R3"]);
    assert!(pack.rules().all(|rule| rule.proven_in.as_deref() == Some("../good")));
    assert_eq!((pack.id.as_str(), pack.escalation.len(), pack.pathways.len()), ("over", 2, 2));
    assert_eq!(pack.parameters["ask_others"].values[0].1.to_string(), "1 working day");
    assert!(check(&loaded, jiff::civil::date(2026, 1, 5)).passes());
    let mut changed = layered();
    changed.get_mut("../good/pathways/children.md").unwrap().push('\n');
    assert_ne!(load(&changed).pack.unwrap().digest, pack.digest, "the digest covers what is included");
}
