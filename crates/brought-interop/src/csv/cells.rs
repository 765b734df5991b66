//! The cells of one row, by what the map says they hold.

use super::heading::Heading;
use super::split::Cell;
use crate::fault::Fault;
use crate::map::{Codes, Field, WhenProblem};
use crate::text::clean;
use brought_domain::vocabulary::nearest;
use std::borrow::Cow;

/// Where the texts of a row's cells are.
#[derive(Clone, Copy)]
pub(super) enum Texts<'a> {
    /// In a file that was split here.
    Split { file: &'a str, cells: &'a [Cell] },
    /// With somebody who took the row apart: a table of columns, or a file too long to hold.
    Given(&'a [&'a str]),
}

impl<'a> Texts<'a> {
    pub(super) fn len(self) -> usize {
        match self {
            Self::Split { cells, .. } => cells.len(),
            Self::Given(cells) => cells.len(),
        }
    }

    pub(super) fn get(self, place: usize) -> Option<Cow<'a, str>> {
        match self {
            Self::Split { file, cells } => cells.get(place).map(|cell| cell.text(file)),
            Self::Given(cells) => cells.get(place).map(|cell| Cow::Borrowed(*cell)),
        }
    }
}

/// One row.
pub(super) struct RowCells<'a> {
    pub(super) texts: Texts<'a>,
    pub(super) heading: &'a Heading,
}

impl<'a> RowCells<'a> {
    /// The text at a place; nothing when it is blank.
    pub(super) fn at(&self, place: Option<usize>) -> Option<Cow<'a, str>> {
        let text = match self.texts.get(place?)? {
            Cow::Borrowed(text) => clean(text),
            Cow::Owned(text) => Cow::Owned(clean(&text).into_owned()),
        };
        if text.is_empty() { None } else { Some(text) }
    }

    /// The text of a field; nothing when the file lacks the column or the cell is blank.
    pub(super) fn get(&self, field: Field) -> Option<Cow<'a, str>> {
        self.at(self.heading.place(field))
    }

    /// The name of a field's column in the file.
    pub(super) fn column(&self, field: Field) -> &'a str {
        self.heading.place(field).map_or(field.code(), |place| self.name(place))
    }

    /// The name of the column at a place.
    pub(super) fn name(&self, place: usize) -> &'a str {
        self.heading.names.get(place).map_or("", String::as_str)
    }

    /// The text of a field that must be filled.
    pub(super) fn must(&self, field: Field) -> Result<Cow<'a, str>, Fault> {
        self.get(field).ok_or_else(|| Fault::blank(self.column(field)))
    }

    /// A number or code that names something: taken as it is, because a mended identifier could be somebody else's.
    pub(super) fn identifier(&self, field: Field) -> Result<Option<String>, Fault> {
        let Some(place) = self.heading.place(field) else { return Ok(None) };
        let Some(text) = self.texts.get(place) else { return Ok(None) };
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Ok(None);
        }
        let fault = |reason: &str| {
            Err(Fault::at(self.column(field), &clean(trimmed), reason, "Correct it in the other system and send the row again"))
        };
        if trimmed.chars().any(char::is_control) {
            return fault("an identifier contains a control character");
        }
        if crate::identify::rounded_by_a_spreadsheet(trimmed) {
            return fault("a spreadsheet has rounded this number, so that two people could share it");
        }
        Ok(Some(trimmed.to_owned()))
    }

    /// A cell that holds a day or time.
    pub(super) fn when<T>(&self, field: Field, read: impl FnOnce(&str) -> Result<T, WhenProblem>) -> Result<Option<T>, Fault> {
        let Some(text) = self.get(field) else { return Ok(None) };
        let what_to_do = "Correct it, or add the form to `date_formats` or `time_formats` of the map if it is right";
        read(&text).map(Some).map_err(|problem| Fault::at(self.column(field), &text, format!("`{text}` {problem}"), what_to_do))
    }

    /// A cell that holds a code of a list. A blank one is nothing, unless the list says what blank means.
    pub(super) fn code<'c, T>(&self, field: Field, list: &'c Codes<T>) -> Result<Option<(&'c T, Cow<'a, str>)>, Fault> {
        if self.heading.place(field).is_none() {
            return Ok(None);
        }
        let text = self.get(field).unwrap_or_default();
        match list.get(&text) {
            Some(meaning) => Ok(Some((meaning, text))),
            None if text.is_empty() => Ok(None),
            None => {
                let near = nearest(&text, list.codes()).map(|code| format!(" (did you mean `{code}`?)")).unwrap_or_default();
                let known = list.codes().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
                Err(Fault::at(
                    self.column(field),
                    &text,
                    format!("`{text}` is not a {} that the map knows{near}; it knows {known}", field.code()),
                    "Correct it, or add the code to the map and say what it means",
                ))
            }
        }
    }

    /// Whether nothing is written in the row.
    pub(super) fn is_blank(&self) -> bool {
        (0..self.texts.len()).all(|place| self.at(Some(place)).is_none())
    }

    /// Whether every cell that is filled begins with one of these words: a row that tells people how to fill the file in.
    pub(super) fn is_instruction(&self, words: &[String]) -> bool {
        !words.is_empty()
            && (0..self.texts.len())
                .filter_map(|place| self.at(Some(place)))
                .all(|text| words.iter().any(|word| text.starts_with(word.as_str())))
    }

    /// The first cell in use with a letter that could not be read.
    pub(super) fn unreadable(&self) -> Option<(&'a str, Cow<'a, str>)> {
        (0..self.texts.len())
            .filter(|place| self.heading.is_used(*place))
            // Looked for before anything is put right in the cell: nearly no row has one.
            .filter(|place| self.texts.get(*place).is_some_and(|text| text.contains('\u{fffd}')))
            .find_map(|place| self.at(Some(place)).filter(|text| text.contains('\u{fffd}')).map(|text| (self.name(place), text)))
    }
}
