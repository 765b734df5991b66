//! What stands in the cells of a CSV file: whole numbers, times, yes and no.

use super::concerns::Known;

/// A whole number as it would be written again: without zeros in front, so that nothing of an id is lost.
pub(super) fn whole(cell: &[u8]) -> Option<i64> {
    let (is_negative, digits) = match cell {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let has_zero_in_front = digits.first() == Some(&b'0') && (digits.len() > 1 || is_negative);
    if digits.is_empty() || digits.len() > 19 || has_zero_in_front {
        return None;
    }
    // Nineteen digits always fit without a sign.
    let (mut number, mut rest) = (0_u64, digits);
    while let Some((eight, others)) = rest.split_first_chunk() {
        number = number * 100_000_000 + eight_digits(*eight)?;
        rest = others;
    }
    for digit in rest {
        number = number * 10 + u64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
    }
    let number = i64::try_from(number).ok()?;
    Some(if is_negative { -number } else { number })
}

/// Eight digits at once: neighbours are put together to numbers of two digits, those to numbers of four, and those to one of eight.
#[inline]
fn eight_digits(text: [u8; 8]) -> Option<u64> {
    const SIXES: u64 = 0x0606_0606_0606_0606;
    const HIGH: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    let word = u64::from_le_bytes(text);
    // Digits are 0x30 to 0x39, and stay below 0x40 when six is added; whatever else there is has another first half with or without it.
    if word & HIGH != ZEROS || word.wrapping_add(SIXES) & HIGH != ZEROS {
        return None;
    }
    let ones = word - ZEROS;
    let twos = (ones * 10 + (ones >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (twos * 100 + (twos >> 16)) & 0x0000_ffff_0000_ffff;
    Some((fours * 10_000 + (fours >> 32)) & 0xffff_ffff)
}

/// What a file of children says about a concern.
pub(super) fn known(cell: &[u8]) -> Option<Known> {
    Some(match cell.to_ascii_lowercase().as_slice() {
        b"" => Known::NotSaid,
        b"1" | b"true" | b"t" | b"yes" | b"y" => Known::Yes,
        b"0" | b"false" | b"f" | b"no" | b"n" => Known::No,
        _ => return None,
    })
}

/// A time in nanoseconds since 1970 on its own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) nanoseconds: i64,
    /// It says that it is universal time.
    pub(super) is_universal: bool,
}

/// Reads `2026-06-30`, `2026-06-30 09:30`, `2026-06-30T09:30:00.5`, each with `Z` or `+00:00` behind it when it is universal time.
pub(super) fn time(cell: &[u8]) -> Option<Time> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = cell else { return None };
    let day = day(two(*y1, *y2)? * 100 + two(*y3, *y4)?, two(*m1, *m2)?, two(*d1, *d2)?)?;
    let (of_day, rest) = match rest {
        [b' ' | b'T', h1, h2, b':', m1, m2, rest @ ..] => {
            let (hour, minute) = (two(*h1, *h2)?, two(*m1, *m2)?);
            let (second, rest) = match rest {
                [b':', s1, s2, rest @ ..] => (two(*s1, *s2)?, rest),
                rest => (0, rest),
            };
            if hour > 23 || minute > 59 || second > 59 {
                return None;
            }
            let (fraction, rest) = match rest {
                [b'.', rest @ ..] => fraction(rest)?,
                rest => (0, rest),
            };
            ((hour * 3_600 + minute * 60 + second) * 1_000_000_000 + fraction, rest)
        }
        rest => (0, rest),
    };
    let is_universal = match rest {
        b"" => false,
        b"Z" | b"+00" | b"+00:00" => true,
        _ => return None,
    };
    let nanoseconds = day.checked_mul(86_400_000_000_000)?.checked_add(of_day)?;
    Some(Time { nanoseconds, is_universal })
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    let digit = |letter: u8| letter.checked_sub(b'0').filter(|digit| *digit < 10).map(i64::from);
    Some(digit(tens)? * 10 + digit(ones)?)
}

/// Nanoseconds behind the point, and what follows.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let end = text.iter().position(|letter| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    let value = digits.iter().fold(0, |value, digit| value * 10 + i64::from(*digit - b'0'));
    let missing = u32::try_from(9 - digits.len()).ok()?;
    Some((value * 10_i64.pow(missing), rest))
}

