//! Days and times as a map says they are written. A form that is not listed is not read, and nothing is guessed.

use brought_domain::Happened;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use std::fmt;

/// How a file writes days and times.
#[derive(Clone, Debug)]
pub(crate) struct Dates {
    /// Forms such as `%d/%m/%Y`, or [`ISO`].
    pub(crate) formats: Vec<String>,
    /// Forms such as `%H:%M`.
    pub(crate) time_formats: Vec<String>,
    /// The clock of times that do not say theirs.
    pub(crate) zone: TimeZone,
}

/// The form that stands for days, times and instants as ISO 8601 writes them.
pub(crate) const ISO: &str = "iso";

/// Why a text is not a day or time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WhenProblem {
    /// None of the listed forms fits.
    NoFormFits(String),
    /// Two of the listed forms fit and give different days.
    Ambiguous,
    /// The clock jumps over this time.
    SkippedByTheClock,
}

impl fmt::Display for WhenProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFormFits(forms) => write!(f, "is not a day or time in the form {forms}"),
            Self::Ambiguous => f.write_str("can be read as two different days"),
            Self::SkippedByTheClock => f.write_str("is a time that does not exist: the clocks go forward over it"),
        }
    }
}

/// A day, perhaps a time, perhaps an offset from universal time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Written {
    date: Date,
    time: Option<Time>,
    offset: Option<Offset>,
}

impl Dates {
    /// The day that is written, whatever time stands beside it (S23).
    pub(crate) fn day(&self, text: &str) -> Result<Date, WhenProblem> {
        self.written(text).map(|written| written.date)
    }

    /// The day or the instant that is written.
    pub(crate) fn when(&self, text: &str) -> Result<Happened, WhenProblem> {
        let written = self.written(text)?;
        match (written.time, written.offset) {
            (None, _) => Ok(Happened::On(written.date)),
            (Some(time), Some(offset)) => offset
                .to_timestamp(DateTime::from_parts(written.date, time))
                .map(Happened::At)
                .map_err(|_| WhenProblem::NoFormFits(self.forms())),
            (Some(time), None) => self.local(written.date, time),
        }
    }

    /// The instant of a day in one cell and a time in another.
    pub(crate) fn day_and_time(&self, date: Date, text: &str) -> Result<Happened, WhenProblem> {
        let time = self.time_formats.iter().find_map(|form| {
            let parsed =
                if form == ISO { text.parse().ok() } else { BrokenDownTime::parse(form, text).ok().and_then(|parts| parts.to_time().ok()) };
            parsed as Option<Time>
        });
        match time {
            Some(time) => self.local(date, time),
            None => Err(WhenProblem::NoFormFits(quoted(&self.time_formats))),
        }
    }

    /// A local time as an instant: the earlier of two when the clocks go back, so that no deadline gains an hour.
    fn local(&self, date: Date, time: Time) -> Result<Happened, WhenProblem> {
        let ambiguous = self.zone.to_ambiguous_timestamp(DateTime::from_parts(date, time));
        if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) {
            return Err(WhenProblem::SkippedByTheClock);
        }
        ambiguous.earlier().map(Happened::At).map_err(|_| WhenProblem::NoFormFits(self.forms()))
    }

    fn written(&self, text: &str) -> Result<Written, WhenProblem> {
        let mut found: Option<Written> = None;
        for form in &self.formats {
            let Some(written) = read(form, text) else { continue };
            match found {
                Some(earlier) if earlier.date != written.date => return Err(WhenProblem::Ambiguous),
                Some(_) => {}
                None => found = Some(written),
            }
        }
        // A year of two digits reads as one of the first century: never guessed which century was meant.
        found.filter(|written| (1900..2200).contains(&written.date.year())).ok_or_else(|| WhenProblem::NoFormFits(self.forms()))
    }

    fn forms(&self) -> String {
        quoted(&self.formats)
    }
}

fn quoted(forms: &[String]) -> String {
    forms.iter().map(|form| if form == ISO { "2026-07-31".to_owned() } else { example(form) }).collect::<Vec<_>>().join(" or ")
}

/// A form shown by an example: people know 31/07/2026, not `%d/%m/%Y`.
fn example(form: &str) -> String {
    let noon = DateTime::constant(2026, 7, 31, 14, 30, 0, 0);
    BrokenDownTime::from(noon).to_string(form).unwrap_or_else(|_| form.to_owned())
}

fn read(form: &str, text: &str) -> Option<Written> {
    if form == ISO {
        return read_iso(text);
    }
    // A slash in a form stands for itself. To fail at it costs more than a day that is read, and maps list several forms.
    if form.contains('/') && !text.contains('/') {
        return None;
    }
    let parts = BrokenDownTime::parse(form, text).ok()?;
    let date = parts.to_date().ok()?;
    let time = parts.hour().is_some().then(|| parts.to_time().ok()).flatten();
    let offset = if form.ends_with('Z') && !form.ends_with("%Z") { Some(Offset::UTC) } else { parts.offset() };
    Some(Written { date, time, offset })
}

fn read_iso(text: &str) -> Option<Written> {
    if text.as_bytes().get(4).is_none_or(|byte| *byte != b'-') {
        return None;
    }
    if text.len() == 10 {
        return text.parse().ok().map(|date| Written { date, time: None, offset: None });
    }
    let local: DateTime = text.trim_end_matches('Z').parse().ok()?;
    let offset = if text.ends_with('Z') {
        Some(Offset::UTC)
    } else if text.len() > 16 && text[16..].contains(['+', '-']) {
        Some(jiff::fmt::temporal::Pieces::parse(text).ok()?.to_numeric_offset()?)
    } else {
        None
    };
    Some(Written { date: local.date(), time: Some(local.time()), offset })
}

