//! Moments and identifiers as people read them.

use brought_calendar::{date_in_words, day_in_words, local, time_in_words};
use brought_domain::Happened;
use brought_store::PersonRow;
use jiff::Timestamp;

/// "Friday 9 January 2026, 10:20am", or the day alone when only the day is known.
pub fn happened_in_words(happened: Happened) -> String {
    match happened {
        Happened::At(instant) => instant_in_words(instant),
        Happened::On(day) => day_in_words(day),
    }
}

/// "Friday 9 January 2026, 10:20am".
pub(crate) fn instant_in_words(instant: Timestamp) -> String {
    let local = local(instant);
    format!("{}, {}", day_in_words(local.date()), time_in_words(local.time()))
}

/// What tells two people of one name apart (U6): the date of birth, or what stands for it.
pub(crate) fn second_identifier(person: &PersonRow) -> String {
    match (person.born_on, person.due_on) {
        (Some(day), _) => format!("born {}", date_in_words(day)),
        (None, Some(day)) => format!("not born yet, due {}", date_in_words(day)),
        (None, None) => "date of birth not known".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_gets_no_hour_and_an_instant_is_told_by_the_local_clock() {
        assert_eq!(happened_in_words(Happened::On("2026-07-01".parse().unwrap())), "Wednesday 1 July 2026");
        assert_eq!(happened_in_words(Happened::At("2026-07-01T09:20:00Z".parse().unwrap())), "Wednesday 1 July 2026, 10:20am");
    }
}
