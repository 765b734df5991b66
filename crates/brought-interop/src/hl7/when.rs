//! Days and times as HL7 writes them: `20210924093000.0000+0100`, cut off wherever nothing more is known.

use brought_domain::Happened;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

/// The day of a value, whatever time stands beside it (S23).
pub(super) fn day(text: &str) -> Option<Date> {
    let digits = text.get(..8)?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year: i16 = digits[..4].parse().ok()?;
    let date = Date::new(year, digits[4..6].parse().ok()?, digits[6..8].parse().ok()?).ok()?;
    (1850..2200).contains(&year).then_some(date)
}

/// The day or instant of a value. A time without an offset is one of the given clock.
pub(super) fn happened(text: &str, zone: &TimeZone) -> Option<Happened> {
    let date = day(text)?;
    let (time, offset) = match text[8..].find(['+', '-']) {
        Some(sign) => (&text[8..8 + sign], Some(&text[8 + sign..])),
        None => (&text[8..], None),
    };
    if time.is_empty() {
        return offset.is_none().then_some(Happened::On(date));
    }
    let time = civil_time(time)?;
    let local = DateTime::from_parts(date, time);
    let instant = match offset {
        Some(offset) => read_offset(offset)?.to_timestamp(local).ok()?,
        None => {
            let ambiguous = zone.to_ambiguous_timestamp(local);
            if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) {
                return None;
            }
            ambiguous.earlier().ok()?
        }
    };
    Some(Happened::At(instant))
}

/// Hours and minutes, perhaps seconds, perhaps parts of a second, which are left out.
fn civil_time(text: &str) -> Option<jiff::civil::Time> {
    let whole = text.split('.').next()?;
    if !matches!(whole.len(), 4 | 6) || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let part = |at: usize| whole.get(at..at + 2).map_or(Some(0), |digits| digits.parse::<i8>().ok());
    jiff::civil::Time::new(part(0)?, part(2)?, part(4)?, 0).ok()
}

fn read_offset(text: &str) -> Option<Offset> {
    let (sign, digits) = text.split_at_checked(1)?;
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds = digits[..2].parse::<i32>().ok()? * 3600 + digits[2..].parse::<i32>().ok()? * 60;
    Offset::from_seconds(if sign == "-" { -seconds } else { seconds }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(text: &str) -> Option<Happened> {
        happened(text, &jiff::tz::get!("Europe/London"))
    }

    #[test]
    fn each_precision_is_kept_as_it_is() {
        let at = |text: &str| Some(Happened::At(text.parse().unwrap()));
        assert_eq!(read("20210924093000+0215"), at("2021-09-24T07:15:00Z"));
        assert_eq!(read("20210924093000.1234-0100"), at("2021-09-24T10:30:00Z"));
        assert_eq!(read("202109240930"), at("2021-09-24T08:30:00Z"));
        assert_eq!(read("20211224093000"), at("2021-12-24T09:30:00Z"));
        assert_eq!(read("20210924"), Some(Happened::On(date(2021, 9, 24))));
    }

    #[test]
    fn what_is_not_a_time_is_not_mended() {
        for bad in [
            "",
            "2021",
            "202109",
            "20211324",
            "20210231",
            "2021092409",
            "20210924250000",
            "20210924093000+02",
            "20260329013000",
            "2021-09-24",
            "é0210924",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_birth_is_a_day_even_when_written_to_the_minute() {
        assert_eq!(day("198808181126+0215"), Some(date(1988, 8, 18)));
        assert_eq!(day("196513121515"), None);
    }
}
