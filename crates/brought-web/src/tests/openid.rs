//! Signing in at a provider as a browser does it, with a provider that says what a test wants.

use super::{Page, Site};
use crate::OpenId;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST, SET_COOKIE};
use axum::http::{Request, StatusCode};
use brought_app::{LinkClaim, link_account};
use brought_domain::work::Role;
use brought_openid::{Attempt, Claims, IdentityProvider, LogoutClaims, NhsRole, ProviderProblem, Secret, Settings, Verified};
use brought_testkit::Family;
use jiff::Timestamp;
use serde_json::json;
use std::sync::{Arc, Mutex};

const NOW: &str = "2026-01-06T10:00:00Z";
const LATER: &str = "2026-01-06T10:10:00Z";

/// A provider: what it is asked next, it answers with this.
pub(super) struct StandIn {
    settings: Settings,
    verified: Mutex<Result<Verified, ProviderProblem>>,
    /// The verifiers that came with codes.
    verifiers: Mutex<Vec<String>>,
}

impl StandIn {
    pub(super) fn new(services: &[String]) -> Arc<Self> {
        let text = format!(
            r#"
            name = "NHS CIS2"
            issuer = "https://am.example"
            client_id = "brought"
            base_address = "http://127.0.0.1:8080"
            lowest_authentication_assurance = 2
            [[allow]]
            role_code = "R8001"
            organisations = ["RDY"]
            roles = ["practitioner"]
            services = {services:?}
            "#
        );
        let settings = Settings::read("openid.toml", &text).unwrap();
        Arc::new(Self { settings, verified: Mutex::new(Ok(visitor("R8001"))), verifiers: Mutex::default() })
    }

    fn says(&self, verified: Result<Verified, ProviderProblem>) {
        *self.verified.lock().unwrap() = verified;
    }
}

impl IdentityProvider for StandIn {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn address_to_sign_in(&self, attempt: &Attempt, _now: Timestamp) -> Result<String, ProviderProblem> {
        Ok(format!("https://am.example/authorize?state={}", attempt.state))
    }

    fn who_signed_in(&self, _code: &str, attempt: &Attempt, _now: Timestamp) -> Result<Verified, ProviderProblem> {
        self.verifiers.lock().unwrap().push(attempt.verifier.clone());
        self.verified.lock().unwrap().clone()
    }

    fn logout_claims(&self, token: &str, _now: Timestamp) -> Result<LogoutClaims, ProviderProblem> {
        serde_json::from_str(token).map_err(|_| ProviderProblem::NotBelieved("not signed".to_owned()))
    }

    fn address_to_sign_out(&self, id_token: &Secret) -> Option<String> {
        Some(format!("https://am.example/end?id_token_hint={}", id_token.reveal()))
    }
}

fn visitor(role_code: &str) -> Verified {
    let role = NhsRole {
        person_roleid: Some("1".to_owned()),
        org_code: Some("RDY".to_owned()),
        role_code: Some(role_code.to_owned()),
        ..NhsRole::default()
    };
    let in_token = Claims {
        sid: Some("x1".to_owned()),
        selected_roleid: Some("1".to_owned()),
        authentication_assurance_level: Some("3".to_owned()),
        ..Claims::default()
    };
    let in_answer = Claims { nhsid_nrbac_roles: Some(vec![role]), uid: Some("555021935107".to_owned()), ..Claims::default() };
    Verified { subject: "s1".to_owned(), in_token, in_answer, id_token: Secret::new("the-id-token") }
}

/// Pages with a provider; the practitioner of `hv` is written down as `555021935107` there.
async fn site() -> (Site, Arc<StandIn>) {
    let family = Family::new().child("sam", |sam| sam.born("2023-05-01"));
    let mut site = Site::of(&family, NOW).await;
    let chronology = family.chronology();
    let services: Vec<String> = chronology.practitioners[0].services.iter().map(ToString::to_string).collect();
    let provider = StandIn::new(&services);
    site.with_provider(OpenId::new(provider.clone(), [5; 32]), false);
    let practitioner = &chronology.practitioners[0].id;
    link_account(&site.brought, practitioner, "https://am.example", (LinkClaim::Uid, "555021935107"), NOW.parse().unwrap()).await.unwrap();
    site.cookie = None;
    (site, provider)
}

/// Goes to the provider and gives the state that it would come back with.
async fn go(site: &mut Site, path: &str) -> String {
    let sent = site.get(path).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
    sent.location().strip_prefix("https://am.example/authorize?state=").unwrap().to_owned()
}

async fn come_back(site: &mut Site, state: &str) -> Page {
    site.get(&format!("/openid/callback?code=c&state={state}")).await
}

