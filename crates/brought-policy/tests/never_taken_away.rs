//! What another system or an administrator says never takes anything off the list, and evidence for an ending comes after what it is to answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod asked;
mod shipped;

use asked::*;

const SYSTEM: &str = r#"author = { system = "clinic system" }"#;
const ADMINISTRATOR: &str = r#"author = { practitioner = "sam-a", role = "administrator" }"#;
const ASSESSED: &str =
    r#"{ happened = 2026-01-08T09:00:00, vulnerability_assessed = { vulnerable = "no", findings = "visited and talked" } },"#;

fn assured(signed_at: &str) -> String {
    format!(
        r#"{{ happened = {signed_at}, follow_up_ended = {{ assured = {{ children = [{{ seen_at = 2026-01-07T09:00:00, place = "clinic", by = "Jo", seen_by = "this_service", relation = "nurse", how = "in_person", needs_met_because = "weight on its line" }}], reasons = "seen and well", told = ["the parents"] }} }} }},"#
    )
}

fn withdraws(id: &str, target: &str, at: &str, author: &str) -> String {
    let author = if author.is_empty() { String::new() } else { format!("{author}, ") };
    format!(
        r#"{{ id = "{id}", happened = {at}, {author}corrects = {{ event = "{target}", how = "withdraws", reason = "second thoughts" }}, correction_only = true }},"#
    )
}

