//! A dry run: what an import would do, and for whom the policy would ask something else. Nothing is stored.

use super::counts::ImportCounts;
use super::prepare::{Preparing, by_person};
use super::source::{ImportContext, rows};
use crate::brought::Brought;
use crate::chronology::{Gathered, gather};
use crate::failure::Failure;
use crate::words::{instant_in_words, second_identifier};
use brought_domain::person::Service;
use brought_domain::{Event, Fact, PersonId, ServiceId};
use brought_interop::{Map, file_digest};
use brought_policy::Standing;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How many people are named.
const MOST_NAMED: usize = 20;

/// How many people are worked out at most. For more, the number is a lower bound, and the plan says so.
const MOST_WORKED_OUT: usize = 20_000;

/// How many rows for review are shown.
const MOST_REVIEWS: usize = 50;

/// What an import would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportPlan {
    /// SHA-256 of the file, in hexadecimal.
    pub file_digest: String,
    /// When this very file was brought in before, in words.
    pub came_before: Option<String>,
    /// What would become of the rows.
    pub counts: ImportCounts,
    /// What is worth knowing about how the file is read.
    pub notes: Vec<String>,
    /// Services that the directory does not know and that would be added, by name.
    pub new_services: Vec<String>,
    /// For how many people the policy would ask something else.
    pub affected: u64,
    /// Whether there are more of them than were worked out.
    pub affected_is_at_least: bool,
    /// The first of them.
    pub first_affected: Vec<AffectedPerson>,
    /// The first rows that would be on the review list: row and reason.
    pub first_reviews: Vec<(u32, String)>,
}

/// Somebody for whom the policy would ask something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AffectedPerson {
    /// By id.
    pub person: String,
    /// Name.
    pub name: String,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// What would newly be owed, in words.
    pub raised: Vec<String>,
    /// What would no longer be owed, in words.
    pub settled: Vec<String>,
}

/// Says what [`apply_import`](super::apply_import) would do with this file now.
///
/// # Errors
/// [`Failure::Refused`] when the file as a whole cannot be read; [`Failure::Trouble`].
pub async fn plan_import(brought: &Brought, bytes: &[u8], map: Option<&Map>, context: &ImportContext) -> Result<ImportPlan, Failure> {
    let reading = context.reading();
    let (mut rows, notes) = rows(bytes, map, &reading)?;
    let (mut preparing, mut read) = (Preparing::default(), Gathering::default());
    while let Some(chunk) = preparing.next(brought, &mut rows).await? {
        read.reviews.extend(chunk.reviews.into_iter().take(MOST_REVIEWS).map(|item| (item.row_number, item.reason)));
        read.reviews.truncate(MOST_REVIEWS);
        read.services.extend(chunk.services);
        for (person, events) in by_person(&chunk.records) {
            read.people.entry(person).or_default().extend(events);
        }
    }
    let digest = file_digest(bytes);
    let before = brought.store.imports_of_file(&digest).await?.into_iter().find(|batch| batch.finished_at.is_some());
    let known = brought.store.services_by_id(&read.services.keys().collect::<Vec<_>>()).await?;
    let affected = affected(brought, &read, context.now).await?;
    Ok(ImportPlan {
        file_digest: digest,
        came_before: before.map(|batch| instant_in_words(batch.started_at)),
        counts: preparing.counts,
        notes,
        new_services: read
            .services
            .values()
            .filter(|service| !known.iter().any(|known| known.id == service.id))
            .map(|service| service.name.clone())
            .collect(),
        affected: affected.count,
        affected_is_at_least: read.people.len() > MOST_WORKED_OUT,
        first_affected: affected.first,
        first_reviews: read.reviews,
    })
}

/// What the whole file would add.
#[derive(Default)]
struct Gathering {
    people: BTreeMap<PersonId, Vec<Event>>,
    services: BTreeMap<ServiceId, Service>,
    reviews: Vec<(u32, String)>,
}

#[derive(Default)]
struct Affected {
    count: u64,
    first: Vec<AffectedPerson>,
}

async fn affected(brought: &Brought, read: &Gathering, now: Timestamp) -> Result<Affected, Failure> {
    let mut affected = Affected::default();
    for person in read.people.keys().take(MOST_WORKED_OUT) {
        let before = gather(brought, person).await?;
        let after = with_new_events(before.clone(), read);
        let (before, now_owed) = (standing(brought, &before, now).await?, standing(brought, &after, now).await?);
        let (raised, settled) = (owed_only_in(&now_owed, &before), owed_only_in(&before, &now_owed));
        if raised.is_empty() && settled.is_empty() {
            continue;
        }
        affected.count += 1;
        if affected.first.len() < MOST_NAMED {
            affected.first.push(AffectedPerson { raised, settled, ..named(person, &after, read) });
        }
    }
    Ok(affected)
}

/// The chronology as it would be: with the new events of the person and of those around them, old and new.
fn with_new_events(mut gathered: Gathered, read: &Gathering) -> Gathered {
    let subject = gathered.chronology.subject.clone();
    let mut family: BTreeSet<PersonId> = gathered.neighbours.iter().map(|neighbour| neighbour.other.clone()).collect();
    let own = read.people.get(&subject).into_iter().flatten();
    family.extend(own.filter_map(|event| match &event.fact {
        Fact::RelationRecorded(relation) => Some(relation.other.clone()),
        _ => None,
    }));
    family.insert(subject);
    let new = family.iter().filter_map(|person| read.people.get(person)).flatten().cloned();
    gathered.chronology.events.extend(new);
    let known: BTreeSet<ServiceId> = gathered.chronology.services.iter().map(|service| service.id.clone()).collect();
    gathered.chronology.services.extend(read.services.values().filter(|service| !known.contains(&service.id)).cloned());
    gathered
}

async fn standing(brought: &Brought, gathered: &Gathered, now: Timestamp) -> Result<Standing, Failure> {
    Ok(brought.answer(&gathered.chronology, now).await?.standing)
}

fn owed_only_in(standing: &Standing, other: &Standing) -> Vec<String> {
    let owed_there: BTreeSet<_> =
        other.obligations.iter().filter(|obligation| obligation.is_open()).map(|obligation| &obligation.id).collect();
    let owed_here = standing.obligations.iter().filter(|obligation| obligation.is_open() && obligation.person == standing.subject);
    owed_here.filter(|obligation| !owed_there.contains(&obligation.id)).map(|obligation| obligation.words.clone()).collect()
}

/// Who it is: by the record, or by what the file itself says of somebody who has none yet.
fn named(person: &PersonId, gathered: &Gathered, read: &Gathering) -> AffectedPerson {
    let row = gathered.people.get(person);
    let told = read.people.get(person).into_iter().flatten().find_map(|event| match &event.fact {
        Fact::PersonRecorded(_, details) => Some(details),
        _ => None,
    });
    let name = told.and_then(|details| details.name.as_ref()).map(|name| name.words());
    let born = told.and_then(|details| details.born_on).map(|day| format!("born {}", brought_calendar::date_in_words(day)));
    AffectedPerson {
        person: person.to_string(),
        name: row.map(|row| row.name.words()).or(name).unwrap_or_else(|| "Name not known".to_owned()),
        second_identifier: row.map(second_identifier).or(born).unwrap_or_else(|| "date of birth not known".to_owned()),
        raised: Vec::new(),
        settled: Vec::new(),
    }
}
