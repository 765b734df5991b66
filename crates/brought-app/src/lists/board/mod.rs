//! The board: what a supervisor looks at. How much each owes, how late, what was escalated, what ended, and what nobody covers. Words and
//! numbers in tables; nobody is ranked, and no number is called good or bad.

mod cover;
mod load;

pub use cover::CoverLine;
pub use load::{Count, LoadLine};

use super::access::{ListGrant, ListKind, open_list};
use super::endings::{self, ENDINGS_DAYS, ENDINGS_DRAWN, EndingLine, draw};
use super::owed::{Owed, OwedInServices, owed_in_services};
use super::team::ON_A_PAGE;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::{Failure, Refusal};
use crate::my_list::ListLine;
use crate::words::instant_in_words;
use brought_access::EverythingDeed;
use brought_calendar::local_date;
use brought_domain::ending::EndingLayer;
use brought_domain::work::Role;
use brought_store::WorklistFilter;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::BTreeSet;

/// The longest seed that an address may give.
const LONGEST_SEED: usize = 40;

/// The board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Board {
    /// How much is owed in the services of whoever looks: as much as the team list says.
    pub total: u64,
    /// How much each owes, by name; these add up to `all`.
    pub load: Vec<LoadLine>,
    /// How much all owe together.
    pub all: LoadLine,
    /// What is overdue, by how many working days; these add up to what is overdue.
    pub overdue_by_age: Vec<Count>,
    /// What is escalated, by role.
    pub escalated: Vec<Count>,
    /// How much is escalated.
    pub escalated_total: u64,
    /// The first of what is escalated.
    pub escalated_lines: Vec<ListLine>,
    /// What nobody covers, or somebody who cannot sign in.
    pub cover: Vec<CoverLine>,
    /// The follow-ups that ended.
    pub endings: Endings,
    /// Whether the directory has no service for whoever looks: then nothing is shown.
    pub has_no_service: bool,
    /// Whether some people are still being worked out: the counts may be short.
    pub is_being_worked_out: bool,
    /// How many people's records cannot be read.
    pub unreadable: u64,
    /// The moment it speaks of, in words.
    pub as_of: String,
}

/// The follow-ups that ended lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Endings {
    /// Within how many days.
    pub days: u16,
    /// How many.
    pub total: u64,
    /// How many in each way; these add up to the total.
    pub by_layer: Vec<Count>,
    /// What the draw was made with.
    pub seed: String,
    /// Those drawn to be read again.
    pub drawn: Vec<DrawnLine>,
}

/// An ending that was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawnLine {
    /// The ending.
    pub ending: EndingLine,
    /// How it ended, in words.
    pub layer_words: String,
}

/// The board of the services of the actor. Without a seed, endings are drawn by the month: the same all month long.
///
/// # Errors
/// [`Failure::Denied`] for whom the directory does not know or whom the policies on access do not let; [`Failure::Refused`] for a seed that is
/// too long; [`Failure::Trouble`], also when it cannot be written down who looked: then nothing is shown.
pub async fn board(brought: &Brought, actor: &Actor, seed: Option<&str>, now: Timestamp) -> Result<Board, Failure> {
    let seed = seed.map_or_else(|| local_date(now).strftime("%Y-%m").to_string(), |seed| seed.trim().to_owned());
    if seed.chars().count() > LONGEST_SEED {
        return Err(Refusal::one("seed", format!("The seed must be {LONGEST_SEED} characters or fewer")).into());
    }
    let grant = open_list(brought, actor, ListKind::Board, Some(EverythingDeed::SeeBoard), now).await?;
    let found = owed_in_services(brought, grant.actor(), now).await?;
    let ended = ended(brought, grant.actor(), now).await?;
    let drawn = draw(&ended, &seed, ENDINGS_DRAWN);
    let escalated: Vec<&Owed> = found.all.iter().filter(|owed| owed.escalated_to.is_some()).collect();
    write_down(brought, &grant, &escalated, &drawn).await?;
    let endings = Endings {
        days: ENDINGS_DAYS,
        total: ended.len() as u64,
        by_layer: load::in_order(EndingLayer::ALL, ended.iter().filter_map(|ending| ending.layer.parse().ok()), |layer| {
            layer.words().to_owned()
        }),
        seed,
        drawn: drawn.into_iter().map(|ending| DrawnLine { layer_words: ending.layer_words().to_owned(), ending }).collect(),
    };
    Ok(of(brought, &found, &escalated, endings, grant.actor(), now))
}

/// The board of what was found. Pure.
fn of(brought: &Brought, found: &OwedInServices, escalated: &[&Owed], endings: Endings, actor: &Actor, now: Timestamp) -> Board {
    let today = local_date(now);
    Board {
        total: found.all.len() as u64,
        load: load::of_each(&found.all, &found.holders, today),
        all: load::of_all(&found.all, today),
        overdue_by_age: load::overdue_by_age(&found.all, brought.calendar(), today),
        escalated: load::in_order(Role::ALL, escalated.iter().filter_map(|owed| owed.escalated_to), |role| role.words().to_owned()),
        escalated_total: escalated.len() as u64,
        escalated_lines: escalated.iter().take(ON_A_PAGE).map(|owed| owed.line.clone()).collect(),
        cover: cover::needed(&found.all, &found.holders),
        endings,
        has_no_service: actor.services.is_empty(),
        is_being_worked_out: found.swept.more,
        unreadable: found.swept.unreadable.len() as u64,
        as_of: instant_in_words(now),
    }
}

/// Whose lines are about to be shown.
async fn write_down(brought: &Brought, grant: &ListGrant, escalated: &[&Owed], drawn: &[EndingLine]) -> Result<(), Failure> {
    let mut people: BTreeSet<_> = escalated.iter().take(ON_A_PAGE).map(|owed| owed.person.clone()).collect();
    people.extend(drawn.iter().filter_map(|ending| ending.person.parse().ok()));
    grant.write_down(brought, people).await
}

/// The follow-ups of the actor's services that ended in the last days, in the order in which they did.
async fn ended(brought: &Brought, actor: &Actor, now: Timestamp) -> Result<Vec<EndingLine>, Failure> {
    let first = now.checked_sub(SignedDuration::from_hours(24 * i64::from(ENDINGS_DAYS))).unwrap_or(Timestamp::MIN);
    let filter = WorklistFilter {
        services: Some(actor.services.clone()),
        states: Some(vec![endings::STATE.to_owned()]),
        due_from: Some(first),
        ..WorklistFilter::default()
    };
    let rows = brought.store.worklist(&filter, u32::MAX, 0).await?.rows;
    Ok(rows.iter().filter_map(|row| serde_json::from_str(&row.told).ok()).collect())
}

#[cfg(test)]
mod tests;
