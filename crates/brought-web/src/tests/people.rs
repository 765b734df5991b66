//! Who people are and how they are reached: an address, telephone and email, a communication need, and somebody who has no record yet.

use super::{Page, Site};
use axum::http::StatusCode;
use brought_testkit::builders::{Family, was_not_brought};

const NOW: &str = "2026-01-14T10:00:00Z";
const XSS: &str = "<script>alert(1)</script>";

fn sam() -> Family {
    let sam = Family::new()
        .child("sam", |sam| sam.named("Sam", "Example").born("2023-05-01").nhs_number("9990000018").telephone("01204 496 0000"));
    sam.mother("mum").clinic("2026-01-12T10:00", was_not_brought())
}

fn saved(page: &Page) {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words());
    assert!(page.location().starts_with("/children/sam?saved="), "{}", page.location());
}

fn refused_with(page: &Page, all: &[&str]) {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.words());
    assert!(page.title().starts_with("Error: "), "{}", page.title());
    for words in all {
        assert!(page.words().contains(words), "{words} is missing from {}", page.words());
    }
    for anchor in page.links().iter().filter_map(|link| link.strip_prefix('#')).filter(|anchor| *anchor != "maincontent") {
        assert!(page.body.contains(&format!("id=\"{anchor}\"")), "the summary leads to #{anchor}, which is not there");
    }
}

/// Fills a form in and presses its button twice: one entry is added.
async fn twice(site: &mut Site, path: &str, fields: &[(&str, &str)]) -> Page {
    let mut sent = site.get(path).await.fields();
    super::browser::change(&mut sent, fields);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let before = entries(site).await;
    let first = site.post(path, &sent).await;
    let second = site.post(path, &sent).await;
    assert_eq!(entries(site).await, before + 1, "one entry was added");
    assert_eq!((second.status, second.location()), (first.status, first.location()), "{}", second.words());
    first
}

async fn chronology(site: &mut Site) -> Page {
    let page = site.get("/children/sam/chronology?show=everything").await;
    assert!(!page.body.contains("<script>alert"), "what was typed is text");
    page
}

/// How many entries there are in the chronology.
async fn entries(site: &mut Site) -> u64 {
    let words = site.get("/children/sam").await.words();
    words.split(" entries in all").next().unwrap().rsplit('(').next().unwrap().trim().parse().unwrap()
}

#[tokio::test]
async fn a_new_address_says_whether_it_is_safe_to_write_to() {
    let mut site = Site::of(&sam(), NOW).await;
    assert!(site.get("/children/sam").await.links().contains(&"/children/sam/address".to_owned()));
    refused_with(&site.fill("/children/sam/address", &[]).await, &["Say whether the address is withheld"]);
    let nothing = [("is_withheld", "no"), ("postcode", "Bolton")];
    refused_with(
        &site.fill("/children/sam/address", &nothing).await,
        &["Enter the address, line by line", "Enter a postcode, such as BL1 4AB", "Say whether it is safe to write to this address"],
    );
    let lines = format!("{XSS}\n1 Example Street");
    let known = [("is_withheld", "no"), ("lines", lines.as_str()), ("postcode", "bl1 4ab"), ("safe_to_write_to", "no")];
    saved(&twice(&mut site, "/children/sam/address", &known).await);
    let page = site.get("/children/sam").await;
    assert!(page.words().contains("1 Example Street, BL1 4AB") && page.words().contains("Safe to write to: no"), "{}", page.words());
    assert!(!page.body.contains("<script>alert"));
    assert!(chronology(&mut site).await.words().contains("Address recorded"));
}

/// H15: what is typed beside "withheld" is refused, and comes back only to whoever typed it.
#[tokio::test]
async fn a_withheld_address_is_recorded_without_the_address() {
    let mut site = Site::of(&sam(), NOW).await;
    let with_it = [("is_withheld", "yes"), ("lines", "1 Secret Street")];
    refused_with(&site.fill("/children/sam/address", &with_it).await, &["an address that is withheld is not written down here"]);
    assert!(!chronology(&mut site).await.words().contains("Secret Street"));
    saved(&site.fill("/children/sam/address", &[("is_withheld", "yes")]).await);
    assert!(site.get("/children/sam").await.words().contains("Address withheld, since Wednesday 14 January 2026"));
}

/// The id of a form that was used in another record: nothing is saved, and nobody is told whose record that is.
#[tokio::test]
async fn a_form_that_was_used_in_another_record_is_opened_again() {
    let mut site = Site::of(&sam(), NOW).await;
    let first = site.fill("/children/sam/details", &[("telephones", "07700 900123\n01204 496 0000")]).await;
    saved(&first);
    let entry = first.location().split_once("saved=").unwrap().1.to_owned();
    let refused = site.fill("/children/mum/details", &[("telephones", "07700 900124"), ("entry", &entry)]).await;
    refused_with(&refused, &["This form was used for another entry already. Nothing was saved"]);
    assert!(!site.get("/children/mum").await.words().contains("07700 900124"));
}

