//! Forms that are sent when their session has ended: nothing is lost, nothing is saved by itself, and nobody else sees it.

use super::browser::change;
use super::{Page, Site};
use axum::http::StatusCode;
use brought_domain::work::Role;
use brought_testkit::builders::{Family, was_not_brought};
use jiff::SignedDuration;

const NOW: &str = "2026-01-14T10:00:00Z";
const NOTE: &str = "/children/sam/note";
const TYPED: &str = "Rang the nursery.\nNobody has seen Sam since Monday.";

/// A record on which somebody else works as well.
async fn site() -> Site {
    let family = Family::new()
        .child("sam", |child| child.born("2023-05-01"))
        .mother("mum")
        .clinic("2026-01-12T10:00", was_not_brought())
        .chronology();
    let mut practitioners = family.practitioners.clone();
    practitioners[0].roles = vec![Role::Practitioner];
    let other =
        brought_domain::person::Practitioner { id: "other".parse().unwrap(), name: "Other Nurse".to_owned(), ..practitioners[0].clone() };
    practitioners.push(other);
    let mut site = Site::over(&family.services, &practitioners, &family.events, NOW).await;
    site.can_sign_in("other").await;
    site.sign_in().await;
    site
}

async fn opened(site: &mut Site) -> Vec<(String, String)> {
    let mut form = site.get(NOTE).await.fields();
    change(&mut form, &[("note", TYPED)]);
    form
}

async fn send(site: &mut Site, path: &str, form: &[(String, String)]) -> Page {
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    site.post(path, &form).await
}

fn later(site: &Site, duration: SignedDuration) {
    let now = *site.now.lock().unwrap() + duration;
    *site.now.lock().unwrap() = now;
}

async fn sign_out(site: &mut Site) {
    let page = site.get("/my-list").await;
    let token = page.body.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    site.post("/sign-out", &[("token", &token)]).await;
    site.cookie = None;
}

async fn is_saved(site: &mut Site) -> usize {
    site.get("/children/sam/chronology?show=everything").await.words().matches("Nobody has seen Sam since Monday").count()
}

#[tokio::test]
async fn given_a_session_that_ended_when_a_form_is_sent_then_it_is_shown_again_after_signing_in_and_saved_once_sent() {
    for ended_by in ["nothing being done", "signing out elsewhere"] {
        // Given a note that somebody has typed, and a session that ended meanwhile
        let mut site = site().await;
        let form = opened(&mut site).await;
        match ended_by {
            "nothing being done" => later(&site, SignedDuration::from_hours(2)),
            _ => sign_out(&mut site).await,
        }

        // When it is sent
        let refused = send(&mut site, NOTE, &form).await;

        // Then nothing is saved, and the page says until when what was typed is kept
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{ended_by}");
        let until = if ended_by == "nothing being done" { "1pm" } else { "11am" };
        assert!(refused.words().contains(&format!("kept until {until}, for you alone")), "{}", refused.words());
        assert!(refused.links().contains(&"/sign-in?next=/unsent".to_owned()));
        assert!(!refused.body.contains("nursery"), "the page is nobody's");

        // When its owner signs in, then every page leads to it, and it is shown in its form with everything that was typed
        site.sign_in().await;
        assert!(site.get("/my-list").await.links().contains(&"/unsent".to_owned()));
        let kept = site.get("/unsent").await;
        assert!(kept.words().contains("Nobody has seen Sam since Monday.") && kept.words().contains("The form “note”"), "{}", kept.words());
        assert_eq!(is_saved(&mut site).await, 0);
        let shown = send(&mut site, NOTE, &kept.fields()).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.words());
        let again = shown.fields();
        let typed = |form: &[(String, String)]| -> Vec<(String, String)> {
            let mut fields: Vec<_> = form.iter().filter(|(name, _)| name != "token").cloned().collect();
            fields.sort();
            fields
        };
        assert_eq!(typed(&again), typed(&form), "everything, and nothing else");
        assert_eq!(is_saved(&mut site).await, 0, "looking at it saves nothing");

        // And once it is sent, it is saved once, and kept no longer
        let saved = send(&mut site, NOTE, &again).await;
        assert!(saved.location().starts_with("/children/sam?saved="), "{}", saved.words());
        assert_eq!(is_saved(&mut site).await, 1);
        let page = site.get("/unsent").await;
        assert!(page.words().contains("There is nothing of yours that was not sent"), "{}", page.words());
        assert!(!site.get("/my-list").await.links().contains(&"/unsent".to_owned()));
    }
}

