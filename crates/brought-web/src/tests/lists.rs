//! The lists of a team: what it owes, today's visits, and the board of whoever answers for the work of others.

use super::Site;
use axum::http::StatusCode;
use brought_domain::Fact;
use brought_domain::contact::{Answer, Setting};
use brought_domain::person::{Address, AddressRecorded, PostalAddress};
use brought_domain::work::Role;
use brought_testkit::builders::{Family, contact, was_not_brought};
use brought_testkit::caseload;

/// A Wednesday.
const NOW: &str = "2026-01-14T08:00:00Z";

fn lives(family: Family, day: &str, postcode: Option<&str>) -> Family {
    let lines = vec!["1 Example Street".to_owned()];
    let known =
        |postcode: &str| Address::Known(PostalAddress { lines, postcode: Some(postcode.to_owned()), safe_to_write_to: Answer::Yes });
    let address = postcode.map_or(Address::Withheld, known);
    family.fact(day, Fact::AddressRecorded(AddressRecorded { address, reported_by_family: Answer::Yes }))
}

/// Not brought on Monday a week ago, and to be visited today.
fn sam() -> Family {
    let sam = Family::new().child("sam", |sam| sam.named("Sam", "<script>alert(1)</script>").born("2023-05-01"));
    let sam = lives(sam, "2026-01-02", Some("BL1 4AB")).clinic("2026-01-05T10:00", was_not_brought());
    sam.contact(contact(Setting::Home, "2026-01-14T10:20").planned_on("2026-01-06"))
}

/// A town, seen by whoever signs in with this name.
async fn town(name: &str) -> Site {
    let made_up = caseload(7, "2026-03-04".parse().unwrap(), 60);
    let who = made_up.accounts.iter().find(|(_, known)| known == name).unwrap().0.clone();
    let mut practitioners = made_up.practitioners.clone();
    practitioners.sort_by_key(|practitioner| practitioner.id != who);
    let mut site = Site::over(&made_up.services, &practitioners, &made_up.events, "2026-03-04T09:30:00Z").await;
    site.sign_in().await;
    site
}

fn numbers(text: &str) -> Vec<u64> {
    text.split(|letter: char| !letter.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
}

/// "50 shown of 120; on other pages: 60; hidden by filters: 10": the first is the second less the others.
fn adds_up(words: &str) -> u64 {
    let (before, after) = words.split_once(" shown of ").unwrap_or_else(|| panic!("{words}"));
    let shown = *numbers(before).last().unwrap();
    let counts = numbers(after.split_once('.').unwrap().0);
    assert_eq!(shown + counts[1..].iter().sum::<u64>(), counts[0], "{after}");
    counts[0]
}

#[tokio::test]
async fn whatever_the_address_of_the_team_list_asks_for_its_counts_add_up_to_the_same_total() {
    let mut site = town("lead").await;
    let all = site.get("/team-list").await;
    let total = adds_up(&all.words());
    assert!(total > 50 && all.words().contains("on other pages"), "{total}");
    let options = |page: &super::Page, name: &str| -> Vec<String> {
        let select = page.body.split(&format!("name=\"{name}\"")).nth(1).unwrap().split("</select>").next().unwrap();
        select.split("value=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&#x2f;", "/")).collect()
    };
    for (name, more) in [("whose", "view=child"), ("role", "view=place"), ("status", "view=due"), ("service", "status=overdue")] {
        for option in options(&all, name) {
            let page = site.get(&format!("/team-list?{more}&{name}={}", option.replace(':', "%3A"))).await;
            assert_eq!((page.status, adds_up(&page.words())), (StatusCode::OK, total), "{name} {option}");
        }
    }
    for nonsense in ["view=x&whose=x&role=x&status=x&service=%20&page=x", "page=0", "page=4294967295", "whose=of%3Anobody&page=99"] {
        assert_eq!(adds_up(&site.get(&format!("/team-list?{nonsense}")).await.words()), total, "{nonsense}");
    }
}

/// The next page begins where this one ends, and keeps what was asked for.
#[tokio::test]
async fn the_pages_of_the_team_list_keep_what_was_asked_for() {
    let mut site = town("lead").await;
    let first = site.get("/team-list?view=place").await;
    let next = first.links().into_iter().find(|link| link.contains("page=2")).unwrap();
    assert!(next.contains("view=place"), "{next}");
    let lines = |page: &super::Page| -> Vec<String> {
        page.links().into_iter().filter(|link| link.contains("/obligations/") && !link.ends_with("/answer")).collect()
    };
    let (one, two) = (lines(&first), lines(&site.get(&next).await));
    assert!(one.len() == 50 && !two.is_empty() && one.iter().all(|line| !two.contains(line)));
}

