//! Documents: what is in the way of one, what is kept of one, and what is said when something speaks against it afterwards.

use super::{MayWrite, begin_document, issued_file, issued_names, may_write, show_document};
use crate::brought::Brought;
use crate::failure::{Failure, Refusal};
use crate::record::{IssueDocument, record};
use crate::testing::{at, brought_by_files, brought_under, files_of, head, open, put, the_id};
use brought_documents::{Placeholder, Print, Values};
use brought_domain::Fact;
use brought_domain::contact::Answer;
use brought_domain::person::{Address, AddressRecorded, PostalAddress};
use brought_domain::work::AnalysisSigned;
use brought_testkit::Family;
use brought_testkit::builders::{analysis, was_not_brought};

const NOW: &str = "2026-01-08T09:00:00Z";

fn lives(family: Family, who: &str, safe: Answer) -> Family {
    let lines = vec!["2 Mill Lane".to_owned(), "Bolton".to_owned()];
    let known = PostalAddress { lines, postcode: Some("BL1 1AA".to_owned()), safe_to_write_to: safe };
    let recorded = AddressRecorded { address: Address::Known(known), reported_by_family: Answer::Yes };
    family.about(who).fact("2026-01-02", Fact::AddressRecorded(recorded)).about("ana")
}

fn family() -> Family {
    Family::new().child("ana", |ana| ana.born("2019-05-01")).mother("mum").clinic("2026-01-05T10:00", was_not_brought())
}

async fn record_of(family: &Family) -> Brought {
    let brought = brought_under("bolton").await;
    put(&brought, &family.chronology()).await;
    brought
}

async fn verdict(family: &Family, to: &str) -> MayWrite {
    let brought = record_of(family).await;
    let grant = open(&brought, "ana", NOW).await;
    may_write(&crate::assemble_chronology(&brought, &grant).await.unwrap(), &the_id(to))
}

fn refused(verdict: MayWrite, words: &str) {
    assert!(matches!(&verdict, MayWrite::No(why) if why.contains(words)), "{words}: {verdict:?}");
}

/// H16, H17, H44: not known never means safe, and whatever speaks against it stops it.
#[tokio::test]
async fn what_speaks_against_writing_to_somebody_stops_it() {
    refused(verdict(&family(), "mum").await, "No address is known");
    refused(verdict(&lives(family(), "mum", Answer::No), "mum").await, "not safe to write to this address");
    assert!(matches!(verdict(&lives(family(), "mum", Answer::NotKnown), "mum").await, MayWrite::AfterAYes(_)));
    let safe = lives(family(), "mum", Answer::Yes);
    assert!(matches!(verdict(&safe, "mum").await, MayWrite::Yes(_)));
    refused(verdict(&safe.clone().about("mum").died("2026-01-03"), "mum").await, "recorded as having died");
    refused(verdict(&safe.clone().about("ana").died("2026-01-03"), "mum").await, "The child is recorded as having died");
    let withheld = Fact::AddressRecorded(AddressRecorded { address: Address::Withheld, reported_by_family: Answer::NotKnown });
    refused(verdict(&safe.clone().about("mum").fact("2026-01-04", withheld), "mum").await, "The address is withheld");
    let confided = AnalysisSigned { confidentiality: Some("Do not tell the family".to_owned()), ..analysis() };
    refused(verdict(&safe.fact("2026-01-06", Fact::AnalysisSigned(confided)), "mum").await, "to be kept confidential");
}

