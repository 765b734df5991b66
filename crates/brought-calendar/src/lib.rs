//! Working days, bank holidays and clocks of the four nations.
//!
//! A deadline in a safeguarding policy is written in one of a few units: elapsed hours, working days, or the end of a day. Getting
//! one wrong means a child is visited late. This crate holds the sums, and nothing else: it reads no clock, no file and no setting
//! of the machine, so the same question has the same answer everywhere.
//!
//! * A [`Calendar`] is one [`Division`]'s bank holidays in one version. It adds and counts working days and says whether an instant
//!   is in office hours. It answers only for the years its data holds complete; outside them it says so ([`BeyondCalendar`]) and
//!   never guesses that a day is a working day.
//! * [`HolidayData`] is the bank holidays file, the bundled one or a newer one from GOV.UK.
//! * The clock functions ([`start_of_day`], [`end_of_day`], [`local_date`], [`at_local`], [`add_elapsed_hours`]) are always United
//!   Kingdom time, summer time included.
//! * The wording functions ([`day_in_words`], [`time_in_words`]) write days and times the way people read them.
//!
//! ```
//! use brought_calendar::{Calendar, Division, day_in_words};
//! use jiff::civil::date;
//!
//! let scotland = Calendar::bundled(Division::Scotland);
//! let due_on = scotland.add_working_days(date(2026, 12, 23), 5)?;
//! assert_eq!(day_in_words(due_on), "Tuesday 5 January 2027");
//! # Ok::<(), brought_calendar::BeyondCalendar>(())
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod calendar;
mod clock;
mod day_table;
mod days;
mod gov_uk;
mod holidays;
mod moment;
mod nation;
mod office_hours;
mod problem;
mod words;

pub use calendar::{Calendar, LEAST_MONTHS_LEFT};
pub use clock::{LocalReading, add_elapsed_hours, at_local, end_of_day, local, local_date, read_local, start_of_day, uk_time_zone};
pub use days::days_later;
pub use holidays::{Holiday, HolidayData};
pub use moment::{parse_moment, parse_moment_beginning};
pub use nation::{Division, Nation};
pub use problem::{Asked, BeyondCalendar, BeyondClock, CalendarProblem};
pub use words::{date_in_words, day_in_words, day_in_words_short, time_in_words};
