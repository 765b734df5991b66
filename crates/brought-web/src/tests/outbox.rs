//! H16, H20, H21: a letter is sent from its page, waits, goes or does not go, and what became of it is told.

use super::documents::DIED;
use super::{Page, Site};
use axum::http::StatusCode;
use brought_app::{Actor, ChannelKind, Dispatched, dispatch};
use brought_domain::Fact;
use brought_domain::contact::Answer;
use brought_domain::person::{Address, AddressRecorded, PostalAddress};
use brought_domain::work::Role;
use brought_sending::{Channel, Folder};
use brought_store::{FindMessages, MessageStep};
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
    let nurse = Actor {
        practitioner: "p1".parse().unwrap(),
        name: String::new(),
        roles: vec![Role::Practitioner],
        services: Vec::new(),
        limited: false,
    };
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
    assert_eq!(site.fill("/children/sam/life-event", DIED).await.status, StatusCode::SEE_OTHER);
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

/// J12: after a restore nothing goes, letters that were under way are looked at one by one, and then letters go again; none goes twice.
#[tokio::test]
async fn after_a_restore_nothing_goes_until_somebody_has_looked() {
    let (mut site, letter) = written(Answer::Yes).await;
    send(&mut site, &letter, &[]).await;
    let night = "2026-03-05T02:00:00Z".parse().unwrap();
    site.store.mark_restored(night).await.unwrap();
    *site.now.lock().unwrap() = "2026-03-05T09:00:00Z".parse().unwrap();
    assert_eq!(site.get("/outbox").await.location(), "/sign-in?next=/outbox", "whoever was signed in is not any more");
    site.sign_in().await;
    let folder = tempfile::tempdir().unwrap();
    let nothing = hand_over(&site, folder.path()).await;
    assert_eq!(nothing.handed_over, 0);
    assert!(nothing.stopped.unwrap().contains("restored from a backup"));
    let outbox = site.get("/outbox").await;
    let words = outbox.words();
    assert!(
        words.contains("Nothing is sent") && words.contains("1 letter was under way") && words.contains("Unclear whether they went (1)"),
        "{words}"
    );
    let token = outbox.fields().into_iter().find(|(name, _)| name == "token").unwrap().1;
    let early = site.post("/outbox/restored", &[("token", &token), ("what_was_done", "asked every team")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.words().contains("Say first, below, what became of the letters"), "{}", early.words());
    // It is not in the folder: it has not gone.
    let unclear = FindMessages { steps: vec![MessageStep::Unclear], ..FindMessages::default() };
    let history = site.store.messages(&unclear, 10).await.unwrap();
    let (key, number) = (history[0].message.key().to_string(), history[0].number().to_string());
    let again =
        [("token", token.as_str()), ("message", &key), ("number", &number), ("decision", "send_again"), ("how", "not in the folder")];
    assert_eq!(site.post("/outbox", &again).await.status, StatusCode::SEE_OTHER);
    assert_eq!(hand_over(&site, folder.path()).await.handed_over, 0, "still nothing");
    let blank = site.post("/outbox/restored", &[("token", &token), ("what_was_done", " ")]).await;
    assert!(blank.words().contains("above all which addresses are unsafe"), "{}", blank.words());
    let said = site.post("/outbox/restored", &[("token", &token), ("what_was_done", "asked every team")]).await;
    assert_eq!((said.status, said.location()), (StatusCode::SEE_OTHER, "/outbox"), "{}", said.words());
    assert!(!site.get("/outbox").await.words().contains("Nothing is sent"));
    assert_eq!(hand_over(&site, folder.path()).await.handed_over, 1);
    assert_eq!(hand_over(&site, folder.path()).await.handed_over, 0, "once");
}

#[tokio::test]
async fn whoever_does_not_lead_cannot_say_that_letters_may_go_again() {
    let mut site = Site::seen_by(&family(Answer::Yes), NOW, &[Role::Practitioner]).await;
    site.store.mark_restored("2026-03-04T02:00:00Z".parse().unwrap()).await.unwrap();
    site.sign_in().await;
    let outbox = site.get("/outbox").await;
    assert!(
        outbox.words().contains("can say that letters may go again") && !outbox.body.contains("/outbox/restored"),
        "{}",
        outbox.words()
    );
    let token = site.get("/children/sam/note").await.fields().into_iter().find(|(name, _)| name == "token").unwrap().1;
    let refused = site.post("/outbox/restored", &[("token", &token), ("what_was_done", "all is well")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.words());
    assert!(site.store.restored().await.unwrap().is_some());
}
