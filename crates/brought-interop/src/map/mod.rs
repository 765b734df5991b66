//! Maps: files that say how another system's columns and codes are to be read. `docs/importing.md` tells how to write one.

mod dates;
mod document;
mod parse;
mod problem;

use crate::text::EncodingChoice;
use brought_domain::contact::{Arranged, OutcomeKind, Setting};
use brought_domain::person::{PersonKind, RelationKind, Service};
use brought_domain::{PractitionerId, ServiceId};
pub(crate) use dates::{Dates, WhenProblem};
use jiff::tz::TimeZone;
pub use problem::MapProblem;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a mapping file says. Made by [`Map::parse`] alone, so that a map in hand is a whole one.
#[derive(Clone, Debug)]
pub struct Map {
    pub(crate) name: String,
    /// Nothing means: each message names it.
    pub(crate) system: Option<String>,
    pub(crate) kind: MapKind,
    pub(crate) encoding: EncodingChoice,
    /// Nothing means: find out.
    pub(crate) delimiter: Option<u8>,
    pub(crate) dates: Dates,
    pub(crate) must_have: Vec<Field>,
    pub(crate) instruction_rows: Vec<String>,
    pub(crate) any_postcode: bool,
    pub(crate) columns: BTreeMap<Field, Column>,
    pub(crate) parents: Vec<ParentColumns>,
    pub(crate) relationships: Codes<RelationKind>,
    pub(crate) subject: SubjectRule,
    pub(crate) service: Option<Arc<Service>>,
    pub(crate) services: Codes<Arc<Service>>,
    pub(crate) setting: Option<Setting>,
    pub(crate) settings: Codes<Setting>,
    /// How people met. Nothing means in person, where the setting says.
    pub(crate) mediums: Codes<Option<Setting>>,
    /// Whether the person the contact was for was there themselves.
    pub(crate) who_attended: Codes<WhoAttended>,
    pub(crate) arranged: Arranged,
    pub(crate) practitioners: Codes<PractitionerId>,
    pub(crate) statuses: Codes<StatusMeaning>,
    pub(crate) hl7: Hl7Rules,
}

/// What kind of file a map is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapKind {
    /// CSV, a contact in each row.
    Contacts,
    /// CSV, a person in each row.
    People,
    /// HL7 version 2 messages.
    Messages,
}

impl Map {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// Every problem in it, with file, line, column and the word that was probably meant.
    pub fn parse(text: &str, file_name: &str) -> Result<Self, Vec<MapProblem>> {
        parse::parse(text, file_name)
    }

    /// What the map is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The system whose files it reads: the `system` of every source. Nothing means that each message names it.
    pub fn system(&self) -> Option<&str> {
        self.system.as_deref()
    }

    /// The kind of file it is for.
    pub fn kind(&self) -> MapKind {
        self.kind
    }

    /// The services that it can name, for the directory. In order, each once.
    pub fn services(&self) -> Vec<&Service> {
        let mut by_id: BTreeMap<&ServiceId, &Service> = BTreeMap::new();
        for service in self.service.iter().chain(self.services.values()) {
            by_id.entry(&service.id).or_insert(service);
        }
        by_id.into_values().collect()
    }

    /// The same map for tables whose columns hold days and times as such: these are given to it as ISO 8601 writes them.
    #[must_use]
    pub fn with_iso_dates(mut self) -> Self {
        for formats in [&mut self.dates.formats, &mut self.dates.time_formats] {
            if !formats.iter().any(|format| format == dates::ISO) {
                formats.push(dates::ISO.to_owned());
            }
        }
        self
    }

    pub(crate) fn zone(&self) -> &TimeZone {
        &self.dates.zone
    }
}

/// Codes of another system and what they mean here.
#[derive(Clone, Debug)]
pub(crate) struct Codes<T>(BTreeMap<String, T>);

