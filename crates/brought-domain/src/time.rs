//! When things happened: to the minute when that is known, to the day when it is not.

use jiff::{
    Timestamp,
    civil::Date,
    tz::{AmbiguousOffset, TimeZone},
};

/// When something happened or is planned.
///
/// A day is a day and never an instant at midnight (S23): a birth date or an appointment known only by its day must not
/// move when the clocks change or when somebody reads it elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Happened {
    /// At this instant.
    At(Timestamp),
    /// Some time on this local day.
    On(Date),
}

/// A clock on the wall: which local day it is, and when that began. A time zone is one; whoever asks it at every entry of every child may
/// know a quicker one with the same answers.
pub trait LocalTime {
    /// The local day of an instant.
    fn day_of(&self, instant: Timestamp) -> Date;
    /// The first instant of a local day.
    fn start_of(&self, day: Date) -> Timestamp;
}

impl LocalTime for TimeZone {
    fn day_of(&self, instant: Timestamp) -> Date {
        self.to_datetime(instant).date()
    }

    fn start_of(&self, day: Date) -> Timestamp {
        start_of_day(day, self)
    }
}

impl Happened {
    /// The local day.
    pub fn day(&self, zone: &impl LocalTime) -> Date {
        match self {
            Self::At(instant) => zone.day_of(*instant),
            Self::On(day) => *day,
        }
    }

    /// The earliest instant it can have been, from which deadlines run, so that not knowing the hour never gives more time.
    pub fn earliest(&self, zone: &impl LocalTime) -> Timestamp {
        match self {
            Self::At(instant) => *instant,
            Self::On(day) => zone.start_of(*day),
        }
    }

    /// The last instant it can have been.
    pub fn latest(&self, zone: &impl LocalTime) -> Timestamp {
        match self {
            Self::At(instant) => *instant,
            Self::On(day) => day
                .tomorrow()
                .map(|next| zone.start_of(next))
                .unwrap_or(Timestamp::MAX)
                .checked_sub(jiff::SignedDuration::from_secs(1))
                .unwrap_or(Timestamp::MAX),
        }
    }

    /// Whether it is not before the other: true also when both are known only by the same day, because then nothing says it was earlier.
    pub fn is_not_before(&self, other: &Self, zone: &impl LocalTime) -> bool {
        match (self, other) {
            (Self::At(left), Self::At(right)) => left >= right,
            _ => self.day(zone) >= other.day(zone),
        }
    }

    /// Whether it is certainly after the other. The same day without hours is not certain.
    pub fn is_certainly_after(&self, other: &Self, zone: &impl LocalTime) -> bool {
        match (self, other) {
            (Self::At(left), Self::At(right)) => left > right,
            _ => self.day(zone) > other.day(zone),
        }
    }
}

fn start_of_day(day: Date, zone: &TimeZone) -> Timestamp {
    // Nearly every midnight is there once.
    let midnight = day.to_datetime(jiff::civil::Time::midnight());
    if let AmbiguousOffset::Unambiguous { offset } = zone.to_ambiguous_timestamp(midnight).offset()
        && let Ok(instant) = offset.to_timestamp(midnight)
    {
        return instant;
    }
    // A day that begins in a clock change begins at the first instant that exists; out of range only at the ends of time.
    day.to_zoned(zone.clone()).and_then(|zoned| zoned.start_of_day()).map(|zoned| zoned.timestamp()).unwrap_or(if day.year() < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn london() -> TimeZone {
        jiff::tz::get!("Europe/London")
    }

    #[test]
    fn a_day_in_summer_begins_an_hour_earlier_in_universal_time() {
        let day = Happened::On(date(2026, 7, 1));
        assert_eq!(day.earliest(&london()).to_string(), "2026-06-30T23:00:00Z");
        assert_eq!(day.latest(&london()).to_string(), "2026-07-01T22:59:59Z");
        assert_eq!(day.day(&london()), date(2026, 7, 1));
    }

    #[test]
    fn late_in_the_evening_in_summer_is_still_the_local_day() {
        let late: Timestamp = "2026-07-01T22:30:00Z".parse().unwrap();
        assert_eq!(Happened::At(late).day(&london()), date(2026, 7, 1));
        let past_local_midnight: Timestamp = "2026-07-01T23:30:00Z".parse().unwrap();
        assert_eq!(Happened::At(past_local_midnight).day(&london()), date(2026, 7, 2));
    }

    #[test]
    fn the_same_day_without_hours_is_not_before_and_not_certainly_after() {
        let day = Happened::On(date(2026, 7, 1));
        let noon = Happened::At("2026-07-01T11:00:00Z".parse().unwrap());
        assert!(day.is_not_before(&noon, &london()));
        assert!(!day.is_certainly_after(&noon, &london()));
        assert!(Happened::On(date(2026, 7, 2)).is_certainly_after(&noon, &london()));
    }
}
