//! The table that makes working-day sums quick.

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};

use crate::{Holiday, days};

/// Every day from a first to a last, with the count of working days up to it, and every working day in order. Adding and counting
/// are then a look into one list and a look into the other, however many days the sum spans. Seventeen years take about 42 kB.
pub(crate) struct DayTable {
    /// The number of the first day.
    first: i64,
    /// For each day, how many working days there are from the first day up to and including it.
    counted: Vec<u32>,
    working_days: Vec<Date>,
}

impl DayTable {
    /// Monday to Friday are working days but for the holidays, which are in order of date.
    pub(crate) fn new(first_day: Date, last_day: Date, holidays: &[Holiday]) -> DayTable {
        let (mut counted, mut working_days) = (Vec::new(), Vec::new());
        let days = first_day.series(1.day()).take_while(|day| *day <= last_day);
        for day in days {
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            if !weekend && holidays.binary_search_by_key(&day, |holiday| holiday.falls_on).is_err() {
                working_days.push(day);
            }
            counted.push(u32::try_from(working_days.len()).unwrap_or(u32::MAX));
        }
        DayTable { first: days::number_of(first_day), counted, working_days }
    }

    /// Working days from the first day up to and including this one; `None` for a day that is not in the table.
    pub(crate) fn counted_to(&self, day: Date) -> Option<u32> {
        usize::try_from(days::number_of(day) - self.first).ok().and_then(|index| self.counted.get(index)).copied()
    }

    /// The working day with this number, the first being 1; `None` past the last.
    pub(crate) fn numbered(&self, number: u32) -> Option<Date> {
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        self.working_days.get(index).copied()
    }
}
