//! Faults that readers of the source documents found, and the first that a second engine found, each with the smallest chronology that showed it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod asked;
mod shipped;

use asked::*;
use brought_calendar::{Calendar, Division};
use brought_policy::Action;
use shipped::pack;

/// Somebody said what it means, and assessed the child.
const ASSESSED: &str = r#"{ happened = 2026-01-06T14:00:00, analysis_signed = { impact = "not weighed", decision = { steps = "offer again" }, reasons = ["logistics"] } },
    { happened = 2026-01-06T15:00:00, vulnerability_assessed = { vulnerable = "no", findings = "visited and talked" } },"#;

fn assured(seen_at: &str, signed_at: &str) -> String {
    format!(
        r#"{{ happened = {signed_at}, follow_up_ended = {{ assured = {{ children = [{{ seen_at = {seen_at}, place = "clinic", by = "Jo", seen_by = "this_service", relation = "nurse", how = "in_person", needs_met_because = "weight on its line" }}], reasons = "seen and well", told = ["the parents"] }} }} }},"#
    )
}

#[test]
fn a_handover_ends_only_with_those_who_accepted() {
    let offered = |to: &str, answer: &str| {
        let ended = r#"{ happened = 2026-01-08T10:00:00, follow_up_ended = { handed_over = { reasons = "moved", told = ["the parents"], to = "RX2", accepted_by = "P. Shaw" } } }"#;
        let offer = format!(
            r#"{{ id = "offer", happened = 2026-01-06T10:00:00, handover_offered = {{ to = "{to}", content = "two visits failed" }} }},"#
        );
        is_open(&ask("bolton", &format!("{MISSED}{ASSESSED}{offer}{answer}{ended}"), "2026-01-09T09:00:00Z"))
    };
    let answer = |accepted: &str| {
        format!(
            r#"{{ happened = 2026-01-07T10:00:00, handover_answered = {{ offer = "offer", accepted = "{accepted}", by = "P. Shaw", said = "we looked at it" }} }},"#
        )
    };
    assert!(offered("RX2", &answer("no")), "they refused");
    assert!(offered("RX2", &answer("not_known")), "nobody knows what they said");
    assert!(offered("RX2", ""), "they have not answered");
    assert!(offered("RX9", &answer("yes")), "others accepted");
    assert!(!offered("RX2", &answer("yes")));
}

#[test]
fn nobody_assures_of_a_child_who_went_missing_after_being_seen() {
    let met = r#"{ happened = 2026-01-07T09:00:00, contact = { setting = "clinic", arranged = "by_letter", outcome = "seen" } },"#;
    let lost = r#"{ happened = 2026-01-07T11:00:00, whereabouts_recorded = { known = "no", what = "left with a stranger" } },"#;
    let ended = |lost: &str, seen_at: &str| {
        let events = format!("{MISSED}{ASSESSED}{met}{lost}{}", assured(seen_at, "2026-01-07T15:00:00"));
        !is_open(&ask("hampshire-primary", &events, "2026-01-09T09:00:00Z"))
    };
    assert!(ended("", "2026-01-07T09:00:00"));
    assert!(!ended(lost, "2026-01-07T09:00:00"));
    assert!(ended(lost, "2026-01-07T14:00:00"));
}