impl<T> Default for Codes<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Codes<T> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn values(&self) -> impl Iterator<Item = &T> {
        self.0.values()
    }

    /// The codes, in order.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The meaning of a code. Capital letters matter only where two codes differ by nothing else.
    pub(crate) fn get(&self, code: &str) -> Option<&T> {
        self.0.get(code).or_else(|| {
            let mut alike = self.0.iter().filter(|(known, _)| known.to_lowercase() == code.to_lowercase());
            let found = alike.next().map(|(_, meaning)| meaning);
            if alike.next().is_none() { found } else { None }
        })
    }
}

/// What a status of another system means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StatusMeaning {
    /// Nothing has come of the contact yet.
    NotYet,
    /// This came of it, in these settings something else.
    Outcome { kind: OutcomeKind, by_setting: Vec<(Setting, OutcomeKind)> },
    /// It cannot be told without a person.
    Review { why: String },
}

/// Who was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhoAttended {
    /// The person the contact was for.
    Subject,
    /// Somebody in their place: a child's parent alone. The child was not seen.
    Proxy,
}

/// Whose contacts these are.
#[derive(Clone, Debug)]
pub(crate) struct SubjectRule {
    /// Whom they are for when age says nothing. Nothing means: ask.
    pub(crate) default: Option<PersonKind>,
    /// From which age somebody is an adult.
    pub(crate) adult_from_years: Option<u8>,
}

/// A column of the file, or several names of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// The names it may have. Never empty.
    pub(crate) names: Vec<String>,
    /// Whether the file may lack it.
    pub(crate) optional: bool,
}

/// The columns about one parent.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParentColumns {
    pub(crate) name: Option<Column>,
    pub(crate) relationship: Option<Column>,
    pub(crate) email: Option<Column>,
    pub(crate) telephone: Option<Column>,
}

/// Who is answerable for a cancellation that does not say so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CancelledBy {
    Service,
    Family,
    #[default]
    Ask,
}

/// How messages are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hl7Rules {
    pub(crate) cancelled_by: CancelledBy,
    pub(crate) discontinued_by: CancelledBy,
    /// Codes of the appointment's or the event's reason (SCH-6, SCH-7) that say who cancelled.
    pub(crate) cancel_reasons: Codes<CancelledBy>,
    /// Whether SIU messages may tell where people live. They do not say who must not be found.
    pub(crate) addresses_from_appointments: bool,
    pub(crate) service_field: Option<String>,
    pub(crate) setting_field: Option<String>,
}

macro_rules! fields {
    ($( $name:ident = $code:literal; )+) => {
        /// What a column of a file can hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Field { $( $name, )+ }

        impl Field {
            pub(crate) const ALL: &'static [Self] = &[ $( Self::$name, )+ ];

            /// The key in the map.
            pub(crate) fn code(self) -> &'static str { match self { $( Self::$name => $code, )+ } }

            /// Whether it is about a contact and never about who the contact is with.
            pub(crate) fn is_of_contact(self) -> bool {
                use Field as F;
                matches!(
                    self,
                    F::ContactId
                        | F::Version
                        | F::PlannedOn
                        | F::PlannedAt
                        | F::Time
                        | F::BookedAt
                        | F::Service
                        | F::Setting
                        | F::Medium
                        | F::WhoAttended
                        | F::Practitioner
                        | F::Purpose
                        | F::Status
                )
            }
        }
    };
}

fields! {
    PersonId = "person_id";
    ContactId = "contact_id";
    Version = "version";
    NhsNumber = "nhs_number";
    GivenName = "given_name";
    FamilyName = "family_name";
    PreferredGivenName = "preferred_given_name";
    DateOfBirth = "date_of_birth";
    Age = "age";
    AddressLine1 = "address_line_1";
    AddressLine2 = "address_line_2";
    AddressLine3 = "address_line_3";
    Town = "town";
    County = "county";
    Postcode = "postcode";
    AddressWithheld = "address_withheld";
    Telephone = "telephone";
    Email = "email";
    Language = "language";
    School = "school";
    GpPractice = "gp_practice";
    PlannedOn = "planned_on";
    PlannedAt = "planned_at";
    Time = "time";
    BookedAt = "booked_at";
    Service = "service";
    Setting = "setting";
    Medium = "medium";
    WhoAttended = "who_attended";
    Practitioner = "practitioner";
    Purpose = "purpose";
    Status = "status";
}
