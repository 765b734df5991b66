//! What goes out, once, and what does not: with something recorded in between, with a channel that fails, and with a program that is cut off.

use super::*;
use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::failure::Failure;
use crate::record::{IssueDocument, record};
use crate::testing::{actor, at, brought_under, head, lead, nurse, open, put, the_id};
use brought_documents::{Placeholder, Print, Values};
use brought_domain::contact::Answer;
use brought_domain::person::{Address, AddressRecorded, PersonDetails, PersonKind, PostalAddress};
use brought_domain::work::AnalysisSigned;
use brought_domain::{EventId, Fact, PersonId};
use brought_sending::{Channel, HandOver, News, Outgoing, Receipt, Trouble};
use brought_store::{ChannelKind, Expected, MessageKey, MessageStep, NewMessageEntry, PersonAppend};
use brought_testkit::Family;
use brought_testkit::builders::{analysis, was_not_brought};
use jiff::Timestamp;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

const NOW: &str = "2026-01-08T09:00:00Z";
const LATER: &str = "2026-01-09T09:00:00Z";

/// A way of sending that takes what it is given, unless it is told otherwise.
#[derive(Default)]
struct Desk {
    taken: Mutex<Vec<String>>,
    outcomes: Mutex<VecDeque<HandOver>>,
    news: Mutex<BTreeMap<String, News>>,
    is_shut: Mutex<bool>,
}

impl Desk {
    fn saying(outcomes: &[HandOver]) -> Arc<Self> {
        Arc::new(Self { outcomes: Mutex::new(outcomes.iter().cloned().collect()), ..Self::default() })
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }

    fn tells(&self, reference: &str, news: News) {
        self.news.lock().unwrap().insert(reference.to_owned(), news);
    }
}

impl Channel for Desk {
    fn find(&self, reference: &str, _now: Timestamp) -> Result<Option<Receipt>, Trouble> {
        if *self.is_shut.lock().unwrap() {
            return Err(Trouble("the desk is shut".to_owned()));
        }
        Ok(self.taken().iter().any(|taken| taken == reference).then(|| Receipt(reference.to_owned())))
    }

    fn hand_over(&self, message: &Outgoing, _now: Timestamp) -> HandOver {
        assert!(!message.files.is_empty());
        match self.outcomes.lock().unwrap().pop_front() {
            Some(outcome) => outcome,
            None => {
                self.taken.lock().unwrap().push(message.reference.clone());
                HandOver::Taken(Receipt(message.reference.clone()))
            }
        }
    }

    fn hears_back(&self) -> bool {
        true
    }

    fn news(&self, receipt: &Receipt, _now: Timestamp) -> Result<News, Trouble> {
        Ok(self.news.lock().unwrap().get(&receipt.0).cloned().unwrap_or(News::Nothing))
    }
}

fn known(safe: Answer, street: &str) -> Fact {
    let lines = vec![street.to_owned(), "Bolton".to_owned()];
    let address = PostalAddress { lines, postcode: Some("BL1 1AA".to_owned()), safe_to_write_to: safe };
    Fact::AddressRecorded(AddressRecorded { address: Address::Known(address), reported_by_family: Answer::Yes })
}

fn withheld() -> Fact {
    Fact::AddressRecorded(AddressRecorded { address: Address::Withheld, reported_by_family: Answer::NotKnown })
}

fn family(safe: Answer) -> Family {
    let family = Family::new().child("ana", |ana| ana.born("2012-05-01")).mother("mum").clinic("2026-01-05T10:00", was_not_brought());
    family.about("mum").fact("2026-01-02", known(safe, "2 Mill Lane")).about("ana")
}

/// A record with a letter to the mother in it.
struct Letter {
    brought: Brought,
    family: Family,
    event: EventId,
}

impl Letter {
    async fn written(safe: Answer) -> Self {
        let family = family(safe);
        let brought = brought_under("bolton").await;
        put(&brought, &family.chronology()).await;
        let letter = Self { brought, family, event: the_id("e-letter") };
        letter.write("e-letter").await;
        letter
    }

