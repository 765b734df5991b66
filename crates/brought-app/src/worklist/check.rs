//! Holding lists against what they are worked out from: whoever takes a row off a list past the program lets a child fall off it (H2, S10).

use super::basis::is_as_here;
use super::work_out;
use crate::brought::Brought;
use crate::failure::{Failure, Trouble};
use brought_domain::PersonId;
use brought_store::{KeptList, StoreProblem, WorklistRow};
use jiff::Timestamp;

/// How many people are read at once.
const PEOPLE_AT_ONCE: u32 = 100;

/// What holding lists against the record came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListsChecked {
    /// Of how many people.
    pub people: u64,
    /// Those whose part of the lists is not what is worked out from the record, by id.
    pub otherwise: Vec<String>,
    /// Whether another policy, calendar or version of the program worked them out, so that nothing could be compared: whoever shows lists with this
    /// one works all of them out anew.
    pub of_another: bool,
}

/// Works out everybody's part of the lists that still holds, and compares. Others may go on reading and writing meanwhile.
///
/// # Errors
/// [`Failure::Trouble`] when the record cannot be read. People whose entries cannot be read are left out: that is for verifying the entries to tell.
pub async fn check_lists(brought: &Brought, now: Timestamp, mut progress: impl FnMut(u64) + Send) -> Result<ListsChecked, Failure> {
    if !is_as_here(brought).await? {
        return Ok(ListsChecked { of_another: true, ..ListsChecked::default() });
    }
    let mut checked = ListsChecked { otherwise: brought.store.people_astray_of_lists().await?, ..ListsChecked::default() };
    let mut after: Option<PersonId> = None;
    loop {
        let kept = brought.store.kept_lists(after.as_ref(), now, PEOPLE_AT_ONCE).await?;
        let Some(last) = kept.last() else { return Ok(checked) };
        after = Some(last.person.clone());
        for kept in kept {
            checked.people += 1;
            if is_otherwise(brought, &kept, now).await? {
                checked.otherwise.push(kept.person.to_string());
            }
        }
        progress(checked.people);
    }
}

async fn is_otherwise(brought: &Brought, kept: &KeptList, now: Timestamp) -> Result<bool, Failure> {
    let result = match work_out(brought, &kept.person, now).await {
        Ok((_, _, result)) => result,
        Err(Failure::Trouble(Trouble::Store(StoreProblem::Damaged { .. } | StoreProblem::Unreadable { .. } | StoreProblem::Erased(_)))) => {
            return Ok(false);
        }
        Err(failure) => return Err(failure),
    };
    // Something was recorded since it was read: the next sweep works it out, and there is nothing to compare.
    let has_changed = result.revision != kept.revision;
    Ok(!has_changed && (result.valid_until, in_order(&result.rows)) != (kept.valid_until, in_order(&kept.rows)))
}

fn in_order(rows: &[WorklistRow]) -> Vec<&WorklistRow> {
    let mut rows: Vec<&WorklistRow> = rows.iter().collect();
    rows.sort_by_key(|row| &row.obligation);
    rows
}
