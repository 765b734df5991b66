//! The bank holidays of the three divisions, in one version, and the years they are complete for.

use std::sync::Arc;

use jiff::civil::Date;

use crate::{CalendarProblem, Division, gov_uk};

/// The bundled file: see `data/README.md` for its source and licence.
const BUNDLED: &str = include_str!("../data/bank-holidays.json");

/// Names the bundled file in every deadline counted by it. Change it whenever the file changes.
const BUNDLED_VERSION: &str = "gov.uk-2012-2028.1";

/// One bank holiday.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holiday {
    /// The day nobody works.
    pub falls_on: Date,
    /// What it is called, as in “Good Friday”.
    pub title: String,
}

/// The bank holidays of every division in one version.
///
/// It covers whole calendar years. GOV.UK publishes bank holidays by the year, so the data is taken to be complete from 1 January of
/// its first year to 31 December of its last, and a file with a year that cannot be whole is refused
/// ([`CalendarProblem::IncompleteYear`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidayData {
    version: Arc<str>,
    /// In the order of [`Division::ALL`].
    divisions: [DivisionHolidays; 3],
}

/// One division's bank holidays and the days they are complete for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct DivisionHolidays {
    first_day: Date,
    last_day: Date,
    /// In order of date.
    holidays: Vec<Holiday>,
}

impl HolidayData {
    /// The file this crate carries: every division from 1 January 2012 to 31 December 2028.
    pub fn bundled() -> HolidayData {
        // A test holds that the bundled file reads. Were it ever damaged, data that covers no day makes every question a
        // BeyondCalendar, which a person sees: better than a wrong sum, which nobody sees.
        HolidayData::from_gov_uk_json(BUNDLED, BUNDLED_VERSION).unwrap_or_else(|_| HolidayData::covering_no_day())
    }

    /// Reads the file GOV.UK publishes at <https://www.gov.uk/bank-holidays.json>. The version is any name that tells this file from
    /// every other, such as the day it was fetched: deadlines are kept with the version they were counted by.
    ///
    /// # Errors
    ///
    /// [`CalendarProblem`] for text that is not in the format, a section missing, unknown or misnamed, a date that is not one, a year
    /// that is not complete, or a blank version.
    pub fn from_gov_uk_json(json: &str, version: &str) -> Result<HolidayData, CalendarProblem> {
        let version = named(version)?;
        let [england_and_wales, scotland, northern_ireland] = gov_uk::read(json)?;
        let divisions = [
            DivisionHolidays::new(Division::EnglandAndWales, england_and_wales)?,
            DivisionHolidays::new(Division::Scotland, scotland)?,
            DivisionHolidays::new(Division::NorthernIreland, northern_ireland)?,
        ];
        Ok(HolidayData { version, divisions })
    }

    /// The same data with one bank holiday more, under a new version: a day proclaimed at short notice, as for a state funeral.
    ///
    /// # Errors
    ///
    /// [`CalendarProblem::OutsideTheData`] for a day in a year the data does not hold, [`CalendarProblem::NoVersion`] for a blank version.
    pub fn with_holiday(mut self, division: Division, holiday: Holiday, version: &str) -> Result<HolidayData, CalendarProblem> {
        self.version = named(version)?;
        let own = &mut self.divisions[division as usize];
        let (first_day, last_day) = (own.first_day, own.last_day);
        if !(first_day..=last_day).contains(&holiday.falls_on) {
            let Holiday { falls_on, title } = holiday;
            return Err(CalendarProblem::OutsideTheData { division, title, falls_on, first_day, last_day });
        }
        own.holidays.push(holiday);
        own.holidays.sort_by_key(|holiday| holiday.falls_on);
        Ok(self)
    }

    /// The version, as given.
    pub fn version(&self) -> &str {
        &self.version
    }

    pub(crate) fn shared_version(&self) -> Arc<str> {
        Arc::clone(&self.version)
    }

    /// The division's bank holidays in order of date.
    pub fn holidays(&self, division: Division) -> &[Holiday] {
        &self.divisions[division as usize].holidays
    }

    /// The first day the division's bank holidays are complete for: 1 January of the first year.
    pub fn first_day(&self, division: Division) -> Date {
        self.divisions[division as usize].first_day
    }

    /// The last day the division's bank holidays are complete for: 31 December of the last year.
    pub fn last_day(&self, division: Division) -> Date {
        self.divisions[division as usize].last_day
    }

    fn covering_no_day() -> HolidayData {
        let none = DivisionHolidays { first_day: Date::MAX, last_day: Date::MIN, holidays: Vec::new() };
        HolidayData { version: Arc::from(BUNDLED_VERSION), divisions: [none.clone(), none.clone(), none] }
    }
}

impl DivisionHolidays {
    fn new(division: Division, mut holidays: Vec<Holiday>) -> Result<DivisionHolidays, CalendarProblem> {
        // Stable, so that of two holidays on one day the one written first stays first.
        holidays.sort_by_key(|holiday| holiday.falls_on);
        let (Some(first), Some(last)) = (holidays.first(), holidays.last()) else {
            return Err(CalendarProblem::NoHolidays { division });
        };
        let (first_day, last_day) = (first.falls_on.first_of_year(), last.falls_on.last_of_year());
        for year in first_day.year()..=last_day.year() {
            if let Some(what) = missing_from(year, &holidays) {
                return Err(CalendarProblem::IncompleteYear { division, year, what });
            }
        }
        Ok(DivisionHolidays { first_day, last_day, holidays })
    }
}

/// What shows that a year's bank holidays are not all there. No division has fewer than eight in a year, and each year begins with
/// one for New Year, kept on 3 January at the latest, and ends with one for Christmas or Boxing Day, kept on the 25th at the earliest.
fn missing_from(year: i16, holidays: &[Holiday]) -> Option<String> {
    const FEWEST_IN_A_YEAR: usize = 8;
    let of_year: Vec<Date> = holidays.iter().map(|holiday| holiday.falls_on).filter(|day| day.year() == year).collect();
    let new_year = of_year.iter().any(|day| day.month() == 1 && day.day() <= 3);
    let christmas = of_year.iter().any(|day| day.month() == 12 && day.day() >= 25);
    match of_year.len() {
        0 => Some("it has no bank holidays".to_owned()),
        _ if !new_year => Some("it has no bank holiday at New Year".to_owned()),
        _ if !christmas => Some("it has no bank holiday at Christmas".to_owned()),
        count if count < FEWEST_IN_A_YEAR => Some(format!("it has {count} bank holidays and every year has at least {FEWEST_IN_A_YEAR}")),
        _ => None,
    }
}

fn named(version: &str) -> Result<Arc<str>, CalendarProblem> {
    let version = version.trim();
    if version.is_empty() { Err(CalendarProblem::NoVersion) } else { Ok(Arc::from(version)) }
}
