//! Versions of a document: in easy words, and in another language with its English twin.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use brought_documents::{Placeholder, Template, Values, Version, Writable, own_document, problems_of_versions};
use brought_policy::pack::{Document, DocumentKind};
use std::collections::BTreeMap;

/// A letter with this in its head, and these words.
fn letter(id: &str, languages: &str, more: &str, words: &str) -> String {
    let places: Vec<String> =
        ["recipient_name", "telephone"].into_iter().filter(|place| words.contains(place)).map(|place| format!("{place:?}")).collect();
    format!(
        "+++\nid = \"{id}\"\ntitle = \"Title\"\nkind = \"letter\"\npurpose = \"For tests.\"\nclause = []\nreading_age = \"9\"\n\
         languages = [\"{languages}\"]\n{more}\nplaceholders = [{}]\noutside = \"Plain.\"\n+++\n\n{words}\n",
        places.join(", ")
    )
}

fn english() -> String {
    letter("usual", "en-GB", "", "Dear {recipient_name}, call {telephone}.")
}

/// Words of no language; the tag is one of those kept free for such use.
fn other() -> String {
    letter("other", "qaa", "version_of = \"usual\"", "Łavo {recipient_name}, ťelo {telephone}.")
}

fn parsed(text: &str) -> Template {
    Template::parse(text).unwrap()
}

#[test]
fn the_head_says_which_version_it_is() {
    let of = || "usual".to_owned();
    let table = [
        ("en-GB", "", Ok(Version::Usual)),
        ("en-GB", "easy_read = true\nversion_of = \"usual\"", Ok(Version::EasyRead { of: of() })),
        ("qaa", "version_of = \"usual\"", Ok(Version::Translated { english: of(), easy_read: false })),
        ("qaa", "easy_read = true\nversion_of = \"usual\"", Ok(Version::Translated { english: of(), easy_read: true })),
        ("en-GB", "easy_read = true", Err("an easy-read document says of which one")),
        ("qaa", "", Err("a document in another language names its English twin")),
        ("en-GB", "version_of = \"usual\"", Err("`version_of` stands in one that is easy to read")),
    ];
    for (language, more, wanted) in table {
        match (Template::parse(&letter("x", language, more, "Words.")), wanted) {
            (Ok(template), Ok(version)) => assert_eq!(template.version, version, "{more}"),
            (Err(problems), Err(words)) => assert!(problems[0].what.contains(words), "{problems:?}"),
            (found, wanted) => panic!("{language} {more}: {found:?}, and not {wanted:?}"),
        }
    }
}

/// Types before checks: there is no other way to come to what is issued.
#[test]
fn one_in_another_language_cannot_be_written_without_its_english_twin() {
    assert_eq!(Writable::new(parsed(&other()), |_| None), None);
    // A version is no twin: nobody would know what the usual one says.
    let easy = letter("usual", "en-GB", "easy_read = true\nversion_of = \"other\"", "Dear {recipient_name}, call {telephone}.");
    assert_eq!(Writable::new(parsed(&other()), |_| Some(parsed(&easy))), None);
    let writable = Writable::new(parsed(&other()), |id| (id == "usual").then(|| parsed(&english()))).unwrap();
    let mut values = Values::default();
    values.set(Placeholder::RecipientName, "Ewa");
    assert_eq!(writable.fill(&values), Err(vec![Placeholder::Telephone]));
    values.set(Placeholder::Telephone, "01");
    let papers = writable.fill(&values).unwrap();
    assert_eq!((papers.document().language.as_str(), papers.english().unwrap().language.as_str()), ("qaa", "en-GB"));
    assert_eq!(papers.words(), "Łavo Ewa, ťelo 01.\n\nIts English twin:\n\nDear Ewa, call 01.");
}

/// What only the twin says has to be filled in as well.
#[test]
fn what_either_of_two_twins_needs_is_asked_for() {
    let short = letter("other", "qaa", "version_of = \"usual\"", "Łavo {recipient_name}.");
    let writable = Writable::new(parsed(&short), |_| Some(parsed(&english()))).unwrap();
    assert_eq!(writable.placeholders(), [Placeholder::RecipientName, Placeholder::Telephone]);
    let mut values = Values::default();
    values.set(Placeholder::RecipientName, "Ewa");
    assert_eq!(writable.fill(&values), Err(vec![Placeholder::Telephone]));
}

#[test]
fn one_in_english_goes_by_itself_in_usual_and_in_easy_words() {
    let easy = letter("easy", "en-GB", "easy_read = true\nversion_of = \"usual\"", "Hello. This is for you.");
    let papers = Writable::new(parsed(&easy), |_| None).unwrap().fill(&Values::default()).unwrap();
    assert_eq!((papers.english(), papers.words().as_str()), (None, "Hello. This is for you."));
}

#[test]
fn versions_that_do_not_fit_together_are_told() {
    let problems = |changed: &str| {
        let document = |id: &str, text: &str| {
            let (title, file) = ("Title".to_owned(), format!("documents/{id}.md"));
            Document {
                id: id.to_owned(),
                title,
                kind: DocumentKind::Letter,
                file,
                text: text.to_owned(),
                notice_by_email: false,
                clauses: Vec::new(),
                note: String::new(),
            }
        };
        let texts = [("usual", english()), ("other", changed.to_owned())];
        let documents: BTreeMap<String, Document> = texts.into_iter().map(|(id, text)| (id.to_owned(), document(id, &text))).collect();
        problems_of_versions(&documents).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(problems(&other()), [] as [&str; 0]);
    let table = [
        (other().replace("= \"usual\"", "= \"ussual\""), "it is a version of `ussual`, which is no document of this pack that can be read"),
        (other().replace("= \"usual\"", "= \"other\""), "it is a version of `other`, which is a version itself"),
        (other().replace("kind = \"letter\"", "kind = \"leaflet\""), "it is a leaflet and `usual` is a letter"),
        (letter("other", "qaa", "version_of = \"usual\"", "Łavo {recipient_name}."), "it does not fill in what `usual` fills in"),
    ];
    for (changed, wanted) in table {
        let told = problems(&changed);
        assert!(told.len() == 1 && told[0].starts_with("documents/other.md: ") && told[0].contains(wanted), "{wanted}: {told:?}");
    }
}

/// A list of dates is asked about again before it goes, by its id and by the paragraph that it stands in.
#[test]
fn dates_to_come_stand_alone_and_only_in_a_list_of_dates() {
    let text = own_document("family_dates").unwrap();
    assert!(Template::parse(text).is_ok());
    let elsewhere = Template::parse(&text.replace("id = \"family_dates\"", "id = \"letter\"")).unwrap_err();
    assert!(elsewhere[0].what.contains("begins with `family_dates`"), "{elsewhere:?}");
    let among_others = Template::parse(&text.replace("{appointments}", "Your dates: {appointments}")).unwrap_err();
    assert!(among_others[0].what.contains("a paragraph of its own"), "{among_others:?}");
}
