//! Ages in words.

use brought_calendar::date_in_words;
use jiff::Unit;
use jiff::civil::Date;

/// The age of a child on a day, as practitioners say it: days in the first two weeks, weeks up to three months, months up to two years.
///
/// Nothing known is said to be not known: never a guess (NAF-14 treats it as the youngest).
pub fn age_in_words(born_on: Option<Date>, due_on: Option<Date>, today: Date) -> String {
    match (born_on, due_on) {
        (Some(born_on), _) if born_on > today => format!("date of birth {} is in the future: check it", date_in_words(born_on)),
        (Some(born_on), _) => since_birth(born_on, today),
        (None, Some(due_on)) => format!("not born yet, due {}", date_in_words(due_on)),
        (None, None) => "age not known".to_owned(),
    }
}

fn since_birth(born_on: Date, today: Date) -> String {
    let whole = |unit: Unit| born_on.until((unit, today));
    let days = whole(Unit::Day).map_or(0, |span| span.get_days());
    let months = whole(Unit::Month).map_or(0, |span| span.get_months());
    match (days, months) {
        (..14, _) => plural(days, "day"),
        (_, ..3) => plural(days / 7, "week"),
        (_, ..24) => plural(months, "month"),
        (_, months) if months % 12 == 0 || months >= 60 => plural(months / 12, "year"),
        (_, months) => format!("{} and {}", plural(months / 12, "year"), plural(months % 12, "month")),
    }
}

fn plural(count: i32, unit: &str) -> String {
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(born_on: &str, today: &str) -> String {
        age_in_words(Some(born_on.parse().unwrap()), None, today.parse().unwrap())
    }

    #[test]
    fn an_age_is_told_in_the_units_in_which_people_think_of_it() {
        for (born_on, today, words) in [
            ("2026-01-09", "2026-01-09", "0 days"),
            ("2026-01-09", "2026-01-10", "1 day"),
            ("2026-01-09", "2026-01-23", "2 weeks"),
            ("2026-01-09", "2026-04-08", "12 weeks"),
            ("2026-01-09", "2026-04-09", "3 months"),
            ("2024-01-10", "2026-01-09", "23 months"),
            ("2024-01-09", "2026-01-09", "2 years"),
            ("2023-12-09", "2026-01-09", "2 years and 1 month"),
            ("2020-06-09", "2026-01-09", "5 years"),
        ] {
            assert_eq!(age(born_on, today), words, "{born_on} on {today}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        let today = "2026-01-09".parse().unwrap();
        assert_eq!(age_in_words(None, None, today), "age not known");
        assert_eq!(age_in_words(None, Some("2026-03-01".parse().unwrap()), today), "not born yet, due 1 March 2026");
        assert!(age("2026-02-01", "2026-01-09").contains("check it"));
    }
}
