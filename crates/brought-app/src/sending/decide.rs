//! What a person says about a message: that it went, that it did not, that it came back, or that nothing more is to be done.

use super::gate::{InTheWay, ToGo, in_the_way};
use super::queue::{queue_again, settled};
use super::receipts::put_return_on_record;
use crate::access::{Purpose, open_record};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::chronology::gather;
use crate::failure::{Denied, Failure, Refusal};
use brought_domain::{Author, vocabulary};
use brought_store::{Message, MessageHistory, MessageKey, MessageStep, NewMessageEntry};
use jiff::Timestamp;

vocabulary! {
    /// What somebody says about a message.
    pub enum Decision ("decision about a message") {
        /// They found out that it went.
        Went = "went", "It went";
        /// They found out that it did not go, or put right what stood in the way.
        SendAgain = "send_again", "It did not go: send it again";
        /// It came back by post.
        CameBack = "came_back", "It came back";
        /// Nothing more is to be done about it.
        SetAside = "set_aside", "Nothing more to do";
    }
}

/// Carries out what somebody says about a message. `after` is the number of entries it had when they saw it: what has become of it since they have to
/// see first. `how` says how they know, or what they did.
///
/// # Errors
/// [`Failure::Refused`] with what is missing or stands in the way; [`Failure::Denied`]; [`Failure::NotThere`]; [`Failure::Trouble`].
pub async fn decide_about_message(
    brought: &Brought,
    actor: &Actor,
    (key, after): (&MessageKey, u32),
    decision: Decision,
    how: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    let known = brought.store.message(key).await?.ok_or(Failure::NotThere("this message"))?;
    let grant = open_record(brought, actor, &known.message.person, Purpose::DirectCare, now).await?;
    let actor = grant.actor();
    let Some(role) = actor.roles.first() else { return Err(Denied::RoleNeeded.into()) };
    if known.number() != after {
        return Err(Refusal::one("how", "Something else has become of it meanwhile: look again").into());
    }
    let how = how.trim();
    if how.is_empty() {
        return Err(Refusal::one("how", "Say how you know, or what you did").into());
    }
    let entry = |step| NewMessageEntry::by_person(step, actor.practitioner.clone(), now).because(how);
    let step = match decision {
        Decision::SendAgain => return send_again(brought, &known, entry(MessageStep::Queued), now).await,
        Decision::Went => MessageStep::Went,
        Decision::SetAside => MessageStep::SetAside,
        Decision::CameBack => MessageStep::Returned,
    };
    settled(brought.store.move_message(key, after, &entry(step), None).await?)?;
    if decision == Decision::CameBack {
        let author = Author::Signed { by: actor.practitioner.clone(), role: *role };
        put_return_on_record(brought, &known.message, author, now).await?;
    }
    Ok(())
}

/// The record is asked before it waits again, so that whoever presses the button sees at once what still stands in the way.
async fn send_again(brought: &Brought, known: &MessageHistory, entry: NewMessageEntry, now: Timestamp) -> Result<(), Failure> {
    let gathered = gather(brought, &known.message.person).await?;
    let written = gathered.event(&known.message.event).ok_or(Failure::NotThere("this document"))?;
    let said_safe = known.asked().and_then(|asked| asked.entry.safe_address.clone());
    let Message { recipient, channel, .. } = &known.message;
    let to_go = ToGo { written, recipient, channel: *channel, said_safe: said_safe.as_ref() };
    match in_the_way(brought, &gathered, &to_go, now).await? {
        InTheWay::Nothing => queue_again(brought, known, &NewMessageEntry { safe_address: said_safe, ..entry }).await,
        InTheWay::Reason(why) => Err(Refusal::one("how", why).into()),
        InTheWay::NobodySaid(_) => {
            let words = "Nobody has said whether it is safe to write to this address now: find out and record the address";
            Err(Refusal::one("how", words).into())
        }
    }
}
