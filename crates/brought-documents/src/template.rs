//! Reads a document of a policy: a head between `+++` that says what it is for, and the words in a small part of Markdown.

use crate::own::FAMILY_DATES;
use crate::placeholder::Placeholder;
use crate::reading_level::is_english;
use crate::text::{Block, Part};
use crate::version::Version;
use brought_policy::pack::DocumentKind;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeWithOffset};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::ops::Range;

/// A document of a policy before anything is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its id in the pack.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: DocumentKind,
    /// When it is sent, for the practitioner who sends it.
    pub purpose: String,
    /// The language of its words, as a BCP 47 tag.
    pub language: String,
    /// Whether it is the document itself or a version of it.
    pub version: Version,
    /// What may be read from outside.
    pub outside: String,
    /// What is filled in, in the order in which it comes.
    pub placeholders: Vec<Placeholder>,
    /// The words.
    pub body: Vec<Block<Part>>,
}

/// What is wrong with a document of a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct TemplateProblem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    id: String,
    title: String,
    kind: String,
    purpose: String,
    #[serde(rename = "clause")]
    _clauses: Vec<String>,
    #[serde(rename = "reading_age")]
    _reading_age: String,
    languages: Vec<String>,
    placeholders: Vec<String>,
    outside: String,
    #[serde(default)]
    easy_read: bool,
    version_of: Option<String>,
}

impl Head {
    /// Which version it is, or what is wrong with what the head says of that.
    fn version(&self, language: &str) -> Result<Version, &'static str> {
        match (is_english(language), self.easy_read, self.version_of.clone()) {
            (true, false, None) => Ok(Version::Usual),
            (true, true, Some(of)) => Ok(Version::EasyRead { of }),
            (false, easy_read, Some(english)) => Ok(Version::Translated { english, easy_read }),
            (true, true, None) => Err("an easy-read document says of which one: `version_of = \"…\"`, its id in the pack"),
            (false, _, None) => Err("a document in another language names its English twin: `version_of = \"…\"`, its id in the pack"),
            (true, false, Some(_)) => {
                Err("`version_of` stands in one that is easy to read, with `easy_read = true`, or in another language: take it out")
            }
        }
    }
}

impl Template {
    /// Reads the text of a document.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its line.
    pub fn parse(text: &str) -> Result<Self, Vec<TemplateProblem>> {
        let (head, body, at) = split(text).map_err(|problem| vec![problem])?;
        let head: Head = toml::from_str(head).map_err(|problem| {
            let line = 2 + problem.span().map_or(0, |span| lines_before(head, span.start));
            vec![TemplateProblem { line, what: problem.message().to_owned() }]
        })?;
        let mut reader = Reader { body, first_line: lines_before(text, at) + 1, problems: Vec::new() };
        let kind = reader.word::<DocumentKind>(&head.kind);
        let announced: BTreeSet<Placeholder> = head.placeholders.iter().filter_map(|code| reader.word(code)).collect();
        let [language] = head.languages.as_slice() else {
            reader.problem(0, "`languages` names one language: another language is a file of its own");
            return Err(reader.problems);
        };
        let version = head.version(language).map_err(|what| reader.problem(0, what)).ok();
        let body = reader.blocks();
        let mut placeholders: Vec<Placeholder> = Vec::new();
        for part in body.iter().flat_map(Block::parts) {
            if let Part::Place { placeholder, .. } = part
                && !placeholders.contains(placeholder)
            {
                placeholders.push(*placeholder);
            }
        }
        for placeholder in placeholders.iter().filter(|placeholder| !announced.contains(placeholder)) {
            reader.problem(0, &format!("`{}` is in the text and not in `placeholders`: name it there", placeholder.code()));
        }
        for placeholder in announced.iter().filter(|placeholder| !placeholders.contains(placeholder)) {
            reader.problem(0, &format!("`{}` is in `placeholders` and nowhere in the text: take it out", placeholder.code()));
        }
        if kind == Some(DocumentKind::Card) {
            for placeholder in placeholders.iter().filter(|placeholder| placeholder.tells_who_or_why()) {
                let what = format!("a card is read by whoever picks it up, so it does not tell {}: take it out", placeholder.words());
                reader.problem(0, &what);
            }
        }
        if placeholders.contains(&Placeholder::Appointments) && !head.id.starts_with(FAMILY_DATES) {
            let what = "`{appointments}` stands only in documents whose id begins with `family_dates`: of these it is asked before they go whether the dates still stand";
            reader.problem(0, what);
        }
        let is_alone = |block: &Block<Part>| matches!(block, Block::Paragraph(parts) if parts.len() == 1);
        let holds =
            |block: &&Block<Part>| block.parts().any(|part| matches!(part, Part::Place { placeholder: Placeholder::Appointments, .. }));
        if body.iter().filter(holds).any(|block| !is_alone(block)) {
            reader.problem(0, "`{appointments}` stands in a paragraph of its own: by that it is known again when it is asked whether the dates still stand");
        }
        if body.is_empty() {
            reader.problem(0, "the document says nothing: write its words below the second `+++`");
        }
        match kind.zip(version).filter(|_| reader.problems.is_empty()) {
            Some((kind, version)) => Ok(Self {
                id: head.id,
                title: head.title,
                kind,
                purpose: head.purpose,
                language: language.clone(),
                version,
                outside: head.outside,
                placeholders,
                body,
            }),
            None => Err(reader.problems),
        }
    }
}

