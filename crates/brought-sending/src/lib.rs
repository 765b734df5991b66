//! The ways by which documents go out of the program: one small trait, and a file for each.
//!
//! A channel is told what to send and nothing of why. It does not decide whether anything may go, and does not remember what went: the outbox does
//! both. What it must do is tell apart, after whatever went wrong, whether the message was taken, was not, or whether nobody knows
//! ([`HandOver`]): a message of which nobody knows is never sent again by itself.
//!
//! No words of a channel hold an address, a name, a key or a password: they end up on pages and in logs.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

#[cfg(feature = "email")]
mod email;
mod folder;
#[cfg(feature = "notify")]
mod notify;
#[cfg(any(feature = "notify", feature = "post"))]
mod outward;
#[cfg(feature = "post")]
mod post;
mod secret;

#[cfg(feature = "email")]
pub use email::{Email, EmailSettings};
pub use folder::Folder;
#[cfg(feature = "notify")]
pub use notify::{LIVE as NOTIFY, Notify, Postage};
#[cfg(feature = "post")]
pub use post::Post;
pub use secret::Secret;

use jiff::Timestamp;

/// A way by which documents go out. Calls may wait for other machines.
pub trait Channel: Send + Sync {
    /// What the channel has under this reference already, however it came there: asked before anything is sent again.
    ///
    /// # Errors
    /// When the channel cannot say: then nobody knows.
    fn find(&self, reference: &str, now: Timestamp) -> Result<Option<Receipt>, Trouble>;

    /// Hands a message over.
    fn hand_over(&self, message: &Outgoing, now: Timestamp) -> HandOver;

    /// Whether the channel ever hears what became of what it took.
    fn hears_back(&self) -> bool {
        false
    }

    /// What became of a message that was taken.
    ///
    /// # Errors
    /// When the channel cannot say.
    fn news(&self, _receipt: &Receipt, _now: Timestamp) -> Result<News, Trouble> {
        Ok(News::Nothing)
    }

    /// The references of messages that came back, as far as the channel hears of it.
    ///
    /// # Errors
    /// When the channel cannot say.
    fn came_back(&self, _now: Timestamp) -> Result<Vec<String>, Trouble> {
        Ok(Vec::new())
    }
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Names the message: letters and digits that tell nothing of anybody. The same message has the same reference for ever.
    pub reference: String,
    /// The document, as it was issued.
    pub files: Vec<OutgoingFile>,
    /// To whom a notice goes, for a channel that sends notices.
    pub email: Option<String>,
}

/// A file of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingFile {
    /// What kind of file it is, as on the web.
    pub media_type: String,
    /// The file.
    pub content: Vec<u8>,
}

impl Outgoing {
    /// The document in print, where it was made: one file, and its English twin where it is in another language.
    pub fn printed(&self) -> Vec<&OutgoingFile> {
        self.files.iter().filter(|file| file.media_type == "application/pdf").collect()
    }
}

/// What a channel calls a message that it has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt(pub String);

/// What came of handing a message over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandOver {
    /// The channel has it.
    Taken(Receipt),
    /// The channel will not have it as it is: trying again would come to the same.
    Refused(String),
    /// The channel has nothing of it, for certain. It may be tried again.
    NotTaken {
        /// Why.
        why: String,
        /// Whether other messages would fare the same now.
        stop: bool,
    },
    /// It was broken off: nobody knows whether the channel has it.
    Unclear(String),
}

/// What became of a message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Nothing that was not known.
    Nothing,
    /// It arrived, or was printed and posted.
    Delivered,
    /// It will not be posted.
    Failed(String),
    /// It came back.
    Returned,
}

/// A channel could not be asked, or gave no answer that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(pub String);

/// A channel cannot be set up as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingProblem(pub String);
