//! The text of a document: headings, paragraphs and lists, with words in bold. Nothing else helps a reader of letters.

use crate::placeholder::Placeholder;
use serde::Serialize;

/// A part of a text that stands by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Block<I> {
    /// A heading of level 1 or 2.
    Heading(u8, Vec<I>),
    /// A paragraph.
    Paragraph(Vec<I>),
    /// A list, each item in a line of its own.
    List(Vec<Vec<I>>),
}

/// A part of a line of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Words {
        /// The words.
        words: String,
        /// Whether they are bold.
        strong: bool,
    },
    /// Something that is filled in.
    Place {
        /// What.
        placeholder: Placeholder,
        /// Whether it is bold.
        strong: bool,
    },
    /// The line ends.
    LineEnd,
}

/// A part of a line of a document that is filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Run {
    /// Words.
    Words(String),
    /// Words in bold.
    Strong(String),
    /// The line ends.
    LineEnd,
}

impl<I> Block<I> {
    /// The same text with other parts.
    pub(crate) fn with<J>(&self, mut change: impl FnMut(&I) -> Vec<J>) -> Block<J> {
        let mut line = |parts: &[I]| parts.iter().flat_map(&mut change).collect::<Vec<J>>();
        match self {
            Self::Heading(level, parts) => Block::Heading(*level, line(parts)),
            Self::Paragraph(parts) => Block::Paragraph(line(parts)),
            Self::List(items) => Block::List(items.iter().map(|item| line(item)).collect()),
        }
    }

    /// Every part of it.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &I> {
        let (one, many): (&[I], &[Vec<I>]) = match self {
            Self::Heading(_, parts) | Self::Paragraph(parts) => (parts, &[]),
            Self::List(items) => (&[], items),
        };
        one.iter().chain(many.iter().flatten())
    }
}
