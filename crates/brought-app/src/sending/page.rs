//! What became of one document that was issued, and whether it can be sent from here.

use super::gate::{InTheWay, ToGo, in_the_way, is_sent};
use super::outbox::decisions;
use super::queue::recipient;
use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::chronology::gather;
use crate::failure::Failure;
use crate::words::instant_in_words;
use brought_domain::{EventId, PractitionerId};
use brought_store::{ChannelKind, MessageEntry, MessageHistory, MessageStep};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::HashMap;

/// What became of a document, and the form to send it where it can be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SendingPage {
    /// Its messages.
    pub messages: Vec<MessageOfDocument>,
    /// The form. Nothing: it is not sent from here, or something speaks against it.
    pub form: Option<SendingForm>,
    /// Whether a notice by e-mail may be sent beside it, with a yes.
    pub notice: bool,
    /// What speaks against sending it.
    pub in_the_way: Option<String>,
}

/// The form to send a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SendingForm {
    /// The ways to choose from: code and words.
    pub channels: Vec<(&'static str, &'static str)>,
    /// Whether somebody has to say that the address is safe to write to.
    pub asks_whether_safe: bool,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MessageOfDocument {
    /// What names it.
    pub key: String,
    /// How many entries it has.
    pub number: u32,
    /// By which way it goes.
    pub channel: &'static str,
    /// How it stands.
    pub stands: &'static str,
    /// What became of it, in order.
    pub history: Vec<HistoryOfMessage>,
    /// What somebody may say about it: code and words.
    pub decisions: Vec<(&'static str, &'static str)>,
}

/// Something that became of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HistoryOfMessage {
    /// What.
    pub words: &'static str,
    /// When.
    pub when: String,
    /// Who did it. Nothing: the program.
    pub by: Option<String>,
    /// Why, or what the channel calls it.
    pub why: Option<String>,
}

/// What became of a document that was issued with an entry of the record that was opened.
///
/// # Errors
/// [`Failure::NotThere`] when there is no such document; [`Failure::Trouble`].
pub async fn sending_page(brought: &Brought, grant: &AccessGrant, event: &EventId, now: Timestamp) -> Result<SendingPage, Failure> {
    let gathered = gather(brought, grant.person()).await?;
    let written = gathered.own_events().find(|own| own.id == *event).ok_or(Failure::NotThere("this document"))?;
    let recipient = recipient(brought, event).await?;
    let known = brought.store.messages_of(event).await?;
    let names = names(brought, &known).await?;
    let mut page =
        SendingPage { messages: known.iter().map(|known| message(known, &names)).collect(), form: None, notice: false, in_the_way: None };
    if grant.actor().roles.is_empty() || !is_sent(written, &gathered, &recipient) {
        return Ok(page);
    }
    let post = ToGo { written, recipient: &recipient, channel: ChannelKind::Folder, said_safe: None };
    let asks_whether_safe = match in_the_way(brought, &gathered, &post, now).await? {
        InTheWay::Nothing => false,
        InTheWay::NobodySaid(_) => true,
        InTheWay::Reason(why) => {
            page.in_the_way = Some(why);
            return Ok(page);
        }
    };
    let is_printed = brought.store.issued_names(event).await?.iter().any(|name| name.ends_with(".pdf"));
    let open = |channel: &&ChannelKind| {
        let last = known.iter().find(|known| known.message.channel == **channel).and_then(MessageHistory::step);
        (**channel != ChannelKind::Notify || is_printed) && matches!(last, None | Some(MessageStep::Refused))
    };
    // By one post or the other, and not by both.
    let letters = known.iter().filter(|known| known.message.channel != ChannelKind::Email);
    let is_going = letters.filter_map(MessageHistory::step).any(MessageStep::is_under_way);
    let channels: Vec<_> = LETTERS.iter().filter(open).map(|channel| (channel.code(), channel.words())).collect();
    page.form = (!is_going && !channels.is_empty()).then_some(SendingForm { channels, asks_whether_safe });
    let notice = ToGo { channel: ChannelKind::Email, ..post };
    page.notice = open(&&ChannelKind::Email) && matches!(in_the_way(brought, &gathered, &notice, now).await?, InTheWay::NobodySaid(_));
    Ok(page)
}

/// The ways by which a letter goes.
const LETTERS: &[ChannelKind] = &[ChannelKind::Folder, ChannelKind::Notify];

/// The names of those who did something about messages.
async fn names(brought: &Brought, known: &[MessageHistory]) -> Result<HashMap<PractitionerId, String>, Failure> {
    let entries = known.iter().flat_map(|known| &known.entries);
    let ids: Vec<&PractitionerId> = entries.filter_map(|entry| entry.entry.by.as_ref()).collect();
    Ok(brought.store.practitioners_by_id(&ids).await?.into_iter().map(|practitioner| (practitioner.id, practitioner.name)).collect())
}

fn message(known: &MessageHistory, names: &HashMap<PractitionerId, String>) -> MessageOfDocument {
    let step = known.step();
    MessageOfDocument {
        key: known.message.key().to_string(),
        number: known.number(),
        channel: known.message.channel.words(),
        stands: step.map_or("", MessageStep::words),
        history: known.entries.iter().map(|entry| history(entry, names)).collect(),
        decisions: step.map(decisions).unwrap_or_default().iter().map(|decision| (decision.code(), decision.words())).collect(),
    }
}

fn history(known: &MessageEntry, names: &HashMap<PractitionerId, String>) -> HistoryOfMessage {
    let receipt = known.entry.receipt.as_ref().map(|receipt| format!("It is called {receipt} there"));
    HistoryOfMessage {
        words: known.entry.step.words(),
        when: instant_in_words(known.entry.at),
        by: known.entry.by.as_ref().map(|id| names.get(id).cloned().unwrap_or_else(|| id.to_string())),
        why: known.entry.why.clone().or(receipt),
    }
}
