//! Ways of ending that rest on a condition, pauses that are over by themselves, and what is only offered (SWI-08, SWI-15, STW-12, BOL-03).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod packs;

use brought_calendar::{Calendar, Division};
use brought_policy::Pack;
use brought_policy::pack::{PackFiles, load};
use brought_policy::standing::{FollowUpState, Obligation, ObligationStateKind as State, Standing};
use jiff::Timestamp;

/// A pack in which offers can be paused at the second attempt, and in which sharing, a card and an offer are asked for.
fn files(raise: &str) -> PackFiles {
    let mut files = packs::local();
    let mut change = |file: &str, passage: &str, instead: &str| {
        let text = files.get_mut(file).unwrap();
        assert_eq!(text.matches(passage).count(), 1, "{passage}");
        *text = text.replace(passage, instead);
    };
    change(
        "pack.toml",
        "failed_contacts >= 1\", clause = [\"L-02\"] }]",
        "failed_contacts >= 2\", clause = [\"L-02\"] }, { layer = \"discharged_risk_excluded\", when = \"always\", clause = [\"L-02\"] }]",
    );
    let page = files.get_mut("pathways/usual.md").unwrap();
    *page = page.replace(
        "raise = [\n  { do = \"plan_contact\", owner = \"practitioner\", due = \"$window\", when = \"latest_programme_contact != six_week\" },",
        &format!("raise = [\n{raise}"),
    );
    files
}

fn pack(raise: &str) -> Pack {
    let loaded = load(&files(raise));
    let problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    loaded.pack.unwrap_or_else(|| panic!("{}", problems.join("\n")))
}

fn at(local: &str) -> Timestamp {
    local.parse::<jiff::civil::DateTime>().unwrap().to_zoned(brought_calendar::uk_time_zone()).unwrap().timestamp()
}

fn ask(raise: &str, events: &str, as_of: &str) -> Standing {
    let text = format!(
        "format = \"brought-chronology/1\"\nauthor = {{ practitioner = \"nurse\", role = \"practitioner\" }}\n\
         people = [{{ id = \"sam\", kind = \"child\", born_on = \"2023-05-01\" }}]\nservices = [{{ id = \"visiting\" }}]\nevents = [\n{events}\n]"
    );
    let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    brought_policy::standing(&pack(raise), &Calendar::bundled(Division::EnglandAndWales), &chronology, at(as_of))
}

fn of<'s>(standing: &'s Standing, rule: &str, action: &str) -> Vec<&'s Obligation> {
    standing.obligations.iter().filter(|owed| owed.because.rule == rule && owed.action.code() == action).collect()
}

fn is_open(standing: &Standing) -> bool {
    standing.follow_ups[0].is_open()
}

fn why(standing: &Standing) -> String {
    standing.set_aside.iter().map(|aside| aside.why.as_str()).collect::<Vec<_>>().join("\n")
}

const NOTHING: &str = "";
const FIRST: &str = r#"{ happened = "2026-01-05T10:00", contact = { setting = "home", outcome = "no_response" } },"#;
const SECOND: &str = r#"{ happened = "2026-02-09T10:00", contact = { setting = "home", outcome = "no_response" } },"#;

