//! How long records are kept: which are due for review, which are held, and erasing one. Nothing is ever erased by itself: the calendar says when somebody
//! looks, and a person signs.

use crate::access::{AccessGrant, SHORTEST_REASON, known, may_do};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::chronology::gather;
use crate::failure::{Denied, Failure, Refusal};
use crate::linked::read_together;
use crate::lists::access::{ListKind, open_list};
use crate::words::{instant_in_words, second_identifier};
use brought_access::{EverythingDeed, roles_that_may};
use brought_calendar::{day_in_words, local_date};
use brought_domain::person::PersonKind;
use brought_domain::retention::keep_until;
use brought_domain::work::Role;
use brought_domain::{Event, Happened, PersonId};
use brought_store::{Erasing, PersonRow, RetentionEntry, RetentionStep};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How many people are asked for at once.
const PEOPLE_AT_ONCE: u32 = 500;

/// A record that somebody has to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DueLine {
    /// Whose, by id.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// The last day on which anything happened or was recorded.
    pub last_entry: String,
    /// Until when it had to be kept.
    pub kept_until: String,
}

/// What was signed about keeping a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignedLine {
    /// Whose, by id.
    pub person: String,
    /// Who signed.
    pub by: String,
    /// When.
    pub when: String,
    /// Why.
    pub reason: String,
}

/// How the records stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RetentionReview {
    /// Those that somebody has to look at.
    pub due: Vec<DueLine>,
    /// Those that are held, due or not.
    pub held: Vec<SignedLine>,
    /// Those that were erased.
    pub erased: Vec<SignedLine>,
    /// How many are kept because their time has not come.
    pub not_yet: u64,
    /// How many whose time has come are kept because something in them is open.
    pub open: u64,
    /// How many are kept because it is not known until when: no birthday, not born, or not a child.
    pub not_known: u64,
}

/// What is signed when a record is erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EraseForm {
    /// Why. It stays readable for good, so it names nobody and says nothing of the child.
    pub reason: String,
    /// Erase it although its time has not come, or is not known: a court has ordered it, or it should never have been made.
    pub early: bool,
}

/// Until when a record is kept.
enum Kept {
    Until { day: Date, last_entry: Date },
    NotYet,
    NotKnown,
}

/// Which records are due for review, which are held and which were erased. Whose lines are shown is written down first.
///
/// # Errors
/// [`Failure::Denied`] for somebody whom the policies on access do not let see it; [`Failure::Trouble`].
pub async fn retention_review(brought: &Brought, actor: &Actor, now: Timestamp) -> Result<RetentionReview, Failure> {
    let list = open_list(brought, actor, ListKind::Retention, Some(EverythingDeed::HoldRecords), now).await?;
    let mut review = signed(brought).await?;
    let held: BTreeSet<String> = review.held.iter().map(|line| line.person.clone()).collect();
    let mut after: Option<PersonId> = None;
    loop {
        let people = brought.store.person_ids(after.as_ref(), PEOPLE_AT_ONCE).await?;
        let Some(last) = people.last() else { break };
        after = Some(last.clone());
        let rows: BTreeMap<PersonId, PersonRow> =
            brought.store.people(&people).await?.into_iter().map(|row| (row.id.clone(), row)).collect();
        for person in &people {
            look(brought, person, rows.get(person), (&held, now), &mut review).await?;
        }
    }
    let shown = review.due.iter().map(|line| &line.person).chain(&held);
    let shown = shown.map(PersonId::new).collect::<Result<_, _>>().map_err(|problem| Failure::unforeseen(problem.to_string()))?;
    list.write_down(brought, shown).await?;
    Ok(review)
}

/// What was signed: held and erased records.
async fn signed(brought: &Brought) -> Result<RetentionReview, Failure> {
    let mut standing: BTreeMap<PersonId, RetentionEntry> = BTreeMap::new();
    for entry in brought.store.retention(None).await? {
        standing.insert(entry.person.clone(), entry);
    }
    let mut review = RetentionReview::default();
    for (person, RetentionEntry { step, by, signed_as, reason, at, .. }) in standing {
        let (person, by, when) = (person.to_string(), format!("{by}, {signed_as}"), instant_in_words(at));
        let line = SignedLine { person, by, when, reason };
        match step {
            RetentionStep::Held => review.held.push(line),
            RetentionStep::Erased => review.erased.push(line),
            RetentionStep::Lifted => {}
        }
    }
    Ok(review)
}

/// Counts one record, or puts it on the list.
async fn look(
    brought: &Brought,
    person: &PersonId,
    row: Option<&PersonRow>,
    (held, now): (&BTreeSet<String>, Timestamp),
    review: &mut RetentionReview,
) -> Result<(), Failure> {
    let (day, last_entry) = match kept(brought, person, row, local_date(now)).await? {
        Kept::Until { day, last_entry } => (day, last_entry),
        Kept::NotYet => {
            review.not_yet += 1;
            return Ok(());
        }
        Kept::NotKnown => {
            review.not_known += 1;
            return Ok(());
        }
    };
    if held.contains(person.as_str()) {
        return Ok(());
    }
    if is_open(brought, person, now).await? {
        review.open += 1;
    } else if let Some(row) = row {
        review.due.push(DueLine {
            person: person.to_string(),
            name: row.name.words(),
            second_identifier: second_identifier(row),
            last_entry: day_in_words(last_entry),
            kept_until: day_in_words(day),
        });
    }
    Ok(())
}

