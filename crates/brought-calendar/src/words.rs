//! Days and times as people read them, in the style of the NHS and GOV.UK: “Friday 9 January 2026”, “5:30pm”, “midday”.

use jiff::civil::{Date, Time, Weekday};

/// A day with its weekday and year: “Friday 9 January 2026”.
pub fn day_in_words(day: Date) -> String {
    format!("{} {}", weekday_in_words(day.weekday()), date_in_words(day))
}

/// A day with its weekday, where the year is plain from around it: “Friday 9 January”.
pub fn day_in_words_short(day: Date) -> String {
    format!("{} {} {}", weekday_in_words(day.weekday()), day.day(), month_in_words(day))
}

/// A date without its weekday, such as a date of birth: “9 January 2026”.
pub fn date_in_words(day: Date) -> String {
    format!("{} {} {}", day.day(), month_in_words(day), day.year())
}

/// A time of day to the minute, seconds left off: “9am”, “5:30pm”, “midday”, “midnight”. Midnight is the start of its day.
pub fn time_in_words(time: Time) -> String {
    let half = if time.hour() < 12 { "am" } else { "pm" };
    let hour = match time.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (_, 0) => format!("{hour}{half}"),
        (_, minute) => format!("{hour}:{minute:02}{half}"),
    }
}

const fn weekday_in_words(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn month_in_words(day: Date) -> &'static str {
    match day.month() {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn a_day_is_written_with_its_weekday() {
        assert_eq!(day_in_words(date(2026, 1, 9)), "Friday 9 January 2026");
        assert_eq!(day_in_words_short(date(2026, 1, 9)), "Friday 9 January");
        assert_eq!(date_in_words(date(2026, 1, 9)), "9 January 2026");
    }

    #[test]
    fn every_month_and_weekday_has_its_name() {
        let firsts: Vec<String> = (1..=12).map(|month| day_in_words_short(date(2026, month, 1))).collect();
        let expected = [
            "Thursday 1 January",
            "Sunday 1 February",
            "Sunday 1 March",
            "Wednesday 1 April",
            "Friday 1 May",
            "Monday 1 June",
            "Wednesday 1 July",
            "Saturday 1 August",
            "Tuesday 1 September",
            "Thursday 1 October",
            "Sunday 1 November",
            "Tuesday 1 December",
        ];
        assert_eq!(firsts, expected);
    }

    #[test]
    fn a_time_is_written_as_the_nhs_writes_it() {
        for (hour, minute, words) in [
            (0, 0, "midnight"),
            (0, 1, "12:01am"),
            (0, 30, "12:30am"),
            (1, 0, "1am"),
            (9, 0, "9am"),
            (11, 59, "11:59am"),
            (12, 0, "midday"),
            (12, 5, "12:05pm"),
            (13, 0, "1pm"),
            (17, 30, "5:30pm"),
            (23, 59, "11:59pm"),
        ] {
            assert_eq!(time_in_words(time(hour, minute, 0, 0)), words);
            assert_eq!(time_in_words(time(hour, minute, 59, 999_999_999)), words, "seconds are left off");
        }
    }
}
