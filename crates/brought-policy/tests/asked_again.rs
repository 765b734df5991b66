//! What a pack asks for again and when, what counts though nobody arranged it, and what it takes to settle a step for good.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod packs;

use brought_calendar::{Calendar, Division};
use brought_policy::Action;
use brought_policy::deadline::Deadline;
use brought_policy::pack::{Pack, PackFiles, load};
use brought_policy::standing::{Obligation, Standing};
use jiff::Timestamp;

fn loaded(files: &PackFiles) -> Pack {
    let loaded = load(files);
    let problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    loaded.pack.unwrap_or_else(|| panic!("{}", problems.join("\n")))
}

/// The local pack with one more rule for children of whom no vulnerability is known.
fn with_rule(when: &str, keys: &str) -> Pack {
    let mut files = packs::local();
    let rule = format!("\n```rule\nid = \"N-R1\"\nclause = [\"L-02\"]\nwhen = \"{when}\"\n{keys}\n```\n");
    files.get_mut("pathways/usual.md").unwrap().push_str(&rule);
    loaded(&files)
}

/// The same with a rule that asks for one step on the first failed contact.
fn asking(what: &str) -> Pack {
    with_rule("failed_contacts >= 1", &format!("raise = [{{ {what}, owner = \"practitioner\", due = \"$soon\" }}]"))
}

fn at(local: &str) -> Timestamp {
    local.parse::<jiff::civil::DateTime>().unwrap().to_zoned(brought_calendar::uk_time_zone()).unwrap().timestamp()
}

fn ask(pack: &Pack, events: &str, as_of: &str) -> Standing {
    let text = format!(
        "format = \"brought-chronology/1\"\nauthor = {{ practitioner = \"nurse\", role = \"practitioner\" }}\n\
         people = [{{ id = \"sam\", kind = \"child\", born_on = \"2023-05-01\" }}]\nservices = [{{ id = \"visiting\" }}]\nevents = [\n{events}\n]"
    );
    let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    brought_policy::standing(pack, &Calendar::bundled(Division::EnglandAndWales), &chronology, at(as_of))
}

fn of<'s>(standing: &'s Standing, rule: &str) -> Vec<&'s Obligation> {
    standing.obligations.iter().filter(|owed| owed.because.rule == rule).collect()
}

fn told(files: &PackFiles) -> String {
    packs::problems(files).join("\n")
}

const MISSED: &str = r#"{ happened = "2026-01-05T10:00", contact = { setting = "home", outcome = "no_response" } },"#;

fn entry(at: &str, what: &str) -> String {
    format!("{{ happened = \"2026-{at}\", {what} }},\n")
}

fn contact(at: &str, keys: &str) -> String {
    entry(at, &format!("contact = {{ {keys} }}"))
}

#[test]
fn contacts_missed_again_and_again_are_a_pattern_of_their_own() {
    let pack = with_rule("failed_contacts >= 2", "pattern = \"missed_contacts\"");
    let standing = ask(&pack, &format!("{MISSED}{}", MISSED.replace("05T", "12T")), "2026-01-13T12:00");
    let words: Vec<String> = standing.patterns.iter().map(|pattern| pattern.pattern.to_string()).collect();
    assert_eq!(words, ["contacts missed again and again"]);
}

