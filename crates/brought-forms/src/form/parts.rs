//! Small parts that several forms share: texts that are never empty, children that the event names already, agencies.

use super::form;
use crate::leaf::{Coded, Id, Text};
use crate::reader::{Form, Reader};
use crate::shape::WordOr;
use brought_domain::PersonId;
use brought_domain::work::{Agency, AgencyKind};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A text that a person may not leave empty.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Said(Text);

impl Form for Said {
    type Domain = String;

    fn read(&self, reader: &mut Reader) -> Option<String> {
        let text = self.0.read(reader)?;
        if reader.is_by_hand() && text.trim().is_empty() { reader.problem("must not be empty") } else { Some(text) }
    }

    fn write(text: &String) -> Self {
        Self(Text::write(text))
    }
}

impl JsonSchema for Said {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Said".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "\\S" })
    }
}

/// A list that a person may not leave empty.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(crate) struct AtLeastOne<F>(#[schemars(length(min = 1))] pub(crate) Vec<F>);

impl<F: Form> Form for AtLeastOne<F> {
    type Domain = Vec<F::Domain>;

    fn read(&self, reader: &mut Reader) -> Option<Self::Domain> {
        if reader.is_by_hand() && self.0.is_empty() { reader.problem("must name at least one") } else { self.0.read(reader) }
    }

    fn write(values: &Self::Domain) -> Self {
        Self(Vec::write(values))
    }
}

/// A child, which a file may leave out in an event that is about a child.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(crate) struct ChildId(Option<Id<PersonId>>);

impl Form for ChildId {
    type Domain = PersonId;

    fn read(&self, reader: &mut Reader) -> Option<PersonId> {
        match (&self.0, reader.defaults.child.clone()) {
            (Some(id), _) => id.read(reader),
            (None, Some(child)) => Some(child),
            (None, None) => reader.problem("is missing; give the id of the child, because the event is not about a child"),
        }
    }

    fn write(child: &PersonId) -> Self {
        Self(Some(Id::of(child)))
    }
}

/// Children, which a file may leave out in an event that is about a child.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(crate) struct ChildIds(Option<Vec<Id<PersonId>>>);

impl Form for ChildIds {
    type Domain = Vec<PersonId>;

    fn read(&self, reader: &mut Reader) -> Option<Vec<PersonId>> {
        match (&self.0, reader.defaults.child.clone()) {
            (Some(ids), _) => ids.read(reader),
            (None, Some(child)) => Some(vec![child]),
            (None, None) => reader.problem("is missing; name the children, because the event is not about a child"),
        }
    }

    fn write(children: &Vec<PersonId>) -> Self {
        Self(Some(Vec::write(children)))
    }
}

form! {
    /// An agency, by kind and name.
    #[schemars(rename = "Agency")]
    struct AgencyFields for Agency {
        required {
            /// What kind of agency.
            kind: Coded<AgencyKind>,
        }
        optional {
            /// Its name, such as the name of the school.
            name: Text,
        }
    }
}

/// An agency: the code of its kind, or an object with its kind and name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(crate) struct AgencyForm(WordOr<Coded<AgencyKind>, AgencyFields>);

impl Form for AgencyForm {
    type Domain = Agency;

    fn read(&self, reader: &mut Reader) -> Option<Agency> {
        match &self.0 {
            WordOr::Word(kind) => Some(Agency { kind: kind.read(reader)?, name: None }),
            WordOr::Full(full) => full.read(reader),
        }
    }

    fn write(agency: &Agency) -> Self {
        Self(WordOr::Full(AgencyFields::write(agency)))
    }
}