/// Invariant 8: through however many corrections, only a practitioner takes a failed contact away.
#[test]
fn a_chain_of_corrections_takes_no_failed_contact_away_at_another_hand() {
    let missed = MISSED.replacen('{', r#"{ id = "missed","#, 1);
    let open = |last: &str| {
        let first = withdraws("first", "missed", "2026-01-06T09:00:00", "");
        let back = withdraws("back", "first", "2026-01-06T10:00:00", "");
        is_open(&ask("no-access", &format!("{missed}{first}{back}{last}"), "2026-01-12T09:00:00Z"))
    };
    assert!(open(""));
    assert!(open(&withdraws("again", "back", "2026-01-07T10:00:00", SYSTEM)), "a system");
    assert!(open(&withdraws("again", "back", "2026-01-07T10:00:00", ADMINISTRATOR)), "an administrator");
    assert!(!open(&withdraws("again", "back", "2026-01-07T10:00:00", "")), "a practitioner");
}

/// S4: what a practitioner signed, no system withdraws.
#[test]
fn another_system_withdraws_nothing_that_a_practitioner_signed() {
    let needs = r#"{ id = "needs", happened = 2026-01-08T09:10:00, needs_considered = { met = "no", basis = "weight", family_vulnerable = "no" } },"#;
    let open = |withdrawn: &str| {
        let events = format!("{MISSED}{ASSESSED}{needs}{}{withdrawn}", assured("2026-01-08T10:00:00"));
        is_open(&ask("no-access", &events, "2026-01-12T09:00:00Z"))
    };
    assert!(open(""));
    assert!(open(&withdraws("gone", "needs", "2026-01-09T10:00:00", SYSTEM)));
}

/// NAF-27, S4: another system's word that a plan ended earlier takes back nothing that was asked for while it was known to stand.
#[test]
fn a_plan_that_another_system_ends_afterwards_stood_until_then() {
    let plan = r#"{ happened = 2025-12-01, plan_recorded = { plan = "child_protection", state = "current" } },"#;
    let visit =
        r#"{ happened = 2026-01-05T10:00:00, contact = { setting = "home", arranged = "opportunistic", outcome = "no_response" } },"#;
    let asked = |ended: &str| {
        let standing = ask("no-access", &format!("{plan}{visit}{ended}"), "2026-01-12T09:00:00Z");
        standing.obligations.iter().filter(|obligation| obligation.is_open()).count()
    };
    let ended = |author: &str| {
        format!(
            r#"{{ happened = 2026-01-02, recorded_at = 2026-01-10T09:00:00, {author}, plan_recorded = {{ plan = "child_protection", state = "ended" }} }},"#
        )
    };
    assert!(asked("") > 5);
    assert_eq!(asked(&ended(SYSTEM)), asked(""));
    assert_eq!(asked(&ended(ADMINISTRATOR)), asked(""));
}

/// H11: work of which only the day is known, written down before an ending was signed on that day, comes before it, as the page has it.
#[test]
fn work_of_a_day_was_done_by_the_time_it_was_written_down() {
    let analysed = r#"{ happened = 2026-01-05T12:00:00, analysis_signed = { impact = "missed", decision = { steps = "call" } } },"#;
    let decided = r#"{ happened = 2026-01-05T13:00:00, concerns_decided = { answers = { family_violence = "yes" }, reasons = "known" } },"#;
    let discussed = |recorded: &str| {
        let discussion = format!(
            r#"{{ happened = 2026-01-08, recorded_at = {recorded}, discussion_held = {{ with = "line_manager", topic = "concerns", decision = {{ do_not_refer = "seen" }}, summary = "talked" }} }},"#
        );
        let missed = MISSED.replace(r#"outcome = "was_not_brought""#, r#"outcome = "was_not_brought", responses = ["letter_sent"]"#);
        let events = format!("{missed}{analysed}{decided}{ASSESSED}{discussion}{}", assured("2026-01-08T09:31:00"));
        is_open(&ask("no-access", &events, "2026-01-12T09:00:00Z"))
    };
    assert!(!discussed("2026-01-08T09:20:00"));
    assert!(discussed("2026-01-08T11:00:00"), "written down after it was signed");
}

/// S1: of two words of one day the later one is last, though one has no hour.
#[test]
fn a_word_without_an_hour_does_not_come_after_one_that_was_written_later() {
    let yes = r#"{ happened = 2026-01-08, recorded_at = 2026-01-08T09:05:00, needs_considered = { met = "yes", basis = "talked", family_vulnerable = "no" } },"#;
    let no = r#"{ happened = 2026-01-08T15:00:00, needs_considered = { met = "no", basis = "weight", family_vulnerable = "no" } },"#;
    let events = format!("{MISSED}{ASSESSED}{yes}{no}{}", assured("2026-01-09T10:00:00"));
    let standing = ask("no-access", &events, "2026-01-12T09:00:00Z");
    assert!(is_open(&standing));
}

/// NAF-10, S3: on the day of a failed contact whose hour nobody knows, an assessment counts when it was signed after the failing was written down.
#[test]
fn an_assessment_from_before_the_contact_failed_is_none_since() {
    let planned = r#"{ happened = 2026-01-02, contact_planned = { contact = "k", planned_for = 2026-01-05T14:00:00, setting = "clinic", arranged = "by_letter" } },"#;
    let failed = r#"{ happened = 2026-01-05, recorded_at = 2026-01-05T17:00:00, outcome_recorded = { contact = "k", outcome = "was_not_brought", responses = ["letter_sent"] } },"#;
    let open = |assessed_at: &str| {
        let assessed = ASSESSED.replace("2026-01-08T09:00:00", assessed_at);
        is_open(&ask("no-access", &format!("{planned}{assessed}{failed}{}", assured("2026-01-08T10:00:00")), "2026-01-12T09:00:00Z"))
    };
    assert!(open("2026-01-05T08:00:00"));
    assert!(open("2026-01-05T16:00:00"), "nobody knows whether it had failed by then");
    assert!(!open("2026-01-05T17:30:00"));
    assert!(!open("2026-01-06T08:00:00"));
}

/// Invariant 8: an administrator confirms a failure, and no success.
#[test]
fn an_administrators_word_takes_no_reported_failure_away() {
    let reported = MISSED.replacen('{', &format!("{{ {SYSTEM}, "), 1).replacen("{ setting", r#"{ id = "k", setting"#, 1);
    let word = |outcome: &str| {
        let said = format!(
            r#"{{ happened = 2026-01-06T10:00:00, {ADMINISTRATOR}, outcome_recorded = {{ contact = "k", outcome = "{outcome}" }} }},"#
        );
        is_open(&ask("no-access", &format!("{reported}{said}"), "2026-01-12T09:00:00Z"))
    };
    assert!(word("cancelled_by_service"));
    assert!(word("seen"));
    assert!(word("was_not_brought"));
}

/// STW-08: that a contact reported as failed was the service's own doing takes evidence, or a correction that names the report.
#[test]
fn calling_off_afterwards_takes_no_reported_failure_away() {
    let planned = r#"{ happened = 2026-01-02T10:00:00, contact_planned = { contact = "k", planned_for = 2026-01-05T10:00:00, setting = "clinic", arranged = "by_letter" } },"#;
    let reported = format!(
        r#"{{ id = "reported", happened = 2026-01-05T10:00:00, {SYSTEM}, outcome_recorded = {{ contact = "k", outcome = "was_not_brought" }} }},"#
    );
    let said = |when: &str, more: &str, outcome: &str| {
        format!(r#"{{ happened = {when}, {more}outcome_recorded = {{ contact = "k", outcome = "{outcome}" }} }},"#)
    };
    let after = |events: &str| ask("no-access", &format!("{planned}{events}"), "2026-01-12T09:00:00Z");
    let later = "2026-01-06T10:00:00";
    let standing = after(&format!("{reported}{}", said(later, "", "cancelled_by_service")));
    assert!(is_open(&standing));
    assert!(standing.set_aside.iter().any(|aside| aside.why.contains("stands as failed")), "told: {:?}", standing.set_aside);
    let corrects = r#"corrects = { event = "reported", how = "replaces", reason = "we had called it off" }, "#;
    let error = r#"administrative_error", evidence = "the clinic was closed"#;
    for (word, why) in [
        (said(later, corrects, "cancelled_by_service"), "it names the report"),
        (said(later, "", error), "it shows the error"),
        (said(later, "", "seen"), "the child was seen"),
    ] {
        assert!(!is_open(&after(&format!("{reported}{word}"))), "{why}");
    }
    let before = said("2026-01-04T10:00:00", "", "cancelled_by_service");
    assert!(!is_open(&after(&format!("{before}{reported}"))), "nobody had been told, so the other system took it for a failure");
}
