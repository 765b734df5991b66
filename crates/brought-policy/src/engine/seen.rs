//! Who saw a child, as far as the record tells, without copying a word of it until somebody reads it.

use super::names::Who;
use super::world::World;
use brought_domain::contact::{ContactPlanned, UnscheduledAttendance};
use brought_domain::work::{HowSeen, SeenBy, Sighting};
use brought_domain::{Event, Happened, ServiceId};

/// Somebody saw a child.
pub(super) struct Seen<'a> {
    /// The child. Nobody whom an event is about: then it is not asked after.
    pub(super) child: Option<Who>,
    pub(super) seen_at: Happened,
    pub(super) seen_by: SeenBy,
    pub(super) how: HowSeen,
    pub(super) event: &'a Event,
    /// The service whose own contact it was.
    pub(super) service: Option<&'a ServiceId>,
    pub(super) told: Told<'a>,
}

/// How the record tells it.
#[derive(Clone, Copy)]
pub(super) enum Told<'a> {
    /// As a sighting.
    InWords(&'a Sighting),
    /// As a contact that was kept.
    Met(Option<&'a ContactPlanned>),
    /// As a visit to an unplanned service.
    Attended(&'a UnscheduledAttendance),
}

impl Seen<'_> {
    /// Whether this is evidence that the child was seen: in person, by this service or by another professional (NAF-17).
    pub(super) fn counts_as_seen(&self) -> bool {
        self.how == HowSeen::InPerson && self.seen_by.is_professional()
    }

    pub(super) fn is_of(&self, child: Who) -> bool {
        self.child == Some(child)
    }

    /// The sighting with all its words.
    pub(super) fn in_words(&self, world: &World<'_>) -> Sighting {
        let (place, by) = match self.told {
            Told::InWords(sighting) => return sighting.clone(),
            Told::Attended(attendance) => (attendance.place.clone(), attendance.place.clone()),
            Told::Met(planned) => {
                (planned.map_or("place not known", |planned| planned.setting.words()).to_owned(), self.met_by(planned, world))
            }
        };
        Sighting {
            child: self.event.about.clone(),
            seen_at: self.seen_at,
            place,
            by,
            seen_by: self.seen_by,
            relation: "practitioner".into(),
            how: self.how,
        }
    }

    /// The name of the practitioner, else that of the service.
    fn met_by(&self, planned: Option<&ContactPlanned>, world: &World<'_>) -> String {
        let by = planned.and_then(|planned| planned.practitioner.as_ref()).or(self.event.author.practitioner());
        let service = || self.service.and_then(|service| world.service(service)).map(|service| service.name.clone());
        match by {
            Some(by) => {
                let known = world.chronology.practitioners.iter().rev().find(|known| &known.id == by);
                known.map_or_else(|| by.to_string(), |known| known.name.clone())
            }
            None => service().unwrap_or_else(|| "name not recorded".to_owned()),
        }
    }
}
