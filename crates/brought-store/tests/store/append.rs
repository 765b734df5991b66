//! Appending: all or nothing, once and only once, and never over somebody else's entry.

use crate::support::*;
use brought_domain::{EventId, Fact};
use brought_store::{Appended, Counts, PersonAppend, Store, StoreProblem};
use std::collections::HashSet;

#[tokio::test]
async fn what_was_appended_reads_back_in_order_with_its_version() {
    let store = Store::in_memory().await.unwrap();
    let events = vec![child("e1", "ann", "Ann", "Salles"), note("e2", "ann"), withdrawal("e3", "ann", "e2")];
    let appended = store.append(vec![at_version(0, events.clone())]).await.unwrap();
    assert_eq!(appended, Appended { appended: 3, skipped: 0, versions: vec![(person("ann"), 3)] });
    let record = store.events_of(&person("ann")).await.unwrap();
    assert_eq!((record.events, record.version), (events, 3));
    assert_eq!(store.event(&EventId::new("e2").unwrap()).await.unwrap(), Some(note("e2", "ann")));
}

#[tokio::test]
async fn nobody_has_an_empty_record_at_version_0() {
    let store = Store::in_memory().await.unwrap();
    assert_eq!(store.events_of(&person("nobody")).await.unwrap().version, 0);
    assert_eq!(store.event(&EventId::new("none").unwrap()).await.unwrap(), None);
    assert_eq!(store.counts().await.unwrap(), Counts { events: 0, people: 0 });
}

/// S21, H44: two people write at the same version; one of them is told.
#[tokio::test]
async fn of_two_stale_writes_at_once_one_is_refused_and_changes_nothing() {
    let (_folder, path) = place();
    let store = create(&path).await;
    store.append(vec![at_version(0, vec![child("e0", "ann", "Ann", "Salles")])]).await.unwrap();
    let (left, right) = tokio::join!(
        store.append(vec![at_version(1, vec![note("left", "ann")])]),
        store.append(vec![at_version(1, vec![note("right", "ann")])])
    );
    let (winner, loser) = if left.is_ok() { ("left", right) } else { ("right", left) };
    assert_eq!(loser, Err(StoreProblem::Conflict { person: person("ann"), expected: 1, found: 2 }));
    assert_eq!(ids_of(&store, "ann").await, ["e0", winner]);
}

/// S21: the part of a batch that was in order is not saved either.
#[tokio::test]
async fn a_batch_with_one_conflict_leaves_nothing_behind() {
    let store = Store::in_memory().await.unwrap();
    store.append(vec![at_version(0, vec![note("b0", "ben")])]).await.unwrap();
    let before = store.checkpoint().await.unwrap();
    let batch = vec![at_version(0, vec![child("a1", "ann", "Ann", "Salles")]), at_version(0, vec![note("b1", "ben")])];
    assert!(matches!(store.append(batch).await, Err(StoreProblem::Conflict { .. })));
    assert_eq!(store.checkpoint().await.unwrap(), before);
    assert_eq!(store.person(&person("ann")).await.unwrap(), None);
    assert_eq!(store.people_with_stale_worklist(at("2026-07-02T00:00:00Z"), 10).await.unwrap().len(), 1);
}

/// A batch at fault must not take down those that are committed together with it.
#[tokio::test]
async fn a_refused_batch_does_not_touch_others_that_wait_with_it() {
    let (_folder, path) = place();
    let store = create(&path).await;
    let attempts = (0..200).map(|number| {
        let (store, id) = (store.clone(), format!("e{number}"));
        let wrong = number % 3 == 0;
        tokio::spawn(async move {
            let expected = if wrong { 7 } else { 0 };
            (wrong, store.append(vec![at_version(expected, vec![note(&id, &id)])]).await)
        })
    });
    for attempt in attempts.collect::<Vec<_>>() {
        let (wrong, result) = attempt.await.unwrap();
        assert_eq!(result.is_err(), wrong);
    }
    assert_eq!(store.counts().await.unwrap(), Counts { events: 133, people: 133 });
    assert_eq!(store.verify(&[]).await.unwrap().findings, []);
}

