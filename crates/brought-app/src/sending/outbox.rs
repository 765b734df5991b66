//! The outbox as a page: what waits, what is unclear, what did not go, what came back, and what to do about it.

use super::decide::Decision;
use super::gate::{InTheWay, ToGo, in_the_way};
use super::restored::{AfterRestore, after_restore};
use crate::access;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::chronology::gather;
use crate::failure::Failure;
use crate::words::{instant_in_words, second_identifier};
use brought_domain::PersonId;
use brought_store::{ChannelKind, FindMessages, MessageHistory, MessageStep, PersonRow};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::HashMap;

/// How many of each group are shown.
const MOST_SHOWN: u32 = 200;

/// For how long a letter may lie in the folder before it is posted: it is told for so long when something speaks against it.
const LIES_IN_THE_FOLDER: SignedDuration = SignedDuration::from_hours(24 * 4);

/// The outbox as the actor sees it: messages of their services, and those that they asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutboxPage {
    /// The record was restored, and nothing goes until somebody has looked at what has happened since.
    pub restored: Option<AfterRestore>,
    /// What a person has to look at comes first.
    pub groups: Vec<OutboxGroup>,
    /// How many are not shown because they are of other services, or because there are too many.
    pub not_shown: u64,
    /// How many have been handed over, posted or delivered, or were dealt with.
    pub done: u64,
}

/// Messages that stand alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutboxGroup {
    /// The code of how they stand.
    pub code: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What to do about them.
    pub advice: &'static str,
    /// The messages, those first that have stood so longest.
    pub lines: Vec<MessageLine>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MessageLine {
    /// What names it.
    pub key: String,
    /// How many entries it has: goes with what somebody says about it.
    pub number: u32,
    /// Whose record it is in, by id.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// The entry with which it was written.
    pub event: String,
    /// To whom it goes.
    pub to: String,
    /// By which way.
    pub channel: &'static str,
    /// Since when it stands so.
    pub since: String,
    /// Why it stands so, when something is known.
    pub why: Option<String>,
    /// What somebody may say about it: code and words.
    pub decisions: Vec<(&'static str, &'static str)>,
}

/// A group: how its messages stand, its heading and what to do.
type Group = (MessageStep, &'static str, &'static str);

const GROUPS: &[Group] = &[
    (
        MessageStep::Unclear,
        "Unclear whether they went",
        "Sending was cut off. These are never sent again by themselves, because two letters would be one too many. Look in the folder, or ask the service \
         that posts them; then say here what you found.",
    ),
    (
        MessageStep::Returned,
        "Came back",
        "The address on record may be wrong. Find out where the family can be reached and record the address; then write again. Nothing more is sent to \
         the old one.",
    ),
    (
        MessageStep::Refused,
        "Not sent",
        "Something speaks against sending these. What was owed counts as sent since the letter was written: if it is never to go, withdraw its entry in \
         the chronology, and the list asks for it again.",
    ),
    (
        MessageStep::Attempted,
        "Being sent",
        "If these stay here, the program was cut off. The next `brought send` finds out what became of them.",
    ),
    (MessageStep::NotTaken, "Not taken yet", "The way of sending took nothing. It is tried again the next time; nothing was sent."),
    (
        MessageStep::Queued,
        "Waiting",
        "These go the next time that `brought send` runs, unless something is recorded until then that speaks against it.",
    ),
];

/// The outbox.
///
/// # Errors
/// [`Failure::Denied`] for whom the directory does not know; [`Failure::Trouble`].
pub async fn outbox_page(brought: &Brought, actor: &Actor, now: Timestamp) -> Result<OutboxPage, Failure> {
    let actor = access::known(brought, actor).await?;
    let counts = brought.store.count_messages().await?;
    let (mut groups, mut not_shown) = (Vec::new(), 0);
    groups.extend(to_stop(brought, &actor, now).await?);
    for (step, heading, advice) in GROUPS {
        let total = counts.get(step).copied().unwrap_or_default();
        if total == 0 {
            continue;
        }
        let concerning = Some((actor.practitioner.clone(), actor.services.clone()));
        let find = FindMessages { steps: vec![*step], concerning, ..FindMessages::default() };
        let own = brought.store.messages(&find, MOST_SHOWN).await?;
        not_shown += total.saturating_sub(own.len() as u64);
        if !own.is_empty() {
            let lines = lines(brought, &own).await?;
            groups.push(OutboxGroup { code: step.code(), heading, advice, lines });
        }
    }
    let finished = [MessageStep::HandedOver, MessageStep::Went, MessageStep::Delivered, MessageStep::SetAside];
    let restored = after_restore(brought, &actor).await?;
    Ok(OutboxPage { restored, groups, not_shown, done: finished.iter().filter_map(|step| counts.get(step)).sum() })
}