#[test]
fn two_reviews_in_one_week_are_not_two_months() {
    let pack = asking("do = \"monthly_review\", each = \"month\"").clone();
    let mut pack = pack;
    // Due a month later each time, and not a day.
    for pathway in &mut pack.pathways {
        pathway.rules.alter(|rules| {
            rules.iter_mut().filter(|rule| rule.id == "N-R1").for_each(|rule| rule.duties[0].deadline = Some(Deadline::Months(1)));
        });
    }
    let review = |day: &str| {
        entry(day, "monthly_reviewed = { why = \"w\", first_or_repeated = \"f\", risk = \"r\", parents_view = \"p\", action = \"a\" }")
    };
    let owed = |reviews: &[&str], as_of: &str| {
        let events = format!("{MISSED}{}", reviews.iter().map(|day| review(day)).collect::<String>());
        let standing = ask(&pack, &events, as_of);
        of(&standing, "N-R1").iter().map(|owed| format!("{} {}", owed.due.on, owed.state.kind().code())).collect::<Vec<_>>()
    };
    assert_eq!(owed(&["01-06", "01-08"], "2026-01-09T12:00"), ["2026-02-05 done", "2026-03-05 due_later"]);
    assert_eq!(owed(&["01-06", "02-05"], "2026-02-05T12:00"), ["2026-02-05 done", "2026-03-05 due_later"]);
    assert_eq!(owed(&["01-06", "02-06"], "2026-02-07T12:00")[..2], ["2026-02-05 done", "2026-03-05 done"]);
    assert_eq!(
        owed(&["02-10", "02-10", "02-11"], "2026-02-12T12:00")[..2],
        ["2026-02-05 done_late", "2026-03-05 done"],
        "a late review begins the next turn on the day after"
    );
}

#[test]
fn a_rule_for_each_change_asks_when_its_condition_comes_to_hold_and_again_after_it_ceased() {
    let keys = "each = \"change\"\nraise = [{ do = \"establish_reason\", owner = \"practitioner\", due = \"$soon\" }]";
    let pack = with_rule("whereabouts_unknown", keys);
    let known = |day: &str, known: &str| entry(day, &format!("whereabouts_recorded = {{ known = \"{known}\", what = \"w\" }}"));
    let reason = |day: &str| entry(day, "analysis_signed = { impact = \"i\", decision = { steps = \"s\" }, reasons = [\"illness\"] }");
    let raised = |events: &str| {
        let standing = ask(&pack, &format!("{MISSED}{events}"), "2026-02-01T12:00");
        of(&standing, "N-R1").iter().map(|owed| owed.raised.day(&brought_calendar::uk_time_zone()).to_string()).collect::<Vec<_>>()
    };
    assert_eq!(raised(""), [""; 0]);
    let lost = known("01-06T10:00", "no");
    assert_eq!(raised(&format!("{lost}{}", known("01-07T10:00", "no"))), ["2026-01-06"]);
    let answered = format!("{lost}{}{}", reason("01-07T10:00"), known("01-08T10:00", "no"));
    assert_eq!(raised(&answered), ["2026-01-06"], "it still holds: nothing has changed");
    let again = format!("{answered}{}{}", known("01-09T10:00", "yes"), known("01-12T10:00", "no"));
    assert_eq!(raised(&again), ["2026-01-06", "2026-01-12"]);
    let unanswered = format!("{lost}{}{}", known("01-09T10:00", "yes"), known("01-12T10:00", "no"));
    assert_eq!(raised(&unanswered), ["2026-01-06"], "while it is still owed, the new change joins it");
}

/// A condition can cease by time alone, when what it rests on leaves the window.
#[test]
fn a_change_is_seen_also_when_time_alone_ended_what_held_before() {
    let keys = "each = \"change\"\nraise = [{ do = \"establish_reason\", owner = \"practitioner\", due = \"$soon\" }]";
    let pack = with_rule("unscheduled_attendances >= 1", keys);
    let came = |day: &str| format!("{{ happened = \"{day}\", unscheduled_attendance = {{ place = \"hospital\" }} }},\n");
    let events = format!(
        "{MISSED}{}{}{}",
        came("2026-01-06T10:00"),
        entry("01-07T10:00", "analysis_signed = { impact = \"i\", decision = { steps = \"s\" }, reasons = [\"illness\"] }"),
        came("2027-06-01T10:00")
    );
    assert_eq!(of(&ask(&pack, &events, "2027-06-02T12:00"), "N-R1").len(), 2);
}

