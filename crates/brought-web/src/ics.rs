//! Calendars as calendar programs read them (RFC 5545).

use brought_app::{CalendarEntry, CalendarWhen};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The most bytes of a line, its end left out.
const LONGEST_LINE: usize = 75;

/// A calendar with these entries. Each reminds a day before.
pub(crate) fn calendar(entries: &[CalendarEntry], now: Timestamp) -> String {
    let mut text = String::new();
    for words in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//brought//brought//EN", "CALSCALE:GREGORIAN", "X-WR-CALNAME:Dates"] {
        line(&mut text, words);
    }
    line(&mut text, "X-WR-TIMEZONE:Europe/London");
    line(&mut text, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    for entry in entries {
        event(&mut text, entry, now);
    }
    line(&mut text, "END:VCALENDAR");
    text
}

fn event(text: &mut String, entry: &CalendarEntry, now: Timestamp) {
    let title = escaped(&entry.title);
    line(text, "BEGIN:VEVENT");
    line(text, &format!("UID:{}@brought.invalid", entry.id));
    line(text, &format!("DTSTAMP:{}", instant(now)));
    match entry.when {
        CalendarWhen::At(at) => line(text, &format!("DTSTART:{}", instant(at))),
        CalendarWhen::On(day) => line(text, &format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d"))),
    }
    line(text, &format!("SUMMARY:{title}"));
    if let Some(place) = &entry.place {
        line(text, &format!("LOCATION:{}", escaped(place)));
    }
    for words in ["CLASS:PRIVATE", "TRANSP:TRANSPARENT", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P1D"] {
        line(text, words);
    }
    line(text, &format!("DESCRIPTION:{title}"));
    line(text, "END:VALARM");
    line(text, "END:VEVENT");
}

/// Universal time, which calendar programs show by the clock of whoever reads it: no rules for summer time have to travel along.
fn instant(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text in which nothing can be taken for the calendar's own words.
fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Adds a line, folded where it is too long, never in the middle of a letter.
fn line(text: &mut String, words: &str) {
    let mut length = 0;
    for letter in words.chars() {
        if length + letter.len_utf8() > LONGEST_LINE {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(letter);
        length += letter.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(title: &str, when: CalendarWhen) -> String {
        let entry = CalendarEntry { id: "0a".to_owned(), when, title: title.to_owned(), place: None };
        calendar(&[entry], "2026-03-04T10:00:00Z".parse().unwrap())
    }

    #[test]
    fn times_are_universal_and_days_are_days() {
        // Half past ten by the clocks of a British summer.
        let at = of("Appointment", CalendarWhen::At("2026-07-01T10:30:00+01:00".parse().unwrap()));
        assert!(at.contains("\r\nDTSTART:20260701T093000Z\r\n") && at.contains("\r\nDTSTAMP:20260304T100000Z\r\n"), "{at}");
        assert!(of("Appointment", CalendarWhen::On(jiff::civil::date(2026, 7, 1))).contains("\r\nDTSTART;VALUE=DATE:20260701\r\n"));
        assert!(at.contains("BEGIN:VALARM") && at.starts_with("BEGIN:VCALENDAR\r\n") && at.ends_with("END:VCALENDAR\r\n"));
    }

    #[test]
    fn nothing_that_somebody_wrote_is_taken_for_the_calendars_own_words() {
        let calendar = of("a;b,c\\d\r\nATTENDEE:x", CalendarWhen::On(jiff::civil::date(2026, 7, 1)));
        assert!(calendar.contains("SUMMARY:a\\;b\\,c\\\\d\\nATTENDEE:x\r\n"), "{calendar}");
        assert!(!calendar.contains("\r\nATTENDEE"), "{calendar}");
    }

    #[test]
    fn long_lines_are_folded_between_letters() {
        let calendar = of(&"ü".repeat(100), CalendarWhen::On(jiff::civil::date(2026, 7, 1)));
        assert!(calendar.split("\r\n").all(|line| line.len() <= LONGEST_LINE), "{calendar}");
        assert!(calendar.replace("\r\n ", "").contains(&"ü".repeat(100)));
    }
}
