//! Sums somebody else worked out: every one must come out the same here.
#![allow(clippy::unwrap_used)]

use brought_calendar::{Calendar, Division};
use jiff::civil::{Date, date};

#[test]
fn all_5475_sums_of_2026_agree_with_another_program() {
    let mut lines = include_str!("data/working-day-sums-2026.csv").lines();
    let counts: Vec<u32> = lines.next().unwrap().split(',').skip(2).map(|count| count.parse().unwrap()).collect();
    let mut checked = 0;
    for line in lines {
        let mut cells = line.split(',');
        let calendar = Calendar::bundled(Division::from_code(cells.next().unwrap()).unwrap());
        let start: Date = cells.next().unwrap().parse().unwrap();
        for (working_days, cell) in counts.iter().zip(cells) {
            let expected: Date = cell.parse().unwrap();
            assert_eq!(calendar.add_working_days(start, *working_days), Ok(expected), "{calendar:?}: {start} and {working_days}");
            assert_eq!(calendar.working_days_between(start, expected), Ok(i64::from(*working_days)), "{calendar:?}: {start} to {expected}");
            checked += 1;
        }
    }
    assert_eq!(checked, 5475);
}

fn check(start: Date, working_days: u32, expected: [Date; 3]) {
    let found = Division::ALL.map(|division| Calendar::bundled(division).add_working_days(start, working_days).unwrap());
    assert_eq!(found, expected, "{working_days} working days after {start} in {:?}", Division::ALL);
}

#[test]
fn the_state_funeral_of_19_september_2022_is_no_working_day() {
    check(date(2022, 9, 14), 5, [date(2022, 9, 22); 3]);
}

#[test]
fn scotland_keeps_2_january_too() {
    check(date(2026, 12, 23), 5, [date(2027, 1, 4), date(2027, 1, 5), date(2027, 1, 4)]);
}

#[test]
fn scotland_works_on_easter_monday() {
    check(date(2026, 4, 1), 5, [date(2026, 4, 10), date(2026, 4, 9), date(2026, 4, 10)]);
}

#[test]
fn northern_ireland_keeps_st_patricks_day() {
    check(date(2026, 3, 16), 1, [date(2026, 3, 17), date(2026, 3, 17), date(2026, 3, 18)]);
}

#[test]
fn northern_ireland_keeps_12_july_here_on_its_substitute_day() {
    check(date(2026, 7, 10), 1, [date(2026, 7, 13), date(2026, 7, 13), date(2026, 7, 14)]);
}

#[test]
fn scotland_keeps_st_andrews_day() {
    check(date(2026, 11, 27), 1, [date(2026, 11, 30), date(2026, 12, 1), date(2026, 11, 30)]);
}

#[test]
fn scotland_has_had_its_summer_bank_holiday_by_the_end_of_august() {
    check(date(2026, 8, 28), 1, [date(2026, 9, 1), date(2026, 8, 31), date(2026, 9, 1)]);
}
