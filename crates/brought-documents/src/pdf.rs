//! A document as a tagged PDF (PDF/UA-1), so that a screen reader reads it in the order in which it is meant.
//!
//! Letters keep to the specification of GOV.UK Notify (2.4): A4, the address in the window, nothing but the sender beside it, the words from 95 mm down.

use crate::filled::Filled;
use crate::letterhead::{Letterhead, Print};
use crate::sheet::Sheet;
use brought_policy::pack::DocumentKind;
use serde_json::json;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// The most pages of a letter that GOV.UK Notify takes.
const MOST_PAGES: usize = 10;
/// How many compilations an intermediate result is kept for, so that a server does not grow with every letter.
const KEPT_FOR: usize = 10;

/// Why a document cannot be printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PdfProblem {
    /// The typeface lacks a sign.
    #[error("the typeface has no sign for “{0}”: write it in Latin letters, or use the page, which the reader's own machine shows")]
    NoSign(char),
    /// It does not fit.
    #[error("it fills {pages} pages, and {most} is the most: shorten what you filled in")]
    TooLong {
        /// How many it fills.
        pages: usize,
        /// How many it may.
        most: usize,
    },
    /// It could not be set.
    #[error("it could not be typeset: {0}")]
    NotSet(String),
}

/// The document in print. The same document gives the same bytes.
///
/// # Errors
/// When it holds a sign that the typeface lacks, does not fit, or cannot be typeset. A letter with boxes instead of letters is not made.
pub fn pdf(document: &Filled, letterhead: Option<&Letterhead>, print: Print) -> Result<Vec<u8>, PdfProblem> {
    let (language, region) = document.language.split_once('-').unwrap_or((&document.language, ""));
    let content = json!({
        "kind": document.kind.code(),
        "title": document.title,
        "language": language,
        "region": region,
        "large": print == Print::Large,
        "poster": print == Print::Poster,
        "letterhead": letterhead,
        "body": document.body,
    })
    .to_string();
    let most = if document.kind == DocumentKind::Card || print == Print::Poster { 1 } else { MOST_PAGES };
    set(&PRESS.document, content, Some(most))
}

/// A sheet in print. The same sheet gives the same bytes.
///
/// # Errors
/// When it holds a sign that the typeface lacks, or cannot be typeset.
pub fn sheet_pdf(sheet: &Sheet) -> Result<Vec<u8>, PdfProblem> {
    let content = serde_json::to_string(sheet).map_err(|problem| PdfProblem::NotSet(problem.to_string()))?;
    set(&PRESS.sheet, content, None)
}

fn set(layout: &'static Source, content: String, most: Option<usize>) -> Result<Vec<u8>, PdfProblem> {
    if let Some(sign) = content.chars().find(|sign| !sign.is_control() && !has_sign(*sign)) {
        return Err(PdfProblem::NoSign(sign));
    }
    let desk = Desk { layout, content: Bytes::from_string(content.clone()) };
    let set = typst::compile::<PagedDocument>(&desk).output.map_err(|problems| not_set(&problems));
    typst::comemo::evict(KEPT_FOR);
    let set = set?;
    if let Some(most) = most.filter(|most| set.pages().len() > *most) {
        return Err(PdfProblem::TooLong { pages: set.pages().len(), most });
    }
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|problem| PdfProblem::NotSet(problem.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(content),
        creator: Smart::Custom(Some("brought".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&set, &options).map_err(|problems| not_set(&problems))
}

fn not_set(problems: &[SourceDiagnostic]) -> PdfProblem {
    PdfProblem::NotSet(problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; "))
}

fn has_sign(sign: char) -> bool {
    PRESS.fonts.iter().all(|font| font.info().coverage.contains(u32::from(sign)))
}

/// What every document is set with.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    document: Source,
    sheet: Source,
    content: FileId,
}

static PRESS: LazyLock<Press> = LazyLock::new(|| {
    let files: [&'static [u8]; 2] =
        [include_bytes!("../fonts/AtkinsonHyperlegibleNext-Regular.ttf"), include_bytes!("../fonts/AtkinsonHyperlegibleNext-Bold.ttf")];
    let fonts: Vec<Font> = files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
    Press {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        document: Source::new(file("document.typ"), include_str!("../templates/document.typ").to_owned()),
        sheet: Source::new(file("sheet.typ"), include_str!("../templates/sheet.typ").to_owned()),
        content: file("content.json"),
    }
});

fn file(name: &str) -> FileId {
    match VirtualPath::new(name) {
        Ok(path) => RootedPath::new(VirtualRoot::Project, path).intern(),
        Err(problem) => unreachable!("a name without separators is a path: {problem:?}"),
    }
}

/// One document on the way to print. It reads no file of the machine and knows no clock.
struct Desk {
    layout: &'static Source,
    content: Bytes,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &PRESS.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &PRESS.book
    }

    fn main(&self) -> FileId {
        self.layout.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.layout.id() { Ok(self.layout.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == PRESS.content { Ok(self.content.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        PRESS.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
