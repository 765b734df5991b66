//! How hard a text is to read: texts that were counted by hand, and every document that is shipped.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on has failed; it reads the policies as they stand"
)]

use brought_documents::{Placeholder, ReadingLevel, Template, Values, advice_on};
use brought_policy::pack::{Document, DocumentKind};

/// Sentences, words and syllables.
type Counted = (usize, usize, usize);

fn level(text: &str) -> ReadingLevel {
    ReadingLevel::of_lines(text.lines())
}

/// Sentences, words and syllables counted by hand, and the age worked out with pencil and paper: 0.39 × 6.5 + 11.8 × 15 / 13 − 15.59 + 5 = 5.6.
#[test]
fn what_is_counted_is_what_a_person_counts() {
    let table: &[(&str, Counted, Option<u32>)] = &[
        ("The cat sat on the mat.", (1, 6, 6), Some(5)),
        ("We would like to see you. Please call us to choose another day.", (2, 13, 15), Some(6)),
        ("Consideration of developmental problems necessitates multidisciplinary collaboration.", (1, 7, 29), Some(41)),
        // A greeting, a heading, a name: no sentences. An item of a list is one without a full stop.
        ("Dear Ewa,\nBest wishes,\nSam\nfind another day, time or place", (1, 6, 8), Some(7)),
        ("Really?", (1, 1, 2), Some(13)),
        // A number is as long as its digits.
        ("It is 9:30am on 5 May – \"come!\"", (1, 7, 9), Some(7)),
        ("Best wishes", (0, 0, 0), None),
        ("", (0, 0, 0), None),
    ];
    for (text, counted, age) in table {
        let found = level(text);
        assert_eq!((found.sentences, found.words, found.syllables), *counted, "{text}");
        assert_eq!(found.age(), *age, "{text}: {found:?}");
    }
}

/// Words of the shipped letters with their syllables as they are said; and how many of them the rule miscounts, which is its known error.
#[test]
fn the_rule_for_syllables_errs_in_fewer_than_one_word_in_ten() {
    const SAID: &str = "we1 hoped1 to1 see1 you1 like1 would1 please1 tell1 call1 find1 another3 day1 time1 times1 place1 places2 table2 wanted2 moved1 \
        appointment3 appointments3 family3 families3 worried2 interpreter4 diary3 reminder3 journey2 phone1 dates1 happen2 address2 question2 \
        questions2 anything3 somebody3 sometimes2 something2 easy2 trusted2 young1 person2 telephone3 service2 practitioner4 child1 children2 \
        school1 language2 clear1 glad1 explain2 emergency4 better2 hear1 matters2 because2 visit2 choose1 worry2 home1 hello2 sorry2 missed1 \
        letters2 forgotten3 astray2 growing2 feeling2 getting2 small1 problems2 together3 busy2 perhaps2 change1 meet1 speaks1 decided3 reason2 \
        friend1 trouble2 people2 doctor2 nurse1 hospital3 idea3 rearrange3 everybody4 yes1 years1 the1 able2 ages2 churches2 needed2 helped1";
    let said =
        SAID.split_whitespace().map(|word| word.split_at(word.len() - 1)).map(|(word, count)| (word, count.parse::<usize>().unwrap()));
    let wrong: Vec<&str> = said.filter(|(word, count)| level(&format!("{word}.")).syllables != *count).map(|(word, _)| word).collect();
    assert_eq!(wrong, ["diary", "somebody", "sometimes", "something", "idea", "rearrange", "everybody"]);
    assert!(wrong.len() * 10 < SAID.split_whitespace().count());
}

#[test]
fn long_sentences_and_jargon_are_told_and_say_what_to_do() {
    let twenty_one = format!("We {}came.", "went ".repeat(19));
    let found = level(&format!("Please attend prior to Monday.\n{twenty_one}\nWe {}came.", "went ".repeat(18)));
    assert_eq!(found.long_sentences, [twenty_one]);
    let words = found.in_words();
    assert!(
        words.contains("1 sentence is longer than 20 words; instead of “attend”, say “come”; instead of “prior to”, say “before”"),
        "{words}"
    );
}

const HARD: &str = "+++\nid = \"hard\"\ntitle = \"Hard\"\nkind = \"letter\"\npurpose = \"For tests.\"\nclause = []\nreading_age = \"9 to 11\"\n\
    languages = [\"en-GB\"]\nplaceholders = [\"recipient_name\", \"why_it_matters\"]\noutside = \"Plain.\"\n+++\n\n\
    Dear {recipient_name}, consideration of developmental difficulties necessitates collaboration. {why_it_matters}\n";

fn document(text: &str) -> Document {
    let (id, title, file) = ("hard".to_owned(), "Hard".to_owned(), "documents/hard.md".to_owned());
    Document {
        id,
        title,
        kind: DocumentKind::Letter,
        file,
        text: text.to_owned(),
        notice_by_email: false,
        clauses: Vec::new(),
        note: String::new(),
    }
}

/// Advice, never an error; and silence about what the formula was not made for.
#[test]
fn a_text_that_is_hard_to_read_is_told_to_whoever_writes_it() {
    let advice: Vec<String> = advice_on(&document(HARD)).iter().map(ToString::to_string).collect();
    assert!(advice[0].starts_with("documents/hard.md: its reading age is about "), "{advice:?}");
    assert!(advice.iter().any(|line| line.contains("families should not have to know “developmental”")), "{advice:?}");
    assert!(advice_on(&document(HARD)).iter().all(|problem| problem.severity == brought_policy::Severity::Warning));
    assert_eq!(advice_on(&document(&HARD.replace("[\"en-GB\"]", "[\"pl\"]\nversion_of = \"english\""))), []);
}

/// What is typed into a letter is read with it.
#[test]
fn what_was_filled_in_is_counted_where_it_stands() {
    let template = Template::parse(HARD).unwrap();
    let mut values = Values::default();
    values.set(Placeholder::RecipientName, "Ewa Nowak");
    values.set(Placeholder::WhyItMatters, "We want to see Sam. Sam may need help.");
    let (before, after) = (template.reading_level().unwrap(), template.fill(&values).unwrap().reading_level().unwrap());
    assert_eq!((before.sentences, after.sentences), (1, 3));
    assert!(after.age() < before.age(), "{after:?}");
}

#[test]
fn every_document_that_is_shipped_can_be_read_at_the_age_that_is_wanted() {
    let policies = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let (mut looked_at, mut advice) = (0, Vec::new());
    for pack in std::fs::read_dir(policies).unwrap() {
        let Ok(folder) = std::fs::read_dir(pack.unwrap().path().join("documents")) else { continue };
        for file in folder {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let level = Template::parse(&text).unwrap().reading_level().unwrap();
            looked_at += 1;
            assert!(!level.is_too_hard(), "{}: {}", path.display(), level.in_words());
            advice.extend(advice_on(&document(&text)).iter().map(|problem| format!("{}: {problem}", path.display())));
        }
    }
    assert!(advice.is_empty() && looked_at >= 11, "{looked_at} looked at:\n{}", advice.join("\n"));
}