fn assessed(vulnerable: &str) -> String {
    format!(r#"{{ happened = "2026-02-10T09:00", vulnerability_assessed = {{ vulnerable = "{vulnerable}", findings = "f" }} }},"#)
}

const PAUSED: &str = r#"{ id = "paused", happened = "2026-02-12T11:00", follow_up_ended = { offers_paused = { reasons = "r", told = ["parents"], plan = "p", shared_with = ["GP"], next_contact_on = "2026-06-01" } } },"#;
const DISCHARGED: &str = r#"{ happened = "2026-02-12T11:00", follow_up_ended = { discharged_risk_excluded = { reasons = "r", told = ["parents"], risk_excluded = "seen by the GP", referrer_and_gp_told = true } } },"#;

fn paused() -> String {
    format!("{FIRST}{SECOND}{}{PAUSED}", assessed("no"))
}

#[test]
fn a_layer_is_allowed_only_while_its_condition_certainly_holds() {
    assert!(!is_open(&ask(NOTHING, &paused(), "2026-02-13T12:00")));
    let once = ask(NOTHING, &paused().replace(FIRST, ""), "2026-02-13T12:00");
    assert!(is_open(&once));
    let told = why(&once);
    assert!(told.contains("only when `failed_contacts >= 2`") && told.contains("number of failed contacts: 1"), "{told}");
    assert!(told.contains("L-02"), "{told}");
}

/// A year that was mistyped would keep a child out of sight until then (SWI-15).
#[test]
fn a_pause_reaches_two_years_ahead_and_no_further() {
    let until = |day: &str| ask(NOTHING, &paused().replace("2026-06-01", day), "2026-02-13T12:00");
    assert!(!is_open(&until("2028-02-14")));
    let further = until("2028-02-15");
    assert!(is_open(&further) && why(&further).contains("look at the year"), "{}", why(&further));
}

#[test]
fn a_condition_belongs_to_the_layers_that_a_policy_may_narrow() {
    let problems = |ending: &str| {
        let mut files = files(NOTHING);
        let text = files.get_mut("pack.toml").unwrap();
        *text = text.replace("{ layer = \"discharged_risk_excluded\", when = \"always\", clause = [\"L-02\"] }]", &format!("{ending}]"));
        packs::problems(&files).into_iter().filter(|problem| !problem.starts_with("warning")).collect::<Vec<_>>().join("\n")
    };
    for (ending, told) in [
        ("{ layer = \"handed_over\", when = \"failed_contacts >= 1\", clause = [\"L-02\"] }", ""),
        ("{ layer = \"died\", when = \"failed_contacts >= 1\", clause = [\"L-02\"] }", "`died` takes no condition"),
        ("{ layer = \"offers_paused\", when = \"always\", clause = [\"L-02\"] }", "`offers_paused` stands here twice"),
        ("{ layer = \"handed_over\", when = \"failed_contacs >= 1\", clause = [\"L-02\"] }", "did you mean `failed_contacts`?"),
        ("{ layer = \"handed_over\", clause = [\"L-02\"] }", "`when` is missing from this ending"),
        ("\"discharged_risk_excluded\"", "`discharged_risk_excluded` stands here without a clause"),
        ("{ layer = \"expired\", when = \"always\", clause = [\"L-02\"] }", "a pack cannot end a follow-up"),
    ] {
        let found = problems(ending);
        assert!(if told.is_empty() { found.is_empty() } else { found.contains(told) }, "{ending}: {found}");
    }
}

#[test]
fn offers_are_not_paused_over_a_vulnerability_that_is_known_or_not_known() {
    let without_the_careful = |events: &str| {
        // The vulnerability is found before the first failure in a pack whose careful pathway asks for something else.
        let mut files = files(NOTHING);
        let text = files.get_mut("pack.toml").unwrap();
        *text = text.replace("when = \"vulnerability_known\"", "when = \"unborn\"");
        let pack = load(&files).pack.unwrap();
        let text = format!(
            "format = \"brought-chronology/1\"\nauthor = {{ practitioner = \"nurse\", role = \"practitioner\" }}\n\
             people = [{{ id = \"sam\", kind = \"child\", born_on = \"2023-05-01\" }}]\nservices = [{{ id = \"visiting\" }}]\nevents = [\n{events}\n]"
        );
        let chronology = brought_forms::chronology_file::read_toml(&text).unwrap();
        brought_policy::standing(&pack, &Calendar::bundled(Division::EnglandAndWales), &chronology, at("2026-02-13T12:00"))
    };
    assert!(!is_open(&without_the_careful(&paused())));
    let factor = |state: &str| format!(r#"{{ happened = "2026-01-02", factor_recorded = {{ factor = "neglect", state = "{state}" }} }},"#);
    for (events, told) in [
        (paused().replace(r#"vulnerable = "no""#, r#"vulnerable = "yes""#), "one is known"),
        (factor("current") + &paused(), "one is known"),
        (factor("not_known") + &paused(), "nobody knows"),
    ] {
        let standing = without_the_careful(&events);
        assert!(is_open(&standing) && why(&standing).contains(told), "{events}: {}", why(&standing));
    }
    assert!(!is_open(&without_the_careful(&(factor("ended") + &paused()))));
}

#[test]
fn analysis_and_sharing_are_part_of_a_pause_and_of_nothing_else() {
    let raise = r#"  { do = "inform", with = "relevant_agencies", about = "plan_and_rationale", owner = "practitioner", due = "$soon" },"#;
    assert!(why(&ask(raise, &paused(), "2026-02-13T12:00")).contains("Answer this first: tell"));
    let told = r#"{ happened = "2026-02-11T09:00", informed = { party = "relevant_agencies", name = "GP", about = "plan_and_rationale", how = "letter", said = "s" } },"#;
    assert!(!is_open(&ask(raise, &paused().replace(PAUSED, &format!("{told}{PAUSED}")), "2026-02-13T12:00")));
    assert!(!is_open(&ask(raise, &paused().replace(PAUSED, DISCHARGED), "2026-02-13T12:00")));
    let raise = r#"  { do = "record_impact_and_decision", owner = "practitioner", due = "$soon" },"#;
    assert!(is_open(&ask(raise, &paused(), "2026-02-13T12:00")));
}

#[test]
fn risk_is_not_excluded_while_the_question_of_danger_is_open_or_answered_yes() {
    let ended =
        |raise: &str, more: &str| !is_open(&ask(raise, &paused().replace(PAUSED, &format!("{more}{DISCHARGED}")), "2026-02-13T12:00"));
    assert!(ended(NOTHING, ""));
    let asks = r#"  { do = "decide_concerns", owner = "practitioner", due = "$soon" },"#;
    let answered = |now: &str| {
        format!(
            r#"{{ happened = "2026-02-11T09:00", concerns_decided = {{ answers = {{ endangered_now = "{now}", earlier_concerns = "no", plan_now = "no", looked_after = "no", protection_plan_last_year = "no", family_violence = "no", religious_or_cultural_risk = "no" }}, reasons = "r" }} }},"#
        )
    };
    assert!(!ended(asks, ""), "nobody has answered");
    assert!(ended(asks, &answered("no")));
    assert!(!ended(asks, &answered("yes")));
    assert!(!ended(asks, &answered("not_known")));
}

#[test]
fn a_pause_is_over_when_its_day_has_passed_and_says_before_when_that_will_be() {
    let until = ask(NOTHING, &paused(), "2026-06-01T23:59");
    assert!(!is_open(&until));
    assert_eq!(until.changes_at, Some(at("2026-06-02T00:00")));
    for as_of in ["2026-06-02T00:00", "2027-06-02T00:00"] {
        let after = ask(NOTHING, &paused(), as_of);
        assert!(is_open(&after), "{as_of}");
        assert_eq!(after.follow_ups[0].openings, 2);
        let asked = of(&after, "CORE-05", "decide_next_step");
        assert_eq!((asked.len(), asked[0].due.on.to_string().as_str()), (1, "2026-06-03"));
        assert_eq!(asked[0].because.events[0].as_str(), "paused");
    }
    let decided = r#"{ happened = "2026-06-02T09:00", analysis_signed = { impact = "i", decision = { steps = "ring" } } },"#;
    let after = ask(NOTHING, &(paused() + decided), "2026-06-02T12:00");
    assert_eq!(of(&after, "CORE-05", "decide_next_step")[0].state.kind(), State::Done);
    assert!(is_open(&after), "somebody has to end it");
}

#[test]
fn what_comes_of_a_contact_keeps_the_pause_and_one_that_was_called_off_does_not() {
    let with = |outcome: &str| {
        let contact = format!(r#"{{ happened = "2026-05-20T10:00", contact = {{ setting = "home", outcome = "{outcome}" }} }},"#);
        ask(NOTHING, &(paused() + &contact), "2026-06-10T12:00")
    };
    assert!(!is_open(&with("seen")));
    assert!(is_open(&with("cancelled_by_service")));
    let failed = with("no_response");
    assert!(is_open(&failed) && of(&failed, "CORE-05", "decide_next_step").is_empty(), "the failure itself opened it");
    let elsewhere =
        r#"{ happened = "2026-05-20T10:00", service = "clinic", contact = { service = "clinic", setting = "clinic", outcome = "seen" } },"#;
    let text = paused() + elsewhere;
    let standing = ask_with_clinic(&text);
    assert!(
        standing.follow_ups.iter().any(brought_policy::standing::FollowUp::is_open),
        "another service's contact says nothing of this one"
    );
}

fn ask_with_clinic(events: &str) -> Standing {
    let events = events.replace("contact = { setting", "service = \"visiting\", contact = { setting");
    let events = events.replace("\", vulnerability_assessed", "\", service = \"visiting\", vulnerability_assessed");
    let events = events.replace("\", follow_up_ended", "\", service = \"visiting\", follow_up_ended");
    let text = format!(
        "format = \"brought-chronology/1\"\nauthor = {{ practitioner = \"nurse\", role = \"practitioner\" }}\n\
         people = [{{ id = \"sam\", kind = \"child\", born_on = \"2023-05-01\" }}]\nservices = [{{ id = \"visiting\" }}, {{ id = \"clinic\" }}]\nevents = [\n{events}\n]"
    );
    let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    brought_policy::standing(&pack(NOTHING), &Calendar::bundled(Division::EnglandAndWales), &chronology, at("2026-06-10T12:00"))
}

#[test]
fn a_vulnerability_found_during_a_pause_opens_it_in_the_careful_pathway() {
    for found in [
        r#"{ happened = "2026-04-01T09:00", factor_recorded = { factor = "neglect", state = "current" } },"#,
        r#"{ happened = "2026-04-01T09:00", factor_recorded = { factor = "neglect", state = "not_known" } },"#,
        r#"{ happened = "2026-04-01T09:00", vulnerability_assessed = { vulnerable = "yes", findings = "f" } },"#,
    ] {
        let standing = ask(NOTHING, &(paused() + found), "2026-04-01T12:00");
        let follow_up = &standing.follow_ups[0];
        assert!(follow_up.is_open(), "{found}");
        assert_eq!((follow_up.pathway.as_deref(), follow_up.stage.as_str()), (Some("careful"), "first"));
        assert_eq!(of(&standing, "L-R2", "offer_help").len(), 1, "it asks as if it had been there");
    }
}

#[test]
fn a_death_during_a_pause_ends_it_for_good() {
    let died = r#"{ happened = "2026-04-01T09:00", died = true },"#;
    let standing = ask(NOTHING, &(paused() + died), "2026-07-01T12:00");
    let FollowUpState::Ended { layer, .. } = &standing.follow_ups[0].state else { panic!("{:?}", standing.follow_ups[0].state) };
    assert_eq!(layer.code(), "died");
}

#[test]
fn what_the_pathway_left_would_have_sent_is_sent_no_more() {
    let raise = r#"  { do = "send", document = "rearrange_card", owner = "practitioner", due = "$soon" },"#;
    let found = r#"{ id = "found", happened = "2026-01-06T09:00", factor_recorded = { factor = "neglect", state = "current" } },"#;
    let standing = ask(raise, &format!("{FIRST}{found}"), "2026-01-06T12:00");
    let cards = of(&standing, "L-R3", "send");
    assert_eq!((cards.len(), cards[0].state.kind()), (1, State::Replaced));
    assert_eq!(cards[0].state.settled().unwrap().by.as_str(), "found");
    assert!(of(&standing, "L-R3", "establish_reason")[0].is_open(), "what else was asked stays");
    assert!(of(&standing, "C-R1", "send")[0].is_open(), "the careful pathway sends its own");
}

#[test]
fn a_contact_planned_after_the_window_is_another_contact() {
    let raise = |due: &str, more: &str| format!("  {{ do = \"plan_contact\", owner = \"practitioner\", due = \"{due}\"{more} }},");
    let state = |raise: &str, planned_for: &str, setting: &str| {
        let planned = format!(
            r#"{{ happened = "2026-01-07T10:00", contact_planned = {{ contact = "next", service = "visiting", planned_for = "{planned_for}T10:00", setting = "{setting}" }} }},"#
        );
        of(&ask(raise, &format!("{FIRST}{planned}"), "2026-01-08T12:00"), "L-R3", "plan_contact")[0].is_open()
    };
    let window = raise("$window", "");
    assert!(!state(&window, "2026-02-16", "home"), "on the last day");
    assert!(state(&window, "2026-02-17", "home"), "a day late");
    assert!(!state(&window, "2026-01-12", "home"), "sooner is never too soon");
    assert!(!state(&raise("$soon", ""), "2026-03-02", "home"), "working days are the time in which to plan it");
    let home = raise("$window", ", setting = \"home\"");
    assert!(!state(&home, "2026-02-16", "home"));
    assert!(state(&home, "2026-02-16", "clinic"));
    let before = r#"{ happened = "2026-01-02T10:00", contact_planned = { contact = "next", service = "visiting", planned_for = "2026-03-02T10:00", setting = "home" } },"#;
    let standing = ask(&window, &format!("{before}{FIRST}"), "2026-01-08T12:00");
    assert!(of(&standing, "L-R3", "plan_contact")[0].is_open(), "nor does one that was planned already");
}

#[test]
fn an_analysis_says_what_the_duty_wants_said() {
    let raise = r#"  { do = "record_impact_and_decision", say = ["known", "not_known"], owner = "practitioner", due = "$soon" },"#;
    let open = |more: &str| {
        let signed =
            format!(r#"{{ happened = "2026-01-06T09:00", analysis_signed = {{ impact = "i", {more}decision = {{ steps = "s" }} }} }},"#);
        of(&ask(raise, &format!("{FIRST}{signed}"), "2026-01-06T12:00"), "L-R3", "record_impact_and_decision")[0].is_open()
    };
    assert!(open(""));
    assert!(open(r#"known = "k", "#));
    assert!(!open(r#"known = "k", not_known = "n", "#));
}

#[test]
fn an_end_waits_for_what_the_policy_wants_before_it() {
    let raise = |more: &str| format!("  {{ do = \"consider_needs\", owner = \"practitioner\", due = \"$soon\"{more} }},");
    let discharged = paused().replace(PAUSED, DISCHARGED);
    assert!(!is_open(&ask(&raise(""), &discharged, "2026-02-13T12:00")));
    let waits = ask(&raise(", before_end = true"), &discharged, "2026-02-13T12:00");
    assert!(is_open(&waits) && why(&waits).contains("Answer this first"), "{}", why(&waits));
    assert!(of(&waits, "L-R3", "consider_needs")[0].before_end);
    let problems = |raise: &str| packs::problems(&files(raise)).join("\n");
    assert!(
        problems("  { do = \"consider_needs\", owner = \"practitioner\", due = \"no deadline\", before_end = true },")
            .contains("keeps nothing open")
    );
}

#[test]
fn an_offer_is_never_overdue_and_nothing_waits_for_it() {
    let raise = r#"  { do = "discuss", with = "supervisor", about = "supervision", owner = "practitioner", due = "no deadline" },"#;
    let reason =
        r#"{ happened = "2026-01-06T09:00", analysis_signed = { impact = "i", reasons = ["logistics"], decision = { steps = "s" } } },"#;
    let standing = ask(raise, &format!("{FIRST}{reason}"), "2026-12-01T12:00");
    let offer = of(&standing, "L-R3", "discuss")[0];
    assert!(offer.offer && offer.is_open());
    assert_eq!((offer.state.kind(), offer.escalated_to), (State::DueLater, None));
    assert_eq!(of(&standing, "CORE-03", "decide_next_step").len(), 1, "an offer is not something owed");
    assert!(!is_open(&ask(raise, &paused(), "2026-02-13T12:00")), "and no end waits for it");
}
