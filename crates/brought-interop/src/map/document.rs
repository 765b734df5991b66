//! Reading TOML by hand, so that every problem of a map is told at once, each with its place.

use super::problem::{MapProblem, position};
use brought_domain::vocabulary::{Vocabulary, nearest, read};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A place in the mapping file.
pub(super) type Span = Range<usize>;

/// The mapping file and the problems found in it so far.
pub(super) struct Document<'a> {
    text: &'a str,
    file: &'a str,
    problems: RefCell<Vec<MapProblem>>,
}

impl<'a> Document<'a> {
    pub(super) fn new(text: &'a str, file: &'a str) -> Self {
        Self { text, file, problems: RefCell::default() }
    }

    /// Notes a problem at a place.
    pub(super) fn problem(&self, span: &Span, message: impl Into<String>, suggestion: Option<&str>) {
        let (line, column) = position(self.text, span.start);
        self.problems.borrow_mut().push(MapProblem {
            file: self.file.to_owned(),
            line,
            column,
            message: message.into(),
            suggestion: suggestion.map(str::to_owned),
        });
    }

    /// How many problems there are so far: a reader tells nothing that only follows from one already told.
    pub(super) fn count(&self) -> usize {
        self.problems.borrow().len()
    }

    /// The problems, in the order of their places.
    pub(super) fn into_problems(self) -> Vec<MapProblem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|problem| (problem.line, problem.column));
        problems
    }

    /// The code of a closed list of the domain.
    pub(super) fn word<T: Vocabulary>(&self, text: &Text) -> Option<T> {
        read(&text.value)
            .map_err(|unknown| {
                let known = unknown.known;
                self.problem(&text.span, format!("`{}` is not a known {}; known are: {known}", text.value, T::WHAT), unknown.suggestion);
            })
            .ok()
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&self, text: &Text, choices: &[(&'static str, T)]) -> Option<T> {
        let found = choices.iter().find(|(word, _)| *word == text.value).map(|(_, choice)| *choice);
        if found.is_none() {
            let known = choices.iter().map(|(word, _)| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
            let near = nearest(&text.value, choices.iter().map(|(word, _)| *word));
            self.problem(&text.span, format!("`{}` is none of {known}", text.value), near);
        }
        found
    }
}

/// A string with its place.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) value: String,
    pub(super) span: Span,
}

/// A table of which the keys are taken one after another; what is left over in the end is a problem.
pub(super) struct Table<'a, 'd> {
    document: &'d Document<'a>,
    /// Where the table begins.
    pub(super) span: Span,
    entries: BTreeMap<String, (Span, Value<'a>)>,
    asked: Vec<&'static str>,
}

/// A value with its place.
pub(super) type Value<'a> = toml::Spanned<DeValue<'a>>;

impl<'a, 'd> Table<'a, 'd> {
    pub(super) fn new(document: &'d Document<'a>, span: Span, table: DeTable<'a>) -> Self {
        let entries = table.into_iter().map(|(key, value)| (key.get_ref().to_string(), (key.span(), value))).collect();
        Self { document, span, entries, asked: Vec::new() }
    }

    /// Takes the value of a key.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Value<'a>> {
        self.asked.push(key);
        self.entries.remove(key).map(|(_, value)| value)
    }

    /// Takes everything that is left: for tables whose keys are the codes of another system.
    pub(super) fn take_rest(&mut self) -> Vec<(Text, Value<'a>)> {
        std::mem::take(&mut self.entries).into_iter().map(|(key, (span, value))| (Text { value: key, span }, value)).collect()
    }

    /// Takes a string.
    pub(super) fn text(&mut self, key: &'static str) -> Option<Text> {
        let value = self.take(key)?;
        as_text(self.document, value)
    }

    /// Takes a string that must be there and not be blank.
    pub(super) fn required_text(&mut self, key: &'static str) -> Option<Text> {
        if !self.entries.contains_key(key) {
            self.asked.push(key);
            self.document.problem(&self.span, format!("`{key}` is missing"), None);
            return None;
        }
        let text = self.text(key)?;
        if text.value.trim().is_empty() {
            self.document.problem(&text.span, format!("`{key}` is empty"), None);
            return None;
        }
        Some(text)
    }

    /// Takes a list of strings; one string alone is a list of one.
    pub(super) fn texts(&mut self, key: &'static str) -> Option<Vec<Text>> {
        let value = self.take(key)?;
        as_texts(self.document, value)
    }

    /// Takes true or false.
    pub(super) fn flag(&mut self, key: &'static str) -> Option<bool> {
        let value = self.take(key)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                self.document.problem(&value.span(), format!("`{key}` is true or false, without quotation marks"), None);
                None
            }
        }
    }

    /// Takes a whole number from 0 to 255.
    pub(super) fn small_number(&mut self, key: &'static str) -> Option<u8> {
        let value = self.take(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => u8::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.document.problem(&value.span(), format!("`{key}` is a whole number, such as 18, without quotation marks"), None);
        }
        number
    }

    /// Takes a table.
    pub(super) fn table(&mut self, key: &'static str) -> Option<Table<'a, 'd>> {
        let value = self.take(key)?;
        as_table(self.document, value)
    }

    /// Tells of every key that nobody took.
    pub(super) fn finish(self) {
        for (key, (span, _)) in &self.entries {
            let known = self.asked.iter().map(|asked| format!("`{asked}`")).collect::<Vec<_>>().join(", ");
            self.document.problem(span, format!("`{key}` is not known here; known are {known}"), nearest(key, self.asked.iter().copied()));
        }
    }
}

pub(super) fn as_table<'a, 'd>(document: &'d Document<'a>, value: Value<'a>) -> Option<Table<'a, 'd>> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Table(table) => Some(Table::new(document, span, table)),
        _ => {
            document.problem(&span, "this must be a table: `{ key = \"value\" }` or a heading in square brackets", None);
            None
        }
    }
}

pub(super) fn as_text(document: &Document<'_>, value: Value<'_>) -> Option<Text> {
    let span = value.span();
    match value.get_ref() {
        DeValue::String(text) => Some(Text { value: text.to_string(), span }),
        _ => {
            document.problem(&span, "this must be text in quotation marks", None);
            None
        }
    }
}

pub(super) fn as_texts(document: &Document<'_>, value: Value<'_>) -> Option<Vec<Text>> {
    let span = value.span();
    match value.into_inner() {
        DeValue::String(text) => Some(vec![Text { value: text.to_string(), span }]),
        DeValue::Array(items) => items.into_iter().map(|item| as_text(document, item)).collect(),
        _ => {
            document.problem(&span, "this must be text in quotation marks, or a list of such texts in square brackets", None);
            None
        }
    }
}
