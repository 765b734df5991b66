//! Deadlines: their units are types, so that hours are never taken for working days (H22).

use crate::clock::UkClock;
use brought_calendar::{Calendar, days_later};
use brought_domain::Happened;
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use std::fmt;

/// How long somebody has, as a policy says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deadline {
    /// Straight away: due from the moment it is raised.
    AtOnce,
    /// Elapsed hours, across nights, weekends, holidays and clock changes (NAF-27).
    Hours(u32),
    /// By the end of the local day on which it is raised.
    EndOfDay,
    /// By the end of the day that is so many days later.
    CalendarDays(u32),
    /// By the end of the day that is so many working days later (NAF-28).
    WorkingDays(u32),
    /// By the end of the day that is so many weeks later (SWI-09).
    Weeks(u32),
    /// By the end of the day that is so many calendar months later; of a shorter month, its last day (BOL-06).
    Months(u32),
    /// Not before the one and not after the other, in weeks (SWI-09).
    WeeksBetween(u32, u32),
}

/// When something is due, worked out for one occasion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last instant at which it is not late.
    pub by: Timestamp,
    /// The local day of that instant.
    pub on: Date,
    /// The first day on which it may be done, when the policy gives a window.
    pub not_before: Option<Date>,
    /// The deadline it was worked out from.
    pub deadline: Deadline,
    /// Set when the calendar could not answer: it is then due at once, because not knowing gives nobody more time.
    pub beyond_calendar: Option<String>,
}

/// What is not a deadline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a deadline; write for example `at once`, `24 hours`, `end of day`, `7 days`, `5 working days`, `2 weeks`, `1 month` or `4 to 6 weeks`"
)]
pub struct NotADeadline(pub String);

impl Deadline {
    /// Reads a deadline as a policy writes it.
    ///
    /// # Errors
    /// [`NotADeadline`] shows the forms that are understood.
    pub fn parse(text: &str) -> Result<Self, NotADeadline> {
        let wrong = || NotADeadline(text.to_owned());
        let number = |word: &str| word.parse::<u32>().ok().filter(|number| *number <= 10_000);
        match text.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["at", "once"] => Ok(Self::AtOnce),
            ["end", "of", "day"] => Ok(Self::EndOfDay),
            [count, "hour" | "hours"] => number(count).map(Self::Hours).ok_or_else(wrong),
            [count, "day" | "days"] => number(count).map(Self::CalendarDays).ok_or_else(wrong),
            [count, "working", "day" | "days"] => number(count).map(Self::WorkingDays).ok_or_else(wrong),
            [count, "week" | "weeks"] => number(count).map(Self::Weeks).ok_or_else(wrong),
            [count, "month" | "months"] => number(count).map(Self::Months).ok_or_else(wrong),
            [first, "to", last, "weeks"] => match (number(first), number(last)) {
                (Some(first), Some(last)) if first <= last => Ok(Self::WeeksBetween(first, last)),
                _ => Err(wrong()),
            },
            _ => Err(wrong()),
        }
    }

    /// When it is due if the clock starts at `start`.
    ///
    /// A start known only by its day starts at the beginning of that day. When the calendar ends before the answer, it is due at once
    /// and says so.
    pub fn due(self, start: Happened, calendar: &Calendar) -> Due {
        self.due_on(start, start.day(&UkClock), calendar)
    }

    /// The same, where the local day of the start is known: this is worked out for every obligation of every child.
    pub(crate) fn due_on(self, start: Happened, day: Date, calendar: &Calendar) -> Due {
        let instant = || start.earliest(&UkClock);
        let due = |by: Timestamp, on: Date| Due { by, on, not_before: None, deadline: self, beyond_calendar: None };
        let at = |by: Timestamp| due(by, brought_calendar::local_date(by));
        let end_of = |day: Date| due(brought_calendar::end_of_day(day), day);
        match self {
            Self::AtOnce => due(instant(), day),
            Self::Hours(hours) => at(instant().checked_add(SignedDuration::from_hours(i64::from(hours))).unwrap_or_else(|_| instant())),
            Self::EndOfDay => end_of(day),
            Self::CalendarDays(days) => end_of(days_later(day, i64::from(days))),
            Self::WorkingDays(days) => match calendar.add_working_days(day, days) {
                Ok(last) => end_of(last),
                Err(beyond) => Due { beyond_calendar: Some(beyond.to_string()), ..due(instant(), day) },
            },
            Self::Weeks(weeks) => end_of(days_later(day, weeks_of(weeks))),
            Self::Months(months) => end_of(day.saturating_add(i64::from(months).months())),
            Self::WeeksBetween(first, last) => {
                let not_before = Some(days_later(day, weeks_of(first)));
                Due { not_before, ..end_of(days_later(day, weeks_of(last))) }
            }
        }
    }
}

