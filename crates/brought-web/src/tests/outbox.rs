//! H16, H20, H21: a letter is sent from its page, waits, goes or does not go, and what became of it is told.

use super::{Page, Site};
use axum::http::StatusCode;
use brought_app::{Actor, ChannelKind, Dispatched, dispatch};
use brought_domain::Fact;
use brought_domain::contact::Answer;
use brought_domain::person::{Address, AddressRecorded, PostalAddress};
use brought_domain::work::Role;
use brought_sending::{Channel, Folder};
use brought_testkit::builders::{Family, was_not_brought};
use std::sync::Arc;

const NOW: &str = "2026-03-04T10:00:00Z";
const LETTER: &str = "/children/sam/documents/letter_how_can_we_help";

fn family(safe: Answer) -> Family {
    let lines = vec!["2 Mill Lane".to_owned(), "Bolton".to_owned()];
    let address = Address::Known(PostalAddress { lines, postcode: Some("BL1 1AA".to_owned()), safe_to_write_to: safe });
    Family::new()
        .child("sam", |child| child.born("2023-05-01"))
        .mother("mum")
        .clinic("2026-03-02T10:00", was_not_brought())
        .about("mum")
        .fact_for_all("2026-01-02", Fact::AddressRecorded(AddressRecorded { address, reported_by_family: Answer::Yes }))
        .about("sam")
}

/// The pages, and the address of a letter that was written.
async fn written(safe: Answer) -> (Site, String) {
    let mut site = Site::under("bolton", &family(safe), NOW).await;
    let filled = [
        ("recipient_name", "Ewa"),
        ("contact_name", "the weight check"),
        ("place", "Mill Lane clinic"),
        ("why_it_matters", "We would like to see how Sam is growing."),
        ("what_will_happen", "A nurse weighs Sam and talks with you."),
        ("telephone", "01204 000000"),
        ("service_name", "Health visiting"),
        ("address_is_safe", "yes"),
    ];
    let shown = site.fill(LETTER, &filled).await;
    let fields: Vec<(String, String)> = shown.fields();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("step", "issue")]).collect();
    let kept = site.post(LETTER, &fields).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.words());
    (site, kept.location().to_owned())
}

/// Sends the letter as its page is filled in.
async fn send(site: &mut Site, letter: &str, fields: &[(&str, &str)]) -> Page {
    let mut sent = site.get(letter).await.fields();
    super::change(&mut sent, fields);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    site.post(&format!("{letter}/send"), &sent).await
}

async fn hand_over(site: &Site, folder: &std::path::Path) -> Dispatched {
    let channel: Arc<dyn Channel> = Arc::new(Folder::new(folder).unwrap());
    let nurse = Actor { practitioner: "p1".parse().unwrap(), name: String::new(), roles: vec![Role::Practitioner], services: Vec::new() };
    let now = *site.now.lock().unwrap();
    dispatch(&site.brought, &nurse, (ChannelKind::Folder, &channel), &|| now, &|| true).await.unwrap()
}

/// Presses one of the buttons of a message on a page.
async fn say(site: &mut Site, page: &Page, decision: &str, how: &str) -> Page {
    let mut sent = page.fields();
    super::change(&mut sent, &[("decision", decision), ("how", how)]);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    site.post("/outbox", &sent).await
}

#[tokio::test]
async fn a_letter_is_sent_waits_goes_and_comes_back() {
    let (mut site, letter) = written(Answer::Yes).await;
    assert!(site.get("/outbox").await.words().contains("Nothing waits"));
    let refused = send(&mut site, &letter, &[("channel", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words().contains("Choose by which way it goes"), "{}", refused.words());
    let sent = send(&mut site, &letter, &[]).await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, letter.as_str()));
    let page = site.get(&letter).await;
    let words = page.words();
    assert!(words.contains("What became of it: waiting to be sent") && !words.contains("Post, printed from the folder"), "{words}");
    assert!(site.get("/outbox").await.words().contains("Waiting (1)"));
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(hand_over(&site, folder.path()).await.handed_over, 1);
    let page = site.get(&letter).await;
    assert!(page.words().contains("What became of it: handed over"), "{}", page.words());
    let back = say(&mut site, &page, "came_back", "It was in the post on Friday").await;
    assert_eq!(back.location(), "/outbox", "{}", back.words());
    let outbox = site.get("/outbox").await;
    assert!(outbox.words().contains("Came back (1)") && outbox.words().contains("It was in the post on Friday"), "{}", outbox.words());
    assert!(site.get(&letter).await.words().contains("Do not send it"));
    assert!(site.get("/children/sam/chronology?show=everything").await.words().contains("The address on record may be wrong"));
    let dealt_with = say(&mut site, &outbox, "set_aside", "Wrote to the new address").await;
    assert_eq!(dealt_with.status, StatusCode::SEE_OTHER);
    assert!(site.get("/outbox").await.words().contains("Nothing waits"));
}

/// H16: what is recorded between asking and handing over stops it, and the outbox says so.
#[tokio::test]
async fn a_letter_that_may_not_go_any_more_stands_in_the_outbox_with_the_reason() {
    let (mut site, letter) = written(Answer::Yes).await;
    send(&mut site, &letter, &[]).await;
    let died = [
        ("what", "died"),
        ("is_certain", "yes"),
        ("happened.day", "4"),
        ("happened.month", "3"),
        ("happened.year", "2026"),
        ("happened.time", ""),
    ];
    assert_eq!(site.fill("/children/sam/life-event", &died).await.status, StatusCode::SEE_OTHER);
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(hand_over(&site, folder.path()).await.refused, 1);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let outbox = site.get("/outbox").await;
    assert!(
        outbox.words().contains("Not sent (1)") && outbox.words().contains("The child is recorded as having died"),
        "{}",
        outbox.words()
    );
    for (how, words) in [("", "Say how you know"), ("I am sure", "The child is recorded as having died")] {
        let refused = say(&mut site, &outbox, "send_again", how).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.words().contains(words) && refused.title().starts_with("Error"), "{}", refused.words());
    }
    // Whoever does not come from the page is not believed.
    assert_eq!(site.post("/outbox", &[("decision", "went"), ("how", "x")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn where_nobody_said_that_the_address_is_safe_the_page_asks() {
    let (mut site, letter) = written(Answer::NotKnown).await;
    let refused = send(&mut site, &letter, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words().contains("find out, then say so here"), "{}", refused.words());
    let sent = send(&mut site, &letter, &[("address_is_safe", "yes")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
}
