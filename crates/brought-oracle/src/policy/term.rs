//! How long somebody has, and until when that is.

use brought_calendar::Calendar;
use brought_domain::Happened;
use jiff::{Timestamp, ToSpan, civil::Date};

/// A time allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Term {
    AtOnce,
    Hours(u32),
    EndOfDay,
    Days(u32),
    Weeks(u32),
    Months(u32),
    WorkingDays(u32),
    /// Not before so many weeks, and not after so many.
    BetweenWeeks(u32, u32),
    /// An offer: it is never due.
    Never,
}

/// Until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The first day on which it may be done.
    pub not_before: Option<Date>,
    /// The day.
    pub on: Date,
    /// The last instant at which it is not late.
    pub by: Timestamp,
}

impl Term {
    /// Reads one as a pack writes it.
    pub fn read(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let number = |word: &str| word.parse::<u32>().ok();
        Some(match words.as_slice() {
            ["at", "once"] => Self::AtOnce,
            ["end", "of", "day"] => Self::EndOfDay,
            ["no", "deadline"] => Self::Never,
            [from, "to", to, "weeks"] => Self::BetweenWeeks(number(from)?, number(to)?),
            [count, "working", "day" | "days"] => Self::WorkingDays(number(count)?),
            [count, "hour" | "hours"] => Self::Hours(number(count)?),
            [count, "day" | "days"] => Self::Days(number(count)?),
            [count, "week" | "weeks"] => Self::Weeks(number(count)?),
            [count, "month" | "months"] => Self::Months(number(count)?),
            _ => return None,
        })
    }

    /// Whether it is the time of something itself, and not a time in which to arrange it.
    pub fn is_of_the_thing_itself(self) -> bool {
        matches!(self, Self::Days(_) | Self::Weeks(_) | Self::Months(_) | Self::BetweenWeeks(..))
    }

    /// Counted from when something happened: from the earliest instant it can have been.
    pub fn after(self, start: &Happened, calendar: &Calendar) -> Due {
        let zone = brought_calendar::uk_time_zone();
        self.after_instant(start.earliest(&zone), start.day(&zone), calendar)
    }

    /// Counted from a day by itself.
    pub fn after_day(self, day: Date, calendar: &Calendar) -> Due {
        self.after_instant(brought_calendar::start_of_day(day), day, calendar)
    }

    fn after_instant(self, start: Timestamp, day: Date, calendar: &Calendar) -> Due {
        let end_of = |day: Date| Due { not_before: None, on: day, by: brought_calendar::end_of_day(day) };
        let at = |instant: Timestamp| Due { not_before: None, on: brought_calendar::local_date(instant), by: instant };
        match self {
            Self::AtOnce => at(start),
            Self::Hours(hours) => at(brought_calendar::add_elapsed_hours(start, hours).unwrap_or(start)),
            Self::EndOfDay => end_of(day),
            Self::Days(days) => end_of(day.saturating_add(i64::from(days).days())),
            Self::Weeks(weeks) => end_of(day.saturating_add(i64::from(weeks).weeks())),
            Self::Months(months) => end_of(day.saturating_add(i64::from(months).months())),
            // Where the calendar has run out, it is due at once.
            Self::WorkingDays(days) => calendar.add_working_days(day, days).map_or_else(|_| at(start), end_of),
            Self::BetweenWeeks(from, to) => {
                Due { not_before: Some(day.saturating_add(i64::from(from).weeks())), ..end_of(day.saturating_add(i64::from(to).weeks())) }
            }
            Self::Never => at(start),
        }
    }
}
