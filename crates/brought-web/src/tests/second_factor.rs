//! Signing in with a code beside the password, as a browser does it.

use super::browser::PASSWORD;
use super::{Page, Site};
use axum::http::StatusCode;
use brought_testkit::Family;
use totp_rs::{Builder, Secret};

const NOW: &str = "2026-01-06T10:00:00Z";

async fn site() -> Site {
    Site::of(&Family::new().child("sam", |sam| sam.born("2023-05-01")), NOW).await
}

/// What an app shows that has this page's key.
fn code(page: &Page, when: &str) -> String {
    let key: String = page.fields().into_iter().find(|(name, _)| name == "key").unwrap().1.split(' ').collect();
    let app = Builder::new().with_secret(Secret::try_from_base32(key).unwrap()).build().unwrap();
    app.generate(when.parse::<jiff::Timestamp>().unwrap().as_second().unsigned_abs()).to_string()
}

async fn sign_in(site: &mut Site, code: &str) -> Page {
    site.cookie = None;
    site.post("/sign-in", &[("name", "hv"), ("password", PASSWORD), ("code", code)]).await
}

#[tokio::test]
async fn given_a_code_that_was_set_up_when_somebody_signs_in_then_the_password_alone_is_not_enough() {
    let mut site = site().await;
    let page = site.get("/second-factor").await;
    assert!(page.body.contains("<svg") && page.body.contains("<path d=\"M"), "{}", page.body);
    let fields = page.fields();
    let kept = fields.iter().filter(|(name, _)| !matches!(name.as_str(), "code" | "password"));
    let without_password: Vec<(&str, &str)> = kept.map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let shown = code(&page, NOW);
    let open = [without_password.as_slice(), &[("password", "not mine"), ("code", &shown)]].concat();
    let refused = site.post("/second-factor", &open).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words().contains("This is not your password") && !refused.body.contains("not mine"), "{}", refused.words());
    let wrong = [without_password.as_slice(), &[("password", PASSWORD)]].concat();
    let refused = site.post("/second-factor", &[wrong.as_slice(), &[("code", "000000")]].concat()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(code(&refused, NOW), code(&page, NOW), "the app that has read the picture keeps its key");
    let right = code(&page, NOW);
    let done = site.post("/second-factor", &[wrong.as_slice(), &[("code", &right)]].concat()).await;
    assert_eq!(done.status, StatusCode::OK);
    let recovery: Vec<&str> = done.body.split("app-code\">").skip(1).map(|code| code.split('<').next().unwrap()).collect();
    assert_eq!(recovery.len(), 8, "{}", done.words());
    assert!(!site.get("/second-factor").await.body.contains(recovery[0]), "they are shown once");

    let alone = sign_in(&mut site, "").await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(alone.words().contains("Enter the code that your app shows now") && !alone.body.contains(PASSWORD), "{}", alone.words());
    assert_eq!(sign_in(&mut site, &right).await.status, StatusCode::UNPROCESSABLE_ENTITY, "it was used to set it up");
    *site.now.lock().unwrap() = "2026-01-06T10:05:00Z".parse().unwrap();
    assert_eq!(sign_in(&mut site, &code(&page, "2026-01-06T10:05:00Z")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(sign_in(&mut site, recovery[2]).await.status, StatusCode::SEE_OTHER);
    assert!(site.get("/second-factor").await.words().contains("7 recovery codes are left"));

    let token = site.get("/second-factor").await.fields().into_iter().find(|(name, _)| name == "token").unwrap().1;
    let wrong = site.post("/second-factor/stop", &[("token", &token), ("code", "123456")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.words());
    let stopped = site.post("/second-factor/stop", &[("token", &token), ("code", recovery[3])]).await;
    assert_eq!(stopped.location(), "/second-factor");
    assert_eq!(sign_in(&mut site, "").await.status, StatusCode::SEE_OTHER);
}
