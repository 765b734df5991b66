//! Contacts that await an outcome, taken along as a sheet and sent back.

use super::Site;
use super::imports::send_to;
use axum::http::StatusCode;
use axum::http::header::CONTENT_DISPOSITION;
use brought_domain::contact::Setting;
use brought_testkit::Family;

const NOW: &str = "2026-01-14T10:00:00Z";

async fn site() -> Site {
    let family = Family::new()
        .child("sam", |child| child.born("2023-05-01"))
        .planned(Setting::Clinic, "2026-01-12T10:20")
        .planned(Setting::Clinic, "2026-01-13T10:20");
    Site::of(&family, NOW).await
}

#[tokio::test]
async fn a_sheet_goes_out_comes_back_filled_in_is_looked_at_and_recorded() {
    let mut site = site().await;
    let sheet = site.get("/awaiting-outcome/sheet.csv").await;
    assert!(sheet.headers[CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    assert!(sheet.body.starts_with('\u{feff}'), "{}", sheet.body);
    let filled = sheet.body.replacen(",,,\r\n", ",seen,,Well\r\n", 1).replacen(",,,\r\n", ",was not broght,,\r\n", 1);
    let token = site.get("/awaiting-outcome/sheet").await.form_token();
    let sent = send_to(&mut site, "/awaiting-outcome/sheet", &token, &[("file", Some("outcomes.csv"), &filled)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
    let entries = site.store.counts().await.unwrap();
    let shown = site.get(sent.location()).await;
    for words in ["Nothing is saved yet", "1 row can be recorded", "Did you mean “was not brought”?", "sam Example"] {
        assert!(shown.words().contains(words), "{words}: {}", shown.words());
    }
    assert_eq!(site.store.counts().await.unwrap(), entries);
    let recorded = site.post(sent.location(), &[("token", &token), ("what", "record")]).await;
    assert!(recorded.words().contains("1 row was recorded, signed by you, and 1 cannot: each says why"), "{}", recorded.words());
    assert_eq!(site.store.counts().await.unwrap().events, entries.events + 1);
    let again = site.post(sent.location(), &[("token", &token), ("what", "record")]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert_eq!(site.store.counts().await.unwrap().events, entries.events + 1);
}

#[tokio::test]
async fn what_is_no_sheet_is_refused_with_what_to_do() {
    let mut site = site().await;
    let token = site.get("/awaiting-outcome/sheet").await.form_token();
    let nothing = send_to(&mut site, "/awaiting-outcome/sheet", &token, &[("file", Some(""), "")]).await;
    assert!(nothing.words().contains("Choose the sheet that you filled in"), "{}", nothing.words());
    let other = send_to(&mut site, "/awaiting-outcome/sheet", &token, &[("file", Some("x.csv"), "Child,Day\nSam,1\n")]).await;
    let shown = site.get(other.location()).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.words().contains("keep the headings as they were"), "{}", shown.words());
}
