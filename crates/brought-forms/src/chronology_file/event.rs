//! An event as a person writes it: what it leaves out follows from the file, and a contact with its outcome makes two events.

use super::known::{Kinds, contact_id, event_id, planned_id};
use crate::form::contact::{ContactForm, OutcomeParts, read_certainty};
use crate::form::event::{EventForm, FACT_CODES, SourceForm};
use crate::leaf::{Id, Identifier, london};
use crate::reader::{Defaults, Reader};
use brought_domain::contact::{Certainty, ContactPlanned, OutcomeRecorded};
use brought_domain::person::Service;
use brought_domain::{Author, CorrectionKind, Event, EventId, Fact, Happened, PersonId, ServiceId, Source};
use jiff::Timestamp;
use std::collections::BTreeSet;

pub(super) const NO_AUTHOR: &str = "nobody answers for this; give the event an `author`, or the file one for all events: a practitioner with a \
                                    role, or a system";

/// What the rest of the file says that events may leave out. Nothing where the file says it wrongly.
pub(super) struct Surroundings<'f> {
    pub(super) subject: Option<&'f PersonId>,
    pub(super) author: Option<&'f Author>,
    /// The file has an author that could not be read, so that there is nothing to say about events without one.
    pub(super) author_is_wrong: bool,
    pub(super) services: Option<&'f [Service]>,
    pub(super) kinds: Kinds,
    /// The texts of the parts that could not be read.
    pub(super) broken: &'f BTreeSet<String>,
}

impl Surroundings<'_> {
    /// Whether an event about somebody is about a child. It may be when the description of that person could not be read.
    fn is_child(&self, about: &PersonId) -> bool {
        self.kinds.get(about.as_str()).map_or_else(|| self.broken.contains(about.as_str()), |kind| kind.is_child())
    }
}

/// Facts that a service records as its own work. Others are about the family, and every service needs to know them.
pub(super) fn is_work_of_a_service(code: &str) -> bool {
    !matches!(
        code,
        "person_recorded"
            | "address_recorded"
            | "place_changed"
            | "communication_need_recorded"
            | "relation_recorded"
            | "born"
            | "died"
            | "pregnancy_ended"
            | "unscheduled_attendance"
            | "sighting_recorded"
            | "plan_recorded"
            | "factor_recorded"
            | "discharge_reported"
            | "alert_decided"
            | "whereabouts_recorded"
            | "involvement_recorded"
            | "access_decided"
            | "note_written"
            | "correction_only"
    )
}

/// Reads an event: nothing when there are problems with it, else the event, after the plan of its contact if it is an outcome in shorthand.
pub(super) fn read(place: usize, form: &EventForm, around: &Surroundings<'_>, reader: &mut Reader) -> Option<Vec<Event>> {
    let code = the_only_fact(form, reader);
    let about = read_about(form, around, reader);
    let author = read_author(form, around, reader);
    let happened = reader.field("happened", &form.happened);
    let service = code.and_then(|code| read_service(code, form, around, reader));
    let recorded_at = read_recorded_at(form, happened, reader);
    reader.defaults = Defaults {
        child: about.clone().filter(|about| around.is_child(about)),
        seen_at: happened.filter(|_| code == Some("sighting_recorded")),
        service: service.clone().flatten(),
        certainty: author.as_ref().map(|author| if author.is_signed() { Certainty::Confirmed } else { Certainty::Unconfirmed }),
    };
    let id = new_id::<EventId>("id", event_id(place, form.id.as_ref().and_then(Id::as_text)), form.id.as_ref(), reader);
    let source = SourceForm::read(form.source.as_ref(), reader);
    let corrects = reader.field("corrects", &form.corrects);
    let answers = reader.field("answers", &form.answers);
    let facts = match (&form.contact, code) {
        (Some(contact), Some(_)) => reader.within("contact", |reader| read_contact(place, contact, happened, reader)),
        (None, Some(_)) => form.read_fact(reader).map(|fact| Facts { plan: None, fact }),
        (_, None) => None,
    };
    reader.defaults = Defaults::default();
    let facts = facts?;
    let event = Event {
        id: id?,
        about: about?,
        service: service?,
        happened: happened?,
        recorded_at: recorded_at?,
        author: author?,
        source: source?,
        corrects: corrects?,
        answers: answers?,
        fact: facts.fact,
    };
    check_correction(&event, reader);
    match facts.plan {
        Some(plan) => Some(vec![plan_of(&event, plan, reader)?, event]),
        None => Some(vec![event]),
    }
}

