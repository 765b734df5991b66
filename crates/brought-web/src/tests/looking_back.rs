//! Every rule and what decided, and a day as it was known.

use super::Site;
use axum::http::StatusCode;
use brought_testkit::builders::{Family, was_not_brought};

const SAM: &str = "/children/sam";

/// Not brought twice; the second time was written down a week after it.
async fn site() -> Site {
    let family = Family::new().child("sam", |child| child.named("Sam", "<Example>").born("2023-05-01"));
    let family = family.clinic("2026-01-05T10:00", was_not_brought());
    let family = family.recorded("2026-01-19T09:00").clinic("2026-01-12T10:00", was_not_brought());
    Site::of(&family, "2026-01-20T10:00:00Z").await
}

#[tokio::test]
async fn every_rule_says_which_fact_decided_and_leads_to_the_entries() {
    let mut site = site().await;
    let page = site.get(&format!("{SAM}/explain")).await;
    let words = page.words();
    assert!(words.contains("Number of failed contacts is 2, and the rule asks for at least 2"), "{words}");
    assert!(words.contains("Fired:") && words.contains("Nearly fired:") && words.contains("Did not fire:"));
    assert!(
        page.body.contains("id=\"rule-NAF-R15\"") && page.links().iter().any(|link| link.contains("/chronology?show=everything#entry-"))
    );
    assert!(!page.body.contains("<Example>") && !page.title().contains("Example"));
}

#[tokio::test]
async fn the_next_contact_is_imagined_in_three_ways_and_nothing_is_written_down() {
    let mut site = site().await;
    let before = site.get(&format!("{SAM}/chronology?show=everything")).await.words();
    let words = site.get(&format!("{SAM}/explain")).await.words();
    for title in ["If the next contact fails", "If the next contact is kept", "If the family cancels the next contact"] {
        assert!(words.contains(title), "{title}: {words}");
    }
    assert!(words.contains("on Wednesday 21 January 2026"), "{words}");
    let after = site.get(&format!("{SAM}/chronology?show=everything")).await.words();
    assert_eq!(before, after);
}

#[tokio::test]
async fn a_past_day_is_explained_from_what_was_recorded_by_then() {
    let mut site = site().await;
    let words = site.get(&format!("{SAM}/explain?day=2026-01-13")).await.words();
    assert!(words.contains("Number of failed contacts is 1, and the rule asks for at least 2"), "{words}");
    for day in ["2026-01-21", "yesterday"] {
        assert_eq!(site.get(&format!("{SAM}/explain?day={day}")).await.status, StatusCode::NOT_FOUND, "{day}");
    }
}

/// A practice review sees both, apart from one another.
#[tokio::test]
async fn a_past_day_shows_what_was_known_and_beside_it_what_was_known_only_later() {
    let mut site = site().await;
    let words = site.get(&format!("{SAM}/as-known-on?day=2026-01-13")).await.words();
    let (then, later) = words.split_once("Known only later").unwrap();
    assert!(then.contains("As known on Tuesday 13 January 2026") && then.contains("first failed contact"), "{then}");
    assert!(
        then.contains("Monday 5 January 2026, 10am: was not brought") && !then.contains("Monday 12 January 2026, 10am: was not brought"),
        "{then}"
    );
    assert!(then.contains("version 1.0") && then.contains("in force from 1 January 2024"), "{then}");
    assert!(
        later.contains("Monday 12 January 2026, 10am : Was not brought") && later.contains("Recorded Monday 19 January 2026"),
        "{later}"
    );
}

#[tokio::test]
async fn the_form_asks_for_a_day_and_refuses_one_that_has_not_come() {
    let mut site = site().await;
    let page = site.get(&format!("{SAM}/as-known-on")).await;
    assert!(page.words().contains("Which day?") && !page.words().contains("Known then"), "{}", page.words());
    let page = site.get(&format!("{SAM}/as-known-on?day.day=13&day.month=1&day.year=2026")).await;
    assert!(page.words().contains("As known on Tuesday 13 January 2026"));
    let page = site.get(&format!("{SAM}/as-known-on?day=2026-02-01")).await;
    assert!(page.words().contains("The day must be today or in the past") && page.title().starts_with("Error"), "{}", page.words());
    let page = site.get(&format!("{SAM}/as-known-on?day.day=13&day.month=&day.year=2026")).await;
    assert!(page.words().contains("Day must include a month"), "{}", page.words());
}

#[tokio::test]
async fn the_pages_are_linked_from_where_somebody_asks_why() {
    let mut site = site().await;
    let links = site.get(SAM).await.links();
    for link in ["explain", "as-known-on"] {
        assert!(links.contains(&format!("{SAM}/{link}")), "{link}: {links:?}");
    }
    let why = links.iter().find(|link| link.contains("/obligations/") && !link.ends_with("answer") && !link.ends_with("settle")).unwrap();
    let links = site.get(why).await.links();
    assert!(links.iter().any(|link| link.starts_with(&format!("{SAM}/explain#rule-NAF-"))), "{links:?}");
    assert!(links.iter().any(|link| link.starts_with("/policies/no-access/clauses/NAF-")), "{links:?}");
}

#[tokio::test]
async fn nobody_s_record_is_explained_to_nobody() {
    let mut site = site().await;
    for page in ["explain", "as-known-on"] {
        assert_eq!(site.get(&format!("/children/nobody/{page}")).await.status, StatusCode::FORBIDDEN);
    }
    site.cookie = None;
    for page in ["explain", "as-known-on"] {
        assert!(site.get(&format!("{SAM}/{page}")).await.status.is_redirection());
    }
}
