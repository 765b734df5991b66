//! Two worlds that differ only in what somebody may not see look the same to them, byte for byte (S13, S14, T5).

use super::{Site, marked};
use brought_domain::person::{Audience, Practitioner, Service};
use brought_domain::work::Role;
use brought_domain::{Event, PersonId};
use brought_testkit::Family;
use brought_testkit::builders::{no_response, was_not_brought};
use std::collections::BTreeMap;

const NOW: &str = "2026-01-06T10:00:00Z";

fn service(id: &str, organisation: &str) -> Service {
    let organisation = Some(organisation.parse().unwrap());
    Service { id: id.parse().unwrap(), name: id.to_owned(), audience: Audience::Children, health: true, organisation }
}

fn practitioner(id: &str, role: Role, service: &str) -> Practitioner {
    Practitioner { id: id.parse().unwrap(), name: id.to_owned(), roles: vec![role], services: vec![service.parse().unwrap()] }
}

/// A child whom the health visitors see to, under this name, with these failed contacts.
fn child(id: &str, born: &str, missed: &[&str], unanswered: &[&str]) -> Vec<Event> {
    let mut family = Family::new().child(id, |child| child.born(born)).mother(&format!("{id}-mum"));
    for at in missed {
        family = family.clinic(at, was_not_brought());
    }
    for at in unanswered {
        family = family.home_visit(at, no_response());
    }
    let events = family.chronology().events;
    events.into_iter().map(|event| Event { id: format!("{id}-{}", event.id).parse().unwrap(), ..event }).collect()
}

async fn world(hidden: &[Event]) -> Site {
    let services = [service("health-visiting", "trust"), service("school-nursing", "trust"), service("camhs", "other-trust")];
    let practitioners = [
        practitioner("nurse", Role::Practitioner, "health-visiting"),
        practitioner("far", Role::Practitioner, "camhs"),
        practitioner("far-lead", Role::SafeguardingLead, "camhs"),
        practitioner("far-nurse", Role::NamedNurse, "camhs"),
        practitioner("far-clerk", Role::Administrator, "camhs"),
    ];
    let mut events: Vec<Event> = child("own", "2021-03-01", &["2026-01-05T11:00"], &[]);
    for event in &mut events {
        event.service = event.service.as_ref().map(|_| "camhs".parse().unwrap());
        if let brought_domain::Fact::ContactPlanned(planned) = &mut event.fact {
            planned.service = "camhs".parse().unwrap();
        }
    }
    events.extend_from_slice(hidden);
    marked::site(&services, &practitioners, &events, NOW).await
}

async fn seen_by(site: &mut Site, name: &str, hidden: &[PersonId]) -> BTreeMap<String, (u16, String)> {
    site.cookie = None;
    site.sign_in_as(name).await;
    let mut from = marked::lists();
    for person in hidden {
        from.extend(["", "/chronology", "/explain", "/note", "/accesses", "/records"].map(|page| format!("/children/{person}{page}")));
    }
    let token = crate::guard::form_token(site.cookie.as_ref().unwrap().split_once('=').unwrap().1);
    let mut pages = marked::walk(site, &from).await;
    for words in ["ada", "bea", "own", "1 May 2023", "9434765919"] {
        pages.insert(format!("/children, searching for {words}"), site.search(&[("q", words)]).await);
    }
    pages.into_iter().map(|(path, page)| (path, (page.status.as_u16(), page.body.replace(&token, "*")))).collect()
}

#[tokio::test]
async fn two_worlds_that_differ_in_what_is_hidden_are_the_same_to_whoever_may_not_see_it() {
    let one = child("ada", "2023-05-01", &["2026-01-05T10:00"], &[]);
    let other = child("bea", "2020-02-29", &["2025-11-03T10:00", "2025-12-01T10:00"], &["2025-12-15T10:00"]);
    let (mut first, mut second) = (world(&one).await, world(&other).await);
    let hidden: Vec<PersonId> = ["ada", "bea", "nobody"].map(|id| id.parse().unwrap()).to_vec();
    for name in ["far", "far-lead", "far-nurse", "far-clerk"] {
        let (in_first, in_second) = (seen_by(&mut first, name, &hidden).await, seen_by(&mut second, name, &hidden).await);
        assert_eq!(in_first.keys().collect::<Vec<_>>(), in_second.keys().collect::<Vec<_>>(), "{name} is led to other pages");
        for (path, seen) in &in_first {
            assert_eq!(seen, &in_second[path], "{name} tells the two apart on {path}");
        }
        assert!(in_first.len() > 40, "only {} pages", in_first.len());
    }
}
