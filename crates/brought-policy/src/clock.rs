//! The clock on the wall, as the engine asks for it.

use brought_domain::time::LocalTime;
use jiff::{Timestamp, civil::Date};

/// The clock of the United Kingdom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UkClock;

impl LocalTime for UkClock {
    fn day_of(&self, instant: Timestamp) -> Date {
        brought_calendar::local_date(instant)
    }

    fn start_of(&self, day: Date) -> Timestamp {
        brought_calendar::start_of_day(day)
    }
}
