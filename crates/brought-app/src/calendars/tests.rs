//! What a calendar holds, and what it never holds.

use super::*;
use crate::accounts::{AccountToAdd, add_account, set_account_disabled};
use crate::testing::{at, nurse, the_id, with};
use brought_domain::Fact;
use brought_domain::contact::{Answer, Setting};
use brought_domain::person::{Address, AddressRecorded};
use brought_domain::work::AnalysisSigned;
use brought_testkit::Family;
use brought_testkit::builders::{analysis, was_not_brought};

const NOW: &str = "2026-01-07T09:00:00Z";
const TOKEN: [u8; 32] = [7; 32];

fn family() -> Family {
    let ana = Family::new().child("ana", |ana| ana.named("Ana", "Example").born("2019-05-01")).mother("mum");
    ana.clinic("2026-01-05T10:00", was_not_brought()).planned(Setting::Clinic, "2026-02-03T10:00").about("ana")
}

/// What a calendar of this family, or of the nurse's list, holds.
async fn read(family: &Family, person: Option<&str>, with_names: bool) -> Vec<CalendarEntry> {
    let brought = with(&family.chronology()).await;
    let wanted = CalendarToMake { person: person.map(the_id), with_names };
    make_calendar(&brought, &nurse(), &wanted, &FeedToken::of(TOKEN), at(NOW)).await.unwrap();
    read_calendar(&brought, &FeedToken::of(TOKEN), at(NOW)).await.unwrap().unwrap()
}

/// H38: no name and no reason unless somebody said so.
#[tokio::test]
async fn without_a_word_a_calendar_holds_dates_and_nothing_else() {
    let appointments = read(&family(), Some("ana"), false).await;
    assert_eq!(appointments.len(), 1, "what is over is not in it: {appointments:?}");
    assert_eq!((appointments[0].title.as_str(), &appointments[0].place), ("Appointment", &None));
    assert_eq!(appointments[0].when, CalendarWhen::At(at("2026-02-03T10:00:00Z")));
    let list = read(&family(), None, false).await;
    assert!(!list.is_empty() && list.iter().all(|entry| entry.title == "Something is due"), "{list:?}");
    for entry in appointments.iter().chain(&list) {
        assert!(entry.id.len() == 32 && !format!("{entry:?}").to_lowercase().contains("ana"), "{entry:?}");
    }
    assert!(read(&family(), None, true).await.iter().all(|entry| entry.title.ends_with(": Ana Example")));
    assert_eq!(read(&family(), Some("ana"), true).await[0].place.as_deref(), Some("at a clinic"));
}

/// H15, J10: a calendar goes on for months, and what its maker may read changes meanwhile.
#[tokio::test]
async fn a_calendar_shows_nothing_of_a_record_that_was_restricted_since_it_was_made() {
    use brought_domain::steps::AccessDecided;
    for person in [Some("ana"), None] {
        let brought = with(&family().chronology()).await;
        let token = FeedToken::of(TOKEN);
        make_calendar(&brought, &nurse(), &CalendarToMake { person: person.map(the_id), with_names: true }, &token, at(NOW)).await.unwrap();
        assert_ne!(read_calendar(&brought, &token, at(NOW)).await.unwrap().unwrap(), [], "{person:?}");
        let only = AccessDecided { only: Some(vec![the_id("somebody-else")]), reasons: "An uncle works here".into() };
        crate::testing::add(&brought, &Family::new().child("ana", |ana| ana).fact("2026-01-06", Fact::AccessDecided(only)).chronology())
            .await;
        assert_eq!(read_calendar(&brought, &token, at(NOW)).await.unwrap().unwrap(), [], "{person:?}");
    }
}

#[tokio::test]
async fn nothing_of_somebody_who_must_not_show_is_in_any_calendar() {
    let withheld = Fact::AddressRecorded(AddressRecorded { address: Address::Withheld, reported_by_family: Answer::NotKnown });
    let confided = AnalysisSigned { confidentiality: Some("Do not tell the family".to_owned()), ..analysis() };
    for (name, family) in [
        ("withheld", family().fact("2026-01-06", withheld)),
        ("confided", family().fact("2026-01-06", Fact::AnalysisSigned(confided))),
        ("died", family().died("2026-01-06")),
        ("ended", family().fact("2026-01-06", Fact::PregnancyEnded)),
    ] {
        for (person, with_names) in [(Some("ana"), false), (Some("ana"), true), (None, false)] {
            assert_eq!(read(&family, person, with_names).await, [], "{name} {person:?}");
        }
    }
}

#[tokio::test]
async fn a_calendar_is_read_by_its_address_alone_until_it_is_revoked() {
    let brought = with(&family().chronology()).await;
    let token = FeedToken::of(TOKEN);
    let wanted = CalendarToMake { person: Some(the_id("ana")), with_names: false };
    make_calendar(&brought, &nurse(), &wanted, &token, at(NOW)).await.unwrap();
    assert_eq!(read_calendar(&brought, &FeedToken::of([8; 32]), at(NOW)).await.unwrap(), None);
    for wrong in ["", &token.reveal()[1..], &token.reveal().to_uppercase()] {
        assert!(FeedToken::read(wrong).is_none() || wrong == token.reveal(), "{wrong}");
    }
    // S9: each reading is written down, in the name of whoever made it.
    let before = brought.store.accesses_of(&the_id("ana"), 100).await.unwrap().len();
    assert!(read_calendar(&brought, &token, at(NOW)).await.unwrap().is_some());
    let accesses = brought.store.accesses_of(&the_id("ana"), 100).await.unwrap();
    assert_eq!((accesses.len(), accesses[0].access.purpose.as_str(), accesses[0].access.reader.as_str()), (before + 1, "calendar", "p1"));
    let lines = calendars_of(&brought, &nurse()).await.unwrap();
    assert_eq!(lines[0].person, Some(("ana".to_owned(), "Ana Example".to_owned())));
    assert_ne!(lines[0].id, token.reveal());
    assert!(matches!(revoke_calendar(&brought, &crate::testing::lead(), &lines[0].id, at(NOW)).await, Err(Failure::NotThere(_))));
    revoke_calendar(&brought, &nurse(), &lines[0].id, at(NOW)).await.unwrap();
    assert_eq!(read_calendar(&brought, &token, at(NOW)).await.unwrap(), None);
}

/// H24: whoever may not sign in any more reads nothing by an old address either.
#[tokio::test]
async fn the_calendar_of_somebody_whose_account_is_disabled_leads_nowhere() {
    let brought = with(&family().chronology()).await;
    let token = FeedToken::of(TOKEN);
    make_calendar(&brought, &nurse(), &CalendarToMake { person: None, with_names: false }, &token, at(NOW)).await.unwrap();
    let account = AccountToAdd { practitioner: the_id("p1"), sign_in_name: "p1".into(), password: "correct horse battery".into() };
    add_account(&brought, account, &[1; 16]).await.unwrap();
    set_account_disabled(&brought, &the_id("p1"), true).await.unwrap();
    assert_eq!(read_calendar(&brought, &token, at(NOW)).await.unwrap(), None);
}
