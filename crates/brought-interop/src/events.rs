//! From what a record says to events whose ids are the same every time.

use crate::identify::{Digester, content_version, digest, event_id, hex};
use crate::person::ImportedPerson;
use brought_domain::contact::{Answer, ContactPlanned, OutcomeKind, OutcomeRecorded};
use brought_domain::identity::IdentifierProblem;
use brought_domain::person::{Address, AddressRecorded, PersonDetails, PersonKind, PlaceChanged, RelationRecorded};
use brought_domain::{Author, Event, Fact, Happened, PersonId, ServiceId, Source};
use jiff::Timestamp;

/// What all events of one record share.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    pub(crate) system: &'a str,
    pub(crate) source_id: &'a str,
    pub(crate) version: &'a str,
    pub(crate) recorded_at: Timestamp,
}

impl Origin<'_> {
    /// One event. Its id is made of where it comes from and what kind of fact it is.
    pub(crate) fn event(
        &self,
        about: &PersonId,
        service: Option<&ServiceId>,
        happened: Happened,
        fact: Fact,
    ) -> Result<Event, IdentifierProblem> {
        // One record can say two things that only notes can hold: what a note says is part of its id.
        let kind = match &fact {
            Fact::NoteWritten(text) => format!("{}-{}", fact.code(), hex(&digest([text.as_str()])[..4])),
            other => other.code().to_owned(),
        };
        Ok(Event {
            id: event_id(&[self.system, self.source_id, &kind, self.version])?,
            about: about.clone(),
            service: service.cloned(),
            happened,
            recorded_at: self.recorded_at,
            author: Author::Reported { system: self.system.to_owned() },
            source: Source::Imported { system: self.system.to_owned(), id: self.source_id.to_owned(), version: self.version.to_owned() },
            corrects: None,
            answers: Vec::new(),
            fact,
        })
    }
}

impl ImportedPerson {
    /// The events that put this person on record, or put what changed about them there.
    ///
    /// Without a version their ids are made of what they say, so that telling the same again changes nothing. A state that comes back
    /// (a move there and back again) has the ids it had the first time: whoever sees that the record now says otherwise gives a version.
    ///
    /// # Errors
    /// [`IdentifierProblem`] when the system's name or the version cannot be part of an identifier.
    pub fn events(
        &self,
        system: &str,
        happened: Happened,
        recorded_at: Timestamp,
        version: Option<&str>,
    ) -> Result<Vec<Event>, IdentifierProblem> {
        let mut events = Vec::with_capacity(2 + self.places.len() + 2 * self.carers.len());
        let mut push = |about: &PersonId, id: &str, says: [u8; 16], fact: Fact| -> Result<(), IdentifierProblem> {
            let version = version.map_or_else(|| content_version(says), |version| format!("{version}-{}", hex(&says[..4])));
            let origin = Origin { system, source_id: id, version: &version, recorded_at };
            events.push(origin.event(about, None, happened, fact)?);
            Ok(())
        };
        let says = details_digest(&self.id, self.kind, &self.details);
        push(&self.id, &self.source_id, says, Fact::PersonRecorded(self.kind, self.details.clone()))?;
        if let Some(address) = &self.address {
            let fact = AddressRecorded { address: address.clone(), reported_by_family: Answer::NotKnown };
            push(&self.id, &self.source_id, address_digest(&self.id, address), Fact::AddressRecorded(fact))?;
        }
        for (place, name) in &self.places {
            let fact = PlaceChanged { place: *place, to: Some(name.clone()), reported_by_family: Answer::NotKnown };
            push(&self.id, &self.source_id, digest([self.id.as_str(), place.code(), name]), Fact::PlaceChanged(fact))?;
        }
        for carer in &self.carers {
            let says = details_digest(&carer.id, PersonKind::Carer, &carer.details);
            push(&carer.id, &carer.source_id, says, Fact::PersonRecorded(PersonKind::Carer, carer.details.clone()))?;
            let says = digest([self.id.as_str(), carer.id.as_str(), carer.relation.code()]);
            let relation = RelationRecorded { other: carer.id.clone(), relation: carer.relation, same_household: Answer::NotKnown };
            push(&self.id, &self.source_id, says, Fact::RelationRecorded(relation))?;
        }
        Ok(events)
    }

    /// A digest of all that the record says about the person.
    pub(crate) fn content(&self) -> [u8; 16] {
        let mut digester = Digester::default();
        digester.bytes(&details_digest(&self.id, self.kind, &self.details));
        if let Some(address) = &self.address {
            digester.part("address").bytes(&address_digest(&self.id, address));
        }
        for (place, name) in &self.places {
            digester.part(place.code()).part(name);
        }
        for carer in &self.carers {
            digester.part(carer.relation.code()).bytes(&details_digest(&carer.id, PersonKind::Carer, &carer.details));
        }
        digester.finish()
    }
}

