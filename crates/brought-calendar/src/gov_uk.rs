//! Reading the bank holidays file as GOV.UK publishes it.

use jiff::civil::Date;
use serde::Deserialize;

use crate::{CalendarProblem, Division, Holiday};

/// The whole file. A section that is missing or that nobody here knows is an error: were GOV.UK ever to set Wales apart, the old
/// sections could no longer be trusted to mean what they meant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    england_and_wales: Section,
    scotland: Section,
    northern_ireland: Section,
}

#[derive(Deserialize)]
struct Section {
    division: String,
    events: Vec<Event>,
}

/// One event. GOV.UK also says whether to put out bunting and whether it is a substitute day; neither moves a deadline.
#[derive(Deserialize)]
struct Event {
    title: String,
    date: String,
}

/// The bank holidays of each division, in the order of [`Division::ALL`] and, within one, in the order of the file.
pub(crate) fn read(json: &str) -> Result<[Vec<Holiday>; 3], CalendarProblem> {
    let file: File = serde_json::from_str(json).map_err(|error| CalendarProblem::NotTheFormat {
        line: error.line(),
        column: error.column(),
        what: error.to_string(),
    })?;
    Ok([
        read_section(Division::EnglandAndWales, file.england_and_wales)?,
        read_section(Division::Scotland, file.scotland)?,
        read_section(Division::NorthernIreland, file.northern_ireland)?,
    ])
}

fn read_section(division: Division, section: Section) -> Result<Vec<Holiday>, CalendarProblem> {
    if section.division != division.code() {
        return Err(CalendarProblem::WrongDivision { division, found: section.division });
    }
    section.events.into_iter().zip(1..).map(|(event, position)| read_event(division, position, event)).collect()
}

fn read_event(division: Division, event: usize, Event { title, date }: Event) -> Result<Holiday, CalendarProblem> {
    let Some(falls_on) = read_date(&date) else {
        return Err(CalendarProblem::NotADate { division, event, title, found: date });
    };
    if title.trim().is_empty() {
        return Err(CalendarProblem::NoTitle { division, event, falls_on });
    }
    Ok(Holiday { falls_on, title })
}

/// Only `2026-12-25`: the parser underneath would also take a time of day, which here would be somebody's mistake.
fn read_date(text: &str) -> Option<Date> {
    let day: Date = text.parse().ok()?;
    (day.to_string() == text).then_some(day)
}
