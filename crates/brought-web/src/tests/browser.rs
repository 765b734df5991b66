//! A small browser: it keeps the cookie, finds forms in pages and sends them as they stand, with what a test fills in.

use crate::{Clock, Doorstep, Memory, Pace, WebState, router};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use brought_app::{AccountToAdd, Brought, Shelf, add_account};
use brought_calendar::{Calendar, Division};
use brought_domain::person::{Practitioner, Service};
use brought_domain::work::Role;
use brought_domain::{Event, PersonId};
use brought_policy::Pack;
use brought_store::{Expected, PersonAppend, Store};
use brought_testkit::Family;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use tower::ServiceExt as _;

pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// The program's pages over a record in memory.
pub(crate) struct Site {
    router: Router,
    pub(crate) brought: Brought,
    pub(crate) store: Store,
    pub(crate) now: Arc<Mutex<Timestamp>>,
    pub(crate) cookie: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

pub(super) fn pack() -> Arc<Pack> {
    static PACK: LazyLock<Arc<Pack>> = LazyLock::new(|| pack_called("no-access"));
    PACK.clone()
}

/// A pack that comes with the program and includes no other.
fn pack_called(name: &str) -> Arc<Pack> {
    let loaded = brought_policy::pack::load(&files_of(name));
    Arc::new(loaded.pack.unwrap_or_else(|| panic!("{:?}", loaded.problems)))
}

fn files_of(pack: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    collect(&Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies")).join(pack), "", &mut files);
    files
}

/// The usual pack and another area's, to choose from.
fn shelf() -> Shelf {
    Shelf::new(["no-access", "shropshire"].map(files_of).to_vec())
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, std::fs::read_to_string(entry.path()).unwrap());
        }
    }
}

impl Site {
    /// The pages over these services, practitioners and events. The first practitioner can sign in as `hv`.
    pub(crate) async fn over(services: &[Service], practitioners: &[Practitioner], events: &[Event], now: &str) -> Self {
        Self::over_by(pack(), services, practitioners, events, now).await
    }

    /// The same, by another policy.
    async fn over_by(pack: Arc<Pack>, services: &[Service], practitioners: &[Practitioner], events: &[Event], now: &str) -> Self {
        let store = Store::in_memory().await.unwrap();
        store.put_services(services).await.unwrap();
        store.put_practitioners(practitioners).await.unwrap();
        let mut people: BTreeMap<PersonId, Vec<Event>> = BTreeMap::new();
        for event in events {
            people.entry(event.about.clone()).or_default().push(event.clone());
        }
        let appends = people.into_iter().map(|(person, events)| PersonAppend { person, expected: Expected::Any, events });
        store.append(appends.collect()).await.unwrap();
        let brought = Brought::new(store.clone(), pack, Calendar::bundled(Division::EnglandAndWales)).with_shelf(shelf());
        let practitioner = practitioners[0].id.clone();
        let account = AccountToAdd { practitioner, sign_in_name: "hv".to_owned(), password: PASSWORD.to_owned() };
        add_account(&brought, account, &[7; 16]).await.unwrap();
        let now = Arc::new(Mutex::new(now.parse::<Timestamp>().unwrap()));
        Self { router: router(state(&brought, &now, false, 1)), brought, store, now, cookie: None }
    }

    /// The pages over one family, a practitioner and a supervisor signed in.
    pub(crate) async fn of(family: &Family, now: &str) -> Self {
        Self::seen_by(family, now, &[Role::Practitioner, Role::SafeguardingLead]).await
    }

    /// The pages over one family, with somebody signed in who holds these roles.
    pub(crate) async fn seen_by(family: &Family, now: &str, roles: &[Role]) -> Self {
        Self::seen_by_under(pack(), family, now, roles).await
    }

    /// The pages over one family by another policy, a practitioner and a supervisor signed in.
    pub(crate) async fn under(pack: &str, family: &Family, now: &str) -> Self {
        Self::seen_by_under(pack_called(pack), family, now, &[Role::Practitioner, Role::SafeguardingLead]).await
    }

