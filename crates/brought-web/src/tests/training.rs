//! Practising over a record in memory, and starting again.

use super::browser::{PASSWORD, Site, pack};
use crate::{Maker, TrainingStart, training_router};
use axum::http::StatusCode;
use brought_app::{AccountToAdd, Shelf, TrainingRecord, add_account};
use brought_calendar::{Calendar, Division};
use brought_store::{Expected, PersonAppend};
use brought_testkit::builders::{Family, was_not_brought};
use jiff::Timestamp;
use std::sync::{Arc, Mutex};

const NOW: &str = "2026-01-14T10:00:00Z";
const START_AGAIN: &str = "/training/start-again";

async fn made(now: Arc<Mutex<Timestamp>>) -> TrainingStart {
    let family = Family::new().child("sam", |child| child.born("2023-05-01")).clinic("2026-01-12T10:00", was_not_brought()).chronology();
    let record = TrainingRecord::empty(pack(), Calendar::bundled(Division::EnglandAndWales), Shelf::default()).await.unwrap();
    record.store().put_services(&family.services).await.unwrap();
    record.store().put_practitioners(&family.practitioners).await.unwrap();
    let (person, expected) = ("sam".parse().unwrap(), Expected::Any);
    let events = family.events.into_iter().filter(|event| event.about.as_str() == "sam").collect();
    record.store().append(vec![PersonAppend { person, expected, events }]).await.unwrap();
    let practitioner = family.practitioners[0].id.clone();
    let account = AccountToAdd { practitioner, sign_in_name: "hv".to_owned(), password: PASSWORD.to_owned() };
    add_account(record.brought(), account, &[7; 16]).await.unwrap();
    TrainingStart { record, now: Arc::new(move || *now.lock().unwrap()) }
}

/// Pages for training, and how often their record was made.
async fn training() -> (Site, Arc<Mutex<u32>>) {
    let now = Arc::new(Mutex::new(NOW.parse().unwrap()));
    let (times, first) = (Arc::new(Mutex::new(0)), made(Arc::clone(&now)).await);
    let make: Maker = {
        let (times, now) = (Arc::clone(&times), Arc::clone(&now));
        Arc::new(move || {
            *times.lock().unwrap() += 1;
            Box::pin({
                let now = Arc::clone(&now);
                async move { Ok(made(now).await) }
            })
        })
    };
    let dice = Mutex::new(1_u8);
    let random: crate::Dice = Arc::new(move |bytes| {
        let mut next = dice.lock().unwrap();
        bytes.fill(*next);
        *next += 1;
    });
    let pages = training_router(make, random).await.unwrap();
    let mut site = Site::of_pages(pages, first.record.brought().clone(), first.record.store().clone(), &now);
    site.sign_in().await;
    (site, times)
}

async fn note(site: &mut Site) {
    let saved = site.fill("/children/sam/note", &[("note", "A note that was practised")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
}

async fn is_there(site: &mut Site) -> bool {
    site.get("/children/sam/chronology?show=everything").await.body.contains("A note that was practised")
}

#[tokio::test]
async fn given_something_recorded_when_everything_is_put_back_then_it_is_as_at_the_start_and_everybody_is_signed_out() {
    let (mut site, times) = training().await;
    let at_the_start = site.get("/children/sam/chronology?show=everything").await.words();
    note(&mut site).await;
    assert!(is_there(&mut site).await);

    // Looking at the page that asks changes nothing
    let asked = site.get(START_AGAIN).await;
    assert!(asked.words().contains("Whatever was recorded since in this training"), "{}", asked.words());
    assert!(is_there(&mut site).await);

    // When it is confirmed
    let session = site.cookie.clone();
    let again = site.fill(START_AGAIN, &[]).await;
    assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, "/sign-in"), "{}", again.words());
    assert_eq!(*times.lock().unwrap(), 2, "at the start and now");

    // Then nobody is signed in any more, and everything is as it was
    site.cookie = session;
    assert!(site.get("/my-list").await.location().starts_with("/sign-in"));
    site.sign_in().await;
    assert_eq!(site.get("/children/sam/chronology?show=everything").await.words(), at_the_start);
}

#[tokio::test]
async fn every_page_says_that_it_is_training_and_where_to_put_everything_back() {
    let (mut site, _) = training().await;
    for path in ["/my-list", "/children/sam", "/children/sam/note", "/help", START_AGAIN] {
        let page = site.get(path).await;
        assert!(page.words().contains("This is training. Every family, practitioner and service in here is made up"), "{path}");
        assert!(page.links().contains(&START_AGAIN.to_owned()), "{path}");
    }
    site.cookie = None;
    for path in ["/sign-in", "/nothing"] {
        let page = site.get(path).await;
        assert!(page.words().contains("This is training.") && !page.links().contains(&START_AGAIN.to_owned()), "{path}");
    }
}

#[tokio::test]
async fn nothing_is_put_back_without_the_page_that_asks() {
    let (mut site, times) = training().await;
    note(&mut site).await;
    assert_eq!(site.post(START_AGAIN, &[]).await.status, StatusCode::FORBIDDEN);
    let session = site.cookie.take();
    assert_eq!(site.post(START_AGAIN, &[]).await.status, StatusCode::FORBIDDEN);
    assert!(site.get(START_AGAIN).await.location().starts_with("/sign-in"));
    site.cookie = session;
    assert!(is_there(&mut site).await);
    assert_eq!(*times.lock().unwrap(), 1);
}

/// Who may not even be asked: pages over any other record.
#[tokio::test]
async fn pages_that_are_not_for_training_have_no_way_to_start_again() {
    let family = Family::new().child("sam", |child| child.born("2023-05-01")).clinic("2026-01-12T10:00", was_not_brought());
    let mut site = Site::of(&family, NOW).await;
    assert_eq!(site.get(START_AGAIN).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.post_unfilled(START_AGAIN, "sam").await.status, StatusCode::NOT_FOUND);
    assert!(!site.get("/my-list").await.links().contains(&START_AGAIN.to_owned()));
}
