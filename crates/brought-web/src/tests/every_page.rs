//! Every page for children in every stage of the work, over a made-up town.

use super::{Page, Site};
use axum::http::StatusCode;
use brought_testkit::caseload;
use jiff::civil::date;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

async fn town() -> (Site, Vec<String>, Vec<String>) {
    let made_up = caseload(7, date(2026, 3, 4), 60);
    let children: Vec<String> = made_up.highlights.plots.values().map(ToString::to_string).collect();
    let names = made_up.events.iter().filter_map(family_name).collect::<BTreeSet<_>>().into_iter().collect();
    let hv = made_up.accounts.iter().find(|(_, name)| name == "hv").unwrap().0.clone();
    let mut practitioners = made_up.practitioners.clone();
    practitioners.sort_by_key(|practitioner| practitioner.id != hv);
    // Somebody whose work every child of the town is.
    practitioners[0].services = made_up.services.iter().map(|service| service.id.clone()).collect();
    let mut site = Site::over(&made_up.services, &practitioners, &made_up.events, "2026-03-04T09:30:00Z").await;
    site.sign_in().await;
    (site, children, names)
}

fn family_name(event: &brought_domain::Event) -> Option<String> {
    match &event.fact {
        brought_domain::Fact::PersonRecorded(_, details) => {
            details.name.as_ref().map(|name| name.family.clone()).filter(|name| name.len() > 4)
        }
        _ => None,
    }
}

/// What holds for every page.
fn check(path: &str, page: &Page, names: &[String]) {
    assert!(page.status == StatusCode::OK || page.status.is_redirection(), "{path}: {} {}", page.status, page.words());
    if page.status != StatusCode::OK {
        return;
    }
    for name in names {
        assert!(!page.title().contains(name.as_str()), "{path} names {name} in its title");
        assert!(!path.contains(name.as_str()), "{path} names {name}");
    }
    let words = page.words().to_lowercase();
    for word in ["no-show", "non-complian", "low risk", "dna "] {
        assert!(!words.contains(word), "{path} says {word}");
    }
    // A policy has words about adults too.
    assert!(path.starts_with("/policies") || !words.replace("did not attend (adult", "").contains("did not attend"), "{path}");
    assert_eq!(page.body.matches("<h1").count(), 1, "{path} has one first heading");
    assert!(!page.body.contains(" style=\"") && !page.body.contains(" onclick="), "{path} has an inline style or script");
    assert!(page.body.contains("Made-up people. Training"), "{path} does not say that nobody is real");
    let ids: Vec<&str> = page.body.match_indices(" id=\"").map(|(at, _)| page.body[at + 5..].split('"').next().unwrap()).collect();
    let distinct: BTreeSet<&&str> = ids.iter().collect();
    let repeated: Vec<&&str> = distinct.iter().filter(|id| ids.iter().filter(|other| other == *id).count() > 1).copied().collect();
    assert!(repeated.is_empty(), "{path} has one id several times: {repeated:?}");
}

/// How many pages of one kind are looked at, besides the page of the child of each plot.
const OF_EACH_KIND: u32 = 4;

/// What sort of page it is: the address with what names a person, a contact or an obligation left out.
fn kind(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    path.split('/').map(|part| if part.contains(|letter: char| letter.is_ascii_digit()) { "*" } else { part }).collect::<Vec<_>>().join("/")
}

