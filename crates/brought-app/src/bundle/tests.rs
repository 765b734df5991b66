//! Bundles: who may have one made, what is in it and what is not, and that each file can be checked.

use super::{Bundle, BundleFinding, BundleForm, FoundFile, MANIFEST, check_bundle, make_bundle};
use crate::access::Desk;
use crate::brought::Brought;
use crate::failure::{Denied, Failure};
use crate::in_force::Shelf;
use crate::record::{IssueDocument, record};
use crate::testing::{actor, at, brought_under, files_of, head, lead, named_nurse, nurse, open, put, the_id};
use brought_documents::{Placeholder, Print, Values};
use brought_domain::Fact;
use brought_domain::contact::Answer;
use brought_domain::person::{Address, AddressRecorded, PlaceKind, PostalAddress};
use brought_domain::work::{AnalysisSigned, Role};
use brought_testkit::Family;
use brought_testkit::builders::{analysis, was_not_brought};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

const NOW: &str = "2026-02-02T09:00:00Z";

fn address(safe: Answer) -> Fact {
    let lines = vec!["2 Mill Lane".to_owned(), "Bolton".to_owned()];
    let known = PostalAddress { lines, postcode: Some("BL1 1AA".to_owned()), safe_to_write_to: safe };
    Fact::AddressRecorded(AddressRecorded { address: Address::Known(known), reported_by_family: Answer::Yes })
}

fn withheld() -> Fact {
    Fact::AddressRecorded(AddressRecorded { address: Address::Withheld, reported_by_family: Answer::NotKnown })
}

/// Ana was not brought twice; her mother's address is known.
fn family() -> Family {
    let family = Family::new().child("ana", |ana| ana.born("2019-05-01").telephone("01204 555123")).mother("mum");
    let family = family.about("mum").fact("2026-01-02", address(Answer::Yes)).about("ana");
    family.clinic("2026-01-05T10:00", was_not_brought()).clinic("2026-01-19T10:00", was_not_brought())
}

async fn record_of(family: &Family) -> Brought {
    let brought = brought_under("bolton").await.with_shelf(Shelf::new(vec![files_of("bolton")]));
    put(&brought, &family.chronology()).await;
    brought
}

fn form() -> BundleForm {
    BundleForm { reason: "Learning review 7".to_owned(), ..BundleForm::default() }
}

async fn made(brought: &Brought, form: &BundleForm) -> Bundle {
    make_bundle(brought, &lead(), &the_id("ana"), form, Desk::SignedIn, at(NOW)).await.unwrap()
}

fn text<'b>(bundle: &'b Bundle, name: &str) -> &'b str {
    let file = bundle.files.iter().find(|file| file.name == name);
    let file = file.unwrap_or_else(|| panic!("{name} is not in {:?}", bundle.files.iter().map(|file| &file.name).collect::<Vec<_>>()));
    std::str::from_utf8(&file.content).unwrap()
}

/// Everything that is text in it.
fn words(bundle: &Bundle) -> String {
    bundle.files.iter().filter_map(|file| std::str::from_utf8(&file.content).ok()).collect()
}

fn found(bundle: &Bundle) -> BTreeMap<String, FoundFile> {
    let others = bundle.files.iter().filter(|file| file.name != MANIFEST);
    others.map(|file| (file.name.clone(), FoundFile::of(&file.content))).collect()
}

#[tokio::test]
async fn a_bundle_holds_what_happened_what_was_asked_how_it_ended_and_the_policy() {
    let bundle = made(&record_of(&family()).await, &form()).await;
    assert!(text(&bundle, "chronology.html").contains("Was not brought"));
    let first = text(&bundle, "chronology.html").find("5 January 2026").unwrap();
    assert!(first < text(&bundle, "chronology.html").find("19 January 2026").unwrap(), "earliest first");
    assert!(text(&bundle, "chronology.csv").starts_with("day,when,whose,kind,what,details,"));
    assert!(text(&bundle, "what-was-asked.html").contains("BOL-"));
    assert!(text(&bundle, "endings.html").contains("Missing before it may end"));
    assert!(bundle.files.iter().any(|file| file.name.starts_with("policies/bolton-") && file.name.ends_with("/pack.toml")));
    assert!(text(&bundle, "index.html").contains("Nothing that the record would have told"));
    assert!(bundle.left_out.is_empty(), "{:?}", bundle.left_out);
    for said in ["Learning review 7", "\"checkpoint\"", "lead Example"] {
        assert!(text(&bundle, MANIFEST).contains(said), "{said}");
    }
}

