//! Days as numbers: what is looked up instead of worked out for every contact.

use brought_calendar::Calendar;
use brought_domain::Happened;
use brought_policy::deadline::Deadline;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

/// A day that is not there, and comes before all others.
pub(super) const NO_DAY: i32 = i32::MIN;

/// Contacts lie on these days; outside of them a time is taken for a mistake. Both ends are included.
const FIRST: Date = Date::constant(1990, 1, 1);
const LAST: Date = Date::constant(2059, 12, 31);

/// Days since 1 January 1970.
pub(super) fn number(day: Date) -> i32 {
    i32::try_from(day.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24).unwrap_or(NO_DAY)
}

/// The day with this number.
pub(super) fn day(number: i32) -> Date {
    Date::constant(1970, 1, 1).saturating_add(number.days())
}

/// What one plan looks up for a day.
pub(super) struct DueDays {
    first: i32,
    /// For each day, how many days later a contact that failed on it is to have been followed up.
    later: Vec<u16>,
}

impl DueDays {
    /// Beyond the years whose bank holidays are known it is due on the same day: not knowing gives nobody more time.
    pub(super) fn new(deadline: Deadline, calendar: &Calendar) -> Self {
        let first = number(FIRST);
        let later = FIRST.series(1.day()).take_while(|day| *day <= LAST).map(|day| {
            let due = deadline.due(Happened::On(day), calendar);
            u16::try_from(number(due.on) - number(day)).unwrap_or(u16::MAX)
        });
        Self { first, later: later.collect() }
    }

    /// The day by which a contact that failed on this day is to have been followed up.
    #[inline]
    pub(super) fn due(&self, day: i32) -> i32 {
        let place = usize::try_from(day.wrapping_sub(self.first)).unwrap_or(usize::MAX);
        day + self.later.get(place).copied().map_or(0, i32::from)
    }
}

/// What the times of a column are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
}

/// How the times of a column become days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) unit: Unit,
    /// Universal time, which becomes the United Kingdom's local day. Otherwise it is local time already.
    pub(super) is_universal: bool,
}

/// Makes days of times, many at once.
pub(super) struct Days {
    first: i32,
    last: i32,
    /// For each day of universal time, whether its last hour lies on the next day of the United Kingdom: summer time.
    next_day_from_23: Vec<bool>,
    /// For each day, which month it lies in, counted from January 1990.
    month: Vec<u16>,
}

impl Days {
    pub(super) fn new() -> Self {
        let days = || FIRST.series(1.day()).take_while(|day| *day <= LAST);
        let months = days().map(|day| u16::try_from((day.year() - FIRST.year()) * 12 + i16::from(day.month()) - 1).unwrap_or_default());
        let last_hours = days().map(|day| {
            let last_hour = Timestamp::from_second(i64::from(number(day)) * 86_400 + 23 * 3_600).unwrap_or(Timestamp::MIN);
            brought_calendar::local_date(last_hour) > day
        });
        Self { first: number(FIRST), last: number(LAST), next_day_from_23: last_hours.collect(), month: months.collect() }
    }

    /// Adds the day of each time. The place of the first time that is on none of the days in question, if there is one.
    pub(super) fn add(&self, clock: Clock, times: &[i64], days: &mut Vec<i32>) -> Option<usize> {
        const DAY: i64 = 86_400;
        match clock.unit {
            Unit::Seconds => self.add_in::<DAY>(clock.is_universal, times, days),
            Unit::Milliseconds => self.add_in::<{ DAY * 1_000 }>(clock.is_universal, times, days),
            Unit::Microseconds => self.add_in::<{ DAY * 1_000_000 }>(clock.is_universal, times, days),
            Unit::Nanoseconds => self.add_in::<{ DAY * 1_000_000_000 }>(clock.is_universal, times, days),
        }
    }

    fn add_in<const PER_DAY: i64>(&self, is_universal: bool, times: &[i64], days: &mut Vec<i32>) -> Option<usize> {
        let start = days.len();
        let (first, last) = (i64::from(self.first), i64::from(self.last));
        let mut is_wrong = false;
        days.extend(times.iter().map(|time| {
            let day = time.div_euclid(PER_DAY);
            is_wrong |= day < first || day > last;
            // What does not fit is wrong, and told below.
            #[allow(clippy::cast_possible_truncation)]
            let day = day as i32;
            day
        }));
        if is_wrong {
            return times.iter().position(|time| !(first..=last).contains(&time.div_euclid(PER_DAY)));
        }
        if is_universal {
            for (day, time) in days.iter_mut().skip(start).zip(times) {
                let is_last_hour = time.rem_euclid(PER_DAY) >= PER_DAY / 24 * 23;
                let place = usize::try_from(*day - self.first).unwrap_or_default();
                *day += i32::from(is_last_hour && self.next_day_from_23.get(place).copied().unwrap_or_default());
            }
        }
        None
    }

