//! Reads a form from a tree, noting where each thing is that does not fit, and every unknown name at once.

use super::Tree;
use crate::problem::FormProblem;
use brought_domain::vocabulary::nearest;
use serde::Deserialize;
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor};
use std::cell::RefCell;
use std::fmt;

/// The problems found so far.
pub(crate) type Problems = RefCell<Vec<FormProblem>>;

/// Reads a form, or notes what does not fit.
pub(crate) fn read<'t, T: Deserialize<'t>>(tree: &'t Tree, path: &str, problems: &'t Problems) -> Option<T> {
    let before = problems.borrow().len();
    let form = T::deserialize(Walk { tree, path: path.to_owned(), problems }).ok();
    // Unknown names do not stop the reading, but the form is not good for anything.
    form.filter(|_| problems.borrow().len() == before)
}

/// Why reading stopped.
#[derive(Debug)]
enum Stop {
    /// For this reason, which is not noted yet.
    Because { what: String, suggestion: Option<String> },
    /// For a reason that is noted.
    Noted,
}

impl Stop {
    fn because(what: impl Into<String>) -> Self {
        Self::Because { what: what.into(), suggestion: None }
    }

    /// The known names are a long list, which is shown only when none of them is near.
    fn unknown(name: &str, known: &[&str]) -> Self {
        let suggestion = nearest(name, known.iter().copied()).map(str::to_owned);
        let list = if suggestion.is_none() { format!("; known are: {}", known.join(", ")) } else { String::new() };
        Self::Because { what: format!("`{name}` is not known here{list}"), suggestion }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Because { what, .. } => f.write_str(what),
            Self::Noted => f.write_str("noted"),
        }
    }
}

impl std::error::Error for Stop {}

impl de::Error for Stop {
    fn custom<T: fmt::Display>(what: T) -> Self {
        Self::because(what.to_string())
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match unexpected {
            Unexpected::Str(text) => format!("the text `{text}`"),
            Unexpected::Unit => "nothing".to_owned(),
            Unexpected::Map => "an object".to_owned(),
            Unexpected::Seq => "a list".to_owned(),
            other => other.to_string(),
        };
        Self::because(format!("expected {}, found {found}", in_words(&expected.to_string())))
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Self::unknown(name, known)
    }

    fn unknown_variant(name: &str, known: &'static [&'static str]) -> Self {
        Self::unknown(name, known)
    }

    fn missing_field(name: &'static str) -> Self {
        Self::because(format!("`{name}` is missing"))
    }
}

/// The expectations that derived readers state, in the words of a file.
fn in_words(expected: &str) -> &str {
    match expected {
        words if words.starts_with("struct ") => "an object",
        "a sequence" => "a list",
        "a boolean" => "true or false",
        words if words.starts_with("enum ") => "a word or an object with one name",
        words if words.contains("variant") => "the content of the word",
        words => words,
    }
}

struct Walk<'t> {
    tree: &'t Tree,
    path: String,
    problems: &'t Problems,
}

impl<'t> Walk<'t> {
    fn below(&self, tree: &'t Tree, path: String) -> Self {
        Self { tree, path, problems: self.problems }
    }

    fn field(&self, name: &str, tree: &'t Tree) -> Self {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        self.below(tree, path)
    }

    fn note(&self, stop: Stop) -> Stop {
        if let Stop::Because { what, suggestion } = stop {
            self.problems.borrow_mut().push(FormProblem::new(self.path.clone(), what).suggesting(suggestion));
        }
        Stop::Noted
    }

    /// Visits what is here; a reason to stop is noted here.
    fn visit<V: Visitor<'t>>(self, visitor: V, known: Option<&'static [&'static str]>) -> Result<V::Value, Stop> {
        let result = match self.tree {
            Tree::Null => visitor.visit_unit(),
            Tree::Bool(value) => visitor.visit_bool(*value),
            Tree::Whole(number) => visitor.visit_i64(*number),
            Tree::Number => visitor.visit_f64(f64::NAN),
            Tree::Text(text) => visitor.visit_str(text),
            Tree::List(values) => visitor.visit_seq(List { walk: &self, values: values.iter().enumerate() }),
            Tree::Object(fields) => {
                for (name, tree) in fields {
                    if known.is_some_and(|known| !known.contains(&name.as_str())) {
                        self.field(name, tree).note(Stop::unknown(name, known.unwrap_or_default()));
                    }
                }
                visitor.visit_map(Object { walk: &self, fields: fields.iter(), value: None, known })
            }
        };
        result.map_err(|stop| self.note(stop))
    }
}

