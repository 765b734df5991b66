//! What can go wrong, as values that say where, what, and what to do.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};

use crate::{Division, date_in_words, day_in_words};

const WHERE_TO_GET_IT: &str = "https://www.gov.uk/bank-holidays.json";

/// Why a bank holidays file cannot be used. A file is taken whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarProblem {
    /// The text is not JSON in GOV.UK's format. Lines and columns count from 1.
    #[error("The bank holidays file is not in GOV.UK's format: {what}. Fetch it again from {WHERE_TO_GET_IT}.")]
    NotTheFormat {
        /// The line of the file.
        line: usize,
        /// The column of that line.
        column: usize,
        /// What was found there, its line and column included.
        what: String,
    },
    /// A section calls itself by the name of another.
    #[error("The bank holidays file has a section “{section}” that says it is “{found}”. Fetch it again from {WHERE_TO_GET_IT}.", section = .division.code())]
    WrongDivision {
        /// The section.
        division: Division,
        /// The division it says it is.
        found: String,
    },
    /// A bank holiday's date is not a date.
    #[error("The bank holidays file, section “{section}”, event {event} (“{title}”): “{found}” is not a date. Write it as year-month-day, such as 2026-12-25.", section = .division.code())]
    NotADate {
        /// The section.
        division: Division,
        /// Which event of the section, counted from 1.
        event: usize,
        /// The bank holiday's title.
        title: String,
        /// What stands where the date should be.
        found: String,
    },
    /// A bank holiday has no title.
    #[error("The bank holidays file, section “{section}”, event {event} ({falls_on}): the title is missing. Fill it in.", section = .division.code())]
    NoTitle {
        /// The section.
        division: Division,
        /// Which event of the section, counted from 1.
        event: usize,
        /// Its date.
        falls_on: Date,
    },
    /// A section has no events, so nothing is known about its working days.
    #[error("The bank holidays file, section “{section}”: there are no bank holidays in it. Fetch it again from {WHERE_TO_GET_IT}.", section = .division.code())]
    NoHolidays {
        /// The section.
        division: Division,
    },
    /// A year has too few bank holidays to be the whole year, so its other days cannot be called working days.
    #[error("The bank holidays file, section “{section}”, year {year}: {what}, so the year is not complete. Use a file that has all of {year}, or leave {year} and what lies beyond it out.", section = .division.code())]
    IncompleteYear {
        /// The section.
        division: Division,
        /// The year.
        year: i16,
        /// What is missing.
        what: String,
    },
    /// A bank holiday to be added lies in a year the data does not hold.
    #[error("“{title}” on {} cannot be added for {}: the data holds {} to {} only. Add it in a file that has the whole of that year.", date_in_words(*.falls_on), .division.words(), date_in_words(*.first_day), date_in_words(*.last_day))]
    OutsideTheData {
        /// The division it was to be added to.
        division: Division,
        /// The bank holiday's title.
        title: String,
        /// Its date.
        falls_on: Date,
        /// The first day the data holds.
        first_day: Date,
        /// The last day the data holds.
        last_day: Date,
    },
    /// The data was given no version, so a deadline could not say which calendar it was counted by.
    #[error("The bank holidays were given without a version. Name the version, such as the day the file was fetched.")]
    NoVersion,
}

/// The day or the sum a calendar was asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// One day.
    Day(Date),
    /// The day so many working days after a day.
    WorkingDaysAfter {
        /// The day the count starts from.
        start: Date,
        /// How many working days.
        working_days: u32,
    },
}

/// The answer lies outside the years whose bank holidays are known. A calendar that has run out says so: it does not take every
/// weekday for a working day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeyondCalendar {
    /// What was asked.
    pub asked: Asked,
    /// Whose bank holidays.
    pub division: Division,
    /// The first day the calendar can answer for.
    pub first_day: Date,
    /// The last day the calendar can answer for.
    pub last_day: Date,
    /// The version of the bank holidays.
    pub version: Arc<str>,
}

impl BeyondCalendar {
    /// Whether the answer lies before the first known day (such as a mistyped year), not after the last.
    pub fn is_before_the_first_day(&self) -> bool {
        match self.asked {
            Asked::Day(day) => day < self.first_day,
            Asked::WorkingDaysAfter { start, .. } => start < self.first_day,
        }
    }
}

impl std::fmt::Display for BeyondCalendar {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.asked {
            Asked::Day(day) => write!(out, "{} is ", day_in_words(day))?,
            Asked::WorkingDaysAfter { start, working_days: 1 } => write!(out, "1 working day after {} is ", day_in_words(start))?,
            Asked::WorkingDaysAfter { start, working_days } => {
                write!(out, "{working_days} working days after {} is ", day_in_words(start))?
            }
        }
        let of = format!("the bank holidays of {}, version {}", self.division.words(), self.version);
        if self.is_before_the_first_day() {
            let first = date_in_words(self.first_day);
            write!(out, "not known: {of}, start on {first}. Check the year; if it is right, a person must set this date and say why.")
        } else {
            let last = date_in_words(self.last_day);
            write!(
                out,
                "not known: {of}, end on {last}. Add the newer bank holidays from {WHERE_TO_GET_IT}; until then a person must set this date and say why."
            )
        }
    }
}

impl std::error::Error for BeyondCalendar {}

/// A sum of hours went past the last instant that can be written (in the year 9999).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{hours} hours after {start_at} is later than any time that can be written. Check the number of hours.")]
pub struct BeyondClock {
    /// The instant the hours were added to.
    pub start_at: Timestamp,
    /// How many hours.
    pub hours: u32,
}
