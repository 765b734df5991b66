//! Handing a follow-up over to another organisation: the offer, the answer, and the ending that rests on both.

use super::browser::change;
use super::{Page, Site};
use axum::http::StatusCode;
use brought_testkit::builders::{Family, was_not_brought};

const NOW: &str = "2026-01-14T10:00:00Z";

async fn site() -> Site {
    let family = Family::new().child("sam", |child| child.born("2023-05-01")).mother("mum").clinic("2026-01-12T10:00", was_not_brought());
    Site::of(&family, NOW).await
}

fn saved(page: &Page) {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words());
    assert!(page.location().starts_with("/children/sam?saved="), "{}", page.location());
}

async fn link(site: &mut Site, from: &str, part: &str) -> String {
    let page = site.get(from).await;
    page.links().into_iter().find(|link| link.contains(part)).unwrap_or_else(|| panic!("no link to {part}: {}", page.words()))
}

const OFFER: &[(&str, &str)] =
    &[("to", "RX2"), ("to.service", "Health visiting"), ("content", "One contact failed; nobody has seen Sam since.")];

fn answer(accepted: &'static str) -> [(&'static str, &'static str); 3] {
    [("accepted", accepted), ("by", "P. Shaw, team leader"), ("said", "They have read it.")]
}

const ENDING: &[(&str, &str)] = &[("ending", "handed_over"), ("reasons", "The family has moved."), ("told", "the mother")];

#[tokio::test]
async fn given_an_offer_when_the_other_side_says_yes_then_the_ending_is_accepted() {
    let mut site = site().await;
    saved(&site.fill("/children/sam/vulnerability", &[("vulnerable", "no"), ("findings", "None found.")]).await);
    let end = link(&mut site, "/children/sam", "/end").await;

    // Given an offer, made from the follow-up itself
    let offer = link(&mut site, "/children/sam", "/handover?service=").await;
    let page = site.fill(&offer, OFFER).await;
    saved(&page);
    let after = site.get(page.location()).await.words();
    assert!(after.contains("Health visiting, RX2 was asked to take over; nothing is handed over until they accept"), "{after}");
    assert!(after.contains("No answer yet: the duty stays here."), "{after}");

    // When their yes is recorded
    let form = link(&mut site, "/children/sam", "/handover-answer?offer=").await;
    assert!(site.get(&form).await.words().contains("Health visiting, RX2: asked Wednesday 14 January 2026"), "which offer it is");
    saved(&site.fill(&form, &answer("yes")).await);
    assert!(site.get("/children/sam").await.words().contains("Open follow-up"), "their yes alone ends nothing");

    // Then it can be ended, and is not asked again who accepted
    let page = site.get(&end).await;
    assert!(page.words().contains("It is handed over to Health visiting, RX2, who accepted."), "{}", page.words());
    assert!(!page.body.contains("accepted_by"), "{}", page.words());
    let mut sent = page.fields();
    change(&mut sent, ENDING);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    saved(&site.post(&end, &sent).await);
    let words = site.get("/children/sam").await.words();
    assert!(!words.contains("Open follow-up"), "{words}");
    saved(&site.post(&end, &sent).await);
}

#[tokio::test]
async fn given_an_offer_when_the_other_side_says_no_then_the_follow_up_stays_and_the_page_says_so() {
    let mut site = site().await;
    saved(&site.fill("/children/sam/vulnerability", &[("vulnerable", "no"), ("findings", "None found.")]).await);
    saved(&site.fill("/children/sam/handover", OFFER).await);
    let page = site.fill("/children/sam/handover-answer", &answer("no")).await;
    saved(&page);
    let after = site.get(page.location()).await.words();
    assert!(after.contains("The handover was not accepted: the duty stays here"), "{after}");
    assert!(after.contains("They said no (P. Shaw, team leader, "), "{after}");
    assert!(after.contains("The follow-up stays open and the duty stays here. Offer it to others"), "{after}");

    let end = link(&mut site, "/children/sam", "/end").await;
    let refused = site.fill(&end, ENDING).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words().contains("Nobody has accepted, so it cannot be handed over yet."), "{}", refused.words());
    let forged: Vec<_> = ENDING.iter().copied().chain([("to", "RX2")]).collect();
    let refused = site.fill(&end, &forged).await;
    assert!(refused.words().contains("RX2 has not accepted, so the duty stays here"), "{}", refused.words());
    assert!(site.get("/children/sam").await.words().contains("Open follow-up"));
    assert!(site.get("/my-list?whose=services").await.words().contains("sam Example"), "still on the list");
}

#[tokio::test]
async fn an_ending_without_an_offer_or_an_answer_says_which_is_missing_and_leads_to_its_form() {
    let mut site = site().await;
    let end = link(&mut site, "/children/sam", "/end").await;
    let refused = site.fill(&end, ENDING).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words().contains("Nobody has been asked to take over: record the offer of a handover first"), "{}", refused.words());
    assert!(refused.links().contains(&"#to".to_owned()) && refused.body.contains("id=\"to\""), "the summary leads to the field");
    let offer = refused.links().into_iter().find(|link| link.contains("/handover?service=")).unwrap();
    assert_eq!(site.get(&offer).await.status, StatusCode::OK);

    saved(&site.fill(&offer, OFFER).await);
    let refused = site.fill(&end, ENDING).await;
    assert!(refused.words().contains("have not answered: record their answer first"), "{}", refused.words());
    assert!(refused.links().iter().any(|link| link.contains("/handover-answer?offer=")), "{:?}", refused.links());
}

#[tokio::test]
async fn an_answer_without_an_offer_says_what_to_do_first() {
    let mut site = site().await;
    let page = site.get("/children/sam/handover-answer").await;
    assert!(page.words().contains("Nobody has been asked to take over, so there is nothing to answer."), "{}", page.words());
    assert!(page.links().contains(&"/children/sam/handover".to_owned()));
    let refused = site.fill("/children/sam/handover-answer", &answer("yes")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words().contains("Record the offer first: nobody has been asked to take over"), "{}", refused.words());
    assert!(refused.links().contains(&"#offer".to_owned()) && refused.body.contains("id=\"offer\""));
}

#[tokio::test]
async fn blank_forms_are_refused_with_everything_that_is_missing_and_keep_what_was_typed() {
    let mut site = site().await;
    let refused = site.fill("/children/sam/handover", &[("to.service", "Health visiting")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["Choose the organisation that was asked to take over", "Say what they were told"] {
        assert!(refused.words().contains(part), "{part} is missing from {}", refused.words());
    }
    assert!(refused.body.contains("value=\"Health visiting\""));
    saved(&site.fill("/children/sam/handover", OFFER).await);
    let refused = site.fill("/children/sam/handover-answer", &[("said", "They are full.")]).await;
    for part in ["Say whether they take over", "Say who answered for them"] {
        assert!(refused.words().contains(part), "{part} is missing from {}", refused.words());
    }
    assert!(refused.body.contains("They are full."));
}

/// S21.
#[tokio::test]
async fn an_answer_that_somebody_has_overtaken_is_shown_and_not_saved() {
    let mut site = site().await;
    saved(&site.fill("/children/sam/handover", OFFER).await);
    let mut sent = site.get("/children/sam/handover-answer").await.fields();
    saved(&site.fill("/children/sam/handover-answer", &answer("no")).await);
    change(&mut sent, &answer("yes"));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = site.post("/children/sam/handover-answer", &sent).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(
        page.words().contains("The handover was not accepted") && page.words().contains("The handover was accepted"),
        "{}",
        page.words()
    );
}
