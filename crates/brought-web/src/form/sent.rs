//! The fields of a form, as a browser sent them or as a page fills them in beforehand.

use serde::Serialize;
use std::collections::BTreeMap;

/// The fields of a form. A field may have several values, as checkboxes do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Values(BTreeMap<String, Vec<String>>);

impl Values {
    /// From pairs of names and values, in the order in which they were sent.
    pub(crate) fn new(pairs: Vec<(String, String)>) -> Self {
        let mut values = Self::default();
        for (name, value) in pairs {
            // A browser ends the lines of a long text with two characters; the record has one.
            values.0.entry(name).or_default().push(value.replace("\r\n", "\n"));
        }
        values
    }

    /// The first value of a field, without white space around it; empty when it was not sent.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.0.get(field).and_then(|values| values.first()).map_or("", |value| value.trim())
    }

    /// The first value of a field with the white space that somebody typed: of a password it is a part.
    pub(crate) fn text_as_typed(&self, field: &str) -> &str {
        self.0.get(field).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// The first value of a field, unless it is blank.
    pub(crate) fn said(&self, field: &str) -> Option<String> {
        Some(self.text(field)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// Every value of a field that is not blank.
    pub(crate) fn all(&self, field: &str) -> impl Iterator<Item = &str> {
        self.0.get(field).into_iter().flatten().map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// Takes a field out.
    pub(crate) fn remove(&mut self, field: &str) {
        self.0.remove(field);
    }

    /// Puts a value in place of what the field holds.
    pub(crate) fn set(&mut self, field: impl Into<String>, value: impl Into<String>) {
        self.0.insert(field.into(), vec![value.into()]);
    }

    /// Puts several values in place of what the field holds.
    pub(crate) fn set_all<T: Into<String>>(&mut self, field: impl Into<String>, values: impl IntoIterator<Item = T>) {
        self.0.insert(field.into(), values.into_iter().map(Into::into).collect());
    }

    /// Every field with every value.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(name, values)| values.iter().map(move |value| (name.as_str(), value.as_str())))
    }
}
