//! What was planted: patterns, changes at providers, and faults.

use crate::day::Day;
use crate::ids;
use crate::table::{Cells, Row, Table, day, text};
use brought_domain::vocabulary;

vocabulary! {
    /// What was planted.
    pub enum Label ("label") {
        /// The family shuts itself away (NAF-03): from the first to the last of at least four contacts of at least two kinds that came to
        /// nothing, within a year, in which nobody met the child.
        Closure = "closure", "closure";
        /// At least two moves that nobody was told about, each after a failed contact, within a year (NAF-04).
        Flight = "flight", "flight";
        /// Agreed by telephone and then not brought, three times; and shown from afar at least once; never met meanwhile (NAF-05).
        DisguisedCompliance = "disguised_compliance", "disguised compliance";
        /// At least twelve contacts kept within half a year, in at least four services of two providers (HAM-05).
        OverEngagement = "over_engagement", "over-engagement";
        /// From this day on more contacts fail at a provider.
        ProviderWorse = "provider_worse", "more contacts fail at a provider";
        /// From this day on fewer contacts fail at a provider.
        ProviderBetter = "provider_better", "fewer contacts fail at a provider";
        /// A child with a vast number of failed contacts.
        HotChild = "hot_child", "a vast number of contacts";
    }
}

/// Something that was planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truth {
    /// What.
    pub label: Label,
    /// The child, by number, when it is about one.
    pub child: Option<u32>,
    /// The child's household.
    pub household: Option<u32>,
    /// The provider, by place, when it is about one.
    pub provider: Option<u16>,
    /// The first day of it.
    pub from_on: Day,
    /// The last day of it; nothing when it lasts.
    pub to_on: Option<Day>,
}

impl Row for Truth {
    const TABLE: Table = Table {
        name: "truth",
        row: "Something that was planted; children without a row may show the same by chance",
        columns: &[
            text("label", "What was planted."),
            text("local_patient_id", "The child, when it is about one."),
            text("household", "The child's household."),
            text("provider", "The provider, when it is about one."),
            day("from_on", "The first day of it."),
            day("to_on", "The last day of it. Blank when it lasts."),
        ],
    };

    fn tell(&self, to: &mut impl Cells) {
        to.text(self.label.code());
        to.text_or_blank(self.child.map(ids::child).as_ref().map(ids::Short::text));
        to.text_or_blank(self.household.map(ids::household).as_ref().map(ids::Short::text));
        to.text_or_blank(self.provider.map(ids::provider).as_ref().map(ids::Short::text));
        to.day(self.from_on);
        to.day_or_blank(self.to_on);
        to.end();
    }
}

vocabulary! {
    /// What can be wrong with a row on purpose.
    pub enum Fault ("fault") {
        /// The row stands there twice, to the letter.
        Duplicate = "duplicate", "the same row twice";
        /// The check digit of the NHS number is wrong.
        BadCheckDigit = "bad_check_digit", "a wrong check digit";
        /// The day is the thirtieth of February.
        ImpossibleDate = "impossible_date", "a day that does not exist";
        /// The attendance status is 9, which is none.
        UnknownCode = "unknown_code", "an unknown code";
        /// A further row for the same contact, changed later, says otherwise.
        Amendment = "amendment", "a later row that says otherwise";
        /// The row stands out of order, after rows of later children.
        LateArrival = "late_arrival", "a row out of order";
    }
}

/// A row of `contacts` with a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Faulty {
    /// The child, by number.
    pub child: u32,
    /// Which of the child's contacts.
    pub ordinal: u32,
    /// What is wrong.
    pub fault: Fault,
}

impl Row for Faulty {
    const TABLE: Table = Table {
        name: "faults",
        row: "A contact with something wrong on purpose",
        columns: &[text("CareContactId", "The contact, as in `contacts`."), text("fault", "What is wrong.")],
    };

    fn tell(&self, to: &mut impl Cells) {
        to.text(ids::contact(self.child, self.ordinal).text());
        to.text(self.fault.code());
        to.end();
    }
}
