//! Both sides of a handover, and the ending that rests on them.

use super::*;
use crate::record::{AssessVulnerability, EndFollowUp, EndingForm, Saved, WithdrawEvent, record};
use crate::testing::{at, head, open, the_id, with};
use crate::{Brought, Failure, HandoverLine, child_page, standing_of};
use brought_domain::Happened;
use brought_domain::work::Role;
use brought_testkit::Family;
use brought_testkit::builders::was_not_brought;

const NOW: &str = "2026-01-07T09:00:00Z";

async fn once() -> Brought {
    let family = Family::new().child("sam", |sam| sam.named("Sam", "Example").born("2023-05-01"));
    with(&family.clinic("2026-01-05T10:00", was_not_brought()).chronology()).await
}

async fn save(brought: &Brought, id: &str, entry: &dyn Entry) -> Result<Saved, Failure> {
    record(brought, &open(brought, "sam", NOW).await, the_id(id), at(NOW), entry).await
}

async fn offer(brought: &Brought, to: &str) -> OfferHandover {
    let content = "One contact failed; nobody has seen Sam since.".to_owned();
    OfferHandover {
        head: head(brought, "sam", NOW).await,
        to: OrganisationId::new(to).ok(),
        service: Some("Health visiting".into()),
        content,
    }
}

async fn answer(brought: &Brought, offer: &str, accepted: Answer) -> AnswerHandover {
    AnswerHandover {
        head: head(brought, "sam", NOW).await,
        offer: Some(the_id(offer)),
        accepted: Some(accepted),
        by: "P. Shaw, team leader".into(),
        said: "We have read it.".into(),
    }
}

async fn ending(brought: &Brought, to: Option<&str>) -> EndFollowUp {
    let standing = standing_of(brought, &open(brought, "sam", NOW).await, at(NOW)).await.unwrap();
    EndFollowUp {
        head: head(brought, "sam", NOW).await,
        follow_up: standing.follow_ups[0].id.clone(),
        ending: EndingForm::HandedOver { to: to.and_then(|to| OrganisationId::new(to).ok()) },
        reasons: "The family has moved".into(),
        told: vec!["mother".into()],
    }
}

async fn assess(brought: &Brought) {
    let form = AssessVulnerability {
        head: head(brought, "sam", NOW).await,
        children: vec![the_id("sam")],
        vulnerable: Answer::No,
        findings: "None found in the record or by the GP".into(),
    };
    save(brought, "assessment", &form).await.unwrap();
}

