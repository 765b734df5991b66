//! Shows a problem with the lines it stands in, for people at a terminal.

use crate::problem::{Problem, Severity};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use std::fmt;

/// The width of the page it is shown on, in letters.
const WIDTH: usize = 100;

/// A problem beside the text of its file.
struct Shown<'p> {
    problem: &'p Problem,
    source: NamedSource<String>,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.problem, f)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problem.line {
            0 => write!(f, "{}: {}", self.problem.file, self.problem.message),
            _ => f.write_str(&self.problem.message),
        }
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.problem.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.problem.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (self.problem.line > 0).then_some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        // A span over several lines is shown by its first line: the rest of a long block only pushes the message off the screen.
        let text = self.source.inner();
        let span = self.problem.span.start.min(text.len())..self.problem.span.end.min(text.len());
        let first_line = text.get(span.clone()).and_then(|text| text.lines().next()).map_or(0, str::len);
        let label = LabeledSpan::underline(span.start..span.start + first_line);
        (self.problem.line > 0).then(|| Box::new(std::iter::once(label)) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}

/// The problem as a person at a terminal reads it: what is wrong, the lines of the file with the place underlined, what to do about it.
///
/// `source` is the text of the problem's file, as it stands in [`super::LoadedPack::files`].
pub fn render(problem: &Problem, source: &str, colour: bool) -> String {
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let shown = Shown { problem, source: NamedSource::new(&problem.file, source.to_owned()) };
    let mut text = String::new();
    match GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_links(false).render_report(&mut text, &shown) {
        Ok(()) => text,
        // Writing to a text cannot fail; should the library refuse for another reason, the problem is still told.
        Err(fmt::Error) => problem.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_shown_under_its_line() {
        let source = "id = \"a\"\nnation = \"scotlnd\"\n";
        let problem = Problem::error("pack.toml", source, 18..27, "`scotlnd` is not a nation").with_help("did you mean `scotland`?");
        let shown = render(&problem, source, false);
        let lines: Vec<_> = shown.lines().map(str::trim_end).collect();
        assert_eq!(
            lines,
            [
                "  × `scotlnd` is not a nation",
                "   ╭─[pack.toml:2:10]",
                " 1 │ id = \"a\"",
                " 2 │ nation = \"scotlnd\"",
                "   ·          ─────────",
                "   ╰────",
                "  help: did you mean `scotland`?"
            ]
        );
    }

    #[test]
    fn a_problem_with_a_whole_file_names_it_and_shows_no_lines() {
        let shown = render(&Problem::whole_file("clauses.toml", "this file is missing from the pack"), "", false);
        assert_eq!(shown.trim(), "× clauses.toml: this file is missing from the pack");
    }

    #[test]
    fn places_outside_the_text_do_no_harm() {
        let problem = Problem { span: 500..900, line: 3, ..Problem::error("a", "–", 1..2, "odd") };
        assert!(render(&problem, "–", false).contains("odd"));
        let within_a_letter = Problem::error("a", "–", 1..2, "odd");
        assert!(render(&within_a_letter, "–", true).contains("odd"));
    }
}
