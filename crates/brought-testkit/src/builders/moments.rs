//! Times as a test writes them.

use brought_calendar::at_local;
use brought_domain::Happened;
use jiff::civil::{Date, DateTime, time};
use jiff::{Span, Timestamp};

/// A local day such as `2026-01-05`. Panics when it is not one.
pub fn on(day: &str) -> Date {
    day.parse().unwrap_or_else(|problem| panic!("`{day}` is not a day such as 2026-01-05: {problem}"))
}

/// A local time such as `2026-01-05T10:00`, or an instant with `Z`. A day alone means noon. Panics when it is none of these.
pub fn at(when: &str) -> Timestamp {
    match happened(when) {
        Happened::At(instant) => instant,
        Happened::On(day) => at_local(day, time(12, 0, 0, 0)),
    }
}

/// A local day or time as an event has it. Panics when it is neither.
pub fn happened(when: &str) -> Happened {
    if when.ends_with('Z') {
        return Happened::At(when.parse().unwrap_or_else(|problem| panic!("`{when}` is not an instant: {problem}")));
    }
    if !when.contains('T') {
        return Happened::On(on(when));
    }
    let local: DateTime = when.parse().unwrap_or_else(|problem| panic!("`{when}` is not a time such as 2026-01-05T10:00: {problem}"));
    Happened::At(at_local(local.date(), local.time()))
}

/// When an event is recorded unless the test says otherwise: at once, or at noon of the day.
pub(super) fn recorded_when(happened: Happened) -> Timestamp {
    match happened {
        Happened::At(instant) => instant,
        Happened::On(day) => at_local(day, time(12, 0, 0, 0)),
    }
}

/// The same, some local days earlier.
pub(super) fn days_before(happened: Happened, days: i32) -> Happened {
    let earlier = |day: Date| day.checked_sub(Span::new().days(days)).unwrap_or_else(|problem| panic!("{problem}"));
    match happened {
        Happened::On(day) => Happened::On(earlier(day)),
        Happened::At(instant) => {
            let local = brought_calendar::local(instant);
            Happened::At(at_local(earlier(local.date()), local.time()))
        }
    }
}