    async fn seen_by_under(pack: Arc<Pack>, family: &Family, now: &str, roles: &[Role]) -> Self {
        let chronology = family.chronology();
        let mut practitioners = chronology.practitioners.clone();
        practitioners[0].roles = roles.to_vec();
        let mut site = Self::over_by(pack, &chronology.services, &practitioners, &chronology.events, now).await;
        site.sign_in().await;
        site
    }

    /// Pages that somebody else has put together, over a record in memory.
    pub(crate) fn of_pages(router: Router, brought: Brought, store: Store, now: &Arc<Mutex<Timestamp>>) -> Self {
        Self { router, brought, store, now: now.clone(), cookie: None }
    }

    /// The same pages, as they are behind HTTPS.
    pub(crate) fn behind_https(&mut self) {
        self.router = router(state(&self.brought, &self.now, true, 1));
    }

    /// The same pages, with so many requests of one person at once.
    pub(crate) fn at_pace(&mut self, at_once: u32) {
        let as_usual = state(&self.brought, &self.now, false, 2_000_000);
        let pace = Pace::new(NonZeroU32::new(at_once).unwrap(), as_usual.now.clone());
        self.router = router(WebState { pace, ..as_usual });
    }

    /// The same pages, with a provider to sign in at.
    pub(crate) fn with_provider(&mut self, openid: crate::OpenId, https: bool) {
        self.router = router(WebState { openid: Some(openid), ..state(&self.brought, &self.now, https, 1_000_000) });
    }

    pub(crate) async fn sign_in(&mut self) {
        self.sign_in_as("hv").await;
    }

    /// Lets a practitioner sign in under their id.
    pub(crate) async fn can_sign_in(&mut self, practitioner: &str) {
        let account = AccountToAdd {
            practitioner: practitioner.parse().unwrap(),
            sign_in_name: practitioner.to_owned(),
            password: PASSWORD.to_owned(),
        };
        add_account(&self.brought, account, &[7; 16]).await.unwrap();
    }

    pub(crate) async fn sign_in_as(&mut self, name: &str) {
        let page = self.post("/sign-in", &[("name", name), ("password", PASSWORD)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    }

    /// Sends a form of this session that was shown on this person's page, and in which nothing is filled in.
    pub(crate) async fn post_unfilled(&mut self, path: &str, person: &str) -> Page {
        let unfilled = self.unfilled(person);
        self.post(path, &unfilled.each_ref().map(|(name, value)| (*name, value.as_str()))).await
    }

    /// Sends the same to be looked at again.
    pub(crate) async fn post_unfilled_to_look_again(&mut self, path: &str, person: &str) -> Page {
        let unfilled = self.unfilled(person);
        let fields = unfilled.iter().map(|(name, value)| (*name, value.as_str())).chain([("look_again", "yes")]);
        self.post(path, &fields.collect::<Vec<_>>()).await
    }

    fn unfilled(&self, person: &str) -> [(&'static str, String); 4] {
        let session = self.cookie.as_ref().and_then(|cookie| cookie.split_once('=')).map_or("", |(_, token)| token);
        let entry = "0123456789abcdef0123456789abcdef".to_owned();
        [
            ("token", crate::guard::form_token(session)),
            ("person", person.to_owned()),
            ("expected_version", "1".to_owned()),
            ("entry", entry),
        ]
    }

    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path).header(HOST, "brought.test"), Body::empty()).await
    }

    /// Sends a form from one of our own pages.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        let request = Request::post(path).header(HOST, "brought.test").header(ORIGIN, "http://brought.test");
        self.send(request.header(CONTENT_TYPE, "application/x-www-form-urlencoded"), Body::from(body.join("&"))).await
    }

    /// Opens a form, fills it in and sends it.
    pub(crate) async fn fill(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        let mut sent = page.fields();
        change(&mut sent, fields);
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(path, &sent).await
    }

    /// Searches for somebody with the form, and goes where that leads.
    pub(crate) async fn search(&mut self, fields: &[(&str, &str)]) -> Page {
        let page = self.get("/children").await;
        let mut sent = page.fields();
        change(&mut sent, fields);
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let found = self.post("/children", &sent).await;
        if found.status == StatusCode::SEE_OTHER { self.get(found.location()).await } else { found }
    }

    pub(crate) async fn send(&mut self, mut request: axum::http::request::Builder, body: Body) -> Page {
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        if let Some(cookie) = headers.get(SET_COOKIE) {
            self.cookie = Some(cookie.to_str().unwrap().split(';').next().unwrap().to_owned());
        }
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Page { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }
}

