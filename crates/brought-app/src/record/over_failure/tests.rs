use super::*;
use crate::record::{Saved, record};
use crate::testing::{actor, at, head, open, the_id, with};
use crate::{Actor, Brought, Failure, Purpose, add_practitioner, open_record, standing_of};
use brought_domain::contact::{Outcome, OutcomeKind};
use brought_domain::person::Practitioner;
use brought_domain::work::Role;
use brought_testkit::Family;
use brought_testkit::builders::{seen, was_not_brought};

const NOW: &str = "2026-01-07T09:00:00Z";

/// A child of whom a practitioner has recorded that they were not brought, in the entry `e3`, to the contact `c1`.
async fn once() -> Brought {
    let family = Family::new().child("ana", |ana| ana.born("2023-05-01"));
    with(&family.clinic("2026-01-05T10:00", was_not_brought()).chronology()).await
}

async fn form(brought: &Brought, kind: OutcomeKind, over_failure: Option<OverFailure>) -> RecordOutcome {
    RecordOutcome {
        head: head(brought, "ana", NOW).await,
        contact: the_id("c1"),
        outcome: Outcome::Plain(kind),
        responses: Vec::new(),
        note: None,
        over_failure,
    }
}

async fn save(brought: &Brought, id: &str, form: &RecordOutcome) -> Result<Saved, Failure> {
    record(brought, &open(brought, "ana", NOW).await, the_id(id), at(NOW), form).await
}

async fn cancelled(brought: &Brought, over_failure: Option<OverFailure>) -> RecordOutcome {
    form(brought, OutcomeKind::CancelledByService, over_failure).await
}

fn correct(event: &str, reason: &str) -> Option<OverFailure> {
    Some(OverFailure::Correct { event: the_id(event), reason: reason.into() })
}

fn refused(outcome: Result<Saved, Failure>) -> Vec<(String, String)> {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal.problems.into_iter().map(|problem| (problem.field, problem.words)).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

/// How many contacts stand as failed.
async fn failed(brought: &Brought) -> usize {
    let standing = standing_of(brought, &open(brought, "ana", NOW).await, at(NOW)).await.unwrap();
    standing.follow_ups.iter().filter(|each| each.is_open()).map(|each| each.failed_contacts.len()).sum()
}

#[tokio::test]
async fn calling_a_failed_contact_off_is_refused_until_it_is_said_what_becomes_of_the_report() {
    let brought = once().await;
    let said = refused(save(&brought, "new", &cancelled(&brought, None).await).await);
    assert_eq!(said[0].0, "over_failure");
    for part in
        ["Was not brought, Monday 5 January 2026, 10am", "“Cancelled by the service” does not change that", "corrects that entry by name"]
    {
        assert!(said[0].1.contains(part), "{part} is missing from {said:?}");
    }
    assert!(brought.store.event(&the_id("new")).await.unwrap().is_none(), "nothing is written");
    assert_eq!(failed(&brought).await, 1);
}

#[tokio::test]
async fn the_entry_that_is_wrong_is_corrected_by_name_and_both_stay_readable() {
    let brought = once().await;
    save(&brought, "new", &cancelled(&brought, correct("e3", "Entered for the wrong clinic")).await).await.unwrap();
    assert_eq!(failed(&brought).await, 0);
    let event = brought.store.event(&the_id("new")).await.unwrap().unwrap();
    let corrects = event.corrects.unwrap();
    assert_eq!((corrects.event.as_str(), corrects.reason.as_str()), ("e3", "Entered for the wrong clinic"));
    // The button pressed twice.
    assert!(save(&brought, "new", &cancelled(&brought, correct("e3", "Entered for the wrong clinic")).await).await.unwrap().repeated);
}

#[tokio::test]
async fn a_correction_has_a_reason_and_is_of_an_entry_about_this_contact() {
    let brought = once().await;
    for (over_failure, field) in [(correct("e3", " "), "reason"), (correct("e9", "wrong"), "event"), (correct("e2", "wrong"), "event")] {
        let said = refused(save(&brought, "new", &cancelled(&brought, over_failure).await).await);
        assert_eq!(said.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), [field], "{said:?}");
    }
}

