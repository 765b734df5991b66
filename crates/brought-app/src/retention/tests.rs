use super::*;
use crate::access::{Purpose, open_record, open_record_at_the_machine};
use crate::search_people::{SearchFor, search_people};
use crate::testing::{at, brought_sealed, lead, named_nurse, nurse, put, the_id};
use brought_store::StoreProblem;
use brought_testkit::Family;
use brought_testkit::builders::was_not_brought;

/// Long after everything.
const THEN: &str = "2060-01-06T09:00:00Z";

/// A child whose record is closed, one with an open follow-up, one whose birthday nobody knows, one who is small, and a mother.
async fn town() -> Brought {
    let brought = brought_sealed().await;
    put(&brought, &Family::new().child("ana", |ana| ana.born("2023-05-01")).mother("mum").chronology()).await;
    let open = Family::new().child("bo", |bo| bo.born("2023-05-01")).clinic("2026-01-05T10:00", was_not_brought());
    crate::testing::add(&brought, &open.chronology()).await;
    crate::testing::add(&brought, &Family::new().child("cat", |cat| cat).chronology()).await;
    crate::testing::add(&brought, &Family::new().child("dee", |dee| dee.born("2059-05-01")).chronology()).await;
    brought
}

async fn due(brought: &Brought, now: &str) -> Vec<String> {
    retention_review(brought, &lead(), at(now)).await.unwrap().due.into_iter().map(|line| line.person).collect()
}

fn why(early: bool) -> EraseForm {
    EraseForm { reason: "Its time was over, and nothing needs it.".into(), early }
}

async fn grant(brought: &Brought, actor: &Actor, person: &str) -> AccessGrant {
    open_record_at_the_machine(brought, actor, &the_id(person), Purpose::RecordKeeping, at(THEN)).await.unwrap()
}

/// Review, not delete: somebody is told, and only of what is over, closed and known.
#[tokio::test]
async fn what_is_over_closed_and_known_is_due_and_nothing_else() {
    let brought = town().await;
    assert_eq!(due(&brought, "2048-04-30T12:00:00Z").await, Vec::<String>::new());
    assert_eq!(due(&brought, "2048-05-01T12:00:00Z").await, ["ana"]);
    let review = retention_review(&brought, &lead(), at(THEN)).await.unwrap();
    assert_eq!((review.not_yet, review.open, review.not_known), (1, 1, 2), "dee, bo, cat and the mother");
    assert_eq!(review.due[0].kept_until, "Friday 1 May 2048");
    let seen = brought.store.accesses_of(&the_id("ana"), 1).await.unwrap();
    assert_eq!(seen[0].access.seen, "a line of records due for review", "that her line was shown is written down");
    assert!(matches!(retention_review(&brought, &nurse(), at(THEN)).await, Err(Failure::Denied(_))));
}

#[tokio::test]
async fn what_is_held_is_neither_due_nor_erased() {
    let brought = town().await;
    let grant = grant(&brought, &named_nurse(), "ana").await;
    assert!(hold_record(&brought, &grant, false, "An inquiry asks for records of that year", at(THEN)).await.unwrap());
    assert_eq!(due(&brought, THEN).await, Vec::<String>::new());
    let held = retention_review(&brought, &lead(), at(THEN)).await.unwrap().held;
    assert_eq!((held[0].person.as_str(), held[0].by.as_str()), ("ana", "named, named nurse"));
    assert!(matches!(erase_record(&brought, &grant, &why(true), at(THEN)).await, Err(Failure::Trouble(_))));
    assert!(hold_record(&brought, &grant, true, "The inquiry has ended", at(THEN)).await.unwrap());
    assert_eq!(due(&brought, THEN).await, ["ana"]);
}

#[tokio::test]
async fn a_record_is_erased_by_a_lead_with_a_reason_when_its_time_is_over() {
    let brought = town().await;
    let refused = async |actor: Actor, person: &str, form: EraseForm| {
        erase_record(&brought, &grant(&brought, &actor, person).await, &form, at(THEN)).await.unwrap_err()
    };
    assert_eq!(refused(nurse(), "ana", why(false)).await, Failure::Denied(Denied::RoleNeeded));
    let no_reason = EraseForm { reason: " old ".into(), early: false };
    assert!(matches!(refused(lead(), "ana", no_reason).await, Failure::Refused(refusal) if refusal.is_about("reason")));
    // Open: never, whatever is said. Not yet, or not known: only when it is said that it is early.
    for early in [false, true] {
        assert!(matches!(refused(lead(), "bo", why(early)).await, Failure::Refused(refusal) if refusal.is_about("person")));
    }
    for person in ["cat", "dee"] {
        assert!(matches!(refused(lead(), person, why(false)).await, Failure::Refused(refusal) if refusal.is_about("early")), "{person}");
    }
    for (person, early) in [("ana", false), ("cat", true)] {
        erase_record(&brought, &grant(&brought, &lead(), person).await, &why(early), at(THEN)).await.unwrap();
    }
    assert_eq!(brought.store.verify(&[]).await.unwrap().findings, []);
    let review = retention_review(&brought, &lead(), at(THEN)).await.unwrap();
    assert_eq!((review.due.len(), review.erased.len()), (0, 2));
}

/// S14: whoever might have read it is told what became of it, and nobody finds her any more; her mother's record is as it was.
#[tokio::test]
async fn an_erased_record_says_so_to_those_who_might_have_read_it_and_shows_nothing() {
    let brought = town().await;
    let open = async |actor: Actor, person: &str| open_record(&brought, &actor, &the_id(person), Purpose::DirectCare, at(THEN)).await;
    erase_record(&brought, &grant(&brought, &lead(), "ana").await, &why(false), at(THEN)).await.unwrap();
    let told = open(lead(), "ana").await.unwrap_err();
    assert!(matches!(&told, Failure::Erased(erased) if erased.by.as_str() == "lead"), "{told}");
    assert!(told.to_string().contains("6 January 2060"), "{told}");
    assert!(open(nurse(), "mum").await.is_ok());
    let search = SearchFor { words: "ana".into(), born_on: None };
    assert_eq!(search_people(&brought, &nurse(), &search, at(THEN)).await.unwrap().len(), 0);
    let again = brought.store.events_of(&the_id("ana")).await;
    assert!(matches!(again, Err(StoreProblem::Erased(_))));
    crate::rebuild(&brought, at(THEN), |_| {}).await.unwrap();
    assert_eq!(brought.store.verify(&[]).await.unwrap().findings, []);
}
