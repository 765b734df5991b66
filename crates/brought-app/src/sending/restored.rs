//! After a restore: what was recorded and sent since the backup was made is not known, so nothing goes until somebody has looked (H42, J12).

use crate::access::{self, may_do};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::{Denied, Failure, Refusal};
use crate::words::instant_in_words;
use brought_access::EverythingDeed;
use brought_store::{FindMessages, MessageStep, Restored};
use jiff::Timestamp;
use serde::Serialize;

/// What whoever sends is told.
pub(super) const NOTHING_GOES: &str =
    "The record was restored from a backup, and nobody has said yet that what has happened since was looked at: see the outbox";

/// A restore that nobody has looked at yet, as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AfterRestore {
    /// When the record was restored.
    pub when: String,
    /// How many messages were under way, of any service, of which nobody has said what became of them.
    pub under_way: usize,
    /// Whether whoever reads the page may say that everything was looked at.
    pub may_say: bool,
}

/// The restore that nobody has looked at yet.
pub(super) async fn after_restore(brought: &Brought, actor: &Actor) -> Result<Option<AfterRestore>, Failure> {
    let Some(restored) = brought.store.restored().await? else { return Ok(None) };
    let under_way = under_way(brought, restored).await?;
    let may_say = may_do(actor, EverythingDeed::LetMessagesGoAgain);
    Ok(Some(AfterRestore { when: instant_in_words(restored.at), under_way, may_say }))
}

/// The messages that were under way, of which nobody has said yet what became of them.
async fn under_way(brought: &Brought, restored: Restored) -> Result<usize, Failure> {
    let find = FindMessages { steps: vec![MessageStep::Unclear], ..FindMessages::default() };
    let unclear = brought.store.messages(&find, u32::MAX).await?;
    Ok(unclear.iter().filter(|known| known.last().is_some_and(|last| last.entry.at == restored.at)).count())
}

/// Somebody says that what has happened since the backup was made was looked at: from now on letters go again.
///
/// # Errors
/// [`Failure::Denied`] for somebody whom the policies on access do not let; [`Failure::Refused`] while there is a message of which nobody has said what
/// became of it, or when they do not say what was done; [`Failure::NotThere`] when there is nothing to look at; [`Failure::Trouble`].
pub async fn send_again_after_restore(brought: &Brought, actor: &Actor, what_was_done: &str, now: Timestamp) -> Result<(), Failure> {
    let actor = access::known(brought, actor).await?;
    if !may_do(&actor, EverythingDeed::LetMessagesGoAgain) {
        return Err(Denied::RoleNeeded.into());
    }
    let nothing = Failure::NotThere("a restore that has to be looked at");
    let Some(restored) = brought.store.restored().await? else { return Err(nothing) };
    let under_way = under_way(brought, restored).await?;
    if under_way > 0 {
        let words = format!("Say first, below, what became of the letters that were under way: {under_way} of them");
        return Err(Refusal::one("what_was_done", words).into());
    }
    let what = what_was_done.trim();
    if what.is_empty() {
        return Err(Refusal::one(
            "what_was_done",
            "Say how you know what was recorded after the backup was made, above all which addresses are unsafe",
        )
        .into());
    }
    if brought.store.looked_at_restored(&actor.practitioner, what, now).await? { Ok(()) } else { Err(nothing) }
}
