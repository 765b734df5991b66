//! Versions of a document: in easy words, or in another language. What goes to a family in another language goes with its English twin, so that
//! everybody who works with the record can read what was sent.

use crate::filled::{Filled, Values};
use crate::placeholder::Placeholder;
use crate::template::Template;

/// What a text is to the document of the policy that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Version {
    /// The document itself, in English.
    Usual,
    /// The same in easy words: short sentences, one thought in each.
    EasyRead {
        /// The id of the usual one.
        of: String,
    },
    /// The same in another language.
    Translated {
        /// The id of its English twin, which is the usual one.
        english: String,
        /// Whether it is in easy words as well.
        easy_read: bool,
    },
}

impl Version {
    /// The id of the usual one of which it is a version.
    pub fn of(&self) -> Option<&str> {
        match self {
            Self::Usual => None,
            Self::EasyRead { of } => Some(of),
            Self::Translated { english, .. } => Some(english),
        }
    }
}

impl Template {
    /// Which version it is, to choose by: "Easy read", "Language: pl".
    pub fn version_words(&self) -> String {
        match &self.version {
            Version::Usual => "Usual words".to_owned(),
            Version::EasyRead { .. } => "Easy read".to_owned(),
            Version::Translated { easy_read: false, .. } => format!("Language: {}, with its English twin", self.language),
            Version::Translated { easy_read: true, .. } => format!("Language: {}, easy read, with its English twin", self.language),
        }
    }
}

/// A document that can be written. One in another language is here together with its English twin, or it is not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writable {
    template: Template,
    english: Option<Template>,
}

impl Writable {
    /// A text, with its English twin if it needs one. Nothing: it needs one, and there is none.
    pub fn new(template: Template, find: impl FnOnce(&str) -> Option<Template>) -> Option<Self> {
        let english = match &template.version {
            Version::Usual | Version::EasyRead { .. } => None,
            Version::Translated { english, .. } => Some(find(english).filter(|twin| twin.version == Version::Usual)?),
        };
        Some(Self { template, english })
    }

    /// The text that was chosen.
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// What has to be filled in: for both, where there are two.
    pub fn placeholders(&self) -> Vec<Placeholder> {
        let of_twin = self.english.iter().flat_map(|english| &english.placeholders);
        let only_there = of_twin.filter(|placeholder| !self.template.placeholders.contains(placeholder));
        self.template.placeholders.iter().chain(only_there).copied().collect()
    }

    /// It with these words in it, and its twin with the same.
    ///
    /// # Errors
    /// The placeholders that nothing fills.
    pub fn fill(&self, values: &Values) -> Result<Papers, Vec<Placeholder>> {
        let unfilled: Vec<Placeholder> = self.placeholders().into_iter().filter(|placeholder| values.get(*placeholder).is_none()).collect();
        if !unfilled.is_empty() {
            return Err(unfilled);
        }
        let english = self.english.as_ref().map(|english| english.fill(values)).transpose()?;
        Ok(Papers { document: self.template.fill(values)?, english })
    }
}

/// What goes to somebody, filled in: one document, or one in another language with its English twin. Only [`Writable::fill`] makes it, so that the twin
/// cannot be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Papers {
    document: Filled,
    english: Option<Filled>,
}

impl Papers {
    /// The document in the version that was chosen.
    pub fn document(&self) -> &Filled {
        &self.document
    }

    /// Its English twin, if it is in another language.
    pub fn english(&self) -> Option<&Filled> {
        self.english.as_ref()
    }

    /// The words of all of it, as they are kept with the entry that it was sent.
    pub fn words(&self) -> String {
        match &self.english {
            None => self.document.words(),
            Some(english) => format!("{}\n\nIts English twin:\n\n{}", self.document.words(), english.words()),
        }
    }
}
