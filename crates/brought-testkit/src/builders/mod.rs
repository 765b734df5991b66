//! A terse builder of chronologies for tests.
//!
//! ```
//! use brought_testkit::builders::{Family, was_not_brought};
//! let chronology = Family::new()
//!     .child("sam", |child| child.born("2023-05-01"))
//!     .mother("mum")
//!     .clinic("2026-01-05T10:00", was_not_brought())
//!     .chronology();
//! assert_eq!(chronology.subject.as_str(), "sam");
//! ```
//!
//! Conventions, so that a test need only say what matters to it:
//!
//! - Times are local to the United Kingdom: `2026-01-05T10:00`. A day alone, `2026-01-05`, is an event whose hour nobody recorded.
//!   An instant with `Z`, `2026-01-05T10:00:00Z`, is taken as it stands.
//! - An event is recorded at the moment it happened, or at noon when only the day is known; [`Family::recorded`] says otherwise for
//!   the next event.
//! - Events are about the first child until [`Family::about`] changes that, for the service `health-visiting` until
//!   [`Family::service`] or [`Family::parents_service`] changes that, signed by practitioner `p1` until [`Family::by`] changes that.
//! - Events are called `e1`, `e2` and so on in the order of the calls, contacts `c1`, `c2`.
//! - A contact was planned by letter fourteen days before, for the practitioner who signs.
//! - A failed contact is confirmed, and the practitioner tried to telephone: [`CameTo::nothing_recorded`] and
//!   [`CameTo::unconfirmed`] take that away.
//!
//! The builder panics when it is given something impossible, such as a malformed time: a test that says nonsense should stop there.
#![allow(clippy::panic, clippy::expect_used, reason = "for tests: nonsense in a test stops the test")]

mod contacts;
mod moments;
mod outcomes;
mod people;
mod steps;
mod work;

pub use contacts::{Contact, contact};
pub use moments::{at, happened, on};
pub use outcomes::{
    CameTo, actively_prevented, administrative_error, adult_did_not_attend, attended, cancelled_by_family, cancelled_by_service, declined,
    doorstep_only, excuse_given, no_response, outcome, refused, seen, seen_at_a_distance, spoken_to, unseen_child, was_not_brought,
    withdrew,
};
pub use people::Details;
pub use steps::informed;
pub use work::{Liaison, analysis, liaison_with, sighting};

use brought_domain::person::{Audience, Practitioner, RelationKind, Service};
use brought_domain::work::Role;
use brought_domain::{
    Author, Chronology, Correction, CorrectionKind, Event, EventId, Fact, Happened, Links, ObligationId, PersonId, PractitionerId,
    ServiceId, Source,
};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A family being written down, event by event. See the [module](self) for its conventions.
#[derive(Clone, Debug)]
pub struct Family {
    subject: Option<PersonId>,
    about: Option<PersonId>,
    children: Vec<PersonId>,
    carers: Vec<(PersonId, RelationKind)>,
    services: Vec<Service>,
    service: ServiceId,
    practitioners: Vec<Practitioner>,
    practitioner: PractitionerId,
    role: Role,
    events: Vec<Event>,
    labels: BTreeMap<String, EventId>,
    contacts: u32,
    last_contact: Option<brought_domain::contact::ContactPlanned>,
    next: Next,
}

/// What holds for the next event only.
#[derive(Clone, Debug, Default)]
struct Next {
    recorded_at: Option<Timestamp>,
    author: Option<Author>,
    source: Option<Source>,
    corrects: Option<Correction>,
    answers: Vec<ObligationId>,
}

/// A person's id.
pub fn person(id: &str) -> PersonId {
    PersonId::new(id).unwrap_or_else(|problem| panic!("`{id}` is not a person's id: {problem}"))
}

fn service_id(id: &str) -> ServiceId {
    ServiceId::new(id).unwrap_or_else(|problem| panic!("`{id}` is not a service's id: {problem}"))
}

fn practitioner_id(id: &str) -> PractitionerId {
    PractitionerId::new(id).unwrap_or_else(|problem| panic!("`{id}` is not a practitioner's id: {problem}"))
}

impl Default for Family {
    fn default() -> Self {
        Self::new()
    }
}

impl Family {
    /// A family of nobody yet, known to `health-visiting`, where practitioner `p1` signs.
    pub fn new() -> Self {
        let empty = Self {
            subject: None,
            about: None,
            children: Vec::new(),
            carers: Vec::new(),
            services: Vec::new(),
            service: service_id("health-visiting"),
            practitioners: Vec::new(),
            practitioner: practitioner_id("p1"),
            role: Role::Practitioner,
            events: Vec::new(),
            labels: BTreeMap::new(),
            contacts: 0,
            last_contact: None,
            next: Next::default(),
        };
        empty.service("health-visiting").by("p1", Role::Practitioner)
    }

    /// From now on events are recorded for this service for children; it is a health service.
    #[must_use]
    pub fn service(self, id: &str) -> Self {
        self.use_service(Service {
            id: service_id(id),
            name: id.replace('-', " "),
            audience: Audience::Children,
            health: true,
            organisation: None,
        })
    }

    /// From now on events are recorded for this service for parents or carers; it is a health service.
    #[must_use]
    pub fn parents_service(self, id: &str) -> Self {
        self.use_service(Service {
            id: service_id(id),
            name: id.replace('-', " "),
            audience: Audience::ParentsOrCarers,
            health: true,
            organisation: None,
        })
    }

    /// From now on events are recorded for this service, as the directory has it.
    #[must_use]
    pub fn use_service(mut self, service: Service) -> Self {
        self.service = service.id.clone();
        match self.services.iter().find(|known| known.id == service.id) {
            Some(known) => assert!(known.audience == service.audience, "{} cannot be for children and for parents", service.id),
            None => self.services.push(service),
        }
        self
    }

