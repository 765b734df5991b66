//! Working out anew everything that is worked out from events, and keeping the worklist up to date. Nothing that was recorded is touched.

use crate::brought::Brought;
use crate::failure::Failure;
use crate::worklist::refresh_stale;
use jiff::Timestamp;

/// How many people the sweep works out before it says how far it has come.
const BETWEEN_REPORTS: u32 = 100;

/// What is being rebuilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RebuildStep {
    /// Who people are and who belongs with whom.
    People,
    /// The worklist.
    Worklist,
}

/// How far a rebuild has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RebuildProgress {
    /// The step.
    pub step: RebuildStep,
    /// People done in it.
    pub done: u64,
    /// People there are.
    pub of: u64,
}

/// Drops and rebuilds everything that is worked out from events. Others can go on reading and writing meanwhile.
///
/// # Errors
/// [`Failure::Trouble`]: what was worked out so far stays; running it again begins again.
pub async fn rebuild(brought: &Brought, now: Timestamp, mut progress: impl FnMut(RebuildProgress) + Send) -> Result<(), Failure> {
    let store = &brought.store;
    store
        .rebuild_people_and_relations(|people| progress(RebuildProgress { step: RebuildStep::People, done: people.done, of: people.of }))
        .await?;
    // Relations were missing while the first of them were worked out, so nobody's list can be trusted until now.
    store.mark_whole_worklist_stale().await?;
    let of = store.counts().await?.people;
    let mut done = 0;
    loop {
        let some = sweep_worklist(brought, now, BETWEEN_REPORTS).await?;
        if some == 0 {
            return Ok(());
        }
        done += u64::from(some);
        progress(RebuildProgress { step: RebuildStep::Worklist, done, of: of.max(done) });
    }
}

/// Works out people whose rows on the worklist no longer hold, at most so many; returns how many. To be called every few seconds, so that
/// every list is right when it is opened and what has become overdue is seen without anybody looking (L1, L2).
///
/// # Errors
/// [`Failure::Trouble`]; what was worked out so far stays.
pub async fn sweep_worklist(brought: &Brought, now: Timestamp, most: u32) -> Result<u32, Failure> {
    refresh_stale(brought, now, most).await
}
