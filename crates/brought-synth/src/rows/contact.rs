//! Contacts, as an extract of the Community Services Data Set has them.

use crate::codes;
use crate::day::Day;
use crate::ids::{self, Short};
use crate::rows::Fault;
use crate::services::SERVICES;
use crate::table::{Cells, Row, Table, day, text};
use brought_domain::contact::{OutcomeKind, Setting};

/// A contact of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The child, by number from 1 on.
    pub child: u32,
    /// Which of the child's contacts it is, from 1 on, in the order of time.
    pub ordinal: u32,
    /// The day.
    pub on: Day,
    /// The time of day, in minutes after midnight, by the clock of England.
    pub minute: u16,
    /// Where.
    pub setting: Setting,
    /// What came of it.
    pub outcome: OutcomeKind,
    /// Whether they came late and were seen all the same.
    pub came_late: bool,
    /// The service: a place in [`SERVICES`].
    pub service: u8,
    /// The provider, by place from 0 on.
    pub provider: u16,
    /// The child's birthday.
    pub born_on: Day,
    /// Where the service believes that the child lives: a place among the postcodes.
    pub postcode: u32,
    /// The day on which the row was last changed.
    pub recorded_on: Day,
    /// What is wrong with the row, on purpose.
    pub fault: Option<Fault>,
}

impl Contact {
    /// Whether the child ought to have been met: it took place or failed, and was not cancelled.
    pub fn was_due(&self) -> bool {
        !matches!(self.outcome, OutcomeKind::CancelledByFamily | OutcomeKind::CancelledByService)
    }

    /// Whether it was due and the child was not met: the policies' failed contacts (NAF-06), those who left before being seen (HAM-04), and
    /// those seen only from afar (NAF-05).
    pub fn has_failed(&self) -> bool {
        let others = [OutcomeKind::LeftBeforeBeingSeen, OutcomeKind::SeenAtADistance];
        self.outcome.failed_contact().is_some() || others.contains(&self.outcome)
    }

    /// `09:30`.
    fn time(&self) -> Short {
        Short::new().digits(u32::from(self.minute / 60), 2).and(":").digits(u32::from(self.minute % 60), 2)
    }

    fn nhs_number(&self, to: &mut impl Cells) {
        let Some(number) = ids::nhs_number(self.child) else { return to.blank() };
        if self.fault != Some(Fault::BadCheckDigit) {
            return to.text(number.text());
        }
        let (nine, last) = number.text().split_at(9);
        let wrong = last.parse::<u32>().map_or(0, |digit| (digit + 1) % 10);
        to.text(Short::new().and(nine).digits(wrong, 1).text());
    }
}

impl Row for Contact {
    const TABLE: Table = Table {
        name: "contacts",
        row: "A contact of a child, in the names of the Community Services Data Set, ordered by child, day, time and id",
        columns: &[
            text("LocalPatientId", "The child, as in `children`."),
            text("CareContactId", "The contact."),
            day("CareContDate", "The day of the contact: a working day in England."),
            text("CareContTime", "The time of day by the clock of England, from 09:00 to 16:45."),
            text("ActLocTypeCode", "Where: ACTIVITY LOCATION TYPE CODE. Blank for calls."),
            text("ConsMechanism", "In person 01, by telephone 02, by video 11: CONSULTATION MECHANISM."),
            text("CareContSubj", "Who was met: the patient 01, another in the child's place 02. Blank when it came to nothing."),
            text("AttendStatus", "What came of it: ATTENDANCE STATUS, which cannot tell refusals and empty houses apart."),
            day("PersonBirthDate", "The child's birthday."),
            text("NHSNumber", "Of the range kept for tests. Blank for one child in eleven and for all after the first million."),
            text("Postcode", "Where the service believed that the child lived. No such postcode exists."),
            day("RecordUpdated", "The day on which the row was last changed. Not before the contact, and sometimes long after."),
            text("OrgIDProv", "The provider."),
            text("TeamType", "The service, in the product's names and not in a national code."),
            text("Outcome", "An addition to the data set: what really came of it, in the product's own codes."),
        ],
    };

    fn tell(&self, to: &mut impl Cells) {
        to.text(ids::child(self.child).text());
        to.text(ids::contact(self.child, self.ordinal).text());
        match self.fault {
            Some(Fault::ImpossibleDate) => {
                let year = self.on.year_month_day().0.unsigned_abs();
                to.text(Short::new().digits(year, 4).and("-02-30").text());
            }
            _ => to.day(self.on),
        }
        to.text(self.time().text());
        to.text_or_blank(codes::location(self.setting));
        to.text(codes::mechanism(self.setting));
        to.text_or_blank(codes::subject(self.outcome));
        let status = codes::attendance(self.outcome, self.came_late);
        to.text(if self.fault == Some(Fault::UnknownCode) { "9" } else { status });
        to.day(self.born_on);
        self.nhs_number(to);
        to.text(ids::postcode(self.postcode).text());
        to.day(self.recorded_on);
        to.text(ids::provider(self.provider).text());
        to.text(SERVICES.get(usize::from(self.service)).map_or("", |service| service.code));
        to.text(self.outcome.code());
        to.end();
    }
}