/// `first` is the first of what passes for randomness here.
fn state(brought: &Brought, now: &Arc<Mutex<Timestamp>>, https: bool, first: u64) -> WebState {
    let (now, count) = (now.clone(), AtomicU64::new(first));
    let now: Clock = Arc::new(move || *now.lock().unwrap());
    WebState {
        brought: brought.clone(),
        // A crawl asks for every page there is, at one moment.
        pace: Pace::new(NonZeroU32::MAX, now.clone()),
        now,
        random: Arc::new(move |bytes| {
            let count = count.fetch_add(1, Ordering::Relaxed).to_be_bytes();
            bytes.iter_mut().zip(count.iter().cycle()).for_each(|(byte, count)| *byte = *count);
        }),
        notice: Some("Made-up people. Training".to_owned()),
        https,
        memory: Memory::default(),
        doorstep: Doorstep::new(&[3; 32]),
        openid: None,
        training: None,
    }
}

/// Puts what a test fills in into a form: a field that it names loses what stood in it.
pub(crate) fn change(sent: &mut Vec<(String, String)>, fields: &[(&str, &str)]) {
    sent.retain(|(name, _)| !fields.iter().any(|(changed, _)| changed == name));
    sent.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

impl Page {
    pub(crate) fn location(&self) -> &str {
        self.headers.get(LOCATION).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The page as a person reads it: without tags, with single spaces.
    pub(crate) fn words(&self) -> String {
        let mut words = String::new();
        for (place, part) in self.body.split('<').enumerate() {
            let text = if place == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) };
            words.push_str(text);
            words.push(' ');
        }
        let words = words.replace("&#x27;", "'").replace("&amp;", "&").replace("&quot;", "\"");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn title(&self) -> &str {
        self.body.split_once("<title>").or(self.body.split_once("<title ")).and_then(|(_, rest)| rest.split_once("</title>")).unwrap().0
    }

    /// What a browser would send of the page's own form: of inputs, those that are filled in, checked or chosen.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let main = self.body.split_once("<main").map_or("", |(_, main)| main);
        let form = main.split_once("<form").and_then(|(_, form)| form.split_once("</form>")).map_or("", |(form, _)| form);
        let inputs = tags(form, "input").filter_map(|tag| {
            let kind = attribute(tag, "type").unwrap_or_default();
            let is_sent = !matches!(kind.as_str(), "radio" | "checkbox") || tag.contains(" checked");
            is_sent.then(|| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()))).flatten()
        });
        let areas = form.split("<textarea").skip(1).filter_map(|area| {
            let (tag, rest) = area.split_once('>')?;
            Some((attribute(tag, "name")?, unescaped(rest.split_once("</textarea>")?.0)))
        });
        let selects = form.split("<select").skip(1).filter_map(|select| {
            let (tag, rest) = select.split_once('>')?;
            let options = rest.split_once("</select>")?.0;
            let chosen = tags(options, "option").find(|option| option.contains(" selected"));
            Some((attribute(tag, "name")?, chosen.and_then(|option| attribute(option, "value")).unwrap_or_default()))
        });
        inputs.chain(areas).chain(selects).collect()
    }

    /// Where the links of the page lead.
    /// The token that the forms of this session carry.
    pub(crate) fn form_token(&self) -> String {
        tags(&self.body, "section").find_map(|tag| attribute(tag, "data-token")).unwrap()
    }

    pub(crate) fn links(&self) -> Vec<String> {
        tags(&self.body, "a").filter_map(|tag| attribute(tag, "href")).collect()
    }
}

fn tags<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!("<{name}");
    let places: Vec<usize> = html.match_indices(&start).map(|(at, found)| at + found.len()).collect();
    let begun = places.into_iter().map(|at| &html[at..]).filter(|rest| rest.starts_with(char::is_whitespace));
    begun.map(|rest| rest.split_once('>').map_or("", |(tag, _)| tag))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescaped(rest.split_once('"')?.0))
}

fn unescaped(text: &str) -> String {
    text.replace("&#x27;", "'")
        .replace("&#x2f;", "/")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&amp;", "&")
}
