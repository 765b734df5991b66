//! What bears on a child besides contacts: where the child is, who else is involved, and a relationship that broke down.

use super::{Page, Site};
use axum::http::StatusCode;
use brought_domain::work::Role;
use brought_testkit::builders::{Family, was_not_brought};

const NOW: &str = "2026-01-14T10:00:00Z";

fn once() -> Family {
    Family::new().child("sam", |child| child.born("2023-05-01")).mother("mum").clinic("2026-01-12T10:00", was_not_brought())
}

fn saved(page: &Page) {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words());
    assert!(page.location().starts_with("/children/sam?saved="), "{}", page.location());
}

async fn chronology(site: &mut Site) -> String {
    site.get("/children/sam/chronology?show=everything").await.words()
}

fn refused_with(page: &Page, all: &[&str]) {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.words());
    for words in all {
        assert!(page.words().contains(words), "{words} is missing from {}", page.words());
    }
    for anchor in page.links().iter().filter_map(|link| link.strip_prefix('#')).filter(|anchor| *anchor != "maincontent") {
        assert!(page.body.contains(&format!("id=\"{anchor}\"")), "the summary leads to #{anchor}, which is not there");
    }
}

#[tokio::test]
async fn given_a_child_nobody_can_find_when_that_is_recorded_then_the_police_are_to_be_told_until_the_child_is_found() {
    // Given a policy that says what to do when a child is missing
    let mut site = Site::under("shropshire", &once(), NOW).await;
    let before = site.get("/children/sam").await;
    assert!(!before.words().contains("police"), "{}", before.words());
    assert!(before.links().contains(&"/children/sam/whereabouts".to_owned()), "offered where it is said when the child was last seen");

    // When nobody knows where the child is
    let missing = [("known", "no"), ("what", "The neighbour says they left on Friday.")];
    saved(&site.fill("/children/sam/whereabouts", &missing).await);

    // Then the police are to be told, and the form says what was recorded
    assert!(site.get("/children/sam").await.words().contains("police"));
    let form = site.get("/children/sam/whereabouts").await.words();
    assert!(form.contains("Nobody knows where the child is, Wednesday 14 January 2026"), "{form}");

    // When the child is found, by somebody who is named
    let found = [("known", "yes"), ("what", "At the grandmother’s in Leeds, and well."), ("found_by", "PC Lee, police")];
    saved(&site.fill("/children/sam/whereabouts", &found).await);
    let words = chronology(&mut site).await;
    assert!(words.contains("It is known where the child is"), "{words}");
    assert!(words.contains("Found by PC Lee, police. At the grandmother’s in Leeds, and well."), "{words}");
}

#[tokio::test]
async fn that_a_child_was_found_says_by_whom_and_is_no_administrators_word() {
    let mut site = Site::of(&once(), NOW).await;
    refused_with(
        &site.fill("/children/sam/whereabouts", &[]).await,
        &["Say whether anybody knows where the child is", "Say what is known"],
    );
    let without = site.fill("/children/sam/whereabouts", &[("known", "yes"), ("what", "At the grandmother’s.")]).await;
    refused_with(&without, &["Say who found the child, and what they are to the child"]);
    assert!(without.body.contains("At the grandmother’s."), "what was typed stays");

    let mut desk = Site::seen_by(&once(), NOW, &[Role::Administrator]).await;
    let found = [("known", "yes"), ("what", "The aunt rang."), ("found_by", "the aunt")];
    refused_with(&desk.fill("/children/sam/whereabouts", &found).await, &["signed by a practitioner, not by an administrator: ask one"]);
    saved(&desk.fill("/children/sam/whereabouts", &[("known", "no"), ("what", "The aunt rang: they are gone.")]).await);
}

#[tokio::test]
async fn given_a_relationship_that_broke_down_when_it_is_recorded_then_what_the_policy_says_is_asked_for() {
    let mut site = Site::under("swindon-health-visiting", &once(), NOW).await;
    let form = site.get("/children/sam").await.links().into_iter().find(|link| link.contains("/relationship?service=")).unwrap();
    refused_with(
        &site.fill(&form, &[]).await,
        &["Say what happened, how the family sees it and, when it is nobody in the list, with whom"],
    );
    let asked = "why the relationship broke down";
    assert!(!site.get("/children/sam").await.words().contains(asked));
    saved(&site.fill(&form, &[("practitioner", "p1"), ("what", "A letter was taken amiss.")]).await);
    let words = chronology(&mut site).await;
    assert!(words.contains("The relationship with Practitioner p1 broke down"), "{words}");
    assert!(words.contains("A letter was taken amiss."), "{words}");
    let after = site.get("/children/sam").await.words();
    assert!(after.contains(asked), "{after}");
}

#[tokio::test]
async fn given_another_service_when_its_part_is_recorded_then_the_childs_page_says_it() {
    let mut site = Site::of(&once(), NOW).await;
    let page = site.get("/children/sam").await;
    assert!(page.links().contains(&"/children/sam/involvement".to_owned()));
    refused_with(
        &site.fill("/children/sam/involvement", &[]).await,
        &["Choose the kind of service", "Say whether it is involved with the family"],
    );
    refused_with(
        &site.fill("/children/sam/involvement", &[("agency.kind", "other"), ("state", "current")]).await,
        &["Say which service it is"],
    );
    let mental_health = ("agency.kind", "mental_health");
    let current = [mental_health, ("agency.name", "Hill House"), ("state", "current"), ("person_there", "Dr R. Hall")];
    saved(&site.fill("/children/sam/involvement", &current).await);
    assert!(site.get("/children/sam").await.words().contains("Hill House (mental health service): involved (Dr R. Hall)"));
    let form = site.get("/children/sam/involvement").await.words();
    assert!(form.contains("On record: Hill House (mental health service): involved"), "{form}");
    saved(&site.fill("/children/sam/involvement", &[mental_health, ("agency.name", "Hill House"), ("state", "ended")]).await);
    let words = site.get("/children/sam").await.words();
    assert!(words.contains("Hill House (mental health service): no longer involved") && !words.contains("Dr R. Hall"), "{words}");
    saved(&site.fill("/children/sam/involvement", &[("agency.kind", "housing"), ("state", "not_known")]).await);
    assert!(site.get("/children/sam").await.words().contains("Housing: not known whether it is involved"));
}
