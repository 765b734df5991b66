//! Whether a message may go, by the record as it is now.

use crate::brought::Brought;
use crate::child_page::corrections;
use crate::chronology::Gathered;
use crate::documents::{MayGo, address_entry, may_go};
use crate::failure::Failure;
use crate::record::document_in_force;
use crate::words::instant_in_words;
use brought_domain::contact::ResponseKind;
use brought_domain::work::LetterSent;
use brought_domain::{Event, EventId, Fact, PersonId};
use brought_store::ChannelKind;
use jiff::Timestamp;

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

/// A message that is to go: the entry with which its document was written, to whom, by which way, and the entry with an address of which somebody said
/// that it is safe.
pub(super) struct ToGo<'a> {
    pub(super) written: &'a Event,
    pub(super) recipient: &'a PersonId,
    pub(super) channel: ChannelKind,
    pub(super) said_safe: Option<&'a EventId>,
}

/// What stands in the way of a message now. A yes that somebody gave counts for the address that they saw and for no other.
pub(super) async fn in_the_way(brought: &Brought, gathered: &Gathered, to_go: &ToGo<'_>, now: Timestamp) -> Result<InTheWay, Failure> {
    let reason = |why: &str| Ok(InTheWay::Reason(why.to_owned()));
    let verdict = may_go(gathered, to_go.written, to_go.recipient);
    if let MayGo::No(why) = verdict {
        return Ok(InTheWay::Reason(why));
    }
    let Some(address) = address_entry(gathered, to_go.recipient) else {
        return reason("No address is known: find out where the family can be reached");
    };
    let mut returned = None;
    for record in gathered.chronology.links.read_together(to_go.recipient) {
        returned = returned.max(brought.store.last_returned(record).await?);
    }
    if let Some(returned_at) = returned
        && address.recorded_at <= returned_at
    {
        let when = instant_in_words(returned_at);
        let why =
            format!("What was sent to this address came back ({when}): find out where the family can be reached, and record the address");
        return Ok(InTheWay::Reason(why));
    }
    let has_a_yes = |entry: &Event| to_go.said_safe == Some(&entry.id);
    if to_go.channel != ChannelKind::Email {
        return Ok(match verdict {
            MayGo::AfterAYes if !has_a_yes(address) => InTheWay::NobodySaid(address.id.clone()),
            _ => InTheWay::Nothing,
        });
    }
    if !notice_is_allowed(brought, to_go.written, now).await? {
        return reason("The policy does not let a notice by e-mail go ahead of this document");
    }
    if verdict == MayGo::AfterAYes {
        return reason(
            "Nobody has said whether it is safe to write to this family: find out and record the address before an e-mail is sent",
        );
    }
    Ok(match email_entry(gathered, to_go.recipient) {
        None => InTheWay::Reason("No e-mail address is on record".to_owned()),
        // Nothing on record says who reads a mailbox, so it takes a yes each time.
        Some((entry, _)) if !has_a_yes(entry) => InTheWay::NobodySaid(entry.id.clone()),
        Some(_) => InTheWay::Nothing,
    })
}

/// Whether the policy lets a notice by e-mail go ahead of a document.
pub(super) async fn notice_is_allowed(brought: &Brought, written: &Event, now: Timestamp) -> Result<bool, Failure> {
    let Fact::LetterSent(LetterSent { document: Some(document), .. }) = &written.fact else { return Ok(false) };
    let in_force = brought.in_force().await?;
    let found = document_in_force(in_force.policies(), written.service.as_ref(), document, now);
    Ok(found.is_some_and(|found| found.notice_by_email))
}

/// The e-mail address that was recorded last for somebody, and stands, with its entry.
pub(super) fn email_entry<'g>(gathered: &'g Gathered, person: &PersonId) -> Option<(&'g Event, &'g str)> {
    let corrected = corrections(&gathered.chronology.events);
    let person = gathered.chronology.links.record_of(person);
    let zone = brought_calendar::uk_time_zone();
    let told = gathered.chronology.events.iter().filter_map(|event| match &event.fact {
        Fact::PersonRecorded(_, details) if event.about == *person && !corrected.contains_key(&event.id) => {
            Some((event, details.emails.first()?.as_str()))
        }
        _ => None,
    });
    told.max_by_key(|(event, _)| (event.happened.earliest(&zone), event.recorded_at, &event.id))
}

/// Whether it is something that is sent at all: a card or a leaflet is given by hand, and carries no address.
pub(super) fn is_sent(written: &Event, gathered: &Gathered, recipient: &PersonId) -> bool {
    matches!(&written.fact, Fact::LetterSent(sent) if sent.kind == ResponseKind::LetterSent && sent.to != gathered.name(recipient))
}
