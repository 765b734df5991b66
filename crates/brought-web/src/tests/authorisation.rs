//! Who gets what at every address there is (T5): `authorisation.txt` beside this file says what is expected, one line for each address and record.
//!
//! The addresses are read from the source of the router, so that one without a line fails. What is expected was read through line by line; after a
//! change, whoever makes it reads the lines that change.

use super::Site;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use brought_domain::person::{Audience, Practitioner, Service};
use brought_domain::steps::AccessDecided;
use brought_domain::work::Role;
use brought_domain::{Event, Fact};
use brought_testkit::Family;
use brought_testkit::builders::was_not_brought;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

const NOW: &str = "2026-01-06T10:00:00Z";

/// Who asks: an id, the role, and the service they work for.
const READERS: &[(&str, Option<Role>, Option<&str>)] = &[
    ("nurse", Some(Role::Practitioner), Some("health-visiting")),
    ("clerk", Some(Role::Administrator), Some("health-visiting")),
    ("lead", Some(Role::SafeguardingLead), Some("school-nursing")),
    ("colleague", Some(Role::Practitioner), Some("school-nursing")),
    ("far-lead", Some(Role::SafeguardingLead), Some("camhs")),
    ("far-clerk", Some(Role::Administrator), Some("camhs")),
    ("roleless", None, None),
    ("nobody", None, None),
];

/// Whose record: one that is the health visitors' work, one that is restricted to the lead, and one that is not there.
const RECORDS: &[&str] = &["ana", "rex", "nil"];

/// The addresses in the source of the pages.
fn addresses() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

fn look(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        let is_of_tests = path.file_stem().is_some_and(|name| name == "tests");
        if path.is_dir() && !is_of_tests {
            look(&path, found);
        }
        if path.is_dir() || is_of_tests {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap();
        for (at, _) in source.match_indices("\"/") {
            let before = source[..at].trim_end();
            let is_route = before.ends_with(".route(") || (before.ends_with('(') && before.rsplit("merge(").next().is_some_and(is_form));
            if is_route {
                found.insert(source[at + 1..].split('"').next().unwrap().to_owned());
            }
        }
    }
}

/// `route::<Form>(`, with which the forms are put together.
fn is_form(text: &str) -> bool {
    text.starts_with("route::<") && text.ends_with(">(")
}

async fn site() -> Site {
    let service = |id: &str, organisation: &str| Service {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        audience: Audience::Children,
        health: true,
        organisation: Some(organisation.parse().unwrap()),
    };
    let services = [service("health-visiting", "trust"), service("school-nursing", "trust"), service("camhs", "other-trust")];
    let practitioners: Vec<Practitioner> = READERS
        .iter()
        .map(|(id, role, service)| Practitioner {
            id: id.parse().unwrap(),
            name: (*id).to_owned(),
            roles: role.iter().copied().collect(),
            services: service.iter().map(|service| service.parse().unwrap()).collect(),
        })
        .collect();
    let mut events: Vec<Event> = Vec::new();
    for child in ["ana", "rex"] {
        let family = Family::new().child(child, |child| child.born("2023-05-01")).clinic("2026-01-05T10:00", was_not_brought());
        let family = family.chronology().events;
        events.extend(family.into_iter().map(|event| Event { id: format!("{child}-{}", event.id).parse().unwrap(), ..event }));
    }
    let of_rex = events.iter().rfind(|event| event.about.as_str() == "rex").unwrap().clone();
    let only = AccessDecided { only: Some(vec!["lead".parse().unwrap()]), reasons: "an uncle works here".to_owned() };
    events.push(Event { id: "rex-restricted".parse().unwrap(), service: None, corrects: None, fact: Fact::AccessDecided(only), ..of_rex });
    let mut site = Site::over(&services, &practitioners, &events, NOW).await;
    site.with_provider(crate::OpenId::new(super::openid::StandIn::new(&["health-visiting".to_owned()]), [5; 32]), false);
    for (id, ..) in READERS.iter().skip(1).filter(|(id, ..)| *id != "nobody") {
        site.can_sign_in(id).await;
    }
    site
}

/// What came back, in a word.
fn in_a_word(page: &super::Page) -> String {
    let leads_to = page.headers.get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
    match page.status {
        StatusCode::FORBIDDEN if page.body.contains("say-why?") => "why".to_owned(),
        StatusCode::FORBIDDEN => "no".to_owned(),
        StatusCode::SEE_OTHER if leads_to.starts_with("/sign-in") => "sign-in".to_owned(),
        status if status.is_redirection() => "moved".to_owned(),
        status => status.as_u16().to_string(),
    }
}