#[tokio::test]
async fn given_a_form_that_was_not_sent_when_somebody_else_signs_in_then_they_see_nothing_of_it() {
    let mut site = site().await;
    let form = opened(&mut site).await;
    sign_out(&mut site).await;
    send(&mut site, NOTE, &form).await;

    site.sign_in_as("other").await;
    for path in ["/unsent", "/my-list", NOTE] {
        let page = site.get(path).await;
        assert!(!page.body.contains("nursery") && !page.links().contains(&"/unsent".to_owned()), "{path}: {}", page.words());
    }
    // Nor can they leave it out for its owner
    let token = site.get(NOTE).await.fields().into_iter().find(|(name, _)| name == "token").unwrap().1;
    for number in ["0", "1"] {
        site.post("/unsent", &[("token", &token), ("form", number)]).await;
    }
    sign_out(&mut site).await;
    site.sign_in().await;
    assert!(site.get("/unsent").await.body.contains("nursery"));
}

#[tokio::test]
async fn given_a_form_of_somebody_else_when_it_is_sent_by_whoever_is_signed_in_now_then_it_is_kept_for_who_opened_it() {
    let mut site = site().await;
    let form = opened(&mut site).await;
    sign_out(&mut site).await;
    site.sign_in_as("other").await;
    let refused = send(&mut site, NOTE, &form).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.words().contains("This form could not be accepted"), "{}", refused.words());
    assert!(!site.get("/unsent").await.body.contains("nursery"));
    sign_out(&mut site).await;
    site.sign_in().await;
    assert!(site.get("/unsent").await.body.contains("nursery"));
    assert_eq!(is_saved(&mut site).await, 0);
}

#[tokio::test]
async fn given_somebody_who_signed_in_again_elsewhere_when_the_old_form_is_sent_then_it_is_shown_to_be_checked() {
    let mut site = site().await;
    let form = opened(&mut site).await;
    sign_out(&mut site).await;
    site.sign_in().await;
    let sent = send(&mut site, NOTE, &form).await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, "/unsent"));
    assert!(site.get("/unsent").await.body.contains("nursery"));
    assert_eq!(is_saved(&mut site).await, 0);
}

#[tokio::test]
async fn given_a_form_that_was_not_sent_when_an_hour_has_passed_or_it_is_left_out_then_it_is_gone() {
    let mut site = site().await;
    let form = opened(&mut site).await;
    sign_out(&mut site).await;
    send(&mut site, NOTE, &form).await;
    later(&site, SignedDuration::from_mins(59));
    site.sign_in().await;
    let kept = site.get("/unsent").await;
    assert!(kept.body.contains("nursery"));
    let (token, number) = (kept.fields().into_iter().find(|(name, _)| name == "token").unwrap().1, "0");
    later(&site, SignedDuration::from_mins(1));
    assert!(!site.get("/unsent").await.body.contains("nursery"), "an hour is over");

    send(&mut site, NOTE, &form).await;
    assert!(site.get("/unsent").await.body.contains("nursery"), "sent once more");
    assert_eq!(site.post("/unsent", &[("token", &token), ("form", number)]).await.location(), "/unsent");
    assert!(site.get("/unsent").await.body.contains("nursery"), "that was another");
    site.post("/unsent", &[("token", &token), ("form", "1")]).await;
    assert!(!site.get("/unsent").await.body.contains("nursery"));
}

