//! Codes of closed lists, so that no list is written twice.

use super::Given;
use crate::reader::{Form, Reader};
use brought_domain::contact::{Answer, Arranged};
use brought_domain::vocabulary::{Vocabulary, read};
use brought_domain::work::HowSeen;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::marker::PhantomData;

/// The code of a member of a closed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Coded<T>(Given, PhantomData<T>);

impl<T: Vocabulary> Coded<T> {
    pub(crate) fn of(member: T) -> Self {
        Self(Given::Text(member.code_of().to_owned()), PhantomData)
    }

    /// The member, when the code is known; says nothing when it is not.
    pub(crate) fn member(&self) -> Option<T> {
        self.0.as_text().and_then(|code| read(code).ok())
    }
}

impl<T> From<Given> for Coded<T> {
    fn from(given: Given) -> Self {
        Self(given, PhantomData)
    }
}

impl<T: Vocabulary> Form for Coded<T> {
    type Domain = T;

    fn read(&self, reader: &mut Reader) -> Option<T> {
        let code = match &self.0 {
            Given::Text(code) => code,
            other => return other.text(reader, &format!("one of {}", codes::<T>())).and(None),
        };
        match read(code) {
            Ok(member) => Some(member),
            Err(unknown) => {
                let words = format!("`{code}` is not a known {}; known are: {}", unknown.what, unknown.known);
                reader.problem_suggesting(words, unknown.suggestion)
            }
        }
    }

    fn write(member: &T) -> Self {
        Self::of(*member)
    }
}

fn codes<T: Vocabulary>() -> String {
    T::MEMBERS.iter().map(|member| member.code_of()).collect::<Vec<_>>().join(", ")
}

/// Not known: what an answer is when nobody gave one.
impl Default for Coded<Answer> {
    fn default() -> Self {
        Self::of(Answer::NotKnown)
    }
}

/// Not known: how a contact was arranged when nobody said.
impl Default for Coded<Arranged> {
    fn default() -> Self {
        Self::of(Arranged::NotKnown)
    }
}

/// Not known: how a child was seen when nobody said, so that it never counts as in person.
impl Default for Coded<HowSeen> {
    fn default() -> Self {
        Self::of(HowSeen::NotKnown)
    }
}

impl<'de, T> Deserialize<'de> for Coded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Given::deserialize(deserializer).map(|given| Self(given, PhantomData))
    }
}

impl<T> Serialize for Coded<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: Vocabulary> JsonSchema for Coded<T> {
    fn schema_name() -> Cow<'static, str> {
        let path = std::any::type_name::<T>();
        path.rsplit("::").next().unwrap_or(path).into()
    }

    fn schema_id() -> Cow<'static, str> {
        std::any::type_name::<T>().into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let codes: Vec<_> = T::MEMBERS.iter().map(|member| member.code_of()).collect();
        let words: Vec<_> = T::MEMBERS.iter().map(|member| format!("`{}`: {}", member.code_of(), member.words_of())).collect();
        let first = T::WHAT.chars().next().map(|letter| letter.to_uppercase().collect::<String>()).unwrap_or_default();
        let what = format!("{first}{}", T::WHAT.chars().skip(1).collect::<String>());
        json_schema!({ "type": "string", "enum": codes, "description": format!("{what}, one of these codes. {}.", words.join("; ")) })
    }
}
