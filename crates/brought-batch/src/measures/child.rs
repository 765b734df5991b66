//! One child whose rows are not simply gone through: those at the ends of a piece of work, and those whose order has to be found.

use super::batch::{Held, Place};
use super::concerns::Known;
use super::fold::Rules;
use super::keys::{Key, Keys};
use super::plan::Class;
use super::stop::Stop;
use crate::problem::BatchProblem;

/// A child with all rows that are known so far.
pub(super) struct Child {
    /// The id: one and no more.
    pub(super) id: Keys,
    pub(super) known: Known,
    pub(super) held: Held,
}

/// How the rows of a child stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// In order, as far as it matters.
    Fine,
    /// Not in the order of time.
    NotInTime,
    /// At one time something failed and the child was seen, or the like: the ids have to say which was first.
    AskIds,
}

/// How rows stand that have these times and outcomes.
pub(super) fn order(times: &[i64], outcomes: &[u8], rules: &[Rules<'_>]) -> Order {
    let mut has_ties = false;
    let mut before = i64::MIN;
    for time in times {
        if *time < before {
            return Order::NotInTime;
        }
        has_ties |= *time == before;
        before = *time;
    }
    if has_ties
        && times
            .chunk_by(|one, next| one == next)
            .scan(0, |from, tied| Some(start(from, tied.len())))
            .any(|(from, to)| matters(outcomes.get(from..to), rules))
    {
        return Order::AskIds;
    }
    Order::Fine
}

fn start(from: &mut usize, length: usize) -> (usize, usize) {
    let begin = *from;
    *from += length;
    (begin, *from)
}

/// Whether anything depends on the order of contacts at one time: whatever is neutral may stand anywhere, and so may two of a kind.
pub(super) fn matters(outcomes: Option<&[u8]>, rules: &[Rules<'_>]) -> bool {
    let outcomes = outcomes.unwrap_or_default();
    outcomes.len() > 1
        && rules.iter().any(|rules| {
            let mut classes = outcomes.iter().map(|outcome| rules.classes[usize::from(*outcome)]).filter(|class| *class != Class::Neutral);
            classes.next().is_some_and(|first| classes.any(|class| class != first))
        })
}

impl Child {
    pub(super) fn key(&self) -> Option<Key<'_>> {
        self.id.get(0)
    }

    /// Puts the rows in order, by time and, where it matters, by id. `false`: the ids are needed and are not there yet.
    ///
    /// # Errors
    /// When two contacts at one time have one id and not the same outcome: which was first would have to be guessed.
    pub(super) fn put_in_order(&mut self, rules: &[Rules<'_>], ids: Option<&Keys>, told: &dyn Fn(Place) -> String) -> Result<bool, Stop> {
        let held = &self.held;
        let ids = ids.or(held.ids.as_ref());
        let mut rows: Vec<usize> = (0..held.len()).collect();
        let key = |row: &usize| (held.times.get(*row).copied(), ids.and_then(|ids| ids.get(*row)));
        rows.sort_by(|one, next| key(one).cmp(&key(next)));
        let times: Vec<i64> = rows.iter().filter_map(|row| held.times.get(*row).copied()).collect();
        let outcomes: Vec<u8> = rows.iter().filter_map(|row| held.outcomes.get(*row).copied()).collect();
        if order(&times, &outcomes, rules) == Order::AskIds {
            if ids.is_none() {
                return Ok(false);
            }
            for same in rows.chunk_by(|one, next| key(one) == key(next)) {
                self.same_id(rules, same, told)?;
            }
        }
        self.held.reorder(&rows);
        Ok(true)
    }

    fn same_id(&self, rules: &[Rules<'_>], same: &[usize], told: &dyn Fn(Place) -> String) -> Result<(), Stop> {
        let outcomes: Vec<u8> = same.iter().filter_map(|row| self.held.outcomes.get(*row).copied()).collect();
        if !matters(Some(&outcomes), rules) {
            return Ok(());
        }
        let place = |row: Option<&usize>| row.and_then(|row| self.held.place(*row)).map_or_else(String::new, told);
        let reason =
            format!("it has the id and the time of {}, and another outcome: which came first cannot be known", place(same.first()));
        let what_to_do = "Take out the one that does not hold, or give each contact an id of its own";
        Err(BatchProblem::unusable(place(same.last()), reason, what_to_do).into())
    }
}
