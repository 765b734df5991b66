//! Chronologies made up at random: families, services and up to forty entries, sensible and hostile.

mod dice;
mod endings;
mod entries;
mod pack;
mod work;

pub use dice::Dice;
pub use pack::pack;

use brought_domain::contact::Answer;
use brought_domain::event::{Event, Fact, Source};
use brought_domain::person::{Audience, PersonDetails, PersonKind, RelationKind, RelationRecorded, Service};
use brought_domain::work::Role;
use brought_domain::{
    Author, Chronology, Correction, CorrectionKind, EventId, Happened, Links, ObligationId, PersonId, PractitionerId, ServiceId,
};
use jiff::{SignedDuration, Timestamp, civil::date};

/// Whom the ids of a chronology name.
pub(crate) struct Draw<'d> {
    dice: &'d mut Dice,
    /// The children of the family.
    children: Vec<PersonId>,
    /// Their carers.
    carers: Vec<PersonId>,
    services: Vec<ServiceId>,
    subject: PersonId,
    events: Vec<Event>,
    /// The time it has come to.
    now: Timestamp,
    /// What has been asked so far, for entries that name what they answer.
    asked: Vec<ObligationId>,
    /// Says what has been asked of a chronology.
    ask: Asked<'d>,
    /// How many contacts there were.
    contacts: usize,
    documents: Vec<String>,
}

/// Says what has been asked of a chronology so far, and whether each is still open.
pub type Asked<'f> = &'f dyn Fn(&Chronology, Timestamp) -> Vec<(ObligationId, bool)>;

/// A chronology and the moment asked about.
pub fn chronology(seed: u64, documents: &[String], asked: Asked<'_>) -> (Chronology, Timestamp) {
    let mut dice = Dice::new(seed);
    let most = dice.of(&[3, 6, 12, 25, 40]);
    let entries = 1 + dice.below(most);
    let mut draw = Draw::family(&mut dice, documents.to_vec(), asked);
    let looks_up = draw.dice.chance(15);
    for number in 0..entries {
        if looks_up && number % 5 == 4 {
            draw.asked = asked(&draw.chronology(), draw.now).into_iter().map(|(id, _)| id).collect();
        }
        draw.entry(number);
    }
    let chronology = draw.chronology();
    let later = draw.dice.of(&[0, 1, 20, 24 * 3, 24 * 9, 24 * 40, 24 * 400]);
    let hours = draw.dice.below(later + 1) as i64;
    let back = if draw.dice.chance(15) { -(draw.dice.below(24 * 30) as i64) } else { hours };
    let as_of = draw.now.saturating_add(SignedDuration::from_hours(back)).unwrap_or(draw.now);
    (chronology, as_of)
}

/// An id. The texts are short and plain, so there is nothing that could be wrong with them.
#[allow(clippy::panic, reason = "made-up ids are sound")]
fn id<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no id"))
}

impl<'d> Draw<'d> {
    fn family(dice: &'d mut Dice, documents: Vec<String>, ask: Asked<'d>) -> Self {
        let children: Vec<PersonId> = if dice.chance(45) { vec![id("sam"), id("lee")] } else { vec![id("sam")] };
        let carers: Vec<PersonId> = dice.of(&[vec![], vec![id("mum")], vec![id("mum")], vec![id("mum"), id("dad")]]);
        let subject = if dice.chance(15) && !carers.is_empty() { carers[0].clone() } else { children[0].clone() };
        let now: Timestamp = id("2025-12-26T09:00:00Z");
        let services = vec![id("clinic"), id("visiting"), id("parents")];
        let mut draw = Self { dice, children, carers, services, subject, events: vec![], now, asked: vec![], ask, contacts: 0, documents };
        draw.open_records();
        draw.now = id("2025-12-29T09:00:00Z");
        draw
    }

    fn open_records(&mut self) {
        let born = self.dice.of(&[
            Some(date(2023, 5, 1)),
            Some(date(2025, 11, 30)),
            Some(date(2020, 2, 29)),
            Some(date(2012, 8, 31)),
            Some(date(2009, 1, 5)),
            None,
        ]);
        for child in self.children.clone() {
            let unborn = self.dice.chance(15);
            let kind = if unborn { PersonKind::UnbornChild } else { PersonKind::Child };
            let due_on = unborn.then(|| date(2026, 3, 1));
            let details = PersonDetails { born_on: born.filter(|_| !unborn), due_on, ..PersonDetails::default() };
            self.record(&format!("person-{child}"), &child, Fact::PersonRecorded(kind, details));
        }
        for carer in self.carers.clone() {
            self.record(&format!("person-{carer}"), &carer, Fact::PersonRecorded(PersonKind::Carer, PersonDetails::default()));
            for child in self.children.clone() {
                if self.dice.chance(90) {
                    let relation = self.dice.of(&[RelationKind::Mother, RelationKind::Father, RelationKind::OtherCarer]);
                    let same_household = self.dice.of(&[Answer::Yes, Answer::Yes, Answer::No, Answer::NotKnown]);
                    let fact = Fact::RelationRecorded(RelationRecorded { other: carer.clone(), relation, same_household });
                    self.record(&format!("relation-{child}-{carer}"), &child, fact);
                }
            }
        }
        if self.children.len() == 2 && self.dice.chance(70) {
            let (sam, lee) = (self.children[0].clone(), self.children[1].clone());
            let fact =
                Fact::RelationRecorded(RelationRecorded { other: lee, relation: RelationKind::Sibling, same_household: Answer::Yes });
            self.record("relation-sam-lee", &sam, fact);
        }
    }