fn letter(head: crate::EntryHead, change: impl FnOnce(&mut IssueDocument)) -> IssueDocument {
    let mut values = Values::default();
    for placeholder in Placeholder::ALL {
        values.set(*placeholder, placeholder.words());
    }
    let mut letter = IssueDocument {
        head,
        document: "letter_how_can_we_help".to_owned(),
        to: Some(the_id("mum")),
        values,
        address_is_safe: Answer::NotKnown,
        print: Print::Usual,
    };
    change(&mut letter);
    letter
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn what_is_known_is_filled_in() {
    let brought = record_of(&lives(family(), "mum", Answer::Yes)).await;
    let grant = open(&brought, "ana", NOW).await;
    let writing =
        begin_document(&brought, &grant, Some(&the_id("health-visiting")), "letter_how_can_we_help", at(NOW)).await.unwrap().unwrap();
    let filled = |placeholder| writing.values.get(placeholder).unwrap_or_default().to_owned();
    assert_eq!(filled(Placeholder::ContactDate), "5 January 2026");
    assert_eq!(filled(Placeholder::ContactTime), "10am");
    assert_eq!(filled(Placeholder::PractitionerName), "p1 Example");
    assert_eq!(writing.recipients.iter().map(|recipient| recipient.person.as_str()).collect::<Vec<_>>(), ["mum"]);
    assert_eq!(begin_document(&brought, &grant, None, "no_such_letter", at(NOW)).await.unwrap(), None);
}

/// STW-07: what greets a young person goes to the young person alone.
#[tokio::test]
async fn a_letter_to_a_young_person_goes_to_nobody_else() {
    let brought = brought_under("shropshire").await;
    put(&brought, &lives(family(), "ana", Answer::Yes).chronology()).await;
    let grant = open(&brought, "ana", NOW).await;
    let writing = begin_document(&brought, &grant, None, "letter_to_young_person", at(NOW)).await.unwrap().unwrap();
    assert_eq!(writing.recipients.iter().map(|recipient| recipient.person.as_str()).collect::<Vec<_>>(), ["ana"]);
}

/// HAM-07: what was sent can be shown, byte for byte, and the entry says to whom and in what words.
#[tokio::test]
async fn a_letter_that_was_looked_at_is_issued_once_and_kept_as_it_was() {
    let brought = record_of(&lives(family(), "mum", Answer::Yes)).await;
    let (grant, shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
    let entry = letter(shown, |_| {});
    let page = show_document(&brought, &grant, &entry, at(NOW)).await.unwrap().on_a_page();
    assert!(page.contains("BL1 1AA") && page.contains("Thursday 8 January 2026"), "{page}");
    let id = the_id("e-letter");
    let saved = record(&brought, &grant, the_id("e-letter"), at(NOW), &entry).await.unwrap();
    assert!(record(&brought, &grant, the_id("e-letter"), at(NOW), &entry).await.unwrap().repeated && !saved.repeated);
    let event = brought.store.event(&id).await.unwrap().unwrap();
    let Fact::LetterSent(sent) = &event.fact else { panic!("{event:?}") };
    // The envelope is addressed to the person on record, whatever was typed after "Dear".
    assert_eq!(sent.to, "mum Example, 2 Mill Lane, Bolton, BL1 1AA");
    assert!(sent.copy.contains("How we can help") && sent.document.as_deref() == Some("letter_how_can_we_help"));
    assert_eq!(issued_names(&brought, &grant, &id).await.unwrap()[0], "document.html");
    let file = issued_file(&brought, &grant, &id, "document.html").await.unwrap().unwrap();
    assert!(String::from_utf8(file.document.content).unwrap().contains("2 Mill Lane"));
    assert_eq!(file.do_not_send, None);
}

/// H16: between being written and being posted, a letter may lie on a desk.
#[tokio::test]
async fn a_letter_is_not_handed_out_without_a_warning_when_something_was_recorded_since() {
    let brought = record_of(&lives(family(), "mum", Answer::Yes)).await;
    let (grant, shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
    record(&brought, &grant, the_id("e-letter"), at(NOW), &letter(shown, |_| {})).await.unwrap();
    let died = lives(family(), "mum", Answer::Yes).about("mum").died("2026-01-08").chronology();
    let died: Vec<_> = died.events.into_iter().filter(|event| matches!(event.fact, Fact::Died)).collect();
    let append = brought_store::PersonAppend { person: the_id("mum"), expected: brought_store::Expected::Any, events: died };
    brought.store.append(vec![append]).await.unwrap();
    let file = issued_file(&brought, &grant, &the_id("e-letter"), "document.html").await.unwrap().unwrap();
    assert!(file.do_not_send.is_some_and(|why| why.contains("recorded as having died")));
}

/// A letter to the old address would be read by whoever lives there now.
#[tokio::test]
async fn a_letter_is_not_handed_out_without_a_warning_when_the_family_has_moved_since() {
    let brought = record_of(&lives(family(), "mum", Answer::Yes)).await;
    let (grant, shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
    record(&brought, &grant, the_id("e-letter"), at(NOW), &letter(shown, |_| {})).await.unwrap();
    let moved = family().about("mum").address("2026-01-08", "9 Other Street, Bury", Answer::Yes).chronology().events;
    let moved = moved.into_iter().filter(|event| event.about.as_str() == "mum" && matches!(event.fact, Fact::AddressRecorded(_)));
    let moved: Vec<_> = moved.map(|event| brought_domain::Event { id: the_id("e-moved"), ..event }).collect();
    assert_eq!(moved.len(), 1);
    let append = brought_store::PersonAppend { person: the_id("mum"), expected: brought_store::Expected::Any, events: moved };
    brought.store.append(vec![append]).await.unwrap();
    let file = issued_file(&brought, &grant, &the_id("e-letter"), "document.html").await.unwrap().unwrap();
    assert!(file.do_not_send.is_some_and(|why| why.contains("another now")));
}

#[tokio::test]
async fn everything_in_the_way_is_said_at_its_field_and_nothing_is_saved() {
    let brought = record_of(&lives(family(), "mum", Answer::NotKnown)).await;
    let (grant, shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
    let gap = letter(shown.clone(), |letter| letter.values.set(Placeholder::WhyItMatters, ""));
    let refusal_of_gap = refusal(record(&brought, &grant, the_id("e-letter"), at(NOW), &gap).await);
    assert!(refusal_of_gap.is_about("why_it_matters") && refusal_of_gap.is_about("address_is_safe"), "{refusal_of_gap}");
    let nobody = letter(shown.clone(), |letter| letter.to = Some(the_id("a-stranger")));
    assert!(refusal(show_document(&brought, &grant, &nobody, at(NOW)).await).is_about("to"));
    let unknown = letter(shown.clone(), |letter| letter.document = "poem".to_owned());
    assert!(refusal(show_document(&brought, &grant, &unknown, at(NOW)).await).is_about("form"));
    assert!(brought.store.event(&the_id("e-letter")).await.unwrap().is_none());
    let yes = letter(shown, |letter| letter.address_is_safe = Answer::Yes);
    record(&brought, &grant, the_id("e-letter"), at(NOW), &yes).await.unwrap();
}

/// Bolton's policy with its letter in words of no language as well.
async fn record_with_another_language(version_of: &str) -> Brought {
    let mut files = files_of("bolton");
    let english = files["documents/letter-how-can-we-help.md"].clone();
    let other = english
        .replace("id = \"letter_how_can_we_help\"", &format!("id = \"letter_other\"\nversion_of = \"{version_of}\""))
        .replace("title = \"We did not see your child: how can we help?\"", "title = \"Ťelo\"")
        .replace("[\"en-GB\"]", "[\"qaa\"]")
        .replace("Best wishes", "Łavo");
    files.insert("documents/letter-other.md".to_owned(), other);
    let entry =
        "\n[documents.letter_other]\ntitle = \"Ťelo\"\nkind = \"letter\"\nfile = \"documents/letter-other.md\"\nclause = [\"BOL-08\"]\n";
    let pack = files["pack.toml"].replace("\n[documents.letter_own_appointment]", &format!("{entry}\n[documents.letter_own_appointment]"));
    files.insert("pack.toml".to_owned(), pack);
    let brought = brought_by_files(&files).await;
    put(&brought, &lives(family(), "mum", Answer::Yes).chronology()).await;
    brought
}

/// U16: whoever works with the record can read what the family was sent.
#[tokio::test]
async fn a_letter_in_another_language_is_issued_with_its_english_twin_in_one_entry() {
    let brought = record_with_another_language("letter_how_can_we_help").await;
    let (grant, shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
    let entry = letter(shown, |letter| letter.document = "letter_other".to_owned());
    let making = show_document(&brought, &grant, &entry, at(NOW)).await.unwrap();
    assert!(making.on_a_page().contains("Łavo") && making.on_a_page().contains("Best wishes"), "{}", making.on_a_page());
    let level = making.reading_level().unwrap();
    assert!(level.contains("not worked out for this language"), "{level}");
    let id = the_id("e-letter");
    record(&brought, &grant, the_id("e-letter"), at(NOW), &entry).await.unwrap();
    let names = issued_names(&brought, &grant, &id).await.unwrap();
    let pages: Vec<&str> = names.iter().map(String::as_str).filter(|name| name.ends_with(".html")).collect();
    assert_eq!(pages, ["document.html", "english-twin.html"]);
    for (name, words, language) in [("document.html", "Łavo", "lang=\"qaa\""), ("english-twin.html", "Best wishes", "lang=\"en-GB\"")] {
        let file = issued_file(&brought, &grant, &id, name).await.unwrap().unwrap();
        let page = String::from_utf8(file.document.content).unwrap();
        assert!(page.contains(words) && page.contains(language) && page.contains("2 Mill Lane"), "{name}: {page}");
    }
    let event = brought.store.event(&id).await.unwrap().unwrap();
    let Fact::LetterSent(sent) = &event.fact else { panic!("{event:?}") };
    assert!(sent.copy.contains("Łavo") && sent.copy.contains("Its English twin:") && sent.copy.contains("Best wishes"), "{}", sent.copy);
}

#[tokio::test]
async fn a_letter_whose_english_twin_is_not_there_is_not_written() {
    let brought = record_with_another_language("letter_that_is_not_there").await;
    let (grant, shown) = (open(&brought, "ana", NOW).await, head(&brought, "ana", NOW).await);
    assert_eq!(begin_document(&brought, &grant, None, "letter_other", at(NOW)).await.unwrap(), None);
    let entry = letter(shown, |letter| letter.document = "letter_other".to_owned());
    assert!(refusal(record(&brought, &grant, the_id("e-letter"), at(NOW), &entry).await).is_about("form"));
}

#[tokio::test]
async fn whoever_writes_a_letter_is_offered_every_version_of_it_and_no_other_letter() {
    let brought = record_with_another_language("letter_how_can_we_help").await;
    let grant = open(&brought, "ana", NOW).await;
    for (chosen, others) in [
        ("letter_how_can_we_help", ["letter_how_can_we_help_easy_read", "letter_other"].as_slice()),
        ("letter_other", &["letter_how_can_we_help", "letter_how_can_we_help_easy_read"]),
        ("letter_own_appointment", &[]),
    ] {
        let writing = begin_document(&brought, &grant, None, chosen, at(NOW)).await.unwrap().unwrap();
        let offered: Vec<&str> = writing.versions.iter().map(|version| version.id.as_str()).collect();
        assert_eq!(offered, others, "{chosen}");
    }
}