/// Until when a record has to be kept, if that day has come.
async fn kept(brought: &Brought, person: &PersonId, row: Option<&PersonRow>, today: Date) -> Result<Kept, Failure> {
    let Some(born_on) = row.filter(|row| row.kind == Some(PersonKind::Child)).and_then(|row| row.born_on) else {
        return Ok(Kept::NotKnown);
    };
    // Whenever it ended, it is kept to the 25th birthday: of most children nothing has to be read.
    if keep_until(Some(born_on), born_on).is_some_and(|earliest| earliest > today) {
        return Ok(Kept::NotYet);
    }
    let record = brought.store.events_of(person).await?;
    let Some(last_entry) = record.events.iter().map(last_day).max() else { return Ok(Kept::NotKnown) };
    Ok(match keep_until(Some(born_on), last_entry) {
        None => Kept::NotKnown,
        Some(day) if day > today => Kept::NotYet,
        Some(day) => Kept::Until { day, last_entry },
    })
}

/// The later of the day on which it happened and that on which it was written down.
fn last_day(event: &Event) -> Date {
    let happened = match event.happened {
        Happened::At(at) => local_date(at),
        Happened::On(day) => day,
    };
    happened.max(local_date(event.recorded_at))
}

/// Whether anything in the record is still to be done: then it is kept, whatever its age.
async fn is_open(brought: &Brought, person: &PersonId, now: Timestamp) -> Result<bool, Failure> {
    let standing = brought.answer(&gather(brought, person).await?.chronology, now).await?.standing;
    Ok(standing.follow_ups.iter().any(|follow_up| follow_up.is_open()) || standing.obligations.iter().any(|owed| owed.is_open()))
}

/// Says that a record, and each that is read as one with it, may not be erased, or that they may again. False: that is how it stood.
///
/// # Errors
/// [`Failure::Refused`] without a reason; [`Failure::Denied`] for somebody whom the policies on access do not let; [`Failure::Erased`];
/// [`Failure::Trouble`].
pub async fn hold_record(brought: &Brought, grant: &AccessGrant, is_lifted: bool, reason: &str, now: Timestamp) -> Result<bool, Failure> {
    let step = if is_lifted { RetentionStep::Lifted } else { RetentionStep::Held };
    let entry = entry(brought, grant, (step, EverythingDeed::HoldRecords), reason, now).await?;
    let mut changed = false;
    // Whichever is taken apart from the others later is held still.
    for record in read_together(brought, grant.person()).await? {
        changed |= brought.store.hold(&RetentionEntry { person: record, ..entry.clone() }).await?;
    }
    Ok(changed)
}

/// Erases a record for good: its key is destroyed and what people are looked up by is deleted; the tree, checkpoints and the record of who read it stay.
///
/// # Errors
/// [`Failure::Refused`] without a reason, while something in it is open, and before its time where that was not said; [`Failure::Denied`] for somebody
/// whom the policies on access do not let; [`Failure::Trouble`] when it is held, is not sealed, or a letter or a row of an import is not settled.
/// Nothing was erased then.
pub async fn erase_record(brought: &Brought, grant: &AccessGrant, form: &EraseForm, now: Timestamp) -> Result<Erasing, Failure> {
    let entry = entry(brought, grant, (RetentionStep::Erased, EverythingDeed::EraseRecords), &form.reason, now).await?;
    let person = grant.person();
    // Before anything is read: what is added meanwhile keeps the record.
    let revision = brought.store.worklist_revision(person).await?;
    if is_open(brought, person, now).await? {
        let words = "something in this record is still to be done: end the follow-ups and answer what is owed first. Nothing was erased";
        return Err(Refusal::one("person", words).into());
    }
    let row = brought.store.person(person).await?;
    let is_due = matches!(kept(brought, person, row.as_ref(), local_date(now)).await?, Kept::Until { .. });
    if !is_due && !form.early {
        let words = "the time for which this record has to be kept is not over, or is not known. Nothing was erased. Where a court has ordered it, or \
                     the record should never have been made, say so with --early";
        return Err(Refusal::one("early", words).into());
    }
    Ok(brought.store.erase(&entry, revision).await?)
}

async fn entry(
    brought: &Brought,
    grant: &AccessGrant,
    (step, deed): (RetentionStep, EverythingDeed),
    reason: &str,
    at: Timestamp,
) -> Result<RetentionEntry, Failure> {
    let actor = known(brought, grant.actor()).await?;
    let signed_as: Option<Role> = roles_that_may(deed).into_iter().find(|role| actor.roles.contains(role));
    let signed_as = signed_as.filter(|_| may_do(&actor, deed)).ok_or(Denied::RoleNeeded)?;
    let reason = reason.trim().to_owned();
    if reason.chars().count() < SHORTEST_REASON {
        return Err(Refusal::one("reason", "say in a few words why: whoever asks years later reads it").into());
    }
    Ok(RetentionEntry { person: grant.person().clone(), step, by: actor.practitioner, signed_as, reason, at })
}

#[cfg(test)]
mod tests;