    fn record(&mut self, name: &str, about: &PersonId, fact: Fact) {
        let event = Event {
            id: id(name),
            about: about.clone(),
            service: None,
            happened: Happened::At(self.now),
            recorded_at: self.now,
            author: signed("nurse", Role::Practitioner),
            source: Source::Entered,
            corrects: None,
            answers: vec![],
            fact,
        };
        self.events.push(event);
    }

    fn chronology(&self) -> Chronology {
        let service = |name: &str, audience, health| Service { id: id(name), name: name.into(), audience, health, organisation: None };
        Chronology {
            subject: self.subject.clone(),
            services: vec![
                service("clinic", Audience::Children, true),
                service("visiting", Audience::Children, true),
                service("parents", Audience::ParentsOrCarers, self.children.len() == 1),
            ],
            practitioners: vec![],
            events: self.events.clone(),
            links: Links::default(),
        }
    }

    /// Time goes on: often not at all, mostly by hours or days, sometimes by months.
    fn wait(&mut self) {
        let minutes = match self.dice.below(20) {
            0..=2 => 0,
            3..=8 => self.dice.below(5 * 60),
            9..=15 => self.dice.below(6 * 24 * 60),
            16..=18 => self.dice.below(40 * 24 * 60),
            _ => self.dice.below(300 * 24 * 60),
        };
        self.now = self.now.saturating_add(SignedDuration::from_mins(minutes as i64)).unwrap_or(self.now);
    }

    fn happened(&mut self) -> Happened {
        if self.dice.chance(15) { Happened::On(brought_calendar::local_date(self.now)) } else { Happened::At(self.now) }
    }

    fn recorded(&mut self, happened: Happened) -> Timestamp {
        let earliest = happened.earliest(&brought_calendar::uk_time_zone());
        let late = match self.dice.below(10) {
            0..=6 => 0,
            7 => self.dice.below(3 * 60),
            8 => self.dice.below(3 * 24 * 60),
            _ => self.dice.below(60 * 24 * 60),
        };
        earliest.saturating_add(SignedDuration::from_mins(late as i64)).unwrap_or(earliest)
    }

    fn author(&mut self) -> Author {
        let by = self.dice.of(&["nurse", "hv", "lead"]);
        match self.dice.below(20) {
            0..=2 => Author::Reported { system: "bookings".into() },
            3..=12 => signed(by, Role::Practitioner),
            13 => signed(by, Role::Administrator),
            14..=16 => signed(by, self.dice.of(&[Role::LineManager, Role::SafeguardingLead, Role::Supervisor, Role::SocialWorkManager])),
            _ => signed(by, self.dice.of(Role::ALL)),
        }
    }

    /// Mostly the person asked about; now and then somebody else of the family.
    fn somebody(&mut self) -> PersonId {
        if self.dice.chance(70) {
            return self.subject.clone();
        }
        let all: Vec<PersonId> = self.children.iter().chain(&self.carers).cloned().collect();
        self.dice.of(&all)
    }

    fn child(&mut self) -> PersonId {
        if self.dice.chance(75) { self.children[0].clone() } else { self.dice.of(&self.children.clone()) }
    }

    /// The service whose work it is: a carer's mostly that for parents.
    fn service_of(&mut self, about: &PersonId) -> ServiceId {
        if self.carers.contains(about) && self.dice.chance(80) {
            return self.services[2].clone();
        }
        let which = self.dice.of(&[0, 0, 0, 0, 1, 2]);
        if which == 2 && !self.dice.chance(30) { self.services[0].clone() } else { self.services[which].clone() }
    }

    fn correction(&mut self, about: &PersonId) -> Option<Correction> {
        if !self.dice.chance(4) {
            return None;
        }
        let earlier: Vec<EventId> = self
            .events
            .iter()
            .filter(|event| event.id.as_str().starts_with('e') && (&event.about == about || self.events.len().is_multiple_of(7)))
            .map(|event| event.id.clone())
            .collect();
        if earlier.is_empty() {
            return None;
        }
        let how = self.dice.of(CorrectionKind::ALL);
        Some(Correction { event: self.dice.of(&earlier), how, reason: "a slip".into() })
    }
}

fn signed(by: &str, role: Role) -> Author {
    Author::Signed { by: id::<PractitionerId>(by), role }
}
