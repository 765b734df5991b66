//! What people do with their own account.

use super::Site;
use super::browser::PASSWORD;
use axum::http::StatusCode;
use brought_testkit::Family;

const NOW: &str = "2026-01-06T10:00:00Z";
const NEW: &str = "maple ferry cobalt dune";

async fn site() -> Site {
    Site::of(&Family::new().child("sam", |sam| sam.born("2023-05-01")), NOW).await
}

/// Sends the form for another password.
async fn change(site: &mut Site, present: &str, new: &str) -> super::Page {
    let token = site.get("/own-account").await.form_token();
    site.post("/own-account/password", &[("token", &token), ("present", present), ("password", new)]).await
}

#[tokio::test]
async fn another_password_keeps_whoever_changes_it_signed_in_and_nobody_else() {
    let mut site = site().await;
    let elsewhere = site.cookie.clone();
    // Another browser: whoever signs in again in the same one leaves no session behind.
    site.cookie = None;
    site.sign_in().await;
    let here = site.cookie.clone();
    let page = site.get("/own-account").await.words();
    assert!(page.contains("You sign in as hv") && page.contains("Elsewhere, since") && page.contains("Here , since"), "{page}");
    let changed = change(&mut site, PASSWORD, NEW).await;
    assert_eq!((changed.status, changed.location()), (StatusCode::SEE_OTHER, "/own-account"));
    assert_ne!(site.cookie, here, "the session has another token");
    assert_eq!(site.get("/own-account").await.status, StatusCode::OK);
    for old in [elsewhere, here] {
        site.cookie = old;
        assert_eq!(site.get("/own-account").await.status, StatusCode::SEE_OTHER, "signed out");
    }
    site.cookie = None;
    assert_eq!(site.post("/sign-in", &[("name", "hv"), ("password", PASSWORD)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.post("/sign-in", &[("name", "hv"), ("password", NEW)]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_is_wrong_is_told_and_no_password_is_sent_back() {
    let mut site = site().await;
    for (present, new, words) in [
        ("not my password", NEW, "This is not your password"),
        (PASSWORD, "too short", "Choose a password of at least 12 characters"),
        (PASSWORD, "password1234", "This password would be guessed soon"),
        (PASSWORD, PASSWORD, "Choose another password than the present one"),
    ] {
        let refused = change(&mut site, present, new).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(refused.words().contains(words), "{words}: {}", refused.words());
        assert!(!refused.body.contains(present) && !refused.body.contains(new), "{words}");
    }
}

#[tokio::test]
async fn somebody_signs_out_everywhere_else() {
    let mut site = site().await;
    let elsewhere = site.cookie.clone();
    // Another browser: whoever signs in again in the same one leaves no session behind.
    site.cookie = None;
    site.sign_in().await;
    let here = site.cookie.clone();
    let token = site.get("/own-account").await.form_token();
    assert_eq!(site.post("/own-account/sessions", &[("token", &token)]).await.location(), "/own-account");
    assert!(!site.get("/own-account").await.words().contains("Elsewhere"));
    site.cookie = elsewhere;
    assert_eq!(site.get("/own-account").await.status, StatusCode::SEE_OTHER);
    site.cookie = here;
    assert_eq!(site.get("/own-account").await.status, StatusCode::OK);
}

/// Every page but those that are needed for it leads to what has to be done first.
async fn all_lead_to(site: &mut Site, page: &str) {
    for asked in ["/my-list", "/children/sam", "/children/sam/note", "/policies", "/children"] {
        let answer = site.get(asked).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, page), "{asked}");
    }
    let sent = site.post("/children/sam/note", &[("note", "x")]).await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, page));
}

#[tokio::test]
async fn whoever_was_given_a_password_chooses_their_own_before_anything_else() {
    let mut site = site().await;
    brought_app::give_password(&site.brought, &"p1".parse().unwrap(), NEW, &[5; 16], NOW.parse().unwrap()).await.unwrap();
    site.cookie = None;
    assert_eq!(site.post("/sign-in", &[("name", "hv"), ("password", NEW)]).await.location(), "/my-list");
    all_lead_to(&mut site, "/own-account").await;
    let page = site.get("/own-account").await;
    assert!(page.title().contains("Choose your own password") && !page.words().contains("Change your password"), "{}", page.words());
    assert!(!page.words().contains("Team list") && page.words().contains("Sign out"), "{}", page.words());
    assert!(change(&mut site, PASSWORD, PASSWORD).await.words().contains("This is not your password"));
    assert_eq!(change(&mut site, NEW, PASSWORD).await.location(), "/my-list");
    assert_eq!(site.get("/children/sam").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_given_password_that_has_run_out_is_told_at_signing_in() {
    let mut site = site().await;
    brought_app::give_password(&site.brought, &"p1".parse().unwrap(), NEW, &[5; 16], "2025-12-30T10:00:00Z".parse().unwrap())
        .await
        .unwrap();
    site.cookie = None;
    let refused = site.post("/sign-in", &[("name", "hv"), ("password", NEW)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words().contains("The password that you were given has run out"), "{}", refused.words());
}

#[tokio::test]
async fn where_a_code_is_asked_of_everybody_it_is_set_up_before_anything_else() {
    let mut site = site().await;
    brought_app::ask_everybody_for_code(&site.brought, true).await.unwrap();
    all_lead_to(&mut site, "/second-factor").await;
    assert!(site.get("/second-factor").await.words().contains("Set this up first"));
    site.store.put_second_factor(&"p1".parse().unwrap(), &[7; 20], 5, &[]).await.unwrap();
    assert_eq!(site.get("/children/sam").await.status, StatusCode::OK);
    assert!(!site.get("/second-factor").await.words().contains("Set this up first"));
}

#[tokio::test]
async fn whoever_has_something_to_do_first_can_always_sign_out() {
    let mut site = site().await;
    brought_app::ask_everybody_for_code(&site.brought, true).await.unwrap();
    let token = site.get("/second-factor").await.form_token();
    assert_eq!(site.post("/sign-out", &[("token", &token)]).await.location(), "/sign-in");
}