#[tokio::test]
async fn the_evidence_of_an_administrative_error_is_recorded_instead_of_what_was_chosen() {
    let brought = once().await;
    let shows = |evidence: &str| Some(OverFailure::ShowError { evidence: evidence.into() });
    let said = refused(save(&brought, "new", &cancelled(&brought, shows(" ")).await).await);
    assert_eq!((said.len(), said[0].0.as_str()), (1, "over_failure.evidence"), "{said:?}");
    save(&brought, "new", &cancelled(&brought, shows("The letter came back: it had gone to the old address")).await).await.unwrap();
    assert_eq!(failed(&brought).await, 0);
    let Fact::OutcomeRecorded(recorded) = brought.store.event(&the_id("new")).await.unwrap().unwrap().fact else { panic!() };
    assert_eq!(recorded.outcome.kind(), OutcomeKind::AdministrativeError);
}

#[tokio::test]
async fn it_may_be_recorded_beside_the_failed_contact_which_then_stands() {
    let brought = once().await;
    save(&brought, "new", &cancelled(&brought, Some(OverFailure::LeaveStanding)).await).await.unwrap();
    assert_eq!(failed(&brought).await, 1);
}

/// What the engine would not count is not signed in vain.
#[tokio::test]
async fn an_administrator_is_told_to_ask_a_practitioner() {
    let brought = once().await;
    let administrator = actor("ad", &[Role::Administrator]);
    let Actor { practitioner: id, name, roles, services, .. } = administrator.clone();
    add_practitioner(&brought, Practitioner { id, name, roles, services }).await.unwrap();
    let grant = open_record(&brought, &administrator, &the_id("ana"), Purpose::DirectCare, at(NOW)).await.unwrap();
    let evidence = Some(OverFailure::ShowError { evidence: "The letter came back".into() });
    for over_failure in [correct("e3", "wrong clinic"), evidence] {
        let mut form = cancelled(&brought, over_failure).await;
        form.head.role = Role::Administrator;
        let said = refused(record(&brought, &grant, the_id("new"), at(NOW), &form).await);
        assert!(said.iter().any(|(_, words)| words.starts_with("Only a practitioner takes a failed contact back")), "{said:?}");
    }
}

/// Two people said that the child was not brought: correcting one of them leaves the other.
#[tokio::test]
async fn as_long_as_another_entry_says_so_too_the_failed_contact_stands_and_that_is_said() {
    let brought = once().await;
    let mut again = form(&brought, OutcomeKind::WasNotBrought, None).await;
    again.responses = vec![brought_domain::contact::ResponseKind::TelephoneTried];
    save(&brought, "again", &again).await.unwrap();
    let said = refused(save(&brought, "new", &cancelled(&brought, correct("e3", "wrong clinic")).await).await);
    assert!(said.iter().any(|(field, words)| field == "event" && words.starts_with("Another entry says as well")), "{said:?}");
    assert_eq!(failed(&brought).await, 1);
}

/// That somebody was seen after all is held back like a cancellation, where it would change nothing, and only there.
#[tokio::test]
async fn whatever_would_change_nothing_is_asked_about_and_what_does_is_not() {
    let brought = once().await;
    let said = refused(save(&brought, "new", &form(&brought, OutcomeKind::Seen, None).await).await);
    assert_eq!(said[0].0, "over_failure", "{said:?}");

    let family = Family::new().child("ana", |ana| ana.born("2023-05-01")).clinic("2026-01-05T10:00", seen());
    let brought = with(&family.chronology()).await;
    save(&brought, "new", &cancelled(&brought, None).await).await.unwrap();
}
