//! The chronology: drawn, and the same as a table.

use super::Site;
use brought_domain::work::AgencyKind;
use brought_testkit::builders::{Family, cancelled_by_family, liaison_with, no_response, seen, was_not_brought};

#[tokio::test]
async fn everything_that_is_drawn_is_also_in_words() {
    let family = Family::new()
        .child("sam", |child| child.named("Sam", "<Example>").born("2023-05-01"))
        .clinic("2025-06-02T10:00", seen())
        .clinic("2025-10-06T10:00", was_not_brought())
        .home_visit("2025-11-03T10:00", no_response())
        .clinic("2025-12-01T10:00", cancelled_by_family());
    let mut site = Site::of(&family, "2026-01-14T10:00:00Z").await;
    let page = site.get("/children/sam/chronology").await;
    let words = page.words();
    assert!(page.body.contains("role=\"img\"") && page.body.contains("<title id=\"timeline-title\">"));
    assert!(words.contains("health visiting: 1 seen in person, 1 was not brought, 1 no access, 1 cancelled by the family"), "{words}");
    assert!(words.contains("Not recorded as seen in person for 226 days from 2 June 2025 and since then"), "{words}");
    assert!(words.contains("Monday 6 October 2025, 10am") && words.contains("Significant") && !page.body.contains("<Example>"));
}

#[tokio::test]
async fn what_was_recorded_late_or_put_right_is_marked() {
    let family = Family::new().child("sam", |child| child.born("2023-05-01")).clinic("2026-01-05T10:00", was_not_brought()).retract(
        "e3",
        "2026-01-07T10:00",
        "wrong child",
    );
    let mut site = Site::of(&family, "2026-01-14T10:00:00Z").await;
    let words = site.get("/children/sam/chronology?show=everything").await.words();
    assert!(words.contains("Withdrawn") && words.contains("wrong child"), "{words}");
}

#[tokio::test]
async fn being_seen_by_others_stands_on_the_day_of_it_and_ends_the_gap() {
    let family = Family::new()
        .child("sam", |child| child.born("2023-05-01"))
        .clinic("2025-06-02T10:00", seen())
        .clinic("2025-12-01T10:00", was_not_brought())
        .liaison("2026-01-12T10:00", liaison_with(AgencyKind::Nursery).seen("2026-01-09T09:00"));
    let mut site = Site::of(&family, "2026-01-14T10:00:00Z").await;
    let words = site.get("/children/sam/chronology").await.words();
    assert!(words.contains("Seen by others: 1 seen in person"), "{words}");
    assert!(words.contains("for 221 days from 2 June 2025 until 9 January 2026"), "{words}");
}
