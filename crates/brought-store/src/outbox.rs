//! What is to be sent and what became of it: one line for each message, and rows that are only ever added (S8, H20, H21).
//!
//! A message goes out at most once, whatever is cut off when: that it is being handed over is on the disk before the channel hears of it, and a
//! message that was begun is never begun again unless a person says so, or the channel said that it took nothing. The database refuses it too.

mod read;
mod write;

use brought_domain::{EventId, ObligationId, PersonId, PractitionerId, vocabulary};
use jiff::Timestamp;
use std::fmt;

pub use read::FindMessages;
pub use write::Moved;
pub(crate) use write::add_as_it_is;

vocabulary! {
    /// By which way a document goes out.
    pub enum ChannelKind ("way of sending") {
        /// Files in a folder, from which people print and post.
        Folder = "folder", "post, printed from the folder";
        /// A letter that GOV.UK Notify prints and posts.
        Notify = "notify", "post, by GOV.UK Notify";
        /// A notice by e-mail that tells neither who it is about nor why.
        Email = "email", "a notice by e-mail";
    }
}

vocabulary! {
    /// What became of a message: one row for each.
    pub enum MessageStep ("step of a message") {
        /// Somebody asked for it to be sent.
        Queued = "queued", "waiting to be sent";
        /// It is being handed over. Written before the channel is called.
        Attempted = "attempted", "being sent";
        /// The channel took nothing of it: it is tried again.
        NotTaken = "not_taken", "not taken yet, will be tried again";
        /// The channel has it.
        HandedOver = "handed_over", "handed over";
        /// It was broken off: nobody knows whether it went. Never tried again by itself.
        Unclear = "unclear", "unclear whether it went";
        /// Somebody found out that it went.
        Went = "went", "it went";
        /// It does not go: the record speaks against it, or the channel will not have it.
        Refused = "refused", "not sent";
        /// The channel says that it arrived or was posted.
        Delivered = "delivered", "posted or delivered";
        /// It came back.
        Returned = "returned", "came back";
        /// Somebody looked, and nothing more is to be done about it.
        SetAside = "set_aside", "dealt with";
    }
}

impl MessageStep {
    /// Whether this may come after what came last; nothing: it is the first.
    pub fn may_follow(self, last: Option<Self>) -> bool {
        use MessageStep::*;
        match last {
            None => self == Queued,
            // Unclear when the record was restored meanwhile.
            Some(Queued | NotTaken) => matches!(self, Attempted | Refused | SetAside | Unclear),
            Some(Attempted) => matches!(self, HandedOver | NotTaken | Unclear | Refused),
            Some(Unclear) => matches!(self, HandedOver | Went | Returned | Queued | SetAside),
            // Dealt with: taken out of the folder before it was posted.
            Some(HandedOver) => matches!(self, Delivered | Returned | Refused | SetAside),
            Some(Went) => matches!(self, Delivered | Returned | Refused),
            Some(Delivered) => self == Returned,
            Some(Refused) => matches!(self, Queued | SetAside),
            Some(Returned) => self == SetAside,
            Some(SetAside) => false,
        }
    }

    /// Whether it has gone, or may have, or is about to: then no other message for the same obligation goes to the same person.
    pub fn is_under_way(self) -> bool {
        !matches!(self, Self::Refused | Self::Returned | Self::SetAside)
    }
}

/// What names a message, here and to the channel: thirty-two small hexadecimal letters that tell nothing of anybody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageKey(String);

impl MessageKey {
    /// The key of a message. Working it out again gives the same.
    pub fn of(event: &EventId, recipient: &PersonId, channel: ChannelKind) -> Self {
        let mut chain = crate::chain::Chain::after("brought message 1", &crate::chain::START);
        chain.text(event.as_str());
        chain.text(recipient.as_str());
        chain.text(channel.code());
        Self(crate::chain::hexadecimal(&chain.sum()[..16]))
    }

    /// A key as it came from elsewhere, such as a form. Nothing: it is none.
    pub fn read(text: &str) -> Option<Self> {
        let is_one = text.len() == 32 && text.bytes().all(|letter| matches!(letter, b'0'..=b'9' | b'a'..=b'f'));
        is_one.then(|| Self(text.to_owned()))
    }

    /// Its letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A document to one person by one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The entry with which it was issued.
    pub event: EventId,
    /// Whose record that is.
    pub person: PersonId,
    /// To whom it goes.
    pub recipient: PersonId,
    /// By which way.
    pub channel: ChannelKind,
    /// What was owed and is answered by it, when it is.
    pub obligation: Option<ObligationId>,
    /// The document of the policy that it was made from.
    pub document: String,
}

impl Message {
    /// What names it.
    pub fn key(&self) -> MessageKey {
        MessageKey::of(&self.event, &self.recipient, self.channel)
    }
}

/// Something that became of a message, to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessageEntry {
    /// What.
    pub step: MessageStep,
    /// Who did it. Nothing: the program, on its own.
    pub by: Option<PractitionerId>,
    /// What the channel calls the message.
    pub receipt: Option<String>,
    /// Why, or what somebody found out.
    pub why: Option<String>,
    /// The entry with the address that somebody said is safe to write to, where the record does not say.
    pub safe_address: Option<EventId>,
    /// When.
    pub at: Timestamp,
}

impl NewMessageEntry {
    /// A step that the program takes on its own.
    pub fn by_itself(step: MessageStep, at: Timestamp) -> Self {
        Self { step, by: None, receipt: None, why: None, safe_address: None, at }
    }

    /// A step that somebody takes.
    pub fn by_person(step: MessageStep, by: PractitionerId, at: Timestamp) -> Self {
        Self { by: Some(by), ..Self::by_itself(step, at) }
    }

    /// With the reason.
    #[must_use]
    pub fn because(self, why: impl Into<String>) -> Self {
        Self { why: Some(why.into()), ..self }
    }
}

/// Something that became of a message, as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageEntry {
    /// Counts the entries of one message, from 1.
    pub number: u32,
    /// What it says.
    pub entry: NewMessageEntry,
}

/// A message and all that became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageHistory {
    /// The message.
    pub message: Message,
    /// What became of it, in order. Never empty.
    pub entries: Vec<MessageEntry>,
}

impl MessageHistory {
    /// What became of it last.
    pub fn last(&self) -> Option<&MessageEntry> {
        self.entries.last()
    }

    /// How it stands.
    pub fn step(&self) -> Option<MessageStep> {
        self.last().map(|last| last.entry.step)
    }

    /// How many entries it has: what has to be told when another is added.
    pub fn number(&self) -> u32 {
        self.last().map_or(0, |last| last.number)
    }

    /// What the channel calls it.
    pub fn receipt(&self) -> Option<&str> {
        self.entries.iter().rev().find_map(|known| known.entry.receipt.as_deref())
    }

    /// The last time that a person asked for it to be sent.
    pub fn asked(&self) -> Option<&MessageEntry> {
        self.entries.iter().rev().find(|known| known.entry.step == MessageStep::Queued)
    }
}
