//! Fills a document in.

use crate::placeholder::Placeholder;
use crate::template::Template;
use crate::text::{Block, Part, Run};
use brought_policy::pack::DocumentKind;
use std::collections::BTreeMap;

/// What is filled into a document. Empty words fill nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<Placeholder, String>);

impl Values {
    /// Says what to fill in for a placeholder.
    pub fn set(&mut self, placeholder: Placeholder, words: &str) {
        let words = words.trim();
        if words.is_empty() {
            self.0.remove(&placeholder);
        } else {
            self.0.insert(placeholder, words.to_owned());
        }
    }

    /// What fills a placeholder.
    pub fn get(&self, placeholder: Placeholder) -> Option<&str> {
        self.0.get(&placeholder).map(String::as_str)
    }
}

/// A document with everything filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The id of the document in the pack.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: DocumentKind,
    /// The language of its words, as a BCP 47 tag.
    pub language: String,
    /// The words.
    pub body: Vec<Block<Run>>,
}

impl Template {
    /// The document with these words in it.
    ///
    /// # Errors
    /// The placeholders that nothing fills: a letter with a gap in it is not sent.
    pub fn fill(&self, values: &Values) -> Result<Filled, Vec<Placeholder>> {
        let unfilled: Vec<Placeholder> =
            self.placeholders.iter().copied().filter(|placeholder| values.get(*placeholder).is_none()).collect();
        if !unfilled.is_empty() {
            return Err(unfilled);
        }
        let runs = |part: &Part| match part {
            Part::Words { words, strong } => run(words, *strong),
            Part::Place { placeholder, strong } => run(values.get(*placeholder).unwrap_or_default(), *strong),
            Part::LineEnd => vec![Run::LineEnd],
        };
        Ok(Filled {
            id: self.id.clone(),
            title: self.title.clone(),
            kind: self.kind,
            language: self.language.clone(),
            body: self.body.iter().map(|block| block.with(runs)).collect(),
        })
    }
}

/// Words as they were written, line by line.
fn run(words: &str, strong: bool) -> Vec<Run> {
    let mut runs = Vec::new();
    for line in words.split('\n') {
        if !runs.is_empty() {
            runs.push(Run::LineEnd);
        }
        let line = line.trim_end_matches('\r').to_owned();
        runs.push(if strong { Run::Strong(line) } else { Run::Words(line) });
    }
    runs
}

impl Filled {
    /// Its words alone, as they are kept with the entry that it was sent.
    pub fn words(&self) -> String {
        let line = |runs: &[Run]| -> String {
            runs.iter().map(|run| if let Run::Words(words) | Run::Strong(words) = run { words.as_str() } else { "\n" }).collect()
        };
        let block = |block: &Block<Run>| match block {
            Block::Heading(_, runs) | Block::Paragraph(runs) => line(runs),
            Block::List(items) => items.iter().map(|item| format!("- {}", line(item))).collect::<Vec<_>>().join("\n"),
        };
        self.body.iter().map(block).collect::<Vec<_>>().join("\n\n")
    }
}
