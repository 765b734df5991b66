//! Until when a child's record has to be kept: to the 25th birthday, or to the 26th if the child was 17 when treatment ended (Records Management Code of
//! Practice 2021, appendix II). After that day somebody looks at it; nothing is ever erased by the calendar.

use jiff::civil::{Date, date};

/// For how many years after its end the record of somebody who had come of age is kept.
const OF_AN_ADULT: i16 = 8;

/// The first day on which a record may be looked at to be erased. Nothing: not known, and so never by itself.
///
/// `ended_on` is the last day on which anything happened or was recorded. An unborn child has no birthday, and somebody whose birthday is not known may be
/// of any age: unknown never means that it may be erased.
pub fn keep_until(born_on: Option<Date>, ended_on: Date) -> Option<Date> {
    let born_on = born_on?;
    let (seventeen, eighteen) = (anniversary(born_on, 17)?.0, anniversary(born_on, 18)?.1);
    let years = if ended_on >= seventeen { 26 } else { 25 };
    let birthday = anniversary(born_on, years)?.1;
    if ended_on < eighteen {
        return Some(birthday);
    }
    Some(birthday.max(anniversary(ended_on, OF_AN_ADULT)?.1))
}

/// A birthday, as early and as late as it can be said to be: whoever was born on 29 February has theirs on 28 February or 1 March of most years.
fn anniversary(day: Date, years: i16) -> Option<(Date, Date)> {
    let year = day.year().checked_add(years)?;
    match Date::new(year, day.month(), day.day()) {
        Ok(same) => Some((same, same)),
        Err(_) if (day.month(), day.day()) == (2, 29) && (0..=9999).contains(&year) => Some((date(year, 2, 28), date(year, 3, 1))),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::keep_until;

    #[test]
    fn a_record_is_kept_to_the_25th_birthday_or_the_26th() {
        for (born, ended, until, why) in [
            ("2020-06-15", "2024-01-10", "2045-06-15", "a small child"),
            ("2020-06-15", "2037-06-14", "2045-06-15", "16, on the last day"),
            ("2020-06-15", "2037-06-15", "2046-06-15", "17, on the birthday"),
            ("2020-06-15", "2038-06-14", "2046-06-15", "17, on the last day"),
            ("2020-06-15", "2038-06-15", "2046-06-15", "18: eight years after the end, and not before the 26th"),
            ("2020-06-15", "2040-03-01", "2048-03-01", "grown up"),
            ("2020-06-15", "2020-06-15", "2045-06-15", "the day of birth"),
            ("2020-06-15", "2020-01-01", "2045-06-15", "before birth"),
            ("2020-02-27", "2037-02-26", "2045-02-27", "no leap day, the day before 17"),
            ("2020-02-27", "2037-02-27", "2046-02-27", "no leap day, 17"),
            ("2020-02-29", "2030-01-01", "2045-03-01", "a leap day: the later day of a year without one"),
            ("2020-02-29", "2037-02-27", "2045-03-01", "a leap day, 16 whichever day counts"),
            ("2020-02-29", "2037-02-28", "2046-03-01", "a leap day, 17 if this day counts"),
            ("2020-02-29", "2038-02-28", "2046-03-01", "a leap day, 17 if the next day counts"),
            ("2023-02-28", "2030-01-01", "2048-02-28", "into a leap year"),
            ("1995-02-28", "2012-02-29", "2021-02-28", "17, on a leap day"),
        ] {
            let day = |text: &str| text.parse().unwrap();
            assert_eq!(keep_until(Some(day(born)), day(ended)), Some(day(until)), "{why}: born {born}, ended {ended}");
        }
    }

    #[test]
    fn whoever_is_not_born_or_whose_birthday_is_not_known_is_kept() {
        assert_eq!(keep_until(None, "2024-01-10".parse().unwrap()), None);
        assert_eq!(keep_until(Some("9990-01-01".parse().unwrap()), "9991-01-10".parse().unwrap()), None, "beyond every calendar");
    }
}
