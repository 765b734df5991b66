//! What reading a message needs, and what it gives.

use super::message::Message;
use super::person::PersonReader;
use super::when;
use crate::events::{ContactTold, Origin, time_version};
use crate::fault::Fault;
use crate::identify::{content_version, digest, hex};
use crate::map::Map;
use crate::person::ImportedPerson;
use crate::read::{ImportedRecord, ReadContext, Review, RowRef, SourceRef};
use brought_domain::contact::UnscheduledAttendance;
use brought_domain::person::Service;
use brought_domain::{Fact, Happened};
use jiff::civil::Date;
use std::sync::Arc;

/// What every message is read with.
pub(super) struct Reading<'a> {
    pub(super) map: &'a Map,
    pub(super) context: &'a ReadContext,
}

/// What the heading of a message says.
pub(super) struct Heading {
    /// The kind of message: SIU, ADT.
    pub(super) kind: String,
    /// What set it off: S12, A31.
    pub(super) trigger: String,
    pub(super) control_id: String,
    /// The sender, or the system that the map names.
    pub(super) system: String,
    /// When it was sent, not later than it was read.
    pub(super) sent_at: Option<Happened>,
    /// When it was sent, as a text that sorts.
    version: Option<String>,
}

/// What came of a message.
pub(super) enum MessageRead {
    Draft(Box<Draft>),
    SetAside { what: String, reason: String },
}

/// A message understood, not yet made into events.
pub(super) struct Draft {
    pub(super) source_id: String,
    pub(super) person: ImportedPerson,
    pub(super) notes: Vec<String>,
    pub(super) reviews: Vec<Review>,
    pub(super) contact: Option<ContactTold>,
    pub(super) service: Option<Arc<Service>>,
    pub(super) attendance: Option<Attendance>,
}

/// Somebody came to an unplanned service.
pub(super) struct Attendance {
    pub(super) visit: String,
    pub(super) came_at: Happened,
    pub(super) what: UnscheduledAttendance,
}

impl Heading {
    /// Reads MSH.
    pub(super) fn read(message: &Message<'_>, reading: &Reading<'_>) -> Result<Self, Fault> {
        let msh = message.first("MSH").ok_or_else(|| Fault::whole("the message has no heading", "Ask the sender to send it whole"))?;
        let text = |field, component| msh.value(field, component).map(|text| text.into_owned()).unwrap_or_default();
        let sender: Vec<String> = [text(3, 1), text(4, 1)].into_iter().filter(|part| !part.is_empty()).collect();
        let system = reading.map.system().map_or_else(|| sender.join("@"), str::to_owned);
        if system.is_empty() {
            let what_to_do = "Name the system in the map, or let the sender fill in MSH-3 or MSH-4";
            return Err(Fault::at("MSH-3", "", "the message does not say which system sends it", what_to_do));
        }
        let sent = text(7, 1);
        let sent_at = when::happened(&sent, reading.map.zone());
        if !sent.is_empty() && sent_at.is_none() {
            let what_to_do = "Let the sender put the time of sending right and send the message again";
            return Err(Fault::at("MSH-7", &sent, format!("`{sent}` is not a day or time"), what_to_do));
        }
        let version = sent_at.map(|at| match at {
            Happened::At(instant) => time_version(instant),
            Happened::On(day) => day.strftime("%Y%m%d").to_string(),
        });
        let read_at = Happened::At(reading.context.recorded_at);
        let sent_at = sent_at.map(|at| if at.earliest(reading.map.zone()) > reading.context.recorded_at { read_at } else { at });
        Ok(Self { kind: text(9, 1), trigger: text(9, 2), control_id: text(10, 1), system, sent_at, version })
    }

    /// The version of a record made from this message. Two messages of one minute that say different things are two versions.
    fn version(&self, content: [u8; 16]) -> String {
        self.version.as_ref().map_or_else(|| content_version(content), |time| format!("{time}-{}", hex(&content[..4])))
    }
}

impl Reading<'_> {
    /// Reads the person of a message, with notes and questions.
    pub(super) fn person(
        &self,
        message: &Message<'_>,
        heading: &Heading,
        on: Date,
    ) -> Result<(ImportedPerson, Vec<String>, Vec<Review>), Fault> {
        let today = Happened::At(self.context.recorded_at).day(self.map.zone());
        let tells_home = heading.kind != "SIU" || self.map.hl7.addresses_from_appointments;
        let mut reader = PersonReader { message, map: self.map, system: &heading.system, on, today, tells_home, notes: Vec::new() };
        let person = reader.read()?;
        let mut reviews = Vec::new();
        if person.said_to_have_died {
            let reason = "the sender says that this person has died; only a person may record a death";
            let what_to_do = "Make sure of it and record it, so that no letter goes out; this message recorded no death";
            reviews.push(Fault::at("PID-30", "Y", reason, what_to_do).into_review());
        }
        Ok((person, reader.notes, reviews))
    }
}

impl Draft {
    /// A digest of what the message says, its time left out.
    pub(super) fn content(&self) -> [u8; 16] {
        let mut parts = vec![hex(&self.person.content()), self.person.said_to_have_died.to_string()];
        parts.extend(self.contact.as_ref().map(|contact| hex(&contact.content(&self.person.id))));
        if let Some(came) = &self.attendance {
            parts.extend([came.visit.clone(), format!("{:?}", came.came_at), came.what.place.clone()]);
            parts.extend(came.what.reason.clone());
        }
        digest(parts.iter().map(String::as_str))
    }

    /// The events of the message. Those about the person only when this is the first message of the file that tells them.
    pub(super) fn into_record(
        self,
        place: RowRef,
        heading: &Heading,
        context: &ReadContext,
        tell_person: bool,
    ) -> Result<ImportedRecord, Fault> {
        let content = self.content();
        let version = heading.version(content);
        let system = heading.system.as_str();
        let origin = Origin { system, source_id: &self.source_id, version: &version, recorded_at: context.recorded_at };
        let told_at = heading.sent_at.unwrap_or(Happened::At(context.recorded_at));
        let about = self.person.id.clone();
        let unfit = |problem: brought_domain::identity::IdentifierProblem| {
            Fault::whole(
                format!("an identifier cannot be made of it: {problem}"),
                "Let the sender use shorter, printable names and numbers",
            )
        };
        let mut events = Vec::new();
        if tell_person {
            events = self.person.events(system, told_at, context.recorded_at, None).map_err(unfit)?;
        }
        if self.person.said_to_have_died {
            let text = format!("{system} says that this person has died. A person must make sure of it and record it.");
            events.push(origin.event(&about, None, told_at, Fact::NoteWritten(text)).map_err(unfit)?);
        }
        let contact = self.contact.as_ref().map(|told| told.planned.contact.clone());
        if let Some(told) = self.contact {
            events.extend(told.events(&origin, &about).map_err(unfit)?);
        }
        if let Some(came) = self.attendance {
            let fact = Fact::UnscheduledAttendance(came.what);
            events.push(origin.event(&about, None, came.came_at, fact).map_err(unfit)?);
        }
        let source = SourceRef { system: system.to_owned(), id: self.source_id.clone(), version: version.clone() };
        Ok(ImportedRecord {
            row: place,
            source,
            content: hex(&content),
            person: Arc::new(self.person),
            contact,
            service: self.service,
            events,
            reviews: self.reviews,
            notes: self.notes,
        })
    }
}