/// S6: a batch applied five times is a batch applied once.
#[tokio::test]
async fn repeating_a_batch_changes_nothing() {
    let store = Store::in_memory().await.unwrap();
    let batch = vec![any(vec![child("a1", "ann", "Ann", "Salles"), note("a2", "ann")]), any(vec![note("b1", "ben")])];
    store.append(batch.clone()).await.unwrap();
    let before = store.checkpoint().await.unwrap();
    for _ in 0..4 {
        let again = store.append(batch.clone()).await.unwrap();
        assert_eq!(again, Appended { appended: 0, skipped: 3, versions: vec![(person("ann"), 2), (person("ben"), 1)] });
    }
    assert_eq!(store.checkpoint().await.unwrap(), before);
}

/// Nobody knows whether a request without an answer was carried out; asking again has to be safe, and to add what was missing.
#[tokio::test]
async fn a_request_may_be_repeated_with_the_version_it_had_before() {
    let store = Store::in_memory().await.unwrap();
    let request = vec![at_version(0, vec![note("a1", "ann")])];
    store.append(request.clone()).await.unwrap();
    assert_eq!(store.append(request).await.unwrap().skipped, 1);
    let with_more = vec![at_version(0, vec![note("a1", "ann"), note("a2", "ann")])];
    assert_eq!(store.append(with_more).await, Err(StoreProblem::Conflict { person: person("ann"), expected: 0, found: 1 }));
}

#[tokio::test]
async fn the_same_event_twice_in_one_batch_is_stored_once() {
    let store = Store::in_memory().await.unwrap();
    let appended = store.append(vec![any(vec![note("a1", "ann"), note("a1", "ann")]), any(vec![note("a1", "ann")])]).await.unwrap();
    assert_eq!((appended.appended, appended.skipped), (1, 2));
}

#[tokio::test]
async fn the_same_id_with_other_content_is_refused_whoever_it_is_about() {
    let store = Store::in_memory().await.unwrap();
    store.append(vec![any(vec![note("a1", "ann")])]).await.unwrap();
    let refused = Err(StoreProblem::SameIdOtherContent { event: EventId::new("a1").unwrap() });
    for other in [event("a1", "ann", Fact::Born), note("a1", "ben")] {
        assert_eq!(store.append(vec![any(vec![note("new", "cat")]), any(vec![other])]).await, refused);
    }
    assert!(store.append(vec![any(vec![note("x", "cat"), event("x", "cat", Fact::Born)])]).await.is_err());
    assert_eq!(store.counts().await.unwrap(), Counts { events: 1, people: 1 });
}

/// H9: a file read again on another day is the same file; an entry signed again at another time is another entry.
#[tokio::test]
async fn reading_the_same_row_on_another_day_is_the_same_event() {
    let store = Store::in_memory().await.unwrap();
    let later = at("2026-07-09T06:00:00Z");
    let mut row = imported(note("a1", "ann"), "4711", "1");
    let mut entry = note("a2", "ann");
    store.append(vec![any(vec![row.clone(), entry.clone()])]).await.unwrap();
    row.recorded_at = later;
    assert_eq!(store.append(vec![any(vec![row])]).await.unwrap().skipped, 1);
    entry.recorded_at = later;
    assert!(matches!(store.append(vec![any(vec![entry])]).await, Err(StoreProblem::SameIdOtherContent { .. })));
}

/// S24: an entry never ends up in the record of another child than the one it is about.
#[tokio::test]
async fn an_entry_about_another_child_is_refused() {
    let store = Store::in_memory().await.unwrap();
    let stray = PersonAppend { person: person("ben"), ..any(vec![note("a1", "ann")]) };
    let refused = StoreProblem::WrongPerson { event: EventId::new("a1").unwrap(), about: person("ann"), person: person("ben") };
    assert_eq!(store.append(vec![stray]).await, Err(refused));
}

#[tokio::test]
async fn an_empty_batch_is_no_trouble() {
    let store = Store::in_memory().await.unwrap();
    assert_eq!(store.append(Vec::new()).await.unwrap(), Appended::default());
}