#[tokio::test]
async fn only_so_much_is_kept_of_one_account_and_nothing_of_whom_nobody_knows() {
    let mut site = site().await;
    let form = opened(&mut site).await;
    sign_out(&mut site).await;
    for number in 0..23 {
        let mut form = form.clone();
        change(&mut form, &[("entry", &format!("{number:032}")), ("note", &format!("the text number {number}"))]);
        send(&mut site, NOTE, &form).await;
        send(&mut site, NOTE, &form).await;
    }
    let mut unknown = form.clone();
    change(&mut unknown, &[("token", &"0".repeat(64)), ("note", "from nobody known")]);
    let page = send(&mut site, NOTE, &unknown).await;
    assert!(page.words().contains("what you wrote is still in the form"), "{}", page.words());

    site.sign_in().await;
    let words = site.get("/unsent").await.words();
    let kept: Vec<u8> = (0..23).filter(|number| words.contains(&format!("the text number {number} "))).collect();
    assert_eq!(kept, (3..23).collect::<Vec<u8>>(), "{words}");
    assert!(!words.contains("from nobody known"));
}

#[tokio::test]
async fn what_somebody_typed_is_in_no_cookie_and_no_address() {
    let mut site = site().await;
    let form = opened(&mut site).await;
    later(&site, SignedDuration::from_hours(2));
    let refused = send(&mut site, NOTE, &form).await;
    for (name, value) in &refused.headers {
        assert!(!value.to_str().unwrap().contains("nursery") && name != "set-cookie", "{name}: {value:?}");
    }
}

#[tokio::test]
async fn every_page_says_until_when_somebody_is_signed_in_and_a_page_of_its_own_puts_it_off() {
    let mut site = site().await;
    let page = site.get("/my-list").await;
    assert!(page.words().contains("You are signed in until 11am . Each page you open puts it off"), "{}", page.words());
    assert!(page.links().contains(&"/stay-signed-in".to_owned()) && page.body.contains("data-seconds=\"3600\""));
    later(&site, SignedDuration::from_mins(50));
    assert!(site.get("/stay-signed-in").await.words().contains("You are signed in until 11:50am"));
    later(&site, SignedDuration::from_mins(50));
    assert!(site.get("/my-list").await.words().contains("You are signed in until 12:40pm ."));

    // Not past the longest that a session lasts
    for _ in 0..12 {
        later(&site, SignedDuration::from_mins(50));
        site.get("/my-list").await;
    }
    later(&site, SignedDuration::from_mins(10));
    let page = site.get("/my-list").await;
    assert!(page.words().contains("until 10pm . It cannot be put off"), "{}", page.words());
    assert!(!page.links().contains(&"/stay-signed-in".to_owned()));
    site.cookie = None;
    assert!(!site.get("/sign-in").await.words().contains("You are signed in"));
}

#[tokio::test]
async fn every_form_can_be_looked_at_again() {
    let mut site =
        Site::of(&Family::new().child("sam", |child| child.born("2023-05-01")).clinic("2026-01-12T10:00", was_not_brought()), NOW).await;
    for (path, field) in [("/people/new", "given"), ("/children/sam/say-why", "reason"), ("/children/sam/bundle", "reason")] {
        let mut form = site.get(path).await.fields();
        change(&mut form, &[(field, "Something that was typed")]);
        let session = site.cookie.take();
        assert_eq!(send(&mut site, path, &form).await.status, StatusCode::FORBIDDEN, "{path}");
        site.cookie = session;
        let kept = site.get("/unsent").await.fields();
        let shown = send(&mut site, path, &kept).await;
        assert_eq!(shown.status, StatusCode::OK, "{path}: {}", shown.words());
        assert!(shown.fields().contains(&(field.to_owned(), "Something that was typed".to_owned())), "{path}: {}", shown.words());
        let token = kept.iter().find(|(name, _)| name == "token").unwrap().1.clone();
        for number in 0..3 {
            site.post("/unsent", &[("token", &token), ("form", &number.to_string())]).await;
        }
    }
}
