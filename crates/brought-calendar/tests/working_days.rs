//! The laws of adding and counting working days, and what happens where a calendar ends.
#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use brought_calendar::{Asked, Calendar, Division, Holiday, HolidayData};
use jiff::{
    ToSpan as _,
    civil::{Date, Weekday, date},
};
use proptest::prelude::*;

fn any_division() -> impl Strategy<Value = Division> {
    prop::sample::select(Division::ALL.to_vec())
}

/// A day from 2012 to the end of 2027, so that a year of working days is still left.
fn any_day() -> impl Strategy<Value = Date> {
    (0..5844_i32).prop_map(|days| date(2012, 1, 1) + days.days())
}

static DATA: LazyLock<HolidayData> = LazyLock::new(HolidayData::bundled);

/// A working day by its definition, without the table.
fn works(division: Division, day: Date) -> bool {
    let weekend = [Weekday::Saturday, Weekday::Sunday].contains(&day.weekday());
    !weekend && !DATA.holidays(division).iter().any(|holiday| holiday.falls_on == day)
}

proptest! {
    #[test]
    fn adding_then_counting_gives_the_number_added(division in any_division(), start in any_day(), n in 0..150_u32) {
        let calendar = Calendar::bundled(division);
        let end = calendar.add_working_days(start, n).unwrap();
        prop_assert_eq!(calendar.working_days_between(start, end), Ok(i64::from(n)));
    }

    #[test]
    fn one_or_more_always_lands_on_a_working_day_after_the_start(division in any_division(), start in any_day(), n in 1..150_u32) {
        let calendar = Calendar::bundled(division);
        let end = calendar.add_working_days(start, n).unwrap();
        prop_assert!(works(division, end), "{} is not a working day", end);
        prop_assert!(end > start);
    }

    #[test]
    fn a_later_start_or_a_longer_wait_is_never_due_earlier(
        division in any_division(), a in any_day(), b in any_day(), n in 0..149_u32,
    ) {
        let calendar = Calendar::bundled(division);
        let (earlier, later) = (a.min(b), a.max(b));
        prop_assert!(calendar.add_working_days(earlier, n).unwrap() <= calendar.add_working_days(later, n).unwrap());
        prop_assert!(calendar.add_working_days(a, n).unwrap() < calendar.add_working_days(a, n + 1).unwrap());
    }

    #[test]
    fn adding_in_two_steps_is_adding_at_once(division in any_division(), start in any_day(), n in 0..75_u32, m in 0..75_u32) {
        let calendar = Calendar::bundled(division);
        let halfway = calendar.add_working_days(start, n).unwrap();
        prop_assert_eq!(calendar.add_working_days(halfway, m), calendar.add_working_days(start, n + m));
    }

    #[test]
    fn counting_is_the_same_as_walking_from_day_to_day(division in any_division(), from in any_day(), length in 0..200_i32) {
        let to = from.saturating_add(length.days());
        let walked = from.tomorrow().unwrap().series(1.day()).take_while(|day| *day <= to).filter(|day| works(division, *day)).count();
        let walked = i64::try_from(walked).unwrap();
        let calendar = Calendar::bundled(division);
        prop_assert_eq!(calendar.working_days_between(from, to), Ok(walked));
        prop_assert_eq!(calendar.working_days_between(to, from), Ok(-walked));
    }
}

#[test]
fn every_day_of_the_calendar_is_a_working_day_exactly_by_the_definition() {
    let data = HolidayData::bundled();
    for division in Division::ALL {
        let calendar = Calendar::bundled(division);
        for day in calendar.first_day().series(1.day()).take_while(|day| *day <= calendar.last_day()) {
            let holiday = data.holidays(division).iter().find(|holiday| holiday.falls_on == day);
            let weekend = [Weekday::Saturday, Weekday::Sunday].contains(&day.weekday());
            assert_eq!(calendar.is_working_day(day), Ok(!weekend && holiday.is_none()), "{division:?} {day}");
            assert_eq!(calendar.holiday_on(day), holiday.map(|holiday| holiday.title.as_str()), "{division:?} {day}");
        }
    }
}

#[test]
fn no_working_days_after_a_day_is_the_day_itself_even_on_a_bank_holiday() {
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    for day in [date(2026, 1, 9), date(2026, 1, 10), date(2026, 12, 25)] {
        assert_eq!(calendar.add_working_days(day, 0), Ok(day));
    }
}

#[test]
fn the_count_from_a_weekend_begins_on_the_next_working_day() {
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    let (friday, saturday, monday, tuesday) = (date(2026, 1, 9), date(2026, 1, 10), date(2026, 1, 12), date(2026, 1, 13));
    assert_eq!(calendar.add_working_days(saturday, 1), Ok(monday));
    assert_eq!(calendar.add_working_days(friday, 2), Ok(tuesday));
    assert_eq!(calendar.next_working_day(friday), Ok(monday));
    assert_eq!(calendar.working_day_on_or_after(friday), Ok(friday));
    assert_eq!(calendar.working_day_on_or_after(saturday), Ok(monday));
}

