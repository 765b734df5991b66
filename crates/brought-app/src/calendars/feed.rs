//! What stands in a calendar.

use super::FeedToken;
use crate::access::{self, Purpose};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::chronology::gather;
use crate::directory;
use crate::documents::may_show_dates;
use crate::failure::Failure;
use crate::lists::{Place, place_of};
use crate::my_list::{ListFilter, ListLine, my_list};
use crate::planned::planned_of;
use brought_domain::contact::{ContactPlanned, Setting};
use brought_domain::{Happened, PersonId};
use brought_store::{Access, CalendarFeed};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// How much of a list goes into a calendar.
const MOST_PAGES: u32 = 10;
/// For how long something that is over stays.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);

/// When something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarWhen {
    /// At a time.
    At(Timestamp),
    /// On a day, of which no more is known.
    On(Date),
}

/// Something in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarEntry {
    /// Names it for ever, and tells nothing of anybody.
    pub id: String,
    /// When it is.
    pub when: CalendarWhen,
    /// What it is.
    pub title: String,
    /// Where it is, where that may be said.
    pub place: Option<String>,
}

/// What stands in the calendar of an address now. Nothing: there is no such calendar, it was revoked, or whoever made it may not sign in any more.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read, or it cannot be written down that it is.
pub async fn read_calendar(brought: &Brought, token: &FeedToken, now: Timestamp) -> Result<Option<Vec<CalendarEntry>>, Failure> {
    let Some(feed) = brought.store.calendar_feed(&token.digest()).await? else { return Ok(None) };
    let Some(owner) = directory::practitioner(brought, &feed.owner).await? else { return Ok(None) };
    let owner = match access::known(brought, &owner.into()).await {
        Ok(owner) => owner,
        Err(Failure::Denied(_)) => return Ok(None),
        Err(problem) => return Err(problem),
    };
    let entries = match &feed.person {
        Some(person) => family(brought, &feed, person, now).await?,
        None => own_list(brought, &feed, &owner, now).await?,
    };
    let entries = still_theirs(brought, &owner, entries, now).await?;
    write_down(brought, &feed, &entries, now).await?;
    Ok(Some(entries.into_iter().map(|(_, entry)| entry).collect()))
}

type Entries = Vec<(PersonId, CalendarEntry)>;

/// Those of whom whoever made the calendar may still have dates in one: a record may have been restricted since, and they may have gone elsewhere.
async fn still_theirs(brought: &Brought, owner: &Actor, entries: Entries, now: Timestamp) -> Result<Entries, Failure> {
    let mut may: BTreeMap<PersonId, bool> = BTreeMap::new();
    for (person, _) in &entries {
        if !may.contains_key(person) {
            may.insert(person.clone(), access::may_open_for(brought, owner, person, Purpose::Calendar, now).await?);
        }
    }
    Ok(entries.into_iter().filter(|(person, _)| may.get(person) == Some(&true)).collect())
}

/// Each reading, with everybody whose dates leave: before they do (S9).
async fn write_down(brought: &Brought, feed: &CalendarFeed, entries: &Entries, now: Timestamp) -> Result<(), Failure> {
    let mut people: Vec<&PersonId> = entries.iter().map(|(person, _)| person).chain(feed.person.as_ref()).collect();
    people.sort();
    people.dedup();
    let access = |person: &PersonId| Access {
        person: person.clone(),
        reader: feed.owner.clone(),
        purpose: Purpose::Calendar.code().to_owned(),
        seen: if feed.with_names { "dates, names and what they are about" } else { "dates" }.to_owned(),
        at: now,
    };
    let mut accesses: Vec<Access> = people.into_iter().map(access).collect();
    if accesses.is_empty() {
        let nobody = PersonId::new("an empty calendar").map_err(|problem| Failure::unforeseen(problem.to_string()))?;
        accesses.push(access(&nobody));
    }
    Ok(brought.store.record_accesses(&accesses).await?)
}

/// What the owner has on their list.
async fn own_list(brought: &Brought, feed: &CalendarFeed, owner: &Actor, now: Timestamp) -> Result<Entries, Failure> {
    let (mut entries, mut may_show): (Entries, BTreeMap<PersonId, bool>) = (Vec::new(), BTreeMap::new());
    for page in 0..MOST_PAGES {
        let list = my_list(brought, owner, &ListFilter { page, ..ListFilter::default() }, now).await?;
        for line in &list.lines {
            let Ok(person) = line.person.parse::<PersonId>() else { continue };
            let shown = match may_show.get(&person) {
                Some(shown) => *shown,
                None => may_show_dates(&gather(brought, &person).await?),
            };
            may_show.insert(person.clone(), shown);
            entries.extend(owed(line, feed).filter(|_| shown).map(|entry| (person, entry)));
        }
        if u64::from(page) + 1 >= list.pages {
            break;
        }
    }
    Ok(entries)
}

fn owed(line: &ListLine, feed: &CalendarFeed) -> Option<CalendarEntry> {
    let due_at: Timestamp = line.due_at.as_ref()?.parse().ok()?;
    let title = if feed.with_names { format!("{}: {}", line.words, line.name) } else { "Something is due".to_owned() };
    Some(CalendarEntry { id: id(feed, &line.obligation), when: CalendarWhen::At(due_at), title, place: None })
}

/// The appointments of a family that are to come.
async fn family(brought: &Brought, feed: &CalendarFeed, person: &PersonId, now: Timestamp) -> Result<Entries, Failure> {
    let gathered = gather(brought, person).await?;
    if !may_show_dates(&gathered) || place_of(&gathered) == Place::Withheld {
        return Ok(Vec::new());
    }
    let planned = planned_of(&gathered, person);
    let begins = now.checked_sub(KEPT).unwrap_or(now);
    let zone = brought_calendar::uk_time_zone();
    let to_come = planned.into_iter().filter(|plan| plan.planned_for.earliest(&zone) >= begins);
    let entry = |plan: &ContactPlanned| {
        let when = match plan.planned_for {
            Happened::At(at) => CalendarWhen::At(at),
            Happened::On(day) => CalendarWhen::On(day),
        };
        let title = if feed.with_names { gathered.service_name(&plan.service) } else { "Appointment".to_owned() };
        let place = feed.with_names.then(|| plan.setting.words().to_owned()).filter(|_| plan.setting != Setting::Home);
        CalendarEntry { id: id(feed, plan.contact.as_str()), when, title, place }
    };
    Ok(to_come.map(|plan| (person.clone(), entry(plan))).collect())
}

/// Ids of obligations and contacts may come from other systems and tell something: none leaves.
fn id(feed: &CalendarFeed, of: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let digest = Sha256::new().chain_update(feed.digest).chain_update(of.as_bytes()).finalize();
    super::hexadecimal(&digest[..16])
}
