//! Whether a message may go, by the record as it is now.

use crate::brought::Brought;
use crate::chronology::Gathered;
use crate::documents::{MayGo, address_entry, may_go};
use crate::failure::Failure;
use crate::words::instant_in_words;
use brought_domain::contact::ResponseKind;
use brought_domain::{Event, EventId, Fact, PersonId};

/// What stands in the way of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum InTheWay {
    /// Nothing.
    Nothing,
    /// Nobody has said whether the address is safe to write to: the entry that it stands in.
    NobodySaid(EventId),
    /// It must not go.
    Reason(String),
}

/// What stands in the way of sending what was issued with an entry. A yes that somebody gave counts for the address that they saw and for no other.
pub(super) async fn in_the_way(
    brought: &Brought,
    gathered: &Gathered,
    written: &Event,
    recipient: &PersonId,
    said_safe: Option<&EventId>,
) -> Result<InTheWay, Failure> {
    let verdict = may_go(gathered, written, recipient);
    if let MayGo::No(why) = verdict {
        return Ok(InTheWay::Reason(why));
    }
    let Some(address) = address_entry(gathered, recipient) else {
        return Ok(InTheWay::Reason("No address is known: find out where the family can be reached".to_owned()));
    };
    if let Some(returned_at) = brought.store.last_returned(recipient).await?
        && address.recorded_at <= returned_at
    {
        let when = instant_in_words(returned_at);
        let why =
            format!("What was sent to this address came back ({when}): find out where the family can be reached, and record the address");
        return Ok(InTheWay::Reason(why));
    }
    match verdict {
        MayGo::AfterAYes if said_safe != Some(&address.id) => Ok(InTheWay::NobodySaid(address.id.clone())),
        _ => Ok(InTheWay::Nothing),
    }
}

/// Whether it is something that is sent at all: a card or a leaflet is given by hand, and carries no address.
pub(super) fn is_sent(written: &Event, gathered: &Gathered, recipient: &PersonId) -> bool {
    matches!(&written.fact, Fact::LetterSent(sent) if sent.kind == ResponseKind::LetterSent && sent.to != gathered.name(recipient))
}
