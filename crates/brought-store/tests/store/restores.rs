//! A record that was made out of a backup: nothing of what may have changed since is gone on with (H42).

use crate::support::*;
use brought_domain::ObligationId;
use brought_store::{
    ChannelKind, EntryKind, Expected, Message, MessageStep, Moved, NewMessageEntry, PersonAppend, Restored, Store, StoreProblem,
};

const NOON: &str = "2026-07-02T12:00:00Z";
const NIGHT: &str = "2026-07-03T02:00:00Z";

fn message(event: &str) -> Message {
    Message {
        event: event.parse().unwrap(),
        person: person("ann"),
        recipient: person("mum"),
        channel: ChannelKind::Folder,
        obligation: Some(ObligationId::new(format!("owed-{event}")).unwrap()),
        document: "letter".into(),
    }
}

/// Messages that wait, are being sent, and were handed over.
async fn with_messages(store: &Store) {
    let events = ["e1", "e2", "e3"].map(|id| note(id, "ann")).to_vec();
    store.append(vec![PersonAppend { person: person("ann"), expected: Expected::Any, events }]).await.unwrap();
    for event in ["e1", "e2", "e3"] {
        let asked = NewMessageEntry::by_person(MessageStep::Queued, practitioner("hv-1"), at(NOON));
        assert_eq!(store.queue_message(&message(event), &asked).await.unwrap(), Moved::Done);
    }
    go_on(store, "e2", 1, MessageStep::Attempted).await.unwrap();
    go_on(store, "e3", 1, MessageStep::Attempted).await.unwrap();
    go_on(store, "e3", 2, MessageStep::HandedOver).await.unwrap();
}

async fn go_on(store: &Store, event: &str, after: u32, step: MessageStep) -> Result<Moved, StoreProblem> {
    let entry = NewMessageEntry::by_person(step, practitioner("hv-1"), at(NOON));
    store.move_message(&message(event).key(), after, &entry, None).await
}

async fn steps(store: &Store) -> Vec<MessageStep> {
    let mut steps = Vec::new();
    for event in ["e1", "e2", "e3"] {
        steps.push(store.message(&message(event).key()).await.unwrap().unwrap().step().unwrap());
    }
    steps
}

#[tokio::test]
async fn of_what_was_under_way_nobody_knows_whether_it_went() {
    let store = Store::in_memory().await.unwrap();
    with_messages(&store).await;
    assert_eq!(store.restored().await.unwrap(), None);
    store.mark_restored(at(NIGHT)).await.unwrap();
    assert_eq!(store.restored().await.unwrap(), Some(Restored { at: at(NIGHT), entries: 3 }));
    assert_eq!(steps(&store).await, [MessageStep::Unclear, MessageStep::Unclear, MessageStep::HandedOver]);
    assert_eq!(store.verify(&[]).await.unwrap().findings, []);
}

#[tokio::test]
async fn the_database_itself_lets_nothing_go_until_somebody_has_looked() {
    let store = Store::in_memory().await.unwrap();
    with_messages(&store).await;
    store.mark_restored(at(NIGHT)).await.unwrap();
    // A person says that it has not gone: it waits, and is not begun.
    assert_eq!(go_on(&store, "e1", 2, MessageStep::Queued).await.unwrap(), Moved::Done);
    assert!(go_on(&store, "e1", 3, MessageStep::Attempted).await.is_err());
    let manager = practitioner("manager");
    assert!(store.looked_at_restored(&manager, "asked every team", at(NIGHT)).await.unwrap());
    assert!(!store.looked_at_restored(&manager, "again", at(NIGHT)).await.unwrap(), "once");
    assert_eq!(store.restored().await.unwrap(), None);
    assert_eq!(go_on(&store, "e1", 3, MessageStep::Attempted).await.unwrap(), Moved::Done);
    // Restored a second time, it is looked at a second time.
    store.mark_restored(at(NIGHT)).await.unwrap();
    assert!(store.restored().await.unwrap().is_some());
}

#[tokio::test]
async fn what_is_written_down_about_it_cannot_be_changed_unseen() {
    let (_folder, path) = place();
    let store = create(&path).await;
    with_messages(&store).await;
    store.mark_restored(at(NIGHT)).await.unwrap();
    store.close().await;
    for sql in ["DELETE FROM restores", "UPDATE restores SET step = 'looked_at', by = 'me', why = 'x'"] {
        assert!(carried_out(&path, sql).await.is_err(), "{sql}");
    }
    behind_its_back(&path, "restores_are_never_changed", "UPDATE restores SET step = 'looked_at', by = 'me', why = 'x' WHERE seq = 1")
        .await;
    assert_eq!(altered(&findings(&path, &[]).await), [(EntryKind::Restore, 1)]);
}
