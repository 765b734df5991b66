//! A record in which every word that anybody can write is marked, and a walk through all pages that lead from one to another.
//!
//! Which fields hold words is found out, not listed: a field holds words if it names nobody and nothing of the record, and the entry can still be read
//! after a mark has taken its place. A field that is added is marked the day it is added.

use super::{Page, Site};
use axum::http::StatusCode;
use brought_domain::person::{Practitioner, Service};
use brought_domain::{Chronology, Event};
use brought_forms::{chronology_file, stored};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Every kind of fact there is, of a child, a brother and their mother.
pub(super) fn every_fact() -> Chronology {
    chronology_file::read_json(include_str!("../../../brought-forms/tests/data/every-kind-of-fact.json")).unwrap()
}

/// The same entries with a mark in the place of every text that anybody can write. The mark is asked for with the kind of fact and the field.
pub(super) fn marked(events: &[Event], mut mark: impl FnMut(&str) -> String) -> Vec<Event> {
    let ids: BTreeSet<String> = events.iter().flat_map(names_in).collect();
    events.iter().map(|event| with_marks(event, &ids, &mut mark)).collect()
}

/// The fields that name somebody or something of the record.
const NAMES: &[&str] = &["id", "about", "practitioner", "service", "contact", "event", "other", "person"];

/// Whatever an entry names.
fn names_in(event: &Event) -> Vec<String> {
    let body: Value = serde_json::from_str(&stored::encode(event).body).unwrap();
    let mut texts = Vec::new();
    find_texts(&body, String::new(), &mut texts);
    let is_name = |pointer: &&String| pointer.rsplit('/').next().is_some_and(|field| NAMES.contains(&field));
    texts.iter().filter(is_name).map(|pointer| body.pointer(pointer).and_then(Value::as_str).unwrap().to_owned()).collect()
}

fn with_marks(event: &Event, ids: &BTreeSet<String>, mark: &mut impl FnMut(&str) -> String) -> Event {
    let encoded = stored::encode(event);
    let mut body: Value = serde_json::from_str(&encoded.body).unwrap();
    let mut texts = Vec::new();
    find_texts(&body, String::new(), &mut texts);
    let mut read = event.clone();
    texts.retain(|pointer| !ids.contains(body.pointer(pointer).and_then(Value::as_str).unwrap()));
    for pointer in texts {
        let text = mark(&format!("{}{pointer}", event.fact.code()));
        let before = std::mem::replace(body.pointer_mut(&pointer).unwrap(), Value::from(text.clone()));
        // Codes, days and ids are no words: with a mark in their place nothing can be read.
        match stored::decode(encoded.version, &body.to_string()) {
            Ok(event) if stored::encode(&event).body.contains(Value::from(text).to_string().trim_matches('"')) => read = event,
            _ => *body.pointer_mut(&pointer).unwrap() = before,
        }
    }
    read
}

fn find_texts(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at),
        Value::Array(items) => items.iter().enumerate().for_each(|(place, item)| find_texts(item, format!("{at}/{place}"), found)),
        Value::Object(fields) => fields.iter().for_each(|(name, field)| find_texts(field, format!("{at}/{name}"), found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The pages over marked entries, with somebody for each role that is asked about.
pub(super) async fn site(services: &[Service], practitioners: &[Practitioner], events: &[Event], now: &str) -> Site {
    let mut site = Site::over(services, practitioners, events, now).await;
    for practitioner in &practitioners[1..] {
        site.can_sign_in(practitioner.id.as_str()).await;
    }
    site
}

/// How many pages of one kind are looked at.
const OF_EACH_KIND: u32 = 3;
/// Nobody follows links further than this.
const DEEPEST: u8 = 4;

/// Follows every link from these pages, and gives every page that is there with its address.
pub(super) async fn walk(site: &mut Site, from: &[String]) -> BTreeMap<String, Page> {
    let mut queue: VecDeque<(String, u8)> = from.iter().map(|path| (path.clone(), 0)).collect();
    let mut known: BTreeSet<String> = from.iter().cloned().collect();
    let mut kinds: BTreeMap<String, u32> = BTreeMap::new();
    let mut pages = BTreeMap::new();
    while let Some((path, depth)) = queue.pop_front() {
        let page = site.get(&path).await;
        assert_ne!(page.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}: {}", page.body);
        let mut next = page.links();
        next.extend(page.status.is_redirection().then(|| page.location().to_owned()));
        pages.insert(path, page);
        for link in next {
            let link = link.split('#').next().unwrap_or_default();
            if depth == DEEPEST || !link.starts_with('/') || link.starts_with("/assets") || known.contains(link) {
                continue;
            }
            let asked = kinds.entry(kind(link)).or_insert(0);
            if *asked < OF_EACH_KIND {
                *asked += 1;
                known.insert(link.to_owned());
                queue.push_back((link.to_owned(), depth + 1));
            }
        }
    }
    pages
}

/// The address with what names a person, a contact or an obligation left out.
pub(super) fn kind(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let names = query.split('&').map(|part| part.split('=').next().unwrap_or_default());
    let parts = path.split('/').map(|part| if part.contains(|letter: char| letter.is_ascii_digit()) { "*" } else { part });
    format!("{}?{}", parts.collect::<Vec<_>>().join("/"), names.collect::<Vec<_>>().join("&"))
}

/// Where a walk begins: every list there is.
pub(super) fn lists() -> Vec<String> {
    let lists = [
        "/my-list",
        "/my-list?whose=services",
        "/team-list",
        "/team-list?view=child",
        "/team-list?view=place",
        "/board",
        "/visits?whose=services",
        "/visits/sheet?whose=services",
        "/awaiting-outcome",
        "/children",
        "/people/new",
        "/imports/review?show=all",
        "/outbox",
        "/calendars",
        "/opened-with-a-reason",
        "/waiting-room",
        "/policies",
        "/help",
    ];
    lists.map(str::to_owned).to_vec()
}
