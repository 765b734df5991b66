//! The rows of imports that a person has to look at, because nothing is guessed (S6, L3).

use crate::access;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::directory;
use crate::failure::{Denied, Failure, Refusal};
use crate::words::instant_in_words;
use brought_access::EverythingDeed;
use brought_store::{ReviewFilter, ReviewItem, Settled, StoreProblem};
use jiff::Timestamp;
use serde::Serialize;

/// How many are shown on a page.
const ON_A_PAGE: u32 = 50;

/// A page of the review list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReviewPage {
    /// The items, in the order of their files.
    pub lines: Vec<ReviewLine>,
    /// How many there are on all pages.
    pub total: u64,
    /// Which page this is, from 0.
    pub page: u32,
    /// How many pages there are.
    pub pages: u64,
}

/// A row for a person to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReviewLine {
    /// Its id.
    pub id: String,
    /// The file.
    pub file_name: String,
    /// Its place in the file, the heading being row 1.
    pub row: u32,
    /// The column at fault, when one is.
    pub column: Option<String>,
    /// What stands there.
    pub value: Option<String>,
    /// What is the matter and what to do.
    pub reason: String,
    /// The row as it came.
    pub raw_row: String,
    /// How it was settled, by whom and when. Nothing: it is open.
    pub settled: Option<String>,
}

/// A page of the list: the open items, or all of them.
///
/// # Errors
/// [`Failure::Denied`] for whom the directory does not know; [`Failure::Trouble`].
pub async fn review_list(brought: &Brought, actor: &Actor, only_open: bool, page: u32) -> Result<ReviewPage, Failure> {
    let actor = access::known(brought, actor).await?;
    if !access::may_do(&actor, EverythingDeed::ReviewImports) {
        return Err(Denied::RoleNeeded.into());
    }
    let not_begun_by = directory::those_elsewhere(brought, &actor).await?;
    let filter = ReviewFilter { batch: None, open: only_open.then_some(true), not_begun_by };
    let found = brought.store.review_items(&filter, ON_A_PAGE, page.saturating_mul(ON_A_PAGE)).await?;
    Ok(ReviewPage {
        lines: found.items.into_iter().map(line).collect(),
        total: found.total,
        page,
        pages: found.total.div_ceil(u64::from(ON_A_PAGE)),
    })
}

fn line(item: ReviewItem) -> ReviewLine {
    ReviewLine {
        id: item.id,
        file_name: item.file_name,
        row: item.item.row_number,
        column: item.item.column,
        value: item.item.value,
        reason: item.item.reason,
        raw_row: item.item.raw_row,
        settled: item.settled.map(|settled| format!("{} ({}, {})", settled.how, settled.by, instant_in_words(settled.at))),
    }
}

/// Settles an item: somebody looked, and says what came of it.
///
/// # Errors
/// [`Failure::Refused`] when nothing is said; [`Failure::Denied`]; [`Failure::NotThere`] when it is not open any more; [`Failure::Trouble`].
pub async fn settle_review_item(brought: &Brought, actor: &Actor, id: &str, how: &str, now: Timestamp) -> Result<(), Failure> {
    let actor = access::known(brought, actor).await?;
    if !access::may_do(&actor, EverythingDeed::ReviewImports) {
        return Err(Denied::RoleNeeded.into());
    }
    if how.trim().is_empty() {
        return Err(Refusal::one("how", "Say what you found and what you did").into());
    }
    let item = brought.store.review_item(id).await?.ok_or(Failure::NotThere("an open row of that id"))?;
    let begun_by = brought.store.import(&item.batch).await?.and_then(|batch| batch.started_by);
    if directory::those_elsewhere(brought, &actor).await?.iter().any(|other| begun_by.as_ref() == Some(other)) {
        return Err(Failure::NotThere("an open row of that id"));
    }
    let settled = Settled { at: now, by: actor.practitioner, how: how.trim().to_owned() };
    match brought.store.settle_review_item(id, &settled).await {
        Err(StoreProblem::NotThere { .. }) => Err(Failure::NotThere("an open row of that id")),
        other => Ok(other?),
    }
}