    /// From now on this practitioner signs, in this role.
    #[must_use]
    pub fn by(mut self, practitioner: &str, role: Role) -> Self {
        let id = practitioner_id(practitioner);
        match self.practitioners.iter_mut().find(|known| known.id == id) {
            Some(known) => {
                if !known.roles.contains(&role) {
                    known.roles.push(role);
                }
                if !known.services.contains(&self.service) {
                    known.services.push(self.service.clone());
                }
            }
            None => self.practitioners.push(Practitioner {
                id: id.clone(),
                name: format!("Practitioner {practitioner}"),
                roles: vec![role],
                services: vec![self.service.clone()],
            }),
        }
        self.practitioner = id;
        self.role = role;
        self
    }

    /// From now on events are about this person, who must be in the family.
    #[must_use]
    pub fn about(mut self, id: &str) -> Self {
        let id = person(id);
        assert!(self.knows(&id), "{id} is not in the family: add them first");
        self.about = Some(id);
        self
    }

    /// The chronology is about this person, not about the first child.
    #[must_use]
    pub fn subject(mut self, id: &str) -> Self {
        let id = person(id);
        assert!(self.knows(&id), "{id} is not in the family: add them first");
        self.subject = Some(id);
        self
    }

    /// The next event is recorded then, not when it happened.
    #[must_use]
    pub fn recorded(mut self, when: &str) -> Self {
        self.next.recorded_at = Some(at(when));
        self
    }

    /// The next event is reported by another system; nobody here has signed it.
    #[must_use]
    pub fn reported_by(mut self, system: &str) -> Self {
        self.next.author = Some(Author::Reported { system: system.to_owned() });
        self
    }

    /// The next event is read from another system, which calls it by this id and version; nobody here has signed it.
    #[must_use]
    pub fn imported(mut self, system: &str, id: &str, version: &str) -> Self {
        self.next.source = Some(Source::Imported { system: system.to_owned(), id: id.to_owned(), version: version.to_owned() });
        self.reported_by(system)
    }

    /// The next event says that it answers this obligation.
    #[must_use]
    pub fn answering(mut self, obligation: &str) -> Self {
        let id = ObligationId::new(obligation).unwrap_or_else(|problem| panic!("`{obligation}` is not an obligation: {problem}"));
        self.next.answers.push(id);
        self
    }

    /// The next event stands in the place of this earlier one, named by its label or id.
    #[must_use]
    pub fn replacing(mut self, earlier: &str, reason: &str) -> Self {
        let event = self.event_called(earlier);
        self.next.corrects = Some(Correction { event, how: CorrectionKind::Replaces, reason: reason.to_owned() });
        self
    }

    /// Withdraws an earlier event, named by its label or id: it should never have been recorded.
    #[must_use]
    pub fn retract(mut self, earlier: &str, when: &str, reason: &str) -> Self {
        let event = self.event_called(earlier);
        self.next.corrects = Some(Correction { event, how: CorrectionKind::Withdraws, reason: reason.to_owned() });
        self.fact(when, Fact::CorrectionOnly)
    }

    /// Gives the latest event a label, by which `retract`, `replacing` and `event_called` find it.
    #[must_use]
    pub fn label(mut self, label: &str) -> Self {
        let latest = self.events.last().unwrap_or_else(|| panic!("there is no event to call {label}")).id.clone();
        self.labels.insert(label.to_owned(), latest);
        self
    }

    /// The event of this label or id.
    pub fn event_called(&self, name: &str) -> EventId {
        self.labels
            .get(name)
            .or_else(|| self.events.iter().map(|event| &event.id).find(|id| id.as_str() == name))
            .unwrap_or_else(|| panic!("no event is called {name}"))
            .clone()
    }

    /// Any fact, about the person and for the service that events are about and for now.
    #[must_use]
    pub fn fact(self, when: &str, fact: Fact) -> Self {
        let service = Some(self.service.clone());
        self.add(happened(when), service, fact)
    }

    /// Any fact that concerns every service, such as an address.
    #[must_use]
    pub fn fact_for_all(self, when: &str, fact: Fact) -> Self {
        self.add(happened(when), None, fact)
    }

    /// The chronology so far.
    pub fn chronology(&self) -> Chronology {
        Chronology {
            subject: self.subject.clone().unwrap_or_else(|| panic!("the family has nobody in it")),
            services: self.services.clone(),
            practitioners: self.practitioners.clone(),
            events: self.events.clone(),
            links: Links::default(),
        }
    }

    fn knows(&self, id: &PersonId) -> bool {
        self.children.contains(id) || self.carers.iter().any(|(carer, _)| carer == id)
    }

    fn current(&self) -> PersonId {
        self.about.clone().unwrap_or_else(|| panic!("add a child or a carer first"))
    }

    fn add(self, happened: Happened, service: Option<ServiceId>, fact: Fact) -> Self {
        let about = self.current();
        self.add_about(about, happened, service, fact)
    }

    fn add_about(mut self, about: PersonId, happened: Happened, service: Option<ServiceId>, fact: Fact) -> Self {
        let next = std::mem::take(&mut self.next);
        let id = EventId::new(format!("e{}", self.events.len() + 1)).expect("an event's id is never empty");
        self.events.push(Event {
            id,
            about,
            service,
            happened,
            recorded_at: next.recorded_at.unwrap_or_else(|| moments::recorded_when(happened)),
            author: next.author.unwrap_or_else(|| Author::Signed { by: self.practitioner.clone(), role: self.role }),
            source: next.source.unwrap_or(Source::Entered),
            corrects: next.corrects,
            answers: next.answers,
            fact,
        });
        self
    }
}
