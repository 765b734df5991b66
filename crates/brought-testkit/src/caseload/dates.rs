//! The days of a caseload, counted back and forth from the day it is for.

use brought_calendar::{Calendar, Division, at_local};
use jiff::civil::{Date, Weekday, time};
use jiff::{Span, Timestamp};

/// How many working days back the caseload knows: somewhat more than a year.
const WORKING_DAYS_BACK: usize = 280;
/// How many working days ahead contacts may be planned.
const WORKING_DAYS_AHEAD: usize = 40;

/// The day a caseload is for, with the working days around it.
#[derive(Debug)]
pub(super) struct Dates {
    pub(super) today: Date,
    /// Eight in the morning of that day: nothing is recorded later.
    pub(super) now: Timestamp,
    back: Vec<Date>,
    ahead: Vec<Date>,
}

impl Dates {
    pub(super) fn new(today: Date) -> Self {
        let calendar = Calendar::bundled(Division::EnglandAndWales);
        let back = working_days(&calendar, today, -1, WORKING_DAYS_BACK);
        let ahead = working_days(&calendar, today, 1, WORKING_DAYS_AHEAD);
        Self { today, now: at_local(today, time(8, 0, 0, 0)), back, ahead }
    }

    /// The working day so many working days before today: 1 is the last one before it. Counts no further than its list.
    pub(super) fn ago(&self, working_days: usize) -> Date {
        self.back[working_days.saturating_sub(1).min(self.back.len() - 1)]
    }

    /// The working day so many working days after today.
    pub(super) fn ahead(&self, working_days: usize) -> Date {
        self.ahead[working_days.saturating_sub(1).min(self.ahead.len() - 1)]
    }

    /// How many working days ago the first working day after this day was; nothing when there was none before today.
    pub(super) fn working_days_since(&self, day: Date) -> usize {
        self.back.partition_point(|earlier| *earlier > day)
    }

    /// So many calendar days before today.
    pub(super) fn days_ago(&self, days: usize) -> Date {
        plus_days(self.today, -(days as i64))
    }
}

/// So many days later, or earlier when negative. Dates in a caseload are nowhere near the ends of the calendar.
pub(super) fn plus_days(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// Working days from the day, in steps of one day, the day itself left out. Beyond the bank holidays known, weekdays must do.
fn working_days(calendar: &Calendar, from: Date, step: i64, count: usize) -> Vec<Date> {
    let weekday = |day: &Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    (1..)
        .map(|days| plus_days(from, days * step))
        .filter(|day| calendar.is_working_day(*day).unwrap_or_else(|_| weekday(day)))
        .take(count)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weekends_and_bank_holidays_are_left_out() {
        // Tuesday after the early May bank holiday of 2026.
        let dates = Dates::new(date(2026, 5, 5));
        assert_eq!((dates.ago(1), dates.ago(2)), (date(2026, 5, 1), date(2026, 4, 30)));
        assert_eq!(dates.ahead(4), date(2026, 5, 11));
        assert_eq!(dates.now.to_string(), "2026-05-05T07:00:00Z");
    }

    #[test]
    fn a_birth_bounds_how_far_back_contacts_may_lie() {
        let dates = Dates::new(date(2026, 5, 5));
        assert_eq!(dates.working_days_since(date(2026, 4, 29)), 2);
        assert_eq!(dates.ago(dates.working_days_since(date(2026, 4, 29))), date(2026, 4, 30));
        assert_eq!(dates.working_days_since(date(2026, 5, 4)), 0);
    }
}
