//! A word in every field that is nowhere else, and everybody goes through every page: each sees what is theirs, and what was seen of a record has
//! been written down before (S9, S13, T5).

use super::{Page, Site, marked};
use axum::http::StatusCode;
use brought_domain::contact::Answer;
use brought_domain::person::{
    Address, AddressRecorded, Audience, PersonDetails, PersonKind, Practitioner, RelationKind, RelationRecorded, Service,
};
use brought_domain::steps::AccessDecided;
use brought_domain::work::Role;
use brought_domain::{Event, Fact, Happened};
use std::collections::{BTreeMap, BTreeSet};

const NOW: &str = "2026-02-02T10:00:00Z";
const FAMILY: [&str; 3] = ["child-1", "child-2", "mother-1"];

/// The word in the place of a text. Letters tell one from another, because numbers are folded away in places.
fn canary(number: usize) -> String {
    let letters = number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect::<String>();
    format!("Kanarie q{letters}z")
}

/// The marked record, and which field each word stands in.
fn record() -> (Vec<Service>, Vec<Practitioner>, Vec<Event>, BTreeMap<String, String>) {
    let every = marked::every_fact();
    let mut where_it_stands = BTreeMap::new();
    let events = marked::marked(&every.events, |field| {
        let word = canary(where_it_stands.len());
        where_it_stands.insert(word.clone(), field.to_owned());
        word
    });
    let written: String = events.iter().map(|event| brought_forms::stored::encode(event).body).collect();
    where_it_stands.retain(|word, _| written.contains(word.as_str()));
    let mut services = every.services;
    let mut practitioners = every.practitioners;
    for (id, role, service) in [
        ("colleague", Role::Practitioner, "school-nursing"),
        ("far", Role::Practitioner, "camhs"),
        ("far-lead", Role::SafeguardingLead, "camhs"),
        ("far-clerk", Role::Administrator, "camhs"),
    ] {
        let organisation = if service == "camhs" { "RX2" } else { "RX1" };
        let of = |id: &str| Service {
            id: id.parse().unwrap(),
            name: id.to_owned(),
            audience: Audience::Children,
            health: true,
            organisation: Some(organisation.parse().unwrap()),
        };
        if services.iter().all(|known| known.id.as_str() != service) {
            services.push(of(service));
        }
        let services = vec![service.parse().unwrap()];
        practitioners.push(Practitioner { id: id.parse().unwrap(), name: id.to_owned(), roles: vec![role], services });
    }
    practitioners.push(Practitioner { id: "roleless".parse().unwrap(), name: "roleless".into(), roles: vec![], services: vec![] });
    (services, practitioners, events, where_it_stands)
}

/// The pages from which somebody starts who tries everything: every list, searches, and every address of these people.
fn everywhere() -> Vec<String> {
    let mut from = marked::lists();
    for person in FAMILY {
        from.push(format!("/children/{person}"));
        for page in [
            "chronology",
            "explain",
            "accesses",
            "access",
            "as-known-on?on=2026-01-31",
            "bundle",
            "handover",
            "note",
            "address",
            "details",
            "records",
        ] {
            from.push(format!("/children/{person}/{page}"));
        }
    }
    from
}

/// What somebody searches for who tries everything.
const SEARCHES: [&str; 4] = ["Kanarie", "Kanarie qaz", "BL1 1AA", "child-1"];

fn seen_on<'w>(page: &Page, words: &'w BTreeMap<String, String>) -> BTreeSet<&'w str> {
    words.iter().filter(|(word, _)| page.body.contains(word.as_str())).map(|(_, field)| field.as_str()).collect()
}

async fn walked_by(site: &mut Site, name: &str) -> BTreeMap<String, Page> {
    site.cookie = None;
    site.sign_in_as(name).await;
    let mut pages = marked::walk(site, &everywhere()).await;
    for words in SEARCHES {
        pages.insert(format!("/children, searching for {words}"), site.search(&[("q", words)]).await);
    }
    pages
}

