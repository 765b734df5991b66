//! The people of a family and what is known about them.

use super::{Family, happened, on, person, practitioner_id};
use brought_domain::circumstances::{FactorKind, FactorRecorded, PlanKind, PlanMember, PlanRecorded, StandingNow};
use brought_domain::contact::Answer;
use brought_domain::person::{
    Address, AddressRecorded, CommunicationNeed, CommunicationNeedKind, Name, PersonDetails, PersonKind, PlaceChanged, PlaceKind,
    PostalAddress, RelationKind, RelationRecorded,
};
use brought_domain::work::{Agency, AgencyKind};
use brought_domain::{Fact, Happened, NhsNumber, PersonId};
use jiff::civil::{Date, date};

/// When people whose birthday is not given were first recorded: long before the events of any test.
const FIRST_RECORDED: Date = date(2020, 1, 1);

/// Who somebody is. Says nothing that the test does not say, except a name made from the id.
#[derive(Clone, Debug)]
pub struct Details {
    details: PersonDetails,
}

impl Details {
    fn of(id: &str) -> Self {
        let name = Name { given: id.to_owned(), family: "Example".into(), preferred: None };
        Self { details: PersonDetails { name: Some(name), ..PersonDetails::default() } }
    }

    /// Called by these names.
    #[must_use]
    pub fn named(mut self, given: &str, family: &str) -> Self {
        self.details.name = Some(Name { given: given.to_owned(), family: family.to_owned(), preferred: None });
        self
    }

    /// Born on this day.
    #[must_use]
    pub fn born(mut self, day: &str) -> Self {
        self.details.born_on = Some(on(day));
        self
    }

    /// With this NHS number.
    #[must_use]
    pub fn nhs_number(mut self, number: &str) -> Self {
        self.details.nhs_number = Some(NhsNumber::parse(number).unwrap_or_else(|problem| panic!("{problem}")));
        self
    }

    /// With this telephone number.
    #[must_use]
    pub fn telephone(mut self, number: &str) -> Self {
        self.details.telephones.push(number.to_owned());
        self
    }

    /// Speaking this language.
    #[must_use]
    pub fn language(mut self, language: &str) -> Self {
        self.details.language = Some(language.to_owned());
        self
    }

    /// Anything else about them.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut PersonDetails)) -> Self {
        change(&mut self.details);
        self
    }
}

impl Family {
    /// A child; a further one becomes a brother or sister in the same household, and every carer cares for each.
    #[must_use]
    pub fn child(self, id: &str, details: impl FnOnce(Details) -> Details) -> Self {
        self.add_child(id, PersonKind::Child, details(Details::of(id)).details)
    }

    /// A child not born yet, due on this day.
    #[must_use]
    pub fn unborn_child(self, id: &str, due_on: &str) -> Self {
        let details = PersonDetails { due_on: Some(on(due_on)), ..PersonDetails::default() };
        self.add_child(id, PersonKind::UnbornChild, details)
    }

    /// The mother of every child, in one household with them.
    #[must_use]
    pub fn mother(self, id: &str) -> Self {
        self.carer_who_is(id, RelationKind::Mother)
    }

    /// The father of every child, in one household with them.
    #[must_use]
    pub fn father(self, id: &str) -> Self {
        self.carer_who_is(id, RelationKind::Father)
    }

    /// Somebody else who cares for every child, in one household with them.
    #[must_use]
    pub fn other_carer(self, id: &str) -> Self {
        self.carer_who_is(id, RelationKind::OtherCarer)
    }

    /// A carer of whom it is not known whose children depend on them (NAF-22). Events stay about whom they were about.
    #[must_use]
    pub fn carer_alone(mut self, id: &str) -> Self {
        let carer = person(id);
        let details = Details::of(id).details;
        if self.subject.is_none() {
            self.subject = Some(carer.clone());
            self.about = Some(carer.clone());
        }
        self.carers.push((carer.clone(), RelationKind::OtherCarer));
        self.add_about(carer, Happened::On(FIRST_RECORDED), None, Fact::PersonRecorded(PersonKind::Carer, details))
    }

    fn carer_who_is(mut self, id: &str, relation: RelationKind) -> Self {
        let carer = person(id);
        assert!(!self.knows(&carer), "{id} is in the family already");
        self.carers.push((carer.clone(), relation));
        if self.about.is_none() {
            self.subject = Some(carer.clone());
            self.about = Some(carer.clone());
        }
        let recorded = Happened::On(FIRST_RECORDED);
        let details = Details::of(id).details;
        self = self.add_about(carer.clone(), recorded, None, Fact::PersonRecorded(PersonKind::Carer, details));
        for child in self.children.clone() {
            self = self.relate(&child, &carer, relation, recorded);
        }
        self
    }