impl<'de> Deserializer<'de> for Walk<'de> {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.visit(visitor, None)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if *self.tree == Tree::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(self, _: &'static str, known: &'static [&'static str], visitor: V) -> Result<V::Value, Stop> {
        self.visit(visitor, Some(known))
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, known: &'static [&'static str], visitor: V) -> Result<V::Value, Stop> {
        let (word, content) = match self.tree {
            Tree::Text(word) => (word, None),
            Tree::Object(fields) if fields.len() == 1 => (&fields[0].0, Some(&fields[0].1)),
            other => {
                let what = format!("expected one of {}, found {}", known.join(", "), other.words());
                return Err(self.note(Stop::because(what)));
            }
        };
        let content = content.map(|tree| self.field(word, tree));
        visitor.visit_enum(Word { word, content }).map_err(|stop| self.note(stop))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map
        identifier ignored_any
    }
}

struct List<'w, 't> {
    walk: &'w Walk<'t>,
    values: std::iter::Enumerate<std::slice::Iter<'t, Tree>>,
}

impl<'t> SeqAccess<'t> for List<'_, 't> {
    type Error = Stop;

    fn next_element_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, Stop> {
        let Some((index, tree)) = self.values.next() else { return Ok(None) };
        seed.deserialize(self.walk.below(tree, format!("{}[{index}]", self.walk.path))).map(Some)
    }
}

struct Object<'w, 't> {
    walk: &'w Walk<'t>,
    fields: std::slice::Iter<'t, (String, Tree)>,
    value: Option<Walk<'t>>,
    known: Option<&'static [&'static str]>,
}

impl<'t> MapAccess<'t> for Object<'_, 't> {
    type Error = Stop;

    fn next_key_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, Stop> {
        // Unknown names are noted already; the rest of the object is still worth reading.
        let known = self.known;
        let next = self.fields.find(|(name, _)| known.is_none_or(|known| known.contains(&name.as_str())));
        let Some((name, tree)) = next else { return Ok(None) };
        let value = self.walk.field(name, tree);
        let key = seed.deserialize(StrDeserializer::<Stop>::new(name)).map_err(|stop| value.note(stop))?;
        self.value = Some(value);
        Ok(Some(key))
    }

    fn next_value_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<S::Value, Stop> {
        match self.value.take() {
            Some(value) => seed.deserialize(value),
            None => Err(Stop::because("a value was asked for before its name")),
        }
    }
}

struct Word<'t> {
    word: &'t str,
    content: Option<Walk<'t>>,
}

impl<'t> EnumAccess<'t> for Word<'t> {
    type Error = Stop;
    type Variant = Content<'t>;

    fn variant_seed<S: DeserializeSeed<'t>>(self, seed: S) -> Result<(S::Value, Content<'t>), Stop> {
        let value = seed.deserialize(StrDeserializer::<Stop>::new(self.word))?;
        Ok((value, Content { word: self.word, content: self.content }))
    }
}

struct Content<'t> {
    word: &'t str,
    content: Option<Walk<'t>>,
}

impl<'t> VariantAccess<'t> for Content<'t> {
    type Error = Stop;

    fn unit_variant(self) -> Result<(), Stop> {
        match self.content {
            None => Ok(()),
            Some(_) => Err(Stop::because(format!("`{0}` says everything by itself; write \"{0}\"", self.word))),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'t>>(self, seed: S) -> Result<S::Value, Stop> {
        match self.content {
            Some(content) => seed.deserialize(content),
            None => Err(Stop::because(format!("`{0}` needs to say more; write an object: {{\"{0}\": ...}}", self.word))),
        }
    }

    fn tuple_variant<V: Visitor<'t>>(self, _: usize, _: V) -> Result<V::Value, Stop> {
        Err(Stop::because("no form has such content"))
    }

    fn struct_variant<V: Visitor<'t>>(self, known: &'static [&'static str], visitor: V) -> Result<V::Value, Stop> {
        match self.content {
            Some(content) => content.visit(visitor, Some(known)),
            None => Err(Stop::because("needs to say more")),
        }
    }
}