#[tokio::test]
async fn whoever_has_nothing_to_do_with_a_family_reads_not_a_word_of_it() {
    let (services, practitioners, events, words) = record();
    assert!(words.len() > 100, "only {} fields hold words", words.len());
    let mut site = marked::site(&services, &practitioners, &events, NOW).await;
    for name in ["far", "far-lead", "far-clerk", "roleless"] {
        for (path, page) in walked_by(&mut site, name).await {
            assert_eq!(seen_on(&page, &words), BTreeSet::new(), "{name} on {path}");
        }
    }
    site.cookie = None;
    for (path, page) in marked::walk(&mut site, &everywhere()).await {
        assert_eq!(seen_on(&page, &words), BTreeSet::new(), "nobody on {path}");
    }
}

/// A colleague of the same organisation finds a child by name, to say who it is; the record itself takes being opened.
#[tokio::test]
async fn a_colleague_finds_a_child_by_name_and_reads_no_more_without_a_trace() {
    let (services, practitioners, events, words) = record();
    let mut site = marked::site(&services, &practitioners, &events, NOW).await;
    site.cookie = None;
    site.sign_in_as("colleague").await;
    for (path, page) in marked::walk(&mut site, &marked::lists()).await.into_iter().filter(|(path, _)| !path.starts_with("/children/")) {
        let seen = seen_on(&page, &words);
        assert!(seen.is_subset(&on_lists()), "{path}: {seen:?}");
    }
    let found = site.search(&[("q", "Kanarie")]).await;
    assert!(seen_on(&found, &words).is_subset(&BTreeSet::from(NAMES)), "{:?}", seen_on(&found, &words));
    assert_eq!(accesses(&site).await, 0);
}

/// J10: a brother whose record is restricted to others. Whoever works with the rest of the family reads not a word of it on their pages, nor who he is;
/// and what is owed to them is the same whoever looks.
#[tokio::test]
async fn a_restricted_record_is_not_read_in_those_of_the_family() {
    let (services, practitioners, mut events, words) = record();
    let of_child = |event: &&Event| event.about.as_str() == "child-1";
    let written: String = events.iter().filter(of_child).map(|event| brought_forms::stored::encode(event).body).collect();
    let elsewhere: String = events.iter().filter(|event| !of_child(event)).map(|event| brought_forms::stored::encode(event).body).collect();
    let words: BTreeMap<String, String> =
        words.into_iter().filter(|(word, _)| written.contains(word.as_str()) && !elsewhere.contains(word.as_str())).collect();
    assert!(words.len() > 80, "only {} fields hold words", words.len());
    let like = events.iter().filter(of_child).max_by_key(|event| event.recorded_at).cloned().unwrap();
    let sibling = Fact::RelationRecorded(RelationRecorded {
        other: "child-1".parse().unwrap(),
        relation: RelationKind::Sibling,
        same_household: Answer::Yes,
    });
    let only = Fact::AccessDecided(AccessDecided { only: Some(vec!["far-lead".parse().unwrap()]), reasons: "An uncle works here".into() });
    let born = Fact::PersonRecorded(PersonKind::Child, PersonDetails::default());
    for (id, about, fact) in
        [("child-2-born", "child-2", born), ("child-2-sibling", "child-2", sibling), ("child-1-restricted", "child-1", only)]
    {
        let service = (about == "child-2").then(|| "health-visiting".parse().unwrap());
        let (id, about, recorded_at) =
            (id.parse().unwrap(), about.parse().unwrap(), like.recorded_at + jiff::SignedDuration::from_hours(1));
        events.push(Event { id, about, service, corrects: None, fact, recorded_at, happened: Happened::At(recorded_at), ..like.clone() });
    }
    let mut site = marked::site(&services, &practitioners, &events, NOW).await;
    let pages = walked_by(&mut site, "hv").await;
    let of_family: Vec<_> =
        pages.iter().filter(|(path, _)| path.starts_with("/children/child-2") || path.starts_with("/children/mother-1")).collect();
    assert!(of_family.iter().any(|(_, page)| page.body.contains("Restricted record")), "nobody says that there is one");
    let open = of_family.iter().filter(|(_, page)| page.status == StatusCode::OK).count();
    assert!(open > 10, "only {open} pages of the family are open");
    for (path, page) in pages {
        let seen = seen_on(&page, &words);
        // A search and the lists of those who work with the child tell who it is, that somebody can ask for the record. Whom to ask belongs to what is
        // owed.
        let is_of_a_record = path.starts_with("/children/");
        let told = on_lists().into_iter().filter(|field| !(is_of_a_record && NAMES.contains(field))).collect();
        assert!(seen.is_subset(&told), "{path}: {seen:?}");
    }
}

