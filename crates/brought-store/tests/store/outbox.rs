//! The outbox: a message goes at most once, and what became of it is only ever added to (S8, H20).

use crate::support::*;
use brought_domain::person::RelationKind;
use brought_domain::{EventId, ObligationId};
use brought_store::{
    ChannelKind, EntryKind, Expected, FindMessages, Message, MessageKey, MessageStep, Moved, NewMessageEntry, PersonAppend, Store,
};

const NOON: &str = "2026-07-02T12:00:00Z";

pub(crate) fn message(event: &str) -> Message {
    Message {
        event: EventId::new(event).unwrap(),
        person: person("ann"),
        recipient: person("mum"),
        channel: ChannelKind::Folder,
        obligation: Some(ObligationId::new("owed-1").unwrap()),
        document: "letter".into(),
    }
}

pub(crate) fn asked() -> NewMessageEntry {
    NewMessageEntry::by_person(MessageStep::Queued, practitioner("hv-1"), at(NOON))
}

fn step(step: MessageStep) -> NewMessageEntry {
    NewMessageEntry::by_itself(step, at(NOON))
}

async fn with_events(store: &Store, events: &[&str]) {
    let append = PersonAppend { person: person("ann"), expected: Expected::Any, events: events.iter().map(|id| note(id, "ann")).collect() };
    store.append(vec![append]).await.unwrap();
}

/// A record with one message in its outbox.
async fn queued() -> (Store, MessageKey) {
    let store = Store::in_memory().await.unwrap();
    with_events(&store, &["e1"]).await;
    assert_eq!(store.queue_message(&message("e1"), &asked()).await.unwrap(), Moved::Done);
    (store, message("e1").key())
}

#[tokio::test]
async fn a_message_is_queued_once_however_often_the_button_is_pressed() {
    let (store, key) = queued().await;
    assert_eq!(store.queue_message(&message("e1"), &asked()).await.unwrap(), Moved::MessageChanged);
    let history = store.message(&key).await.unwrap().unwrap();
    assert_eq!((history.message, history.entries.len()), (message("e1"), 1));
    assert_eq!(store.messages_of(&EventId::new("e1").unwrap()).await.unwrap().len(), 1);
    assert_eq!(store.count_messages().await.unwrap()[&MessageStep::Queued], 1);
}

/// S8: whoever was cut off between the attempt and its outcome has not made a second attempt possible.
#[tokio::test]
async fn what_was_begun_is_not_begun_again() {
    let (store, key) = queued().await;
    let attempt = step(MessageStep::Attempted);
    let both = tokio::join!(store.move_message(&key, 1, &attempt, None), store.move_message(&key, 1, &attempt, None));
    let mut both = [both.0.unwrap(), both.1.unwrap()];
    both.sort_by_key(|moved| *moved == Moved::Done);
    assert_eq!(both, [Moved::MessageChanged, Moved::Done]);
    for again in [MessageStep::Attempted, MessageStep::Queued, MessageStep::SetAside] {
        assert_eq!(store.move_message(&key, 2, &step(again), None).await.unwrap(), Moved::MessageChanged, "{again:?}");
    }
    store.move_message(&key, 2, &step(MessageStep::Unclear), None).await.unwrap();
    assert_eq!(store.move_message(&key, 3, &attempt, None).await.unwrap(), Moved::MessageChanged);
    // A person says that it did not go.
    assert_eq!(store.move_message(&key, 3, &asked(), None).await.unwrap(), Moved::Done);
    assert_eq!(store.move_message(&key, 4, &attempt, None).await.unwrap(), Moved::Done);
}

#[test]
fn no_step_but_a_persons_leads_from_something_begun_back_to_another_attempt() {
    let leads_to = |from: MessageStep| MessageStep::ALL.iter().copied().filter(move |to| to.may_follow(Some(from)));
    for from in MessageStep::ALL.iter().copied().filter(|from| MessageStep::Attempted.may_follow(Some(*from))) {
        assert!(matches!(from, MessageStep::Queued | MessageStep::NotTaken), "{from:?}");
    }
    assert!(leads_to(MessageStep::SetAside).next().is_none());
    let gone = [MessageStep::HandedOver, MessageStep::Went, MessageStep::Delivered];
    assert!(gone.into_iter().flat_map(leads_to).all(|to| to != MessageStep::Queued), "what has gone is not asked for again");
}

/// H16, T8: something recorded between the look at the record and the attempt stops the attempt, also when it is about somebody else of the family.
#[tokio::test]
async fn an_attempt_is_written_down_only_while_the_record_is_the_one_that_was_looked_at() {
    let (store, key) = queued().await;
    let ann = person("ann");
    let relate = related("r1", "ann", "mum", RelationKind::Mother);
    store.append(vec![PersonAppend { person: ann.clone(), expected: Expected::Any, events: vec![relate] }]).await.unwrap();
    let seen = store.worklist_revision(&ann).await.unwrap();
    let append = PersonAppend { person: person("mum"), expected: Expected::Any, events: vec![note("e-mum", "mum")] };
    store.append(vec![append]).await.unwrap();
    let attempt = step(MessageStep::Attempted);
    assert_eq!(store.move_message(&key, 1, &attempt, Some((&ann, seen))).await.unwrap(), Moved::RecordChanged);
    assert_eq!(store.message(&key).await.unwrap().unwrap().entries.len(), 1, "nothing was written");
    let seen = store.worklist_revision(&ann).await.unwrap();
    assert_eq!(store.move_message(&key, 1, &attempt, Some((&ann, seen))).await.unwrap(), Moved::Done);
}

