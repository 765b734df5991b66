//! What the product asks for by itself, whatever the policy says: in which words, when, and what it rests on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod asked;
mod shipped;
mod tiny;

use asked::*;
use brought_calendar::{Calendar, Division};
use brought_policy::Pack;
use brought_policy::engine::{
    CORE_ALERT_DECIDED, CORE_DANGER, CORE_NOTHING_MATCHED, CORE_OUTCOME_OF_PLANNED_CONTACT, CORE_PAUSE_IS_OVER, CORE_STILL_OPEN, core_words,
};
use brought_policy::standing::{Obligation, Standing};

fn after(pack: &Pack, contacts: &[(&str, &str)], as_of: &str) -> Standing {
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    brought_policy::standing(pack, &calendar, &tiny::child("sam", contacts), as_of.parse().unwrap())
}

fn of<'s>(standing: &'s Standing, rule: &str) -> Vec<&'s Obligation> {
    standing.obligations.iter().filter(|owed| owed.because.rule == rule).collect()
}

#[test]
fn each_core_rule_says_why_in_its_own_words() {
    for (rule, words) in [
        (CORE_NOTHING_MATCHED, "No rule of this policy covers what happened"),
        (CORE_OUTCOME_OF_PLANNED_CONTACT, "what comes of this contact must be recorded"),
        (CORE_STILL_OPEN, "the follow-up is still open: end it with evidence, or decide the next step"),
        (CORE_ALERT_DECIDED, "It stands until a practitioner signs that it ends"),
        (CORE_DANGER, "children's social care has to be told at once"),
        (CORE_PAUSE_IS_OVER, "Offers were paused until the next contact"),
    ] {
        assert!(core_words(rule).contains(words), "{rule}: {}", core_words(rule));
    }
}

#[test]
fn a_failed_contact_that_no_rule_covers_is_asked_about_though_an_earlier_one_was() {
    let pack = tiny::pack("failed_contacts = 1", "do = \"consider_needs\", owner = \"practitioner\", due = \"$soon\"");
    let (first, second) = (("2026-01-05", "was_not_brought"), ("2026-01-07", "was_not_brought"));
    let one = after(&pack, &[first], "2026-01-09T09:00:00Z");
    assert_eq!((of(&one, "S-R1").len(), of(&one, CORE_NOTHING_MATCHED).len()), (1, 0));
    let two = after(&pack, &[first, second], "2026-01-09T09:00:00Z");
    let core = of(&two, CORE_NOTHING_MATCHED);
    assert_eq!((of(&two, "S-R1").len(), core.len()), (1, 1));
    assert_eq!(core[0].because.events, [two.follow_ups[0].failed_contacts[1].event.clone()]);
    assert_eq!(core[0].because.words, [core_words(CORE_NOTHING_MATCHED)]);
}

#[test]
fn the_outcome_of_a_planned_contact_is_asked_for_by_the_day_it_was_moved_to() {
    let plan = |id: &str, recorded: &str, day: &str| {
        format!(
            r#"{{ id = "{id}", happened = {recorded}T10:00:00, contact_planned = {{ contact = "next", planned_for = {day}T10:00:00, setting = "clinic", arranged = "by_letter" }} }},"#
        )
    };
    let owed = |plans: &str| {
        let standing = ask("no-access", &format!("{MISSED}{plans}"), "2026-01-12T09:00:00Z");
        let owed = of(&standing, CORE_OUTCOME_OF_PLANNED_CONTACT);
        let told = |one: &&Obligation| {
            let events: Vec<String> = one.because.events.iter().map(ToString::to_string).collect();
            (one.due.on.to_string(), one.words.rsplit(" on ").next().unwrap().to_owned(), events.join(" "))
        };
        owed.iter().map(told).collect::<Vec<_>>()
    };
    let own = |due: &str, day: &str, events: &str| vec![(due.to_owned(), day.to_owned(), events.to_owned())];
    let first = plan("first", "2026-01-06", "2026-01-20");
    assert_eq!(owed(&first), own("2026-01-21", "Tuesday 20 January 2026", "first"));
    let moved = plan("moved", "2026-01-08", "2026-01-27");
    assert_eq!(owed(&format!("{first}{moved}")), own("2026-01-28", "Tuesday 27 January 2026", "moved"));
}

/// J3: one field, with no follow-up open and under any policy.
#[test]
fn danger_asks_for_a_referral_at_once_and_then_for_its_answer() {
    const DANGER: &str = r#"{ id = "danger", happened = 2026-01-05T16:40:00, concerns_decided = { answers = { endangered_now = "yes" }, reasons = "left alone with a stranger" } },"#;
    const REFERRED: &str =
        r#"{ id = "referred", happened = 2026-01-05T17:00:00, referral_made = { to = "childrens_social_care", content = "danger" } },"#;
    const ANSWERED: &str = r#"{ id = "answered", happened = 2026-01-06T11:00:00, referral_answered = { referral = "referred", answer = "visited", accepted_by_referrer = "yes" } },"#;
    for pack in ["bolton", "no-access", "shropshire", "hampshire-primary", "swindon-health-visiting"] {
        let owed = |events: &str| {
            let standing = ask(pack, events, "2026-01-07T09:00:00Z");
            let told = |one: &Obligation| {
                let settled = if one.is_open() { "open" } else { "done" };
                format!("{} by {} {settled}", one.action.code(), one.due.by)
            };
            of(&standing, CORE_DANGER).into_iter().map(told).collect::<Vec<_>>()
        };
        assert_eq!(owed(DANGER), ["refer by 2026-01-05T16:40:00Z open"], "{pack}");
        let (referred, answer) = ("refer by 2026-01-05T16:40:00Z done", "obtain_answer_to_referral by 2026-01-06T23:59:59Z");
        assert_eq!(owed(&format!("{DANGER}{REFERRED}")), [referred.to_owned(), format!("{answer} open")], "{pack}");
        assert_eq!(owed(&format!("{DANGER}{REFERRED}{ANSWERED}")), [referred.to_owned(), format!("{answer} done")], "{pack}");
        assert_eq!(owed(REFERRED), Vec::<String>::new(), "{pack}");
    }
}
