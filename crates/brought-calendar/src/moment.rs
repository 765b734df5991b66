//! Moments as people type them.

use crate::{LocalReading, at_local, end_of_day, read_local};
use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, Zoned};

/// Reads a moment: an instant with its offset, a local time, or a day, which means the end of it, when everything of that day is known.
///
/// # Errors
/// A sentence that shows the forms.
pub fn parse_moment(text: &str) -> Result<Timestamp, String> {
    read(text, end_of_day, "the end of that day")
}

/// Reads a moment from which on something holds: as [`parse_moment`], but a day means its beginning.
///
/// # Errors
/// A sentence that shows the forms.
pub fn parse_moment_beginning(text: &str) -> Result<Timestamp, String> {
    read(text, |day| at_local(day, Time::midnight()), "the beginning of that day")
}

fn read(text: &str, of_day: impl Fn(Date) -> Timestamp, day_means: &str) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    if let Ok(zoned) = text.parse::<Zoned>() {
        return Ok(zoned.timestamp());
    }
    // A local time also reads as a day, so the day is tried only when no hour is given.
    let has_hour = text.contains(['T', 't', ' ', ':']);
    if let (false, Ok(day)) = (has_hour, text.parse::<Date>()) {
        return Ok(of_day(day));
    }
    let local: DateTime = text.replace(' ', "T").parse().map_err(|_| {
        format!("`{text}` is not a moment. Write a day (2026-01-09, {day_means}), a UK local time (2026-01-09T14:30) or an instant (2026-01-09T14:30:00Z)")
    })?;
    match read_local(local.date(), local.time()) {
        LocalReading::Once(instant) => Ok(instant),
        LocalReading::Twice { first, .. } => Ok(first),
        LocalReading::Skipped { .. } => Err(format!("UK clocks never showed {text}: they went forward over it")),
    }
}

#[cfg(test)]
mod tests {
    use super::{parse_moment as parse, parse_moment_beginning as parse_beginning};

    #[test]
    fn a_day_is_its_end_and_a_local_time_is_local() {
        assert_eq!(parse("2026-07-01").unwrap().to_string(), "2026-07-01T22:59:59Z");
        assert_eq!(parse_beginning("2026-07-01").unwrap().to_string(), "2026-06-30T23:00:00Z");
        assert_eq!(parse("2026-07-01T14:30").unwrap().to_string(), "2026-07-01T13:30:00Z");
        assert_eq!(parse("2026-01-09 14:30").unwrap().to_string(), "2026-01-09T14:30:00Z");
        assert_eq!(parse("2026-01-09T14:30:00+02:00").unwrap().to_string(), "2026-01-09T12:30:00Z");
    }

    #[test]
    fn what_is_not_a_moment_is_refused_with_the_forms() {
        assert!(parse("next Friday").unwrap_err().contains("Write a day"));
        assert!(parse("2026-03-29T01:30").unwrap_err().contains("never showed"));
        assert!(parse("2026-02-30").is_err());
    }
}
