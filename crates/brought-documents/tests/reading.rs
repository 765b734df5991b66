//! What a document may hold, and what is said about one that holds something else.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use brought_documents::{Block, Part, Placeholder, Print, Template, Values, html};

const LETTER: &str = r#"+++
id = "letter"
title = "We hoped to see you"
kind = "letter"
purpose = "After a missed contact."
clause = ["L-01"]
reading_age = "9 to 11"
languages = ["en-GB"]
placeholders = ["recipient_name", "telephone"]
outside = "A plain envelope."
+++

# Hello

Dear {recipient_name}, please call
us on **{telephone}**.

- one
- **two**
"#;

fn problems(from: &str, to: &str) -> Vec<String> {
    assert!(LETTER.contains(from), "{from}");
    Template::parse(&LETTER.replace(from, to)).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn a_document_is_headings_paragraphs_and_lists_with_words_in_bold() {
    let words = |words: &str, strong| Part::Words { words: words.to_owned(), strong };
    let template = Template::parse(LETTER).unwrap();
    let paragraph = vec![
        words("Dear ", false),
        Part::Place { placeholder: Placeholder::RecipientName, strong: false },
        words(", please call", false),
        words(" ", false),
        words("us on ", false),
        Part::Place { placeholder: Placeholder::Telephone, strong: true },
        words(".", false),
    ];
    let list = vec![vec![words("one", false)], vec![words("two", true)]];
    assert_eq!(template.body, [Block::Heading(1, vec![words("Hello", false)]), Block::Paragraph(paragraph), Block::List(list)]);
    assert_eq!(template.placeholders, [Placeholder::RecipientName, Placeholder::Telephone]);
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let table: &[(&str, &str, &str)] = &[
        ("{telephone}", "{telefone}", "line 16: `telefone` is not a known placeholder (did you mean `telephone`?)"),
        ("{telephone}", "{telephone", "line 16: `{` has no `}`: a placeholder is written as {child_name}"),
        ("us on", "us *soon* on", "this is slanted writing, which is hard to read"),
        ("us on", "[us](https://example.org) on", "this is a link, which does nothing on paper"),
        ("\"recipient_name\", ", "", "`recipient_name` is in the text and not in `placeholders`: name it there"),
        ("\"telephone\"", "\"telephone\", \"place\"", "`place` is in `placeholders` and nowhere in the text: take it out"),
        ("[\"en-GB\"]", "[\"en-GB\", \"pl\"]", "`languages` names one language: another language is a file of its own"),
        ("kind = \"letter\"", "kind = \"poem\"", "`poem` is not a known kind of document"),
        ("kind = \"letter\"", "sort = \"letter\"", "line 4: unknown field `sort`"),
        ("+++\nid", "id", "line 1: a document begins with `+++` and its head"),
    ];
    for (from, to, wanted) in table {
        let problems = problems(from, to);
        assert!(problems.iter().any(|problem| problem.contains(wanted)), "{wanted}: {problems:?}");
    }
}

#[test]
fn a_card_does_not_tell_who_the_child_is_or_why() {
    let card = LETTER.replace("kind = \"letter\"", "kind = \"card\"").replace("recipient_name", "child_name");
    let problems = Template::parse(&card).unwrap_err();
    assert!(problems[0].what.contains("a card is read by whoever picks it up, so it does not tell the child's name"), "{problems:?}");
}

#[test]
fn a_gap_is_not_filled_with_nothing() {
    let template = Template::parse(LETTER).unwrap();
    let mut values = Values::default();
    values.set(Placeholder::RecipientName, "Ewa Nowak");
    values.set(Placeholder::Telephone, "   ");
    assert_eq!(template.fill(&values), Err(vec![Placeholder::Telephone]));
}

#[test]
fn what_is_filled_in_is_words_and_never_markup() {
    let template = Template::parse(LETTER).unwrap();
    let mut values = Values::default();
    values.set(Placeholder::RecipientName, "<script>*Ewa* {telephone}");
    values.set(Placeholder::Telephone, "01 & 02\n03");
    let filled = template.fill(&values).unwrap();
    let page = html::page(&filled, None, Print::Usual);
    assert!(
        page.contains("Dear &lt;script&gt;*Ewa* {telephone}, please call us on <strong>01 &amp; 02</strong><br><strong>03</strong>."),
        "{page}"
    );
    assert_eq!(filled.words(), "Hello\n\nDear <script>*Ewa* {telephone}, please call us on 01 & 02\n03.\n\n- one\n- two");
}
