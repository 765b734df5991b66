//! The answer in short says the same as the answer in words, line by line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod shipped;

use brought_calendar::{Calendar, Division};
use brought_policy::standing::FollowUpState;
use brought_policy::{Standing, evaluate};
use shipped::pack;

/// A family in which much is owed: of one child, of each child of a carer, done, overdue and ended.
const FAMILY: &str = r#"
format = "brought-chronology/1"
subject = "sam"
author = { practitioner = "jo", role = "practitioner" }
services = [{ id = "visiting" }, { id = "clinic" }, { id = "perinatal", audience = "parents_or_carers" }]
people = [
  { id = "sam", born_on = 2023-01-06, relations = [{ other = "mum", relation = "mother" }] },
  { id = "ruby", born_on = 2025-01-06, relations = [{ other = "mum", relation = "mother" }, { other = "sam", relation = "sibling" }] },
  { id = "mum", kind = "carer" },
]
events = [
  { happened = 2026-01-02, plan_recorded = { plan = "child_protection", state = "current", members = [{ agency = "school" }] } },
  { happened = 2026-01-05T10:00:00, service = "visiting", contact = { setting = "home", arranged = "by_letter", outcome = "no_response" } },
  { happened = 2026-01-06T10:00:00, service = "visiting", analysis_signed = { impact = "i", decision = { steps = "s" } } },
  { happened = 2026-01-06T10:00:00, service = "perinatal", about = "mum", contact = { setting = "clinic", arranged = "by_letter", outcome = "adult_did_not_attend" } },
  { happened = 2026-01-07T10:00:00, service = "perinatal", about = "mum", contact = { setting = "clinic", arranged = "by_letter", outcome = "adult_did_not_attend" } },
  { happened = 2026-01-07T10:00:00, service = "clinic", contact = { id = "wrong", setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" } },
  { happened = 2026-01-07T11:00:00, author = { practitioner = "lee", role = "line_manager" }, service = "visiting", further_visit_set = { by = 2026-01-10, visitor = "duty_worker" } },
]
"#;

#[test]
fn rows_and_words_agree() {
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    let chronology = brought_forms::chronology_file::read_toml(FAMILY).unwrap_or_else(|problems| panic!("{problems:?}"));
    for name in ["no-access", "bolton", "shropshire", "swindon-health-visiting"] {
        let evaluation = evaluate(pack(name), &calendar, &chronology, "2026-01-13T09:00:00Z".parse().unwrap());
        let standing: Standing = evaluation.standing();
        let rows: Vec<_> = evaluation.obligations().collect();
        assert_eq!(rows.len(), standing.obligations.len(), "{name}");
        for owed in &standing.obligations {
            let row = rows.iter().find(|row| row.id() == owed.id).unwrap_or_else(|| panic!("{name}: {owed:?}"));
            assert_eq!((row.rule(), row.action()), (owed.because.rule.as_str(), owed.action), "{name}");
            assert_eq!(row.owner(), owed.owner.role, "{name}: {owed:?}");
            assert_eq!((row.person(), row.service(), row.child()), (&owed.person, owed.service.as_ref(), owed.child.as_ref()), "{name}");
            assert_eq!((row.raised(), row.due(), row.state()), (owed.raised, &owed.due, owed.state.kind()), "{name}");
            assert_eq!((row.settled(), row.follow_up()), (owed.state.settled().map(|by| by.at), owed.follow_up.clone()), "{name}");
        }
        let follow_ups: Vec<_> = evaluation.follow_ups().collect();
        assert_eq!(follow_ups.len(), standing.follow_ups.len(), "{name}");
        for shown in &standing.follow_ups {
            let row = follow_ups.iter().find(|row| *row.person == shown.person && row.service == Some(&shown.service)).unwrap();
            assert_eq!((row.opened, row.failed_contacts), (Some(shown.opened), shown.failed_contacts.len()), "{name}");
            assert_eq!(row.ended.is_none(), shown.state == FollowUpState::Open, "{name}");
        }
    }
    let rows = |name| {
        let evaluation = evaluate(pack(name), &calendar, &chronology, "2026-01-13T09:00:00Z".parse().unwrap());
        evaluation.obligations().map(|row| (row.child().is_some(), row.settled().is_some())).collect::<Vec<_>>()
    };
    assert!(rows("no-access").contains(&(true, true)), "something of one child was done");
}

/// A count is not told why an ending was refused; whoever reads the same answer in words is (S1).
#[test]
fn an_ending_that_was_refused_is_told_in_words_by_a_count_as_well() {
    let ended = r#"{ happened = 2026-01-08T09:00:00, service = "visiting", follow_up_ended = { withdrawn = { reasons = "r", told = ["parents"] } } },
]
"#;
    let text = FAMILY.trim_end().strip_suffix(']').unwrap().to_owned() + ended;
    let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    let (calendar, as_of) = (Calendar::bundled(Division::EnglandAndWales), "2026-01-13T09:00:00Z".parse().unwrap());
    let counted = evaluate(pack("no-access"), &calendar, &chronology, as_of).standing();
    assert!(counted.set_aside.iter().any(|aside| aside.is_ending && aside.why.contains("this is missing")), "{:?}", counted.set_aside);
    assert_eq!(counted, brought_policy::standing(pack("no-access"), &calendar, &chronology, as_of));
}
