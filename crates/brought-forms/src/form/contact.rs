//! Contacts, what came of them, and the shorthand that writes both at once.

use super::parts::{ChildId, Said};
use super::{fields, form};
use crate::leaf::{Coded, Day, Id, Text, When};
use crate::reader::{Form, Reader};
use brought_domain::circumstances::PlanKind;
use brought_domain::contact::{
    Answer, Arranged, Certainty, ContactPlanned, FurtherVisitSet, Outcome, OutcomeKind, OutcomeRecorded, ProgrammeContact, ResponseKind,
    Setting, UnscheduledAttendance,
};
use brought_domain::work::Role;
use brought_domain::{ContactId, PractitionerId, ServiceId};

fields! {
    /// A contact was planned, or its plan changed.
    #[schemars(rename = "ContactPlanned")]
    struct ContactPlannedForm {
        required {
            /// The id of the contact. Siblings to be seen at one visit share it.
            contact: Id<ContactId>,
            /// When it is to be.
            planned_for: When,
            /// Where it is to be.
            setting: Coded<Setting>,
        }
        optional {
            /// The service that offers it. If left out: the service of the event, else the only service of the file.
            service: Id<ServiceId>,
            /// Who is to see them, when that is known: the id of a practitioner.
            practitioner: Id<PractitionerId>,
            /// What it is for, in the service's words.
            purpose: Text,
            /// The kind of plan that asks for this contact, when a plan does.
            essential_to: Coded<PlanKind>,
            /// Which contact of the health visiting programme it is, when it is one.
            programme: Coded<ProgrammeContact>,
        }
        defaulted {
            /// How it was arranged. Not known if left out.
            arranged: Coded<Arranged>,
        }
    }
}

impl Form for ContactPlannedForm {
    type Domain = ContactPlanned;

    fn read(&self, reader: &mut Reader) -> Option<ContactPlanned> {
        let contact = reader.within("contact", |reader| self.contact.read_new(reader));
        let planned_for = reader.field("planned_for", &self.planned_for);
        let setting = reader.field("setting", &self.setting);
        let service = match (&self.service, reader.defaults.service.clone()) {
            (Some(id), _) => reader.field("service", id),
            (None, Some(service)) => Some(service),
            // In a file, the event has been found to lack a service already.
            (None, None) if reader.is_by_hand() => None,
            (None, None) => reader.within("service", |reader| reader.problem("is missing")),
        };
        let practitioner = reader.field("practitioner", &self.practitioner);
        let purpose = reader.field("purpose", &self.purpose);
        let essential_to = reader.field("essential_to", &self.essential_to);
        let programme = reader.field("programme", &self.programme);
        let arranged = reader.field("arranged", &self.arranged);
        Some(ContactPlanned {
            contact: contact?,
            service: service?,
            planned_for: planned_for?,
            setting: setting?,
            arranged: arranged?,
            practitioner: practitioner?,
            purpose: purpose?,
            essential_to: essential_to?,
            programme: programme?,
        })
    }

    fn write(planned: &ContactPlanned) -> Self {
        Self {
            contact: Id::of(&planned.contact),
            planned_for: When::write(&planned.planned_for),
            setting: Coded::of(planned.setting),
            service: Some(Id::of(&planned.service)),
            practitioner: Option::write(&planned.practitioner),
            purpose: Option::write(&planned.purpose),
            essential_to: Option::write(&planned.essential_to),
            programme: Option::write(&planned.programme),
            arranged: Coded::of(planned.arranged),
        }
    }
}

fields! {
    /// What came of a contact that was planned.
    #[schemars(rename = "OutcomeRecorded")]
    struct OutcomeRecordedForm {
        required {
            /// The id of the contact.
            contact: Id<ContactId>,
            /// What came of it.
            outcome: Coded<OutcomeKind>,
        }
        optional {
            /// With `unseen_child`: what was said to be the reason.
            reason: Text,
            /// With `unseen_child`: whether somebody actively kept the practitioner from seeing the child. Not known if left out.
            actively_prevented: Coded<Answer>,
            /// With `reported_to_refuse`, required: who reports it.
            reporter: Said,
            /// With `administrative_error`, required: what shows that it was an error.
            evidence: Said,
            /// Whether a practitioner has confirmed it. If left out: confirmed when a practitioner signs the event, unconfirmed when a system reports it.
            certainty: Coded<Certainty>,
            /// Anything else worth saying about what happened.
            note: Text,
            /// The code that another system used, as it came.
            original_code: Text,
        }
        lists {
            /// What the practitioner did about it at once.
            responses: Vec<Coded<ResponseKind>>,
        }
    }
}

