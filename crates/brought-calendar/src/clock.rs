//! The clock of the United Kingdom, summer time included.
//!
//! Europe/London is compiled in, so that no machine's own time-zone files can change an answer. After 2037 the present rule carries
//! on: clocks go forward on the last Sunday of March and back on the last Sunday of October, both at 01:00 UTC.
//!
//! At the two ends of what can be written (the years −9999 and 9999) a local time whose instant cannot be written becomes the
//! nearest instant that can. No deadline of a child's lies there, and every function but the adding of hours stays free of errors.

use jiff::{
    SignedDuration, Timestamp, Zoned,
    civil::{Date, DateTime, Time},
    tz::{AmbiguousOffset, Offset, TimeZone},
};

use crate::{BeyondClock, days};
use std::sync::LazyLock;

static LONDON: TimeZone = jiff::tz::get!("Europe/London");

/// A reading of the local clock: most name one instant, but the hour skipped in March names none and the hour repeated in October
/// names two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalReading {
    /// The clock showed this once.
    Once(Timestamp),
    /// The clock never showed this: it went forward over it. A clock nobody had put forward showed it at this instant.
    Skipped {
        /// The instant, which the right clock showed an hour later.
        moved_to: Timestamp,
    },
    /// The clock showed this twice, before and after it went back.
    Twice {
        /// The instant before the clock went back.
        first: Timestamp,
        /// The instant after.
        second: Timestamp,
    },
}

/// The time zone of the United Kingdom, Europe/London.
pub fn uk_time_zone() -> TimeZone {
    LONDON.clone()
}

/// The local date and time of an instant.
pub fn local(instant: Timestamp) -> Zoned {
    instant.to_zoned(uk_time_zone())
}

/// The local date of an instant: in summer the day begins at 23:00 UTC the evening before.
pub fn local_date(instant: Timestamp) -> Date {
    // Nothing changes within a second.
    let second = instant.as_second();
    let offset = stretch_of(second).map(|stretch| if second < stretch.at { stretch.before } else { stretch.after });
    let quickly = offset.and_then(|offset| days::numbered((second + i64::from(offset)).div_euclid(SECONDS_OF_DAY)));
    quickly.unwrap_or_else(|| LONDON.to_offset(instant).to_datetime(instant).date())
}

const SECONDS_OF_DAY: i64 = 24 * 60 * 60;

/// The changes of the clock in the years in which children are followed up.
///
/// Finding one of some two hundred and fifty is several times quicker than asking the whole history of the zone, and the local day is
/// asked for at every entry of every child.
struct Changes {
    /// The first second for which this tells anything, since 1970.
    first: i64,
    stretches: Vec<Stretch>,
}

/// A stretch of time in which the clock changes once at most.
struct Stretch {
    /// When it changes next: in this stretch, or after it.
    at: i64,
    /// How many seconds it is ahead of universal time until then.
    before: i32,
    /// And how many from then on.
    after: i32,
}

/// How long a stretch is: 2 to the power of this, in seconds. That is 48 days, and no clock changes twice in so few.
const STRETCH: u32 = 22;

static CHANGES: LazyLock<Changes> = LazyLock::new(|| {
    let midnight = |year: i16| at_local_near_a_change(Date::constant(year, 1, 1), Time::midnight());
    let (first, last) = (midnight(1990), midnight(2110));
    let mut before = LONDON.to_offset(first).seconds();
    let mut changes = LONDON.following(first).map(|change| (change.timestamp().as_second(), change.offset().seconds())).peekable();
    let (first, last) = (first.as_second(), last.as_second());
    let stretch = |begin: i64| {
        let (at, after) = changes.peek().copied().unwrap_or((i64::MAX, before));
        let stretch = Stretch { at, before, after };
        if changes.next_if(|(at, _)| *at < begin + (1 << STRETCH)).is_some() {
            before = after;
        }
        stretch
    };
    Changes { first, stretches: (first..last).step_by(1 << STRETCH).map(stretch).collect() }
});

