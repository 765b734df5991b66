//! Days and times as people type them, with the design system's words for what is wrong with them.

use jiff::civil::{Date, Time};

/// A day typed into three fields. `what` begins the sentence: "Date of birth".
///
/// # Errors
/// What to put right, as the design system writes it; nothing typed at all is `None`.
pub(super) fn day(day: &str, month: &str, year: &str, what: &str) -> Result<Option<Date>, String> {
    let missing: Vec<&str> =
        [("day", day), ("month", month), ("year", year)].iter().filter(|(_, typed)| typed.is_empty()).map(|(part, _)| *part).collect();
    match missing.as_slice() {
        [] => {}
        [_, _, _] => return Ok(None),
        [one] => return Err(format!("{what} must include a {one}")),
        [one, two, ..] => return Err(format!("{what} must include a {one} and {two}")),
    }
    let real = || format!("{what} must be a real date");
    if year.len() != 4 {
        return Err(format!("Year of {} must include 4 numbers", lower_first(what)));
    }
    let year = year.parse::<i16>().map_err(|_| real())?;
    let day = day.parse::<i8>().map_err(|_| real())?;
    let month = month_number(month).ok_or_else(real)?;
    Date::new(year, month, day).map(Some).map_err(|_| real())
}

/// A month as a number or as people write it.
fn month_number(typed: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Ok(number) = typed.parse() {
        return Some(number);
    }
    let start: String = typed.to_lowercase().chars().take(3).collect();
    let place = MONTHS.iter().position(|month| *month == start)?;
    i8::try_from(place + 1).ok()
}

/// A time of day as people write it: 10:20, 2:15pm, 2pm, 1420, midday.
pub(super) fn time(typed: &str) -> Option<Time> {
    let typed = typed.to_lowercase().replace(' ', "");
    match typed.as_str() {
        "midday" | "noon" => return Time::new(12, 0, 0, 0).ok(),
        "midnight" => return Time::new(0, 0, 0, 0).ok(),
        _ => {}
    }
    let (digits, half) = match (typed.strip_suffix("am"), typed.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (_, Some(digits)) => (digits, Some(12)),
        _ => (typed.as_str(), None),
    };
    let (hour, minute) = hour_and_minute(digits)?;
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

fn hour_and_minute(digits: &str) -> Option<(i8, i8)> {
    let (hour, minute) = match (digits.split_once([':', '.']), digits.len()) {
        (Some(both), _) => both,
        (None, 1 | 2) => (digits, "00"),
        (None, 3 | 4) => digits.split_at_checked(digits.len() - 2)?,
        _ => return None,
    };
    let is_written_out = (1..=2).contains(&hour.len()) && minute.len() == 2;
    let is_digits = hour.bytes().chain(minute.bytes()).all(|letter| letter.is_ascii_digit());
    if is_written_out && is_digits { Some((hour.parse().ok()?, minute.parse().ok()?)) } else { None }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time as at};

    #[test]
    fn a_day_is_read_as_people_type_it() {
        for (typed, expected) in [
            (("9", "1", "2026"), date(2026, 1, 9)),
            (("09", "January", "2026"), date(2026, 1, 9)),
            (("29", "feb", "2024"), date(2024, 2, 29)),
        ] {
            assert_eq!(day(typed.0, typed.1, typed.2, "Date"), Ok(Some(expected)));
        }
        assert_eq!(day("", "", "", "Date"), Ok(None));
    }

    #[test]
    fn what_is_wrong_with_a_day_is_said_as_the_design_system_says_it() {
        for (typed, words) in [
            (("", "1", "2026"), "Date of the visit must include a day"),
            (("9", "", ""), "Date of the visit must include a month and year"),
            (("29", "2", "2026"), "Date of the visit must be a real date"),
            (("9", "Foo", "2026"), "Date of the visit must be a real date"),
            (("9", "1", "26"), "Year of date of the visit must include 4 numbers"),
        ] {
            assert_eq!(day(typed.0, typed.1, typed.2, "Date of the visit"), Err(words.to_owned()), "{typed:?}");
        }
    }

    #[test]
    fn a_time_is_read_as_people_type_it() {
        for (typed, hour, minute) in [
            ("10:20", 10, 20),
            ("10.20", 10, 20),
            ("1020", 10, 20),
            ("2pm", 14, 0),
            ("2:15 PM", 14, 15),
            ("12am", 0, 0),
            ("12:30pm", 12, 30),
            ("9", 9, 0),
            ("midday", 12, 0),
        ] {
            assert_eq!(time(typed), Some(at(hour, minute, 0, 0)), "{typed}");
        }
        for typed in ["25:00", "10:60", "13pm", "soon", "10:2", "-1:30", ""] {
            assert_eq!(time(typed), None, "{typed}");
        }
    }
}
