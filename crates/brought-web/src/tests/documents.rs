//! J7: a letter is written from the list, looked at, kept, and handed out only as long as nothing speaks against it.

use super::{Page, Site};
use axum::http::StatusCode;
use brought_domain::contact::Answer;
use brought_testkit::builders::{Family, was_not_brought};

const NOW: &str = "2026-03-04T10:00:00Z";
/// The form about a death, filled in.
pub(super) const DIED: &[(&str, &str)] = &[
    ("what", "died"),
    ("is_certain", "yes"),
    ("happened.day", "4"),
    ("happened.month", "3"),
    ("happened.year", "2026"),
    ("happened.time", ""),
];

const LETTER: &str = "/children/sam/documents/letter_how_can_we_help";

fn family() -> Family {
    Family::new()
        .child("sam", |child| child.born("2023-05-01"))
        .mother("mum")
        .address("2026-01-02", "2 Mill Lane, Bolton", Answer::Yes)
        .clinic("2026-03-02T10:00", was_not_brought())
}

const FILLED: &[(&str, &str)] = &[
    ("recipient_name", "Ewa <b>Nowak</b>"),
    ("contact_name", "the weight check"),
    ("place", "Mill Lane clinic"),
    ("why_it_matters", "We would like to see how Sam is growing."),
    ("what_will_happen", "A nurse weighs Sam and talks with you."),
    ("telephone", "01204 000000"),
    ("service_name", "Health visiting"),
];

/// Fills in the page that was shown and presses one of its buttons.
async fn press(site: &mut Site, shown: &Page, step: &str) -> Page {
    let fields: Vec<(String, String)> = shown.fields();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("step", step)]).collect();
    site.post(LETTER, &fields).await
}

#[tokio::test]
async fn a_letter_is_written_looked_at_and_kept() {
    let mut site = Site::under("bolton", &family(), NOW).await;
    let form = site.get(LETTER).await;
    assert_eq!(form.status, StatusCode::OK);
    let given = |name: &str| form.fields().into_iter().find(|(field, _)| field == name).map(|(_, value)| value).unwrap_or_default();
    assert_eq!((given("contact_date").as_str(), given("contact_time").as_str()), ("2 March 2026", "10am"));
    let shown = site.fill(LETTER, FILLED).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.words());
    assert!(shown.words().contains("Nothing is saved or sent yet") && shown.words().contains("01204 000000"), "{}", shown.words());
    assert!(shown.words().contains("Reading level: reading age about 8 (wanted: 11 at most)"), "{}", shown.words());
    assert!(shown.body.contains("Dear Ewa &lt;b&gt;Nowak&lt;/b&gt;") && !shown.body.contains("<b>Nowak"), "{}", shown.body);
    let changed = press(&mut site, &shown, "change").await;
    assert!(changed.body.contains("Mill Lane clinic") && changed.fields().iter().any(|(name, _)| name == "why_it_matters"));
    let kept = press(&mut site, &shown, "issue").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.words());
    let issued = site.get(kept.location()).await;
    assert!(issued.words().contains("It is kept"), "{}", issued.words());
    let file = issued.links().into_iter().find(|link| link.ends_with("/document.html")).unwrap();
    let file = site.get(&file).await;
    assert!(file.body.contains("2 Mill Lane, Bolton") && !file.body.contains("<script"), "{}", file.body);
    assert!(file.headers["content-security-policy"].to_str().unwrap().ends_with("sandbox"));
    let chronology = site.get("/children/sam/chronology?show=everything").await;
    assert!(
        chronology.words().contains("01204 000000") && chronology.links().contains(&kept.location().to_owned()),
        "{}",
        chronology.words()
    );
}

#[tokio::test]
async fn a_gap_is_shown_at_its_field_and_nothing_is_kept() {
    let mut site = Site::under("bolton", &family(), NOW).await;
    let refused = site.fill(LETTER, &[("telephone", "01204 000000")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["Say why it matters for this child", "Say the place"] {
        assert!(refused.words().contains(words), "{words}: {}", refused.words());
    }
    assert!(refused.body.contains("01204 000000"), "what was typed stays");
    assert_eq!(site.get("/children/sam/documents/no_such_letter").await.status, StatusCode::NOT_FOUND);
}

/// H16: what is recorded between writing and sending stops it.
#[tokio::test]
async fn a_letter_that_may_not_go_any_more_is_not_handed_out_to_be_sent() {
    let mut site = Site::under("bolton", &family(), NOW).await;
    let shown = site.fill(LETTER, FILLED).await;
    let kept = press(&mut site, &shown, "issue").await.location().to_owned();
    let file = format!("{kept}/document.html");
    assert_eq!(site.get(&file).await.status, StatusCode::OK);
    let saved = site.fill("/children/sam/life-event", DIED).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
    let stopped = site.get(&file).await;
    assert_eq!(stopped.status, StatusCode::CONFLICT);
    assert!(stopped.words().contains("Do not send it") && stopped.words().contains("recorded as having died"), "{}", stopped.words());
    let read = stopped.links().into_iter().find(|link| link.ends_with("?to=read")).unwrap();
    assert_eq!(site.get(&read).await.status, StatusCode::OK);
    let refused = site.fill(LETTER, FILLED).await;
    assert!(refused.words().contains("The child is recorded as having died"), "{}", refused.words());
}

/// The same letter for whoever finds short sentences easier.
#[tokio::test]
async fn the_easy_read_version_is_offered_and_written_in_the_same_way() {
    let mut site = Site::under("bolton", &family(), NOW).await;
    let easy = format!("{LETTER}_easy_read");
    let form = site.get(&format!("{LETTER}?service=health-visiting")).await;
    assert!(form.words().contains("Easy read"), "{}", form.words());
    assert!(form.links().contains(&format!("{easy}?service=health-visiting")), "{:?}", form.links());
    let shown = site.fill(&easy, FILLED).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.words());
    assert!(
        shown.words().contains("This letter is about") && shown.words().contains("Reading level: reading age about"),
        "{}",
        shown.words()
    );
}
