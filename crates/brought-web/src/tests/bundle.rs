//! A bundle for a review of practice, asked for on a page and handed over as one file.

use super::Site;
use axum::http::StatusCode;
use brought_domain::work::Role;
use brought_testkit::builders::{Family, was_not_brought};

const NOW: &str = "2026-03-04T10:00:00Z";
const PAGE: &str = "/children/sam/bundle";

fn family() -> Family {
    Family::new().child("sam", |child| child.born("2023-05-01")).clinic("2026-03-02T10:00", was_not_brought())
}

#[tokio::test]
async fn a_bundle_takes_a_reason_and_comes_as_one_file_that_names_nobody() {
    let mut site = Site::of(&family(), NOW).await;
    assert!(site.get("/children/sam").await.links().contains(&PAGE.to_owned()));
    let refused = site.fill(PAGE, &[("from.day", "31"), ("from.month", "2"), ("from.year", "2026")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words().contains("First day"), "{}", refused.words());
    let refused = site.fill(PAGE, &[("reason", " ")]).await;
    assert!(refused.words().contains("Say why the bundle is made"), "{}", refused.words());
    let made = site.fill(PAGE, &[("reason", "Learning review 7"), ("significant", "yes")]).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.words());
    assert_eq!(made.headers["content-type"], "application/zip");
    assert_eq!(made.headers["content-disposition"], "attachment; filename=\"bundle.zip\"");
    for part in ["bundle/index.html", "bundle/chronology.csv", "bundle/manifest.json", "Learning review 7", "Was not brought"] {
        assert!(made.body.contains(part), "{part}");
    }
}

#[tokio::test]
async fn a_bundle_is_not_offered_to_whoever_may_not_have_one_and_not_made() {
    let mut site = Site::seen_by(&family(), NOW, &[Role::Practitioner]).await;
    let child = site.get("/children/sam").await;
    assert!(!child.links().contains(&PAGE.to_owned()));
    assert_eq!(site.get(PAGE).await.status, StatusCode::FORBIDDEN);
    let token = child.body.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let made = site.post(PAGE, &[("token", &token), ("reason", "Learning review 7")]).await;
    assert_eq!(made.status, StatusCode::FORBIDDEN, "{}", made.words());
    assert!(!made.body.contains("Was not brought"));
}