#[test]
fn telling_whoever_is_social_care_at_the_hour_tells_social_care() {
    let pack = asking("do = \"inform\", with = \"childrens_social_care\", about = \"still_unseen\"");
    for (party, open) in
        [("childrens_social_care", false), ("allocated_social_worker", false), ("emergency_duty_team", false), ("gp_practice", true)]
    {
        let entry = entry(
            "01-06T10:00",
            &format!("informed = {{ party = \"{party}\", about = \"still_unseen\", how = \"telephone\", said = \"s\" }}"),
        );
        let standing = ask(&pack, &format!("{MISSED}{entry}"), "2026-01-07T12:00");
        assert_eq!(of(&standing, "N-R1")[0].is_open(), open, "{party}");
    }
    let narrower = asking("do = \"inform\", with = \"allocated_social_worker\", about = \"still_unseen\"");
    let told = entry(
        "01-06T10:00",
        "informed = { party = \"childrens_social_care\", about = \"still_unseen\", how = \"telephone\", said = \"s\" }",
    );
    assert!(of(&ask(&narrower, &format!("{MISSED}{told}"), "2026-01-07T12:00"), "N-R1")[0].is_open());
}

#[test]
fn telling_that_has_to_be_understood_stays_open_until_it_is() {
    let pack = asking("do = \"inform\", with = \"parent_or_carer\", about = \"withdrawal\", understood = true");
    for (understood, open) in [("yes", false), ("no", true), ("not_known", true)] {
        let entry = entry(
            "01-06T10:00",
            &format!(
                "informed = {{ party = \"parent_or_carer\", about = \"withdrawal\", how = \"telephone\", understood = \"{understood}\", said = \"s\" }}"
            ),
        );
        let standing = ask(&pack, &format!("{MISSED}{entry}"), "2026-01-07T12:00");
        let owed = of(&standing, "N-R1")[0];
        assert_eq!(
            (owed.is_open(), owed.words.ends_with("and make sure that it is understood")),
            (open, true),
            "{understood}: {}",
            owed.words
        );
    }
}

#[test]
fn an_alert_that_has_to_stand_is_settled_by_one_with_directions() {
    let pack = asking("do = \"decide_alert\", place = \"this_record\", active = true");
    for (active, directions, open) in [(true, "Ring us", false), (true, " ", true), (false, "Ring us", true)] {
        let entry = entry(
            "01-06T10:00",
            &format!("alert_decided = {{ place = \"this_record\", active = {active}, directions = \"{directions}\", reasons = \"r\" }}"),
        );
        let standing = ask(&pack, &format!("{MISSED}{entry}"), "2026-01-07T12:00");
        let owed = of(&standing, "N-R1")[0];
        assert_eq!((owed.is_open(), owed.words.starts_with("Make sure that an alert stands")), (open, true), "{active} {directions:?}");
    }
}

#[test]
fn asking_for_address_and_contact_details_confirms_them() {
    let pack = asking("do = \"take_step\", step = \"confirm_details\"");
    let liaison = |day: &str, asked: &str| {
        entry(day, &format!("liaison_recorded = {{ agency = \"gp_practice\", asked = [{asked}], learnt = \"l\" }}"))
    };
    let both = liaison("01-06T10:00", "\"address\", \"contact_details\"");
    let unsigned = both.replacen("{ happened", "{ author = { system = \"records\" }, happened", 1);
    for (events, open) in [
        (both, false),
        (liaison("01-06T10:00", "\"address\""), true),
        (format!("{}{}", liaison("01-06T10:00", "\"address\""), liaison("01-07T10:00", "\"contact_details\"")), false),
        (unsigned, true),
    ] {
        let standing = ask(&pack, &format!("{MISSED}{events}"), "2026-01-08T12:00");
        assert_eq!(of(&standing, "N-R1")[0].is_open(), open, "{events}");
    }
    let other = asking("do = \"take_step\", step = \"check_visit_safety\"");
    let asked = liaison("01-06T10:00", "\"address\", \"contact_details\"");
    assert!(of(&ask(&other, &format!("{MISSED}{asked}"), "2026-01-08T12:00"), "N-R1")[0].is_open());
}