#[test]
fn a_holiday_proclaimed_at_short_notice_moves_the_sums_across_it_in_its_division_only() {
    let monday = Holiday { falls_on: date(2026, 6, 15), title: "State funeral".to_owned() };
    let data = HolidayData::bundled().with_holiday(Division::Scotland, monday, "with the funeral").unwrap();
    let due_on = |calendar: &Calendar| calendar.add_working_days(date(2026, 6, 12), 2).unwrap();

    let scotland = Calendar::new(Division::Scotland, &data);
    assert_eq!(due_on(&Calendar::bundled(Division::Scotland)), date(2026, 6, 16));
    assert_eq!(due_on(&scotland), date(2026, 6, 17));
    assert_eq!(scotland.holiday_on(date(2026, 6, 15)), Some("State funeral"));
    assert_eq!(scotland.version(), "with the funeral");
    assert_eq!(due_on(&Calendar::new(Division::EnglandAndWales, &data)), date(2026, 6, 16));
}

#[test]
fn two_holidays_on_one_day_take_one_working_day_and_the_first_gives_its_name() {
    let christmas = Holiday { falls_on: date(2026, 12, 25), title: "Another on Christmas Day".to_owned() };
    let data = HolidayData::bundled().with_holiday(Division::EnglandAndWales, christmas, "2").unwrap();
    let calendar = Calendar::new(Division::EnglandAndWales, &data);
    assert_eq!(calendar.add_working_days(date(2026, 12, 24), 1), Ok(date(2026, 12, 29)));
    assert_eq!(calendar.holiday_on(date(2026, 12, 25)), Some("Christmas Day"));
}

#[test]
fn the_calendar_answers_to_its_last_day_and_not_past_it() {
    for division in Division::ALL {
        let calendar = Calendar::bundled(division);
        assert_eq!((calendar.first_day(), calendar.last_day()), (date(2012, 1, 1), date(2028, 12, 31)));
        assert_eq!(calendar.is_working_day(date(2012, 1, 1)), Ok(false));
        assert_eq!(calendar.is_working_day(date(2028, 12, 31)), Ok(false));
        assert_eq!(calendar.add_working_days(date(2028, 12, 22), 3), Ok(date(2028, 12, 29)));
        assert_eq!(calendar.is_working_day(date(2029, 1, 1)).unwrap_err().asked, Asked::Day(date(2029, 1, 1)));
        assert!(calendar.is_working_day(date(2011, 12, 31)).is_err());
        assert!(calendar.add_working_days(date(2028, 12, 29), 1).is_err());
        assert!(calendar.add_working_days(date(2029, 1, 1), 0).is_err());
        assert!(calendar.add_working_days(date(2011, 12, 30), 1).is_err());
        assert!(calendar.add_working_days(date(2026, 1, 1), u32::MAX).is_err());
        assert!(calendar.working_days_between(date(2028, 12, 1), date(2029, 1, 2)).is_err());
        assert!(calendar.working_days_between(date(2029, 1, 2), date(2028, 12, 1)).is_err());
        assert!(calendar.next_working_day(date(2028, 12, 29)).is_err());
        assert!(calendar.working_day_on_or_after(date(2028, 12, 30)).is_err());
        for far in [Date::MIN, Date::MAX] {
            assert!(calendar.is_working_day(far).is_err());
            assert_eq!(calendar.holiday_on(far), None);
        }
    }
}

#[test]
fn a_calendar_that_has_run_out_says_which_day_was_asked_for_where_it_ends_and_what_to_do() {
    let calendar = Calendar::bundled(Division::NorthernIreland);
    let day = calendar.is_working_day(date(2029, 1, 1)).unwrap_err();
    assert_eq!(
        day.to_string(),
        "Monday 1 January 2029 is not known: the bank holidays of Northern Ireland, version gov.uk-2012-2028.1, end on 31 December 2028. \
         Add the newer bank holidays from https://www.gov.uk/bank-holidays.json; until then a person must set this date and say why."
    );
    let sum = calendar.add_working_days(date(2028, 12, 27), 10).unwrap_err();
    assert!(sum.to_string().starts_with("10 working days after Wednesday 27 December 2028 is not known: "), "{sum}");
    let one = calendar.next_working_day(date(2028, 12, 29)).unwrap_err();
    assert!(one.to_string().starts_with("1 working day after Friday 29 December 2028 is not known: "), "{one}");
}

#[test]
fn a_day_before_the_calendar_begins_is_more_likely_a_mistyped_year() {
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    let mistyped = calendar.add_working_days(date(206, 1, 9), 5).unwrap_err();
    assert!(mistyped.is_before_the_first_day());
    assert_eq!(
        mistyped.to_string(),
        "5 working days after Thursday 9 January 206 is not known: the bank holidays of England and Wales, version gov.uk-2012-2028.1, \
         start on 1 January 2012. Check the year; if it is right, a person must set this date and say why."
    );
}

#[test]
fn the_calendar_says_a_year_ahead_that_it_runs_out() {
    let calendar = Calendar::bundled(Division::Scotland);
    for (on, months) in [
        (date(2026, 12, 31), 24),
        (date(2027, 12, 31), 12),
        (date(2028, 1, 1), 11),
        (date(2028, 12, 1), 0),
        (date(2028, 12, 31), 0),
        (date(2031, 5, 1), 0),
    ] {
        assert_eq!(calendar.months_left(on), months, "{on}");
        assert_eq!(calendar.runs_out_soon(on), months < 12, "{on}");
    }
}

#[test]
fn a_calendar_is_cheap_to_share_between_threads_and_short_to_print() {
    fn shareable<T: Clone + Send + Sync + 'static>(_: &T) {}
    let calendar = Calendar::bundled(Division::Scotland);
    shareable(&calendar);
    assert_eq!(
        format!("{calendar:?}"),
        "Calendar { division: Scotland, version: \"gov.uk-2012-2028.1\", first_day: 2012-01-01, last_day: 2028-12-31, .. }"
    );
}
