//! The visits of a day, to take along: who is to be seen, when and where, what must be known at the door, and no more than that (U18, H15).
//!
//! Which visits there are stands in the same cache as what is owed, in a state of its own; what is shown of each is read from the record,
//! which is opened for it.

use super::access::{ListKind, open_list};
use super::visit::{VisitLine, visit};
use crate::access::{AccessGrant, listed_for, open_from_list};
use crate::actor::Actor;
use crate::brought::Brought;
use crate::child_page::corrections;
use crate::chronology::{Gathered, gather};
use crate::failure::{Denied, Failure};
use crate::words::instant_in_words;
use crate::worklist::refresh_stale;
use brought_calendar::{day_in_words, local_date, start_of_day, uk_time_zone};
use brought_domain::contact::{ContactPlanned, Setting};
use brought_domain::work::Role;
use brought_domain::{ContactId, Event, Fact, ObligationId};
use brought_store::{WorklistFilter, WorklistRow};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The state in which these rows stand, apart from every state of an obligation.
const STATE: &str = "visit";

/// For how many days after it a visit can be asked for here. Older ones stand in the child's chronology.
pub const VISITS_KEPT_DAYS: i64 = 31;

/// How many are shown on a page: more than anybody can make in a day.
const ON_A_PAGE: u32 = 50;

/// How many people are brought up to date before the list is shown.
const BROUGHT_UP_TO_DATE: u32 = 200;

/// The visits of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Visits {
    /// The visits, in the order of their times. Those of which only the day is known come first.
    pub lines: Vec<VisitLine>,
    /// How many more there are on this page of records that are restricted to others.
    pub restricted: u64,
    /// How many there are on all pages.
    pub total: u64,
    /// The day, as 2026-01-09.
    pub day: String,
    /// The day in words.
    pub day_words: String,
    /// Whether it is today.
    pub is_today: bool,
    /// The day before and the day after, as 2026-01-09.
    pub around: (String, String),
    /// Whether visits of so long ago are not kept here any more.
    pub is_too_long_ago: bool,
    /// Which page this is, from 0.
    pub page: u32,
    /// How many pages there are.
    pub pages: u64,
    /// Whether some people are still being worked out: a visit may be missing.
    pub is_being_worked_out: bool,
    /// How many people's records cannot be read: their visits may be missing.
    pub unreadable: u64,
    /// The moment it speaks of, in words.
    pub as_of: String,
    /// Who looks, for the printed page.
    pub for_whom: String,
}

/// The contacts planned for a day at home, or nobody recorded where: those of the actor, and those of their services for which nobody is named
/// when they are practitioners; or everybody's in their services.
///
/// # Errors
/// [`Failure::Denied`] for whom the directory does not know; [`Failure::Trouble`].
pub async fn visits(
    brought: &Brought,
    actor: &Actor,
    day: Option<Date>,
    whole_services: bool,
    page: u32,
    now: Timestamp,
) -> Result<Visits, Failure> {
    let list = open_list(brought, actor, ListKind::Visits, None, now).await?;
    let swept = refresh_stale(brought, now, BROUGHT_UP_TO_DATE).await?;
    let today = local_date(now);
    let day = day.unwrap_or(today);
    let found = brought.store.worklist(&asked(list.actor(), day, whole_services), ON_A_PAGE, page.saturating_mul(ON_A_PAGE)).await?;
    let (mut lines, mut restricted) = (Vec::with_capacity(found.rows.len()), 0);
    for row in &found.rows {
        match open_from_list(brought, list.actor(), &row.person, now).await {
            Ok(grant) => lines.extend(read(brought, &grant, row, now).await?),
            Err(Failure::Denied(Denied::NotTheirs { .. })) => restricted += 1,
            Err(other) => return Err(other),
        }
    }
    lines.sort_by(|left, right| (&left.time_of_day, &left.name, &left.person).cmp(&(&right.time_of_day, &right.name, &right.person)));
    Ok(Visits {
        lines,
        restricted,
        total: found.total,
        day: day.to_string(),
        day_words: day_in_words(day),
        is_today: day == today,
        around: (day.yesterday().unwrap_or(day).to_string(), day.tomorrow().unwrap_or(day).to_string()),
        is_too_long_ago: day < first_kept(now),
        page,
        pages: found.total.div_ceil(u64::from(ON_A_PAGE)),
        is_being_worked_out: swept.more,
        unreadable: swept.unreadable.len() as u64,
        as_of: instant_in_words(now),
        for_whom: list.actor().name.clone(),
    })
}

