//! Keeping the worklist in step: what the engine says of each person, as rows for lists. A cache, never the truth (H2).

mod basis;
mod check;

pub use check::{ListsChecked, check_lists};

pub(crate) use basis::{work_out_as_here, work_out_as_here_if_nobody_does};

use crate::awaiting_outcome;
use crate::brought::Brought;
use crate::child_page::{owner_in_words, why};
use crate::chronology::{Gathered, gather};
use crate::failure::{Failure, Trouble};
use crate::lists::{Place, ending_rows, place_of, visit_rows};
use crate::words::second_identifier;
use brought_domain::{PersonId, PractitionerId};
use brought_policy::Standing;
use brought_policy::standing::Obligation;
use brought_policy::{Deadline, Due};
use brought_store::{Stale, StoreProblem, WorkedOut, WorklistRow};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How many people are worked out and written in one go, so that others can write in between.
const PEOPLE_AT_ONCE: u32 = 100;

/// What a list shows of an obligation and the engine alone knows. Words about the time left are made when the list is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) second_identifier: String,
    pub(crate) child: Option<String>,
    pub(crate) child_name: Option<String>,
    pub(crate) words: String,
    pub(crate) why: String,
    pub(crate) service_name: Option<String>,
    pub(crate) owner: String,
    pub(crate) escalated_to: Option<String>,
    pub(crate) status: String,
    /// The rule that asks for it. Nothing: an older version of the program worked the row out.
    #[serde(default)]
    pub(crate) rule: Option<String>,
    /// Whether it is only offered.
    #[serde(default)]
    pub(crate) offer: bool,
    /// Where the person is to be found, as roughly as a list may say it. Nothing: an older version of the program worked the row out.
    #[serde(default)]
    pub(crate) place: Option<Place>,
    /// Who would owe it, by id, and is away: unknown to the directory, or with a disabled account.
    #[serde(default)]
    pub(crate) in_place_of: Option<String>,
    due: ToldDue,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ToldDue {
    by: String,
    on: String,
    not_before: Option<String>,
    deadline: String,
    beyond_calendar: Option<String>,
}

impl ToldDue {
    fn of(due: &Due) -> Self {
        Self {
            by: due.by.to_string(),
            on: due.on.to_string(),
            not_before: due.not_before.map(|day| day.to_string()),
            deadline: due.deadline.to_string(),
            beyond_calendar: due.beyond_calendar.clone(),
        }
    }

    fn read(&self) -> Option<Due> {
        Some(Due {
            by: self.by.parse().ok()?,
            on: self.on.parse().ok()?,
            not_before: self.not_before.as_deref().map(str::parse::<Date>).transpose().ok()?,
            deadline: Deadline::parse(&self.deadline).ok()?,
            beyond_calendar: self.beyond_calendar.clone(),
        })
    }
}

impl Told {
    /// Reads what a row tells. Nothing when an older program wrote it: the row is then stale.
    pub(crate) fn read(told: &str) -> Option<(Self, Due)> {
        let told: Self = serde_json::from_str(told).ok()?;
        let due = told.due.read()?;
        Some((told, due))
    }
}

/// What was worked out for the person an entry was added to.
pub(crate) struct Refreshed {
    pub(crate) version: u64,
    pub(crate) standing: Standing,
}

/// Works out a person anew, and then those around them. The person comes first, so that what the page says next is right.
pub(crate) async fn refresh_around(brought: &Brought, person: &PersonId, now: Timestamp) -> Result<Refreshed, Failure> {
    let (gathered, standing, result) = work_out(brought, person, now).await?;
    brought.store.replace_worklist(&[result]).await?;
    let mut results = Vec::new();
    for neighbour in gathered.neighbours.iter().map(|neighbour| &neighbour.other).collect::<BTreeSet<_>>() {
        results.push(work_out(brought, neighbour, now).await?.2);
    }
    brought.store.replace_worklist(&results).await?;
    Ok(Refreshed { version: gathered.version, standing })
}