/// The stretch of time in which a second lies. Nothing: it is in none of those years.
fn stretch_of(second: i64) -> Option<&'static Stretch> {
    let changes = &*CHANGES;
    changes.stretches.get(usize::try_from((second - changes.first) >> STRETCH).ok()?)
}

/// The first instant of a local day: midnight.
pub fn start_of_day(day: Date) -> Timestamp {
    quickly(day, 0).unwrap_or_else(|| at_local_near_a_change(day, Time::midnight()))
}

/// The instant by which something due “by the end of the day” is done: 23:59:59 local, one second before the next day starts. A
/// whole second, so that a deadline shown and stored to the second is the same deadline.
pub fn end_of_day(day: Date) -> Timestamp {
    quickly(day, SECONDS_OF_DAY - 1).unwrap_or_else(|| at_local_near_a_change(day, Time::constant(23, 59, 59, 0)))
}

/// What instant, or instants, the local clock showed this time on this day.
pub fn read_local(day: Date, time: Time) -> LocalReading {
    let reading = day.to_datetime(time);
    match LONDON.to_ambiguous_timestamp(reading).offset() {
        AmbiguousOffset::Unambiguous { offset } => LocalReading::Once(at_offset(reading, offset)),
        AmbiguousOffset::Gap { before, .. } => LocalReading::Skipped { moved_to: at_offset(reading, before) },
        AmbiguousOffset::Fold { before, after } => {
            LocalReading::Twice { first: at_offset(reading, before), second: at_offset(reading, after) }
        }
    }
}

/// The instant of a local time, for a deadline: of a repeated time the earlier reading, so that nobody is told they have an hour
/// more than the other reading of the policy gives; a skipped time moves forward by the hour skipped, so that 01:30 becomes 02:30.
/// Where the difference must be shown or asked about, use [`read_local`].
pub fn at_local(day: Date, time: Time) -> Timestamp {
    let second = i64::from(time.hour()) * 60 * 60 + i64::from(time.minute()) * 60 + i64::from(time.second());
    let quickly = if time.subsec_nanosecond() == 0 { quickly(day, second) } else { None };
    quickly.unwrap_or_else(|| at_local_near_a_change(day, time))
}

/// The instant of so many seconds after midnight of a local day, when it lies hours away from any change of the clock, as nearly all of
/// them do.
fn quickly(day: Date, second: i64) -> Option<Timestamp> {
    // More than the clock is ever off universal time in those years.
    const HOURS: i64 = 3 * 60 * 60;
    let about = days::number_of(day) * SECONDS_OF_DAY + second;
    let stretch = stretch_of(about - HOURS)?;
    let offset = match stretch.at {
        at if about + HOURS < at => stretch.before,
        at if about - HOURS >= at => stretch.after,
        _ => return None,
    };
    Timestamp::from_second(about - i64::from(offset)).ok()
}

fn at_local_near_a_change(day: Date, time: Time) -> Timestamp {
    match read_local(day, time) {
        LocalReading::Once(instant) => instant,
        LocalReading::Skipped { moved_to } => moved_to,
        LocalReading::Twice { first, .. } => first,
    }
}

/// The instant so many hours later as a stopwatch counts them, across clock changes: 24 hours after 14:00 on the Saturday before the
/// clocks go forward is 15:00 on the Sunday.
///
/// # Errors
///
/// [`BeyondClock`] past the last instant that can be written, in the year 9999.
pub fn add_elapsed_hours(start_at: Timestamp, hours: u32) -> Result<Timestamp, BeyondClock> {
    start_at.checked_add(SignedDuration::from_hours(hours.into())).map_err(|_| BeyondClock { start_at, hours })
}

fn at_offset(reading: DateTime, offset: Offset) -> Timestamp {
    let nearest_end = if reading.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    offset.to_timestamp(reading).unwrap_or(nearest_end)
}
