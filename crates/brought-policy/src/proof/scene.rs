//! The families with whom every search begins, and the record of what has happened to one of them since.

use crate::clock::UkClock;
use crate::pack::{Follows, Pack, Pathway};
use brought_domain::contact::{Answer, Arranged, Certainty, Outcome};
use brought_domain::person::{Audience, PersonDetails, PersonKind, RelationKind, RelationRecorded, Service};
use brought_domain::work::Role;
use brought_domain::{
    Author, Chronology, ContactId, Event, EventId, Fact, Happened, Links, PersonId, PractitionerId, ServiceId, Source,
    identity::IdentifierProblem,
};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// What is known of a child's birth when the search begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Birth {
    /// Born so many months before the search begins.
    Months(i32),
    /// Not born yet.
    Unborn,
    /// Nobody knows.
    NotKnown,
}

impl Birth {
    pub(super) fn words(self) -> String {
        match self {
            Self::Months(months) => format!("aged {} years and {} months", months / 12, months % 12),
            Self::Unborn => "not born yet".into(),
            Self::NotKnown => "of an age that nobody knows".into(),
        }
    }
}

/// A family and a service, before anything has failed.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    /// Whose contacts are followed up.
    pub(super) person: PersonId,
    /// The child; also the person, when children are followed up.
    pub(super) child: PersonId,
    /// The mother.
    pub(super) carer: PersonId,
    pub(super) service: ServiceId,
    pub(super) follows: Follows,
    pub(super) birth: Birth,
    /// Whether the child is recorded as depending on the carer.
    pub(super) dependant_known: bool,
    pub(super) start: Timestamp,
    /// The events that stand before the search begins.
    pub(super) before: Vec<Event>,
}

/// An identifier of this module's own making. All of them are letters and digits, so none can be refused.
fn made<T: std::str::FromStr<Err = IdentifierProblem>>(text: &str) -> T {
    match text.parse() {
        Ok(id) => id,
        Err(problem) => unreachable!("letters and digits are an identifier: {problem}"),
    }
}

pub(super) fn practitioner() -> PractitionerId {
    made("practitioner")
}

pub(super) fn nobody() -> PersonId {
    made("nobody")
}

pub(super) fn contact_id(number: usize) -> ContactId {
    made(&format!("contact-{number}"))
}

/// The id of an entry, by its number among all.
pub(super) fn entry_id(number: usize) -> EventId {
    made(&format!("entry-{number:03}"))
}

pub(super) fn organisation() -> brought_domain::OrganisationId {
    made("receiving")
}

impl Scene {
    pub(super) fn new(pack: &Pack, pathway: &Pathway, birth: Birth, dependant_known: bool) -> Self {
        let (child, carer): (PersonId, PersonId) = (made("child"), made("mother"));
        let first = Date::constant(2026, 1, 5).max(pack.in_force_from);
        let start = brought_calendar::start_of_day(first).saturating_add(SignedDuration::from_hours(10)).unwrap_or(Timestamp::MAX);
        let person = if pathway.follows == Follows::Carers { carer.clone() } else { child.clone() };
        let mut scene = Self {
            person,
            child,
            carer,
            service: made("service"),
            follows: pathway.follows,
            birth,
            dependant_known,
            start,
            before: Vec::new(),
        };
        scene.before = scene.family();
        scene
    }

