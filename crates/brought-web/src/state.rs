//! What every page works with.

use crate::doorstep::Doorstep;
use crate::openid::OpenId;
use crate::pace::Pace;
use crate::searches::Searches;
use crate::training::StartingAgain;
use crate::unsent::Unsent;
use crate::waiting_files::WaitingFiles;
use brought_app::Brought;
use brought_domain::EventId;
use jiff::Timestamp;
use std::fmt::Write as _;
use std::sync::Arc;

/// The time now. Given by the program, which alone reads the clock.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;
/// Fills a buffer with bytes that nobody can guess. Given by the program, which alone throws dice.
pub type Dice = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// What every page works with. Cheap to clone.
#[derive(Clone)]
pub struct WebState {
    /// The use cases.
    pub brought: Brought,
    /// The time now.
    pub now: Clock,
    /// Bytes that nobody can guess.
    pub random: Dice,
    /// Words above every page, such as those that tell a demonstration from the real thing.
    pub notice: Option<String>,
    /// Whether browsers reach this over HTTPS: then the session's cookie says so, and no page on another host can set it.
    pub https: bool,
    /// How fast one person may ask.
    pub pace: Pace,
    /// What is kept between two pages.
    pub memory: Memory,
    /// The key to what phones kept where there was no signal.
    pub doorstep: Doorstep,
    /// Signing in with an organisation's own provider, where one is set up.
    pub openid: Option<OpenId>,
    /// The way to start again, over a record for training and over no other.
    pub training: Option<StartingAgain>,
}

/// What is kept between two pages, in memory alone. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub struct Memory {
    /// Forms that were sent after the session had ended.
    pub(crate) unsent: Unsent,
    /// What was searched for.
    pub(crate) searches: Searches,
    /// Files that were sent to be brought in and wait for somebody to say yes.
    pub(crate) waiting: WaitingFiles,
}

impl WebState {
    pub(crate) fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// Thirty-two small hexadecimal letters that nobody can guess.
    pub(crate) fn random_id(&self) -> String {
        let mut bytes = [0; 16];
        (self.random)(&mut bytes);
        hexadecimal(&bytes)
    }
}

/// Bytes in small hexadecimal letters.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The id of an entry as a form carries it: made here, and not by whoever sends the form.
pub(crate) fn entry_id(text: &str) -> Option<EventId> {
    let is_ours = text.len() == 32 && text.bytes().all(|letter| letter.is_ascii_hexdigit());
    is_ours.then(|| EventId::new(text).ok()).flatten()
}