/// Which rows. Whoever has no service sees none but their own (S15).
fn asked(actor: &Actor, day: Date, whole_services: bool) -> WorklistFilter {
    let of_the_day = WorklistFilter {
        states: Some(vec![STATE.to_owned()]),
        due_from: Some(start_of_day(day)),
        due_before: Some(start_of_day(day.tomorrow().unwrap_or(Date::MAX))),
        ..WorklistFilter::default()
    };
    if whole_services {
        return WorklistFilter { services: Some(actor.services.clone()), ..of_the_day };
    }
    WorklistFilter { listed_for: Some(listed_for(actor)), ..of_the_day }
}

/// What is shown of one, from the record that was opened for it. Nothing when the plan was changed this very moment.
async fn read(brought: &Brought, grant: &AccessGrant, row: &WorklistRow, now: Timestamp) -> Result<Option<VisitLine>, Failure> {
    let gathered = gather(brought, grant.person()).await?;
    let answer = brought.answer(&gathered.chronology, now).await?;
    let planned = planned(&gathered).into_values().find(|(_, plan)| plan.contact.as_str() == row.told);
    Ok(planned.map(|(_, plan)| visit(plan, &gathered, &answer.standing, brought.calendar(), now)))
}

/// The rows of one person's own visits, those that came to something included: nothing drops off the day's list. Pure.
pub(crate) fn rows(gathered: &Gathered, now: Timestamp) -> Vec<WorklistRow> {
    let zone = uk_time_zone();
    let is_kept = |plan: &ContactPlanned| plan.planned_for.day(&zone) >= first_kept(now) && is_visit(plan.setting);
    planned(gathered).into_values().filter(|(_, plan)| is_kept(plan)).filter_map(|(_, plan)| row(plan, gathered)).collect()
}

fn first_kept(now: Timestamp) -> Date {
    local_date(now).checked_sub(VISITS_KEPT_DAYS.days()).unwrap_or(Date::MIN)
}

/// A contact of which nobody recorded where it is may be one at the door.
fn is_visit(setting: Setting) -> bool {
    matches!(setting, Setting::Home | Setting::NotKnown)
}

/// The latest plan of each of the person's own contacts, of those that stand.
fn planned(gathered: &Gathered) -> BTreeMap<&ContactId, (&Event, &ContactPlanned)> {
    let corrected = corrections(&gathered.chronology.events);
    let zone = uk_time_zone();
    let mut plans: BTreeMap<&ContactId, (&Event, &ContactPlanned)> = BTreeMap::new();
    for event in gathered.own_events().filter(|event| !corrected.contains_key(&event.id)) {
        let Fact::ContactPlanned(plan) = &event.fact else { continue };
        let when = |event: &Event| (event.happened.earliest(&zone), event.recorded_at, event.id.clone());
        match plans.get(&plan.contact) {
            Some((known, _)) if when(known) > when(event) => {}
            _ => drop(plans.insert(&plan.contact, (event, plan))),
        }
    }
    plans
}

fn row(plan: &ContactPlanned, gathered: &Gathered) -> Option<WorklistRow> {
    Some(WorklistRow {
        person: gathered.chronology.subject.clone(),
        person_name: gathered.name(&gathered.chronology.subject),
        obligation: place(&plan.contact)?,
        follow_up: None,
        service: Some(plan.service.clone()),
        owner: plan.practitioner.clone(),
        owner_role: Role::Practitioner,
        action: STATE.to_owned(),
        due_at: Some(plan.planned_for.earliest(&uk_time_zone())),
        state: STATE.to_owned(),
        rank: 0,
        escalated_to: None,
        told: plan.contact.to_string(),
    })
}

/// The row's place in the cache. No obligation is called so; the digest keeps it short, however long the contact's own id.
fn place(contact: &ContactId) -> Option<ObligationId> {
    let digest = Sha256::digest(contact.as_str().as_bytes());
    let letters: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    ObligationId::new(format!("visit {letters}")).ok()
}

#[cfg(test)]
mod tests;