/// H15: an address that was on record before it came to be withheld may be where the child still is, or will go back to.
#[tokio::test]
async fn an_address_on_record_is_read_nowhere_once_it_is_withheld() {
    let (services, practitioners, mut events, words) = record();
    let tells_address = |event: &&Event| event.about.as_str() == "child-1" && matches!(event.fact, Fact::AddressRecorded(_));
    let written: String = events.iter().filter(tells_address).map(|event| brought_forms::stored::encode(event).body).collect();
    let words: BTreeMap<String, String> = words.into_iter().filter(|(word, _)| written.contains(word.as_str())).collect();
    assert!(words.values().any(|field| field.contains("lines")), "{words:?}");
    let is_read = async |events: &[Event]| {
        let mut site = marked::site(&services, &practitioners, events, NOW).await;
        let pages = walked_by(&mut site, "hv").await;
        pages.into_iter().filter(|(_, page)| !seen_on(page, &words).is_empty()).map(|(path, _)| path).collect::<Vec<_>>()
    };
    events.retain(|event| !matches!(&event.fact, Fact::AddressRecorded(recorded) if recorded.address == Address::Withheld));
    assert!(is_read(&events).await.len() > 3, "while it is known it is read");
    let like = events.iter().max_by_key(|event| event.recorded_at).cloned().unwrap();
    let recorded_at = like.recorded_at + jiff::SignedDuration::from_hours(1);
    let fact = Fact::AddressRecorded(AddressRecorded { address: Address::Withheld, reported_by_family: Answer::Yes });
    let (id, about) = ("child-1-withheld".parse().unwrap(), "child-1".parse().unwrap());
    events.push(Event { id, about, corrects: None, fact, recorded_at, happened: Happened::At(recorded_at), ..like });
    assert_eq!(is_read(&events).await, Vec::<String>::new());
}

/// What a search tells of whom it finds, besides the date of birth and the NHS number.
const NAMES: [&str; 3] = [
    "person_recorded/person_recorded/name/family",
    "person_recorded/person_recorded/name/given",
    "person_recorded/person_recorded/name/preferred",
];

/// What lists tell: names, and whom to ask.
fn on_lists() -> BTreeSet<&'static str> {
    NAMES.into_iter().chain(["plan_recorded/plan_recorded/members/1/agency/name"]).collect()
}

/// Of somebody whose work they are, a list tells who it is and what is to be done; every other word needs the record to be opened, and that is
/// written down first.
#[tokio::test]
async fn what_somebody_reads_of_a_record_was_written_down_first() {
    let (services, practitioners, events, words) = record();
    let mut site = marked::site(&services, &practitioners, &events, NOW).await;
    let pages = walked_by(&mut site, "hv").await;
    let (mut seen_on_lists, mut on_records) = (BTreeSet::new(), BTreeSet::new());
    for (path, page) in &pages {
        let is_of_a_record = path.starts_with("/children/");
        if is_of_a_record { &mut on_records } else { &mut seen_on_lists }.extend(seen_on(page, &words));
    }
    assert!(on_records.len() > 60, "of {} fields only {} are read anywhere: {on_records:#?}", words.len(), on_records.len());
    assert_eq!(seen_on_lists, on_lists());
    // Anew, a page of each kind: one that tells anything of a record has made an entry.
    let mut kinds = BTreeSet::new();
    let of_records = pages.iter().filter(|(path, page)| path.starts_with("/children/") && !seen_on(page, &words).is_empty());
    for (path, _) in of_records.filter(|(path, _)| kinds.insert(marked::kind(path))) {
        let before = accesses(&site).await;
        let again = site.get(path).await;
        assert_eq!(again.status, StatusCode::OK, "{path}");
        assert!(accesses(&site).await > before, "{path} is read and nobody will know");
    }
}

async fn accesses(site: &Site) -> usize {
    let mut count = 0;
    for person in FAMILY {
        count += site.store.accesses_of(&person.parse().unwrap(), 100_000).await.unwrap().len();
    }
    count
}
