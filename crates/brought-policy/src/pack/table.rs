//! Reads TOML key by key and remembers where everything stands, so that every problem is found at once and shown at its place.

use super::never_ends;
use crate::duty::Action;
use crate::problem::Problem;
use brought_domain::ending::EndingLayer;
use brought_domain::vocabulary::{self, Vocabulary, nearest};
use jiff::civil::Date;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A stretch of TOML within a file: a whole file, or a fenced block of a Markdown page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'t> {
    pub(super) file: &'t str,
    /// The whole file.
    pub(super) text: &'t str,
    /// Where in the file the TOML begins.
    base: usize,
    toml: &'t str,
}

impl<'t> Source<'t> {
    pub(super) fn whole(file: &'t str, text: &'t str) -> Self {
        Self { file, text, base: 0, toml: text }
    }

    pub(super) fn part(file: &'t str, text: &'t str, part: Range<usize>) -> Self {
        Self { file, text, base: part.start, toml: text.get(part).unwrap_or_default() }
    }

    /// Reads the TOML. Text that is not TOML gives problems and nothing else: half a table would only give false ones.
    pub(super) fn parse(self, problems: &mut Vec<Problem>) -> Option<DeTable<'t>> {
        let (table, errors) = DeTable::parse_recoverable(self.toml);
        for error in &errors {
            let at = error.span().unwrap_or(0..0);
            problems.push(self.error(self.base + at.start..self.base + at.end, format!("this is not TOML: {}", error.message())));
        }
        errors.is_empty().then(|| table.into_inner())
    }

    /// The same TOML without places, for readers that take it so.
    pub(super) fn plain_table(self) -> Option<toml::Table> {
        self.toml.parse().ok()
    }

    /// An error at a place in the file.
    pub(super) fn error(self, span: Range<usize>, message: impl Into<String>) -> Problem {
        Problem::error(self.file, self.text, span, message)
    }

    fn in_file(self, span: &Range<usize>) -> Range<usize> {
        self.base + span.start..self.base + span.end
    }
}

/// One table, read key by key. Keys that nobody asked for are problems.
pub(super) struct Fields<'t, 'p> {
    pub(super) source: Source<'t>,
    /// What the table describes, for messages: "this rule".
    pub(super) what: &'static str,
    /// Where it stands in the file.
    pub(super) span: Range<usize>,
    pub(super) problems: &'p mut Vec<Problem>,
    table: &'t DeTable<'t>,
    known: Vec<&'static str>,
}

impl<'t, 'p> Fields<'t, 'p> {
    pub(super) fn new(
        source: Source<'t>,
        what: &'static str,
        table: &'t DeTable<'t>,
        span: Range<usize>,
        problems: &'p mut Vec<Problem>,
    ) -> Self {
        Self { source, what, span, problems, table, known: Vec::new() }
    }

    /// The value of a key that may be left out.
    pub(super) fn find(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.known.push(key);
        self.table.get(key).map(|value| Value::new(self.source, value))
    }

