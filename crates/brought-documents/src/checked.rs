//! Checks the text of a document of a pack, for those who write packs.

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