#[tokio::test]
async fn each_file_can_be_checked_and_what_was_changed_lost_or_added_is_named() {
    let bundle = made(&record_of(&family()).await, &form()).await;
    let manifest = text(&bundle, MANIFEST).as_bytes();
    let whole = check_bundle(manifest, &found(&bundle)).unwrap();
    assert_eq!((whole.findings.as_slice(), whole.files), (&[][..], bundle.files.len() - 1));
    assert_eq!(whole.manifest_digest, bundle.manifest_digest);
    let mut changed = found(&bundle);
    changed.remove("endings.html");
    changed.insert("chronology.csv".to_owned(), FoundFile::of(b"other"));
    changed.insert("added.txt".to_owned(), FoundFile::of(b""));
    let findings = check_bundle(manifest, &changed).unwrap().findings;
    let missing = BundleFinding::Missing { name: "endings.html".to_owned(), title: "Follow-ups, and how they ended".to_owned() };
    let expected =
        [BundleFinding::Differs { name: "chronology.csv".to_owned() }, missing, BundleFinding::Extra { name: "added.txt".to_owned() }];
    assert_eq!(findings, expected);
    assert!(check_bundle(b"{}", &found(&bundle)).is_err());
    let other = text(&bundle, MANIFEST).replace("brought-bundle/1", "brought-bundle/9");
    assert!(check_bundle(other.as_bytes(), &found(&bundle)).unwrap_err().to_string().contains("brought-bundle/9"));
}

/// S9, S15: it is written down before anything is read, with the reason; whoever may not learns nothing and leaves nothing.
#[tokio::test]
async fn only_those_who_answer_for_others_may_and_that_they_did_is_written_down_with_why() {
    let brought = record_of(&family()).await;
    for stranger in [nurse(), actor("stranger", &[Role::NamedNurse])] {
        let refused = make_bundle(&brought, &stranger, &the_id("ana"), &form(), Desk::SignedIn, at(NOW)).await;
        assert!(matches!(refused, Err(Failure::Denied(Denied::RoleNeeded | Denied::UnknownPractitioner))), "{refused:?}");
    }
    let refused = make_bundle(&brought, &lead(), &the_id("ana"), &BundleForm::default(), Desk::SignedIn, at(NOW)).await;
    assert!(matches!(&refused, Err(Failure::Refused(refusal)) if refusal.is_about("reason")), "{refused:?}");
    assert_eq!(brought.store.accesses_of(&the_id("ana"), 10).await.unwrap(), [], "nothing was read");
    let bundle = made(&brought, &form()).await;
    let accesses = brought.store.accesses_of(&the_id("ana"), 10).await.unwrap();
    let access = &accesses[0].access;
    assert_eq!((access.reader.as_str(), access.purpose.as_str()), ("lead", "review"));
    assert!(access.seen.contains("a bundle of the record and family") && access.seen.contains("Learning review 7"), "{}", access.seen);
    assert!(text(&bundle, "who-read-it.html").contains("A review of practice"), "the bundle itself is the last that was read");
}

