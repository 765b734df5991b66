//! Checks the text of a document of a pack, for those who write packs.

use crate::jargon::Jargon;
use crate::reading_level::{LONGEST_SENTENCE, READING_AGE_WANTED};
use crate::template::Template;
use brought_policy::pack::Document;
use brought_policy::problem::Problem;

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
