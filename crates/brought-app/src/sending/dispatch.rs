//! Handing over what waits: one message after another, each at most once whatever is cut off when.

use super::gate::{InTheWay, ToGo, email_entry, in_the_way};
use super::receipts::waited_for;
use super::restored::NOTHING_GOES;
use crate::access::{Purpose, open_record_at_the_machine};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::chronology::{Gathered, gather};
use crate::failure::{Failure, Trouble};
use brought_sending::{Channel, HandOver, Outgoing, OutgoingFile, Receipt};
use brought_store::{ChannelKind, FindMessages, MessageHistory, MessageStep, Moved, NewMessageEntry, StoreProblem};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How many are looked for at once.
const AT_ONCE: u32 = 500;
/// How often a record that keeps changing is looked at again before its message is left for the next time.
const MOST_LOOKS: usize = 20;
/// For how long something that a channel does not take is tried before a person has to look.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(24);

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
    if brought.store.restored().await?.is_some() {
        done.stopped = Some(NOTHING_GOES.to_owned());
        return Ok(done);
    }
    for known in of_kind(brought, &[MessageStep::Attempted, MessageStep::Unclear], kind).await? {
        work.find_out(&known, &mut done).await?;
    }
    let waiting = of_kind(brought, &[MessageStep::Queued, MessageStep::NotTaken], kind).await?;
    for known in waiting {
        if done.stopped.is_some() || !go_on() {
            break;
        }
        work.send(known, &mut done).await?;
    }
    Ok(done)
}

async fn of_kind(brought: &Brought, steps: &[MessageStep], kind: ChannelKind) -> Result<Vec<MessageHistory>, Failure> {
    let find = FindMessages { steps: steps.to_vec(), channel: Some(kind), ..FindMessages::default() };
    Ok(brought.store.messages(&find, AT_ONCE).await?)
}

