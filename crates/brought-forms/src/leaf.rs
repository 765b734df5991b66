//! The smallest parts of a form: texts, codes, identifiers, days and times.
//!
//! Each takes whatever stands in its place, or its absence, and says what is wrong only when it is read, so that a reader of a whole
//! file hears of every problem at once.

mod coded;
mod id;
mod time;

pub(crate) use coded::Coded;
pub(crate) use id::{Id, Identifier, NhsText};
pub(crate) use time::{Day, When, london};

use crate::reader::{Form, Reader};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// The name under which the toml crate hands over a date that is written without quotes.
const TOML_DATE: &str = "$__toml_private_datetime";

/// What stands where a text is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    Text(String),
    /// Nothing, or null.
    Missing,
    /// Something else, in words.
    Other(&'static str),
}

impl Given {
    /// The text, or a problem noted.
    pub(crate) fn text(&self, reader: &mut Reader, expected: &str) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Missing => reader.problem(format!("is missing; give {expected}")),
            Self::Other(found) => reader.problem(format!("expected {expected}, found {found}")),
        }
    }

    /// The text, if it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(GivenVisitor)
    }
}

struct GivenVisitor;

impl<'de> Visitor<'de> for GivenVisitor {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text in quotes")
    }

    fn visit_none<E>(self) -> Result<Given, E> {
        Ok(Given::Missing)
    }

    fn visit_unit<E>(self) -> Result<Given, E> {
        Ok(Given::Missing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Given, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E>(self, text: &str) -> Result<Given, E> {
        Ok(Given::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Given, E> {
        Ok(Given::Text(text))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Given, E> {
        Ok(Given::Other("true or false"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Given, E> {
        Ok(Given::Other("a number; put it in quotes"))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Given, E> {
        Ok(Given::Other("a number; put it in quotes"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Given, E> {
        Ok(Given::Other("a number; put it in quotes"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Given, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Given::Other("a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given, A::Error> {
        let mut date = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == TOML_DATE {
                date = Some(map.next_value::<String>()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(date.map_or(Given::Other("an object"), Given::Text))
    }
}

impl Serialize for Given {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            _ => serializer.serialize_none(),
        }
    }
}

/// Free text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Text(pub(crate) Given);

impl Text {
    pub(crate) fn as_text(&self) -> Option<&str> {
        self.0.as_text()
    }
}

impl Form for Text {
    type Domain = String;

    fn read(&self, reader: &mut Reader) -> Option<String> {
        self.0.text(reader, "a text in quotes").map(str::to_owned)
    }

    fn write(text: &String) -> Self {
        Self(Given::Text(text.clone()))
    }
}

impl JsonSchema for Text {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl Form for bool {
    type Domain = Self;

    fn read(&self, _: &mut Reader) -> Option<Self> {
        Some(*self)
    }

    fn write(value: &Self) -> Self {
        *value
    }
}

/// The whole content of a fact that has nothing more to say than that it happened: `true`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Yes(bool);

impl Form for Yes {
    type Domain = ();

    fn read(&self, reader: &mut Reader) -> Option<()> {
        if self.0 { Some(()) } else { reader.problem("must be true; leave the whole entry out if it did not happen") }
    }

    fn write((): &()) -> Self {
        Self(true)
    }
}

impl JsonSchema for Yes {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Yes".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "const": true })
    }
}
