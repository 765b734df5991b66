//! Handing over what waits: one message after another, each at most once whatever is cut off when.

use super::gate::{InTheWay, in_the_way};
use super::receipts::waited_for;
use crate::access::{Purpose, open_record};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::child_page::corrections;
use crate::chronology::{Gathered, gather};
use crate::failure::Failure;
use brought_domain::{Fact, PersonId};
use brought_sending::{Channel, HandOver, Outgoing, OutgoingFile, Receipt};
use brought_store::{ChannelKind, MessageHistory, MessageStep, Moved, NewMessageEntry};
use jiff::Timestamp;
use std::sync::Arc;

/// How many are looked for at once.
const AT_ONCE: u32 = 500;
/// How often a record that keeps changing is looked at again before its message is left for the next time.
const MOST_LOOKS: usize = 20;
/// How often something that a channel does not take is tried before a person has to look.
const MOST_ATTEMPTS: usize = 12;

/// What came of handing over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dispatched {
    /// Handed over.
    pub handed_over: u64,
    /// Not sent, with the reason in the outbox.
    pub refused: u64,
    /// Not taken, and tried again the next time.
    pub not_taken: u64,
    /// Of which nobody knows whether they went.
    pub unclear: u64,
    /// Left waiting: their records changed again and again.
    pub left: u64,
    /// Why no more was tried: the channel takes nothing now.
    pub stopped: Option<String>,
}

/// What is known at the moment.
struct Work<'a> {
    brought: &'a Brought,
    actor: &'a Actor,
    channel: &'a Arc<dyn Channel>,
    clock: &'a (dyn Fn() -> Timestamp + Sync),
}

/// Hands over what waits for this way of sending, until there is nothing more, `go_on` says no or the channel takes nothing.
///
/// Whoever calls this makes sure that nobody else does so for the same record meanwhile: a message that is being sent when this begins was begun by
/// somebody who was cut off. The channel is asked about it; what it does not know either is unclear, and waits for a person.
///
/// # Errors
/// [`Failure::Denied`] when the directory does not know the actor; [`Failure::Trouble`]. What was handed over is written down all the same.
pub async fn dispatch(
    brought: &Brought,
    actor: &Actor,
    (kind, channel): (ChannelKind, &Arc<dyn Channel>),
    clock: &(dyn Fn() -> Timestamp + Sync),
    go_on: &(dyn Fn() -> bool + Sync),
) -> Result<Dispatched, Failure> {
    let work = Work { brought, actor, channel, clock };
    let mut done = Dispatched::default();
    for known in of_kind(brought, MessageStep::Attempted, kind).await? {
        work.find_out(&known, &mut done).await?;
    }
    let mut waiting = of_kind(brought, MessageStep::Queued, kind).await?;
    waiting.extend(of_kind(brought, MessageStep::NotTaken, kind).await?);
    for known in waiting {
        if done.stopped.is_some() || !go_on() {
            break;
        }
        work.send(known, &mut done).await?;
    }
    Ok(done)
}

async fn of_kind(brought: &Brought, step: MessageStep, kind: ChannelKind) -> Result<Vec<MessageHistory>, Failure> {
    let found = brought.store.messages(&[step], AT_ONCE).await?;
    Ok(found.into_iter().filter(|known| known.message.channel == kind).collect())
}

