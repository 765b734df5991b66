//! Finding somebody.

use super::Site;
use axum::http::StatusCode;
use brought_testkit::Family;

const NOW: &str = "2026-01-13T09:00:00Z";

#[tokio::test]
async fn a_child_is_found_by_name_number_and_date_of_birth() {
    let family = Family::new().child("sam", |child| child.named("Sam", "Example").born("2023-05-01").nhs_number("999 000 0018"));
    let mut site = Site::of(&family, NOW).await;
    let born = [("born_on.day", "1"), ("born_on.month", "5"), ("born_on.year", "2023")];
    for asked in [&[("q", "sam ex")][..], &[("q", "999 000 0018")], &[("q", "9990000018")], &born] {
        let page = site.search(asked).await;
        assert!(page.words().contains("1 found") && page.links().contains(&"/children/sam".to_owned()), "{asked:?}: {}", page.words());
    }
    assert!(site.search(&[]).await.words().contains("Type a name, an NHS number or a date of birth"));
    assert!(site.search(&[("q", "9990000019")]).await.words().contains("check digit"));
    assert!(site.search(&[("q", "nobody")]).await.words().contains("0 found"));
    assert!(site.search(&[("born_on.day", "1")]).await.words().contains("Date of birth must include a month and year"));
}

/// H38: an address is in the history of the browser and in the logs of whatever stands between.
#[tokio::test]
async fn what_is_searched_for_is_in_no_address() {
    let family = Family::new().child("sam", |child| child.named("Sam", "Example").born("2023-05-01"));
    let mut site = Site::of(&family, NOW).await;
    let led = site.fill("/children", &[("q", "sam ex")]).await;
    let address = led.location().to_owned();
    assert!(address.starts_with("/children?search=") && !address.contains("sam"), "{address}");
    assert!(site.get(&address).await.words().contains("1 found"), "going back finds the same");
    assert!(site.get("/children?q=sam").await.links().iter().all(|link| link != "/children/sam"), "an address finds nobody by name");
    assert!(site.get("/children?search=0").await.words().contains("This search is not kept any more"));
    assert_eq!(site.post("/children", &[("q", "sam")]).await.status, StatusCode::FORBIDDEN, "another site finds nobody");
}
