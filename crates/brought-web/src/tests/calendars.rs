//! U20, H38: a calendar at an address that nobody can guess, without names, and gone when it is revoked.

use super::Site;
use axum::http::StatusCode;
use brought_domain::contact::Setting;
use brought_testkit::builders::{Family, was_not_brought};

const NOW: &str = "2026-03-04T10:00:00Z";

fn family() -> Family {
    let sam = Family::new().child("sam", |child| child.named("Sam", "Example").born("2023-05-01")).mother("mum");
    sam.clinic("2026-03-02T10:00", was_not_brought()).planned(Setting::Clinic, "2026-07-01T10:30")
}

#[tokio::test]
async fn a_calendar_is_made_read_without_signing_in_and_revoked() {
    let mut site = Site::of(&family(), NOW).await;
    let link = site.get("/children/sam").await.links().into_iter().find(|link| link.starts_with("/calendars?person=")).unwrap();
    let form = site.get(&link).await;
    assert!(form.words().contains("A calendar of a family’s appointments"), "{}", form.words());
    let fields = form.fields();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let made = site.post("/calendars", &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.words());
    let shown = made.body.replace("&#x2f;", "/");
    let address = shown.split("http://brought.test").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(address.starts_with("/calendar/") && address.ends_with(".ics") && address.len() > 70, "{address}");
    let again = site.get("/calendars").await;
    assert!(
        !again.body.contains(&address["/calendar/".len()..address.len() - ".ics".len()])
            && again.words().contains("Appointments of Sam Example, without names"),
        "{}",
        again.words()
    );
    let cookie = site.cookie.take();
    let calendar = site.get(&address).await;
    assert_eq!((calendar.status, calendar.headers["content-type"].to_str().unwrap()), (StatusCode::OK, "text/calendar; charset=utf-8"));
    assert_eq!(calendar.headers["cache-control"], "no-store");
    assert!(calendar.body.contains("DTSTART:20260701T093000Z") && calendar.body.contains("SUMMARY:Appointment\r\n"), "{}", calendar.body);
    assert!(!calendar.body.contains("Sam") && !calendar.body.contains("clinic"), "{}", calendar.body);
    assert_eq!(site.get(&address.replace(".ics", "")).await.status, StatusCode::NOT_FOUND);
    site.cookie = cookie;
    // The last form of the page revokes it.
    let id = again.body.rsplit("name=\"calendar\" value=\"").next().unwrap().split('"').next().unwrap().to_owned();
    let token = again.fields().into_iter().find(|(name, _)| name == "token").unwrap().1;
    assert_eq!(site.post("/calendars/revoke", &[("calendar", &id), ("token", "")]).await.status, StatusCode::FORBIDDEN);
    let revoked = site.post("/calendars/revoke", &[("calendar", &id), ("token", &token)]).await;
    assert_eq!(revoked.location(), "/calendars", "{}", revoked.words());
    assert_eq!(site.get(&address).await.status, StatusCode::NOT_FOUND);
}
