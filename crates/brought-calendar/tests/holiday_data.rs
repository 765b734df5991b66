//! The bank holidays file: what is bundled, and what a file that cannot be used is told.
#![allow(clippy::unwrap_used)]

use brought_calendar::{Calendar, CalendarProblem, Division, Holiday, HolidayData};
use jiff::civil::date;
use serde_json::{Value, json};

const BUNDLED: &str = include_str!("../data/bank-holidays.json");

/// The problem with the bundled file after one change to it.
fn problem_after(change: impl FnOnce(&mut Value)) -> CalendarProblem {
    let mut file: Value = serde_json::from_str(BUNDLED).unwrap();
    change(&mut file);
    HolidayData::from_gov_uk_json(&file.to_string(), "changed").unwrap_err()
}

/// Keeps the events of one division whose date passes.
fn keep(file: &mut Value, division: &str, passes: impl Fn(&str) -> bool) {
    file[division]["events"].as_array_mut().unwrap().retain(|event| passes(event["date"].as_str().unwrap()));
}

#[test]
fn the_bundled_file_reads_whole() {
    let data = HolidayData::bundled();
    assert_eq!(Ok(&data), HolidayData::from_gov_uk_json(BUNDLED, "gov.uk-2012-2028.1").as_ref());
    assert_eq!(Division::ALL.map(|division| data.holidays(division).len()), [140, 157, 174]);
    for division in Division::ALL {
        assert_eq!((data.first_day(division), data.last_day(division)), (date(2012, 1, 1), date(2028, 12, 31)));
        assert_eq!(Calendar::new(division, &data).version(), "gov.uk-2012-2028.1");
    }
    assert_eq!(Calendar::bundled(Division::NorthernIreland).holiday_on(date(2026, 3, 17)), Some("St Patrick’s Day"));
}

#[test]
fn the_order_of_the_events_does_not_matter() {
    let mut file: Value = serde_json::from_str(BUNDLED).unwrap();
    file["scotland"]["events"].as_array_mut().unwrap().reverse();
    assert_eq!(HolidayData::from_gov_uk_json(&file.to_string(), HolidayData::bundled().version()), Ok(HolidayData::bundled()));
}

#[test]
fn a_newer_file_moves_the_end_of_the_calendar() {
    let mut file: Value = serde_json::from_str(BUNDLED).unwrap();
    for (division, count) in [("england-and-wales", 8), ("scotland", 9), ("northern-ireland", 10)] {
        let events = file[division]["events"].as_array_mut().unwrap();
        events.push(json!({"title": "New Year’s Day", "date": "2029-01-01"}));
        events.extend((1..count - 1).map(|day| json!({"title": "A spring holiday", "date": format!("2029-05-{day:02}")})));
        events.push(json!({"title": "Christmas Day", "date": "2029-12-25"}));
    }
    let data = HolidayData::from_gov_uk_json(&file.to_string(), "newer").unwrap();
    let calendar = Calendar::new(Division::Scotland, &data);
    assert_eq!(calendar.last_day(), date(2029, 12, 31));
    assert_eq!(calendar.add_working_days(date(2028, 12, 29), 1), Ok(date(2029, 1, 2)));
}

#[test]
fn text_that_is_not_json_is_told_the_line_and_column() {
    let problem = HolidayData::from_gov_uk_json("{\n  \"scotland\": oops", "1").unwrap_err();
    assert_eq!(
        problem.to_string(),
        "The bank holidays file is not in GOV.UK's format: expected value at line 2 column 15. \
         Fetch it again from https://www.gov.uk/bank-holidays.json."
    );
    assert!(matches!(problem, CalendarProblem::NotTheFormat { line: 2, column: 15, .. }), "{problem:?}");
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    for length in (0..BUNDLED.trim_end().len()).step_by(997).filter(|length| BUNDLED.is_char_boundary(*length)) {
        let problem = HolidayData::from_gov_uk_json(&BUNDLED[..length], "1");
        assert!(matches!(problem, Err(CalendarProblem::NotTheFormat { .. })), "cut at {length}");
    }
}

#[test]
fn a_section_missing_unknown_or_misnamed_is_named() {
    let missing = problem_after(|file| drop(file.as_object_mut().unwrap().remove("scotland")));
    assert!(missing.to_string().contains("missing field `scotland`"), "{missing}");

    let unknown = problem_after(|file| file["wales"] = file["scotland"].clone());
    assert!(unknown.to_string().contains("unknown field `wales`"), "{unknown}");

    let misnamed = problem_after(|file| file["scotland"]["division"] = json!("northern-ireland"));
    assert_eq!(misnamed, CalendarProblem::WrongDivision { division: Division::Scotland, found: "northern-ireland".to_owned() });
    assert!(misnamed.to_string().contains("a section “scotland” that says it is “northern-ireland”"), "{misnamed}");
}

