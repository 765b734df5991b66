//! Learning from a channel what became of what it took (H21).

use crate::brought::Brought;
use crate::chronology::gather;
use crate::failure::Failure;
use crate::worklist;
use brought_calendar::{date_in_words, local_date};
use brought_domain::{Author, Event, EventId, Fact, Happened, Source};
use brought_sending::{Channel, News, Receipt, Trouble};
use brought_store::{
    ChannelKind, Expected, FindMessages, Message, MessageHistory, MessageKey, MessageStep, Moved, NewMessageEntry, PersonAppend,
};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How many messages are asked about at once.
const AT_ONCE: u32 = 1000;

/// For how long what was handed over is asked about: longer than any channel keeps what it knows.
const ASKED_FOR: SignedDuration = SignedDuration::from_hours(24 * 60);

/// Asks the channel what became of the messages that it took, and writes down what is new. How many had news; and what is the matter when the channel
/// cannot be asked, which is no failure: it is asked again the next time.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read or written to.
pub async fn learn_what_became(
    brought: &Brought,
    kind: ChannelKind,
    channel: &Arc<dyn Channel>,
    now: Timestamp,
) -> Result<(u64, Option<Trouble>), Failure> {
    let mut learnt = 0;
    if !channel.hears_back() {
        return Ok((learnt, None));
    }
    let since = now.checked_sub(ASKED_FOR).ok();
    let find = FindMessages { steps: vec![MessageStep::HandedOver], channel: Some(kind), since, concerning: None };
    for known in brought.store.messages(&find, AT_ONCE).await? {
        let Some(receipt) = known.receipt().map(|receipt| Receipt(receipt.to_owned())) else { continue };
        let asked = channel.clone();
        match waited_for(tokio::task::spawn_blocking(move || asked.news(&receipt, now)).await)? {
            Ok(News::Nothing) => {}
            Ok(news) => learnt += u64::from(write_down(brought, kind, &known, news, now).await?),
            Err(trouble) => return Ok((learnt, Some(trouble))),
        }
    }
    let asked = channel.clone();
    let back = match waited_for(tokio::task::spawn_blocking(move || asked.came_back(now)).await)? {
        Ok(references) => references,
        Err(trouble) => return Ok((learnt, Some(trouble))),
    };
    for key in back.iter().filter_map(|reference| MessageKey::read(reference)) {
        let known = brought.store.message(&key).await?.filter(|known| known.message.channel == kind);
        if let Some(known) = known {
            learnt += u64::from(write_down(brought, kind, &known, News::Returned, now).await?);
        }
    }
    Ok((learnt, None))
}

/// A thread that broke off is told as trouble.
pub(super) fn waited_for<T>(joined: Result<T, tokio::task::JoinError>) -> Result<T, Failure> {
    joined.map_err(|problem| Failure::unforeseen(format!("a way of sending broke off: {problem}")))
}

async fn write_down(brought: &Brought, kind: ChannelKind, known: &MessageHistory, news: News, now: Timestamp) -> Result<bool, Failure> {
    let entry = match &news {
        News::Nothing => return Ok(false),
        News::Delivered => NewMessageEntry::by_itself(MessageStep::Delivered, now),
        News::Failed(why) => NewMessageEntry::by_itself(MessageStep::Refused, now).because(why),
        News::Returned => NewMessageEntry::by_itself(MessageStep::Returned, now),
    };
    let moved = brought.store.move_message(&known.message.key(), known.number(), &entry, None).await?;
    let is_back = known.step() == Some(MessageStep::Returned) || (news == News::Returned && moved == Moved::Done);
    if is_back {
        // Also when it was known already: whoever was cut off in between has not put it on record.
        let author = Author::Reported { system: kind.words().to_owned() };
        put_return_on_record(brought, &known.message, author, now).await?;
    }
    Ok(moved == Moved::Done)
}

/// Puts on record that a letter came back, once: whoever reads the chronology asks first whether the address is right.
pub(super) async fn put_return_on_record(brought: &Brought, message: &Message, author: Author, now: Timestamp) -> Result<(), Failure> {
    let id = EventId::new(format!("returned-{}", message.key())).map_err(|problem| Failure::unforeseen(problem.to_string()))?;
    if brought.store.event(&id).await?.is_some() {
        return Ok(());
    }
    let gathered = gather(brought, &message.person).await?;
    let written = gathered.event(&message.event);
    let day = written
        .map_or_else(String::new, |written| format!(" of {}", date_in_words(written.happened.day(&brought_calendar::uk_time_zone()))));
    let note = format!(
        "The letter{day} to {} came back. The address on record may be wrong: find out where the family can be reached, and record the address. Until \
         then nothing more is sent there.",
        gathered.name(&message.recipient)
    );
    let event = Event {
        id,
        about: message.person.clone(),
        service: written.and_then(|written| written.service.clone()),
        happened: Happened::On(local_date(now)),
        recorded_at: now,
        author,
        source: Source::Entered,
        corrects: None,
        answers: Vec::new(),
        fact: Fact::NoteWritten(note),
    };
    brought.store.append(vec![PersonAppend { person: message.person.clone(), expected: Expected::Any, events: vec![event] }]).await?;
    // What was appended marks the list as stale: it is brought up to date before it is shown, should this not succeed now.
    let _kept_as_stale = worklist::refresh_around(brought, &message.person, now).await;
    Ok(())
}