impl Form for OutcomeRecordedForm {
    type Domain = OutcomeRecorded;

    fn read(&self, reader: &mut Reader) -> Option<OutcomeRecorded> {
        let contact = reader.field("contact", &self.contact);
        let outcome = OutcomeParts {
            outcome: &self.outcome,
            reason: &self.reason,
            actively_prevented: &self.actively_prevented,
            reporter: &self.reporter,
            evidence: &self.evidence,
        };
        let outcome = outcome.read(reader);
        let certainty = read_certainty(&self.certainty, reader);
        let responses = reader.field("responses", &self.responses);
        let note = reader.field("note", &self.note);
        let original_code = reader.field("original_code", &self.original_code);
        Some(OutcomeRecorded {
            contact: contact?,
            outcome: outcome?,
            certainty: certainty?,
            responses: responses?,
            note: note?,
            original_code: original_code?,
        })
    }

    fn write(recorded: &OutcomeRecorded) -> Self {
        let (mut reason, mut actively_prevented, mut reporter, mut evidence) = (None, None, None, None);
        match &recorded.outcome {
            Outcome::Plain(_) => {}
            Outcome::UnseenChild { reason: said, actively_prevented: prevented } => {
                reason = Option::write(said);
                actively_prevented = Some(Coded::of(*prevented));
            }
            Outcome::ReportedToRefuse { reporter: said } => reporter = Some(Said::write(said)),
            Outcome::AdministrativeError { evidence: said } => evidence = Some(Said::write(said)),
        }
        Self {
            contact: Id::of(&recorded.contact),
            outcome: Coded::of(recorded.outcome.kind()),
            reason,
            actively_prevented,
            reporter,
            evidence,
            certainty: Some(Coded::of(recorded.certainty)),
            note: Option::write(&recorded.note),
            original_code: Option::write(&recorded.original_code),
            responses: Vec::write(&recorded.responses),
        }
    }
}

/// The fields that make up an outcome, in whichever form they stand.
pub(crate) struct OutcomeParts<'f> {
    pub(crate) outcome: &'f Coded<OutcomeKind>,
    pub(crate) reason: &'f Option<Text>,
    pub(crate) actively_prevented: &'f Option<Coded<Answer>>,
    pub(crate) reporter: &'f Option<Said>,
    pub(crate) evidence: &'f Option<Said>,
}

impl OutcomeParts<'_> {
    /// Reads the outcome, and notes every field that does not belong to it or that it lacks.
    pub(crate) fn read(&self, reader: &mut Reader) -> Option<Outcome> {
        let kind = reader.field("outcome", self.outcome);
        let reason = reader.field("reason", self.reason);
        let prevented = reader.field("actively_prevented", self.actively_prevented);
        let reporter = reader.field("reporter", self.reporter);
        let evidence = reader.field("evidence", self.evidence);
        let kind = kind?;
        self.refuse_strangers(kind, reader);
        let (reason, prevented, reporter, evidence) = (reason?, prevented?, reporter?, evidence?);
        match kind {
            OutcomeKind::UnseenChild if reader.is_by_hand() || prevented.is_some() => {
                Some(Outcome::UnseenChild { reason, actively_prevented: prevented.unwrap_or_default() })
            }
            OutcomeKind::ReportedToRefuse => match reporter {
                Some(reporter) => Some(Outcome::ReportedToRefuse { reporter }),
                None => Self::lacks(kind, "reporter", "say who reports that the child refuses", reader),
            },
            OutcomeKind::AdministrativeError => match evidence {
                Some(evidence) => Some(Outcome::AdministrativeError { evidence }),
                None => Self::lacks(kind, "evidence", "say what shows that it was an error", reader),
            },
            plain => Some(Outcome::Plain(plain)),
        }
    }

    /// Events from elsewhere may have been stored without what the outcome should say; a person has to say it.
    fn lacks(kind: OutcomeKind, field: &'static str, advice: &str, reader: &mut Reader) -> Option<Outcome> {
        if reader.is_by_hand() {
            reader.within(field, |reader| reader.problem(format!("is missing; {advice}")))
        } else {
            Some(Outcome::Plain(kind))
        }
    }

    fn refuse_strangers(&self, kind: OutcomeKind, reader: &mut Reader) {
        for (field, given, belongs_to) in [
            ("reason", self.reason.is_some(), OutcomeKind::UnseenChild),
            ("actively_prevented", self.actively_prevented.is_some(), OutcomeKind::UnseenChild),
            ("reporter", self.reporter.is_some(), OutcomeKind::ReportedToRefuse),
            ("evidence", self.evidence.is_some(), OutcomeKind::AdministrativeError),
        ] {
            if given && kind != belongs_to {
                let what = format!("belongs to the outcome `{}`, not to `{}`; say it in `note`", belongs_to.code(), kind.code());
                reader.within(field, |reader| reader.problem::<()>(what));
            }
        }
    }
}