/// What is wrong with a form, when something is.
pub(super) fn form_problem(form: &str, of_days: bool) -> Option<String> {
    if form == ISO {
        return None;
    }
    if ["%y", "%C", "%D", "%g", "%G", "%c", "%x", "%s"].iter().any(|bad| form.contains(bad)) {
        return Some(format!("`{form}` is not accepted: a year needs four digits (`%Y`), because two do not tell the century"));
    }
    let noon = DateTime::constant(2026, 7, 31, 14, 30, 0, 0);
    let wanted = if of_days { &["%Y", "%F"][..] } else { &["%H", "%I", "%R", "%T"][..] };
    let shown = BrokenDownTime::from(noon).to_string(form);
    let reads_back = shown.is_ok_and(|shown| {
        // An offset cannot be shown without a zone; such a form is checked by what it contains.
        BrokenDownTime::parse(form, &shown).is_ok_and(|parts| if of_days { parts.to_date().is_ok() } else { parts.to_time().is_ok() })
    }) || form.contains("%z")
        || form.contains("%:z");
    if wanted.iter().any(|part| form.contains(part)) && reads_back {
        None
    } else if of_days {
        Some(format!("`{form}` does not describe a day; write it like `%Y-%m-%d`, `%d/%m/%Y` or `iso`"))
    } else {
        Some(format!("`{form}` does not describe a time; write it like `%H:%M` or `iso`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn dates(forms: &[&str]) -> Dates {
        Dates {
            formats: forms.iter().map(|form| (*form).to_owned()).collect(),
            time_formats: vec!["%H:%M".to_owned()],
            zone: jiff::tz::get!("Europe/London"),
        }
    }

    #[test]
    fn only_listed_forms_are_read() {
        let dates = dates(&["%Y-%m-%d", "%d/%m/%Y"]);
        assert_eq!(dates.day("2010-01-02"), Ok(date(2010, 1, 2)));
        assert_eq!(dates.day("02/01/2010"), Ok(date(2010, 1, 2)));
        for bad in ["02/01/10", "2010/01/02", "31/02/2010", "0010-01-02", "invalid", "1/2"] {
            assert!(dates.day(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_day_that_two_listed_forms_read_differently_is_refused() {
        let dates = dates(&["%d/%m/%Y", "%m/%d/%Y"]);
        assert_eq!(dates.day("02/01/2010"), Err(WhenProblem::Ambiguous));
        assert_eq!(dates.day("13/01/2010"), Ok(date(2010, 1, 13)));
        assert_eq!(dates.day("02/02/2010"), Ok(date(2010, 2, 2)));
    }

    #[test]
    fn an_instant_is_kept_as_an_instant_and_a_day_as_a_day() {
        let dates = dates(&["iso"]);
        assert_eq!(dates.when("2016-04-19T09:47:43Z"), Ok(Happened::At("2016-04-19T09:47:43Z".parse().unwrap())));
        assert_eq!(dates.when("2026-07-01T09:30:00+02:00"), Ok(Happened::At("2026-07-01T07:30:00Z".parse().unwrap())));
        assert_eq!(dates.when("2026-07-01T09:30"), Ok(Happened::At("2026-07-01T08:30:00Z".parse().unwrap())));
        assert_eq!(dates.when("2026-07-01"), Ok(Happened::On(date(2026, 7, 1))));
        assert_eq!(dates.day("2026-07-01T00:00:00Z"), Ok(date(2026, 7, 1)));
    }

    #[test]
    fn forms_with_an_offset_or_a_z_are_instants() {
        assert_eq!(dates(&["%Y-%m-%dT%H:%M:%SZ"]).when("2016-04-19T09:47:43Z"), Ok(Happened::At("2016-04-19T09:47:43Z".parse().unwrap())));
        assert_eq!(dates(&["%d/%m/%Y %H:%M %z"]).when("01/07/2026 09:30 +0100"), Ok(Happened::At("2026-07-01T08:30:00Z".parse().unwrap())));
    }

    #[test]
    fn a_time_that_the_clock_skips_is_refused_and_one_that_comes_twice_is_the_first() {
        let dates = dates(&["iso"]);
        assert_eq!(dates.day_and_time(date(2026, 3, 29), "01:30"), Err(WhenProblem::SkippedByTheClock));
        assert_eq!(dates.day_and_time(date(2026, 10, 25), "01:30"), Ok(Happened::At("2026-10-25T00:30:00Z".parse().unwrap())));
    }

    #[test]
    fn forms_without_a_whole_year_are_refused() {
        assert!(form_problem("%d/%m/%y", true).unwrap().contains("four digits"));
        assert!(form_problem("%d/%m", true).is_some());
        assert!(form_problem("dd/mm/yyyy", true).is_some());
        for good in ["%d/%m/%Y", "%Y-%m-%d", "%d %b %Y", "%Y%m%d", "iso", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%SZ"] {
            assert_eq!(form_problem(good, true), None, "{good}");
        }
        assert_eq!(form_problem("%H:%M", false), None);
        assert!(form_problem("%d", false).is_some());
    }
}