/// S8: numbers without gaps, whatever is refused in between and however many write.
#[tokio::test]
async fn two_programs_on_one_file_number_their_events_without_gaps() {
    let (_folder, path) = place();
    let (left, right) = (create(&path).await, create(&path).await);
    let writers = [("left", left.clone()), ("right", right)].map(|(name, store)| {
        tokio::spawn(async move {
            for number in 0..50 {
                store.append(vec![any(vec![note(&format!("{name}-{number}"), "ann")])]).await.unwrap();
            }
        })
    });
    for writer in writers {
        writer.await.unwrap();
    }
    let verified = left.verify(&[]).await.unwrap();
    assert_eq!((verified.events, verified.people, verified.findings), (100, 1, vec![]));
    assert_eq!(left.events_of(&person("ann")).await.unwrap().version, 100);
}

#[tokio::test]
async fn several_records_are_read_at_once_and_only_those() {
    let store = Store::in_memory().await.unwrap();
    store
        .append(vec![any(vec![note("a1", "ann"), note("a2", "ann")]), any(vec![note("b1", "ben")]), any(vec![note("c1", "cat")])])
        .await
        .unwrap();
    let records = store.events_of_many(&[person("cat"), person("ann"), person("nobody"), person("ann")]).await.unwrap();
    assert_eq!(records.len(), 2);
    assert_eq!(records[&person("ann")], store.events_of(&person("ann")).await.unwrap());
    assert_eq!(records[&person("cat")].version, 1);
}

#[tokio::test]
async fn events_are_found_by_id_and_by_where_they_came_from() {
    let store = Store::in_memory().await.unwrap();
    let (first, second) = (imported(note("a1", "ann"), "4711", "1"), imported(note("a2", "ann"), "4711", "2"));
    store.append(vec![any(vec![first.clone(), second.clone(), imported(note("a3", "ann"), "4712", "1")])]).await.unwrap();
    let ids = ["a1", "a3", "a9"].map(|id| EventId::new(id).unwrap());
    assert_eq!(store.has_events(&ids).await.unwrap(), HashSet::from([ids[0].clone(), ids[1].clone()]));
    assert_eq!(store.events_from("clinic-system", "4711").await.unwrap(), [first, second]);
    assert_eq!(store.events_from("gp-system", "4711").await.unwrap(), []);
}

#[tokio::test]
async fn everybody_is_met_once_page_by_page() {
    let store = Store::in_memory().await.unwrap();
    let names: Vec<String> = (0..25).map(|number| format!("p{number:02}")).collect();
    for name in &names {
        store.append(vec![any(vec![note(&format!("{name}-1"), name), note(&format!("{name}-2"), name)])]).await.unwrap();
    }
    let (mut met, mut after) = (Vec::new(), None);
    loop {
        let page = store.person_ids(after.as_ref(), 10).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.clone());
        met.extend(page.iter().map(ToString::to_string));
    }
    assert_eq!(met, names);
    assert_eq!(store.counts().await.unwrap(), Counts { events: 50, people: 25 });
}

#[tokio::test]
async fn a_closed_store_refuses_and_its_file_keeps_everything() {
    let (_folder, path) = place();
    let store = create(&path).await;
    store.append(vec![any(vec![note("a1", "ann")])]).await.unwrap();
    store.close().await;
    assert_eq!(store.append(vec![any(vec![note("a2", "ann")])]).await, Err(StoreProblem::Closed));
    assert_eq!(store.events_of(&person("ann")).await, Err(StoreProblem::Closed));
    assert_eq!(ids_of(&create(&path).await, "ann").await, ["a1"]);
}

/// The request is carried out even if whoever asked has gone, such as a browser that closed its window.
#[tokio::test]
async fn an_append_that_nobody_waits_for_is_whole_or_absent() {
    let (_folder, path) = place();
    let store = create(&path).await;
    for number in 0..50 {
        let asking = store.append(vec![any(vec![note(&format!("a{number}"), "ann"), note(&format!("b{number}"), "ann")])]);
        let _gone = tokio::time::timeout(std::time::Duration::from_micros(number * 20), asking).await;
    }
    store.append(vec![any(vec![note("last", "ann")])]).await.unwrap();
    let ids = ids_of(&store, "ann").await;
    for number in 0..50 {
        assert_eq!(ids.contains(&format!("a{number}")), ids.contains(&format!("b{number}")));
    }
    assert_eq!(store.verify(&[]).await.unwrap().findings, []);
}
