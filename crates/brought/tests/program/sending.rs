//! `brought send`: each letter goes once whatever is cut off when, or is told as unclear, and never twice.

use crate::support::{Folder, Ran, brought, program};
use brought_domain::contact::{Answer, ResponseKind};
use brought_domain::person::{Address, AddressRecorded, PostalAddress};
use brought_domain::work::LetterSent;
use brought_domain::{Event, EventId, Fact, PersonId};
use brought_store::{ChannelKind, Expected, IssuedDocument, Message, MessageStep, NewMessageEntry, OpenMode, PersonAppend, Store};
use brought_testkit::Family;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

const ASKED_AT: &str = "2026-01-08T09:00:00Z";

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(work)
}

/// A child with a letter to the mother, and the letter's entry.
fn family(number: usize) -> (Family, EventId) {
    let (child, mother) = (format!("child-{number}"), format!("mother-{number}"));
    let address = PostalAddress {
        lines: vec![format!("{number} Mill Lane"), "Bolton".to_owned()],
        postcode: Some("BL1 1AA".to_owned()),
        safe_to_write_to: Answer::Yes,
    };
    let recorded = AddressRecorded { address: Address::Known(address), reported_by_family: Answer::Yes };
    let letter = LetterSent {
        kind: ResponseKind::LetterSent,
        to: format!("{mother} Example, {number} Mill Lane, Bolton, BL1 1AA"),
        copy: "Dear mother".to_owned(),
        document: Some("letter".to_owned()),
    };
    let family = Family::new()
        .child(&child, |child| child)
        .mother(&mother)
        .about(&mother)
        .fact_for_all("2026-01-02", Fact::AddressRecorded(recorded));
    let family = family.about(&child).fact("2026-01-08", Fact::LetterSent(letter));
    (family, EventId::new(format!("letter-{number}")).unwrap())
}

/// A record in which so many letters wait.
fn waiting(path: &str, letters: usize, kind: ChannelKind) {
    run(async {
        let store = Store::open(path, OpenMode::Create).await.unwrap();
        for number in 0..letters {
            let (family, id) = family(number);
            let chronology = family.chronology();
            let (mut people, mut letter): (BTreeMap<PersonId, Vec<Event>>, _) = (BTreeMap::new(), None);
            for mut event in chronology.events {
                event.id = EventId::new(format!("{number}-{}", event.id)).unwrap();
                if matches!(event.fact, Fact::LetterSent(_)) {
                    event.id = id.clone();
                    letter = Some(event);
                } else {
                    people.entry(event.about.clone()).or_default().push(event);
                }
            }
            store.put_services(&chronology.services).await.unwrap();
            store.put_practitioners(&chronology.practitioners).await.unwrap();
            let append = people.into_iter().map(|(person, events)| PersonAppend { person, expected: Expected::Any, events });
            store.append(append.collect()).await.unwrap();
            let (letter, recipient) = (letter.unwrap(), PersonId::new(format!("mother-{number}")).unwrap());
            let file = |name: &str, media_type: &str| IssuedDocument {
                event: id.clone(),
                name: name.to_owned(),
                media_type: media_type.to_owned(),
                recipient: recipient.clone(),
                content: format!("%PDF Dear mother {number}").into_bytes(),
            };
            let files = vec![file("document.html", "text/html; charset=utf-8"), file("document.pdf", "application/pdf")];
            let person = letter.about.clone();
            let append = PersonAppend { person: person.clone(), expected: Expected::Any, events: vec![letter] };
            store.append_with(vec![append], files).await.unwrap();
            let message = Message { event: id, person, recipient, channel: kind, obligation: None, document: "letter".to_owned() };
            let by = chronology.practitioners[0].id.clone();
            store.queue_message(&message, &NewMessageEntry::by_person(MessageStep::Queued, by, ASKED_AT.parse().unwrap())).await.unwrap();
        }
        store.close().await;
    });
}

/// How many letters stand like each step.
fn stand(path: &str) -> BTreeMap<MessageStep, u64> {
    run(async {
        let store = Store::open(path, OpenMode::Existing).await.unwrap();
        let counts = store.count_messages().await.unwrap();
        store.close().await;
        counts
    })
}

fn letters_in(folder: &str) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".pdf")).collect();
    names.sort();
    names
}

fn send(data: &str, folder: &str) -> Ran {
    brought(&["send", "--data", data, "--folder", folder, "--once"])
}