    /// The value of a key that must be there.
    pub(super) fn need(&mut self, key: &'static str) -> Option<Value<'t>> {
        let found = self.find(key);
        if found.is_none() {
            let message = format!("`{key}` is missing from {}", self.what);
            self.problem(message);
        }
        found
    }

    /// Whether it has a key of this kind.
    pub(super) fn has_any(&self, wanted: impl Fn(&str) -> bool) -> bool {
        self.table.keys().any(|key| wanted(key.get_ref()))
    }

    /// Where in the file something stands that another reader calls by its path, as in `events[3].contact.outcome`: as near as the path
    /// leads, and the whole table when it leads nowhere.
    pub(super) fn place_of(&self, path: &str) -> Range<usize> {
        let mut steps = path.split(['.', '[', ']']).filter(|step| !step.is_empty());
        let Some(mut value) = steps.next().and_then(|key| self.table.get(key)) else { return self.span.clone() };
        for step in steps {
            let next = match value.get_ref() {
                DeValue::Table(table) => table.get(step),
                DeValue::Array(array) => step.parse().ok().and_then(|index: usize| array.get(index)),
                _ => None,
            };
            let Some(next) = next else { break };
            value = next;
        }
        self.source.in_file(&value.span())
    }

    /// Every key with its place and value: for a table whose keys are data.
    pub(super) fn entries(&self) -> Vec<(&'t str, Range<usize>, Value<'t>)> {
        let mut entries: Vec<_> = self
            .table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), self.source.in_file(&key.span()), Value::new(self.source, value)))
            .collect();
        entries.sort_by_key(|(_, span, _)| span.start);
        entries
    }

    pub(super) fn problem(&mut self, message: impl Into<String>) {
        let problem = self.source.error(self.span.clone(), message);
        self.problems.push(problem);
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        self.need(key)?.text(self.problems).map(str::to_owned)
    }

    pub(super) fn text_or_nothing(&mut self, key: &'static str) -> Option<String> {
        self.find(key)?.text(self.problems).map(str::to_owned)
    }

    pub(super) fn date(&mut self, key: &'static str) -> Option<Date> {
        self.need(key)?.date(self.problems)
    }

    pub(super) fn boolean_or(&mut self, key: &'static str, otherwise: bool) -> Option<bool> {
        self.find(key).map_or(Some(otherwise), |value| value.boolean(self.problems))
    }

    pub(super) fn word<V: Vocabulary>(&mut self, key: &'static str) -> Option<V> {
        self.need(key)?.word(self.problems)
    }

    /// The words of a list that must be there.
    pub(super) fn words<V: Vocabulary>(&mut self, key: &'static str) -> Vec<V> {
        self.need(key).map(|value| value.words(self.problems)).unwrap_or_default()
    }

    /// The elements of a list that may be left out.
    pub(super) fn list(&mut self, key: &'static str) -> Vec<Value<'t>> {
        self.find(key).and_then(|value| value.list(self.problems)).unwrap_or_default()
    }

    /// Notes every key that nobody asked for, with the nearest that is known.
    pub(super) fn finish(self) {
        for (key, span, value) in self.entries() {
            if self.known.contains(&key) {
                continue;
            }
            let near = nearest(key, self.known.iter().copied());
            let ends = |text: &str| near != Some("endings") && never_ends::speaks_of_ending(text);
            let problem = self.source.error(span, format!("`{key}` is not a key of {}", self.what));
            self.problems.push(match near {
                _ if ends(key) || value.value.as_str().is_some_and(ends) => never_ends::refuse(problem),
                Some(near) => problem.with_help(format!("did you mean `{near}`?")),
                None => problem.with_help(format!("its keys are: {}", self.known.join(", "))),
            });
        }
    }
}

/// A value with its place.
#[derive(Clone, Copy)]
pub(super) struct Value<'t> {
    pub(super) source: Source<'t>,
    value: &'t DeValue<'t>,
    start: usize,
    end: usize,
}

impl<'t> Value<'t> {
    fn new(source: Source<'t>, value: &'t Spanned<DeValue<'t>>) -> Self {
        let span = source.in_file(&value.span());
        Self { source, value: value.get_ref(), start: span.start, end: span.end }
    }

    /// Where it stands in the file.
    pub(super) fn span(self) -> Range<usize> {
        self.start..self.end
    }

    pub(super) fn error(self, message: impl Into<String>) -> Problem {
        self.source.error(self.span(), message)
    }

    fn wrong_type<T>(self, wanted: &str, problems: &mut Vec<Problem>) -> Option<T> {
        let given = match self.value {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        problems.push(self.error(format!("this must be {wanted}, not {given}")));
        None
    }

    pub(super) fn is_list(self) -> bool {
        self.value.as_array().is_some()
    }

    pub(super) fn is_text(self) -> bool {
        self.value.is_str()
    }

    /// A text that says something.
    pub(super) fn text(self, problems: &mut Vec<Problem>) -> Option<&'t str> {
        match self.value.as_str() {
            None => self.wrong_type("a text in quotation marks", problems),
            Some(text) if text.trim().is_empty() => {
                problems.push(self.error("this text is empty"));
                None
            }
            text => text,
        }
    }

