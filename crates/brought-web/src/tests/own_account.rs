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