    async fn write(&self, id: &str) {
        let mut values = Values::default();
        for placeholder in Placeholder::ALL {
            values.set(*placeholder, placeholder.words());
        }
        let form = IssueDocument {
            head: head(&self.brought, "ana", NOW).await,
            document: "letter_how_can_we_help".to_owned(),
            to: Some(the_id("mum")),
            values,
            address_is_safe: Answer::Yes,
            print: Print::Usual,
        };
        record(&self.brought, &self.grant().await, the_id(id), at(NOW), &form).await.unwrap();
    }

    async fn grant(&self) -> AccessGrant {
        open(&self.brought, "ana", NOW).await
    }

    fn key(&self) -> MessageKey {
        MessageKey::of(&self.event, &the_id("mum"), ChannelKind::Folder)
    }

    async fn ask(&self, address_is_safe: bool) -> Result<(), Failure> {
        let asked = AskToSend { event: self.event.clone(), channel: Some(ChannelKind::Folder), address_is_safe };
        ask_to_send(&self.brought, &self.grant().await, &asked, at(NOW)).await
    }

    async fn queued(safe: Answer) -> Self {
        let letter = Self::written(safe).await;
        letter.ask(safe == Answer::NotKnown).await.unwrap();
        letter
    }

    /// Records what a change of the family adds to it.
    async fn plant(&self, change: impl FnOnce(Family) -> Family) {
        plant(&self.brought, &self.family, change(self.family.clone())).await;
    }

    async fn dispatch(&self, desk: &Arc<Desk>) -> Dispatched {
        let channel: Arc<dyn Channel> = desk.clone();
        dispatch(&self.brought, &nurse(), (ChannelKind::Folder, &channel), &|| at(LATER), &|| true).await.unwrap()
    }

    async fn stands(&self) -> (MessageStep, String) {
        let history = self.brought.store.message(&self.key()).await.unwrap().unwrap();
        let last = history.last().unwrap();
        (last.entry.step, last.entry.why.clone().unwrap_or_default())
    }

    async fn decide(&self, decision: Decision, how: &str) -> Result<(), Failure> {
        let number = self.brought.store.message(&self.key()).await.unwrap().unwrap().number();
        decide_about_message(&self.brought, &nurse(), (&self.key(), number), decision, how, at(LATER)).await
    }
}

async fn plant(brought: &Brought, before: &Family, after: Family) {
    let known: Vec<EventId> = before.chronology().events.into_iter().map(|event| event.id).collect();
    let mut people: BTreeMap<PersonId, Vec<_>> = BTreeMap::new();
    for event in after.chronology().events.into_iter().filter(|event| !known.contains(&event.id)) {
        people.entry(event.about.clone()).or_default().push(event);
    }
    assert!(!people.is_empty(), "nothing was planted");
    let appends = people.into_iter().map(|(person, events)| PersonAppend { person, expected: Expected::Any, events });
    brought.store.append(appends.collect()).await.unwrap();
}

fn refusal(outcome: Result<(), Failure>) -> String {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_letter_goes_once_however_often_it_is_asked_for_and_dispatched() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    letter.ask(false).await.unwrap();
    assert_eq!(letter.dispatch(&desk).await, Dispatched { handed_over: 1, ..Dispatched::default() });
    letter.ask(false).await.unwrap();
    assert_eq!(letter.dispatch(&desk).await, Dispatched::default());
    assert_eq!(desk.taken(), [letter.key().to_string()]);
    assert_eq!(letter.stands().await.0, MessageStep::HandedOver);
    let accesses = letter.brought.store.accesses_of(&the_id("ana"), 10).await.unwrap();
    assert!(accesses.iter().any(|entry| entry.access.purpose == "sending"), "that the letter left is written down: {accesses:?}");
}