#[tokio::test]
async fn everybody_gets_at_every_address_what_is_theirs_and_no_more() {
    let mut site = site().await;
    let mut told = String::from("# GET and POST of each address, of each record:");
    READERS.iter().for_each(|(id, ..)| write!(told, " {id}").unwrap());
    told.push('\n');
    let mut lines: BTreeSet<String> = BTreeSet::new();
    for (id, ..) in READERS {
        site.cookie = None;
        if *id != "nobody" {
            site.sign_in_as(if *id == "nurse" { "hv" } else { id }).await;
        }
        let signed_in = site.cookie.clone();
        for address in addresses().iter().filter(|address| *address != "/sign-out") {
            let records = if address.contains("{id}") && address.starts_with("/children") { RECORDS } else { &["-"] };
            for record in records {
                let path = filled(address, record);
                for method in ["GET", "POST"] {
                    site.cookie.clone_from(&signed_in);
                    let page = if method == "GET" { site.get(&path).await } else { site.post_unfilled(&path, record).await };
                    lines.insert(format!("{address} {record} {method} {id} {}", in_a_word(&page)));
                }
            }
        }
    }
    // One line for each address, record and method, with what each reader gets.
    for address in addresses().iter().filter(|address| *address != "/sign-out") {
        let records = if address.contains("{id}") && address.starts_with("/children") { RECORDS } else { &["-"] };
        for record in records {
            for method in ["GET", "POST"] {
                let got: Vec<String> = READERS
                    .iter()
                    .map(|(id, ..)| {
                        let start = format!("{address} {record} {method} {id} ");
                        lines.iter().find_map(|line| line.strip_prefix(&start)).unwrap().to_owned()
                    })
                    .collect();
                writeln!(told, "{method} {address} {record}: {}", got.join(" ")).unwrap();
            }
        }
    }
    let expected = include_str!("authorisation.txt");
    let (was, is): (BTreeSet<&str>, BTreeSet<&str>) = (expected.lines().collect(), told.lines().collect());
    let gone: Vec<&&str> = was.difference(&is).collect();
    let new: Vec<&&str> = is.difference(&was).collect();
    assert!(gone.is_empty() && new.is_empty(), "expected, and not so:\n{gone:#?}\nso, and not expected:\n{new:#?}");
}

/// A form that is sent to be looked at again is shown, or refused: whatever the address, nothing is saved by it.
#[tokio::test]
async fn a_form_that_is_only_to_be_looked_at_again_saves_nothing_anywhere() {
    let mut site = site().await;
    site.sign_in_as("lead").await;
    let chronology = "/children/ana/chronology?show=everything";
    let before = site.get(chronology).await.words();
    let mut shown = 0;
    for address in addresses().iter().filter(|address| !matches!(address.as_str(), "/sign-in" | "/sign-out")) {
        let page = site.post_unfilled_to_look_again(&filled(address, "ana"), "ana").await;
        assert_ne!(page.status, StatusCode::SEE_OTHER, "{address}");
        // Without a policy chosen there is nothing to sign for, and the page says so.
        let is_of_a_choice = address == "/policies/put-in-force";
        assert!(is_of_a_choice || !matches!(page.status.as_u16(), 422 | 500..), "{address}: {}", page.words());
        shown += u32::from(page.status == StatusCode::OK);
    }
    assert!(shown > 40, "only {shown} forms can be looked at again");
    assert_eq!(site.get(chronology).await.words(), before);
}

/// The address with a record in it, and something that is not there in the place of everything else.
fn filled(address: &str, record: &str) -> String {
    let path = address.replace("{id}", if record == "-" { "nil" } else { record });
    let parts = path.split('/').map(|part| if part.starts_with('{') { "nil" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// What nobody who is not signed in may have, whatever is added: all but these.
#[test]
fn what_is_open_to_everybody_is_written_down_here() {
    let open: BTreeSet<&str> = include_str!("authorisation.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter(|line| !matches!(line.rsplit(' ').next(), Some("sign-in" | "no" | "405" | "404")))
        .map(|line| line.split(' ').nth(1).unwrap())
        .collect();
    let meant = BTreeSet::from(["/", "/health/live", "/help", "/openid/back-channel-logout", "/openid/sign-in", "/sign-in"]);
    assert_eq!(open, meant);
}

/// Where a record is restricted or not theirs, nobody learns more of it than of one that is not there (S14).
#[tokio::test]
async fn a_record_that_may_not_be_opened_and_one_that_is_not_there_give_the_same_bytes() {
    let mut site = site().await;
    site.sign_in_as("far-clerk").await;
    for address in addresses().iter().filter(|address| address.starts_with("/children/{id}")) {
        let of = async |site: &mut Site, record: &str| {
            let page = site.get(&filled(address, record)).await;
            (page.status, page.body.replace(record, "*"))
        };
        let nothing = of(&mut site, "nil").await;
        assert_eq!(of(&mut site, "ana").await, nothing, "{address}");
        assert_eq!(of(&mut site, "rex").await, nothing, "{address}");
    }
}
