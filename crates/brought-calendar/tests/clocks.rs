//! The local clock, and above all the two nights a year it changes.
#![allow(clippy::unwrap_used)]

use brought_calendar::{LocalReading, add_elapsed_hours, at_local, end_of_day, local, local_date, read_local, start_of_day, uk_time_zone};
use jiff::{
    SignedDuration, Timestamp, ToSpan as _,
    civil::{Date, Weekday, date, time},
};
use proptest::prelude::*;

/// The last Sunday of a month of 31 days: in March the clocks go forward, in October back, both at 01:00 UTC.
fn last_sunday(year: i16, month: i8) -> Date {
    (25..=31).map(|day| date(year, month, day)).find(|day| day.weekday() == Weekday::Sunday).unwrap()
}

fn utc(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn one_in_the_morning_utc(day: Date) -> Timestamp {
    utc(&format!("{day}T01:00:00Z"))
}

/// What the local clock shows, written as the rule is and not as the library has it: one hour ahead of UTC in summer.
fn clock_shows(instant: Timestamp) -> String {
    let year = instant.to_zoned(jiff::tz::TimeZone::UTC).year();
    let summer = one_in_the_morning_utc(last_sunday(year, 3))..one_in_the_morning_utc(last_sunday(year, 10));
    let ahead = SignedDuration::from_hours(if summer.contains(&instant) { 1 } else { 0 });
    (instant + ahead).to_zoned(jiff::tz::TimeZone::UTC).datetime().to_string()
}

#[test]
fn elapsed_hours_are_stopwatch_hours_through_every_weekend_the_clocks_change() {
    let mut sums = 0;
    for (year, month) in (2024..=2045).flat_map(|year| [(year, 3), (year, 10)]) {
        let saturday = start_of_day(last_sunday(year, month).yesterday().unwrap());
        for start_hour in 0..72 {
            let start = add_elapsed_hours(saturday, start_hour).unwrap();
            for hours in 0..=48 {
                let end = add_elapsed_hours(start, hours).unwrap();
                assert_eq!(end.duration_since(start), SignedDuration::from_hours(hours.into()));
                assert_eq!(local(end).datetime().to_string(), clock_shows(end));
                sums += 1;
            }
        }
    }
    assert_eq!(sums, 22 * 2 * 72 * 49);
}

#[test]
fn the_day_the_clocks_go_forward_has_23_hours_and_the_day_they_go_back_25() {
    for year in 2024..=2045 {
        for (day, hours) in [(last_sunday(year, 3), 23), (last_sunday(year, 10), 25), (date(year, 7, 1), 24)] {
            let length = start_of_day(day.tomorrow().unwrap()).duration_since(start_of_day(day));
            assert_eq!(length, SignedDuration::from_hours(hours), "{day}");
        }
    }
}

#[test]
fn twenty_four_hours_from_saturday_afternoon_is_an_hour_later_on_the_clock_when_it_goes_forward() {
    let contact_at = at_local(date(2026, 3, 28), time(14, 0, 0, 0));
    let due_at = add_elapsed_hours(contact_at, 24).unwrap();
    assert_eq!(local(due_at).datetime(), date(2026, 3, 29).at(15, 0, 0, 0));
}

#[test]
fn twenty_four_hours_from_saturday_afternoon_is_an_hour_earlier_on_the_clock_when_it_goes_back() {
    let contact_at = at_local(date(2026, 10, 24), time(14, 0, 0, 0));
    let due_at = add_elapsed_hours(contact_at, 24).unwrap();
    assert_eq!(local(due_at).datetime(), date(2026, 10, 25).at(13, 0, 0, 0));
}

#[test]
fn the_hour_skipped_on_29_march_2026_moves_forward() {
    for (minute, moved_to) in [(0, "2026-03-29T01:00:00Z"), (30, "2026-03-29T01:30:00Z"), (59, "2026-03-29T01:59:00Z")] {
        let skipped = time(1, minute, 0, 0);
        assert_eq!(read_local(date(2026, 3, 29), skipped), LocalReading::Skipped { moved_to: utc(moved_to) });
        assert_eq!(at_local(date(2026, 3, 29), skipped), utc(moved_to));
        assert_eq!(local(utc(moved_to)).time(), time(2, minute, 0, 0));
    }
}

#[test]
fn the_hour_repeated_on_25_october_2026_is_read_as_the_earlier_for_a_deadline() {
    let repeated = time(1, 30, 0, 0);
    let (first, second) = (utc("2026-10-25T00:30:00Z"), utc("2026-10-25T01:30:00Z"));
    assert_eq!(read_local(date(2026, 10, 25), repeated), LocalReading::Twice { first, second });
    assert_eq!(at_local(date(2026, 10, 25), repeated), first);
    assert_eq!((local(first).time(), local(second).time()), (repeated, repeated));
}

#[test]
fn the_minutes_on_either_side_of_a_change_are_plain() {
    for (day, hour, minute, instant) in [
        (date(2026, 3, 29), 0, 59, "2026-03-29T00:59:00Z"),
        (date(2026, 3, 29), 2, 0, "2026-03-29T01:00:00Z"),
        (date(2026, 10, 25), 0, 59, "2026-10-24T23:59:00Z"),
        (date(2026, 10, 25), 2, 0, "2026-10-25T02:00:00Z"),
    ] {
        assert_eq!(read_local(day, time(hour, minute, 0, 0)), LocalReading::Once(utc(instant)));
    }
}

#[test]
fn a_vaccination_just_after_midnight_on_1_september_is_septembers() {
    assert_eq!(local_date(utc("2026-08-31T23:00:00Z")), date(2026, 9, 1));
    assert_eq!(local_date(utc("2026-08-31T22:59:59Z")), date(2026, 8, 31));
    assert_eq!(local_date(utc("2026-12-31T23:59:59Z")), date(2026, 12, 31));
}

#[test]
fn the_local_day_is_that_of_the_time_zone_in_three_hundred_years() {
    let zone = uk_time_zone();
    let mut instant = utc("1850-01-01T00:30:00Z");
    while instant < utc("2150-01-01T00:00:00Z") {
        assert_eq!(local_date(instant), zone.to_datetime(instant).date(), "{instant}");
        instant += SignedDuration::from_hours(7);
    }
    for change in zone.following(utc("1900-01-01T00:00:00Z")).take_while(|change| change.timestamp() < utc("2150-01-01T00:00:00Z")) {
        for seconds in [-1, 0, 1] {
            let instant = change.timestamp() + SignedDuration::from_secs(seconds);
            assert_eq!(local_date(instant), zone.to_datetime(instant).date(), "{instant}");
        }
    }
}

#[test]
fn a_day_ends_one_second_before_the_next_begins() {
    assert_eq!(end_of_day(date(2026, 7, 1)), utc("2026-07-01T22:59:59Z"));
    assert_eq!(end_of_day(date(2026, 1, 1)), utc("2026-01-01T23:59:59Z"));
    for year in [2026, 2040] {
        for day in date(year, 1, 1).series(1.day()).take_while(|day| day.year() == year) {
            let next = start_of_day(day.tomorrow().unwrap());
            assert_eq!(next.duration_since(end_of_day(day)), SignedDuration::from_secs(1), "{day}");
            assert_eq!((local_date(start_of_day(day)), local_date(end_of_day(day))), (day, day));
        }
    }
}

#[test]
fn the_zone_is_the_united_kingdoms_whatever_the_machine_says() {
    assert_eq!(uk_time_zone().iana_name(), Some("Europe/London"));
    assert_eq!(local(utc("2026-07-01T12:00:00Z")).to_string(), "2026-07-01T13:00:00+01:00[Europe/London]");
}

#[test]
fn too_many_hours_are_an_error_that_names_the_sum() {
    let problem = add_elapsed_hours(utc("2026-01-09T09:00:00Z"), u32::MAX).unwrap_err();
    assert_eq!(
        problem.to_string(),
        "4294967295 hours after 2026-01-09T09:00:00Z is later than any time that can be written. Check the number of hours."
    );
}

#[test]
fn at_the_ends_of_what_can_be_written_the_nearest_instant_stands_in() {
    assert_eq!(end_of_day(Date::MAX), Timestamp::MAX);
    assert_eq!(start_of_day(Date::MIN), Timestamp::MIN);
}

proptest! {
    #[test]
    fn a_local_reading_always_leads_back_to_itself(seconds in 0..4_102_444_800_i64) {
        let instant = Timestamp::from_second(seconds).unwrap();
        let shown = local(instant);
        match read_local(shown.date(), shown.time()) {
            LocalReading::Once(only) => prop_assert_eq!(only, instant),
            LocalReading::Twice { first, second } => prop_assert!(instant == first || instant == second),
            LocalReading::Skipped { .. } => prop_assert!(false, "the clock showed {} and it reads as skipped", shown),
        }
    }

    /// Days are looked up in a list of the changes of the clock: they are those that the whole history of the zone gives, beyond both ends of
    /// that list as well.
    #[test]
    fn a_day_is_that_of_the_whole_history_of_the_zone(seconds in 300_000_000..5_000_000_000_i64) {
        let zone = uk_time_zone();
        let shown = Timestamp::from_second(seconds).unwrap().to_zoned(zone);
        prop_assert_eq!(local_date(shown.timestamp()), shown.date());
        prop_assert_eq!(start_of_day(shown.date()), shown.start_of_day().unwrap().timestamp());
    }
}

#[test]
fn a_day_is_the_right_one_in_every_second_around_a_change_of_the_clock() {
    let zone = uk_time_zone();
    let changes = zone.following(utc("1985-01-01T00:00:00Z")).take_while(|change| change.timestamp() < utc("2115-01-01T00:00:00Z"));
    for change in changes {
        for seconds in [-7200, -3601, -3600, -1, 0, 1, 3599, 3600, 7200, 82_800, 86_400] {
            let instant = change.timestamp() + SignedDuration::from_secs(seconds);
            assert_eq!(local_date(instant), instant.to_zoned(zone.clone()).date(), "{instant}");
        }
    }
}

#[test]
fn every_day_of_a_hundred_and_thirty_years_begins_and_ends_as_the_time_zone_says() {
    let zone = uk_time_zone();
    for day in date(1985, 1, 1).series(1.day()).take_while(|day| day.year() < 2115) {
        let (begin, end) = (day.to_zoned(zone.clone()).unwrap(), day.at(23, 59, 59, 0).to_zoned(zone.clone()).unwrap());
        assert_eq!((start_of_day(day), end_of_day(day)), (begin.timestamp(), end.timestamp()), "{day}");
        assert_eq!((local_date(begin.timestamp()), local_date(end.timestamp())), (day, day));
        assert_eq!(at_local(day, time(1, 30, 0, 0)), day.at(1, 30, 0, 0).to_zoned(zone.clone()).unwrap().timestamp());
    }
}