/// H16, H18, H19, T8: whatever is recorded between asking and sending stops the letter, and the outbox says why.
#[tokio::test]
async fn what_is_recorded_between_asking_and_sending_stops_the_letter() {
    type Change = fn(Family) -> Family;
    let confided = |family: Family| {
        let confided = AnalysisSigned { confidentiality: Some("Do not tell the family".to_owned()), ..analysis() };
        family.about("ana").fact("2026-01-08", Fact::AnalysisSigned(confided))
    };
    let changes: [(&str, Change, &str); 9] = [
        ("unsafe", |family| family.about("mum").fact("2026-01-08", known(Answer::No, "2 Mill Lane")), "not safe to write to this address"),
        (
            "unknown",
            |family| family.about("mum").fact("2026-01-08", known(Answer::NotKnown, "2 Mill Lane")),
            "Nobody has said whether it is safe",
        ),
        ("withheld", |family| family.about("mum").fact("2026-01-08", withheld()), "withheld"),
        ("moved", |family| family.about("mum").fact("2026-01-08", known(Answer::Yes, "9 Other Street")), "another now"),
        (
            "unsafe for the child",
            |family| family.about("ana").fact("2026-01-08", known(Answer::No, "2 Mill Lane")),
            "not safe to write to this address",
        ),
        ("the child died", |family| family.about("ana").died("2026-01-08"), "The child is recorded as having died"),
        ("the mother died", |family| family.about("mum").died("2026-01-08"), "This person is recorded as having died"),
        (
            "the pregnancy ended",
            |family| family.about("ana").fact("2026-01-08", Fact::PregnancyEnded),
            "pregnancy is recorded as having ended",
        ),
        ("confided", confided, "to be kept confidential"),
    ];
    for (name, change, words) in changes {
        let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
        letter.plant(change).await;
        assert_eq!(letter.dispatch(&desk).await, Dispatched { refused: 1, ..Dispatched::default() }, "{name}");
        assert_eq!(desk.taken(), [""; 0], "{name}");
        let (step, why) = letter.stands().await;
        assert!(step == MessageStep::Refused && why.contains(words), "{name}: {why}");
        let page = outbox_page(&letter.brought, &nurse(), at(LATER)).await.unwrap();
        assert_eq!((page.groups[0].code, page.groups[0].lines[0].why.as_deref()), ("refused", Some(why.as_str())), "{name}");
        assert_eq!(letter.dispatch(&desk).await, Dispatched::default(), "{name}: nothing is tried again by itself");
    }
}

/// A letter lies in the folder until somebody posts it: whoever looks into the outbox is told to take it out.
#[tokio::test]
async fn a_letter_in_the_folder_against_which_something_speaks_now_is_told_to_be_taken_out() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    letter.dispatch(&desk).await;
    assert!(outbox_page(&letter.brought, &nurse(), at(LATER)).await.unwrap().groups.is_empty());
    letter.plant(|family| family.about("mum").fact("2026-01-08", known(Answer::No, "2 Mill Lane"))).await;
    let page = outbox_page(&letter.brought, &nurse(), at(LATER)).await.unwrap();
    assert_eq!(page.groups[0].code, "to_stop");
    assert!(page.groups[0].lines[0].why.as_ref().is_some_and(|why| why.contains("not safe to write to this address")), "{page:?}");
    letter.decide(Decision::SetAside, "Took it out of the folder").await.unwrap();
    assert!(outbox_page(&letter.brought, &nurse(), at(LATER)).await.unwrap().groups.is_empty());
}

/// The same, in the moment between the look at the record and the attempt.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_in_the_very_moment_of_sending_stops_the_letter() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    let (asked, runtime) = (AtomicUsize::new(0), tokio::runtime::Handle::current());
    let clock = || {
        // The fourth time is the attempt: it comes after the record was looked at.
        if asked.fetch_add(1, Ordering::SeqCst) == 3 {
            tokio::task::block_in_place(|| runtime.block_on(letter.plant(|family| family.about("mum").died("2026-01-08"))));
        }
        at(LATER)
    };
    let channel: Arc<dyn Channel> = desk.clone();
    let done = dispatch(&letter.brought, &nurse(), (ChannelKind::Folder, &channel), &clock, &|| true).await.unwrap();
    assert_eq!((done.refused, desk.taken().len()), (1, 0), "{done:?}");
    assert!(letter.stands().await.1.contains("recorded as having died"));
}

/// H16: a yes counts for the address that somebody saw.
#[tokio::test]
async fn where_nobody_said_that_the_address_is_safe_it_takes_a_yes_for_this_address() {
    let letter = Letter::written(Answer::NotKnown).await;
    assert!(refusal(letter.ask(false).await).contains("Nobody has said"));
    letter.ask(true).await.unwrap();
    let desk = Desk::saying(&[]);
    assert_eq!(letter.dispatch(&desk).await.handed_over, 1);

    let (letter, desk) = (Letter::queued(Answer::NotKnown).await, Desk::saying(&[]));
    letter.plant(|family| family.about("mum").fact("2026-01-08", known(Answer::NotKnown, "2 Mill Lane"))).await;
    assert_eq!(letter.dispatch(&desk).await.refused, 1);
    assert!(refusal(letter.decide(Decision::SendAgain, "Asked the school").await).contains("Nobody has said"));
}

