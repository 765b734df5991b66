//! Working out anew everything that is worked out from events, and keeping the worklist up to date. Nothing that was recorded is touched.

use crate::brought::Brought;
use crate::failure::Failure;
use crate::worklist::{refresh_marked, refresh_stale, work_out_as_here};
use brought_domain::PersonId;
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

/// Drops and rebuilds everything that is worked out from events. Others can go on reading and writing meanwhile. Returns those whose
/// records cannot be read.
///
/// # Errors
/// [`Failure::Trouble`]: what was worked out so far stays; running it again begins again.
pub async fn rebuild(
    brought: &Brought,
    now: Timestamp,
    mut progress: impl FnMut(RebuildProgress) + Send,
) -> Result<Vec<PersonId>, Failure> {
    let store = &brought.store;
    store
        .rebuild_people_and_relations(|people| progress(RebuildProgress { step: RebuildStep::People, done: people.done, of: people.of }))
        .await?;
    // Relations were missing while the first of them were worked out, so nobody's list can be trusted until now.
    store.mark_whole_worklist_stale().await?;
    work_out_as_here(brought).await?;
    let of = store.counts().await?.people;
    let mut done = 0;
    loop {
        let swept = refresh_marked(brought, now, BETWEEN_REPORTS).await?;
        done += u64::from(swept.done);
        progress(RebuildProgress { step: RebuildStep::Worklist, done, of: of.max(done) });
        if !swept.more || swept.left_to_another {
            return Ok(swept.unreadable);
        }
    }
}

