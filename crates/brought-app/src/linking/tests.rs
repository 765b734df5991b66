use super::*;
use crate::testing::{actor, at, head, lead, nurse, open, the_id, with};
use crate::{
    AccessGrant, ListFilter, SearchFor, WholeRecordPurpose, as_known_on, child_page, hold_record, my_list, open_whole_record,
    people_on_record, record, search_people,
};
use brought_domain::event::{Author, Source};
use brought_domain::person::{Address, AddressRecorded, Name, PersonDetails, PersonKind, PostalAddress, RelationKind, RelationRecorded};
use brought_domain::steps::AccessDecided;
use brought_domain::work::{ObligationSettled, ObligationSettlement};
use brought_domain::{Event, Fact, Happened, NhsNumber, ServiceId, contact::Answer};
use brought_testkit::builders::was_not_brought;
use brought_testkit::{Family, caseload};
use std::collections::{BTreeMap, BTreeSet};

const NOW: &str = "2026-01-07T09:00:00Z";

/// Ana, who was not brought on Monday by one record and on Tuesday by another.
async fn two_records() -> Brought {
    let first = Family::new().child("ana", |ana| ana.born("2023-05-01")).mother("mum").clinic("2026-01-05T10:00", was_not_brought());
    let brought = with(&first.chronology()).await;
    let second = Family::new().child("ana-2", |ana| ana.born("2023-05-01")).clinic("2026-01-06T10:00", was_not_brought());
    let mut second = second.chronology();
    for event in &mut second.events {
        match &mut event.fact {
            Fact::ContactPlanned(planned) => planned.contact = the_id("another"),
            Fact::OutcomeRecorded(recorded) => recorded.contact = the_id("another"),
            _ => {}
        }
    }
    crate::testing::add(&brought, &second).await;
    brought
}

fn recorded(id: &str, about: &str, fact: Fact, when: &str) -> Event {
    Event {
        id: the_id(id),
        about: the_id(about),
        service: Some(the_id::<ServiceId>("health-visiting")),
        happened: Happened::At(at(when)),
        recorded_at: at(when),
        author: Author::Signed { by: the_id("lead"), role: Role::SafeguardingLead },
        source: Source::Entered,
        corrects: None,
        answers: vec![],
        fact,
    }
}

async fn add_event(brought: &Brought, event: Event) {
    let append = brought_store::PersonAppend { person: event.about.clone(), expected: brought_store::Expected::Any, events: vec![event] };
    brought.store.append(vec![append]).await.unwrap();
}

async fn open_as(brought: &Brought, who: &Actor, person: &str) -> AccessGrant {
    open_record(brought, who, &the_id(person), Purpose::RecordKeeping, at(NOW)).await.unwrap()
}

/// The form as the lead fills it in, after having looked.
async fn form(brought: &Brought, person: &str, other: &str, step: LinkStep) -> DecideLink {
    let grant = open_as(brought, &lead(), person).await;
    let version = link_preview(brought, &lead(), &grant, &the_id(other), at(NOW)).await.unwrap().version;
    DecideLink { other: the_id(other), step, version, role: Role::SafeguardingLead, reason: "Confirmed with the mother and the GP".into() }
}

async fn decide(brought: &Brought, who: &Actor, person: &str, form: &DecideLink) -> Result<(), Failure> {
    let grant = open_record(brought, who, &the_id(person), Purpose::RecordKeeping, at(NOW)).await?;
    decide_link(brought, who, &grant, form, at(NOW)).await
}

async fn decided(brought: &Brought, person: &str, other: &str, step: LinkStep) {
    decide(brought, &lead(), person, &form(brought, person, other, step).await).await.unwrap();
}