#[test]
fn letters_that_wait_go_into_the_folder_once_and_are_counted() {
    let place = Folder::new();
    let (data, folder) = (place.at("record.sqlite"), place.at("letters"));
    waiting(&data, 3, ChannelKind::Folder);
    send(&data, &folder).ends_with(2).says(&["there is no folder"]);
    std::fs::create_dir(&folder).unwrap();
    let sent = send(&data, &folder).ends_with(0).says_nothing();
    assert_eq!(sent.out, "folder: 3 handed over, 0 not sent, 0 unclear, 0 left for the next time, 0 with news\n");
    let again = send(&data, &folder).ends_with(0);
    assert!(again.out.starts_with("folder: 0 handed over"), "{again:?}");
    assert_eq!(letters_in(&folder).len(), 3);
    brought(&["verify", "--data", &data]).ends_with(0);
}

#[test]
fn a_letter_that_does_not_go_is_told_by_the_exit_code() {
    let place = Folder::new();
    let (data, folder) = (place.at("record.sqlite"), place.at("letters"));
    std::fs::create_dir(&folder).unwrap();
    waiting(&data, 2, ChannelKind::Folder);
    run(async {
        let store = Store::open(&data, OpenMode::Existing).await.unwrap();
        let person = PersonId::new("mother-1").unwrap();
        let mut died =
            Family::new().child("mother-1", |child| child).about("mother-1").died("2026-01-08").chronology().events.pop().unwrap();
        died.id = EventId::new("died").unwrap();
        store.append(vec![PersonAppend { person, expected: Expected::Any, events: vec![died] }]).await.unwrap();
        store.close().await;
    });
    let sent = send(&data, &folder).ends_with(1).says(&["look into the outbox"]);
    assert!(sent.out.starts_with("folder: 1 handed over, 1 not sent"), "{sent:?}");
    // Neither the output nor the errors name anybody.
    assert!(!format!("{sent:?}").contains("mother-"), "{sent:?}");
    assert_eq!(letters_in(&folder).len(), 1);
}

/// A document that was changed behind the record's back does not go, and keeps no other letter back.
#[test]
fn a_damaged_letter_keeps_itself_back_and_no_other() {
    let place = Folder::new();
    let (data, folder) = (place.at("record.sqlite"), place.at("letters"));
    std::fs::create_dir(&folder).unwrap();
    waiting(&data, 3, ChannelKind::Folder);
    let mut bytes = std::fs::read(&data).unwrap();
    let letter = b"%PDF Dear mother 0";
    let places: Vec<usize> = bytes.windows(letter.len()).enumerate().filter(|(_, window)| window == letter).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    places.into_iter().for_each(|at| bytes[at] = b'?');
    std::fs::write(&data, bytes).unwrap();
    let sent = send(&data, &folder).ends_with(1);
    assert!(sent.out.starts_with("folder: 2 handed over, 1 not sent"), "{sent:?}");
    assert_eq!(letters_in(&folder).len(), 2);
}

#[test]
fn only_one_program_sends_at_a_time() {
    let place = Folder::new();
    let (data, folder) = (place.at("record.sqlite"), place.at("letters"));
    std::fs::create_dir(&folder).unwrap();
    waiting(&data, 1, ChannelKind::Folder);
    let lock = std::fs::File::create(format!("{data}.sending")).unwrap();
    lock.lock().unwrap();
    send(&data, &folder).ends_with(3).says(&["another `brought send` is at work"]);
    let by_another_name = place.at("link.sqlite");
    std::os::unix::fs::symlink(&data, &by_another_name).unwrap();
    send(&by_another_name, &folder).ends_with(3).says(&["another `brought send` is at work"]);
    drop(lock);
    send(&data, &folder).ends_with(0);
}

/// Waits for something that comes within seconds.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(60), "never {what}");
        std::thread::sleep(Duration::from_micros(200));
    }
}