/// What was refused, field by field.
fn refused(outcome: Result<Saved, Failure>) -> Vec<(String, String)> {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal.problems.into_iter().map(|problem| (problem.field, problem.words)).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

/// Why it cannot be handed over, as the ending says it.
async fn why_not(brought: &Brought, to: Option<&str>) -> String {
    let problems = refused(save(brought, "ending", &ending(brought, to).await).await);
    assert!(brought.store.event(&the_id("ending")).await.unwrap().is_none(), "nothing is written when it is refused");
    problems.into_iter().find(|(field, _)| field == "to").map(|(_, words)| words).unwrap_or_default()
}

async fn lines(brought: &Brought) -> Vec<HandoverLine> {
    child_page(brought, &open(brought, "sam", NOW).await, at(NOW)).await.unwrap().follow_ups[0].handovers.clone()
}

async fn is_open(brought: &Brought) -> bool {
    standing_of(brought, &open(brought, "sam", NOW).await, at(NOW)).await.unwrap().follow_ups[0].is_open()
}

#[tokio::test]
async fn a_handover_is_offered_accepted_and_then_ends_the_follow_up() {
    let brought = once().await;
    assess(&brought).await;
    assert!(why_not(&brought, None).await.starts_with("Nobody has been asked to take over: record the offer"));

    save(&brought, "offer", &offer(&brought, "RX2").await).await.unwrap();
    assert!(lines(&brought).await[0].answer.is_none());
    assert_eq!(why_not(&brought, Some("RX2")).await, "RX2 has not answered yet: record their answer first");
    assert!(why_not(&brought, None).await.contains("have not answered: record their answer first"));
    assert_eq!(why_not(&brought, Some("RX9")).await, "RX9 was not asked to take over: record the offer first");

    save(&brought, "answer", &answer(&brought, "offer", Answer::Yes).await).await.unwrap();
    assert!(lines(&brought).await[0].accepted);
    assert!(is_open(&brought).await, "their yes alone ends nothing");

    save(&brought, "ending", &ending(&brought, Some("RX2")).await).await.unwrap();
    assert!(!is_open(&brought).await);
    let Fact::FollowUpEnded(ended) = brought.store.event(&the_id("ending")).await.unwrap().unwrap().fact else { panic!() };
    let brought_domain::ending::Ending::HandedOver { accepted_by, .. } = ended else { panic!("{ended:?}") };
    assert_eq!(accepted_by, "P. Shaw, team leader", "as their answer says, and not asked again");
    assert!(lines(&brought).await.is_empty(), "nothing waits in a follow-up that has ended");
}

#[tokio::test]
async fn a_no_or_an_answer_that_is_not_clear_keeps_the_follow_up_open() {
    let brought = once().await;
    assess(&brought).await;
    save(&brought, "offer", &offer(&brought, "RX2").await).await.unwrap();
    for (id, accepted) in [("no", Answer::No), ("unclear", Answer::NotKnown)] {
        save(&brought, id, &answer(&brought, "offer", accepted).await).await.unwrap();
        assert!(is_open(&brought).await, "{id}");
        assert!(why_not(&brought, Some("RX2")).await.starts_with("RX2 has not accepted, so the duty stays here"), "{id}");
        assert!(!lines(&brought).await[0].accepted, "{id}");
    }
    save(&brought, "yes", &answer(&brought, "offer", Answer::Yes).await).await.unwrap();
    let mut after_all = answer(&brought, "offer", Answer::No).await;
    after_all.head.happened = Happened::At(at("2026-01-07T09:01:00Z"));
    save(&brought, "no-after-all", &after_all).await.unwrap();
    assert!(why_not(&brought, Some("RX2")).await.starts_with("RX2 has not accepted"), "the latest answer counts");
}

#[tokio::test]
async fn an_answer_needs_an_offer_and_an_offer_that_was_withdrawn_is_none() {
    let brought = once().await;
    let without = answer(&brought, "offer", Answer::Yes).await;
    let said = refused(save(&brought, "answer", &without).await);
    assert_eq!(said, [("offer".to_owned(), "Record the offer first: nobody has been asked to take over".to_owned())]);

    save(&brought, "offer", &offer(&brought, "RX2").await).await.unwrap();
    let another = AnswerHandover { offer: Some(the_id("somewhere-else")), ..answer(&brought, "offer", Answer::Yes).await };
    assert_eq!(refused(save(&brought, "answer", &another).await)[0].1, "Choose the offer that was answered");

    let head = head(&brought, "sam", NOW).await;
    save(&brought, "withdrawal", &WithdrawEvent { head, event: the_id("offer"), reason: "never sent".into() }).await.unwrap();
    let after = answer(&brought, "offer", Answer::Yes).await;
    assert!(refused(save(&brought, "answer", &after).await)[0].1.starts_with("Record the offer first"));
}

#[tokio::test]
async fn what_is_left_blank_or_cannot_be_is_said_all_at_once() {
    let brought = once().await;
    let blank = OfferHandover { to: None, content: " ".into(), ..offer(&brought, "RX2").await };
    let fields = |problems: Vec<(String, String)>| problems.into_iter().map(|(field, _)| field).collect::<Vec<_>>();
    assert_eq!(fields(refused(save(&brought, "offer", &blank).await)), ["to", "content"]);

    let mut early = offer(&brought, "RX2").await;
    early.head.happened = Happened::On("2026-01-04".parse().unwrap());
    assert_eq!(fields(refused(save(&brought, "offer", &early).await)), ["happened"], "before anything had failed");
    let mut elsewhere = offer(&brought, "RX2").await;
    elsewhere.head.service = Some(the_id("audiology"));
    assert_eq!(fields(refused(save(&brought, "offer", &elsewhere).await)), ["service"]);

    save(&brought, "offer", &offer(&brought, "RX2").await).await.unwrap();
    let blank = AnswerHandover { accepted: None, by: String::new(), said: String::new(), ..answer(&brought, "offer", Answer::Yes).await };
    assert_eq!(fields(refused(save(&brought, "answer", &blank).await)), ["accepted", "by", "said"]);
    let mut early = answer(&brought, "offer", Answer::Yes).await;
    early.head.happened = Happened::On("2026-01-06".parse().unwrap());
    assert_eq!(fields(refused(save(&brought, "answer", &early).await)), ["happened"], "answered before they were asked");
}

/// What the engine would not count is not signed in vain.
#[tokio::test]
async fn an_administrator_records_that_they_said_no_and_not_that_they_said_yes() {
    let brought = once().await;
    save(&brought, "offer", &offer(&brought, "RX2").await).await.unwrap();
    let administrator = crate::testing::actor("ad", &[Role::Administrator]);
    let crate::Actor { practitioner, name, roles, services, .. } = administrator.clone();
    let practitioner = brought_domain::person::Practitioner { id: practitioner, name, roles, services };
    crate::add_practitioner(&brought, practitioner).await.unwrap();
    let purpose = crate::Purpose::DirectCare;
    let grant = crate::open_record(&brought, &administrator, &the_id("sam"), purpose, at(NOW)).await.unwrap();
    let mut form = answer(&brought, "offer", Answer::Yes).await;
    form.head.role = Role::Administrator;
    let said = refused(record(&brought, &grant, the_id("answer"), at(NOW), &form).await);
    assert!(said[0].1.contains("signed by a practitioner"), "{said:?}");
    form.accepted = Some(Answer::No);
    record(&brought, &grant, the_id("answer"), at(NOW), &form).await.unwrap();
    assert!(is_open(&brought).await);
}

/// A follow-up that opens again begins without the handover that ended it.
#[tokio::test]
async fn a_follow_up_that_opens_again_has_to_be_offered_again() {
    let family = Family::new().child("sam", |sam| sam.named("Sam", "Example").born("2023-05-01"));
    let missed = |at: &str| family.clone().clinic("2026-01-05T10:00", was_not_brought()).clinic(at, was_not_brought());
    let brought = once().await;
    assess(&brought).await;
    save(&brought, "offer", &offer(&brought, "RX2").await).await.unwrap();
    save(&brought, "answer", &answer(&brought, "offer", Answer::Yes).await).await.unwrap();
    save(&brought, "ending", &ending(&brought, Some("RX2")).await).await.unwrap();
    crate::testing::add(&brought, &missed("2026-01-08T10:00").chronology()).await;
    let later = "2026-01-09T09:00:00Z";
    let page = child_page(&brought, &open(&brought, "sam", later).await, at(later)).await.unwrap();
    assert!(page.follow_ups[0].open, "{:?}", page.follow_ups);
    assert!(page.follow_ups[0].handovers.is_empty(), "{:?}", page.follow_ups[0].handovers);
}

/// A code says nothing to whoever reads the chronology: the directory has the name.
#[tokio::test]
async fn who_took_over_is_told_by_name_on_the_page_and_in_the_chronology() {
    let brought = once().await;
    let hospital = brought_domain::person::Organisation { id: the_id("RX2"), name: "Mill General Hospital".into() };
    brought.store.put_organisations(&[hospital]).await.unwrap();
    assess(&brought).await;
    save(&brought, "offer", &offer(&brought, "RX2").await).await.unwrap();
    save(&brought, "answer", &answer(&brought, "offer", Answer::Yes).await).await.unwrap();
    save(&brought, "ending", &ending(&brought, Some("RX2")).await).await.unwrap();
    let page = child_page(&brought, &open(&brought, "sam", NOW).await, at(NOW)).await.unwrap();
    assert_eq!(page.follow_ups[0].ended.as_ref().unwrap().how, "handed over and accepted by Mill General Hospital");
    let entry = page.chronology.iter().find(|entry| entry.event == "ending").unwrap();
    assert!(entry.details.contains(&("To", "Mill General Hospital".to_owned())), "{entry:?}");
    assert!(!format!("{:?}", page.chronology).contains("RX2"), "{:?}", page.chronology);
}
