//! When a duty begins to be owed, and when it is due: once for its occasion, or again month by month.

use super::names::Entry;
use super::rules::due;
use super::work::{Occasion, Raised, Work};
use super::world::World;
use crate::deadline::Due;
use crate::duty::{DueFrom, Duty};
use brought_domain::Happened;
use jiff::civil::Date;

/// One turn of a duty.
pub(super) struct Turn<'a> {
    /// For what it is asked: the same occasion gives the same obligation.
    pub(super) occasion: Occasion<'a>,
    /// From when it is owed.
    pub(super) start: Happened,
    /// The local day of that.
    pub(super) on: Date,
    /// When it is due, when that does not follow from the start.
    pub(super) due: Option<Due>,
}

impl<'a> Turn<'a> {
    /// The turn of a duty that is asked for once on an occasion.
    pub(super) fn once(work: &Work<'_>, duty: &Duty, occasion: Occasion<'a>, entry: Entry<'_>) -> Self {
        let (start, on) = match (duty.due_from, work.latest()) {
            (DueFrom::LatestFailedContact, Some(latest)) => (latest.at, latest.day),
            _ => (entry.event.happened, entry.happened_on),
        };
        Self { occasion, start, on, due: None }
    }

    /// The next turn of a duty that comes again each month, of which none is open.
    ///
    /// It is due by the month that follows the due day of the one before, and not by the day on which that was done, so that it never drifts.
    /// A month that has gone by altogether while the one before was owed is not asked for afterwards: one review covers both. It begins on the
    /// day after the due day of the one before, or after the day on which that was done late: two reviews in one week are not two months.
    pub(super) fn of_month<'r>(
        world: &World<'_>,
        work: &Work<'_>,
        duty: &Duty,
        earlier: impl Iterator<Item = &'r Raised<'a>>,
        entry: Entry<'_>,
    ) -> Self
    where
        'a: 'r,
    {
        let (mut count, mut before) = (0, None);
        for raised in earlier {
            count += 1;
            before = Some(raised);
        }
        let occasion = Occasion::Month(work.openings, count);
        // When it was not this event that settled the last one, the condition has not held in between: it begins anew.
        let Some(before) = before.filter(|raised| raised.settled.as_ref().is_some_and(|(by, _)| by.id == entry.event.id)) else {
            return Self::once(work, duty, occasion, entry);
        };
        let day = entry.happened_on;
        let due = |start: Date| due(world, duty, Happened::On(start), start);
        let mut next = due(before.due.on);
        while next.on <= day {
            let after = due(next.on);
            if after.on <= next.on {
                break;
            }
            next = after;
        }
        let over = day.max(before.due.on);
        let on = over.tomorrow().unwrap_or(over);
        Self { occasion, start: Happened::On(on), on, due: Some(next) }
    }
}