#[tokio::test]
async fn who_read_the_record_is_for_some_roles_alone_and_that_it_is_left_out_is_said() {
    let brought = record_of(&family()).await;
    let manager = actor("lead", &[Role::LineManager]);
    let practitioner = brought_domain::person::Practitioner {
        id: manager.practitioner.clone(),
        name: manager.name.clone(),
        roles: manager.roles.clone(),
        services: manager.services.clone(),
    };
    brought.store.put_practitioners(&[practitioner]).await.unwrap();
    let bundle = make_bundle(&brought, &manager, &the_id("ana"), &form(), Desk::SignedIn, at(NOW)).await.unwrap();
    assert!(bundle.files.iter().all(|file| !file.name.starts_with("who-read-it")));
    assert!(bundle.left_out.iter().any(|words| words.contains("Who read the record")), "{:?}", bundle.left_out);
    assert!(text(&bundle, "index.html").contains("Who read the record: whoever made the bundle may not see it"));
}

async fn write_letter(brought: &Brought) {
    let (grant, shown) = (open(brought, "ana", "2026-01-20T09:00:00Z").await, head(brought, "ana", "2026-01-20T09:00:00Z").await);
    let mut values = Values::default();
    for placeholder in Placeholder::ALL {
        values.set(*placeholder, placeholder.words());
    }
    let letter = IssueDocument {
        head: shown,
        document: "letter_how_can_we_help".to_owned(),
        to: Some(the_id("mum")),
        values,
        address_is_safe: Answer::NotKnown,
        print: Print::Usual,
    };
    record(brought, &grant, the_id("e-letter"), at("2026-01-20T09:00:00Z"), &letter).await.unwrap();
}

#[tokio::test]
async fn what_was_issued_is_in_it_byte_for_byte() {
    let brought = record_of(&family()).await;
    write_letter(&brought).await;
    let bundle = made(&brought, &form()).await;
    let kept = brought.store.issued(&the_id("e-letter"), "document.html").await.unwrap().unwrap();
    assert_eq!(text(&bundle, "documents/01-document.html").as_bytes(), kept.content);
    let before = BundleForm { to: Some(date(2026, 1, 18)), ..form() };
    assert!(made(&brought, &before).await.files.iter().all(|file| !file.name.starts_with("documents/")));
}

/// S13, H15: however it was written down, and on whatever day the bundle looks back, a withheld address is nowhere.
#[tokio::test]
async fn nothing_tells_where_somebody_is_whose_address_is_withheld_and_that_something_is_left_out_is_said() {
    let family = family().place("2026-01-03", PlaceKind::Nursery, Some("Little Acorns"), Answer::Yes);
    let family = family.note("2026-01-21T10:00", "Drove past 2, Mill Lane (BL11AA) on the way to Little Acorns, rang +44 1204 555-123");
    let brought = record_of(&family.clone().about("mum").fact("2026-01-01", address(Answer::Yes)).about("ana")).await;
    write_letter(&brought).await;
    assert!(words(&made(&brought, &form()).await).contains("2 Mill Lane"), "while nothing is withheld");
    let fled = Family::new().child("ana", |ana| ana).mother("mum").about("mum").fact("2026-01-30", withheld());
    crate::testing::add(&brought, &fled.chronology()).await;
    for known_on in [None, Some(date(2026, 1, 25))] {
        let bundle = made(&brought, &BundleForm { known_on, ..form() }).await;
        let all = words(&bundle).to_lowercase();
        for secret in ["mill lane", "bl1 1aa", "bl11aa", "acorns", "555123", "555-123", "555 123"] {
            assert!(!all.contains(secret), "{known_on:?}: {secret}");
        }
        assert!(bundle.files.iter().all(|file| !file.name.starts_with("documents/")));
        assert!(bundle.left_out.iter().any(|words| words.contains("must not be passed on")), "{:?}", bundle.left_out);
        assert!(text(&bundle, "index.html").contains("must not be passed on"));
        assert!(text(&bundle, "chronology.html").contains("Was not brought"), "the rest is there");
    }
}