impl Work<'_> {
    fn now(&self) -> Timestamp {
        (self.clock)()
    }

    async fn moved(&self, known: &MessageHistory, after: u32, entry: &NewMessageEntry) -> Result<Moved, Failure> {
        Ok(self.brought.store.move_message(&known.message.key(), after, entry, None).await?)
    }

    async fn find(&self, known: &MessageHistory) -> Result<Result<Option<Receipt>, brought_sending::Trouble>, Failure> {
        let (channel, reference, now) = (self.channel.clone(), known.message.key().to_string(), self.now());
        waited_for(tokio::task::spawn_blocking(move || channel.find(&reference, now)).await)
    }

    /// What was begun by somebody who was cut off.
    async fn find_out(&self, known: &MessageHistory, done: &mut Dispatched) -> Result<(), Failure> {
        let entry = match self.find(known).await? {
            Ok(Some(receipt)) => {
                done.handed_over += 1;
                NewMessageEntry { receipt: Some(receipt.0), ..NewMessageEntry::by_itself(MessageStep::HandedOver, self.now()) }
            }
            Ok(None) => {
                done.unclear += 1;
                let why = "The program was cut off while it was being sent, and the way of sending knows nothing of it";
                NewMessageEntry::by_itself(MessageStep::Unclear, self.now()).because(why)
            }
            Err(trouble) => {
                done.unclear += 1;
                let why = format!("The program was cut off while it was being sent, and then {trouble}");
                NewMessageEntry::by_itself(MessageStep::Unclear, self.now()).because(why)
            }
        };
        self.moved(known, known.number(), &entry).await?;
        Ok(())
    }

    /// Decides whether a message may go, writes the attempt down, and hands it over.
    async fn send(&self, known: MessageHistory, done: &mut Dispatched) -> Result<(), Failure> {
        let message = &known.message;
        open_record(self.brought, self.actor, &message.person, Purpose::Sending, self.now()).await?;
        for _ in 0..MOST_LOOKS {
            // Read before the record is: whatever is recorded from here on shows in it.
            let revision = self.brought.store.worklist_revision(&message.person).await?;
            let gathered = gather(self.brought, &message.person).await?;
            let (entry, outgoing) = match self.prepared(&known, &gathered).await? {
                Ok(outgoing) => (NewMessageEntry::by_itself(MessageStep::Attempted, self.now()), Some(outgoing)),
                Err(why) => (NewMessageEntry::by_itself(MessageStep::Refused, self.now()).because(why), None),
            };
            let unchanged = Some((&message.person, revision));
            match self.brought.store.move_message(&message.key(), known.number(), &entry, unchanged).await? {
                Moved::RecordChanged => continue,
                Moved::Done => {}
                // Somebody was quicker, or took it back.
                Moved::MessageChanged | Moved::OneIsUnderWay => return Ok(()),
            }
            return match outgoing {
                Some(outgoing) => self.hand_over(&known, outgoing, done).await,
                None => {
                    done.refused += 1;
                    Ok(())
                }
            };
        }
        done.left += 1;
        Ok(())
    }

    /// What is to be handed over, or why nothing is.
    async fn prepared(&self, known: &MessageHistory, gathered: &Gathered) -> Result<Result<Outgoing, String>, Failure> {
        let message = &known.message;
        let Some(written) = gathered.own_events().find(|event| event.id == message.event) else {
            return Ok(Err("The entry with which it was written is not in this record".to_owned()));
        };
        let said_safe = known.asked().and_then(|asked| asked.entry.safe_address.as_ref());
        match in_the_way(self.brought, gathered, written, &message.recipient, said_safe).await? {
            InTheWay::Nothing => {}
            InTheWay::Reason(why) => return Ok(Err(why)),
            InTheWay::NobodySaid(_) => {
                return Ok(Err(
                    "Nobody has said whether it is safe to write to the address that is on record now: find out, then send it again"
                        .to_owned(),
                ));
            }
        }
        let tries = known.entries.iter().rev().take_while(|entry| entry.entry.step != MessageStep::Queued);
        if tries.filter(|entry| entry.entry.step == MessageStep::Attempted).count() >= MOST_ATTEMPTS {
            return Ok(Err(format!("It was tried {MOST_ATTEMPTS} times and not taken: ask whoever looks after the program")));
        }
        let mut files = Vec::new();
        for name in self.brought.store.issued_names(&message.event).await? {
            if let Some(file) = self.brought.store.issued(&message.event, &name).await? {
                files.push(OutgoingFile { media_type: file.media_type, content: file.content });
            }
        }
        Ok(Ok(Outgoing { reference: message.key().to_string(), files, email: email(gathered, &message.recipient) }))
    }

    async fn hand_over(&self, known: &MessageHistory, outgoing: Outgoing, done: &mut Dispatched) -> Result<(), Failure> {
        let again = known.entries.iter().any(|entry| entry.entry.step == MessageStep::Attempted);
        let (channel, now) = (self.channel.clone(), self.now());
        let outcome = tokio::task::spawn_blocking(move || {
            // What was tried before is asked about first: a message that came through late must not go a second time.
            let found = if again { channel.find(&outgoing.reference, now) } else { Ok(None) };
            match found {
                Ok(Some(receipt)) => HandOver::Taken(receipt),
                Ok(None) => channel.hand_over(&outgoing, now),
                Err(trouble) => HandOver::NotTaken { why: trouble.to_string(), stop: true },
            }
        });
        // A thread that broke off may have handed it over before it did.
        let outcome = outcome.await.unwrap_or_else(|_| HandOver::Unclear("The way of sending broke off".to_owned()));
        let by_itself = |step| NewMessageEntry::by_itself(step, self.now());
        let entry = match outcome {
            HandOver::Taken(receipt) => {
                done.handed_over += 1;
                NewMessageEntry { receipt: Some(receipt.0), ..by_itself(MessageStep::HandedOver) }
            }
            HandOver::Refused(why) => {
                done.refused += 1;
                by_itself(MessageStep::Refused).because(why)
            }
            HandOver::NotTaken { why, stop } => {
                done.not_taken += 1;
                done.stopped = stop.then(|| why.clone());
                by_itself(MessageStep::NotTaken).because(why)
            }
            HandOver::Unclear(why) => {
                done.unclear += 1;
                by_itself(MessageStep::Unclear).because(why)
            }
        };
        self.moved(known, known.number() + 1, &entry).await?;
        Ok(())
    }
}

/// The e-mail address that was recorded last for somebody, and stands.
fn email(gathered: &Gathered, person: &PersonId) -> Option<String> {
    let corrected = corrections(&gathered.chronology.events);
    let zone = brought_calendar::uk_time_zone();
    let told = gathered.chronology.events.iter().filter_map(|event| match &event.fact {
        Fact::PersonRecorded(_, details) if event.about == *person && !corrected.contains_key(&event.id) => {
            Some((event, details.emails.first()?))
        }
        _ => None,
    });
    told.max_by_key(|(event, _)| (event.happened.earliest(&zone), event.recorded_at, &event.id)).map(|(_, email)| email.clone())
}
