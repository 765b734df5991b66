//! Checks the text of a document of a pack, for those who write packs.

use crate::jargon::Jargon;
use crate::placeholder::Placeholder;
use crate::reading_level::{LONGEST_SENTENCE, READING_AGE_WANTED};
use crate::template::Template;
use crate::version::Version;
use brought_policy::pack::Document;
use brought_policy::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with the text of a document, each with its place. A document with a problem cannot be written.
pub fn problems_of(document: &Document) -> Vec<Problem> {
    let at_line = |line: usize, message: String| {
        let start = document.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let length = document.text[start..].lines().next().map_or(0, str::len);
        Problem::error(&document.file, &document.text, start..start + length, message)
    };
    let template = match Template::parse(&document.text) {
        Ok(template) => template,
        Err(problems) => return problems.into_iter().map(|problem| at_line(problem.line, problem.what)).collect(),
    };
    let says = [("id", template.id.as_str(), document.id.as_str()), ("title", &template.title, &document.title)];
    let kinds = ("kind", template.kind.code(), document.kind.code());
    let differ = says.into_iter().chain([kinds]).filter(|(_, here, there)| here != there);
    differ
        .map(|(what, here, there)| at_line(2, format!("its {what} is `{here}` here and `{there}` in the pack: make them the same")))
        .collect()
}

/// What is wrong with the versions among the documents of a pack: one of a document that is not there or is a version itself, or that fills in something
/// else. Such a version is not offered.
pub fn problems_of_versions(documents: &BTreeMap<String, Document>) -> Vec<Problem> {
    let templates: BTreeMap<&str, Template> =
        documents.iter().filter_map(|(id, document)| Some((id.as_str(), Template::parse(&document.text).ok()?))).collect();
    let problem = |template: &Template| {
        let of = template.version.of()?;
        let what = match templates.get(of) {
            None => format!("it is a version of `{of}`, which is no document of this pack that can be read"),
            Some(usual) if usual.version != Version::Usual => {
                format!("it is a version of `{of}`, which is a version itself: name the usual one")
            }
            Some(usual) if usual.kind != template.kind => {
                format!("it is a {} and `{of}` is a {}", template.kind.words(), usual.kind.words())
            }
            Some(usual) if filled_in(usual) != filled_in(template) => {
                format!("it does not fill in what `{of}` fills in: both say the same, so both hold the same `placeholders`")
            }
            Some(_) => return None,
        };
        let document = documents.get(&template.id)?;
        Some(Problem::whole_file(&document.file, what))
    };
    templates.values().filter_map(problem).collect()
}

fn filled_in(template: &Template) -> BTreeSet<Placeholder> {
    template.placeholders.iter().copied().collect()
}

/// What would make the text of a document easier to read, each as a warning. A document can be written all the same.
pub fn advice_on(document: &Document) -> Vec<Problem> {
    let Some(level) = Template::parse(&document.text).ok().and_then(|template| template.reading_level()) else { return Vec::new() };
    let advice = |message: String| Problem::whole_file(&document.file, message).as_warning();
    let hard = level.age().filter(|_| level.is_too_hard()).map(|age| {
        advice(format!("its reading age is about {age}, and should be at most {READING_AGE_WANTED}"))
            .with_help("write shorter sentences and shorter words, and ask a reader")
    });
    let long = level.long_sentences.iter().map(|sentence| {
        advice(format!("a sentence has more than {LONGEST_SENTENCE} words: “{sentence}”")).with_help("make two sentences of it")
    });
    let jargon = level
        .jargon
        .iter()
        .map(|Jargon { word, instead }| advice(format!("families should not have to know “{word}”")).with_help(format!("say “{instead}”")));
    hard.into_iter().chain(long).chain(jargon).collect()
}
