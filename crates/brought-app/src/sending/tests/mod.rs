//! What goes out, once, and what does not. Here is what the tests share: a letter that waits, and a way of sending that does as it is told.

mod once;
mod stopped;

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
        self.dispatch_at(desk, LATER).await
    }

    async fn dispatch_at(&self, desk: &Arc<Desk>, now: &str) -> Dispatched {
        let channel: Arc<dyn Channel> = desk.clone();
        dispatch(&self.brought, &nurse(), (ChannelKind::Folder, &channel), &|| at(now), &|| true).await.unwrap()
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