#[test]
fn an_administrators_correction_leaves_the_failed_contact() {
    let missed = MISSED.replacen('{', r#"{ id = "missed","#, 1);
    let withdrawn = |role: &str| {
        let correction = format!(
            r#"{{ happened = 2026-01-06, author = {{ practitioner = "sam-a", role = "{role}" }}, corrects = {{ event = "missed", how = "withdraws", reason = "tidying" }}, correction_only = true }}"#
        );
        !is_open(&ask("no-access", &format!("{missed}{correction}"), "2026-01-09T09:00:00Z"))
    };
    assert!(!withdrawn("administrator"));
    assert!(withdrawn("practitioner"));
}

/// SWI-09: the second contact is offered within its time; called off, it was not.
#[test]
fn a_planned_contact_that_is_called_off_is_asked_for_again() {
    let first = r#"{ happened = 2026-02-02T10:00:00, contact = { setting = "home", arranged = "by_letter", programme = "two_year", outcome = "no_response" } },"#;
    let planned = |arranged: &str| {
        format!(
            r#"{{ happened = 2026-02-03T10:00:00, contact_planned = {{ contact = "second", planned_for = 2026-03-05T10:00:00, setting = "home", arranged = "{arranged}", programme = "two_year" }} }},"#
        )
    };
    let off = r#"{ happened = 2026-02-20T10:00:00, outcome_recorded = { contact = "second", outcome = "cancelled_by_service" } },"#;
    let again = r#"{ happened = 2026-02-21T10:00:00, contact_planned = { contact = "third", planned_for = 2026-03-06T10:00:00, setting = "home", arranged = "by_letter" } },"#;
    let owed = |events: String| owes(&ask("swindon-health-visiting", &events, "2026-02-25T09:00:00Z"), Action::PlanContact);
    assert!(owed(first.to_owned()));
    assert!(!owed(format!("{first}{}", planned("by_letter"))));
    assert!(owed(format!("{first}{}{off}", planned("by_letter"))));
    assert!(!owed(format!("{first}{}{off}{again}", planned("by_letter"))));
    assert!(owed(format!("{first}{}", planned("opportunistic"))), "nobody expects a visit that nobody arranged");
}

/// STW-03, SWI-06: a visit to the family is about its children, in whosever record it stands.
#[test]
fn a_visit_recorded_with_the_mother_is_answered_for() {
    let visit = r#"{ happened = 2026-02-02T10:00:00, about = "mum", contact = { setting = "home", arranged = "by_letter", outcome = "no_response" } }"#;
    for name in ["shropshire", "swindon-health-visiting", "no-access", "bolton"] {
        let standing = ask(name, visit, "2026-02-03T09:00:00Z");
        assert!(is_open(&standing) && standing.obligations.iter().any(|obligation| obligation.is_open()), "{name}");
    }
    let own = r#"{ happened = 2026-02-02T10:00:00, about = "mum", contact = { setting = "clinic", arranged = "by_letter", outcome = "adult_did_not_attend" } }"#;
    assert!(!is_open(&ask("shropshire", own, "2026-02-03T09:00:00Z")));
}

/// STW-05: concerns about anybody at home, brothers and sisters among them.
#[test]
fn a_plan_of_a_sister_is_a_concern_of_the_household() {
    let plan = |about: &str| {
        format!(r#"{{ happened = 2026-01-02, about = "{about}", plan_recorded = {{ plan = "child_protection", state = "current" }} }},"#)
    };
    let concern = |events: String| {
        let standing = ask("shropshire", &events, "2026-01-09T09:00:00Z");
        let facts = standing.trace.iter().flat_map(|rule| &rule.facts);
        let fact = facts.into_iter().find(|(fact, _)| fact.code() == "household_safeguarding_concern").unwrap();
        fact.1.words()
    };
    assert_eq!(concern(format!("{}{MISSED}", plan("ruby"))), "yes");
    assert_eq!(concern(MISSED.to_owned()), "not recorded");
}

/// STW-18: told with the time, the reference and who was told.
#[test]
fn telling_the_police_is_not_ticked_off_by_hand() {
    let lost =
        r#"{ happened = 2026-01-05T10:00:00, contact = { setting = "home", arranged = "by_letter", outcome = "whereabouts_unknown" } },"#;
    let asked = ask("shropshire", lost, "2026-01-05T12:00:00Z");
    let police = asked.obligations.iter().find(|obligation| obligation.is_open() && obligation.words.contains("police")).unwrap();
    assert!(police.needs_its_own_entry);
    let by_hand = format!(
        r#"{lost}{{ happened = 2026-01-05T11:00:00, obligation_settled = {{ obligation = "{}", how = {{ done = "rang them" }} }} }}"#,
        police.id
    );
    let still = ask("shropshire", &by_hand, "2026-01-05T12:00:00Z");
    assert!(still.obligations.iter().any(|obligation| obligation.id == police.id && obligation.is_open()));
    assert_eq!(still.set_aside.len(), 1);
}

/// STW-12: risk was excluded. What tells of a concern afterwards takes that away.
#[test]
fn a_concern_after_a_discharge_opens_the_follow_up_again() {
    let missed = |day: &str| {
        format!(
            r#"{{ happened = 2026-{day}T10:00:00, contact = {{ setting = "clinic", arranged = "by_letter", outcome = "was_not_brought", responses = ["telephone_tried"] }} }},"#
        )
    };
    let no_concern = r#"{ happened = 2026-03-10T09:00:00, concerns_decided = { answers = { endangered_now = "no", earlier_concerns = "no", plan_now = "no", looked_after = "no", protection_plan_last_year = "no", family_violence = "no", religious_or_cultural_risk = "no" }, reasons = "record, school and GP agree" } },
      { happened = 2026-03-11T09:00:00, liaison_recorded = { agency = "gp_practice", asked = ["last_seen", "circumstances"], seen = "not_known", learnt = "no worries" } },
      { happened = 2026-03-16T09:00:00, vulnerability_assessed = { vulnerable = "no", findings = "school and GP agree" } },"#;
    let discharged = r#"{ happened = 2026-03-16T11:00:00, follow_up_ended = { discharged_risk_excluded = { reasons = "hearing normal", told = ["father", "GP"], risk_excluded = "seen by the school nurse", referrer_and_gp_told = true } } },"#;
    let events = format!("{}{}{}{no_concern}{discharged}", missed("01-12"), missed("02-09"), missed("03-09"));
    let ended = ask("shropshire", &events, "2026-04-01T09:00:00Z");
    assert!(!is_open(&ended), "{:?}", ended.set_aside);
    let neglect = r#"{ happened = 2026-03-21, factor_recorded = { factor = "neglect", state = "current" } }"#;
    let again = ask("shropshire", &format!("{events}{neglect}"), "2026-04-01T09:00:00Z");
    assert!(is_open(&again) && again.obligations.iter().any(|obligation| obligation.is_open()));
}

/// A contact that was called off first and failed afterwards failed afterwards: nothing from before that is an assurance.
#[test]
fn what_failed_last_is_last_whatever_was_said_first() {
    let words = r#"
      { happened = 2026-01-05T10:00:00, outcome_recorded = { contact = "visit", outcome = "cancelled_by_service" } },
      { happened = 2026-01-07T10:00:00, contact = { setting = "clinic", arranged = "by_letter", outcome = "was_not_brought", responses = ["telephone_tried"] } },
      { happened = 2026-01-12T10:00:00, outcome_recorded = { contact = "visit", outcome = "no_response", responses = ["card_left"] } },"#;
    let planned = r#"{ happened = 2026-01-02T10:00:00, contact_planned = { contact = "visit", planned_for = 2026-01-05T10:00:00, setting = "home", arranged = "by_letter" } },"#;
    let assessed = ASSESSED.replace("2026-01-06", "2026-01-13");
    let ended = |seen_at: &str| {
        let standing =
            ask("no-access", &format!("{planned}{words}{assessed}{}", assured(seen_at, "2026-01-14T10:00:00")), "2026-01-20T09:00:00Z");
        !is_open(&standing)
    };
    assert!(!ended("2026-01-09T10:00:00"), "seen between the two");
    assert!(ended("2026-01-13T10:00:00"));
}

/// Another system's word never takes a failed contact off a list, in whatever words it says that it was nothing.
#[test]
fn another_system_does_not_call_off_what_it_reported_as_failed() {
    let said = |outcome: &str, hour: &str| {
        format!(
            r#"{{ happened = 2026-01-05T{hour}:00:00, author = {{ system = "clinic system" }}, outcome_recorded = {{ contact = "visit", outcome = "{outcome}" }} }},"#
        )
    };
    let planned = r#"{ happened = 2026-01-02T10:00:00, contact_planned = { contact = "visit", planned_for = 2026-01-05T10:00:00, setting = "clinic", arranged = "by_letter" } },"#;
    let later = format!("{planned}{}{}", said("was_not_brought", "10"), said("cancelled_by_family", "12"));
    assert!(is_open(&ask("no-access", &later, "2026-01-09T09:00:00Z")));
}

/// A visit of which only the day is known was planned before it failed, also when the plan was written on that very day.
#[test]
fn a_plan_of_the_same_day_is_not_lost() {
    let events = r#"
      { happened = 2026-01-05T08:00:00, contact_planned = { contact = "visit", planned_for = 2026-01-05T10:00:00, setting = "home", arranged = "by_letter" } },
      { happened = 2026-01-05, outcome_recorded = { contact = "visit", outcome = "no_response" } },"#;
    let standing = ask("no-access", events, "2026-01-09T09:00:00Z");
    assert_eq!(standing.follow_ups[0].failed_contacts[0].setting.code(), "home");
}

/// What stood on the record before the contact failed is as good a reason as what comes to it afterwards.
#[test]
fn a_concern_from_before_the_follow_up_counts_when_it_opens() {
    let needed = r#"{ happened = 2026-01-04, factor_recorded = { factor = "care_needed_now", state = "current" } },"#;
    assert!(rule_asks(&ask("hampshire-primary", &format!("{needed}{MISSED}"), "2026-01-09T09:00:00Z"), "HAM-R06d"));
    assert!(!rule_asks(&ask("hampshire-primary", MISSED, "2026-01-09T09:00:00Z"), "HAM-R06d"));
}

#[test]
fn having_done_nothing_yet_is_no_attempt_to_reach_the_family() {
    let plan = r#"{ happened = 2026-01-02, plan_recorded = { plan = "child_protection", state = "current" } },"#;
    let tried = |how: &str| format!(r#"{plan}{MISSED}{{ happened = 2026-01-06, family_followed_up = {{ how = "{how}", result = "-" }} }}"#);
    assert!(owes(&ask("no-access", &tried("nothing_yet"), "2026-01-09T09:00:00Z"), Action::FollowUpFamily));
    assert!(!owes(&ask("no-access", &tried("spoke_to_family"), "2026-01-09T09:00:00Z"), Action::FollowUpFamily));
}

#[test]
fn the_end_of_a_pregnancy_is_told_by_the_mothers_record_too() {
    let text = r#"
        format = "brought-chronology/1"
        subject = "baby"
        author = { practitioner = "jo", role = "practitioner" }
        people = [
          { id = "baby", kind = "unborn_child", due_on = 2026-08-01, since = 2026-01-02, relations = [{ other = "mum", relation = "mother" }] },
          { id = "mum", kind = "carer", since = 2026-01-02 },
        ]
        events = [
          { happened = 2026-02-02T10:00:00, contact = { setting = "home", arranged = "by_letter", programme = "antenatal", outcome = "no_response" } },
          { happened = 2026-02-09, about = "mum", pregnancy_ended = true },
        ]"#;
    let chronology = brought_forms::chronology_file::read_toml(text).unwrap();
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    let standing =
        brought_policy::standing(pack("swindon-health-visiting"), &calendar, &chronology, "2026-03-09T09:00:00Z".parse().unwrap());
    assert!(!is_open(&standing) && !standing.obligations.iter().any(|obligation| obligation.is_open()));
}

/// NAF-21: of each failed contact it is recorded what was done.
#[test]
fn a_response_to_one_failed_contact_is_none_to_the_next() {
    let again =
        r#"{ happened = 2026-01-07T10:00:00, contact = { setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" } },"#;
    let answered = r#"{ happened = 2026-01-08T10:00:00, outcome_recorded = { contact = "contact-1", outcome = "was_not_brought", responses = ["telephone_tried"] } },"#;
    let owed = |events: &str| {
        let standing = ask("no-access", events, "2026-01-09T09:00:00Z");
        standing.obligations.iter().filter(|obligation| obligation.is_open() && obligation.action == Action::RecordResponse).count()
    };
    assert_eq!(owed(&format!("{MISSED}{again}")), 2);
    assert_eq!(owed(&format!("{MISSED}{again}{answered}")), 1);
}

/// NAF-28: the practitioner's word about the visit that failed is not the further visit.
#[test]
fn a_second_word_about_the_failed_visit_is_not_the_further_visit() {
    let events = r#"
      { happened = 2026-01-02, plan_recorded = { plan = "child_protection", state = "current" } },
      { happened = 2026-01-05T10:00:00, author = { system = "visits" }, contact = { id = "visit", setting = "home", arranged = "by_letter", outcome = "no_response" } },
      { happened = 2026-01-05T12:00:00, further_visit_set = { by = 2026-01-08, visitor = "duty_worker" } },"#;
    let word = r#"{ happened = 2026-01-05T15:00:00, outcome_recorded = { contact = "visit", outcome = "no_response", responses = ["card_left"] } },"#;
    let visit = r#"{ happened = 2026-01-07T10:00:00, contact = { setting = "home", arranged = "by_letter", outcome = "no_response", responses = ["card_left"] } },"#;
    let owed = |events: String| {
        let standing = ask("no-access", &events, "2026-01-07T12:00:00Z");
        let visits = standing.obligations.iter().filter(|obligation| obligation.action == Action::MakeFurtherVisit);
        visits.map(|obligation| obligation.is_open()).collect::<Vec<_>>().first().copied()
    };
    assert_eq!(owed(events.to_owned()), Some(true));
    assert_eq!(owed(format!("{events}{word}")), Some(true));
    assert_eq!(owed(format!("{events}{word}{visit}")), Some(false));
}

/// NAF-18: who saw the child decides, not under which service it is written down.
#[test]
fn another_professional_has_seen_the_child_in_whichever_service_it_is_written() {
    let seen = r#"{ happened = 2026-01-07T10:00:00, service = "service", sighting_recorded = { place = "nursery", by = "N. Shah", seen_by = "other_professional", relation = "nursery teacher", how = "in_person" } },"#;
    assert!(rule_asks(&ask("no-access", &format!("{MISSED}{seen}"), "2026-01-09T09:00:00Z"), "NAF-R18"));
}

/// A review that was done late, on the very day on which the next would be due, covers that one.
#[test]
fn a_late_review_asks_for_none_that_is_overdue_when_it_begins() {
    let reviewed = r#"{ happened = 2026-03-05T10:00:00, monthly_reviewed = { why = "not known", first_or_repeated = "repeated", risk = "hearing", parents_view = "none", action = "visit" } },"#;
    let standing = ask("bolton", &format!("{MISSED}{reviewed}"), "2026-03-06T09:00:00Z");
    let reviews: Vec<_> = standing.obligations.iter().filter(|obligation| obligation.action == Action::MonthlyReview).collect();
    assert!(reviews.len() > 1, "{reviews:?}");
    for review in reviews.iter().filter(|review| review.is_open()) {
        assert!(review.due.on.to_string().as_str() > "2026-03-06", "{}", review.due.on);
    }
}

/// Another system's later word about a contact that was kept does not move the day on which the child was seen: that would be taken for a
/// sighting after a contact that failed in between (NAF-17).
#[test]
fn a_later_word_about_a_kept_contact_does_not_move_the_day_on_which_the_child_was_seen() {
    let kept =
        r#"{ happened = 2026-03-17T10:00:00, contact = { id = "kept", setting = "clinic", arranged = "by_letter", outcome = "seen" } },"#;
    let missed =
        r#"{ happened = 2026-07-14T10:00:00, contact = { setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" } },"#;
    let word = r#"{ happened = 2026-07-25T10:00:00, author = { system = "clinic system" }, outcome_recorded = { contact = "kept", outcome = "was_not_brought" } },"#;
    let standing = ask("no-access", &format!("{kept}{missed}{word}"), "2026-07-26T09:00:00Z");
    let seen = standing.last_seen.unwrap().sighting.seen_at;
    assert_eq!(seen, brought_domain::Happened::At("2026-03-17T10:00:00Z".parse().unwrap()));
    let missing = &standing.follow_ups[0].missing;
    assert!(missing.iter().any(|missing| missing.kind == brought_policy::standing::MissingKind::SeenInPerson), "{missing:?}");
}

/// NAF-15, STW-16: a word that somebody met the child, which does not stand because the contact failed, reaches nobody.
#[test]
fn a_meeting_that_does_not_stand_is_no_meeting() {
    let plan = r#"{ happened = 2026-01-02, plan_recorded = { plan = "child_protection", state = "current" } },"#;
    let again = r#"{ happened = 2026-01-06T10:00:00, outcome_recorded = { contact = "contact-2", outcome = "seen" } },"#;
    let standing = ask("no-access", &format!("{plan}{MISSED}{again}"), "2026-01-09T09:00:00Z");
    assert_eq!(standing.set_aside.len(), 1, "the failure stands: {:?}", standing.set_aside);
    assert!(owes(&standing, Action::FollowUpFamily));
}