/// H20: two letters for one thing that is owed are one too many; a second goes when the first came back.
#[tokio::test]
async fn what_is_owed_is_answered_by_one_message_unless_that_came_back() {
    let (store, key) = queued().await;
    with_events(&store, &["e2"]).await;
    assert_eq!(store.queue_message(&message("e2"), &asked()).await.unwrap(), Moved::OneIsUnderWay);
    assert!(store.message(&message("e2").key()).await.unwrap().is_none(), "nothing was written");
    for (event, channel, moved) in [
        ("e2", ChannelKind::Notify, Moved::OneIsUnderWay),
        ("e1", ChannelKind::Notify, Moved::OneIsUnderWay),
        ("e1", ChannelKind::Email, Moved::Done),
    ] {
        let by_another_way = Message { channel, ..message(event) };
        assert_eq!(store.queue_message(&by_another_way, &asked()).await.unwrap(), moved, "{event} {channel}");
    }
    for (after, next) in [(1, MessageStep::Attempted), (2, MessageStep::HandedOver), (3, MessageStep::Returned)] {
        assert_eq!(store.move_message(&key, after, &step(next), None).await.unwrap(), Moved::Done);
    }
    assert_eq!(store.queue_message(&message("e2"), &asked()).await.unwrap(), Moved::Done);
    assert_eq!(store.last_returned(&person("mum")).await.unwrap(), Some(at(NOON)));
    assert_eq!(store.last_returned(&person("ann")).await.unwrap(), None);
}

#[tokio::test]
async fn those_that_stand_alike_are_found_the_oldest_first() {
    let (store, key) = queued().await;
    with_events(&store, &["e2", "e3"]).await;
    for event in ["e3", "e2"] {
        let message = Message { obligation: None, ..message(event) };
        assert_eq!(store.queue_message(&message, &asked()).await.unwrap(), Moved::Done);
    }
    store.move_message(&key, 1, &step(MessageStep::Refused).because("The address is withheld"), None).await.unwrap();
    let events = async |find: FindMessages, limit| {
        let found = store.messages(&find, limit).await.unwrap();
        found.iter().map(|history| history.message.event.to_string()).collect::<Vec<_>>()
    };
    let queued = || FindMessages { steps: vec![MessageStep::Queued], ..FindMessages::default() };
    assert_eq!(events(queued(), 10).await, ["e3", "e2"]);
    assert_eq!(events(queued(), 1).await, ["e3"]);
    let both = vec![MessageStep::Refused, MessageStep::Queued];
    assert_eq!(events(FindMessages { steps: both, ..FindMessages::default() }, 10).await, ["e3", "e2", "e1"]);
    assert_eq!(events(FindMessages { channel: Some(ChannelKind::Notify), ..queued() }, 10).await, [""; 0]);
    assert_eq!(events(FindMessages { since: Some(at("2026-07-02T12:00:01Z")), ..queued() }, 10).await, [""; 0]);
    assert_eq!(events(FindMessages { since: Some(at(NOON)), ..queued() }, 10).await.len(), 2);
    let concerning = |who: &str, service: &str| {
        let services = vec![brought_domain::ServiceId::new(service).unwrap()];
        FindMessages { concerning: Some((practitioner(who), services)), ..queued() }
    };
    assert_eq!(events(concerning("hv-1", "eye-clinic"), 10).await.len(), 2, "they asked for them");
    assert_eq!(events(concerning("hv-2", "health-visiting"), 10).await.len(), 2, "they are of their service");
    assert_eq!(events(concerning("hv-2", "eye-clinic"), 10).await.len(), 0);
    let refused = store.message(&key).await.unwrap().unwrap();
    assert_eq!(refused.last().unwrap().entry.why.as_deref(), Some("The address is withheld"));
}

#[tokio::test]
async fn the_database_itself_refuses_a_second_attempt_and_every_change() {
    let (_folder, path) = place();
    let store = create(&path).await;
    with_events(&store, &["e1"]).await;
    store.queue_message(&message("e1"), &asked()).await.unwrap();
    let key = message("e1").key();
    store.move_message(&key, 1, &step(MessageStep::Attempted), None).await.unwrap();
    store.close().await;
    let again = "INSERT INTO outbox_entries SELECT seq + 1, key, number + 1, 'attempted', by, receipt, why, safe_address, at
                 FROM outbox_entries WHERE seq = 2";
    let by_nobody = again.replace("'attempted'", "'queued'");
    for sql in [
        again,
        &by_nobody,
        "UPDATE outbox_entries SET step = 'queued'",
        "DELETE FROM outbox_entries",
        "UPDATE outbox SET recipient = 'dad'",
        "DELETE FROM outbox",
    ] {
        assert!(carried_out(&path, sql).await.is_err(), "{sql}");
    }
    behind_its_back(&path, "outbox_entries_are_never_changed", "UPDATE outbox_entries SET step = 'handed_over' WHERE seq = 2").await;
    let found = findings(&path, &[]).await;
    assert_eq!(altered(&found), [(EntryKind::Message, 2)], "{found:?}");
    // The message itself is covered by every step of it.
    behind_its_back(&path, "outbox_is_never_changed", "UPDATE outbox SET recipient = 'dad'").await;
    assert_eq!(altered(&findings(&path, &[]).await), [(EntryKind::Message, 1), (EntryKind::Message, 2)]);
}
