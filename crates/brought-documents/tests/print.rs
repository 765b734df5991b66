//! Documents in print: tagged, of the right size, in the right place, and the same each time.
#![cfg(feature = "pdf")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on has failed; it reads the policies as they stand"
)]

use brought_documents::{
    Filled, Letterhead, PdfProblem, Placeholder, Portion, Print, Sheet, Table, Template, Values, WindowAddress, own_document,
    own_documents, pdf, sheet_pdf,
};
use std::process::Command;

fn filled(path: &str, change: impl FnOnce(&mut Values)) -> Filled {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies").join(path);
    let mut values = Values::default();
    for placeholder in Placeholder::ALL {
        values.set(*placeholder, placeholder.words());
    }
    change(&mut values);
    Template::parse(&std::fs::read_to_string(path).unwrap()).unwrap().fill(&values).unwrap()
}

fn letterhead() -> Letterhead {
    let lines = ["2 Mill Lane".to_owned(), "Bolton".to_owned()];
    Letterhead {
        to: WindowAddress::new("Ewa Nowak", &lines, Some("BL1 1AA")).unwrap(),
        from: vec!["Health Visiting".to_owned(), "01204 000000".to_owned()],
        written_on: "Monday 16 March 2026".to_owned(),
    }
}

const LETTER: &str = "bolton/documents/letter-how-can-we-help.md";

#[test]
fn a_letter_is_tagged_and_the_same_each_time() {
    let letter = filled(LETTER, |_| {});
    let first = pdf(&letter, Some(&letterhead()), Print::Usual).unwrap();
    assert!(first.starts_with(b"%PDF-1.7"));
    let has = |wanted: &[u8]| first.windows(wanted.len()).any(|part| part == wanted);
    assert!(has(b"/StructTreeRoot") && has(b"/Marked true") && has(b"pdfuaid:part"));
    assert_eq!(pdf(&letter, Some(&letterhead()), Print::Usual).unwrap(), first);
    assert_ne!(pdf(&letter, Some(&letterhead()), Print::Large).unwrap(), first);
}

#[test]
fn a_sign_that_the_typeface_lacks_is_told_and_not_printed_as_a_box() {
    let letter = filled(LETTER, |values| values.set(Placeholder::RecipientName, "Ольга"));
    assert_eq!(pdf(&letter, Some(&letterhead()), Print::Usual), Err(PdfProblem::NoSign('О')));
    let polish = filled(LETTER, |values| values.set(Placeholder::RecipientName, "Łucja Żółć"));
    assert!(pdf(&polish, Some(&letterhead()), Print::Usual).is_ok());
}

#[test]
fn a_card_that_does_not_fit_on_its_side_is_refused() {
    let card = "swindon-health-visiting/documents/card-rearrange.md";
    assert!(pdf(&filled(card, |_| {}), None, Print::Usual).is_ok());
    let long = filled(card, |values| values.set(Placeholder::ContactName, &"a very long name ".repeat(60)));
    assert!(matches!(pdf(&long, None, Print::Usual), Err(PdfProblem::TooLong { most: 1, .. })));
}

#[test]
fn what_is_filled_in_is_never_typesetting() {
    let plain = filled(LETTER, |values| values.set(Placeholder::RecipientName, "#panic() $x$ @a <b>"));
    assert!(pdf(&plain, Some(&letterhead()), Print::Usual).is_ok());
}

/// A sheet with everything that a sheet can hold.
fn sheet(wide: bool) -> Sheet {
    let row =
        |number: u32| vec![format!("{number} January 2026"), "Was not brought\nat a clinic #panic() $x$".to_owned(), "<b>".to_owned()];
    let columns = [("When", 2), ("What", 5), ("Recorded", 3)].map(|(head, share)| (head.to_owned(), share)).to_vec();
    let body = vec![
        Portion::Facts(vec![("About".to_owned(), "Łucja Example\nborn 2019".to_owned())]),
        Portion::Heading("Entries".to_owned()),
        Portion::Paragraph("Two lines\nof words".to_owned()),
        Portion::List(vec!["Not known: where".to_owned()]),
        Portion::Table(Table { caption: "60 entries".to_owned(), columns, rows: (1..=60).map(row).collect() }),
    ];
    Sheet { title: "Chronology".to_owned(), foot: "Printed by N. Example. Destroy after Monday.".to_owned(), wide, body }
}

