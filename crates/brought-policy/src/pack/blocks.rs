//! Finds the fenced blocks of a pathway page.

use super::table::Source;
use crate::problem::Problem;
use brought_domain::vocabulary;
use brought_domain::vocabulary::nearest;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::ops::Range;

vocabulary! {
    /// What a fenced block of a pathway page is.
    pub enum BlockKind ("block of a pathway page") {
        /// A rule.
        Rule = "rule", "rule";
        /// A scenario.
        Scenario = "scenario", "scenario";
        /// Something to be read only: a wording, an example.
        Text = "text", "block of text";
    }
}

/// A fenced block that the program reads.
#[derive(Clone, Debug)]
pub(super) struct Block<'t> {
    pub(super) kind: BlockKind,
    pub(super) source: Source<'t>,
    /// The line that opens the block, for problems with the block as a whole.
    pub(super) fence: Range<usize>,
}

impl Block<'_> {
    /// The line that opens it, from 1.
    pub(super) fn line(&self) -> usize {
        self.source.error(self.fence.clone(), "").line
    }
}

/// Finds the rules and scenarios of a page, in order.
///
/// A block whose tag is misspelt would drop a rule without a word, so every tag that is not known is an error.
pub(super) fn blocks<'t>(file: &'t str, text: &'t str, problems: &mut Vec<Problem>) -> Vec<Block<'t>> {
    let mut found = Vec::new();
    let mut open: Option<(BlockKind, Range<usize>, Vec<Range<usize>>)> = None;
    for (event, span) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(tag))) => {
                let fence = first_line(text, &span);
                open = kind(file, text, &tag, &fence, problems).map(|kind| (kind, span, Vec::new()));
            }
            Event::Text(_) => {
                if let Some((_, _, lines)) = &mut open {
                    lines.push(span);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((kind, whole, lines)) = open.take() {
                    let block = block(file, text, kind, &whole, &lines, problems);
                    found.extend(block.filter(|block| block.kind != BlockKind::Text));
                }
            }
            _ => {}
        }
    }
    found
}

fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let length = text[span.clone()].find(['\n', '\r']).unwrap_or(span.len());
    span.start..span.start + length
}

fn kind(file: &str, text: &str, tag: &str, fence: &Range<usize>, problems: &mut Vec<Problem>) -> Option<BlockKind> {
    let tag = tag.trim();
    let known = BlockKind::ALL.iter().copied().find(|kind| kind.code() == tag);
    if known.is_none() {
        let message = if tag.is_empty() { "this block has no tag".to_owned() } else { format!("`{tag}` is not a known tag of a block") };
        let problem = Problem::error(file, text, fence.clone(), message);
        let codes = BlockKind::ALL.iter().map(|kind| kind.code());
        problems.push(problem.with_help(match nearest(tag, codes) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "tag it `rule` or `scenario`, or `text` when it is only to be read".to_owned(),
        }));
    }
    known
}

fn block<'t>(
    file: &'t str,
    text: &'t str,
    kind: BlockKind,
    whole: &Range<usize>,
    lines: &[Range<usize>],
    problems: &mut Vec<Problem>,
) -> Option<Block<'t>> {
    let fence = first_line(text, whole);
    let mut refuse = |message: String, help: &str| {
        problems.push(Problem::error(file, text, fence.clone(), message).with_help(help));
        None
    };
    // Within a list or a quotation the lines of a block carry indentation that is not part of it.
    if kind != BlockKind::Text && !(fence.start == 0 || text[..fence.start].ends_with('\n')) {
        return refuse(format!("this {kind} does not stand by itself"), "begin the fence at the beginning of a line");
    }
    if !is_closed(&text[whole.clone()], &text[fence.clone()]) {
        // Whatever follows on the page would be swallowed by it.
        return refuse(format!("this {kind} is never closed"), "close it by a line of three backticks");
    }
    let inside = match (lines.first(), lines.last()) {
        (Some(first), Some(last)) => first.start..last.end,
        _ => return refuse(format!("this {kind} is empty"), "write it, or leave the block out"),
    };
    Some(Block { kind, source: Source::part(file, text, inside), fence })
}

/// Whether the last line of a block is a fence at least as long as the one that opens it. In Markdown it need not be: an open block runs on to
/// the end of the page.
fn is_closed(block: &str, opening: &str) -> bool {
    let sign = if opening.starts_with('~') { '~' } else { '`' };
    let length = opening.chars().take_while(|letter| *letter == sign).count();
    let last = block.trim_end().lines().skip(1).last().unwrap_or_default();
    let last = last.trim_start_matches([' ', '>']);
    last.len() >= length && last.chars().all(|letter| letter == sign)
}
