//! When something is due, in words, and the few statuses a list shows (U5, U7).

use brought_calendar::{Calendar, day_in_words, day_in_words_short, local, local_date, time_in_words};
use brought_domain::vocabulary;
use brought_policy::standing::ObligationStateKind;
use brought_policy::{Deadline, Due};
use jiff::Timestamp;
use jiff::civil::Date;

vocabulary! {
    /// The statuses that lists show: few, and each an adjective that says enough without its colour (U7).
    pub enum Status ("status") {
        /// The time has passed.
        Overdue = "overdue", "Overdue";
        /// Owed, the time has not passed.
        Due = "due", "Due";
        /// Owed by somebody elsewhere: a reply is awaited.
        WaitingForReply = "waiting_for_reply", "Waiting for reply";
        /// The first day on which it may be done has not come.
        CannotStartYet = "cannot_start_yet", "Cannot start yet";
        /// Nothing more is owed.
        Done = "done", "Done";
    }
}

/// What stands for a due time where something is only offered.
pub(crate) const OFFERED: &str = "offered: no deadline";

/// When it is due, with the working days left or gone: "due Friday 9 January (2 working days)".
pub fn due_in_words(due: &Due, state: ObligationStateKind, now: Timestamp, calendar: &Calendar) -> String {
    let today = local_date(now);
    if !state.is_open() {
        return format!("was due {}", day(due.on, today));
    }
    if due.beyond_calendar.is_some() {
        return "due now: the calendar has run out, so nobody can say how many working days are left".to_owned();
    }
    let when = if is_by_the_hour(due.deadline) { hour_and_day(due.by, today) } else { day(due.on, today) };
    if state == ObligationStateKind::Overdue {
        return format!("was due {when} ({})", gone(due, now, today, calendar));
    }
    match due.not_before {
        Some(first) if first > today => format!("not before {}, due {when}", day(first, today)),
        _ => format!("due {when} ({})", left(due, now, today, calendar)),
    }
}

fn is_by_the_hour(deadline: Deadline) -> bool {
    matches!(deadline, Deadline::Hours(_) | Deadline::AtOnce)
}

fn hour_and_day(by: Timestamp, today: Date) -> String {
    let local = local(by);
    format!("{} at {}", day(local.date(), today), time_in_words(local.time()))
}

/// A day, with its year when that is not this year's.
fn day(day: Date, today: Date) -> String {
    if day.year() == today.year() { day_in_words_short(day) } else { day_in_words(day) }
}

fn left(due: &Due, now: Timestamp, today: Date, calendar: &Calendar) -> String {
    if is_by_the_hour(due.deadline) {
        return hours(due.by.as_second() - now.as_second(), "less than an hour left", "left");
    }
    if due.on == today {
        return "today".to_owned();
    }
    match calendar.working_days_between(today, due.on) {
        Ok(0) => "before the next working day".to_owned(),
        Ok(1) => "1 working day".to_owned(),
        Ok(days) => format!("{days} working days"),
        Err(_) => "working days not known".to_owned(),
    }
}

fn gone(due: &Due, now: Timestamp, today: Date, calendar: &Calendar) -> String {
    if is_by_the_hour(due.deadline) {
        return hours(now.as_second() - due.by.as_second(), "less than an hour ago", "ago");
    }
    match calendar.working_days_between(due.on, today) {
        Ok(0) => "no working day since".to_owned(),
        Ok(1) => "1 working day ago".to_owned(),
        Ok(days) => format!("{days} working days ago"),
        Err(_) => "working days not known".to_owned(),
    }
}

fn hours(seconds: i64, under_one: &str, after: &str) -> String {
    match seconds / 3600 {
        ..1 => under_one.to_owned(),
        1 => format!("1 hour {after}"),
        hours @ 2..48 => format!("{hours} hours {after}"),
        hours => format!("{} days {after}", hours / 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use brought_calendar::Division;
    use brought_domain::Happened;

    fn words(deadline: &str, start: &str, now: &str, state: ObligationStateKind) -> String {
        let calendar = Calendar::bundled(Division::EnglandAndWales);
        let start = start.parse::<Timestamp>().map_or_else(|_| Happened::On(start.parse().unwrap()), Happened::At);
        let due = Deadline::parse(deadline).unwrap().due(start, &calendar);
        due_in_words(&due, state, now.parse().unwrap(), &calendar)
    }

    #[test]
    fn a_due_day_comes_with_the_working_days_left() {
        use ObligationStateKind::{Due, DueLater, Overdue};
        for (deadline, now, state, expected) in [
            ("5 working days", "2026-01-07T09:00:00Z", DueLater, "due Friday 9 January (2 working days)"),
            ("5 working days", "2026-01-08T09:00:00Z", DueLater, "due Friday 9 January (1 working day)"),
            ("5 working days", "2026-01-09T09:00:00Z", Due, "due Friday 9 January (today)"),
            ("5 working days", "2026-01-10T09:00:00Z", Overdue, "was due Friday 9 January (no working day since)"),
            ("5 working days", "2026-01-13T09:00:00Z", Overdue, "was due Friday 9 January (2 working days ago)"),
            ("9 days", "2026-01-09T09:00:00Z", DueLater, "due Sunday 11 January (before the next working day)"),
            ("2 to 4 weeks", "2026-01-09T09:00:00Z", DueLater, "not before Friday 16 January, due Friday 30 January"),
        ] {
            assert_eq!(words(deadline, "2026-01-02", now, state), expected, "{now}");
        }
    }

    #[test]
    fn what_is_due_by_the_hour_says_the_hour() {
        use ObligationStateKind::{DueLater, Overdue};
        let start = "2026-01-02T14:00:00Z";
        assert_eq!(words("24 hours", start, "2026-01-03T09:00:00Z", DueLater), "due Saturday 3 January at 2pm (5 hours left)");
        assert_eq!(words("24 hours", start, "2026-01-03T14:30:00Z", Overdue), "was due Saturday 3 January at 2pm (less than an hour ago)");
    }

    #[test]
    fn another_year_is_named() {
        let words = words("5 working days", "2025-12-24", "2025-12-29T09:00:00Z", ObligationStateKind::DueLater);
        assert_eq!(words, "due Monday 5 January 2026 (4 working days)");
    }
}