/// Follows links from the list and from the child of each plot, two steps deep. Every form, every explanation and every chronology is
/// among them, so every template is rendered.
#[tokio::test]
async fn every_page_that_a_link_leads_to_is_there_and_names_no_child_in_its_title() {
    let (mut site, children, names) = town().await;
    assert!(children.len() > 20, "only {} plots", children.len());
    let first = [
        "/my-list",
        "/my-list?whose=services&due=overdue",
        "/my-list?whose=services&page=2",
        "/team-list",
        "/team-list?view=child&status=overdue",
        "/team-list?view=place&page=2",
        "/visits?whose=services",
        "/visits/sheet",
        "/awaiting-outcome",
        "/people/new",
        "/unsent",
        "/stay-signed-in",
        "/children",
        "/policies",
        "/imports/review",
        "/imports/review?show=all",
        "/outbox",
        "/calendars",
        "/second-factor",
        "/own-account",
        "/awaiting-outcome/sheet",
        "/imports",
        "/waiting-room",
        "/waiting-room/poster_cannot_come?telephone=01204+000000&opening_hours=9+to+5&service_name=Health+visiting",
        "/help",
    ];
    let mut queue: VecDeque<(String, u8)> = first.iter().map(|path| ((*path).to_owned(), 2)).collect();
    queue.extend(children.iter().map(|child| (format!("/children/{child}"), 0)));
    let mut seen: BTreeSet<String> = queue.iter().map(|(path, _)| path.clone()).collect();
    let mut forms = BTreeSet::new();
    let mut kinds: BTreeMap<String, u32> = BTreeMap::new();
    while let Some((path, depth)) = queue.pop_front() {
        let page = site.get(&path).await;
        check(&path, &page, &names);
        if let Some(form) = path.split('?').next().and_then(|path| path.rsplit('/').next()) {
            forms.insert(form.to_owned());
        }
        if depth >= 2 && !path.starts_with("/policies") {
            continue;
        }
        let mut next = page.links();
        if page.status.is_redirection() {
            next.push(page.location().to_owned());
        }
        for link in next
            .into_iter()
            .map(|link| link.split('#').next().unwrap_or_default().to_owned())
            .filter(|link| link.starts_with('/') && !link.starts_with("/assets"))
        {
            let kind = kind(&link);
            let asked = kinds.entry(kind).or_insert(0);
            if *asked < OF_EACH_KIND && seen.insert(link.clone()) {
                *asked += 1;
                queue.push_back((link, depth + 1));
            }
        }
    }
    for form in [
        "outcome",
        "new",
        "analysis",
        "family-followed-up",
        "liaison",
        "sighting",
        "concerns",
        "discussion",
        "needs",
        "vulnerability",
        "end",
        "agreed-plan",
        "referral",
        "referral-answer",
        "referral-form",
        "family_dates",
        "further-visit",
        "told",
        "sent",
        "records-reviewed",
        "help-offered",
        "agreement",
        "step",
        "monthly-review",
        "alert",
        "handover",
        "handover-answer",
        "factor",
        "whereabouts",
        "address",
        "details",
        "communication-need",
        "relationship",
        "involvement",
        "plan",
        "note",
        "relation",
        "life-event",
        "withdraw",
        "settle",
        "chronology",
        "answer",
    ] {
        assert!(forms.contains(form), "nothing leads to {form}");
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_says_so_in_plain_words() {
    let (mut site, children, _) = town().await;
    let child = &children[0];
    for path in ["/nothing".to_owned(), format!("/children/{child}/obligations/none"), "/policies/none".to_owned()] {
        let page = site.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.words().contains("Page not found") && page.title().contains("Page not found"), "{path}: {}", page.words());
    }
}

#[tokio::test]
async fn the_program_says_that_it_is_alive_to_anybody() {
    let (mut site, _, _) = town().await;
    site.cookie = None;
    assert_eq!(site.get("/health/live").await.body, "live\n");
}

#[tokio::test]
async fn the_list_is_in_the_order_of_due_times_and_its_counts_add_up() {
    let (mut site, _, _) = town().await;
    let page = site.get("/my-list?whose=services").await;
    let words = page.words();
    let statuses: Vec<usize> = page.body.match_indices("<strong class=\"nhsuk-tag").map(|(at, _)| at).collect();
    assert!(statuses.len() > 5, "{words}");
    let last_overdue = page.body.rfind(">Overdue<").unwrap();
    let first_due = page.body.find(">Due<").unwrap_or(usize::MAX);
    assert!(last_overdue < first_due, "what is overdue comes first");
    let numbers =
        |text: &str| -> Vec<u64> { text.split(|letter: char| !letter.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect() };
    let sentence = words.split("Showing ").nth(1).unwrap().split('.').next().unwrap();
    let counts = numbers(sentence);
    assert_eq!(counts[0] + counts[2..].iter().sum::<u64>(), counts[1], "{sentence}");
}
