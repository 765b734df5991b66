//! Documents in print: tagged, of the right size, in the right place, and the same each time.
#![cfg(feature = "pdf")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on has failed; it reads the policies as they stand"
)]

use brought_documents::{Filled, Letterhead, PdfProblem, Placeholder, Print, Template, Values, WindowAddress, pdf};

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