/// A record or a document that cannot be read keeps its own letter back, and no other.
fn damaged(problem: Failure) -> Result<Result<Outgoing, String>, Failure> {
    use StoreProblem::{Damaged, IssuedDocumentChanged, Unreadable};
    match &problem {
        Failure::Trouble(Trouble::Store(Damaged { .. } | IssuedDocumentChanged { .. } | Unreadable { .. })) => Ok(Err(problem.to_string())),
        _ => Err(problem),
    }
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

    /// What was begun by somebody who was cut off. What is unclear already stays so until a person or the channel knows more.
    async fn find_out(&self, known: &MessageHistory, done: &mut Dispatched) -> Result<(), Failure> {
        let found = self.find(known).await?;
        if known.step() == Some(MessageStep::Unclear) && !matches!(found, Ok(Some(_))) {
            return Ok(());
        }
        let unclear = |why: String| NewMessageEntry::by_itself(MessageStep::Unclear, self.now()).because(why);
        let entry = match found {
            Ok(Some(receipt)) => self.taken(receipt, done),
            Ok(None) => unclear("The program was cut off while it was being sent, and the way of sending knows nothing of it".to_owned()),
            Err(trouble) => unclear(format!("The program was cut off while it was being sent, and then {trouble}")),
        };
        done.unclear += u64::from(entry.step == MessageStep::Unclear);
        self.moved(known, known.number(), &entry).await?;
        Ok(())
    }

    fn taken(&self, receipt: Receipt, done: &mut Dispatched) -> NewMessageEntry {
        done.handed_over += 1;
        NewMessageEntry { receipt: Some(receipt.0), ..NewMessageEntry::by_itself(MessageStep::HandedOver, self.now()) }
    }

    /// Decides whether a message may go, writes the attempt down, and hands it over.
    async fn send(&self, known: MessageHistory, done: &mut Dispatched) -> Result<(), Failure> {
        let message = &known.message;
        // The channel is asked first, always: the outbox knows neither of a message that came through late after all, nor of anything that went after the
        // copy was made from which a record was restored. It is asked before the record is, so that nothing lies between the decision and the act.
        match self.find(&known).await? {
            Ok(None) => {}
            Ok(Some(receipt)) => return self.went_before(&known, receipt, done).await,
            Err(trouble) => {
                done.not_taken += 1;
                done.stopped = Some(trouble.to_string());
                return Ok(());
            }
        }
        open_record_at_the_machine(self.brought, self.actor, &message.person, Purpose::Sending, self.now()).await?;
        for _ in 0..MOST_LOOKS {
            // Read before the record is: whatever is recorded from here on shows in it.
            let revision = self.brought.store.worklist_revision(&message.person).await?;
            let prepared = match gather(self.brought, &message.person).await {
                Ok(gathered) => self.prepared(&known, &gathered).await,
                Err(problem) => Err(problem),
            };
            let (entry, outgoing) = match prepared.or_else(damaged)? {
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

    /// What the channel has already is not sent again, whatever the record says now.
    async fn went_before(&self, known: &MessageHistory, receipt: Receipt, done: &mut Dispatched) -> Result<(), Failure> {
        let attempt = NewMessageEntry::by_itself(MessageStep::Attempted, self.now()).because("The way of sending had it already");
        if self.moved(known, known.number(), &attempt).await? == Moved::Done {
            let entry = self.taken(receipt, done);
            self.moved(known, known.number() + 1, &entry).await?;
        }
        Ok(())
    }

    /// What is to be handed over, or why nothing is.
    async fn prepared(&self, known: &MessageHistory, gathered: &Gathered) -> Result<Result<Outgoing, String>, Failure> {
        let message = &known.message;
        let Some(written) = gathered.own_events().find(|event| event.id == message.event) else {
            return Ok(Err("The entry with which it was written is not in this record".to_owned()));
        };
        let said_safe = known.asked().and_then(|asked| asked.entry.safe_address.as_ref());
        let to_go = ToGo { written, recipient: &message.recipient, channel: message.channel, said_safe };
        match in_the_way(self.brought, gathered, &to_go, self.now()).await? {
            InTheWay::Nothing => {}
            InTheWay::Reason(why) => return Ok(Err(why)),
            InTheWay::NobodySaid(_) => {
                return Ok(Err(
                    "Nobody has said whether it is safe to write to the address that is on record now: find out, then send it again"
                        .to_owned(),
                ));
            }
        }
        let since_asked = known.entries.iter().rev().take_while(|entry| entry.entry.step != MessageStep::Queued);
        let first_attempt = since_asked.filter(|entry| entry.entry.step == MessageStep::Attempted).last();
        if first_attempt.is_some_and(|first| self.now().duration_since(first.entry.at) > TRIED_FOR) {
            return Ok(Err("It was tried for a day and not taken: ask whoever looks after the program".to_owned()));
        }
        let email = email_entry(gathered, &message.recipient).map(|(_, email)| email.to_owned());
        let mut files = Vec::new();
        for name in self.brought.store.issued_names(&message.event).await? {
            if let Some(file) = self.brought.store.issued(&message.event, &name).await? {
                files.push(OutgoingFile { media_type: file.media_type, content: file.content });
            }
        }
        Ok(Ok(Outgoing { reference: message.key().to_string(), files, email }))
    }

    async fn hand_over(&self, known: &MessageHistory, outgoing: Outgoing, done: &mut Dispatched) -> Result<(), Failure> {
        let (channel, now) = (self.channel.clone(), self.now());
        let outcome = tokio::task::spawn_blocking(move || channel.hand_over(&outgoing, now));
        // A thread that broke off may have handed it over before it did.
        let outcome = outcome.await.unwrap_or_else(|_| HandOver::Unclear("The way of sending broke off".to_owned()));
        let by_itself = |step| NewMessageEntry::by_itself(step, self.now());
        let entry = match outcome {
            HandOver::Taken(receipt) => self.taken(receipt, done),
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