/// The first year whose months are looked up, its first day, and how many months there are.
const FIRST_YEAR: i64 = 1900;
const FIRST_DAY: i32 = -25_567;
const MONTHS: usize = 12 * 300;

/// The first day of each month, and of the one after the last, in days since 1 January 1970. They are looked up because to work them out takes
/// divisions, and every row has a day.
static STARTS: [i32; MONTHS + 1] = starts();

const fn starts() -> [i32; MONTHS + 1] {
    const LENGTHS: [i32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (mut starts, mut month) = ([FIRST_DAY; MONTHS + 1], 0);
    while month < MONTHS {
        let year = FIRST_YEAR as usize + month / 12;
        let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let more = if is_leap && month % 12 == 1 { 1 } else { 0 };
        starts[month + 1] = starts[month] + LENGTHS[month % 12] + more;
        month += 1;
    }
    starts
}

/// Days since 1 January 1970 in the Gregorian calendar; nothing when there is no such day, or none in the years that are looked up.
fn day(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) {
        return None;
    }
    let place = usize::try_from((year - FIRST_YEAR) * 12 + month - 1).ok()?;
    let (start, next) = (i64::from(*STARTS.get(place)?), i64::from(*STARTS.get(place + 1)?));
    (1..=next - start).contains(&day).then(|| start + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;

    #[test]
    fn days_are_those_of_the_calendar_and_no_others() {
        for on in Date::constant(1900, 1, 1).series(jiff::Span::new().days(13)).take(8_400) {
            let text = on.to_string();
            let expected = i64::from(super::super::days::number(on)) * 86_400_000_000_000;
            assert_eq!(time(text.as_bytes()), Some(Time { nanoseconds: expected, is_universal: false }), "{text}");
        }
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-00-10",
            "2026-01-00",
            "2026-13-01",
            "2026-04-31",
            "2026-6-30",
            "30/06/2026",
            "2026-06-30 24:00",
            "2026-06-30 9:30",
        ] {
            assert_eq!(time(text.as_bytes()), None, "{text}");
        }
        assert_eq!(time(b"2024-02-29").map(|time| time.nanoseconds / 86_400_000_000_000), Some(19_782));
    }

    #[test]
    fn times_of_the_day_and_universal_time_are_read() {
        let of = |text: &str| time(text.as_bytes()).map(|time| (time.nanoseconds.rem_euclid(86_400_000_000_000), time.is_universal));
        assert_eq!(of("2026-06-30 09:30"), Some((34_200_000_000_000, false)));
        assert_eq!(of("2026-06-30T09:30:01.25Z"), Some((34_201_250_000_000, true)));
        assert_eq!(of("2026-06-30 09:30:00+00:00"), Some((34_200_000_000_000, true)));
        assert_eq!(of("2026-06-30 09:30:00+01:00"), None);
    }

    #[test]
    fn an_id_that_would_be_written_otherwise_is_no_whole_number() {
        assert_eq!((whole(b"9990000001"), whole(b"-7"), whole(b"0")), (Some(9_990_000_001), Some(-7), Some(0)));
        assert_eq!((whole(b"9223372036854775807"), whole(b"9223372036854775808")), (Some(i64::MAX), None));
        assert_eq!((whole(b"12345678"), whole(b"1234567890123456")), (Some(12_345_678), Some(1_234_567_890_123_456)));
        for wrong in (0..=255_u8).filter(|letter| !letter.is_ascii_digit()) {
            for place in 0..19 {
                let mut text = *b"9223372036854775807";
                text[place] = wrong;
                assert_eq!(whole(&text).filter(|_| place > 0 || wrong != b'-'), None, "{wrong} at {place}");
            }
        }
        for text in ["", "-", "007", "+7", "-0", "1.0", "12345678901234567890", "a"] {
            assert_eq!(whole(text.as_bytes()), None, "{text}");
        }
    }
}
