//! Forms that are overtaken by somebody else, sent twice, or sent again with another text.

use super::browser::change;
use super::{Page, Site};
use axum::http::StatusCode;
use brought_testkit::builders::{Family, was_not_brought};

const NOW: &str = "2026-01-14T10:00:00Z";

fn once() -> Family {
    Family::new().child("sam", |child| child.born("2023-05-01")).mother("mum").clinic("2026-01-12T10:00", was_not_brought())
}

fn saved(page: &Page) {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words());
    assert!(page.location().starts_with("/children/sam?saved="), "{}", page.location());
}

async fn chronology(site: &mut Site) -> String {
    site.get("/children/sam/chronology?show=everything").await.words()
}

#[tokio::test]
async fn two_people_write_and_the_second_sees_both_texts() {
    let mut site = Site::of(&once(), NOW).await;
    let mut second = site.get("/children/sam/note").await.fields();
    saved(&site.fill("/children/sam/note", &[("note", "the first text")]).await);
    change(&mut second, &[("note", "the second text")]);
    let sent: Vec<(&str, &str)> = second.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = site.post("/children/sam/note", &sent).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(
        page.words().contains("the first text") && page.words().contains("the second text") && page.words().contains("1 May 2023"),
        "{}",
        page.words()
    );
    assert!(!chronology(&mut site).await.contains("the second text"));
    let again = page.fields();
    let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    saved(&site.post("/children/sam/note", &again).await);
    assert!(chronology(&mut site).await.contains("the second text"));
}

#[tokio::test]
async fn a_form_sent_twice_is_saved_once() {
    let mut site = Site::of(&once(), NOW).await;
    let mut sent = site.get("/children/sam/note").await.fields();
    change(&mut sent, &[("note", "pressed twice")]);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    saved(&site.post("/children/sam/note", &sent).await);
    saved(&site.post("/children/sam/note", &sent).await);
    assert_eq!(chronology(&mut site).await.matches("pressed twice").count(), 1);
}

/// S21, H44: after the browser's Back the form has the id of what was saved from it.
#[tokio::test]
async fn a_form_sent_again_with_another_text_shows_it_and_says_that_it_is_not_saved() {
    let mut site = Site::of(&once(), NOW).await;
    let form = site.get("/children/sam/note").await.fields();
    let mut sent = async |form: &[(String, String)], text: Option<&str>| {
        let mut form = form.to_vec();
        if let Some(text) = text {
            change(&mut form, &[("note", text)]);
        }
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        site.post("/children/sam/note", &form).await
    };
    saved(&sent(&form, Some("FIRST TEXT")).await);
    let page = sent(&form, Some("SECOND TEXT")).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    let words = page.words();
    assert!(words.contains("FIRST TEXT") && words.contains("SECOND TEXT"), "{words}");
    assert!(words.contains("What you have written now is not saved") && words.contains("Yours, not saved"), "{words}");
    let again = page.fields();
    saved(&sent(&again, None).await);
    saved(&sent(&again, None).await);
    let words = chronology(&mut site).await;
    assert_eq!((words.matches("FIRST TEXT").count(), words.matches("SECOND TEXT").count()), (1, 1), "{words}");
}
