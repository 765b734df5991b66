//! Identifiers and NHS numbers.

use super::Given;
use crate::reader::{Form, Reader};
use brought_domain::identity::IdentifierProblem;
use brought_domain::{ContactId, EventId, NhsNumber, ObligationId, OrganisationId, PersonId, PractitionerId, ServiceId};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::marker::PhantomData;

/// What the kinds of identifier have in common.
pub(crate) trait Identifier: Sized {
    /// What it identifies, for messages and the schema.
    const WHAT: &'static str;
    fn make(text: &str) -> Result<Self, IdentifierProblem>;
    fn text(&self) -> &str;
    /// Notes a problem when the file explains no such id.
    fn check(_: &str, _: &mut Reader) {}
}

macro_rules! identifiers {
    ($( $name:ident = $what:literal $(, in $known:ident, $advice:literal)?; )+) => { $(
        impl Identifier for $name {
            const WHAT: &'static str = $what;
            fn make(text: &str) -> Result<Self, IdentifierProblem> { Self::new(text) }
            fn text(&self) -> &str { self.as_str() }
            $( fn check(id: &str, reader: &mut Reader) { reader.check_known($what, id, |known| &known.$known, $advice); } )?
        }
    )+ };
}

identifiers! {
    PersonId = "person", in people, "add the person to `people`, or to `mentioned` if the record is kept elsewhere";
    ServiceId = "service", in services, "add the service to `services`, or to `mentioned` if it is described elsewhere";
    EventId = "event", in events, "use the id of an event in this file, or add it to `mentioned` if the event is kept elsewhere";
    ContactId = "contact", in contacts, "plan the contact in this file, or add its id to `mentioned` if it was planned elsewhere";
    PractitionerId = "practitioner";
    OrganisationId = "organisation";
    ObligationId = "obligation";
}

/// An identifier of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Id<T>(Given, PhantomData<T>);

impl<T: Identifier> Id<T> {
    pub(crate) fn of(id: &T) -> Self {
        Self(Given::Text(id.text().to_owned()), PhantomData)
    }

    /// The text, when it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        self.0.as_text()
    }

    /// Reads an id that is introduced here, so that it need not be known before.
    pub(crate) fn read_new(&self, reader: &mut Reader) -> Option<T> {
        let text = self.0.text(reader, &format!("the id of a {}", T::WHAT))?;
        T::make(text).map_or_else(|problem| reader.problem(problem.to_string()), Some)
    }
}

impl<T: Identifier> Form for Id<T> {
    type Domain = T;

    fn read(&self, reader: &mut Reader) -> Option<T> {
        let id = self.read_new(reader)?;
        T::check(id.text(), reader);
        Some(id)
    }

    fn write(id: &T) -> Self {
        Self::of(id)
    }
}

impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Given::deserialize(deserializer).map(|given| Self(given, PhantomData))
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: Identifier> JsonSchema for Id<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}_id", T::WHAT).into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": 128 })
    }
}

/// An NHS number. Written without spaces; read with spaces or dashes too.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct NhsText(Given);

impl Form for NhsText {
    type Domain = NhsNumber;

    fn read(&self, reader: &mut Reader) -> Option<NhsNumber> {
        let text = self.0.text(reader, "an NHS number in quotes")?;
        NhsNumber::parse(text).map_or_else(|problem| reader.problem(problem.to_string()), Some)
    }

    fn write(number: &NhsNumber) -> Self {
        Self(Given::Text(number.digits()))
    }
}

impl JsonSchema for NhsText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "NhsNumber".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[ -]*([0-9][ -]*){10}$" })
    }
}
