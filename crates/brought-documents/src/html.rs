//! A document as a page: the twin of what is printed, for whoever reads it on a screen or has it read out.

use crate::filled::Filled;
use crate::letterhead::{Letterhead, Print};
use crate::text::{Block, Run};

/// The document as the content of a page.
pub fn fragment(document: &Filled, letterhead: Option<&Letterhead>) -> String {
    let mut html = String::new();
    let language = escaped(&document.language);
    html.push_str(&format!("<article class=\"app-document app-document--{}\" lang=\"{language}\">\n", document.kind.code()));
    if let Some(Letterhead { to, from, written_on }) = letterhead {
        html.push_str(&format!("<p class=\"app-document__from\">{}</p>\n", lines(from)));
        html.push_str(&format!("<p class=\"app-document__to\">{}</p>\n", lines(to.lines())));
        html.push_str(&format!("<p class=\"app-document__date\">{}</p>\n", escaped(written_on)));
    }
    for block in &document.body {
        match block {
            // The page around it has a heading of its own.
            Block::Heading(level, runs) => html.push_str(&format!("<h{0}>{1}</h{0}>\n", level + 1, line(runs))),
            Block::Paragraph(runs) => html.push_str(&format!("<p>{}</p>\n", line(runs))),
            Block::List(items) => {
                let items: String = items.iter().map(|item| format!("<li>{}</li>", line(item))).collect();
                html.push_str(&format!("<ul>{items}</ul>\n"));
            }
        }
    }
    html.push_str("</article>\n");
    html
}

/// The document as a file that needs nothing else.
pub fn page(document: &Filled, letterhead: Option<&Letterhead>, print: Print) -> String {
    let large = match print {
        Print::Usual => "",
        Print::Large => "body{font-size:1.8rem}",
        Print::Poster => "body{font-size:2.2rem}@page{size:A4}",
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>{STYLE}{large}</style>\n</head>\n<body>\n<main>\n<h1>{1}</h1>\n{}</main>\n</body>\n</html>\n",
        escaped(&document.language),
        escaped(&document.title),
        fragment(document, letterhead)
    )
}

const STYLE: &str = "body{font:1.2rem/1.5 Arial,sans-serif;color:#212b32;max-width:40rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.2em}\
    .app-document__from{text-align:right}@media print{body{margin:0;max-width:none}h1{display:none}}";

fn lines(lines: &[String]) -> String {
    lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br>")
}

fn line(runs: &[Run]) -> String {
    let html = |run: &Run| match run {
        Run::Words(words) => escaped(words),
        Run::Strong(words) => format!("<strong>{}</strong>", escaped(words)),
        Run::LineEnd => "<br>".to_owned(),
    };
    runs.iter().map(html).collect()
}

pub(crate) fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    pulldown_cmark_escape::escape_html(&mut escaped, words).unwrap_or_default();
    escaped
}