    /// The month that a day lies in, counted from January 1990.
    #[inline]
    pub(super) fn month(&self, day: i32) -> u16 {
        // The last evening of the last day may be a day later in universal time.
        let place = usize::try_from(day - self.first).unwrap_or_default().min(self.month.len() - 1);
        self.month.get(place).copied().unwrap_or_default()
    }

    /// The first day of a month counted from January 1990.
    pub(super) fn first_of_month(month: u16) -> i32 {
        let year = FIRST.year() + i16::try_from(month / 12).unwrap_or_default();
        number(Date::constant(1990, 1, 1).with().year(year).month(i8::try_from(month % 12 + 1).unwrap_or(1)).build().unwrap_or(FIRST))
    }

    /// How many months there are.
    #[cfg(test)]
    pub(super) fn months(&self) -> u16 {
        self.month.last().copied().unwrap_or_default() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use brought_calendar::Division;

    fn days_of(unit: Unit, is_universal: bool, times: &[i64]) -> Result<Vec<Date>, usize> {
        let mut days = Vec::new();
        match Days::new().add(Clock { unit, is_universal }, times, &mut days) {
            Some(wrong) => Err(wrong),
            None => Ok(days.into_iter().map(day).collect()),
        }
    }

    #[test]
    fn an_instant_lies_on_the_local_day_of_the_united_kingdom() {
        for text in ["2026-03-28T23:30:00Z", "2026-03-29T00:30:00Z", "2026-03-29T23:30:00Z", "2026-06-30T22:59:59Z", "2026-06-30T23:00:00Z"]
            .into_iter()
            .chain(["2026-10-24T23:15:00Z", "2026-10-25T00:30:00Z", "2026-10-25T23:30:00Z", "2026-12-31T23:59:59Z", "2026-01-01T00:00:00Z"])
        {
            let instant: Timestamp = text.parse().unwrap();
            let expected = Ok(vec![brought_calendar::local_date(instant)]);
            assert_eq!(days_of(Unit::Seconds, true, &[instant.as_second()]), expected, "{text}");
            assert_eq!(days_of(Unit::Nanoseconds, true, &[instant.as_second() * 1_000_000_000 + 5]), expected, "{text}");
        }
        assert_eq!(days_of(Unit::Milliseconds, false, &[1_782_863_999_999]), Ok(vec![Date::constant(2026, 6, 30)]));
    }

    #[test]
    fn a_time_of_another_century_is_told() {
        assert_eq!(days_of(Unit::Seconds, false, &[1_782_863_999, 0]), Err(1));
        // Seconds taken for nanoseconds, which would otherwise all lie on one day.
        assert_eq!(days_of(Unit::Nanoseconds, false, &[1_782_863_999]), Err(0));
        assert_eq!(days_of(Unit::Seconds, false, &[i64::MAX]), Err(0));
    }

    #[test]
    fn due_days_are_those_of_the_deadline() {
        let calendar = Calendar::bundled(Division::EnglandAndWales);
        let due = DueDays::new(Deadline::WorkingDays(5), &calendar);
        let expected = |day: Date| number(calendar.add_working_days(day, 5).unwrap());
        // Over Christmas, over Easter, from a Saturday.
        for on in [Date::constant(2025, 12, 23), Date::constant(2026, 4, 1), Date::constant(2026, 6, 27)] {
            assert_eq!(due.due(number(on)), expected(on));
        }
        let beyond = number(Date::constant(2035, 1, 1));
        assert_eq!(due.due(beyond), beyond);
    }

    #[test]
    fn months_are_counted_and_found_again() {
        let days = Days::new();
        for on in [Date::constant(1990, 1, 31), Date::constant(2026, 2, 28), Date::constant(2059, 12, 31)] {
            assert_eq!(day(Days::first_of_month(days.month(number(on)))), on.first_of_month());
        }
        assert_eq!(days.months(), 70 * 12);
    }
}