#[tokio::test]
async fn a_childs_name_stands_on_the_lists_as_text_and_in_no_title_or_address() {
    let mut site = Site::of(&sam(), NOW).await;
    for path in ["/team-list", "/team-list?view=child", "/team-list?view=place", "/visits", "/board"] {
        let page = site.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.body.contains("<script>alert"), "{path}");
        assert!(path == "/board" || page.body.contains("&lt;script&gt;alert"), "{path}: {}", page.words());
        assert!(!page.title().contains("script") && page.links().iter().all(|link| !link.contains("alert")), "{path}");
    }
}

#[tokio::test]
async fn by_place_a_withheld_address_is_said_to_be_withheld_and_no_more() {
    let known = Site::of(&sam(), NOW).await.get("/team-list?view=place").await.words();
    assert!(known.contains("Postcode district BL1: 2") && !known.contains("4AB"), "{known}");
    let mut site = Site::of(&lives(sam(), "2026-01-07", None), NOW).await;
    for path in ["/team-list?view=place", "/visits"] {
        let words = site.get(path).await.words();
        assert!(words.contains("Address withheld") && !words.contains("BL1") && !words.contains("Example Street"), "{path}: {words}");
    }
}

#[tokio::test]
async fn a_visit_can_be_looked_up_by_its_day_and_leads_to_what_came_of_it() {
    let mut site = Site::of(&sam(), NOW).await;
    let today = site.get("/visits").await;
    assert!(today.words().contains("1 visit shown of 1") && today.words().contains("10:20am"), "{}", today.words());
    assert!(today.words().contains("1 Example Street, BL1 4AB"), "{}", today.words());
    let outcome = today.links().into_iter().find(|link| link.ends_with("/outcome")).unwrap();
    assert_eq!(site.get(&outcome).await.status, StatusCode::OK);
    let tomorrow = today.links().into_iter().find(|link| link.contains("day=2026-01-15")).unwrap();
    assert!(site.get(&tomorrow).await.words().contains("No visit is planned for you on this day"));
    let back = site.get("/visits?day.day=14&day.month=1&day.year=2026&whose=services").await;
    assert!(back.words().contains("1 visit shown of 1"), "{}", back.words());
    // What cannot be read is said, and no other day shown in its place.
    let unread = site.get("/visits?day.day=31&day.month=2&day.year=2026").await;
    assert!(unread.words().contains("Day must be a real date") && !unread.words().contains("10:20am"), "{}", unread.words());
}

#[tokio::test]
async fn the_board_is_in_the_menu_of_those_who_may_see_it_and_others_are_told_so() {
    let mut nurse = Site::seen_by(&sam(), NOW, &[Role::Practitioner]).await;
    assert!(!nurse.get("/my-list").await.links().contains(&"/board".to_owned()));
    let refused = nurse.get("/board").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.words().contains("This takes a role that you do not hold"), "{}", refused.words());
    let mut supervisor = Site::seen_by(&sam(), NOW, &[Role::Supervisor]).await;
    assert!(supervisor.get("/my-list").await.links().contains(&"/board".to_owned()));
    assert_eq!(supervisor.get("/board").await.status, StatusCode::OK);
}

/// The figures of the board are those of the team list, and nothing on it judges.
#[tokio::test]
async fn the_board_adds_up_to_the_team_list_and_leads_to_it() {
    let mut site = town("lead").await;
    let total = adds_up(&site.get("/team-list").await.words());
    let board = site.get("/board").await;
    let words = board.words();
    assert!(words.contains(&format!("what is owed in your services, {total} in all")), "{words}");
    for link in board.links().iter().filter(|link| link.starts_with("/team-list?view=due&whose=")) {
        assert_eq!(adds_up(&site.get(link).await.words()), total, "{link}");
    }
    for judging in ["tag--red", "tag--green", "tag--yellow", "rank", "worst", "best"] {
        assert!(!board.body.to_lowercase().contains(judging), "{judging}");
    }
}

#[tokio::test]
async fn a_seed_too_long_is_refused_with_the_board_still_there() {
    let mut site = Site::of(&sam(), NOW).await;
    let page = site.get(&format!("/board?seed={}", "x".repeat(41))).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.words().contains("The seed must be 40 characters or fewer") && page.words().contains("What each owes"));
}
