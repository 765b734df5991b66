//! Writes a chronology as a file that reads back as the same chronology.

use super::draft::Draft;
use super::event::is_work_of_a_service;
use super::{ChronologyFile, ChronologyParts};
use crate::form::directory::{PractitionerForm, ServiceForm};
use crate::form::event::EventForm;
use crate::leaf::{Coded, Id, Text};
use crate::reader::{Form, Reader, Written};
use brought_domain::{Chronology, Event};

/// Writes a chronology as a file in JSON, with every event explicit: nothing in it depends on a default.
///
/// The file reads back as the same chronology, as long as the chronology keeps what the domain promises: texts that are never empty
/// are not, and outcomes fit their contacts. Ids of people, services, contacts and events that are not part of the chronology are
/// listed as `mentioned`.
pub fn write_json(chronology: &Chronology) -> String {
    let mut parts = ChronologyParts {
        subject: Some(Id::of(&chronology.subject)),
        people: Vec::new(),
        services: Some(chronology.services.iter().map(ServiceForm::write).collect()),
        practitioners: chronology.practitioners.iter().map(PractitionerForm::write).collect(),
        author: None,
        mentioned: Vec::new(),
        events: chronology.events.iter().map(written_event).collect(),
    };
    parts.mentioned = mentioned(&parts);
    let file = ChronologyFile { format: Coded::default(), parts };
    // Forms are texts, lists and objects with text keys: there is nothing in them that JSON cannot hold.
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

fn written_event(event: &Event) -> EventForm {
    let mut form = EventForm::write(event);
    form.every_service = event.service.is_none() && is_work_of_a_service(event.fact.code());
    form
}

/// The ids that a reader of the file would not find.
fn mentioned(parts: &ChronologyParts) -> Vec<Text> {
    let draft = Draft::from(parts.clone());
    let mut reader = Reader::new(Written::ByHand);
    reader.known = Some(draft.known());
    reader.unexplained = Some(Default::default());
    draft.read_with(&mut reader);
    reader.unexplained.take().unwrap_or_default().iter().map(Text::write).collect()
}
