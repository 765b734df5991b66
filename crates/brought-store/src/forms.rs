//! The written form of events, as this store uses it.

use crate::problem::StoreProblem;
use crate::time_text::unreadable;
use brought_domain::Event;
use brought_forms::stored::{StoredEvent, decode, encode};

/// Writes an event, and reads it back: what cannot be read in the same words must not be acknowledged (S8).
pub(crate) fn write(event: &Event) -> Result<StoredEvent, StoreProblem> {
    let written = encode(event);
    let detail = match decode(written.version, &written.body) {
        Ok(read) if read == *event => return Ok(written),
        Ok(_) => "it reads back as something else".to_owned(),
        Err(problem) => problem.to_string(),
    };
    Err(StoreProblem::CannotBeWritten { event: event.id.clone(), detail })
}

/// Reads an event back.
pub(crate) fn read(version: u16, body: &str) -> Result<Event, StoreProblem> {
    decode(version, body).map_err(|problem| unreadable("a stored event", &problem))
}
