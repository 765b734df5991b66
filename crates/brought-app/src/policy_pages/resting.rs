//! How much that is owed now rests on each rule.

use crate::access;
use crate::actor::Actor;
use crate::brought::Brought;
use crate::failure::Failure;
use crate::worklist::{Told, refresh_stale};
use brought_policy::standing::ObligationStateKind;
use brought_store::WorklistFilter;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// How many people are brought up to date before they are counted.
const BROUGHT_UP_TO_DATE: u32 = 200;
/// How many rows are read in one go.
const ROWS_AT_ONCE: u32 = 5_000;

/// What is owed now to those whom the services of a practitioner have to do with, by the rule that asks for it. It names nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OpenByRule {
    /// The count of each rule that asks for something; other rules ask for nothing now.
    pub counts: BTreeMap<String, u64>,
    /// Whether the counts may be short: somebody is still being worked out, or rows were worked out by an older version of the program.
    pub may_be_short: bool,
}

impl OpenByRule {
    /// How many rest on these rules together.
    pub fn of<'r>(&self, rules: impl Iterator<Item = &'r str>) -> u64 {
        rules.filter_map(|rule| self.counts.get(rule)).sum()
    }
}

/// Counts what is owed now by rule, as far as it stands on the lists of the practitioner's own services: a number over everybody else would tell
/// of a single child that it has become one more (S14).
///
/// # Errors
/// [`Failure::Denied`] for whom the directory does not know; [`Failure::Trouble`].
pub async fn open_by_rule(brought: &Brought, actor: &Actor, now: Timestamp) -> Result<OpenByRule, Failure> {
    let actor = access::known(brought, actor).await?;
    let swept = refresh_stale(brought, now, BROUGHT_UP_TO_DATE).await?;
    let mut open = OpenByRule { may_be_short: swept.more || !swept.unreadable.is_empty(), ..OpenByRule::default() };
    let owed = [ObligationStateKind::Overdue, ObligationStateKind::Due, ObligationStateKind::DueLater];
    let states = Some(owed.iter().map(|state| state.code().to_owned()).collect());
    let filter = WorklistFilter { states, services: Some(actor.services), ..WorklistFilter::default() };
    let mut offset = 0;
    loop {
        let page = brought.store.worklist(&filter, ROWS_AT_ONCE, offset).await?;
        for row in &page.rows {
            match Told::read(&row.told).and_then(|(told, _)| told.rule) {
                Some(rule) => *open.counts.entry(rule).or_insert(0) += 1,
                None => open.may_be_short = true,
            }
        }
        offset = offset.saturating_add(ROWS_AT_ONCE);
        if u64::from(offset) >= page.total {
            return Ok(open);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{actor, add, at, brought, nurse};
    use brought_testkit::Family;
    use brought_testkit::builders::was_not_brought;

    const NOW: &str = "2026-01-06T09:00:00Z";

    #[tokio::test]
    async fn what_is_owed_is_counted_by_the_rule_that_asks_for_it() {
        let brought = brought().await;
        for child in ["ana", "ben"] {
            let family = Family::new().child(child, |child| child.born("2023-05-01")).clinic("2026-01-05T10:00", was_not_brought());
            add(&brought, &family.chronology()).await;
        }
        add(&brought, &Family::new().child("cal", |child| child.born("2023-05-01")).chronology()).await;
        let open = open_by_rule(&brought, &nurse(), at(NOW)).await.unwrap();
        assert_eq!((open.counts.get("NAF-R13"), open.may_be_short), (Some(&2), false), "{open:?}");
        assert_eq!(open.of(["NAF-R13", "NAF-R15"].into_iter()), 2);
        assert!(matches!(open_by_rule(&brought, &actor("stranger", &[]), at(NOW)).await, Err(Failure::Denied(_))));
    }
}
