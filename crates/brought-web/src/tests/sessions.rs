//! Signing in and out, and whose forms are taken.

use super::Site;
use super::browser::{PASSWORD, change};
use axum::body::Body;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, RETRY_AFTER, SET_COOKIE};
use axum::http::{Request, StatusCode};
use brought_testkit::builders::{Family, was_not_brought};
use jiff::SignedDuration;

const NOW: &str = "2026-01-06T10:00:00Z";

fn family() -> Family {
    Family::new().child("sam", |child| child.born("2023-05-01")).clinic("2026-01-05T10:00", was_not_brought())
}

#[tokio::test]
async fn nobody_sees_anything_without_signing_in() {
    let mut site = Site::of(&family(), NOW).await;
    site.cookie = None;
    for path in
        ["/my-list", "/children/sam", "/children/sam/chronology", "/children?q=sam", "/policies", "/imports/review", "/children/sam/note"]
    {
        let page = site.get(path).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
        assert!(page.location().starts_with("/sign-in?next=%2F") || page.location().starts_with("/sign-in?next=/"), "{}", page.location());
        assert!(page.body.is_empty());
    }
    let sent = site.post("/children/sam/note", &[("note", "x")]).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
    assert!(sent.words().contains("what you wrote is still in the form"), "{}", sent.words());
}

