//! Events as they are stored: JSON with every field explicit, under a version number (invariant 5).
//!
//! What was written under a version is read for ever. Within a version, forms only gain fields that may be absent.

use crate::form::event::{EventForm, SourceForm};
use crate::problem::FormProblem;
use crate::reader::{Form, Reader, Written};
use brought_domain::{Event, Fact, Happened};

/// The version that [`encode`] writes.
pub const CURRENT_VERSION: u16 = 1;

/// An event as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// The version of the form of the body.
    pub version: u16,
    /// The event as JSON on one line. The same event always gives the same bytes.
    pub body: String,
}

/// Writes an event.
pub fn encode(event: &Event) -> StoredEvent {
    // Forms are texts, lists and objects with text keys: there is nothing in them that JSON cannot hold.
    let body = serde_json::to_string(&EventForm::write(event)).unwrap_or_default();
    StoredEvent { version: CURRENT_VERSION, body }
}

/// Reads an event that was stored under any version up to this one.
///
/// # Errors
/// The first [`FormProblem`] when the version is unknown or the body is not what that version writes.
pub fn decode(version: u16, body: &str) -> Result<Event, FormProblem> {
    match version {
        1 => decode_1(body),
        0 => Err(FormProblem::new("", "stored events have versions from 1; version 0 was never written")),
        later => Err(FormProblem::new(
            "",
            format!(
                "this event was stored by a later program: its form has version {later} and this program reads up to {CURRENT_VERSION}; use that program or a newer one"
            ),
        )),
    }
}

fn decode_1(body: &str) -> Result<Event, FormProblem> {
    let form: EventForm = serde_json::from_str(body)
        .map_err(|error| FormProblem::new("", format!("this is not a stored event: {error}")).at((error.line(), error.column())))?;
    let mut reader = Reader::new(Written::Stored);
    let event = read(&form, &mut reader);
    match (event, reader.into_problems().into_iter().next()) {
        (Some(event), None) => Ok(event),
        (_, Some(problem)) => Err(problem),
        (None, None) => Err(FormProblem::new("", "this is not a stored event")),
    }
}

/// Reads without any default: what a stored event does not say was not said.
fn read(form: &EventForm, reader: &mut Reader) -> Option<Event> {
    let facts = form.given_facts();
    if form.contact.is_some() || form.every_service || facts.len() != 1 {
        return reader.problem(format!("a stored event has exactly one fact and no shorthand; this has {}", facts.len()));
    }
    let id = required("id", &form.id, reader);
    let about = required("about", &form.about, reader);
    let service = reader.field("service", &form.service);
    let happened = reader.field("happened", &form.happened);
    let recorded = required("recorded_at", &form.recorded_at, reader);
    let author = required("author", &form.author, reader);
    let source = SourceForm::read(form.source.as_ref(), reader);
    let corrects = reader.field("corrects", &form.corrects);
    let answers = reader.field("answers", &form.answers);
    let fact: Option<Fact> = form.read_fact(reader);
    let recorded_at = match recorded? {
        Happened::At(instant) => instant,
        Happened::On(_) => return reader.within("recorded_at", |reader| reader.problem("must be an instant, not a day")),
    };
    Some(Event {
        id: id?,
        about: about?,
        service: service?,
        happened: happened?,
        recorded_at,
        author: author?,
        source: source?,
        corrects: corrects?,
        answers: answers?,
        fact: fact?,
    })
}

fn required<F: Form>(name: &'static str, form: &Option<F>, reader: &mut Reader) -> Option<F::Domain> {
    match form {
        Some(form) => reader.field(name, form),
        None => reader.within(name, |reader| reader.problem("is missing")),
    }
}