/// Works out people whose rows on the worklist no longer hold, at most so many; returns how many. To be called every few seconds, so that
/// every list is right when it is opened and what has become overdue is seen without anybody looking (L1, L2).
///
/// # Errors
/// [`Failure::Trouble`]; what was worked out so far stays.
pub async fn sweep_worklist(brought: &Brought, now: Timestamp, most: u32) -> Result<u32, Failure> {
    Ok(refresh_stale(brought, now, most).await?.done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, files, nurse, the_id, with};
    use crate::worklist::{check_lists, work_out};
    use crate::{ListFilter, my_list};
    use brought_calendar::{Calendar, Division};
    use brought_testkit::Family;
    use brought_testkit::builders::{cancelled_by_family, was_not_brought};

    use brought_policy::Pack;
    use brought_store::WorkedOut;
    use std::sync::Arc;

    const NOW: &str = "2026-01-12T09:00:00Z";

    /// H2, L1: what one policy asks nothing about is on the list as soon as the record is served by one that asks.
    #[tokio::test]
    async fn another_policy_over_the_same_record_works_everybody_out_anew() {
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01"));
        let family = family.clinic("2026-01-05T10:00", cancelled_by_family());
        let silent = with(&family.chronology()).await;
        assert!(sweep_worklist(&silent, at(NOW), 100).await.unwrap() > 0);
        assert_eq!(list(&silent).await, 0, "one cancellation asks for nothing there");
        assert_eq!(sweep_worklist(&silent, at("2026-06-01T09:00:00Z"), 100).await.unwrap(), 0, "and time changes nothing");
        let asking = Brought::new(silent.store.clone(), where_a_cancellation_counts(), silent.calendar.clone());
        assert!(sweep_worklist(&asking, at(NOW), 100).await.unwrap() > 0);
        assert!(list(&asking).await > 0);
        assert_eq!(sweep_worklist(&asking, at(NOW), 100).await.unwrap(), 0, "nobody is worked out twice by the same policy");
    }

    /// The bank holidays of another year, or of another nation, are another calendar.
    #[tokio::test]
    async fn another_calendar_works_everybody_out_anew() {
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01"));
        let brought = with(&family.clinic("2026-01-05T10:00", was_not_brought()).chronology()).await;
        assert_eq!(sweep_worklist(&brought, at(NOW), 100).await.unwrap(), 1);
        assert_eq!(sweep_worklist(&brought, at(NOW), 100).await.unwrap(), 0);
        let scottish = brought.with_calendar(Calendar::bundled(Division::Scotland));
        assert_eq!(sweep_worklist(&scottish, at(NOW), 100).await.unwrap(), 1);
    }

    /// The shipped policy, but that what the family calls off is a failed contact.
    fn where_a_cancellation_counts() -> Arc<Pack> {
        let mut files = files();
        let manifest = files.get_mut("pack.toml").unwrap();
        *manifest = manifest.replacen("  \"cancelled_by_family\",\n", "", 1).replacen(
            "\ncounts = [\n",
            "\ncounts = [\n  \"cancelled_by_family\",\n",
            1,
        );
        let loaded = brought_policy::pack::load(&files);
        Arc::new(loaded.pack.unwrap_or_else(|| panic!("{:?}", loaded.problems)))
    }

    /// S10, H2: a child who is taken off a list past the program, or kept from being worked out again in time, is found by verifying. What the store
    /// is told here stands for what somebody writes into the file.
    #[tokio::test]
    async fn whoever_is_taken_off_a_list_past_the_program_is_found() {
        type Deed = fn(&mut WorkedOut);
        let deeds: [(&str, Deed); 5] = [
            ("off the list", |kept| kept.rows.clear()),
            ("due later", |kept| kept.rows[0].due_at = Some(at("2030-01-01T00:00:00Z"))),
            ("in other words", |kept| kept.rows[0].told = kept.rows[0].told.replace('a', "b")),
            ("somebody else's", |kept| kept.rows[0].owner = Some(the_id("somebody"))),
            ("never looked at again", |kept| kept.valid_until = None),
        ];
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01")).child("ben", |ben| ben);
        let brought = with(&family.about("ana").clinic("2026-01-05T10:00", was_not_brought()).chronology()).await;
        sweep_worklist(&brought, at(NOW), 100).await.unwrap();
        for (what, deed) in deeds {
            let untouched = check_lists(&brought, at(NOW), |_| {}).await.unwrap();
            assert_eq!((untouched.people, untouched.otherwise.as_slice()), (2, &[][..]), "{what}");
            let mut kept = work_out(&brought, &the_id("ana"), at(NOW)).await.unwrap().2;
            deed(&mut kept);
            assert_eq!(brought.store.replace_worklist(&[kept]).await.unwrap(), []);
            assert_eq!(check_lists(&brought, at(NOW), |_| {}).await.unwrap().otherwise, ["ana"], "{what}");
            rebuild(&brought, at(NOW), |_| {}).await.unwrap();
        }
    }

    /// What still holds is not worked out to something else an hour later, so that nothing is found that nobody did.
    #[tokio::test]
    async fn what_still_holds_is_worked_out_to_the_same_later() {
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01")).mother("mum");
        let brought = with(&family.about("ana").clinic("2026-01-05T10:00", was_not_brought()).chronology()).await;
        sweep_worklist(&brought, at(NOW), 100).await.unwrap();
        for later in ["2026-01-12T10:00:00Z", "2026-01-13T00:00:00Z", "2026-01-20T12:00:00Z", "2026-03-01T12:00:00Z"] {
            assert_eq!(check_lists(&brought, at(later), |_| {}).await.unwrap().otherwise, [""; 0], "{later}");
        }
        let another = brought.with_calendar(Calendar::bundled(Division::Scotland));
        assert!(check_lists(&another, at(NOW), |_| {}).await.unwrap().of_another);
    }

    async fn list(brought: &Brought) -> u64 {
        my_list(brought, &nurse(), &ListFilter { whole_services: true, ..ListFilter::default() }, at(NOW)).await.unwrap().total
    }

    /// H2: the cache may be thrown away at any moment.
    #[tokio::test]
    async fn a_rebuilt_record_gives_the_same_list() {
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01")).mother("mum").child("ben", |ben| ben);
        let brought = with(&family.about("ana").clinic("2026-01-05T10:00", was_not_brought()).chronology()).await;
        let before = my_list(&brought, &nurse(), &ListFilter::default(), at(NOW)).await.unwrap();
        assert!(before.total > 0);
        let mut last = None;
        rebuild(&brought, at(NOW), |progress| last = Some(progress)).await.unwrap();
        assert_eq!(last, Some(RebuildProgress { step: RebuildStep::Worklist, done: 3, of: 3 }));
        assert_eq!(sweep_worklist(&brought, at(NOW), 100).await.unwrap(), 0, "nothing is left to work out");
        assert_eq!(my_list(&brought, &nurse(), &ListFilter::default(), at(NOW)).await.unwrap(), before);
    }
}