#[tokio::test]
async fn a_letter_whose_entry_was_withdrawn_does_not_go() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    let shown = head(&letter.brought, "ana", NOW).await;
    let withdraw = crate::WithdrawEvent { head: shown, event: letter.event.clone(), reason: "Wrong family".into() };
    record(&letter.brought, &letter.grant().await, the_id("e-back"), at(NOW), &withdraw).await.unwrap();
    assert_eq!(letter.dispatch(&desk).await.refused, 1);
    assert!(letter.stands().await.1.contains("withdrawn"));
}

/// S8: what was begun and cut off is never begun again by itself.
#[tokio::test]
async fn what_was_cut_off_is_found_out_or_waits_for_a_person() {
    let attempted = NewMessageEntry::by_itself(MessageStep::Attempted, at(NOW));
    for (had_it, is_shut) in [(true, false), (false, false), (false, true)] {
        let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
        letter.brought.store.move_message(&letter.key(), 1, &attempted, None).await.unwrap();
        if had_it {
            desk.taken.lock().unwrap().push(letter.key().to_string());
        }
        *desk.is_shut.lock().unwrap() = is_shut;
        let done = letter.dispatch(&desk).await;
        assert_eq!((done.handed_over, done.unclear), (u64::from(had_it), u64::from(!had_it)));
        assert_eq!(letter.dispatch(&desk).await, Dispatched::default());
        assert_eq!(desk.taken().len(), usize::from(had_it));
        if had_it {
            continue;
        }
        assert!(refusal(letter.ask(false).await).contains("unclear whether it went"));
        assert!(refusal(letter.decide(Decision::SendAgain, " ").await).contains("Say how you know"));
        *desk.is_shut.lock().unwrap() = false;
        letter.decide(Decision::SendAgain, "Looked in the tray").await.unwrap();
        assert_eq!(letter.dispatch(&desk).await.handed_over, 1);
        assert_eq!(desk.taken().len(), 1);
    }
}

/// A person was wrong, and the letter had come through: it is found under its reference and not sent a second time.
#[tokio::test]
async fn what_came_through_late_is_found_before_it_is_sent_again() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[HandOver::Unclear("cut off".to_owned())]));
    assert_eq!(letter.dispatch(&desk).await.unclear, 1);
    desk.taken.lock().unwrap().push(letter.key().to_string());
    letter.decide(Decision::SendAgain, "They say they do not have it").await.unwrap();
    assert_eq!(letter.dispatch(&desk).await.handed_over, 1);
    assert_eq!(desk.taken().len(), 1);
}

/// What is unclear is asked about again: the channel may know later.
#[tokio::test]
async fn what_is_unclear_becomes_clear_when_the_channel_knows_of_it() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[HandOver::Unclear("cut off".to_owned())]));
    assert_eq!(letter.dispatch(&desk).await.unclear, 1);
    assert_eq!(letter.dispatch(&desk).await, Dispatched::default());
    desk.taken.lock().unwrap().push(letter.key().to_string());
    assert_eq!(letter.dispatch(&desk).await.handed_over, 1);
    assert_eq!(letter.stands().await.0, MessageStep::HandedOver);
}

#[tokio::test]
async fn while_the_channel_cannot_be_asked_nothing_is_begun() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    *desk.is_shut.lock().unwrap() = true;
    let done = letter.dispatch(&desk).await;
    assert_eq!((done.not_taken, done.stopped.as_deref()), (1, Some("the desk is shut")));
    assert_eq!(letter.stands().await.0, MessageStep::Queued);
}

/// A record that was restored from a copy does not know what went since: the way of sending does.
#[tokio::test]
async fn what_went_before_the_record_was_restored_is_found_and_not_sent_again() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    desk.taken.lock().unwrap().push(letter.key().to_string());
    assert_eq!(letter.dispatch(&desk).await.handed_over, 1);
    assert_eq!(desk.taken().len(), 1);
}