#[test]
fn killed_again_and_again_every_letter_is_in_the_folder_once_or_told_as_unclear() {
    const LETTERS: usize = 40;
    let place = Folder::new();
    let (data, folder) = (place.at("record.sqlite"), place.at("letters"));
    std::fs::create_dir(&folder).unwrap();
    waiting(&data, LETTERS, ChannelKind::Folder);
    let mut kills_in_the_middle = 0;
    for enough in [1, 5, 6, 14, 23, 31] {
        let words = ["send", "--data", &data, "--folder", &folder, "--once"];
        let mut child = program().args(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        until("so many letters", || letters_in(&folder).len() >= enough);
        child.kill().unwrap();
        child.wait().unwrap();
        kills_in_the_middle += usize::from(letters_in(&folder).len() < LETTERS);
    }
    assert!(kills_in_the_middle >= 3, "{kills_in_the_middle} kills came in the middle");
    send(&data, &folder);
    let (names, stand) = (letters_in(&folder), stand(&data));
    let unclear = stand.get(&MessageStep::Unclear).copied().unwrap_or_default();
    println!("{} letters in the folder, {stand:?}", names.len());
    assert_eq!(stand.values().sum::<u64>(), LETTERS as u64);
    assert_eq!((names.len() as u64 + unclear, stand[&MessageStep::HandedOver]), (LETTERS as u64, names.len() as u64));
    let manifest = std::fs::read_to_string(Path::new(&folder).join("manifest.csv")).unwrap();
    for name in &names {
        assert_eq!(manifest.matches(name.as_str()).count(), 1, "{name} is listed once");
    }
    brought(&["verify", "--data", &data]).ends_with(0);
}

#[cfg(not(feature = "sending"))]
#[test]
fn what_was_not_built_in_is_said() {
    let place = Folder::new();
    let data = place.at("record.sqlite");
    waiting(&data, 1, ChannelKind::Notify);
    brought(&["send", "--data", &data, "--notify", "--once"]).ends_with(2).says(&["--features sending"]);
    brought(&["send", "--data", &data, "--once"]).ends_with(2);
}

#[cfg(feature = "sending")]
mod by_notify {
    use super::*;

    use crate::stand_in::{KEY, StandIn, Trick};

    fn send(data: &str, stand_in: &StandIn) -> std::process::Command {
        let mut command = program();
        command
            .args(["send", "--data", data, "--notify", "--notify-address", &stand_in.address(), "--once"])
            .env("BROUGHT_NOTIFY_KEY", KEY);
        command
    }

    fn done(data: &str, stand_in: &StandIn) -> Ran {
        let ran: Ran = send(data, stand_in).output().unwrap().into();
        assert!(!format!("{ran:?}").contains(&KEY[KEY.len() - 36..]), "the key is told: {ran:?}");
        ran
    }

    /// S8: killed while nobody has answered yet, whether or not the letter was taken.
    #[test]
    fn killed_in_the_middle_of_a_letter_it_is_found_out_or_unclear_and_never_sent_twice() {
        for (trick, taken) in [(Trick::HoldBeforeAccepting, 0), (Trick::HoldAfterAccepting, 1)] {
            let place = Folder::new();
            let data = place.at("record.sqlite");
            waiting(&data, 1, ChannelKind::Notify);
            let stand_in = StandIn::start(&[trick]);
            let mut child = send(&data, &stand_in).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            until("asked", || stand_in.held() == 1);
            child.kill().unwrap();
            child.wait().unwrap();
            assert_eq!(stand(&data), BTreeMap::from([(MessageStep::Attempted, 1)]), "{trick:?}: the attempt was on the disk before");
            done(&data, &stand_in).ends_with(if taken == 1 { 0 } else { 1 });
            done(&data, &stand_in).ends_with(0);
            let step = if taken == 1 { MessageStep::HandedOver } else { MessageStep::Unclear };
            assert_eq!((stand_in.letters().len(), stand(&data)), (taken, BTreeMap::from([(step, 1)])), "{trick:?}");
        }
    }

    #[test]
    fn a_service_that_is_in_trouble_is_told_and_asked_again_the_next_time() {
        let place = Folder::new();
        let data = place.at("record.sqlite");
        waiting(&data, 3, ChannelKind::Notify);
        let stand_in = StandIn::start(&[Trick::TooMany]);
        done(&data, &stand_in).ends_with(3).says(&["takes no more for now"]);
        assert_eq!(stand_in.letters().len(), 0, "the others are not tried in vain");
        let after = done(&data, &stand_in).ends_with(0);
        assert!(after.out.starts_with("notify: 3 handed over"), "{after:?}");
        stand_in.set_status("returned-letter");
        let news = done(&data, &stand_in).ends_with(0);
        assert!(news.out.contains("3 with news"), "{news:?}");
        assert_eq!(stand(&data), BTreeMap::from([(MessageStep::Returned, 3)]));
    }

    #[test]
    fn without_a_key_nothing_begins() {
        let place = Folder::new();
        let data = place.at("record.sqlite");
        waiting(&data, 1, ChannelKind::Notify);
        let words = ["send", "--data", &data, "--notify", "--once"];
        let ran: Ran = program().args(words).env_remove("BROUGHT_NOTIFY_KEY").output().unwrap().into();
        ran.ends_with(2).says(&["--notify-key", "BROUGHT_NOTIFY_KEY"]);
        let ran: Ran = program().args(words).env("BROUGHT_NOTIFY_KEY", "not-a-key-at-all").output().unwrap().into();
        let ran = ran.ends_with(2).says(&["has not the form of one"]);
        assert!(!ran.err.contains("not-a-key-at-all"), "{ran:?}");
    }
}