async fn sign_in(site: &mut Site) {
    let state = go(site, "/openid/sign-in").await;
    let back = come_back(site, &state).await;
    assert_eq!((back.status, back.location()), (StatusCode::SEE_OTHER, "/my-list"), "{}", back.words());
}

#[track_caller]
fn is_refused(page: &Page, words: &str) {
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.words());
    assert!(page.words().contains("You are not signed in") && page.words().contains(words), "{}", page.words());
    let cookies: Vec<&str> = page.headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert!(!cookies.iter().any(|cookie| cookie.starts_with("brought_session=")), "{cookies:?}");
}

#[tokio::test]
async fn given_somebody_whom_the_provider_knows_when_they_come_back_then_they_see_the_page_that_they_asked_for() {
    let (mut site, provider) = site().await;
    let page = site.get("/sign-in?next=/children/sam").await;
    assert!(page.words().contains("Sign in with NHS CIS2") && page.words().contains("Or with a name and a password"), "{}", page.words());
    let link = page.links().into_iter().find(|link| link.starts_with("/openid/")).unwrap();
    let state = go(&mut site, &link).await;
    let attempt = site.cookie.clone().unwrap();
    assert!(attempt.starts_with("brought_openid=") && !attempt.contains(&state), "{attempt}");
    let back = come_back(&mut site, &state).await;
    assert_eq!((back.status, back.location()), (StatusCode::SEE_OTHER, "/children/sam"), "{}", back.words());
    assert!(site.cookie.as_ref().unwrap().starts_with("brought_session="));
    let list = site.get("/my-list").await;
    assert!(list.status == StatusCode::OK && !list.body.contains("/second-factor"), "a code stands beside a password: {}", list.words());
    let verifier = provider.verifiers.lock().unwrap()[0].clone();
    assert!(!attempt.contains(&verifier) && verifier.len() >= 43, "the browser does not know the verifier");

    // The answer once more, with the cookie that went along with it.
    site.cookie = Some(attempt);
    is_refused(&come_back(&mut site, &state).await, "was taken already");
}

#[tokio::test]
async fn an_answer_that_belongs_to_another_browser_another_attempt_or_another_hour_is_refused() {
    let (mut site, provider) = site().await;
    let state = go(&mut site, "/openid/sign-in").await;
    let cookie = site.cookie.clone();
    let other = format!("{}0", &state[..state.len() - 1]);
    let other = if other == state { format!("{}1", &state[..state.len() - 1]) } else { other };
    for query in [format!("code=c&state={other}"), "code=c".to_owned(), format!("code=c&state={state}&iss=https://other.example")] {
        site.cookie.clone_from(&cookie);
        is_refused(&site.get(&format!("/openid/callback?{query}")).await, "Sign in once more");
    }
    site.cookie = None;
    is_refused(&come_back(&mut site, &state).await, "Sign in once more");
    site.cookie.clone_from(&cookie);
    *site.now.lock().unwrap() = LATER.parse().unwrap();
    is_refused(&come_back(&mut site, &state).await, "it came too late");
    assert!(provider.verifiers.lock().unwrap().is_empty(), "no code was exchanged");
    let state = go(&mut site, "/openid/sign-in").await;
    is_refused(&site.get(&format!("/openid/callback?error=access_denied&state={state}")).await, "You did not sign in at NHS CIS2");
}

#[tokio::test]
async fn behind_https_the_cookie_of_an_attempt_is_kept_to_this_host_and_to_https() {
    let (mut site, provider) = site().await;
    site.with_provider(OpenId::new(provider, [5; 32]), true);
    let sent = site.get("/openid/sign-in").await;
    let cookie = sent.headers[SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-brought_openid="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=600"), "{cookie}");
    let state = sent.location().split_once("state=").unwrap().1.to_owned();
    let back = come_back(&mut site, &state).await;
    let cookies: Vec<&str> = back.headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert!(cookies[0].starts_with("__Host-brought_session=") && cookies[1].starts_with("__Host-brought_openid=;"), "{cookies:?}");
    assert!(cookies[1].ends_with("Max-Age=0"), "{cookies:?}");
}

#[tokio::test]
async fn whoever_is_not_let_in_reads_why_and_what_to_do() {
    let (mut site, provider) = site().await;
    let stranger = || {
        let mut stranger = visitor("R8001");
        stranger.in_answer.uid = Some("999".to_owned());
        stranger
    };
    for (said, words) in [
        (Ok(visitor("R8006")), "is not one that may use brought"),
        (Ok(stranger()), "Your number at NHS CIS2 is 999 ."),
        (Err(ProviderProblem::NotReached("no answer".to_owned())), "NHS CIS2 does not answer"),
        (Err(ProviderProblem::NotBelieved("a wrong signature".to_owned())), "could not be checked"),
    ] {
        provider.says(said);
        let state = go(&mut site, "/openid/sign-in").await;
        let page = come_back(&mut site, &state).await;
        is_refused(&page, words);
        assert!(!page.body.contains("signature"), "why is for the log");
    }
}