    fn add_child(mut self, id: &str, kind: PersonKind, details: PersonDetails) -> Self {
        let child = person(id);
        assert!(!self.knows(&child), "{id} is in the family already");
        if self.about.as_ref().is_none_or(|about| self.children.is_empty() && self.subject.as_ref() == Some(about)) {
            self.about = Some(child.clone());
            self.subject = Some(child.clone());
        }
        let recorded = Happened::On(details.born_on.unwrap_or(FIRST_RECORDED));
        self = self.add_about(child.clone(), recorded, None, Fact::PersonRecorded(kind, details));
        for sibling in self.children.clone() {
            self = self.relate(&child, &sibling, RelationKind::Sibling, recorded);
        }
        for (carer, relation) in self.carers.clone() {
            self = self.relate(&child, &carer, relation, recorded);
        }
        self.children.push(child);
        self
    }

    /// Records what `other` is to `one`, and the same from the other side, because each record is read by itself.
    fn relate(self, one: &PersonId, other: &PersonId, relation: RelationKind, when: Happened) -> Self {
        let fact = |other: &PersonId, relation| {
            Fact::RelationRecorded(RelationRecorded { other: other.clone(), relation, same_household: Answer::Yes })
        };
        self.add_about(one.clone(), when, None, fact(other, relation)).add_about(
            other.clone(),
            when,
            None,
            fact(one, relation.from_the_other_side()),
        )
    }

    /// The family lives here, on one line; `reported` says whether they told the services of the move themselves.
    #[must_use]
    pub fn address(self, when: &str, line: &str, reported: Answer) -> Self {
        let address = Address::Known(PostalAddress {
            lines: vec![line.to_owned()],
            postcode: Some("ZZ99 1AA".into()),
            safe_to_write_to: Answer::Yes,
        });
        self.fact_for_all(when, Fact::AddressRecorded(AddressRecorded { address, reported_by_family: reported }))
    }

    /// The child joined this practice, school or nursery, or left without a new one being known.
    #[must_use]
    pub fn place(self, when: &str, place: PlaceKind, to: Option<&str>, reported: Answer) -> Self {
        let fact = PlaceChanged { place, to: to.map(str::to_owned), reported_by_family: reported };
        self.fact_for_all(when, Fact::PlaceChanged(fact))
    }

    /// A communication need.
    #[must_use]
    pub fn communication_need(self, when: &str, kind: CommunicationNeedKind) -> Self {
        self.fact_for_all(when, Fact::CommunicationNeedRecorded(CommunicationNeed { kind, note: None }))
    }

    /// A plan is in force from then, shared with these agencies.
    #[must_use]
    pub fn plan(self, when: &str, plan: PlanKind, agencies: &[AgencyKind]) -> Self {
        let members =
            agencies.iter().map(|kind| PlanMember { agency: Agency { kind: *kind, name: None }, person: None, role: None }).collect();
        let from_on = Some(happened(when).day(&brought_calendar::uk_time_zone()));
        let fact = PlanRecorded { plan, state: StandingNow::Current, from_on, to_on: None, members };
        self.fact_for_all(when, Fact::PlanRecorded(fact))
    }

    /// A plan ended then.
    #[must_use]
    pub fn plan_ended(self, when: &str, plan: PlanKind) -> Self {
        let to_on = Some(happened(when).day(&brought_calendar::uk_time_zone()));
        let fact = PlanRecorded { plan, state: StandingNow::Ended, from_on: None, to_on, members: Vec::new() };
        self.fact_for_all(when, Fact::PlanRecorded(fact))
    }

    /// Nobody knows whether a plan is in force.
    #[must_use]
    pub fn plan_not_known(self, when: &str, plan: PlanKind) -> Self {
        let fact = PlanRecorded { plan, state: StandingNow::NotKnown, from_on: None, to_on: None, members: Vec::new() };
        self.fact_for_all(when, Fact::PlanRecorded(fact))
    }

    /// A factor holds from then.
    #[must_use]
    pub fn factor(self, when: &str, factor: FactorKind) -> Self {
        self.factor_state(when, factor, StandingNow::Current)
    }

    /// A factor holds, has ended, or nobody knows.
    #[must_use]
    pub fn factor_state(self, when: &str, factor: FactorKind, state: StandingNow) -> Self {
        self.fact_for_all(when, Fact::FactorRecorded(FactorRecorded { factor, state, note: None }))
    }

    /// This practitioner took over for the service.
    #[must_use]
    pub fn assigned(self, when: &str, practitioner: &str) -> Self {
        self.fact(when, Fact::PractitionerAssigned(practitioner_id(practitioner)))
    }

    /// Born.
    #[must_use]
    pub fn born(self, when: &str) -> Self {
        self.fact_for_all(when, Fact::Born)
    }

    /// Died.
    #[must_use]
    pub fn died(self, when: &str) -> Self {
        self.fact_for_all(when, Fact::Died)
    }

    /// The pregnancy ended.
    #[must_use]
    pub fn pregnancy_ended(self, when: &str) -> Self {
        self.fact_for_all(when, Fact::PregnancyEnded)
    }
}