/// Whether an outcome is confirmed: a system by itself confirms nothing.
pub(crate) fn read_certainty(given: &Option<Coded<Certainty>>, reader: &mut Reader) -> Option<Certainty> {
    match (given, reader.defaults.certainty) {
        (Some(given), _) => reader.field("certainty", given),
        (None, Some(certainty)) => Some(certainty),
        // In a file, the event has been found to lack an author already.
        (None, None) if reader.is_by_hand() => None,
        (None, None) => reader.within("certainty", |reader| reader.problem("is missing")),
    }
}

fields! {
    /// Shorthand: a contact and, when `outcome` is given, what came of it.
    #[schemars(rename = "Contact")]
    struct ContactForm {
        required {
            /// Where it was to be.
            setting: Coded<Setting>,
        }
        optional {
            /// The id of the contact: contact-1 for the first event and so on, if left out. Siblings to be seen at one visit share it.
            id: Id<ContactId>,
            /// The service that offered it. If left out: the service of the event, else the only service of the file.
            service: Id<ServiceId>,
            /// When it was to be. If left out: when the event happened.
            planned_for: When,
            /// Who was to see them: the id of a practitioner.
            practitioner: Id<PractitionerId>,
            /// What it was for, in the service's words.
            purpose: Text,
            /// The kind of plan that asks for this contact, when a plan does.
            essential_to: Coded<PlanKind>,
            /// Which contact of the health visiting programme it is, when it is one.
            programme: Coded<ProgrammeContact>,
            /// What came of it. Leave out while that is not known.
            outcome: Coded<OutcomeKind>,
            /// With `unseen_child`: what was said to be the reason.
            reason: Text,
            /// With `unseen_child`: whether somebody actively kept the practitioner from seeing the child. Not known if left out.
            actively_prevented: Coded<Answer>,
            /// With `reported_to_refuse`, required: who reports it.
            reporter: Said,
            /// With `administrative_error`, required: what shows that it was an error.
            evidence: Said,
            /// Whether a practitioner has confirmed the outcome. If left out: confirmed when a practitioner signs the event, unconfirmed when a system reports it.
            certainty: Coded<Certainty>,
            /// Anything else worth saying about what happened.
            note: Text,
            /// The code that another system used for the outcome, as it came.
            original_code: Text,
        }
        lists {
            /// What the practitioner did at once when the contact failed.
            responses: Vec<Coded<ResponseKind>>,
        }
        defaulted {
            /// How it was arranged. Not known if left out.
            arranged: Coded<Arranged>,
        }
    }
}

form! {
    /// A visit to an unplanned service: an emergency department, out of hours, a minor injuries unit.
    #[schemars(rename = "UnscheduledAttendance")]
    struct UnscheduledAttendanceForm for UnscheduledAttendance {
        required {
            /// Where.
            place: Text,
        }
        optional {
            /// What for.
            reason: Text,
        }
        defaulted {
            /// Whether the child was met in person there. Not known if left out.
            seen: Coded<Answer>,
        }
    }
}

form! {
    /// A manager set a further visit after a failed visit under a protection plan.
    #[schemars(rename = "FurtherVisitSet")]
    struct FurtherVisitForm for FurtherVisitSet {
        required {
            /// The last day on which the visit may be made.
            by: Day,
            /// The role of the person who is to make it.
            visitor: Coded<Role>,
        }
        optional {
            /// The id of the practitioner who is to make it, when one is named.
            visitor_id: Id<PractitionerId>,
        }
        defaulted {
            /// The child to be seen. If left out: the child the event is about.
            child: ChildId,
        }
    }
}