/// STW-07.
#[tokio::test]
async fn what_a_young_person_asked_to_be_kept_confidential_is_left_out() {
    let confided = AnalysisSigned { confidentiality: Some("Wants nobody to know of the clinic".to_owned()), ..analysis() };
    let brought = record_of(&family().fact("2026-01-06", Fact::AnalysisSigned(confided))).await;
    let bundle = made(&brought, &form()).await;
    assert!(!words(&bundle).contains("nobody to know"));
    assert!(text(&bundle, "chronology.html").contains("Analysis of what the failed contact means"));
    assert!(bundle.left_out.iter().any(|words| words.starts_with("1 entry or passage")), "{:?}", bundle.left_out);
}

#[tokio::test]
async fn a_bundle_of_a_period_or_of_a_past_day_holds_what_belongs_to_it() {
    let late = family().recorded("2026-01-30T09:00").note("2026-01-06T10:00", "Written down weeks later");
    let brought = record_of(&late).await;
    let early = made(&brought, &BundleForm { to: Some(date(2026, 1, 10)), ..form() }).await;
    let told = text(&early, "chronology.html");
    assert!(told.contains("Monday 5 January 2026") && !told.contains("<td>Monday 19 January 2026"), "{told}");
    assert!(told.contains("Written down weeks later"));
    let then = made(&brought, &BundleForm { known_on: Some(date(2026, 1, 10)), ..form() }).await;
    assert!(!words(&then).contains("Written down weeks later"), "nobody knew it then");
    let significant = made(&brought, &BundleForm { significant: true, ..form() }).await;
    assert!(!text(&significant, "chronology.html").contains("Contact planned"));
    assert!(text(&early, "chronology.csv").contains("contact_planned"));
}

#[tokio::test]
async fn days_that_cannot_be_are_refused_each_at_its_field() {
    let brought = record_of(&family()).await;
    let day = |day: i8| -> Option<Date> { Some(date(2026, 2, day)) };
    let wrong = BundleForm { from: day(9), to: day(1), known_on: day(3), ..form() };
    let refused = make_bundle(&brought, &named_nurse(), &the_id("ana"), &wrong, Desk::SignedIn, at(NOW)).await;
    let Err(Failure::Refused(refusal)) = refused else { panic!("{refused:?}") };
    for field in ["from", "to", "known_on"] {
        assert!(refusal.is_about(field), "{field}: {refusal}");
    }
    let nobody = make_bundle(&brought, &named_nurse(), &the_id("nobody"), &form(), Desk::SignedIn, at(NOW)).await;
    assert!(matches!(nobody, Err(Failure::Denied(Denied::NotTheirs { .. }))), "{nobody:?}");
    let nobody = make_bundle(&brought, &named_nurse(), &the_id("nobody"), &form(), Desk::AtTheMachine, at(NOW)).await;
    assert!(matches!(nobody, Err(Failure::NotThere(_))), "{nobody:?}");
}

/// The same record, form and moment give the same bytes.
#[tokio::test]
async fn a_bundle_is_made_of_the_record_and_nothing_else() {
    let (one, other) = (record_of(&family()).await, record_of(&family()).await);
    assert_eq!(made(&one, &form()).await, made(&other, &form()).await);
}

/// Each page of it in print too; a name in letters that the typeface lacks leaves that out, and it is said.
#[cfg(feature = "pdf")]
#[tokio::test]
async fn built_with_typesetting_each_page_has_its_twin_in_print() {
    let bundle = made(&record_of(&family()).await, &form()).await;
    for stem in ["chronology", "what-was-asked", "endings", "who-read-it"] {
        let file = bundle.files.iter().find(|file| file.name == format!("{stem}.pdf")).unwrap();
        assert!(file.content.starts_with(b"%PDF-1.7"), "{stem}");
    }
    let foreign = family().note("2026-01-06T10:00", "Ольга rang");
    let bundle = made(&record_of(&foreign).await, &form()).await;
    assert!(bundle.files.iter().all(|file| file.name != "chronology.pdf"));
    assert!(bundle.left_out.iter().any(|words| words.starts_with("chronology.pdf: the typeface has no sign")), "{:?}", bundle.left_out);
}
