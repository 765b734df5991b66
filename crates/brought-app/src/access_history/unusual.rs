//! Readings that are worth a question: many records in an hour, records at night, people of the reader's own family name, and people whom an import of the
//! reader's own brought to the reader's service (H35).
//!
//! None of them is a finding. Somebody who prepares for a review opens many, out-of-hours services work at night, and names are shared by chance: whoever answers
//! for safeguarding asks.

use super::{answers_for, colleagues};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::Failure;
use crate::lists::access::{A_LINE_OF, ListKind, open_list};
use crate::words::{instant_in_words, second_identifier};
use brought_access::EverythingDeed;
use brought_calendar::{day_in_words, local};
use brought_domain::person::Practitioner;
use brought_domain::{PersonId, PractitionerId, ServiceId};
use brought_store::{ReadInAnHour, ReadOfOne};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Of how many people somebody opens the record within an hour of the clock before it is worth a question.
const MANY: u64 = 30;
/// From which hour of the clock on it is night.
const NIGHT_FROM: i8 = 22;
/// And until which.
const NIGHT_TO: i8 = 6;
/// How far back is looked.
const SPAN: SignedDuration = SignedDuration::from_hours(28 * 24);

/// Readings that are worth a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unusual {
    /// Whoever opened many records within an hour, newest first.
    pub many: Vec<UnusualLine>,
    /// Whoever opened records at night, newest first.
    pub at_night: Vec<UnusualLine>,
    /// Whoever opened the record of somebody of their own family name, newest first.
    pub own_name: Vec<OneRecordLine>,
    /// Whoever opened a record that others held, after an import of their own had brought the person to their service, newest first. An appointment opens
    /// a record, and a file of appointments is easily written.
    pub own_import: Vec<OneRecordLine>,
}

/// Readings of several records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnusualLine {
    /// Who read them.
    pub reader: String,
    /// When, in words: the hour, or the night by the day on which it began.
    pub when: String,
    /// Of how many people.
    pub people: u64,
}

/// Readings of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OneRecordLine {
    /// Who read it.
    pub reader: String,
    /// When last, in words.
    pub when: String,
    /// Whose, by id.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
}

/// What people of the reader's organisation have read in the last four weeks that is worth a question. Whose lines are shown is written down first.
///
/// # Errors
/// [`Failure::Denied`] for whom the policies on access do not let see that; [`Failure::Trouble`].
pub async fn unusual_readings(brought: &Brought, actor: &Actor, now: Timestamp) -> Result<Unusual, Failure> {
    let list = open_list(brought, actor, ListKind::OpenedWithReason, Some(EverythingDeed::SeeBrokenGlass), now).await?;
    let services = brought.store.services().await?;
    let answers_for = answers_for(list.actor(), &services);
    let colleagues = colleagues(brought.store.practitioners().await?, &answers_for);
    let since = now.checked_sub(SPAN).unwrap_or(Timestamp::MIN);
    let ids: Vec<&PractitionerId> = colleagues.iter().map(|colleague| &colleague.id).collect();
    let hours = brought.store.read_in_each_hour(&ids, since, A_LINE_OF).await?;
    let names: Vec<(&PractitionerId, &str)> =
        colleagues.iter().filter_map(|colleague| Some((&colleague.id, family_name(colleague)?))).collect();
    let of_own_name = brought.store.read_of_a_name(&names, since, A_LINE_OF).await?;
    let at_work = colleagues.iter().flat_map(|colleague| colleague.services.iter().map(|service| (&colleague.id, service)));
    let at_work: Vec<(&PractitionerId, &ServiceId)> = at_work.collect();
    let of_own_import = brought.store.read_after_own_import(&at_work, since, A_LINE_OF).await?;
    let people: BTreeSet<PersonId> = of_own_name.iter().chain(&of_own_import).map(|read| read.person.clone()).collect();
    list.write_down(brought, people.clone()).await?;
    let rows = brought.store.people(&people.into_iter().collect::<Vec<_>>()).await?;
    let readers: BTreeMap<PractitionerId, String> = colleagues.into_iter().map(|colleague| (colleague.id, colleague.name)).collect();
    let one_record = |read: ReadOfOne| {
        let row = rows.iter().find(|row| row.id == read.person);
        OneRecordLine {
            reader: super::name(&readers, &read.reader),
            when: instant_in_words(read.last_at),
            name: row.map_or_else(|| "Name not known".to_owned(), |row| row.name.words()),
            second_identifier: row.map_or_else(|| "date of birth not known".to_owned(), second_identifier),
            person: read.person.to_string(),
        }
    };
    Ok(Unusual {
        many: many(&hours, &readers),
        at_night: at_night(&hours, &readers),
        own_name: of_own_name.into_iter().map(one_record).collect(),
        own_import: of_own_import.into_iter().map(one_record).collect(),
    })
}