/// The head, the words, and where the words begin.
fn split(text: &str) -> Result<(&str, &str, usize), TemplateProblem> {
    let missing = |line, what: &str| TemplateProblem { line, what: what.to_owned() };
    let rest = text.strip_prefix("+++\n").ok_or_else(|| missing(1, "a document begins with `+++` and its head"))?;
    let end = rest.find("\n+++\n").ok_or_else(|| missing(1, "the head has no end: write a second `+++` above the words"))?;
    let at = "+++\n".len() + end + "\n+++\n".len();
    Ok((&rest[..=end], &text[at..], at))
}

fn lines_before(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count()
}

/// Reads the words of a document.
struct Reader<'t> {
    body: &'t str,
    first_line: usize,
    problems: Vec<TemplateProblem>,
}

impl Reader<'_> {
    fn problem(&mut self, at: usize, what: &str) {
        self.problems.push(TemplateProblem { line: self.first_line + lines_before(self.body, at), what: what.to_owned() });
    }

    fn word<W: std::str::FromStr<Err = brought_domain::vocabulary::UnknownWord>>(&mut self, code: &str) -> Option<W> {
        let read = code.parse();
        if let Err(problem) = &read {
            self.problem(0, &format!("{problem}"));
        }
        read.ok()
    }

    fn blocks(&mut self) -> Vec<Block<Part>> {
        let mut reading = Reading::default();
        let parser = Parser::new_ext(self.body, Options::empty());
        for (event, range) in TextMergeWithOffset::new(parser.into_offset_iter()) {
            self.take(event, range, &mut reading);
        }
        reading.blocks
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>, reading: &mut Reading) {
        match event {
            Event::Start(Tag::Paragraph | Tag::Item | Tag::Heading { .. }) => {}
            Event::Start(Tag::List(_)) => reading.items = Some(Vec::new()),
            Event::Start(Tag::Strong) => reading.strong = true,
            Event::End(TagEnd::Strong) => reading.strong = false,
            Event::End(TagEnd::Paragraph) if reading.items.is_none() => {
                let parts = reading.line();
                reading.blocks.push(Block::Paragraph(parts));
            }
            Event::End(TagEnd::Paragraph) => {}
            Event::End(TagEnd::Heading(level)) => {
                let level = if level == HeadingLevel::H1 { 1 } else { 2 };
                let parts = reading.line();
                reading.blocks.push(Block::Heading(level, parts));
            }
            Event::End(TagEnd::Item) => {
                let item = reading.line();
                reading.items.get_or_insert_default().push(item);
            }
            Event::End(TagEnd::List(_)) => {
                let items = reading.items.take().unwrap_or_default();
                reading.blocks.push(Block::List(items));
            }
            Event::Text(words) => self.words(&words, range.start, reading),
            Event::SoftBreak => reading.words(" "),
            Event::HardBreak => reading.parts.push(Part::LineEnd),
            other => {
                let what =
                    format!("a document has headings, paragraphs, lists and words in bold, and nothing else; this is {}", name(&other));
                self.problem(range.start, &what);
            }
        }
    }

    /// Words with `{placeholders}` among them.
    fn words(&mut self, words: &str, at: usize, reading: &mut Reading) {
        let mut rest = words;
        while let Some((before, after)) = rest.split_once('{') {
            reading.words(before);
            let Some((code, after)) = after.split_once('}') else {
                return self.problem(at, "`{` has no `}`: a placeholder is written as {child_name}");
            };
            match code.parse() {
                Ok(placeholder) => reading.parts.push(Part::Place { placeholder, strong: reading.strong }),
                Err(problem) => self.problem(at, &format!("{problem}")),
            }
            rest = after;
        }
        reading.words(rest);
    }
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    blocks: Vec<Block<Part>>,
    items: Option<Vec<Vec<Part>>>,
    parts: Vec<Part>,
    strong: bool,
}

impl Reading {
    fn line(&mut self) -> Vec<Part> {
        std::mem::take(&mut self.parts)
    }

    fn words(&mut self, words: &str) {
        if !words.is_empty() {
            self.parts.push(Part::Words { words: words.to_owned(), strong: self.strong });
        }
    }
}

fn name(event: &Event<'_>) -> &'static str {
    match event {
        Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) => "slanted writing, which is hard to read",
        Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link) => "a link, which does nothing on paper",
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => "a picture",
        Event::Code(_) | Event::Start(Tag::CodeBlock(_)) | Event::End(TagEnd::CodeBlock) => "code",
        Event::Html(_) | Event::InlineHtml(_) => "HTML",
        _ => "something else",
    }
}