#[tokio::test]
async fn signing_in_leads_to_the_page_that_was_asked_for() {
    let mut site = Site::of(&family(), NOW).await;
    site.cookie = None;
    let asked = site.get("/children/sam?saved=e1").await;
    let form = site.get(asked.location()).await;
    let mut fields = form.fields();
    change(&mut fields, &[("name", "hv"), ("password", PASSWORD)]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    site.cookie = None;
    assert_eq!(site.post("/sign-in", &fields).await.location(), "/children/sam?saved=e1");
}

#[tokio::test]
async fn a_wrong_password_is_refused_without_saying_which_was_wrong() {
    let mut site = Site::of(&family(), NOW).await;
    site.cookie = None;
    for (name, password) in [("hv", "wrong"), ("nobody", PASSWORD)] {
        let page = site.post("/sign-in", &[("name", name), ("password", password)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.words().contains("The name or the password is not right"), "{}", page.words());
        assert!(page.title().contains("Error:") && !page.body.contains("wrong\""), "{}", page.title());
    }
    let page = site.post("/sign-in", &[]).await;
    assert!(page.words().contains("Enter the name you sign in with") && page.words().contains("Enter your password"));
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let mut site = Site::of(&family(), NOW).await;
    let cookie = |page: &super::Page| page.headers.get(SET_COOKIE).unwrap().to_str().unwrap().to_owned();
    let first = site.post("/sign-in", &[("name", "hv"), ("password", PASSWORD)]).await;
    assert!(
        cookie(&first).starts_with("brought_session=") && cookie(&first).ends_with("; Path=/; HttpOnly; SameSite=Lax"),
        "{}",
        cookie(&first)
    );
    site.behind_https();
    let second = site.post("/sign-in", &[("name", "hv"), ("password", PASSWORD)]).await;
    assert!(cookie(&second).starts_with("__Host-brought_session=") && cookie(&second).ends_with("; Secure"), "{}", cookie(&second));
    assert_ne!(cookie(&first).split(['=', ';']).nth(1), cookie(&second).split(['=', ';']).nth(1), "each sign-in has a session of its own");
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let mut site = Site::of(&family(), NOW).await;
    let before = site.cookie.clone();
    let page = site.get("/my-list").await;
    let token = page.body.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(site.post("/sign-out", &[("token", "another")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.post("/sign-out", &[("token", &token)]).await.location(), "/sign-in");
    site.cookie = before;
    assert_eq!(site.get("/my-list").await.status, StatusCode::SEE_OTHER, "the old cookie is of no use");
}

#[tokio::test]
async fn a_session_ends_when_nothing_is_done() {
    let mut site = Site::of(&family(), NOW).await;
    let later = *site.now.lock().unwrap() + SignedDuration::from_hours(2);
    *site.now.lock().unwrap() = later;
    assert_eq!(site.get("/my-list").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_without_the_session_s_token_is_refused_and_nothing_is_saved() {
    let mut site = Site::of(&family(), NOW).await;
    let form = site.get("/children/sam/note").await.fields();
    for token in ["", "0000"] {
        let mut sent = form.clone();
        change(&mut sent, &[("token", token), ("note", "not to be saved")]);
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let page = site.post("/children/sam/note", &sent).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.words().contains("Nothing was saved"), "{}", page.words());
    }
    assert!(!site.get("/children/sam/chronology?show=everything").await.body.contains("not to be saved"));
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_even_with_the_token() {
    let mut site = Site::of(&family(), NOW).await;
    let mut sent = site.get("/children/sam/note").await.fields();
    change(&mut sent, &[("note", "not to be saved")]);
    let body: Vec<String> = sent.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
    let request =
        || Request::post("/children/sam/note").header(HOST, "brought.test").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    for request in [request().header(ORIGIN, "http://elsewhere.test"), request().header("sec-fetch-site", "cross-site")] {
        let page = site.send(request, Body::from(body.join("&"))).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.body);
    }
    assert!(!site.get("/children/sam/chronology?show=everything").await.body.contains("not to be saved"));
}

#[tokio::test]
async fn every_page_forbids_scripts_from_elsewhere_and_is_kept_by_no_cache() {
    let mut site = Site::of(&family(), NOW).await;
    for path in ["/children/sam", "/my-list", "/sign-in", "/nothing"] {
        let page = site.get(path).await;
        assert!(page.headers.get(CONTENT_SECURITY_POLICY).is_some(), "{path}");
        assert_eq!(page.headers.get("cache-control").unwrap(), "no-store", "{path}");
        let told = |name: &str| page.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        assert!(told("content-security-policy").starts_with("default-src 'none';"), "{path}");
        assert_eq!([told("x-content-type-options"), told("x-frame-options")], ["nosniff", "DENY"], "{path}");
        assert_eq!([told("cross-origin-opener-policy"), told("cross-origin-resource-policy")], ["same-origin"; 2], "{path}");
        assert_eq!(told("referrer-policy"), "same-origin", "{path}");
        for nothing in ["camera=()", "geolocation=()", "microphone=()"] {
            assert!(told("permissions-policy").contains(nothing), "{path}: {nothing}");
        }
        assert_eq!(told("strict-transport-security"), "", "{path} is not shown over HTTPS");
    }
    site.behind_https();
    for path in ["/sign-in", "/nothing", "/assets/nothing"] {
        let lasting = site.get(path).await.headers.get("strict-transport-security").cloned();
        assert_eq!(lasting.unwrap(), "max-age=63072000; includeSubDomains", "{path}");
    }
}

#[tokio::test]
async fn a_form_that_is_too_long_is_refused_in_words() {
    let mut site = Site::of(&family(), NOW).await;
    let long = "x".repeat(crate::LARGEST_FORM_BYTES + 1);
    let page = site.fill("/children/sam/note", &[("note", &long)]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.words().contains("This form is too long"), "{}", page.words());
}

#[tokio::test]
async fn after_ten_wrong_passwords_the_page_says_until_when_to_wait() {
    let mut site = Site::of(&family(), "2026-01-14T12:00:00Z").await;
    for _ in 0..10 {
        let page = site.post("/sign-in", &[("name", "hv"), ("password", "a wrong password")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let page = site.post("/sign-in", &[("name", "hv"), ("password", PASSWORD)]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.words().contains("nobody can sign in with it until 12:15pm"), "{}", page.words());
    assert_eq!(site.get("/my-list").await.status, StatusCode::OK, "whoever is signed in works on");
}

/// H35: a program that fetches every page there is in somebody's name is stopped, and the person behind it goes on a moment later.
#[tokio::test]
async fn whoever_asks_faster_than_anybody_reads_waits_and_goes_on() {
    let mut site = Site::of(&family(), NOW).await;
    site.at_pace(5);
    for _ in 0..5 {
        assert_eq!(site.get("/my-list").await.status, StatusCode::OK);
    }
    let stopped = site.get("/children/sam").await;
    assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(stopped.headers[RETRY_AFTER], "1");
    assert!(stopped.words().contains("Nothing was shown, and nothing was saved"), "{}", stopped.words());
    let sent = site.post("/children/sam/note", &[("note", "x")]).await;
    assert_eq!(sent.status, StatusCode::TOO_MANY_REQUESTS);
    let session = site.cookie.take();
    assert_eq!(site.get("/sign-in").await.status, StatusCode::OK, "nobody is counted who is nobody");
    site.cookie = session;
    *site.now.lock().unwrap() = "2026-01-06T10:00:01Z".parse().unwrap();
    assert_eq!(site.get("/children/sam").await.status, StatusCode::OK);
}

/// H35, J10: the hundred and first record within an hour takes a reason, and the page leads to where it is given.
#[tokio::test]
async fn after_a_hundred_records_within_an_hour_the_page_asks_for_a_reason() {
    let mut site = Site::of(&family(), NOW).await;
    opened_a_hundred(&site).await;
    let asked = site.get("/children/sam/chronology").await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(asked.words().contains("You have opened the records of 100 people within an hour"), "{}", asked.words());
    assert!(asked.links().iter().any(|link| link.starts_with("/children/sam/say-why?next=")), "{:?}", asked.links());
    let form = site.get("/children/sam/say-why").await;
    let mut fields = form.fields();
    change(&mut fields, &[("reason", "Her grandmother rang")]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(site.post("/children/sam/say-why", &fields).await.location(), "/children/sam");
    assert_eq!(site.get("/children/sam/chronology").await.status, StatusCode::OK);
}

/// The same for the other one of two whom a form is about: it leads to the record that is not open, and from there back to the form.
#[tokio::test]
async fn a_form_about_two_people_leads_to_the_record_of_the_one_that_is_not_open() {
    let mut site = Site::of(&Family::new().child("sam", |sam| sam).child("ben", |ben| ben), NOW).await;
    assert_eq!(site.get("/children/sam").await.status, StatusCode::OK);
    opened_a_hundred(&site).await;
    let form = "/children/sam/relation?other=ben";
    let asked = site.get(form).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    let links = asked.links();
    let why = links.iter().find(|link| link.starts_with("/children/ben/say-why?next=")).unwrap_or_else(|| panic!("{links:?}"));
    let mut fields = site.get(why).await.fields();
    change(&mut fields, &[("reason", "They are brothers")]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(site.post("/children/ben/say-why", &fields).await.location(), form);
    assert_eq!(site.get(form).await.status, StatusCode::OK);
}

/// One nurse, within the hour, of others.
async fn opened_a_hundred(site: &Site) {
    let access = |number: u64| brought_store::Access {
        person: format!("other-{number}").parse().unwrap(),
        reader: "p1".parse().unwrap(),
        purpose: "direct_care".to_owned(),
        seen: "record and family".to_owned(),
        at: NOW.parse().unwrap(),
    };
    site.store.record_accesses(&(0..100).map(access).collect::<Vec<_>>()).await.unwrap();
}