#[test]
fn an_event_without_its_date_is_told_so() {
    let problem = problem_after(|file| drop(file["scotland"]["events"][2].as_object_mut().unwrap().remove("date")));
    assert!(problem.to_string().contains("missing field `date`"), "{problem}");
}

#[test]
fn a_date_that_is_none_is_told_its_section_event_and_title() {
    for not_a_date in ["2026-02-30", "25/12/2026", "2026-12-25T00:00:00", "20261225", "", " 2026-12-25"] {
        let problem = problem_after(|file| file["scotland"]["events"][2]["date"] = json!(not_a_date));
        assert_eq!(
            problem.to_string(),
            format!(
                "The bank holidays file, section “scotland”, event 3 (“Good Friday”): “{not_a_date}” is not a date. \
                 Write it as year-month-day, such as 2026-12-25."
            )
        );
    }
}

#[test]
fn an_event_without_a_title_is_told_its_section_and_date() {
    let problem = problem_after(|file| file["england-and-wales"]["events"][0]["title"] = json!(" "));
    assert_eq!(
        problem.to_string(),
        "The bank holidays file, section “england-and-wales”, event 1 (2012-01-02): the title is missing. Fill it in."
    );
}

#[test]
fn a_section_without_events_is_not_a_country_without_holidays() {
    let problem = problem_after(|file| file["northern-ireland"]["events"] = json!([]));
    assert_eq!(problem, CalendarProblem::NoHolidays { division: Division::NorthernIreland });
}

#[test]
fn a_year_that_cannot_be_whole_is_refused_with_what_it_lacks() {
    let whole_but = |lacks: &'static str| problem_after(|file| keep(file, "scotland", |date| !date.starts_with(lacks)));
    for (lacks, year, what) in [
        ("2019", 2019, "it has no bank holidays"),
        ("2028-12", 2028, "it has no bank holiday at Christmas"),
        ("2012-01", 2012, "it has no bank holiday at New Year"),
        ("2026-01", 2026, "it has no bank holiday at New Year"),
    ] {
        let expected = CalendarProblem::IncompleteYear { division: Division::Scotland, year, what: what.to_owned() };
        assert_eq!(whole_but(lacks), expected, "{lacks}");
    }
    let few = problem_after(|file| keep(file, "england-and-wales", |date| date != "2026-05-25"));
    assert_eq!(
        few.to_string(),
        "The bank holidays file, section “england-and-wales”, year 2026: it has 7 bank holidays and every year has at least 8, so the \
         year is not complete. Use a file that has all of 2026, or leave 2026 and what lies beyond it out."
    );
}

#[test]
fn a_holiday_later_in_january_or_earlier_in_december_is_not_new_year_or_christmas() {
    for (index, moved_to, what) in
        [(0, "2012-01-20", "it has no bank holiday at New Year"), (138, "2028-12-01", "it has no bank holiday at Christmas")]
    {
        let problem = problem_after(|file| {
            keep(file, "england-and-wales", |date| date != "2028-12-25");
            file["england-and-wales"]["events"][index]["date"] = json!(moved_to);
        });
        assert!(matches!(&problem, CalendarProblem::IncompleteYear { what: found, .. } if found == what), "{problem}");
    }
}

#[test]
fn a_mistyped_year_does_not_stretch_the_calendar() {
    let problem = problem_after(|file| file["scotland"]["events"][2]["date"] = json!("2206-04-06"));
    assert!(matches!(problem, CalendarProblem::IncompleteYear { division: Division::Scotland, .. }), "{problem}");
}

#[test]
fn data_without_a_version_is_refused() {
    assert_eq!(HolidayData::from_gov_uk_json(BUNDLED, " "), Err(CalendarProblem::NoVersion));
    let holiday = Holiday { falls_on: date(2026, 6, 15), title: "State funeral".to_owned() };
    assert_eq!(HolidayData::bundled().with_holiday(Division::Scotland, holiday, ""), Err(CalendarProblem::NoVersion));
}

#[test]
fn a_holiday_in_a_year_that_is_not_known_cannot_be_added() {
    let holiday = Holiday { falls_on: date(2029, 1, 1), title: "New Year’s Day".to_owned() };
    let problem = HolidayData::bundled().with_holiday(Division::Scotland, holiday, "2").unwrap_err();
    assert_eq!(
        problem.to_string(),
        "“New Year’s Day” on 1 January 2029 cannot be added for Scotland: the data holds 1 January 2012 to 31 December 2028 only. \
         Add it in a file that has the whole of that year."
    );
}
