//! What a file says, whether in JSON or in TOML.

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeSet;
use std::fmt;

/// A value of a file. Names keep their order and are never given twice.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    Null,
    Bool(bool),
    Whole(i64),
    /// Any other number. No form has one, so that its value does not matter.
    Number,
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// What it is, in words.
    pub(crate) fn words(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Whole(_) | Self::Number => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// Gathers every text in it.
    pub(crate) fn texts(&self, into: &mut BTreeSet<String>) {
        match self {
            Self::Text(text) => {
                into.insert(text.clone());
            }
            Self::List(values) => values.iter().for_each(|value| value.texts(into)),
            Self::Object(fields) => fields.iter().for_each(|(_, value)| value.texts(into)),
            Self::Null | Self::Bool(_) | Self::Whole(_) | Self::Number => {}
        }
    }

    /// The tree of a TOML table. A date without quotes is the text of that date.
    pub(crate) fn of_toml(value: toml::Value) -> Self {
        match value {
            toml::Value::String(text) => Self::Text(text),
            toml::Value::Integer(number) => Self::Whole(number),
            toml::Value::Float(_) => Self::Number,
            toml::Value::Boolean(value) => Self::Bool(value),
            toml::Value::Datetime(date) => Self::Text(date.to_string()),
            toml::Value::Array(values) => Self::List(values.into_iter().map(Self::of_toml).collect()),
            toml::Value::Table(table) => Self::Object(table.into_iter().map(|(name, value)| (name, Self::of_toml(value))).collect()),
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Whole(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(i64::try_from(value).map_or(Tree::Number, Tree::Whole))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Tree::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut fields: Vec<(String, Tree)> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            // Which of two was meant cannot be known.
            if fields.iter().any(|(earlier, _)| *earlier == name) {
                return Err(A::Error::custom(format!("`{name}` is given twice in one object; leave one out")));
            }
            fields.push((name, map.next_value()?));
        }
        Ok(Tree::Object(fields))
    }
}