#[tokio::test]
async fn what_was_not_taken_is_tried_again_and_not_for_ever() {
    let not_taken = HandOver::NotTaken { why: "the tray is full".to_owned(), stop: true };
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&vec![not_taken; 12]));
    let done = letter.dispatch(&desk).await;
    assert_eq!((done.not_taken, done.stopped.as_deref()), (1, Some("the tray is full")));
    for _ in 1..12 {
        letter.dispatch(&desk).await;
    }
    assert_eq!(letter.dispatch(&desk).await.refused, 1);
    assert!(letter.stands().await.1.contains("tried 12 times"));
    letter.decide(Decision::SendAgain, "Emptied the tray").await.unwrap();
    assert_eq!(letter.dispatch(&desk).await.handed_over, 1);
}

/// H20: one letter for what is owed.
#[tokio::test]
async fn the_same_letter_does_not_go_by_two_posts() {
    let letter = Letter::queued(Answer::Yes).await;
    let asked = AskToSend { event: letter.event.clone(), channel: Some(ChannelKind::Notify), address_is_safe: false };
    let outcome = ask_to_send(&letter.brought, &letter.grant().await, &asked, at(NOW)).await;
    assert!(refusal(outcome).contains("two would be one too many"));
}

/// H17: the policy has to let a notice go, the address has to be there, and somebody has to say that it is safe.
#[tokio::test]
async fn a_notice_by_email_takes_the_policy_an_address_and_a_yes() {
    let ask = async |letter: &Letter, yes: bool| {
        let asked = AskToSend { event: letter.event.clone(), channel: Some(ChannelKind::Email), address_is_safe: yes };
        ask_to_send(&letter.brought, &letter.grant().await, &asked, at(NOW)).await
    };
    let letter = Letter::written(Answer::Yes).await;
    assert!(refusal(ask(&letter, true).await).contains("The policy does not let"));
    let letter = Letter { brought: with_notices(&letter.brought), ..letter };
    assert!(refusal(ask(&letter, true).await).contains("No e-mail address"));
    let details = PersonDetails { emails: vec!["mum@home.test".to_owned()], ..PersonDetails::default() };
    letter.plant(|family| family.about("mum").fact_for_all("2026-01-08", Fact::PersonRecorded(PersonKind::Carer, details))).await;
    assert!(refusal(ask(&letter, false).await).contains("who reads this mailbox"));
    assert!(sending_page(&letter.brought, &letter.grant().await, &letter.event, at(NOW)).await.unwrap().notice);
    ask(&letter, true).await.unwrap();
    let (desk, channel): (_, Arc<dyn Channel>) = {
        let desk = Desk::saying(&[]);
        (desk.clone(), desk)
    };
    let done = dispatch(&letter.brought, &nurse(), (ChannelKind::Email, &channel), &|| at(LATER), &|| true).await.unwrap();
    assert_eq!((done.handed_over, desk.taken().len()), (1, 1));
    letter.ask(false).await.unwrap();
    assert_eq!(letter.dispatch(&desk).await.handed_over, 1, "the letter itself goes by post");
}

/// The same record by a policy that lets notices go ahead of letters.
fn with_notices(brought: &Brought) -> Brought {
    let mut files = crate::testing::files_of("bolton");
    let pack = files.get_mut("pack.toml").unwrap();
    *pack = pack.replace("[documents.letter_how_can_we_help]", "[documents.letter_how_can_we_help]\nnotice_by_email = true");
    let loaded = brought_policy::pack::load(&files);
    let pack = Arc::new(loaded.pack.unwrap_or_else(|| panic!("{:?}", loaded.problems)));
    Brought::new(brought.store.clone(), pack, brought.calendar().clone())
}

/// H21: what came back is on record, and nothing more goes to that address.
#[tokio::test]
async fn a_letter_that_came_back_is_put_on_record_and_stops_the_next() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    letter.dispatch(&desk).await;
    let channel: Arc<dyn Channel> = desk.clone();
    let learn = async || learn_what_became(&letter.brought, ChannelKind::Folder, &channel, at(LATER)).await.unwrap().0;
    assert_eq!(learn().await, 0);
    desk.tells(letter.key().as_str(), News::Returned);
    assert_eq!((learn().await, learn().await), (1, 0));
    assert_eq!(letter.stands().await.0, MessageStep::Returned);
    let events = letter.brought.store.events_of(&the_id("ana")).await.unwrap().events;
    let notes: Vec<&str> =
        events.iter().filter_map(|event| if let Fact::NoteWritten(note) = &event.fact { Some(note.as_str()) } else { None }).collect();
    assert!(notes.len() == 1 && notes[0].contains("came back. The address on record may be wrong"), "{notes:?}");
    letter.write("e-second").await;
    let second = Letter { event: the_id("e-second"), brought: letter.brought.clone(), family: letter.family.clone() };
    assert!(refusal(second.ask(false).await).contains("came back"));
    second.plant(|family| family.about("mum").fact("2026-01-10", known(Answer::Yes, "2 Mill Lane"))).await;
    let after = letter.brought.store.events_of(&the_id("mum")).await.unwrap().events;
    let recorded_at = after.iter().map(|event| event.recorded_at).max().unwrap();
    assert!(recorded_at > at(LATER), "the address was recorded after the letter came back: {recorded_at}");
    second.ask(false).await.unwrap();
}

