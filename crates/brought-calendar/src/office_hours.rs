//! Office hours, in which the allocated social worker is told, and outside which the emergency duty team is.

use jiff::{Timestamp, civil::Time};

use crate::{BeyondCalendar, Calendar, local};

/// 09:00, the first minute of office hours (STW-19).
const OPENS: Time = Time::constant(9, 0, 0, 0);
/// 17:00, the first minute after office hours (STW-19).
const CLOSES: Time = Time::constant(17, 0, 0, 0);

impl Calendar {
    /// Whether an instant is in office hours: Monday to Friday from 09:00 up to, but not including, 17:00 by the local clock, bank
    /// holidays counted as out of hours (STW-19).
    ///
    /// # Errors
    ///
    /// [`BeyondCalendar`] for an instant outside the known years.
    pub fn is_office_hours(&self, instant: Timestamp) -> Result<bool, BeyondCalendar> {
        let local = local(instant);
        let working_day = self.is_working_day(local.date())?;
        Ok(working_day && (OPENS..CLOSES).contains(&local.time()))
    }
}