/// What a sweep of the worklist came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Swept {
    /// How many people were worked out.
    pub(crate) done: u32,
    /// People whose records cannot be read: damaged, or in a form that this program does not know. Their lists stay as they were.
    pub(crate) unreadable: Vec<PersonId>,
    /// Whether there is more to do.
    pub(crate) more: bool,
    /// Whether another program works lists out with something else: what there is to do is left to it.
    pub(crate) left_to_another: bool,
}

/// Works out people whose rows no longer hold, at most so many, for whoever shows lists: those that another policy, another calendar or
/// another version of the program worked out no longer hold.
pub(crate) async fn refresh_stale(brought: &Brought, now: Timestamp, most: u32) -> Result<Swept, Failure> {
    work_out_as_here(brought).await?;
    refresh_marked(brought, now, most).await
}

/// Works out people who are marked or whose time has come, at most so many. A record that cannot be read keeps nobody else's list from
/// being right.
pub(crate) async fn refresh_marked(brought: &Brought, now: Timestamp, most: u32) -> Result<Swept, Failure> {
    let mut swept = Swept::default();
    while swept.done < most {
        if !basis::is_as_here(brought).await? {
            return Ok(Swept { more: true, left_to_another: true, ..swept });
        }
        let unreadable = u32::try_from(swept.unreadable.len()).unwrap_or(u32::MAX);
        let wanted = PEOPLE_AT_ONCE.min(most.saturating_sub(swept.done)).saturating_add(unreadable);
        let mut stale = brought.store.people_with_stale_worklist(now, wanted).await?;
        stale.retain(|stale| !swept.unreadable.contains(&stale.person));
        if stale.is_empty() {
            return Ok(swept);
        }
        let mut results = Vec::with_capacity(stale.len());
        for Stale { person, revision } in stale {
            match work_out(brought, &person, now).await {
                Ok((_, _, result)) => results.push(WorkedOut { revision, ..result }),
                Err(Failure::Trouble(Trouble::Store(StoreProblem::Damaged { .. } | StoreProblem::Unreadable { .. }))) => {
                    swept.unreadable.push(person);
                }
                Err(failure) => return Err(failure),
            }
        }
        brought.store.replace_worklist(&results).await?;
        swept.done += u32::try_from(results.len()).unwrap_or(u32::MAX);
    }
    let unreadable = u32::try_from(swept.unreadable.len()).unwrap_or(u32::MAX);
    let stale = brought.store.people_with_stale_worklist(now, unreadable.saturating_add(1)).await?;
    swept.more = stale.iter().any(|stale| !swept.unreadable.contains(&stale.person));
    Ok(swept)
}

pub(crate) async fn work_out(brought: &Brought, person: &PersonId, now: Timestamp) -> Result<(Gathered, Standing, WorkedOut), Failure> {
    // Before the events and the policies: a result worked out from older ones must not be taken for fresh.
    let basis = basis::basis(brought).await?;
    let revision = brought.store.worklist_revision(person).await?;
    let gathered = gather(brought, person).await?;
    let standing = brought.answer(&gathered.chronology, now).await?.standing;
    let away = owners_away(brought, &gathered, &standing).await?;
    // What is owed to one person stands on lists once: under the record that is kept.
    let is_kept = gathered.chronology.subject == *person;
    let result = WorkedOut {
        person: person.clone(),
        revision,
        computed_at: now,
        // A moment that has come already would have them worked out again and again, and nobody else.
        valid_until: standing.changes_at.filter(|_| is_kept).map(|at| at.max(soon(now))),
        pack: standing.pack.id.clone(),
        pack_version: standing.pack.version.clone(),
        basis,
        rows: if is_kept { rows(&gathered, &standing, &away, now) } else { Vec::new() },
    };
    Ok((gathered, standing, result))
}

fn soon(now: Timestamp) -> Timestamp {
    now.checked_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX)
}

/// Owners who will not see their list: unknown to the directory, or with a disabled account. What they owe goes to the fallback (S22, H24).
async fn owners_away(brought: &Brought, gathered: &Gathered, standing: &Standing) -> Result<BTreeSet<PractitionerId>, Failure> {
    let owed = standing.obligations.iter().filter(|obligation| obligation.is_open());
    let owners: BTreeSet<&PractitionerId> = owed.filter_map(|obligation| obligation.owner.practitioner.as_ref()).collect();
    let mut away = BTreeSet::new();
    for owner in owners {
        let is_known = gathered.chronology.practitioners.iter().any(|practitioner| practitioner.id == *owner);
        if !is_known || brought.store.account(owner).await?.is_some_and(|account| account.disabled) {
            away.insert(owner.clone());
        }
    }
    Ok(away)
}

