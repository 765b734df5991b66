//! What phones kept where there was no signal, handed over by the next page.

use super::Site;
use crate::Doorstep;
use crate::doorstep::sealing::sealed;
use axum::http::StatusCode;
use brought_testkit::Family;

const NOW: &str = "2026-01-06T10:00:00Z";
const ENTRY: &str = "0123456789abcdef0123456789abcdef";
const NOTE: &str = "/children/sam/note";

async fn site() -> Site {
    Site::of(&Family::new().child("sam", |sam| sam.born("2023-05-01")), NOW).await
}

/// A note as the page sealed it, with what its form holds.
async fn typed(site: &mut Site, owner: &str, words: &str) -> String {
    let mut fields = site.get(NOTE).await.fields();
    super::browser::change(&mut fields, &[("note", words), ("entry", ENTRY)]);
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    sealed(Doorstep::new(&[3; 32]).public(), owner, NOTE, &pairs)
}

/// Hands it over as a page of this session does, and gives back the answer.
async fn hand_over(site: &mut Site, sealed: &[&str]) -> serde_json::Value {
    let token = site.get("/my-list").await.form_token();
    let fields: Vec<(&str, &str)> = std::iter::once(("token", token.as_str())).chain(sealed.iter().map(|one| ("sealed", *one))).collect();
    let page = site.post("/doorstep", &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    serde_json::from_str(&page.body).unwrap()
}

#[tokio::test]
async fn what_was_typed_without_a_signal_waits_for_whoever_typed_it_and_is_not_saved_by_itself() {
    let mut site = site().await;
    let draft = typed(&mut site, "p1", "The door was opened by the grandmother").await;
    let entries = site.store.counts().await.unwrap();
    let answer = hand_over(&mut site, &[&draft]).await;
    assert_eq!(answer, serde_json::json!({ "done": [], "to_look_at": [ENTRY], "not_yours": 0 }));
    assert_eq!(site.store.counts().await.unwrap(), entries);
    assert!(site.get("/my-list").await.body.contains("What you typed before"), "and every page says so");
    let unsent = site.get("/unsent").await;
    assert!(unsent.body.contains("The door was opened by the grandmother"), "{}", unsent.body);
    // Handed over again by the next page, it is still one form.
    hand_over(&mut site, &[&draft]).await;
    assert_eq!(site.get("/unsent").await.body.matches("grandmother").count(), unsent.body.matches("grandmother").count());
}

#[tokio::test]
async fn a_phone_forgets_what_is_saved_and_what_its_owner_left_out() {
    let mut site = site().await;
    let draft = typed(&mut site, "p1", "The door was opened by the grandmother").await;
    let saved = site.fill(NOTE, &[("note", "The door was opened by the grandmother"), ("entry", ENTRY)]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert_eq!(hand_over(&mut site, &[&draft]).await["done"], serde_json::json!([ENTRY]));

    let mut site = self::site().await;
    let draft = typed(&mut site, "p1", "The door was opened by the grandmother").await;
    hand_over(&mut site, &[&draft]).await;
    let left = site.get("/unsent").await;
    let number = left.body.split("name=\"form\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let token = left.form_token();
    site.post("/unsent", &[("token", &token), ("form", &number)]).await;
    assert_eq!(hand_over(&mut site, &[&draft]).await["done"], serde_json::json!([ENTRY]));
}

/// A phone that several people use, or that somebody found.
#[tokio::test]
async fn nobody_else_is_shown_it() {
    let mut site = site().await;
    let draft = typed(&mut site, "somebody-else", "The door was opened by the grandmother").await;
    let altered = draft.replacen('A', "B", 1);
    let without_entry = sealed(Doorstep::new(&[3; 32]).public(), "p1", NOTE, &[("note", "grandmother")]);
    let answer = hand_over(&mut site, &[&draft, &altered, "rubbish", &without_entry]).await;
    assert_eq!(answer, serde_json::json!({ "done": [], "to_look_at": [], "not_yours": 4 }));
    assert!(!site.get("/unsent").await.body.contains("grandmother"));
    let without_token = site.post("/doorstep", &[("sealed", &draft)]).await;
    assert_eq!(without_token.status, StatusCode::FORBIDDEN);
}

/// What is shown again goes to one of our own forms, whatever a page sealed.
#[tokio::test]
async fn a_form_for_elsewhere_is_not_taken() {
    let mut site = site().await;
    let key = Doorstep::new(&[3; 32]);
    let drafts: Vec<String> = ["https://elsewhere.example/", "//elsewhere.example/children/", "/sign-out", "/children/sam/issued/x/send"]
        .iter()
        .map(|address| sealed(key.public(), "p1", address, &[("entry", ENTRY)]))
        .collect();
    let drafts: Vec<&str> = drafts.iter().map(String::as_str).collect();
    let answer = hand_over(&mut site, &drafts).await;
    assert_eq!(answer["to_look_at"], serde_json::json!([]), "{answer}");
    assert!(!site.get("/unsent").await.body.contains("elsewhere"));
}