#[tokio::test]
async fn a_telephone_number_an_email_address_and_a_language_are_added_to_what_is_on_record() {
    let mut site = Site::of(&sam(), NOW).await;
    let form = site.get("/children/sam/details").await;
    assert!(form.body.contains("01204 496 0000"), "what is on record stands in the form");
    refused_with(
        &site.fill("/children/sam/details", &[("telephones", ""), ("emails", "nobody")]).await,
        &["What is on record cannot be left out altogether", "Enter email addresses one on each line"],
    );
    let numbers = "07700 900123\n01204 496 0000";
    let details = [("telephones", numbers), ("emails", "mum@example.org"), ("language", XSS)];
    saved(&twice(&mut site, "/children/sam/details", &details).await);
    let page = site.get("/children/sam").await;
    assert!(page.words().contains("07700 900123, 01204 496 0000"), "{}", page.words());
    assert!(page.body.contains("&lt;script&gt;alert") && !page.body.contains("<script>alert"));
    assert!(site.get("/children/sam/details").await.body.contains("mum@example.org"));
    assert!(chronology(&mut site).await.words().contains("mum@example.org"));
}

#[tokio::test]
async fn a_communication_need_is_recorded_with_what_to_do_about_it() {
    let mut site = Site::of(&sam(), NOW).await;
    refused_with(&site.fill("/children/sam/communication-need", &[]).await, &["Choose what is needed"]);
    refused_with(&site.fill("/children/sam/communication-need", &[("kind", "interpreter")]).await, &["Say which language"]);
    let note = format!("Polish {XSS}");
    saved(&twice(&mut site, "/children/sam/communication-need", &[("kind", "interpreter"), ("note", &note)]).await);
    let page = site.get("/children/sam").await;
    assert!(page.words().contains("An interpreter: Polish"), "{}", page.words());
    assert!(chronology(&mut site).await.words().contains("Communication need: an interpreter"));
}

#[tokio::test]
async fn somebody_new_is_added_once_and_leads_to_how_they_belong_to_the_family() {
    let mut site = Site::of(&sam(), NOW).await;
    let link = site.get("/children/sam").await.links().into_iter().find(|link| link.starts_with("/people/new")).unwrap();
    refused_with(
        &site.fill(&link.replace("/people/new?for=sam", "/people/new"), &[]).await,
        &["Choose whether it is a child, an unborn child or a carer"],
    );
    let ben = [("kind", "child"), ("given", XSS), ("family", "Example"), ("nhs_number", "999 000 0026")];
    let mut sent = site.get(&link).await.fields();
    super::browser::change(&mut sent, &ben);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let first = site.post("/people/new", &sent).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.words());
    assert!(first.location().starts_with("/children/sam/relation?other="), "{}", first.location());
    assert_eq!(site.post("/people/new", &sent).await.location(), first.location(), "pressed twice");
    let relation = site.get(first.location()).await;
    assert!(relation.body.contains("&lt;script&gt;alert") && !relation.body.contains("<script>alert"));
    saved(&site.fill(first.location(), &[("relation", "sibling"), ("same_household", "yes")]).await);
    assert!(site.search(&[("q", "9990000026")]).await.words().contains("1 found"));
}

/// H12: two records of one child would each miss half of what is known.
#[tokio::test]
async fn nobody_is_added_a_second_time_by_the_number_and_one_name_and_birthday_are_asked_about() {
    let mut site = Site::of(&sam(), NOW).await;
    let born = [("born_on.day", "1"), ("born_on.month", "5"), ("born_on.year", "2023")];
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(&'static str, &'static str)> {
        [("kind", "child"), ("given", "Sam"), ("family", "Example")].into_iter().chain(born).chain(more.iter().copied()).collect()
    };
    let page = site.fill("/people/new", &with(&[("nhs_number", "999 000 0018")])).await;
    refused_with(&page, &["Somebody with this NHS number is on record already"]);
    assert!(page.body.contains("value=\"999 000 0018\""), "what was typed stays");
    refused_with(&site.fill("/people/new", &with(&[("nhs_number", "999 000 0019")])).await, &["Check the NHS number"]);
    let alike = site.fill("/people/new", &with(&[])).await;
    refused_with(&alike, &["Somebody of this name and date of birth is on record"]);
    assert!(alike.body.contains("name=\"is_another\""), "it can be said that this is another person");
    let added = site.fill("/people/new", &with(&[("is_another", "yes")])).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.words());
    assert!(added.location().starts_with("/children/") && added.location().contains("?saved="), "{}", added.location());
    assert_eq!(site.get("/people/new?for=nobody").await.status, StatusCode::FORBIDDEN);
    let unsigned = site.post("/people/new", &[("kind", "child"), ("family", "Example"), ("token", "guessed")]).await;
    assert_eq!(unsigned.status, StatusCode::FORBIDDEN);
}