fn details_digest(id: &PersonId, kind: PersonKind, details: &PersonDetails) -> [u8; 16] {
    let mut digester = Digester::default();
    digester.part(id.as_str()).part(kind.code());
    if let Some(name) = &details.name {
        digester.part("name").part(&name.given).part(&name.family).part(name.preferred.as_deref().unwrap_or_default());
    }
    for (what, day) in [("born", details.born_on), ("due", details.due_on)] {
        if let Some(day) = day {
            digester.part(what).part(&day.to_string());
        }
    }
    if let Some(number) = details.nhs_number {
        digester.part("nhs").part(&number.digits());
    }
    for list in [&details.other_numbers, &details.telephones, &details.emails] {
        digester.parts(list.iter().map(String::as_str));
    }
    digester.part(details.language.as_deref().unwrap_or_default()).finish()
}

fn address_digest(id: &PersonId, address: &Address) -> [u8; 16] {
    match address {
        Address::Withheld => digest([id.as_str(), "withheld"]),
        Address::Known(postal) => digest([id.as_str(), &postal.lines.join("\n"), postal.postcode.as_deref().unwrap_or_default()]),
    }
}

/// What a record says about a contact.
pub(crate) struct ContactTold {
    pub(crate) planned: ContactPlanned,
    /// When it was booked, or when the other system last changed it, when it says so.
    pub(crate) told_at: Option<Happened>,
    pub(crate) outcome: Option<OutcomeRecorded>,
    /// What the other system says that no event but a note can hold.
    pub(crate) written: Option<String>,
}

impl ContactTold {
    /// A digest of all that is said about the contact.
    pub(crate) fn content(&self, about: &PersonId) -> [u8; 16] {
        let planned = &self.planned;
        // The other system's code is left out: two codes for one outcome, such as two ways of sending it, say the same.
        let outcome = self.outcome.as_ref().map(|outcome| outcome.outcome.kind().code()).unwrap_or_default();
        digest([
            about.as_str(),
            planned.contact.as_str(),
            planned.service.as_str(),
            &when(planned.planned_for),
            planned.setting.code(),
            planned.arranged.code(),
            planned.practitioner.as_ref().map(|id| id.as_str()).unwrap_or_default(),
            planned.purpose.as_deref().unwrap_or_default(),
            outcome,
            self.written.as_deref().unwrap_or_default(),
        ])
    }

    /// The events of the contact.
    pub(crate) fn events(self, origin: &Origin<'_>, about: &PersonId) -> Result<Vec<Event>, IdentifierProblem> {
        let service = self.planned.service.clone();
        let planned_for = self.planned.planned_for;
        // Nobody can have told of it after it was read, and when nothing says earlier, not after it was to take place.
        let at_the_latest = earlier(planned_for, Happened::At(origin.recorded_at));
        let told_at = self.told_at.unwrap_or(at_the_latest);
        let mut events = Vec::with_capacity(3);
        events.push(origin.event(about, Some(&service), told_at, Fact::ContactPlanned(self.planned))?);
        if let Some(outcome) = self.outcome {
            let happened = if changes_the_plan(outcome.outcome.kind()) { told_at } else { planned_for };
            events.push(origin.event(about, Some(&service), happened, Fact::OutcomeRecorded(outcome))?);
        }
        if let Some(text) = self.written {
            events.push(origin.event(about, Some(&service), told_at, Fact::NoteWritten(text))?);
        }
        Ok(events)
    }
}

/// Outcomes that are decided before the contact, and do not happen at the hour for which it was planned.
fn changes_the_plan(kind: OutcomeKind) -> bool {
    use OutcomeKind as K;
    matches!(kind, K::CancelledByFamily | K::CancelledByService | K::AdministrativeError | K::Declined | K::Withdrew)
}

/// Whether an outcome can only come when the contact's time has come.
pub(crate) fn needs_the_hour(kind: OutcomeKind) -> bool {
    !changes_the_plan(kind) && kind != OutcomeKind::WhereaboutsUnknown
}

fn when(happened: Happened) -> String {
    match happened {
        Happened::At(instant) => instant.to_string(),
        Happened::On(day) => day.to_string(),
    }
}

fn earlier(left: Happened, right: Happened) -> Happened {
    let utc = jiff::tz::TimeZone::UTC;
    if left.earliest(&utc) <= right.earliest(&utc) { left } else { right }
}

/// An instant as a version: sorts like the time it stands for.
pub(crate) fn time_version(instant: Timestamp) -> String {
    instant.strftime("%Y%m%dT%H%M%SZ").to_string()
}
