//! A chronology: the events of a person and of those around them, with the services that recorded them.

use crate::event::Event;
use crate::identity::PersonId;
use crate::links::Links;
use crate::person::{Practitioner, Service};

/// Everything the engine is asked about: one person's events, and those of their carers and siblings that bear on them.
///
/// The order of events does not matter: the engine puts them in order itself (S5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chronology {
    /// The person asked about: a child, or a carer in a service for parents.
    pub subject: PersonId,
    /// The services whose contacts appear in it.
    pub services: Vec<Service>,
    /// The practitioners named in it, as far as the directory knows them.
    pub practitioners: Vec<Practitioner>,
    /// The events, of the subject and of the people around them.
    pub events: Vec<Event>,
    /// The links by which the events are read: some may name an obligation by the id that it had while a record stood on its own.
    pub links: Links,
}
