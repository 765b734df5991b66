//! Asking for a document to be sent. Nothing leaves yet: it is written down that somebody asked.

use super::gate::{InTheWay, ToGo, in_the_way, is_sent};
use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::chronology::gather;
use crate::failure::{Denied, Failure, Refusal};
use brought_domain::{Event, EventId, Fact, PersonId};
use brought_store::{ChannelKind, Message, MessageHistory, MessageStep, Moved, NewMessageEntry};
use jiff::Timestamp;

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskToSend {
    /// The entry with which the document was issued.
    pub event: EventId,
    /// By which way it goes. Nothing: none was chosen.
    pub channel: Option<ChannelKind>,
    /// A person's yes to an address of which nobody has said whether it is safe to write to; to an e-mail address, always.
    pub address_is_safe: bool,
}

/// Asks for a document to be sent to whom it was written to. Asking again for what is waiting or has gone changes nothing.
///
/// # Errors
/// [`Failure::Refused`] with what stands in the way; [`Failure::Denied`] for somebody without a role; [`Failure::NotThere`]; [`Failure::Trouble`].
pub async fn ask_to_send(brought: &Brought, grant: &AccessGrant, asked: &AskToSend, now: Timestamp) -> Result<(), Failure> {
    if grant.actor().roles.is_empty() {
        return Err(Denied::RoleNeeded.into());
    }
    let gathered = gather(brought, grant.person()).await?;
    let written = gathered.own_events().find(|event| event.id == asked.event).ok_or(Failure::NotThere("this document"))?;
    let recipient = recipient(brought, &asked.event).await?;
    let channel = asked.channel.ok_or_else(|| Refusal::one("channel", "Choose by which way it goes"))?;
    if !is_sent(written, &gathered, &recipient) {
        return Err(Refusal::one("channel", "This is handed over and not sent: there is no address on it").into());
    }
    let mut entry = NewMessageEntry::by_person(MessageStep::Queued, grant.actor().practitioner.clone(), now);
    let to_go = ToGo { written, recipient: &recipient, channel, said_safe: None };
    match in_the_way(brought, &gathered, &to_go, now).await? {
        InTheWay::Nothing => {}
        InTheWay::NobodySaid(address) if asked.address_is_safe => entry.safe_address = Some(address),
        InTheWay::NobodySaid(_) if channel == ChannelKind::Email => {
            let words = "Nothing on record says who reads this mailbox: find out whether it is safe to write to, then say so here";
            return Err(Refusal::one("notice_is_safe", words).into());
        }
        InTheWay::NobodySaid(_) => {
            let words = "Nobody has said whether it is safe to write to this address: find out, then say so here";
            return Err(Refusal::one("address_is_safe", words).into());
        }
        InTheWay::Reason(why) => return Err(Refusal::one("channel", why).into()),
    }
    let message = message(written, &recipient, channel)?;
    match brought.store.queue_message(&message, &entry).await? {
        Moved::MessageChanged => ask_again(brought, &message, &entry).await,
        other => settled(other),
    }
}

/// To whom what was issued with an entry was written.
pub(super) async fn recipient(brought: &Brought, event: &EventId) -> Result<PersonId, Failure> {
    let missing = || Failure::NotThere("this document");
    let name = brought.store.issued_names(event).await?.into_iter().next().ok_or_else(missing)?;
    Ok(brought.store.issued(event, &name).await?.ok_or_else(missing)?.recipient)
}

fn message(written: &Event, recipient: &PersonId, channel: ChannelKind) -> Result<Message, Failure> {
    let Fact::LetterSent(sent) = &written.fact else { return Err(Failure::NotThere("this document")) };
    Ok(Message {
        event: written.id.clone(),
        person: written.about.clone(),
        recipient: recipient.clone(),
        channel,
        obligation: written.answers.first().cloned(),
        document: sent.document.clone().unwrap_or_default(),
    })
}

/// What is in the outbox already: one that was refused may be asked for again; one that is unclear takes somebody who finds out first.
async fn ask_again(brought: &Brought, message: &Message, entry: &NewMessageEntry) -> Result<(), Failure> {
    let known = brought.store.message(&message.key()).await?.ok_or(Failure::NotThere("this message"))?;
    let refused = |words: &str| Err(Refusal::one("channel", words).into());
    match known.step() {
        Some(MessageStep::Refused) => queue_again(brought, &known, entry).await,
        Some(MessageStep::Unclear) => refused("It is unclear whether it went: find out, and say so in the outbox"),
        Some(MessageStep::Returned) => refused("It came back: write it again when the family's address is known"),
        Some(MessageStep::SetAside) => refused("It was dealt with without being sent: write it again if it is to go after all"),
        // Waiting, going or gone: a button that was pressed twice.
        _ => Ok(()),
    }
}

/// Puts a message that did not go back among those that wait.
pub(super) async fn queue_again(brought: &Brought, known: &MessageHistory, entry: &NewMessageEntry) -> Result<(), Failure> {
    settled(brought.store.move_message(&known.message.key(), known.number(), entry, None).await?)
}

/// What is said when something came in between.
pub(super) fn settled(moved: Moved) -> Result<(), Failure> {
    let words = match moved {
        Moved::Done => return Ok(()),
        Moved::MessageChanged => "Something else has become of it meanwhile: look again",
        Moved::RecordChanged => "The record has changed meanwhile: look again",
        Moved::OneIsUnderWay => {
            "Another letter for the same has gone to this person or is about to: two would be one too many. It is in the outbox, where it can be dealt with"
        }
    };
    Err(Refusal::one("channel", words).into())
}
