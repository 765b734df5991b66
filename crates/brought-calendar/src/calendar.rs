//! One division's working days.

use std::sync::{Arc, LazyLock};

use jiff::{Unit, civil::Date};

use crate::{Asked, BeyondCalendar, Division, Holiday, HolidayData, day_table::DayTable};

/// With fewer whole months than this left in the calendar, whoever looks after the system must add newer bank holidays.
pub const LEAST_MONTHS_LEFT: u32 = 12;

/// The working days of one division, by one version of the bank holidays. A working day is a Monday to Friday that is not a bank
/// holiday of the division.
///
/// Built once and shared: a clone is a pointer. Adding and counting take the same short time for any number of days.
#[derive(Clone)]
pub struct Calendar(Arc<Known>);

struct Known {
    division: Division,
    version: Arc<str>,
    first_day: Date,
    last_day: Date,
    holidays: Vec<Holiday>,
    table: DayTable,
}

impl Calendar {
    /// The division's calendar from the bundled bank holidays, 1 January 2012 to 31 December 2028. Built on first use, then shared.
    pub fn bundled(division: Division) -> Calendar {
        static CALENDARS: LazyLock<[Calendar; 3]> = LazyLock::new(|| {
            let data = HolidayData::bundled();
            Division::ALL.map(|division| Calendar::new(division, &data))
        });
        CALENDARS[division as usize].clone()
    }

    /// The division's calendar from the given bank holidays. Walks every day of the data once.
    pub fn new(division: Division, data: &HolidayData) -> Calendar {
        let (first_day, last_day) = (data.first_day(division), data.last_day(division));
        let holidays = data.holidays(division).to_vec();
        let table = DayTable::new(first_day, last_day, &holidays);
        Calendar(Arc::new(Known { division, version: data.shared_version(), first_day, last_day, holidays, table }))
    }

    /// Whose bank holidays.
    pub fn division(&self) -> Division {
        self.0.division
    }

    /// The version of the bank holidays, to be kept with every deadline counted by it.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// The first day this calendar can answer for.
    pub fn first_day(&self) -> Date {
        self.0.first_day
    }

    /// The last day this calendar can answer for.
    pub fn last_day(&self) -> Date {
        self.0.last_day
    }

    /// How many whole months the calendar still has after this day, 0 when it has run out: on 31 December 2027, with data to 31
    /// December 2028, it is 12.
    pub fn months_left(&self, on: Date) -> u32 {
        let months = on.until((Unit::Month, self.0.last_day)).map_or(0, |span| span.get_months());
        u32::try_from(months).unwrap_or(0)
    }

    /// Whether newer bank holidays must be added now: fewer than [`LEAST_MONTHS_LEFT`] whole months are left.
    pub fn runs_out_soon(&self, on: Date) -> bool {
        self.months_left(on) < LEAST_MONTHS_LEFT
    }

    /// Whether people work on this day.
    ///
    /// # Errors
    ///
    /// [`BeyondCalendar`] for a day outside the known years.
    pub fn is_working_day(&self, day: Date) -> Result<bool, BeyondCalendar> {
        let number = self.counted_to(day)?;
        Ok(self.0.table.numbered(number) == Some(day))
    }

    /// The title of the bank holiday on this day. `None` also for a day outside the known years, so it cannot stand for “a working
    /// day”: ask [`Calendar::is_working_day`] for that.
    pub fn holiday_on(&self, day: Date) -> Option<&str> {
        // The first of the day, as the file has them, should there ever be two.
        let index = self.0.holidays.partition_point(|holiday| holiday.falls_on < day);
        self.0.holidays.get(index).filter(|holiday| holiday.falls_on == day).map(|holiday| holiday.title.as_str())
    }

    /// The day so many working days after `start`. Counting begins the day after `start`, whether or not `start` is a working day, so
    /// for 1 or more the answer is a working day. 0 working days after a day is that day itself, even at a weekend.
    ///
    /// # Errors
    ///
    /// [`BeyondCalendar`] when `start` or the answer lies outside the known years.
    pub fn add_working_days(&self, start: Date, working_days: u32) -> Result<Date, BeyondCalendar> {
        let asked = Asked::WorkingDaysAfter { start, working_days };
        let beyond = || self.beyond(asked);
        let up_to_start = self.0.table.counted_to(start).ok_or_else(beyond)?;
        if working_days == 0 {
            return Ok(start);
        }
        let number = up_to_start.checked_add(working_days).ok_or_else(beyond)?;
        self.0.table.numbered(number).ok_or_else(beyond)
    }

    /// How many working days there are after `from`, up to and including `to`. Negative when `to` is the earlier: then it counts the
    /// working days after `to`, up to and including `from`.
    ///
    /// # Errors
    ///
    /// [`BeyondCalendar`] when either day lies outside the known years.
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<i64, BeyondCalendar> {
        Ok(i64::from(self.counted_to(to)?) - i64::from(self.counted_to(from)?))
    }

    /// The first working day after this day: never the day itself.
    ///
    /// # Errors
    ///
    /// [`BeyondCalendar`] when the day or the answer lies outside the known years.
    pub fn next_working_day(&self, after: Date) -> Result<Date, BeyondCalendar> {
        self.add_working_days(after, 1)
    }

    /// This day if it is a working day, or else the first working day after it.
    ///
    /// # Errors
    ///
    /// [`BeyondCalendar`] when the day or the answer lies outside the known years.
    pub fn working_day_on_or_after(&self, day: Date) -> Result<Date, BeyondCalendar> {
        if self.is_working_day(day)? { Ok(day) } else { self.next_working_day(day) }
    }

    fn counted_to(&self, day: Date) -> Result<u32, BeyondCalendar> {
        self.0.table.counted_to(day).ok_or_else(|| self.beyond(Asked::Day(day)))
    }

    fn beyond(&self, asked: Asked) -> BeyondCalendar {
        let Known { division, first_day, last_day, .. } = *self.0;
        BeyondCalendar { asked, division, first_day, last_day, version: Arc::clone(&self.0.version) }
    }
}

impl std::fmt::Debug for Calendar {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Known { division, version, first_day, last_day, .. } = &*self.0;
        let mut shown = out.debug_struct("Calendar");
        shown.field("division", division).field("version", version).field("first_day", first_day).field("last_day", last_day);
        shown.finish_non_exhaustive()
    }
}