#[tokio::test]
async fn what_will_not_be_posted_is_told_and_may_be_sent_again() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    letter.dispatch(&desk).await;
    let channel: Arc<dyn Channel> = desk.clone();
    desk.tells(letter.key().as_str(), News::Failed("outside of the printable area".to_owned()));
    assert_eq!(learn_what_became(&letter.brought, ChannelKind::Folder, &channel, at(LATER)).await.unwrap().0, 1);
    assert_eq!(letter.stands().await, (MessageStep::Refused, "outside of the printable area".to_owned()));
    assert!(!outbox_page(&letter.brought, &nurse(), at(LATER)).await.unwrap().groups.is_empty());
}

#[tokio::test]
async fn somebody_who_opens_the_post_says_that_it_came_back() {
    let (letter, desk) = (Letter::queued(Answer::Yes).await, Desk::saying(&[]));
    letter.dispatch(&desk).await;
    let stale = decide_about_message(&letter.brought, &nurse(), (&letter.key(), 1), Decision::CameBack, "In the post", at(LATER)).await;
    assert!(refusal(stale).contains("Something else has become of it"));
    letter.decide(Decision::CameBack, "In the post on Friday").await.unwrap();
    let event = letter.brought.store.event(&the_id(&format!("returned-{}", letter.key()))).await.unwrap().unwrap();
    assert!(event.author.is_signed());
    let page = sending_page(&letter.brought, &letter.grant().await, &letter.event, at(LATER)).await.unwrap();
    let history: Vec<&str> = page.messages[0].history.iter().map(|line| line.words).collect();
    assert_eq!(history, ["waiting to be sent", "being sent", "handed over", "came back"]);
    assert_eq!(page.messages[0].history[0].by.as_deref(), Some("p1 Example"));
    assert!(page.form.is_none() && page.in_the_way.is_some_and(|why| why.contains("came back")));
}

#[tokio::test]
async fn only_whoever_may_write_asks_and_others_see_that_there_is_more() {
    let letter = Letter::written(Answer::Yes).await;
    let reader = actor("reader", &[]);
    let practitioner = brought_domain::person::Practitioner {
        id: reader.practitioner.clone(),
        name: reader.name.clone(),
        roles: Vec::new(),
        services: Vec::new(),
    };
    letter.brought.store.put_practitioners(&[practitioner]).await.unwrap();
    let grant = crate::open_record(&letter.brought, &reader, &the_id("ana"), crate::Purpose::DirectCare, at(NOW)).await.unwrap();
    let asked = AskToSend { event: letter.event.clone(), channel: Some(ChannelKind::Folder), address_is_safe: false };
    assert!(matches!(ask_to_send(&letter.brought, &grant, &asked, at(NOW)).await, Err(Failure::Denied(_))));
    letter.ask(false).await.unwrap();
    let seen = outbox_page(&letter.brought, &reader, at(LATER)).await.unwrap();
    assert_eq!((seen.groups.len(), seen.not_shown), (0, 1));
    assert_eq!(outbox_page(&letter.brought, &lead(), at(LATER)).await.unwrap().groups[0].lines[0].to, "mum Example");
    let outcome = decide_about_message(&letter.brought, &reader, (&letter.key(), 1), Decision::SetAside, "Because", at(NOW)).await;
    assert!(matches!(outcome, Err(Failure::Denied(_))));
    letter.decide(Decision::SetAside, "Rang instead").await.unwrap();
    assert_eq!(letter.dispatch(&Desk::saying(&[])).await, Dispatched::default());
}
