//! A person on a past day: what was known by its end and what the policy then asked, and beside it what was known only later.

use crate::access::AccessGrant;
use crate::brought::Brought;
use crate::child_page::{ChildPage, ChronologyEntry, Entries, page};
use crate::chronology::organisation_name;
use crate::chronology::{Gathered, gather_for, gather_for_by};
use crate::failure::{Failure, Refusal};
use crate::linked::ReadBy;
use crate::policy_pages::exact_key;
use crate::words::{FactWords, Names, fact_in_words};
use brought_calendar::{date_in_words, day_in_words, end_of_day, local_date};
use brought_domain::person::Organisation;
use brought_domain::{Chronology, Event, EventId, Fact, OrganisationId, PersonId, PractitionerId};
use brought_policy::hindsight;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::HashSet;

/// A person on a past day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AsKnownOn {
    /// The day, as 2026-01-09.
    pub day: String,
    /// The day in words.
    pub day_words: String,
    /// The page of that day, from what had been recorded by the end of it.
    pub page: ChildPage,
    /// How many entries had been recorded by then.
    pub known: usize,
    /// What had happened by then and was recorded later, in the order in which it happened.
    pub known_later: Vec<ChronologyEntry>,
    /// What was on record then and was put right later. Each tells what took its place.
    pub put_right_later: Vec<ChronologyEntry>,
    /// The first day on which the policy that was asked is in force, in words.
    pub in_force_from: String,
    /// Whether it was in force on that day.
    pub was_in_force: bool,
}

/// The page of the person whose record was opened, on a past day or today. The policy in force on that day decides.
///
/// # Errors
/// [`Failure::Refused`] for a day that has not come; [`Failure::Trouble`] when the record cannot be read.
pub async fn as_known_on(brought: &Brought, grant: &AccessGrant, day: Date, now: Timestamp) -> Result<AsKnownOn, Failure> {
    let as_of = end_of_known_day(day, now)?;
    let then = gather_for_by(brought, grant, ReadBy { until: Some(as_of), supposed: None }).await?;
    let gathered = as_linked_then(gather_for(brought, grant).await?, &then, as_of);
    let in_force = brought.in_force().await?;
    let answer = in_force.policies().answer(&brought.calendar, &gathered.chronology, as_of);
    let in_force_from = in_force.own_since(as_of).map_or(answer.pack().in_force_from, local_date);
    let gathered = gathered.shown();
    let then = known_by(&gathered, as_of);
    let found = hindsight(&gathered.chronology, as_of);
    let of_today = Entries::of(&gathered);
    let mut page = page(&then, &answer, &brought.calendar, as_of);
    if in_force.pack_for(None, now).digest != answer.pack().digest {
        // The name by itself would lead to the version of today.
        page.pack.key = exact_key(answer.pack());
    }
    Ok(AsKnownOn {
        day: day.to_string(),
        day_words: day_in_words(day),
        page,
        known: then.chronology.events.len(),
        known_later: found.known_later.iter().map(|event| of_today.entry(event)).collect(),
        put_right_later: found.put_right_later.iter().map(|(event, _)| of_today.entry(event)).collect(),
        in_force_from: date_in_words(in_force_from),
        was_in_force: in_force_from <= day,
    })
}

/// What stood in a record that was not linked yet was not known of the person then: it is taken for known from later on.
fn as_linked_then(mut today: Gathered, then: &Gathered, as_of: Timestamp) -> Gathered {
    let read_then: HashSet<&EventId> = then.chronology.events.iter().map(|event| &event.id).collect();
    let later = as_of.checked_add(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MAX);
    for event in today.chronology.events.iter_mut().filter(|event| !read_then.contains(&event.id)) {
        event.recorded_at = event.recorded_at.max(later);
    }
    today
}

/// The end of a day, or now when it is today.
fn end_of_known_day(day: Date, now: Timestamp) -> Result<Timestamp, Failure> {
    if day > local_date(now) {
        let words = "The day must be today or in the past: nobody knows yet what will have been recorded";
        return Err(Failure::Refused(Refusal::one("day", words)));
    }
    Ok(end_of_day(day).min(now))
}

/// The record as it was: an entry that came later, a correction included, is not there.
pub(crate) fn known_by(gathered: &Gathered, as_of: Timestamp) -> Gathered {
    let mut then = gathered.clone();
    then.chronology.events.retain(|event| event.recorded_at <= as_of);
    then
}