#[tokio::test]
async fn signing_in_at_the_provider_ends_the_session_there_was_before() {
    let (mut site, _) = site().await;
    site.sign_in().await;
    let before = site.cookie.clone().unwrap();
    let state = go(&mut site, "/openid/sign-in").await;
    let attempt = site.cookie.clone().unwrap();
    site.cookie = Some(format!("{before}; {attempt}"));
    assert_eq!(come_back(&mut site, &state).await.status, StatusCode::SEE_OTHER);
    let after = site.cookie.replace(before).unwrap();
    assert!(site.get("/my-list").await.location().starts_with("/sign-in"), "the former cookie opens nothing");
    site.cookie = Some(after);
    assert_eq!(site.get("/my-list").await.status, StatusCode::OK);
}

async fn log_out(site: &mut Site, claims: &serde_json::Value) -> StatusCode {
    let cookie = site.cookie.take();
    let token: String = claims.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    let request = Request::post("/openid/back-channel-logout").header(HOST, "brought.test");
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let page = site.send(request, Body::from(format!("logout_token={token}"))).await;
    assert_eq!(page.headers["cache-control"], "no-store");
    site.cookie = cookie;
    page.status
}

#[tokio::test]
async fn given_a_session_when_the_provider_says_that_it_has_ended_then_it_has_ended_here() {
    let (mut site, _) = site().await;
    sign_in(&mut site).await;
    let iat = NOW.parse::<Timestamp>().unwrap().as_second();
    let events = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
    let right = json!({ "iss": "https://am.example", "aud": "brought", "iat": iat, "jti": "j1", "sid": "x1", "events": events });
    let other = |claim: &str, value: serde_json::Value| {
        let mut token = right.clone();
        token[claim] = value;
        token
    };
    for wrong in
        [json!("not a token"), other("aud", json!("x")), other("nonce", json!("n")), other("events", json!({})), other("iat", json!(1))]
    {
        assert_eq!(log_out(&mut site, &wrong).await, StatusCode::BAD_REQUEST, "{wrong}");
    }
    assert_eq!(log_out(&mut site, &other("sid", json!("x2"))).await, StatusCode::OK, "somebody else's");
    assert_eq!(site.get("/my-list").await.status, StatusCode::OK);
    assert_eq!(log_out(&mut site, &right).await, StatusCode::BAD_REQUEST, "the number of a token is taken once");
    assert_eq!(log_out(&mut site, &other("jti", json!("j2"))).await, StatusCode::OK);
    assert!(site.get("/my-list").await.location().starts_with("/sign-in"));
}

#[tokio::test]
async fn whoever_signs_out_is_led_on_to_sign_out_at_the_provider_too() {
    let (mut site, _) = site().await;
    sign_in(&mut site).await;
    let page = site.post_unfilled("/sign-out", "sam").await;
    assert!(page.words().contains("Sign out of NHS CIS2 too"), "{}", page.words());
    assert!(page.links().contains(&"https://am.example/end?id_token_hint=the-id-token".to_owned()), "{:?}", page.links());
    assert!(site.get("/my-list").await.location().starts_with("/sign-in"));
    site.sign_in().await;
    let page = site.post_unfilled("/sign-out", "sam").await;
    assert_eq!(page.location(), "/sign-in", "whoever signed in here has signed out");
}

#[tokio::test]
async fn a_role_that_the_directory_takes_away_is_gone_with_the_next_request() {
    let (mut site, _) = site().await;
    sign_in(&mut site).await;
    let mut practitioners = site.store.practitioners().await.unwrap();
    practitioners.iter_mut().for_each(|practitioner| practitioner.roles = vec![Role::SafeguardingLead]);
    site.store.put_practitioners(&practitioners).await.unwrap();
    let page = site.get("/my-list").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.words().contains("you have been signed out"), "{}", page.words());
    assert!(site.get("/my-list").await.location().starts_with("/sign-in"));
}

#[tokio::test]
async fn without_a_provider_there_is_nothing_to_sign_in_at() {
    let mut site = Site::of(&Family::new().child("sam", |sam| sam.born("2023-05-01")), NOW).await;
    site.cookie = None;
    assert!(!site.get("/sign-in").await.body.contains("/openid/"));
    for path in ["/openid/sign-in", "/openid/callback?code=c&state=s"] {
        assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(site.post("/openid/back-channel-logout", &[("logout_token", "x")]).await.status, StatusCode::NOT_FOUND);
}
