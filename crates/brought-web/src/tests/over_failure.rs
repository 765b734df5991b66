//! An outcome that says that nothing failed, of a contact that is already recorded as failed: what it would change is said before it is saved.

use super::{Page, Site};
use axum::http::StatusCode;
use brought_testkit::builders::{Family, seen, was_not_brought};

const NOW: &str = "2026-01-14T10:00:00Z";
const FORM: &str = "/children/sam/contacts/c1/outcome";
const TYPED: &[(&str, &str)] = &[
    ("outcome", "cancelled_by_service"),
    ("note", "The clinic rang in sick."),
    ("responses", "telephone_tried"),
    ("happened.time", "9.45"),
];

async fn site() -> Site {
    let family = Family::new().child("sam", |child| child.born("2023-05-01")).mother("mum").clinic("2026-01-12T10:00", was_not_brought());
    Site::of(&family, NOW).await
}

/// Sends a page's own form as it stands, with what else is filled in.
async fn send(site: &mut Site, page: &Page, fields: &[(&str, &str)]) -> Page {
    let mut sent = page.fields();
    super::browser::change(&mut sent, fields);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    site.post(FORM, &sent).await
}

/// The failed contacts that the child's page lists as open.
async fn is_open(site: &mut Site) -> bool {
    site.get("/children/sam").await.words().contains("Open follow-up")
}

async fn warned(site: &mut Site) -> Page {
    let page = site.fill(FORM, TYPED).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.words());
    page
}

#[tokio::test]
async fn given_a_failed_contact_when_it_is_called_off_then_the_form_warns_and_keeps_all_that_was_typed() {
    let mut site = site().await;
    let shown = site.get("/children/sam").await;
    assert!(shown.links().contains(&FORM.to_owned()), "a failed contact leads to the form that puts it right");
    assert!(site.get(FORM).await.words().contains("Recorded of this contact so far: Was not brought, Monday 12 January 2026, 10am"));

    let page = warned(&mut site).await;
    let words = page.words();
    for part in [
        "“Cancelled by the service” does not change that: the failed contact stands, unless a practitioner corrects that entry by name or records the evidence of an administrative error",
        "That entry is wrong: correct it by name",
        "It was an administrative error: record what shows it",
    ] {
        assert!(words.contains(part), "{part} is missing from {words}");
    }
    assert!(page.links().contains(&"#over_failure".to_owned()) && page.body.contains("id=\"over_failure\""));
    let fields = page.fields();
    for (name, typed) in TYPED {
        assert!(fields.contains(&((*name).to_owned(), (*typed).to_owned())), "{name} was lost: {fields:?}");
    }
    assert!(is_open(&mut site).await, "nothing was saved");
}

#[tokio::test]
async fn given_the_warning_when_the_entry_is_corrected_by_name_then_the_contact_no_longer_stands_as_failed() {
    let mut site = site().await;
    let page = warned(&mut site).await;
    let incomplete = send(&mut site, &page, &[("over_failure", "correct")]).await;
    assert_eq!(incomplete.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (words, anchor) in [("Choose the entry that is wrong", "event"), ("Say why the entry is put right", "reason")] {
        assert!(incomplete.words().contains(words), "{words} is missing from {}", incomplete.words());
        assert!(incomplete.body.contains(&format!("id=\"{anchor}\"")), "the summary leads to #{anchor}");
    }
    let offered = incomplete.body.split("name=\"event\" type=\"radio\" value=\"").nth(1).unwrap();
    let named = offered.split('"').next().unwrap().to_owned();
    let saved = send(&mut site, &incomplete, &[("event", &named), ("reason", "It was entered for another child.")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
    assert!(!is_open(&mut site).await);
    let words = site.get("/children/sam/chronology?show=everything").await.words();
    assert!(words.contains("Replaced by Practitioner p1, practitioner: It was entered for another child."), "{words}");
    assert!(words.contains("The clinic rang in sick."), "{words}");
}

#[tokio::test]
async fn given_the_warning_when_an_error_is_shown_then_the_contact_no_longer_stands_as_failed() {
    let mut site = site().await;
    let page = warned(&mut site).await;
    let incomplete = send(&mut site, &page, &[("over_failure", "show_error")]).await;
    assert!(incomplete.words().contains("Say what shows that it was an error"), "{}", incomplete.words());
    assert!(incomplete.links().contains(&"#over_failure-evidence".to_owned()) && incomplete.body.contains("id=\"over_failure-evidence\""));
    let saved = send(&mut site, &incomplete, &[("over_failure.evidence", "The letter came back unopened.")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
    assert!(!is_open(&mut site).await);
    assert!(site.get("/children/sam/chronology?show=everything").await.words().contains("The letter came back unopened."));
}

#[tokio::test]
async fn given_the_warning_when_it_is_saved_all_the_same_then_the_failed_contact_stands() {
    let mut site = site().await;
    let page = warned(&mut site).await;
    let saved = send(&mut site, &page, &[("over_failure", "leave")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
    assert!(is_open(&mut site).await);
}

#[tokio::test]
async fn a_contact_that_did_not_fail_is_called_off_without_a_question_and_nothing_chosen_asks_no_more_than_that() {
    let family = Family::new().child("sam", |child| child.born("2023-05-01")).clinic("2026-01-12T10:00", seen());
    let mut kept = Site::of(&family, NOW).await;
    assert_eq!(kept.fill(FORM, TYPED).await.status, StatusCode::SEE_OTHER);
    let blank = site().await.fill(FORM, &[]).await;
    assert!(blank.words().contains("Choose what happened") && !blank.words().contains("already recorded as failed"), "{}", blank.words());
}