/// How many days so many weeks are.
fn weeks_of(weeks: u32) -> i64 {
    i64::from(weeks) * 7
}

impl fmt::Display for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: u32| if count == 1 { "" } else { "s" };
        match self {
            Self::AtOnce => f.write_str("at once"),
            Self::Hours(count) => write!(f, "{count} hour{}", plural(*count)),
            Self::EndOfDay => f.write_str("end of day"),
            Self::CalendarDays(count) => write!(f, "{count} day{}", plural(*count)),
            Self::WorkingDays(count) => write!(f, "{count} working day{}", plural(*count)),
            Self::Weeks(count) => write!(f, "{count} week{}", plural(*count)),
            Self::Months(count) => write!(f, "{count} month{}", plural(*count)),
            Self::WeeksBetween(first, last) => write!(f, "{first} to {last} weeks"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use brought_calendar::Division;

    fn due(deadline: &str, start: &str) -> String {
        let start = start.parse::<Timestamp>().map_or_else(|_| Happened::On(start.parse().unwrap()), Happened::At);
        Deadline::parse(deadline).unwrap().due(start, &Calendar::bundled(Division::EnglandAndWales)).by.to_string()
    }

    #[test]
    fn twenty_four_hours_are_elapsed_hours_across_the_change_of_clocks() {
        // Saturday 28 March 2026, 2pm; the clocks go forward that night, so 24 hours later it is 3pm local time.
        assert_eq!(due("24 hours", "2026-03-28T14:00:00Z"), "2026-03-29T14:00:00Z");
    }

    #[test]
    fn working_days_end_at_the_end_of_a_local_day() {
        // Over Easter 2026: Wednesday 1 April plus five working days is Friday 10 April, which ends at 23:59:59 summer time.
        assert_eq!(due("5 working days", "2026-04-01T09:00:00Z"), "2026-04-10T22:59:59Z");
        assert_eq!(due("end of day", "2026-04-01"), "2026-04-01T22:59:59Z");
    }

    #[test]
    fn a_calendar_that_has_run_out_makes_it_due_at_once_and_says_so() {
        let start = Happened::On("2040-01-02".parse().unwrap());
        let due = Deadline::WorkingDays(5).due(start, &Calendar::bundled(Division::EnglandAndWales));
        assert_eq!(due.by.to_string(), "2040-01-02T00:00:00Z");
        assert!(due.beyond_calendar.is_some());
    }

    #[test]
    fn a_month_is_a_calendar_month_and_ends_with_a_shorter_one() {
        assert_eq!(due("1 month", "2026-01-15"), "2026-02-15T23:59:59Z");
        assert_eq!(due("1 month", "2026-01-31"), "2026-02-28T23:59:59Z");
        assert_eq!(due("1 month", "2028-01-31"), "2028-02-29T23:59:59Z");
        assert_eq!(due("3 months", "2026-01-31T12:00:00Z"), "2026-04-30T22:59:59Z");
    }

    #[test]
    fn weeks_end_with_the_same_day_of_the_week() {
        assert_eq!(due("2 weeks", "2026-01-05T09:00:00Z"), "2026-01-19T23:59:59Z");
    }

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "at once",
            "24 hours",
            "1 hour",
            "end of day",
            "7 days",
            "5 working days",
            "1 working day",
            "2 weeks",
            "1 month",
            "3 months",
            "4 to 6 weeks",
        ] {
            assert_eq!(Deadline::parse(text).unwrap().to_string(), text);
        }
        for text in ["soon", "5 workingdays", "-1 days", "6 to 4 weeks", "5"] {
            assert!(Deadline::parse(text).is_err(), "{text}");
        }
    }
}
