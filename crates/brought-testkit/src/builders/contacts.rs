//! Contacts and their outcomes.

use super::{CameTo, Family, happened, moments, person, practitioner_id};
use brought_domain::circumstances::PlanKind;
use brought_domain::contact::{Answer, Arranged, ContactPlanned, FurtherVisitSet, ProgrammeContact, Setting, UnscheduledAttendance};
use brought_domain::work::Role;
use brought_domain::{ContactId, Fact, Happened, PractitionerId};

/// A contact with what is odd about it. [`contact`] makes one.
#[derive(Clone, Debug)]
pub struct Contact {
    setting: Setting,
    planned_for: Happened,
    planned_on: Option<Happened>,
    arranged: Arranged,
    practitioner: Option<Option<PractitionerId>>,
    purpose: Option<String>,
    essential_to: Option<PlanKind>,
    programme: Option<ProgrammeContact>,
    id: Option<ContactId>,
    came_to: Option<CameTo>,
}

/// A contact in this setting at this time: planned by letter fourteen days before, without an outcome until it is given one.
pub fn contact(setting: Setting, when: &str) -> Contact {
    Contact {
        setting,
        planned_for: happened(when),
        planned_on: None,
        arranged: Arranged::ByLetter,
        practitioner: None,
        purpose: None,
        essential_to: None,
        programme: None,
        id: None,
        came_to: None,
    }
}

impl Contact {
    /// It came to this.
    #[must_use]
    pub fn came_to(mut self, outcome: CameTo) -> Self {
        self.came_to = Some(outcome);
        self
    }

    /// It was arranged like this.
    #[must_use]
    pub fn arranged(mut self, arranged: Arranged) -> Self {
        self.arranged = arranged;
        self
    }

    /// It was arranged then.
    #[must_use]
    pub fn planned_on(mut self, when: &str) -> Self {
        self.planned_on = Some(happened(when));
        self
    }

    /// This plan asks for it (NAF-26).
    #[must_use]
    pub fn essential_to(mut self, plan: PlanKind) -> Self {
        self.essential_to = Some(plan);
        self
    }

    /// It is this contact of the health visiting programme (SWI-09).
    #[must_use]
    pub fn programme(mut self, programme: ProgrammeContact) -> Self {
        self.programme = Some(programme);
        self
    }

    /// It is for this.
    #[must_use]
    pub fn purpose(mut self, purpose: &str) -> Self {
        self.purpose = Some(purpose.to_owned());
        self
    }

    /// This practitioner expects them.
    #[must_use]
    pub fn with(mut self, practitioner: &str) -> Self {
        self.practitioner = Some(Some(practitioner_id(practitioner)));
        self
    }

    /// Nobody recorded who expects them.
    #[must_use]
    pub fn with_nobody_known(mut self) -> Self {
        self.practitioner = Some(None);
        self
    }

    /// It is called this; the same id again changes the plan of an earlier contact.
    #[must_use]
    pub fn called(mut self, id: &str) -> Self {
        self.id = Some(contact_id(id));
        self
    }
}

fn contact_id(id: &str) -> ContactId {
    ContactId::new(id).unwrap_or_else(|problem| panic!("`{id}` is not a contact's id: {problem}"))
}

impl Family {
    /// A contact, with its outcome when it has one.
    #[must_use]
    pub fn contact(mut self, contact: Contact) -> Self {
        let id = contact.id.unwrap_or_else(|| {
            self.contacts += 1;
            contact_id(&format!("c{}", self.contacts))
        });
        let planned = ContactPlanned {
            contact: id,
            service: self.service.clone(),
            planned_for: contact.planned_for,
            setting: contact.setting,
            arranged: contact.arranged,
            practitioner: contact.practitioner.unwrap_or_else(|| Some(self.practitioner.clone())),
            purpose: contact.purpose,
            essential_to: contact.essential_to,
            programme: contact.programme,
        };
        let planned_on = contact.planned_on.unwrap_or_else(|| match contact.arranged {
            Arranged::Opportunistic => contact.planned_for,
            _ => moments::days_before(contact.planned_for, 14),
        });
        self.last_contact = Some(planned.clone());
        // What is said about the next event (late, imported, replacing) is said about the outcome, when there is one.
        let next = contact.came_to.is_some().then(|| std::mem::take(&mut self.next));
        let service = Some(self.service.clone());
        self = self.add(planned_on, service.clone(), Fact::ContactPlanned(planned.clone()));
        match (contact.came_to, next) {
            (Some(outcome), Some(next)) => {
                self.next = next;
                self.add(planned.planned_for, service, Fact::OutcomeRecorded(outcome.record(planned.contact)))
            }
            _ => self,
        }
    }

    /// A clinic appointment.
    #[must_use]
    pub fn clinic(self, when: &str, outcome: CameTo) -> Self {
        self.contact(contact(Setting::Clinic, when).came_to(outcome))
    }

    /// A home visit.
    #[must_use]
    pub fn home_visit(self, when: &str, outcome: CameTo) -> Self {
        self.contact(contact(Setting::Home, when).came_to(outcome))
    }

    /// A contact in any other setting.
    #[must_use]
    pub fn contact_at(self, setting: Setting, when: &str, outcome: CameTo) -> Self {
        self.contact(contact(setting, when).came_to(outcome))
    }

    /// A contact that is planned and has no outcome.
    #[must_use]
    pub fn planned(self, setting: Setting, when: &str) -> Self {
        self.contact(contact(setting, when))
    }

    /// Another child was to be seen at the latest contact too, which came to this for them (NAF-09). Events stay about whom they were.
    #[must_use]
    pub fn also(self, child: &str, outcome: CameTo) -> Self {
        let planned = self.last_contact.clone().unwrap_or_else(|| panic!("no contact has been planned"));
        let (about, service) = (person(child), Some(planned.service.clone()));
        assert!(self.knows(&about), "{child} is not in the family: add them first");
        let planned_on = moments::days_before(planned.planned_for, 14);
        let record = outcome.record(planned.contact.clone());
        let when = planned.planned_for;
        self.add_about(about.clone(), planned_on, service.clone(), Fact::ContactPlanned(planned)).add_about(
            about,
            when,
            service,
            Fact::OutcomeRecorded(record),
        )
    }

    /// An outcome for a contact that was planned before, recorded as having happened then.
    #[must_use]
    pub fn outcome_of(self, contact: &str, when: &str, outcome: CameTo) -> Self {
        let record = outcome.record(contact_id(contact));
        self.fact(when, Fact::OutcomeRecorded(record))
    }

    /// The child came to an emergency department.
    #[must_use]
    pub fn unscheduled(self, when: &str, seen: Answer) -> Self {
        let fact = UnscheduledAttendance { place: "emergency department".into(), reason: None, seen };
        self.fact_for_all(when, Fact::UnscheduledAttendance(fact))
    }

    /// A manager set a further visit to the current child, by this day, to be made by a social worker (NAF-28).
    #[must_use]
    pub fn further_visit_set(self, when: &str, by: &str) -> Self {
        let fact = FurtherVisitSet { by: super::on(by), visitor: Role::SocialWorker, visitor_id: None, child: self.current() };
        self.fact(when, Fact::FurtherVisitSet(fact))
    }
}