/// What an event in the file says: one fact, or the plan of a contact and its outcome.
struct Facts {
    plan: Option<ContactPlanned>,
    fact: Fact,
}

fn the_only_fact(form: &EventForm, reader: &mut Reader) -> Option<&'static str> {
    let mut given = form.given_facts();
    if form.contact.is_some() {
        given.insert(0, "contact");
    }
    match given.as_slice() {
        [code] => Some(code),
        [] => reader.problem(format!("does not say what happened; add `contact` or one of: {}", FACT_CODES.join(", "))),
        several => reader.problem(format!("says several things at once: {}; make an event of each", several.join(", "))),
    }
}

fn read_about(form: &EventForm, around: &Surroundings<'_>, reader: &mut Reader) -> Option<PersonId> {
    match &form.about {
        Some(about) => reader.field("about", about),
        // When there is no subject, that is one problem and not one for each event.
        None => around.subject.cloned(),
    }
}

fn read_author(form: &EventForm, around: &Surroundings<'_>, reader: &mut Reader) -> Option<Author> {
    match (&form.author, around.author) {
        (Some(author), _) => reader.field("author", author),
        (None, Some(author)) => Some(author.clone()),
        (None, None) if around.author_is_wrong => None,
        (None, None) => reader.within("author", |reader| reader.problem(NO_AUTHOR)),
    }
}

fn read_recorded_at(form: &EventForm, happened: Option<Happened>, reader: &mut Reader) -> Option<Timestamp> {
    match reader.field("recorded_at", &form.recorded_at)? {
        Some(Happened::At(instant)) => Some(instant),
        Some(Happened::On(day)) => reader.within("recorded_at", |reader| {
            reader.problem(format!("needs the time of day, such as {day}T09:00; leave it out if it does not matter"))
        }),
        None => happened.map(|happened| happened.earliest(&london())),
    }
}

/// The service of the event. What a service does is never taken to be done by another one.
fn read_service(code: &str, form: &EventForm, around: &Surroundings<'_>, reader: &mut Reader) -> Option<Option<ServiceId>> {
    let of_contact = form.contact.as_ref().and_then(|contact| contact.service.as_ref());
    let of_plan = form.contact_planned.as_ref().and_then(|planned| planned.service.as_ref());
    if form.every_service {
        let by_one = matches!(code, "contact" | "contact_planned") && of_contact.or(of_plan).is_none();
        return match (&form.service, by_one) {
            (Some(_), _) => {
                reader.within("every_service", |reader| reader.problem("cannot be true when `service` names one; leave one out"))
            }
            (None, true) => reader
                .within("every_service", |reader| reader.problem("cannot be true of a contact, which one service offers; give `service`")),
            (None, false) => Some(None),
        };
    }
    if let Some(id) = &form.service {
        return reader.field("service", id).map(Some);
    }
    if let Some(id) = of_contact.or(of_plan) {
        // Read again, and found wrong if it is, where it stands.
        return id.as_text().and_then(|id| ServiceId::new(id).ok()).map(Some);
    }
    if !is_work_of_a_service(code) {
        return Some(None);
    }
    match around.services? {
        [only] => Some(Some(only.id.clone())),
        [] => reader.within("service", |reader| reader.problem("is missing, and the file has no service; add one to `services`")),
        several => {
            let ids = several.iter().map(|service| service.id.as_str()).collect::<Vec<_>>().join(", ");
            reader.within("service", |reader| {
                reader.problem(format!("is missing; say which service did this: {ids}; or every_service: true if it holds for all"))
            })
        }
    }
}

fn new_id<T: Identifier>(name: &'static str, text: String, given: Option<&Id<T>>, reader: &mut Reader) -> Option<T> {
    match given {
        Some(id) => reader.within(name, |reader| id.read_new(reader)),
        None => T::make(&text).ok(),
    }
}