#[test]
fn a_sheet_is_tagged_and_the_same_each_time_and_what_was_recorded_is_never_typesetting() {
    let first = sheet_pdf(&sheet(true)).unwrap();
    let has = |wanted: &[u8]| first.windows(wanted.len()).any(|part| part == wanted);
    assert!(has(b"/StructTreeRoot") && has(b"/Marked true") && has(b"pdfuaid:part"));
    assert_eq!(sheet_pdf(&sheet(true)).unwrap(), first);
    let foreign = Sheet { title: "Ольга".to_owned(), ..sheet(true) };
    assert_eq!(sheet_pdf(&foreign), Err(PdfProblem::NoSign('О')));
}

#[test]
fn the_programs_own_letters_leaflet_and_poster_can_be_printed_and_the_poster_on_one_page() {
    for id in own_documents() {
        let mut values = Values::default();
        for placeholder in Placeholder::ALL {
            values.set(*placeholder, placeholder.words());
        }
        let filled = Template::parse(own_document(id).unwrap()).unwrap().fill(&values).unwrap();
        let print = if id == brought_documents::POSTER { Print::Poster } else { Print::Usual };
        assert!(pdf(&filled, None, print).is_ok(), "{id}: {:?}", pdf(&filled, None, print).err());
    }
}

/// What other programs say of a file, where they are installed. Nothing: they are not.
fn said_by(program: &str, arguments: &[&str], file: &[u8]) -> Option<String> {
    let folder = std::env::temp_dir().join(format!("brought-print-{}-{program}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("paper.pdf");
    std::fs::write(&path, file).unwrap();
    let path = path.display().to_string();
    let arguments: Vec<&str> = arguments.iter().map(|word| if *word == "FILE" { path.as_str() } else { word }).collect();
    let ran = Command::new(program).args(arguments).output();
    std::fs::remove_dir_all(&folder).unwrap();
    let ran = ran.ok()?;
    assert!(ran.status.success(), "{program}: {}", String::from_utf8_lossy(&ran.stderr));
    Some(String::from_utf8_lossy(&ran.stdout).into_owned())
}

/// Poppler and qpdf read them as this program meant them.
#[test]
fn other_programs_find_a_sheet_whole_tagged_on_a4_with_its_typeface_and_its_words() {
    for (wide, size) in [(true, "841.89 x 595.276 pts (A4)"), (false, "595.276 x 841.89 pts (A4)")] {
        let file = sheet_pdf(&sheet(wide)).unwrap();
        if let Some(told) = said_by("pdfinfo", &["FILE"], &file) {
            let line = |name: &str| told.lines().find_map(|line| line.strip_prefix(name)).map(str::trim).unwrap_or_default().to_owned();
            assert_eq!((line("Tagged:"), line("Title:"), line("Page size:")), ("yes".into(), "Chronology".into(), size.into()), "{told}");
            assert!(line("Pages:").parse::<u32>().unwrap() > 1, "{told}");
        }
        if let Some(fonts) = said_by("pdffonts", &["FILE"], &file) {
            let fonts: Vec<&str> = fonts.lines().skip(2).collect();
            // The columns after the name end with: embedded, subset, unicode, object.
            let embedded = |line: &&str| line.split_whitespace().rev().nth(4) == Some("yes");
            assert!(!fonts.is_empty() && fonts.iter().all(embedded), "{fonts:?}");
        }
        if let Some(words) = said_by("pdftotext", &["-layout", "FILE", "-"], &file) {
            for wanted in ["Łucja Example", "Was not brought", "#panic() $x$", "Destroy after Monday", "60 January 2026"] {
                assert!(words.contains(wanted), "{wanted}: {words}");
            }
            assert!(words.matches("Recorded").count() > 1, "the heads of the columns stand on each page: {words}");
        }
        said_by("qpdf", &["--check", "FILE"], &file);
    }
}