#[test]
fn some_outcomes_can_count_though_nobody_arranged_the_contact() {
    let counted = |opportunistic: &str, outcome: &str, setting: &str| {
        let mut files = packs::local();
        let text = files.get_mut("pack.toml").unwrap();
        *text = text.replace("[patterns]\n", &format!("opportunistic_counts = {opportunistic}\n\n[patterns]\n"));
        let keys = format!("setting = \"{setting}\", arranged = \"opportunistic\", outcome = \"{outcome}\"");
        ask(&loaded(&files), &contact("01-05T10:00", &keys), "2026-01-06T12:00").follow_ups.len()
    };
    let some = "[\"left_before_being_seen\", \"discharged_against_advice\"]";
    assert_eq!(counted(some, "left_before_being_seen", "hospital"), 1);
    assert_eq!(counted(some, "no_response", "home"), 0);
    assert_eq!(counted("[]", "left_before_being_seen", "hospital"), 0);
    assert_eq!(counted("true", "no_response", "home"), 1);
    assert_eq!(counted("false", "left_before_being_seen", "hospital"), 0);
}

#[test]
fn an_outcome_that_does_not_count_cannot_count_unarranged() {
    let files = packs::good_but_for("pack.toml", "opportunistic_counts = false", "opportunistic_counts = [\"seen\"]");
    assert!(told(&files).contains("`seen` does not count, so it cannot count when nobody arranged it either"), "{}", told(&files));
}

/// The good pack, and one over it that says nothing of its own.
fn over(source: &str, clauses: &str) -> PackFiles {
    let own = format!(
        "id = \"over\"\ntitle = \"Two together\"\npublisher = \"Nobody: written for tests\"\nversion = \"1.0\"\nin_force_from = 2024-01-01\n\
         nation = \"england-and-wales\"\ninclude = [\"../good\"]\n{source}"
    );
    let own = [("pack.toml".to_owned(), own), ("clauses.toml".to_owned(), clauses.to_owned())];
    own.into_iter().chain(packs::good().into_iter().map(|(file, text)| (format!("../good/{file}"), text))).collect()
}

#[test]
fn a_pack_that_only_includes_packs_has_their_documents() {
    let pack = loaded(&over("", "# None of its own.\n"));
    assert_eq!(pack.sources.iter().map(|source| source.document.as_str()).collect::<Vec<_>>(), ["Written for tests"]);
    let own = "[source]\ndocument = \"Its own\"\nsha256 = \"0000000000000000000000000000000000000000000000000000000000000000\"\n";
    let pack = loaded(&over(own, ""));
    assert_eq!(pack.sources.iter().map(|source| source.document.as_str()).collect::<Vec<_>>(), ["Its own", "Written for tests"]);
    let clause = "[[clause]]\nid = \"O-01\"\nsection = \"1\"\nsays = \"s\"\nheld_by = \"judgement\"\nwhy = \"w\"\n";
    assert!(told(&over("", clause)).contains("`source` is missing"), "clauses come out of a document: {}", told(&over("", clause)));
    assert!(
        told(&packs::good_but_for(
            "pack.toml",
            "[source]\ndocument = \"Written for tests\"\nsha256 = \"0000000000000000000000000000000000000000000000000000000000000000\"\n",
            ""
        ))
        .contains("`source` is missing")
    );
}

#[test]
fn a_time_that_changes_holds_for_what_begins_from_that_day_on() {
    let dated = "values = [{ from = 2024-01-01, value = \"2 working days\" }, { from = 2026-02-16, value = \"5 working days\" }, { from = 2026-03-02, value = \"1 working day\" }]";
    let pack = loaded(&packs::good_but_for("pack.toml", "value = \"2 working days\"", dated));
    let due = |second: &str| {
        let events = format!("{MISSED}{{ happened = \"{second}T10:00\", contact = {{ setting = \"home\", outcome = \"no_response\" }} }},");
        let standing = ask(&pack, &events, "2026-03-20T12:00");
        of(&standing, "S-R1").iter().find(|owed| owed.action == Action::Liaise).unwrap().due.on.to_string()
    };
    assert_eq!(due("2026-02-13"), "2026-02-17");
    assert_eq!(due("2026-02-16"), "2026-02-23");
    assert_eq!(due("2026-03-01"), "2026-03-06");
    assert_eq!(due("2026-03-02"), "2026-03-03");
}
