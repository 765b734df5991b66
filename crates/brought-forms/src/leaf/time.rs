//! Days and times as they are written.

use super::Given;
use crate::reader::{Form, Reader};
use brought_domain::Happened;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The clock of the services whose records these are.
pub(crate) fn london() -> TimeZone {
    jiff::tz::get!("Europe/London")
}

/// A day.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Day(Given);

impl Form for Day {
    type Domain = Date;

    fn read(&self, reader: &mut Reader) -> Option<Date> {
        let text = self.0.text(reader, "a day such as \"2026-01-05\"")?;
        day(text).map_or_else(|| reader.problem(format!("`{text}` is not a day; write year-month-day, such as 2026-01-05")), Some)
    }

    fn write(day: &Date) -> Self {
        Self(Given::Text(day.to_string()))
    }
}

/// A day or an instant.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct When(Given);

impl Form for When {
    type Domain = Happened;

    fn read(&self, reader: &mut Reader) -> Option<Happened> {
        let text = self.0.text(reader, "a day or a time such as \"2026-01-05\" or \"2026-01-05T10:00\"")?;
        happened(text).map_or_else(|problem| reader.problem(problem), Some)
    }

    fn write(happened: &Happened) -> Self {
        Self(Given::Text(match happened {
            Happened::At(instant) => instant.to_string(),
            Happened::On(day) => day.to_string(),
        }))
    }
}

impl When {
    /// The written form of an instant.
    pub(crate) fn at(instant: Timestamp) -> Self {
        Self::write(&Happened::At(instant))
    }
}

/// Only one way of writing each day is accepted, so that a slip of the pen is not read as another day.
fn day(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|date| date.to_string() == text)
}

fn happened(text: &str) -> Result<Happened, String> {
    let wrong = || {
        format!(
            "`{text}` is neither a day nor a time; write 2026-01-05 for a day, 2026-01-05T10:00 for a time in the United Kingdom, \
             or 2026-01-05T10:00Z for a time in universal time"
        )
    };
    let Some((date, clock)) = text.split_once('T') else {
        return day(text).map(Happened::On).ok_or_else(wrong);
    };
    day(date).ok_or_else(wrong)?;
    if clock.contains('[') {
        return Err(wrong());
    }
    if clock.contains(['Z', 'z', '+', '-']) {
        return text.parse::<Timestamp>().map(Happened::At).map_err(|_| wrong());
    }
    let local = text.parse::<DateTime>().map_err(|_| wrong())?;
    let instant = london().to_ambiguous_timestamp(local);
    if matches!(instant.offset(), AmbiguousOffset::Gap { .. }) {
        return Err(format!(
            "`{text}` does not exist in the United Kingdom: the clocks went forward over it; write the time that the clock showed"
        ));
    }
    // In the hour that the autumn repeats, the earlier reading gives nobody more time than they had.
    instant.earlier().map(Happened::At).map_err(|_| wrong())
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "A day: year-month-day.", "examples": ["2026-01-05"] })
    }
}

impl JsonSchema for When {
    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$",
            "description": "A day, or a time. A time without Z or an offset is the time that clocks in the United Kingdom showed; in the hour that the \
                            autumn repeats it is the earlier one. Give only the day when the hour is not known.",
            "examples": ["2026-01-05", "2026-01-05T10:00", "2026-01-05T10:00Z"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(text: &str) -> Result<Happened, String> {
        Ok(Happened::At(text.parse().unwrap()))
    }

    #[test]
    fn a_day_is_a_day_and_a_local_time_follows_the_clocks() {
        assert_eq!(happened("2026-07-01"), Ok(Happened::On(date(2026, 7, 1))));
        assert_eq!(happened("2026-07-01T10:00"), at("2026-07-01T09:00:00Z"));
        assert_eq!(happened("2026-01-05T10:00"), at("2026-01-05T10:00:00Z"));
        assert_eq!(happened("2026-07-01T10:00:30+05:00"), at("2026-07-01T05:00:30Z"));
        assert_eq!(happened("2026-07-01T10:00Z"), at("2026-07-01T10:00:00Z"));
    }

    #[test]
    fn the_hour_that_autumn_repeats_is_the_earlier_and_the_one_that_spring_skips_is_refused() {
        assert_eq!(happened("2026-10-25T01:30"), at("2026-10-25T00:30:00Z"));
        assert!(happened("2026-03-29T01:30").unwrap_err().contains("does not exist in the United Kingdom"));
    }

    #[test]
    fn other_ways_of_writing_times_are_refused() {
        for text in [
            "",
            "05/01/2026",
            "20260105",
            "2026-1-5",
            "2026-02-30",
            "2026-01-05 10:00",
            "2026-01-05T",
            "2026-01-05T25:00",
            "2026-01-05T10:00+99:00",
        ] {
            assert!(happened(text).is_err(), "{text}");
        }
        assert!(happened("2026-01-05T10:00[Europe/Paris]").is_err());
    }
}
