//! Days as numbers, and the working days of England.

use brought_calendar::{BeyondCalendar, Calendar, Division};
use jiff::ToSpan as _;
use jiff::civil::Date;

/// A day, as so many days after 1 January 1970. The form in which Parquet keeps days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day of a date.
    pub fn of(date: Date) -> Self {
        let days = Date::constant(1970, 1, 1).until(date).map_or(0, |span| span.get_days());
        Self(days)
    }

    /// So many days later; earlier, when negative.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The year, month and day of the month. Counted by the four hundred years after which the calendar repeats, from 1 March on, so that
    /// the day of a leap year comes last.
    pub fn year_month_day(self) -> (i32, i32, i32) {
        let from_march = self.0 + 719_468;
        let (era, day_of_era) = (from_march.div_euclid(146_097), from_march.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        (era * 400 + year_of_era + i32::from(month <= 2), month, day)
    }

    /// As a date.
    pub fn date(self) -> Date {
        Date::constant(1970, 1, 1).saturating_add(self.0.days())
    }
}

/// The days of a population, from the first to the last, and which of them are working days.
#[derive(Clone, Debug)]
pub(crate) struct Days {
    pub(crate) first: Day,
    pub(crate) last: Day,
    /// For each day from the first on, the first working day that is not before it, when there is one.
    next_working: Vec<Option<Day>>,
}

impl Days {
    /// The days after `from` up to `until`, with England's bank holidays.
    pub(crate) fn new(from: Date, until: Date) -> Result<Self, BeyondCalendar> {
        let calendar = Calendar::bundled(Division::EnglandAndWales);
        calendar.is_working_day(from)?;
        let mut working = Vec::new();
        let mut date = from;
        while date < until {
            date = date.saturating_add(1.day());
            working.push(calendar.is_working_day(date)?);
        }
        let first = Day::of(from).plus(1);
        let mut next = None;
        let mut day = Day::of(until);
        let mut next_working: Vec<Option<Day>> = Vec::with_capacity(working.len());
        for is_working in working.iter().rev() {
            if *is_working {
                next = Some(day);
            }
            next_working.push(next);
            day = day.plus(-1);
        }
        next_working.reverse();
        Ok(Self { first, last: Day::of(until), next_working })
    }

    /// This day if it is a working day, or else the first after it; nothing when that is past the last day.
    pub(crate) fn working_on_or_after(&self, day: Day) -> Option<Day> {
        let place = usize::try_from(day.max(self.first).0 - self.first.0).ok()?;
        self.next_working.get(place).copied().flatten()
    }

    /// How many days there are.
    pub(crate) fn count(&self) -> i32 {
        self.last.0 - self.first.0 + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_day_of_four_centuries_is_the_date_that_the_library_says() {
        let mut day = Day::of(date(1899, 12, 31));
        for _ in 0..146_097 {
            let (year, month, of_month) = day.year_month_day();
            let date = day.date();
            assert_eq!((year, month, of_month), (date.year().into(), date.month().into(), date.day().into()));
            assert_eq!(Day::of(date), day);
            day = day.plus(1);
        }
    }

    #[test]
    fn the_next_working_day_leaves_out_weekends_and_bank_holidays() {
        let days = Days::new(date(2023, 6, 30), date(2026, 6, 30)).unwrap();
        let next = |from: Date| days.working_on_or_after(Day::of(from)).map(Day::date);
        // Good Friday 2026 is 3 April, Easter Monday the 6th.
        assert_eq!(next(date(2026, 4, 2)), Some(date(2026, 4, 2)));
        assert_eq!(next(date(2026, 4, 3)), Some(date(2026, 4, 7)));
        assert_eq!(next(date(2026, 6, 30)), Some(date(2026, 6, 30)));
        assert_eq!(next(date(2026, 7, 1)), None);
        assert_eq!((days.count(), days.first), (1_096, Day::of(date(2023, 7, 1))));
    }

    #[test]
    fn years_without_known_bank_holidays_are_refused() {
        assert!(Days::new(date(2026, 6, 30), date(2029, 6, 30)).is_err());
        assert!(Days::new(date(2010, 6, 30), date(2013, 6, 30)).is_err());
    }
}