    fn family(&self) -> Vec<Event> {
        let day = brought_calendar::local_date(self.start);
        let born_on = match self.birth {
            Birth::Months(months) => day.checked_sub(jiff::Span::new().months(months)).ok(),
            Birth::Unborn | Birth::NotKnown => None,
        };
        let kind = if self.birth == Birth::Unborn { PersonKind::UnbornChild } else { PersonKind::Child };
        let relation = |other: &PersonId, relation| {
            Fact::RelationRecorded(RelationRecorded { other: other.clone(), relation, same_household: Answer::Yes })
        };
        let mut facts = vec![
            (&self.child, Fact::PersonRecorded(kind, PersonDetails { born_on, ..Default::default() })),
            (&self.carer, Fact::PersonRecorded(PersonKind::Carer, PersonDetails::default())),
        ];
        if self.dependant_known {
            facts.push((&self.child, relation(&self.carer, RelationKind::Mother)));
        }
        let at = self.start.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN);
        let events = facts.into_iter().enumerate();
        events.map(|(number, (about, fact))| self.event(number, about, at, signed(Role::Practitioner), fact)).collect()
    }

    /// An event of this family.
    pub(super) fn event(&self, number: usize, about: &PersonId, at: Timestamp, author: Author, fact: Fact) -> Event {
        let everybody = matches!(
            fact,
            Fact::PersonRecorded(..)
                | Fact::RelationRecorded(_)
                | Fact::PlanRecorded(_)
                | Fact::FactorRecorded(_)
                | Fact::AddressRecorded(_)
                | Fact::PlaceChanged(_)
        );
        Event {
            id: entry_id(number),
            about: about.clone(),
            service: (!everybody).then(|| self.service.clone()),
            happened: Happened::At(at),
            recorded_at: at,
            author,
            source: Source::Entered,
            corrects: None,
            answers: Vec::new(),
            fact,
        }
    }

    /// Everything there is to ask about.
    pub(super) fn chronology(&self, events: &[Event]) -> Chronology {
        let audience = if self.follows == Follows::Carers { Audience::ParentsOrCarers } else { Audience::Children };
        let service = Service { id: self.service.clone(), name: "the service".into(), audience, health: true, organisation: None };
        Chronology {
            subject: self.person.clone(),
            services: vec![service],
            practitioners: vec![],
            events: self.before.iter().chain(events).cloned().collect(),
            links: Links::default(),
        }
    }

    /// The family in one sentence.
    pub(super) fn words(&self) -> String {
        let child = format!("A child {}", self.birth.words());
        match (self.follows, self.dependant_known) {
            (Follows::Children | Follows::Unborn, _) => child,
            (Follows::Carers, true) => format!("{child} depends on a mother who is seen by a service for parents"),
            (Follows::Carers, false) => {
                "A mother is seen by a service for parents; nobody has recorded which children depend on her".into()
            }
        }
    }
}

pub(super) fn signed(role: Role) -> Author {
    Author::Signed { by: practitioner(), role }
}

pub(super) fn reported() -> Author {
    Author::Reported { system: "another system".into() }
}

/// A failed contact that stands, as the entries say; nothing here asks the engine.
pub(super) struct FailedEntry<'e> {
    pub(super) event: &'e EventId,
    pub(super) contact: &'e ContactId,
    pub(super) at: Timestamp,
}

pub(super) fn instant(happened: &Happened) -> Timestamp {
    happened.latest(&UkClock)
}

/// The failed contacts of the person followed that the pack counts and that nobody has shown to be an error.
///
/// This is read from the entries alone, so that a failed contact that the engine forgot is found to be missing.
pub(super) fn failed<'e>(pack: &Pack, scene: &Scene, events: &'e [Event]) -> Vec<FailedEntry<'e>> {
    let mut found: Vec<FailedEntry<'e>> = Vec::new();
    for event in events.iter().filter(|event| event.about == scene.person) {
        let Fact::OutcomeRecorded(recorded) = &event.fact else { continue };
        let planned = events.iter().find_map(|event| match &event.fact {
            Fact::ContactPlanned(planned) if planned.contact == recorded.contact => Some(planned),
            _ => None,
        });
        let kind = recorded.outcome.kind();
        let expected =
            planned.is_none_or(|planned| planned.arranged != Arranged::Opportunistic) || pack.counting.opportunistic_counts.contains(&kind);
        if let (Outcome::AdministrativeError { .. }, true) = (&recorded.outcome, event.author.is_signed()) {
            let confirmed = recorded.certainty == Certainty::Confirmed;
            found.retain(|failed| failed.contact != &recorded.contact || !confirmed);
        } else if expected
            && pack.counting.counts.contains(&recorded.outcome.kind())
            && !found.iter().any(|failed| failed.contact == &recorded.contact)
        {
            found.push(FailedEntry { event: &event.id, contact: &recorded.contact, at: instant(&event.happened) });
        }
    }
    found
}

/// The children whom the follow-up is about, as the entries say.
pub(super) fn children(scene: &Scene, events: &[Event]) -> Vec<PersonId> {
    if scene.follows != Follows::Carers {
        return vec![scene.child.clone()];
    }
    let known = |event: &Event| match &event.fact {
        Fact::RelationRecorded(relation) => event.about == scene.carer || relation.other == scene.carer,
        _ => false,
    };
    if scene.before.iter().chain(events).any(known) { vec![scene.child.clone()] } else { Vec::new() }
}