    /// Where a part of the text stands in the file; the whole value when it is written with escapes and cannot be told.
    pub(super) fn part_of_text(self, part: Range<usize>) -> Range<usize> {
        let written = self.source.text.get(self.span()).unwrap_or_default();
        let value = self.value.as_str().unwrap_or_default();
        match written.find(value) {
            Some(quotes) if !value.is_empty() => self.start + quotes + part.start..self.start + quotes + part.end,
            _ => self.span(),
        }
    }

    /// A date, with or without quotation marks.
    pub(super) fn date(self, problems: &mut Vec<Problem>) -> Option<Date> {
        let date = self.as_written().and_then(|text| text.parse().ok()).filter(|_| self.as_written().is_some_and(|text| text.len() == 10));
        if date.is_none() {
            problems.push(self.error("this must be a date, such as 2026-02-20"));
        }
        date
    }

    /// A text, date or time as it is written, without quotation marks.
    pub(super) fn as_written(self) -> Option<String> {
        match self.value {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Datetime(datetime) => Some(datetime.to_string()),
            _ => None,
        }
    }

    pub(super) fn boolean(self, problems: &mut Vec<Problem>) -> Option<bool> {
        self.value.as_bool().or_else(|| self.wrong_type("true or false", problems))
    }

    /// A whole number that is not less than this.
    pub(super) fn whole_number(self, least: u32, problems: &mut Vec<Problem>) -> Option<u32> {
        let Some(integer) = self.value.as_integer() else { return self.wrong_type("a whole number", problems) };
        let number = u32::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|number| *number >= least);
        if number.is_none() {
            problems.push(self.error(format!("this must be a whole number from {least}")));
        }
        number
    }

    pub(super) fn list(self, problems: &mut Vec<Problem>) -> Option<Vec<Value<'t>>> {
        match self.value.as_array() {
            Some(array) => Some(array.iter().map(|value| Value::new(self.source, value)).collect()),
            None => self.wrong_type("a list in square brackets", problems),
        }
    }

    pub(super) fn fields<'p>(self, what: &'static str, problems: &'p mut Vec<Problem>) -> Option<Fields<'t, 'p>> {
        match self.value {
            DeValue::Table(table) => Some(Fields::new(self.source, what, table, self.span(), problems)),
            _ => self.wrong_type("a table", problems),
        }
    }

    /// Texts, with the place of each.
    pub(super) fn texts(self, problems: &mut Vec<Problem>) -> Vec<(String, Value<'t>)> {
        let values = self.list(problems).unwrap_or_default();
        values.into_iter().filter_map(|value| Some((value.text(problems)?.to_owned(), value))).collect()
    }

    /// A word of a closed list.
    pub(super) fn word<V: Vocabulary>(self, problems: &mut Vec<Problem>) -> Option<V> {
        let text = self.text(problems)?;
        vocabulary::read::<V>(text)
            .map_err(|unknown| problems.push(self.unknown(text, unknown.what, unknown.suggestion, &unknown.known)))
            .ok()
    }

    /// Words of a closed list, none of them twice.
    pub(super) fn words<V: Vocabulary>(self, problems: &mut Vec<Problem>) -> Vec<V> {
        let mut words: Vec<V> = Vec::new();
        for value in self.list(problems).unwrap_or_default() {
            let Some(word) = value.word::<V>(problems) else { continue };
            if words.iter().any(|earlier| earlier.code_of() == word.code_of()) {
                problems.push(value.error(format!("`{}` stands here twice", word.code_of())));
            } else {
                words.push(word);
            }
        }
        words
    }

    /// The problem of a text that is in no list.
    pub(super) fn unknown(self, text: &str, what: &str, suggestion: Option<&str>, known: &str) -> Problem {
        let problem = self.error(format!("`{text}` is not a known {what}"));
        // Every way of ending that is not in the list is one that no pack can have.
        let would_end = match what {
            EndingLayer::WHAT => suggestion.is_none() || never_ends::speaks_of_ending(text),
            Action::WHAT => never_ends::speaks_of_ending(text),
            _ => false,
        };
        match suggestion {
            _ if would_end => never_ends::refuse(problem),
            Some(near) => problem.with_help(format!("did you mean `{near}`?")),
            None => problem.with_help(format!("known are: {known}")),
        }
    }
}
