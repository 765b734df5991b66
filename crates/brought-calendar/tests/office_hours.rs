//! STW-19: the allocated social worker from Monday to Friday, 09:00 to 17:00, or else the emergency duty team.
#![allow(clippy::unwrap_used)]

use brought_calendar::{Calendar, Division, at_local};
use jiff::civil::{Date, date, time};

fn check(division: Division, day: Date, hour: i8, minute: i8, expected: bool) {
    let instant = at_local(day, time(hour, minute, 0, 0));
    assert_eq!(Calendar::bundled(division).is_office_hours(instant), Ok(expected), "{division:?} {day} {hour:02}:{minute:02}");
}

#[test]
fn office_hours_begin_at_nine_and_are_over_at_five() {
    let friday = date(2026, 1, 9);
    for (hour, minute, expected) in
        [(0, 0, false), (8, 59, false), (9, 0, true), (12, 0, true), (16, 59, true), (17, 0, false), (23, 59, false)]
    {
        check(Division::EnglandAndWales, friday, hour, minute, expected);
    }
}

#[test]
fn a_second_before_five_is_in_and_five_is_out() {
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    assert_eq!(calendar.is_office_hours("2026-01-09T16:59:59.999Z".parse().unwrap()), Ok(true));
    assert_eq!(calendar.is_office_hours("2026-01-09T17:00:00Z".parse().unwrap()), Ok(false));
}

#[test]
fn in_summer_it_is_the_local_clock_that_counts() {
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    assert_eq!(calendar.is_office_hours("2026-07-01T08:00:00Z".parse().unwrap()), Ok(true), "09:00 in London");
    assert_eq!(calendar.is_office_hours("2026-07-01T16:30:00Z".parse().unwrap()), Ok(false), "17:30 in London");
}

#[test]
fn a_weekend_is_out_of_hours_all_day() {
    for (day, expected) in [(9, true), (10, false), (11, false), (12, true)] {
        check(Division::EnglandAndWales, date(2026, 1, day), 12, 0, expected);
    }
}

#[test]
fn a_bank_holiday_is_out_of_hours_where_it_is_kept() {
    let st_andrews_day = date(2026, 11, 30);
    check(Division::Scotland, st_andrews_day, 12, 0, false);
    check(Division::EnglandAndWales, st_andrews_day, 12, 0, true);
    check(Division::NorthernIreland, st_andrews_day, 12, 0, true);
}

#[test]
fn past_the_end_of_the_calendar_nobody_guesses_who_is_at_work() {
    let instant = at_local(date(2029, 1, 2), time(12, 0, 0, 0));
    assert!(Calendar::bundled(Division::EnglandAndWales).is_office_hours(instant).is_err());
}
