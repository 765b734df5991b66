//! A pathway's text, taken apart into what is read and what is shown in another way.

use crate::address::part;
use brought_policy::Pack;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// A document in its parts.
pub(super) struct Document {
    /// Its parts, in order.
    pub(super) parts: Vec<Part>,
    /// Its sections: the id of each heading and its words.
    pub(super) headings: Vec<(String, String)>,
}

/// A part of a document.
pub(super) enum Part {
    /// Words, as HTML that holds nothing but what is made here.
    Prose(String),
    /// A block that is only to be read.
    Text(String),
    /// The rule with this id, and its source.
    Rule { id: String, source: String },
    /// Scenarios that stand one after another, by name, each with its source.
    Scenarios(Vec<(String, String)>),
}

/// Takes a pathway's text apart. HTML in it is shown and not run; an address in it leads nowhere; the id of a clause leads to its page.
pub(super) fn document(text: &str, pack: &Pack, key: &str) -> Document {
    let mut reader = Reader { pack, key, parts: Vec::new(), prose: Vec::new(), headings: Vec::new() };
    let mut block: Option<(String, String)> = None;
    let mut heading: Option<(HeadingLevel, String)> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                block = Some((language, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                let (language, code) = block.take().unwrap_or_default();
                reader.block(&language, code);
            }
            Event::Text(words) if block.is_some() => {
                if let Some((_, code)) = &mut block {
                    code.push_str(&words);
                }
            }
            Event::Start(Tag::Heading { level, .. }) => heading = Some((level, String::new())),
            Event::End(TagEnd::Heading(_)) => {
                let (level, words) = heading.take().unwrap_or((HeadingLevel::H2, String::new()));
                reader.heading(level, words);
            }
            Event::Text(words) | Event::Code(words) if heading.is_some() => {
                if let Some((_, so_far)) = &mut heading {
                    so_far.push_str(&words);
                }
            }
            Event::Text(words) | Event::Html(words) | Event::InlineHtml(words) => reader.words(&words),
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::End(TagEnd::Link | TagEnd::Image) => {}
            other => reader.prose.push(other.into_static()),
        }
    }
    reader.flush();
    Document { parts: reader.parts, headings: reader.headings }
}

struct Reader<'p> {
    pack: &'p Pack,
    /// By which name the addresses of its pages call it.
    key: &'p str,
    parts: Vec<Part>,
    prose: Vec<Event<'static>>,
    headings: Vec<(String, String)>,
}

impl Reader<'_> {
    fn flush(&mut self) {
        if self.prose.is_empty() {
            return;
        }
        let mut page = String::new();
        html::push_html(&mut page, std::mem::take(&mut self.prose).into_iter());
        self.parts.push(Part::Prose(page));
    }

    fn block(&mut self, language: &str, code: String) {
        self.flush();
        match (language.trim(), self.parts.last_mut()) {
            ("rule", _) => self.parts.push(Part::Rule { id: value_of("id", &code), source: code }),
            ("scenario", Some(Part::Scenarios(scenarios))) => scenarios.push((value_of("name", &code), code)),
            ("scenario", _) => self.parts.push(Part::Scenarios(vec![(value_of("name", &code), code)])),
            _ => self.parts.push(Part::Text(code)),
        }
    }

    /// The first heading is the pathway's title, which the page has already.
    fn heading(&mut self, level: HeadingLevel, words: String) {
        let words = words.trim().to_owned();
        if level == HeadingLevel::H1 && self.headings.is_empty() {
            return;
        }
        let level = level.max(HeadingLevel::H2);
        let id = format!("section-{}", self.headings.len() + 1);
        let tag = Tag::Heading { level, id: Some(CowStr::from(id.clone())), classes: Vec::new(), attrs: Vec::new() };
        self.prose.push(Event::Start(tag));
        self.words(&words);
        self.prose.push(Event::End(TagEnd::Heading(level)));
        self.headings.push((id, words));
    }

    /// Words, in which the id of a clause leads to its page.
    fn words(&mut self, words: &str) {
        let is_of_id = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        let mut rest = words;
        let mut plain = String::new();
        while !rest.is_empty() {
            let length = rest.find(|letter| !is_of_id(letter)).unwrap_or(rest.len());
            let (token, after) =
                if length == 0 { rest.split_at(rest.chars().next().map_or(0, char::len_utf8)) } else { rest.split_at(length) };
            if self.pack.clauses.contains_key(token) {
                self.prose.push(Event::Text(std::mem::take(&mut plain).into()));
                let address = format!("/policies/{}/clauses/{}", part(self.key), part(token));
                self.prose.push(Event::InlineHtml(format!("<a class=\"nhsuk-u-nowrap\" href=\"{address}\">{token}</a>").into()));
            } else {
                plain.push_str(token);
            }
            rest = after;
        }
        if !plain.is_empty() {
            self.prose.push(Event::Text(plain.into()));
        }
    }
}

/// What a block gives for a key on a line of its own: nothing when it does not, and then the block is shown as it is written.
fn value_of(key: &str, code: &str) -> String {
    let value = code.lines().find_map(|line| line.trim().strip_prefix(key)?.trim_start().strip_prefix('='));
    value.unwrap_or_default().trim().trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn pack() -> Pack {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/no-access/");
        let names = ["pack.toml", "clauses.toml", "pathways/children.md", "pathways/parents.md"];
        let read = |name: &str| (name.to_owned(), std::fs::read_to_string(format!("{folder}{name}")).unwrap());
        brought_policy::pack::load(&names.map(read).into_iter().collect::<BTreeMap<_, _>>()).pack.unwrap()
    }

    fn prose(document: &Document) -> String {
        document.parts.iter().filter_map(|part| if let Part::Prose(html) = part { Some(html.as_str()) } else { None }).collect()
    }

    #[test]
    fn words_are_shown_as_words_and_nothing_in_them_is_run() {
        let document = document(
            "# Title\n\n## Part (NAF-15)\n\nSome <script>alert(1)</script> and [words](javascript:alert(1)) & NAF-99.\n",
            &pack(),
            "no-access",
        );
        let page = prose(&document);
        assert!(!page.contains("<script>") && !page.contains("javascript") && page.contains("&amp; NAF-99"), "{page}");
        assert!(
            page.contains(
                "<h2 id=\"section-1\">Part (<a class=\"nhsuk-u-nowrap\" href=\"/policies/no-access/clauses/NAF-15\">NAF-15</a>)</h2>"
            ),
            "{page}"
        );
        assert_eq!(document.headings, [("section-1".to_owned(), "Part (NAF-15)".to_owned())]);
    }

    /// Otherwise a panel would be missing, or stand under the wrong words.
    #[test]
    fn every_rule_and_scenario_of_the_shipped_pack_is_found_by_its_name() {
        for pathway in &pack().pathways {
            let document = document(&pathway.text, &pack(), "no-access");
            let (mut rules, mut scenarios) = (Vec::new(), Vec::new());
            for part in document.parts {
                match part {
                    Part::Rule { id, .. } => rules.push(id),
                    Part::Scenarios(found) => scenarios.extend(found.into_iter().map(|(name, _)| name)),
                    _ => {}
                }
            }
            assert_eq!(rules, pathway.rules.iter().map(|rule| rule.id.clone()).collect::<Vec<_>>(), "{}", pathway.id);
            assert_eq!(scenarios, pathway.scenarios.iter().map(|scenario| scenario.name.clone()).collect::<Vec<_>>(), "{}", pathway.id);
        }
    }
}