/// What an entry says, in one sentence, for programs that hold a chronology: names come from the chronology itself, those of organisations
/// from the directory, where there is one.
pub fn entry_in_words(event: &Event, chronology: &Chronology, organisations: &[Organisation]) -> String {
    let FactWords { summary, .. } = fact_in_words(&event.fact, &NamedIn { chronology, organisations });
    summary
}

/// The names that a chronology and a directory give.
struct NamedIn<'a> {
    chronology: &'a Chronology,
    organisations: &'a [Organisation],
}

impl Names for NamedIn<'_> {
    fn person(&self, id: &PersonId) -> String {
        let named = self.chronology.events.iter().rev().filter(|event| event.about == *id).find_map(|event| match &event.fact {
            Fact::PersonRecorded(_, details) => details.name.as_ref().map(|name| name.words()),
            _ => None,
        });
        named.unwrap_or_else(|| id.to_string())
    }

    fn practitioner(&self, id: &PractitionerId) -> String {
        let known = self.chronology.practitioners.iter().find(|practitioner| practitioner.id == *id);
        known.map_or_else(|| id.to_string(), |practitioner| practitioner.name.clone())
    }

    fn organisation(&self, id: &OrganisationId) -> String {
        organisation_name(self.organisations, id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, open, with};
    use brought_testkit::Family;
    use brought_testkit::builders::{seen, was_not_brought};
    use jiff::civil::date;

    const NOW: &str = "2026-02-02T09:00:00Z";

    /// Not brought twice; the second time was written down a week later.
    fn family() -> Family {
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01")).clinic("2026-01-05T10:00", was_not_brought());
        family.recorded("2026-01-19T09:00").clinic("2026-01-12T10:00", was_not_brought())
    }

    async fn ana_on(family: &Family, day: Date) -> Result<AsKnownOn, Failure> {
        let brought = with(&family.chronology()).await;
        let grant = open(&brought, "ana", NOW).await;
        as_known_on(&brought, &grant, day, at(NOW)).await
    }

    #[tokio::test]
    async fn the_day_is_told_from_what_was_recorded_by_its_end_and_the_rest_stands_beside_it() {
        let then = ana_on(&family(), date(2026, 1, 13)).await.unwrap();
        assert_eq!(then.page.follow_ups[0].failed_contacts.len(), 1);
        assert_eq!(then.page.follow_ups[0].stage, "first");
        let later: Vec<&str> = then.known_later.iter().map(|entry| entry.summary.as_str()).collect();
        assert!(later.contains(&"Was not brought"), "{later:?}");
        assert!(then.known_later.iter().all(|entry| entry.late), "{:?}", then.known_later);
        let now = ana_on(&family(), date(2026, 1, 19)).await.unwrap();
        assert_eq!((now.page.follow_ups[0].failed_contacts.len(), now.known_later.len()), (2, 0));
    }

    /// On that day nobody could know that it would be taken back.
    #[tokio::test]
    async fn a_later_correction_does_not_reach_into_the_day_and_is_told_beside_it() {
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01")).clinic("2026-01-05T10:00", was_not_brought());
        let family = family.retract("e3", "2026-01-20T10:00", "wrong child");
        let then = ana_on(&family, date(2026, 1, 6)).await.unwrap();
        assert!(then.page.follow_ups[0].open);
        assert!(then.page.chronology.iter().all(|entry| entry.corrected.is_none()));
        let put_right = &then.put_right_later[0];
        assert_eq!(put_right.corrected.as_ref().unwrap().reason, "wrong child");
    }

    #[tokio::test]
    async fn it_is_said_whether_the_policy_was_in_force() {
        let early = Family::new().child("ana", |ana| ana.born("2022-05-01")).clinic("2023-06-05T10:00", seen());
        let then = ana_on(&early, date(2023, 6, 6)).await.unwrap();
        assert_eq!((then.was_in_force, then.in_force_from.as_str()), (false, "1 January 2024"));
        assert!(ana_on(&family(), date(2026, 1, 13)).await.unwrap().was_in_force);
    }

    #[tokio::test]
    async fn a_day_that_has_not_come_is_refused() {
        let refused = ana_on(&family(), date(2026, 2, 3)).await;
        assert!(matches!(refused, Err(Failure::Refused(_))), "{refused:?}");
    }
}