/// The rows of one person: what is owed in their own record, contacts in it that await an outcome, visits, and follow-ups that ended. What is owed in a carer's record is on the carer's rows. Pure.
fn rows(gathered: &Gathered, standing: &Standing, away: &BTreeSet<PractitionerId>, now: Timestamp) -> Vec<WorklistRow> {
    let own = standing.obligations.iter().filter(|obligation| obligation.is_open() && obligation.person == standing.subject);
    let place = place_of(gathered);
    let owed = own.zip(0_i64..).map(|(obligation, rank)| row(obligation, rank, gathered, away, &place, now));
    owed.chain(awaiting_outcome::rows(gathered, standing))
        .chain(visit_rows(gathered, now))
        .chain(ending_rows(gathered, standing, now))
        .collect()
}

fn row(
    obligation: &Obligation,
    rank: i64,
    gathered: &Gathered,
    away: &BTreeSet<PractitionerId>,
    place: &Place,
    now: Timestamp,
) -> WorklistRow {
    let is_away = obligation.owner.practitioner.as_ref().is_some_and(|owner| away.contains(owner));
    let owner = &obligation.owner;
    WorklistRow {
        person: obligation.person.clone(),
        person_name: gathered.name(&obligation.person),
        obligation: obligation.id.clone(),
        follow_up: obligation.follow_up.clone(),
        service: obligation.service.clone(),
        owner: if is_away { None } else { owner.practitioner.clone() },
        owner_role: if is_away { owner.fallback } else { owner.role },
        action: obligation.action.code().to_owned(),
        due_at: (!obligation.offer).then_some(obligation.due.by),
        state: obligation.state.kind().code().to_owned(),
        rank,
        escalated_to: obligation.escalated_to,
        told: told(obligation, gathered, is_away, place, now),
    }
}

fn told(obligation: &Obligation, gathered: &Gathered, is_away: bool, place: &Place, now: Timestamp) -> String {
    let owner = owner_in_words(&obligation.owner, gathered);
    let told = Told {
        second_identifier: gathered.people.get(&obligation.person).map_or_else(String::new, second_identifier),
        child: obligation.child.as_ref().map(ToString::to_string),
        child_name: obligation.child.as_ref().filter(|child| **child != obligation.person).map(|child| gathered.name(child)),
        words: obligation.words.clone(),
        why: why(&obligation.because),
        service_name: obligation.service.as_ref().map(|service| gathered.service_name(service)),
        owner: if is_away { format!("the {}, in place of {owner}", obligation.owner.fallback) } else { owner },
        escalated_to: obligation.escalated_to.map(|role| role.words().to_owned()),
        status: crate::child_page::status(obligation, now).code().to_owned(),
        rule: Some(obligation.because.rule.clone()),
        offer: obligation.offer,
        place: Some(place.clone()),
        in_place_of: obligation.owner.practitioner.as_ref().filter(|_| is_away).map(ToString::to_string),
        due: ToldDue::of(&obligation.due),
    };
    // A list of texts always serialises; should it not, the row is worked out again when it is shown.
    serde_json::to_string(&told).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row that an older version of the program wrote says nothing of a place and of cover; it reads all the same until it is worked out anew.
    #[test]
    fn a_row_of_an_older_version_reads_and_names_no_place() {
        let told = r#"{"second_identifier":"","child":null,"child_name":null,"words":"Call","why":"","service_name":null,"owner":"the practitioner",
            "escalated_to":null,"status":"due",
            "due":{"by":"2026-01-09T23:59:59Z","on":"2026-01-09","not_before":null,"deadline":"1 working day","beyond_calendar":null}}"#;
        let (told, due) = Told::read(told).unwrap();
        assert_eq!((told.place, told.in_place_of, due.on.to_string().as_str()), (None, None, "2026-01-09"));
    }
}
