//! What readers of the five documents expected, found otherwise, and were right about.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod shipped;

use brought_calendar::{Calendar, Division};
use brought_policy::Standing;
use brought_policy::standing::{FollowUpState, MissingKind, ObligationState};
use shipped::pack;

const FAMILY: &str = r#"
format = "brought-chronology/1"
subject = "SUBJECT"
author = { practitioner = "jo", role = "practitioner" }
services = [{ id = "visiting" }, { id = "perinatal", audience = "parents_or_carers" }]
people = [
  { id = "sam", born_on = 2023-01-06, relations = [{ other = "mum", relation = "mother" }] },
  { id = "ruby", born_on = 2025-01-06, relations = [{ other = "mum", relation = "mother" }] },
  { id = "mum", kind = "carer" },
  { id = "ann", kind = "carer" },
]
events = [
"#;

/// What a policy asks for about somebody of the family, after these events.
fn ask(policy: &str, subject: &str, events: &str, as_of: &str) -> Standing {
    let text = format!("{}{events}\n]\n", FAMILY.replace("SUBJECT", subject));
    let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    brought_policy::standing(pack(policy), &Calendar::bundled(Division::EnglandAndWales), &chronology, as_of.parse().unwrap())
}

/// What a rule asks for: whether each is answered.
fn answered(standing: &Standing, rule: &str) -> Vec<bool> {
    let of_rule = standing.obligations.iter().filter(|owed| owed.because.rule == rule);
    of_rule.map(|owed| matches!(owed.state, ObligationState::Done { .. } | ObligationState::DoneLate { .. })).collect()
}

fn is_open(standing: &Standing) -> bool {
    standing.follow_ups.iter().any(|follow_up| follow_up.state == FollowUpState::Open)
}

fn missed(about: &str, service: &str, day: &str, outcome: &str) -> String {
    format!(
        r#"{{ happened = 2026-01-{day}T10:00:00, about = "{about}", service = "{service}", contact = {{ setting = "clinic", arranged = "by_letter", outcome = "{outcome}" }} }},"#
    )
}

/// A parent's own appointment with a service for children is for the rules about the children to ask after, where somebody knows the children and the
/// policy has such rules; else it is followed like any other (BOL-02, SWI-05).
#[test]
fn a_parents_missed_appointment_never_goes_unasked() {
    let asked = |policy: &str, who: &str| {
        is_open(&ask(policy, who, &missed(who, "visiting", "05", "adult_did_not_attend"), "2026-01-07T09:00:00Z"))
    };
    assert!(asked("bolton", "ann"), "nobody knows whose mother she is");
    assert!(!asked("bolton", "mum"), "the rules for her children ask");
    assert!(asked("swindon-health-visiting", "mum"), "this policy has no such rule");
}

/// A contact is the next step when somebody planned it ahead and it is not called off; not one that was offered to the child anyway, or is written down
/// together with what came of it (BOL-11).
#[test]
fn a_contact_is_the_next_step_only_when_it_was_planned_as_one() {
    let two = missed("sam", "visiting", "05", "was_not_brought") + &missed("sam", "visiting", "12", "was_not_brought");
    let pattern = |more: &str| answered(&ask("bolton", "sam", &format!("{two}{more}"), "2026-01-30T09:00:00Z"), "BOL-R11");
    let planned = r#"{ happened = 2026-01-13T09:00:00, service = "visiting", contact_planned = { contact = "next", planned_for = 2026-01-20T10:00:00, setting = "home", arranged = "verbally" } },"#;
    let analysed = r#"{ happened = 2026-01-13T09:00:00, author = { practitioner = "lee", role = "safeguarding_lead" }, every_service = true, analysis_signed = { impact = "i", decision = { steps = "s" } } },"#;
    assert_eq!(pattern(planned), [false], "what a service offers is no decision about the pattern");
    assert_eq!(pattern(analysed), [true]);
    // Everything is answered, and the product asks what comes next.
    let one = missed("sam", "visiting", "05", "was_not_brought");
    let next = |more: &str| {
        let by_hand = ask("shropshire", "sam", &one, "2026-01-07T09:00:00Z");
        let settled: String = by_hand.obligations.iter().map(|owed| format!(r#"{{ happened = 2026-01-07T10:00:00, author = {{ practitioner = "lee", role = "named_nurse" }}, service = "visiting", obligation_settled = {{ obligation = "{}", how = {{ done = "seen to" }} }} }},"#, owed.id)).collect();
        answered(&ask("shropshire", "sam", &format!("{one}{settled}{more}"), "2026-01-30T09:00:00Z"), "CORE-03")
    };
    let off = r#"{ happened = 2026-01-19T10:00:00, service = "visiting", outcome_recorded = { contact = "next", outcome = "cancelled_by_service" } },"#;
    assert_eq!(next(""), [false]);
    assert_eq!(next(planned), [true]);
    assert_eq!(next(&planned.replace("verbally", "opportunistic")), [false], "nobody expects it");
    assert_eq!(next(&planned.replace("2026-01-20T10:00:00", "2026-01-13T09:00:00")), [false], "written down as it happens");
    assert_eq!(next(&format!("{planned}{off}")), [false], "it was not offered after all");
}

/// What it means for one child does not say what it means for the other (BOL-07).
#[test]
fn one_analysis_in_a_mothers_record_is_about_neither_of_her_children_by_name() {
    let ill = r#"{ happened = 2025-12-01, about = "mum", factor_recorded = { factor = "mental_illness", state = "current" } },"#;
    let failed = missed("mum", "perinatal", "05", "adult_did_not_attend");
    let analysed = |about: &str, answers: &str| {
        format!(
            r#"{{ happened = 2026-01-06T09:00:00, about = "{about}", {answers}every_service = true, analysis_signed = {{ impact = "i", decision = {{ steps = "s" }} }} }},"#
        )
    };
    let ask = |more: &str| ask("bolton", "mum", &format!("{ill}{failed}{more}"), "2026-01-08T09:00:00Z");
    assert_eq!(answered(&ask(&analysed("mum", "")), "BOL-P07a"), [false, false]);
    let of_sam = |owed: &&brought_policy::standing::Obligation| {
        owed.because.rule == "BOL-P07a" && owed.child.as_ref().is_some_and(|child| child.as_str() == "sam")
    };
    let about_sam = ask("").obligations.iter().find(of_sam).unwrap().id.clone();
    let done = |standing: &Standing| answered(standing, "BOL-P07a").into_iter().filter(|done| *done).count();
    assert_eq!(done(&ask(&analysed("mum", &format!(r#"answers = ["{about_sam}"], "#)))), 1, "it names what it answers");
    assert_eq!(done(&ask(&analysed("sam", ""))), 1, "it stands in the child's own record");
}

/// Nobody looks for a child who will not be born (NAF-22).
#[test]
fn when_a_pregnancy_has_ended_nobody_has_to_see_the_child() {
    let failed = missed("ann", "perinatal", "05", "adult_did_not_attend");
    let unborn = r#"{ id = "baby", kind = "unborn_child", due_on = 2026-06-01, relations = [{ other = "ann", relation = "mother" }] },"#;
    let children = |events: &str| {
        let text = format!("{}{events}\n]\n", FAMILY.replace("SUBJECT", "ann").replace("people = [", &format!("people = [{unborn}")));
        let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
        let at = "2026-01-09T09:00:00Z".parse().unwrap();
        let standing = brought_policy::standing(pack("no-access"), &Calendar::bundled(Division::EnglandAndWales), &chronology, at);
        let missing = &standing.follow_ups[0].missing;
        missing.iter().filter(|missing| missing.kind == MissingKind::SeenInPerson).count()
    };
    let ended =
        |about: &str, author: &str| format!(r#"{{ happened = 2026-01-07T10:00:00, about = "{about}", {author}pregnancy_ended = true }},"#);
    assert!(children(&failed) > 0);
    assert_eq!(children(&format!("{failed}{}", ended("baby", ""))), 0);
    assert_eq!(children(&format!("{failed}{}", ended("ann", ""))), 0, "in the mother's record");
    assert!(children(&format!("{failed}{}", ended("ann", r#"author = { system = "hub" }, "#))) > 0, "another system's word");
}

/// Somebody saw the child in a hospital, says another system. Nobody has signed that anybody knows where the child is now (STW-16, STW-20).
#[test]
fn a_lost_child_is_found_by_somebodys_signed_word() {
    let lost = r#"{ happened = 2026-01-05T10:00:00, about = "sam", whereabouts_recorded = { known = "no", what = "moved away" } },"#;
    let attended = |author: &str| {
        format!(
            r#"{{ happened = 2026-01-08T10:00:00, about = "sam", {author}unscheduled_attendance = {{ place = "emergency_department", seen = "yes" }} }},"#
        )
    };
    let is_lost = |more: &str| {
        let failed = missed("sam", "visiting", "05", "was_not_brought");
        let standing = ask("shropshire", "sam", &format!("{failed}{lost}{more}"), "2026-01-20T09:00:00Z");
        standing.alerts.iter().any(|alert| alert.words.contains("where this child is"))
    };
    assert!(is_lost(""));
    assert!(is_lost(&attended(r#"author = { system = "hub" }, "#)));
    assert!(!is_lost(&attended("")));
}

/// A visit that the social worker is to make is set by somebody in charge, and by nobody else moved or given away (NAF-28).
#[test]
fn only_somebody_in_charge_changes_who_makes_the_visit() {
    let plan = r#"{ happened = 2025-12-01, about = "sam", plan_recorded = { plan = "child_protection", state = "current", members = [{ agency = "school" }] } },"#;
    let failed = r#"{ happened = 2026-01-05T10:00:00, about = "sam", service = "visiting", contact = { setting = "home", arranged = "by_letter", outcome = "no_response" } },"#;
    let owner = |role: &str| {
        let set = format!(
            r#"{{ happened = 2026-01-06T10:00:00, about = "sam", author = {{ practitioner = "lee", role = "{role}" }}, service = "visiting", further_visit_set = {{ child = "sam", by = 2026-01-07, visitor = "duty_worker" }} }},"#
        );
        let standing = ask("no-access", "sam", &format!("{plan}{failed}{set}"), "2026-01-06T12:00:00Z");
        let visit = standing.obligations.iter().find(|owed| owed.action == brought_policy::duty::Action::MakeFurtherVisit).unwrap();
        (visit.owner.role.code().to_owned(), visit.due.on.to_string())
    };
    assert_eq!(owner("line_manager"), ("duty_worker".to_owned(), "2026-01-07".to_owned()));
    assert_eq!(owner("practitioner"), ("social_worker".to_owned(), "2026-01-12".to_owned()));
}

/// What is left to somebody else than the practitioner to talk over is not done by the practitioner's talk (NAF-27).
#[test]
fn what_others_are_to_talk_over_they_talk_over() {
    let plan = r#"{ happened = 2025-12-01, about = "sam", plan_recorded = { plan = "child_protection", state = "current", members = [{ agency = "school" }] } },"#;
    let failed = r#"{ happened = 2026-01-05T10:00:00, about = "sam", service = "visiting", contact = { setting = "home", arranged = "by_letter", outcome = "no_response" } },"#;
    let is_done = |role: &str| {
        let talk = format!(
            r#"{{ happened = 2026-01-05T12:00:00, about = "sam", author = {{ practitioner = "lee", role = "{role}" }}, service = "visiting", discussion_held = {{ with = "line_manager", topic = "not_seen_under_protection_plan", summary = "s" }} }},"#
        );
        answered(&ask("no-access", "sam", &format!("{plan}{failed}{talk}"), "2026-01-05T13:00:00Z"), "NAF-R27")
    };
    for role in ["practitioner", "key_worker", "administrator"] {
        assert_eq!(is_done(role), [false], "{role}");
    }
    for role in ["social_worker", "duty_worker", "social_work_manager", "safeguarding_lead"] {
        assert_eq!(is_done(role), [true], "{role}");
    }
}
