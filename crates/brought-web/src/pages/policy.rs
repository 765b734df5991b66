//! One policy, as its pathways write it: the clause in words, and the rule that implements it below.

use crate::frame::Frame;
use crate::problem::WebProblem;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::templating::{render, shown};
use axum::extract::{Path, State};
use axum::response::Html;
use brought_calendar::{date_in_words, local_date};
use brought_policy::pack::HeldBy;
use minijinja::Value;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

pub(crate) async fn show(State(state): State<WebState>, who: SignedIn, Path(id): Path<String>) -> Result<Html<String>, WebProblem> {
    let pack = state.brought.pack_for(None, local_date(state.now()));
    if pack.id != id {
        return Err(WebProblem::NoSuchPage);
    }
    let pathways: Vec<_> = pack
        .pathways
        .iter()
        .map(|pathway| shown! { id => pathway.id, title => pathway.title, html => Value::from_safe_string(rendered(&whole_text(pathway))) })
        .collect();
    let clauses: Vec<_> = pack
        .clauses
        .values()
        .map(|clause| shown! { id => clause.id, section => clause.section, says => clause.says, held_by => held_by(&clause.held_by) })
        .collect();
    let shown = shown! {
        frame => Frame::of(&state, &who, "/policies"), pathways, clauses,
        pack => shown! {
            title => pack.title, publisher => pack.publisher, version => pack.version, digest => pack.digest, source => pack.sources.iter().map(|source| source.document.as_str()).collect::<Vec<_>>().join("; "),
            from => date_in_words(pack.in_force_from), review_by => pack.review_by.map(date_in_words),
        },
    };
    render("pages/policy.jinja", shown)
}

fn held_by(held_by: &HeldBy) -> String {
    match held_by {
        HeldBy::Rules => "the rules that cite it".to_owned(),
        HeldBy::Product(how) => format!("brought itself: {how}"),
        HeldBy::Judgement(why) => format!("professional judgement: {why}"),
    }
}

/// The pages that came with what the pack includes, and then its own.
fn whole_text(pathway: &brought_policy::pack::Pathway) -> String {
    let pages = pathway.included.iter().map(|page| page.text.as_str()).chain([pathway.text.as_str()]);
    pages.collect::<Vec<_>>().join("\n\n")
}

/// A pathway's text as HTML. Its headings go one level down, below the page's own; HTML in it is shown and not run; a rule or a scenario is
/// folded away under its name.
fn rendered(text: &str) -> String {
    let mut events = Vec::new();
    let mut block: Option<(String, String)> = None;
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
                events.push(Event::Html(folded(&language, &code).into()));
            }
            Event::Text(words) if block.is_some() => {
                if let Some((_, code)) = &mut block {
                    code.push_str(&words);
                }
            }
            Event::Html(words) | Event::InlineHtml(words) => events.push(Event::Text(words)),
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                events.push(Event::Start(Tag::Heading { level: lower(level), id: None::<CowStr<'_>>, classes, attrs }));
            }
            Event::End(TagEnd::Heading(level)) => events.push(Event::End(TagEnd::Heading(lower(level)))),
            // An address in a policy could lead anywhere: its words are shown.
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::End(TagEnd::Link | TagEnd::Image) => {}
            other => events.push(other),
        }
    }
    let mut page = String::with_capacity(text.len() * 2);
    html::push_html(&mut page, events.into_iter());
    page
}

/// A rule or a scenario: its name to be seen, the whole to be unfolded.
fn folded(language: &str, code: &str) -> String {
    let named = |key: &str| {
        code.lines()
            .find_map(|line| line.trim().strip_prefix(key)?.trim().strip_prefix('=').map(|value| value.trim().trim_matches('"').to_owned()))
    };
    let summary = match language {
        "rule" => format!("Rule {}", named("id").unwrap_or_default()),
        "scenario" => format!("Example: {}", named("name").unwrap_or_default()),
        _ => return format!("<pre class=\"app-code\"><code>{}</code></pre>\n", escaped(code)),
    };
    format!(
        "<details class=\"nhsuk-details\"><summary class=\"nhsuk-details__summary\"><span class=\"nhsuk-details__summary-text\">{}</span></summary>\
         <div class=\"nhsuk-details__text\"><pre class=\"app-code\" tabindex=\"0\"><code>{}</code></pre></div></details>\n",
        escaped(&summary),
        escaped(code)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pathway_is_shown_as_a_document_and_nothing_in_it_is_run() {
        let page = rendered(
            "# Title\n\nSome <script>alert(1)</script> and [words](javascript:alert(1)).\n\n```rule\nid = \"X-1\"\nwhen = \"a < 2\"\n```\n",
        );
        assert!(page.contains("<h2>Title</h2>"), "{page}");
        assert!(!page.contains("<script>") && !page.contains("href"), "{page}");
        assert!(page.contains("Rule X-1") && page.contains("a &lt; 2"), "{page}");
    }
}