fn read_contact(place: usize, form: &ContactForm, happened: Option<Happened>, reader: &mut Reader) -> Option<Facts> {
    let contact = new_id("id", contact_id(place, form.id.as_ref().and_then(Id::as_text)), form.id.as_ref(), reader);
    let service = match &form.service {
        Some(service) => reader.field("service", service),
        None => reader.defaults.service.clone(),
    };
    let setting = reader.field("setting", &form.setting);
    let arranged = reader.field("arranged", &form.arranged);
    let planned_for = reader.field("planned_for", &form.planned_for);
    let practitioner = reader.field("practitioner", &form.practitioner);
    let purpose = reader.field("purpose", &form.purpose);
    let essential_to = reader.field("essential_to", &form.essential_to);
    let programme = reader.field("programme", &form.programme);
    let outcome = match &form.outcome {
        Some(kind) => {
            let parts = OutcomeParts {
                outcome: kind,
                reason: &form.reason,
                actively_prevented: &form.actively_prevented,
                reporter: &form.reporter,
                evidence: &form.evidence,
            };
            let outcome = parts.read(reader);
            let certainty = read_certainty(&form.certainty, reader);
            let responses = reader.field("responses", &form.responses);
            let note = reader.field("note", &form.note);
            let original_code = reader.field("original_code", &form.original_code);
            Some(OutcomeRecorded {
                contact: contact.clone()?,
                outcome: outcome?,
                certainty: certainty?,
                responses: responses?,
                note: note?,
                original_code: original_code?,
            })
        }
        None => {
            refuse_outcome_without_kind(form, reader);
            None
        }
    };
    let plan = ContactPlanned {
        contact: contact?,
        service: service?,
        planned_for: planned_for?.or(happened)?,
        setting: setting?,
        arranged: arranged?,
        practitioner: practitioner?,
        purpose: purpose?,
        essential_to: essential_to?,
        programme: programme?,
    };
    Some(match outcome {
        Some(outcome) => Facts { plan: Some(plan), fact: Fact::OutcomeRecorded(outcome) },
        None => Facts { plan: None, fact: Fact::ContactPlanned(plan) },
    })
}

fn refuse_outcome_without_kind(form: &ContactForm, reader: &mut Reader) {
    for (name, given) in [
        ("reason", form.reason.is_some()),
        ("actively_prevented", form.actively_prevented.is_some()),
        ("reporter", form.reporter.is_some()),
        ("evidence", form.evidence.is_some()),
        ("certainty", form.certainty.is_some()),
        ("responses", !form.responses.is_empty()),
        ("note", form.note.is_some()),
        ("original_code", form.original_code.is_some()),
    ] {
        if given {
            reader.within(name, |reader| reader.problem::<()>("belongs to an outcome; say what came of the contact in `outcome`"));
        }
    }
}

/// The event that planned a contact whose outcome an event records. A correction of an earlier event is the outcome's alone.
fn plan_of(outcome: &Event, plan: ContactPlanned, reader: &mut Reader) -> Option<Event> {
    let Ok(id) = EventId::new(planned_id(outcome.id.as_str())) else {
        return reader.within("id", |reader| reader.problem("is too long for a contact with an outcome, whose plan is called by it too"));
    };
    let source = match &outcome.source {
        Source::Entered => Source::Entered,
        Source::Imported { system, id, version } => {
            Source::Imported { system: system.clone(), id: planned_id(id), version: version.clone() }
        }
    };
    Some(Event { id, source, corrects: None, answers: Vec::new(), fact: Fact::ContactPlanned(plan), ..outcome.clone() })
}

fn check_correction(event: &Event, reader: &mut Reader) {
    if event.fact != Fact::CorrectionOnly {
        return;
    }
    match &event.corrects {
        None => reader.within("corrects", |reader| reader.problem::<()>("is missing; name the event that is withdrawn")),
        Some(correction) if correction.how != CorrectionKind::Withdraws => reader.within("corrects", |reader| {
            reader.problem("replaces an event with nothing; give the fact that takes its place, or say that it withdraws the event")
        }),
        Some(_) => None,
    };
}
