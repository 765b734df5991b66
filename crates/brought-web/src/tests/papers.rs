//! Papers beyond letters: the visit sheet, the family's list of dates, and the referral.

use super::{Page, Site};
use axum::http::StatusCode;
use brought_domain::contact::{Answer, Setting};
use brought_testkit::builders::{Family, contact, was_not_brought};

const NOW: &str = "2026-03-04T10:00:00Z";
const DATES: &str = "/children/sam/documents/family_dates";
const REFERRAL: &str = "/children/sam/referral-form";

fn family() -> Family {
    Family::new()
        .child("sam", |child| child.named("Sam", "Example").born("2023-05-01"))
        .mother("mum")
        .address("2026-01-02", "2 Mill Lane, Bolton", Answer::Yes)
        .clinic("2026-03-02T10:00", was_not_brought())
        .contact(contact(Setting::Home, "2026-03-04T10:30").planned_on("2026-03-01").purpose("the burn"))
}

async fn press(site: &mut Site, path: &str, shown: &Page, step: &str) -> Page {
    let fields = shown.fields();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("step", step)]).collect();
    site.post(path, &fields).await
}

#[tokio::test]
async fn the_visit_sheet_is_reached_from_the_visits_and_says_who_destroys_it_when() {
    let mut site = Site::of(&family(), NOW).await;
    let visits = site.get("/visits").await;
    let sheet = visits.links().into_iter().find(|link| link.starts_with("/visits/sheet")).unwrap();
    let sheet = site.get(&sheet).await;
    assert_eq!(sheet.status, StatusCode::OK, "{}", sheet.words());
    assert!(
        sheet.words().contains("10:30am: Sam Example") && sheet.words().contains("Destroy after Wednesday 4 March 2026"),
        "{}",
        sheet.words()
    );
    assert!(!sheet.words().contains("burn") && !sheet.words().contains("was not brought"), "{}", sheet.words());
    assert_eq!(site.get("/visits/sheet?day=yesterday").await.status, StatusCode::NOT_FOUND);
}

/// BOL-10, in the way of letters, whatever policy is in force.
#[tokio::test]
async fn the_list_of_dates_is_shown_kept_and_asked_about_again() {
    let mut site = Site::of(&family(), NOW).await;
    assert!(site.get("/children/sam").await.links().contains(&DATES.to_owned()));
    let form = site.get(DATES).await;
    assert!(form.words().contains("Easy read"), "{}", form.words());
    let filled = [("telephone", "01204 000000"), ("opening_hours", "9am to 5pm"), ("service_name", "Health visiting")];
    let shown = site.fill(DATES, &filled).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.words());
    assert!(shown.words().contains("Wednesday 4 March 2026 at 10:30am") && !shown.words().contains("burn"), "{}", shown.words());
    let changed = press(&mut site, DATES, &shown, "change").await;
    assert!(changed.body.contains("01204 000000"), "{}", changed.words());
    *site.now.lock().unwrap() = "2026-03-04T10:45:00Z".parse().unwrap();
    let late = press(&mut site, DATES, &shown, "issue").await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.words().contains("No date to come is on record"), "{}", late.words());
    *site.now.lock().unwrap() = NOW.parse().unwrap();
    let kept = press(&mut site, DATES, &shown, "issue").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.words());
    assert!(site.get(kept.location()).await.words().contains("It is kept"));
}

#[tokio::test]
async fn a_referral_is_filled_in_from_the_record_and_lacks_nothing_when_it_is_kept() {
    let mut site = Site::of(&family(), NOW).await;
    let form = site.get(REFERRAL).await;
    let given = |name: &str| form.fields().into_iter().find(|(field, _)| field == name).map(|(_, value)| value).unwrap_or_default();
    assert!(given("failed_contacts").contains("Monday 2 March 2026, 10am: was not brought"), "{}", given("failed_contacts"));
    assert_eq!(given("last_seen"), "Not known");
    let refused = site.fill(REFERRAL, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["Say why you refer", "Say what is known of risk to staff", "Say whether the family agreed", "on which number"] {
        assert!(refused.words().contains(words), "{words}: {}", refused.words());
    }
    let said = "Said so";
    let filled = [
        ("reasons", "Nobody has seen Sam for weeks"),
        ("impact", said),
        ("not_known", said),
        ("child_wishes", said),
        ("parent_wishes", said),
        ("involved", said),
        ("risk_to_staff", "Nothing is known"),
        ("asked", "See Sam today"),
        ("agreement", "not_asked"),
        ("agreement_words", "Asking might put Sam at risk"),
        ("telephone", "01204 000000"),
    ];
    let shown = site.fill(REFERRAL, &filled).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.words());
    assert!(shown.words().contains("Nobody has seen Sam for weeks") && !shown.words().contains("Reading level"), "{}", shown.words());
    let kept = press(&mut site, REFERRAL, &shown, "issue").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.words());
    let issued = site.get(kept.location()).await;
    assert!(issued.words().contains("brought does not send it") && issued.words().contains("starts the escalation"), "{}", issued.words());
    let file = issued.links().into_iter().find(|link| link.ends_with("/referral.html")).unwrap();
    let file = site.get(&file).await;
    assert!(file.body.contains("See Sam today") && file.body.contains("2 Mill Lane, Bolton"), "{}", file.body);
    let owed = site.get("/children/sam").await;
    assert!(
        owed.words().to_lowercase().contains("answer to the referral") || owed.words().contains("Waiting for reply"),
        "{}",
        owed.words()
    );
}

/// S13.
#[tokio::test]
async fn a_withheld_address_is_not_in_a_referral() {
    use brought_domain::Fact;
    use brought_domain::person::{Address, AddressRecorded};
    let withheld = Fact::AddressRecorded(AddressRecorded { address: Address::Withheld, reported_by_family: Answer::NotKnown });
    let mut site = Site::of(&family().about("mum").fact("2026-01-05", withheld), NOW).await;
    let all: Vec<(&str, &str)> = [
        "reasons",
        "impact",
        "not_known",
        "child_wishes",
        "parent_wishes",
        "involved",
        "risk_to_staff",
        "asked",
        "agreement_words",
        "telephone",
    ]
    .into_iter()
    .map(|name| (name, "x"))
    .chain([("agreement", "not_asked")])
    .collect();
    let shown = site.fill(REFERRAL, &all).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.words());
    let referral = shown.body.split("<div class=\"nhsuk-inset-text\">").nth(1).unwrap();
    assert!(!referral.contains("Mill Lane") && referral.contains("Withheld: ask the referrer by telephone"), "{referral}");
}

/// HAM-09.
#[tokio::test]
async fn a_leaflet_is_filled_in_with_how_the_service_is_reached_and_shown_to_be_printed() {
    let mut site = Site::of(&family(), NOW).await;
    let list = site.get("/waiting-room").await;
    let leaflet = list.links().into_iter().find(|link| link.contains("leaflet")).unwrap();
    let form = site.get(&leaflet).await;
    assert!(!form.words().contains("Why does it matter?"), "nothing is shown with a gap in it");
    let gap = site.get(&format!("{leaflet}?telephone=01204+000000&opening_hours=&service_name=Us")).await;
    assert_eq!(gap.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(gap.words().contains("Say when somebody answers the telephone"), "{}", gap.words());
    let shown = site.get(&format!("{leaflet}?telephone=01204+000000&opening_hours=9+to+5&service_name=Us")).await;
    assert!(shown.words().contains("Why does it matter?") && shown.words().contains("01204 000000"), "{}", shown.words());
}