/// The last word of a name. Nothing: the directory has no name.
fn family_name(practitioner: &Practitioner) -> Option<&str> {
    practitioner.name.split_whitespace().next_back()
}

/// Hours in which somebody opened many records, newest first.
fn many(hours: &[ReadInAnHour], readers: &BTreeMap<PractitionerId, String>) -> Vec<UnusualLine> {
    let mut found: Vec<&ReadInAnHour> = hours.iter().filter(|hour| hour.people >= MANY).collect();
    found.sort_by_key(|hour| (std::cmp::Reverse(hour.from), &hour.reader));
    let line = |hour: &ReadInAnHour| UnusualLine {
        reader: super::name(readers, &hour.reader),
        when: format!("in the hour from {}", instant_in_words(hour.from)),
        people: hour.people,
    };
    found.into_iter().map(line).collect()
}

/// Nights in which somebody opened records, newest first. Somebody whose record is opened in two hours of a night counts twice: it is at most that many.
fn at_night(hours: &[ReadInAnHour], readers: &BTreeMap<PractitionerId, String>) -> Vec<UnusualLine> {
    let mut nights: BTreeMap<(std::cmp::Reverse<Date>, &PractitionerId), u64> = BTreeMap::new();
    for hour in hours {
        let from = local(hour.from);
        let began = if from.hour() >= NIGHT_FROM {
            from.date()
        } else if from.hour() < NIGHT_TO {
            from.date().yesterday().unwrap_or(from.date())
        } else {
            continue;
        };
        *nights.entry((std::cmp::Reverse(began), &hour.reader)).or_default() += hour.people;
    }
    let line = |((began, reader), people): ((std::cmp::Reverse<Date>, &PractitionerId), u64)| UnusualLine {
        reader: super::name(readers, reader),
        when: format!("in the night after {}", day_in_words(began.0)),
        people,
    };
    nights.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, the_id};

    fn hour(reader: &str, from: &str, people: u64) -> ReadInAnHour {
        ReadInAnHour { reader: the_id(reader), from: at(from), people }
    }

    fn readers() -> BTreeMap<PractitionerId, String> {
        [("hv", "Ada Park"), ("sn", "Bo Lee")].map(|(id, name)| (the_id(id), name.to_owned())).into()
    }

    fn told(lines: &[UnusualLine]) -> Vec<String> {
        lines.iter().map(|line| format!("{}, {}: {}", line.reader, line.when, line.people)).collect()
    }

    #[test]
    fn thirty_records_in_an_hour_are_many_and_twenty_nine_are_not() {
        let hours =
            [hour("hv", "2026-01-12T09:00:00Z", 29), hour("hv", "2026-01-12T10:00:00Z", 30), hour("sn", "2026-01-13T10:00:00Z", 41)];
        let told = told(&many(&hours, &readers()));
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("Bo Lee, in the hour from") && told[0].ends_with("41"), "newest first: {told:?}");
        assert!(told[1].starts_with("Ada Park") && told[1].contains("10am"), "{told:?}");
    }

    /// The night is that of the clock on the wall: in summer it begins an hour earlier by UTC.
    #[test]
    fn a_night_is_one_line_and_begins_at_ten_by_the_clock() {
        let hours = [
            hour("hv", "2026-07-01T20:00:00Z", 1),
            hour("hv", "2026-07-01T21:00:00Z", 2),
            hour("hv", "2026-07-02T03:00:00Z", 3),
            hour("hv", "2026-07-02T05:00:00Z", 9),
            hour("sn", "2026-01-12T21:00:00Z", 5),
            hour("sn", "2026-01-12T22:00:00Z", 4),
        ];
        let told = told(&at_night(&hours, &readers()));
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].starts_with("Ada Park, in the night after") && told[0].contains("1 July 2026") && told[0].ends_with(": 5"),
            "{told:?}"
        );
        assert!(told[1].contains("12 January 2026") && told[1].ends_with(": 4"), "{told:?}");
    }
}