/// Letters that lie in the folder, or did a few days ago, and that would not be handed over now.
async fn to_stop(brought: &Brought, actor: &Actor, now: Timestamp) -> Result<Option<OutboxGroup>, Failure> {
    let find = FindMessages {
        steps: vec![MessageStep::HandedOver],
        channel: Some(ChannelKind::Folder),
        since: now.checked_sub(LIES_IN_THE_FOLDER).ok(),
        concerning: Some((actor.practitioner.clone(), actor.services.clone())),
    };
    let (mut found, mut reasons) = (Vec::new(), Vec::new());
    for known in brought.store.messages(&find, MOST_SHOWN).await? {
        // A record that cannot be read is told elsewhere, and keeps nothing else off this page.
        let Ok(gathered) = gather(brought, &known.message.person).await else { continue };
        let Some(written) = gathered.event(&known.message.event) else { continue };
        let said_safe = known.asked().and_then(|asked| asked.entry.safe_address.as_ref());
        let to_go = ToGo { written, recipient: &known.message.recipient, channel: ChannelKind::Folder, said_safe };
        let reason = match in_the_way(brought, &gathered, &to_go, now).await? {
            InTheWay::Nothing => continue,
            InTheWay::Reason(why) => why,
            InTheWay::NobodySaid(_) => "Nobody has said whether it is safe to write to the address that is on record now".to_owned(),
        };
        reasons.push(reason);
        found.push(known);
    }
    let mut lines = lines(brought, &found).await?;
    for (line, reason) in lines.iter_mut().zip(reasons) {
        line.why = Some(reason);
        line.decisions.push((Decision::SetAside.code(), Decision::SetAside.words()));
    }
    let (heading, advice) = (
        "In the folder, and now something speaks against them",
        "Take them out of the folder if they have not been posted, and say that you did. If they have been posted, speak to whoever leads on safeguarding \
         about what it may mean for the family.",
    );
    Ok((!lines.is_empty()).then_some(OutboxGroup { code: "to_stop", heading, advice, lines }))
}

async fn lines(brought: &Brought, messages: &[MessageHistory]) -> Result<Vec<MessageLine>, Failure> {
    let ids: Vec<PersonId> = messages.iter().flat_map(|known| [known.message.person.clone(), known.message.recipient.clone()]).collect();
    let people: HashMap<PersonId, PersonRow> = brought.store.people(&ids).await?.into_iter().map(|row| (row.id.clone(), row)).collect();
    Ok(messages.iter().filter_map(|known| line(known, &people)).collect())
}

fn line(known: &MessageHistory, people: &HashMap<PersonId, PersonRow>) -> Option<MessageLine> {
    let last = known.last()?;
    let name = |id: &PersonId| people.get(id).map_or_else(|| "Name not known".to_owned(), |row| row.name.words());
    Some(MessageLine {
        key: known.message.key().to_string(),
        number: last.number,
        person: known.message.person.to_string(),
        name: name(&known.message.person),
        second_identifier: people.get(&known.message.person).map_or_else(String::new, second_identifier),
        event: known.message.event.to_string(),
        to: name(&known.message.recipient),
        channel: known.message.channel.words(),
        since: instant_in_words(last.entry.at),
        why: last.entry.why.clone(),
        decisions: decisions(last.entry.step).iter().map(|decision| (decision.code(), decision.words())).collect(),
    })
}

/// What somebody may say about a message that stands so.
pub(super) fn decisions(step: MessageStep) -> &'static [Decision] {
    match step {
        MessageStep::Unclear => &[Decision::Went, Decision::SendAgain, Decision::SetAside],
        MessageStep::Refused => &[Decision::SendAgain, Decision::SetAside],
        MessageStep::HandedOver | MessageStep::Went | MessageStep::Delivered => &[Decision::CameBack],
        MessageStep::Queued | MessageStep::NotTaken | MessageStep::Returned => &[Decision::SetAside],
        MessageStep::Attempted | MessageStep::SetAside => &[],
    }
}
