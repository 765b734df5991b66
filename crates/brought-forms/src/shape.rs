//! Shapes that several forms have: a word or an object, and a list of questions with their answers.

use crate::leaf::{Coded, Given};
use crate::reader::{Form, Reader};
use brought_domain::vocabulary::Vocabulary;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// Declares words that only the written form has, as a closed list like those of the domain.
macro_rules! words {
    ($(#[$meta:meta])* enum $name:ident ($what:literal) { $( $member:ident = $code:literal, $words:literal; )+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name { $( $member, )+ }

        impl brought_domain::vocabulary::Vocabulary for $name {
            const WHAT: &'static str = $what;
            const MEMBERS: &'static [Self] = &[ $( Self::$member, )+ ];
            fn code_of(self) -> &'static str { match self { $( Self::$member => $code, )+ } }
            fn words_of(self) -> &'static str { match self { $( Self::$member => $words, )+ } }
        }
    };
}
pub(crate) use words;

/// A word, or an object that says more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WordOr<W, F> {
    Word(W),
    Full(F),
}

impl<'de, W: Deserialize<'de>, F: Deserialize<'de>> Deserialize<'de> for WordOr<W, F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordOrVisitor(PhantomData))
    }
}

struct WordOrVisitor<W, F>(PhantomData<(W, F)>);

impl<'de, W: Deserialize<'de>, F: Deserialize<'de>> Visitor<'de> for WordOrVisitor<W, F> {
    type Value = WordOr<W, F>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text in quotes or an object")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        W::deserialize(Present(text, PhantomData)).map(WordOr::Word)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        F::deserialize(MapAccessDeserializer::new(map)).map(WordOr::Full)
    }
}

/// A text that is there: a plain text deserialiser would not tell an optional one so.
struct Present<'t, E>(&'t str, PhantomData<E>);

impl<'de, E: Error> Deserializer<'de> for Present<'_, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_some(StrDeserializer::new(self.0))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

impl<W: Serialize, F: Serialize> Serialize for WordOr<W, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Word(word) => word.serialize(serializer),
            Self::Full(full) => full.serialize(serializer),
        }
    }
}

impl<W: JsonSchema, F: JsonSchema> JsonSchema for WordOr<W, F> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}_or_{}", W::schema_name(), F::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [generator.subschema_for::<W>(), generator.subschema_for::<F>()] })
    }
}

/// Members of a closed list, each with something said about it, in order: an object whose names are codes.
///
/// Records may say two things about one member. An object cannot, so that they are written as a list of objects then; people are only told
/// of the object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pairs<K, F>(pub(crate) Vec<(String, F)>, PhantomData<K>);

/// What may be left out because there is nothing in it.
pub(crate) trait Empty {
    fn is_empty(&self) -> bool;
}

impl<T> Empty for Vec<T> {
    fn is_empty(&self) -> bool {
        Self::is_empty(self)
    }
}

impl<K, F> Empty for Pairs<K, F> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K, F> Default for Pairs<K, F> {
    fn default() -> Self {
        Self(Vec::new(), PhantomData)
    }
}

impl<K: Vocabulary, F: Form> Form for Pairs<K, F> {
    type Domain = Vec<(K, F::Domain)>;

    fn read(&self, reader: &mut Reader) -> Option<Self::Domain> {
        let read: Vec<_> = self.0.iter().map(|(key, form)| reader.within_key(key, |reader| read_pair::<K, F>(key, form, reader))).collect();
        read.into_iter().collect()
    }

    fn write(pairs: &Self::Domain) -> Self {
        Self(pairs.iter().map(|(key, value)| (key.code_of().to_owned(), F::write(value))).collect(), PhantomData)
    }
}

fn read_pair<K: Vocabulary, F: Form>(key: &str, form: &F, reader: &mut Reader) -> Option<(K, F::Domain)> {
    let member = Coded::<K>::from(Given::Text(key.to_owned())).read(reader);
    let value = form.read(reader);
    Some((member?, value?))
}

impl<'de, K, F: Deserialize<'de>> Deserialize<'de> for Pairs<K, F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PairsVisitor(PhantomData))
    }
}

struct PairsVisitor<K, F>(PhantomData<(K, F)>);

impl<'de, K, F: Deserialize<'de>> Visitor<'de> for PairsVisitor<K, F> {
    type Value = Pairs<K, F>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a code before each answer")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs, PhantomData))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(Pairs(more, _)) = list.next_element::<Pairs<K, F>>()? {
            pairs.extend(more);
        }
        Ok(Pairs(pairs, PhantomData))
    }
}

impl<K, F: Serialize> Serialize for Pairs<K, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pairs = self.0.iter().map(|(key, value)| (key, value));
        let is_repeated = |index: usize| self.0[..index].iter().any(|(earlier, _)| *earlier == self.0[index].0);
        if (0..self.0.len()).any(is_repeated) {
            serializer.collect_seq(pairs.map(|(key, value)| BTreeMap::from([(key, value)])))
        } else {
            serializer.collect_map(pairs)
        }
    }
}

impl<K: Vocabulary, F: JsonSchema> JsonSchema for Pairs<K, F> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}_to_{}", Coded::<K>::schema_name(), F::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut properties = serde_json::Map::new();
        for member in K::MEMBERS {
            let mut answer = generator.subschema_for::<F>();
            answer.insert("description".to_owned(), member.words_of().into());
            properties.insert(member.code_of().to_owned(), answer.to_value());
        }
        json_schema!({ "type": "object", "properties": properties, "additionalProperties": false })
    }
}
