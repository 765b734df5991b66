//! What the tests of use cases share: a small record with a family in it.

use crate::access::{AccessGrant, Purpose, open_record};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::record::EntryHead;
use brought_calendar::{Calendar, Division};
use brought_domain::person::Practitioner;
use brought_domain::work::Role;
use brought_domain::{Chronology, Event, Happened, Links, PersonId};
use brought_policy::Pack;
use brought_store::{Expected, Keyring, MainKey, PersonAppend, Randomness, Store};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

/// An id of any kind.
pub(crate) fn the_id<T: FromStr<Err = brought_domain::identity::IdentifierProblem>>(text: &str) -> T {
    text.parse().unwrap()
}

pub(crate) fn at(instant: &str) -> Timestamp {
    instant.parse().unwrap()
}

/// The pack that comes with the program.
pub(crate) fn pack() -> Arc<Pack> {
    static PACK: LazyLock<Arc<Pack>> = LazyLock::new(|| {
        let loaded = brought_policy::pack::load(&files());
        Arc::new(loaded.pack.unwrap_or_else(|| panic!("{:?}", loaded.problems)))
    });
    PACK.clone()
}

/// Its files.
pub(crate) fn files() -> BTreeMap<String, String> {
    files_of("no-access")
}

/// The files of a pack that comes with the program and includes no other.
pub(crate) fn files_of(pack: &str) -> BTreeMap<String, String> {
    let folder = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/{}"), pack);
    let mut files = BTreeMap::new();
    collect(std::path::Path::new(&folder), "", &mut files);
    files
}

fn collect(folder: &std::path::Path, prefix: &str, files: &mut BTreeMap<String, String>) {
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

/// The nurse who signs in tests: `p1`, a practitioner of `health-visiting`.
pub(crate) fn nurse() -> Actor {
    actor("p1", &[Role::Practitioner])
}

/// The safeguarding lead of `health-visiting`.
pub(crate) fn lead() -> Actor {
    actor("lead", &[Role::SafeguardingLead])
}

pub(crate) fn actor(id: &str, roles: &[Role]) -> Actor {
    Actor {
        practitioner: the_id(id),
        name: format!("{id} Example"),
        roles: roles.to_vec(),
        services: vec![the_id("health-visiting")],
        limited: false,
    }
}

/// The named nurse, who may put policies in force.
pub(crate) fn named_nurse() -> Actor {
    actor("named", &[Role::NamedNurse])
}

/// An empty record that knows the nurse, the lead and the named nurse.
pub(crate) async fn brought() -> Brought {
    brought_by(pack()).await
}

/// The same by another policy, one that includes no other.
pub(crate) async fn brought_under(pack: &str) -> Brought {
    brought_by_files(&files_of(pack)).await
}

/// The same by the policy in these files.
pub(crate) async fn brought_by_files(files: &BTreeMap<String, String>) -> Brought {
    let loaded = brought_policy::pack::load(files);
    brought_by(Arc::new(loaded.pack.unwrap_or_else(|| panic!("{:?}", loaded.problems)))).await
}

async fn brought_by(pack: Arc<Pack>) -> Brought {
    in_store(Store::in_memory().await.unwrap(), pack).await
}

/// An empty record whose entries are sealed.
pub(crate) async fn brought_sealed() -> Brought {
    let randomness = Arc::new(Counting(AtomicU64::new(1)));
    let keyring = Keyring::new(MainKey::random(&*randomness), randomness);
    in_store(Store::in_memory_with(Some(&keyring)).await.unwrap(), pack()).await
}

/// Bytes that anybody can guess and that never come twice.
struct Counting(AtomicU64);

impl Randomness for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
            part.copy_from_slice(&next[..part.len()]);
        }
    }
}

async fn in_store(store: Store, pack: Arc<Pack>) -> Brought {
    let practitioners: Vec<Practitioner> = [nurse(), lead(), named_nurse()]
        .into_iter()
        .map(|actor| Practitioner { id: actor.practitioner, name: actor.name, roles: actor.roles, services: actor.services })
        .collect();
    store.put_practitioners(&practitioners).await.unwrap();
    Brought::new(store, pack, Calendar::bundled(Division::EnglandAndWales))
}

/// A record that holds a family.
pub(crate) async fn with(chronology: &Chronology) -> Brought {
    let brought = brought().await;
    put(&brought, chronology).await;
    brought
}

/// Adds another family to a record. Its events get ids of their own.
pub(crate) async fn add(brought: &Brought, chronology: &Chronology) {
    let mut chronology = chronology.clone();
    for event in &mut chronology.events {
        event.id = the_id(&format!("{}-{}", chronology.subject, event.id));
    }
    put(brought, &chronology).await;
}

/// Puts the events of a family into a record.
pub(crate) async fn put(brought: &Brought, chronology: &Chronology) {
    brought.store.put_services(&chronology.services).await.unwrap();
    let mut people: BTreeMap<PersonId, Vec<Event>> = BTreeMap::new();
    for event in &chronology.events {
        people.entry(event.about.clone()).or_default().push(event.clone());
    }
    let appends = people.into_iter().map(|(person, events)| PersonAppend { person, expected: Expected::Any, events });
    brought.store.append(appends.collect()).await.unwrap();
}

/// Opens a record as the nurse.
pub(crate) async fn open(brought: &Brought, person: &str, now: &str) -> AccessGrant {
    open_record(brought, &nurse(), &the_id(person), Purpose::DirectCare, at(now)).await.unwrap()
}

/// The head of a form shown to the nurse now.
pub(crate) async fn head(brought: &Brought, person: &str, now: &str) -> EntryHead {
    let version = brought.store.events_of(&the_id(person)).await.unwrap().version;
    EntryHead {
        person: the_id(person),
        expected_version: version,
        service: Some(the_id("health-visiting")),
        role: Role::Practitioner,
        happened: Happened::At(at(now)),
        answers: Vec::new(),
    }
}

/// A made-up town on this day, seen by the safeguarding lead of nearly every service.
pub(crate) async fn town(today: &str) -> (Brought, Actor) {
    let made_up = brought_testkit::caseload(7, today.parse().unwrap(), 60);
    let brought = brought().await;
    brought.store.put_services(&made_up.services).await.unwrap();
    brought.store.put_practitioners(&made_up.practitioners).await.unwrap();
    let chronology = Chronology {
        subject: the_id("town"),
        services: Vec::new(),
        practitioners: Vec::new(),
        events: made_up.events.clone(),
        links: Links::default(),
    };
    put(&brought, &chronology).await;
    let lead = made_up.practitioners.iter().find(|practitioner| practitioner.roles.contains(&Role::SafeguardingLead)).unwrap();
    (brought, Actor::from(lead.clone()))
}