fn refused(outcome: Result<(), Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// S16: for whom entries of one record are read out of two, everything is worked out as if they had never been apart.
#[tokio::test]
async fn two_linked_records_are_read_as_one_record_with_the_same_entries() {
    let made_up = caseload(11, "2026-03-04".parse().unwrap(), 25);
    let [whole, split] = [crate::testing::brought().await, crate::testing::brought().await];
    let mut people: BTreeMap<PersonId, Vec<Event>> = BTreeMap::new();
    for event in made_up.events {
        people.entry(event.about.clone()).or_default().push(event);
    }
    for brought in [&whole, &split] {
        brought.store.put_services(&made_up.services).await.unwrap();
        brought.store.put_practitioners(&made_up.practitioners).await.unwrap();
    }
    let second = |person: &PersonId| the_id::<PersonId>(&format!("{person}-2"));
    for (place, (person, events)) in people.iter().enumerate() {
        let append = |person: &PersonId, events| brought_store::PersonAppend {
            person: person.clone(),
            expected: brought_store::Expected::Any,
            events,
        };
        whole.store.append(vec![append(person, events.clone())]).await.unwrap();
        let (mut own, mut others) = (Vec::new(), Vec::new());
        for (number, event) in events.iter().enumerate() {
            if number % (2 + place % 3) == 1 {
                others.push(Event { about: second(person), ..event.clone() });
            } else {
                own.push(event.clone());
            }
        }
        let mut appends = vec![append(person, own)];
        if !others.is_empty() {
            appends.push(append(&second(person), others));
        }
        split.store.append(appends).await.unwrap();
    }
    let now = at("2026-03-04T09:30:00Z");
    let apart: Vec<_> = standings(&split, people.keys(), now).await;
    for person in people.keys() {
        let decision = LinkDecision {
            step: LinkStep::Linked,
            record: person.clone(),
            other: second(person),
            by: the_id("lead"),
            signed_as: Role::SafeguardingLead,
            reason: "One child".into(),
            at: now,
        };
        split.store.decide_link(&decision).await.unwrap();
    }
    let (expected, found) = (standings(&whole, people.keys(), now).await, standings(&split, people.keys(), now).await);
    for (expected, found) in expected.iter().zip(&found) {
        assert_eq!(expected, found);
    }
    assert_ne!(apart, found, "the entries did say something apart");
    for person in people.keys() {
        let decision = LinkDecision {
            step: LinkStep::Unlinked,
            record: person.clone(),
            other: second(person),
            by: the_id("lead"),
            signed_as: Role::SafeguardingLead,
            reason: "Two children".into(),
            at: now,
        };
        split.store.decide_link(&decision).await.unwrap();
    }
    assert_eq!(apart, standings(&split, people.keys(), now).await, "taken apart, each is what it was");
}

async fn standings(brought: &Brought, people: impl Iterator<Item = &PersonId>, now: Timestamp) -> Vec<brought_policy::Standing> {
    let mut standings = Vec::new();
    for person in people {
        standings.push(brought.answer(&gather(brought, person).await.unwrap().chronology, now).await.unwrap().standing);
    }
    standings
}

#[tokio::test]
async fn what_was_missed_in_one_counts_with_what_was_missed_in_the_other_and_is_listed_once() {
    let brought = two_records().await;
    decided(&brought, "ana", "ana-2", LinkStep::Linked).await;
    for asked in ["ana", "ana-2"] {
        let page = child_page(&brought, &open(&brought, asked, NOW).await, at(NOW)).await.unwrap();
        assert_eq!((page.person.as_str(), page.linked, page.follow_ups.len()), ("ana", 1, 1), "{asked}");
        assert_eq!(page.follow_ups[0].failed_contacts.len(), 2);
    }
    let list = my_list(&brought, &nurse(), &ListFilter::default(), at(NOW)).await.unwrap();
    let whose: BTreeSet<&str> = list.lines.iter().map(|line| line.person.as_str()).collect();
    assert_eq!(whose, BTreeSet::from(["ana"]));
    let found = search_people(&brought, &nurse(), &SearchFor { words: "ana".into(), born_on: None }, at(NOW)).await.unwrap();
    assert_eq!(found.iter().map(|found| found.person.as_str()).collect::<Vec<_>>(), ["ana"]);
}

#[tokio::test]
async fn whoever_has_two_records_is_counted_once_and_both_are_held() {
    let brought = two_records().await;
    let whole = open_whole_record(&brought, &lead(), WholeRecordPurpose::ComparingPolicies, at(NOW)).await.unwrap();
    assert_eq!(people_on_record(&brought, &whole).await.unwrap(), 3);
    decided(&brought, "ana", "ana-2", LinkStep::Linked).await;
    assert_eq!(people_on_record(&brought, &whole).await.unwrap(), 2);
    let grant = open_as(&brought, &lead(), "ana-2").await;
    for is_lifted in [false, true] {
        assert!(hold_record(&brought, &grant, is_lifted, "The coroner has asked for it", at(NOW)).await.unwrap());
        assert!(!hold_record(&brought, &grant, is_lifted, "The coroner has asked for it", at(NOW)).await.unwrap());
    }
    for record in ["ana", "ana-2"] {
        let steps: Vec<_> =
            brought.store.retention(Some(&the_id(record))).await.unwrap().into_iter().map(|entry| entry.step.code()).collect();
        assert_eq!(steps, ["held", "lifted"], "{record}");
    }
}

/// H12: two records that were taken for twins turn out to be of one child, who has no twin.
#[tokio::test]
async fn a_child_who_was_taken_for_two_is_nobodys_brother() {
    let brought = two_records().await;
    let relation = RelationRecorded { other: the_id("ana-2"), relation: RelationKind::Sibling, same_household: Answer::Yes };
    add_event(&brought, recorded("twins", "ana", Fact::RelationRecorded(relation), NOW)).await;
    let family = async || shown(&brought, "ana").await.family.into_iter().map(|member| member.person).collect::<Vec<_>>();
    assert_eq!(family().await, ["ana-2", "mum"]);
    decided(&brought, "ana", "ana-2", LinkStep::Linked).await;
    assert_eq!(family().await, ["mum"]);
    let before = standings(&brought, [the_id("ana")].iter(), at(NOW)).await;
    add_event(&brought, Event { corrects: Some(taken_back("twins")), ..recorded("no-twins", "ana", Fact::CorrectionOnly, NOW) }).await;
    let after = standings(&brought, [the_id("ana")].iter(), at(NOW)).await;
    assert_eq!(before[0].obligations, after[0].obligations, "the entry asks for nothing");
}

fn taken_back(event: &str) -> brought_domain::Correction {
    brought_domain::Correction { event: the_id(event), how: brought_domain::CorrectionKind::Withdraws, reason: "One child".into() }
}

/// S9: whoever reads two records as one has read both.
#[tokio::test]
async fn reading_is_written_down_in_every_record_that_is_read() {
    let brought = two_records().await;
    decided(&brought, "ana", "ana-2", LinkStep::Linked).await;
    let count = async |person: &str| brought.store.accesses_of(&the_id(person), 100).await.unwrap().len();
    let before = (count("ana").await, count("ana-2").await);
    open(&brought, "ana-2", NOW).await;
    assert_eq!((count("ana").await, count("ana-2").await), (before.0 + 1, before.1 + 1));
}

/// S16.
#[tokio::test]
async fn taken_apart_each_is_what_it_was_and_keeps_what_was_written_meanwhile() {
    let brought = two_records().await;
    let before = (shown(&brought, "ana").await, shown(&brought, "ana-2").await);
    decided(&brought, "ana", "ana-2", LinkStep::Linked).await;
    decided(&brought, "ana", "ana-2", LinkStep::Unlinked).await;
    assert_eq!((shown(&brought, "ana").await, shown(&brought, "ana-2").await), before);
    decided(&brought, "ana-2", "ana", LinkStep::Linked).await;
    let note = crate::WriteNote {
        head: crate::EntryHead {
            expected_version: gather(&brought, &the_id("ana")).await.unwrap().version,
            ..head(&brought, "ana-2", NOW).await
        },
        note: "Rang".into(),
    };
    record(&brought, &open(&brought, "ana", NOW).await, the_id("note"), at(NOW), &note).await.unwrap();
    decided(&brought, "ana-2", "ana", LinkStep::Unlinked).await;
    assert_eq!(shown(&brought, "ana").await, before.0);
    let notes = brought.store.events_of(&the_id("ana-2")).await.unwrap().events;
    assert!(notes.iter().any(|event| event.id.as_str() == "note"));
}

async fn shown(brought: &Brought, person: &str) -> crate::ChildPage {
    child_page(brought, &open(brought, person, NOW).await, at(NOW)).await.unwrap()
}

/// S21: an entry in any of the records is one more.
#[tokio::test]
async fn a_form_that_was_shown_before_the_other_record_grew_is_a_conflict() {
    let brought = two_records().await;
    decided(&brought, "ana", "ana-2", LinkStep::Linked).await;
    let version = gather(&brought, &the_id("ana")).await.unwrap().version;
    let note =
        crate::WriteNote { head: crate::EntryHead { expected_version: version, ..head(&brought, "ana", NOW).await }, note: "Rang".into() };
    add_event(&brought, recorded("came-in", "ana-2", Fact::NoteWritten("A letter came in".into()), NOW)).await;
    let outcome = record(&brought, &open(&brought, "ana", NOW).await, the_id("note"), at(NOW), &note).await;
    let Err(Failure::Conflict(conflict)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(conflict.theirs.len(), 1, "{:?}", conflict.theirs);
    assert_eq!(conflict.theirs[0].event, "came-in");
    assert!(brought.store.event(&the_id("note")).await.unwrap().is_none());
}

/// What was settled by hand while a record stood on its own names what was owed by the id that it had then.
#[tokio::test]
async fn what_was_settled_by_hand_before_stays_settled() {
    let brought = two_records().await;
    let owed = |standing: brought_policy::Standing| standing.obligations.into_iter().filter(|one| one.is_open()).collect::<Vec<_>>();
    let of = async |person: &str| {
        owed(brought.answer(&gather(&brought, &the_id(person)).await.unwrap().chronology, at(NOW)).await.unwrap().standing)
    };
    decided(&brought, "ana-2", "ana", LinkStep::Linked).await;
    let before = of("ana-2").await;
    decided(&brought, "ana-2", "ana", LinkStep::Unlinked).await;
    for (number, obligation) in of("ana").await.iter().enumerate() {
        let why = ObligationSettled::Waived { authority: Role::NamedNurse, reason: "The GP saw the child".into() };
        let settlement = ObligationSettlement { obligation: obligation.id.clone(), how: why };
        let mut waived = recorded(&format!("waived-{number}"), "ana", Fact::ObligationSettled(settlement), NOW);
        waived.author = Author::Signed { by: the_id("named"), role: Role::NamedNurse };
        add_event(&brought, waived).await;
    }
    decided(&brought, "ana-2", "ana", LinkStep::Linked).await;
    let after: BTreeSet<_> = of("ana-2").await.into_iter().map(|one| one.id).collect();
    let settled: Vec<_> = before.iter().filter(|one| !after.contains(&one.id)).map(|one| one.because.rule.as_str()).collect();
    assert_eq!(settled, ["NAF-R13"], "what the first failed contact asked for, and nothing that the second adds");
}

/// J10: linking opens nothing that was restricted, and taking apart opens nothing either.
#[tokio::test]
async fn a_record_that_is_linked_with_a_restricted_one_is_restricted() {
    let brought = two_records().await;
    let only = AccessDecided { only: Some(vec![the_id("lead")]), reasons: "A relative works here".into() };
    add_event(&brought, recorded("restricted", "ana-2", Fact::AccessDecided(only), "2026-01-06T18:00:00Z")).await;
    decided(&brought, "ana", "ana-2", LinkStep::Linked).await;
    for asked in ["ana", "ana-2"] {
        let outcome = open_record(&brought, &nurse(), &the_id(asked), Purpose::DirectCare, at(NOW)).await.unwrap_err();
        assert_eq!(outcome, Failure::Denied(Denied::NotTheirs { person: the_id(asked), may_say_why: true }), "the link is not told");
    }
    let grant = open_as(&brought, &lead(), "ana").await;
    let head = crate::EntryHead {
        role: Role::SafeguardingLead,
        expected_version: gather(&brought, &the_id("ana")).await.unwrap().version,
        ..head(&brought, "ana", NOW).await
    };
    let lifted = crate::Restrict { head, only: None, reasons: "She has left".into() };
    crate::restrict(&brought, &grant, the_id("lifted"), at(NOW), &lifted).await.unwrap();
    open(&brought, "ana", NOW).await;
    decided(&brought, "ana", "ana-2", LinkStep::Unlinked).await;
    open(&brought, "ana-2", NOW).await;
}

/// H14, S17: where a child is now is learnt neither from a suggestion, nor from a refusal, nor from a page.
#[tokio::test]
async fn what_is_barred_is_never_suggested_joined_or_told() {
    let brought = two_records().await;
    let may_be = async |who: &Actor| {
        let grant = open_as(&brought, who, "ana").await;
        records_page(&brought, &grant, at(NOW)).await.unwrap()
    };
    assert_eq!(may_be(&lead()).await.may_be.iter().map(|line| line.record.as_str()).collect::<Vec<_>>(), ["ana-2"]);
    assert_eq!(may_be(&nurse()).await.may_be, [], "who may not link is not told either");
    let linked = form(&brought, "ana", "ana-2", LinkStep::Linked).await;
    decided(&brought, "ana", "ana-2", LinkStep::Barred).await;
    let page = may_be(&lead()).await;
    assert_eq!((page.may_be.len(), page.barred.len(), page.decided.len()), (0, 1, 1));
    let page = may_be(&nurse()).await;
    assert_eq!((page.may_be.len(), page.barred.len(), page.decided.len()), (0, 0, 0));
    assert_eq!(refused(decide(&brought, &lead(), "ana", &linked).await).problems[0].words, "these records cannot be linked");
    let relation = RelationRecorded { other: the_id("ana-2"), relation: RelationKind::Sibling, same_household: Answer::Yes };
    add_event(&brought, recorded("sibling", "ana", Fact::RelationRecorded(relation), NOW)).await;
    let around = gather(&brought, &the_id("ana")).await.unwrap();
    assert!(around.neighbours.iter().all(|neighbour| neighbour.other.as_str() != "ana-2"));
    assert!(around.chronology.events.iter().all(|event| event.about.as_str() != "ana-2"));
    // Nor what the other is linked with, nor what would come of it.
    let third = Family::new().child("ana-3", |ana| ana.born("2023-05-01"));
    crate::testing::add(&brought, &third.chronology()).await;
    decided(&brought, "ana-2", "ana-3", LinkStep::Linked).await;
    assert_eq!(may_be(&nurse()).await.decided, []);
    assert_eq!(may_be(&lead()).await.decided.len(), 1, "what is linked with the other stands on the other's page");
    let preview = link_preview(&brought, &nurse(), &open_as(&brought, &nurse(), "ana").await, &the_id("ana-2"), at(NOW)).await.unwrap();
    assert_eq!((preview.are_barred, preview.not_owed, preview.owed_anew), (false, vec![], vec![]));
    decided(&brought, "ana", "ana-2", LinkStep::Unbarred).await;
    assert_eq!(may_be(&lead()).await.may_be.len(), 1);
}

/// H14: two who were linked by mistake, and are never to be again, are not told of one another by what was decided before, nor by a past day.
#[tokio::test]
async fn what_was_linked_before_it_was_barred_is_told_to_nobody_who_may_not_know() {
    let brought = two_records().await;
    decided(&brought, "ana", "ana-2", LinkStep::Linked).await;
    decided(&brought, "ana", "ana-2", LinkStep::Unlinked).await;
    let page = async |who: &Actor| records_page(&brought, &open_as(&brought, who, "ana").await, at(NOW)).await.unwrap();
    assert_eq!(page(&nurse()).await.decided.len(), 2);
    decided(&brought, "ana", "ana-2", LinkStep::Barred).await;
    assert_eq!(page(&nurse()).await.decided, []);
    assert_eq!(page(&lead()).await.decided.len(), 3);
    let today = as_known_on(&brought, &open(&brought, "ana", NOW).await, "2026-01-07".parse().unwrap(), at(NOW)).await.unwrap();
    assert_eq!((today.page.follow_ups[0].failed_contacts.len(), today.page.linked), (1, 0));
}

#[tokio::test]
async fn whoever_may_not_decide_it_is_denied_and_whoever_may_says_why_in_which_role() {
    let brought = two_records().await;
    let good = form(&brought, "ana", "ana-2", LinkStep::Linked).await;
    assert_eq!(decide(&brought, &nurse(), "ana", &good).await, Err(Denied::RoleNeeded.into()));
    let stranger = actor("stranger", &[Role::SafeguardingLead]);
    assert_eq!(decide(&brought, &stranger, "ana", &good).await, Err(Denied::UnknownPractitioner.into()));
    let bad = DecideLink { role: Role::Practitioner, reason: "same".into(), version: 1, ..good.clone() };
    let fields: Vec<String> =
        refused(decide(&brought, &lead(), "ana", &bad).await).problems.into_iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["role", "reason", "form"]);
    let itself = DecideLink { other: the_id("ana"), ..good.clone() };
    assert!(refused(decide(&brought, &lead(), "ana", &itself).await).is_about("form"));
    let mother = DecideLink { other: the_id("mum"), version: form(&brought, "ana", "mum", LinkStep::Linked).await.version, ..good.clone() };
    assert!(refused(decide(&brought, &lead(), "ana", &mother).await).to_string().contains("parent or carer"));
    decide(&brought, &lead(), "ana", &good).await.unwrap();
    assert!(refused(decide(&brought, &lead(), "ana", &good).await).is_about("form"));
}

/// H15: read as one, the later address of two would count.
#[tokio::test]
async fn a_record_with_a_withheld_address_is_not_linked_with_one_that_tells_it() {
    let brought = two_records().await;
    let address = |id: &str, about: &str, address| {
        recorded(id, about, Fact::AddressRecorded(AddressRecorded { address, reported_by_family: Answer::Yes }), NOW)
    };
    let known = PostalAddress { lines: vec!["1 Quay Street".into()], postcode: None, safe_to_write_to: Answer::Yes };
    add_event(&brought, address("withheld", "ana", Address::Withheld)).await;
    add_event(&brought, address("known", "ana-2", Address::Known(known))).await;
    let linked = form(&brought, "ana", "ana-2", LinkStep::Linked).await;
    assert!(refused(decide(&brought, &lead(), "ana", &linked).await).to_string().contains("withheld"));
    let mut now_withheld = address("withheld-2", "ana-2", Address::Withheld);
    now_withheld.recorded_at = at("2026-01-07T09:00:01Z");
    add_event(&brought, now_withheld).await;
    decided(&brought, "ana", "ana-2", LinkStep::Linked).await;
}

/// STW-20: on a day before somebody knew that they are one, nobody read them as one.
#[tokio::test]
async fn on_a_day_before_they_were_linked_each_is_what_was_known_of_it() {
    let brought = two_records().await;
    decided(&brought, "ana", "ana-2", LinkStep::Linked).await;
    let grant = open(&brought, "ana", NOW).await;
    let then = as_known_on(&brought, &grant, "2026-01-06".parse().unwrap(), at(NOW)).await.unwrap();
    assert_eq!(then.page.follow_ups[0].failed_contacts.len(), 1);
    assert!(!then.known_later.is_empty(), "what stood in the other record was known later");
    let today = as_known_on(&brought, &grant, "2026-01-07".parse().unwrap(), at(NOW)).await.unwrap();
    assert_eq!(today.page.follow_ups[0].failed_contacts.len(), 2);
}

/// H12: two records with one number and birthday stand in an importer's way until somebody has said that they are one.
#[tokio::test]
async fn who_may_be_one_person_is_told_with_what_agrees() {
    let brought = two_records().await;
    let details = |given: &str, number: &str| PersonDetails {
        name: Some(Name { given: given.into(), family: "Example".into(), preferred: None }),
        nhs_number: NhsNumber::parse(number).ok(),
        ..PersonDetails::default()
    };
    let told = |id: &str, about: &str, given: &str, number: &str| {
        recorded(id, about, Fact::PersonRecorded(PersonKind::Child, details(given, number)), NOW)
    };
    crate::testing::add(&brought, &Family::new().child("twin", |twin| twin.born("2023-05-01")).chronology()).await;
    add_event(&brought, told("n1", "ana", "Ana", "9990000018")).await;
    add_event(&brought, told("n2", "ana-2", "Anna", "9990000018")).await;
    let grant = open_as(&brought, &lead(), "ana").await;
    let page = records_page(&brought, &grant, at(NOW)).await.unwrap();
    let lines: Vec<_> = page.may_be.iter().map(|line| (line.record.as_str(), line.why)).collect();
    assert_eq!(lines, [("ana-2", "The same NHS number and date of birth")]);
    assert_eq!(brought.store.accesses_of(&the_id("ana-2"), 1).await.unwrap()[0].access.seen, "a line of records that may be of one person");
}
